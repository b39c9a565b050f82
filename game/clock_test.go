package game

import (
	"testing"
	"time"
)

const ms = time.Millisecond

func TestTheClockIsPressed(t *testing.T) {
	for _, c := range []struct {
		why     string
		left    time.Duration
		inc     time.Duration
		thought time.Duration
		comp    time.Duration
		want    time.Duration
		fallen  bool
	}{
		{why: "thinking costs what it takes", left: 300_000 * ms, thought: 12_345 * ms, want: 287_655 * ms},
		{why: "the increment comes after the move", left: 300_000 * ms, inc: 3000 * ms, thought: 1000 * ms, want: 302_000 * ms},
		{why: "no thought costs nothing", left: 1000 * ms, want: 1000 * ms},
		{why: "a frame stamped before the turn began counts as its beginning", left: 1000 * ms, thought: -50 * ms, want: 1000 * ms},
		{why: "the last millisecond still counts", left: 1000 * ms, thought: 1000 * ms, want: 0},
		{why: "a millisecond more does not", left: 1000 * ms, thought: 1001 * ms, fallen: true},
		{why: "a fallen flag is not saved by the increment", left: 1000 * ms, inc: 5000 * ms, thought: 1001 * ms, fallen: true},
		{why: "the network's part is not charged", left: 1000 * ms, thought: 400 * ms, comp: 150 * ms, want: 750 * ms},
		{why: "compensation never gives time", left: 1000 * ms, thought: 100 * ms, comp: 300 * ms, want: 1000 * ms},
		{why: "compensation saves a move that was made in time", left: 1000 * ms, thought: 1150 * ms, comp: 150 * ms, want: 0},
		{why: "but not one that was not", left: 1000 * ms, thought: 1151 * ms, comp: 150 * ms, fallen: true},
	} {
		start := stampOf(noon)
		k := clock{left: [2]time.Duration{c.left, time.Minute}}.start(start)
		next, spent, granted, ok := k.press(start.add(c.thought), c.comp)
		next.left[White] += c.inc
		if ok == c.fallen {
			t.Errorf("%s: in time = %v", c.why, ok)
			continue
		}
		if !ok {
			continue
		}
		if next.left[White] != c.want || next.left[Black] != time.Minute {
			t.Errorf("%s: %v left, want %v", c.why, next.left, c.want)
		}
		if spent+granted != max(0, c.thought) {
			t.Errorf("%s: %s charged and %s granted of %s", c.why, spent, granted, c.thought)
		}
		if next.turn != Black || next.since != 0 {
			t.Errorf("%s: the turn has not ended", c.why)
		}
	}
}

func TestStampsAreCutBeforeAnyArithmetic(t *testing.T) {
	start, press := noon.Add(999*time.Microsecond), noon.Add(2*ms)
	k := clock{left: [2]time.Duration{time.Second, time.Second}}.start(stampOf(start))
	if next, _, _, _ := k.press(stampOf(press), 0); next.left[White] != 998*ms {
		t.Errorf("%s left: from the millisecond 0 to the millisecond 2 it is 2 ms", next.left[White])
	}
}

