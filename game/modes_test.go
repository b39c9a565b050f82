package game

import (
	"testing"
	"time"
)

// timed sits down to a game with this control, in which both have made their first move.
func timed(t *testing.T, control string) *table {
	t.Helper()
	c, err := ParseControl(control)
	if err != nil {
		t.Fatal(err)
	}
	g := sitDown(t, Setup{Control: c})
	g.play("e2e4", "e7e5")
	return g
}

// thinks lets the side to move think for so long before it moves.
func (g *table) thinks(d time.Duration, move string) Moved {
	g.t.Helper()
	return g.lags(d, move, 0)
}

// lags is thinks over a connection with this delay.
func (g *table) lags(d time.Duration, move string, lag time.Duration) Moved {
	g.t.Helper()
	g.wait(d)
	return g.do(g.s.Turn(), Move{move, g.s.On(), lag})[0].(Moved)
}

const second = time.Second

func TestWhatATurnCostsInEachMode(t *testing.T) {
	for _, c := range []struct {
		why     string
		control string
		turn    func(*table) // White's, which has one minute, but for its move
		thinks  time.Duration
		lag     time.Duration
		white   time.Duration
		spent   time.Duration
		granted time.Duration
	}{
		{why: "Fischer: what is left and the increment", control: "1+5", thinks: 7 * second, white: 58 * second, spent: 7 * second},
		{why: "Fischer: time saved is kept", control: "1+5", thinks: second, white: 64 * second, spent: second},
		{why: "Fischer: the last millisecond counts", control: "1+5", thinks: 60 * second, white: 5 * second, spent: 60 * second},

		{why: "delay: a move within it costs nothing, and saves nothing", control: "1d5", thinks: 3 * second, white: 60 * second},
		{why: "delay: its last millisecond still costs nothing", control: "1d5", thinks: 5 * second, white: 60 * second},
		{why: "delay: then the clock counts", control: "1d5", thinks: 5*second + ms, white: 60*second - ms, spent: ms},
		{why: "delay: the last millisecond is that of delay and clock", control: "1d5", thinks: 65 * second, white: 0, spent: 60 * second},
		{
			why: "delay: a gift within it neither renews nor loses it", control: "1d5",
			turn:   func(g *table) { g.wait(3 * second); g.do(Black, GiveTime{}) },
			thinks: 3 * second, white: 74 * second, spent: second,
		},
		{
			why: "delay: neither does a gift to the opponent", control: "1d5",
			turn:   func(g *table) { g.wait(3 * second); g.do(White, GiveTime{}); g.wait(second); g.do(White, GiveTime{}) },
			thinks: 2 * second, white: 59 * second, spent: second,
		},
		{
			why: "delay: neither does a stop", control: "1d5",
			turn:   func(g *table) { g.wait(3 * second); g.do(White, Stop{"drain"}); g.wait(time.Hour); g.do(White, Go{}) },
			thinks: 3 * second, white: 59 * second, spent: second,
		},
		{
			why: "delay: a gift after it does not renew it", control: "1d5",
			turn:   func(g *table) { g.wait(6 * second); g.do(Black, GiveTime{}) },
			thinks: second, white: 73 * second, spent: 2 * second,
		},
		{why: "delay: no lag is granted on time that costs nothing", control: "1d5", thinks: 4 * second, lag: 200 * ms, white: 60 * second},
		{why: "delay: and only as much as would be charged", control: "1d5", thinks: 5*second + 80*ms, lag: 200 * ms, white: 60 * second, granted: 80 * ms},
		{
			why: "delay: a stall within it gives it back", control: "1d5",
			turn:   func(g *table) { g.wait(3 * second); g.do(White, Credit{2 * second}) },
			thinks: 5 * second, white: 59 * second, spent: second,
		},
		{
			why: "delay: a stall beyond it gives back the clock before the delay", control: "1d5",
			turn:   func(g *table) { g.wait(7 * second); g.do(White, Credit{4 * second}) },
			thinks: 4 * second, white: 58 * second, spent: 2 * second,
		},

		{why: "Bronstein: a short thought is given back", control: "1b5", thinks: 3 * second, white: 60 * second, spent: 3 * second},
		{why: "Bronstein: as is one of just the increment", control: "1b5", thinks: 5 * second, white: 60 * second, spent: 5 * second},
		{why: "Bronstein: a long one costs what is beyond", control: "1b5", thinks: 7 * second, white: 58 * second, spent: 7 * second},
		{why: "Bronstein: the clock may run to its last millisecond", control: "1b5", thinks: 60 * second, white: 5 * second, spent: 60 * second},
		{
			why: "Bronstein: a gift in its middle does not split the thought", control: "1b5",
			turn:   func(g *table) { g.wait(3 * second); g.do(Black, GiveTime{}) },
			thinks: 3 * second, white: 74 * second, spent: 6 * second,
		},
		{
			why: "Bronstein: nor does a stop", control: "1b5",
			turn:   func(g *table) { g.wait(4 * second); g.do(White, Stop{"storage"}); g.wait(time.Hour) },
			thinks: 0, white: 60 * second, spent: 4 * second,
		},
		{why: "Bronstein: what the network took is not given back twice", control: "1b5", thinks: 3*second + 200*ms, lag: 200 * ms, white: 60 * second, spent: 3 * second, granted: 200 * ms},
		{
			why: "Bronstein: nor is what a stall took", control: "1b5",
			turn:   func(g *table) { g.wait(4 * second); g.do(White, Credit{2 * second}) },
			thinks: 4 * second, white: 59 * second, spent: 6 * second,
		},

		{
			why: "the network's part may lie before a gift", control: "1+0",
			turn:   func(g *table) { g.wait(second); g.do(Black, GiveTime{}) },
			thinks: 50 * ms, lag: 200 * ms, white: 74*second + 150*ms, spent: 850 * ms, granted: 200 * ms,
		},
		{
			why: "a stall gives back no more than the turn has taken", control: "1+0",
			turn:   func(g *table) { g.wait(second); g.do(White, Credit{time.Minute}) },
			thinks: second, white: 59 * second, spent: second,
		},
		{
			why: "what a stall made of a fallen flag is given back", control: "1+0",
			turn:   func(g *table) { g.wait(61 * second); g.do(White, Credit{3 * second}) },
			thinks: second, white: second, spent: 59 * second,
		},
	} {
		g := timed(t, c.control)
		if c.turn != nil {
			c.turn(g)
		}
		m := g.lags(c.thinks, "g1f3", c.lag)
		if m.Clocks.White != c.white || m.Spent != c.spent || m.Lag != c.granted {
			t.Errorf("%s: %s left, %s spent, %s granted; want %s, %s, %s", c.why, m.Clocks.White, m.Spent, m.Lag, c.white, c.spent, c.granted)
		}
		if past := g.s.Moves(); past[2].Clocks != m.Clocks {
			t.Errorf("%s: the past remembers %v, it was %v", c.why, past[2].Clocks, m.Clocks)
		}
	}
}

