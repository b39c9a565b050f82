package lobby

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"rookery/game"
	"rookery/lobby/pairing"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// pools are the controls that are always offered, fastest first (PRODUCT section 2).
var pools = [...]string{"1+0", "2+1", "3+0", "3+2", "5+0", "5+3", "10+0", "10+5", "15+10", "30+0", "30+20"}

const (
	searchGrace = 5 * time.Second // after its page went a search ends
	poolsShown  = 30              // the usual ones and others
	balanced    = 10              // games, the newest, over which colours are balanced
	longestPool = 48              // bytes, of any spelling of a control
)

// poolControl reads the name of a pool, which is any control with a clock. One
// control is one pool, however it is spelled: its name is the game's own spelling.
// Errors are ErrBadPool.
func poolControl(name string) (pool string, c game.Control, err error) {
	if len(name) > longestPool {
		return "", c, ErrBadPool
	}
	c, err = game.ParseControl(plainNumbers(name))
	if err != nil || c.Unlimited() {
		return "", c, ErrBadPool
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
}

// paired remembers a search that ended in a room.
type paired struct {
	cid wire.CID
	at  time.Time
}

// pairedKept is how long it is remembered: longer than any resend takes.
const pairedKept = time.Minute

// search looks for an opponent in a pool.
func (l *Lobby) search(ctx context.Context, c *Conn, cmd wire.Search, cid wire.CID) (Outcome, error) {
	pool, control, err := poolControl(cmd.Pool)
	if err != nil {
		return Outcome{}, err
	}
	if err := l.mayPlay(ctx, c.Who.ID); err != nil {
		return Outcome{}, err
	}
	as, err := l.standing(ctx, c.Who.ID, control.Speed())
	if err != nil {
		return Outcome{}, err
	}
	as.Since = time.Now()
	var begun bool
	l.hall.do(func(h *hall) {
		pool, begun, err = h.search(search{who: c.Who, conn: c, pool: pool, control: control, cid: cid, as: as})
	})
	if err != nil || !begun {
		return Outcome{Info: wire.Searching{Pool: pool}}, err
	}
	if err := l.pairUp(ctx, pool, c.Who.ID); err != nil {
		return Outcome{}, err
	}
	l.changed.raise()
	l.hall.do(func(h *hall) { pool = h.searching(c.Who.ID) })
	l.tellSearching(c, pool)
	return Outcome{Info: wire.Searching{Pool: pool}}, nil
}

func (l *Lobby) stop(c *Conn) (Outcome, error) {
	var pool string
	l.hall.do(func(h *hall) {
		if s := h.searches[c.Who.ID]; s != nil && !s.pairing {
			delete(h.searches, c.Who.ID)
		}
		pool = h.searching(c.Who.ID)
	})
	l.changed.raise()
	l.tellSearching(c, pool)
	return Outcome{Info: wire.Searching{Pool: pool}}, nil
}

// tellSearching tells the other pages that c's person has open in the lobby.
func (l *Lobby) tellSearching(c *Conn, pool string) {
	var conns []*Conn
	l.hall.do(func(h *hall) { conns = h.conns(c.Who.ID) })
	for _, other := range conns {
		if other != c && other.Out != nil {
			other.Out.Offer(wire.EncodeNews("", wire.Searching{Pool: pool}), true)
		}
	}
}

// standing is what a pool needs to know of a person beside the time.
func (l *Lobby) standing(ctx context.Context, who person.ID, speed game.Speed) (pairing.Waiting, error) {
	as := pairing.Waiting{ID: string(who), Rating: pairing.Unrated}
	if value, err := l.rating(ctx, who, speed); err != nil {
		return as, err
	} else if value > 0 {
		as.Rating = value
	}
	if l.cfg.History == nil {
		return as, nil
	}
	games, err := l.cfg.History.Played(ctx, who, balanced)
	if err != nil {
		return as, fmt.Errorf("read the last games of %s: %w", who, err)
	}
	for i, g := range games {
		if i == 0 {
			as.Last = string(g.Opponent)
		}
		if g.Side == wire.White {
			as.Balance++
		} else {
			as.Balance--
		}
	}
	return as, nil
}

// rating is who's at a speed, 0 without one.
func (l *Lobby) rating(ctx context.Context, who person.ID, speed game.Speed) (int, error) {
	if l.cfg.Ratings == nil {
		return 0, nil
	}
	value, _, err := l.cfg.Ratings.Rating(ctx, who, speed)
	if err != nil {
		return 0, fmt.Errorf("read the rating of %s: %w", who, err)
	}
	return value, nil
}

// pairUp makes the rooms of those who can be paired in a pool now. If that of
// mine cannot be made, mine no longer searches, and the error says why.
func (l *Lobby) pairUp(ctx context.Context, pool string, mine person.ID) (err error) {
	var (
		waiting []pairing.Waiting
		claimed []match
		now     = time.Now()
	)
	l.hall.do(func(h *hall) { waiting = h.waitingIn(pool) })
	p := pairing.Pool{
		Apart: func(a, b string) bool { return l.blocked(a, b) || l.blocked(b, a) },
		Lot:   func() bool { return rand.IntN(2) == 0 },
	}
	pairs, again := p.Pairs(waiting, now)
	l.hall.do(func(h *hall) { claimed = h.claim(pool, pairs, again, now) })
	l.pooled.raise()
	for _, m := range claimed {
		_, failed := l.makeRoom(ctx, m, nil)
		if failed == nil {
			continue
		}
		l.hall.do(func(h *hall) { h.unpair(m, mine, now.Add(storeRetry)) })
		l.changed.raise()
		if slices.Contains(m.humans(), mine) {
			err = failed
		} else if !errors.Is(failed, room.ErrFull) && !errors.Is(failed, room.ErrBusy) { // of these the store has said so itself
			l.cfg.Log.Warn("a pool's room was not made", "pool", pool, "cause", failed)
		}
	}
	return err
}

// pairLater pairs those who reach each other by waiting, and ends the searches
// whose pages stay away. It waits while nobody searches.
func (l *Lobby) pairLater(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-l.pooled:
		case <-timer.C:
		}
		var (
			due  []string
			next time.Time
			over bool
		)
		l.hall.do(func(h *hall) { due, over = h.poolsDue(time.Now()) })
		if over {
			l.changed.raise()
		}
		for _, pool := range due {
			_ = l.pairUp(context.WithoutCancel(ctx), pool, "") // nobody's command: it logs what goes wrong
		}
		l.hall.do(func(h *hall) { next = h.nextPool() })
		if !next.IsZero() {
			timer.Reset(time.Until(next))
		}
	}
}

