package room_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rookery/game"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// oneMinute is a game of one minute between magpie (White) and jackdaw (Black).
func oneMinute() wire.Start {
	return wire.Start{
		White: &magpie, Black: &jackdaw, How: "pool", Control: wire.Control{Base: 60},
		Clock: wire.Clock{White: 60_000, Black: 60_000},
	}
}

// watched is Stalls that look until the process stands still.
func watched(t *testing.T) (s *room.Stalls, standStill func()) {
	s = room.NewStalls()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { s.Run(ctx); close(done) }()
	standStill = func() { cancel(); <-done }
	t.Cleanup(standStill)
	return s, standStill
}

func TestATimeInWhichTheProcessStoodStillIsGivenBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stalls, standStill := watched(t)
		tb := sitDownWith(t, oneMinute(), room.Config{Stalls: stalls})
		white, black := tb.join(magpie), tb.join(jackdaw)
		tb.moves(white, black, "e2e4", "e7e5")
		on := tb.on()
		time.Sleep(4 * time.Second)
		standStill()
		time.Sleep(3 * time.Second)
		if a := white.do(wire.Move{Text: "g1f3", On: on}); a.Err != nil {
			t.Fatal(a.Err)
		}
		if left := tb.snapshot().Clock.White; left < 56_000-100 || left > 56_000 {
			t.Errorf("white has %d ms after 4 s of thinking and 3 s of standing still", left)
		}
		if told := strings.Join(black.told(), ", "); !strings.HasSuffix(told, "game/4 time_credited, game/5 moved") {
			t.Errorf("told %s", told)
		}
		tb.restart(time.Second)
		if left := tb.snapshot().Clock.White; left < 56_000-100 || left > 56_000 {
			t.Errorf("after a restart white has %d ms", left)
		}
	})
}

func TestNobodyIsFlaggedByATimeInWhichTheProcessStoodStill(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stalls, standStill := watched(t)
		tb := sitDownWith(t, oneMinute(), room.Config{Stalls: stalls})
		white, black := tb.join(magpie), tb.join(jackdaw)
		tb.moves(white, black, "e2e4", "e7e5")
		time.Sleep(50 * time.Second)
		standStill()
		time.Sleep(11 * time.Second) // its flag's timer fires in the middle of this
		synctest.Wait()
		if end := tb.snapshot().Ended; end != nil {
			t.Fatalf("ended %+v", end)
		}
		if clock := news[wire.Ticking](tb, white, "clock").Clock.White; clock < 9_900 || clock > 10_000 {
			t.Errorf("white's clock shows %d ms", clock)
		}
	})
}

func TestAStallAfterAMoveCameIsNoGiftToItsMover(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stalls, standStill := watched(t)
		tb := sitDownWith(t, oneMinute(), room.Config{Stalls: stalls})
		white, black := tb.join(magpie), tb.join(jackdaw)
		tb.moves(white, black, "e2e4", "e7e5")
		on := tb.on()
		time.Sleep(10 * time.Second)
		stamp := time.Now()
		standStill()
		time.Sleep(3 * time.Second)
		if a := white.doAs(wire.Move{Text: "g1f3", On: on}, "early", stamp); a.Err != nil {
			t.Fatal(a.Err)
		}
		if left := tb.snapshot().Clock.White; left != 50_000 {
			t.Errorf("white has %d ms after 10 s of thinking", left)
		}
	})
}

func TestAFallenFlagIsADrawOnceItIsProvedThatNoMateCanCome(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := oneMinute()
		start.FEN = "4k3/8/8/p1p1p1p1/P1P1P1P1/8/8/4K3 w - - 0 1" // locked, and no king can pass
		tb := sitDownWith(t, start, room.Config{})
		white, black := tb.join(magpie), tb.join(jackdaw)
		tb.moves(white, black, "e1e2", "e8e7")
		time.Sleep(time.Minute + time.Second)
		synctest.Wait()
		if end := tb.snapshot().Ended; end == nil || end.Result != "1/2-1/2" || end.Reason != "flag_draw" {
			t.Fatalf("ended %+v", end)
		}
		if a := black.do(wire.Resign{}); !errors.Is(a.Err, game.ErrOver) {
			t.Errorf("a second result: %v", a.Err)
		}
	})
}

