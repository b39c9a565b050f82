package room

import (
	"errors"
	"fmt"
	"time"

	"rookery/game"
	"rookery/lobby/wire"
)

// Times of a room. Those without another source are CONTRACT section 3.
const (
	flagSettle    = 30 * time.Millisecond // a flag is judged this long after it fell
	goesOnHere    = 5 * time.Second       // stopped clocks go on after the side to move is back
	goesOnAlone   = 30 * time.Second      // … or after its opponent is, if it stays away
	givenUp       = 10 * time.Minute      // … and the game is aborted if neither comes
	retryEvery    = time.Second           // how often storing is tried again
	idleAfter     = time.Minute           // a room stops that has nobody in it and nothing to do
	freeSeatFor   = 24 * time.Hour        // a link that nobody followed is given up
	goneFor       = 30 * time.Second      // a player is gone; times 2 in rapid, 3 in classical games (PRODUCT section 2)
	closedFor     = 10 * time.Second      // … who has closed the page, in all of them
	settleAtLeast = 10 * time.Millisecond // a judgement that came too early is tried again
)

// errIdle ends a room that has nothing more to do.
var errIdle = errors.New("nobody is here and there is nothing to do")

// due is one thing that the room does by itself, and when.
type due struct {
	at time.Time
	do func(*state, time.Time) error
}

// dues lists what the room will do by itself. One timer waits for the earliest.
func (s *state) dues() []due {
	var list []due
	if at, news := s.crowd.due(); news {
		list = append(list, due{at, func(s *state, now time.Time) error { s.announce(now); return nil }})
	}
	if at, any := s.nextShown(); any {
		list = append(list, due{at, (*state).show})
	}
	if s.draining {
		return list
	}
	if !s.halt.at.IsZero() {
		return append(list, due{s.retryAt, (*state).storeHalt})
	}
	if !s.room.readOnly {
		list = append(list, s.gameDues()...)
	}
	// Nobody is here and nothing will happen by itself: the game is over, has no
	// clock, or can only be read. Whoever comes opens the room again from its log.
	if len(list) == 0 && len(s.crowd.tabs) == 0 {
		list = append(list, due{s.idle.Add(idleAfter), func(*state, time.Time) error { return errIdle }})
	}
	return list
}

// gameDues lists what the room will do in the game by itself.
func (s *state) gameDues() (list []due) {
	later := func(t time.Time) time.Time {
		if t.Before(s.retryAt) {
			return s.retryAt
		}
		return t
	}
	if flag, ok := s.game.FlagAt(); ok && s.proving == nil {
		list = append(list, due{later(flag.Add(s.game.Compensation(s.moverLag()) + flagSettle)), (*state).flagFell})
	}
	if by, ok := s.firstMoveBy(s.now()); ok {
		list = append(list, due{later(by), ownCommand(game.NoFirstMove{})})
	}
	if at, c, ok := s.goesOn(); ok {
		list = append(list, due{later(at), ownCommand(c)})
	}
	if s.live.Ended == nil && s.freeSeat() {
		list = append(list, due{later(s.born.Add(freeSeatFor)), ownCommand(game.EndByServer{})})
	}
	return list
}

// arm sets the room's one timer.
func (s *state) arm(t *time.Timer) {
	list := s.dues()
	if len(list) == 0 {
		t.Stop()
		return
	}
	earliest := list[0].at
	for _, d := range list[1:] {
		if d.at.Before(earliest) {
			earliest = d.at
		}
	}
	t.Reset(max(0, earliest.Sub(s.now())))
}

// tick does what is due. What a player sent before is judged before, by its stamp.
func (s *state) tick(now time.Time) error {
	if c, ok := s.poll(nil); ok {
		return s.batch(c)
	}
	for _, d := range s.dues() {
		if !d.at.After(now) {
			if err := d.do(s, now); err != nil {
				return err
			}
		}
	}
	return nil
}

