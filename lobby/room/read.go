package room

import (
	"context"
	"errors"
	"fmt"
	"time"

	"rookery/game"
	"rookery/lobby/wire"
)

// Played is a room's game as its log tells it, for those who only read. Start
// has both seats as they were taken; At is when the game began.
type Played struct {
	Start wire.Start
	At    time.Time
	Game  *game.State
}

// ReadGame reads the game of room id from its log, without opening the room.
func ReadGame(ctx context.Context, j Journal, id ID) (Played, error) {
	var p Played
	for n := uint64(0); ; {
		page, err := j.Load(ctx, id, Stream{Name: wire.GameStream}, n, replayPage)
		if err != nil {
			return Played{}, fmt.Errorf("read the game of room %s: %w", id, err)
		}
		for _, e := range page {
			if err := p.replay(e); err != nil {
				return Played{}, fmt.Errorf("read the game of room %s: event %d: %w", id, e.N, err)
			}
			n = e.N
		}
		if len(page) < replayPage {
			break
		}
	}
	if p.Game == nil {
		return Played{}, fmt.Errorf("read the game of room %s: its log is empty", id)
	}
	return p, nil
}

func (p *Played) replay(e Event) error {
	at := time.UnixMilli(e.At)
	body, err := wire.Event{S: e.Stream.Name, N: e.N, T: e.Kind, By: e.By, At: e.At, D: e.Body}.Body()
	if err != nil {
		return err
	}
	if start, ok := body.(wire.Start); ok {
		p.Start, p.At = start, at
		p.Game, err = startGame(start, at)
		return err
	}
	if p.Game == nil {
		return errors.New("comes before the start")
	}
	if sat, ok := body.(wire.Sat); ok {
		if sat.Side == wire.White {
			p.Start.White = &sat.Person
		} else {
			p.Start.Black = &sat.Person
		}
	}
	ev, err := gameEvent(body)
	if err != nil {
		return err
	}
	side := game.White // also for the room's own events, to which it does not matter
	if b := p.Start.Black; b != nil && b.ID == e.By {
		side = game.Black
	}
	return p.Game.Replay(side, ev, at)
}
