package hall

import (
	"cmp"
	"slices"
	"time"

	"rookery/lobby"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

const (
	unknowing   = 2 * time.Second  // after being told of a game one may still not have known of it
	seatedSince = 30 * time.Second // and so long, who comes back on another socket
)

// lately is that somebody was seated in a room by what another did. What they asked for before
// until, they asked for without knowing.
type lately struct {
	room  room.ID
	at    time.Time // zero: before this process, which knows nothing of what is still on its way
	until time.Time // zero: they have not been here since
	knows bool
}

// JustSeated reports whether who, when they asked for something at at, could not know yet that
// somebody else had seated them.
func (x Hall) JustSeated(who person.ID, at time.Time) (just bool) {
	x.held.Do(func(h *hall) { just = h.justSeated(who, at) })
	return just
}

// Knows takes in that who had read all that there was to tell them at asOf.
func (x Hall) Knows(who person.ID, asOf, now time.Time) {
	x.held.Do(func(h *hall) {
		if !h.lately[who].at.After(asOf) {
			h.knows(who, now)
		}
	})
}

// Sit has nobody else seat maker and taker, who sits down beside them, until Sat. room.ErrBusy:
// somebody is seating one of them just now; lobby.ErrSeated: somebody has just seated taker, who
// did not know at at.
func (x Hall) Sit(maker, taker person.ID, at time.Time) (err error) {
	x.held.Do(func(h *hall) {
		for _, id := range []person.ID{maker, taker} {
			if s := h.searches[id]; s != nil && s.pairing || h.seating[id] > 0 {
				err = room.ErrBusy
				return
			}
		}
		if h.justSeated(taker, at) {
			err = lobby.ErrSeated
			return
		}
		for _, id := range []person.ID{maker, taker} {
			h.seating[id]++
			h.sitting[id] = true
		}
	})
	return err
}

// Sat ends Sit.
func (x Hall) Sat(maker, taker person.ID, now time.Time) {
	x.held.Do(func(h *hall) {
		for _, id := range []person.ID{maker, taker} {
			delete(h.sitting, id)
		}
		h.unseat([]person.ID{maker, taker}, now)
		h.seeksStale = true
	})
}

func (h *hall) justSeated(who person.ID, at time.Time) bool {
	s, ok := h.lately[who]
	return ok && (s.until.IsZero() || at.Before(s.until))
}

// wasSeated notes that who was seated in a room by what another did.
func (h *hall) wasSeated(who person.ID, id room.ID, now time.Time) {
	for other, s := range h.lately {
		if !s.until.IsZero() && now.Sub(s.until) > seatedSince {
			delete(h.lately, other)
		}
	}
	s := lately{room: id, at: now}
	if h.here[who] != nil {
		s.until = now.Add(unknowing)
	}
	h.lately[who] = s
}

// cameBack takes in that c has come: what is sent again over a new socket, its person may have
// asked for before anybody could tell them.
func (h *hall) cameBack(c *Conn, now time.Time) {
	s, ok := h.lately[c.Who.ID]
	again := c.Tell != nil && !s.at.IsZero() && !s.knows && now.Sub(s.at) < seatedSince
	switch {
	case !ok:
	case s.until.IsZero(), again && c.Room != s.room:
		s.until = now.Add(unknowing)
		h.lately[c.Who.ID] = s
	case c.Room == s.room:
		h.knows(c.Who.ID, now)
	}
}

// knows is that from now on who knows where they sit, unless that was before this process: then
// all that comes at first may be older.
func (h *hall) knows(who person.ID, now time.Time) {
	s, ok := h.lately[who]
	if !ok || s.at.IsZero() {
		return
	}
	s.knows = true
	if s.until.IsZero() || s.until.After(now) {
		s.until = now
	}
	h.lately[who] = s
}

// own are the games of who that go on, both of whose seats are taken, oldest first.
func (h *hall) own(who person.ID) (list []wire.OwnGame) {
	type aged struct {
		wire.OwnGame
		born uint64
	}
	var all []aged
	for id, g := range h.games {
		side, opponent := wire.White, g.Black
		if lobby.Sits(g.Black, who) {
			side, opponent = wire.Black, g.White
		}
		if full(g) && (lobby.Sits(g.White, who) || lobby.Sits(g.Black, who)) {
			all = append(all, aged{wire.OwnGame{Room: g.Room, Side: side, Opponent: *opponent, Control: g.Control}, h.born[id]})
		}
	}
	slices.SortFunc(all, func(a, b aged) int { return cmp.Compare(a.born, b.born) })
	for _, g := range all {
		list = append(list, g.OwnGame)
	}
	return list
}

// unbegun lists those who sit in g and may not know it after a restart: one of them has yet to move.
func unbegun(g wire.LiveGame) []person.ID {
	if g.Ply >= 2 || g.Ended != nil {
		return nil
	}
	return players(g)
}
