package engine

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"rookery/game"
	"rookery/lobby/engine/uci"
)

// answers is an engine that answers as it is told.
type answers func(ctx context.Context, q uci.Question) (uci.Found, error)

func (a answers) Search(ctx context.Context, _ uci.Rank, q uci.Question) (uci.Found, error) {
	return a(ctx, q)
}

// quiet is a ladder over e, without chance.
func quiet(e Searcher) *Ladder {
	return NewLadder(e, nil, slog.New(slog.DiscardHandler))
}

func TestTheHouseMovesAlsoWhenItsEngineFails(t *testing.T) {
	t.Parallel()
	const mateInOne = "6k1/5ppp/8/8/8/8/8/K2R4 w - - 0 1"
	for why, err := range map[string]error{
		"it is broken": uci.ErrBroken, "none starts": uci.ErrUnavailable, "the server stops": uci.ErrClosed,
	} {
		l := quiet(answers(func(context.Context, uci.Question) (uci.Found, error) { return uci.Found{}, err }))
		move, err := l.Move(t.Context(), Question{Level: 8, FEN: mateInOne})
		if move != "d1d8" || err != nil {
			t.Errorf("%s: %q, %v", why, move, err)
		}
	}
}

func TestTheHouseWaitsForItsEngineOnlyAsLongAsItsClockAllows(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ spare, most time.Duration }{
		{75 * time.Millisecond, 750 * time.Millisecond}, // three seconds are left, of which this is a quarter
		{time.Millisecond, leastPatience},
		{time.Hour, mostPatience},
		{0, mostPatience},
	} {
		synctest.Test(t, func(t *testing.T) {
			l := quiet(answers(func(ctx context.Context, _ uci.Question) (uci.Found, error) {
				<-ctx.Done()
				return uci.Found{}, context.Cause(ctx)
			}))
			began := time.Now()
			move, err := l.Move(t.Context(), Question{Spare: c.spare})
			if move == "" || err != nil || time.Since(began) != c.most {
				t.Errorf("with %v to spare: %q, %v after %v", c.spare, move, err, time.Since(began))
			}
		})
	}
}

func TestAnEngineIsGivenNoMoreTimeThanTheClockCanSpare(t *testing.T) {
	t.Parallel()
	var asked time.Duration
	l := quiet(answers(func(_ context.Context, q uci.Question) (uci.Found, error) {
		asked = q.Time
		return uci.Found{Best: "e2e4"}, nil
	}))
	for spare, want := range map[time.Duration]time.Duration{
		0: time.Second, time.Minute: time.Second, 500 * time.Millisecond: 250 * time.Millisecond, 1: time.Millisecond,
	} {
		if _, err := l.Move(t.Context(), Question{Level: 8, Spare: spare}); err != nil || asked != want {
			t.Errorf("with %v to spare it is given %v, %v", spare, asked, err)
		}
	}
}

func TestWhoeverIsNotWaitedForIsNotThoughtFor(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	l := quiet(answers(func(ctx context.Context, _ uci.Question) (uci.Found, error) { return uci.Found{}, context.Cause(ctx) }))
	if move, err := l.Move(ctx, Question{}); !errors.Is(err, context.Canceled) {
		t.Errorf("%q, %v", move, err)
	}
}

func TestALadderRefusesAGameThatIsOverOrCannotBe(t *testing.T) {
	t.Parallel()
	pool := uci.NewPool(uci.Config{}, 1, time.Minute, slog.New(slog.DiscardHandler))
	defer pool.Close()
	for _, l := range []*Ladder{quiet(nil), quiet(pool)} {
		if _, err := l.Move(t.Context(), Question{Moves: []string{"f2f3", "e7e5", "g2g4", "d8h4"}}); !errors.Is(err, ErrNoMoves) {
			t.Error(err)
		}
		if _, err := l.Move(t.Context(), Question{FEN: "rubbish"}); !errors.Is(err, game.ErrFEN) {
			t.Error(err)
		}
	}
}

