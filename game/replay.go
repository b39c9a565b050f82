package game

import (
	"errors"
	"fmt"
	"time"

	"rookery/game/internal/board"
)

// errReplay says that an event cannot follow the ones before it: the log it
// came from is not one that Apply wrote.
var errReplay = errors.New("this event cannot happen here")

// Replay makes event number N+1 happen: e, caused by by, at the stamp its
// command was decided with, cut to milliseconds or not. After an error, which
// is errReplay, nothing has changed.
func (s *State) Replay(by Side, e Event, at time.Time) error {
	if _, start := e.(Started); start != (s.n == 0) || s.over() {
		return fmt.Errorf("%w: %T as event %d", errReplay, e, s.n+1)
	}
	if err := s.happen(by, e, stampOf(at)); err != nil {
		return fmt.Errorf("%w: event %d: %w", errReplay, s.n+1, err)
	}
	s.n++
	switch e.(type) {
	case Started, Moved, TakenBack:
		s.on = s.n
	}
	return nil
}

// happen changes everything but the numbers.
func (s *State) happen(by Side, e Event, at stamp) error {
	switch e := e.(type) {
	case Started:
		s.turned = at
	case Seated:
		s.vacant, s.turned = false, at
	case Moved:
		return s.moved(by, e, at)
	case Offered:
		s.offered(by, e.What, at)
	case Declined:
		s.offer = openOffer{}
	case TakenBack:
		return s.takenBack(e, at)
	case TimeGiven:
		var gift time.Duration
		if e.To == s.Turn() {
			gift = e.Amount
		}
		s.set(e.Clocks, e.Waited, gift, at)
	case Credited:
		s.credited(e, at)
	case Stopped:
		s.set(e.Clocks, e.Waited, 0, at)
		s.stopped, s.clock = e.Why, s.clock.stop()
	case Restarted:
		s.stopped, s.turned = "", at
	case Ended:
		s.ended, s.offer, s.stopped, s.window = &e, openOffer{}, "", 0
		s.clock = newTurn(s.Turn(), e.Clocks, 0)
	default:
		return fmt.Errorf("%T is no event of a game", e)
	}
	return nil
}

// set makes the clocks show what an event that is no move says they showed at
// that stamp, of which gift is new on the clock of the side to move.
func (s *State) set(clocks Clocks, waited, gift time.Duration, at stamp) {
	delay := s.control().delay(len(s.past.moves))
	s.clock = s.clock.set(clocks, max(0, delay-waited), gift, at)
	s.past.set(clocks, s.clock.used)
	if s.timed() {
		s.turned = max(s.turned, at)
	}
}

// credited goes, like credit, no further than to the fall of a flag. A log does
// not tell when that was, but how long the clock had run.
func (s *State) credited(e Credited, at stamp) {
	turned, run := s.turned, s.clock.used-s.clock.delay
	s.set(e.Clocks, e.Waited, 0, s.clock.upTo(at, e.Amount))
	s.turned = turned.add(s.clock.used - s.clock.delay - run + e.Amount)
}

// beginTurn begins a turn, at the earliest at the given stamp.
func (s *State) beginTurn(clocks Clocks, at stamp) {
	s.clock = newTurn(s.Turn(), clocks, s.control().delay(len(s.past.moves)))
	s.stopped, s.window, s.turned = "", 0, at
}

func (s *State) moved(by Side, e Moved, at stamp) error {
	if by != s.Turn() {
		return ErrTurn
	}
	done := e.step
	if done == nil || done.from != s.pos {
		m, ok := board.ParseMove(e.UCI)
		if !ok {
			return ErrBadMove
		}
		next, ok := s.pos.Update(m)
		if !ok {
			return ErrIllegal
		}
		done = &step{s.pos, next, m}
	}
	s.prints = printsAfter(s.prints, done.to)
	s.pos = done.to
	s.past.add(done.move, max(0, s.charged(by, e)))
	s.beginTurn(e.Clocks, at)
	s.quota[by] = s.quota[by].after(e.Lag, s.control())
	if s.offer.by != by {
		s.offer = openOffer{}
	}
	return nil
}

// charged is what the whole turn of a move has cost. In logs of the first form
// Spent is only what came after the clocks were last set, which what they show tells.
func (s *State) charged(by Side, e Moved) time.Duration {
	earned := func(spent time.Duration) time.Duration { return s.control().earned(len(s.past.moves), spent) }
	used, gone := s.clock.used, s.clock.left[by]-e.Clocks.Of(by)
	if whole := used + e.Spent; gone != e.Spent-used-earned(e.Spent) && gone == e.Spent-earned(whole) {
		return whole
	}
	return e.Spent
}

// printsAfter is what can still be repeated once next is on the board. It may
// reuse the memory of prints.
func printsAfter(prints []uint16, next *board.Position) []uint16 {
	if next.HalfMoves() == 0 {
		prints = prints[:0]
	}
	return append(withRoom(prints, 1, spare), printOf(next))
}

// printOf is a little of a position's key, enough to tell most positions apart.
func printOf(pos *board.Position) uint16 { return uint16(pos.Key()) }

func (s *State) offered(by Side, what What, at stamp) {
	s.offer = openOffer{s.n + 1, by, what == Takeback}
	var next asked
	if s.asked != nil {
		next = *s.asked
	}
	next[by][kind(what)].times++
	next[by][kind(what)].last = at
	s.asked = &next
}

// kind is the place of what in State.asked.
func kind(what What) int {
	if what == Takeback {
		return 1
	}
	return 0
}

// takenBack replays the moves that stay: an undone capture brings back what
// could be repeated before it.
func (s *State) takenBack(e TakenBack, at stamp) error {
	pos, prints, err := s.goBack(e.Ply)
	if err != nil {
		return err
	}
	s.pos, s.prints = pos, prints
	s.past.cut(e.Ply)
	s.past.set(e.Clocks, 0)
	s.offer = openOffer{}
	s.beginTurn(e.Clocks, at)
	return nil
}

// goBack is the position after ply moves, and what could be repeated then.
func (s *State) goBack(ply int) (*board.Position, []uint16, error) {
	if ply < 0 || ply >= len(s.past.moves) { // only a log that Apply did not write asks for that
		return nil, nil, fmt.Errorf("%w: no ply %d to go back to", ErrNotNow, ply)
	}
	pos, err := s.setup.position()
	if err != nil {
		return nil, nil, err
	}
	prints := []uint16{printOf(pos)}
	for _, m := range s.past.moves[:ply] {
		next, ok := pos.Update(m)
		if !ok {
			return nil, nil, ErrIllegal
		}
		pos, prints = next, printsAfter(prints, next)
	}
	return pos, prints, nil
}
