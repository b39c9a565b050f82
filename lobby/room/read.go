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

// ReadGame reads the game of room id from its log, without opening the room:
// ErrUnreadable if an event of it cannot be replayed.
func ReadGame(ctx context.Context, j Journal, id ID) (Played, error) {
	var p Played
	for n := uint64(0); ; {
		page, err := j.Load(ctx, id, Stream{Name: wire.GameStream}, n, replayPage)
		if err != nil {
			return Played{}, fmt.Errorf("read the game of room %s: %w", id, err)
		}
		for _, e := range page {
			if err := p.replay(e); err != nil {
				return Played{}, fmt.Errorf("read the game of room %s: event %d: %w: %w", id, e.N, ErrUnreadable, err)
			}
			n = e.N
		}
		if len(page) < replayPage {
			break
		}
	}
	if p.Game == nil {
		return Played{}, fmt.Errorf("read the game of room %s: its log is empty: %w", id, ErrUnreadable)
	}
	return p, nil
}

// replay makes the next event of the game happen.
func (p *Played) replay(e Event) (err error) {
	defer func() {
		if v := recover(); v != nil { // its value may quote what somebody said
			err = fmt.Errorf("panic of type %T", v)
		}
	}()
	body, err := e.Wire().Body()
	if err != nil {
		return err
	}
	return p.happen(e.By, body, time.UnixMilli(e.At))
}

func (p *Played) happen(by string, body wire.EventBody, at time.Time) (err error) {
	start, starts := body.(wire.Start)
	switch {
	case starts && p.Game != nil:
		return errors.New("the game starts again")
	case starts:
		p.Start, p.At = start, at
		p.Game, err = startGame(start, at)
		return err
	case p.Game == nil:
		return errors.New("comes before the start")
	}
	if sat, ok := body.(wire.Sat); ok {
		p.Start = seated(p.Start, sat)
	}
	e, err := gameEvent(body)
	if err != nil {
		return err
	}
	side, _ := playing(p.Start, by)
	return p.Game.Replay(side, e, at)
}

// seated is start once somebody has sat down.
func seated(start wire.Start, sat wire.Sat) wire.Start {
	if gameSide(sat.Side) == game.White {
		start.White = &sat.Person
	} else {
		start.Black = &sat.Person
	}
	return start
}

// playing is the side that a person plays in a game with the seats of start.
// Events of the room alone are White's by convention, which matters to none of them.
func playing(start wire.Start, person string) (game.Side, bool) {
	for side, p := range [...]*wire.Person{game.White: start.White, game.Black: start.Black} {
		if p != nil && p.ID == person {
			return game.Side(side), true
		}
	}
	return game.White, false
}
