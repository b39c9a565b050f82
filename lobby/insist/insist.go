// Package insist has who wants the same again and again wait longer each time.
//
// Decision: who challenges the same person again, or offers another rematch after the same game,
// waits n² × 10 s after the n-th, as for draws; it is in memory. To one person
// twenty strangers have a challenge each, and those of the newest ten games another.
// Rejected: one number for all; an inbox that strangers fill is closed to friends.
package insist

import (
	"time"

	"rookery/chat/recent"
	"rookery/lobby/guard"
	"rookery/lobby/person"
)

const (
	pause = 10 * time.Second
	kept  = time.Hour // since the last, it is forgotten that there were any
	most  = 18        // beyond it the pause, of 54 minutes, grows no more
	wants = 10_000    // that are remembered
)

// Want is what somebody wants: to play a person, by their id, or again after a room.
type Want struct {
	By person.ID
	Of string
}

// Wants are how often things were wanted lately.
type Wants struct {
	held *guard.Value[recent.Map[Want, times]]
}

// times is how often something was wanted, and when last.
type times struct {
	n    int
	last time.Time
}

// New gives the wants of nobody.
func New() Wants { return Wants{guard.New(recent.New[Want, times](wants))} }

// May reports whether w can be wanted at now.
func (x Wants) May(w Want, now time.Time) (yes bool) {
	x.held.Do(func(all *recent.Map[Want, times]) {
		t, _ := all.Get(w)
		yes = !now.Before(t.last.Add(time.Duration(t.n*t.n) * pause))
	})
	return yes
}

// Again records that w was wanted.
func (x Wants) Again(w Want, now time.Time) {
	x.held.Do(func(all *recent.Map[Want, times]) {
		t, _ := all.Get(w)
		if now.Sub(t.last) > kept {
			t.n = 0
		}
		all.Put(w, times{min(t.n+1, most), now})
	})
}

// Rebuffed records that w was declined: the pause begins then.
func (x Wants) Rebuffed(w Want, now time.Time) {
	x.held.Do(func(all *recent.Map[Want, times]) {
		if t, ok := all.Get(w); ok {
			all.Put(w, times{t.n, now})
		}
	})
}

// Granted forgets w.
func (x Wants) Granted(w Want) {
	x.held.Do(func(all *recent.Map[Want, times]) { all.Drop(w) })
}
