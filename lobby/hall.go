package lobby

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"rookery/chat/recent"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// Bounds of what a Lobby frame shows; with them it stays under 64 KiB.
const (
	seeksShown  = 50
	gamesShown  = 24
	peopleShown = 40
)

// framePause is the least time between two Lobby frames.
const framePause = 250 * time.Millisecond

// hall is all that the lobby holds in memory: who is here, who searches, who
// would play again, and what everybody looks at.
type hall struct {
	here    map[person.ID]*attendance
	unnamed map[*Conn]struct{} // connections that are nobody's
	lookers map[*Conn]struct{} // connections in the lobby
	count   uint64             // orders arrivals and searches

	told    map[person.ID]bool      // whom the store certainly has as present
	untold  map[person.ID]time.Time // who came or went, and when to tell the store
	seekEnd map[person.ID]time.Time // who went, and when their seeks end

	refused   room.Refused // commands that were refused, by person
	searches  map[person.ID]*search
	seating   map[person.ID]int // for whom rooms are being made, and how many
	paired    map[person.ID]paired
	looks     map[string]time.Time // when to look at a pool again
	rematches map[room.ID]rematch
	wanted    recent.Map[wanted, insistence]

	seeks      []Seek // oldest first
	seeksStale bool   // the store has others by now
	fresh      []Seek // that were opened or answered since they were read
	games      map[room.ID]wire.LiveGame
	clocked    map[room.ID]time.Time // since when the clocks of games are as told
	rows       []room.ID             // of the live list, as they were shown last
	finished   []wire.LiveGame
	ratings    map[room.ID][2]int // white's and black's, 0 without one
	upcoming   map[room.ID]bool   // have begun, and their delay has not passed since
	featured   featured
	show       *wire.LiveGame                // the house against itself
	resulted   recent.Map[room.ID, struct{}] // with a delay that has passed since their end
	frame      []byte                        // the newest, while somebody looks
	framed     time.Time                     // when it was made

	following map[person.ID]map[*Conn]struct{} // who is followed by which connections
}

// resultedKept is how many rooms with a delay are remembered whose result all may know:
// of another one the log is read to find out.
const resultedKept = 1000

func newHall() hall {
	return hall{
		here: make(map[person.ID]*attendance), unnamed: make(map[*Conn]struct{}), lookers: make(map[*Conn]struct{}),
		told: make(map[person.ID]bool), untold: make(map[person.ID]time.Time), seekEnd: make(map[person.ID]time.Time),
		searches: make(map[person.ID]*search), seating: make(map[person.ID]int), paired: make(map[person.ID]paired), rematches: make(map[room.ID]rematch),
		looks: make(map[string]time.Time), games: make(map[room.ID]wire.LiveGame), ratings: make(map[room.ID][2]int),
		clocked:   make(map[room.ID]time.Time),
		upcoming:  make(map[room.ID]bool),
		wanted:    recent.New[wanted, insistence](wishesKept),
		resulted:  recent.New[room.ID, struct{}](resultedKept),
		following: make(map[person.ID]map[*Conn]struct{}),
	}
}

func (h *hall) next() uint64 {
	h.count++
	return h.count
}

// roomChanged takes in how a room looks now. It reports whether a listed game
// has begun in it.
func (h *hall) roomChanged(sum room.Summary, now time.Time) (begun bool) {
	before, known := h.games[sum.Room]
	sum.Game.WhiteRating, sum.Game.BlackRating = h.ratings[sum.Room][0], h.ratings[sum.Room][1]
	if !sum.Over {
		h.games[sum.Room] = sum.Game
		if !known || clocks(before) != clocks(sum.Game) {
			h.clocked[sum.Room] = now
		}
		if known && !full(before) && full(sum.Game) { // the second seat of a link was taken
			h.endSearches([]person.ID{person.ID(sum.Game.White.ID), person.ID(sum.Game.Black.ID)}, now)
		}
		return !known && h.onView(sum.Room)
	}
	h.gone(sum.Room)
	if i := slices.IndexFunc(h.finished, func(g wire.LiveGame) bool { return g.Room == string(sum.Room) }); i >= 0 {
		h.finished[i] = sum.Game
	} else if known && listed(sum.Room) { // an older game that somebody looks at again is no news
		h.finished = append([]wire.LiveGame{sum.Game}, h.finished...)
		h.finished = h.finished[:min(len(h.finished), finishedShown)]
	}
	return false
}

// gone takes a room from the games that go on.
func (h *hall) gone(id room.ID) {
	delete(h.games, id)
	delete(h.ratings, id)
	delete(h.clocked, id)
	delete(h.upcoming, id)
}

// onView reports whether a game that goes on is one for the live list, by now.
func (h *hall) onView(id room.ID) bool {
	g, ok := h.games[id]
	return ok && listed(id) && full(g) && !h.upcoming[id]
}

