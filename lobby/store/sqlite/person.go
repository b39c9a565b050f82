package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"rookery/lobby/person"
)

type persons struct{ *Store }

func (s persons) Create(ctx context.Context, g person.Guest, now time.Time) error {
	_, err := write(ctx, s.Store, false, func(t *tx) (int64, error) {
		who, err := t.who(string(g.ID))
		if err != nil {
			return 0, err
		}
		if err := t.free(who, g.Skeleton, now); err != nil {
			return 0, err
		}
		return t.exec(`INSERT INTO person (key, nick, skeleton, token, here, seen) VALUES (?, ?, ?, ?, 0, ?)`,
			who, g.Nick, skeleton(g.Skeleton), g.TokenHash[:], now.UnixMilli())
	})
	if err != nil {
		return fmt.Errorf("create person %s: %w", g.ID, err)
	}
	return nil
}

func (s persons) Rename(ctx context.Context, id person.ID, nick, skel string, now time.Time) error {
	err := s.change(ctx, func(t *tx) (int64, error) {
		who, err := t.who(string(id))
		if err != nil {
			return 0, err
		}
		var seated bool
		err = t.get(`SELECT `+isSeated+` FROM person p WHERE key = ?`, []any{who}, &seated)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return 0, person.ErrUnknown
		case err != nil:
			return 0, fmt.Errorf("look up whether they play: %w", err)
		case seated:
			return 0, person.ErrSeated
		}
		if err := t.free(who, skel, now); err != nil {
			return 0, err
		}
		return t.exec(`UPDATE person SET nick = ?, skeleton = ?, seen = ? WHERE key = ?`, nick, skeleton(skel), now.UnixMilli(), who)
	})
	if err != nil {
		return fmt.Errorf("rename person %s: %w", id, err)
	}
	return nil
}

// skeleton is NULL for nobody's.
func skeleton(s string) sql.NullString { return sql.NullString{String: s, Valid: s != ""} }

// free takes the nick with this skeleton from whoever has it but no longer
// holds it, so that who may have it.
func (t *tx) free(who int64, skeleton string, now time.Time) error {
	if skeleton == "" {
		return nil
	}
	var other, seen int64
	var bound bool
	err := t.get(`SELECT key, seen, here OR `+isSeated+` FROM person p WHERE skeleton = ? AND key <> ?`, []any{skeleton, who}, &other, &seen, &bound)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil
	case err != nil:
		return fmt.Errorf("look up who has the nick: %w", err)
	case bound || now.UnixMilli()-seen < person.Grace.Milliseconds():
		return person.ErrTaken
	}
	_, err = t.exec(`UPDATE person SET nick = '', skeleton = NULL WHERE key = ?`, other)
	return err
}

// isSeated is the condition that p sits in a room whose game has no result: two
// questions, as each has its index.
const isSeated = `(EXISTS (SELECT 1 FROM room WHERE finished IS NULL AND white = p.key)
	OR EXISTS (SELECT 1 FROM room WHERE finished IS NULL AND black = p.key))`

func (s persons) Present(ctx context.Context, id person.ID, here bool, now time.Time) error {
	err := s.change(ctx, func(t *tx) (int64, error) {
		return t.exec(`UPDATE person SET here = ?, seen = ? WHERE key = (SELECT key FROM who WHERE id = ?)`,
			here, now.UnixMilli(), string(id))
	})
	if err != nil {
		return fmt.Errorf("record the presence of %s: %w", id, err)
	}
	return nil
}

// change writes to one person, who must exist.
func (s *Store) change(ctx context.Context, f func(*tx) (int64, error)) error {
	_, err := write(ctx, s, false, func(t *tx) (none struct{}, err error) {
		n, err := f(t)
		if err == nil && n == 0 {
			err = person.ErrUnknown
		}
		return none, err
	})
	return err
}

func (s persons) ByToken(ctx context.Context, hash [32]byte) (person.Person, error) {
	return s.find(ctx, `p.key = (SELECT key FROM person WHERE token = ?1 UNION ALL SELECT person FROM device WHERE token = ?1)`, hash[:])
}

func (s persons) ByID(ctx context.Context, id person.ID) (person.Person, error) {
	return s.find(ctx, `w.id = ?`, string(id))
}

func (s persons) find(ctx context.Context, which string, arg any) (person.Person, error) {
	list, err := rows(ctx, s.Store, func(scan func(...any) error) (p person.Person, err error) {
		err = scan(&p.ID, &p.Nick)
		return p, err
	}, `SELECT w.id, p.nick FROM person p JOIN who w USING (key) WHERE `+which, arg)
	if err != nil {
		return person.Person{}, fmt.Errorf("find a person: %w", err)
	}
	if len(list) == 0 {
		return person.Person{}, person.ErrUnknown
	}
	return list[0], nil
}
