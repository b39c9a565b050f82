package chatws

import (
	"context"
	"fmt"
	"math"
	"sync/atomic"
	"time"

	"rookery/chat"
	"rookery/chat/host"
	"rookery/chat/memory"
	"rookery/chat/presence"
)

// rest is how long a room stays open when the last socket has gone, if its
// history is elsewhere.
const rest = 10 * time.Minute

// room is one that is open, or about to be.
type room struct {
	name    string
	known   atomic.Bool // there is one of this name, made of cfg
	cfg     host.Config
	keep    bool          // its history is in memory
	head    atomic.Uint64 // the last number of the talk
	ticking atomic.Bool
	beat    time.Time // of the last heads; the tick's own

	sockets int       // guarded by Server.mu
	held    bool      // by somebody who was given it; guarded by Server.mu
	left    time.Time // when the last one went; guarded by Server.mu

	opening    chan struct{} // full while it opens, and cfg is asked for
	*host.Room               // nil until it is open
}

// Room gives a room, and opens it if it has to. It is the one that everybody of
// that name is in until Close: a room that was given out does not rest, however
// long nobody is in it. Errors: ErrNoRoom, and those of its History.
func (s *Server) Room(ctx context.Context, name string) (*host.Room, error) {
	r, err := s.enter(ctx, name)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	r.held = true
	s.mu.Unlock()
	s.leave(r)
	return r.Room, nil
}

// enter opens a room for one socket more, which leave takes away again.
func (s *Server) enter(ctx context.Context, name string) (in *room, err error) {
	r := s.find(name)
	defer func() {
		if err != nil {
			s.leave(r)
		}
	}()
	defer s.survive(func() { in, err = nil, errPanic })
	if err := r.open(ctx, s.cfg.Room); err != nil {
		return nil, err
	}
	return r, nil
}

// find gives the room of a name, of which nobody knows yet whether there is one.
func (s *Server) find(name string) *room {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.rooms[name]
	if r == nil {
		r = &room{name: name, opening: make(chan struct{}, 1)}
		s.rooms[name] = r
	}
	r.sockets++
	return r
}

// leave takes away what enter has added, and the room if there is none.
func (s *Server) leave(r *room) {
	now := s.cfg.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.sockets--; r.sockets > 0 {
		return
	}
	r.left = now
	if !r.known.Load() {
		delete(s.rooms, r.name)
	}
}

// busy gives the rooms in which somebody is, and forgets those that have rested.
func (s *Server) busy(now time.Time) []*room {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []*room
	for name, r := range s.rooms {
		switch {
		case r.sockets > 0:
			list = append(list, r)
		case !r.keep && !r.held && now.Sub(r.left) > rest:
			delete(s.rooms, name)
		}
	}
	return list
}

// open opens the room, unless it is. Whoever comes meanwhile waits, so that a
// name is asked for once, and has one history.
func (r *room) open(ctx context.Context, ask func(name string) (host.Config, bool)) error {
	select {
	case r.opening <- struct{}{}:
		defer func() { <-r.opening }()
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	if r.Room != nil {
		return nil
	}
	if !r.known.Load() {
		cfg, ok := ask(r.name)
		if !ok {
			return ErrNoRoom
		}
		r.cfg, r.keep = cfg, cfg.History == nil
		if r.keep {
			r.cfg.History = memory.NewHistory()
		}
		r.cfg.Encode = r.encode
		r.known.Store(true)
	}
	head, err := r.last(ctx, host.Stream{Name: host.TalkStream})
	if err != nil {
		return err
	}
	r.head.Store(head)
	r.Room, err = host.Open(ctx, r.cfg)
	if err != nil {
		return fmt.Errorf("open a room: %w", err)
	}
	return nil
}

// last is the number of a stream's last entry.
func (r *room) last(ctx context.Context, of host.Stream) (uint64, error) {
	entries, err := r.cfg.History.Before(ctx, of, math.MaxUint64, 1)
	if err != nil {
		return 0, fmt.Errorf("read the end of a stream: %w", err)
	}
	for _, e := range entries {
		return e.N, nil
	}
	return 0, nil
}

// encode is the frame of some news. What is encoded of the talk is stored.
func (r *room) encode(n host.News) []byte {
	if e, ok := n.(host.Entry); ok && e.Stream.Name == host.TalkStream {
		for old := r.head.Load(); e.N > old && !r.head.CompareAndSwap(old, e.N); old = r.head.Load() {
		}
	}
	return encode(n)
}

// Look has the host asked anew, in every room that a person is in, for their role and
// whether they are hidden: what Config.Role and a Policy.Hidden have said is otherwise
// of when they came. who is what Config.Identify would say.
func (s *Server) Look(who chat.Person) {
	now := s.cfg.Now()
	for _, busy := range s.busy(now) {
		if r, err := s.enter(s.ctx, busy.name); err == nil { // nobody is in one that cannot be opened
			r.Look(who.ID, s.cfg.Role(who, r.name), now)
			s.leave(r)
		}
	}
}

// tick does what is due in a room; between ticks nothing runs. A history that is
// slow holds up this room alone.
func (s *Server) tick(r *room, now time.Time) {
	if !r.known.Load() || !r.ticking.CompareAndSwap(false, true) {
		return
	}
	s.wg.Go(func() {
		defer r.ticking.Store(false)
		defer s.survive(func() {})
		if err := r.open(s.ctx, s.cfg.Room); err != nil {
			return // whoever comes is told
		}
		if err := r.Tick(s.ctx, now); err != nil {
			s.cfg.Log.Error("a chat room could not go on", "error", err)
			return
		}
		if since := now.Sub(r.beat); since < 0 || since >= s.cfg.Limits.Beat {
			r.beat = now
			// In the room's turn: every event up to the head has been offered.
			r.Send(presence.ToAll(), marshal(news{T: "heads", D: heads{Chat: r.head.Load()}}))
		}
	})
}
