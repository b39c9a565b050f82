package sqlite

import (
	"errors"
	"sync"

	"rookery/lobby/room"
)

const (
	maxBatch  = 512  // writes in one commit
	maxQueued = 4096 // writes waiting, of each urgency
)

var errClosed = errors.New("the store is closed")

// job is one write: do runs on the writer's goroutine, inside a savepoint; then
// done, once, with do's error or the commit's.
type job struct {
	do   func(*tx) error
	done func(error)
}

// queue holds the writes that wait, moves before talk.
type queue struct {
	mu           sync.Mutex // guards the three below
	urgent, rest []job
	closed       bool
	wake         chan struct{} // buffered 1: something changed
}

func newQueue() *queue { return &queue{wake: make(chan struct{}, 1)} }

// put queues j without waiting. It reports room.ErrBusy when too much waits.
func (q *queue) put(j job, urgent bool) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return errClosed
	}
	list := &q.rest
	if urgent {
		list = &q.urgent
	}
	if len(*list) >= maxQueued {
		return room.ErrBusy
	}
	*list = append(*list, j)
	q.signal()
	return nil
}

// next waits for a batch: whatever is queued, at most maxBatch, the urgent
// first. It gives nil when the queue is closed and empty.
func (q *queue) next() []job {
	for {
		if batch, closed := q.take(); len(batch) > 0 || closed {
			return batch
		}
		<-q.wake
	}
}

func (q *queue) take() (batch []job, closed bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, list := range []*[]job{&q.urgent, &q.rest} {
		n := min(maxBatch-len(batch), len(*list))
		batch = append(batch, (*list)[:n]...)
		clear((*list)[:n]) // what is stored need not be kept alive
		if *list = (*list)[n:]; len(*list) == 0 {
			*list = nil
		}
	}
	return batch, q.closed
}

// close lets nothing more in. What is queued is still given out.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.signal()
}

func (q *queue) signal() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}
