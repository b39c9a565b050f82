package uci

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"rookery/game"
)

var first = Question{Skill: -1, Time: 50 * time.Millisecond}

func TestAnEngineThatBreaksIsReplacedAndTheMoveStillComes(t *testing.T) {
	t.Parallel()
	for _, vice := range []string{"dies once", "hangs once"} {
		p := pool(t, with(t, vice, filepath.Join(t.TempDir(), "once")), 1)
		began := time.Now()
		found, err := p.Search(t.Context(), Game, first)
		if err != nil || found.Best == "" {
			t.Errorf("an engine that %s: %q, %v", vice, found.Best, err)
		}
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("an engine that %s costs %v", vice, took)
		}
	}
}

func TestAnEngineThatDiesWhileItRestsIsReplaced(t *testing.T) {
	t.Parallel()
	p := pool(t, with(t, "none"), 1)
	e, err := p.lend(t.Context(), Game)
	if err != nil {
		t.Fatal(err)
	}
	p.giveBack(e, nil)
	if err := e.proc.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if found, err := p.Search(t.Context(), Game, first); err != nil || found.Best == "" {
		t.Errorf("%+v, %v", found, err)
	}
}

func TestAnEngineThatIsOfNoUseIsGivenUp(t *testing.T) {
	t.Parallel()
	for _, vice := range []string{"mute", "dies", "hangs", "cheats", "gives up", "floods", "never ends a line", "leaves a child"} {
		t.Run(vice, func(t *testing.T) {
			t.Parallel()
			note := filepath.Join(t.TempDir(), "child")
			cfg := with(t, vice, note)
			cfg.patience.start = time.Second
			p := pool(t, cfg, 1)
			began := time.Now()
			found, err := p.Search(t.Context(), Game, first)
			if !errors.Is(err, ErrBroken) && !errors.Is(err, ErrUnavailable) {
				t.Errorf("%+v, %v", found, err)
			}
			if len(err.Error()) > 200 || strings.Contains(err.Error(), "e2e5") {
				t.Errorf("the error quotes the engine: %v", err)
			}
			took := time.Since(began)
			if took > 5*time.Second {
				t.Errorf("it took %v", took)
			}
			began = time.Now()
			if _, err := p.Search(t.Context(), Game, first); !errors.Is(err, ErrUnavailable) || time.Since(began) > firstRetry {
				if vice != "mute" { // of which a second may be tried
					t.Errorf("the next who asks waits %v for %v", time.Since(began), err)
				}
			}
			p.Close()
			gone(t, note)
		})
	}
}

// gone checks that the process whose number was written down does not run any more.
func gone(t *testing.T, note string) {
	t.Helper()
	text, err := os.ReadFile(note)
	if err != nil {
		return
	}
	pid, err := strconv.Atoi(string(text))
	if err != nil {
		t.Fatal(err)
	}
	for range 200 {
		stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
		if err != nil || strings.Contains(string(stat), ") Z ") {
			return
		}
		<-time.After(10 * time.Millisecond)
	}
	t.Errorf("process %d, which the engine started, goes on", pid)
}

func TestALateAnswerIsNotTakenForTheNext(t *testing.T) {
	t.Parallel()
	p := pool(t, with(t, "repeats itself"), 1)
	// The first answer that it gives is wrong: no search that ends with it may be believed.
	if _, err := p.Search(t.Context(), Game, first); !errors.Is(err, ErrBroken) {
		t.Errorf("an illegal answer: %v", err)
	}
	late := pool(t, with(t, "is late"), 1)
	ctx, cancel := context.WithTimeout(t.Context(), 250*time.Millisecond)
	defer cancel()
	for ctx.Err() == nil { // the engine may not have started yet
		_, _ = late.Search(ctx, Game, first)
	}
	after := Question{Moves: []string{"e2e4"}, Time: first.Time}
	found, err := late.Search(t.Context(), Game, after)
	if err != nil {
		t.Fatal(err)
	}
	if found.Best != "a7a6" && found.Best[1] != '7' && found.Best[1] != '8' {
		t.Errorf("Black is given %s", found.Best)
	}
}

