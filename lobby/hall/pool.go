package hall

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"rookery/game"
	"rookery/lobby"
	"rookery/lobby/pairing"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// pools are the controls that are always offered, fastest first (PRODUCT section 2).
var pools = [...]string{"1+0", "2+1", "3+0", "3+2", "5+0", "5+3", "10+0", "10+5", "15+10", "30+0", "30+20"}

// Pools are the names of the pools that are always offered, fastest first.
func Pools() []string { return slices.Clone(pools[:]) }

const (
	searchGrace = 5 * time.Second // after its page went a search ends
	poolsShown  = 30              // the usual ones and others
	longestPool = 48              // bytes, of any spelling of a control
)

// search is one person waiting in a pool.
type search struct {
	who     person.Person
	conn    *Conn     // the connection that asked last, or one to the lobby that took over; nil once lost
	lost    time.Time // when conn went
	pool    string
	control game.Control
	cid     wire.CID
	as      pairing.Waiting
	pairing bool // a room is being made for it
	seen    bool // a look at the pool has taken it in
}

// paired remembers a search that ended in a room.
type paired struct {
	cid wire.CID
	at  time.Time
}

// pairedKept is how long it is remembered: longer than any resend takes.
const pairedKept = time.Minute

// Search begins a search of c's person in a pool, or goes on with the one they have there. It gives
// what is searched now, with an empty pool if nothing is, and whether the search was taken up.
// room.ErrBusy means that somebody makes a room for them, and it is not known how that ends;
// lobby.ErrSeated, that somebody had just made one when they asked, at at.
func (x Hall) Search(c *Conn, pool string, control game.Control, cid wire.CID, as pairing.Waiting, at time.Time) (now wire.Searching, begun bool, err error) {
	x.held.Do(func(h *hall) {
		pool, begun, err = h.search(search{who: c.Who, conn: c, pool: pool, control: control, cid: cid, as: as}, at)
		if pool != "" {
			now = h.searching(c.Who.ID, as.Since)
		}
	})
	return now, begun, err
}

// Searching is the pool that who searches, and for how long; empty if none.
func (x Hall) Searching(who person.ID, at time.Time) (now wire.Searching) {
	x.held.Do(func(h *hall) { now = h.searching(who, at) })
	return now
}

// Stop ends who's search, unless a room is being made for it.
func (x Hall) Stop(who person.ID) {
	x.held.Do(func(h *hall) {
		if s := h.searches[who]; s != nil && !s.pairing {
			delete(h.searches, who)
		}
	})
}

// Unseen reports whether who waits in a pool without having been in any list of WaitingIn.
func (x Hall) Unseen(who person.ID) (yes bool) {
	x.held.Do(func(h *hall) {
		s := h.searches[who]
		yes = s != nil && !s.pairing && !s.seen
	})
	return yes
}

// WaitingIn lists those in a pool for whom no room is being made; they are seen now.
func (x Hall) WaitingIn(pool string) (list []pairing.Waiting) {
	x.held.Do(func(h *hall) { list = h.waitingIn(pool) })
	return list
}

// Claim has those pairs made who still wait in the pool, until Seated or
// Unpair, and remembers when to look at it again.
func (x Hall) Claim(pool string, pairs []pairing.Pair, again, now time.Time) (list []lobby.Match) {
	x.held.Do(func(h *hall) { list = h.claim(pool, pairs, again, now) })
	return list
}

// Unpair is for a room that could not be made: who, if anybody, is not searching any
// more, and the others wait on. They are tried again at at.
func (x Hall) Unpair(m lobby.Match, who person.ID, at time.Time) {
	x.held.Do(func(h *hall) { h.unpair(m, who, at) })
}

// PoolsDue takes out the pools to look at by now, and ends the searches whose
// pages stay away; over tells that there were such.
func (x Hall) PoolsDue(now time.Time) (due []string, over bool) {
	x.held.Do(func(h *hall) { due, over = h.poolsDue(now) })
	return due, over
}

// NextPool is when PoolsDue has something to do again; zero if never.
func (x Hall) NextPool() (next time.Time) {
	x.held.Do(func(h *hall) { next = h.nextPool() })
	return next
}

