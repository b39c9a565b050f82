package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"rookery/lobby"
	"rookery/lobby/person"
	"rookery/lobby/room"
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
func (d *Desk) mayPlay(ctx context.Context, who person.ID) error {
	n, err := d.cfg.Rooms.Unplayed(ctx, who)
	if err != nil {
		return fmt.Errorf("count unplayed rooms: %w", err)
	}
	if n >= maxUnplayed || d.hall.Playing(who) >= maxPlaying {
		return lobby.ErrTooMany
	}
	return nil
}

// seatable refuses a match that one of those it seats may not play, or of whom one has
// blocked the other, with an *unseatableError. The caller has the turns of settling
// for all of them, so that it stays so until the room is made.
func (d *Desk) seatable(ctx context.Context, m lobby.Match, cause *lobby.Command) error {
	who := m.Humans()
	if cause != nil && d.hall.JustSeated(cause.Actor, cause.At) {
		return lobby.ErrSeated
	}
	if m.After != "" && d.offers.Of(m.After, time.Now()).Over {
		return lobby.ErrStale // since it was accepted
	}
	for _, id := range who {
		err := d.mayPlay(ctx, id)
		if errors.Is(err, lobby.ErrTooMany) {
			if cause != nil && id != cause.Actor {
				err = lobby.ErrOccupied
			}
			return &unseatableError{id, err}
		}
		if err != nil {
			return err
		}
	}
	if len(who) == 2 && d.manners.Apart(string(who[0]), string(who[1])) {
		return &unseatableError{err: lobby.ErrNobody}
	}
	return nil
}

// seat makes the room of a match, unless a pool is pairing one of those seated:
// then room.ErrBusy, as it is not known yet how that ends.
func (d *Desk) seat(ctx context.Context, m lobby.Match, cause *lobby.Command) (uint64, error) {
	who := m.Humans()
	if !d.hall.Seat(who) {
		return 0, room.ErrBusy
	}
	defer func() {
		d.hall.Unseat(who, time.Now())
		d.pooled.Raise()
	}()
	return d.makeRoom(ctx, m, cause.Actor, cause)
}

// unseated has nobody seat c's person until done, so that what they open stands or ends with
// their seeks. It refuses somebody who has just been seated as seatable does: before they could
// know, they have asked for what nothing must come of.
func (d *Desk) unseated(ctx context.Context, c lobby.Command) (done func(), err error) {
	who := []person.ID{c.Actor}
	if !d.hall.Seat(who) {
		return nil, room.ErrBusy
	}
	free := func() {
		d.hall.Unseat(who, time.Now())
		d.pooled.Raise()
	}
	settled, err := d.manners.Settling(ctx, who...)
	if err == nil && d.hall.JustSeated(c.Actor, c.At) {
		settled()
		err = lobby.ErrSeated
	}
	if err != nil {
		free()
		return nil, err
	}
	return func() { settled(); free() }, nil
}

// sitsDown is a room's Seating. What ended with it, the two and the lobby are told.
func (d *Desk) sitsDown(maker, taker string, at time.Time) (done func(), err error) {
	a, b := person.ID(maker), person.ID(taker)
	if err := d.hall.Sit(a, b, at); err != nil {
		return nil, err
	}
	return func() {
		d.hall.Sat(a, b, time.Now())
		d.pooled.Raise()
		d.seeksChanged(a, b)
		d.rooms.Go(func() { d.endOffers(d.life, of([]person.ID{a, b}, "")) })
	}, nil
}

// makeRoom stores the match, starts its room, and tells those seated. by is whose doing it
// is, empty if nobody's; cause is nil when no command of its own made it, otherwise the number
// of its notice is given. An *unseatableError says that one of those seated may not play it.
func (d *Desk) makeRoom(ctx context.Context, m lobby.Match, by person.ID, cause *lobby.Command) (uint64, error) {
	done, err := d.manners.Settling(ctx, m.Humans()...)
	if err != nil {
		return 0, err
	}
	defer done()
	if err := d.seatable(ctx, m, cause); err != nil {
		return 0, err
	}
	n, err := m.Room(cause, time.Now())
	if err != nil {
		return 0, err
	}
	number, err := d.cfg.Rooms.Make(ctx, n)
	if err != nil {
		return 0, fmt.Errorf("make room: %w", err)
	}
	if err := d.rooms.Start(n.Summary.Room); err != nil {
		// The room is on disk and opens with the first who comes.
		d.cfg.Log.Warn("a new room was not started", "room", n.Summary.Room, "cause", err)
	}
	d.hall.Seated(m, n.Summary.Room, by, time.Now())
	d.poke(append(m.Humans(), m.Seek.Concerned()...)...)
	if !m.Waiting() {
		d.endOffers(ctx, of(m.Humans(), m.After))
	}
	d.changed.Raise()
	return number, nil
}
