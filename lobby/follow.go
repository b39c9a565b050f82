package lobby

import (
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// maxFollowed is how many people one connection can follow.
const maxFollowed = 20

// telling is one connection that is to hear that who has begun a game.
type telling struct {
	out room.Outbox
	who person.ID
}

// follow has c told when somebody begins a listed game. Whether there is such a
// person is not looked up: of somebody who is hidden, or never was, nothing is told.
func (l *Lobby) follow(c *Conn, cmd wire.Follow) (o Outcome, err error) {
	who := person.ID(cmd.Person)
	if !canonical(cmd.Person) {
		return o, ErrNobody
	}
	answer := wire.Following{Person: cmd.Person}
	l.hall.do(func(h *hall) {
		switch {
		case !cmd.On:
			h.unfollowOne(c, who)
			return
		case !h.connected(c) || c.Tell == nil: // gone, or without ears: the answer is all there is
		case !h.followOne(c, who):
			err = ErrTooMany
		}
		answer.Room = h.playsIn(who)
	})
	if err != nil {
		return o, err
	}
	if l.isHidden(cmd.Person) {
		answer.Room = ""
	}
	return Outcome{Info: answer}, nil
}

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
	if len(c.follows) >= maxFollowed {
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
		if h.onView(id) && (sits(g.White, who) || sits(g.Black, who)) {
			newest = max(newest, g.Room) // ids of version 7 are in the order of their making
		}
	}
	return newest
}

// followers lists who is to hear that g has begun. The two who play know.
func (h *hall) followers(g wire.LiveGame) (list []telling) {
	for _, p := range []*wire.Person{g.White, g.Black} {
		for c := range h.following[person.ID(p.ID)] {
			list = append(list, telling{c.Tell, person.ID(p.ID)})
		}
	}
	return list
}

// tellFollowers tells that those who are followed play in a room.
func (l *Lobby) tellFollowers(list []telling, id room.ID) {
	for _, t := range list {
		if !l.isHidden(string(t.who)) {
			t.out.Offer(wire.EncodeNews("", wire.Followed{Person: string(t.who), Room: string(id)}), true)
		}
	}
}
