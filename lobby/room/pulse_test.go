package room_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"rookery/lobby/room"
	"rookery/lobby/store/memory"
	"rookery/lobby/wire"
)

func TestWhatAProcessIsKnownToHaveRun(t *testing.T) {
	s := time.Second
	for _, tc := range []struct {
		says string
		life room.Life
		want time.Duration
	}{
		{"nothing is known", room.Life{}, 0},
		{"from the clocks to the last beat", room.Life{Turned: 10 * s, Beat: 14 * s}, 4 * s},
		{"it died before it beat again", room.Life{Turned: 10 * s, Beat: 9 * s}, 0},
		{"but for a stall", room.Life{Turned: 10 * s, Beat: 20 * s, Stalls: []room.Pause{{From: 12 * s, To: 15 * s}}}, 7 * s},
		{"a stall that began before the turn", room.Life{Turned: 10 * s, Beat: 20 * s, Stalls: []room.Pause{{From: 2 * s, To: 15 * s}}}, 5 * s},
		{"a stall of another turn", room.Life{Turned: 10 * s, Beat: 20 * s, Stalls: []room.Pause{{From: 2 * s, To: 9 * s}}}, 10 * s},
		{"a stall to its end", room.Life{Turned: 10 * s, Beat: 20 * s, Stalls: []room.Pause{{From: 18 * s, To: 25 * s}}}, 8 * s},
		{"stalls in no order, of which two overlap", room.Life{Turned: 10 * s, Beat: 20 * s, Stalls: []room.Pause{
			{From: 16 * s, To: 18 * s}, {From: 11 * s, To: 13 * s}, {From: 12 * s, To: 14 * s}, {From: 12 * s, To: 13 * s},
		}}, 5 * s},
	} {
		if got := tc.life.Ran(); got != tc.want {
			t.Errorf("%s: %v, want %v", tc.says, got, tc.want)
		}
	}
}

// watched is a game whose process leaves signs of life until stand is called.
func watched(t *testing.T, start wire.Start) (tb *table, white, black *client, stand func()) {
	t.Helper()
	store := memory.New()
	stalls := room.NewStalls(store.Pulse())
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { stalls.Run(ctx); close(done) }()
	stand = func() { cancel(); <-done }
	t.Cleanup(stand)
	tb = sitDownIn(t, store, start, room.Config{Stalls: stalls})
	white, black = tb.join(magpie), tb.join(jackdaw)
	tb.moves(white, black, "e2e4", "e7e5")
	return tb, white, black, stand
}

// crash ends the process, and opens the room in another after a while.
func (tb *table) crash(stand func(), down time.Duration) {
	tb.t.Helper()
	stand()
	tb.cfg.Stalls = nil
	tb.restart(down)
}

func TestAfterACrashTheSideToMoveHasThoughtUntilTheLastSignOfLife(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb, _, black, stand := watched(t, oneMinute())
		time.Sleep(5 * time.Second)
		black.do(wire.Say{Text: "hm", To: "chat"}) // which is no sign of White's
		black.do(wire.Offer{What: "draw", On: tb.on()})
		time.Sleep(5 * time.Second)
		tb.crash(stand, time.Hour)
		s := tb.snapshot()
		if s.Stopped != "restart" || s.Clock.White < 50_000 || s.Clock.White > 51_000 || s.Clock.Black != 60_000 {
			t.Errorf("after 10 s of thinking, a crash and an hour: stopped %q, clocks %+v", s.Stopped, s.Clock)
		}
	})
}

func TestACrashChargesNobodyTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb, _, black, stand := watched(t, oneMinute())
		time.Sleep(10 * time.Second)
		black.do(wire.GiveTime{}) // sets the clocks: White has 65 s
		time.Sleep(10 * time.Second)
		tb.crash(stand, time.Second)
		if left := tb.snapshot().Clock.White; left < 55_000 || left > 56_000 {
			t.Errorf("white has %d ms of 60 s and 15 s after 20 s of thinking", left)
		}
		before := tb.snapshot().Clock
		tb.restart(time.Second) // its clocks stand still
		if after := tb.snapshot().Clock; after != before {
			t.Errorf("another crash made %+v of %+v", after, before)
		}
	})
}

func TestACrashInADelayTakesNothingFromTheClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := oneMinute()
		start.Control.Inc, start.Control.Mode = 5, "delay"
		tb, _, _, stand := watched(t, start)
		time.Sleep(4 * time.Second)
		tb.crash(stand, time.Second)
		if left := tb.snapshot().Clock.White; left != 60_000 {
			t.Errorf("white has %d ms", left)
		}
	})
}

