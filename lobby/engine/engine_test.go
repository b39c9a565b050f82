package engine

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"rookery/game"
)

var noon = time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)

func TestTheHouseSeesWhatIsThere(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		why, fen string
		want     []string
	}{
		{"mate in one with the queen", "7k/8/5K2/8/8/8/8/6Q1 w - - 0 1", []string{"g1g7"}},
		{"mate in one on the back rank", "6k1/5ppp/8/8/8/8/8/K2R4 w - - 0 1", []string{"d1d8"}},
		{"mate in one for Black", "rnbqkbnr/pppp1ppp/8/4p3/6P1/5P2/PPPPP2P/RNBQKBNR b KQkq - 0 2", []string{"d8h4"}},
		{"mate rather than a queen", "6k1/5ppp/8/8/8/7q/6P1/K2R4 w - - 0 1", []string{"d1d8"}},
		{"a queen that hangs is taken", "4k3/8/8/3q4/4P3/8/8/4K3 w - - 0 1", []string{"e4d5"}},
		{"a queen that is covered is taken by the pawn, not the queen", "4k3/8/4p3/3q4/4P3/8/8/3QK3 w - - 0 1", []string{"e4d5"}},
		{"a pawn that becomes a queen", "8/P6k/8/8/8/8/8/K7 w - - 0 1", []string{"a7a8q"}},
		{"a queen that is attacked goes", "4k3/8/8/8/2p5/1Q6/8/4K3 w - - 0 1", nil},
		{"the mate of the next move is prevented", "r1bqkbnr/pppp1ppp/2n5/4p2Q/2B1P3/8/PPPP1PPP/RNB1K1NR b KQkq - 3 3", []string{"g7g6", "d8e7", "d8f6", "g8h6"}},
	} {
		for chance := range uint64(3) {
			uci, err := Player{Random: func() uint64 { return chance }}.Move(t.Context(), c.fen, nil)
			if err != nil {
				t.Fatalf("%s: %v", c.why, err)
			}
			if c.want != nil && !slices.Contains(c.want, uci) {
				t.Errorf("%s: it plays %s", c.why, uci)
			}
			if c.want == nil && after(t, c.fen, uci) < -300 {
				t.Errorf("%s: %s loses a piece", c.why, uci)
			}
		}
	}
}

// after is the worth for the mover of playing uci, the best reply considered.
func after(t *testing.T, fen, uci string) int {
	t.Helper()
	pos, err := game.ParsePosition(fen)
	if err != nil {
		t.Fatal(err)
	}
	next, err := pos.Play(uci)
	if err != nil {
		t.Fatal(err)
	}
	think := thought{ctx: t.Context(), nodes: mostNodes}
	return -think.search(next, false, 1, -infinite, infinite)
}

func TestItsMovesAreLegalInAnyPosition(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(7, 7))
	for range 200 {
		pos, err := game.ParsePosition("")
		if err != nil {
			t.Fatal(err)
		}
		var moves []string
		for range r.IntN(60) {
			choices := pos.Choices()
			if len(choices) == 0 {
				break
			}
			c := choices[r.IntN(len(choices))]
			moves, pos = append(moves, c.UCI()), pos.After(c)
		}
		hurried := thought{ctx: t.Context(), nodes: 150} // most of these positions would take it 1,000
		uci, err := hurried.choose(pos, nil, r.Uint64())
		if over := len(pos.Choices()) == 0; over != errors.Is(err, ErrNoMoves) || !over && err != nil {
			t.Fatalf("after %v: %v", moves, err)
		}
		if _, bad := pos.Play(uci); err == nil && bad != nil {
			t.Fatalf("after %v it plays %s", moves, uci)
		}
	}
}

// selfPlay lets the house play itself until the game is over.
func selfPlay(t *testing.T, fen string, random func() uint64) *game.State {
	t.Helper()
	s, err := game.New(game.Setup{FEN: fen})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Replay(game.White, game.Started{}, noon); err != nil {
		t.Fatal(err)
	}
	var moves []string
	for over := false; !over && len(moves) < 500; _, over = s.Ended() {
		uci, err := Player{Random: random}.Move(t.Context(), fen, moves)
		if err != nil {
			t.Fatal(err)
		}
		side := s.Turn()
		events, err := game.Apply(s, side, game.Move{Text: uci, On: s.On()}, noon)
		if err != nil {
			t.Fatalf("%s: %v", uci, err)
		}
		for _, e := range events {
			if err := s.Replay(side, e, noon); err != nil {
				t.Fatal(err)
			}
		}
		moves = append(moves, uci)
	}
	return s
}

func TestItsGamesEnd(t *testing.T) {
	t.Parallel()
	s := selfPlay(t, "", rand.New(rand.NewPCG(1, 2)).Uint64)
	end, over := s.Ended()
	if !over {
		t.Fatalf("no end after %d plies: %s", s.Ply(), s.FEN())
	}
	t.Logf("%s, %s, after %d plies", end.Result, end.Reason, s.Ply())
}

func TestItBringsHomeWhatIsWon(t *testing.T) {
	t.Parallel()
	for why, fen := range map[string]string{
		"a queen against the bare king":   "8/8/8/4k3/8/8/8/KQ6 w - - 0 1",
		"two rooks against the bare king": "8/8/8/4k3/8/8/8/KRR5 w - - 0 1",
	} {
		s := selfPlay(t, fen, nil)
		if end, over := s.Ended(); !over || end.Reason != game.Checkmate {
			t.Errorf("%s: %s after %d plies, %s", why, end.Reason, s.Ply(), s.FEN())
		}
	}
}

func TestItPlaysTheSameForTheSameChance(t *testing.T) {
	t.Parallel()
	moves := []string{"e2e4", "c7c5"}
	first, err := Player{}.Move(t.Context(), "", moves)
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := (Player{}).Move(t.Context(), "", moves); again != first {
		t.Errorf("%s, then %s", first, again)
	}
	seen := map[string]bool{}
	for chance := range uint64(20) {
		uci, err := Player{Random: func() uint64 { return chance }}.Move(t.Context(), "", moves)
		if err != nil {
			t.Fatal(err)
		}
		seen[uci] = true
	}
	if len(seen) < 2 {
		t.Errorf("chance changes nothing: %v", seen)
	}
}

func TestItStopsThinkingWhenNobodyWaits(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if uci, err := (Player{}).Move(ctx, "", nil); !errors.Is(err, context.Canceled) {
		t.Errorf("%q, %v", uci, err)
	}
}

func TestItRefusesAGameThatCannotBe(t *testing.T) {
	t.Parallel()
	if _, err := (Player{}).Move(t.Context(), "rubbish", nil); !errors.Is(err, game.ErrFEN) {
		t.Error(err)
	}
	if _, err := (Player{}).Move(t.Context(), "", []string{"e2e5"}); !errors.Is(err, game.ErrIllegal) {
		t.Error(err)
	}
	if _, err := (Player{}).Move(t.Context(), "", []string{"f2f3", "e7e5", "g2g4", "d8h4"}); !errors.Is(err, ErrNoMoves) {
		t.Error(err)
	}
}

// BenchmarkMove thinks in a position with many captures.
func BenchmarkMove(b *testing.B) {
	const busy = "r3k2r/p1ppqpb1/bn2pnp1/3PN3/1p2P3/2N2Q1p/PPPBBPPP/R3K2R w KQkq - 0 1"
	for b.Loop() {
		if _, err := (Player{}).Move(b.Context(), busy, nil); err != nil {
			b.Fatal(err)
		}
	}
}
