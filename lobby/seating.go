package lobby

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"rookery/lobby/person"
)

// Limits of one identity (CONTRACT section 6).
const (
	maxUnplayed = 5  // rooms in which fewer than two moves were made
	maxPlaying  = 20 // rooms without a result
)

// unseatableError is that a match is not made because of who, who has too many games or,
// if it is nobody, because one of the two has blocked the other.
type unseatableError struct {
	who person.ID
	err error // as whoever gave the command is told
}

func (e *unseatableError) Error() string { return e.err.Error() }
func (e *unseatableError) Unwrap() error { return e.err }

// mayPlay refuses a person with too many games that never began, or that have no end.
func (l *Lobby) mayPlay(ctx context.Context, who person.ID) error {
	n, err := l.cfg.Rooms.Unplayed(ctx, who)
	if err != nil {
		return fmt.Errorf("count unplayed rooms: %w", err)
	}
	playing := 0
	l.hall.do(func(h *hall) {
		for _, g := range h.games {
			if sits(g.White, who) || sits(g.Black, who) {
				playing++
			}
		}
	})
	if n >= maxUnplayed || playing >= maxPlaying {
		return ErrTooMany
	}
	return nil
}

// apart reports whether one of two people has blocked the other.
func (l *Lobby) apart(a, b string) bool { return l.blocked(a, b) || l.blocked(b, a) }

// seatable refuses a match that one of those it seats may not play, or of whom one has
// blocked the other, with an *unseatableError. The caller has the turns of settling
// for all of them, so that it stays so until the room is made.
func (l *Lobby) seatable(ctx context.Context, m match, cause *Command) error {
	who := m.humans()
	for _, id := range who {
		err := l.mayPlay(ctx, id)
		if errors.Is(err, ErrTooMany) {
			if cause != nil && id != cause.Actor {
				err = ErrOccupied
			}
			return &unseatableError{id, err}
		}
		if err != nil {
			return err
		}
	}
	if len(who) == 2 && l.apart(string(who[0]), string(who[1])) {
		return &unseatableError{err: ErrNobody}
	}
	return nil
}

// settling takes the turn of each of these people: while one has it, nobody else makes
// a room for them, and they block nobody. It is the last of the turns that anybody takes.
func (l *Lobby) settling(ctx context.Context, who ...person.ID) (done func(), err error) {
	var held []func()
	done = func() {
		for _, d := range held {
			d()
		}
	}
	for _, id := range slices.Sorted(slices.Values(who)) { // in one order, so that no two wait for each other
		d, err := l.turns.take(ctx, "settling "+string(id))
		if err != nil {
			done()
			return nil, err
		}
		held = append(held, d)
	}
	return done, nil
}
