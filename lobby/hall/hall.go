package hall

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"rookery/lobby"
	"rookery/lobby/guard"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// Bounds of what a Lobby frame shows; with them it stays under 64 KiB.
const (
	seeksShown  = 50
	gamesShown  = 24
	peopleShown = 40
	// FinishedShown is how many games that are over.
	FinishedShown = 10
)

// Hall is who is here, who searches, and what everybody looks at. Each of its methods
// is one step: it holds the lock, does not block, and calls nobody.
type Hall struct{ held *guard.Value[hall] }

// New gives an empty hall.
func New() Hall { return Hall{guard.New(newHall())} }

// hall is all of it. Its methods are called with the lock held.
type hall struct {
	here    map[person.ID]*attendance
	unnamed map[*Conn]struct{} // connections that are nobody's
	lookers map[*Conn]struct{} // connections in the lobby
	count   uint64             // orders arrivals and searches

	told    map[person.ID]bool      // whom the store certainly has as present
	untold  map[person.ID]time.Time // who came or went, and when to tell the store
	seekEnd map[person.ID]time.Time // who went, and when their seeks end

	searches map[person.ID]*search
	seating  map[person.ID]int  // for whom rooms are being made, and how many
	sitting  map[person.ID]bool // who sits down in a room that there is, or beside whom
	lately   map[person.ID]lately
	paired   map[person.ID]paired
	looks    map[string]time.Time // when to look at a pool again

	seeks      []lobby.Seek // oldest first
	seeksStale bool         // the store has others by now
	fresh      []lobby.Seek // that were opened or answered since they were read
	games      map[room.ID]wire.LiveGame
	born       map[room.ID]uint64    // orders the games by when they filled
	clocked    map[room.ID]time.Time // since when the clocks of games are as told
	rows       []room.ID             // of the live list, as they were shown last
	finished   []wire.LiveGame
	ratings    map[room.ID][2]int // white's and black's, 0 without one
	upcoming   map[room.ID]bool   // have begun, and their delay has not passed since
	featured   featured
	show       *wire.LiveGame // the house against itself
	frame      []byte         // the newest, while somebody looks
	framed     time.Time      // when it was made

	following map[person.ID]map[*Conn]struct{} // who is followed by which connections
}

func newHall() hall {
	return hall{
		here: make(map[person.ID]*attendance), unnamed: make(map[*Conn]struct{}), lookers: make(map[*Conn]struct{}),
		told: make(map[person.ID]bool), untold: make(map[person.ID]time.Time), seekEnd: make(map[person.ID]time.Time),
		searches: make(map[person.ID]*search), seating: make(map[person.ID]int), sitting: make(map[person.ID]bool), lately: make(map[person.ID]lately), paired: make(map[person.ID]paired),
		looks: make(map[string]time.Time), games: make(map[room.ID]wire.LiveGame), ratings: make(map[room.ID][2]int),
		clocked:   make(map[room.ID]time.Time),
		born:      make(map[room.ID]uint64),
		upcoming:  make(map[room.ID]bool),
		following: make(map[person.ID]map[*Conn]struct{}),
	}
}

func (h *hall) next() uint64 {
	h.count++
	return h.count
}

// roomChanged takes in how a room looks now. It reports whether a listed game
// has begun in it, and lists those for whom a game of theirs begins or ends.
func (h *hall) roomChanged(sum room.Summary, now time.Time) (begun bool, own []person.ID) {
	before, known := h.games[sum.Room]
	sum.Game.WhiteRating, sum.Game.BlackRating = h.ratings[sum.Room][0], h.ratings[sum.Room][1]
	if !sum.Over {
		h.games[sum.Room] = sum.Game
		if !known || clocks(before) != clocks(sum.Game) {
			h.clocked[sum.Room] = now
		}
		fills := full(sum.Game) && !full(before) // also a game that is not known yet
		if fills {
			h.born[sum.Room], own = h.next(), players(sum.Game)
		}
		if known && fills { // the second seat of a link was taken
			h.endSearches(own, now)
			for _, maker := range []*wire.Person{before.White, before.Black} {
				if maker != nil {
					h.wasSeated(person.ID(maker.ID), sum.Room, now)
				}
			}
		}
		return !known && h.onView(sum.Room), own
	}
	own = h.gone(sum.Room)
	if i := slices.IndexFunc(h.finished, func(g wire.LiveGame) bool { return g.Room == string(sum.Room) }); i >= 0 {
		h.finished[i] = sum.Game
	} else if known && lobby.Listed(sum.Room) { // an older game that somebody looks at again is no news
		h.finished = append([]wire.LiveGame{sum.Game}, h.finished...)
		h.finished = h.finished[:min(len(h.finished), FinishedShown)]
	}
	return false, own
}

// players are those who sit in g, once both seats are taken, without the house.
func players(g wire.LiveGame) (list []person.ID) {
	if !full(g) {
		return nil
	}
	for _, p := range []*wire.Person{g.White, g.Black} {
		if id := person.ID(p.ID); id != lobby.HouseID {
			list = append(list, id)
		}
	}
	return list
}

