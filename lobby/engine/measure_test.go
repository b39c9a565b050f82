package engine

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"testing"
	"time"

	"rookery/game"
	"rookery/lobby/engine/uci"
)

// opponent finds moves, as a level of the house or as a beginner does.
type opponent func(ctx context.Context, pos game.Position, moves []string) (string, error)

// beginner takes what is worth most, whether or not it is covered, and otherwise
// makes any move: somebody who knows how the pieces move and was told to take.
func beginner(r *rand.Rand) opponent {
	return func(_ context.Context, pos game.Position, _ []string) (string, error) {
		choices, pieces := pos.Choices(), pos.Pieces()
		best := choices[r.IntN(len(choices))]
		for _, c := range choices {
			if value[pieces[c.To()]|32] > value[pieces[best.To()]|32] {
				best = c
			}
		}
		return best.UCI(), nil
	}
}

// at is the house at a level.
func at(l *Ladder, level int) opponent {
	return func(ctx context.Context, _ game.Position, moves []string) (string, error) {
		return l.Move(ctx, Question{Level: level, Moves: moves})
	}
}

// mostPlies is when a game of a match is counted out: who is more than a rook ahead has won.
const mostPlies = 160

// duel is White's points, doubled: 2, 1 or 0.
func duel(t *testing.T, players [2]opponent) int {
	t.Helper()
	var moves []string
	pos, err := game.ParsePosition("")
	for err == nil && len(moves) < mostPlies && len(pos.Choices()) > 0 && !pos.Dead() {
		var uci string
		if uci, err = players[pos.Turn()](t.Context(), pos, moves); err == nil {
			moves = append(moves, uci)
			pos, err = pos.Play(uci)
		}
	}
	if err != nil {
		t.Fatalf("after %v: %v", moves, err)
	}
	ahead := worth(pos)
	if pos.Turn() == game.Black {
		ahead = -ahead
	}
	switch {
	case pos.Mate():
		return 2 * int(pos.Turn()) // White is 0: who is to move has lost
	case len(pos.Choices()) == 0 || pos.Dead() || abs(ahead) <= value['r']:
		return 1
	case ahead > 0:
		return 2
	default:
		return 0
	}
}

// match is a's score against b, in percent, over n games with changing colours.
func match(t *testing.T, a, b opponent, n int) int {
	t.Helper()
	points := 0
	for i := range n {
		if i%2 == 0 {
			points += duel(t, [2]opponent{game.White: a, game.Black: b})
		} else {
			points += 2 - duel(t, [2]opponent{game.White: b, game.Black: a})
		}
	}
	return 50 * points / n
}

// stockfish is a ladder over the real engine, or the test is skipped.
func stockfish(t *testing.T, processes int) *Ladder {
	t.Helper()
	path, err := exec.LookPath("stockfish")
	if err != nil {
		path = "/usr/games/stockfish"
	}
	if _, err := os.Stat(path); err != nil {
		t.Skip("stockfish is not installed")
	}
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	pool := uci.NewPool(uci.Config{Path: path, Options: Options()}, processes, time.Minute, log)
	t.Cleanup(pool.Close)
	return NewLadder(pool, dice(), log)
}

// dice is chance that is the same in every run, for as many as ask.
func dice() func() uint64 {
	var mu sync.Mutex
	r := rand.New(rand.NewPCG(3, 4))
	return func() uint64 {
		mu.Lock()
		defer mu.Unlock()
		return r.Uint64()
	}
}

// TestMeasureTheLevels writes the table that doc.go gives. Every level
// plays the one below it, and the lowest three the beginner: GAMES=40 is for the
// lowest, GAMES=8 for the highest, who take a minute a game.
func TestMeasureTheLevels(t *testing.T) {
	games, err := strconv.Atoi(os.Getenv("GAMES"))
	if err != nil {
		t.Skip("takes long; GAMES=40 measures")
	}
	for name, l := range map[string]*Ladder{"engine": stockfish(t, 1), "small": NewLadder(nil, dice(), slog.New(slog.DiscardHandler))} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for n := 1; n <= l.Levels(); n++ {
				t.Run(strconv.Itoa(n), func(t *testing.T) {
					if n <= 3 {
						t.Logf("level %d against a beginner: %d %%", n, match(t, at(l, n), beginner(rand.New(rand.NewPCG(1, 1))), games))
					}
					if n > 1 {
						t.Logf("level %d against %d: %d %%", n, n-1, match(t, at(l, n), at(l, n-1), games))
					}
				})
			}
		})
	}
}
