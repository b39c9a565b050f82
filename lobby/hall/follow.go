package hall

import (
	"rookery/lobby"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// MaxFollowed is how many people one connection can follow.
const MaxFollowed = 20

// Telling is one connection that is to hear that who has begun a game.
type Telling struct {
	Out room.Outbox
	Who person.ID
}

// Follow has c told when who begins a listed game, and gives the room of the one in which they
// sit, empty if none. It reports false if c follows as many as it may.
func (x Hall) Follow(c *Conn, who person.ID) (playing string, ok bool) {
	x.held.Do(func(h *hall) {
		ears := h.connected(c) && c.Tell != nil // for one that is gone, or without them, the answer is all there is
		ok = !ears || h.followOne(c, who)
		playing = h.playsIn(who)
	})
	return playing, ok
}

// Unfollow ends that.
func (x Hall) Unfollow(c *Conn, who person.ID) { x.held.Do(func(h *hall) { h.unfollowOne(c, who) }) }

// connected reports whether c, which may be nobody's, is here.
func (h *hall) connected(c *Conn) bool {
	_, unnamed := h.unnamed[c]
	return unnamed || h.has(c)
}

// followOne reports false if c follows as many as it may.
func (h *hall) followOne(c *Conn, who person.ID) bool {
	if c.follows[who] {
		return true
	}
	if len(c.follows) >= MaxFollowed {
		return false
	}
	if c.follows == nil {
		c.follows = make(map[person.ID]bool)
	}
	c.follows[who] = true
	if h.following[who] == nil {
		h.following[who] = make(map[*Conn]struct{})
	}
	h.following[who][c] = struct{}{}
	return true
}

func (h *hall) unfollowOne(c *Conn, who person.ID) {
	delete(c.follows, who)
	delete(h.following[who], c)
	if len(h.following[who]) == 0 {
		delete(h.following, who)
	}
}

// unfollow ends all that c follows.
func (h *hall) unfollow(c *Conn) {
	for who := range c.follows {
		h.unfollowOne(c, who)
	}
}

// playsIn is the room of the newest listed game in which who sits, empty if none.
func (h *hall) playsIn(who person.ID) (newest string) {
	for id, g := range h.games {
		if h.onView(id) && (lobby.Sits(g.White, who) || lobby.Sits(g.Black, who)) {
			newest = max(newest, g.Room) // ids of version 7 are in the order of their making
		}
	}
	return newest
}

// followers lists who is to hear that g has begun. The two who play know.
func (h *hall) followers(g wire.LiveGame) (list []Telling) {
	for _, p := range []*wire.Person{g.White, g.Black} {
		for c := range h.following[person.ID(p.ID)] {
			list = append(list, Telling{c.Tell, person.ID(p.ID)})
		}
	}
	return list
}
