package game

import (
	"time"

	"rookery/game/internal/board"
)

// Command is the closed set of what may be asked of a game. The last six are
// the room's own; for them it does not matter which side Apply is told.
//
//sumtype:decl
type Command interface{ command() }

// Move plays a move in the position that event On made. Text is UCI ("e2e4",
// "e7e8q"; castling as the king's two squares or as king takes rook) or SAN as
// people write it. Lag is the network delay measured on the mover's connection;
// what of it is granted is the clock's business.
type Move struct {
	Text string
	On   uint64
	Lag  time.Duration
}

// Offer offers a draw or asks for a takeback in the position that event On made.
type Offer struct {
	What What
	On   uint64
}

// Accept accepts the opponent's offer, event number Offer.
type Accept struct{ Offer uint64 }

// Decline declines the opponent's offer, or withdraws one's own, event number Offer.
type Decline struct{ Offer uint64 }

// Claim claims a draw by threefold repetition or fifty moves, or the win or a
// draw against an opponent who has left. Gone is the room's word that the
// opponent has been away long enough. Move is the move, as text, that the
// claimant of a Draw intends to make and that would bring about what is claimed
// (FIDE 9.2.1, 9.3.1); empty for a claim in the position on the board. With any
// other What it is ErrNoClaim.
type Claim struct {
	What What
	On   uint64
	Gone bool
	Move string
}

// Resign gives the game up. While it can still be aborted it cannot be resigned.
type Resign struct{}

// Abort ends a game in which one side has not made a move; nobody loses.
type Abort struct{}

// GiveTime adds 15 s to the opponent's clock.
type GiveTime struct{}

// Sit takes the free seat of a game made by link.
type Sit struct{}

// Flag asks whether the side to move has run out of time. Lag is the largest
// network delay among its connections: its move might still be allowed that
// much. CannotMate is the room's word that a search has proved that the opponent
// could not have mated by any sequence of legal moves.
type Flag struct {
	Lag        time.Duration
	CannotMate bool
}

// NoFirstMove asks whether the window for a first move has passed.
type NoFirstMove struct{}

// Stop stops the clocks, charging the side to move up to now but never below 1 ms.
type Stop struct{ Why string }

// Go lets stopped clocks run again.
type Go struct{}

// Credit gives the side to move back what a stall of the process has cost it:
// Amount, but at most what its clock has run this turn.
type Credit struct{ Amount time.Duration }

// EndByServer ends the game without a result.
type EndByServer struct{}

func (Move) command()        {}
func (Offer) command()       {}
func (Accept) command()      {}
func (Decline) command()     {}
func (Claim) command()       {}
func (Resign) command()      {}
func (Abort) command()       {}
func (GiveTime) command()    {}
func (Sit) command()         {}
func (Flag) command()        {}
func (NoFirstMove) command() {}
func (Stop) command()        {}
func (Go) command()          {}
func (Credit) command()      {}
func (EndByServer) command() {}

// What is what an offer or a claim is about, as it is spelled on the wire.
type What string

// Draw may be offered and claimed, Takeback offered, the other two claimed.
const (
	Draw     What = "draw"
	Takeback What = "takeback"
	GoneWin  What = "gone_win"
	GoneDraw What = "gone_draw"
)

// Event is the closed set of what can happen in a game. Clocks are as they
// stand at the event, in whole milliseconds.
//
//sumtype:decl
type Event interface{ event() }

// Started is event 1 of every game.
type Started struct{}

// Seated tells that the free seat, Side, was taken.
type Seated struct{ Side Side }

// Moved is a move. UCI is its one canonical spelling, Ply counts from 1, FEN is
// the position after it. Spent is the thinking time charged in the whole turn,
// before anything is given back; Lag is what was granted on top, and Quota, set
// only with Lag, the compensation left to the mover after it. It closes an open
// offer of the mover's opponent.
type Moved struct {
	UCI, SAN, FEN string
	Ply           int
	Clocks        Clocks
	Spent, Lag    time.Duration
	Quota         time.Duration

	step *step // how Apply came to it, so that Replay need not judge the move again
}

// step is a move that was found legal, with the positions around it.
type step struct {
	from, to *board.Position
	move     board.Move
}

// Offered is an open offer; its number is what Accept and Decline name.
type Offered struct{ What What }

// Declined closes the offer with number Offer.
type Declined struct {
	Offer uint64
	What  What
}

// TakenBack undoes moves: the game is at ply Ply again, with the position FEN. It closes any offer.
type TakenBack struct {
	Ply    int
	FEN    string
	Clocks Clocks
}

// TimeGiven tells that To's clock was given Amount by the opponent. Waited is how
// much of its delay the turn has used, 0 without one, as in the next events.
type TimeGiven struct {
	To     Side
	Amount time.Duration
	Clocks Clocks
	Waited time.Duration
}

// Stopped tells that the clocks stand still, and why, until a move, a takeback or a Restarted.
type Stopped struct {
	Why    string
	Clocks Clocks
	Waited time.Duration
}

// Restarted tells that stopped clocks run again.
type Restarted struct{ Clocks Clocks }

// Credited tells that To, whose turn it is, was given back Amount, which a stall
// of the process had cost: first what was charged, then what its delay had lost.
type Credited struct {
	To     Side
	Amount time.Duration
	Clocks Clocks
	Waited time.Duration
}

// Ended is the one result of a game; nothing comes after it. Claimed is the move
// in UCI with which a draw was claimed and which was not made, empty without one.
type Ended struct {
	Result  Result
	Reason  Reason
	Clocks  Clocks
	Claimed string
}

func (Started) event()   {}
func (Seated) event()    {}
func (Moved) event()     {}
func (Offered) event()   {}
func (Declined) event()  {}
func (TakenBack) event() {}
func (TimeGiven) event() {}
func (Stopped) event()   {}
func (Restarted) event() {}
func (Credited) event()  {}
func (Ended) event()     {}

// Clocks is what both clocks show, in whole milliseconds; zero in unlimited games.
type Clocks struct{ White, Black time.Duration }

// Of is the clock of one side.
func (c Clocks) Of(s Side) time.Duration {
	if s == White {
		return c.White
	}
	return c.Black
}

// with is c with the clock of one side set.
func (c Clocks) with(s Side, left time.Duration) Clocks {
	if s == White {
		c.White = left
	} else {
		c.Black = left
	}
	return c
}

// Result is how a game ended, as PGN spells it.
type Result string

// The results. NoResult is that of a game which nobody won and which is no draw either.
const (
	WhiteWins Result = "1-0"
	BlackWins Result = "0-1"
	Drawn     Result = "1/2-1/2"
	NoResult  Result = "*"
)

// Reason is why a game ended, as it is spelled on the wire.
type Reason string

// The reasons. FlagDraw is a fallen flag against a side that cannot mate.
const (
	Checkmate            Reason = "checkmate"
	Stalemate            Reason = "stalemate"
	Threefold            Reason = "threefold"
	Fivefold             Reason = "fivefold"
	Fifty                Reason = "fifty"
	SeventyFive          Reason = "seventyfive"
	InsufficientMaterial Reason = "insufficient_material"
	Resignation          Reason = "resignation"
	Agreement            Reason = "agreement"
	FlagFell             Reason = "flag"
	FlagDraw             Reason = "flag_draw"
	Aborted              Reason = "aborted"
	FirstMoveMissing     Reason = "no_first_move"
	Abandonment          Reason = "abandonment"
	ByServer             Reason = "server"
)
