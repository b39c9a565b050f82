package memory

import (
	"context"
	"errors"
	"sync"
)

// Errors of an Outbox.
var (
	// ErrSlow means that frames came faster than they were taken.
	ErrSlow = errors.New("too much is waiting to be sent")
	// ErrClosed means that the outbox was closed by its owner.
	ErrClosed = errors.New("the outbox is closed")
)

// Outbox is a host.Outbox of a bounded number of bytes. The mutex guards what
// follows it; nothing is called under it.
type Outbox struct {
	wake chan struct{} // holds a token while there is something to look at

	mu    sync.Mutex
	queue Queue
	err   error
}

// NewOutbox gives an outbox for at most most bytes of frames.
func NewOutbox(most int) *Outbox {
	return &Outbox{queue: NewQueue(most), wake: make(chan struct{}, 1)}
}

// Offer is part of host.Outbox. When a frame does not fit by the rule of Queue, the
// outbox closes with ErrSlow: a tab that misses one frame has missed the order of
// all, and is better served by a resume.
func (o *Outbox) Offer(frame []byte, ephemeral bool) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch {
	case o.err != nil:
		return false
	case !o.queue.Put(Frame{frame, ephemeral}):
		o.close(ErrSlow)
		return false
	}
	o.poke()
	return true
}

// Next waits for frames and takes all that there are. When none are left it
// gives the reason why the outbox closed, or ctx ended.
func (o *Outbox) Next(ctx context.Context) ([][]byte, error) {
	for {
		frames, err := o.take()
		if len(frames) > 0 {
			return frames, nil
		}
		if err != nil {
			return nil, err
		}
		select {
		case <-o.wake:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

func (o *Outbox) take() (frames [][]byte, why error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, f := range o.queue.Take() {
		o.queue.Sent(f)
		frames = append(frames, f.Bytes)
	}
	return frames, o.err
}

// Close ends the outbox: what it holds can still be taken.
func (o *Outbox) Close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.close(ErrClosed)
}

func (o *Outbox) close(why error) {
	if o.err == nil {
		o.err = why
		o.poke()
	}
}

func (o *Outbox) poke() {
	select {
	case o.wake <- struct{}{}:
	default:
	}
}
