package checker

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"time"

	"rookery/lobby/wire"
)

// Class is what kind of promise was broken.
type Class string

// The classes of violations.
const (
	Lost         Class = "lost"         // an event that somebody was told of is not in the final reading
	Changed      Class = "changed"      // an event is not the same for all, or not what its ok said
	Gap          Class = "gap"          // a client was not sent the next event, or one that it had
	Doubled      Class = "doubled"      // one command has two effects, or two commands have one
	Unasked      Class = "unasked"      // an event or an answer that nobody asked for
	Refused      Class = "refused"      // a command was answered no, and happened
	Contradicted Class = "contradicted" // two different answers to one command
	Disorder     Class = "disorder"     // live, one client was told of the same events in another order
	Early        Class = "early"        // an ok came before the event that it names
	Unanswered   Class = "unanswered"   // a command was never answered
	Leaked       Class = "leaked"       // a whisper where it does not belong
	Spoken       Class = "spoken"       // a line of somebody who was muted
	Strange      Class = "strange"      // a stream that one is not entitled to, another epoch, another identity
	Illegal      Class = "illegal"      // a move, a position or a result that the rules do not know
	Clock        Class = "clock"        // a clock lost what it could not have lost
	Result       Class = "result"       // not exactly one result
	Snapshot     Class = "snapshot"     // a snapshot that says otherwise than the log
	Closed       Class = "closed"       // an honest client was told not to come back
	Broken       Class = "broken"       // an answer that is none, a panic or a race in the server's output
)

// Violation is one broken promise.
type Violation struct {
	Class Class
	Text  string
}

func (v Violation) String() string { return string(v.Class) + ": " + v.Text }

// Stream is one gapless sequence as its readers know it. Room is empty for
// notices; Person is set for whispers and notices.
type Stream struct {
	Name         wire.Stream
	Room, Person string
}

func (s Stream) String() string {
	return strings.TrimSpace(strings.Join([]string{string(s.Name), s.Room, s.Person}, " "))
}

// Visit is one socket: whose (empty: nobody's), where (empty: the lobby), and the
// positions that it was opened with.
type Visit struct {
	Person, Room string
	After        map[wire.Stream]uint64
}

// Checker is told all that clients do and see. It may be used by many goroutines.
type Checker struct {
	secret string

	mu       sync.Mutex // guards what follows; nothing is called under it
	found    []Violation
	visits   map[int]*visit
	last     int
	streams  map[Stream]*stream
	commands map[wire.CID]*command
	order    []*command
	shots    map[string]map[uint64][]byte // by room and number
	talked   map[string]map[uint64]uint64 // the newest line when each event of a game was told live, by room
	lists    map[string]wire.LiveGame     // rooms as lists show them at last
	up       []span

	otherTime bool // see OtherTime
	epoch     string
	final     bool
	seen      int
}

// visit is an open socket.
type visit struct {
	Visit
	pos     map[wire.Stream]uint64 // of what has begun
	streams map[wire.Stream]bool   // what it is entitled to
	live    bool                   // all that it missed has come
}

// stream is what all together were told of a stream.
type stream struct {
	head  uint64
	raw   map[uint64][]byte
	final map[uint64]bool // read again at the end
}

// command is one thing that a client asked for, however often it was sent.
type command struct {
	cid    wire.CID
	hash   [16]byte
	person string
	room   string
	cmd    wire.Command
	tag    string
	ok     uint64 // 0: none yet
	stream Stream
	no     wire.Code
	info   bool
	used   bool // explains an event
}

func (c *command) String() string { return fmt.Sprintf("%s %s of %s", c.tag, c.cid, c.person) }

type span struct{ from, to time.Time }

// New gives a checker that has seen nothing. Every whispered text holds a mark
// that begins with secret, and nothing else does.
func New(secret string) *Checker {
	return &Checker{
		secret: secret, visits: make(map[int]*visit), streams: make(map[Stream]*stream),
		commands: make(map[wire.CID]*command), shots: make(map[string]map[uint64][]byte),
		talked: make(map[string]map[uint64]uint64), lists: make(map[string]wire.LiveGame),
	}
}