func TestAMillisecondTooLateInEachMode(t *testing.T) {
	for control, flag := range map[string]time.Duration{"1+5": 60 * second, "1d5": 65 * second, "1b5": 60 * second, "2/1+5:1+5": 60 * second} {
		g := timed(t, control)
		if at, ok := g.s.FlagAt(); !ok || at.Sub(g.now) != flag {
			t.Errorf("%s: the flag falls after %s, want %s", control, at.Sub(g.now), flag)
		}
		g.wait(flag)
		g.refused(White, Flag{}, ErrNotNow)
		g.wait(ms)
		g.refused(White, Move{"g1f3", g.s.On(), 0}, ErrFlagged)
		g.refused(White, Claim{What: Draw, On: g.s.On()}, ErrNoClaim)
		g.do(White, Flag{})
		g.ended(BlackWins, FlagFell)
	}
}

func TestADelayIsNotSaved(t *testing.T) {
	g := timed(t, "1d5")
	g.thinks(0, "g1f3")
	g.thinks(0, "b8c6")
	if m := g.thinks(6*second, "f1c4"); m.Clocks.White != 59*second {
		t.Errorf("%s left: what was not used of the delay is lost", m.Clocks.White)
	}
}

func TestTheDelayIsSeen(t *testing.T) {
	g := timed(t, "1d5")
	for _, c := range []struct {
		why  string
		do   func()
		want time.Duration
	}{
		{"at first all of it", func() {}, 5 * second},
		{"it goes", func() { g.wait(2 * second) }, 3 * second},
		{"a gift leaves it", func() { g.do(Black, GiveTime{}) }, 3 * second},
		{"a stop keeps it", func() { g.do(White, Stop{"drain"}); g.wait(time.Hour) }, 3 * second},
		{"and it goes on", func() { g.do(White, Go{}); g.wait(second) }, 2 * second},
		{"to nothing", func() { g.wait(time.Minute) }, 0},
		{"the opponent has one too", func() { g.play("g1f3") }, 5 * second},
		{"and who takes back has it again", func() { g.wait(second); takeBack(g, White) }, 5 * second},
		{"nobody has after the end", func() { g.do(White, Resign{}) }, 0},
	} {
		if c.do(); g.s.Delay(g.now) != c.want {
			t.Errorf("%s: %s, want %s", c.why, g.s.Delay(g.now), c.want)
		}
	}
	if d := timed(t, "1b5").s.Delay(noon); d != 0 {
		t.Errorf("Bronstein's clock waits %s", d)
	}
}

