package board

import (
	"os"
	"testing"

	"github.com/go-json-experiment/json"
)

// read loads a table that several packages' tests share.
func read(t testing.TB, path string, into any) {
	t.Helper()
	raw, err := os.ReadFile("../../../testdata/" + path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, into); err != nil {
		t.Fatal(err)
	}
}

func parse(t testing.TB, fen string) *Position {
	t.Helper()
	p, err := ParseFEN(fen)
	if err != nil {
		t.Fatalf("ParseFEN(%q): %v", fen, err)
	}
	return p
}

func perft(p *Position, depth int) int {
	nodes := 0
	for _, next := range p.moves {
		if depth == 1 {
			nodes++
		} else {
			nodes += perft(next, depth-1)
		}
	}
	return nodes
}

type perftTable struct {
	Name  string `json:"name"`
	FEN   string `json:"fen"`
	Nodes []int  `json:"nodes"`
}

func perftTables(t testing.TB) (tables []perftTable) {
	t.Helper()
	read(t, "perft/perft.json", &tables)
	if len(tables) < 25 {
		t.Fatalf("only %d tables", len(tables))
	}
	return tables
}

func TestEveryPositionHasAsManyMovesAsThePublishedTablesSay(t *testing.T) {
	for _, table := range perftTables(t) {
		t.Run(table.Name, func(t *testing.T) {
			p := parse(t, table.FEN)
			for i, want := range table.Nodes[:min(perftDepth, len(table.Nodes))] {
				if got := perft(p, i+1); got != want {
					t.Errorf("depth %d: %d nodes, want %d", i+1, got, want)
				}
			}
		})
	}
}

func TestKeyTellsPositionsApartAsFIDE92Does(t *testing.T) {
	for _, c := range []struct {
		why, a, b string
		same      bool
	}{
		{
			"move counters do not matter",
			"r3k2r/8/8/8/8/8/8/R3K2R w KQkq - 0 1", "r3k2r/8/8/8/8/8/8/R3K2R w KQkq - 7 30", true,
		},
		{
			"the side to move matters",
			"r3k2r/8/8/8/8/8/8/R3K2R w KQkq - 0 1", "r3k2r/8/8/8/8/8/8/R3K2R b KQkq - 0 1", false,
		},
		{
			"a castling right matters",
			"r3k2r/8/8/8/8/8/8/R3K2R w KQkq - 0 1", "r3k2r/8/8/8/8/8/8/R3K2R w KQk - 0 1", false,
		},
		{
			"which castling right is left matters",
			"r3k2r/8/8/8/8/8/8/R3K2R w KQ - 0 1", "r3k2r/8/8/8/8/8/8/R3K2R w kq - 0 1", false,
		},
		{
			"an en-passant square nobody can use does not matter",
			"4k3/8/8/8/4P3/8/8/4K3 b - e3 0 1", "4k3/8/8/8/4P3/8/8/4K3 b - - 0 1", true,
		},
		{
			"a capture en passant that is possible matters",
			"4k3/8/8/8/3pP3/8/8/4K3 b - e3 0 1", "4k3/8/8/8/3pP3/8/8/4K3 b - - 0 1", false,
		},
		{
			"a pawn that is pinned cannot capture en passant, so the square does not matter",
			"8/8/8/8/k2pP2R/8/8/4K3 b - e3 0 1", "8/8/8/8/k2pP2R/8/8/4K3 b - - 0 1", true,
		},
		{
			"a piece elsewhere matters",
			"4k3/8/8/8/4P3/8/8/4K3 b - - 0 1", "4k3/8/8/8/3P4/8/8/4K3 b - - 0 1", false,
		},
	} {
		if same := parse(t, c.a).Key() == parse(t, c.b).Key(); same != c.same {
			t.Errorf("%s: equal keys = %v", c.why, same)
		}
	}
}

func TestFENComesBackWithTheEnPassantSquareOnlyWhenItCanBeUsed(t *testing.T) {
	for in, want := range map[string]string{
		"rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1":      "",
		"r3k2r/8/8/8/8/8/8/R3K2R b Kq - 12 345":                         "",
		"4k3/8/8/8/4P3/8/8/4K3 b - e3 0 1":                              "4k3/8/8/8/4P3/8/8/4K3 b - - 0 1",
		"4k3/8/8/8/3pP3/8/8/4K3 b - e3 0 1":                             "",
		"8/8/8/8/k2pP2R/8/8/4K3 b - e3 0 1":                             "8/8/8/8/k2pP2R/8/8/4K3 b - - 0 1",
		"rnbqkbnr/ppp1p1pp/8/3pPp2/8/8/PPPP1PPP/RNBQKBNR w KQkq f6 0 3": "",
	} {
		if want == "" {
			want = in
		}
		if got := parse(t, in).FEN(); got != want {
			t.Errorf("FEN of %q = %q, want %q", in, got, want)
		}
	}
}

