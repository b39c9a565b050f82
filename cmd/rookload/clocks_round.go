package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"rookery/cmd/rookload/checker"
	"rookery/lobby/wire"
)

// trouble is what happens to a server while its players think.
type trouble struct {
	name  string
	env   func(*round) []string                      // that the first server is started with
	cause func(*round, context.Context) (int, error) // makes it while games are played; how often
	lies  bool
	wall  bool          // needs a server with the overlay
	deep  time.Duration // for how long White thinks in the first two games
	after time.Duration // how long everybody is left alone afterwards, beside coolDown
}

// troubles are taken in turn.
var troubles = []trouble{
	{name: "kill", cause: (*round).kills, deep: 5 * time.Second},
	{name: "pause", cause: (*round).pauses},
	{name: "wall", env: (*round).wallSets, cause: (*round).wallIsSet, wall: true},
	{name: "stall", env: (*round).stallsAt, cause: (*round).stalls},
	{name: "lies", cause: (*round).nothing, lies: true},
	{name: "stop", cause: (*round).stops, deep: 3 * aloneFor, after: aloneFor},
	{name: "wall and kill", env: (*round).wallSets, cause: (*round).wallAndKill, wall: true, deep: 6 * time.Second},
}

// Times of a round.
const (
	warmUp   = 700 * time.Millisecond // of play before anything happens
	coolDown = 2500 * time.Millisecond
	aloneFor = 6 * time.Second // more than after which stopped clocks go on (CONTRACT section 3.6)
	playFor  = 6 * time.Second // of games in which nothing happens from outside
)

// sittings are the games of a round: their controls, and how long is thought in
// them. In the short ones flags fall, and some would that do not.
var sittings = []struct {
	control     wire.Control
	least, most time.Duration
}{
	{wire.Control{Base: 60}, 100 * time.Millisecond, 1500 * time.Millisecond},
	{wire.Control{Base: 30, Inc: 1}, 100 * time.Millisecond, 1200 * time.Millisecond},
	{wire.Control{Base: 60, Inc: 1, Mode: "delay"}, 300 * time.Millisecond, 2 * time.Second},
	{wire.Control{Base: 60, Inc: 1, Mode: "bronstein"}, 300 * time.Millisecond, 2 * time.Second},
	{wire.Control{Base: 3}, 1500 * time.Millisecond, 4500 * time.Millisecond},
	{wire.Control{Base: 5}, 800 * time.Millisecond, 2 * time.Second},
}

// lyings are the controls that are lied with, of every speed, and how long is
// thought: for less than what a lie could bring, so that it would show.
var lyings = []wire.Control{{Base: 3}, {Base: 15}, {Base: 30, Inc: 1}, {Base: 60}, {Base: 180, Inc: 2}, {Base: 1800, Inc: 20}}

// round is one server, its games, and its trouble.
type round struct {
	clocks
	trouble
	n       int
	rng     *rand.Rand
	cast    *cast
	program program
	life    *life
	watch   watch
	outages []outage
	games   []*match

	faults     int
	discounted bool // its clocks are not judged
	found      []checker.Violation
	tally      checker.Tally
	sums       sums
}

func (c clocks) round(n int, what trouble, addr string) *round {
	h := house{Seed: c.Seed<<16 + uint64(n)}
	r := &round{clocks: c, trouble: what, n: n, rng: rand.New(rand.NewPCG(h.Seed, 3)), cast: newCast("http://"+addr, h)}
	r.program = program{c.Server, filepath.Join(c.Data, fmt.Sprintf("round-%03d", n)), addr, r.cast.checker}
	if what.wall {
		r.cast.checker.OtherTime()
	}
	return r
}

// between is a time from least to most, as the seed has it.
func (r *round) between(least, most time.Duration) time.Duration {
	return least + time.Duration(r.rng.Int64N(int64(most-least)))
}

func (r *round) run(ctx context.Context) {
	if err := r.play(ctx); err != nil {
		r.cast.checker.Note(checker.Broken, "%v", err)
	}
	if r.life != nil {
		r.life.kill()
	}
	r.judge()
	r.found, r.tally = r.cast.checker.Verdict()
}

// play is a round from the start of the server to the final reading.
func (r *round) play(ctx context.Context) error {
	var env []string
	if r.env != nil {
		env = r.env(r)
	}
	if err := r.rise(ctx, env...); err != nil {
		return err
	}
	people, err := r.cast.arrive(ctx, 2*len(sittings))
	if err != nil {
		return err
	}
	for i, sitting := range sittings {
		m := &match{control: sitting.control}
		for k := range m.players {
			m.players[k] = &thinker{least: sitting.least, most: sitting.most}
		}
		if r.lies {
			m.control = lyings[i]
			m.players[0] = &thinker{lie: lies[i%len(lies)], least: 50 * time.Millisecond, most: 400 * time.Millisecond}
			m.players[1].least, m.players[1].most = 20*time.Millisecond, 100*time.Millisecond
		}
		if r.deep > 0 && i < 2 {
			m.players[0].least, m.players[0].most = r.deep, r.deep
		}
		if err := m.arrange(ctx, r.cast, people[2*i]); err != nil {
			return err
		}
		r.cast.rooms[m.room] = people[2*i : 2*i+2]
		r.games = append(r.games, m)
	}
	if err := r.perform(ctx, people); err != nil {
		return err
	}
	if _, err := r.cast.readAgain(ctx, people); err != nil {
		return err
	}
	return r.life.stop()
}

