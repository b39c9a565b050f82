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
	"rookery/lobby/store/memory"
	"rookery/lobby/wire"
)

// oneMinute is a game of one minute between magpie (White) and jackdaw (Black).
func oneMinute() wire.Start {
	return wire.Start{
		White: &magpie, Black: &jackdaw, How: "pool", Control: wire.Control{Base: 60},
		Clock: wire.Clock{White: 60_000, Black: 60_000},
	}
}

// thinking is a game of a minute, both first moves made, in which White has
// thought for so long when the process stands still.
func thinking(t *testing.T, long time.Duration) (tb *table, white, black *client, on uint64) {
	t.Helper()
	stalls := room.NewStalls(nil)
	ctx, standStill := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { stalls.Run(ctx); close(done) }()
	tb = sitDownWith(t, oneMinute(), room.Config{Stalls: stalls})
	white, black = tb.join(magpie), tb.join(jackdaw)
	tb.moves(white, black, "e2e4", "e7e5")
	on = tb.on()
	time.Sleep(long)
	standStill() // nobody looks any more, which is as if nothing ran
	<-done
	return tb, white, black, on
}

func TestATimeInWhichTheProcessStoodStillIsGivenBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb, white, black, on := thinking(t, 4*time.Second)
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
		tb, white, _, _ := thinking(t, 50*time.Second)
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

// seated is a game of a minute, both of them there, whose process stands still
// from when stand is called.
func seated(t *testing.T) (tb *table, white, black *client, stand func()) {
	t.Helper()
	stalls := room.NewStalls(nil)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { stalls.Run(ctx); close(done) }()
	stand = func() { cancel(); <-done }
	t.Cleanup(stand)
	tb = sitDownWith(t, oneMinute(), room.Config{Stalls: stalls})
	return tb, tb.join(magpie), tb.join(jackdaw), stand
}

func TestNoWindowForAFirstMoveIsSpentByATimeInWhichTheProcessStoodStill(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb, white, _, stand := seated(t)
		time.Sleep(5 * time.Second)
		stand()
		time.Sleep(18 * time.Second) // the window's timer fires in the middle of this
		synctest.Wait()
		if end := tb.snapshot().Ended; end != nil {
			t.Fatalf("ended %+v", end)
		}
		tb.room.Heartbeat(white.m)
		synctest.Wait()
		if left := news[wire.Ticking](tb, white, "clock").Window; left < 14_800 || left > 15_000 { // each look is a tick that nobody stood still
			t.Errorf("white has %d ms of 20 s, of which it had 5", left)
		}
	})
}

func TestNobodyIsGoneForATimeInWhichTheProcessStoodStill(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb, white, black, stand := seated(t)
		tb.moves(white, black, "e2e4", "e7e5")
		tb.moves(white, black, "g1f3")
		tb.room.Detach(white.m, false)
		time.Sleep(10 * time.Second)
		stand()
		time.Sleep(25 * time.Second) // 30 s would do
		if a := black.do(wire.Claim{What: "gone_win", On: tb.on()}); !errors.Is(a.Err, room.ErrNoClaim) {
			t.Errorf("claimed against somebody gone for 10 s: %v", a.Err)
		}
	})
}

func TestAStallAfterAMoveCameIsNoGiftToItsMover(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb, white, _, on := thinking(t, 10*time.Second)
		stamp := time.Now()
		time.Sleep(3 * time.Second)
		if a := white.doAs(wire.Move{Text: "g1f3", On: on}, "early", stamp); a.Err != nil {
			t.Fatal(a.Err)
		}
		if left := tb.snapshot().Clock.White; left != 50_000 {
			t.Errorf("white has %d ms after 10 s of thinking", left)
		}
	})
}

func TestAStallIsGivenBackAlsoByAStoreThatRefusesAtFirst(t *testing.T) {
	refusing := func(err error) memory.Fault {
		return memory.Fault{Before: func(op memory.Op) error {
			if op == memory.Append {
				return err
			}
			return nil
		}}
	}
	for _, tc := range []struct {
		says  string
		fault error
		wakes func(white *client, on uint64)
	}{
		{"when a flag would have fallen", room.ErrBusy, func(*client, uint64) { time.Sleep(6 * time.Second) }},
		{"when a move comes", room.ErrBusy, func(white *client, on uint64) { white.do(wire.Move{Text: "g1f3", On: on}) }},
		{"when a move comes and the disk is full", room.ErrFull, func(white *client, on uint64) { white.do(wire.Move{Text: "g1f3", On: on}) }},
	} {
		t.Run(tc.says, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tb, white, _, on := thinking(t, 49*time.Second)
				time.Sleep(8 * time.Second)
				tb.store.Break(refusing(tc.fault))
				tc.wakes(white, on)
				synctest.Wait()
				tb.store.Break(memory.Fault{})
				time.Sleep(2 * time.Second)
				synctest.Wait()
				if s := tb.snapshot(); s.Ended != nil || s.Stopped != "storage" || s.Clock.White < 10_900 || s.Clock.White > 11_000 {
					t.Errorf("after 49 s of thinking: ended %+v, stopped %q, clock %+v", s.Ended, s.Stopped, s.Clock)
				}
			})
		})
	}
}

