package lobby

import (
	"context"
	"sync"
	"time"
)

// guarded is a value that is reached only with its lock held. The function
// given to do must neither block nor call out.
type guarded[T any] struct {
	mu sync.Mutex
	v  T
}

func (g *guarded[T]) do(f func(*T)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	f(&g.v)
}

// turns lets one act at a time for each key.
type turns struct{ keys guarded[map[string]*turn] }

// turn is a lock that can be waited for with a context; users counts those who
// have or await it, so that the last one can forget it.
type turn struct {
	free  chan struct{}
	users int
}

// take waits for key's turn; done ends it.
func (t *turns) take(ctx context.Context, key string) (done func(), err error) {
	var mine *turn
	t.keys.do(func(keys *map[string]*turn) {
		if *keys == nil {
			*keys = make(map[string]*turn)
		}
		mine = (*keys)[key]
		if mine == nil {
			mine = &turn{free: make(chan struct{}, 1)}
			mine.free <- struct{}{}
			(*keys)[key] = mine
		}
		mine.users++
	})
	forget := func() {
		t.keys.do(func(keys *map[string]*turn) {
			if mine.users--; mine.users == 0 {
				delete(*keys, key)
			}
		})
	}
	select {
	case <-mine.free:
		return func() { mine.free <- struct{}{}; forget() }, nil
	case <-ctx.Done():
		forget()
		return nil, context.Cause(ctx)
	}
}

// signal is a wish that somebody looks again; many wishes are one.
type signal chan struct{}

func newSignal() signal { return make(signal, 1) }

func (s signal) raise() {
	select {
	case s <- struct{}{}:
	default:
	}
}

// heed looks at once, at each wish, and when the last look said that there will be
// something to see; the zero time: never. It returns when ctx ends.
func (s signal) heed(ctx context.Context, look func() (next time.Time)) {
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
