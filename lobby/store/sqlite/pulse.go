package sqlite

import (
	"context"
	"fmt"
	"time"

	"github.com/go-json-experiment/json"

	"rookery/lobby/room"
)

// boot is this process in the data.
type boot struct {
	id      int64
	started time.Time // with its steady reading
}

// since is t in whole ms since the process started.
func (b *boot) since(t time.Time) int64 { return t.Sub(b.started).Milliseconds() }

// begin notes that a process has begun.
func (t *tx) begin(now time.Time) error {
	t.boot.started = now
	if err := t.get(`INSERT INTO boot (started, beat, stalls) VALUES (?, 0, '[]') RETURNING id`, []any{now.UnixMilli()}, &t.boot.id); err != nil {
		return fmt.Errorf("note that the process has begun: %w", err)
	}
	return nil
}

type pulse struct{ *Store }

// Beat is taken down when the writer comes to it: it is true then, however long it waited.
func (s pulse) Beat(ctx context.Context, stalls func() []room.Stall) error {
	_, err := write(ctx, s.Store, false, func(t *tx) (none struct{}, err error) {
		now, pauses := time.Now(), [][2]int64{}
		for _, list := range [][]room.Stall{stalls(), s.outages.Until(now)} {
			for _, p := range list {
				pauses = append(pauses, [2]int64{t.boot.since(p.From), t.boot.since(p.To)})
			}
		}
		text, err := json.Marshal(pauses)
		if err != nil {
			return none, err
		}
		_, err = t.exec(`UPDATE boot SET beat = ?, stalls = ? WHERE id = ?`, t.boot.since(now), string(text), t.boot.id)
		return none, err
	})
	if err != nil {
		return fmt.Errorf("leave a sign of life: %w", err)
	}
	return nil
}

func (s pulse) Life(ctx context.Context, id room.ID) (room.Life, error) {
	list, err := rows(ctx, s.Store, s.life,
		`SELECT r.turned, b.id, b.beat, b.stalls FROM room r JOIN boot b ON b.id = r.boot WHERE r.id = ?`, string(id))
	if err != nil {
		return room.Life{}, fmt.Errorf("read the last life of room %s: %w", id, err)
	}
	if len(list) == 0 {
		return room.Life{}, nil
	}
	return list[0], nil
}

func (s pulse) life(scan func(...any) error) (l room.Life, err error) {
	var turned, id, beat int64
	var stalls string
	if err := scan(&turned, &id, &beat, &stalls); err != nil {
		return l, err
	}
	if boot := s.tx.boot; id == boot.id {
		l.Started = boot.started
	}
	var pauses [][2]int64
	if json.Unmarshal([]byte(stalls), &pauses) != nil {
		return room.Life{}, nil // it is not known, and nobody is charged
	}
	l.Turned, l.Beat = ms(turned), ms(beat)
	for _, p := range pauses {
		l.Stalls = append(l.Stalls, room.Pause{From: ms(p[0]), To: ms(p[1])})
	}
	return l, nil
}

func ms(n int64) time.Duration { return time.Duration(n) * time.Millisecond }
