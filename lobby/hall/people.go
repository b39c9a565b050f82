package hall

import (
	"maps"
	"slices"
	"strings"
	"time"

	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// Grace is after how long a person's seeks and offers end when their last connection went.
const Grace = 5 * time.Second

// Arrive makes c present, and tells what search of its person's goes on.
func (x Hall) Arrive(c *Conn, now time.Time) (search wire.Searching) {
	x.held.Do(func(h *hall) {
		h.arrive(c)
		h.cameBack(c, now)
		search = h.takeOver(c, now)
	})
	return search
}

// Leave ends c's presence. It may be called more than once.
func (x Hall) Leave(c *Conn, now time.Time) { x.held.Do(func(h *hall) { h.leave(c, now) }) }

// Conns lists the connections of these persons.
func (x Hall) Conns(who ...person.ID) (list []*Conn) {
	x.held.Do(func(h *hall) {
		for _, id := range who {
			list = append(list, h.conns(id)...)
		}
	})
	return list
}

// Called is the id of whoever is here under a nick, empty if nobody is.
func (x Hall) Called(nick string) (who person.ID) {
	x.held.Do(func(h *hall) { who = h.called(nick) })
	return who
}

// Presence says whether who is here, and whether the store has been told so. That they were
// here is not to be relied on any more once they are not, whatever becomes of the write.
func (x Hall) Presence(who person.ID) (here, told bool) {
	x.held.Do(func(h *hall) {
		here, told = len(h.conns(who)) > 0, h.told[who]
		if !here {
			delete(h.told, who)
		}
	})
	return here, told
}

// Told notes that the store has who as present.
func (x Hall) Told(who person.ID) { x.held.Do(func(h *hall) { h.told[who] = true }) }

// Untold has SeenOff give who at at, because the store could not be told.
func (x Hall) Untold(who person.ID, at time.Time) { x.held.Do(func(h *hall) { h.untold[who] = at }) }

// SeekEnds has SeenOff give who at at, unless they are here or come back.
func (x Hall) SeekEnds(who person.ID, at time.Time) { x.held.Do(func(h *hall) { h.seekEnds(who, at) }) }

// SeenOff takes out those whose presence is to be recorded by now, those who have been gone for
// so long that what they offered ends, and those of them who have seeks.
func (x Hall) SeenOff(now time.Time) (untold, gone, over []person.ID) {
	x.held.Do(func(h *hall) { untold, gone, over = h.seenOff(now) })
	return untold, gone, over
}

// NextSeeOff is when SeenOff has something to give again; zero if never.
func (x Hall) NextSeeOff() (next time.Time) {
	x.held.Do(func(h *hall) { next = h.nextSeeOff() })
	return next
}

// attendance is one person's connections. order is that of coming.
type attendance struct {
	who   person.Person
	conns map[*Conn]struct{}
	order uint64
}

func (h *hall) arrive(c *Conn) {
	if c.Out != nil {
		h.lookers[c] = struct{}{}
	}
	if c.Who.ID == "" {
		h.unnamed[c] = struct{}{}
		return
	}
	a := h.here[c.Who.ID]
	if a == nil {
		a = &attendance{conns: make(map[*Conn]struct{}), order: h.next()}
		h.here[c.Who.ID] = a
	}
	a.who = c.Who
	a.conns[c] = struct{}{}
	delete(h.seekEnd, c.Who.ID)
}

func (h *hall) leave(c *Conn, now time.Time) {
	delete(h.lookers, c)
	h.unfollow(c)
	delete(h.unnamed, c)
	if !h.has(c) {
		return
	}
	who := c.Who.ID
	delete(h.here[who].conns, c)
	h.carryOn(c, now)
	if len(h.here[who].conns) == 0 {
		delete(h.here, who)
		h.untold[who] = now
		h.seekEnds(who, now.Add(Grace))
	}
}

// has reports whether c, which is somebody's, is connected.
func (h *hall) has(c *Conn) bool {
	a := h.here[c.Who.ID]
	if a == nil {
		return false
	}
	_, ok := a.conns[c]
	return ok
}

// conns lists a person's connections.
func (h *hall) conns(who person.ID) []*Conn {
	a := h.here[who]
	if a == nil {
		return nil
	}
	return slices.Collect(maps.Keys(a.conns))
}

// seekEnds ends the seeks of who at at, unless who is here or comes back.
func (h *hall) seekEnds(who person.ID, at time.Time) {
	if h.here[who] == nil {
		h.seekEnd[who] = at
	}
}

func (h *hall) seenOff(now time.Time) (untold, gone, over []person.ID) {
	due := func(m map[person.ID]time.Time) (list []person.ID) {
		for who, at := range m {
			if !at.After(now) {
				list = append(list, who)
				delete(m, who)
			}
		}
		return list
	}
	untold, gone = due(h.untold), due(h.seekEnd)
	for _, who := range gone {
		// A list about to be read again may lack the newest seek.
		if h.seeksStale || stands(h.seeks, who) {
			over = append(over, who)
		}
	}
	return untold, gone, over
}

func (h *hall) nextSeeOff() (next time.Time) {
	for _, m := range []map[person.ID]time.Time{h.untold, h.seekEnd} {
		for _, at := range m {
			if next.IsZero() || at.Before(next) {
				next = at
			}
		}
	}
	return next
}

func (h *hall) called(nick string) person.ID {
	for id, a := range h.here {
		if strings.EqualFold(a.who.Nick, nick) {
			return id
		}
	}
	return ""
}

// Conn is one connected client as the lobby sees it.
type Conn struct {
	Who  person.Person // zero for those who only watch
	Room room.ID       // where the client is; empty in the lobby
	Out  room.Outbox   // takes lobby frames; nil outside the lobby
	Tell room.Outbox   // takes what is told to this connection alone, wherever it is; nil if nothing is
	// Poke is called when Who has a new notice. It must not block.
	Poke func()
	// Renew is called when Who has another nick: the client has to come in anew,
	// because a connection's identity never changes. It must not block.
	Renew func()

	follows map[person.ID]bool // whom; the hall's own
}
