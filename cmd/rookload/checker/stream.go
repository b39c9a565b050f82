package checker

import (
	"bytes"

	"rookery/lobby/wire"
)

// of is the stream that a socket knows by this name.
func (v *visit) of(s wire.Stream) Stream {
	switch s {
	case wire.NoticeStream:
		return Stream{Name: s, Person: v.Person}
	case wire.WhisperStream:
		return Stream{Name: s, Room: v.Room, Person: v.Person}
	}
	return Stream{Name: s, Room: v.Room}
}

func (c *Checker) hello(v *visit, f Frame) {
	h, err := Body[wire.Hello](f.D)
	you := ""
	if h.You != nil {
		you = h.You.ID
	}
	if c.epoch == "" {
		c.epoch = h.Epoch
	}
	if err != nil || h.Epoch != c.epoch || you != v.Person || h.Room != v.Room {
		c.note(Strange, "%s in %q was greeted with %s", v.Person, v.Room, f.Raw)
	}
	for _, s := range h.Streams {
		v.streams[s] = true
		if v.Person == "" && (s == wire.WhisperStream || s == wire.NoticeStream) {
			c.note(Strange, "nobody was given the stream %s", s)
		}
	}
}

// event is the next of a stream on one socket.
func (c *Checker) event(v *visit, f Frame) {
	st := v.of(f.S)
	if !v.streams[f.S] {
		c.note(Strange, "%s is not entitled to %s, and was sent %s", v.Person, f.S, f.Raw)
		return
	}
	if at, begun := v.pos[f.S]; !begun || f.N != at+1 {
		c.note(Gap, "%s was sent event %d of %s after %d", v.Person, f.N, st, at)
	}
	if f.S == wire.WhisperStream {
		if w, err := Body[wire.Whispered](f.D); err != nil || v.Person != w.From.ID && v.Person != w.To.ID {
			c.note(Leaked, "%s was sent %s", v.Person, f.Raw)
		}
	}
	v.pos[f.S] = max(v.pos[f.S], f.N)
	c.saw(st, f.N, f.Raw)
	if v.live && f.S == wire.GameStream {
		c.liveOrder(v, f.N)
	}
}

// liveOrder compares how far the talk was when an event of the game was told:
// who is told the same two streams live is told them in the room's one order.
func (c *Checker) liveOrder(v *visit, n uint64) {
	if c.talked[v.Room] == nil {
		c.talked[v.Room] = make(map[uint64]uint64)
	}
	lines, talked := v.pos[wire.ChatStream], c.talked[v.Room]
	if was, ok := talked[n]; ok && was != lines {
		c.note(Disorder, "%s was told event %d of %s after line %d, another after line %d", v.Person, n, v.Room, lines, was)
	} else {
		talked[n] = lines
	}
}

// saw compares an event with what others were told.
func (c *Checker) saw(st Stream, n uint64, raw []byte) {
	s := c.stream(st)
	if was, ok := s.raw[n]; !ok {
		s.raw[n] = bytes.Clone(raw)
	} else if !bytes.Equal(was, raw) {
		c.note(Changed, "event %d of %s is %s to one and %s to another", n, st, was, raw)
	}
	s.head = max(s.head, n)
	if c.final {
		s.final[n] = true
	}
}

func (c *Checker) stream(st Stream) *stream {
	s := c.streams[st]
	if s == nil {
		s = &stream{raw: make(map[uint64][]byte), final: make(map[uint64]bool)}
		c.streams[st] = s
	}
	return s
}

// begins is a snapshot that covers a stream up to head.
func (c *Checker) begins(v *visit, s wire.Stream, head uint64) {
	after, resumed := v.After[s]
	switch {
	case !v.streams[s]:
		c.note(Strange, "%s is not entitled to %s, and was sent its snapshot", v.Person, s)
	case resumed && head < after:
		c.note(Lost, "%s had event %d of %s; its head is now %d", v.Person, after, v.of(s), head)
	case resumed && (s == wire.GameStream || head-after <= 1000):
		c.note(Gap, "%s resumed %s after %d of %d and was sent a snapshot", v.Person, v.of(s), after, head)
	}
	st := c.stream(v.of(s))
	st.head = max(st.head, head)
}

func (c *Checker) gameSnapshot(v *visit, f Frame) {
	snap, err := Body[wire.GameSnapshot](f.D)
	if err != nil {
		c.note(Broken, "%v: %s", err, f.Raw)
		return
	}
	c.begins(v, f.S, snap.N)
	v.pos[f.S] = snap.N
	if c.shots[v.Room] == nil {
		c.shots[v.Room] = make(map[uint64][]byte)
	}
	if was, ok := c.shots[v.Room][snap.N]; !ok {
		c.shots[v.Room][snap.N] = bytes.Clone(f.Raw)
	} else if !bytes.Equal(was, f.Raw) {
		c.note(Snapshot, "of %s at %d there are two: %s and %s", v.Room, snap.N, was, f.Raw)
	}
}

func (c *Checker) streamSnapshot(v *visit, f Frame) {
	snap, err := Body[wire.StreamSnapshot](f.D)
	if err != nil || snap.First == 0 || snap.First > snap.Head+1 {
		c.note(Broken, "a snapshot is %s", f.Raw)
		return
	}
	c.begins(v, f.S, snap.Head)
	v.pos[f.S] = snap.First - 1
}

// heads may be older than what was sent before them, but not newer.
func (c *Checker) heads(v *visit, f Frame) {
	h, err := Body[wire.Heads](f.D)
	if err != nil {
		c.note(Broken, "%v: %s", err, f.Raw)
		return
	}
	for s, n := range h.Heads {
		if n > v.pos[s] {
			c.note(Gap, "%s was told that %s is at %d, and had been sent %d", v.Person, v.of(s), n, v.pos[s])
		}
	}
}
