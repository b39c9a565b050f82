package host

import (
	"context"
	"crypto/sha256"
	"errors"
	"time"

	"rookery/chat"
	"rookery/chat/presence"
)

// The streams of a Room. Each is numbered from 1 without gaps.
const (
	TalkStream    = "chat"     // what everybody sees
	WhisperStream = "whispers" // one person's copies of whispers, and notices to them alone
	ActStream     = "acts"     // what a room reads again when it opens; nobody is sent it
)

// Stream is one of them; Person is whose, and empty unless Name is WhisperStream.
type Stream struct{ Name, Person string }

// Act is what a notice is about, if it is about what somebody did.
type Act string

// The acts that a room stores. To is the person that By did it to.
const (
	Renamed   Act = "rename" // By has a new nick; To is who they were
	Blocked   Act = "block"
	Unblocked Act = "unblock"
	Silenced  Act = "mute" // until Until; Reason says why
	Unmuted   Act = "unmute"
)

// Entry is one stored event of a stream. By and To have the nicks that they had
// at that time; By is the zero Person in a notice of the host's own.
type Entry struct {
	Stream Stream
	N      uint64
	At     time.Time // UTC, in whole milliseconds
	Kind   chat.Kind
	By, To chat.Person
	Text   string
	Links  []chat.Span // of Text
	Anchor int         // where the host was when it was written, as Config.Anchor has it
	Act    Act
	Until  time.Time
	Reason string
}

// Receipt remembers that a person's command is stored, as event N of Stream. Sum
// is the SHA-256 of what was typed.
type Receipt struct {
	Person, CID string
	Sum         [sha256.Size]byte
	Stream      Stream
	N           uint64
}

// Batch is stored as a whole or not at all. Receipt.CID is empty if nobody asked for it.
type Batch struct {
	Entries []Entry
	Receipt Receipt
}

// Errors of a History and of a Room.
var (
	// ErrNotStored is of a History that has certainly not stored a batch: it is
	// full, or busy. The same command may be sent again.
	ErrNotStored = errors.New("not stored")
	// ErrUnknown means that nobody knows whether a command was stored: answer
	// nothing, and let it be sent again with the same cid.
	ErrUnknown = errors.New("it is not known whether this was stored")
	// ErrReused means that a cid was used before, for another text.
	ErrReused = errors.New("this command's id belongs to another command")
	// ErrNoCID means that a command has no cid, or one of more than 64 bytes.
	ErrNoCID = errors.New("a command needs an id of 1 to 64 bytes")
	// ErrNobody means that somebody without an id and a nick wants to say something.
	ErrNobody = errors.New("a nick is needed to take part")
	// ErrYourself means that somebody reports what they have said themselves.
	ErrYourself = errors.New("this is your own line")
	// ErrNoLine means that there is no entry of that number for a person.
	ErrNoLine = errors.New("no such line")
	// ErrNoStream means that a person may not read a stream, or that there is none of that name.
	ErrNoStream = errors.New("no such stream")
)

// History keeps what was said. It is called by one goroutine at a time, except
// for Load and Before, which may be called by many.
type History interface {
	// Epoch is a random id in the data: positions that clients hold are worth
	// nothing in another.
	Epoch() string
	// Append stores a batch. Nil means that it is durable. ErrNotStored means
	// that it is certainly not stored; any other error, that this is not known:
	// a Load or a Receipt that begins after Append has returned then tells. An
	// entry whose number is not the next of its stream, and a receipt that is
	// there already, are errors.
	Append(ctx context.Context, b Batch) error
	// Receipt gives what was stored for a person's cid; false if nothing was.
	Receipt(ctx context.Context, person, cid string) (Receipt, bool, error)
	// Load gives at most limit entries of a stream that follow number after, in order.
	Load(ctx context.Context, s Stream, after uint64, limit int) ([]Entry, error)
	// Before gives the last entries before number before, at most limit, in order.
	Before(ctx context.Context, s Stream, before uint64, limit int) ([]Entry, error)
}

// Outbox is what is on its way to one tab.
type Outbox interface {
	// Offer queues a frame, which is shared and must not be modified, and never
	// blocks. An ephemeral frame may be dropped. False means that the tab can no
	// longer be served in order: it has to come again, and resume.
	Offer(frame []byte, ephemeral bool) bool
}

// News is what a room tells a tab: an Entry, a Snapshot or a Presence.
//
//sumtype:decl
type News interface{ news() }

// Snapshot says that what a tab holds of a stream is to be replaced by the
// entries from First to Head, which follow. An empty stream has First 1 and Head 0.
type Snapshot struct {
	Stream      Stream
	First, Head uint64
}

// Presence says who is here. It has no number, and may be dropped.
type Presence struct{ presence.Here }

func (Entry) news()    {}
func (Snapshot) news() {}
func (Presence) news() {}

// Answer is what became of a command. N is not 0 if it is stored, as event N of
// Stream, which every tab that may see it has been offered; a command sent
// again gets the same. Outcome is what was decided, to be told to the asker
// alone unless it is stored; it is nil if it was stored before.
type Answer struct {
	Stream  Stream
	N       uint64
	Outcome chat.Outcome
}
