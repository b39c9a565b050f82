package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"rookery/cmd/rookery/server"
	"rookery/cmd/rookload/checker"
	"rookery/game"
	"rookery/lobby"
	"rookery/lobby/room"
	"rookery/web"
	"rookery/web/auth"
)

// world is what is in a bubble: the whole server, a life of it after another, on
// a disk and a network of its own, and everybody who plays.
type world struct {
	rng  *rand.Rand // belongs to who runs the world
	cast *cast
	net  *network
	disk *disk
	book *game.Openings
	from int // the number of its first game in the run

	mu    sync.Mutex        // guards what follows; a leaf
	races map[string]string // the script of each room that came to its instant

	began time.Time
	stop  context.CancelFunc
	ended chan error
}

func newWorld(seed uint64, from int, dir string, book *game.Openings) *world {
	c := newCast("http://127.0.0.1:8080", house{Seed: seed, Pace: 150 * time.Millisecond})
	w := &world{
		rng: rand.New(rand.NewPCG(seed, 1)), cast: c, book: book, from: from, races: make(map[string]string),
		net: newNetwork(seed, &c.count), disk: newDisk(seed, &c.count, dir),
	}
	c.through = w.net.dial
	c.web = &http.Client{Transport: &http.Transport{DialContext: w.net.dial, DisableKeepAlives: true}}
	return w
}

// said has the checker read what the server prints.
type said struct{ *checker.Checker }

func (s said) Write(line []byte) (int, error) {
	s.Text("the server's output", line)
	return len(line), nil
}

// rise begins the server's next life.
func (w *world) rise(calm bool) error {
	if err := w.disk.rise(); err != nil {
		return fmt.Errorf("start the server: %w", err)
	}
	w.disk.weather(calm)
	ctx, stop := context.WithCancel(context.Background())
	s := server.New(server.Config{
		Store: w.disk, Listener: w.net.listen(), Site: auth.Site{}, Metrics: web.NewMetrics(), MetricsFrom: []netip.Prefix{guests}, Openings: w.book,
		Version: "sim", Log: slog.New(slog.NewTextHandler(said{w.cast.checker}, nil)),
	})
	w.began, w.stop, w.ended = time.Now(), stop, make(chan error, 1)
	w.cast.count.life.Add(1)
	ready := make(chan struct{})
	go func() { w.ended <- s.Run(ctx, func() { close(ready) }) }()
	<-ready
	return nil
}

// over notes that a life has ended at at, and cuts what is left of its connections.
func (w *world) over(at time.Time) {
	w.net.down()
	w.cast.checker.Ran(w.began, at)
}

// ends are the ways in which a life ends.
var ends = map[string]func(*world) error{
	"killed":                 (*world).killed,
	"killed before a commit": func(w *world) error { return w.killedAt(false) },
	"killed after a commit":  func(w *world) error { return w.killedAt(true) },
	"stopped": func(w *world) error {
		began := time.Now()
		w.stop()
		err := <-w.ended
		w.over(time.Now())
		if took := time.Since(began); err == nil && took > longestStop {
			return fmt.Errorf("it took %s", took)
		}
		return err
	},
	"failed": func(w *world) error {
		w.disk.fail()
		err := <-w.ended
		w.over(time.Now())
		if !errors.Is(err, errDisk) {
			return fmt.Errorf("it does not name the disk: %w", err)
		}
		return nil
	},
}

// killed is the end of a life in which nothing more is stored or told. What still
// runs of it afterwards is held off from disk and network.
func (w *world) killed() error {
	w.disk.die()
	w.net.down()
	at := time.Now()
	w.stop()
	<-w.ended // what it says nobody hears
	w.over(at)
	return nil
}

// killedAt has the server die at one of its next writes.
func (w *world) killedAt(stored bool) error {
	sprung := make(chan struct{})
	w.disk.set(&trap{stored: stored, in: 1 + w.rng.IntN(40), spring: func() {
		w.net.down()
		close(sprung)
	}})
	select {
	case <-sprung:
	case <-time.After(longestWait):
	}
	return w.killed()
}

// live ends lives and begins others, at times that the seed chooses, until done is closed.
func (w *world) live(done <-chan struct{}) error {
	kinds := []string{"killed", "killed before a commit", "killed after a commit", "stopped", "stopped", "failed"}
	for range w.rng.IntN(6) {
		select {
		case <-time.After(time.Duration(w.rng.Int64N(int64(7 * time.Second)))):
		case <-done:
			return nil
		}
		how := kinds[w.rng.IntN(len(kinds))]
		w.cast.count.took("server: " + how)
		err := ends[how](w)
		switch unsealed := errors.Is(err, lobby.ErrUnsealed); {
		case unsealed && errors.Is(err, room.ErrFull):
			w.cast.count.took("server: stopped on a full disk, and said so")
			err = nil
		case unsealed && errors.Is(err, errUnknown):
			w.cast.count.took("server: stopped on a silent disk, and said so")
			err = nil
		}
		if err != nil {
			w.cast.checker.Note(checker.Broken, "the server was %s: %v", how, err)
		}
		time.Sleep(time.Duration(w.rng.Int64N(int64(2 * time.Second))))
		if err := w.rise(false); err != nil {
			return err
		}
	}
	return nil
}

// longest is how long all games may take together, and how long then everybody has
// to end them.
const longest, lastWords = 3 * time.Minute, time.Minute

// run plays games until all have a result, and reads everything again. It gives
// the games as PGN.
func (w *world) run(games int) (map[string]string, error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	if err := w.rise(true); err != nil {
		return nil, err
	}
	people, err := w.cast.arrive(ctx, 3*games)
	if err != nil {
		return nil, err
	}
	w.net.storm()
	w.disk.weather(false)
	var all sync.WaitGroup
	for i := range games {
		d := newDuel(w, w.from+i, people[3*i:3*i+3])
		all.Go(func() { d.run(ctx) })
	}
	done := make(chan struct{})
	go func() {
		all.Wait()
		close(done)
	}()
	if err := w.live(done); err != nil {
		cancel()
		<-done
		return nil, err
	}
	select {
	case <-done:
	case <-time.After(longest):
	}
	w.cast.closing.Store(true)
	w.net.soothe()
	w.disk.weather(true)
	select {
	case <-done:
	case <-time.After(lastWords):
		w.cast.checker.Note(checker.Broken, "after %s not every game has ended, or not every command is answered", lastWords)
		cancel()
		<-done
	}
	return w.judge(ctx, people)
}

// judge reads everything again, from everywhere, and stops the server.
func (w *world) judge(ctx context.Context, people []person) (map[string]string, error) {
	if err := w.crowd(ctx); err != nil {
		return nil, err
	}
	pgns, err := w.cast.readAgain(ctx, people)
	if err == nil {
		err = w.cast.resumeEverywhere(ctx)
	}
	return pgns, errors.Join(err, ends["stopped"](w))
}
