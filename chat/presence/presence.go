// Package presence is who is in a room: joins and leaves, who looks elsewhere,
// what is told of it to everybody, and whom something is delivered to.
//
// Decision: what changed is told at most once a second, as the difference to
// what was told last: who comes and goes within a second is not spoken of.
// Rejected: a frame for each join; ten thousand joins would be a hundred million frames.
//
// Decision: who comes back within a second under another nick has left and
// joined; only of a nick that Look changes have the others been told.
//
// Decision: that a person is away is told at most once in 30 s, and that they are
// back at once: their nick is a line that no limit and no mute keeps from being read,
// and whoever waits for somebody wants to know that they are there. Rejected: to
// tell less of joins; those have a connection each, which the host limits.
//
// Decision: who is hidden and speaks to all is hidden no longer, until they leave. Rejected:
// a voice without a name in any list, whom nobody could mute or block.
//
// Decision: the host is asked who is hidden when somebody comes, and by Look, before
// anything is changed: a rule that panics leaves everybody where they were. Rejected:
// to ask at every leave too; a tab that has gone would stay.
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

// calm is the least time between two words of one person's being away.
const calm = 30 * time.Second

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

	quiet  map[string]time.Time // of whom there is no word of being away before
	spoken []string             // the keys of quiet, in the order of their times
	turned bool                 // somebody is away or back, and is to be told of …
	turn   time.Time            // … then
}

// visitor is one person's tabs, true for those that are away.
type visitor[Tab comparable] struct {
	chat.Member
	tabs   map[Tab]bool
	hidden bool
	shown  bool // whatever the host says of them
	place  *list.Element
}

// told is what everybody knows of a person.
type told struct {
	nick       string
	here, away bool
}

// New gives an empty room. hidden may be nil: nobody is; it is asked
// when somebody joins, and by Look, and never else.
func New[Tab comparable](hidden func(chat.Member) bool) *People[Tab] {
	if hidden == nil {
		hidden = func(chat.Member) bool { return false }
	}
	p := &People[Tab]{
		order: list.New(),
		tabs:  make(map[Tab]*visitor[Tab]), people: make(map[string]*visitor[Tab]),
		byNick: make(map[string]*visitor[Tab]), told: make(map[string]told), quiet: make(map[string]time.Time),
	}
	p.hidden = func(m chat.Member) bool { return !p.Shown(m.ID) && hidden(m) }
	return p
}

// Join adds a tab of m, who is without a nick if m.ID is empty, and reports
// whether m was not here before. The nick and the role of the newest tab count.
func (p *People[Tab]) Join(tab Tab, m chat.Member) (first bool) {
	hidden := false
	if m.ID != "" {
		m.Here, m.Away = true, false
		hidden = p.hidden(m)
	}
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
	p.update(v, m, hidden)
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
		p.update(v, v.Member, v.hidden)
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
		p.update(v, v.Member, v.hidden)
	}
}

// Look records that a person's nick, role or being hidden may have changed. Of
// a new nick the host tells the others itself.
func (p *People[Tab]) Look(m chat.Member) {
	if v := p.people[m.ID]; v != nil {
		m.Here, m.Away = true, v.Away
		p.set(v, m, p.hidden(m))
	}
}

// Rename records that a person's nick has changed, of which the host tells the
// others itself. Whether they are hidden now is not asked before Look.
func (p *People[Tab]) Rename(who chat.Person) {
	if v := p.people[who.ID]; v != nil {
		m := v.Member
		m.Person = who
		p.set(v, m, v.hidden)
	}
}

// Show records that a person has shown themselves, by a line to all, say: they
// are not hidden before they have left.
func (p *People[Tab]) Show(id string) {
	if v := p.people[id]; v != nil && !v.shown {
		v.shown = true
		p.set(v, v.Member, false)
	}
}

// Shown says whether a person who is here has shown themselves.
func (p *People[Tab]) Shown(id string) bool {
	v := p.people[id]
	return v != nil && v.shown
}

func (p *People[Tab]) set(v *visitor[Tab], m chat.Member, hidden bool) {
	before := v.Nick
	p.update(v, m, hidden)
	if t, changed := p.told[m.ID]; changed && t.nick == before {
		t.nick = m.Nick
		p.told[m.ID] = t
	}
}

// update gives a visitor, who has a tab, what is now true of them.
func (p *People[Tab]) update(v *visitor[Tab], m chat.Member, hidden bool) {
	m.Here, m.Away = true, true
	for _, away := range v.tabs {
		m.Away = m.Away && away
	}
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
	turned := m
	turned.Away = v.Away
	if turned == v.Member && hidden == v.hidden {
		p.turns(v, m.Away)
	} else {
		p.due = p.due || !hidden || v.ID != "" && !v.hidden // nobody can tell that a hidden person comes
	}
	v.Member, v.hidden = m, hidden
	p.byNick[strings.ToLower(m.Nick)] = v
	if !hidden {
		p.count++
	}
}

// turns records that a visitor is away or back, of which is told in time.
func (p *People[Tab]) turns(v *visitor[Tab], away bool) {
	if v.hidden {
		return
	}
	var at time.Time // of who is back
	if away {
		at = p.quiet[v.ID]
	}
	if !p.turned || at.Before(p.turn) {
		p.turned, p.turn = true, at
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
