package room

import (
	"context"
	"slices"
	"sync"
	"time"
)

// A process that does not run for longer than stallFrom, whether its machine is
// overloaded, collects garbage or was stopped, has stalled (CONTRACT 3.5).
const (
	stallTick  = 50 * time.Millisecond
	stallFrom  = 250 * time.Millisecond
	stallsKept = 1024 // at most so many are remembered, the newest
	stallsTold = 256  // … and so many of them with each beat
	beatEvery  = time.Second
)

// Stalls knows when the process stood still while anything was at stake, so that
// no player pays for it. One is shared by all rooms.
//
// It looks once in stallTick, and again whenever it is asked: after a stop, a
// flag's timer may fire before the tick does. Once a second it leaves a sign of
// life in pulse, with what it has seen, as long as a clock runs.
type Stalls struct {
	pulse Pulse
	wake  chan struct{} // there is something at stake

	mu    sync.Mutex // guards what follows; nothing is called under it
	rooms stakes     // of all rooms
	last  time.Time  // the last look
	list  []Stall
}

// stakes is what a stall would be unfair to, in numbers of rooms: clocks that
// run, and anything else that people wait for or see.
type stakes struct{ clocks, others int }

// NewStalls gives Stalls that has seen none. It sees them once Run runs. A nil
// pulse is told nothing.
func NewStalls(pulse Pulse) *Stalls { return &Stalls{pulse: pulse, wake: make(chan struct{}, 1)} }

// Run looks while anything is at stake, until ctx ends.
func (s *Stalls) Run(ctx context.Context) {
	due := make(chan struct{}) // unbuffered: a store that is slow is not asked again meanwhile
	var beating sync.WaitGroup
	beating.Go(func() { s.beat(due) })
	defer beating.Wait()
	defer close(due)
	for {
		select {
		case <-s.wake:
			s.watch(ctx, due)
		case <-ctx.Done():
			return
		}
	}
}

func (s *Stalls) watch(ctx context.Context, due chan<- struct{}) {
	tick := time.NewTicker(stallTick)
	defer tick.Stop()
	var beaten time.Time
	for at := s.look(); at != (stakes{}); at = s.look() {
		if at.clocks > 0 && time.Since(beaten) >= beatEvery {
			select {
			case due <- struct{}{}:
				beaten = time.Now()
			default:
			}
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// beat leaves a sign of life whenever one is due. An error is not worth a word:
// players are charged less then, and the store says what is wrong with it.
func (s *Stalls) beat(due <-chan struct{}) {
	for range due {
		if s.pulse != nil {
			_ = s.pulse.Beat(context.Background(), s.seen)
		}
	}
}

// seen is every stall up to now, or the newest of them.
func (s *Stalls) seen() []Stall {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lookLocked(time.Now())
	return slices.Clone(s.list[max(0, len(s.list)-stallsTold):])
}

// look notes a stall that has just ended, and gives what is at stake.
func (s *Stalls) look() stakes {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lookLocked(time.Now())
	return s.rooms
}

func (s *Stalls) lookLocked(now time.Time) {
	if s.rooms == (stakes{}) {
		return
	}
	if late := now.Sub(s.last) - stallTick; late > stallFrom {
		s.list = append(s.list, Stall{s.last.Add(stallTick), now})
		s.list = s.list[max(0, len(s.list)-stallsKept):]
	}
	s.last = now
}

// stake says that a room which had before at stake now has after.
func (s *Stalls) stake(before, after stakes) {
	s.mu.Lock()
	defer s.mu.Unlock()
	none := s.rooms == (stakes{})
	s.rooms.clocks += after.clocks - before.clocks
	s.rooms.others += after.others - before.others
	if none && s.rooms != (stakes{}) {
		s.last = time.Now() // nobody has looked, and nothing was to be seen
		select {
		case s.wake <- struct{}{}:
		default:
		}
	}
}

// between is for how long the process stood still from one instant to another,
// while anything was at stake.
func (s *Stalls) between(from, to time.Time) (sum time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lookLocked(time.Now())
	for _, st := range s.list {
		begin, end := st.From, st.To
		if begin.Before(from) {
			begin = from
		}
		if end.After(to) {
			end = to
		}
		sum += max(0, end.Sub(begin))
	}
	return sum
}
