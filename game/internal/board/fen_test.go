package board

import (
	"errors"
	"strings"
	"testing"
)

func TestFENIsRefusedForANamedReason(t *testing.T) {
	for _, c := range []struct {
		why, fen string
		want     error
	}{
		{"nothing at all", "", ErrFields},
		{"five fields", "8/8/8/8/8/8/8/K1k5 w - - 0", ErrFields},
		{"two spaces", "8/8/8/8/8/8/8/K1k5  w - - 0 1", ErrFields},
		{"a megabyte", strings.Repeat("8/", 1<<19), ErrFields},
		{"seven ranks", "8/8/8/8/8/8/K1k5 w - - 0 1", ErrBoard},
		{"nine files", "8/8/8/8/8/8/8/K1k6 w - - 0 1", ErrBoard},
		{"seven files", "8/8/8/8/8/8/8/K1k4 w - - 0 1", ErrBoard},
		{"two digits beside each other", "44/8/8/8/8/8/8/K1k5 w - - 0 1", ErrBoard},
		{"a nine", "9/8/8/8/8/8/8/K1k5 w - - 0 1", ErrBoard},
		{"an unknown piece", "8/8/8/8/8/8/8/K1k4x w - - 0 1", ErrBoard},
		{"no side", "8/8/8/8/8/8/8/K1k5 x - - 0 1", ErrSide},
		{"no black king", "8/8/8/8/8/8/8/K7 w - - 0 1", ErrKings},
		{"two white kings", "8/8/8/8/8/8/8/K1k4K w - - 0 1", ErrKings},
		{"a pawn on the first rank", "8/8/8/8/8/8/8/K1k4P w - - 0 1", ErrPawns},
		{"a pawn on the last rank", "p7/8/8/8/8/8/8/K1k5 w - - 0 1", ErrPawns},
		{"nine pawns", "8/8/8/8/8/P7/PPPPPPPP/K1k5 w - - 0 1", ErrCrowd},
		{"seventeen pieces", "8/8/8/8/8/NNNNNNNN/NNNNNNNN/K1k5 w - - 0 1", ErrCrowd},
		{"a castling right without a rook", "4k3/8/8/8/8/8/8/4K3 w K - 0 1", ErrCastling},
		{"a castling right with the king elsewhere", "4k3/8/8/8/8/8/8/R2K4 w Q - 0 1", ErrCastling},
		{"castling rights out of order", "r3k2r/8/8/8/8/8/8/R3K2R w kqKQ - 0 1", ErrCastling},
		{"a castling right twice", "r3k2r/8/8/8/8/8/8/R3K2R w KK - 0 1", ErrCastling},
		{"rights and none of them", "r3k2r/8/8/8/8/8/8/R3K2R w K- - 0 1", ErrCastling},
		{"an en-passant square without a pawn", "4k3/8/8/8/8/8/8/4K3 b - e3 0 1", ErrEnPassant},
		{"an en-passant square on the wrong rank", "4k3/8/8/8/4P3/8/8/4K3 b - e4 0 1", ErrEnPassant},
		{"an en-passant square of the side to move", "4k3/8/8/8/4P3/8/8/4K3 w - e3 0 1", ErrEnPassant},
		{"a double step that was not the last move", "4k3/8/8/3pP3/8/8/8/4K3 w - d6 1 90", ErrEnPassant},
		{"a pawn that came from an occupied square", "4k3/8/8/8/4P3/8/4P3/4K3 b - e3 0 1", ErrEnPassant},
		{"a negative counter", "4k3/8/8/8/8/8/8/4K3 w - - -1 1", ErrCounters},
		{"move zero", "4k3/8/8/8/8/8/8/4K3 w - - 0 0", ErrCounters},
		{"a counter beyond the 75 moves", "4k3/8/8/8/8/8/8/4K3 w - - 151 200", ErrCounters},
		{"a counter with a leading zero", "4k3/8/8/8/8/8/8/4K3 w - - 00 1", ErrCounters},
		{"the opponent in check by a rook", "4k3/8/8/8/8/8/8/K3R3 w - - 0 1", ErrInCheck},
		{"the opponent in check by a bishop", "4k3/8/8/1B6/8/8/8/K7 w - - 0 1", ErrInCheck},
		{"the opponent in check by a knight", "4k3/8/3N4/8/8/8/8/K7 w - - 0 1", ErrInCheck},
		{"the opponent in check by a white pawn", "4k3/3P4/8/8/8/8/8/K7 w - - 0 1", ErrInCheck},
		{"the opponent in check by a black pawn", "4k3/8/8/8/8/8/3p4/4K3 b - - 0 1", ErrInCheck},
		{"three pieces give check", "4k3/8/3N1N2/8/4R3/8/8/4K3 b - - 0 1", ErrChecks},
		{"the kings side by side", "8/8/8/8/8/8/8/Kk6 w - - 0 1", ErrInCheck},
	} {
		if _, err := ParseFEN(c.fen); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.why, err, c.want)
		}
	}
	for why, fen := range map[string]string{
		"a pawn behind a king gives no check": "8/3P4/4k3/8/8/8/8/K7 w - - 0 1",
		"a rook behind a pawn gives no check": "4k3/4p3/8/8/8/8/8/K3R3 w - - 0 1",
		"the side to move may be in check":    "4k3/8/8/8/8/8/8/K3R3 b - - 0 1",
		"two pieces may give check":           "4k3/8/5N2/8/8/8/8/K3R3 b - - 0 1",
	} {
		if _, err := ParseFEN(fen); err != nil {
			t.Errorf("%s: %v", why, err)
		}
	}
}

