package chatws

import (
	"context"
	"fmt"
	"math"
	"sync"
	"sync/atomic"
	"time"

	"rookery/chat/host"
	"rookery/chat/memory"
	"rookery/chat/presence"
)

// rest is how long a room stays open when the last socket has gone, if its
// history is elsewhere.
const rest = 10 * time.Minute

// room is one that is open, or about to be.
type room struct {
	cfg     host.Config
	keep    bool          // its history is in memory
	head    atomic.Uint64 // the last number of the talk
	ticking atomic.Bool
	beat    time.Time // of the last heads; the tick's own

	sockets int       // guarded by Server.mu
	left    time.Time // when the last one went; guarded by Server.mu

	mu         sync.Mutex // held while the room opens
	*host.Room            // nil until it is open
}

// Room gives a room, and opens it if it has to. Errors: ErrNoRoom, and those of
// its History.
func (s *Server) Room(ctx context.Context, name string) (*host.Room, error) {
	r, err := s.enter(ctx, name)
	if err != nil {
		return nil, err
	}
	s.leave(r)
	return r.Room, nil
}

// enter opens a room for one socket more, which leave takes away again.
func (s *Server) enter(ctx context.Context, name string) (*room, error) {
	r, err := s.find(name)
	if err != nil {
		return nil, err
	}
	if err := r.open(ctx); err != nil {
		s.leave(r)
		return nil, err
	}
	return r, nil
}

// find gives the room of a name, which need not be open.
func (s *Server) find(name string) (*room, error) {
	s.mu.Lock()
	r := s.rooms[name]
	if r != nil {
		r.sockets++
	}
	s.mu.Unlock()
	if r != nil {
		return r, nil
	}
	cfg, ok := s.cfg.Room(name)
	if !ok {
		return nil, ErrNoRoom
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if r = s.rooms[name]; r == nil {
		r = &room{keep: cfg.History == nil, cfg: cfg}
		if r.keep {
			r.cfg.History = memory.NewHistory()
		}
		r.cfg.Encode = r.encode
		s.rooms[name] = r
	}
	r.sockets++
	return r, nil
}

// leave takes away what enter has added.
func (s *Server) leave(r *room) {
	now := s.cfg.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.sockets--; r.sockets == 0 {
		r.left = now
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
		case !r.keep && now.Sub(r.left) > rest:
			delete(s.rooms, name)
		}
	}
	return list
}

// open opens the room, unless it is.
func (r *room) open(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.Room != nil {
		return nil
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

// tick does what is due in a room; between ticks nothing runs. A history that is
// slow holds up this room alone.
func (s *Server) tick(r *room, now time.Time) {
	if !r.ticking.CompareAndSwap(false, true) {
		return
	}
	s.wg.Go(func() {
		defer r.ticking.Store(false)
		if err := r.open(s.ctx); err != nil {
			return // whoever comes is told
		}
		if err := r.Tick(s.ctx, now); err != nil {
			s.cfg.Log.Error("a chat room could not go on", "error", err)
			return
		}
		if now.Sub(r.beat) >= s.cfg.Limits.Beat {
			r.beat = now
			// In the room's turn: every event up to the head has been offered.
			r.Send(presence.ToAll(), marshal(news{T: "heads", D: heads{Chat: r.head.Load()}}))
		}
	})
}
