package room

import (
	"iter"
	"strings"
	"time"

	"rookery/chat"
	"rookery/chat/presence"
	"rookery/chat/recent"
	"rookery/lobby/wire"
)

// namesShown is how many spectators an Audience frame names; beyond it there
// is only their number (PRODUCT section 2).
const namesShown = 20

// audiencePause is the least time between two Audience frames (CONTRACT section 2).
const audiencePause = time.Second

// leftKept is how many of those who left a room are remembered at least, so that
// who whispers to one of them is told that they have gone.
const leftKept = 1000

// crowd is who is in the room: everybody connected, and the two who are seated
// whether connected or not. It belongs to the room's goroutine. What it costs to
// come, to go and to be found does not grow with the number of people.
type crowd struct {
	hidden  func(person string) bool // nil: nobody is
	people  *presence.People[*Member]
	tabs    map[*Member]struct{} // all, however many of them are one person
	persons int                  // how many persons are here
	seats   [2]*wire.Person      // white, black; nil while free
	came    [2]time.Time         // since when a seat's player is here; zero while not
	gone    [2]time.Time         // since when a seat's player has no connection; zero while here
	closed  [2]bool              // of who is gone: the page was closed, the connection not lost

	leftNick recent.Map[string, wire.Person] // who left, by lower-case nick
	leftID   recent.Map[string, wire.Person]

	changed   bool // something about the seats is to be told
	nextFrame time.Time
}

func newCrowd(hidden func(person string) bool) *crowd {
	c := &crowd{
		hidden: hidden, tabs: make(map[*Member]struct{}),
		leftNick: recent.New[string, wire.Person](leftKept), leftID: recent.New[string, wire.Person](leftKept),
	}
	c.people = presence.New[*Member](c.hides)
	return c
}

// hides says whether a person is in no list of people: not one who plays, whose
// name stands beside the board, and not one who has spoken to all since they came.
func (c *crowd) hides(m chat.Member) bool {
	_, plays := c.seat(m.ID)
	return c.hidden != nil && !plays && !c.people.Shown(m.ID) && c.hidden(m.ID)
}

// lookAnew takes in that a person may hide by now, or not any more.
func (c *crowd) lookAnew(person string) {
	if m, here := c.people.ByID(person); here {
		c.people.Look(m)
	}
}

func (c *crowd) add(m *Member, now time.Time) {
	c.tabs[m] = struct{}{}
	if first := c.people.Join(m, chat.Member{Person: chat.Person(m.Person)}); !first {
		return
	}
	c.persons++
	c.countHidden(m.Person)
	c.leftID.Drop(m.Person.ID)
	if i, ok := c.seat(m.Person.ID); ok {
		c.came[i], c.gone[i] = now, time.Time{}
	}
}

func (c *crowd) remove(m *Member, closed bool, now time.Time) {
	if _, here := c.tabs[m]; !here {
		return
	}
	delete(c.tabs, m)
	if last := c.people.Leave(m); !last {
		return
	}
	c.persons--
	c.countHidden(m.Person)
	c.leftNick.Put(strings.ToLower(m.Person.Nick), m.Person)
	c.leftID.Put(m.Person.ID, m.Person)
	if i, ok := c.seat(m.Person.ID); ok {
		c.came[i], c.gone[i], c.closed[i] = time.Time{}, now, closed
	}
}

// countHidden has it told that somebody has come or gone who is counted, and not named.
func (c *crowd) countHidden(p wire.Person) {
	if p.ID != "" && c.hides(chat.Member{Person: chat.Person(p)}) {
		c.changed = true
	}
}

// members gives every connection.
func (c *crowd) members() iter.Seq[*Member] { return c.people.To(presence.ToAll()) }

// membersOf gives the connections of these persons.
func (c *crowd) membersOf(persons ...string) iter.Seq[*Member] {
	return c.people.To(presence.ToPersons(persons...))
}

func (c *crowd) here(person string) bool {
	_, here := c.people.ByID(person)
	return here
}

