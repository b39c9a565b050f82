package review

import (
	"math"
	"slices"
	"testing"

	"rookery/game"
)

// worth are evaluations of positions in the order of play, by White's winning chances.
func worth(win ...float64) (list []Evaluation) {
	for i, w := range win {
		list = append(list, Evaluation{Ply: i, Win: w, Best: string(rune('a' + i))})
	}
	return list
}

func TestTurningPoints(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		why   string
		win   []float64
		first game.Side
		want  []Turn
	}{
		{"a game without a move has none", []float64{50}, game.White, []Turn{}},
		{"nothing at all has none", nil, game.White, []Turn{}},
		{"a quiet game has none", []float64{50, 53, 45, 51, 49}, game.White, []Turn{}},
		{"a blunder of White's", []float64{52, 20}, game.White, []Turn{{1, "white", 32, "a"}}},
		{"a blunder of Black's", []float64{52, 52, 90}, game.White, []Turn{{2, "black", 38, "b"}}},
		{"Black begins and blunders", []float64{52, 90}, game.Black, []Turn{{1, "black", 38, "a"}}},
		{"what one gains by a move is the engine's mistake, and no turning point", []float64{20, 60}, game.White, []Turn{}},
		{"just enough", []float64{60, 50}, game.White, []Turn{{1, "white", 10, "a"}}},
		{"just too little", []float64{60, 50.1}, game.White, []Turn{}},
		{"walking into mate", []float64{50, 0}, game.White, []Turn{{1, "white", 50, "a"}}},
		{"a mate that is missed and found", []float64{100, 50, 100, 100}, game.White, []Turn{{1, "white", 50, "a"}, {2, "black", 50, "b"}}},
		{
			"of four the three that cost most, in the order of play",
			[]float64{90, 70, 95, 60, 100},
			game.White,
			[]Turn{{2, "black", 25, "b"}, {3, "white", 35, "c"}, {4, "black", 40, "d"}},
		},
		{
			"of equal ones the first",
			[]float64{60, 40, 60, 40, 60},
			game.White,
			[]Turn{{1, "white", 20, "a"}, {2, "black", 20, "b"}, {3, "white", 20, "c"}},
		},
	} {
		if got := TurningPoints(worth(c.win...), c.first); got == nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: %v", c.why, got)
		}
	}
}

func TestWinningChancesFollowThePawns(t *testing.T) {
	t.Parallel()
	for centipawns, want := range map[int]float64{0: 50, 100: 64, -100: 36, 400: 90.9, -400: 9.1, 20_000: 100, -20_000: 0} {
		if got := chances(centipawns); math.Abs(got-want) > 0.05 {
			t.Errorf("%d centipawns: %v %%", centipawns, got)
		}
	}
}