func TestLagIsGrantedWithinItsQuota(t *testing.T) {
	control := func(text string) Control {
		c, err := ParseControl(text)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	for text, want := range map[string]time.Duration{
		"1+0": 390 * ms, "0.5+0": 270 * ms, "3+2": time.Second, "5+3": time.Second, "180+180": time.Second,
	} {
		if got := lagGain(control(text)); got != want {
			t.Errorf("%s gains %s a move, want %s", text, got, want)
		}
	}
	c := control("1+0")
	for _, row := range []struct {
		why  string
		q    quota
		lag  time.Duration
		want time.Duration
	}{
		{"no sample, no compensation", quota{left: time.Second}, 0, 0},
		{"as much as was measured", quota{left: time.Second}, 120 * ms, 120 * ms},
		{"at most 300 ms a move", quota{left: time.Second}, 900 * ms, 300 * ms},
		{"at most what is left of the quota", quota{left: 50 * ms}, 120 * ms, 50 * ms},
		{"at most a twentieth of the clock a game", quota{left: time.Second, used: 2900 * ms}, 300 * ms, 100 * ms},
		{"nothing when the game's share is used up", quota{left: time.Second, used: 3000 * ms}, 300 * ms, 0},
		{"a delay that is no delay", quota{left: time.Second}, -5 * ms, 0},
		{"whole milliseconds", quota{left: time.Second}, 1999 * time.Microsecond, 1 * ms},
	} {
		if got := row.q.grant(row.lag, c); got != row.want {
			t.Errorf("%s: %s, want %s", row.why, got, row.want)
		}
	}
	full := quota{left: 7 * 390 * ms}
	if got := full.after(100*ms, c); got.left != 7*390*ms || got.used != 100*ms {
		t.Errorf("the quota holds seven gains and remembers what it gave: %v", got)
	}
}

func TestFirstMovesAreFreeAndThenTheClockRuns(t *testing.T) {
	g := sitDown(t, Setup{Control: fiveThree})
	g.wait(20 * time.Second)
	g.play("e2e4")
	g.wait(24 * time.Second)
	if _, running := g.s.Running(); running {
		t.Error("a clock runs during the first moves")
	}
	g.play("e7e5")
	if c := g.clocks(); c.White != 5*time.Minute || c.Black != 5*time.Minute {
		t.Errorf("first moves cost time or earned an increment: %v", c)
	}
	side, running := g.s.Running()
	if side != White || !running {
		t.Error("White's clock runs now")
	}
	g.wait(10 * time.Second)
	g.play("g1f3")
	if c := g.clocks(); c.White != 293*time.Second {
		t.Errorf("White has %s, want 4:53", c.White)
	}
	if at, ok := g.s.FlagAt(); !ok || !at.Equal(g.now.Add(5*time.Minute)) {
		t.Errorf("Black's flag falls at %s", at)
	}
}

func TestCommitTimeIsNobodys(t *testing.T) {
	g := sitDown(t, Setup{Control: fiveThree})
	g.play("e2e4", "e7e5")
	g.wait(time.Second)
	events, err := Apply(g.s, White, Move{Text: "g1f3", On: g.s.On()}, g.now)
	if err != nil {
		t.Fatal(err)
	}
	if err := g.s.Replay(White, events[0], g.now); err != nil {
		t.Fatal(err)
	}
	g.wait(40 * ms) // the disk
	g.s.Start(g.now)
	g.wait(time.Second)
	if c := g.clocks(); c.White != 302*time.Second || c.Black != 299*time.Second {
		t.Errorf("clocks %v", c)
	}
}

func TestAFirstMoveThatDoesNotComeAbortsTheGame(t *testing.T) {
	g := sitDown(t, Setup{Control: fiveThree})
	g.wait(25*time.Second - ms)
	g.refused(White, NoFirstMove{}, ErrNotNow)
	g.play("e2e4")
	g.wait(25*time.Second - ms)
	g.refused(White, NoFirstMove{}, ErrNotNow)
	g.wait(ms)
	if by, ok := g.s.FirstMoveBy(); !ok || !by.Equal(g.now) {
		t.Errorf("Black's window ends at %v %v, want now", by, ok)
	}
	g.do(White, NoFirstMove{})
	g.ended(NoResult, FirstMoveMissing)

	g = sitDown(t, Setup{Control: fiveThree})
	g.play("e2e4", "e7e5")
	g.wait(time.Hour)
	g.refused(White, NoFirstMove{}, ErrNotNow)
}

func TestALinkGameWaitsForItsSecondSeat(t *testing.T) {
	g := sitDown(t, Setup{Control: fiveThree, Link: true})
	if _, open := g.s.FirstMoveBy(); open {
		t.Error("nobody is hurried while a seat is free")
	}
	g.refused(White, Move{Text: "e2e4", On: 1}, ErrNotStarted)
	g.refused(White, Resign{}, ErrNotStarted)
	g.wait(time.Hour)
	g.do(Black, Sit{})
	g.refused(Black, Sit{}, ErrSeatTaken)
	if by, ok := g.s.FirstMoveBy(); !ok || by.Sub(g.now) != linkFirstMove {
		t.Errorf("the first move is due in %s", by.Sub(g.now))
	}
	g.play("e2e4")

	g = sitDown(t, Setup{Control: fiveThree, Link: true})
	g.do(White, Abort{})
	g.ended(NoResult, Aborted)
}

func TestTheFlagFalls(t *testing.T) {
	g := sitDown(t, Setup{Control: Control{Base: time.Minute}})
	g.play("e2e4", "e7e5")
	g.wait(time.Minute)
	g.refused(Black, Flag{}, ErrNotNow)
	g.wait(ms)
	g.refused(Black, Flag{Lag: 10 * ms}, ErrNotNow)
	g.refused(White, Move{Text: "g1f3", On: g.s.On()}, ErrFlagged)
	g.do(Black, Flag{})
	g.ended(BlackWins, FlagFell)
	if c := g.clocks(); c.White != 0 || c.Black != time.Minute {
		t.Errorf("clocks %v", c)
	}
}

func TestAMoveStampedWithinItsCompensationWins(t *testing.T) {
	g := sitDown(t, Setup{Control: Control{Base: time.Minute}})
	g.play("e2e4", "e7e5")
	g.wait(time.Minute + 100*ms)
	events := g.do(White, Move{Text: "g1f3", On: g.s.On(), Lag: 100 * ms})
	if m := events[0].(Moved); m.Lag != 100*ms || m.Spent != time.Minute || m.Clocks.White != 0 {
		t.Errorf("spent %s, lag %s, %s left", m.Spent, m.Lag, m.Clocks.White)
	}
}

func TestTheFlagOfAGameThatCannotBeWonIsADraw(t *testing.T) {
	g := sitDown(t, Setup{Control: Control{Base: time.Minute}, FEN: "4k3/8/8/8/8/8/4P3/4K3 w - - 0 1"})
	g.play("e2e4", "e8e7")
	g.wait(2 * time.Minute)
	g.do(White, Flag{})
	g.ended(Drawn, FlagDraw)
}

func TestWithoutClocksNothingRuns(t *testing.T) {
	g := sitDown(t, Setup{})
	g.play("e2e4", "e7e5")
	g.wait(100 * time.Hour)
	if _, ok := g.s.FlagAt(); ok || g.clocks() != (Clocks{}) {
		t.Error("an unlimited game has a clock")
	}
	g.refused(White, Flag{}, ErrNotNow)
	g.refused(White, GiveTime{}, ErrNotNow)
	g.refused(White, Stop{Why: "restart"}, ErrNotNow)
	g.play("g1f3")
}

func TestStoppedClocksStandUntilSomebodyMoves(t *testing.T) {
	g := sitDown(t, Setup{Control: fiveThree})
	g.refused(White, Stop{Why: "restart"}, ErrNotNow)
	g.play("e2e4", "e7e5")
	g.wait(10 * time.Second)
	g.do(White, Stop{Why: "restart"})
	g.wait(time.Hour)
	g.refused(White, Stop{Why: "restart"}, ErrNotNow)
	g.refused(White, Flag{}, ErrNotNow)
	if c := g.clocks(); c.White != 290*time.Second || g.s.Stopped() != "restart" {
		t.Errorf("%s left, stopped %q", c.White, g.s.Stopped())
	}
	events := g.do(White, Move{Text: "g1f3", On: g.s.On()})
	if m := events[0].(Moved); m.Spent != 10*time.Second || m.Clocks.White != 293*time.Second || g.s.Stopped() != "" {
		t.Errorf("the move after a stop was charged %s, %s are left", m.Spent, m.Clocks.White)
	}
	g.wait(time.Second)
	if c := g.clocks(); c.Black != 299*time.Second {
		t.Errorf("Black's clock does not run: %s", c.Black)
	}
	g.do(White, Stop{Why: "drain"})
	g.wait(time.Minute)
	g.do(White, Go{})
	g.refused(White, Go{}, ErrNotNow)
	g.wait(time.Second)
	if c := g.clocks(); c.Black != 298*time.Second {
		t.Errorf("after going on Black has %s", c.Black)
	}
}

func TestAStopFlagsNobody(t *testing.T) {
	g := sitDown(t, Setup{Control: fiveThree})
	g.play("e2e4", "e7e5")
	g.wait(time.Hour)
	g.do(White, Stop{Why: "restart"})
	if c := g.clocks(); c.White != ms {
		t.Errorf("%s left, want the last millisecond", c.White)
	}
}

func TestGivingTime(t *testing.T) {
	g := sitDown(t, Setup{Control: fiveThree})
	g.play("e2e4", "e7e5")
	g.wait(10 * time.Second)
	g.do(Black, GiveTime{})
	if c := g.clocks(); c.White != 305*time.Second || c.Black != 300*time.Second {
		t.Errorf("clocks %v", c)
	}
	g.do(White, GiveTime{})
	g.wait(5 * time.Second)
	g.play("g1f3")
	if c := g.clocks(); c.White != 303*time.Second || c.Black != 315*time.Second {
		t.Errorf("clocks %v", c)
	}
	if past := g.s.Moves(); past[2].Clocks != g.clocks() || past[1].Clocks.White != 300*time.Second {
		t.Errorf("the past remembers %v", past)
	}
	g.wait(time.Hour)
	g.refused(White, GiveTime{}, ErrFlagged)

	g = sitDown(t, Setup{Control: Control{Base: MaxBase}})
	for g.clocks().Black < fullClock-giveTime {
		g.do(White, GiveTime{})
	}
	g.do(White, GiveTime{})
	g.refused(White, GiveTime{}, ErrNotNow)
}