// sit seats p; a player is reckoned with from now, connected or not.
func (c *crowd) sit(i int, p wire.Person, now time.Time) {
	c.seats[i] = &p
	c.changed = true
	c.lookAnew(p.ID)
	if c.here(p.ID) {
		c.came[i] = now
	} else {
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

// seated lists the persons in the seats.
func (c *crowd) seated() (persons []string) {
	for _, p := range c.seats {
		if p != nil {
			persons = append(persons, p.ID)
		}
	}
	return persons
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
	n := c.persons + c.people.Unnamed()
	for _, came := range c.came {
		if !came.IsZero() {
			n--
		}
	}
	return n
}

// due is when there is an Audience frame to be told, if there is one.
func (c *crowd) due() (time.Time, bool) {
	at, due := c.people.Due()
	if c.changed || at.Before(c.nextFrame) {
		at = c.nextFrame
	}
	return at, due || c.changed
}

// told gives who came and went since it was told last, and counts them as told;
// false if after all there is nothing.
func (c *crowd) told(a wire.Audience, now time.Time) (wire.Audience, bool) {
	h, news := c.people.Announce(now)
	if !news && !c.changed {
		return a, false
	}
	c.changed, c.nextFrame = false, now.Add(audiencePause)
	a.Joined, a.Left = h.Joined.First, h.Left.First
	if h.Joined.Count > len(a.Joined) {
		a.Came = h.Joined.Count
	}
	if h.Left.Count > len(a.Left) {
		a.Went = h.Left.Count
	}
	return a, true
}

// audience is the frame that tells everybody who is here.
func (c *crowd) audience(claimIn func(seat int) (time.Duration, bool)) wire.Audience {
	a := wire.Audience{Watching: c.watching(), Spectators: []wire.Spectator{}}
	for m := range c.people.All() {
		if len(a.Spectators) == namesShown {
			break
		}
		if _, seated := c.seat(m.ID); !seated && !c.hides(m) {
			a.Spectators = append(a.Spectators, wire.Spectator{ID: m.ID, Nick: m.Nick, Away: m.Away})
		}
	}
	for i, p := range c.seats {
		if p == nil {
			continue
		}
		m := c.member(*p)
		seat := &wire.Seat{Person: *p, Here: m.Here, Away: m.Away}
		if d, ok := claimIn(i); ok && !seat.Here {
			ms := max(d.Milliseconds(), 0)
			seat.Claim = &ms
		}
		*[2]**wire.Seat{&a.White, &a.Black}[i] = seat
	}
	return a
}

// Find looks a nick up: first among the seated, whose nicks stand beside the
// board, then among those here, then among those who left. It is part of chat.Crowd.
func (c *crowd) Find(nick string) (chat.Member, bool) {
	nick = strings.ToLower(nick)
	for _, p := range c.seats {
		if p != nil && strings.ToLower(p.Nick) == nick {
			return c.member(*p), true
		}
	}
	if m, ok := c.people.Find(nick); ok {
		return c.member(wire.Person(m.Person)), true
	}
	p, left := c.leftNick.Get(nick)
	if _, seated := c.seat(p.ID); !left || seated || c.here(p.ID) { // under another nick
		return chat.Member{}, false
	}
	return c.member(p), true
}

// ByID looks up a person who is seated, here, or left. It is part of chat.Crowd.
func (c *crowd) ByID(id string) (chat.Member, bool) {
	if i, ok := c.seat(id); ok {
		return c.member(*c.seats[i]), true
	}
	if m, ok := c.people.ByID(id); ok {
		return c.member(wire.Person(m.Person)), true
	}
	if p, ok := c.leftID.Get(id); ok {
		return c.member(p), true
	}
	return chat.Member{}, false
}

// All lists the seated, then everybody else with a nick in the order they came.
// It is part of chat.Crowd.
func (c *crowd) All() iter.Seq[chat.Member] {
	return func(yield func(chat.Member) bool) {
		for _, p := range c.seats {
			if p != nil && !yield(c.member(*p)) {
				return
			}
		}
		for m := range c.people.All() {
			if _, seated := c.seat(m.ID); !seated && !yield(c.member(wire.Person(m.Person))) {
				return
			}
		}
	}
}

// Unnamed counts connections without a nick. It is part of chat.Crowd.
func (c *crowd) Unnamed() int { return c.people.Unnamed() }

func (c *crowd) member(p wire.Person) chat.Member {
	m, here := c.people.ByID(p.ID)
	return chat.Member{
		Person: chat.Person{ID: p.ID, Nick: p.Nick},
		Role:   string(c.role(p.ID)),
		Here:   here, Away: m.Away,
	}
}
