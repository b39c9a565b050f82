package room

import "rookery/lobby/wire"

// The newest frames that a room keeps, so that a client which has read the
// journal up to about now is attached without a gap (CONTRACT section 1).
const (
	tailFrames = 64
	tailBytes  = 64 << 10
)

// told is one event's frame as it was sent.
type told struct {
	stream Stream
	n      uint64
	frame  []byte
}

// tail is the newest frames of a room that more than one person is sent, oldest
// first. Whispers are not in it, or they would push out what others come back for:
// whoever misses one reads it from the journal.
type tail struct {
	frames []told
	bytes  int
}

func (t *tail) add(e told) {
	if e.stream.Person != "" {
		return
	}
	t.frames = append(t.frames, e)
	t.bytes += len(e.frame)
	for len(t.frames) > tailFrames || t.bytes > tailBytes {
		t.bytes -= len(t.frames[0].frame)
		t.frames[0] = told{}
		t.frames = t.frames[1:]
	}
}

// after gives the frames of the streams in from that come after the numbers
// there, up to their heads, in the room's order. It reports false if one of them is not here.
func (t *tail) after(from, heads map[wire.Stream]uint64) ([][]byte, bool) {
	var missing uint64
	for s, n := range from {
		missing += heads[s] - n
	}
	var frames [][]byte
	for _, e := range t.frames {
		n, wanted := from[e.stream.Name]
		if wanted && e.n > n && e.n <= heads[e.stream.Name] {
			frames = append(frames, e.frame)
		}
	}
	return frames, uint64(len(frames)) == missing
}
