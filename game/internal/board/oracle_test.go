package board

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/notnil/chess"
)

// asLibrary is the position as the library reads it.
func asLibrary(t testing.TB, fen string) *chess.Position {
	t.Helper()
	var p chess.Position
	if err := p.UnmarshalText([]byte(fen)); err != nil {
		t.Fatal(err)
	}
	return &p
}

// listed is every legal move as we find it.
func listed(p *Position) (all []Legal) {
	for m, next := range p.moves {
		all = append(all, p.described(m, next))
	}
	return all
}

// agree compares everything about one position.
func agree(t *testing.T, p *Position, lib *chess.Position) {
	t.Helper()
	want := map[Move]*chess.Move{}
	for _, m := range lib.ValidMoves() {
		want[packed(m)] = m
	}
	legal := listed(p)
	if ours, theirs := sorted(legal), sorted(p.Legal()); !slices.Equal(ours, theirs) {
		t.Fatalf("%s: we list %v, the library %v", p.FEN(), ours, theirs)
	}
	if len(legal) != len(want) {
		t.Fatalf("%s: %d moves, want %d", p.FEN(), len(legal), len(want))
	}
	for _, l := range legal {
		m := want[l.Move]
		if m == nil {
			t.Fatalf("%s: %s is no move", p.FEN(), l)
		}
		if l.Capture != (m.HasTag(chess.Capture) || m.HasTag(chess.EnPassant)) || l.Check != m.HasTag(chess.Check) {
			t.Fatalf("%s: %s: capture %v, check %v", p.FEN(), l, l.Capture, l.Check)
		}
		if _, _, san, _ := p.Play(l.Move); san != (chess.AlgebraicNotation{}).Encode(lib, m) {
			t.Fatalf("%s: %s is written %s", p.FEN(), l, san)
		}
	}
	mate, stalemate := p.Stuck()
	if status := lib.Status(); mate != (status == chess.Checkmate) || stalemate != (status == chess.Stalemate) {
		t.Fatalf("%s: mate %v, stalemate %v", p.FEN(), mate, stalemate)
	}
	if p.HalfMoves() != lib.HalfMoveClock() || string(lib.CastleRights()) != rights(p) {
		t.Fatalf("%s: half moves or rights differ from %s", p.FEN(), lib)
	}
	for sq, letter := range p.Pieces() {
		if has := lib.Board().Piece(chess.Square(sq)); (letter == 0) != (has == chess.NoPiece) || letter != 0 && letters[has] != letter {
			t.Fatalf("%s: the board differs from %s", p.FEN(), lib)
		}
	}
}

var letters = map[chess.Piece]byte{
	chess.WhiteKing: 'K', chess.WhiteQueen: 'Q', chess.WhiteRook: 'R', chess.WhiteBishop: 'B', chess.WhiteKnight: 'N', chess.WhitePawn: 'P',
	chess.BlackKing: 'k', chess.BlackQueen: 'q', chess.BlackRook: 'r', chess.BlackBishop: 'b', chess.BlackKnight: 'n', chess.BlackPawn: 'p',
}

func sorted(all []Legal) []Legal {
	return slices.SortedFunc(slices.Values(all), func(a, b Legal) int { return int(a.Move) - int(b.Move) })
}

func rights(p *Position) string {
	var out []byte
	for i, c := range castles {
		if p.rights>>i&1 != 0 {
			out = append(out, c.letter)
		}
	}
	if out == nil {
		return "-"
	}
	return string(out)
}

// judgedOneByOne asks of every move that can be spelled whether it is legal.
func judgedOneByOne(t *testing.T, p *Position) {
	t.Helper()
	legal := map[Move]bool{}
	for _, l := range p.Legal() {
		legal[l.Move] = true
	}
	for m := range 1 << 16 {
		if l, ok := p.Find(Move(m)); ok != legal[Move(m)] || ok && l.Move != Move(m) {
			t.Fatalf("%s: %s is legal: %v", p.FEN(), Move(m), ok)
		}
	}
}

// TestEveryMoveIsJudgedAsTheLibraryDoes walks two plies deep everywhere, and on
// from some of the positions there; each move that can be spelled in 16 bits is
// judged at the first plies and in a share of the positions below.
func TestEveryMoveIsJudgedAsTheLibraryDoes(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	positions, judged := 0, 0
	var walk func(p *Position, lib *chess.Position, depth int)
	walk = func(p *Position, lib *chess.Position, depth int) {
		positions++
		agree(t, p, lib)
		if depth < 2 && oracleShare == 1 || depth == 0 || r.IntN(8*oracleShare) == 0 {
			judged++
			judgedOneByOne(t, p)
		}
		if depth == 3 {
			return
		}
		moves := lib.ValidMoves()
		slices.SortFunc(moves, func(a, b *chess.Move) int { return int(packed(a)) - int(packed(b)) })
		for _, m := range moves {
			if depth >= 1 && r.IntN(4*oracleShare) > 0 || depth == 2 && r.IntN(8) > 0 {
				continue
			}
			next, ok := p.Update(packed(m))
			if !ok {
				t.Fatalf("%s: %s is refused", p.FEN(), packed(m))
			}
			walk(next, lib.Update(m), depth+1)
		}
	}
	for _, table := range perftTables(t) {
		walk(parse(t, table.FEN), asLibrary(t, table.FEN), 0)
	}
	t.Logf("%d positions compared, all 65,536 spellings judged in %d", positions, judged)
}
