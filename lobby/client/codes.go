package client

import (
	"errors"
	"time"

	"rookery/lobby"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// verdict is what an error means to a client: wait and send the same command
// again, or no, or, with neither, that the outcome is unknown.
type verdict struct {
	code   wire.Code
	text   string
	wait   time.Duration
	fields []wire.Field // what is wrong with each member of the command, if that is why
}

// judge gives the verdict of an error.
func judge(err error) verdict {
	if talk, ok := errors.AsType[*room.TalkRefused](err); ok {
		if talk.Wait > 0 {
			return verdict{code: wire.RateLimited, wait: max(talk.Wait, time.Millisecond)} // "wait 0" is no answer
		}
		return verdict{code: wire.Code(talk.Code), text: talk.Text}
	}
	for _, c := range codes {
		if errors.Is(err, c.err) {
			v := c.verdict
			var why interface{ Reason() string } // closer to the case than the table's sentence
			if errors.As(err, &why) {
				v.text = why.Reason()
			}
			if invalid, ok := errors.AsType[*lobby.InvalidError](err); ok {
				v.fields = invalid.Fields
			}
			return v
		}
	}
	return verdict{}
}

// codes is the only table that knows both worlds.
var codes = []struct {
	err error
	verdict
}{
	{room.ErrBusy, verdict{code: wire.Busy, wait: busyWait}},
	{room.ErrClosed, verdict{code: wire.Busy, wait: busyWait}},
	{room.ErrFull, verdict{code: wire.StorageFull, wait: 2 * time.Second}},
	{room.ErrDraining, verdict{code: wire.Draining, wait: 2 * time.Second}},
	{room.ErrNeedNick, verdict{code: wire.NeedNick, text: "Choose a name first; watching needs none."}},
	{room.ErrNotSeated, verdict{code: wire.NotSeated, text: "Only the two players can do that."}},
	{room.ErrSeatTaken, verdict{code: wire.SeatTaken, text: "No seat is free here."}},
	{room.ErrAccountsOnly, verdict{code: wire.AccountsOnly, text: "This needs an account, and a rating if the game is rated; guests play casual games."}},
	{room.ErrGuestsOnly, verdict{code: wire.GuestsOnly, text: "This game is for guests, who have no account."}},
	{room.ErrQuarantined, verdict{code: wire.Quarantined, text: "This room broke down and can only be read; its game and chat are kept."}},
	{room.ErrUnreadable, verdict{code: wire.Quarantined, text: "This room broke down, and what is stored of it cannot be read."}},
	{room.ErrWrongPlace, verdict{code: wire.WrongPlace, text: "That cannot be done here."}},
	{room.ErrTurn, verdict{code: wire.NotYourTurn, text: "It is not your turn."}},
	{room.ErrIllegal, verdict{code: wire.IllegalMove, text: "That move is not legal here."}},
	{room.ErrAmbiguous, verdict{code: wire.IllegalMove, text: "More than one piece can make that move: say which."}},
	{room.ErrBadMove, verdict{code: wire.IllegalMove, text: "That is not a move."}},
	{room.ErrStale, verdict{code: wire.Stale, text: "The position had changed."}},
	{room.ErrOver, verdict{code: wire.GameOver, text: "The game is over."}},
	{room.ErrFlagged, verdict{code: wire.GameOver, text: "Time had run out."}},
	{room.ErrNotStarted, verdict{code: wire.NotStarted, text: "The game has not started: a seat is still free."}},
	{room.ErrNoOffer, verdict{code: wire.NoOffer, text: "There is no such offer."}},
	{room.ErrNoClaim, verdict{code: wire.NoClaim, text: "There is nothing to claim here."}},
	{room.ErrNotNow, verdict{code: wire.NotNow, text: "That cannot be done now."}},
	{lobby.ErrNoRoom, verdict{code: wire.NoRoom, text: "There is no such room."}},
	{lobby.ErrNoSeek, verdict{code: wire.NoSeek, text: "That game is no longer open."}},
	{lobby.ErrNeedNick, verdict{code: wire.NeedNick, text: "Choose a name first; watching needs none."}},
	{lobby.ErrInvalid, verdict{code: wire.Invalid, text: "That cannot be had so."}},
	{lobby.ErrOutOfRange, verdict{code: wire.OutOfRange, text: "This game is for players of another rating."}},
	{lobby.ErrChallenged, verdict{code: wire.NoChange, text: "You have challenged them already."}},
	{lobby.ErrCrowded, verdict{code: wire.TooMany, text: "Too many have asked the same person already; try again later."}},
	{lobby.ErrStale, verdict{code: wire.Stale, text: "This offer no longer stands."}},
	{lobby.ErrTooSoon, verdict{code: wire.NotNow, text: "You wanted the same just now; wait a little before you ask again."}},
	{lobby.ErrOccupied, verdict{code: wire.TooMany, text: "They have too many games of their own just now."}},
	{lobby.ErrSeated, verdict{code: wire.JustSeated, text: "You were just seated in a game."}},
	{lobby.ErrBadPool, verdict{code: wire.BadPool, text: "There is no such pool."}},
	{lobby.ErrTooMany, verdict{code: wire.TooMany, text: "You have too many of these already."}},
	{lobby.ErrOwnSeek, verdict{code: wire.Yourself, text: "That is your own offer."}},
	{lobby.ErrNotYourRoom, verdict{code: wire.NotSeated, text: "Only the two players can do that."}},
	{lobby.ErrNotOver, verdict{code: wire.NotNow, text: "The game is not over yet."}},
	{lobby.ErrOffered, verdict{code: wire.NotNow, text: "A rematch was offered already."}},
	{lobby.ErrNobody, verdict{code: wire.NotHere, text: "There is no such person."}},
	{lobby.ErrYourself, verdict{code: wire.Yourself, text: "Nothing was changed: that is you."}},
	{lobby.ErrNoChange, verdict{code: wire.NoChange, text: "It is so already."}},
	{lobby.ErrNoLine, verdict{code: wire.NoLine, text: "There is no such line."}},
	{lobby.ErrReported, verdict{code: wire.NoChange, text: "You have reported this line already."}},
	{lobby.ErrWrongPlace, verdict{code: wire.WrongPlace, text: "That cannot be done here."}},
	{lobby.ErrClosing, verdict{code: wire.Draining, wait: 2 * time.Second}},
}
