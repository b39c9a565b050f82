package room_test

import (
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"rookery/lobby/room"
	"rookery/lobby/store/memory"
	"rookery/lobby/wire"
)

func fullFor(ops ...memory.Op) memory.Fault {
	return memory.Fault{Before: func(op memory.Op) error {
		for _, o := range ops {
			if o == op {
				return room.ErrFull
			}
		}
		return nil
	}}
}

// A beat is small, and fits where no move does.
func TestACrashOnAFullDiskChargesNobodyForTheTimeThatCouldNotBeStored(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb, white, _, stand := watched(t, oneMinute())
		time.Sleep(5 * time.Second)
		tb.store.Break(fullFor(memory.Append))
		a := white.do(wire.Move{Text: "g1f3", On: 3})
		if !errors.Is(a.Err, room.ErrFull) {
			t.Fatal(a.Err)
		}
		time.Sleep(30 * time.Second)
		if told := news[wire.Ticking](tb, white, "clock").Clock.White; told != 55_000 {
			t.Errorf("told while the disk is full: %d ms", told)
		}
		tb.crash(stand, time.Second)
		tb.store.Break(memory.Fault{})
		time.Sleep(3 * time.Second)
		if left := tb.snapshot().Clock.White; left < 54_000 {
			t.Errorf("white has %d ms after 5 s of thinking, 30 s of a full disk with its clock stopped, and a crash", left)
		}
	})
}

func TestACrashBetweenABeatAndTheStopChargesNobodyForAFullDisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb, white, _, stand := watched(t, oneMinute())
		time.Sleep(5300 * time.Millisecond)
		tb.store.Break(fullFor(memory.Append, memory.Beat))
		_ = white.do(wire.Move{Text: "g1f3", On: 3})
		time.Sleep(30 * time.Second)
		time.Sleep(400 * time.Millisecond)
		tb.store.Break(memory.Fault{}) // space again
		time.Sleep(350 * time.Millisecond)
		tb.crash(stand, time.Second)
		time.Sleep(3 * time.Second)
		if left := tb.snapshot().Clock.White; left < 53_000 {
			t.Errorf("white has %d ms", left)
		}
	})
}

func TestAfterARestartOnAFullDiskTheClockWaitsFromTheStoresReturn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb, _, _, stand := watched(t, oneMinute())
		time.Sleep(5 * time.Second)
		tb.store.Break(fullFor(memory.Append))
		tb.crash(stand, time.Second)
		tb.join(magpie)
		tb.join(jackdaw)
		time.Sleep(60 * time.Second)
		tb.store.Break(memory.Fault{})
		time.Sleep(4 * time.Second) // within 5 s of its return
		synctest.Wait()
		s := tb.snapshot()
		if s.Stopped == "" {
			t.Errorf("the clock runs again less than 4 s after the store's return: %+v", s.Clock)
		}
	})
}

func TestAGameThatNobodyCameBackToIsGivenUpFromTheStoresReturn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb, _, _, stand := watched(t, oneMinute())
		time.Sleep(5 * time.Second)
		tb.store.Break(fullFor(memory.Append))
		tb.crash(stand, time.Second)
		time.Sleep(11 * time.Minute)
		tb.store.Break(memory.Fault{})
		time.Sleep(4 * time.Second)
		synctest.Wait()
		s := tb.snapshot()
		if s.Ended != nil {
			t.Errorf("aborted within 4 s of the store's return: %+v", s.Ended)
		}
	})
}

func TestAFirstMoveThatMeetsAFullDiskIsNotMissed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := sitDownWith(t, oneMinute(), room.Config{})
		white, _ := tb.join(magpie), tb.join(jackdaw)
		time.Sleep(5 * time.Second)
		tb.store.Break(fullFor(memory.Append))
		cid := "00000000-0000-4000-8000-000000009999"
		a := white.doAs(wire.Move{Text: "e2e4", On: 1}, cid, time.Now())
		if !errors.Is(a.Err, room.ErrFull) {
			t.Fatal(a.Err)
		}
		for range 25 {
			time.Sleep(time.Second)
			a = white.doAs(wire.Move{Text: "e2e4", On: 1}, cid, time.Now())
			if !errors.Is(a.Err, room.ErrFull) {
				t.Fatal(a.Err)
			}
		}
		tb.store.Break(memory.Fault{})
		time.Sleep(1100 * time.Millisecond)
		a = white.doAs(wire.Move{Text: "e2e4", On: 1}, cid, time.Now())
		if a.Err != nil {
			t.Error(a.Err)
		}
		if s := tb.snapshot(); s.Ended != nil {
			t.Errorf("white, who sent its move 5 s into the window and again every second: %+v", s.Ended)
		}
	})
}

// A room ends because it does not know an outcome, and is opened again in the same
// process only when the store can be read again. Other rooms' clocks run meanwhile,
// and so the process goes on leaving signs of life.
func TestARoomThatWasDownInALivingProcessChargesNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb, _, black, _ := watched(t, oneMinute())
		time.Sleep(5 * time.Second)
		tb.store.Break(memory.Fault{Before: func(op memory.Op) error {
			if op == memory.Append {
				return errors.New("unknown")
			}
			return nil
		}})
		_ = black.doAs(wire.Say{Text: "hm", To: "chat"}, "00000000-0000-4000-8000-000000007777", time.Now())
		<-tb.ended
		ended := time.Now()
		tb.store.Break(memory.Fault{})
		for range 40 { // what Stalls does for any other room
			time.Sleep(time.Second)
			_ = tb.store.Pulse().Beat(t.Context(), func() []room.Stall { return nil })
		}
		tb.cfg.Ran = ended
		tb.open()
		if left := tb.snapshot().Clock.White; left < 53_000 {
			t.Errorf("white, whose room was not there for 40 s, has %d ms of 55,000", left)
		}
	})
}

// Whispers are nobody else's: not even by what a clock shows after a crash.
func TestAWhisperThatCouldNotBeStoredMovesNoClockAfterACrash(t *testing.T) {
	left := func(whispers bool) (ms int64) {
		synctest.Test(t, func(t *testing.T) {
			tb, _, black, stand := watched(t, oneMinute())
			time.Sleep(5 * time.Second)
			tb.store.Break(fullFor(memory.Append))
			for i := range 3 {
				if whispers {
					a := black.do(wire.Say{Text: fmt.Sprint("@magpie psst ", i), To: "chat"})
					if !errors.Is(a.Err, room.ErrFull) {
						t.Fatal(a.Err)
					}
				}
				time.Sleep(5 * time.Second)
			}
			tb.crash(stand, time.Second)
			tb.store.Break(memory.Fault{})
			time.Sleep(3 * time.Second)
			ms = tb.snapshot().Clock.White
		})
		return ms
	}
	if with, without := left(true), left(false); with != without || without > 42_000 {
		t.Errorf("white has %d ms where black whispered, and %d where not", with, without)
	}
}
