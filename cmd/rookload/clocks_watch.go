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

// trip is a ping on its way to the server and back.
type trip struct {
	sent time.Time
	took time.Duration
}

// watch measures, while games are played, how late this process and the server
// are. That is what the times that clients see are uncertain by.
type watch struct {
	mu    sync.Mutex // guards what follows; nothing is called under it
	self  time.Duration
	trips []trip
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
		w.self = max(w.self, now.Sub(last)-probeEvery)
		w.mu.Unlock()
		last = now
	}
}

// probe pings over one connection until it ends.
func (w *watch) probe(ctx context.Context, c *cast) {
	conn, err := c.dial(ctx, person{}, "/lobby/socket", "", nil)
	if err != nil {
		return
	}
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
		w.trips = append(w.trips, trip{sent, time.Since(sent)})
		w.mu.Unlock()
		select {
		case <-time.After(probeEvery):
		case <-ctx.Done():
			return
		}
	}
}

// late is by how much this process was late at most, and the slowest way to the
// server and back outside of the outages.
func (w *watch) late(outages []outage) (self, there time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, t := range w.trips {
		if during(outages, t.sent, t.sent.Add(t.took)) == 0 {
			there = max(there, t.took)
		}
	}
	return w.self, there
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
