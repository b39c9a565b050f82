package game

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"rookery/game/internal/board"
)

// Reasons why Apply refuses a command. Nothing has changed then.
var (
	ErrNotStarted = errors.New("the game has not started")
	ErrOver       = errors.New("the game is over")
	ErrTurn       = errors.New("it is not your turn")
	ErrBadMove    = errors.New("this is not the text of a move")
	ErrIllegal    = errors.New("this move is not legal")
	ErrStale      = errors.New("the position has changed since")
	ErrFlagged    = errors.New("the flag had fallen")
	ErrNoOffer    = errors.New("there is no such offer")
	ErrNoClaim    = errors.New("there is nothing to claim")
	ErrNotNow     = errors.New("this cannot be done now")
	ErrSeatTaken  = errors.New("the seat is taken")
)

const (
	giveTime  = 15 * time.Second
	fullClock = 24 * time.Hour   // what giving time fills a clock to at most
	backOff   = 10 * time.Second // after n offers, n² times this until the next
	leastBack = time.Second      // what a takeback leaves a clock at least, and a Stop 1 ms
	leastStop = time.Millisecond
)

// Apply decides what follows from c, said by by at now: events for Replay, the
// first of which is what c did, or one of the errors above. It changes nothing.
//
// A move whose stamp is past the flag is refused with ErrFlagged; that the flag
// has fallen is decided by Flag alone, so that there is one who says so.
func Apply(s *State, by Side, c Command, now time.Time) ([]Event, error) {
	at := stampOf(now)
	switch {
	case s.n == 0:
		return nil, ErrNotStarted
	case s.over():
		return nil, ErrOver
	case s.vacant && !allowedAlone(c):
		return nil, ErrNotStarted
	}
	switch c := c.(type) {
	case Move:
		return s.move(by, c, at)
	case Offer:
		return s.offers(by, c, at)
	case Accept:
		return s.accept(by, c, at)
	case Decline:
		return s.decline(by, c)
	case Claim:
		return s.claim(by, c, at)
	case Resign:
		return s.resign(by, at)
	case Abort:
		return s.abort(Aborted, !s.bothMoved(), at)
	case GiveTime:
		return s.giveTime(by, at)
	case Sit:
		return s.sit(by)
	case Flag:
		return s.flag(c, at)
	case NoFirstMove:
		by, open := s.FirstMoveBy()
		return s.abort(FirstMoveMissing, open && !at.time().Before(by), at)
	case Stop:
		return s.stop(c, at)
	case Go:
		return s.restart(at)
	case EndByServer:
		return s.abort(ByServer, true, at)
	}
	return nil, fmt.Errorf("%w: %T is no command of a game", ErrNotNow, c)
}

// allowedAlone reports what may be done while a seat is free.
func allowedAlone(c Command) bool {
	switch c.(type) {
	case Sit, Abort, EndByServer:
		return true
	}
	return false
}

func (s *State) end(result Result, reason Reason, at stamp) []Event {
	return []Event{Ended{result, reason, s.clock.at(at)}}
}

func (s *State) move(by Side, c Move, at stamp) ([]Event, error) {
	asked, ok := board.ParseMove(c.UCI)
	switch {
	case !ok:
		return nil, ErrBadMove
	case c.On != s.on:
		return nil, ErrStale
	case by != s.Turn():
		return nil, ErrTurn
	}
	move, next, san, ok := s.pos.Play(asked)
	if !ok {
		return nil, ErrIllegal
	}
	moved := Moved{
		UCI: move.String(), SAN: san, FEN: next.FEN(), Ply: len(s.past.moves) + 1,
		step: &step{s.pos, next, move},
	}
	clock := s.clock.pass()
	if s.timed() {
		comp := s.quota[by].grant(c.Lag, s.setup.Control)
		if clock, moved.Spent, moved.Lag, ok = s.clock.press(at, s.setup.Control.Inc, comp); !ok {
			return nil, ErrFlagged
		}
	}
	moved.Clocks = clock.at(at)
	events := []Event{moved}
	if result, reason, over := verdict(next, keysAfter(slices.Clone(s.keys), next)); over {
		return append(events, Ended{result, reason, moved.Clocks}), nil
	}
	if s.offer.n != 0 && s.offer.by == by && s.offer.takeback {
		events = append(events, Declined{s.offer.n, Takeback}) // moving on withdraws it
	}
	return events, nil
}

// verdict is how the game is over in pos without anybody saying so. Mate comes
// first, also on the move that completes the 75.
func verdict(pos *board.Position, keys []uint64) (Result, Reason, bool) {
	mate, stalemate := pos.Stuck()
	switch {
	case mate:
		return Side(pos.Turn()).Other().wins(), Checkmate, true
	case stalemate:
		return Drawn, Stalemate, true
	case pos.Dead():
		return Drawn, InsufficientMaterial, true
	case repeated(keys) >= 5:
		return Drawn, Fivefold, true
	case pos.HalfMoves() >= 150:
		return Drawn, SeventyFive, true
	}
	return "", "", false
}

