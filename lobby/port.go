package lobby

import (
	"context"
	"errors"
	"time"

	"rookery/game"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// Notice is one event of a person's own stream. N is given by the store, in the
// transaction that stores it. Kind and Body are a wire.EventBody's.
type Notice struct {
	Person person.ID
	N      uint64
	Kind   string
	At     int64 // ms since 1970
	Body   []byte
}

// Command is the command that caused a change, so that it happens once. The
// receipt's stream is the notices of Actor; its number is that of the first of
// the given notices that is Actor's, of which there must be one.
type Command struct {
	Actor person.ID
	CID   wire.CID
	Hash  [16]byte
}

// NewRoom is everything that the making of a room changes, in one transaction:
// the room with its first events, the seeks it uses up, and a notice to each
// person concerned. If Seek is set and no longer open, ErrNoSeek and nothing is done.
// Closing a person's other seeks is part of it: Withdraw lists persons whose
// open seeks end (each gets a SeekClosed notice, why "taken" for Seek, "gone" for the others).
// Those notices come before the given ones.
type NewRoom struct {
	Summary  room.Summary
	Unlisted bool
	Events   []room.Event
	Seek     string
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

// Seek is an open offer of a game to everybody in the lobby.
type Seek struct {
	ID      string
	By      person.Person
	Control game.Control
	Side    wire.Side // the seeker's own
	At      int64     // ms since 1970
}

// Opened is the notice that a store gives the seeker with a new seek.
func (s Seek) Opened() Notice {
	return s.notice(wire.SeekOpened{Seek: s.ID, Control: room.WireControl(s.Control), Side: s.Side}, s.At)
}

// Closed is the notice that a store gives the seeker when the seek ends at at,
// in ms since 1970: why is one of wire.SeekClosed's.
func (s Seek) Closed(why string, at int64) Notice {
	return s.notice(wire.SeekClosed{Seek: s.ID, Why: why}, at)
}

func (s Seek) notice(b wire.EventBody, at int64) Notice {
	kind, _, body := wire.EncodeBody(b)
	return Notice{Person: s.By.ID, Kind: kind, At: at, Body: body}
}

// Seeks keeps open seeks. Taking one is Rooms.Make, which has exactly one winner.
type Seeks interface {
	// Open stores a seek with the seeker's SeekOpened notice and receipt; *room.SeenError as for Make.
	Open(ctx context.Context, s Seek, c Command) (Notice, error)
	// Withdraw ends a seek of c.Actor with a SeekClosed notice, or ErrNoSeek.
	Withdraw(ctx context.Context, id, why string, c Command) (Notice, error)
	// Drop ends every seek of a person who has gone, with SeekClosed notices, without a command.
	Drop(ctx context.Context, who person.ID) error
	// All lists the open seeks, oldest first.
	All(ctx context.Context) ([]Seek, error)
}

// Notices is a person's own stream.
type Notices interface {
	// Post stores a notice each (a rematch offer, say), and c's receipt, whose
	// number it gives; *room.SeenError as for Make.
	Post(ctx context.Context, n []Notice, c Command) (uint64, error)
	// Load reads up to limit notices of who after number after, in order.
	Load(ctx context.Context, who person.ID, after uint64, limit int) ([]Notice, error)
	// Head is the number of who's newest notice, 0 if there is none.
	Head(ctx context.Context, who person.ID) (uint64, error)
}

// Block says that one person has blocked another, who was then called as Whom says.
type Block struct {
	By   person.ID
	Whom person.Person
}

// Told is the notice that a store gives the blocker with a block or, if on is
// false, with its end, at at in ms since 1970.
func (b Block) Told(on bool, at int64) Notice {
	return notice(b.By, time.UnixMilli(at), wire.Blocked{Person: *shown(&b.Whom), On: on})
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

// Report is a line that somebody showed to the operator. Evidence are events of
// its stream around it, and it. N is given by the store, and counts from 1.
type Report struct {
	N        uint64
	By       person.Person
	Room     room.ID
	Stream   wire.Stream // ChatStream, PlayersStream, or By's WhisperStream
	Line     uint64      // its number there
	Reason   string      // as By typed it
	At       int64       // ms since 1970
	Evidence []wire.Event
}

// Told is the notice that a store gives the reporter with a report.
func (r Report) Told() Notice {
	return notice(r.By.ID, time.UnixMilli(r.At), wire.Reported{Room: string(r.Room), Stream: r.Stream, N: r.Line})
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

// Refusals of the lobby: the command certainly had no effect.
var (
	ErrNoRoom      = errors.New("no such room")
	ErrNoSeek      = errors.New("this seek is no longer open")
	ErrNeedNick    = errors.New("a nick is needed to play")
	ErrBadControl  = errors.New("no game is played with this time control here")
	ErrBadPool     = errors.New("no such pool")
	ErrTooMany     = errors.New("too many games or seeks are open already")
	ErrOwnSeek     = errors.New("this seek is your own")
	ErrNotYourRoom = errors.New("only a player of the game may do that")
	ErrNotOver     = errors.New("the game is not over")
	ErrOffered     = errors.New("a rematch was offered or made already")
	ErrWrongPlace  = errors.New("the lobby does not know this command")
	ErrBadFEN      = errors.New("no game starts from this position")
	ErrNobody      = errors.New("there is no such person")
	ErrYourself    = errors.New("one cannot do that to oneself")
	ErrNoChange    = errors.New("it is so already")
	ErrNoLine      = errors.New("there is no such line that one could have read")
	ErrReported    = errors.New("this line was reported already")
)

// FENRefused is an ErrBadFEN. Text says why, in a sentence for the person.
type FENRefused struct{ Text string }

func (e *FENRefused) Error() string { return ErrBadFEN.Error() + ": " + e.Text }

func (e *FENRefused) Unwrap() error { return ErrBadFEN }

// Reason is Text. Whoever answers people finds it with errors.As.
func (e *FENRefused) Reason() string { return e.Text }

// Errors of the directory of rooms.
var (
	// ErrClosing means that the lobby is about to end: not judged, try again later.
	ErrClosing = errors.New("the lobby is closing")
	// ErrUnsealed means that the stop of clocks was not stored before the end.
	ErrUnsealed = errors.New("the clocks were not stopped on disk")
	// ErrQuarantine means that a room breaks down even when it is only read.
	ErrQuarantine = errors.New("this room breaks down even when it is only read")
)
