package lobby

import (
	"slices"
	"time"

	"rookery/game"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// pools are the controls in which people who only press a button meet, fastest
// first (PRODUCT section 2).
var pools = [...]string{"1+0", "2+1", "3+0", "3+2", "5+0", "5+3", "10+0", "10+5", "15+10", "30+0", "30+20"}

// poolControl is the control of a pool, or false if there is no such pool.
func poolControl(pool string) (game.Control, bool) {
	if !slices.Contains(pools[:], pool) {
		return game.Control{}, false
	}
	c, err := game.ParseControl(pool)
	return c, err == nil
}

// search is one person waiting in a pool. It belongs to the connection conn.
type search struct {
	conn    *Conn
	pool    string
	cid     wire.CID
	since   uint64 // order of coming
	pairing bool   // a room is being made for it
}

// paired remembers a search that ended in a room.
type paired struct {
	cid wire.CID
	at  time.Time
}

// pairedKept is how long it is remembered: longer than any resend takes.
const pairedKept = time.Minute

// search begins s, and picks the person who has waited longest in its pool, but
// none of those in apart, as the partner; both are then pairing until endSearches or unpair. It gives
// the pool that is searched now, empty if s is over already. room.ErrBusy means
// that somebody makes a room for s's person, and it is not known how that ends.
func (h *hall) search(s search, apart map[person.ID]bool) (partner *search, pool string, err error) {
	who := s.conn.Who.ID
	old := h.searches[who]
	switch {
	case !h.has(s.conn):
		return nil, "", nil
	case h.paired[who].cid == s.cid:
		return nil, "", nil
	case old != nil && old.pairing:
		return nil, old.pool, nil
	case h.seating[who] > 0:
		return nil, "", room.ErrBusy
	}
	s.since = h.next()
	for id, other := range h.searches {
		if id != who && !apart[id] && other.pool == s.pool && !other.pairing && h.seating[id] == 0 && (partner == nil || other.since < partner.since) {
			partner = other
		}
	}
	if partner != nil {
		s.pairing, partner.pairing = true, true
	}
	h.searches[who] = &s
	return partner, s.pool, nil
}

// unpair is for a room that could not be made: who is not searching, since the
// command was not carried out, and the partner, unless gone, waits on.
func (h *hall) unpair(who person.ID, partner *search) {
	delete(h.searches, who)
	partner.pairing = false
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

// unseat ends seat: the room is made, or could not be.
func (h *hall) unseat(who []person.ID) {
	for _, id := range who {
		if h.seating[id]--; h.seating[id] == 0 {
			delete(h.seating, id)
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

// waiting counts the searches of each pool.
func (h *hall) waiting() []wire.Pool {
	count := make(map[string]int)
	for _, s := range h.searches {
		count[s.pool]++
	}
	list := make([]wire.Pool, len(pools))
	for i, name := range pools {
		list[i] = wire.Pool{Pool: name, Waiting: count[name]}
	}
	return list
}
