package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"rookery/lobby/person"
)

type handovers struct{ *Store }

func (s handovers) Offer(ctx context.Context, h person.Handover) error {
	err := s.change(ctx, func(t *tx) (int64, error) {
		return t.exec(`INSERT INTO handover (person, code, room, until) SELECT key, ?2, ?3, ?4 FROM person JOIN who USING (key) WHERE id = ?1
			ON CONFLICT (person) DO UPDATE SET code = excluded.code, room = excluded.room, until = excluded.until`,
			string(h.Person), h.Code[:], h.Room, h.Until.UnixMilli())
	})
	if err != nil {
		return fmt.Errorf("offer a handover of person %s: %w", h.Person, err)
	}
	return nil
}

func (s handovers) Open(ctx context.Context, who person.ID, now time.Time) (bool, error) {
	list, err := rows(ctx, s.Store, number[int], `SELECT count(*) FROM handover WHERE person = (SELECT key FROM who WHERE id = ?) AND until > ?`, string(who), now.UnixMilli())
	if err != nil {
		return false, fmt.Errorf("look for a handover of person %s: %w", who, err)
	}
	return list[0] > 0, nil
}

func (s handovers) Redeem(ctx context.Context, code, token [32]byte, now time.Time) (person.Person, string, error) {
	var p person.Person
	var room string
	_, err := write(ctx, s.Store, false, func(t *tx) (none struct{}, err error) {
		var who int64
		err = t.get(`DELETE FROM handover WHERE code = ? AND until > ? RETURNING person, room`, []any{code[:], now.UnixMilli()}, &who, &room)
		if errors.Is(err, sql.ErrNoRows) {
			return none, person.ErrCode
		}
		if err != nil {
			return none, fmt.Errorf("look for the code: %w", err)
		}
		if err := t.get(`SELECT w.id, p.nick FROM person p JOIN who w USING (key) WHERE key = ?`, []any{who}, &p.ID, &p.Nick); err != nil {
			return none, fmt.Errorf("find whose code it is: %w", err)
		}
		if _, err := t.exec(`INSERT INTO device (person, token, at) VALUES (?, ?, ?)`, who, token[:], now.UnixMilli()); err != nil {
			return none, fmt.Errorf("add a device: %w", err)
		}
		_, err = t.exec(`DELETE FROM device WHERE person = ?1 AND key NOT IN (SELECT key FROM device WHERE person = ?1 ORDER BY key DESC LIMIT ?2)`, who, person.MaxDevices)
		return none, err
	})
	if err != nil {
		return person.Person{}, "", fmt.Errorf("redeem a handover: %w", err)
	}
	return p, room, nil
}
