package lobby

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"rookery/game"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// match is a game about to be made. A nil seat (white, black) is free, for
// whoever has the link.
type match struct {
	how string
	Terms
	forWhom  string // as in wire.Start, of a link
	seats    [2]*person.Person
	unlisted bool
	seek     Seek      // the one that is taken, if any
	chosen   person.ID // who answered it, if its seeker chose
	level    int       // of the house, if it plays
	after    room.ID   // whose game it follows, of a rematch
}

// humans lists the persons seated, without the house.
func (m match) humans() []person.ID {
	var list []person.ID
	for _, p := range m.seats {
		if p != nil && p.ID != houseID {
			list = append(list, p.ID)
		}
	}
	return list
}

// waiting reports whether a seat is free.
func (m match) waiting() bool { return m.seats[0] == nil || m.seats[1] == nil }

// room is everything that making the game changes.
func (m match) room(cause *Command, now time.Time) (NewRoom, error) {
	id, err := m.id()
	if err != nil {
		return NewRoom{}, fmt.Errorf("make a room's id: %w", err)
	}
	g, err := game.New(game.Setup{Control: m.Control, FEN: m.FEN, Link: m.waiting(), Rated: m.Rated})
	if err != nil {
		return NewRoom{}, fmt.Errorf("set the game up: %w", err)
	}
	clock := m.Control.Clock().Milliseconds()
	start := wire.Start{
		White: shown(m.seats[0]), Black: shown(m.seats[1]),
		Control: room.WireControl(m.Control), FEN: m.FEN, Chat: m.Chat, How: m.how, Clock: wire.Clock{White: clock, Black: clock},
		Rated: m.Rated, Delay: m.Delay, For: m.forWhom, Level: m.level,
	}
	kind, stream, body := wire.EncodeBody(start)
	n := NewRoom{
		Summary:  room.Summary{Room: id, Game: room.Shown(id, start, g.FEN())},
		Unlisted: m.unlisted,
		Events: []room.Event{{
			Stream: room.Stream{Name: stream}, N: 1, Pos: 1, Kind: kind, At: now.UnixMilli(), Body: body,
		}},
		Seek:    m.seek.ID,
		Chosen:  m.chosen,
		Notices: m.notices(id, now),
		Command: cause,
	}
	if !m.waiting() {
		n.Withdraw = m.humans() // who plays is not also to be had for another game
	}
	return n, nil
}

func (m match) id() (room.ID, error) {
	make := uuid.NewV7
	if m.unlisted {
		make = uuid.NewRandom
	}
	id, err := make()
	return room.ID(id.String()), err
}

// listed reports whether everybody may see the room in lists.
func listed(id room.ID) bool {
	u, err := uuid.Parse(string(id))
	return err == nil && u.Version() == 7
}

// notices tells each person seated where to go.
func (m match) notices(id room.ID, now time.Time) []Notice {
	var list []Notice
	for i, side := range []wire.Side{wire.White, wire.Black} {
		p := m.seats[i]
		if p == nil || p.ID == houseID {
			continue
		}
		list = append(list, notice(p.ID, now, wire.Seated{
			Room: string(id), Side: side, Opponent: shown(m.seats[1-i]), Control: room.WireControl(m.Control), How: m.how, After: string(m.after),
		}))
	}
	return list
}

// seat makes the room of a match, unless a pool is pairing one of those seated:
// then room.ErrBusy, as it is not known yet how that ends.
func (l *Lobby) seat(ctx context.Context, m match, cause *Command) (uint64, error) {
	var (
		who  = m.humans()
		free bool
	)
	l.hall.do(func(h *hall) { free = h.seat(who) })
	if !free {
		return 0, room.ErrBusy
	}
	defer func() {
		l.hall.do(func(h *hall) { h.unseat(who, time.Now()) })
		l.pooled.raise()
	}()
	return l.makeRoom(ctx, m, cause)
}

// makeRoom stores the match, starts its room, and tells those seated. cause is
// nil when no single command made it; otherwise the number of its notice is given.
// An *unseatableError says that one of those seated may not play it.
func (l *Lobby) makeRoom(ctx context.Context, m match, cause *Command) (uint64, error) {
	done, err := l.settling(ctx, m.humans()...)
	if err != nil {
		return 0, err
	}
	defer done()
	if err := l.seatable(ctx, m, cause); err != nil {
		return 0, err
	}
	n, err := m.room(cause, time.Now())
	if err != nil {
		return 0, err
	}
	number, err := l.cfg.Rooms.Make(ctx, n)
	if err != nil {
		return 0, fmt.Errorf("make room: %w", err)
	}
	if _, err := l.start(n.Summary.Room); err != nil {
		// The room is on disk and opens with the first who comes.
		l.cfg.Log.Warn("a new room was not started", "room", n.Summary.Room, "cause", err)
	}
	seated := m.humans()
	l.hall.do(func(h *hall) {
		h.seeksStale = true
		if !m.waiting() {
			h.endSearches(seated, time.Now())
		}
	})
	l.poke(append(seated, m.seek.concerned()...)...)
	l.changed.raise()
	return number, nil
}