func TestAClosedPageIsClaimedAgainstSooner(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := sitDown(t, 3600, 0)
		white, black := tb.join(magpie), tb.join(jackdaw)
		tb.moves(white, black, "e2e4", "e7e5", "g1f3")
		on := tb.on()
		tb.room.Detach(black.m, true)
		time.Sleep(10*time.Second - time.Millisecond)
		if a := white.do(wire.Claim{What: "gone_draw", On: on}); !errors.Is(a.Err, game.ErrNoClaim) {
			t.Errorf("too early: %v", a.Err)
		}
		time.Sleep(time.Millisecond)
		if a := white.do(wire.Claim{What: "gone_draw", On: on}); a.Err != nil {
			t.Errorf("claim: %v", a.Err)
		}
	})
}

func TestMovesAreTakenAsPeopleWriteThem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := sitDown(t, 180, 0)
		white, black := tb.join(magpie), tb.join(jackdaw)
		tb.moves(white, black, "e4", "e5", "Ng1f3", "Nb8-c6", "Bc4", "Bc5", "0-0", "Nf6")
		var ucis []string
		for _, m := range tb.snapshot().Moves {
			ucis = append(ucis, m.UCI)
		}
		if got, want := strings.Join(ucis, " "), "e2e4 e7e5 g1f3 b8c6 f1c4 f8c5 e1g1 g8f6"; got != want {
			t.Errorf("played %s, want %s", got, want)
		}
	})
}

func TestADrawIsClaimedWithTheMoveThatWouldBringIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := sitDown(t, 180, 0)
		white, black := tb.join(magpie), tb.join(jackdaw)
		tb.moves(white, black, "g1f3", "g8f6", "f3g1", "f6g8", "g1f3", "g8f6", "f3g1")
		for move, want := range map[string]error{"": game.ErrNoClaim, "Nd5": game.ErrNoClaim, "Nd6": game.ErrIllegal} {
			if a := black.do(wire.Claim{What: "draw", On: tb.on(), Move: move}); !errors.Is(a.Err, want) {
				t.Errorf("claimed with %q: %v, want %v", move, a.Err, want)
			}
		}
		if a := black.do(wire.Claim{What: "draw", On: tb.on(), Move: "Ng8"}); a.Err != nil {
			t.Fatal(a.Err)
		}
		end := tb.snapshot().Ended
		if end == nil || end.Reason != "threefold" || end.Claimed != "f6g8" || len(tb.snapshot().Moves) != 7 {
			t.Errorf("ended %+v", end)
		}
	})
}

func TestTheOpeningIsNamedByTheMoveThatMakesIt(t *testing.T) {
	openings, err := game.NewOpenings()
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		tb := sitDownWith(t, oneMinute(), room.Config{Openings: openings})
		white, black := tb.join(magpie), tb.join(jackdaw)
		tb.moves(white, black, "e2e4", "e7e5", "g1f3", "b8c6", "f1b5")
		if heard := black.heard(); !strings.Contains(heard, `"opening":{"eco":"C60","name":"Ruy Lopez"}`) {
			t.Errorf("black heard no Ruy Lopez in %s", heard)
		}
		last := tb.snapshot().Moves[4]
		if last.Opening == nil || last.Opening.ECO != "C60" {
			t.Errorf("the snapshot's last move names %v", last.Opening)
		}
		tb.restart(0)
		if again := tb.snapshot().Moves[4].Opening; again == nil || *again != *last.Opening {
			t.Errorf("after a restart it names %v", again)
		}
	})
}

func TestADelayIsToldWhileItRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := oneMinute()
		start.Control = wire.Control{Base: 60, Inc: 5, Mode: "delay"}
		tb := sitDownTo(t, start)
		white, black := tb.join(magpie), tb.join(jackdaw)
		tb.moves(white, black, "e2e4", "e7e5")
		time.Sleep(2 * time.Second)
		tb.room.Heartbeat(white.m)
		synctest.Wait()
		if tick := news[wire.Ticking](tb, white, "clock"); tick.Delay != 3_000 || tick.Clock.White != 60_000 {
			t.Errorf("two seconds into a delay of five the clocks are %+v", tick)
		}
		time.Sleep(4 * time.Second)
		tb.moves(white, black, "g1f3")
		if s := tb.snapshot(); s.Clock.White != 59_000 {
			t.Errorf("white has %d ms, having thought 6 s of which 5 were free", s.Clock.White)
		}
	})
}
