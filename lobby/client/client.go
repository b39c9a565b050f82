// Package client is one connected client without its socket: who it is, what
// it may ask, its outbox, its limits, and how it resumes.
package client

import (
	"context"
	"log/slog"
	"time"

	"rookery/lobby"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// Config is what every session shares.
type Config struct {
	Lobby   *lobby.Lobby
	Journal room.Journal
	Notices lobby.Notices
	Epoch   string // random id in the data
	Version string // of the server, shown in hello
	Log     *slog.Logger
}

// Door lets clients in.
type Door struct{ cfg Config }

// NewDoor gives a door.
func NewDoor(cfg Config) *Door { return &Door{cfg} }

// Visit is a client at the door.
type Visit struct {
	Who    person.Person // zero: watches only
	Room   room.ID       // empty: the lobby
	Resume Resume
	// Wake is called when the outbox has something for the writer and had
	// nothing before, or was closed. It must not block, and may be called from any goroutine.
	Wake func()
}

// Resume is where a client left off: the epoch it knows and the last number of each stream.
type Resume struct {
	Epoch string
	After map[wire.Stream]uint64
}

// Enter starts a session. It never blocks: what goes wrong later closes the
// outbox with a wire.CloseCode (CloseNoRoom for a room that does not exist).
func (d *Door) Enter(ctx context.Context, v Visit) *Session { panic("soon") }

// Session is one connected client.
type Session struct{}

// Receive takes one complete text message, in order, with the instant it was complete.
func (s *Session) Receive(frame []byte, at time.Time) { panic("soon") }

// Next takes everything queued for the client. When the session is closed and
// nothing is left it reports the close code, with frames empty; code 0 means more may come.
func (s *Session) Next() (frames [][]byte, code wire.CloseCode) { panic("soon") }

// RTT records one measured round trip of this connection's pings.
func (s *Session) RTT(d time.Duration) { panic("soon") }

// Heartbeat sends the heads; the socket calls it every 10 s.
func (s *Session) Heartbeat() { panic("soon") }

// Leave ends the session because its socket has ended. It may be called more than once.
func (s *Session) Leave() { panic("soon") }

// Close ends the session from the server's side: its outbox drains and then reports code.
func (s *Session) Close(code wire.CloseCode) { panic("soon") }
