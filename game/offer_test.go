package game

import (
	"testing"
	"time"
)

// opened is a game in which both have moved and White is to move.
func opened(t *testing.T) *table {
	t.Helper()
	g := sitDown(t, Setup{Control: fiveThree})
	g.play("e2e4", "e7e5")
	return g
}

func TestADrawIsAgreed(t *testing.T) {
	g := opened(t)
	g.do(White, Offer{Draw, g.s.On()})
	n, by, what, ok := g.s.OpenOffer()
	if n != g.s.N() || by != White || what != Draw || !ok {
		t.Fatalf("open offer %d %s %s %v", n, by, what, ok)
	}
	g.refused(White, Accept{n}, ErrNoOffer)
	g.refused(Black, Accept{n + 1}, ErrNoOffer)
	g.refused(Black, Accept{0}, ErrNoOffer)
	g.refused(Black, Offer{Draw, g.s.On()}, ErrNotNow)
	g.do(Black, Accept{n})
	g.ended(Drawn, Agreement)
}

func TestAMoveDeclinesTheOpponentsOffer(t *testing.T) {
	g := opened(t)
	g.do(Black, Offer{Draw, g.s.On()})
	offer := g.s.N()
	g.play("g1f3")
	if _, _, _, open := g.s.OpenOffer(); open {
		t.Error("the offer is still open")
	}
	g.refused(White, Accept{offer}, ErrStale)
}

func TestOnesOwnMoveKeepsADrawOfferAndWithdrawsATakeback(t *testing.T) {
	g := opened(t)
	g.do(White, Offer{Draw, g.s.On()})
	offer := g.s.N()
	g.play("g1f3")
	g.do(Black, Accept{offer})
	g.ended(Drawn, Agreement)

	g = opened(t)
	g.do(White, Offer{Takeback, g.s.On()})
	offer = g.s.N()
	events := g.do(White, Move{Text: "g1f3", On: g.s.On()})
	if len(events) != 2 || events[1] != (Declined{offer, Takeback}) {
		t.Errorf("events %v", events)
	}
	g.refused(Black, Accept{offer}, ErrStale)
}

func TestOffersAreDeclinedAndWithdrawn(t *testing.T) {
	for _, by := range []Side{White, Black} {
		g := opened(t)
		g.do(White, Offer{Draw, g.s.On()})
		offer := g.s.N()
		g.refused(by, Decline{offer + 1}, ErrNoOffer)
		g.do(by, Decline{offer})
		g.refused(by, Decline{offer}, ErrStale)
		g.refused(Black, Accept{offer}, ErrStale)
	}
}

func TestOffersBackOff(t *testing.T) {
	g := opened(t)
	for n, pause := range []time.Duration{0, 10 * time.Second, 40 * time.Second, 90 * time.Second} {
		if n > 0 {
			g.wait(pause - ms)
			g.refused(White, Offer{Draw, g.s.On()}, ErrNotNow)
			g.wait(ms)
		}
		g.do(White, Offer{Draw, g.s.On()})
		g.do(Black, Decline{g.s.N()})
	}
	g.do(Black, Offer{Draw, g.s.On()}) // the other side has not asked yet
	g.do(White, Decline{g.s.N()})
	g.do(White, Offer{Takeback, g.s.On()}) // another question
}

func TestOffersAreForThePositionTheyWereMadeIn(t *testing.T) {
	g := opened(t)
	on := g.s.On()
	g.play("g1f3")
	g.refused(Black, Offer{Draw, on}, ErrStale)
	g.refused(Black, Offer{"", g.s.On()}, ErrNoOffer)
	g.refused(Black, Offer{GoneWin, g.s.On()}, ErrNoOffer)
}

func TestNobodyOffersADrawBeforeBothHaveMoved(t *testing.T) {
	g := sitDown(t, Setup{Control: fiveThree})
	g.refused(White, Offer{Draw, 1}, ErrNotNow)
	g.refused(White, Offer{Takeback, 1}, ErrNotNow)
	g.play("e2e4")
	g.refused(Black, Offer{Takeback, g.s.On()}, ErrNotNow)
	g.do(White, Offer{Takeback, g.s.On()})
	g.do(Black, Accept{g.s.N()})
	if g.s.Ply() != 0 || g.s.Turn() != White {
		t.Errorf("ply %d, %s to move", g.s.Ply(), g.s.Turn())
	}
	if _, open := g.s.FirstMoveBy(); !open {
		t.Error("White's window is open again")
	}
	g.play("d2d4", "d7d5")
}

