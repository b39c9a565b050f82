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

// clock is an immutable chess clock that is told the time; every method returns
// a new value. All durations are whole milliseconds.
//
// A turn first uses up its delay, if it has one, and is charged from then on.
// What is counted here is the whole turn, however often something other than a
// move has set the clocks in it.
type clock struct {
	left  [2]time.Duration
	turn  Side
	since stamp         // until when the turn is in delay, used and left; 0 while it stands still
	delay time.Duration // for how long more this turn's clock waits before it counts
	used  time.Duration // what this turn has been charged, what was credited taken off
}

// newTurn is a clock that stands still before a turn of side.
func newTurn(side Side, clocks Clocks, delay time.Duration) clock {
	return clock{left: [2]time.Duration{clocks.White, clocks.Black}, turn: side, delay: delay}
}

// elapsed is how long the clock has run since; nothing before since.
func (c clock) elapsed(now stamp) time.Duration {
	if c.since == 0 {
		return 0
	}
	return max(0, now.sub(c.since))
}

// waits is how much of the delay is left.
func (c clock) waits(now stamp) time.Duration { return max(0, c.delay-c.elapsed(now)) }

// charge is what the time since would cost.
func (c clock) charge(now stamp) time.Duration { return max(0, c.elapsed(now)-c.delay) }

// at is what both clocks show.
func (c clock) at(now stamp) Clocks {
	left := c.left
	left[c.turn] = max(0, left[c.turn]-c.charge(now))
	return Clocks{left[White], left[Black]}
}

// flagAt is the last millisecond in which the side to move may press.
func (c clock) flagAt() stamp {
	if c.since == 0 {
		return never
	}
	return c.since.add(c.delay + c.left[c.turn])
}

// upTo is now, or where the flag falls with so much given back, if that is before.
func (c clock) upTo(now stamp, given time.Duration) stamp {
	if c.since == 0 {
		return now
	}
	return min(now, c.flagAt().add(given))
}

// press ends the turn at received and stands still until start; what the move
// earns is not in it yet. Of what the turn would cost, up to comp is the
// network's and not charged. It reports false if the flag had already fallen.
func (c clock) press(received stamp, comp time.Duration) (next clock, spent, granted time.Duration, ok bool) {
	charge := c.charge(received)
	granted = min(comp, c.used+charge)
	if charge-granted > c.left[c.turn] {
		return c, 0, 0, false
	}
	c.left[c.turn] -= charge - granted
	return c.pass(), c.used + charge - granted, granted, true
}

// pass gives the turn to the other side. The clock stands still.
func (c clock) pass() clock { return clock{left: c.left, turn: c.turn.Other()} }

// start begins the turn at durable, the instant the last move was committed:
// the time between press and start is nobody's. A running clock runs on.
func (c clock) start(durable stamp) clock {
	if c.since == 0 {
		c.since = durable
	}
	return c
}

// set makes the clocks show what an event that is no move says they showed at
// that stamp, of which gift is new on the clock of the side to move, and wait so
// long before they count. A log does not tell when the turn began, so that what
// it has cost comes from the clocks.
func (c clock) set(shown Clocks, wait, gift time.Duration, at stamp) clock {
	c.used = max(0, c.used+c.left[c.turn]+gift-shown.Of(c.turn))
	c.left = [2]time.Duration{shown.White, shown.Black}
	c.delay = wait
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
	lagShare    = 20                     // of a game: one part in so many of Control.Clock
	quotaAtOnce = 3                      // gains at the start
	quotaMost   = 7                      // gains at most
)

// lagGain is how much quota a side gains with each move.
func lagGain(c Control) time.Duration {
	estimate := int64(c.estimate() / time.Second)
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
