package game

import (
	"time"

	"rookery/game/internal/board"
)

const (
	giveTime  = 15 * time.Second
	fullClock = 24 * time.Hour   // what giving time fills a clock to at most
	leastStop = time.Millisecond // what a Stop leaves a clock at least
)

// waited is how much of its delay the turn has used by at.
func (s *State) waited(at stamp) time.Duration {
	return s.control().delay(len(s.past.moves)) - s.clock.waits(at)
}

func (s *State) giveTime(by Side, at stamp) ([]Event, error) {
	if s.control().Unlimited() {
		return nil, noClocks
	}
	if at > s.clock.flagAt() {
		return nil, ErrFlagged
	}
	to, clocks := by.Other(), s.clock.at(at)
	left := clocks.Of(to) + giveTime
	if left > fullClock {
		return nil, clockIsFull
	}
	return []Event{TimeGiven{to, giveTime, clocks.with(to, left), s.waited(at)}}, nil
}

func (s *State) flag(c Flag, at stamp) ([]Event, error) {
	flagAt := s.clock.flagAt()
	if flagAt == never || at <= flagAt.add(s.Compensation(c.Lag)) {
		return nil, ErrNotNow
	}
	result, reason := flagFallen(s.pos, s.Turn(), c.CannotMate)
	return s.end(result, reason, at), nil
}

// flagFallen is how a game ends when loser's flag falls in pos, and whether it
// is proved that the opponent cannot mate there even where its material could.
func flagFallen(pos *board.Position, loser Side, cannotMate bool) (Result, Reason) {
	winner := loser.Other()
	if !cannotMate && pos.CanMate(board.Color(winner)) {
		return winner.wins(), FlagFell
	}
	return Drawn, FlagDraw
}

func (s *State) stop(c Stop, at stamp) ([]Event, error) {
	if !s.timed() || s.stopped != "" || c.Why == "" {
		return nil, ErrNotNow
	}
	turn, clocks := s.Turn(), s.clock.at(at)
	left := max(clocks.Of(turn), min(s.clock.left[turn], leastStop))
	return []Event{Stopped{c.Why, clocks.with(turn, left), s.waited(at)}}, nil
}

func (s *State) restart(at stamp) ([]Event, error) {
	if s.stopped == "" {
		return nil, ErrNotNow
	}
	return []Event{Restarted{s.clock.at(at)}}, nil
}

// credit counts up to where the flag falls with what is given back, so that it
// neither saves one that the stall did not let fall nor forgives what comes after.
func (s *State) credit(c Credit, at stamp) ([]Event, error) {
	given := c.Amount.Truncate(time.Millisecond)
	at = s.clock.upTo(at, given)
	turn, waited, charge := s.Turn(), s.waited(at), s.clock.charge(at)
	used := s.clock.used + charge
	amount := min(given, waited+used)
	if amount <= 0 || !s.timed() {
		return nil, ErrNotNow
	}
	back := min(amount, used)
	clocks := s.clock.at(at).with(turn, s.clock.left[turn]-charge+back) // at itself shows nothing below zero
	return []Event{Credited{turn, amount, clocks, waited - (amount - back)}}, nil
}
