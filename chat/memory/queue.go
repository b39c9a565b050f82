package memory

import "slices"

// Frame is one that waits to be sent. An ephemeral one may be dropped.
type Frame struct {
	Bytes     []byte
	Ephemeral bool
}

// Queue is the rule by which what is on its way to a tab is bounded. It has one
// owner. Its size is the bytes of the frames that wait, and of those that were
// taken and not yet sent.
type Queue struct {
	most   int
	size   int
	frames []Frame
}

// NewQueue gives a queue for at most most bytes.
func NewQueue(most int) Queue { return Queue{most: most} }

// Put queues a frame. One that is ephemeral and does not fit is dropped; for any
// other, those that are ephemeral make room. False means that it does not fit even so.
func (q *Queue) Put(f Frame) bool {
	if !q.Fits(len(f.Bytes)) && !f.Ephemeral {
		q.frames = slices.DeleteFunc(q.frames, func(old Frame) bool {
			if old.Ephemeral {
				q.Sent(old)
			}
			return old.Ephemeral
		})
	}
	if !q.Fits(len(f.Bytes)) {
		return f.Ephemeral
	}
	q.frames, q.size = append(q.frames, f), q.size+len(f.Bytes)
	return true
}

// First puts a frame before all others, however full the queue is.
func (q *Queue) First(f Frame) {
	q.frames, q.size = slices.Insert(q.frames, 0, f), q.size+len(f.Bytes)
}

// Fits says whether so many bytes more fit.
func (q *Queue) Fits(bytes int) bool { return q.size+bytes <= q.most }

// Take gives all that waits. It counts until it is Sent.
func (q *Queue) Take() []Frame {
	frames := q.frames
	q.frames = nil
	return frames
}

// Sent makes room for as much as a frame that was taken has used.
func (q *Queue) Sent(f Frame) { q.size -= len(f.Bytes) }