func full(g wire.LiveGame) bool { return g.White != nil && g.Black != nil }

// lobby is what the lobby shows at now, without those in hidden. Looking changes nothing.
func (h *hall) lobby(now time.Time, hidden map[person.ID]bool) wire.Lobby {
	v := wire.Lobby{
		Seeks: openSeeks(fair(h.seeks, seeksShown)), Pools: h.waiting(), Games: h.live(now), Finished: slices.Clone(h.finished),
		Here: len(h.here) + len(h.unnamed), Show: h.show,
	}
	v.Featured = string(h.featured.next(v.Games, now).room)
	type seen struct {
		who   *attendance
		doing string
	}
	named := make([]seen, 0, len(h.here))
	for _, a := range h.here {
		doing := h.doing(a)
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

// doing says what somebody does, by their connections: they play when one of
// them is in an unfinished game of their own, and are free in one that is over.
func (h *hall) doing(a *attendance) string {
	doing := "free"
	for c := range a.conns {
		if c.Room == "" {
			continue
		}
		g, unfinished := h.games[c.Room]
		if unfinished && (sits(g.White, c.Who.ID) || sits(g.Black, c.Who.ID)) {
			return "playing"
		}
		if !unfinished && h.played(c) {
			continue
		}
		doing = "watching"
	}
	return doing
}

// played reports whether c is in the room of a game that is just over, in which its person sat.
func (h *hall) played(c *Conn) bool {
	return slices.ContainsFunc(h.finished, func(g wire.LiveGame) bool {
		return g.Room == string(c.Room) && (sits(g.White, c.Who.ID) || sits(g.Black, c.Who.ID))
	})
}

func sits(seat *wire.Person, who person.ID) bool { return seat != nil && seat.ID == string(who) }

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

// Snapshot is the lobby as it is now, for HTTP.
func (l *Lobby) Snapshot() (v wire.Lobby) {
	hidden := l.hiddenNow()
	l.hall.do(func(h *hall) { v = h.lobby(time.Now(), hidden) })
	return v
}

// frame is the newest Lobby frame, for one who arrives: what changed since, the
// arrival with it, follows within framePause. An older one is not given, for the
// clocks that have run since.
func (l *Lobby) frame() []byte {
	var newest []byte
	l.hall.do(func(h *hall) {
		if time.Since(h.framed) < framePause {
			newest = h.frame
		}
	})
	if newest == nil {
		newest = wire.EncodeNews("", l.Snapshot())
	}
	return newest
}

// cry tells everybody in the lobby what changed, at most once each framePause,
// and does nothing at all while nothing changes.
func (l *Lobby) cry(ctx context.Context) {
	var overtaken <-chan time.Time // when another game may be featured
	for {
		select {
		case <-ctx.Done():
			return
		case <-l.changed:
		case <-overtaken:
		}
		pause := framePause
		if err := l.readSeeks(ctx); err != nil && ctx.Err() == nil {
			l.cfg.Log.Warn("the list of seeks is out of date", "cause", err)
			l.changed.raise()
			pause = storeRetry
		}
		overtaken = nil
		if at := l.tell(); !at.IsZero() {
			overtaken = time.After(time.Until(at))
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
	}
}

// readSeeks reads the open seeks again if they have changed, and tells those whom
// the changes concern.
func (l *Lobby) readSeeks(ctx context.Context) error {
	var (
		stale  bool
		before []Seek
		fresh  int
	)
	l.hall.do(func(h *hall) {
		stale, h.seeksStale = h.seeksStale, false
		before, fresh = slices.Concat(h.seeks, h.fresh), len(h.fresh)
	})
	if !stale {
		return nil
	}
	seeks, err := l.cfg.Seeks.All(ctx)
	l.hall.do(func(h *hall) {
		if err != nil {
			h.seeksStale = true
		} else {
			h.seeks, h.fresh = seeks, slices.Clone(h.fresh[fresh:])
		}
	})
	if err == nil {
		l.poke(affected(before, seeks)...)
	}
	return err
}

// tell sends one frame, encoded once, to everybody who looks. It gives when there
// will be another to tell although nothing changes, zero if never.
func (l *Lobby) tell() (again time.Time) {
	var (
		v       wire.Lobby
		lookers []*Conn
		hidden  = l.hiddenNow()
	)
	l.hall.do(func(h *hall) {
		h.frame = nil
		if len(h.lookers) > 0 {
			now := time.Now()
			v, lookers = h.lobby(now, hidden), slices.Collect(maps.Keys(h.lookers))
			h.shows(v, now)
			again = h.featured.due
		}
	})
	if len(lookers) == 0 {
		return again
	}
	frame := wire.EncodeNews("", v)
	l.hall.do(func(h *hall) { h.frame, h.framed = frame, time.Now() })
	for _, c := range lookers {
		c.Out.Offer(frame, true)
	}
	return again
}
