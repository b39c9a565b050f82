package main

import (
	"fmt"
	"strings"
	"time"

	"rookery/lobby/wire"
)

// What a clock may differ by from what clients saw, beside the lateness that was
// measured in the round (the contract's sections 3.3 to 3.6).
const (
	unseen   = 50 * time.Millisecond  // of each pause: it is noticed by a tick
	cut      = 3 * time.Millisecond   // stamps and clocks are cut to whole milliseconds
	settles  = 30 * time.Millisecond  // a flag is judged this long after it fell
	mostLag  = 300 * time.Millisecond // that a move is granted
	lagShare = 20                     // of a game: one part in so many of the base
)

// trial judges one game's clocks by what its players saw.
type trial struct {
	match   *match
	outages []outage
	late    func(from, to time.Time) time.Duration // what was measured
	beat    time.Duration                          // how much thinking a crash may forget, but for what it takes to store it
	stores  time.Duration                          // what storing took at most

	clock  wire.Clock
	ply    int
	turn   turn
	quota  [2]quota
	before told // the move before, and when it was sent
	sent   time.Time
	found  []string
	sum    sums
}

// sums are what a trial has measured.
type sums struct {
	turns, unjudged, fell, saved, stopped, resumed int
	over, under                                    time.Duration // the most that a turn was charged more, and less, than it was thought
	tolerance                                      time.Duration // the most
	granted                                        time.Duration // to both
}

// turn is what is known of the turn under way. Its thinking is from least to most.
type turn struct {
	side        wire.Side
	sure, first time.Time // since when its clock runs surely, and at the earliest; zero while it does not
	least, most time.Duration
	slack       time.Duration // beside the lateness
	credited    time.Duration // for stalls that were not made here
	begun       time.Time
}

// quota is what a side may still be granted for the network, worked out anew.
type quota struct{ left, used int64 }

func (t *trial) fault(e told, format string, args ...any) {
	t.found = append(t.found, fmt.Sprintf("event %d, %s %s: %s", e.N, e.T, e.D, fmt.Sprintf(format, args...)))
}

// judge goes through the game's events.
func (t *trial) judge() {
	for i := range t.quota {
		t.quota[i].left = 3 * lagGain(t.match.control)
	}
	base := clockOf(t.match.control).Milliseconds()
	t.clock = wire.Clock{White: base, Black: base}
	ended := false
	for _, e := range t.match.events() {
		body, err := e.Body()
		if err != nil {
			t.fault(e, "%v", err)
			return
		}
		switch b := body.(type) {
		case wire.Moved:
			t.moved(e, b)
		case wire.ClockStopped:
			t.stop(e, b)
		case wire.ClockStarted:
			t.start(e, b)
		case wire.TimeCredited:
			if during(t.outages, t.turn.begun, e.at) == 0 {
				t.turn.credited += time.Duration(b.Ms) * time.Millisecond
			}
		case wire.Ended:
			t.ended(e, b)
			ended = true
		}
	}
	if !ended {
		t.found = append(t.found, "the game did not end")
	}
}

// story is what happened in the game, in ms since the server was first out of reach, or the game began.
func (t *trial) story() string {
	events := t.match.events()
	if len(events) == 0 {
		return "nothing happened"
	}
	zero := events[0].at
	if len(t.outages) > 0 {
		zero = t.outages[0].from
	}
	since := func(at time.Time) int64 { return at.Sub(zero).Milliseconds() }
	var list []string
	for _, o := range t.outages {
		list = append(list, fmt.Sprintf("out of reach %d to %d", since(o.from), since(o.to)))
	}
	for _, e := range events {
		text := fmt.Sprintf("%d %s seen %d", e.N, e.T, since(e.at))
		for _, th := range t.match.players {
			if sent, ok := th.sent[e.N]; ok {
				text += fmt.Sprintf(" answered %d", since(sent))
			}
		}
		list = append(list, text)
	}
	return strings.Join(list, ", ")
}

// opens begins a span in which the side to move thinks: it was shown so at seen,
// and what began it was sent at sent.
func (u *turn) opens(seen, sent time.Time, outages []outage) {
	u.sure, u.first = seen, seen
	if during(outages, sent, seen) > 0 {
		u.first = sent // the frame may have been held up by the outage
	}
}

