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
func (s Signal) Heed(ctx context.Context, look func() (next time.Time)) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-s:
		case <-timer.C:
		}
		if next := look(); !next.IsZero() {
			timer.Reset(time.Until(next))
		}
	}
}
