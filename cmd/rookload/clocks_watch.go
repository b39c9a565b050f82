package main

import (
	"context"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// probeEvery is how often the way to the server and back is measured, and how
// often the test looks at itself.
const probeEvery = 20 * time.Millisecond

// trip is a ping on its way to the server and back, or a look of the test at
// itself: what should have taken no time.
type trip struct {
	sent time.Time
	took time.Duration
}

// watch measures, while games are played, how late this process and the server
// are. That is what the times that clients see are uncertain by.
type watch struct {
	mu    sync.Mutex // guards what follows; nothing is called under it
	self  []trip
	there []trip
}

// run watches until ctx ends.
func (w *watch) run(ctx context.Context, c *cast) {
	var both sync.WaitGroup
	both.Go(func() { w.watchSelf(ctx) })
	both.Go(func() {
		for ctx.Err() == nil {
			w.probe(ctx, c)
			select {
			case <-time.After(probeEvery):
			case <-ctx.Done():
			}
		}
	})
	both.Wait()
}

func (w *watch) watchSelf(ctx context.Context) {
	tick := time.NewTicker(probeEvery)
	defer tick.Stop()
	for last := time.Now(); ; {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
		now := time.Now()
		w.mu.Lock()
		w.self = append(w.self, trip{last, max(0, now.Sub(last)-probeEvery)})
		w.mu.Unlock()
		last = now
	}
}

// probe pings over one connection until it ends.
func (w *watch) probe(ctx context.Context, c *cast) {
	dialled := time.Now()
	conn, err := c.dial(ctx, person{}, "/lobby/socket", "", nil)
	if err != nil {
		return
	}
	w.mu.Lock()
	w.there = append(w.there, trip{dialled, time.Since(dialled)}) // so soon a server answers that has just begun
	w.mu.Unlock()
	back, ended := make(chan struct{}, 1), make(chan struct{})
	conn.SetPongHandler(func(string) error { back <- struct{}{}; return nil })
	go func() {
		defer close(ended)
		for {
			if _, _, err := conn.ReadMessage(); err != nil {
				return
			}
		}
	}()
	defer func() { _ = conn.Close(); <-ended }()
	for {
		sent := time.Now()
		if conn.WriteControl(websocket.PingMessage, nil, sent.Add(writeWait)) != nil {
			return
		}
		select {
		case <-back:
		case <-ended:
			return
		case <-ctx.Done():
			return
		}
		w.mu.Lock()
		w.there = append(w.there, trip{sent, time.Since(sent)})
		w.mu.Unlock()
		select {
		case <-time.After(probeEvery):
		case <-ctx.Done():
			return
		}
	}
}

// late is by how much this process was late at most between two instants, and
// the way to the server and back, but for the outages.
func (w *watch) late(from, to time.Time, outages []outage) time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slowest(w.self, from, to, nil) + slowest(w.there, from, to, outages)
}

// slowest is the slowest of the trips that were under way between two instants,
// the outages taken off: a process that is let go on may have to wait to be run.
func slowest(list []trip, from, to time.Time, outages []outage) (most time.Duration) {
	for _, t := range list {
		if back := t.sent.Add(t.took); !back.Before(from) && !t.sent.After(to) {
			most = max(most, t.took-during(outages, t.sent, back))
		}
	}
	return most
}

// outage is a time in which the server did not run.
type outage struct {
	from, to time.Time
	stopped  bool      // it was stopped, and went on; otherwise it ended, and was started again
	ended    time.Time // when it had ended, if it did
	asked    bool      // it was asked to end
}

// during is for how long there was an outage between two instants.
func during(list []outage, from, to time.Time) (sum time.Duration) {
	for _, o := range list {
		begin, end := o.from, o.to
		if begin.Before(from) {
			begin = from
		}
		if end.After(to) {
			end = to
		}
		sum += max(0, end.Sub(begin))
	}
	return sum
}

// slowest is the longest that a move which was sent once took to be acknowledged.
func (c *counts) slowest() (most time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, took := range c.times {
		most = max(most, took)
	}
	return most
}