// Seat says that a room is being made for who, whom no pool picks until Unseat.
// It reports false if one of them is being paired, or sits down elsewhere.
func (x Hall) Seat(who []person.ID) (free bool) {
	x.held.Do(func(h *hall) { free = h.seat(who) })
	return free
}

// Unseat ends Seat: the room is made, or could not be, and whoever still searches
// can be paired again.
func (x Hall) Unseat(who []person.ID, now time.Time) { x.held.Do(func(h *hall) { h.unseat(who, now) }) }

// Seated takes in that a room of m was made, which may have ended seeks. by is whose doing it was.
func (x Hall) Seated(m lobby.Match, id room.ID, by person.ID, now time.Time) {
	x.held.Do(func(h *hall) {
		h.seeksStale = true
		if m.Waiting() {
			return
		}
		h.endSearches(m.Humans(), now)
		for _, who := range m.Humans() {
			if who != by {
				h.wasSeated(who, id, now)
			}
		}
	})
}

// search begins s, or goes on with the one that its person has in the same pool.
// It gives the pool that is searched now, empty if s is over already, and whether
// s was taken up. Its errors are Search's.
func (h *hall) search(s search, at time.Time) (pool string, begun bool, err error) {
	who := s.who.ID
	old := h.searches[who]
	switch {
	case !h.has(s.conn), h.paired[who].cid == s.cid:
		return "", false, nil
	case old != nil && old.pairing:
		return old.pool, false, nil
	case h.seating[who] > 0:
		return "", false, room.ErrBusy
	case h.justSeated(who, at):
		return "", false, lobby.ErrSeated
	case old != nil && old.pool == s.pool:
		s.as.Since, s.seen = old.as.Since, old.seen // who asks again does not lose their place
	}
	h.searches[who] = &s
	return s.pool, true, nil
}

func (h *hall) searching(who person.ID, now time.Time) wire.Searching {
	if s := h.searches[who]; s != nil {
		return wire.Searching{Pool: s.pool, Waited: now.Sub(s.as.Since).Milliseconds()}
	}
	return wire.Searching{}
}

func (h *hall) waitingIn(pool string) (list []pairing.Waiting) {
	for id, s := range h.searches {
		if s.pool == pool && !s.pairing && h.seating[id] == 0 {
			s.seen = true
			list = append(list, s.as)
		}
	}
	return list
}

func (h *hall) claim(pool string, pairs []pairing.Pair, again, now time.Time) (list []lobby.Match) {
	waits := func(id string) *search {
		s := h.searches[person.ID(id)]
		if s == nil || s.pool != pool || s.pairing || h.seating[person.ID(id)] > 0 {
			return nil
		}
		return s
	}
	delete(h.looks, pool)
	if !again.IsZero() {
		h.looks[pool] = again
	}
	for _, p := range pairs {
		white, black := waits(p.White), waits(p.Black)
		if white == nil || black == nil {
			h.looks[pool] = now // for who is left, since the other went meanwhile
			continue
		}
		white.pairing, black.pairing = true, true
		list = append(list, lobby.Match{How: "pool", Terms: lobby.Terms{Control: white.control}, Seats: [2]*person.Person{&white.who, &black.who}})
	}
	return list
}

func (h *hall) unpair(m lobby.Match, who person.ID, at time.Time) {
	for _, p := range m.Seats {
		s := h.searches[p.ID]
		switch {
		case s == nil:
		case p.ID == who:
			delete(h.searches, who)
			h.looks[s.pool] = at
		default:
			s.pairing = false
			h.looks[s.pool] = at
		}
	}
}

func (h *hall) poolsDue(now time.Time) (due []string, over bool) {
	for pool, at := range h.looks {
		if !at.After(now) {
			due = append(due, pool)
			delete(h.looks, pool)
		}
	}
	for id, s := range h.searches {
		if s.conn == nil && !s.pairing && now.Sub(s.lost) >= searchGrace {
			delete(h.searches, id)
			over = true
		}
	}
	return due, over
}

func (h *hall) nextPool() (next time.Time) {
	sooner := func(at time.Time) {
		if next.IsZero() || at.Before(next) {
			next = at
		}
	}
	for _, at := range h.looks {
		sooner(at)
	}
	for _, s := range h.searches {
		if s.conn == nil && !s.pairing {
			sooner(s.lost.Add(searchGrace))
		}
	}
	return next
}

