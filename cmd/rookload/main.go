// Command rookload plays real games over real sockets and judges the server by
// what its clients saw: every acknowledged move, everybody's order of events,
// every whisper. It loads a server that runs (play), or starts one and kills it
// over and over (kill9).
//
// Decision: clients and checker share nothing but the frames. A client that
// forgot what it had sent would not hide it from the checker.
//
// Decision: the seed decides when the server dies and what every client chooses,
// and nothing decides how the machine schedules them. A seed repeats the run as
// well as that allows; the violation itself, with its frames, is printed.
//
// Decision: percentiles from a sorted list of all times. Rejected: a histogram
// library, for a million numbers at most.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"rookery/cmd/rookload/checker"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends it at once
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "rookload:", err)
		os.Exit(1)
	}
}

// run is the program. Violations are an error too.
func run(ctx context.Context, args []string, out io.Writer) error {
	var ask struct {
		Play  play  `cmd:"" help:"Load a server that runs, and check what it acknowledges."`
		Kill9 kill9 `cmd:"" name:"kill9" help:"Kill a server of one's own under load, again and again, and check what is left."`

		Clocks  clocks  `cmd:"" help:"Kill, stop and stall a server of one's own and set its wall clock, and check the players' clocks."`
		Overlay overlay `cmd:"" help:"Write what go build -overlay needs for a server whose wall clock can be set."`
	}
	answered := false
	parser, err := kong.New(&ask, kong.Name("rookload"), kong.Writers(out, out), kong.Exit(func(int) { answered = true }),
		kong.Description("Plays real games over real sockets and verifies what the server acknowledges."))
	if err != nil {
		return fmt.Errorf("read the flags: %w", err)
	}
	parsed, err := parser.Parse(args)
	switch {
	case answered:
		return nil
	case err != nil:
		return err
	}
	switch parsed.Selected().Name {
	case "play":
		return ask.Play.run(ctx, out)
	case "clocks":
		return ask.Clocks.run(ctx, out)
	case "overlay":
		return ask.Overlay.run(ctx)
	}
	return ask.Kill9.run(ctx, out)
}

// house is what both commands are told of the load.
type house struct {
	Seed       uint64        `default:"1" help:"What all chance follows from."`
	Games      int           `default:"20" help:"Games at the same time."`
	Spectators int           `default:"40" help:"Spectators, one in four without a name."`
	Pace       time.Duration `default:"250ms" help:"A player's usual thinking time."`
	ChessJS    string        `name:"chess-js" default:"web/app/node_modules/chess.js/dist/esm/chess.js" help:"chess.js, under which node replays all games; empty for none."`
}

// flags are h as it is asked for on the command line.
func (h house) flags() string {
	return fmt.Sprintf("--seed %d --games %d --spectators %d --pace %s", h.Seed, h.Games, h.Spectators, h.Pace)
}

// play is the command that loads a server.
type play struct {
	house
	URL     string `name:"url" required:"" help:"Where the server is, such as http://127.0.0.1:8080."`
	Seconds int    `default:"20" help:"How long games are begun."`
}

func (p play) run(ctx context.Context, out io.Writer) error {
	began := time.Now()
	c := newCast(p.URL, p.house)
	if err := p.load(ctx, c); err != nil {
		c.checker.Note(checker.Broken, "%v", err)
	}
	again := fmt.Sprintf("rookload play --url %s --seconds %d %s", p.URL, p.Seconds, p.flags())
	return c.report(out, result{name: "play", how: "0 faults", again: again, took: time.Since(began)})
}

func (p play) load(ctx context.Context, c *cast) error {
	everybody, end, err := c.begin(ctx)
	if err != nil {
		return err
	}
	defer end(0)
	began := time.Now()
	select {
	case <-time.After(time.Duration(p.Seconds) * time.Second):
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	c.loaded = time.Since(began)
	end(patience)
	pgns, err := c.readAgain(ctx, everybody)
	if err != nil {
		return err
	}
	return c.arbitrate(ctx, pgns)
}

// errViolations means that the server broke a promise, as the report says.
var errViolations = errors.New("the server did not keep its promise")

// shown is how many violations of a class are printed.
const shown = 5

// result is what a run was, besides what the cast knows.
type result struct {
	name   string
	faults int // injected
	how    string
	again  string // the command that repeats it
	took   time.Duration
}

// report judges the run, and prints what it did and what is wrong. The last line
// is for programs.
func (c *cast) report(out io.Writer, r result) error {
	found, t := c.checker.Verdict()
	rules := "chess.js was not there"
	if c.replayed > 0 {
		rules = fmt.Sprintf("%d replayed under chess.js", c.replayed)
	}
	fmt.Fprintf(out, "%s: seed %d, %s, %d games (%s), %d commands and %d resends, %d ok, %d no, %d events in %d streams, %d frames seen, %d violations, %s\n",
		r.name, c.Seed, r.how, t.Games, rules, t.Commands, c.count.resends.Load(), t.Oks, t.Noes, t.Events, t.Streams, t.Frames, len(found), r.took.Round(100*time.Millisecond))
	if c.loaded > 0 {
		fmt.Fprintf(out, "%s: %s\n", r.name, c.count.speed(c.loaded))
	}
	var kinds []string
	for _, kind := range slices.Sorted(maps.Keys(t.Kinds)) {
		kinds = append(kinds, fmt.Sprintf("%s %d", kind, t.Kinds[kind]))
	}
	fmt.Fprintf(out, "%s: %s\n", r.name, strings.Join(kinds, ", "))
	tell(out, found)
	var err error
	if len(found) > 0 {
		fmt.Fprintf(out, "again: %s\n", r.again)
		err = errViolations
	}
	fmt.Fprintf(out, "summary: test=%s runs=1 faults=%d operations=%d violations=%d seed=%d seconds=%.1f\n",
		r.name, r.faults, t.Commands, len(found), c.Seed, r.took.Seconds())
	return err
}

// tell prints some violations of each class.
func tell(out io.Writer, found []checker.Violation) {
	printed := make(map[checker.Class]int)
	for _, v := range found {
		if printed[v.Class]++; printed[v.Class] <= shown {
			fmt.Fprintf(out, "  %.2000s\n", v)
		}
	}
	for _, class := range slices.Sorted(maps.Keys(printed)) {
		if n := printed[class]; n > shown {
			fmt.Fprintf(out, "  %s: %d in all\n", class, n)
		}
	}
}
