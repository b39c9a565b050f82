package client

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-json-experiment/json"

	"rookery/lobby/room"
	"rookery/lobby/store/memory"
	"rookery/lobby/wire"
)

// settles is how long after its fall a flag is judged (CONTRACT section 3.4).
const settles = 30 * time.Millisecond

// duel is a game in which it is White's second move, and since when.
type duel struct {
	*server
	white, black *page
	on           uint64
	began        time.Time
}

// gameOf makes a room of this control for magpie (White) and jackdaw, by link.
func (sv *server) gameOf(c wire.Control) room.ID {
	sv.t.Helper()
	p := sv.visit(magpie, "")
	defer p.s.Leave(false)
	if got := p.send("link", wire.MakeLink{Control: c, Side: wire.White}); got.OK == 0 {
		sv.t.Fatalf("a link: %+v", got)
	}
	_, rest, _ := strings.Cut(strings.Join(p.heard(), "\n"), `"room":"`)
	id, _, _ := strings.Cut(rest, `"`)
	return room.ID(id)
}

// begin plays both first moves; Black's takes so long to store. White's page is
// lag away.
func (sv *server) begin(c wire.Control, lag, slow time.Duration) *duel {
	sv.t.Helper()
	id := sv.gameOf(c)
	d := &duel{server: sv, white: sv.visit(magpie, id), black: sv.visit(jackdaw, id)}
	d.white.s.RTT(lag)
	d.black.send("sit", wire.Sit{})
	d.white.send("move", wire.Move{Text: "e2e4", On: 1})
	d.store.Break(slowly(slow))
	d.black.send("move", wire.Move{Text: "e7e5", On: 3})
	time.Sleep(slow)
	d.store.Break(memory.Fault{})
	d.on, d.began = 4, time.Now()
	return d
}

// slowly is a store that takes so long to store anything.
func slowly(d time.Duration) memory.Fault {
	return memory.Fault{Before: func(op memory.Op) error {
		if op == memory.Append {
			time.Sleep(d)
		}
		return nil
	}}
}

// until lets time pass up to so long after the turn began.
func (d *duel) until(after time.Duration) { time.Sleep(time.Until(d.began.Add(after))) }

// plays sends White's move, stamped at.
func (d *duel) plays(p *page, at time.Time) {
	p.s.Receive(fmt.Appendf(nil, `{"cid":%q,"t":"move","d":{"move":"g1f3","on":%d}}`, d.cid(), d.on), at)
}

// flagged is told instead of what White's clock shows when its flag has fallen.
const flagged = -1

// outcome is what Black was told of White's second move: what is on White's clock, or flagged.
func (d *duel) outcome() (left int64) {
	d.t.Helper()
	time.Sleep(2 * time.Second)
	var told []string
	for _, f := range d.black.heard() {
		var e wire.Event
		if json.Unmarshal([]byte(f), &e) != nil || e.S != wire.GameStream || e.N <= d.on {
			continue
		}
		told = append(told, e.T)
		switch body, _ := e.Body(); b := body.(type) {
		case wire.Moved:
			left = b.Clock.White
		case wire.Ended:
			if left = flagged; b.Reason != "flag" || b.Clock.White != 0 {
				d.t.Errorf("ended %+v", b)
			}
		}
	}
	if len(told) != 1 {
		d.t.Fatalf("told %v, and not one move or one result", told)
	}
	return left
}