func TestACrashChargesNobodyForAStall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb, _, _, stand := watched(t, oneMinute())
		time.Sleep(4 * time.Second)
		stand()
		now := time.Now()
		_ = tb.store.Pulse().Beat(t.Context(), func() []room.Stall { return []room.Stall{{From: now.Add(-3 * time.Second), To: now}} })
		tb.crash(stand, time.Second)
		if left := tb.snapshot().Clock.White; left < 59_000 || left > 59_100 {
			t.Errorf("white has %d ms after 4 s, of which nothing ran for 3", left)
		}
	})
}

// lived is a Pulse that says for how long the last process ran.
type lived time.Duration

func (lived) Beat(context.Context, func() []room.Stall) error { return nil }

func (l lived) Life(context.Context, room.ID) (room.Life, error) {
	return room.Life{Beat: time.Duration(l)}, nil
}

func TestNoCrashFlagsAnybody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb, _, _, stand := watched(t, oneMinute())
		time.Sleep(10 * time.Second)
		tb.cfg.Pulse = lived(10 * time.Minute)
		tb.crash(stand, time.Hour)
		if s := tb.snapshot(); s.Ended != nil || s.Clock.White != 1 {
			t.Errorf("ended %v, clocks %+v", s.Ended, s.Clock)
		}
	})
}

func TestAWallClockThatIsSetBackInACrashGivesNobodyTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb, _, _, stand := watched(t, oneMinute())
		time.Sleep(10 * time.Second)
		tb.cfg.Pulse = lived(50 * time.Second) // by its own clock; by the wall clock it is 12 s
		tb.crash(stand, 2*time.Second)
		if left := tb.snapshot().Clock.White; left != 10_000 {
			t.Errorf("white has %d ms after 50 s of thinking", left)
		}
		tb.moves(tb.join(magpie), tb.join(jackdaw), "g1f3")
		log, err := tb.store.Journal().Replay(t.Context(), "r", 0, 100)
		if err != nil || len(log) == 0 {
			t.Fatal(err)
		}
		for i, e := range log[1:] {
			if e.At < log[i].At {
				t.Errorf("%s is stamped %d ms before %s", e.Kind, log[i].At-e.At, log[i].Kind)
			}
		}
	})
}

func TestAFirstMoveHasItsWholeWindowAfterACrash(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := sitDownWith(t, oneMinute(), room.Config{Pulse: lived(time.Hour)})
		tb.join(magpie)
		time.Sleep(10 * time.Second)
		tb.restart(time.Second)
		white := tb.join(magpie)
		if left := news[wire.Ticking](tb, white, "clock").Window; left != 20_000 {
			t.Errorf("white has %d ms for its first move", left)
		}
	})
}

func TestASignOfLifeIsLeftOnceASecondWhileAClockRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var beats int
		store := memory.New()
		store.Break(memory.Fault{Before: func(op memory.Op) error {
			if op == memory.Beat {
				beats++
			}
			return nil
		}})
		stalls := room.NewStalls(store.Pulse())
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		go stalls.Run(ctx)
		tb := sitDownIn(t, store, oneMinute(), room.Config{Stalls: stalls})
		white, black := tb.join(magpie), tb.join(jackdaw)
		time.Sleep(10 * time.Second)
		if synctest.Wait(); beats != 0 {
			t.Errorf("%d before a clock ran", beats)
		}
		tb.moves(white, black, "e2e4", "e7e5")
		time.Sleep(10 * time.Second)
		if synctest.Wait(); beats < 9 || beats > 11 {
			t.Errorf("%d in 10 s", beats)
		}
		white.do(wire.Resign{})
		beats = 0
		time.Sleep(10 * time.Second)
		if synctest.Wait(); beats != 0 {
			t.Errorf("%d after the game", beats)
		}
	})
}

func TestALineThatMeetsAFullDiskStopsNobodysClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb, white, black, _ := watched(t, oneMinute())
		tb.store.Break(memory.Fault{Before: func(op memory.Op) error {
			if op == memory.Append {
				return room.ErrFull
			}
			return nil
		}})
		before := len(black.all())
		for _, text := range []string{"hm", "@jackdaw hm"} {
			if a := white.do(wire.Say{Text: text, To: "chat"}); a.Err != room.ErrFull {
				t.Errorf("%q: %v", text, a.Err)
			}
		}
		synctest.Wait()
		if told := len(black.all()) - before; told != 0 {
			t.Errorf("the opponent was told %d frames", told)
		}
		tb.store.Break(memory.Fault{})
		if a := white.do(wire.Move{Text: "g1f3", On: tb.on()}); a.Err != nil {
			t.Error(a.Err)
		}
	})
}
