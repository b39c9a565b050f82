package game

import (
	"errors"
	"fmt"
	"time"

	"rookery/game/internal/board"
)

// Judge says what is wrong with an event that a log gives as the next of s, and
// that Replay would believe: nil if Apply could have made it. It changes nothing.
//
// A log does not tell when a turn began, only that it was not before the event
// that gave it. So what a turn was charged is judged by the most that its stamps
// allow, and everything else exactly.
func Judge(s *State, by Side, e Event, at time.Time) error {
	_, start := e.(Started)
	switch {
	case s.over():
		return errors.New("the game is over")
	case start != (s.n == 0):
		return errors.New("a game starts once, with its first event")
	}
	if err := s.judgeForced(e); err != nil {
		return err
	}
	j := judge{s, by, stampOf(at)}
	switch e := e.(type) {
	case Started:
		return nil
	case Seated:
		return wrong(!s.vacant, "no seat is free")
	case Ended:
		return j.ended(e)
	}
	if s.vacant {
		return errors.New("a seat is free")
	}
	switch e := e.(type) {
	case Moved:
		return j.moved(e)
	case Offered:
		return j.same(e, Offer{e.What, s.on})
	case Declined:
		return j.same(e, Decline{e.Offer})
	case TakenBack:
		return j.takenBack(e)
	case TimeGiven:
		return j.timeGiven(e)
	case Credited:
		return j.credited(e)
	case Stopped:
		return j.stopped(e)
	case Restarted:
		return first(
			wrong(s.stopped == "", "the clocks do not stand still"),
			wrong(e.Clocks != s.clock.at(0), "the clocks do not show what they stood at"))
	}
	return fmt.Errorf("%T is no event of a game", e)
}

// judgeForced is about what Apply gives together: a move and the end it brings
// about, a move and the takeback it withdraws.
func (s *State) judgeForced(e Event) error {
	if result, reason, over := verdict(s.pos, s.times()); over {
		end, ok := e.(Ended)
		return wrong(!ok || end.Result != result || end.Reason != reason, "the position is the end of the game by %s, %s", reason, result)
	}
	if s.offer.takeback && s.offer.n < s.on && s.offer.by != s.Turn() {
		d, ok := e.(Declined)
		return wrong(!ok || d.Offer != s.offer.n, "the move before withdraws the takeback asked for in event %d", s.offer.n)
	}
	return nil
}

// judge is a stored event of s before it is believed.
type judge struct {
	s  *State
	by Side
	at stamp
}

// wrong is what is said if it is so.
func wrong(is bool, format string, args ...any) error {
	if !is {
		return nil
	}
	return fmt.Errorf(format, args...)
}

// first is the first of errs that is one.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// same judges an event in which no clock is: c must have made it.
func (j judge) same(e Event, c Command) error {
	events, err := Apply(j.s, j.by, c, j.at.time())
	if err != nil {
		return err
	}
	return wrong(len(events) != 1 || events[0] != e, "this is not what follows")
}

// most is for how long the clock of the side to move can have run since it was
// last set, at most.
func (j judge) most() time.Duration {
	if !j.s.timed() || j.s.stopped != "" {
		return 0
	}
	return max(0, j.at.sub(j.s.turned))
}

// ran judges for how long the clock must have run since it was last set.
func (j judge) ran(elapsed time.Duration) error {
	return first(
		wrong(elapsed%time.Millisecond != 0, "times are whole milliseconds"),
		wrong(elapsed < 0, "a clock has gained %s", -elapsed),
		wrong(elapsed > j.most(), "a clock has run for %s in at most %s", elapsed, j.most()))
}

// cost judges what the clock of the side to move was charged since it was last set.
func (j judge) cost(charge time.Duration) error {
	if charge > 0 {
		return j.ran(j.s.clock.delay + charge)
	}
	return j.ran(charge)
}

// clocks judges what both clocks show at an event that ends a turn, if it gave
// back nothing.
func (j judge) clocks(shown Clocks) error {
	left, turn := j.s.clock.left, j.s.Turn()
	return first(
		wrong(shown.Of(turn.Other()) != left[turn.Other()], "the clock of the side not to move has changed"),
		wrong(shown.Of(turn) < 0, "a clock is below zero"),
		j.cost(left[turn]-shown.Of(turn)))
}

