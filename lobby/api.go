package lobby

import (
	"context"
	"log/slog"
	"time"

	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// Config is what a lobby needs.
type Config struct {
	Rooms   Rooms
	Seeks   Seeks
	Notices Notices
	Journal room.Journal
	Persons person.Store
	House   House
	Log     *slog.Logger
}

// House is the player behind the house's seat: a move in UCI for the position
// after moves (UCI) from fen (empty: the usual start).
type House func(ctx context.Context, fen string, moves []string) (string, error)

// Lobby matches people into rooms and knows which rooms run here.
type Lobby struct{ cfg Config }

// New gives a lobby; Run makes it live.
func New(cfg Config) *Lobby { panic("soon") }

// Run opens every unfinished room again and serves until ctx ends; then it
// seals the rooms and waits for them.
func (l *Lobby) Run(ctx context.Context) error { panic("soon") }

// Open gives the running room with this id, starting it if need be, or ErrNoRoom.
func (l *Lobby) Open(ctx context.Context, id room.ID) (*room.Room, error) { panic("soon") }

// Conn is one connected client as the lobby sees it.
type Conn struct {
	Who  person.Person // zero for those who only watch
	Room room.ID       // where the client is; empty in the lobby
	Role wire.Role     // its role there
	Out  room.Outbox   // takes lobby frames; nil outside the lobby
	// Poke is called when Who has a new notice. It must not block.
	Poke func()
}

// Arrive makes c present. In the lobby it is sent a Lobby frame at once.
func (l *Lobby) Arrive(ctx context.Context, c *Conn) error { panic("soon") }

// Leave ends c's presence, and its search. It may be called more than once.
func (l *Lobby) Leave(c *Conn) { panic("soon") }

// Outcome is a command's good end: notice N of the person, or Info.
type Outcome struct {
	N    uint64
	Info wire.Info
}

// Do carries out a lobby command (Search, Stop, Seek, Withdraw, Take, MakeLink,
// PlayHouse, Rematch) of c and returns when it is durable. Typed errors of this
// package are refusals; room.ErrBusy and room.ErrFull mean not judged; any
// other error leaves the outcome unknown.
func (l *Lobby) Do(ctx context.Context, c *Conn, req wire.Request, at time.Time) (Outcome, error) {
	panic("soon")
}

// Snapshot is the lobby as it is now, for HTTP.
func (l *Lobby) Snapshot() wire.Lobby { panic("soon") }