func TestAFlagAgainstAMoveAtTheDeadline(t *testing.T) {
	const ms = time.Millisecond
	minute := wire.Control{Base: 60}
	for _, tc := range []struct {
		says    string
		control wire.Control
		lag     time.Duration // of White's page, as its pings have shown
		stored  time.Duration // that Black's move takes
		stamp   time.Duration // of White's move, from the last instant that counts
		late    time.Duration // from the stamp until the server looks at it
		left    int64         // on White's clock, or flagged
	}{
		{says: "the last millisecond but one counts", control: minute, stamp: -ms, left: 1},
		{says: "the last millisecond counts", control: minute, left: 0},
		{says: "the next does not", control: minute, stamp: ms, left: flagged},
		{says: "what the network took is added", control: minute, lag: 80 * ms, left: 0},
		{says: "and not more", control: minute, lag: 80 * ms, stamp: ms, left: flagged},
		{says: "of a far client 300 ms are", control: minute, lag: 5 * time.Second, left: 0},
		{says: "and not more of it either", control: minute, lag: 5 * time.Second, stamp: ms, left: flagged},
		{says: "the stamp counts, when it is looked at just before the timer", control: minute, late: settles - ms, left: 0},
		{says: "the stamp counts, when it is looked at just before the timer, also against the mover", control: minute, stamp: ms, late: settles - 2*ms, left: flagged},
		{says: "what is looked at only after the flag was judged is too late", control: minute, late: settles + ms, left: flagged},
		{says: "the timer waits for what the network took", control: minute, lag: 80 * ms, late: settles - ms, left: 0},
		{says: "the time until the move before is stored is nobody's", control: minute, stored: 2 * time.Second, left: 0},
		{says: "and not more than that", control: minute, stored: 2 * time.Second, stamp: ms, left: flagged},
		{says: "an increment comes after the last millisecond", control: wire.Control{Base: 60, Inc: 5}, left: 5_000},
		{says: "an increment does not save a fallen flag", control: wire.Control{Base: 60, Inc: 5}, stamp: ms, left: flagged},
		{says: "a delay moves the deadline", control: wire.Control{Base: 60, Inc: 5, Mode: "delay"}, stamp: -ms, left: 1},
		{says: "a delay's deadline counts", control: wire.Control{Base: 60, Inc: 5, Mode: "delay"}, left: 0},
		{says: "a delay's deadline is one", control: wire.Control{Base: 60, Inc: 5, Mode: "delay"}, stamp: ms, left: flagged},
		{says: "a delay and the network", control: wire.Control{Base: 60, Inc: 5, Mode: "delay"}, lag: 120 * ms, left: 0},
		{says: "Bronstein gives back after the last millisecond", control: wire.Control{Base: 60, Inc: 5, Mode: "bronstein"}, left: 5_000},
		{says: "Bronstein gives nothing to a fallen flag", control: wire.Control{Base: 60, Inc: 5, Mode: "bronstein"}, stamp: ms, left: flagged},
		{says: "a stage begins with the move of the last millisecond", control: wire.Control{Base: 60, Moves: 2, Then: []wire.Stage{{Base: 30}}}, left: 30_000},
		{says: "a stage does not begin for a fallen flag", control: wire.Control{Base: 60, Moves: 2, Then: []wire.Stage{{Base: 30}}}, stamp: ms, left: flagged},
		{says: "a clock of nothing but increments has 3 s", control: wire.Control{Inc: 2}, left: 2_000},
		{says: "and is as exact", control: wire.Control{Inc: 2}, stamp: ms, left: flagged},
	} {
		t.Run(tc.says, func(t *testing.T) {
			serve(t, func(sv *server) {
				d := sv.begin(tc.control, tc.lag, tc.stored)
				d.until(d.deadline(tc.control, tc.lag) + tc.stamp)
				at := time.Now()
				time.Sleep(tc.late)
				d.plays(d.white, at)
				if got := d.outcome(); got != tc.left {
					t.Errorf("White has %d ms, want %d", got, tc.left)
				}
			})
		})
	}
}

// deadline is the last instant that counts, from the beginning of the turn.
func (d *duel) deadline(c wire.Control, lag time.Duration) time.Duration {
	base := time.Duration(c.Base) * time.Second
	if c.Base == 0 {
		base = 3 * time.Second
	}
	if c.Mode == "delay" {
		base += time.Duration(c.Inc) * time.Second
	}
	return base + min(lag, 300*time.Millisecond)
}