func TestMoveNumberGrowsAfterBlack(t *testing.T) {
	p := Start()
	for _, step := range []struct{ uci, fen string }{
		{"e2e4", "rnbqkbnr/pppppppp/8/8/4P3/8/PPPP1PPP/RNBQKBNR b KQkq - 0 1"},
		{"g8f6", "rnbqkb1r/pppppppp/5n2/8/4P3/8/PPPP1PPP/RNBQKBNR w KQkq - 1 2"},
		{"e4e5", "rnbqkb1r/pppppppp/5n2/4P3/8/8/PPPP1PPP/RNBQKBNR b KQkq - 0 2"},
		{"d7d5", "rnbqkb1r/ppp1pppp/5n2/3pP3/8/8/PPPP1PPP/RNBQKBNR w KQkq d6 0 3"},
	} {
		m, _ := ParseMove(step.uci)
		_, next, _, ok := p.Play(m)
		if !ok || next.FEN() != step.fen {
			t.Fatalf("after %s: %v %q, want %q", step.uci, ok, next.FEN(), step.fen)
		}
		p = next
	}
}

func TestMovesAreWrittenAndRead(t *testing.T) {
	for _, c := range []struct{ why, fen, uci, canonical, san string }{
		{"castling as the king's two squares", "r3k2r/8/8/8/8/8/8/R3K2R w KQkq - 0 1", "e1g1", "e1g1", "O-O"},
		{"castling as king takes rook", "r3k2r/8/8/8/8/8/8/R3K2R w KQkq - 0 1", "e1a1", "e1c1", "O-O-O"},
		{"black castling as king takes rook", "r3k2r/8/8/8/8/8/8/R3K2R b KQkq - 0 1", "e8h8", "e8g8", "O-O"},
		{"a king that takes a rook of the other side only takes", "4k3/8/8/8/8/8/8/4Kr2 w - - 0 1", "e1f1", "e1f1", "Kxf1"},
		{"en passant", "4k3/8/8/8/3pP3/8/8/4K3 b - e3 0 1", "d4e3", "d4e3", "dxe3"},
		{"underpromotion with check", "8/4P1k1/8/8/8/8/8/4K3 w - - 0 1", "e7e8n", "e7e8n", "e8=N+"},
		{"two knights on one rank", "4k3/8/8/8/8/8/8/1N2KN2 w - - 0 1", "b1d2", "b1d2", "Nbd2"},
		{"three queens need file and rank", "8/7k/8/8/Q2Q4/8/8/3QK3 w - - 0 1", "d4a1", "d4a1", "Qd4a1"},
		{"mate", "7k/8/5K2/8/8/8/8/6Q1 w - - 0 1", "g1g7", "g1g7", "Qg7#"},
	} {
		m, ok := ParseMove(c.uci)
		if !ok {
			t.Fatalf("%s: %q is not read", c.why, c.uci)
		}
		played, _, san, ok := parse(t, c.fen).Play(m)
		if !ok || played.String() != c.canonical || san != c.san {
			t.Errorf("%s: %s %s %v, want %s %s", c.why, played, san, ok, c.canonical, c.san)
		}
	}
	for _, c := range []struct{ why, fen, uci string }{
		{"a promotion says to what", "8/4P1k1/8/8/8/8/8/4K3 w - - 0 1", "e7e8"},
		{"only pawns promote", "4k3/8/8/8/8/8/8/R3K3 w Q - 0 1", "a1a8q"},
		{"castling out of check", "4k3/8/8/8/8/8/4r3/R3K2R w KQ - 0 1", "e1g1"},
		{"castling without the right", "4k3/8/8/8/8/8/8/R3K2R w Q - 0 1", "e1h1"},
		{"from an empty square", "4k3/8/8/8/8/8/8/4K3 w - - 0 1", "e4e5"},
		{"the other side's piece", "4k3/8/8/8/8/8/8/4K3 w - - 0 1", "e8e7"},
		{"into check", "4k3/8/8/8/8/8/3q4/4K2R w K - 0 1", "h1h2"},
	} {
		m, _ := ParseMove(c.uci)
		if _, _, _, ok := parse(t, c.fen).Play(m); ok {
			t.Errorf("%s: %s was accepted", c.why, c.uci)
		}
	}
	for _, text := range []string{"", "e2", "e2e9", "i2e4", "e2e4x", "e7e8k", "e7e8Q", "E2E4", "e2e4q ", "e2 e4", "0000", "e2e2", "e2é4"} {
		if _, ok := ParseMove(text); ok {
			t.Errorf("%q was read as a move", text)
		}
	}
}

func TestAMoveThatTheLibraryDoesNotKnowIsWrittenInUCI(t *testing.T) {
	for uci, want := range map[string]string{"g1f3": "Nf3", "e2e5": "e2e5"} {
		m, _ := ParseMove(uci)
		if got := Start().SAN(m); got != want {
			t.Errorf("%s is written %s, want %s", uci, got, want)
		}
	}
}
