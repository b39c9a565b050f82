package guard

import (
	"context"
	"time"
)

// Signal is a wish that somebody looks again; many wishes are one.
type Signal chan struct{}

// NewSignal gives one that nobody has raised.
func NewSignal() Signal { return make(Signal, 1) }

// Raise wishes it. It does not wait.
func (s Signal) Raise() {
	select {
	case s <- struct{}{}:
	default:
	}
}

// Heed looks at once, at each wish, and when the last look said that there will be
// something to see; the zero time: never. It returns when ctx ends.
//
// A timer whose time has come is not made: several of them, each found by its own
// reader, crash the race detector in a bubble of testing/synctest (Go 1.26.8:
// runtime.(*timer).unlockAndRun gives all of a bubble one context).
func (s Signal) Heed(ctx context.Context, look func() (next time.Time)) {
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for ctx.Err() == nil {
		timer.Stop()
		if next := look(); !next.IsZero() {
			wait := time.Until(next)
			if wait <= 0 {
				continue
			}
			timer.Reset(wait)
		}
		select {
		case <-ctx.Done():
		case <-s:
		case <-timer.C:
		}
	}
}
