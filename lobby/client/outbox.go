package client

import (
	"context"
	"sync"

	"rookery/lobby/wire"
)

// outboxBytes bounds what waits for one client (CONTRACT section 6). Ephemera
// are dropped from half of it on.
const outboxBytes = 256 << 10

// outbox is what waits to be written to one client. Its mutex guards a leaf:
// nothing is called while it is held.
type outbox struct {
	wake func() // set once; called without the mutex

	mu      sync.Mutex
	frames  [][]byte
	bytes   int
	code    wire.CloseCode // not 0: closed
	drained chan struct{}  // closed when nothing is queued; nil while nobody waits for it
}

// Offer queues frame, which the caller does not modify afterwards. It never
// blocks. A durable frame that does not fit closes the outbox as slow: a client
// that misses one frame has missed the order of all of them, and is better
// served by a reconnect and a resume.
func (o *outbox) Offer(frame []byte, ephemeral bool) bool {
	o.mu.Lock()
	if o.code != 0 {
		o.mu.Unlock()
		return false
	}
	if ephemeral && o.bytes+len(frame) > outboxBytes/2 {
		o.mu.Unlock()
		return true
	}
	// No frame counts for more than half: the snapshot of a very long game, which
	// is one for all who come, has to fit somehow.
	size := min(len(frame), outboxBytes/2)
	ok := o.bytes+size <= outboxBytes
	idle := len(o.frames) == 0
	if ok {
		o.frames = append(o.frames, frame)
		o.bytes += size
	} else {
		o.closeLocked(wire.CloseSlow)
	}
	o.mu.Unlock()
	if idle || !ok {
		o.wake()
	}
	return ok
}

// close ends the outbox: what is queued may still be written, then code is
// reported. A slow client's queue is dropped. The first close counts.
func (o *outbox) close(code wire.CloseCode) {
	o.mu.Lock()
	first := o.code == 0
	o.closeLocked(code)
	o.mu.Unlock()
	if first {
		o.wake()
	}
}

func (o *outbox) closeLocked(code wire.CloseCode) {
	if o.code != 0 {
		return
	}
	o.code = code
	if code == wire.CloseSlow {
		o.frames, o.bytes = nil, 0
	}
	o.releaseLocked()
}

func (o *outbox) releaseLocked() {
	if o.drained != nil {
		close(o.drained)
		o.drained = nil
	}
}

// take gives everything queued, or, once closed and empty, the close code.
func (o *outbox) take() ([][]byte, wire.CloseCode) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.frames) == 0 {
		return nil, o.code
	}
	frames := o.frames
	o.frames, o.bytes = nil, 0
	o.releaseLocked()
	return frames, 0
}

// empty waits until everything queued has been taken, the outbox is closed, or ctx ends.
func (o *outbox) empty(ctx context.Context) {
	o.mu.Lock()
	if len(o.frames) == 0 || o.code != 0 {
		o.mu.Unlock()
		return
	}
	if o.drained == nil {
		o.drained = make(chan struct{})
	}
	done := o.drained
	o.mu.Unlock()
	select {
	case <-done:
	case <-ctx.Done():
	}
}