func TestAPositionIsReadAgainHoweverLongTheGame(t *testing.T) {
	for fen, want := range map[string]string{
		"4k3/8/8/8/8/8/8/R3K3 b - - 0 9999":   "3k4/8/8/8/8/8/8/R3K3 w - - 1 9999",
		"4k3/8/8/8/8/8/8/R3K3 b - - 150 200":  "3k4/8/8/8/8/8/8/R3K3 w - - 150 201",
		"4k3/8/8/8/8/8/8/R3K3 b - - 149 9998": "3k4/8/8/8/8/8/8/R3K3 w - - 150 9999",
	} {
		m, _ := ParseMove("e8d8")
		next, ok := parse(t, fen).Update(m)
		if !ok || next.FEN() != want {
			t.Fatalf("%s leads to %s", fen, next.FEN())
		}
		if _, err := ParseFEN(want); err != nil {
			t.Error(err)
		}
	}
}

func FuzzFEN(f *testing.F) {
	for _, fen := range []string{
		"rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1",
		"r3k2r/p1ppqpb1/bn2pnp1/3PN3/1p2P3/2N2Q1p/PPPBBPPP/R3K2R w KQkq - 0 1",
		"8/8/8/8/k2pP2R/8/8/4K3 b - e3 0 1",
		"8/8/8/8/8/8/8/K1k5 w - - 149 9999",
		"",
	} {
		f.Add(fen)
	}
	f.Fuzz(func(t *testing.T, fen string) {
		p, err := ParseFEN(fen)
		if err != nil {
			return
		}
		again, err := ParseFEN(p.FEN())
		if err != nil {
			t.Fatalf("what was written is refused: %q: %v", p.FEN(), err)
		}
		if again.FEN() != p.FEN() || again.Key() != p.Key() {
			t.Fatalf("%q came back as %q", p.FEN(), again.FEN())
		}
		agree(t, p, asLibrary(t, fen))
		for _, l := range p.Legal() {
			next := p.After(l)
			if next.checkers(p.Turn()) != 0 {
				t.Fatalf("%s in %q leaves the king in check", l, fen)
			}
			if _, err := ParseFEN(next.FEN()); err != nil {
				t.Fatalf("%s in %q leads to %q: %v", l, fen, next.FEN(), err)
			}
		}
	})
}

func FuzzMove(f *testing.F) {
	for _, uci := range []string{"e2e4", "e7e8q", "e1h1", "0000", "e4e5q", "e2e2"} {
		f.Add(uci)
	}
	positions := []*Position{
		Start(),
		parse(f, "r3k2r/p1ppqpb1/bn2pnp1/3PN3/1p2P3/2N2Q1p/PPPBBPPP/R3K2R w KQkq - 0 1"),
		parse(f, "n1n5/PPPk4/8/8/8/8/4Kppp/5N1N b - - 0 1"),
	}
	f.Fuzz(func(t *testing.T, uci string) {
		m, ok := ParseMove(uci)
		if !ok {
			return
		}
		if m.String() != uci {
			t.Fatalf("%q came back as %q", uci, m)
		}
		for _, p := range positions {
			played, next, san, ok := p.Play(m)
			if !ok {
				continue
			}
			found := false
			for _, l := range p.Legal() {
				found = found || l.Move == played
			}
			if !found || next == nil || san == "" {
				t.Fatalf("%s is no move of %s", played, p.FEN())
			}
		}
	})
}