// closes ends the span: surely thought until sure, and at most until last.
func (u *turn) closes(sure, last time.Time, outages []outage) {
	if u.sure.IsZero() {
		return
	}
	u.least += max(0, sure.Sub(u.sure))
	u.most += max(0, last.Sub(u.first))
	for _, o := range outages {
		if o.stopped && during([]outage{o}, u.first, last) > 0 { // one that ended the server has ended the span
			u.least -= during([]outage{o}, u.sure, sure)
			u.most -= during([]outage{o}, u.first, last)
			u.slack += unseen
		}
	}
	u.sure, u.first = time.Time{}, time.Time{}
}

func (t *trial) moved(e told, b wire.Moved) {
	mover := t.match.players[(b.Ply-1)%2]
	sent, own := mover.sent[t.on()]
	if !own {
		t.fault(e, "nobody sent it")
		return
	}
	t.steady(e, sent)
	t.lags(e, b)
	if b.Ply > 2 {
		t.turn.closes(sent, sent, t.outages)
		earns := earning{t.match.control, true}
		lost := t.lost(b.Clock)
		t.charged(e, lost, earns, time.Duration(b.Lag)*time.Millisecond)
		if left := of(t.clock, t.turn.side); sent.Sub(t.turn.begun).Milliseconds() > left+earns.free().Milliseconds() {
			t.sum.saved++
		}
	}
	t.others(e, b.Clock)
	t.clock, t.ply, t.before, t.sent = b.Clock, b.Ply, e, sent
	t.turn = turn{side: sides[b.Ply%2], begun: e.at}
	if b.Ply >= 2 {
		t.turn.opens(e.at, sent, t.outages)
	}
}

var sides = [2]wire.Side{wire.White, wire.Black}

// on is the number of the event that made the position: the start is event 1.
func (t *trial) on() uint64 {
	return max(1, t.before.N)
}

// stop is a stop of the clocks, for which there must have been a reason.
func (t *trial) stop(e told, b wire.ClockStopped) {
	t.sum.stopped++
	var end *outage
	for i, o := range t.outages {
		if !o.stopped && !o.from.After(e.at) {
			end = &t.outages[i]
		}
	}
	why := map[string]bool{"drain": true, "restart": true}
	switch {
	case end == nil || !why[b.Why]:
		t.fault(e, "the clocks stood still for no reason")
		return
	case b.Why == "drain" && !end.asked:
		t.fault(e, "nobody asked the server to end")
	}
	forgets := t.beat + unseen + t.stores
	switch {
	case b.Why == "drain":
		forgets = 0
	case e.At < t.before.At: // the next process has an earlier wall clock: its log cannot show what was thought
		forgets = end.from.Sub(t.turn.begun)
	}
	t.turn.closes(end.from.Add(-forgets), end.ended, t.outages)
	t.others(e, b.Clock)
}

// start is when stopped clocks go on.
func (t *trial) start(e told, b wire.ClockStarted) {
	t.sum.resumed++
	if !t.turn.sure.IsZero() {
		t.fault(e, "the clocks did not stand still")
	}
	t.turn.opens(e.at, e.at, nil)
	t.others(e, b.Clock)
}

func (t *trial) ended(e told, b wire.Ended) {
	if t.ply < 2 {
		return
	}
	sure, last, settled := e.at, e.at, time.Duration(0)
	switch b.Reason {
	case "flag", "flag_draw":
		t.sum.fell++
		settled = settles + mostLag + t.stores
		for _, o := range t.outages {
			if !o.stopped && o.from.After(t.turn.sure) && o.from.Before(e.at) { // it fell before, and was told after
				sure, last = o.from, o.ended
			}
		}
	case "resignation":
		for _, th := range t.match.players {
			if !th.gave.IsZero() {
				sure, last = th.gave, th.gave
			}
		}
	default: // by the move before, at once
		return
	}
	t.turn.closes(sure, last, t.outages)
	t.charged(e, t.lost(b.Clock), earning{t.match.control, false}, settled)
	t.others(e, b.Clock)
}

// lost is what the clock of the side to move has lost since its turn began.
func (t *trial) lost(now wire.Clock) time.Duration {
	return time.Duration(of(t.clock, t.turn.side)-of(now, t.turn.side)) * time.Millisecond
}

