package memory

import (
	"context"
	"time"

	"rookery/lobby/room"
)

// boot is a process that has, or had, the store.
type boot struct {
	started time.Time
	beat    time.Duration // its last sign of life
	stalls  []room.Pause
	outages room.Outages
}

type pulse struct{ *Store }

func (s pulse) Beat(ctx context.Context, stalls func() []room.Stall) error {
	_, err := write(ctx, s.Store, Beat, func() (none struct{}, err error) {
		b := s.boot
		since := func(t time.Time) time.Duration { return t.Sub(b.started).Truncate(time.Millisecond) }
		b.beat, b.stalls = since(time.Now()), nil
		for _, list := range [][]room.Stall{stalls(), b.outages.Until(time.Now())} {
			for _, p := range list {
				b.stalls = append(b.stalls, room.Pause{From: since(p.From), To: since(p.To)})
			}
		}
		return none, nil
	})
	return err
}

func (s pulse) Life(ctx context.Context, id room.ID) (room.Life, error) {
	return read(ctx, s.Store, Life, func() (room.Life, error) {
		k := s.rooms[id]
		if k == nil || k.boot == nil {
			return room.Life{}, nil
		}
		l := room.Life{Turned: k.turned, Beat: k.boot.beat, Stalls: k.boot.stalls}
		if k.boot == s.boot {
			l.Started = s.boot.started
		}
		return l, nil
	})
}
