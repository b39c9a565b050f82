package lobby

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// houseID is the person who sits in the house's seat.
const houseID person.ID = "01980000-0000-7000-8000-686f75736521"

// house is that person. The nick is reserved, so that nobody else gets it.
var house = person.Person{ID: houseID, Nick: "house"}

// usualLevel is how strong the house plays for who does not say.
const usualLevel = 3

// House plays side's part in r as who, until the game is over or the room has
// stopped, which is no error, or ctx ends.
type House func(ctx context.Context, r *room.Room, who wire.Person, side wire.Side) error

// houseSide is the house's side in a game it sits in.
func houseSide(g wire.LiveGame) (wire.Side, bool) {
	switch {
	case sits(g.White, houseID):
		return wire.White, true
	case sits(g.Black, houseID):
		return wire.Black, true
	default:
		return "", false
	}
}

// playAsHouse has the house play its part in a room.
func (l *Lobby) playAsHouse(r *room.Room, id room.ID, side wire.Side) {
	err := safely(func() error { return l.cfg.House(l.life, r, *shown(&house), side) })
	if err != nil && l.life.Err() == nil {
		l.cfg.Log.Error("the house left its seat", "room", id, "cause", err)
	}
}

// hireHouse stores the house as a person unless it is. Its token is random and
// thrown away: nobody can log in as it.
func (l *Lobby) hireHouse(ctx context.Context) error {
	_, err := l.cfg.Persons.ByID(ctx, houseID)
	if !errors.Is(err, person.ErrUnknown) {
		return err
	}
	g := person.Guest{Person: house, Skeleton: person.Skeleton(house.Nick)}
	rand.Read(g.TokenHash[:]) // never fails
	if err := l.cfg.Persons.Create(ctx, g, time.Now()); err != nil {
		return fmt.Errorf("store the house as a person: %w", err)
	}
	return nil
}
