package room

import (
	"errors"
	"fmt"
	"time"

	"rookery/game"
	"rookery/lobby/wire"
)

// Audit is a room's log as it is read in the room's order by somebody who
// believes nothing of it. The zero value has read nothing.
type Audit struct {
	played Played
	pos    uint64
	heads  map[Stream]uint64
	lost   bool // nothing more of the game can be judged
}

// Add reads the next event, and gives everything that is wrong with it. After an
// event of the game that could not have happened, the rest of the game is not
// judged: only its numbers are.
func (a *Audit) Add(e Event) []error {
	faults := a.number(e)
	inGame := e.Stream.Name == wire.GameStream
	a.lost = a.lost || inGame && len(faults) > 0
	body, err := wire.Event{S: e.Stream.Name, N: e.N, T: e.Kind, By: e.By, At: e.At, D: e.Body}.Body()
	if err == nil && inGame && !a.lost {
		err = a.judge(e, body)
	}
	if err != nil {
		a.lost = a.lost || inGame
		faults = append(faults, err)
	}
	return faults
}

// End gives what is wrong with a log that ends here, of a room whose newest
// event has at least position head.
func (a *Audit) End(head uint64) error {
	switch {
	case a.pos < head:
		return fmt.Errorf("the log ends at position %d, before %d", a.pos, head)
	case a.played.Game == nil && !a.lost:
		return errors.New("there is no game")
	}
	return nil
}

// number compares the event's numbers with those before it, and goes on from them.
func (a *Audit) number(e Event) (faults []error) {
	if e.Pos != a.pos+1 {
		faults = append(faults, fmt.Errorf("position %d follows position %d", e.Pos, a.pos))
	}
	if a.heads == nil {
		a.heads = make(map[Stream]uint64)
	}
	if head := a.heads[e.Stream]; e.N != head+1 {
		faults = append(faults, fmt.Errorf("number %d follows number %d", e.N, head))
	}
	a.pos, a.heads[e.Stream] = e.Pos, e.N
	return faults
}

// judge asks the game whether this can have happened, and lets it happen.
func (a *Audit) judge(e Event, body wire.EventBody) error {
	if a.played.Game != nil {
		if _, again := body.(wire.Start); again {
			return errors.New("the game starts again")
		}
		ev, err := gameEvent(body)
		if err != nil {
			return err
		}
		side, err := a.seat(e.By, body)
		if err != nil {
			return err
		}
		if err := game.Judge(a.played.Game, side, ev, time.UnixMilli(e.At)); err != nil {
			return err
		}
	}
	return a.played.replay(e)
}

var errStranger = errors.New("done by somebody who does not play")

// seat is the side of who did it, White's also for what the room does by itself.
func (a *Audit) seat(by string, body wire.EventBody) (game.Side, error) {
	if sat, ok := body.(wire.Sat); ok {
		return gameSide(sat.Side), nil
	}
	switch white, black := a.played.Start.White, a.played.Start.Black; {
	case black != nil && black.ID == by:
		return game.Black, nil
	case by == "", white != nil && white.ID == by:
		return game.White, nil
	}
	return game.White, errStranger
}
