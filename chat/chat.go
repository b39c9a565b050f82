package chat

import "time"

// Person is somebody with a nick. ID is what a whisper is addressed to, so
// that a nick taken over later gets nothing of it.
type Person struct{ ID, Nick string }

// Member is a person in the room. Role is the host's word for what they do
// there; Here is false for somebody away for whom the host keeps lines.
type Member struct {
	Person
	Role string
	Here bool
}

// Crowd is who can be talked to, as the host knows it.
type Crowd interface {
	// Find gives the member called nick, letter case ignored.
	Find(nick string) (Member, bool)
	// All gives the members with a nick, in the host's order.
	All() []Member
	// Unnamed counts those who watch without a nick.
	Unnamed() int
}

// Limits bound what one person may say. A person has Burst lines in any
// Window; who has used them up gets one line Each, counted from their last
// one, until they have been silent for a Window.
type Limits struct {
	Graphemes int // of a line, as a reader counts characters
	Bytes     int // of a line, in NFC
	Burst     int
	Window    time.Duration
	Each      time.Duration
}

// DefaultLimits are 500 graphemes in 3 KiB, and 5 lines in 5 s, then one in 2 s.
func DefaultLimits() Limits {
	return Limits{Graphemes: 500, Bytes: 3 << 10, Burst: 5, Window: 5 * time.Second, Each: 2 * time.Second}
}

// Outcome is what becomes of something typed. It is one of Line, Whisper,
// Help, Clients and Refusal.
//
//sumtype:decl
type Outcome interface{ outcome() }

// Kind tells plain talk from an action.
type Kind string

// The kinds of a line.
const (
	Said   Kind = "said"
	Action Kind = "action" // "/me offers a cup of tea"
)

// Line is for everybody in the room.
type Line struct {
	Kind Kind
	Text string
}

// Whisper is for To and the sender, and for nobody else.
type Whisper struct {
	To   Person
	Text string
}

// Help answers /help, to the asker alone.
type Help struct{ Commands []Usage }

// Usage is one thing that can be typed, and what it does.
type Usage struct{ Usage, Does string }

// Clients answers /clients, to the asker alone: who is in the room.
type Clients struct {
	People  []Member
	Unnamed int
}

// Refusal says why nothing happened. Text is a sentence for the sender alone;
// it quotes what was typed, so it is not for logs. Wait is how long until the
// same line could pass, and zero unless Code is SlowDown.
type Refusal struct {
	Code Code
	Text string
	Wait time.Duration
}

func (Line) outcome()    {}
func (Whisper) outcome() {}
func (Help) outcome()    {}
func (Clients) outcome() {}
func (Refusal) outcome() {}

// Code is a stable reason for a refusal.
type Code string

// The reasons for a refusal.
const (
	NotHere  Code = "not_here"  // a whisper to nobody
	Yourself Code = "yourself"  // a whisper to oneself
	Empty    Code = "empty"     // nothing that could be seen
	TooLong  Code = "too_long"  // more than Limits.Graphemes or Limits.Bytes
	BadText  Code = "bad_text"  // characters that a line cannot hold
	BadSlash Code = "bad_slash" // an unknown command, or wrong arguments
	Repeated Code = "repeated"  // the same line twice in a row
	SlowDown Code = "slow_down" // more lines than Limits allow
)
