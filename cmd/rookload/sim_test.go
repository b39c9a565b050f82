package main

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"rookery/cmd/rookload/checker"
	"rookery/game"
)

// How many games are played, and how many of them in one bubble.
const (
	simQuick  = 300
	simFull   = 5000
	simRaced  = 60 // with the race detector, which makes each six times as dear
	simBubble = 15
	simReal   = 20 // one bubble in so many has a real disk
)

// sim is what all bubbles of a run saw together.
type sim struct {
	seed  uint64
	again string // how a run of the same is asked for; the test's name follows

	mu                     sync.Mutex // guards what follows
	bubbles, games, faults int
	commands, violations   int
	paths                  map[string]int
}

// The whole server plays on a network and a disk that fail, and is killed and
// started again, in bubbles in which time goes on only when all wait. The seed
// decides what is done and what befalls it; how the goroutines of one instant are
// scheduled nobody decides.
func TestSimulatedGamesKeepEveryPromiseOnABadNetworkAndABadDisk(t *testing.T) {
	if testing.Short() {
		t.Skip("this plays hundreds of games")
	}
	book, err := game.NewOpenings()
	if err != nil {
		t.Fatal(err)
	}
	s := &sim{seed: 1, again: "again: ", paths: make(map[string]int)}
	if text := os.Getenv("SEED"); text != "" {
		if s.seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatalf("SEED: %v", err)
		}
	}
	games, must, procs := simQuick, rare(), runtime.GOMAXPROCS(0)
	switch {
	case raceFlag != nil:
		games, must = simRaced, nil
		// The race detector of Go 1.26 crashes when timers of one bubble fire on two
		// processors at once: they share a context that is made for one.
		procs = 1
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
	case os.Getenv("PROVE_FULL") != "":
		games, must = simFull, append(must, rarest...)
		s.again += "PROVE_FULL=1 "
	}
	s.again += fmt.Sprintf("SEED=%d go test ./cmd/rookload -run ", s.seed)
	bubbles := (games + simBubble - 1) / simBubble
	queue := make(chan int)
	var players sync.WaitGroup
	for range procs {
		players.Go(func() {
			for i := range queue {
				t.Run(fmt.Sprint("bubble ", i), func(t *testing.T) { s.bubble(t, i, book) })
			}
		})
	}
	for i := range bubbles {
		queue <- i
	}
	close(queue)
	players.Wait()
	if s.bubbles < bubbles {
		must = nil // some of them again
	}
	s.report(t, must)
}

// bubble plays one bubble's games, and judges them.
func (s *sim) bubble(t *testing.T, i int, book *game.Openings) {
	dir := ""
	if i%simReal == simReal-1 {
		dir = t.TempDir()
	}
	w := newWorld(s.seed<<20+uint64(i), i*simBubble, dir, book)
	var pgns map[string]string
	synctest.Test(t, func(*testing.T) {
		var err error
		if pgns, err = w.run(simBubble); err != nil {
			w.cast.checker.Note(checker.Broken, "%v", err)
		}
	})
	w.cast.ChessJS = chessJS()
	if err := w.cast.arbitrate(context.WithoutCancel(t.Context()), pgns); err != nil {
		w.cast.checker.Note(checker.Broken, "%v", err)
	}
	found, tally := w.cast.checker.Verdict()
	var said strings.Builder
	tell(&said, found)
	if len(found) > 0 {
		for room, frames := range w.cast.checker.Games() {
			if strings.Contains(said.String(), room) {
				fmt.Fprintf(&said, "the game of %s:\n%.6000s\n", room, bytes.Join(frames, []byte("\n")))
			}
		}
		t.Errorf("%d violations:\n%s%s'^%s$'", len(found), &said, s.again, strings.ReplaceAll(t.Name(), "/", "$/^"))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bubbles++
	s.games += tally.Games
	s.commands += tally.Commands
	s.violations += len(found)
	for kind, n := range tally.Kinds {
		s.paths["event: "+kind] += n
	}
	for path, n := range w.cast.count.paths {
		s.paths[path] += n
		if place, _, _ := strings.Cut(path, ":"); slices.Contains([]string{"network", "disk", "server"}, place) {
			s.faults += n
		}
	}
	for room, frames := range w.cast.checker.Games() {
		for _, path := range outcomes(w.races[room], frames) {
			s.paths[path]++
		}
	}
}

// report says what was done, for people and, as attributes of the test, for a
// table; and what was to be done and was not.
func (s *sim) report(t *testing.T, must []string) {
	var lines []string
	for _, path := range slices.Sorted(maps.Keys(s.paths)) {
		lines = append(lines, fmt.Sprintf("%6d %s", s.paths[path], path))
	}
	t.Logf("seed %d: %d games, %d faults, %d commands, %d violations\n%s", s.seed, s.games, s.faults, s.commands, s.violations, strings.Join(lines, "\n"))
	t.Attr("seed", fmt.Sprint(s.seed))
	t.Attr("runs", fmt.Sprint(s.games))
	t.Attr("faults", fmt.Sprint(s.faults))
	t.Attr("operations", fmt.Sprint(s.commands))
	t.Attr("violations", fmt.Sprint(s.violations))
	for _, path := range must {
		if s.paths[path] == 0 {
			t.Errorf("nothing went this way: %s\n%s'^%s$'", path, s.again, t.Name())
		}
	}
}
