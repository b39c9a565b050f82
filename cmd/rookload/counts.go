package main

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// counts are what a run did.
type counts struct {
	resends atomic.Int64

	mu    sync.Mutex // guards what follows
	acked int        // moves
	times []time.Duration
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
