package chat

import (
	"iter"
	"time"
)

// Person is somebody with a nick. ID is what a whisper is addressed to, so
// that a nick taken over later gets nothing of it.
type Person struct{ ID, Nick string }

// Member is a person whom the host knows. Role is the host's word for what they
// do; Here is false for somebody who is not connected, and Away is true for
// somebody who is, but looks elsewhere.
type Member struct {
	Person
	Role       string
	Here, Away bool
}

// Crowd is who can be talked to, as the host knows it.
type Crowd interface {
	// Find gives the member called nick, letter case ignored.
	Find(nick string) (Member, bool)
	// ByID gives the member with this Person.ID.
	ByID(id string) (Member, bool)
	// All gives the members with a nick, in the host's order.
	All() iter.Seq[Member]
	// Unnamed counts those who watch without a nick.
	Unnamed() int
}

// Policy is what the host decides: functions that are called while a line is
// judged, so they must be quick and must not call back. Each may be nil. A
// reason is a sentence for the person who is refused; the empty one allows.
//
// MayRename and MayMute are asked with a person who has neither ID nor nick if
// the host has Decide judge what those without a nick type, /help for one.
// Completions asks nothing about them.
type Policy struct {
	// MayWhisper is asked about every whisper to somebody who can be seen. Nil: everybody may.
	MayWhisper func(from, to Member) (reason string)
	// Keeps says whether a whisper to somebody who is not Here is kept for
	// their next visit; it is refused as Absent otherwise. Nil: it is kept for
	// everybody whom the Crowd still knows.
	Keeps func(to Member) bool
	// Blocked says whether by has blocked whom. Nil: there are no blocks, and no /block.
	Blocked func(by, whom string) bool
	// Hidden says whether a member is to be seen by nobody else. Nil: nobody is. Who
	// keeps a list of those who are here, as chat/presence does, asks when somebody
	// comes, and has to be told by its Look that the answer is another one.
	Hidden func(Member) bool
	// MayRename says whether who may be called nick: whether they may rename
	// themselves at all (nick is then empty), and whether that nick has the
	// right form, is nobody else's and looks like nobody else's. Nil: there is no /nick.
	MayRename func(who Person, nick string) (reason string)
	// MayMute says whether by may mute and unmute whom, or anybody at all, when
	// whom is the zero Member. Nil: there is no /mute.
	MayMute func(by, whom Member) (reason string)
	// MayLink says whether the web addresses in a person's lines are links. Nil: nobody's are.
	MayLink func(Person) bool
	// Scrub takes out of a text what the host keeps secret, such as a link that
	// is a key. Nil: nothing is.
	Scrub func(text string) string
	// Filter refuses a text for its words. Nil: no text.
	Filter func(text string) (reason string)
}

// Outcome is what becomes of something typed. It is one of Line, Whisper,
// Rename, Block and Mute, which the host stores; Help, Clients and Clear, which
// it answers to the asker alone; and Refusal.
//
//sumtype:decl
type Outcome interface{ outcome() }

// Kind tells plain talk from an action, a whisper and what the host says.
type Kind string

// The kinds of a stored line.
const (
	Said      Kind = "said"
	Action    Kind = "action" // "/me offers a cup of tea"
	Whispered Kind = "whisper"
	Notice    Kind = "notice" // from the host; nobody can type one
)

// Line is for everybody in the room. Its kind is Said or Action.
type Line struct {
	Kind  Kind
	Text  string
	Links []Span // of Text
}

// Whisper is for To and the sender, and for nobody else. Kept means that To is
// not here, and will read it on their next visit.
type Whisper struct {
	To    Person
	Kept  bool
	Text  string
	Links []Span // of Text
}

// Rename asks that the sender be called Nick from now on.
type Rename struct{ Nick string }

// Block asks that Whom be blocked by the sender or, if On is false, no longer.
type Block struct {
	Whom Person
	On   bool
}

// Mute asks that Whom stay silent until Until or, if that is zero, that they
// may speak again. The host tells Talk.Muted of it once it is stored.
type Mute struct {
	Whom   Person
	Until  time.Time
	Reason string
}

// Help answers /help, to the asker alone, with what the asker may do here.
type Help struct{ Commands []Usage }

// Usage is one thing that can be typed, and what it does.
type Usage struct{ Usage, Does string }

// Clients answers /clients, to the asker alone: whom of those in the room they
// can see. More counts those who did not fit into People.
type Clients struct {
	People  []Member
	More    int
	Unnamed int
}

// Clear answers /clear: the asker's own view is emptied, and nothing else.
type Clear struct{}

// Refusal says why nothing happened. Text is a sentence for the sender alone;
// it quotes what was typed, so it is not for logs.
type Refusal struct {
	Code  Code
	Text  string
	Wait  time.Duration // how long until the same line could pass; zero unless Code is SlowDown
	Until time.Time     // when the sender may speak again; zero unless Code is Muted
}

func (Line) outcome()    {}
func (Whisper) outcome() {}
func (Rename) outcome()  {}
func (Block) outcome()   {}
func (Mute) outcome()    {}
func (Help) outcome()    {}
func (Clients) outcome() {}
func (Clear) outcome()   {}
func (Refusal) outcome() {}

// Code is a stable reason for a refusal.
type Code string

// The reasons for a refusal.
const (
	NotHere    Code = "not_here"    // nobody of that name, or nobody who wants to be found
	Absent     Code = "absent"      // a whisper to somebody who has left, for whom nothing is kept
	Yourself   Code = "yourself"    // a whisper to oneself
	NoReply    Code = "no_reply"    // a reply to no whisper
	NotAllowed Code = "not_allowed" // the host's policy; Text is its reason
	NoChange   Code = "no_change"   // what is asked for is so already
	Muted      Code = "muted"       // a moderator has silenced the sender
	Filtered   Code = "filtered"    // the host's word filter; Text is its reason
	Empty      Code = "empty"       // nothing that could be seen
	TooLong    Code = "too_long"    // more than Limits.Graphemes or Limits.Bytes
	BadText    Code = "bad_text"    // characters that a line cannot hold
	BadSlash   Code = "bad_slash"   // an unknown command, or wrong arguments
	Repeated   Code = "repeated"    // the same line twice in a row
	SlowDown   Code = "slow_down"   // more lines than Limits allow
)
