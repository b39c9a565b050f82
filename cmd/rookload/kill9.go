package main

import (
	"cmp"
	"context"
	"debug/buildinfo"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"rookery/cmd/rookload/checker"
)

// kill9 is the command: a server is killed and started again under a full house.
type kill9 struct {
	house
	Server string `required:"" help:"The server's program, built with the tag failpoint."`
	Data   string `required:"" help:"Where it keeps its data; must be empty."`
	Kills  int    `default:"15" help:"How often it is killed."`
	Stops  int    `default:"2" help:"How often, in between, it is asked to stop, which it must do in 10 s and in order."`
}

// points are the failpoints, and the highest pass at which the server dies at
// each in a house of usualGames; the one that has none is a kill from outside at a random instant.
var points = []struct {
	name   string
	passes int
	after  string
}{
	{"random", 0, ""},
	{"commit", 300, ":2ms"},
	{"committed", 300, ""},
	{"telling", 1600, ""},
	{"answered", 400, ":2ms"},
}

const usualGames = 20

// enoughKills is from how many kills on each point must have been reached.
const enoughKills = 15

// stopped is the point of a server that is asked to end.
const stopped = "stopped"

const (
	longestLife = 3 * time.Second // until a kill from outside
	longestWait = 5 * time.Second // for a failpoint to be reached
	longestDown = 150 * time.Millisecond
	longestStop = 10 * time.Second
)

// errImmortal means that the server cannot die where it should.
var errImmortal = errors.New("the server has no failpoints: go build -tags failpoint ./cmd/rookery")

// instant is when a life of the server ends.
type instant struct {
	point string
	env   string        // what the server is told
	after time.Duration // of a kill from outside, from when the server is ready
}

// mortal reports whether the server was built to die at failpoints.
func mortal(path string) (bool, error) {
	info, err := buildinfo.ReadFile(path)
	if err != nil {
		return false, fmt.Errorf("look at the server's program: %w", err)
	}
	return slices.ContainsFunc(info.Settings, func(s debug.BuildSetting) bool {
		return s.Key == "-tags" && slices.Contains(strings.Split(s.Value, ","), "failpoint")
	}), nil
}

// instants are when the server dies, as the seed has it. The first is from
// outside: nobody has arrived then.
func (k kill9) instants() []instant {
	rng := rand.New(rand.NewPCG(k.Seed, 9))
	list := make([]instant, k.Kills+k.Stops)
	for i := range list {
		p := points[i%len(points)]
		switch {
		case i == 0:
			p = points[0]
		case i > k.Kills-1:
			p.name, p.passes = stopped, 0
		}
		list[i] = instant{point: p.name, after: time.Duration(rng.Int64N(int64(longestLife)))}
		if p.passes > 0 {
			most := rng.IntN(1 + p.passes*k.Games/usualGames) // soon more often than late: also while rooms are opened again
			list[i].env = fmt.Sprintf("%s:%d%s", p.name, 1+rng.IntN(1+most), p.after)
			list[i].after = longestWait
		}
	}
	rng.Shuffle(len(list)-1, func(i, j int) { list[i+1], list[j+1] = list[j+1], list[i+1] })
	return list
}

// again is the command that repeats the run.
func (k kill9) again() string {
	return fmt.Sprintf("rookload kill9 --server %s --data NEW --kills %d --stops %d %s", k.Server, k.Kills, k.Stops, k.flags())
}

func (k kill9) run(ctx context.Context, out io.Writer) error {
	began := time.Now()
	if entries, err := os.ReadDir(k.Data); err == nil && len(entries) > 0 {
		return fmt.Errorf("%s is not empty", k.Data)
	}
	if ok, err := mortal(k.Server); err != nil || !ok {
		return cmp.Or(err, errImmortal)
	}
	addr, err := freeAddress()
	if err != nil {
		return err
	}
	c := newCast("http://"+addr, k.house)
	s := &siege{kill9: k, cast: c, program: program{k.Server, k.Data, addr, c.checker}, died: make(map[string]int)}
	if err := s.run(ctx); err != nil {
		if s.life != nil {
			s.life.kill()
		}
		c.checker.Note(checker.Broken, "%v", err)
	}
	var died []string
	total := 0
	for _, p := range points {
		died = append(died, fmt.Sprintf("%s %d", p.name, s.died[p.name]))
		total += s.died[p.name]
		if k.Kills >= enoughKills && s.died[p.name] == 0 {
			c.checker.Note(checker.Broken, "the server never died at the point %q: nothing was tried there", p.name)
		}
	}
	if k.Kills >= enoughKills && c.count.resends.Load() == 0 {
		c.checker.Note(checker.Broken, "nobody ever sent anything again")
	}
	return c.report(out, result{
		name: "kill9", faults: total + s.died[stopped], how: fmt.Sprintf("%d kills (%s), %d stops", total, strings.Join(died, ", "), s.died[stopped]),
		again: k.again(), took: time.Since(began),
	})
}

// siege is a run of kill9.
type siege struct {
	kill9
	cast    *cast
	program program
	life    *life
	died    map[string]int // by point
}

func (s *siege) run(ctx context.Context) error {
	plan := s.instants()
	if err := s.rise(ctx, ""); err != nil {
		return err
	}
	everybody, end, err := s.cast.begin(ctx)
	if err != nil {
		return err
	}
	defer end(0)
	for i, at := range plan {
		if err := s.die(ctx, at); err != nil {
			return err
		}
		next := ""
		if i+1 < len(plan) {
			next = plan[i+1].env
		}
		if err := s.rise(ctx, next); err != nil && (next == "" || !errors.Is(err, errEnded)) {
			return err
		}
	}
	end(patience)
	return s.judge(ctx, everybody)
}

// rise starts the next life.
func (s *siege) rise(ctx context.Context, failpoint string) (err error) {
	if s.life, err = s.program.start(failpoint); err != nil {
		return err
	}
	return s.life.awaitReady(ctx)
}

// die waits until the server dies as planned, or kills it after a while.
func (s *siege) die(ctx context.Context, at instant) error {
	_, _ = s.cast.call(ctx, "GET", "/metrics", nil) // it may be dead already
	select {
	case <-s.life.ended:
		if !s.life.killed() {
			return fmt.Errorf("the server ended by itself: %w", s.life.err)
		}
		s.died[at.point]++
	case <-time.After(at.after):
		if at.point == stopped {
			if err := s.stop(); err != nil {
				return err
			}
			break
		}
		s.life.kill()
		s.died["random"]++
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	time.Sleep(rand.N(longestDown))
	return nil
}

// stop asks the server to end, with everybody there.
func (s *siege) stop() error {
	began := time.Now()
	err := s.life.stop()
	s.died[stopped]++
	if took := time.Since(began); err == nil && took > longestStop {
		err = fmt.Errorf("it took %s", took)
	}
	if err != nil {
		return fmt.Errorf("stop the server: %w", err)
	}
	return nil
}

// judge kills the server once more, and holds what is there against all that was seen.
func (s *siege) judge(ctx context.Context, everybody []person) error {
	s.life.kill()
	if err := s.rise(ctx, ""); err != nil {
		return err
	}
	pgns, err := s.cast.readAgain(ctx, everybody)
	if err != nil {
		return err
	}
	if err := s.life.stop(); err != nil {
		return fmt.Errorf("stop the server: %w", err)
	}
	if found, err := exec.CommandContext(ctx, s.Server, "check", s.Data).CombinedOutput(); err != nil {
		s.cast.checker.Note(checker.Illegal, "the server's own check: %v: %.2000s", err, found)
	}
	return s.cast.arbitrate(ctx, pgns)
}
