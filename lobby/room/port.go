package room

import (
	"context"
	"errors"
	"fmt"

	"rookery/lobby/wire"
)

// ID is a room's public id: a UUID, version 7, or 4 for unlisted rooms.
type ID string

// Stream is one gapless sequence of a room's events. Person is set for
// whispers only, which everybody has their own stream of.
type Stream struct {
	Name   wire.Stream
	Person string
}

// Event is one stored event. N counts from 1 in its stream; Pos counts from 1
// in the room over all of its streams and is never sent. Body is the JSON of
// the wire.EventBody with tag Kind. At is wall time in ms since 1970.
type Event struct {
	Stream Stream
	N      uint64
	Pos    uint64
	Kind   string
	By     string
	At     int64
	Body   []byte
}

// Wire is the event as clients see it: whose stream it is in and where, they are not told.
func (e Event) Wire() wire.Event {
	return wire.Event{S: e.Stream.Name, N: e.N, T: e.Kind, By: e.By, At: e.At, D: e.Body}
}

// Receipt is what makes a command exactly once: command (Actor, CID) is event N
// of stream Stream. Hash tells a resend from another body under the same cid.
type Receipt struct {
	Actor  string
	CID    wire.CID
	Hash   [16]byte
	Stream wire.Stream
	N      uint64
}

// Entry is the outcome of one or more commands, stored whole or not at all.
// The first event has Pos Prev+1; Prev is the room's position before it, and
// the fence: an Entry whose Prev is not the stored position is a conflict.
// Summary is the room as lists show it after the entry; nil leaves it as it was.
// Full is there if the entry takes the free seat of a game made by link: how the game
// began, with both seats. What the two have open elsewhere ends, and both are told of
// the room, in the same transaction.
type Entry struct {
	Room     ID
	Prev     uint64
	Events   []Event
	Receipts []Receipt
	Summary  *Summary
	Full     *wire.Start
	Urgent   bool // moves before talk, when the store has more than one batch takes
	Turned   bool // it says what the clocks show; see Life
}

// Summary is the projection of a room for lists and for opening it again.
// The seats of Game are persons' ids and nicks at the start.
type Summary struct {
	Room ID
	Game wire.LiveGame
	Over bool
}

// Journal is where a room's events are kept. A nil error from Append means that
// the entry would survive a crash. An entry whose outcome was unknown is there by
// the time that anything is read, or never: a room is opened again from what it
// reads, and refuses by it.
type Journal interface {
	// Append stores e. Errors: *SeenError, ErrConflict, ErrFull, ErrBusy and ErrTwice mean
	// that nothing of e is stored; any other error leaves that unknown.
	Append(ctx context.Context, e Entry) error
	// Load reads up to limit events of one stream after number after, in order.
	Load(ctx context.Context, id ID, s Stream, after uint64, limit int) ([]Event, error)
	// Replay reads up to limit events of all streams after position after, in the room's order.
	Replay(ctx context.Context, id ID, after uint64, limit int) ([]Event, error)
	// Find looks a command up. It reports false if the command is not stored.
	Find(ctx context.Context, actor string, cid wire.CID) (Receipt, bool, error)
}

// Errors of a Journal after which it is certain that nothing was stored.
var (
	ErrConflict = errors.New("another owner wrote to this room")
	ErrFull     = errors.New("no space left to store events")
	ErrBusy     = errors.New("too much is waiting to be stored")
	ErrTwice    = errors.New("one command twice in an entry") // a mistake of the writer's; rooms hold the second back
)

// SeenError says that a command of the entry is already stored.
type SeenError struct{ Receipt Receipt }

func (e *SeenError) Error() string {
	return fmt.Sprintf("command %s is already event %s/%d", e.Receipt.CID, e.Receipt.Stream, e.Receipt.N)
}
