package room

import (
	"fmt"
	"time"

	"rookery/game"
	"rookery/lobby/wire"
)

// halt is a stop of the clocks that could not be stored yet: it holds in
// memory, and is the first thing stored when that is possible again.
type halt struct {
	at  time.Time // zero: none
	why string    // as the stop will say
	err error     // what commands are answered until then
}

// notStored turns decisions that the journal had no room for into "not judged".
// The clocks stand still from the moment of the game that could not be stored:
// nobody pays for the store. Talk that could not be stored changes nothing, so
// that nobody sees by the clocks that others whisper.
func (s *state) notStored(list []decision, err error) {
	undo(list)
	var played *draft
	for i := range list {
		d := &list[i]
		if len(d.drafts) == 0 {
			continue
		}
		if d.drafts[0].stream.Name == wire.GameStream {
			played = &d.drafts[0]
			if !d.own {
				s.unheard = played.at
			}
		}
		d.drafts, d.err = nil, err
	}
	if played == nil {
		return
	}
	now := s.now()
	s.retryAt = now.Add(retryEvery)
	if s.halt.at.IsZero() {
		s.halt = halt{at: played.at, why: "storage", err: err}
		s.room.cfg.Log.Warn("events could not be stored; the room's clocks stand still", "room", s.room.cfg.ID, "cause", err)
		s.tellClocks(now)
	}
}

// storeHalt tries to store, before anything else, that the clocks stand still.
func (s *state) storeHalt(now time.Time) error {
	h := s.halt
	if due, ok := s.creditDue(h.at); ok {
		if err := s.commit([]decision{due}); err != nil || !s.halt.at.IsZero() {
			return err
		}
		s.halt = h // the credit is stored, the stop is not
	}
	stop, ok := s.ownDecision(game.Stop{Why: h.why}, h.at)
	if !ok { // no clock ran: the next command will show whether it can be stored
		s.halt = halt{}
		return nil
	}
	return s.commit([]decision{stop})
}

// wakeUp is a room's first act: clocks that ran when the last process ended
// stand still before anybody is let in, and durably as soon as that can be
// stored. The side to move is charged for what the last process is known to have
// seen of its thinking; nobody is charged for the time between.
func (s *state) wakeUp(now time.Time) error {
	for i := range s.crowd.gone {
		if !s.crowd.gone[i].IsZero() {
			s.crowd.gone[i] = now // timers with consequences restart from zero
		}
	}
	s.idle, s.stopped = now, now
	if s.live.Ended != nil || s.room.readOnly {
		return nil
	}
	s.game.Start(now.Add(-s.thought))
	s.turned = now // what was stalled before is not in what was thought
	s.stake()
	return s.stop("restart", now)
}

// stop makes the clocks stand still at now. What cannot be stored yet holds in memory.
func (s *state) stop(why string, now time.Time) error {
	if _, running := s.game.Running(); !running || !s.halt.at.IsZero() || s.room.readOnly {
		return nil
	}
	s.halt = halt{at: now, why: why, err: ErrBusy}
	err := s.storeHalt(now)
	if !s.halt.at.IsZero() {
		s.tellClocks(now) // it holds, though it is not stored
	}
	return err
}

// seal stops the clocks for a shutdown and takes no further command. What could
// not be stored is an error, and is tried again when it is asked for again: the
// next process will otherwise say "restart".
func (s *state) seal() error {
	switch {
	case !s.draining:
		s.failed = s.drain()
	case !s.halt.at.IsZero():
		s.failed = s.storeHalt(s.now())
	}
	if s.failed != nil {
		return s.failed
	}
	if !s.halt.at.IsZero() {
		return fmt.Errorf("stop the clocks of room %s: %w", s.room.cfg.ID, s.halt.err)
	}
	return nil
}

// drain ends what is under way and stops the clocks.
func (s *state) drain() error {
	if s.proving != nil { // a flag that has fallen is not saved by a restart
		if err := s.proved(<-s.room.proofs); err != nil {
			return err
		}
	}
	s.draining = true
	now := s.now()
	if err := s.credit(now); err != nil {
		return err
	}
	return s.stop("drain", now)
}
