package checker

import (
	"time"

	"rookery/lobby/wire"
)

const (
	gift    = 15_000               // ms that an opponent gives
	rounded = 3 * time.Millisecond // stamps and clocks are cut to whole ones
)

// clocks judges what an event makes of both clocks: each lost no more than the
// server ran since they were last set, the one that did not run and those that
// stood still lost nothing, and none gained what it was not given.
func (f *fold) clocks(e wire.Event, body wire.EventBody) {
	now, sets := clockOf(body)
	if !sets {
		return
	}
	at := time.UnixMilli(e.At)
	defer func() {
		f.clock, f.at = now, at
		switch e.T {
		case "clock_stopped":
			f.stood = true
		case "clock_started", "moved", "taken_back":
			f.stood = false
		}
	}()
	if e.N == 1 || f.lost || f.c.otherTime || f.start.Control.Mode != "" || len(f.start.Control.Then) > 0 {
		return // other modes have rules of their own, which game's tests know
	}
	ran := f.c.ran(f.at, at)
	if f.stood || len(f.past) < 3 { // first moves are not timed
		ran = 0
	}
	mover := [2]wire.Side{wire.White, wire.Black}[f.position().Turn()]
	if b, ok := body.(wire.TimeCredited); ok {
		at = f.upTo(at, of(f.clock, mover)+b.Ms-of(now, mover))
	}
	for _, side := range []wire.Side{wire.White, wire.Black} {
		least, most := f.gains(body, side, mover)
		may := ran
		if side != mover {
			may = 0
		}
		lost := of(f.clock, side) - of(now, side)
		if lost < -most-rounded.Milliseconds() || lost > may.Milliseconds()+rounded.Milliseconds()-least {
			f.note(Clock, e, string(side)+"'s clock went from "+f.told(side, f.clock)+" to "+f.told(side, now)+
				", while the server ran "+ran.String()+" with it")
		}
	}
	ended, _ := body.(wire.Ended)
	if (ended.Reason == "flag" || ended.Reason == "flag_draw") && of(f.clock, mover) > (ran+rounded).Milliseconds() {
		f.note(Clock, e, string(mover)+"'s flag fell with "+f.told(mover, f.clock)+" on it, after "+ran.String())
	}
}

// upTo is until when the clocks of a credit have counted, at the earliest: it goes
// no further than to where the flag would have fallen, and the rest of the turn
// is charged later.
func (f *fold) upTo(at time.Time, ms int64) time.Time {
	if counted := f.at.Add(time.Duration(ms) * time.Millisecond); counted.Before(at) {
		return counted
	}
	return at
}

func (f *fold) told(side wire.Side, c wire.Clock) string {
	return (time.Duration(of(c, side)) * time.Millisecond).String()
}

// gains is the least and the most, in ms, that an event adds to a side's clock.
func (f *fold) gains(body wire.EventBody, side, mover wire.Side) (least, most int64) {
	inc := int64(f.start.Control.Inc) * 1000
	switch b := body.(type) {
	case wire.Moved:
		if side == mover && b.Ply > 2 { // what the network took may have been charged by a stop before
			return inc, inc + b.Lag
		}
	case wire.TimeGiven:
		if b.Side == side {
			return gift, gift
		}
	case wire.TimeCredited:
		if b.Side == side {
			return 0, b.Ms
		}
	case wire.TakenBack: // what the undone moves earned goes
		return -inc * int64(len(f.past)-1-b.Ply), 0
	}
	return 0, 0
}

// OtherTime says that the server's wall clock is not the one that Ran goes by.
// Clocks are then not judged here.
func (c *Checker) OtherTime() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.otherTime = true
}

func clockOf(body wire.EventBody) (wire.Clock, bool) {
	switch b := body.(type) {
	case wire.Start:
		return b.Clock, true
	case wire.Moved:
		return b.Clock, true
	case wire.TakenBack:
		return b.Clock, true
	case wire.TimeGiven:
		return b.Clock, true
	case wire.TimeCredited:
		return b.Clock, true
	case wire.ClockStopped:
		return b.Clock, true
	case wire.ClockStarted:
		return b.Clock, true
	case wire.Ended:
		return b.Clock, true
	}
	return wire.Clock{}, false
}

func of(c wire.Clock, side wire.Side) int64 {
	if side == wire.White {
		return c.White
	}
	return c.Black
}

// ran is for how long the server ran, at most, between two instants.
func (c *Checker) ran(from, to time.Time) time.Duration {
	if len(c.up) == 0 {
		return max(0, to.Sub(from))
	}
	var sum time.Duration
	for _, u := range c.up {
		begin, end := u.from, u.to
		if begin.Before(from) {
			begin = from
		}
		if end.After(to) {
			end = to
		}
		sum += max(0, end.Sub(begin))
	}
	return sum
}