// repeated counts how often the last of keys is among them.
func repeated(keys []uint64) (times int) {
	for _, key := range keys {
		if key == keys[len(keys)-1] {
			times++
		}
	}
	return times
}

// drawClaim is why the side to move could claim a draw.
func (s *State) drawClaim() (Reason, bool) {
	switch {
	case repeated(s.keys) >= 3:
		return Threefold, true
	case s.pos.HalfMoves() >= 100:
		return Fifty, true
	}
	return "", false
}

func (s *State) offers(by Side, c Offer, at stamp) ([]Event, error) {
	switch {
	case c.On != s.on:
		return nil, ErrStale
	case s.offer.n != 0:
		return nil, fmt.Errorf("%w: an offer is open", ErrNotNow)
	case c.What == Draw && !s.bothMoved():
		return nil, fmt.Errorf("%w: both sides move first", ErrNotNow)
	case c.What == Takeback && s.undone(by) < 0:
		return nil, fmt.Errorf("%w: there is no move to take back", ErrNotNow)
	case c.What != Draw && c.What != Takeback:
		return nil, ErrNoOffer
	}
	if at < s.mayAsk(by, c.What) {
		return nil, fmt.Errorf("%w: the last offer was not long ago", ErrNotNow)
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
	return before.last.add(n * n * backOff)
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
	case !s.offer.takeback:
		return s.end(Drawn, Agreement, at), nil
	case at > s.clock.flagAt():
		return nil, ErrFlagged
	}
	ply := s.undone(s.offer.by)
	pos, _, err := s.goBack(ply)
	if err != nil {
		return nil, err
	}
	return []Event{TakenBack{ply, pos.FEN(), s.clocksBack(ply, at)}}, nil
}

// clocksBack is what the clocks show after a takeback to ply: time used stays
// used, the increments of the undone moves go, but not below 1 s.
func (s *State) clocksBack(ply int, at stamp) Clocks {
	clocks, side := s.clock.at(at), s.Turn()
	for i := len(s.past.moves); i > ply; i-- {
		side = side.Other()
		if earns(i - 1) {
			left := clocks.Of(side)
			clocks = clocks.with(side, max(left-s.setup.Control.Inc, min(left, leastBack)))
		}
	}
	return clocks
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

func (s *State) claim(by Side, c Claim, at stamp) ([]Event, error) {
	if c.On != s.on {
		return nil, ErrStale
	}
	gone := c.Gone && s.bothMoved()
	switch c.What {
	case Draw:
		reason, ok := s.drawClaim()
		if by != s.Turn() {
			return nil, ErrTurn
		}
		if ok {
			return s.end(Drawn, reason, at), nil
		}
	case GoneWin:
		if gone && s.pos.CanMate(board.Color(by)) {
			return s.end(by.wins(), Abandonment, at), nil
		}
	case GoneDraw:
		if gone {
			return s.end(Drawn, Abandonment, at), nil
		}
	}
	return nil, ErrNoClaim
}

func (s *State) resign(by Side, at stamp) ([]Event, error) {
	if !s.bothMoved() {
		return nil, fmt.Errorf("%w: the game can still be aborted", ErrNotNow)
	}
	return s.end(by.Other().wins(), Resignation, at), nil
}

// abort ends the game without a result if it may be.
func (s *State) abort(reason Reason, may bool, at stamp) ([]Event, error) {
	if !may {
		return nil, ErrNotNow
	}
	return s.end(NoResult, reason, at), nil
}

func (s *State) giveTime(by Side, at stamp) ([]Event, error) {
	if s.setup.Control.Unlimited() {
		return nil, fmt.Errorf("%w: there are no clocks", ErrNotNow)
	}
	if at > s.clock.flagAt() {
		return nil, ErrFlagged
	}
	to, clocks := by.Other(), s.clock.at(at)
	left := clocks.Of(to) + giveTime
	if left > fullClock {
		return nil, fmt.Errorf("%w: the clock is full", ErrNotNow)
	}
	return []Event{TimeGiven{to, giveTime, clocks.with(to, left)}}, nil
}

func (s *State) sit(by Side) ([]Event, error) {
	if !s.vacant {
		return nil, ErrSeatTaken
	}
	return []Event{Seated{by}}, nil
}

func (s *State) flag(c Flag, at stamp) ([]Event, error) {
	loser := s.Turn()
	flagAt := s.clock.flagAt()
	if flagAt == never || at <= flagAt.add(s.Compensation(c.Lag)) {
		return nil, ErrNotNow
	}
	result, reason := flagFallen(s.pos, loser)
	return s.end(result, reason, at), nil
}

// flagFallen is how a game ends when loser's flag falls in pos.
func flagFallen(pos *board.Position, loser Side) (Result, Reason) {
	winner := loser.Other()
	if pos.CanMate(board.Color(winner)) {
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
	return []Event{Stopped{c.Why, clocks.with(turn, left)}}, nil
}

func (s *State) restart(at stamp) ([]Event, error) {
	if s.stopped == "" {
		return nil, ErrNotNow
	}
	return []Event{Restarted{s.clock.at(at)}}, nil
}