// gone takes a room from the games that go on, and lists who played there.
func (h *hall) gone(id room.ID) []person.ID {
	who := players(h.games[id])
	delete(h.games, id)
	delete(h.ratings, id)
	delete(h.clocked, id)
	delete(h.born, id)
	delete(h.upcoming, id)
	for who, s := range h.lately {
		if s.room == id {
			delete(h.lately, who)
		}
	}
	return who
}

// onView reports whether a game that goes on is one for the live list, by now.
func (h *hall) onView(id room.ID) bool {
	g, ok := h.games[id]
	return ok && lobby.Listed(id) && full(g) && !h.upcoming[id]
}

func full(g wire.LiveGame) bool { return g.White != nil && g.Black != nil }

// lobby is what the lobby shows at now, without those in hidden. Looking changes nothing.
func (h *hall) lobby(now time.Time, hidden map[person.ID]bool) wire.Lobby {
	v := wire.Lobby{
		Seeks: lobby.OpenSeeks(fair(h.seeks, seeksShown)), Pools: h.waiting(), Games: h.live(now), Finished: slices.Clone(h.finished),
		Here: len(h.here) + len(h.unnamed), Show: h.show,
	}
	v.Featured = string(h.featured.next(v.Games, now).room)
	type seen struct {
		who   *attendance
		doing string
	}
	named := make([]seen, 0, len(h.here))
	busy := make(map[person.ID]bool)
	for _, g := range h.games {
		for _, who := range players(g) {
			busy[who] = true
		}
	}
	for _, a := range h.here {
		doing := "playing"
		if !busy[a.who.ID] {
			doing = h.doing(a)
		}
		if doing == "playing" {
			v.Playing++
		}
		if a.who.Nick != "" && !hidden[a.who.ID] {
			named = append(named, seen{a, doing})
		}
	}
	slices.SortFunc(named, func(a, b seen) int { return cmp.Compare(a.who.order, b.who.order) })
	for _, p := range named[:min(len(named), peopleShown)] {
		v.People = append(v.People, wire.Here{ID: string(p.who.who.ID), Nick: p.who.who.Nick, Doing: p.doing})
	}
	return v
}

// shows records that v is shown to everybody from now on: its games keep their rows, and
// the featured one its place.
func (h *hall) shows(v wire.Lobby, now time.Time) {
	h.featured = h.featured.next(v.Games, now)
	h.rows = make([]room.ID, len(v.Games))
	for i, g := range v.Games {
		h.rows[i] = room.ID(g.Room)
	}
}

// doing says what somebody does who has no game that goes on, by their connections: they
// are free in a game of their own that is over, or that waits for an opponent.
func (h *hall) doing(a *attendance) string {
	doing := "free"
	for c := range a.conns {
		if c.Room == "" {
			continue
		}
		if g, waits := h.games[c.Room]; waits && (lobby.Sits(g.White, c.Who.ID) || lobby.Sits(g.Black, c.Who.ID)) || h.played(c) {
			continue
		}
		doing = "watching"
	}
	return doing
}

// played reports whether c is in the room of a game that is just over, in which its person sat.
func (h *hall) played(c *Conn) bool {
	return slices.ContainsFunc(h.finished, func(g wire.LiveGame) bool {
		return g.Room == string(c.Room) && (lobby.Sits(g.White, c.Who.ID) || lobby.Sits(g.Black, c.Who.ID))
	})
}

// live lists the best games, by worth and then the newest, steadily.
func (h *hall) live(now time.Time) []wire.LiveGame {
	ranked := make([]wire.LiveGame, 0, len(h.games))
	for id, g := range h.games {
		if h.onView(id) {
			ranked = append(ranked, g)
		}
	}
	slices.SortFunc(ranked, func(a, b wire.LiveGame) int {
		// Ids of version 7 are in the order of their making.
		return cmp.Or(cmp.Compare(worth(b), worth(a)), strings.Compare(b.Room, a.Room))
	})
	best := make([]room.ID, 0, gamesShown)
	for _, g := range ranked[:min(len(ranked), gamesShown)] {
		best = append(best, room.ID(g.Room))
	}
	rows := steady(h.rows, best)
	list := make([]wire.LiveGame, len(rows))
	for i, id := range rows {
		list[i] = h.game(id, now)
	}
	return list
}

// game is one that goes on, with its clocks as of now.
func (h *hall) game(id room.ID, now time.Time) wire.LiveGame {
	g := h.games[id]
	if g.Running != "" {
		g.Ran = now.Sub(h.clocked[id]).Milliseconds()
	}
	return g
}

// clocks is what sets the clocks of a game, or has them stand.
func clocks(g wire.LiveGame) any {
	type clocks struct {
		wire.Clock
		wire.Side
		ply int
		fen string
	}
	return clocks{g.Clock, g.Running, g.Ply, g.FEN}
}

// steady orders the ids of now so that those that were among before keep their
// rows: a newcomer takes the first row that was vacated, or the next at the end.
func steady(before, now []room.ID) []room.ID {
	var newcomers []room.ID
	for _, id := range now {
		if !slices.Contains(before, id) {
			newcomers = append(newcomers, id)
		}
	}
	rows := make([]room.ID, 0, len(now))
	for _, id := range before {
		switch {
		case slices.Contains(now, id):
			rows = append(rows, id)
		case len(newcomers) > 0:
			rows = append(rows, newcomers[0])
			newcomers = newcomers[1:]
		}
	}
	return append(rows, newcomers...)
}