// While the room waits for its store both come, the move and the flag's timer, in
// whichever order. A hundred games see that neither has an advantage.
func TestWhateverTheRoomIsBusyWithAtTheDeadlineTheStampCounts(t *testing.T) {
	for stamp, want := range map[time.Duration]int64{-time.Millisecond: 1, 0: 0, time.Millisecond: flagged} {
		for _, stored := range []time.Duration{35 * time.Millisecond, 41 * time.Millisecond, time.Second, 10 * time.Second} {
			t.Run(fmt.Sprint("stamped ", stamp, " from it, while a line takes ", stored), func(t *testing.T) {
				for range 9 {
					serve(t, func(sv *server) {
						d := sv.begin(wire.Control{Base: 60}, 0, 0)
						d.until(time.Minute - 10*time.Millisecond)
						d.store.Break(slowly(stored))
						d.black.shout("say", `{"text":"time?","to":"chat"}`)
						d.until(time.Minute + stamp)
						d.plays(d.white, time.Now())
						time.Sleep(stored)
						d.store.Break(memory.Fault{})
						time.Sleep(stored)
						if got := d.outcome(); got != want {
							t.Errorf("White has %d ms, want %d", got, want)
						}
					})
				}
			})
		}
	}
}

func TestAMoveUnderWayToTheStoreIsNotFlagged(t *testing.T) {
	for _, stored := range []time.Duration{29 * time.Millisecond, settles, 31 * time.Millisecond, 20 * time.Second} {
		t.Run(fmt.Sprint("for ", stored), func(t *testing.T) {
			serve(t, func(sv *server) {
				d := sv.begin(wire.Control{Base: 60}, 0, 0)
				d.until(time.Minute)
				d.store.Break(slowly(stored))
				d.plays(d.white, time.Now())
				time.Sleep(stored)
				d.store.Break(memory.Fault{})
				if got := d.outcome(); got != 0 {
					t.Errorf("White has %d ms", got)
				}
			})
		})
	}
}

func TestOfTwoTabsEachHasItsOwnDelay(t *testing.T) {
	const ms = time.Millisecond
	for _, tc := range []struct {
		says      string
		near, far time.Duration // when each tab's move is stamped, from when White's clock shows 0; zero: it sends none
		left      int64
	}{
		{says: "the far one's last millisecond counts", far: 200 * ms, left: 0},
		{says: "the next does not", far: 201 * ms, left: flagged},
		{says: "the near one's last millisecond counts", near: 20 * ms, left: 0},
		{says: "the near one has no more because another is far", near: 21 * ms, left: flagged},
		{says: "the far one is still in time when the near one was too late", near: 21 * ms, far: 200 * ms, left: 0},
		{says: "the far one is too late as well", near: 21 * ms, far: 201 * ms, left: flagged},
		{says: "the first that counts is the move", near: 20 * ms, far: 200 * ms, left: 0},
	} {
		t.Run(tc.says, func(t *testing.T) {
			serve(t, func(sv *server) {
				d := sv.begin(wire.Control{Base: 60}, 20*ms, 0)
				far := sv.visit(magpie, d.white.s.visit.Room)
				far.s.RTT(200 * ms)
				for _, send := range []struct {
					p  *page
					at time.Duration
				}{{d.white, tc.near}, {far, tc.far}} {
					if send.at > 0 {
						d.until(time.Minute + send.at)
						d.plays(send.p, time.Now())
						synctest.Wait()
					}
				}
				if got := d.outcome(); got != tc.left {
					t.Errorf("White has %d ms, want %d", got, tc.left)
				}
			})
		})
	}
}

// The near tab is gone when the flag falls: what it might have been granted is nobody's.
func TestATabThatHasLeftDelaysNoFlag(t *testing.T) {
	serve(t, func(sv *server) {
		d := sv.begin(wire.Control{Base: 60}, 200*time.Millisecond, 0)
		near := sv.visit(magpie, d.white.s.visit.Room)
		near.s.RTT(time.Millisecond)
		d.white.s.Leave(false)
		d.until(time.Minute + time.Millisecond + settles - time.Millisecond)
		if heard := strings.Join(d.black.heard(), ""); strings.Contains(heard, `"ended"`) {
			t.Fatal("flagged early")
		}
		time.Sleep(time.Millisecond)
		if heard := strings.Join(d.black.heard(), ""); !strings.Contains(heard, `"reason":"flag"`) {
			t.Error("not flagged")
		}
	})
}
