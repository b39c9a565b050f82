package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"sync"
	"time"

	"rookery/cmd/rookload/checker"
)

// clocks is the command: players who think for known times, on a server that is
// killed, stopped, stalled and lied to, and whose wall clock is set.
//
// Decision: what a clock should show follows from what clients saw alone: a turn
// was thought in from the frame that began it until the move was sent, and what
// it cost may differ from that by the lateness that was measured meanwhile. A
// turn in which the test itself, or the machine, stood still says nothing about
// clocks and is not judged, a round of which that is most is discounted, and more
// than half of these are a failure of the run.
// Rejected: a fixed tolerance, which is either blind or fails on a loaded machine.
type clocks struct {
	Server string        `required:"" help:"The server's program, built with the tag failpoint; for wall also with the overlay."`
	Data   string        `required:"" help:"Where the servers keep their data; must be empty."`
	Seed   uint64        `default:"1" help:"What all chance follows from."`
	Rounds int           `default:"7" help:"Rounds, each with a server of its own; what happens to it is taken in turn from seven troubles."`
	Lanes  int           `default:"7" help:"Rounds at the same time."`
	Beat   time.Duration `default:"1s" help:"How old the last sign of life may be at a crash: what is thought since is forgotten, and what it takes to store one."`
	Wall   bool          `default:"true" negatable:"" help:"Set the server's wall clock forth and back."`
}

// What a turn may be off by is the lateness that was measured in it, and at least
// what was seen in the round, up to usualLate, and slice: one goroutine may wait
// when that which measures does not. A turn with more than mostLate is not judged.
const (
	slice     = 25 * time.Millisecond
	usualLate = 150 * time.Millisecond
	mostLate  = 400 * time.Millisecond
)

func (c clocks) again() string {
	wall := ""
	if !c.Wall {
		wall = " --no-wall"
	}
	return fmt.Sprintf("rookload clocks --server %s --data NEW --rounds %d --lanes %d --beat %s --seed %d%s", c.Server, c.Rounds, c.Lanes, c.Beat, c.Seed, wall)
}

func (c clocks) run(ctx context.Context, out io.Writer) error {
	began := time.Now()
	if entries, err := os.ReadDir(c.Data); err == nil && len(entries) > 0 {
		return fmt.Errorf("%s is not empty", c.Data)
	}
	if ok, err := mortal(c.Server); err != nil || !ok {
		return cmp.Or(err, errImmortal)
	}
	rounds, err := c.plan()
	if err != nil {
		return err
	}
	queue := make(chan *round)
	var lanes sync.WaitGroup
	for range max(1, c.Lanes) {
		lanes.Go(func() {
			for r := range queue {
				r.run(ctx)
			}
		})
	}
	for _, r := range rounds {
		queue <- r
	}
	close(queue)
	lanes.Wait()
	return c.report(out, rounds, time.Since(began))
}

func (c clocks) plan() ([]*round, error) {
	able := slices.DeleteFunc(slices.Clone(troubles), func(t trouble) bool { return t.wall && !c.Wall })
	var rounds []*round
	used := make(map[string]bool)
	for len(rounds) < c.Rounds {
		addr, err := freeAddress()
		if err != nil {
			return nil, err
		}
		if used[addr] {
			continue
		}
		used[addr] = true
		n := len(rounds)
		rounds = append(rounds, c.round(n, able[n%len(able)], addr))
	}
	return rounds, nil
}

// judge judges the clocks of all games. If the machine was too late for more
// than half of their turns, they say nothing.
func (r *round) judge() {
	var found []string
	usual := min(usualLate, r.watch.late(time.Time{}, time.Now(), r.outages))
	for i, m := range r.games {
		t := trial{
			match: m, outages: r.outages, beat: r.Beat, stores: r.cast.count.slowest(),
			late: func(from, to time.Time) time.Duration {
				return slice + max(usual, r.watch.late(from, to, r.outages))
			},
		}
		t.judge()
		for _, text := range t.found {
			found = append(found, fmt.Sprintf("round %d (%s), game %d of %v: %s; %s", r.n, r.name, i, m.control, text, t.story()))
		}
		r.sums.add(t.sum)
	}
	if r.discounted = r.sums.unjudged > r.sums.turns; r.discounted {
		return
	}
	for _, text := range found {
		r.cast.checker.Note(checker.Clock, "%s", text)
	}
}

func (s *sums) add(o sums) {
	s.turns, s.unjudged, s.fell, s.saved = s.turns+o.turns, s.unjudged+o.unjudged, s.fell+o.fell, s.saved+o.saved
	s.stopped, s.resumed, s.granted = s.stopped+o.stopped, s.resumed+o.resumed, s.granted+o.granted
	s.over, s.under, s.tolerance = max(s.over, o.over), max(s.under, o.under), max(s.tolerance, o.tolerance)
}

// report tells by trouble what was measured, and what is wrong. The last line is for programs.
func (c clocks) report(out io.Writer, rounds []*round, took time.Duration) error {
	type line struct {
		rounds, faults, discounted int
		sums
	}
	lines := make(map[string]*line)
	var found []checker.Violation
	faults, commands, discounted := 0, 0, 0
	for _, r := range rounds {
		l := lines[r.name]
		if l == nil {
			l = new(line)
			lines[r.name] = l
		}
		l.rounds++
		l.faults += r.faults
		l.add(r.sums)
		faults, commands = faults+r.faults, commands+r.tally.Commands
		found = append(found, r.found...)
		if r.discounted {
			discounted++
			l.discounted++
		}
	}
	ms := time.Millisecond
	for _, name := range slices.Sorted(maps.Keys(lines)) {
		l := lines[name]
		fmt.Fprintf(out, "clocks: %s: %d rounds (%d discounted), %d faults, %d turns (and %d not judged) charged at most %s more and %s less than was thought (tolerance at most %s), %d flags fell, %d would have, %d stops, %d clocks went on by themselves, %s granted\n",
			name, l.rounds, l.discounted, l.faults, l.turns, l.unjudged, l.over.Round(ms), l.under.Round(ms), l.tolerance.Round(ms), l.fell, l.saved, l.stopped, l.resumed, l.granted)
	}
	if 2*discounted > len(rounds) {
		found = append(found, checker.Violation{Class: checker.Broken, Text: fmt.Sprintf("%d of %d rounds had to be discounted", discounted, len(rounds))})
	}
	tell(out, found)
	var err error
	if len(found) > 0 {
		fmt.Fprintf(out, "again: %s\n", c.again())
		err = errViolations
	}
	fmt.Fprintf(out, "summary: test=clocks runs=%d faults=%d operations=%d violations=%d seed=%d seconds=%.1f\n",
		len(rounds), faults, commands, len(found), c.Seed, took.Seconds())
	return err
}
