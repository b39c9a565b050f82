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

// Offer is one to play again after a room's game, or what came of one.
type Offer struct {
	By, To person.ID
	At     time.Time
	Made   bool // the new room exists
	Over   bool // it can no longer be accepted
	Changes
}

// Stands reports whether somebody can accept o, or end it.
func (o Offer) Stands() bool { return o.By != "" && !o.Made && !o.Over }

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

// End ends those of the offers that f picks and that stand, and gives them.
func (x Offers) End(f func(room.ID, Offer) bool) (ended map[room.ID]Offer) {
	x.held.Do(func(all *map[room.ID]Offer) {
		ended = make(map[room.ID]Offer)
		for id, o := range *all {
			if o.Stands() && f(id, o) {
				ended[id] = o
				o.Over = true
				(*all)[id] = o
			}
		}
	})
	return ended
}

// Closed are the notices of the end of o, after a room's game.
func (o Offer) Closed(id room.ID, why string, now time.Time) []lobby.Notice {
	body := wire.RematchClosed{Room: string(id), Why: why}
	return []lobby.Notice{lobby.NewNotice(o.By, now, body), lobby.NewNotice(o.To, now, body)}
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

// Told is the offer for a room of which the notices of who, oldest first, tell that it stands at now.
func Told(list []lobby.Notice, id room.ID, now time.Time) (told Offer, err error) {
	for _, n := range list {
		at := time.UnixMilli(n.At)
		body, err := n.Event()
		if err != nil {
			return Offer{}, fmt.Errorf("look for an offer of a rematch: %w", err)
		}
		if now.Sub(at) > Live {
			continue
		}
		switch b := body.(type) {
		case wire.RematchOffered:
			if b.Room == string(id) {
				told = Offer{By: person.ID(b.From.ID), At: at, Changes: Changes{b.Control, b.Side}}
			}
		case wire.RematchClosed:
			told.Over = told.Over || b.Room == string(id)
		case wire.Seated:
			told.Made = told.Made || b.After == string(id)
			told.Over = told.Over || ends(b, id)
		}
	}
	return told, nil
}

// ends reports whether a game that begins ends an offer that stands for a room.
func ends(b wire.Seated, id room.ID) bool { return b.Opponent != nil && b.After != string(id) }

// SeatedSince reports whether one who offered or was offered o for a room has, by their notices, begun
// another game since.
func (o Offer) SeatedSince(list []lobby.Notice, id room.ID) (bool, error) {
	for _, n := range list {
		body, err := n.Event()
		if err != nil {
			return false, fmt.Errorf("look for a game elsewhere: %w", err)
		}
		if seated, is := body.(wire.Seated); is && n.At > o.At.UnixMilli() && ends(seated, id) {
			return true, nil
		}
	}
	return false, nil
}
