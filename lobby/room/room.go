package room

import (
	"context"
	"log/slog"
	"time"

	"rookery/lobby/wire"
)

// Config is what a room needs to be opened.
type Config struct {
	ID      ID
	Journal Journal
	Log     *slog.Logger
	// Changed is told the room's summary after every change that lists show. It
	// runs on the room's goroutine and must not block.
	Changed func(Summary)
}

// Room is one game, its chat and its audience, owned by the goroutine that runs Run.
type Room struct {
	cfg Config
}

// Open reads the room's log and gives a room ready to Run.
func Open(ctx context.Context, cfg Config) (*Room, error) { panic("soon") }

// Run owns the room until ctx ends, or until it has been empty and finished
// for a while (nil).
func (r *Room) Run(ctx context.Context) error { panic("soon") }

// Outbox is a client's queue of frames.
type Outbox interface {
	// Offer queues frame, which nobody modifies afterwards. It never blocks. It
	// reports false when the client is gone or was closed as too slow.
	// Ephemeral frames may be dropped.
	Offer(frame []byte, ephemeral bool) bool
}

// Member is one connected client of a room. Person is zero for those who only
// watch. One person may have several members (tabs).
type Member struct {
	Person wire.Person
	Out    Outbox
	// Answer is told how a command of this member ended, after everybody was
	// told its events. It runs on the room's goroutine and must not block.
	Answer func(Answer)
	// Lag is the network delay that a move of this member may be credited, 0 without a sample.
	Lag func() time.Duration
}

// Answer is how one command ended. Err nil: it is event N of Stream, or, if
// Info is set, a question that is answered.
type Answer struct {
	CID    wire.CID
	Stream wire.Stream
	N      uint64
	Info   wire.Info
	Err    error
}

// Command is one request of a member, with the instant its frame was complete.
type Command struct {
	From     *Member
	Req      wire.Request
	Received time.Time
}

// Post queues a command without waiting; its answer goes to From.Answer. ErrBusy
// when the queue is full, ErrClosed when the room has stopped: not judged then.
func (r *Room) Post(c Command) error { panic("soon") }

// View is what a client is greeted with.
type View struct {
	Role    wire.Role
	Streams []wire.Stream
	Heads   map[wire.Stream]uint64
}

// Look tells what person (zero: nobody) would see.
func (r *Room) Look(ctx context.Context, p wire.Person) (View, error) { panic("soon") }

// Attach makes m a member that has seen each stream up to the numbers in from;
// the few events after them are offered to it first. A stream "game" that is
// absent from from begins with its snapshot. If the newest events are further
// ahead than the room remembers, nothing happens and the heads are returned
// with false: read the journal up to there and attach again.
func (r *Room) Attach(ctx context.Context, m *Member, from map[wire.Stream]uint64) (map[wire.Stream]uint64, bool, error) {
	panic("soon")
}

// Detach ends m's membership. It may be called more than once.
func (r *Room) Detach(m *Member) { panic("soon") }

// Sealed ends the room for a shutdown: it stops its clocks durably and refuses
// further commands with "draining". It returns when that is on disk.
func (r *Room) Seal(ctx context.Context) error { panic("soon") }
