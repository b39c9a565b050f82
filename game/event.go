package game

import (
	"time"

	"rookery/game/internal/board"
)

// Command is the closed set of what may be asked of a game. The last five are
// the room's own; for them it does not matter which side Apply is told.
//
//sumtype:decl
type Command interface{ command() }

// Move plays a move, in UCI ("e2e4", "e7e8q"; castling as the king's two squares
// or as king takes rook), in the position that event On made. Lag is the
// network delay measured on the mover's connection; what of it is granted is the clock's business.
type Move struct {
	UCI string
	On  uint64
	Lag time.Duration
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
// opponent has been away long enough.
type Claim struct {
	What What
	On   uint64
	Gone bool
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
// network delay among its connections: its move might still be allowed that much.
type Flag struct{ Lag time.Duration }

// NoFirstMove asks whether the window for a first move has passed.
type NoFirstMove struct{}

// Stop stops the clocks, charging the side to move up to now but never below 1 ms.
type Stop struct{ Why string }

// Go lets stopped clocks run again.
type Go struct{}

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
// the position after it; Spent is the thinking time charged and Lag what was
// granted on top. It closes an open offer of the mover's opponent.
type Moved struct {
	UCI, SAN, FEN string
	Ply           int
	Clocks        Clocks
	Spent, Lag    time.Duration

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

// TimeGiven tells that To's clock was given Amount by the opponent.
type TimeGiven struct {
	To     Side
	Amount time.Duration
	Clocks Clocks
}

// Stopped tells that the clocks stand still, and why, until a move, a takeback or a Restarted.
type Stopped struct {
	Why    string
	Clocks Clocks
}

// Restarted tells that stopped clocks run again.
type Restarted struct{ Clocks Clocks }

// Ended is the one result of a game; nothing comes after it.
type Ended struct {
	Result Result
	Reason Reason
	Clocks Clocks
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

// The reasons. FlagDraw is a fallen flag against a side that has not the
// material to mate.
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
