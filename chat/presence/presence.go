// Package presence is who is in a room: joins and leaves, who looks elsewhere,
// what is told of it to everybody, and whom something is delivered to.
//
// Decision: what changed is told at most once a second, as the difference to
// what was told last: who comes and goes within a second is not spoken of.
// Rejected: a frame for each join; ten thousand joins would be a hundred million frames.
package presence

import (
	"container/list"
	"iter"
	"maps"
	"slices"
	"strings"
	"time"

	"rookery/chat"
)

// named is how many people an announcement names, of each sort; beyond it there
// is only their number.
const named = 20

// pause is the least time between two announcements.
const pause = time.Second

// People is who is here. Tab is the host's word for one connection; a person
// is here once, however many tabs they have, and away when all of them are. It
// is a Crowd, and has one owner. What a method costs does not grow with the
// number of people, except for those that return an iterator.
type People[Tab comparable] struct {
	hidden  func(chat.Member) bool
	tabs    map[Tab]*visitor[Tab] // nil: somebody without a nick
	people  map[string]*visitor[Tab]
	byNick  map[string]*visitor[Tab] // by lower-case nick
	order   *list.List               // of *visitor[Tab], as they came
	unnamed int
	count   int // people who are not hidden

	told    map[string]told // what was last announced of those who have changed since
	changes []string        // the keys of told, in the order of the changes
	due     bool
	next    time.Time // no announcement before
}

// visitor is one person's tabs, true for those that are away.
type visitor[Tab comparable] struct {
	chat.Member
	tabs   map[Tab]bool
	hidden bool
	place  *list.Element
}

// told is what everybody knows of a person.
type told struct {
	nick       string
	here, away bool
}

// Here announces who is in the room: how many, the first 20 of them, and who
// came and went since the last announcement. Hidden people are not in it.
type Here struct {
	People  int           // with a nick
	Unnamed int           // connections without one
	First   []chat.Member // in the order they came
	Joined  Names
	Left    Names
	Away    Names
	Back    Names
}

// Names are the first 20 of some nicks, and the number of all.
type Names struct {
	First []string
	Count int
}

func (n *Names) add(nick string) {
	if n.Count++; n.Count <= named {
		n.First = append(n.First, nick)
	}
}

// New gives an empty room. hidden may be nil: nobody is; it is asked
// when somebody joins, and by Look.
func New[Tab comparable](hidden func(chat.Member) bool) *People[Tab] {
	if hidden == nil {
		hidden = func(chat.Member) bool { return false }
	}
	return &People[Tab]{
		hidden: hidden, order: list.New(),
		tabs: make(map[Tab]*visitor[Tab]), people: make(map[string]*visitor[Tab]),
		byNick: make(map[string]*visitor[Tab]), told: make(map[string]told),
	}
}

// Join adds a tab of m, who is without a nick if m.ID is empty, and reports
// whether m was not here before. The nick and the role of the newest tab count.
func (p *People[Tab]) Join(tab Tab, m chat.Member) (first bool) {
	p.Leave(tab)
	if m.ID == "" {
		p.tabs[tab], p.due = nil, true
		p.unnamed++
		return false
	}
	v, here := p.people[m.ID]
	if !here {
		p.touch(m.Person)
		v = &visitor[Tab]{tabs: make(map[Tab]bool)}
		v.place = p.order.PushBack(v)
		p.people[m.ID] = v
	}
	v.tabs[tab], p.tabs[tab] = false, v
	p.update(v, m)
	return !here
}

// Leave removes a tab, and reports whether it was the last one of a person. A
// tab that is not here is no mistake.
func (p *People[Tab]) Leave(tab Tab) (last bool) {
	v, here := p.tabs[tab]
	if !here {
		return false
	}
	delete(p.tabs, tab)
	if v == nil {
		p.unnamed--
		p.due = true
		return false
	}
	delete(v.tabs, tab)
	if len(v.tabs) > 0 {
		p.update(v, v.Member)
		return false
	}
	p.touch(v.Person)
	if !v.hidden {
		p.count--
		p.due = true
	}
	p.order.Remove(v.place)
	delete(p.people, v.ID)
	p.unname(v)
	return true
}

// Away records that a tab looks elsewhere or, if away is false, is back.
func (p *People[Tab]) Away(tab Tab, away bool) {
	if v := p.tabs[tab]; v != nil {
		v.tabs[tab] = away
		p.update(v, v.Member)
	}
}

// Look records that a person's nick, role or being hidden may have changed.
func (p *People[Tab]) Look(m chat.Member) {
	if v := p.people[m.ID]; v != nil {
		p.update(v, m)
	}
}