// search begins s, or goes on with the one that its person has in the same pool.
// It gives the pool that is searched now, empty if s is over already, and whether
// s was taken up. room.ErrBusy means that somebody makes a room for s's person, and it
// is not known how that ends.
func (h *hall) search(s search) (pool string, begun bool, err error) {
	who := s.who.ID
	old := h.searches[who]
	switch {
	case !h.has(s.conn), h.paired[who].cid == s.cid:
		return "", false, nil
	case old != nil && old.pairing:
		return old.pool, false, nil
	case h.seating[who] > 0:
		return "", false, room.ErrBusy
	case old != nil && old.pool == s.pool:
		s.as.Since = old.as.Since // who asks again does not lose their place
	}
	h.searches[who] = &s
	return s.pool, true, nil
}

// searching is the pool that who searches, empty if none.
func (h *hall) searching(who person.ID) string {
	if s := h.searches[who]; s != nil {
		return s.pool
	}
	return ""
}

// waitingIn lists those in a pool for whom no room is being made.
func (h *hall) waitingIn(pool string) (list []pairing.Waiting) {
	for id, s := range h.searches {
		if s.pool == pool && !s.pairing && h.seating[id] == 0 {
			list = append(list, s.as)
		}
	}
	return list
}

// claim has those pairs made who still wait in the pool, until endSearches or
// unpair, and remembers when to look at it again.
func (h *hall) claim(pool string, pairs []pairing.Pair, again, now time.Time) (list []match) {
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
		list = append(list, match{how: "pool", Terms: Terms{Control: white.control}, seats: [2]*person.Person{&white.who, &black.who}})
	}
	return list
}

// unpair is for a room that could not be made: who is not searching, since the
// command was not carried out, and the others wait on. They are tried again at at.
func (h *hall) unpair(m match, who person.ID, at time.Time) {
	for _, p := range m.seats {
		s := h.searches[p.ID]
		switch {
		case s == nil:
		case p.ID == who:
			delete(h.searches, who)
		default:
			s.pairing = false
			h.looks[s.pool] = at
		}
	}
}

// poolsDue takes out the pools to look at by now, and ends the searches whose
// pages stay away; over tells that there were such.
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

// nextPool is when poolsDue has something to do again; zero if never.
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
		if other.Out != nil {
			s.conn = other
			return
		}
	}
}

// takeOver gives a search that has lost its connection to c, which is a new one to
// the lobby, and tells which pool is being searched, empty if none.
func (h *hall) takeOver(c *Conn) (pool string) {
	s := h.searches[c.Who.ID]
	if s == nil || c.Out == nil {
		return ""
	}
	if s.conn == nil {
		s.conn = c
	}
	return s.pool
}

// seat says that a room is being made for who, whom no pool picks until unseat.
// It reports false if one of them is being paired.
func (h *hall) seat(who []person.ID) bool {
	if slices.ContainsFunc(who, func(id person.ID) bool { s := h.searches[id]; return s != nil && s.pairing }) {
		return false
	}
	for _, id := range who {
		h.seating[id]++
	}
	return true
}

// unseat ends seat: the room is made, or could not be, and whoever still searches
// can be paired again.
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
