package room

import (
	"iter"
	"slices"
	"strings"
	"time"

	"rookery/chat"
	"rookery/lobby/wire"
)

// namesShown is how many spectators an Audience frame names; beyond it there
// is only their number (PRODUCT section 2).
const namesShown = 20

// audiencePause is the least time between two Audience frames (CONTRACT section 2).
const audiencePause = time.Second

// crowd is who is in the room: everybody connected, and the two who are seated
// whether connected or not. It belongs to the room's goroutine.
type crowd struct {
	members map[*Member]struct{}
	here    map[string]*presence // by person
	order   []string             // persons in the order they came
	byNick  map[string]string    // lower-case nick → person
	unnamed int                  // connections of nobody in particular
	seats   [2]*wire.Person      // white, black; nil while free
	gone    [2]time.Time         // since when a seat's player has no connection; zero while here
	closed  [2]bool              // of who is gone: the page was closed, the connection not lost

	joined, left []string // since the last Audience frame
	changed      bool     // an Audience frame is due
	nextFrame    time.Time
}

// presence is one person's connections to the room.
type presence struct {
	person wire.Person
	tabs   int
	since  time.Time
}

func newCrowd() *crowd {
	return &crowd{
		members: make(map[*Member]struct{}),
		here:    make(map[string]*presence),
		byNick:  make(map[string]string),
	}
}

func (c *crowd) add(m *Member, now time.Time) {
	c.members[m] = struct{}{}
	c.changed = true
	if m.Person.ID == "" {
		c.unnamed++
		return
	}
	p, ok := c.here[m.Person.ID]
	if !ok {
		p = &presence{since: now}
		c.here[m.Person.ID] = p
		c.order = append(c.order, m.Person.ID)
		if i := slices.Index(c.left, m.Person.Nick); i >= 0 {
			c.left = slices.Delete(c.left, i, i+1) // back before anybody was told
		} else {
			c.joined = append(c.joined, m.Person.Nick)
		}
	}
	if c.byNick[strings.ToLower(p.person.Nick)] == m.Person.ID {
		delete(c.byNick, strings.ToLower(p.person.Nick)) // they may have another nick by now
	}
	p.tabs++
	p.person = m.Person
	c.byNick[strings.ToLower(m.Person.Nick)] = m.Person.ID
	if i, ok := c.seat(m.Person.ID); ok {
		c.gone[i] = time.Time{}
	}
}

func (c *crowd) remove(m *Member, closed bool, now time.Time) {
	if _, ok := c.members[m]; !ok {
		return
	}
	delete(c.members, m)
	c.changed = true
	if m.Person.ID == "" {
		c.unnamed--
		return
	}
	p := c.here[m.Person.ID]
	if p.tabs--; p.tabs > 0 {
		return
	}
	delete(c.here, m.Person.ID)
	c.order = slices.DeleteFunc(c.order, func(id string) bool { return id == m.Person.ID })
	if nick := strings.ToLower(p.person.Nick); c.byNick[nick] == m.Person.ID {
		delete(c.byNick, nick)
	}
	if i := slices.Index(c.joined, p.person.Nick); i >= 0 {
		c.joined = slices.Delete(c.joined, i, i+1)
	} else {
		c.left = append(c.left, p.person.Nick)
	}
	if i, ok := c.seat(m.Person.ID); ok {
		c.gone[i], c.closed[i] = now, closed
	}
}

// sit seats p; a player is reckoned with from now, connected or not.
func (c *crowd) sit(i int, p wire.Person, now time.Time) {
	c.seats[i] = &p
	c.changed = true
	if _, here := c.here[p.ID]; !here {
		c.gone[i] = now
	}
}

func (c *crowd) seat(person string) (int, bool) {
	for i, p := range c.seats {
		if p != nil && p.ID == person {
			return i, true
		}
	}
	return 0, false
}

func (c *crowd) role(person string) wire.Role {
	if i, ok := c.seat(person); ok {
		return [2]wire.Role{wire.RoleWhite, wire.RoleBlack}[i]
	}
	return wire.RoleSpectator
}

// watching counts spectators: persons once, however many tabs they have, and
// each connection without a nick.
func (c *crowd) watching() int {
	n := len(c.here) + c.unnamed
	for _, p := range c.seats {
		if p != nil && c.here[p.ID] != nil {
			n--
		}
	}
	return n
}

// audience is the frame that tells everybody who is here.
func (c *crowd) audience(claimIn func(seat int) (time.Duration, bool)) wire.Audience {
	a := wire.Audience{
		Watching: c.watching(), Spectators: []wire.Spectator{},
		Joined: firstNames(c.joined), Left: firstNames(c.left),
	}
	for _, id := range c.order {
		if len(a.Spectators) == namesShown {
			break
		}
		if _, seated := c.seat(id); !seated {
			p := c.here[id].person
			a.Spectators = append(a.Spectators, wire.Spectator{ID: p.ID, Nick: p.Nick})
		}
	}
	for i, p := range c.seats {
		if p == nil {
			continue
		}
		seat := &wire.Seat{Person: *p, Here: c.here[p.ID] != nil}
		if d, ok := claimIn(i); ok && !seat.Here {
			ms := max(d.Milliseconds(), 0)
			seat.Claim = &ms
		}
		*[2]**wire.Seat{&a.White, &a.Black}[i] = seat
	}
	return a
}

func firstNames(names []string) []string { return slices.Clone(names[:min(len(names), namesShown)]) }

// Find looks a nick up: first among the seated, whose nicks stand beside the
// board, then among those here. It is part of chat.Crowd.
func (c *crowd) Find(nick string) (chat.Member, bool) {
	nick = strings.ToLower(nick)
	for _, p := range c.seats {
		if p != nil && strings.ToLower(p.Nick) == nick {
			return c.member(*p), true
		}
	}
	if p := c.here[c.byNick[nick]]; p != nil {
		return c.member(p.person), true
	}
	return chat.Member{}, false
}

// ByID looks up a person who is seated or here. It is part of chat.Crowd.
func (c *crowd) ByID(id string) (chat.Member, bool) {
	if i, ok := c.seat(id); ok {
		return c.member(*c.seats[i]), true
	}
	if p := c.here[id]; p != nil {
		return c.member(p.person), true
	}
	return chat.Member{}, false
}

// All lists the seated, then everybody else with a nick in the order they came.
// It is part of chat.Crowd.
func (c *crowd) All() iter.Seq[chat.Member] {
	var all []chat.Member
	for _, p := range c.seats {
		if p != nil {
			all = append(all, c.member(*p))
		}
	}
	for _, id := range c.order {
		if _, seated := c.seat(id); !seated {
			all = append(all, c.member(c.here[id].person))
		}
	}
	return slices.Values(all)
}

// Unnamed counts connections without a nick. It is part of chat.Crowd.
func (c *crowd) Unnamed() int { return c.unnamed }

func (c *crowd) member(p wire.Person) chat.Member {
	return chat.Member{
		Person: chat.Person{ID: p.ID, Nick: p.Nick},
		Role:   string(c.role(p.ID)),
		Here:   c.here[p.ID] != nil,
	}
}
