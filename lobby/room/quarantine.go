package room

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime/debug"

	"rookery/lobby/wire"
)

// A room in quarantine has broken down over its own log, or too often: it shows
// what the log holds and changes nothing (CONTRACT section 5).
var (
	// ErrQuarantined refuses whatever would change a room in quarantine.
	ErrQuarantined = errors.New("this room broke down and can only be read")
	// ErrUnreadable means that what is stored of a room cannot be read, or not even
	// the beginning of its log be replayed: there is nothing that could be shown.
	ErrUnreadable = errors.New("what is stored of this room cannot be read")
)

// brokenError is a stored event that cannot be replayed. Stack is set if it panicked.
type brokenError struct {
	pos   uint64
	kind  string
	cause error
	stack string
}

func (e *brokenError) Error() string {
	return fmt.Sprintf("event at position %d, %q: %v", e.pos, e.kind, e.cause)
}

func (e *brokenError) Unwrap() error { return e.cause }

// Quarantined reports whether the room can only be read.
func (r *Room) Quarantined() bool { return r.readOnly }

// restore reads a room's log into a new state. If an event cannot be replayed,
// the room is what it was before it, in quarantine.
func restore(ctx context.Context, r *Room) (*state, error) {
	s, err := replayUpTo(ctx, r, math.MaxUint64)
	if broke, ok := errors.AsType[*brokenError](err); ok {
		r.readOnly = true
		r.cfg.Log.Error("a stored event cannot be replayed; the room can only be read",
			"room", r.cfg.ID, "cause", broke, "stack", broke.stack)
		s, err = replayUpTo(ctx, r, broke.pos) // anew: a panic may have left the state half changed
	}
	if broke, again := errors.AsType[*brokenError](err); again {
		return nil, fmt.Errorf("%w: %w", ErrUnreadable, broke)
	}
	if err != nil {
		return nil, err
	}
	if s.game == nil {
		return nil, fmt.Errorf("%w: it does not begin with a game", ErrUnreadable)
	}
	s.publishSeats()
	s.crowd.changed = false // who sits there is told to whoever comes first
	if r.readOnly {
		r.cfg.Changed = nil // lists go by what is stored
		return s, nil
	}
	return s, s.lastLife(ctx)
}

// replayUpTo replays the events before position end, and only notes the others.
func replayUpTo(ctx context.Context, r *Room, end uint64) (*state, error) {
	s := newState(r)
	for {
		page, err := r.cfg.Journal.Replay(ctx, r.cfg.ID, s.pos, replayPage)
		if err != nil {
			return nil, fmt.Errorf("read its log: %w", err)
		}
		for _, e := range page {
			if e.Pos >= end {
				s.skip(e)
			} else if err := s.replaySafely(e); err != nil {
				return nil, err
			}
		}
		if len(page) < replayPage {
			return s, nil
		}
	}
}

// replaySafely applies one stored event, or says that it cannot be.
func (s *state) replaySafely(e Event) (err error) {
	defer func() {
		if v := recover(); v != nil { // its value may quote what somebody said
			err = &brokenError{e.Pos, e.Kind, fmt.Errorf("panic of type %T", v), string(debug.Stack())}
		}
	}()
	if s.room.cfg.Replaying != nil {
		s.room.cfg.Replaying(e)
	}
	if err := s.replay(e); err != nil {
		return &brokenError{pos: e.Pos, kind: e.Kind, cause: err}
	}
	return nil
}

// skip notes the number of an event that is not replayed, and the clocks if it
// tells them: it can be read all the same.
func (s *state) skip(e Event) {
	s.pos = e.Pos
	switch e.Stream.Name {
	case wire.GameStream, wire.PlayersStream:
		body, _ := e.Wire().Body() // nil if it cannot be read
		s.face.skip(e, body)
		if s.delayed() {
			s.hidden = append(s.hidden, hidden{event: e, body: body, frame: e.Wire().Frame(), skip: true})
		}
	case wire.ChatStream:
		s.chatHead = e.N
	case wire.WhisperStream:
		s.whispers[e.Stream.Person] = e.N
	}
}