// set judges clocks that were set within a turn, what was given taken off again:
// but for the credit they must come from the clock's running.
func (j judge) set(shown Clocks, waited, credit time.Duration) error {
	s, turn := j.s, j.s.Turn()
	delay := s.control().delay(len(s.past.moves))
	used := s.clock.used + s.clock.left[turn] - shown.Of(turn)
	before := delay - s.clock.delay + s.clock.used
	return first(
		wrong(shown.Of(turn.Other()) != s.clock.left[turn.Other()], "the clock of the side not to move has changed"),
		wrong(min(shown.White, shown.Black) < 0, "a clock is below zero"),
		wrong(used < 0, "a clock was given back more than the turn has cost"),
		wrong(waited < 0 || waited > delay || used > 0 && waited < delay, "the delay is used before the clock counts, not after"),
		j.ran(waited+used+credit-before))
}

func (j judge) moved(e Moved) error {
	s, turn := j.s, j.s.Turn()
	if j.by != turn {
		return fmt.Errorf("it is %s's turn", turn)
	}
	if _, ok := board.ParseMove(e.UCI); !ok {
		return ErrBadMove
	}
	want, err := s.played(e.UCI)
	if err != nil {
		return err
	}
	if err := first(
		wrong(e.UCI != want.UCI, "this move is written %s", want.UCI),
		wrong(e.SAN != want.SAN, "the SAN of this move is %s", want.SAN),
		wrong(e.FEN != want.FEN, "the position after this move is %s", want.FEN),
		wrong(e.Ply != want.Ply, "this is ply %d", want.Ply)); err != nil {
		return err
	}
	control, quota := s.control(), time.Duration(0)
	if e.Lag > 0 {
		quota = s.quota[turn].after(e.Lag, control).left
	}
	spent := s.charged(turn, e)
	back := control.earned(len(s.past.moves), spent)
	charge := spent + e.Lag - s.clock.used
	left := s.clock.left[turn] - (spent - s.clock.used)
	return first(
		wrong(e.Spent < 0 || e.Lag < 0, "a time is below zero"),
		wrong(e.Lag > s.Compensation(maxLag), "at most %s of lag can be granted", s.Compensation(maxLag)),
		wrong(e.Quota != 0 && e.Quota != quota, "%s of lag are left to grant", quota),
		wrong(left < 0, "the flag had fallen"),
		wrong(e.Clocks.Of(turn) != left+back, "the mover's clock shows %s then", left+back),
		wrong(e.Clocks.Of(turn.Other()) != s.clock.left[turn.Other()], "a move does not change the opponent's clock"),
		j.cost(charge))
}

func (j judge) takenBack(e TakenBack) error {
	s := j.s
	if !s.offer.takeback || s.offer.by == j.by {
		return ErrNoOffer
	}
	ply := s.undone(s.offer.by)
	if e.Ply != ply {
		return fmt.Errorf("the game goes back to ply %d", ply)
	}
	pos, _, err := s.goBack(ply)
	if err != nil {
		return err
	}
	turn, most := s.Turn(), s.clock.at(0)
	least := most.with(turn, max(0, most.Of(turn)-max(0, j.most()-s.clock.delay)))
	most, least = s.clocksBack(ply, most), s.clocksBack(ply, least)
	got := e.Clocks.Of(turn)
	return first(
		wrong(e.FEN != pos.FEN(), "the position is %s again", pos.FEN()),
		wrong(e.Clocks.Of(turn.Other()) != most.Of(turn.Other()), "what the undone moves earned goes, and time used stays used"),
		wrong(got%time.Millisecond != 0 || got > most.Of(turn) || got < least.Of(turn),
			"the clock of the side to move shows between %s and %s", least.Of(turn), most.Of(turn)))
}

