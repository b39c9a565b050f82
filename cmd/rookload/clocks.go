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
// it cost may differ from that by the lateness that was measured in the round. A
// round in which the test itself, or the machine, stood still says nothing about
// clocks and is discounted; more than half of these are a failure of the run.
// Rejected: a fixed tolerance, which is either blind or fails on a loaded machine.
type clocks struct {
	Server string        `required:"" help:"The server's program, built with the tag failpoint; for wall also with the overlay."`
	Data   string        `required:"" help:"Where the servers keep their data; must be empty."`
	Seed   uint64        `default:"1" help:"What all chance follows from."`
	Rounds int           `default:"7" help:"Rounds, each with a server of its own; what happens to it is taken in turn from seven troubles."`
	Lanes  int           `default:"3" help:"Rounds at the same time."`
	Beat   time.Duration `default:"1s" help:"How much of the thinking before a crash may be forgotten."`
	Wall   bool          `default:"true" negatable:"" help:"Set the server's wall clock forth and back."`
}

// Lateness of more than this leaves a round's clocks unjudged: the server credits
// what is more than 250 ms by itself (CONTRACT section 3.5).
const (
	mostSelf  = 150 * time.Millisecond
	mostThere = 200 * time.Millisecond
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

// judge judges the clocks of all games, unless the machine was too late for it.
func (r *round) judge() {
	self, there := r.watch.late(r.outages)
	r.tolerance = self + there
	if self > mostSelf || there > mostThere {
		r.discount = fmt.Sprintf("the test was %s late, the server up to %s away", self.Round(time.Millisecond), there.Round(time.Millisecond))
	}
	for i, m := range r.games {
		t := trial{match: m, outages: r.outages, beat: r.Beat, tolerance: r.tolerance}
		t.judge()
		if r.discount != "" {
			continue
		}
		for _, text := range t.found {
			r.cast.checker.Note(checker.Clock, "round %d (%s), game %d of %v: %s; %s", r.n, r.name, i, m.control, text, t.story())
		}
		r.sums.add(t.sum)
	}
}

func (s *sums) add(o sums) {
	s.turns, s.fell, s.saved = s.turns+o.turns, s.fell+o.fell, s.saved+o.saved
	s.stopped, s.resumed, s.granted = s.stopped+o.stopped, s.resumed+o.resumed, s.granted+o.granted
	s.over, s.under = max(s.over, o.over), max(s.under, o.under)
}

// report tells by trouble what was measured, and what is wrong. The last line is for programs.
func (c clocks) report(out io.Writer, rounds []*round, took time.Duration) error {
	type line struct {
		rounds, faults, discounted int
		tolerance                  time.Duration
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
		l.tolerance = max(l.tolerance, r.tolerance)
		faults, commands = faults+r.faults, commands+r.tally.Commands
		found = append(found, r.found...)
		if r.discount != "" {
			discounted++
			l.discounted++
			fmt.Fprintf(out, "clocks: round %d (%s) is discounted: %s\n", r.n, r.name, r.discount)
		}
	}
	ms := time.Millisecond
	for _, name := range slices.Sorted(maps.Keys(lines)) {
		l := lines[name]
		fmt.Fprintf(out, "clocks: %s: %d rounds (%d discounted), %d faults, %d turns charged at most %s more and %s less than was thought (tolerance %s), %d flags fell, %d would have, %d stops, %d clocks went on by themselves, %s granted\n",
			name, l.rounds, l.discounted, l.faults, l.turns, l.over.Round(ms), l.under.Round(ms), l.tolerance.Round(ms), l.fell, l.saved, l.stopped, l.resumed, l.granted)
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
