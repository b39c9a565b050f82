package room

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// Pulse is where a process leaves signs of life, so that the one after it knows
// until when it ran.
type Pulse interface {
	// Beat notes that this process runs, and when it has stood still so far. Its
	// errors are Journal.Append's; a beat that is lost costs nobody anything.
	Beat(ctx context.Context, stalls []Stall) error
	// Life tells of the process that stored the newest event of room id; zero for a
	// room of which that is not known.
	Life(ctx context.Context, id ID) (Life, error)
}

// Stall is a time in which the process, or its store, stood still.
type Stall struct{ From, To time.Time }

// Life is what is known of a process that has ended, as far as one room goes.
// All times are from its start, by its own steady clock, in whole milliseconds.
type Life struct {
	Turned time.Duration // when it was storing the newest entry that set the room's clocks
	Beat   time.Duration // its last sign of life
	Stalls []Pause       // in no order; they may overlap
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
	s.thought = life.Ran().Truncate(time.Millisecond)
	s.ahead = max(s.ahead, s.turned.Add(s.thought).Sub(s.since)) // it ran until then, whatever the wall clock says now
	return nil
}
