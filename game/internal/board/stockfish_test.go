package board

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"
)

// stockfish is the engine as an outside judge of which moves are legal.
type stockfish struct {
	in  io.Writer
	out *bufio.Scanner
}

// startStockfish skips the test where there is no Stockfish. After a minute the
// engine is killed, whatever it does: reading from it then fails.
func startStockfish(t *testing.T) stockfish {
	t.Helper()
	path, err := exec.LookPath("stockfish")
	if err != nil {
		path, err = exec.LookPath("/usr/games/stockfish") // where Debian puts it, outside of many a PATH
	}
	if err != nil {
		t.Skip("there is no stockfish")
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	cmd := exec.CommandContext(ctx, path)
	cmd.WaitDelay = time.Second
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		_ = cmd.Wait() // killed: its status says nothing
	})
	return stockfish{in, bufio.NewScanner(out)}
}

// judge gives the legal moves, in order, and whether the side to move is in check.
func (s stockfish) judge(t *testing.T, fen string) (moves []string, check bool) {
	t.Helper()
	if _, err := fmt.Fprintf(s.in, "position fen %s\nd\ngo perft 1\n", fen); err != nil {
		t.Fatal(err)
	}
	for s.out.Scan() {
		name, value, _ := strings.Cut(s.out.Text(), ":")
		switch {
		case name == "Nodes searched":
			slices.Sort(moves)
			return moves, check
		case name == "Checkers":
			check = strings.TrimSpace(value) != ""
		case len(name) == 4 || len(name) == 5:
			if _, ok := ParseMove(name); ok {
				moves = append(moves, name)
			}
		}
	}
	t.Fatalf("stockfish said nothing more about %s: %v", fen, s.out.Err())
	return nil, false
}

func TestStockfishFindsTheSameMovesMatesAndStalemates(t *testing.T) {
	engine := startStockfish(t)
	r := rand.New(rand.NewPCG(3, 1))
	const each = 8000 / oracleShare
	var all []*Position
	for len(all) < each {
		all = append(all, randomGame(r)...)
	}
	for placed := 0; placed < each; {
		if p, err := ParseFEN(randomPlacement(r)); err == nil {
			all = append(all, p)
			placed++
		}
	}
	mates, stalemates, promotions, passed, castled := 0, 0, 0, 0, 0
	for _, p := range all {
		want, check := engine.judge(t, p.FEN())
		got := []string{}
		if ours, theirs := sorted(listed(p)), sorted(p.Legal()); !slices.Equal(ours, theirs) {
			t.Fatalf("%s: we list %v, the library %v", p.FEN(), ours, theirs)
		}
		for _, l := range p.Legal() {
			got = append(got, l.String())
			promotions += count(l.promotion() > 0)
			if p.takesEnPassant(l.Move) {
				passed++
			}
			if p.at(l.From()) == king && (l.To() == l.From()+2 || l.From() == l.To()+2) {
				castled++
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Fatalf("%s: moves are %v, want %v", p.FEN(), got, want)
		}
		mate, stalemate := p.Stuck()
		if mate != (len(want) == 0 && check) || stalemate != (len(want) == 0 && !check) {
			t.Fatalf("%s: mate %v, stalemate %v", p.FEN(), mate, stalemate)
		}
		mates += count(mate)
		stalemates += count(stalemate)
	}
	t.Logf("%d positions with %d mates, %d stalemates, %d promotions, %d captures en passant, %d castlings",
		len(all), mates, stalemates, promotions, passed, castled)
	if oracleShare == 1 && min(mates, stalemates, promotions, passed, castled) < 10 {
		t.Error("too little of something to compare")
	}
}

func count(is bool) int {
	if is {
		return 1
	}
	return 0
}

// randomGame gives some positions of a random game, its last one among them.
func randomGame(r *rand.Rand) (some []*Position) {
	p := Start()
	for range 50 + r.IntN(250) {
		legal := p.Legal()
		if len(legal) == 0 || p.HalfMoves() >= 150 {
			break
		}
		p = p.After(legal[r.IntN(len(legal))])
		if r.IntN(30) == 0 {
			some = append(some, p)
		}
	}
	return append(some, p)
}

// randomPlacement is the FEN of a few pieces somewhere, often in corners where
// kings are mated, with rooks at home, or with pawns that have just passed each other.
func randomPlacement(r *rand.Rand) string {
	var p Position
	p.turn, p.number, p.halfMoves = Color(r.IntN(2)), 1+uint16(r.IntN(99)), uint16(r.IntN(100))
	free := func(sq Square) bool { return (p.sides[White]|p.sides[Black])&bit(sq) == 0 }
	put := func(letter byte, sq Square) {
		if free(sq) {
			p.place(letter, sq)
		}
	}
	home := r.IntN(3) == 0
	if home {
		for i, c := range castles {
			put("KKkk"[i], c.king)
			if r.IntN(3) > 0 {
				put("RRrr"[i], c.rook)
				p.rights |= 1 << i
			}
		}
	} else {
		corner := Square(r.IntN(2)*7 + r.IntN(2)*56)
		put("Kk"[p.turn], corner)
		put("kK"[p.turn], Square(r.IntN(64)))
	}
	if r.IntN(3) == 0 {
		file := Square(r.IntN(7))
		rank, other := Square(24), Square(16) // White has just moved
		if p.turn == White {
			rank, other = 32, 40
		}
		double := file + Square(r.IntN(2))
		if free(rank+file) && free(rank+file+1) && free(other+double) {
			put("pP"[p.turn], rank+double)
			put("Pp"[p.turn], rank+2*file+1-double)
			p.enPassant = other + double
		}
	}
	for range r.IntN(6) {
		put("QRBNPPqrbnpp"[r.IntN(12)], Square(r.IntN(64)))
	}
	return p.FEN()
}