func TestALogKeepsWhatIsLeftOfADelay(t *testing.T) {
	g := timed(t, "1d5")
	g.wait(3 * second)
	g.do(White, Stop{"restart"})
	s := g.fromLog()
	if s.Delay(g.now) != 2*second {
		t.Errorf("%s of the delay are left, want 2 s", s.Delay(g.now))
	}
}

func TestACreditDoesNotSaveAFlagThatFellAllTheSame(t *testing.T) {
	g := timed(t, "1+0")
	g.wait(63*second + ms)
	g.do(White, Credit{3 * second})
	g.refused(White, Move{"g1f3", g.s.On(), 0}, ErrFlagged)
	g.do(White, Flag{})
	g.ended(BlackWins, FlagFell)

	g = timed(t, "1+0")
	g.wait(63 * second)
	g.do(White, Credit{3 * second})
	g.refused(White, Flag{}, ErrNotNow)
	if m := g.thinks(0, "g1f3"); m.Clocks.White != 0 || m.Spent != 60*second {
		t.Errorf("%s left, %s spent", m.Clocks.White, m.Spent)
	}
}

func TestAStallLongerThanTheWholeClockIsGivenBack(t *testing.T) {
	for control, want := range map[string]time.Duration{"0.05+0": second, "0.05d1": 2 * second, "0.05b1": 2 * second, "0.05+1": 2 * second} {
		g := timed(t, control)
		g.wait(2*second + 10*second)
		given := g.do(White, Credit{10 * second})[0].(Credited)
		if given.Amount != 10*second || given.Clocks.White > 3*second {
			t.Errorf("%s: credited %+v", control, given)
		}
		g.refused(White, Flag{}, ErrNotNow)
		if m := g.thinks(0, "g1f3"); m.Clocks.White != want || m.Clocks.Black != 3*second {
			t.Errorf("%s: after 2 s of thinking and 10 s of standing still the clocks show %v", control, m.Clocks)
		}
	}
	g := timed(t, "0.05+0")
	g.wait(3*second + ms + 10*second)
	g.do(White, Credit{10 * second})
	g.refused(White, Move{"g1f3", g.s.On(), 0}, ErrFlagged)
	g.do(White, Flag{})
}

func TestThereIsNothingToCredit(t *testing.T) {
	g := sitDown(t, Setup{Control: fiveThree})
	g.wait(second)
	g.refused(White, Credit{second}, ErrNotNow) // first moves are free
	g = timed(t, "5+3")
	g.refused(White, Credit{second}, ErrNotNow) // no time has run
	g.wait(second)
	g.refused(White, Credit{0}, ErrNotNow)
	g.refused(White, Credit{-second}, ErrNotNow)
	g = sitDown(t, Setup{})
	g.play("e2e4", "e7e5")
	g.wait(second)
	g.refused(White, Credit{second}, ErrNotNow)
}

func TestTheFortiethMoveBringsTime(t *testing.T) {
	c, err := ParseControl("40/90+30:30+60")
	if err != nil {
		t.Fatal(err)
	}
	g := sitDown(t, Setup{Control: c})
	moves := longGame(t, 84)
	g.play(moves[:78]...)
	const played = 90*time.Minute + 38*30*second // a first move earns nothing
	if c := g.clocks(); c.White != played || c.Black != played {
		t.Errorf("before the 40th moves: %v", c)
	}
	g.play(moves[78])
	if c := g.clocks(); c.White != played+30*time.Minute+30*second || c.Black != played {
		t.Errorf("after White's 40th move: %v", c)
	}
	g.play(moves[79:]...)
	if c := g.clocks(); c.White != played+32*time.Minute+30*second || c.Black != c.White {
		t.Errorf("with two increments of the second stage: %v", c)
	}
}

