package room

import (
	"errors"
	"time"

	"rookery/game"
	"rookery/lobby/wire"
)

// Refusals of a room. Those of the game itself are game's.
var (
	ErrNeedNick  = errors.New("a nick is needed to take part")
	ErrNotSeated = errors.New("only the players may do that")
	ErrSeatTaken = errors.New("no seat is free here")
	// ErrAccountsOnly and ErrGuestsOnly tell who alone the free seat is for.
	ErrAccountsOnly = errors.New("this takes an account, and a rating if the game is rated")
	ErrGuestsOnly   = errors.New("this is for those without an account")
	ErrWrongPlace   = errors.New("a room does not know this command")
	// ErrReused means that a cid was used before, for something else.
	ErrReused = errors.New("this command's id belongs to another command")
)

// Refusals of the game, under names that those who answer clients can use
// without knowing the game.
var (
	ErrNotStarted = game.ErrNotStarted
	ErrOver       = game.ErrOver
	ErrTurn       = game.ErrTurn
	ErrBadMove    = game.ErrBadMove
	ErrIllegal    = game.ErrIllegal
	ErrAmbiguous  = game.ErrAmbiguous
	ErrStale      = game.ErrStale
	ErrFlagged    = game.ErrFlagged
	ErrNoOffer    = game.ErrNoOffer
	ErrNoClaim    = game.ErrNoClaim
	ErrNotNow     = game.ErrNotNow
)

// TalkRefused is a line that chat refused. Wait, if not 0, is how long to wait
// before the same line may be said; it is then not judged.
type TalkRefused struct {
	Code, Text string
	Wait       time.Duration
}

func (e *TalkRefused) Error() string { return "refused: " + e.Code }

// draft is an event that was decided and is not stored yet.
type draft struct {
	stream Stream
	by     string
	at     time.Time
	body   wire.EventBody
	game   game.Event // the same as the game drafted it; nil when read from the log
}

// decision is what became of one command, before anything is stored. The
// command's receipt names the first of the drafts.
type decision struct {
	cmd    Command
	own    bool // the room's own, without a command
	drafts []draft
	n      uint64 // number of the first draft in its stream
	undo   func() // takes back what chat has counted, if nothing comes of it
	info   wire.Info
	lobby  wire.Command // what the lobby is asked for instead
	err    error
}

// decide judges one command against the room as it is. It changes nothing.
func (s *state) decide(c Command) decision {
	c.Received = s.steady(c.Received)
	d := decision{cmd: c}
	who := c.From.Person
	switch {
	case s.draining:
		d.err = ErrDraining
	case who.ID == "":
		d.err = ErrNeedNick
	case s.room.readOnly:
		d.err = ErrQuarantined
	case !s.halt.at.IsZero():
		d.err = s.halt.err
	case s.proving != nil && changesGame(c.Req.Cmd):
		d.err = ErrBusy
	default:
		if d.err = s.refused.Find(who.ID, c.Req); d.err == nil {
			s.judge(&d, who)
		}
	}
	return d
}

func (s *state) judge(d *decision, who wire.Person) {
	switch cmd := d.cmd.Req.Cmd.(type) {
	case wire.Say:
		s.judgeTalk(d, who, cmd)
	case wire.Sit:
		s.judgeSit(d, who)
	default:
		side, seated := s.side(who.ID)
		gc, ok := s.gameCommand(cmd, d.cmd)
		switch {
		case !ok:
			d.err = ErrWrongPlace
		case !seated:
			d.err = ErrNotSeated
		default:
			d.drafts, d.err = s.play(side, gc, d.cmd.Received)
		}
	}
}

// play asks the game, and drafts what it says.
func (s *state) play(side game.Side, c game.Command, at time.Time) ([]draft, error) {
	events, err := game.Apply(s.game, side, c, at)
	if err != nil {
		return nil, err
	}
	drafts := make([]draft, len(events))
	for i, e := range events {
		drafts[i] = draft{stream: Stream{Name: wire.GameStream}, by: s.player(side).ID, at: at, body: s.eventBody(e), game: e}
	}
	return drafts, nil
}

// eventBody is a game's event as it is stored and told, with the opening's name.
func (s *state) eventBody(e game.Event) wire.EventBody {
	body := eventBody(e)
	m, moved := e.(game.Moved)
	if !moved || s.room.cfg.Openings == nil {
		return body
	}
	o, _ := s.room.cfg.Openings.After(s.game, m)
	told := body.(wire.Moved)
	told.Opening = opening(o)
	return told
}

// gameCommand translates a wire command to the game's; false for those that are
// not about the game.
func (s *state) gameCommand(cmd wire.Command, c Command) (game.Command, bool) {
	switch cmd := cmd.(type) {
	case wire.Move:
		return game.Move{Text: cmd.Text, On: cmd.On, Lag: lag(c.From)}, true
	case wire.Offer:
		return game.Offer{What: game.What(cmd.What), On: cmd.On}, true
	case wire.Accept:
		return game.Accept{Offer: cmd.Offer}, true
	case wire.Decline:
		return game.Decline{Offer: cmd.Offer}, true
	case wire.Claim:
		side, _ := s.side(c.From.Person.ID)
		left, gone := s.claimIn(int(side.Other()), c.Received)
		return game.Claim{What: game.What(cmd.What), On: cmd.On, Gone: gone && left <= 0, Move: cmd.Move}, true
	case wire.Resign:
		return game.Resign{}, true
	case wire.Abort:
		return game.Abort{}, true
	case wire.GiveTime:
		return game.GiveTime{}, true
	default:
		return nil, false
	}
}

func lag(m *Member) time.Duration {
	if m.Lag == nil {
		return 0
	}
	return m.Lag()
}

// Standing is what decides who may take a free seat. The zero value is a guest's.
type Standing struct {
	Account bool
	Rated   bool // has a rating at the speed of the game
}

// mayTake refuses a seat that is for others.
func (st Standing) mayTake(start wire.Start) error {
	switch {
	case start.Rated && !st.Rated, start.For == "accounts" && !st.Account:
		return ErrAccountsOnly
	case start.For == "guests" && st.Account:
		return ErrGuestsOnly
	}
	return nil
}

// judgeSit gives the free seat of a game made by link to who.
func (s *state) judgeSit(d *decision, who wire.Person) {
	if _, seated := s.side(who.ID); seated {
		d.err = ErrSeatTaken
		return
	}
	for i, p := range s.crowd.seats {
		if p != nil {
			continue
		}
		if d.err = d.cmd.From.Standing.mayTake(s.start); d.err != nil {
			return
		}
		side := [2]game.Side{game.White, game.Black}[i]
		events, err := game.Apply(s.game, side, game.Sit{}, d.cmd.Received)
		if err != nil || len(events) == 0 {
			d.err = err
			return
		}
		d.drafts = []draft{{
			stream: Stream{Name: wire.GameStream}, by: who.ID, at: d.cmd.Received,
			body: wire.Sat{Side: wireSide(side), Person: who}, game: events[0],
		}}
		return
	}
	d.err = ErrSeatTaken
}
