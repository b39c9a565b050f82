package room

import (
	"cmp"
	"fmt"
	"time"

	"rookery/lobby/wire"
)

// The delay of a room (CONTRACT section 2). Whatever tells of the game, or of the
// players' own lines, takes a face: the players' is the game as it is, and
// everybody else's is made of the events that shownAt has let through, by the room's timer.
// Of a room that does not run, ReadGame lets through the same ones.

// shownAt is when all but the players may see an event of the game or of the
// players' own lines: delay after it was made. Who plays is seen at once, or the
// lobby would look for another game for them; nothing of the game comes before it.
func shownAt(e Event, body wire.EventBody, delay time.Duration) time.Time {
	switch body.(type) {
	case wire.Start, wire.Sat:
		return time.Time{}
	}
	return time.UnixMilli(e.At).Add(delay)
}

func delayOf(start wire.Start) time.Duration { return time.Duration(start.Delay) * time.Second }

// delays reports whether a stream is seen later by all but the players.
func delays(name wire.Stream) bool { return name == wire.GameStream || name == wire.PlayersStream }

// hidden is an event that is stored and not yet shown to all.
type hidden struct {
	event Event
	body  wire.EventBody // nil if it cannot be read
	frame []byte
	ran   time.Time // since when a clock runs that it set going; zero if another process stored it
	skip  bool      // it cannot be replayed
}

// faceOf is the game as person ("": anybody) sees it.
func (s *state) faceOf(person string) *face {
	if _, plays := s.crowd.seat(person); plays {
		return &s.face
	}
	return s.shown
}

// delayed reports whether the game is shown later to all but the players.
func (s *state) delayed() bool { return s.shown != &s.face }

// hides reports whether what is told in a stream is kept from all but the players for a while.
func (s *state) hides(name wire.Stream) bool { return s.delayed() && delays(name) }

// nextShown is when the oldest hidden event may be seen; false if there is none.
func (s *state) nextShown() (time.Time, bool) {
	if len(s.hidden) == 0 {
		return time.Time{}, false
	}
	h := s.hidden[0]
	return shownAt(h.event, h.body, s.delay()), true
}

// show lets those who do not play see what they may see at now.
func (s *state) show(now time.Time) error {
	moved, err := s.reveal(now)
	if moved && err == nil {
		s.offerNews(nil, wire.EncodeNews("", s.ticking(s.shown, now)))
		s.changed()
	}
	return err
}

// reveal is show without what is ephemeral. It reports whether the game has moved on.
func (s *state) reveal(now time.Time) (moved bool, err error) {
	for at, any := s.nextShown(); any && !at.After(now); at, any = s.nextShown() {
		h := s.hidden[0]
		s.hidden[0] = hidden{}
		s.hidden = s.hidden[1:]
		if err := s.shown.let(h); err != nil {
			return moved, fmt.Errorf("show event %d of room %s, which is stored: %w", h.event.Pos, s.room.cfg.ID, err)
		}
		moved = moved || h.event.Stream.Name == wire.GameStream
		s.sendOthers(h.event.Stream, h.frame)
		s.openTalk(h.body)
	}
	return moved, nil
}

// let has one more event show.
func (f *face) let(h hidden) error {
	switch {
	case h.skip:
		f.skip(h.event, h.body)
	case h.event.Stream.Name == wire.PlayersStream:
		f.said++
	default:
		if err := f.happen(h.event.By, h.body, nil, time.UnixMilli(h.event.At)); err != nil {
			return err
		}
		if !h.ran.IsZero() {
			f.game.Start(h.ran)
		}
	}
	return nil
}

// ticking is how the clocks of f stand at now or, if it is shown later, as they
// stood so long ago. After a restart those shown later stand still until the next
// event is shown: that the process was away comes with it.
func (s *state) ticking(f *face, now time.Time) wire.Ticking {
	stamp := now.UnixMilli() // what is shown later is told now
	late := f != &s.face
	if late {
		now = now.Add(-s.delay())
	}
	if s.room.readOnly {
		return wire.Ticking{Clock: cmp.Or(f.rested, f.live.Clock)}
	}
	if at := s.halt.at; !at.IsZero() && !now.Before(at) {
		return wire.Ticking{Clock: clock(f.game.Clocks(at))}
	}
	t := wire.Ticking{Clock: clock(f.game.Clocks(now)), At: stamp}
	if side, ok := f.game.Running(); ok {
		t.Running, t.Delay = wireSide(side), f.game.Delay(now).Milliseconds()
	}
	by, ok := f.game.FirstMoveBy()
	if !late {
		by, ok = s.firstMoveBy(now)
	}
	if ok {
		t.Window = max(by.Sub(now).Milliseconds(), 1)
	}
	return t
}

// tellClocks tells those for whom it has just changed how the clocks stand.
func (s *state) tellClocks(now time.Time) {
	frame := wire.EncodeNews("", s.ticking(&s.face, now))
	if s.delayed() {
		s.offerNews(frame, nil)
	} else {
		s.offerNews(frame, frame)
	}
}

// tellAudience tells everybody who is here.
func (s *state) tellAudience(a wire.Audience) {
	frame := wire.EncodeNews("", a)
	if s.delayed() {
		s.offerNews(frame, wire.EncodeNews("", unclaimed(a)))
	} else {
		s.offerNews(frame, frame)
	}
}

// wakeShown has the window for a first move open anew for those who watch, too.
func (s *state) wakeShown(now time.Time) {
	if s.delayed() && !s.room.readOnly && s.shown.game.Ply() < 2 {
		s.shown.game.Start(now)
	}
}

// unclaimed is a without how long until somebody may claim: that tells of the game as it is.
func unclaimed(a wire.Audience) wire.Audience {
	for _, seat := range []**wire.Seat{&a.White, &a.Black} {
		if *seat != nil && (*seat).Claim != nil {
			kept := **seat
			kept.Claim = nil
			*seat = &kept
		}
	}
	return a
}