func TestAfterACreditOfUnknownOutcomeNothingMoreIsSaid(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb, white, _, _ := thinking(t, 0)
		time.Sleep(8 * time.Second)
		told := len(white.told())
		tb.store.Break(memory.Fault{Before: func(op memory.Op) error {
			if op == memory.Append {
				return errors.New("the cable is out")
			}
			return nil
		}})
		if err := tb.room.Seal(t.Context()); err == nil {
			t.Error("the room was sealed")
		}
		if now := white.told(); len(now) != told {
			t.Errorf("told %v", now[told:])
		}
	})
}

// locked is a game in which pawns keep everything apart: there is no mate.
func locked() wire.Start {
	start := oneMinute()
	start.FEN = "4k3/8/8/p1p1p1p1/P1P1P1P1/8/8/4K3 w - - 0 1"
	return start
}

// pondering is a proof that takes until it is told what to find.
func pondering() (proof func(game.Position, game.Side) bool, finds chan bool) {
	finds = make(chan bool)
	return func(game.Position, game.Side) bool { return <-finds }, finds
}

func TestWhileAFallenFlagIsWorkedOutTalkGoesOnAndTheGameWaits(t *testing.T) {
	for found, want := range map[bool]string{true: "1/2-1/2 flag_draw", false: "0-1 flag"} {
		t.Run(want, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				proof, finds := pondering()
				tb := sitDownWith(t, locked(), room.Config{CannotMate: proof})
				white, black := tb.join(magpie), tb.join(jackdaw)
				tb.moves(white, black, "e1e2", "e8e7")
				on := tb.on()
				time.Sleep(time.Minute + time.Second)
				synctest.Wait()
				for _, cmd := range []wire.Command{wire.Move{Text: "e2e3", On: on}, wire.Resign{}, wire.GiveTime{}} {
					if a := white.do(cmd); !errors.Is(a.Err, room.ErrBusy) {
						t.Errorf("%T is answered %v", cmd, a.Err)
					}
				}
				if a := black.do(wire.Say{Text: "time?", To: "chat"}); a.Err != nil {
					t.Errorf("talk is answered %v", a.Err)
				}
				time.Sleep(time.Second)
				finds <- found
				synctest.Wait()
				end := tb.snapshot().Ended
				if end == nil || end.Result+" "+end.Reason != want || end.Clock.White != 0 || end.Clock.Black != 60_000 {
					t.Errorf("ended %+v, want %s", end, want)
				}
			})
		})
	}
}

func TestAFlagThatIsWorkedOutIsNotSavedByAShutdownNorByTheStore(t *testing.T) {
	fallen := func(t *testing.T) (*table, chan bool) {
		proof, finds := pondering()
		tb := sitDownWith(t, oneMinute(), room.Config{CannotMate: proof})
		tb.moves(tb.join(magpie), tb.join(jackdaw), "e2e4", "e7e5")
		time.Sleep(time.Minute + time.Second)
		synctest.Wait()
		return tb, finds
	}
	isOver := func(t *testing.T, tb *table) {
		if end := tb.snapshot().Ended; end == nil || end.Reason != "flag" {
			t.Errorf("ended %+v", end)
		}
	}
	t.Run("a shutdown waits for it", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			tb, finds := fallen(t)
			go func() { time.Sleep(time.Second); finds <- false }()
			if err := tb.room.Seal(t.Context()); err != nil {
				t.Error(err)
			}
			isOver(t, tb)
		})
	})
	t.Run("a crash leaves the clocks stopped, as any does", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			tb, finds := fallen(t)
			go func() { time.Sleep(time.Second); finds <- false }()
			tb.cfg.CannotMate = nil
			tb.restart(0)
			if s := tb.snapshot(); s.Ended != nil || s.Stopped != "restart" {
				t.Errorf("ended %+v, stopped %q", s.Ended, s.Stopped)
			}
		})
	})
	t.Run("a proof that breaks down leaves the material to decide", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			tb := sitDownWith(t, oneMinute(), room.Config{CannotMate: func(game.Position, game.Side) bool { panic("out of board") }})
			tb.moves(tb.join(magpie), tb.join(jackdaw), "e2e4", "e7e5")
			time.Sleep(time.Minute + time.Second)
			synctest.Wait()
			isOver(t, tb)
		})
	})
}

func TestAFallenFlagIsADrawOnceItIsProvedThatNoMateCanCome(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := sitDownWith(t, locked(), room.Config{})
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
