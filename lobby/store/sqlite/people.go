package sqlite

import (
	"context"
	"fmt"

	"rookery/game"
	"rookery/lobby"
	"rookery/lobby/person"
)

type ratings struct{ *Store }

func (s ratings) Rating(ctx context.Context, who person.ID, speed game.Speed) (value int, rated bool, err error) {
	list, err := rows(ctx, s.Store, number[int],
		`SELECT value FROM rating WHERE person = (SELECT key FROM who WHERE id = ?) AND speed = ?`, string(who), speed.String())
	if err != nil {
		return 0, false, fmt.Errorf("read a rating of %s: %w", who, err)
	}
	if len(list) == 0 {
		return 0, false, nil
	}
	return list[0], true, nil
}

func (s ratings) Rate(ctx context.Context, who person.ID, speed game.Speed, value int) error {
	_, err := write(ctx, s.Store, false, func(t *tx) (none struct{}, err error) {
		key, err := t.who(string(who))
		if err == nil {
			_, err = t.exec(`INSERT INTO rating (person, speed, value) VALUES (?, ?, ?)
				ON CONFLICT DO UPDATE SET value = excluded.value`, key, speed.String(), value)
		}
		return none, err
	})
	if err != nil {
		return fmt.Errorf("store a rating of %s: %w", who, err)
	}
	return nil
}

type history struct{ *Store }

func (s history) Played(ctx context.Context, who person.ID, limit int) ([]lobby.Played, error) {
	list, err := rows(ctx, s.Store, func(scan func(...any) error) (p lobby.Played, err error) {
		err = scan(&p.Opponent, &p.Side)
		return p, err
	}, `WITH me AS (SELECT key FROM who WHERE id = ?1)
		SELECT w.id, g.side FROM (
			SELECT * FROM (SELECT key, black AS other, 'white' AS side FROM room
				WHERE white = (SELECT key FROM me) AND black IS NOT NULL ORDER BY key DESC LIMIT ?2)
			UNION ALL
			SELECT * FROM (SELECT key, white AS other, 'black' AS side FROM room
				WHERE black = (SELECT key FROM me) AND white IS NOT NULL ORDER BY key DESC LIMIT ?2)
		) g JOIN who w ON w.key = g.other ORDER BY g.key DESC LIMIT ?2`, string(who), max(limit, 0))
	if err != nil {
		return nil, fmt.Errorf("list the games of %s: %w", who, err)
	}
	return list, nil
}

type hiding struct{ *Store }

func (s hiding) Set(ctx context.Context, who person.ID, on bool, at int64, c lobby.Command) (lobby.Notice, error) {
	n, err := write(ctx, s.Store, false, func(t *tx) (lobby.Notice, error) {
		n := lobby.HiddenTold(who, on, at)
		err := t.hide(who, on, at, c)
		if err == nil {
			n.N, err = t.tell([]lobby.Notice{n}, &c)
		}
		return n, err
	})
	if err != nil {
		return n, fmt.Errorf("store whether %s hides: %w", who, err)
	}
	return n, nil
}

func (t *tx) hide(who person.ID, on bool, at int64, c lobby.Command) error {
	if err := t.fresh(&c); err != nil {
		return err
	}
	key, err := t.who(string(who))
	if err != nil {
		return err
	}
	if on {
		_, err = t.exec(`INSERT INTO hidden (person, at) VALUES (?, ?) ON CONFLICT DO NOTHING`, key, at)
	} else {
		_, err = t.exec(`DELETE FROM hidden WHERE person = ?`, key)
	}
	return err
}

func (s hiding) All(ctx context.Context) ([]person.ID, error) {
	list, err := rows(ctx, s.Store, func(scan func(...any) error) (id person.ID, err error) {
		err = scan(&id)
		return id, err
	}, `SELECT w.id FROM hidden h JOIN who w ON w.key = h.person ORDER BY h.at, h.person`)
	if err != nil {
		return nil, fmt.Errorf("list who hides: %w", err)
	}
	return list, nil
}