// update gives a visitor, who has a tab, what is now true of them.
func (p *People[Tab]) update(v *visitor[Tab], m chat.Member) {
	m.Here, m.Away = true, true
	for _, away := range v.tabs {
		m.Away = m.Away && away
	}
	hidden := p.hidden(m)
	if v.ID != "" && m == v.Member && hidden == v.hidden {
		return
	}
	if v.ID != "" {
		p.touch(v.Person)
		p.unname(v)
		if !v.hidden {
			p.count--
		}
	}
	p.due = p.due || !hidden || v.ID != "" && !v.hidden // nobody can tell that a hidden person comes
	v.Member, v.hidden = m, hidden
	p.byNick[strings.ToLower(m.Nick)] = v
	if !hidden {
		p.count++
	}
}

func (p *People[Tab]) unname(v *visitor[Tab]) {
	if key := strings.ToLower(v.Nick); p.byNick[key] == v {
		delete(p.byNick, key)
	}
}

// touch remembers what was last told of a person, before it changes.
func (p *People[Tab]) touch(who chat.Person) {
	if _, before := p.told[who.ID]; before {
		return
	}
	t := told{nick: who.Nick}
	if v := p.people[who.ID]; v != nil && !v.hidden {
		t.here, t.away = true, v.Away
	}
	p.told[who.ID] = t
	p.changes = append(p.changes, who.ID)
}

// Announce gives what is to be told to everybody at now, if anything has
// changed and the last announcement is a second old. It costs as much as there
// were changes.
func (p *People[Tab]) Announce(now time.Time) (Here, bool) {
	if !p.due || now.Before(p.next) {
		return Here{}, false
	}
	h := p.Now()
	for _, id := range p.changes {
		before := p.told[id]
		v := p.people[id]
		here := v != nil && !v.hidden
		switch {
		case here && !before.here:
			h.Joined.add(v.Nick)
		case !here && before.here:
			h.Left.add(before.nick)
		case here && v.Away && !before.away:
			h.Away.add(v.Nick)
		case here && !v.Away && before.away:
			h.Back.add(v.Nick)
		}
	}
	clear(p.told)
	p.changes, p.due, p.next = p.changes[:0], false, now.Add(pause)
	return h, true
}

// Due is when Announce will have something to tell; false if nothing has changed.
func (p *People[Tab]) Due() (time.Time, bool) { return p.next, p.due }

// Now gives who is here, without changes: for somebody who joins.
func (p *People[Tab]) Now() Here {
	h := Here{People: p.count, Unnamed: p.unnamed}
	for e := p.order.Front(); e != nil && len(h.First) < min(named, p.count); e = e.Next() {
		if v := e.Value.(*visitor[Tab]); !v.hidden {
			h.First = append(h.First, v.Member)
		}
	}
	return h
}

// Find is part of Crowd.
func (p *People[Tab]) Find(nick string) (chat.Member, bool) {
	if v := p.byNick[strings.ToLower(nick)]; v != nil {
		return v.Member, true
	}
	return chat.Member{}, false
}

// ByID is part of Crowd.
func (p *People[Tab]) ByID(id string) (chat.Member, bool) {
	if v := p.people[id]; v != nil {
		return v.Member, true
	}
	return chat.Member{}, false
}

// All gives everybody with a nick, in the order they came. It is part of Crowd.
func (p *People[Tab]) All() iter.Seq[chat.Member] {
	return func(yield func(chat.Member) bool) {
		for e := p.order.Front(); e != nil; e = e.Next() {
			if !yield(e.Value.(*visitor[Tab]).Member) {
				return
			}
		}
	}
}

// Unnamed is part of Crowd.
func (p *People[Tab]) Unnamed() int { return p.unnamed }

// To gives the tabs that a delivery reaches. They may leave while it is gone through.
func (p *People[Tab]) To(d Delivery) iter.Seq[Tab] {
	if d.named {
		return p.tabsOf(d.persons)
	}
	if len(d.persons) == 0 {
		return maps.Keys(p.tabs)
	}
	return func(yield func(Tab) bool) {
		for tab, v := range p.tabs {
			if v != nil && v.ID == d.persons[0] {
				continue
			}
			if !yield(tab) {
				return
			}
		}
	}
}

func (p *People[Tab]) tabsOf(persons []string) iter.Seq[Tab] {
	return func(yield func(Tab) bool) {
		for i, id := range persons {
			v := p.people[id]
			if v == nil || slices.Contains(persons[:i], id) {
				continue
			}
			for tab := range v.tabs {
				if !yield(tab) {
					return
				}
			}
		}
	}
}
