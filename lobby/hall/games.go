package hall

import (
	"maps"
	"slices"
	"time"

	"rookery/lobby"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// Load fills the hall with what the last process left: the newest finished games, those that
// go on, and the seeks, whose seekers have until back to return.
func (x Hall) Load(finished, going []room.Summary, seeks []lobby.Seek, now, back time.Time) {
	x.held.Do(func(h *hall) {
		for _, s := range finished {
			h.finished = append(h.finished, s.Game)
		}
		for _, s := range going {
			s.Game.Watching = 0 // those who watched it have gone
			h.roomChanged(s, now)
			for _, who := range unbegun(s.Game) {
				h.lately[who] = lately{room: s.Room}
			}
		}
		h.seeks = seeks
		for _, s := range seeks {
			h.seekEnds(s.By.ID, back)
			for _, a := range s.Answers {
				h.seekEnds(a.By.ID, back)
			}
		}
	})
}

// RoomChanged takes in how a room looks now, and lists who is to hear that a listed game
// has begun in it, and for whom a game of their own begins or ends.
func (x Hall) RoomChanged(sum room.Summary, now time.Time) (told []Telling, own []person.ID) {
	x.held.Do(func(h *hall) {
		var begun bool
		if begun, own = h.roomChanged(sum, now); begun {
			told = h.followers(sum.Game)
		}
	})
	return told, own
}

// Gone takes a room from the games that go on, and lists who played there.
func (x Hall) Gone(id room.ID) (own []person.ID) {
	x.held.Do(func(h *hall) { own = h.gone(id) })
	return own
}

// Rated takes in the ratings, 0 without one, of white and black in a room that starts.
func (x Hall) Rated(id room.ID, both [2]int) { x.held.Do(func(h *hall) { h.ratings[id] = both }) }

// HoldBack keeps a game that begins from those that go on view, until Announced. It reports
// false if it is kept already.
func (x Hall) HoldBack(id room.ID) (first bool) {
	x.held.Do(func(h *hall) {
		if first = !h.upcoming[id]; first {
			h.upcoming[id] = true
		}
	})
	return first
}

// Announced lets a game that was held back be seen, if it still goes on, and lists
// who is to hear of it.
func (x Hall) Announced(id room.ID) (told []Telling) {
	x.held.Do(func(h *hall) {
		delete(h.upcoming, id)
		if h.onView(id) {
			told = h.followers(h.games[id])
		}
	})
	return told
}

// Watching is how many watch a game that goes on, false if it does not.
func (x Hall) Watching(id room.ID) (n int, goes bool) {
	x.held.Do(func(h *hall) {
		g, ok := h.games[id]
		n, goes = g.Watching, ok
	})
	return n, goes
}

// Own are the games of who that go on, oldest first.
func (x Hall) Own(who person.ID) (list []wire.OwnGame) {
	x.held.Do(func(h *hall) { list = h.own(who) })
	return list
}

// Playing counts the games of who that go on.
func (x Hall) Playing(who person.ID) (n int) {
	x.held.Do(func(h *hall) {
		for _, g := range h.games {
			if lobby.Sits(g.White, who) || lobby.Sits(g.Black, who) {
				n++
			}
		}
	})
	return n
}

// StageIsFree says whether there is no game to look at in the lobby, and whether somebody looks.
func (x Hall) StageIsFree() (free, looked bool) {
	x.held.Do(func(h *hall) {
		looked = len(h.lookers) > 0
		for id := range h.games {
			if h.onView(id) {
				return
			}
		}
		free = true
	})
	return free, looked
}

// Stage has the hall show a game of the house against itself, or nil: none.
func (x Hall) Stage(show *wire.LiveGame) { x.held.Do(func(h *hall) { h.show = show }) }

// Lobby is what the lobby shows at now, without the names in hidden.
func (x Hall) Lobby(now time.Time, hidden map[person.ID]bool) (v wire.Lobby) {
	x.held.Do(func(h *hall) { v = h.lobby(now, hidden) })
	return v
}

// Show is Lobby for all who look, and who they are: its games keep their rows from now on. again is
// when there will be another to tell although nothing changes, zero if never.
func (x Hall) Show(now time.Time, hidden map[person.ID]bool) (v wire.Lobby, lookers []*Conn, again time.Time) {
	x.held.Do(func(h *hall) {
		h.frame = nil
		if len(h.lookers) > 0 {
			v, lookers = h.lobby(now, hidden), slices.Collect(maps.Keys(h.lookers))
			h.shows(v, now)
			again = h.featured.due
		}
	})
	return v, lookers, again
}

// Framed keeps the frame that was told, for those who arrive.
func (x Hall) Framed(frame []byte, now time.Time) {
	x.held.Do(func(h *hall) { h.frame, h.framed = frame, now })
}

// Frame is the newest frame, nil if it is older than age: the clocks have run since.
func (x Hall) Frame(now time.Time, age time.Duration) (newest []byte) {
	x.held.Do(func(h *hall) {
		if now.Sub(h.framed) < age {
			newest = h.frame
		}
	})
	return newest
}
