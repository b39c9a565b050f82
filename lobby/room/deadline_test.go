package room_test

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"rookery/lobby/room"
	"rookery/lobby/store/memory"
	"rookery/lobby/wire"
)

// slowly is a store that takes so long to store the next thing.
func slowly(d time.Duration) memory.Fault {
	var once sync.Once
	return memory.Fault{Before: func(op memory.Op) error {
		if op == memory.Append {
			once.Do(func() { time.Sleep(d) })
		}
		return nil
	}}
}

// post sends a command, received at, whose answer nobody waits for.
func (c *client) post(cmd wire.Command, cid string, at time.Time) {
	c.tb.t.Helper()
	if err := c.tb.room.Post(room.Command{From: c.m, Received: at, Req: wire.Request{CID: wire.CID(cid), Cmd: cmd}}); err != nil {
		c.tb.t.Fatal(err)
	}
}

func TestAFlagFallsOnTimeAlsoRightAfterARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := sitDown(t, 3, 0)
		white, black := tb.join(magpie), tb.join(jackdaw)
		tb.moves(white, black, "e2e4", "e7e5")
		time.Sleep(2600 * time.Millisecond)
		tb.moves(white, black, "g1f3")
		tb.restart(time.Second)
		white, black = tb.join(magpie), tb.join(jackdaw)
		tb.moves(white, black, "b8c6")
		time.Sleep(400*time.Millisecond + 30*time.Millisecond - time.Millisecond)
		if s := tb.snapshot(); s.Ended != nil {
			t.Fatalf("flagged early: %+v", s.Ended)
		}
		time.Sleep(time.Millisecond)
		synctest.Wait()
		if s := tb.snapshot(); s.Ended == nil || s.Ended.Reason != "flag" || s.Ended.Clock.White != 0 {
			t.Errorf("ended %+v, with %+v on the clocks", s.Ended, s.Clock)
		}
	})
}

// The room comes to look at its timer only when all is over, as after a SIGSTOP.
func TestAStallLongerThanAClockIsGivenBackWhole(t *testing.T) {
	for _, stood := range []time.Duration{49 * time.Second, 51 * time.Second, 70 * time.Second, time.Hour} {
		t.Run(stood.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tb, white, black, on := thinking(t, 10*time.Second)
				tb.store.Break(slowly(stood))
				black.post(wire.Say{Text: "are you there?", To: "chat"}, "line", time.Now())
				time.Sleep(stood)
				synctest.Wait()
				if a := white.do(wire.Move{Text: "g1f3", On: on}); a.Err != nil {
					t.Fatalf("a move after 10 s of thinking: %v", a.Err)
				}
				if left := tb.snapshot().Clock.White; left < 50_000-100 || left > 50_000 {
					t.Errorf("white has %d ms after 10 s of thinking", left)
				}
			})
		})
	}
}

// What is stamped a millisecond after the deadline is not saved by a stall that
// came later, and what is stamped at it not lost by one.
func TestAStallAtTheDeadlineSavesNoFlagAndNoMoveIsLostByIt(t *testing.T) {
	for stamp, want := range map[time.Duration]string{-time.Millisecond: "moved", 0: "moved", time.Millisecond: "flag"} {
		t.Run(stamp.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				const after = 5 * time.Millisecond // the deadline, and before the flag is judged
				tb, white, black, on := thinking(t, time.Minute+after)
				tb.store.Break(slowly(3 * time.Second))
				black.post(wire.Say{Text: "time?", To: "chat"}, "line", time.Now())
				white.post(wire.Move{Text: "g1f3", On: on}, "move", time.Now().Add(stamp-after))
				time.Sleep(4 * time.Second)
				synctest.Wait()
				s, got := tb.snapshot(), "moved"
				if s.Ended != nil {
					got = s.Ended.Reason
				}
				if got != want || len(s.Moves) != map[string]int{"moved": 3, "flag": 2}[want] {
					t.Errorf("%s after %d moves, want %s", got, len(s.Moves), want)
				}
			})
		})
	}
}
