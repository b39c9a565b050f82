package game

import (
	"errors"
	"testing"
)

func TestAPositionReadsMovesAsPeopleWriteThem(t *testing.T) {
	const fen = "3rk3/4P1p1/8/8/8/8/8/1N2KN2 w - - 0 40"
	pos, err := ParsePosition(fen)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		why, text, uci, san string
		err                 error
	}{
		{"UCI", "e7d8q", "e7d8q", "exd8=Q+", nil},
		{"SAN", "exd8=N", "e7d8n", "exd8=N", nil},
		{"more than SAN", "Nb1-d2!", "b1d2", "Nbd2", nil},
		{"a word", "resign", "", "", ErrBadMove},
		{"a move that is not legal", "Nb4", "", "", ErrIllegal},
		{"one of two knights", "Nd2", "", "", ErrAmbiguous},
	} {
		choice, err := pos.Read(c.text)
		if !errors.Is(err, c.err) || (err == nil) != (c.err == nil) {
			t.Errorf("%s: %v, want %v", c.why, err, c.err)
		}
		if err == nil && (choice.UCI() != c.uci || pos.SAN(choice) != c.san) {
			t.Errorf("%s: %s %s, want %s %s", c.why, choice.UCI(), pos.SAN(choice), c.uci, c.san)
		}
		if err == nil && choice.Capture() != (choice.To() == 59) {
			t.Errorf("%s: capture is %v", c.why, choice.Capture())
		}
	}
	if pos.FEN() != fen || pos.Number() != 40 || pos.Turn() != White {
		t.Errorf("%s, move %d, %v to move", pos.FEN(), pos.Number(), pos.Turn())
	}
}

func TestAPositionKnowsHowItIsOver(t *testing.T) {
	for _, c := range []struct {
		why, fen              string
		mate, stalemate, dead bool
		cannot                [2]bool // mate, White and Black, as far as it is proved
	}{
		{"the start", "", false, false, false, [2]bool{}},
		{"mate", "7k/6Q1/5K2/8/8/8/8/8 b - - 0 1", true, false, false, [2]bool{false, true}},
		{"stalemate", "7k/5Q2/6K1/8/8/8/8/8 b - - 0 1", false, true, false, [2]bool{true, true}},
		{"dead by material", "7k/8/6K1/8/8/8/8/8 b - - 0 1", false, false, true, [2]bool{true, true}},
		{"dead because the queen must be taken", "k7/1Q6/8/8/8/8/8/K7 b - - 0 1", false, false, false, [2]bool{true, true}},
	} {
		pos, err := ParsePosition(c.fen)
		if err != nil {
			t.Fatal(err)
		}
		if pos.Mate() != c.mate || pos.Stalemate() != c.stalemate || pos.Dead() != c.dead {
			t.Errorf("%s: mate %v, stalemate %v, dead %v", c.why, pos.Mate(), pos.Stalemate(), pos.Dead())
		}
		if got := [2]bool{pos.CannotMate(White), pos.CannotMate(Black)}; got != c.cannot {
			t.Errorf("%s: proved of both sides: %v, want %v", c.why, got, c.cannot)
		}
	}
}
