package game

import (
	"math"
	"time"
)

// stamp is an instant in whole milliseconds since 1970. Cutting to milliseconds
// comes before any arithmetic, so that live and stored stamps give the same sums.
type stamp int64

func stampOf(t time.Time) stamp { return stamp(t.UnixMilli()) }

func (t stamp) time() time.Time { return time.UnixMilli(int64(t)) }

func (t stamp) add(d time.Duration) stamp { return t + stamp(d/time.Millisecond) }

func (t stamp) sub(u stamp) time.Duration { return time.Duration(t-u) * time.Millisecond }

// never is later than any stamp.
const never stamp = math.MaxInt64

// clock is an immutable Fischer clock that is told the time; every method
// returns a new value. All durations are whole milliseconds.
type clock struct {
	left  [2]time.Duration
	turn  Side
	since stamp // 0 while it stands still
}

// elapsed is how long the side to move has been thinking; nothing before since.
func (c clock) elapsed(now stamp) time.Duration {
	if c.since == 0 {
		return 0
	}
	return max(0, now.sub(c.since))
}

// at is what both clocks show.
func (c clock) at(now stamp) Clocks {
	left := c.left
	left[c.turn] = max(0, left[c.turn]-c.elapsed(now))
	return Clocks{left[White], left[Black]}
}

// flagAt is the last millisecond in which the side to move may press.
func (c clock) flagAt() stamp {
	if c.since == 0 {
		return never
	}
	return c.since.add(c.left[c.turn])
}

// press ends the turn at received, adds inc and stands still until start. Of
// the time that has passed, up to comp is the network's and not charged. It
// reports false, leaving the clock unchanged, if the flag had already fallen.
func (c clock) press(received stamp, inc, comp time.Duration) (next clock, spent, granted time.Duration, ok bool) {
	elapsed := c.elapsed(received)
	granted = min(comp, elapsed)
	spent = elapsed - granted
	if spent > c.left[c.turn] {
		return c, 0, 0, false
	}
	c.left[c.turn] += inc - spent
	c.turn = c.turn.Other()
	c.since = 0
	return c, spent, granted, true
}

// pass ends a turn that is not timed.
func (c clock) pass() clock {
	c.turn = c.turn.Other()
	c.since = 0
	return c
}

// start begins the turn at durable, the instant the last move was committed:
// the time between press and start is nobody's. A running clock runs on.
func (c clock) start(durable stamp) clock {
	if c.since == 0 {
		c.since = durable
	}
	return c
}

// set makes the clocks show what an event says they showed at that stamp.
func (c clock) set(shown Clocks, at stamp) clock {
	c.left = [2]time.Duration{shown.White, shown.Black}
	if c.since != 0 {
		c.since = max(c.since, at)
	}
	return c
}

// stop makes the clock stand still.
func (c clock) stop() clock {
	c.since = 0
	return c
}

// quota bounds how much network delay a side is granted, so that a slow
// connection is not an advantage.
type quota struct{ left, used time.Duration }

// Limits of the compensation beside the quota.
const (
	maxLag      = 300 * time.Millisecond // of one move
	lagShare    = 20                     // of a game: one part in so many of the first clock
	quotaAtOnce = 3                      // gains at the start
	quotaMost   = 7                      // gains at most
)

// lagGain is how much quota a side gains with each move.
func lagGain(c Control) time.Duration {
	estimate := int64((c.Base + 40*c.Inc) / time.Second)
	return time.Duration(min(100, estimate*2/5+15)) * 10 * time.Millisecond
}

// grant is what a move that came over a connection with this delay may get.
func (q quota) grant(lag time.Duration, c Control) time.Duration {
	g := min(lag, q.left, maxLag, c.Clock()/lagShare-q.used)
	return max(0, g).Truncate(time.Millisecond)
}

// after is the quota after a move that was granted lag.
func (q quota) after(lag time.Duration, c Control) quota {
	gain := lagGain(c)
	return quota{min(quotaMost*gain, q.left-lag+gain), q.used + lag}
}
