package server

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

const (
	readyWait = 2 * time.Second // for the store to show that it takes commands
	readyKept = time.Second     // how long its answer is everybody's
)

// errDraining is why nobody new should come.
var errDraining = errors.New("the server is about to stop")

// readiness shares one look at something costly among all who ask within
// readyKept. The zero value has not looked yet.
type readiness struct {
	mu  sync.Mutex // guards the rest, and lets one look at a time
	at  time.Time
	err error
}

// ask gives the error of look, which is at most readyKept old. Nobody's ctx
// ends the look, because its outcome is also for others.
func (r *readiness) ask(look func(context.Context) error) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.at.IsZero() && time.Since(r.at) < readyKept {
		return r.err
	}
	ctx, cancel := context.WithTimeout(context.Background(), readyWait)
	defer cancel()
	r.err = look(ctx)
	r.at = time.Now()
	return r.err
}

// ready says why nobody should be sent here, nil if they should.
func (s *Server) ready() error {
	if s.draining.Load() {
		return errDraining
	}
	if err := s.readiness.ask(s.cfg.Store.Ready); err != nil {
		return fmt.Errorf("look whether the store takes commands: %w", err)
	}
	return nil
}
