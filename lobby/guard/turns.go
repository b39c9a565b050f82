package guard

import "context"

// Turns lets one act at a time for each key.
type Turns struct{ keys Value[map[string]*turn] }

// turn is a lock that can be waited for with a context; users counts those who
// have or await it, so that the last one can forget it.
type turn struct {
	free  chan struct{}
	users int
}

// Take waits for key's turn; done ends it.
func (t *Turns) Take(ctx context.Context, key string) (done func(), err error) {
	var mine *turn
	t.keys.Do(func(keys *map[string]*turn) {
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
		t.keys.Do(func(keys *map[string]*turn) {
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