// perform plays the games while the trouble comes, and ends them.
func (r *round) perform(ctx context.Context, people []person) error {
	ctx, cancel := context.WithCancel(ctx)
	var all, playing sync.WaitGroup
	defer all.Wait()
	defer playing.Wait()
	defer cancel()
	all.Go(func() { r.watch.run(ctx, r.cast) })
	var tabs []*tab
	for i, m := range r.games {
		for k, th := range m.players {
			t := r.cast.tab(people[2*i+k], m.room, fmt.Sprintf("game %d, player %d", i, k), nil)
			th.sit(t)
			tabs = append(tabs, t)
			playing.Go(func() { t.run(ctx) })
		}
	}
	pass(ctx, warmUp)
	faults, err := r.cause(r, ctx)
	if r.faults = faults; err != nil {
		return err
	}
	pass(ctx, r.after+coolDown)
	r.cast.closing.Store(true)
	late := time.After(patience)
	for _, t := range tabs {
		select {
		case <-t.over:
		case <-late:
			return errors.New("not every game has ended")
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	for _, t := range tabs {
		close(t.leaving)
	}
	gone := make(chan struct{})
	all.Go(func() { playing.Wait(); close(gone) })
	select {
	case <-gone: // with an answer to everything
		return nil
	case <-late:
		return errors.New("not every command is answered")
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func pass(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}

func (r *round) rise(ctx context.Context, env ...string) (err error) {
	if r.life, err = r.program.startWith(env...); err != nil {
		return err
	}
	return r.life.awaitReady(ctx)
}

const (
	leastDown  = 100 * time.Millisecond
	mostDown   = 3 * time.Second
	leastPause = 500 * time.Millisecond
	mostPause  = 4 * time.Second
	leastStall = 300 * time.Millisecond
	mostStall  = 2 * time.Second
)

func (r *round) nothing(ctx context.Context) (int, error) {
	pass(ctx, playFor)
	return len(r.games), nil
}

// down starts the server again after a while.
func (r *round) down(ctx context.Context, o outage, env ...string) error {
	o.ended = time.Now()
	pass(ctx, r.between(leastDown, mostDown))
	err := r.rise(ctx, env...)
	o.to = time.Now()
	r.outages = append(r.outages, o)
	return err
}

func (r *round) kills(ctx context.Context) (int, error) {
	pass(ctx, r.between(time.Second, 3*time.Second)) // some have thought for longer than a beat
	o := outage{from: time.Now()}
	r.life.kill()
	return 1, r.down(ctx, o)
}

func (r *round) stops(ctx context.Context) (int, error) {
	pass(ctx, r.between(0, 2*time.Second))
	o := outage{from: time.Now(), asked: true}
	if err := r.life.stop(); err != nil {
		return 0, fmt.Errorf("stop the server: %w", err)
	}
	return 1, r.down(ctx, o)
}

func (r *round) pauses(ctx context.Context) (int, error) {
	for range 2 {
		pass(ctx, r.between(0, 1500*time.Millisecond))
		o := outage{from: time.Now(), stopped: true}
		if err := r.life.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
			return 0, err
		}
		time.Sleep(r.between(leastPause, mostPause)) // whoever stopped it lets it go on
		if err := r.life.cmd.Process.Signal(syscall.SIGCONT); err != nil {
			return 0, err
		}
		o.to = time.Now()
		r.outages = append(r.outages, o)
	}
	return 2, nil
}

// stallsAt are commits that take long, from about when games have begun.
func (r *round) stallsAt() []string {
	var points []string
	pass := 4 * len(sittings)
	for range 4 {
		pass += 4 + r.rng.IntN(12)
		points = append(points, fmt.Sprintf("commit:%d:stall=%s", pass, r.between(leastStall, mostStall)))
	}
	return []string{"ROOKERY_FAILPOINT=" + strings.Join(points, ",")}
}

func (r *round) stalls(ctx context.Context) (int, error) {
	pass(ctx, playFor)
	n := int(r.life.stalls.Load())
	if n == 0 {
		return 0, errors.New("nothing has stalled")
	}
	return n, nil
}

// wallSets are hours forth and back, from about when games have begun. The
// server's own time goes by when it was started, and so does this.
func (r *round) wallSets() []string {
	var list []setting
	at := time.Second
	for range 3 {
		at += r.between(400*time.Millisecond, 2*time.Second)
		by := r.between(time.Hour, 9*time.Hour)
		if r.rng.IntN(2) == 0 {
			by = -by
		}
		list = append(list, setting{at, by})
	}
	return []string{wallOf(list...)}
}

// wallIsSet lets it happen, and sees that it did.
func (r *round) wallIsSet(ctx context.Context) (int, error) {
	pass(ctx, playFor)
	return 3, r.sawOtherTime(ctx)
}

// wallAndKill kills the server when its wall clock has been set; the next has another time again.
func (r *round) wallAndKill(ctx context.Context) (int, error) {
	pass(ctx, r.between(2*time.Second, 3*time.Second))
	if err := r.sawOtherTime(ctx); err != nil {
		return 0, err
	}
	o := outage{from: time.Now()}
	r.life.kill()
	return 2, r.down(ctx, o, wallOf(setting{0, r.between(-9*time.Hour, 9*time.Hour)}))
}

// sawOtherTime is an error unless the server's answers bear another time than this process has.
func (r *round) sawOtherTime(ctx context.Context) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, r.cast.url+"/healthz", nil)
	if err != nil {
		return err
	}
	res, err := r.cast.web.Do(req)
	if err != nil {
		return err
	}
	_ = res.Body.Close()
	date, err := http.ParseTime(res.Header.Get("Date"))
	if err == nil && time.Since(date).Abs() < time.Hour/2 {
		err = errors.New("the server's wall clock was not set: it must be built with the overlay")
	}
	return err
}
