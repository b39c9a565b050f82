package board

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

func TestWhoIsProvedUnableToMate(t *testing.T) {
	for _, c := range []struct {
		why, fen     string
		white, black bool
	}{
		{"bare kings", "4k3/8/8/8/8/8/8/4K3 w - - 0 1", true, true},
		{"a lone bishop has not the material, which needs no search", "4k3/8/8/8/8/8/8/4KB2 w - - 0 1", true, true},
		{"a wall of locked pawns that no king passes", "4k3/8/8/1p1p1p1p/1P1P1P1P/8/8/4K3 w - - 0 1", true, true},
		{"the same wall with the kings astride: Black's eats White's pawns", "8/8/8/1p1p1p1p/1P1P1P1P/4k3/8/4K3 w - - 0 1", false, false},
		{"a wall with a gap: the kings come through", "4k3/8/8/1p1p4/1P1P4/8/8/4K3 w - - 0 1", false, false},
		{"a locked chain, full width", "4k3/8/p1p1p1p1/P1P1P1P1/8/8/8/4K3 w - - 0 1", true, true},
		{"a wall with a bishop that can take its pawns", "4k3/8/8/1p1p1p1p/1P1P1P1P/8/8/3BK3 w - - 0 1", false, false},
		{"a wall with a bishop that sees no pawn: dead, but more positions than may be searched", "4k3/8/8/1p1p1p1p/1P1P1P1P/8/8/2B1K3 w - - 0 1", false, false},
		{"a wall on the other files", "4k3/p1p1p1p1/P1P1P1P1/8/8/8/4K3/8 w - - 0 1", true, true},
		{"the queen gives check unguarded and must be taken: bare kings", "k7/1Q6/8/8/8/8/8/K7 b - - 0 1", true, true},
		{"the black queen gives check unguarded and must be taken", "8/8/8/8/8/3k4/1q6/K7 w - - 0 1", true, true},
		{"the queen is guarded, and it is mate", "8/8/8/8/8/2k5/1q6/K7 w - - 0 1", true, false},
		{"the rook must be taken, and a lone knight is left", "k7/1R6/8/8/8/8/8/K4N2 b - - 0 1", true, true},
		{"stalemate in the corner before a pawn", "k7/P7/1K6/8/8/8/8/8 b - - 0 1", true, true},
		{"stalemate: the game is over", "k7/2Q5/1K6/8/8/8/8/8 b - - 0 1", true, true},
		{"mate is on the board", "k7/1Q6/1K6/8/8/8/8/8 b - - 0 1", false, true},
		{"a lone knight cannot mate a lone king", "4k3/8/8/8/8/8/8/4KN2 b - - 0 1", true, true},
		{"two knights can, with help", "4k3/8/8/8/8/8/8/3NKN2 b - - 0 1", false, true},
		{"a knight can mate a king beside its own pawn", "8/8/8/8/8/p1K5/8/k1N5 w - - 0 1", false, false},
		{"a pawn that can still promote", "4k3/8/8/8/8/8/4P3/4K3 w - - 0 1", false, true},
	} {
		p := parse(t, c.fen)
		if white, black := p.CannotMate(White, ProofStates), p.CannotMate(Black, ProofStates); white != c.white || black != c.black {
			t.Errorf("%s: proved of White %v, of Black %v, want %v, %v", c.why, white, black, c.white, c.black)
		}
	}
}

func TestAMateThatWasGivenIsNeverProvedImpossible(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	positions := 0
	for positions < 3000/oracleShare {
		var p *Position
		for p == nil {
			p, _ = ParseFEN(randomPlacement(r))
		}
		past := []*Position{p}
		for range 100 {
			legal := p.Legal()
			if len(legal) == 0 {
				break
			}
			p = p.After(legal[r.IntN(len(legal))])
			past = append(past, p)
		}
		if mate, _ := p.Stuck(); !mate {
			continue
		}
		for _, before := range past {
			positions++
			if before.CannotMate(p.Turn().other(), 300) {
				t.Fatalf("%s: proved unable to mate, but gave mate in %s", before.FEN(), p.FEN())
			}
		}
	}
	t.Logf("%d positions that led to mate", positions)
}

// wall is a chain of locked pawns on every second file, and pieces behind it,
// each somewhere on its own side's squares.
func wall(r *rand.Rand, pieces string) *Position {
	p := Position{number: 1, turn: Color(r.IntN(2))}
	rank := 1 + r.IntN(5)
	for file := r.IntN(2); file < 8; file += 2 {
		p.place('P', Square(8*rank+file))
		p.place('p', Square(8*rank+8+file))
	}
	for i := range pieces {
		from, to := 0, 8*rank
		if pieces[i] >= 'a' {
			from, to = 8*rank+16, 64
		}
		sq := Square(from + r.IntN(to-from))
		for p.at(sq) != none {
			sq = Square(from + r.IntN(to-from))
		}
		p.place(pieces[i], sq)
	}
	if p.checkers(p.turn.other()) != 0 {
		return wall(r, pieces)
	}
	return &p
}

func TestBehindAnyWallNobodyMates(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	for range 200 / oracleShare {
		p := wall(r, "Kk")
		if !p.CannotMate(White, ProofStates) || !p.CannotMate(Black, ProofStates) {
			t.Fatalf("%s: not proved", p.FEN())
		}
	}
}

// BenchmarkWalls is how many of 300 walls are proved dead.
func BenchmarkWalls(b *testing.B) {
	for _, pieces := range []string{"Kk", "KkB", "KkBb"} {
		for _, states := range []int{ProofStates, 10 * ProofStates} {
			b.Run(fmt.Sprintf("%s/%d", pieces, states), func(b *testing.B) {
				proved := 0
				for b.Loop() {
					proved = 0
					r := rand.New(rand.NewPCG(6, 6))
					for range 300 {
						if p := wall(r, pieces); p.CannotMate(White, states) && p.CannotMate(Black, states) {
							proved++
						}
					}
				}
				b.ReportMetric(float64(proved), "dead")
			})
		}
	}
}

// BenchmarkProof is a search that meets its limit: kings and bishops about a wall.
func BenchmarkProof(b *testing.B) {
	p := parse(b, "4k3/3b4/8/1p1p1p1p/1P1P1P1P/8/8/2B1K3 w - - 0 1")
	b.ReportAllocs()
	for b.Loop() {
		if p.CannotMate(White, ProofStates) {
			b.Fatal("the limit was not met")
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/ProofStates, "ns/state")
}
