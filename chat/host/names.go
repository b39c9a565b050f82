package host

import (
	"slices"
	"strings"
	"time"

	"rookery/chat"
	"rookery/chat/nick"
	"rookery/chat/recent"
)

// names is who is called what in a room, and who else may not be called so: a
// nick is somebody's while they are here, for hold after they have left, and
// while they are muted. Nothing is forgotten because of the time alone, which may
// be told wrong: a nick whose time is over is lost to who asks for it.
type names struct {
	hold  time.Duration
	held  *nick.Held           // by those who are here, and who have left
	is    map[string]naming    // the same
	away  map[string]time.Time // who has left, and when their nick is free
	order []departure          // the same in order, and some who came back
	mutes map[string]silenced  // of everybody who was ever muted, the last
	kept  *nick.Held           // what the muted are called
	left  recent.Map[string, chat.Member]
	gone  recent.Map[string, string] // the ids in left, by lower-case nick
}

// naming is what somebody asked to be called when they came, and what they are called.
type naming struct{ asked, is string }

// departure is somebody whose nick is free at a time, unless they come back.
type departure struct {
	person string
	free   time.Time
}

// silenced is a mute: whom it concerns, by the nick that they had.
type silenced struct {
	person chat.Person
	until  time.Time
}

// defaultHold is Config.Hold, if that says nothing.
const defaultHold = 10 * time.Minute

// mostHeld is how many nicks are kept for people who have left. Whoever left
// first loses theirs first.
const mostHeld = 5_000

// keptPeople is how many at least of those who have left are found by their nick.
const keptPeople = 1000

func newNames(hold time.Duration) *names {
	return &names{
		hold: max(hold, 0), held: nick.NewHeld(), is: make(map[string]naming), away: make(map[string]time.Time),
		mutes: make(map[string]silenced), kept: nick.NewHeld(),
		left: recent.New[string, chat.Member](keptPeople), gone: recent.New[string, string](keptPeople),
	}
}

// free says whether a person may have a nick as far as others have it.
func (n *names) free(person, name string, now time.Time) bool {
	return !slices.ContainsFunc(n.held.Others(person, name), func(id string) bool { return !n.lapsed(id, now) }) &&
		!slices.ContainsFunc(n.kept.Others(person, name), func(id string) bool { return n.isMuted(id, now) })
}

// lapsed says whether somebody left so long ago that others may have their nick.
// One that would be theirs for more than twice the time was left by a clock that
// was set back since.
func (n *names) lapsed(person string, now time.Time) bool {
	free, gone := n.away[person]
	left := free.Sub(now)
	return gone && (left <= 0 || left > 2*n.hold)
}

// wishes are what a person who comes is to be called, the best first: while they
// are muted the nick that they had then; and what they ask for or, in its place,
// the one that they had here in exchange for it.
func (n *names) wishes(p chat.Person, now time.Time) (nicks []string) {
	if n.isMuted(p.ID, now) {
		nicks = append(nicks, n.mutes[p.ID].person.Nick)
	}
	if name, known := n.is[p.ID]; known && name.asked == p.Nick && !n.lapsed(p.ID, now) {
		return append(nicks, name.is)
	}
	return append(nicks, p.Nick)
}

// come gives a person a nick that is free, in place of what they asked for.
func (n *names) come(p chat.Person, asked string, now time.Time) {
	if n.take(p, now) == nil { // it is free
		n.is[p.ID] = naming{asked, p.Nick}
		delete(n.away, p.ID)
		n.left.Drop(p.ID)
	}
}

// take takes a nick from whoever has lost it.
func (n *names) take(p chat.Person, now time.Time) error {
	for _, id := range n.held.Others(p.ID, p.Nick) {
		if n.lapsed(id, now) {
			n.forget(id)
		}
	}
	return n.held.Take(p.ID, p.Nick)
}

func (n *names) forget(person string) {
	delete(n.away, person)
	delete(n.is, person)
	n.held.Drop(person)
}

// rename gives a person who is here, or has left, another nick, and says whether
// they have it: who has left may have lost theirs.
func (n *names) rename(p chat.Person, here bool, now time.Time) bool {
	_, away := n.away[p.ID]
	has := (here || away) && n.take(p, now) == nil
	if has {
		n.is[p.ID] = naming{n.is[p.ID].asked, p.Nick}
	}
	if m, known := n.left.Get(p.ID); known {
		m.Person = p
		n.remember(m)
	}
	return has
}

// leave keeps the nick of a person whose last tab has gone.
func (n *names) leave(m chat.Member, now time.Time) {
	m.Here, m.Away = false, false
	n.remember(m)
	d := departure{m.ID, now.Add(n.hold)}
	n.away[d.person] = d.free
	n.order = append(n.order, d)
	for len(n.away) > mostHeld {
		if d, n.order = n.order[0], n.order[1:]; n.isAway(d) {
			n.forget(d.person)
		}
	}
	if len(n.order) > 2*mostHeld {
		n.order = slices.DeleteFunc(n.order, func(d departure) bool { return !n.isAway(d) })
	}
}

// isAway says whether somebody has not come back since they left.
func (n *names) isAway(d departure) bool {
	free, gone := n.away[d.person]
	return gone && free.Equal(d.free)
}

// remember keeps somebody who has left, to be found by id and by nick.
func (n *names) remember(m chat.Member) {
	n.left.Put(m.ID, m)
	n.gone.Put(strings.ToLower(m.Nick), m.ID)
}

// byNick finds somebody who has left.
func (n *names) byNick(name string) (chat.Member, bool) {
	id, _ := n.gone.Get(strings.ToLower(name))
	m, ok := n.left.Get(id)
	return m, ok && strings.EqualFold(m.Nick, name)
}

// mute keeps the nick of somebody who is silenced: another one would be a voice.
func (n *names) mute(p chat.Person, until, now time.Time) {
	n.unmute(p.ID)
	n.mutes[p.ID] = silenced{p, until}
	for _, id := range n.kept.Others(p.ID, p.Nick) {
		if !n.isMuted(id, now) {
			n.kept.Drop(id)
		}
	}
	_ = n.kept.Take(p.ID, p.Nick) // of two who were called alike, the first
}

func (n *names) unmute(person string) {
	delete(n.mutes, person)
	n.kept.Drop(person)
}

func (n *names) isMuted(person string, now time.Time) bool {
	m, muted := n.mutes[person]
	return muted && now.Before(m.until)
}

// muted are those who are, by the nick that they had then.
func (n *names) muted(now time.Time) (all []chat.Person) {
	for id, m := range n.mutes {
		if n.isMuted(id, now) {
			all = append(all, m.person)
		}
	}
	slices.SortFunc(all, byNick)
	return all
}
