package lobby

import (
	"context"
	"time"

	"rookery/game"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// Command is the command that caused a change, so that it happens once. The
// receipt's stream is the notices of Actor; its number is that of the first of
// the given notices that is Actor's, of which there must be one. At, which is not
// stored, is when it was first asked for.
type Command struct {
	Actor person.ID
	CID   wire.CID
	Hash  [16]byte
	At    time.Time
}

// NewRoom is everything that the making of a room changes, in one transaction:
// the room with its first events, the seeks it uses up, and a notice to each
// person concerned. If Seek is set and no longer open, or Chosen does not answer
// it, or no longer, ErrNoSeek and nothing is done.
// Closing a person's other seeks is part of it: Withdraw lists persons whose
// open seeks, and answers to those of others, end, why "taken" for Seek, "gone" for the others.
// Those notices, which are Seek.Ended's, come before the given ones.
type NewRoom struct {
	Summary  room.Summary
	Unlisted bool
	Events   []room.Event
	Seek     string
	Chosen   person.ID // who answered Seek and was picked by the seeker, if that is how
	Withdraw []person.ID
	Notices  []Notice
	Command  *Command // nil when no command caused it (a pool's pairing)
}

// Rooms keeps rooms as a lobby sees them.
type Rooms interface {
	// Make stores r and gives the number of the receipt of r.Command, 0 without one.
	// Errors: ErrNoSeek, *room.SeenError, room.ErrFull, room.ErrBusy; any other leaves the outcome unknown.
	Make(ctx context.Context, r NewRoom) (uint64, error)
	// Room reads one room's summary, or ErrNoRoom.
	Room(ctx context.Context, id room.ID) (room.Summary, error)
	// Unfinished lists every room without a result, oldest first.
	Unfinished(ctx context.Context) ([]room.Summary, error)
	// Finished lists the newest listed rooms with a result, newest first.
	Finished(ctx context.Context, limit int) ([]room.Summary, error)
	// Unplayed counts the rooms of who in which fewer than two moves were made and that have no result.
	Unplayed(ctx context.Context, who person.ID) (int, error)
}

// Seeks keeps open seeks. Taking one is Rooms.Make, which has exactly one winner.
type Seeks interface {
	// Open stores a seek with its notices and c's receipt, whose number it gives;
	// *room.SeenError as for Make.
	Open(ctx context.Context, s Seek, c Command) (uint64, error)
	// Answer stores an answer to a seek, with its notices and c's receipt: ErrNoSeek if
	// it is not open, or has turned a.By down; ErrNoChange if a.By answers it already.
	Answer(ctx context.Context, seek string, a Answer, c Command) (uint64, error)
	// Close ends a seek, or an answer to it, with the notices of Seek.Ended and c's receipt: ErrNoSeek if
	// there is none, or c.Actor is told nothing of it. An answer that was turned down stays so. c is nil when no command caused it.
	Close(ctx context.Context, seek string, e End, c *Command) (uint64, error)
	// Drop ends every seek of a person who has gone, and every answer, why "gone", without a command.
	Drop(ctx context.Context, who person.ID) error
	// All lists the open seeks with their answers, oldest first.
	All(ctx context.Context) ([]Seek, error)
	// One is one of them; ErrNoSeek if it is not open.
	One(ctx context.Context, seek string) (Seek, error)
	// Of lists those that who has opened, is challenged by, or answers, oldest first.
	Of(ctx context.Context, who person.ID) ([]Seek, error)
}

// Notices is a person's own stream.
type Notices interface {
	// Post stores a notice each (a rematch offer, say), and c's receipt, whose
	// number it gives; *room.SeenError as for Make. c is nil when no command caused them.
	Post(ctx context.Context, n []Notice, c *Command) (uint64, error)
	// Load reads up to limit notices of who after number after, in order.
	Load(ctx context.Context, who person.ID, after uint64, limit int) ([]Notice, error)
	// Head is the number of who's newest notice, 0 if there is none.
	Head(ctx context.Context, who person.ID) (uint64, error)
}

// Ratings keeps how strong people are.
type Ratings interface {
	// Rating is who's at a speed, or false: they are unrated there.
	Rating(ctx context.Context, who person.ID, speed game.Speed) (value int, rated bool, err error)
	// Rate stores one, in place of the one before.
	Rate(ctx context.Context, who person.ID, speed game.Speed, value int) error
}

// History tells of the games of people.
type History interface {
	// Played lists the newest games of who that had two players, at most limit,
	// with a result or without, newest first.
	Played(ctx context.Context, who person.ID, limit int) ([]Played, error)
}

// Hiding keeps who is not to be seen in lists of people.
type Hiding interface {
	// Set stores that who hides or, if on is false, no longer does, with the
	// notice HiddenTold and c's receipt; *room.SeenError as for Make. What is so
	// already is no error.
	Set(ctx context.Context, who person.ID, on bool, at int64, c Command) (Notice, error)
	// All lists everybody who hides.
	All(ctx context.Context) ([]person.ID, error)
}

// Blocks keeps whom each person has blocked.
type Blocks interface {
	// Set stores b or, if on is false, forgets it, with the blocker's notice and
	// c's receipt; *room.SeenError as for Make. What is so already is no error.
	Set(ctx context.Context, b Block, on bool, at int64, c Command) (Notice, error)
	// All lists every block, oldest first.
	All(ctx context.Context) ([]Block, error)
	// Of lists those of one person, oldest first.
	Of(ctx context.Context, who person.ID) ([]Block, error)
}

// Reports keeps what was reported, for the operator.
type Reports interface {
	// File stores r, whose room exists, with the reporter's notice and c's receipt:
	// ErrReported if the same person reported the line before; *room.SeenError as for Make.
	File(ctx context.Context, r Report, c Command) (Notice, error)
	// Count tells how many reports of who were filed since that time, in ms since 1970.
	Count(ctx context.Context, who person.ID, since int64) (int, error)
	// Load reads up to limit reports after number after, in order.
	Load(ctx context.Context, after uint64, limit int) ([]Report, error)
}

// StoreRetry is how long a store that failed is left alone.
const StoreRetry = time.Second