// carryOn has another connection to the lobby of the person take over the search
// that was c's, if there is one.
func (h *hall) carryOn(c *Conn, now time.Time) {
	s := h.searches[c.Who.ID]
	if s == nil || s.conn != c {
		return
	}
	s.conn, s.lost = nil, now
	for _, other := range h.conns(c.Who.ID) {
		if other.Room == "" {
			s.conn = other
			return
		}
	}
}

// takeOver gives a search that has lost its connection to c, which is a new one to
// the lobby, and tells which pool is being searched, empty if none.
func (h *hall) takeOver(c *Conn, now time.Time) wire.Searching {
	s := h.searches[c.Who.ID]
	if s == nil || c.Room != "" {
		return wire.Searching{}
	}
	if s.conn == nil {
		s.conn = c
	}
	return h.searching(c.Who.ID, now)
}

func (h *hall) seat(who []person.ID) bool {
	if slices.ContainsFunc(who, func(id person.ID) bool { s := h.searches[id]; return s != nil && s.pairing || h.sitting[id] }) {
		return false
	}
	for _, id := range who {
		h.seating[id]++
	}
	return true
}

func (h *hall) unseat(who []person.ID, now time.Time) {
	for _, id := range who {
		if h.seating[id]--; h.seating[id] == 0 {
			delete(h.seating, id)
		}
		if s := h.searches[id]; s != nil {
			h.looks[s.pool] = now
		}
	}
}

// endSearches ends the searches of those who have a game now.
func (h *hall) endSearches(who []person.ID, now time.Time) {
	for id, p := range h.paired {
		if now.Sub(p.at) > pairedKept {
			delete(h.paired, id)
		}
	}
	for _, id := range who {
		if s := h.searches[id]; s != nil {
			h.paired[id] = paired{s.cid, now}
			delete(h.searches, id)
		}
	}
}

// waiting counts the searches of each pool: the usual ones, then the others, where
// most wait first.
func (h *hall) waiting() []wire.Pool {
	count := make(map[string]int)
	for _, s := range h.searches {
		count[s.pool]++
	}
	list := make([]wire.Pool, len(pools), poolsShown)
	for i, name := range pools {
		list[i] = wire.Pool{Pool: name, Waiting: count[name]}
		delete(count, name)
	}
	var others []wire.Pool
	for name, n := range count {
		others = append(others, wire.Pool{Pool: name, Waiting: n})
	}
	slices.SortFunc(others, func(a, b wire.Pool) int {
		return cmp.Or(cmp.Compare(b.Waiting, a.Waiting), strings.Compare(a.Pool, b.Pool))
	})
	return append(list, others[:min(len(others), poolsShown-len(pools))]...)
}

// Pool reads the name of a pool, which is any control with a clock. One
// control is one pool, however it is spelled: its name is the game's own spelling.
// Errors are ErrBadPool.
func Pool(name string) (pool string, c game.Control, err error) {
	if len(name) > longestPool {
		return "", c, lobby.Blames("pool", lobby.ErrBadPool, "There is no such pool.")
	}
	c, err = game.ParseControl(plainNumbers(name))
	if err != nil || c.Unlimited() {
		return "", c, lobby.Blames("pool", lobby.ErrBadPool, "There is no such pool.")
	}
	return c.String(), c, nil
}

// plainNumbers writes each number in a text as strconv does: "05.50+3" as "5.5+3".
func plainNumbers(text string) string {
	var out strings.Builder
	digit := func(r rune) bool { return r == '.' || '0' <= r && r <= '9' }
	for text != "" {
		end := strings.IndexFunc(text, func(r rune) bool { return !digit(r) })
		if end < 0 {
			end = len(text)
		}
		if n, err := strconv.ParseFloat(text[:end], 64); err == nil {
			out.WriteString(strconv.FormatFloat(n, 'f', -1, 64))
		} else {
			out.WriteString(text[:end])
		}
		text = text[end:]
		end = max(strings.IndexFunc(text, digit), 0)
		if end == 0 {
			end = len(text)
		}
		out.WriteString(text[:end])
		text = text[end:]
	}
	return out.String()
}
