package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/gofrs/flock"

	"rookery/lobby"
	"rookery/lobby/person"
	"rookery/lobby/room"
)

// Options are what a store may be given beside its directory.
type Options struct {
	// Log is told when the disk is full and when it has space again. Nil: nobody is.
	Log *slog.Logger
	// Observe is told of every commit: how many writes it took along, and how
	// long it was from its beginning to the disk. It must not block. Nil: nobody is.
	Observe func(writes int, took time.Duration)

	engine *engine // nil: modernc; a test may bring its own
}

// Store is one data directory, open. Its views implement the ports.
type Store struct {
	opt     Options
	epoch   string
	outages room.Outages
	lock    *flock.Flock
	writing *sql.DB // one connection, which tx holds
	reading *sql.DB
	tx      *tx // the writer's alone, but for its boot
	queue   *queue
	stopped chan struct{} // closed when the writer has ended
	broken  atomic.Pointer[error]
	fatal   chan error
}

// Open opens the data in dir, making both if need be, and brings an older
// schema up to date. It refuses data that is in use by another process or was
// written by a newer Rookery. Whoever was present when the data was last used
// counts as seen now, and gone.
//
// The store has a goroutine of its own, which Close ends.
func Open(ctx context.Context, dir string, opt Options) (*Store, error) {
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	if opt.Observe == nil {
		opt.Observe = func(int, time.Duration) {}
	}
	if opt.engine == nil {
		opt.engine = &modernc
	}
	s := &Store{opt: opt, queue: newQueue(), stopped: make(chan struct{}), fatal: make(chan error, 1)}
	if err := s.open(ctx, dir); err != nil {
		return nil, errors.Join(fmt.Errorf("open the data in %s: %w", dir, err), s.release())
	}
	go s.run()
	return s, nil
}

// Journal is the store as rooms see it.
func (s *Store) Journal() room.Journal { return journal{s} }

// Pulse is where this process leaves signs of life.
func (s *Store) Pulse() room.Pulse { return pulse{s} }

// Rooms are the rooms as a lobby sees them.
func (s *Store) Rooms() lobby.Rooms { return rooms{s} }

// Seeks are the open seeks.
func (s *Store) Seeks() lobby.Seeks { return seeks{s} }

// Notices are everybody's notices.
func (s *Store) Notices() lobby.Notices { return notices{s} }

// Blocks are whom everybody has blocked.
func (s *Store) Blocks() lobby.Blocks { return blocks{s} }

// Reports are what people reported to the operator.
func (s *Store) Reports() lobby.Reports { return reports{s} }

// Ratings are how strong people are.
func (s *Store) Ratings() lobby.Ratings { return ratings{s} }

// History is who played whom.
func (s *Store) History() lobby.History { return history{s} }

// Hiding are those who are in no list of people.
func (s *Store) Hiding() lobby.Hiding { return hiding{s} }

// Persons are the persons and their nicks.
func (s *Store) Persons() person.Store { return persons{s} }

// Handovers are the codes by which persons go on on other devices.
func (s *Store) Handovers() person.Handovers { return handovers{s} }

// Epoch is the random id of this data, the same for its whole life.
func (s *Store) Epoch() string { return s.epoch }

// Fatal gives the error after which nothing can be promised any more: the disk
// failed in a commit, and what is on it is not known before the data is opened
// again. From then on every operation fails. The owner should end the process.
func (s *Store) Fatal() <-chan error { return s.fatal }

// Ready makes a commit of its own, larger than any that a command makes, and so
// reports nil only if the store takes commands: room.ErrFull and room.ErrBusy
// say that it does not for now. A small one would still fit on a disk that has
// no room for the next move.
func (s *Store) Ready(ctx context.Context) error {
	_, err := write(ctx, s, false, func(t *tx) (int64, error) {
		return t.exec(`INSERT INTO meta (name, value) VALUES ('probe', hex(randomblob(16384)))
			ON CONFLICT (name) DO UPDATE SET value = excluded.value`)
	})
	if err != nil {
		return fmt.Errorf("make a test commit: %w", err)
	}
	return nil
}

// Close stores what is waiting, and ends. Nothing else may be asked of the store then.
func (s *Store) Close() error {
	s.queue.close()
	<-s.stopped
	if err := s.release(); err != nil {
		return fmt.Errorf("close the data: %w", err)
	}
	return nil
}

// release gives back whatever open got, readers first: the last connection to
// close is the one that may write, and it folds the log into the file.
func (s *Store) release() error {
	var errs []error
	if s.reading != nil {
		errs = append(errs, s.reading.Close())
	}
	if s.tx != nil {
		errs = append(errs, s.tx.close())
	}
	if s.writing != nil {
		errs = append(errs, s.writing.Close())
	}
	if s.lock != nil {
		errs = append(errs, s.lock.Close())
	}
	return errors.Join(errs...)
}

// usable is the reason why nothing may be read or written any more, or nil.
// Reads stop too: what a failed fsync left behind can be read, and yet be gone
// after the next power cut.
func (s *Store) usable() error {
	if err := s.broken.Load(); err != nil {
		return *err
	}
	return nil
}