func (j judge) timeGiven(e TimeGiven) error {
	shown := e.Clocks.with(e.To, e.Clocks.Of(e.To)-e.Amount)
	return first(
		wrong(j.s.control().Unlimited(), "there are no clocks"),
		wrong(e.To != j.by.Other() || e.Amount != giveTime, "a player gives the opponent %s", giveTime),
		wrong(e.Clocks.Of(e.To) > fullClock, "the clock is full"),
		j.set(shown, e.Waited, 0))
}

func (j judge) credited(e Credited) error {
	return first(
		wrong(!j.s.timed(), "no clock runs"),
		wrong(e.To != j.s.Turn() || e.Amount <= 0, "the side to move is credited with a time"),
		j.set(e.Clocks, e.Waited, e.Amount))
}

func (j judge) stopped(e Stopped) error {
	turn := j.s.Turn()
	return first(
		wrong(!j.s.timed() || j.s.stopped != "", "no clock runs"),
		wrong(e.Why == "", "no reason is given"),
		wrong(e.Clocks.Of(turn) < min(j.s.clock.left[turn], leastStop), "a stop leaves a clock %s", leastStop),
		j.set(e.Clocks, e.Waited, 0))
}

// ended judges a result: its reason must be true of the game, and it must follow.
func (j judge) ended(e Ended) error {
	s := j.s
	result, err := j.result(e)
	draws := e.Reason == Threefold || e.Reason == Fifty
	return first(
		err,
		wrong(s.vacant && e.Reason != Aborted && e.Reason != ByServer, "a seat is free"),
		wrong(e.Result != result, "the result of that is %s", result),
		wrong(e.Claimed != "" && !draws, "only a draw is claimed with a move"),
		j.clocks(e.Clocks))
}

// result is what the end that e gives as its reason must be, if it can be one.
func (j judge) result(e Ended) (Result, error) {
	s := j.s
	switch e.Reason {
	case Checkmate, Stalemate, InsufficientMaterial, Fivefold, SeventyFive: // judgeForced has seen those that are
		result, reason, over := verdict(s.pos, s.times())
		return result, wrong(!over || reason != e.Reason, "the position is no end by %s", e.Reason)
	case Threefold, Fifty:
		events, err := s.claimDraw(j.by, e.Claimed, 0)
		if err != nil {
			return "", err
		}
		due := events[0].(Ended)
		return Drawn, wrong(due.Reason != e.Reason || due.Claimed != e.Claimed, "this claim is one by %s", due.Reason)
	case Resignation:
		return j.by.Other().wins(), wrong(!s.bothMoved(), "the game can still be aborted")
	case Agreement:
		return Drawn, wrong(s.offer.n == 0 || s.offer.takeback || s.offer.by == j.by, "the opponent has offered no draw")
	case FlagFell, FlagDraw:
		return j.flag(e)
	case Aborted:
		return NoResult, wrong(s.bothMoved(), "both sides have moved")
	case FirstMoveMissing:
		return NoResult, wrong(s.bothMoved() || j.at.sub(s.turned) < s.firstMoveWindow(), "a first move has all its time")
	case Abandonment:
		if e.Result == Drawn {
			return Drawn, wrong(!s.bothMoved(), "both sides have not moved")
		}
		return j.by.wins(), wrong(!s.bothMoved() || !s.pos.CanMate(board.Color(j.by)), "the claimant cannot win")
	case ByServer:
		return NoResult, nil
	}
	return "", errors.New("there is no such end of a game")
}

// flag judges a fallen flag: the clock can have run out, and who wins by it.
func (j judge) flag(e Ended) (Result, error) {
	s, loser := j.s, j.s.Turn()
	cannotMate := e.Reason == FlagDraw && s.pos.CannotMate(board.Color(loser.Other()), board.ProofStates)
	result, reason := flagFallen(s.pos, loser, cannotMate)
	return result, first(
		wrong(s.clock.delay+s.clock.left[loser] >= j.most(), "the clock cannot have run out"),
		wrong(e.Clocks.Of(loser) != 0, "a fallen flag leaves nothing"),
		wrong(reason != e.Reason, "the end by this flag is %s", reason))
}
