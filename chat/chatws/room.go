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
	name    string
	keep    bool          // its history is in memory
	head    atomic.Uint64 // the last number of the talk
	ticking atomic.Bool
	beat    time.Time // of the last heads; the tick's own

	sockets int       // guarded by Server.mu
	left    time.Time // when the last one went; guarded by Server.mu

	mu sync.Mutex // held while the room opens; guards what follows
	*host.Room
	history host.History
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
	r, cfg, err := s.find(name)
	if err != nil {
		return nil, err
	}
	if err := r.open(ctx, cfg); err != nil {
		s.leave(r)
		return nil, err
	}
	return r, nil
}

// find gives the room of a name, with what it is made of if it is new.
func (s *Server) find(name string) (*room, host.Config, error) {
	s.mu.Lock()
	r := s.rooms[name]
	if r != nil {
		r.sockets++
	}
	s.mu.Unlock()
	if r != nil {
		return r, host.Config{}, nil
	}
	cfg, ok := s.cfg.Room(name)
	if !ok {
		return nil, host.Config{}, ErrNoRoom
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if r = s.rooms[name]; r == nil {
		r = &room{name: name, keep: cfg.History == nil}
		s.rooms[name] = r
	}
	r.sockets++
	return r, cfg, nil
}

func (r *room) open(ctx context.Context, cfg host.Config) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.Room != nil {
		return nil
	}
	if cfg.History == nil {
		cfg.History = memory.NewHistory()
	}
	cfg.Encode = r.encode
	last, err := cfg.History.Before(ctx, host.Stream{Name: host.TalkStream}, math.MaxUint64, 1)
	if err != nil {
		return fmt.Errorf("read the end of a room's talk: %w", err)
	}
	for _, e := range last {
		r.head.Store(e.N)
	}
	opened, err := host.Open(ctx, cfg)
	if err != nil {
		return fmt.Errorf("open a room: %w", err)
	}
	r.Room, r.history = opened, cfg.History
	return nil
}