func TestEveryLevelThatMayBeAskedForPlays(t *testing.T) {
	t.Parallel()
	var asked []uci.Question
	engine := NewLadder(answers(func(_ context.Context, q uci.Question) (uci.Found, error) {
		asked = append(asked, q)
		return uci.Found{Best: "e2e4", Lines: []uci.Line{{Rank: 1, Move: "e2e4"}, {Rank: 2, Move: "d2d4"}}}, nil
	}), dice(), slog.New(slog.DiscardHandler))
	small := NewLadder(nil, dice(), slog.New(slog.DiscardHandler))
	for _, l := range []*Ladder{engine, small} {
		for level := -1; level <= 100; level++ {
			if move, err := l.Move(t.Context(), Question{Level: level}); move == "" || err != nil {
				t.Errorf("level %d: %q, %v", level, move, err)
			}
		}
	}
	var before uci.Question
	for n, q := range asked[2 : 2+Levels] { // those of levels 1 to 8
		stronger := q.Skill < 0 && before.Skill < 0 || q.Skill > before.Skill || before.Skill < 0 && n > 3 || q.Skill < 0
		if q.Time < before.Time || q.Depth < before.Depth && q.Depth != 0 || !stronger {
			t.Errorf("level %d is asked so: %+v, the one below so: %+v", n+1, q, before)
		}
		before = q
	}
}

func TestTheLotFallsOnWorseMovesLessOften(t *testing.T) {
	t.Parallel()
	list := []candidate{{"best", 100}, {"worse", 0}, {"mated", -mate}}
	drawn := map[string]int{}
	r := rand.New(rand.NewPCG(5, 6))
	for range 10_000 {
		drawn[pick(list, 100, r.Uint64())]++
	}
	if got := drawn["worse"]; got < 2500 || got > 2900 || drawn["mated"] != 0 { // 1 / (1 + e) is 0.269
		t.Errorf("drawn: %v", drawn)
	}
	if got := pick(list, 100, ^uint64(0)); got == "" {
		t.Error("the last lot falls on nothing")
	}
}

// The levels as a whole are measured by TestMeasureTheLevels; this is the part
// that nobody may break by mistake.
func TestTheLowestLevelLosesToABeginner(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("plays many games")
	}
	l := NewLadder(nil, dice(), slog.New(slog.DiscardHandler))
	if got := match(t, at(l, 1), beginner(rand.New(rand.NewPCG(1, 1))), 4); got > 45 {
		t.Errorf("the small player's level 1 scores %d %%", got)
	}
	if got := match(t, at(l, SmallLevels), at(l, 1), 2); got < 100 {
		t.Errorf("the small player's highest level scores %d %% against its lowest", got)
	}
}

func TestStockfishsLowestLevelLosesToABeginnerAndItsHighestToNobody(t *testing.T) {
	t.Parallel()
	l := stockfish(t, 1)
	if got := match(t, at(l, 1), beginner(rand.New(rand.NewPCG(1, 1))), 4); got > 45 {
		t.Errorf("level 1 scores %d %%", got)
	}
	last := ladder[Levels-1]
	strong := func(ctx context.Context, _ game.Position, moves []string) (string, error) { // the time apart
		last.time = 50 * time.Millisecond
		return l.ask(ctx, last, Question{Moves: moves})
	}
	for _, weak := range []int{1, 3} {
		if got := match(t, strong, at(l, weak), 2); got < 100 {
			t.Errorf("the highest level scores %d %% against level %d", got, weak)
		}
	}
}

func TestAMateIsWorthMoreThanAnything(t *testing.T) {
	t.Parallel()
	order := []uci.Score{{Mate: true, Moves: -1}, {Mate: true, Moves: -9}, {Centipawns: -20_000}, {}, {Centipawns: 20_000}, {Mate: true, Moves: 9}, {Mate: true, Moves: 1}}
	for i := 1; i < len(order); i++ {
		if Centipawns(order[i]) <= Centipawns(order[i-1]) {
			t.Errorf("%+v is worth no more than %+v", order[i], order[i-1])
		}
	}
}