func TestStages(t *testing.T) {
	const control = "2/1+1:1/0.5+5:2+7"
	for _, c := range []struct {
		why   string
		fen   string
		moves []string // each made after a second
	}{
		{"each side's own moves count", "", []string{"e2e4", "e7e5", "g1f3", "b8c6", "f1c4", "g8f6", "d2d3", "d7d6"}},
		{"also where Black begins", "4k3/7p/8/8/8/8/P7/4K3 b - - 0 40", []string{"h7h5", "a2a4", "h5h4", "a4a5", "h4h3", "a5a6", "h3h2", "a6a7"}},
	} {
		parsed, err := ParseControl(control)
		if err != nil {
			t.Fatal(err)
		}
		g := sitDown(t, Setup{Control: parsed, FEN: c.fen})
		want := []time.Duration{
			60 * second,                 // the first move is free
			(60 - 1 + 1 + 30) * second,  // the second ends the first stage
			(90 - 1 + 5 + 120) * second, // the third is all of the second
			(214 - 1 + 7) * second,      // the fourth earns what the third stage gives
		}
		for i, move := range c.moves {
			turn := g.s.Turn()
			if m := g.thinks(second, move); m.Clocks.Of(turn) != want[i/2] {
				t.Errorf("%s: %s has %s after its move %d, want %s", c.why, turn, m.Clocks.Of(turn), i/2+1, want[i/2])
			}
		}
	}
}

func TestAStageOfOneMoveEndsWithTheFreeOne(t *testing.T) {
	g := timed(t, "1/1d0:2d5")
	if c := g.clocks(); c.White != 3*time.Minute || c.Black != 3*time.Minute {
		t.Errorf("%v after the first moves", c)
	}
	if g.s.Delay(g.now) != 5*second {
		t.Error("the delay of the second stage holds from the second move on")
	}
}

func TestTheFlagFallsInTheSecondStage(t *testing.T) {
	g := timed(t, "2/1+1:1+2")
	g.thinks(30*second, "g1f3") // 31 s and a minute more
	g.thinks(0, "b8c6")
	g.wait(91 * second)
	g.refused(White, Flag{}, ErrNotNow)
	g.wait(ms)
	g.do(White, Flag{})
	g.ended(BlackWins, FlagFell)
}

func TestATakebackTakesWhatTheMovesEarned(t *testing.T) {
	for _, c := range []struct {
		why     string
		control string
		play    func(*table)
		white   time.Duration
		black   time.Duration
	}{
		{
			"Fischer: the increments go, time used stays used", "1+5",
			func(g *table) { g.thinks(7*second, "g1f3"); g.thinks(8*second, "b8c6"); g.wait(second) }, 52 * second, 52 * second,
		},
		{
			"delay: there is nothing to go", "1d5",
			func(g *table) { g.thinks(7*second, "g1f3"); g.thinks(8*second, "b8c6"); g.wait(6 * second) }, 57 * second, 57 * second,
		},
		{
			"Bronstein: what was given back goes", "1b5",
			func(g *table) { g.thinks(3*second, "g1f3"); g.thinks(8*second, "b8c6"); g.wait(second) }, 56 * second, 52 * second,
		},
		{
			"the base of a stage goes too", "2/1+1:30+5",
			func(g *table) { g.thinks(10*second, "g1f3"); g.thinks(20*second, "b8c6") }, 50 * second, 40 * second,
		},
		{
			"but a second stays", "2/1+1:30+5",
			func(g *table) { g.thinks(60*second, "g1f3"); g.thinks(0, "b8c6") }, second, 60 * second,
		},
	} {
		g := timed(t, c.control)
		c.play(g)
		takeBack(g, White)
		if got := g.clocks(); got.White != c.white || got.Black != c.black {
			t.Errorf("%s: %v, want %s and %s", c.why, got, c.white, c.black)
		}
	}
}

func TestATakebackAcrossAStageIsCountedAgain(t *testing.T) {
	g := timed(t, "2/1+1:30+5")
	g.thinks(10*second, "g1f3")
	if c := g.clocks(); c.White != 30*time.Minute+51*second {
		t.Fatalf("%s", c.White)
	}
	takeBack(g, White)
	if m := g.thinks(0, "f1c4"); m.Clocks.White != 30*time.Minute+51*second {
		t.Errorf("%s: the second move ends the first stage again, and earns its increment", m.Clocks.White)
	}
	g.play("b8c6")
	if m := g.thinks(0, "g1f3"); m.Clocks.White != 30*time.Minute+56*second {
		t.Errorf("%s: the third is of the second stage", m.Clocks.White)
	}
	for i, want := range []time.Duration{60 * second, 60 * second, 30*time.Minute + 51*second} {
		if got := g.s.Moves()[i].Clocks.White; got != want {
			t.Errorf("the past has White at %s after ply %d, want %s", got, i+1, want)
		}
	}
}