// note is called with the mutex held.
func (c *Checker) note(class Class, format string, args ...any) {
	c.found = append(c.found, Violation{class, fmt.Sprintf(format, args...)})
}

// Note adds a violation that somebody else has found.
func (c *Checker) Note(class Class, format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.note(class, format, args...)
}

// Ran says that the server ran at most from one instant to another. Without any
// word it ran always.
func (c *Checker) Ran(from, to time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.up = append(c.up, span{from, to})
}

// ReadAgain says that the final reading begins: what sockets opened from now on
// are sent is what the log holds.
func (c *Checker) ReadAgain() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.final = true
}

// Open begins a socket and gives the number by which it is spoken of.
func (c *Checker) Open(v Visit) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.last++
	pos := make(map[wire.Stream]uint64)
	for s, n := range v.After {
		pos[s] = n
	}
	c.visits[c.last] = &visit{Visit: v, pos: pos, streams: make(map[wire.Stream]bool)}
	return c.last
}

// Close ends a socket; code is the server's, 0 if there was none.
func (c *Checker) Close(id int, code wire.CloseCode) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if code.Final() {
		v := c.visits[id]
		c.note(Closed, "%s in %q was told %d", v.Person, v.Room, code)
	}
	delete(c.visits, id)
}

// Sent takes a command on its way to the server, each time it is sent.
func (c *Checker) Sent(id int, raw []byte) error {
	req, err := wire.Decode(raw, wire.MaxMessage)
	if err != nil {
		return fmt.Errorf("a client sends what is no command: %w", err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	v := c.visits[id]
	if cmd := c.commands[req.CID]; cmd != nil && (cmd.hash != req.Hash || cmd.person != v.Person) {
		return fmt.Errorf("a client has used %s for two commands", req.CID)
	} else if cmd == nil {
		cmd := &command{cid: req.CID, hash: req.Hash, person: v.Person, room: v.Room, cmd: req.Cmd, tag: req.Tag}
		c.commands[req.CID] = cmd
		c.order = append(c.order, cmd)
	}
	return nil
}

// Text takes anything else that the server let out, such as its log or a page.
func (c *Checker) Text(where string, text []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.scan(where, text)
	for _, sign := range []string{"WARNING: DATA RACE", "panic:", "fatal error:", "a room broke down"} {
		if bytes.Contains(text, []byte(sign)) {
			c.note(Broken, "%s has %q", where, sign)
		}
	}
}

// Listed takes a room as lists show it, once nothing changes any more.
func (c *Checker) Listed(g wire.LiveGame) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lists[g.Room] = g
}

func (c *Checker) scan(where string, text []byte) {
	if bytes.Contains(text, []byte(c.secret)) {
		c.note(Leaked, "a whisper in %s: %.200s", where, text)
	}
}

// Got takes a frame from the server.
func (c *Checker) Got(id int, f Frame) {
	c.mu.Lock()
	defer c.mu.Unlock()
	v := c.visits[id]
	if v == nil {
		return
	}
	if f.S != wire.WhisperStream && (f.Info == nil || f.Info.T != "page") {
		c.scan(fmt.Sprintf("a frame of %q to %s", f.S, v.Person), f.Raw)
	}
	switch {
	case f.Re != "":
		c.answer(v, f)
	case f.N > 0:
		c.seen++
		c.event(v, f)
	case f.T == "snapshot" && f.S == wire.GameStream:
		c.gameSnapshot(v, f)
	case f.T == "snapshot":
		c.streamSnapshot(v, f)
	case f.T == "hello":
		c.hello(v, f)
	case f.T == "heads":
		c.heads(v, f)
	case f.T == "clock": // comes last when a client is let in
		v.live = true
	}
}