// ownCommand is a command of the room itself, in the name of the side to move.
func ownCommand(c game.Command) func(*state, time.Time) error {
	return func(s *state, now time.Time) error {
		d, ok := s.ownDecision(c, now)
		if !ok { // the game sees it otherwise by now: look again a little later
			s.retryAt = now.Add(settleAtLeast)
			return nil
		}
		return s.commit([]decision{d})
	}
}

// ownDecision decides a command of the room itself; false if the game refuses it.
func (s *state) ownDecision(c game.Command, at time.Time) (decision, bool) {
	drafts, err := s.play(s.game.Turn(), c, at)
	for i := range drafts {
		drafts[i].by = ""
	}
	return decision{own: true, drafts: drafts}, err == nil
}

// flagFell lets the game judge a flag. If counting material leaves the opponent
// a win, it is worked out first, beside the room, whether a mate can be reached at all.
func (s *state) flagFell(now time.Time) error {
	if err := s.credit(now); err != nil || !s.halt.at.IsZero() {
		return err
	}
	flag := game.Flag{Lag: s.moverLag()}
	turn := s.game.Turn()
	events, err := game.Apply(s.game, turn, flag, now)
	if err == nil && events[0].(game.Ended).Reason == game.FlagFell {
		s.proving, s.provedAt = &flag, now
		go s.room.prove(s.game.Position(), turn.Other())
		return nil
	}
	return ownCommand(flag)(s, now)
}

// prove works out whether by can never mate from pos, and tells the room, whose
// other commands do not wait for it. If it breaks down nothing is proved, and
// counting material decides.
func (r *Room) prove(pos game.Position, by game.Side) {
	cannot := false
	defer func() {
		if v := recover(); v != nil {
			r.cfg.Log.Error("a proof broke down", "room", r.cfg.ID, "panic", fmt.Sprintf("%T", v), "position", pos.FEN())
		}
		r.proofs <- cannot
	}()
	if r.cfg.CannotMate != nil {
		cannot = r.cfg.CannotMate(pos, by)
	} else {
		cannot = pos.CannotMate(by)
	}
}

// proved ends the game by the flag that fell, now that the proof has returned.
func (s *state) proved(cannotMate bool) error {
	flag := *s.proving
	flag.CannotMate = cannotMate
	s.proving = nil
	return ownCommand(flag)(s, s.provedAt)
}

// credit gives the side to move back what the process has stood still in its
// turn up to now. Whoever judges a clock does this first. What cannot be stored
// stops the clocks, and is stored before the stop.
func (s *state) credit(now time.Time) error {
	due, ok := s.creditDue(now)
	if !ok || !s.halt.at.IsZero() {
		return nil
	}
	return s.commit([]decision{due})
}

// creditDue is what credit stores, if anything is to be given back.
func (s *state) creditDue(now time.Time) (decision, bool) {
	stood := s.stood(now)
	if stood == 0 {
		return decision{}, false
	}
	return s.ownDecision(game.Credit{Amount: stood}, now)
}

// owes reports whether anything is to be given back.
func (s *state) owes(now time.Time) bool {
	_, due := s.creditDue(now)
	return due
}

// stood is for how long the process has stood still in this turn up to now,
// and nobody was credited yet; whole milliseconds.
func (s *state) stood(now time.Time) time.Duration {
	if s.staked.clocks == 0 || s.proving != nil || s.room.readOnly {
		return 0
	}
	return s.stoodSince(s.turned, now)
}

// stoodSince is for how long the process stood still between two instants.
func (s *state) stoodSince(from, now time.Time) time.Duration {
	if s.room.cfg.Stalls == nil {
		return 0
	}
	return s.room.cfg.Stalls.between(from.Add(-s.ahead), now.Add(-s.ahead)).Truncate(time.Millisecond)
}

// stake tells Stalls what a stall would be unfair to in this room.
func (s *state) stake() {
	var now stakes
	if _, runs := s.game.Running(); runs {
		now.clocks = 1
	}
	if _, waits := s.game.FirstMoveBy(); waits || len(s.crowd.tabs) > 0 {
		now.others = 1
	}
	s.restake(now)
}

