package game

import (
	"errors"
	"fmt"
	"time"

	"rookery/game/internal/board"
)

// Reasons why Apply refuses a command. Nothing has changed then.
var (
	ErrNotStarted = errors.New("the game has not started")
	ErrOver       = errors.New("the game is over")
	ErrTurn       = errors.New("it is not your turn")
	ErrBadMove    = board.ErrNotMove
	ErrIllegal    = board.ErrIllegal
	ErrAmbiguous  = board.ErrAmbiguous
	ErrStale      = errors.New("the position has changed since")
	ErrFlagged    = errors.New("the flag had fallen")
	ErrNoOffer    = errors.New("there is no such offer")
	ErrNoClaim    = errors.New("there is nothing to claim")
	ErrNotNow     = errors.New("this cannot be done now")
	ErrSeatTaken  = errors.New("the seat is taken")
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
		if s.bothMoved() {
			return nil, bothBegun
		}
		return s.abort(Aborted, true, at)
	case GiveTime:
		return s.giveTime(by, at)
	case Sit:
		return s.sit(by)
	case Flag:
		return s.flag(c, at)
	case NoFirstMove:
		end, open := s.FirstMoveBy()
		return s.abort(FirstMoveMissing, open && !at.time().Before(end), at)
	case Stop:
		return s.stop(c, at)
	case Go:
		return s.restart(at)
	case Credit:
		return s.credit(c, at)
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
	return []Event{Ended{Result: result, Reason: reason, Clocks: s.clock.at(at)}}
}

func (s *State) move(by Side, c Move, at stamp) ([]Event, error) {
	switch {
	case c.On != s.on:
		return nil, ErrStale
	case by != s.Turn():
		return nil, ErrTurn
	}
	moved, err := s.played(c.Text)
	if err != nil {
		return nil, err
	}
	clock, control, index := s.clock.pass(), s.control(), len(s.past.moves)
	if s.timed() {
		var ok bool
		if clock, moved.Spent, moved.Lag, ok = s.clock.press(at, s.Compensation(c.Lag)); !ok {
			return nil, ErrFlagged
		}
		if moved.Lag > 0 {
			moved.Quota = s.quota[by].after(moved.Lag, control).left
		}
	}
	clock.left[by] += control.earned(index, moved.Spent)
	moved.Clocks = Clocks{clock.left[White], clock.left[Black]}
	events := []Event{moved}
	if result, reason, over := verdict(moved.step.to, 1+s.timesOf(moved.step.to)); over {
		return append(events, Ended{Result: result, Reason: reason, Clocks: moved.Clocks}), nil
	}
	if s.offer.n != 0 && s.offer.by == by && s.offer.takeback {
		events = append(events, Declined{s.offer.n, Takeback}) // moving on withdraws it
	}
	return events, nil
}

// played is the move that text means, with all that does not depend on clocks.
func (s *State) played(text string) (Moved, error) {
	m, err := s.pos.Read(text)
	if err != nil {
		return Moved{}, err
	}
	m, next, san, ok := s.pos.Play(m)
	if !ok {
		return Moved{}, ErrIllegal
	}
	return Moved{
		UCI: m.String(), SAN: san, FEN: next.FEN(), Ply: len(s.past.moves) + 1,
		step: &step{s.pos, next, m},
	}, nil
}

// verdict is how the game is over in pos, on the board for the times-th time,
// without anybody saying so. Mate comes first, also on the move that completes the 75.
func verdict(pos *board.Position, times int) (Result, Reason, bool) {
	mate, stalemate := pos.Stuck()
	switch {
	case mate:
		return Side(pos.Turn()).Other().wins(), Checkmate, true
	case stalemate:
		return Drawn, Stalemate, true
	case pos.Dead():
		return Drawn, InsufficientMaterial, true
	case times >= 5:
		return Drawn, Fivefold, true
	case pos.HalfMoves() >= 150:
		return Drawn, SeventyFive, true
	}
	return "", "", false
}

// claimable is why a draw could be claimed in pos, on the board for the times-th time.
func claimable(pos *board.Position, times int) (Reason, bool) {
	switch {
	case times >= 3:
		return Threefold, true
	case pos.HalfMoves() >= 100:
		return Fifty, true
	}
	return "", false
}

// times counts how often the present position has been on the board.
func (s *State) times() int { return s.timesOf(s.pos) }

// timesOf counts how often pos has been, exactly from two on: of fewer it may
// be told one too many, which brings nothing about.
func (s *State) timesOf(pos *board.Position) (n int) {
	print := printOf(pos)
	for _, p := range s.prints {
		if p == print {
			n++
		}
	}
	if n < 2 {
		return n
	}
	return s.recount(pos)
}

// recount is timesOf by the positions themselves, played again: some 0.1 µs a ply.
func (s *State) recount(pos *board.Position) (n int) {
	was, err := s.setup.position()
	if err != nil {
		panic(err) // New has read it
	}
	since := len(s.past.moves) + 1 - len(s.prints)
	for i := range len(s.past.moves) + 1 {
		if i > 0 {
			was, _ = was.Update(s.past.moves[i-1]) // which is legal, or it would not be there
		}
		if i >= since && was.Same(pos) {
			n++
		}
	}
	return n
}

// late reports whether by is to move and its flag has fallen, seen or not.
func (s *State) late(by Side, at stamp) bool { return by == s.Turn() && at > s.clock.flagAt() }

func (s *State) claim(by Side, c Claim, at stamp) ([]Event, error) {
	switch {
	case c.On != s.on:
		return nil, ErrStale
	case c.What == Draw:
		return s.claimDraw(by, c.Move, at)
	case !c.Gone || !s.bothMoved() || c.Move != "":
		return nil, ErrNoClaim
	case s.late(by, at):
		return nil, ErrFlagged
	case c.What == GoneWin && s.pos.CanMate(board.Color(by)):
		return s.end(by.wins(), Abandonment, at), nil
	case c.What == GoneDraw:
		return s.end(Drawn, Abandonment, at), nil
	}
	return nil, ErrNoClaim
}

// claimDraw judges a claim of the side to move: in the position on the board, or
// in the one after the move it intends to make.
func (s *State) claimDraw(by Side, intended string, at stamp) ([]Event, error) {
	if by != s.Turn() {
		return nil, ErrTurn
	}
	pos, ahead, claimed := s.pos, 0, ""
	if intended != "" {
		m, err := s.played(intended)
		if err != nil {
			return nil, err
		}
		pos, ahead, claimed = m.step.to, 1, m.UCI // the position after it is not counted yet
		if mate, stalemate := pos.Stuck(); mate || stalemate || pos.Dead() {
			return nil, ErrNoClaim // the move is made, and the game over by it
		}
	}
	reason, ok := claimable(pos, ahead+s.timesOf(pos))
	switch {
	case !ok:
		return nil, ErrNoClaim
	case s.late(by, at):
		return nil, ErrFlagged
	}
	return []Event{Ended{Drawn, reason, s.clock.at(at), claimed}}, nil
}

func (s *State) resign(by Side, at stamp) ([]Event, error) {
	if !s.bothMoved() {
		return nil, stillAbortable
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

func (s *State) sit(by Side) ([]Event, error) {
	if !s.vacant {
		return nil, ErrSeatTaken
	}
	return []Event{Seated{by}}, nil
}
