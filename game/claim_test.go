package game

import (
	"reflect"
	"testing"
	"time"
)

func TestADrawIsClaimedWithTheMoveThatBringsIt(t *testing.T) {
	third := append(append([]string{}, shuffle...), shuffle[:3]...) // one ply before the start for the third time
	for _, c := range []struct {
		why, fen string
		moves    []string
		by       Side
		claim    string
		err      error
		reason   Reason
		claimed  string
	}{
		{why: "the move that repeats", moves: third, by: Black, claim: "Ng8", reason: Threefold, claimed: "f6g8"},
		{why: "the same in UCI", moves: third, by: Black, claim: "f6g8", reason: Threefold, claimed: "f6g8"},
		{why: "another move does not repeat", moves: third, by: Black, claim: "d5", err: ErrNoClaim},
		{why: "the opponent claims with no move of his own", moves: third, by: White, claim: "Ng8", err: ErrTurn},
		{why: "an illegal move", moves: third, by: Black, claim: "Nxg8", err: ErrIllegal},
		{why: "text that is no move", moves: third, by: Black, claim: "please", err: ErrBadMove},
		{
			why: "a move that two knights can make", fen: "4k3/8/8/8/8/8/8/1N1NK3 w - - 99 80", moves: nil, by: White, claim: "Nc3", err: ErrAmbiguous,
		},
		{why: "what has been three times is not claimed with a move that leaves it", moves: append(append([]string{}, shuffle...), shuffle...), by: White, claim: "e4", err: ErrNoClaim},
		{
			why: "the move that completes the fifty", fen: "7k/8/5K2/8/8/8/8/6Q1 w - - 99 120", by: White, claim: "Qg2",
			reason: Fifty, claimed: "g1g2",
		},
		{why: "but one that mates wins instead", fen: "7k/8/5K2/8/8/8/8/6Q1 w - - 99 120", by: White, claim: "Qg7#", err: ErrNoClaim},
		{why: "or one that is stalemate", fen: "7k/8/6K1/8/8/8/8/5Q2 w - - 99 120", by: White, claim: "Qf7", err: ErrNoClaim},
		{why: "a pawn's move begins the count anew", fen: "7k/8/5K2/8/8/8/P7/6Q1 w - - 99 120", by: White, claim: "a3", err: ErrNoClaim},
		{
			why: "the move that completes the 75", fen: "7k/8/5K2/8/8/8/8/6Q1 w - - 149 180", by: White, claim: "Qg2",
			reason: Fifty, claimed: "g1g2",
		},
	} {
		g := sitDown(t, Setup{FEN: c.fen})
		g.play(c.moves...)
		if c.err != nil {
			before := look(g.s, g.now)
			g.refused(c.by, Claim{What: Draw, On: g.s.On(), Move: c.claim}, c.err)
			if after := look(g.s, g.now); !reflect.DeepEqual(before, after) {
				t.Errorf("%s: the refusal changed the game", c.why)
			}
			continue
		}
		fen := g.s.FEN()
		g.do(c.by, Claim{What: Draw, On: g.s.On(), Move: c.claim})
		g.ended(Drawn, c.reason)
		if end, _ := g.s.Ended(); end.Claimed != c.claimed || g.s.FEN() != fen {
			t.Errorf("%s: claimed with %q, the board shows %s", c.why, end.Claimed, g.s.FEN())
		}
	}
}

func TestNobodyClaimsADrawAfterTheFlag(t *testing.T) {
	g := timed(t, "1+0")
	for range 2 {
		g.play("g1f3", "g8f6", "f3g1", "f6g8")
	}
	g.wait(time.Minute + ms)
	g.refused(White, Claim{What: Draw, On: g.s.On()}, ErrFlagged)
	g.refused(White, Claim{What: Draw, On: g.s.On(), Move: "Nf3"}, ErrFlagged)
	g.do(White, Flag{})
	g.ended(BlackWins, FlagFell)
}

func TestMovesAreReadAsPeopleWriteThem(t *testing.T) {
	g := sitDown(t, Setup{Control: fiveThree})
	g.play("e4", "e5", "Ng1f3", "Nc6", "Bc4", "Bc5", "0-0")
	if lastMove(g.s) != "e1g1" {
		t.Errorf("%s", lastMove(g.s))
	}
	g.refused(Black, Move{"Nxd4", g.s.On(), 0}, ErrIllegal)
	g.refused(Black, Move{"Ne", g.s.On(), 0}, ErrBadMove)
	g = sitDown(t, Setup{FEN: "4k3/8/8/8/8/8/8/1N1NK3 w - - 0 1"})
	g.refused(White, Move{"Nc3", g.s.On(), 0}, ErrAmbiguous)
	g.play("Nbc3")
}

func TestWhoHasLeftIsNotClaimedAgainstWithAMove(t *testing.T) {
	g := sitDown(t, Setup{Control: fiveThree})
	g.play("e2e4", "e7e5")
	for _, what := range []What{GoneWin, GoneDraw} {
		g.refused(White, Claim{What: what, On: g.s.On(), Gone: true, Move: "Nf3"}, ErrNoClaim)
	}
	g.do(White, Claim{What: GoneWin, On: g.s.On(), Gone: true})
	g.ended(WhiteWins, Abandonment)
}

// TestWhatOnlyLooksRepeatedIsNot makes every position of a game look like the
// next: what counts is the positions themselves.
func TestWhatOnlyLooksRepeatedIsNot(t *testing.T) {
	g := sitDown(t, Setup{})
	g.play("g1f3", "g8f6", "f3g1", "f6g8", "g1f3", "g8f6")
	for i := range g.s.prints {
		g.s.prints[i] = printOf(g.s.pos)
	}
	if n := g.s.times(); n != 2 {
		t.Errorf("the position was on the board %d times, want 2", n)
	}
	next, _ := g.s.pos.Update(g.s.past.moves[2])
	for i := range g.s.prints {
		g.s.prints[i] = printOf(next)
	}
	if n := g.s.timesOf(next); n != 1 {
		t.Errorf("the next was on the board %d times, want 1", n)
	}
}