func (s *state) restake(now stakes) {
	if s.room.cfg.Stalls != nil && now != s.staked {
		s.room.cfg.Stalls.stake(s.staked, now)
		s.staked = now
	}
}

// firstMoveBy is when the window for a first move ends. No stall shortens it, and
// it begins anew with each command that came in it and could not be stored.
func (s *state) firstMoveBy(now time.Time) (time.Time, bool) {
	by, ok := s.game.FirstMoveBy()
	if !ok {
		return by, false
	}
	from := s.game.FirstMoveFrom()
	if s.unheard.After(from) {
		by, from = by.Add(s.unheard.Sub(from)), s.unheard
	}
	return by.Add(s.stoodSince(from, now)), true
}

// moverLag is the largest delay among the sockets of the player to move.
func (s *state) moverLag() time.Duration {
	var most time.Duration
	mover := s.player(s.game.Turn()).ID
	for m := range s.crowd.membersOf(mover) {
		most = max(most, lag(m))
	}
	return most
}

// goesOn tells when clocks that stand still run again, or the game is given up.
func (s *state) goesOn() (time.Time, game.Command, bool) {
	if s.game.Stopped() == "" || s.live.Ended != nil {
		return time.Time{}, nil, false
	}
	mover := s.game.Turn()
	var at time.Time
	for side, wait := range map[game.Side]time.Duration{mover: goesOnHere, mover.Other(): goesOnAlone} {
		if from := s.crowd.came[side]; !from.IsZero() {
			if from.Before(s.stopped) {
				from = s.stopped
			}
			if t := from.Add(wait); at.IsZero() || t.Before(at) {
				at = t
			}
		}
	}
	if at.IsZero() {
		return s.stopped.Add(givenUp), game.EndByServer{}, true
	}
	return at, game.Go{}, true
}

// afterPlay begins the next turn: the time between a move's arrival and its
// being on disk is nobody's.
func (s *state) afterPlay(now time.Time) {
	if s.game.Stopped() == "" {
		s.stopped = time.Time{}
	} else if s.stopped.IsZero() {
		s.stopped = now
	}
	if s.live.Ended != nil && len(s.crowd.tabs) == 0 {
		s.idle = now
	}
	if _, ran := s.game.Running(); !ran {
		s.turned = now
	}
	s.game.Start(now)
	s.stake()
	s.tellClocks(now)
	if !s.delayed() {
		s.changed()
	}
}

// claimIn is how long until the opponent of the player on seat may claim
// because that player is gone. It reports false when no claim will come: the
// player is here, or their clock runs out first.
func (s *state) claimIn(seat int, now time.Time) (time.Duration, bool) {
	gone := s.crowd.gone[seat]
	if gone.IsZero() || s.live.Ended != nil || s.game.Ply() < 2 || s.room.readOnly {
		return 0, false
	}
	wait := goneFor
	switch speed := s.game.Setup().Control.Speed(); {
	case s.crowd.closed[seat]:
		wait = closedFor
	case speed == game.Rapid:
		wait *= 2
	case speed == game.Classical:
		wait *= 3
	}
	left := gone.Add(wait + s.stoodSince(gone, now)).Sub(now) // who stood still could not let them in
	side, running := s.game.Running()
	if running && int(side) == seat {
		if flag, ok := s.game.FlagAt(); ok && flag.Sub(now) < left {
			return 0, false
		}
	}
	return left, true
}

func (s *state) freeSeat() bool { return s.crowd.seats[0] == nil || s.crowd.seats[1] == nil }

// announce tells everybody who is here, at most once in audiencePause, and
// reports whether it has.
func (s *state) announce(now time.Time) bool {
	if at, news := s.crowd.due(); !news || now.Before(at) {
		return false
	}
	a, news := s.crowd.told(s.audience(now), now)
	if news {
		s.tellAudience(a)
		s.changed()
	}
	return news
}

func (s *state) audience(now time.Time) wire.Audience {
	return s.crowd.audience(func(seat int) (time.Duration, bool) { return s.claimIn(seat, now) })
}
