package lobby

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/google/uuid"

	"rookery/game"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// match is a game about to be made. A nil seat (white, black) is free, for
// whoever has the link.
type Match struct {
	How string
	Terms
	For      string // as in wire.Start, of a link
	Seats    [2]*person.Person
	Unlisted bool
	Seek     Seek      // the one that is taken, if any
	Chosen   person.ID // who answered it, if its seeker chose
	Level    int       // of the house, if it plays
	After    room.ID   // whose game it follows, of a rematch
}

// humans lists the persons seated, without the house.
func (m Match) Humans() []person.ID {
	var list []person.ID
	for _, p := range m.Seats {
		if p != nil && p.ID != HouseID {
			list = append(list, p.ID)
		}
	}
	return list
}

// waiting reports whether a seat is free.
func (m Match) Waiting() bool { return m.Seats[0] == nil || m.Seats[1] == nil }

// room is everything that making the game changes.
func (m Match) Room(cause *Command, now time.Time) (NewRoom, error) {
	id, err := m.id()
	if err != nil {
		return NewRoom{}, fmt.Errorf("make a room's id: %w", err)
	}
	g, err := game.New(game.Setup{Control: m.Control, FEN: m.FEN, Link: m.Waiting(), Rated: m.Rated})
	if err != nil {
		return NewRoom{}, fmt.Errorf("set the game up: %w", err)
	}
	clock := m.Control.Clock().Milliseconds()
	start := wire.Start{
		White: Shown(m.Seats[0]), Black: Shown(m.Seats[1]),
		Control: room.WireControl(m.Control), FEN: m.FEN, Chat: m.Chat, How: m.How, Clock: wire.Clock{White: clock, Black: clock},
		Rated: m.Rated, Delay: m.Delay, For: m.For, Level: m.Level,
	}
	kind, stream, body := wire.EncodeBody(start)
	n := NewRoom{
		Summary:  room.Summary{Room: id, Game: room.Shown(id, start, g.FEN())},
		Unlisted: m.Unlisted,
		Events: []room.Event{{
			Stream: room.Stream{Name: stream}, N: 1, Pos: 1, Kind: kind, At: now.UnixMilli(), Body: body,
		}},
		Seek:    m.Seek.ID,
		Chosen:  m.Chosen,
		Notices: m.notices(id, now),
		Command: cause,
	}
	if !m.Waiting() {
		n.Withdraw = m.Humans() // who plays is not also to be had for another game
	}
	return n, nil
}

func (m Match) id() (room.ID, error) {
	make := uuid.NewV7
	if m.Unlisted {
		make = uuid.NewRandom
	}
	id, err := make()
	return room.ID(id.String()), err
}

// notices tells each person seated where to go.
func (m Match) notices(id room.ID, now time.Time) []Notice {
	var list []Notice
	for i, side := range []wire.Side{wire.White, wire.Black} {
		p := m.Seats[i]
		if p == nil || p.ID == HouseID {
			continue
		}
		list = append(list, NewNotice(p.ID, now, wire.Seated{
			Room: string(id), Side: side, Opponent: Shown(m.Seats[1-i]), Control: room.WireControl(m.Control), How: m.How, After: string(m.After),
		}))
	}
	return list
}

// Filled are, of an entry that takes the free seat of a game made by link, those who sit
// there, who are not also to be had for another game, and the notices that a store gives
// them; nothing of any other entry.
func Filled(e room.Entry) (who []person.ID, told []Notice) {
	if e.Full == nil {
		return nil, nil
	}
	seats := [2]*wire.Person{e.Full.White, e.Full.Black}
	for i, side := range []wire.Side{wire.White, wire.Black} {
		id := person.ID(seats[i].ID)
		who = append(who, id)
		told = append(told, NewNotice(id, time.UnixMilli(e.Events[0].At), wire.Seated{
			Room: string(e.Room), Side: side, Opponent: seats[1-i], Control: e.Full.Control, How: e.Full.How,
		}))
	}
	return who, told
}

// seats puts a, who asked for side, and b, who takes the other seat, in the
// order white, black. The lot decides for wire.Random.
func Seats(a *person.Person, side wire.Side, b *person.Person) [2]*person.Person {
	if side == wire.Black || (side != wire.White && rand.IntN(2) == 0) {
		return [2]*person.Person{b, a}
	}
	return [2]*person.Person{a, b}
}
