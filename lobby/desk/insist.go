package desk

import (
	"time"

	"rookery/chat/recent"
	"rookery/lobby/person"
)

// Who wants the same again and again waits longer each time, as for draws and
// takebacks: n² × 10 s after the n-th (PRODUCT section 2).
const (
	insistPause = 10 * time.Second
	insistKept  = time.Hour // since the last, it is forgotten that there were any
	insistMost  = 18        // beyond it the pause, of 54 minutes, grows no more
	wishesKept  = 10_000
)

// wanted is what somebody wants: to play a person, by their id, or again after a room.
type wanted struct {
	by person.ID
	of string
}

// insistence is how often somebody wanted it, and when last.
type insistence struct {
	times int
	last  time.Time
}

// may reports whether it can be wanted again at now.
func (i insistence) may(now time.Time) bool {
	return !now.Before(i.last.Add(time.Duration(i.times*i.times) * insistPause))
}

// again is i after once more.
func (i insistence) again(now time.Time) insistence {
	if now.Sub(i.last) > insistKept {
		i.times = 0
	}
	return insistence{min(i.times+1, insistMost), now}
}

// wishes are how often things were wanted lately.
type wishes struct {
	newest recent.Map[wanted, insistence]
}

func newWishes() wishes { return wishes{recent.New[wanted, insistence](wishesKept)} }

// mayInsist reports whether what can be wanted at now.
func (w *wishes) mayInsist(what wanted, now time.Time) bool {
	i, _ := w.newest.Get(what)
	return i.may(now)
}

// insists records that what was wanted.
func (w *wishes) insists(what wanted, now time.Time) {
	i, _ := w.newest.Get(what)
	w.newest.Put(what, i.again(now))
}

// rebuffed records that what was declined: the pause begins then.
func (w *wishes) rebuffed(what wanted, now time.Time) {
	if i, ok := w.newest.Get(what); ok {
		w.newest.Put(what, insistence{i.times, now})
	}
}
