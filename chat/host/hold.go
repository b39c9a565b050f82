package host

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"rookery/chat"
)

// defaultHold is Config.Hold, if that says nothing.
const defaultHold = 10 * time.Minute

// departure is somebody whose nick is free at a time, unless they come back.
type departure struct {
	person string
	free   time.Time
}

// silenced is a mute that runs: whom it concerns, by the nick that they had.
type silenced struct {
	person chat.Person
	until  time.Time
}

// mostHeld is how many nicks are kept for people who have left. Whoever left
// first loses theirs first.
const mostHeld = 5_000

// naming is what somebody asked to be called when they came, and what they are called.
type naming struct{ asked, is string }

// hold keeps the nick of a person whose last tab has gone.
func (r *Room) hold(person string) {
	free := r.now.Add(max(r.cfg.Hold, 0))
	r.away[person] = free
	r.departures = append(r.departures, departure{person, free})
	for len(r.away) > mostHeld {
		r.depart(1)
	}
	if len(r.departures) > 2*mostHeld {
		r.departures = slices.DeleteFunc(r.departures, func(d departure) bool { return !r.isAway(d) })
	}
}

// isAway says whether somebody has not come back since they left.
func (r *Room) isAway(d departure) bool {
	free, gone := r.away[d.person]
	return gone && free.Equal(d.free)
}

// depart frees the nicks of the first n departures, unless they came back.
func (r *Room) depart(n int) {
	for _, d := range r.departures[:n] {
		if r.isAway(d) {
			delete(r.away, d.person)
			delete(r.names, d.person)
			r.held.Drop(d.person)
		}
	}
	r.departures = r.departures[n:]
}

// release frees the nicks of those who have been gone for long, and forgets the
// mutes that are over. Departures stand in the order of their ends; one that ends
// beyond twice the time is of a clock that was set back since.
func (r *Room) release() {
	n := 0
	for ; n < len(r.departures); n++ {
		if left := r.departures[n].free.Sub(r.now); left > 0 && left-r.cfg.Hold <= r.cfg.Hold {
			break
		}
	}
	r.depart(n)
	if r.now.Before(r.muteEnds) {
		return
	}
	r.muteEnds = farAway
	for id, m := range r.mutes {
		if !r.now.Before(m.until) {
			r.unmute(id)
		} else if m.until.Before(r.muteEnds) {
			r.muteEnds = m.until
		}
	}
}

// farAway is when the next mute ends if there is none.
var farAway = time.Unix(1<<40, 0)

// mute keeps the nick of somebody who is silenced: another one would be a voice.
func (r *Room) mute(e Entry) {
	r.release()
	r.unmute(e.To.ID)
	r.mutes[e.To.ID] = silenced{e.To, e.Until}
	if e.Until.Before(r.muteEnds) {
		r.muteEnds = e.Until
	}
	_ = r.kept.Take(e.To.ID, e.To.Nick) // of two who were called alike, the first
}

func (r *Room) unmute(person string) {
	delete(r.mutes, person)
	r.kept.Drop(person)
}

// free says whether a person may have a nick as far as others have it.
func (r *Room) free(person, name string) bool {
	return r.held.Free(person, name) && r.kept.Free(person, name)
}

// block records that somebody has blocked somebody else or, if on is false, no longer.
func (r *Room) block(by, whom chat.Person, on bool) {
	if on && r.blocks[by.ID] == nil {
		r.blocks[by.ID] = make(map[string]chat.Person)
	}
	if on {
		r.blocks[by.ID][whom.ID] = whom
		return
	}
	if delete(r.blocks[by.ID], whom.ID); len(r.blocks[by.ID]) == 0 {
		delete(r.blocks, by.ID)
	}
}

// blocked is whom a person has blocked, by nick.
func (r *Room) blocked(by string) []chat.Person {
	return slices.SortedFunc(maps.Values(r.blocks[by]), byNick)
}

func byNick(a, b chat.Person) int {
	return cmp.Or(cmp.Compare(a.Nick, b.Nick), cmp.Compare(a.ID, b.ID))
}

// absent is the crowd of a room and, to be found by the nick that they had then,
// those whom by has blocked and those who are muted.
type absent struct {
	everyone
	by string
}

// Find is part of chat.Crowd.
func (a absent) Find(nick string) (chat.Member, bool) {
	if m, ok := a.everyone.Find(nick); ok {
		return m, true
	}
	var muted []chat.Person
	for _, m := range a.r.mutes {
		muted = append(muted, m.person)
	}
	slices.SortFunc(muted, byNick)
	for _, p := range slices.Concat(a.r.blocked(a.by), muted) {
		if strings.EqualFold(p.Nick, nick) {
			return chat.Member{Person: p}, true
		}
	}
	return chat.Member{}, false
}

// decide is what becomes of a line. Who lifts a block or a mute need not find
// the other here; nobody else is told by that whom the room remembers.
func (r *Room) decide(by chat.Person, text string) chat.Outcome {
	out := r.talk.Decide(by, text, everyone{r}, r.rules, r.now)
	if no, ok := out.(chat.Refusal); ok && no.Code == chat.NotHere {
		switch lift := r.talk.Decide(by, text, absent{everyone{r}, by.ID}, r.rules, r.now).(type) {
		case chat.Block:
			if !lift.On {
				return lift
			}
		case chat.Mute:
			if lift.Until.IsZero() {
				return lift
			}
		}
	}
	if b, ok := out.(chat.Block); ok && b.On && len(r.blocks[by.ID]) >= mostBlocks {
		return chat.Refusal{Code: chat.NotAllowed, Text: "Nothing was changed: you have blocked 200 people, and that is the most."}
	}
	return out
}

// mostBlocks is how many people one person may block in a room.
const mostBlocks = 200