func TestWhoeverAsksDoesNotWaitForAnEngineThatHangs(t *testing.T) {
	t.Parallel()
	p := pool(t, with(t, "hangs"), 1)
	if _, err := p.Name(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	began := time.Now()
	if _, err := p.Search(ctx, Game, first); !errors.Is(err, context.DeadlineExceeded) || time.Since(began) > 300*time.Millisecond {
		t.Errorf("%v after %v", err, time.Since(began))
	}
}

func TestAPoolThatClosesLeavesNobodyWaitingAndNothingRunning(t *testing.T) {
	t.Parallel()
	p := pool(t, with(t, "hangs"), 1)
	var all sync.WaitGroup
	for range 5 {
		all.Go(func() {
			if _, err := p.Search(t.Context(), Game, first); !errors.Is(err, ErrClosed) && !errors.Is(err, ErrBroken) && !errors.Is(err, ErrUnavailable) {
				t.Error(err)
			}
		})
	}
	if _, err := p.Name(t.Context()); err != nil && !errors.Is(err, ErrUnavailable) {
		t.Error(err)
	}
	began := time.Now()
	p.Close()
	all.Wait()
	if took := time.Since(began); took > 3*time.Second {
		t.Errorf("it took %v", took)
	}
	if _, err := p.Search(t.Context(), Game, first); !errors.Is(err, ErrClosed) {
		t.Errorf("afterwards: %v", err)
	}
}

func TestAnEngineThatNobodyNeedsEnds(t *testing.T) {
	t.Parallel()
	p := NewPool(with(t, "none"), 2, 50*time.Millisecond, slog.New(slog.DiscardHandler))
	defer p.Close()
	if _, err := p.Search(t.Context(), Game, first); err != nil {
		t.Fatal(err)
	}
	for range 300 {
		if p.Running() == 0 {
			return
		}
		<-time.After(10 * time.Millisecond)
	}
	t.Error("it runs on")
}

func TestGamesComeBeforeReviewsAndNobodyIsOvertaken(t *testing.T) {
	t.Parallel()
	p := pool(t, with(t, "none"), 1)
	e, err := p.lend(t.Context(), Game)
	if err != nil {
		t.Fatal(err)
	}
	var (
		mu    sync.Mutex
		order []string
		all   sync.WaitGroup
	)
	for i, c := range []struct {
		rank Rank
		name string
	}{{Review, "review"}, {Game, "ada"}, {Game, "bob"}} {
		all.Go(func() {
			e, err := p.lend(t.Context(), c.rank)
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			order = append(order, c.name)
			mu.Unlock()
			p.giveBack(e, nil)
		})
		for p.crowd(Game)+p.crowd(Review) < i+1 {
			<-time.After(time.Millisecond)
		}
	}
	if n := p.Running(); n != 1 {
		t.Errorf("%d engines run", n)
	}
	p.giveBack(e, nil)
	all.Wait()
	if got := strings.Join(order, " "); got != "ada bob review" {
		t.Errorf("they came in the order %s", got)
	}
}

func TestManyWhoComeAtOnceAreAllServedSoon(t *testing.T) {
	t.Parallel()
	p := pool(t, with(t, "takes its time"), 1)
	if _, err := p.Name(t.Context()); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	var all sync.WaitGroup
	for range 40 {
		all.Go(func() {
			if _, err := p.Search(t.Context(), Game, Question{Time: time.Second}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if took := time.Since(began); took > 10*time.Second { // 4.3 s of thinking; one after the other it is 40 s
		t.Errorf("it took %v", took)
	}
}

func TestAnEngineIsGivenNothingOfOurs(t *testing.T) {
	door, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer door.Close()
	t.Setenv("ROOKERY_SECRET", "hunter2")
	p := pool(t, with(t, "none"), 1)
	name, err := p.Name(t.Context())
	if err != nil || name != "Pretender 0 0[31m" {
		t.Errorf("%q, %v; it has so many variables and sockets", name, err)
	}
}

func TestNoEngineIsAskedAboutAGameThatHasEndedOrCannotBe(t *testing.T) {
	t.Parallel()
	p := pool(t, Config{Path: filepath.Join(t.TempDir(), "nothing")}, 1)
	for why, c := range map[string]struct {
		q    Question
		want error
	}{
		"mate":                  {Question{Moves: []string{"f2f3", "e7e5", "g2g4", "d8h4"}}, ErrNoMoves},
		"stalemate":             {Question{FEN: "7k/5Q2/6K1/8/8/8/8/8 b - - 0 1"}, ErrNoMoves},
		"a line in the FEN":     {Question{FEN: "8/8/8/8/8/8/8/8 w - - 0 1\nquit"}, game.ErrFEN},
		"a move that is none":   {Question{Moves: []string{"e2e5"}}, game.ErrIllegal},
		"a line in a move":      {Question{Moves: []string{"e2e4\nquit"}}, game.ErrBadMove},
		"an engine that is not": {Question{}, ErrUnavailable},
	} {
		if _, err := p.Search(t.Context(), Game, c.q); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", why, err)
		}
	}
}

func TestStockfishPlaysChess(t *testing.T) {
	t.Parallel()
	p := pool(t, stockfish(t), 1)
	for _, c := range []struct {
		why, fen, want string
		score          Score
	}{
		{"mate in one", "6k1/5ppp/8/8/8/8/8/K2R4 w - - 0 1", "d1d8", Score{Mate: true, Moves: 1}},
		{"being mated in one", "6k1/8/5K2/8/8/8/8/7R b - - 0 1", "", Score{Mate: true, Moves: -1}},
	} {
		found, err := p.Search(t.Context(), Game, Question{FEN: c.fen, Skill: -1, Time: 100 * time.Millisecond})
		if err != nil || c.want != "" && found.Best != c.want || len(found.Lines) != 1 || found.Lines[0].Score != c.score {
			t.Errorf("%s: %+v, %v", c.why, found, err)
		}
	}
	found, err := p.Search(t.Context(), Game, Question{Skill: -1, Lines: 5, Depth: 3, Time: time.Second})
	if err != nil || len(found.Lines) != 5 || found.Lines[0].Move != found.Best {
		t.Errorf("five lines: %+v, %v", found, err)
	}
}

func TestAKilledStockfishIsReplaced(t *testing.T) {
	t.Parallel()
	p := pool(t, stockfish(t), 1)
	e, err := p.lend(t.Context(), Game)
	if err != nil {
		t.Fatal(err)
	}
	process := e.proc.Process
	p.giveBack(e, nil)
	killed := time.AfterFunc(150*time.Millisecond, func() { _ = process.Kill() })
	defer killed.Stop()
	began := time.Now()
	found, err := p.Search(t.Context(), Game, Question{Skill: -1, Time: 500 * time.Millisecond})
	if err != nil || found.Best == "" {
		t.Fatalf("%+v, %v", found, err)
	}
	t.Logf("a move of 500 ms took %v with an engine killed after 150 ms, memory %d MiB", time.Since(began), resident(t, p))
}

// resident is how much memory an engine of p has, in MiB.
func resident(t *testing.T, p *Pool) int {
	t.Helper()
	e, err := p.lend(t.Context(), Game)
	if err != nil {
		t.Fatal(err)
	}
	defer p.giveBack(e, nil)
	text, err := os.ReadFile("/proc/" + strconv.Itoa(e.proc.Process.Pid) + "/status")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(text), "VmRSS:")
	kib, _ := strconv.Atoi(strings.Fields(rest + " 0")[0])
	return kib >> 10
}
