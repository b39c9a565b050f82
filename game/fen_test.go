package game

import (
	"testing"
)

func TestEveryFENThatIsRefusedHasItsReasonInASentence(t *testing.T) {
	for fen, want := range map[string]string{
		"4k3/8/8/8/8/8/4P3/4K3 w -":                                            "A FEN has six fields, with one space between them.",
		"4k3/8/8/8/8/8/4X3/4K3 w - - 0 1":                                      "The board is eight ranks of eight squares, with the pieces KQRBNP and kqrbnp.",
		"4k3/8/8/8/8/8/4P3/4K3 x - - 0 1":                                      "The side to move is written w or b.",
		"4k3/8/8/8/8/8/4P3/8 w - - 0 1":                                        "Each side needs exactly one king.",
		"rnbqkbnr/pppppppp/8/8/8/4P3/PPPPPPPP/RNBQKBN1 w kq - 0 1":             "A side has at most 16 pieces, and at most 8 of them are pawns.",
		"4k2P/8/8/8/8/8/8/4K3 w - - 0 1":                                       "No pawn can stand on the first or the last rank.",
		"4k3/8/8/8/8/8/4P3/4K3 w K - 0 1":                                      "Castling rights are written KQkq in that order, and each needs its king and rook at home.",
		"rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq e6 0 1":            "The en-passant square must be behind a pawn that has just moved two squares.",
		"4k3/8/8/8/8/8/4P3/4K3 w - - x 1":                                      "The last two fields count half moves (0 to 150) and moves (1 to 9999).",
		"4k3/4R3/8/8/8/8/8/4K3 w - - 0 1":                                      "The side that is not to move must not be in check.",
		"4k3/8/3N1N2/8/4R3/8/8/4K3 b - - 0 1":                                  "At most two pieces can give check at once.",
		"7k/5Q2/6K1/8/8/8/8/8 b - - 0 1":                                       "The game would be over before the first move.",
		"4k3/8/8/8/8/8/8/4K3 w - - 0 1":                                        "The game would be over before the first move.",
		"rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1":             "",
		"r3k2r/p1ppqpb1/bn2pnp1/3PN3/1p2P3/2N2Q1p/PPPBBPPP/R3K2R w KQkq - 0 1": "",
	} {
		_, err := New(Setup{FEN: fen})
		if got := FENReason(err); got != want || (err == nil) != (want == "") {
			t.Errorf("%s: %v: %q", fen, err, got)
		}
	}
	if got := FENReason(ErrControl); got != "" {
		t.Errorf("a clock is no position: %q", got)
	}
}
