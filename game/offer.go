package game

import (
	"fmt"
	"math"
	"time"
)

// BackOff is how long, times n², one waits after n offers until the next.
const BackOff = 10 * time.Second

const leastBack = time.Second // what a takeback leaves a clock at least, if there was as much

func (s *State) offers(by Side, c Offer, at stamp) ([]Event, error) {
	switch {
	case c.On != s.on:
		return nil, ErrStale
	case s.offer.n != 0:
		return nil, offerOpen
	case c.What == Draw && !s.bothMoved():
		return nil, bothMoveFirst
	case c.What == Takeback && s.setup.Rated:
		return nil, ratedStands
	case c.What == Takeback && s.undone(by) < 0:
		return nil, nothingToUndo
	case c.What != Draw && c.What != Takeback:
		return nil, ErrNoOffer
	}
	if wait := s.mayAsk(by, c.What).sub(at); wait > 0 {
		return nil, notNow(fmt.Sprintf("You asked not long ago: again in %.0f s.", math.Ceil(wait.Seconds())))
	}
	return []Event{Offered{c.What}}, nil
}

// mayAsk is from when on by may offer what again: offers back off.
func (s *State) mayAsk(by Side, what What) stamp {
	if s.asked == nil {
		return 0
	}
	before := s.asked[by][kind(what)]
	n := time.Duration(min(before.times, 100))
	return before.last.add(n * n * BackOff)
}

// undone is the ply to which the game goes if by's last move is taken back, negative if there is none.
func (s *State) undone(by Side) int {
	if by == s.Turn() {
		return len(s.past.moves) - 2
	}
	return len(s.past.moves) - 1
}

func (s *State) accept(by Side, c Accept, at stamp) ([]Event, error) {
	switch {
	case c.Offer == 0 || c.Offer > s.n || c.Offer == s.offer.n && by == s.offer.by:
		return nil, ErrNoOffer
	case c.Offer != s.offer.n:
		return nil, ErrStale
	case s.late(by, at), s.offer.takeback && at > s.clock.flagAt():
		return nil, ErrFlagged
	case !s.offer.takeback:
		return s.end(Drawn, Agreement, at), nil
	}
	ply := s.undone(s.offer.by)
	pos, _, err := s.goBack(ply)
	if err != nil {
		return nil, err
	}
	return []Event{TakenBack{ply, pos.FEN(), s.clocksBack(ply, s.clock.at(at))}}, nil
}

// clocksBack is what the clocks show after a takeback to ply that finds them as
// now: time used stays used, what the undone moves earned goes, but not below 1 s.
func (s *State) clocksBack(ply int, now Clocks) Clocks {
	control, spent, side := s.control(), s.past.spentAll(), s.Turn()
	for i := len(spent) - 1; i >= ply; i-- {
		side = side.Other()
		left := now.Of(side)
		now = now.with(side, max(left-control.earned(i, spent[i]), min(left, leastBack)))
	}
	return now
}

func (s *State) decline(by Side, c Decline) ([]Event, error) {
	switch {
	case c.Offer == 0 || c.Offer > s.n:
		return nil, ErrNoOffer
	case c.Offer != s.offer.n:
		return nil, ErrStale
	}
	return []Event{Declined{s.offer.n, s.offer.what()}}, nil
}
