package game

import (
	"errors"
	"fmt"
	"time"

	"rookery/game/internal/board"
)

// Setup is what a game is before it starts.
type Setup struct {
	Control Control
	FEN     string // empty for the usual start position
	Link    bool   // one seat is free until a Seated
	Rated   bool   // it counts: no move is taken back
}

// State is a game as its events have made it. One goroutine owns it. It
// changes by Replay, and by Start, which is no event; Apply only decides.
type State struct {
	setup   Setup
	vacant  bool
	pos     *board.Position
	prints  []uint16 // of the positions since the last capture or pawn move, the present one last
	past    past
	clock   clock
	quota   [2]quota
	asked   *asked // nil until somebody has offered something; immutable
	offer   openOffer
	n, on   uint64 // how many events, and which of them made pos
	window  stamp  // since when a first move is awaited, 0 before
	turned  stamp  // the earliest since which the present turn's time can run, as far as a log tells
	stopped string
	ended   *Ended // nil before; immutable
}

// asked is how often each side has offered something, and when last: draws
// before takebacks.
type asked [2][2]struct {
	times int
	last  stamp
}

// openOffer is an offer that nobody has answered; n is its event's number, 0 without one.
type openOffer struct {
	n        uint64
	by       Side
	takeback bool // else a draw
}

func (o openOffer) what() What {
	if o.takeback {
		return Takeback
	}
	return Draw
}

// PastMove is a move of the game's past, with both clocks as they stood after it.
type PastMove struct {
	UCI, SAN string
	Clocks   Clocks
}

// Errors of New.
var (
	ErrFEN     = errors.New("not a position to play from")
	errDecided = errors.New("the game would be over before the first move")
)

// New gives a game before any event. Errors are ErrControl or ErrFEN.
func New(setup Setup) (*State, error) {
	if err := setup.Control.Validate(); err != nil {
		return nil, err
	}
	pos, err := setup.position()
	if err != nil {
		return nil, err
	}
	if _, _, over := verdict(pos, 1); over {
		return nil, fmt.Errorf("%w: %w", ErrFEN, errDecided)
	}
	s := &State{
		setup: setup, vacant: setup.Link, pos: pos, prints: []uint16{printOf(pos)},
	}
	quota := quota{left: quotaAtOnce * lagGain(setup.Control)}
	s.quota[White], s.quota[Black] = quota, quota
	s.clock = newTurn(s.Turn(), setup.clocks(), 0)
	return s, nil
}

// position is where the game starts.
func (setup Setup) position() (*board.Position, error) {
	if setup.FEN == "" {
		return board.Start(), nil
	}
	pos, err := board.ParseFEN(setup.FEN)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFEN, err)
	}
	return pos, nil
}

// clocks is what both clocks show at the start.
func (setup Setup) clocks() Clocks {
	start := setup.Control.Clock()
	return Clocks{start, start}
}

// Start begins the thinking time of the side to move, or the window for its
// first move, at durable, when the event that gave it the turn was committed,
// which is after every stamp before. It does nothing while time runs already or
// must not run.
func (s *State) Start(durable time.Time) {
	switch {
	case s.n == 0 || s.vacant || s.over() || s.stopped != "":
	case !s.bothMoved():
		if s.window == 0 {
			s.window = stampOf(durable)
		}
	case s.timed():
		s.clock = s.clock.start(stampOf(durable))
	}
}

func (s *State) over() bool { return s.ended != nil }

func (s *State) bothMoved() bool { return len(s.past.moves) >= 2 }

// timed reports whether thinking costs time: first moves are free.
func (s *State) timed() bool {
	return s.bothMoved() && !s.control().Unlimited() && !s.over()
}

// N is the number of events so far.
func (s *State) N() uint64 { return s.n }

// On is the number of the event that made the present position.
func (s *State) On() uint64 { return s.on }

// Setup is what the game was before it started.
func (s *State) Setup() Setup { return s.setup }

func (s *State) control() Control { return s.setup.Control }

// Turn is the side to move.
func (s *State) Turn() Side { return Side(s.pos.Turn()) }

// Ply counts the moves made.
func (s *State) Ply() int { return len(s.past.moves) }

// FEN is the present position, its en-passant square only if the capture is legal.
func (s *State) FEN() string { return s.pos.FEN() }

// Position is the present position.
func (s *State) Position() Position { return Position{s.pos} }

// Delay is for how long more the clock of the side to move waits before it
// counts, running or stopped; zero but for a simple delay.
func (s *State) Delay(now time.Time) time.Duration { return s.clock.waits(stampOf(now)) }

// Clocks is what both clocks show at now; zero in unlimited games.
func (s *State) Clocks(now time.Time) Clocks { return s.clock.at(stampOf(now)) }

// Running is the side whose clock runs, if one does.
func (s *State) Running() (Side, bool) { return s.clock.turn, s.clock.since != 0 }

// FlagAt is the last millisecond in which the side to move may move, but for
// compensation; false while no clock runs.
func (s *State) FlagAt() (time.Time, bool) {
	at := s.clock.flagAt()
	return at.time(), at != never
}

// Compensation is how much of lag, a network delay, a move of the side to move
// would be granted.
func (s *State) Compensation(lag time.Duration) time.Duration {
	return s.quota[s.Turn()].grant(lag, s.control())
}

// FirstMoveBy is when the window for the side's first move ends; false if none is open.
func (s *State) FirstMoveBy() (time.Time, bool) {
	if s.window == 0 || s.over() {
		return time.Time{}, false
	}
	return s.window.add(s.firstMoveWindow()).time(), true
}

// FirstMoveFrom is when that window began, zero if none did.
func (s *State) FirstMoveFrom() time.Time {
	if s.window == 0 {
		return time.Time{}
	}
	return s.window.time()
}

// firstMoveWindow is how long that window is.
func (s *State) firstMoveWindow() time.Duration {
	if s.setup.Link {
		return linkFirstMove
	}
	return s.control().firstMoveWindow()
}

// Stopped is why the clocks stand still, empty if nothing stopped them.
func (s *State) Stopped() string { return s.stopped }

// OpenOffer is the offer that nobody has answered yet: its number, whose and what it is; false if there is none.
func (s *State) OpenOffer() (n uint64, by Side, what What, ok bool) {
	if s.offer.n == 0 {
		return 0, 0, "", false
	}
	return s.offer.n, s.offer.by, s.offer.what(), true
}

// Ended is the result, once there is one.
func (s *State) Ended() (Ended, bool) {
	if s.ended == nil {
		return Ended{}, false
	}
	return *s.ended, true
}

// Moves is the whole past. SAN and clocks are worked out anew, some 8 µs a move:
// for a snapshot, not for every move. Where the library does not know a move that
// has been played, which only a mistake in it or in us could bring about, its text
// is UCI: the game is shown all the same.
func (s *State) Moves() []PastMove {
	past := make([]PastMove, len(s.past.moves))
	pos, err := s.setup.position()
	if err != nil {
		panic(err) // New has read it
	}
	clocks := s.past.clocks(s.setup.clocks(), Side(pos.Turn()), s.control())
	for i, m := range s.past.moves {
		past[i] = PastMove{m.String(), pos.SAN(m), clocks[i]}
		pos, _ = pos.Update(m) // which Replay has done before
	}
	return past
}
