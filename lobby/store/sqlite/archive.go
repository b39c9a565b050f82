package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"os"
	"path/filepath"

	"rookery/lobby"
	"rookery/lobby/room"
)

// Archive is a data directory open for reading only. It takes no lock and
// changes nothing, so that a server may run on the same data.
type Archive struct{ store *Store }

// OpenArchive opens the data in dir, or the database file itself. It refuses
// data whose schema is not the one that this Rookery writes.
//
// SQLite puts two files beside the database, rookery.db-wal and rookery.db-shm,
// where there are none; so the directory must be writable all the same.
func OpenArchive(ctx context.Context, path string) (*Archive, error) {
	a := &Archive{store: &Store{}}
	if err := a.open(ctx, path); err != nil {
		return nil, errors.Join(fmt.Errorf("open the data in %s for reading: %w", path, err), a.Close())
	}
	return a, nil
}

func (a *Archive) open(ctx context.Context, path string) error {
	file, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	if info.IsDir() {
		file = filepath.Join(file, fileName)
		if _, err := os.Stat(file); err != nil {
			return err
		}
	}
	query := url.Values{"mode": {"ro"}, "_pragma": {"query_only(1)", "busy_timeout(2000)"}}
	if a.store.reading, err = sql.Open("sqlite", address(file, query)); err != nil {
		return err
	}
	a.store.reading.SetMaxOpenConns(1)
	return current(ctx, a.store.reading)
}

// current refuses a schema that is not this Rookery's.
func current(ctx context.Context, db *sql.DB) error {
	p, err := schema(db)
	if err != nil {
		return err
	}
	all := p.ListSources()
	know := all[len(all)-1].Version
	var have int64
	// goose's own way makes the table of versions if it is not there.
	if err := db.QueryRowContext(ctx, `SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied`).Scan(&have); err != nil {
		return fmt.Errorf("read the schema's version: %w", err)
	}
	switch {
	case have > know:
		return fmt.Errorf("it was written by a newer Rookery (schema %d; this one reads %d)", have, know)
	case have < know:
		return fmt.Errorf("it was written by an older Rookery (schema %d; this one reads %d): run a server on it once", have, know)
	}
	return nil
}

// Close ends reading.
func (a *Archive) Close() error { return a.store.release() }

// archivePage is how many rows are read at a time.
const archivePage = 512

// Head is a room, the position of its newest event, and the room as lists show
// it then; Unread tells why that cannot be read.
type Head struct {
	Room    room.ID
	Pos     uint64
	Summary room.Summary
	Unread  error

	key int64
}

// Rooms yields every room, in the order in which they were made.
func (a *Archive) Rooms(ctx context.Context) iter.Seq2[Head, error] {
	return paged(func(last Head) ([]Head, error) {
		return rows(ctx, a.store, func(scan func(...any) error) (h Head, err error) {
			h.Summary, h.Unread = summary(func(into ...any) error {
				err = scan(append([]any{&h.key, &h.Pos}, into...)...)
				return err
			})
			h.Room = h.Summary.Room
			return h, err
		}, `SELECT key, pos, id, summary, finished IS NOT NULL FROM room WHERE key > ? ORDER BY key LIMIT ?`, last.key, archivePage)
	})
}

// Events yields every event of a room, in the room's order.
func (a *Archive) Events(ctx context.Context, id room.ID) iter.Seq2[room.Event, error] {
	return paged(func(last room.Event) ([]room.Event, error) {
		return journal{a.store}.Replay(ctx, id, last.Pos, archivePage)
	})
}

// Reports yields every report, in the order in which they were filed.
func (a *Archive) Reports(ctx context.Context) iter.Seq2[lobby.Report, error] {
	return paged(func(last lobby.Report) ([]lobby.Report, error) {
		return reports{a.store}.Load(ctx, last.N, archivePage)
	})
}

// paged yields what load gives, page after page, given the last of the page before.
func paged[T any](load func(last T) ([]T, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var last T
		for {
			page, err := load(last)
			if err != nil {
				yield(last, err)
				return
			}
			for _, v := range page {
				if last = v; !yield(v, nil) {
					return
				}
			}
			if len(page) < archivePage {
				return
			}
		}
	}
}