// others finds a clock that changed although it was not its turn.
func (t *trial) others(e told, now wire.Clock) {
	if t.ply < 2 {
		return
	}
	other := sides[0]
	if t.turn.side == other {
		other = sides[1]
	}
	if of(t.clock, other) != of(now, other) {
		t.fault(e, "the clock of %s went from %d to %d while it was not its turn", other, of(t.clock, other), of(now, other))
	}
}

// charged holds what a turn has cost against what was thought in it, unless the
// machine was too late for it.
func (t *trial) charged(e told, lost time.Duration, earns earning, granted time.Duration) {
	u := t.turn
	late := t.late(u.begun.Add(-unseen), e.at.Add(unseen))
	if late > mostLate {
		t.sum.unjudged++
		return
	}
	slack := late + u.slack + cut
	if u.credited <= 2*late+unseen { // the machine did stand still
		granted += u.credited
	}
	t.sum.turns++
	t.sum.over = max(t.sum.over, lost-earns.cost(u.most))
	t.sum.under = max(t.sum.under, earns.cost(u.least-granted)-lost)
	t.sum.tolerance = max(t.sum.tolerance, slack)
	if most := earns.cost(u.most + slack); lost > most {
		t.fault(e, "%s lost %s in a turn in which it thought for at most %s (tolerance %s)", u.side, lost, u.most, slack)
	}
	if least := earns.cost(u.least - granted - slack); lost < least {
		t.fault(e, "%s lost only %s in a turn in which it thought for at least %s (granted %s, tolerance %s)", u.side, lost, u.least, granted, slack)
	}
}

// earning is what a turn costs after so long a thought, if it ends with a move
// or without.
type earning struct {
	wire.Control
	moved bool
}

func (c earning) cost(thought time.Duration) time.Duration {
	thought = max(0, thought)
	inc := time.Duration(c.Inc) * time.Second
	switch {
	case c.Mode == "delay", c.Mode == "bronstein" && c.moved:
		return max(0, thought-inc)
	case c.moved && c.Mode == "":
		return thought - inc
	}
	return thought
}

// free is how long the clock waits.
func (c earning) free() time.Duration {
	if c.Mode == "delay" {
		return time.Duration(c.Inc) * time.Second
	}
	return 0
}

// lags holds what a move was granted for the network against the caps.
func (t *trial) lags(e told, b wire.Moved) {
	q := &t.quota[(b.Ply-1)%2]
	g := lagGain(t.match.control)
	share := clockOf(t.match.control).Milliseconds() / lagShare
	if b.Lag > min(mostLag.Milliseconds(), q.left, share-q.used) || b.Lag < 0 {
		t.fault(e, "granted %d ms of a quota of %d, having had %d of %d", b.Lag, q.left, q.used, share)
	}
	q.used += b.Lag
	if q.left = min(7*g, q.left-b.Lag+g); b.Lag > 0 && b.Quota != q.left {
		t.fault(e, "%d ms of the quota are left", q.left)
	}
	t.sum.granted += time.Duration(b.Lag) * time.Millisecond
}

// lagGain is g of the contract's section 3.3, in ms.
func lagGain(c wire.Control) int64 { return int64(min(100, (c.Base+40*c.Inc)*2/5+15)) * 10 }

func clockOf(c wire.Control) time.Duration { return time.Duration(c.Base) * time.Second }

func of(c wire.Clock, side wire.Side) int64 {
	if side == wire.White {
		return c.White
	}
	return c.Black
}

// steady finds stamps that have jumped: between two moves without an outage, or a
// server that has just begun, they are as far apart as the moves were.
func (t *trial) steady(e told, sent time.Time) {
	if t.sent.IsZero() || during(t.outages, t.sent.Add(-time.Second), e.at) > 0 {
		return
	}
	late := t.late(t.sent.Add(-unseen), e.at)
	off := time.Duration(e.At-t.before.At)*time.Millisecond - sent.Sub(t.sent)
	if late <= mostLate && off.Abs() > late+cut {
		t.fault(e, "its stamp is %s after the move before, which was sent %s before it", off+sent.Sub(t.sent), sent.Sub(t.sent))
	}
}
