package rematch

import (
	"cmp"
	"fmt"
	"reflect"
	"time"

	"rookery/lobby"
	"rookery/lobby/guard"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// Live is how long an offer can be accepted.
const Live = 10 * time.Minute

// Offer is one to play again after a room's game, or the answer to one.
type Offer struct {
	By   person.ID
	At   time.Time
	Made bool // the new room exists
	Changes
}

// Changes are what is to be other than in the last game, with colours swapped.
type Changes struct {
	Control *wire.Control // nil: as it was
	Side    wire.Side     // of who asks; empty: the other's
}

// Of are the control, and the side of who asks, that c comes to after a game with control
// in which they had side.
func (c Changes) Of(control wire.Control, side wire.Side) (wire.Control, wire.Side) {
	if c.Control != nil {
		control = *c.Control
	}
	return control, cmp.Or(c.Side, lobby.Opposite(side))
}

// Meet reports whether mine, of who had side in a game with control, and theirs, of the
// opponent, come to the same game.
func Meet(mine, theirs Changes, control wire.Control, side wire.Side) bool {
	a, white := mine.Of(control, side)
	b, black := theirs.Of(control, lobby.Opposite(side))
	return reflect.DeepEqual(a, b) && white == lobby.Opposite(black)
}

// Offers are those of now, by the room after whose game they are.
type Offers struct {
	held *guard.Value[map[room.ID]Offer]
}

// New gives no offers.
func New() Offers { return Offers{guard.New(make(map[room.ID]Offer))} }

// Of is the offer that stands for a room, the zero one if none does. Those that lapsed are forgotten.
func (x Offers) Of(id room.ID, now time.Time) (offer Offer) {
	x.held.Do(func(all *map[room.ID]Offer) {
		for r, o := range *all {
			if now.Sub(o.At) > Live {
				delete(*all, r)
			}
		}
		offer = (*all)[id]
	})
	return offer
}

// Set has o stand for a room.
func (x Offers) Set(id room.ID, o Offer) {
	x.held.Do(func(all *map[room.ID]Offer) { (*all)[id] = o })
}

// IsToldBy reports whether a notice tells of o, after a room.
func (o Offer) IsToldBy(n lobby.Notice, id room.ID) (bool, error) {
	if n.At != o.At.UnixMilli() {
		return false, nil
	}
	body, err := n.Event()
	told, is := body.(wire.RematchOffered)
	return is && told.Room == string(id) && told.From.ID == string(o.By) && reflect.DeepEqual(Changes{told.Control, told.Side}, o.Changes), err
}

// Told is the offer for a room of which somebody's notices tell, oldest first, that stands at now.
func Told(list []lobby.Notice, id room.ID, now time.Time) (told Offer, err error) {
	for _, n := range list {
		at := time.UnixMilli(n.At)
		body, err := n.Event()
		if err != nil {
			return Offer{}, fmt.Errorf("look for an offer of a rematch: %w", err)
		}
		switch b := body.(type) {
		case wire.RematchOffered:
			if b.Room == string(id) && now.Sub(at) <= Live {
				told = Offer{By: person.ID(b.From.ID), At: at, Changes: Changes{b.Control, b.Side}}
			}
		case wire.Seated:
			told.Made = told.Made || b.After == string(id) && now.Sub(at) <= Live
		}
	}
	return told, nil
}
