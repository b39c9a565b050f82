package main

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"rookery/cmd/rookload/checker"
	"rookery/lobby/wire"
)

// counts are what a run did.
type counts struct {
	resends atomic.Int64
	life    atomic.Int64 // of the server: whoever starts it again raises it

	mu    sync.Mutex // guards what follows
	acked int        // moves
	times []time.Duration
	paths map[string]int // how often each way was gone that few go, by its name
}

// took counts a path: one that commands, connections and games seldom take, and
// that a run which means to have tried it must have seen.
func (c *counts) took(path string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.paths == nil {
		c.paths = make(map[string]int)
	}
	c.paths[path]++
}

// answered counts how an order's answer came: f is it, on the tab's visit.
func (c *counts) answered(o *order, f checker.Frame, visit int) {
	word := "ok"
	switch {
	case f.Wait > 0:
		c.took("wait " + string(f.Code))
		return
	case f.No != nil:
		c.took("no " + string(f.No.Code))
		if f.No.Code == wire.GameOver {
			c.took("no game_over: " + f.No.Text) // the result, or the clock
		}
		word = "no"
	case f.Info != nil:
		return
	}
	for how, is := range map[string]bool{
		"of a resend":           o.times > 1,
		"on a later connection": o.visit != visit,
		"in the next life":      o.life != c.life.Load(),
		"after 4011":            o.doubted,
	} {
		if is {
			c.took(word + " " + how)
		}
	}
}

// move counts a move that was acknowledged; its time is one of the server's if
// it was sent only once.
func (c *counts) move(took time.Duration, once bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.acked++
	if once {
		c.times = append(c.times, took)
	}
}

// speed is how many moves a second were acknowledged, and how soon.
func (c *counts) speed(in time.Duration) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	slices.Sort(c.times)
	at := func(share float64) time.Duration {
		if len(c.times) == 0 {
			return 0
		}
		return c.times[int(share*float64(len(c.times)-1))].Round(10 * time.Microsecond)
	}
	return fmt.Sprintf("%d moves, %.1f a second, acknowledged within p50 %s, p99 %s", c.acked, float64(c.acked)/in.Seconds(), at(0.5), at(0.99))
}