func TestATakebackUndoesTheAskersLastMove(t *testing.T) {
	g := opened(t)
	fen, on := g.s.FEN(), g.s.On()
	g.wait(10 * time.Second)
	g.play("g1f3")
	g.wait(20 * time.Second)
	g.do(White, Offer{Takeback, g.s.On()})
	g.do(Black, Accept{g.s.N()})
	if g.s.FEN() != fen || g.s.Turn() != White || lastMove(g.s) != "e7e5" || g.s.On() == on {
		t.Errorf("%s after %s", g.s.FEN(), lastMove(g.s))
	}
	if c := g.clocks(); c.White != 290*time.Second || c.Black != 280*time.Second {
		t.Errorf("time used stays used and the increment goes: %v", c)
	}
	g.wait(time.Second)
	if c := g.clocks(); c.White != 289*time.Second {
		t.Errorf("White's clock has %s and should run", c.White)
	}
	g.play("f1c4", "b8c6")
	if past := g.s.Moves(); len(past) != 4 || past[2].UCI != "f1c4" || past[2].Clocks.Black != 280*time.Second {
		t.Errorf("the past is %v", past)
	}

	g = opened(t)
	g.play("g1f3", "b8c6")
	g.do(White, Offer{Takeback, g.s.On()})
	g.do(Black, Accept{g.s.N()})
	if g.s.Ply() != 2 {
		t.Errorf("ply %d: the answer goes with the move", g.s.Ply())
	}
}

func TestATakebackNeverLeavesLessThanASecondOfMore(t *testing.T) {
	for _, c := range []struct {
		why       string
		left, inc time.Duration
		want      time.Duration
	}{
		{"the increment goes", 20 * time.Second, 3 * time.Second, 17 * time.Second},
		{"but a second stays", 3500 * ms, 3 * time.Second, time.Second},
		{"and what was less stays as it was", 700 * ms, 3 * time.Second, 700 * ms},
	} {
		g := sitDown(t, Setup{Control: Control{Base: time.Minute, Inc: c.inc}})
		g.play("e2e4", "e7e5", "g1f3")
		g.s.clock.left[White] = c.left
		if back := g.s.clocksBack(2, g.clocks()); back.White != c.want {
			t.Errorf("%s: %s, want %s", c.why, back.White, c.want)
		}
	}
}

func TestWhatCouldBeRepeatedComesBackWithATakeback(t *testing.T) {
	g := opened(t)
	g.play(shuffle...)
	g.play(shuffle[:3]...)
	g.play("d7d5") // a pawn move: nothing before it can come again
	if canClaimDraw(g.s) {
		t.Error("nothing to claim after a pawn move")
	}
	g.do(Black, Offer{Takeback, g.s.On()})
	g.do(White, Accept{g.s.N()})
	g.play("f6g8")
	if !canClaimDraw(g.s) {
		t.Error("the position is on the board for the third time")
	}
	g.refused(Black, Claim{What: Draw, On: g.s.On()}, ErrTurn)
	g.do(White, Claim{What: Draw, On: g.s.On()})
	g.ended(Drawn, Threefold)
}

func TestFiftyMovesAreClaimed(t *testing.T) {
	g := sitDown(t, Setup{FEN: "7k/8/5K2/8/8/8/8/6Q1 w - - 98 120"})
	g.play("g1g2", "h8h7")
	g.refused(White, Claim{What: Draw, On: 1}, ErrStale)
	g.do(White, Claim{What: Draw, On: g.s.On()})
	g.ended(Drawn, Fifty)
}

func TestOnlyTheGoneAreClaimedAgainst(t *testing.T) {
	g := sitDown(t, Setup{Control: fiveThree})
	g.refused(White, Claim{What: GoneWin, On: 1, Gone: true}, ErrNoClaim)
	g = opened(t)
	g.refused(White, Claim{What: Draw, On: g.s.On(), Gone: true}, ErrNoClaim)
	g.refused(White, Claim{What: GoneWin, On: g.s.On()}, ErrNoClaim)
	g.refused(White, Claim{What: Takeback, On: g.s.On(), Gone: true}, ErrNoClaim)
	g.do(Black, Claim{What: GoneWin, On: g.s.On(), Gone: true})
	g.ended(BlackWins, Abandonment)

	g = opened(t)
	g.do(Black, Claim{What: GoneDraw, On: g.s.On(), Gone: true})
	g.ended(Drawn, Abandonment)

	g = sitDown(t, Setup{FEN: "4k3/8/8/8/8/8/4P3/4K3 w - - 0 1"})
	g.play("e2e4", "e8e7")
	g.refused(Black, Claim{What: GoneWin, On: g.s.On(), Gone: true}, ErrNoClaim) // a bare king wins nothing
	g.do(Black, Claim{What: GoneDraw, On: g.s.On(), Gone: true})
}

func TestAGameIsAbortedUntilBothHaveMovedAndResignedAfter(t *testing.T) {
	g := sitDown(t, Setup{Control: fiveThree})
	g.play("e2e4")
	g.refused(White, Resign{}, ErrNotNow)
	g.do(Black, Abort{})
	g.ended(NoResult, Aborted)

	g = opened(t)
	g.refused(White, Abort{}, ErrNotNow)
	g.do(White, Resign{})
	g.ended(BlackWins, Resignation)

	g = opened(t)
	g.do(White, EndByServer{})
	g.ended(NoResult, ByServer)
}
