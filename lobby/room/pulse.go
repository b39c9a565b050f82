package room

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
)

// Pulse is where a process leaves signs of life, so that the one after it knows
// until when it ran.
type Pulse interface {
	// Beat notes that this process runs, and when it has stood still so far, which
	// the store asks for at the instant that it notes. Its errors are
	// Journal.Append's; a beat that is lost costs nobody anything.
	Beat(ctx context.Context, stalls func() []Stall) error
	// Life tells of the process that stored the newest event of room id; zero for a
	// room of which that is not known.
	Life(ctx context.Context, id ID) (Life, error)
}

// Stall is a time in which the process, or its store, stood still.
type Stall struct{ From, To time.Time }

// Life is what is known of a process that has ended, as far as one room goes.
// All times are from its start, by its own steady clock, in whole milliseconds.
type Life struct {
	Started time.Time     // when this process started, if it is the one; zero if it was another
	Turned  time.Duration // when it was storing the newest entry that set the room's clocks
	Beat    time.Duration // its last sign of life
	Stalls  []Pause       // in no order; they may overlap
}

// Pause is a Stall, from the process's start.
type Pause struct{ From, To time.Duration }

// Ran is for how long the process is known to have run, without having stood
// still, since it set the room's clocks: what a player may be charged for the
// thinking that the process did not live to see the end of (CONTRACT 3.6).
func (l Life) Ran() time.Duration {
	pauses := slices.SortedFunc(slices.Values(l.Stalls), func(a, b Pause) int { return int(a.From - b.From) })
	ran, from := time.Duration(0), l.Turned
	for _, p := range pauses {
		ran += max(0, min(p.From, l.Beat)-from)
		from = max(from, p.To)
	}
	return ran + max(0, l.Beat-from)
}

// lastLife asks what the last process saw of the turn that is under way.
func (s *state) lastLife(ctx context.Context) error {
	if s.room.cfg.Pulse == nil || s.live.Ended != nil || s.game.Stopped() != "" || s.game.Ply() < 2 {
		return nil // no clock ran
	}
	life, err := s.room.cfg.Pulse.Life(ctx, s.room.cfg.ID)
	if err != nil {
		return fmt.Errorf("until when its last process ran: %w", err)
	}
	if !life.Started.IsZero() { // which goes on, but not in this room
		life.Beat = max(0, s.room.cfg.Ran.Sub(life.Started))
	}
	s.thought = life.Ran().Truncate(time.Millisecond)
	s.ahead = max(s.ahead, s.turned.Add(s.thought).Sub(s.since)) // it ran until then, whatever the wall clock says now
	return nil
}

// outageFrom is how long an append may take before the store counts as having
// stood still, and outagesKept how many such times are remembered, the newest.
const (
	outageFrom  = 250 * time.Millisecond
	outagesKept = 256
)

// Outages is a store's memory of when rooms could not store anything, for its
// Beat: nobody is charged for that after a crash. The zero value knows of none.
type Outages struct {
	mu    sync.Mutex // guards what follows
	since time.Time  // of the one that lasts; zero for none
	past  []Stall
}

// Append notes how an append ended that began at began.
func (o *Outages) Append(began time.Time, err error) {
	now := time.Now()
	o.mu.Lock()
	defer o.mu.Unlock()
	switch {
	case errors.Is(err, ErrFull), errors.Is(err, ErrBusy):
		if o.since.IsZero() {
			o.since = began
		}
		return
	case err != nil:
		return
	case !o.since.IsZero():
		o.past = append(o.past, Stall{o.since, now})
	case now.Sub(began) > outageFrom:
		o.past = append(o.past, Stall{began, now})
	}
	o.since = time.Time{}
	o.past = o.past[max(0, len(o.past)-outagesKept):]
}

// Until is every outage up to now.
func (o *Outages) Until(now time.Time) []Stall {
	o.mu.Lock()
	defer o.mu.Unlock()
	list := slices.Clone(o.past)
	if !o.since.IsZero() {
		list = append(list, Stall{o.since, now})
	}
	return list
}
