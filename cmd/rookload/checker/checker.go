package checker

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/go-json-experiment/json/jsontext"

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
	epoch    string
	final    bool
	seen     int
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

// Found is how many violations are known so far.
func (c *Checker) Found() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.found)
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
	req, err := wire.Decode(raw)
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

// of is the stream that a socket knows by this name.
func (v *visit) of(s wire.Stream) Stream {
	switch s {
	case wire.NoticeStream:
		return Stream{Name: s, Person: v.Person}
	case wire.WhisperStream:
		return Stream{Name: s, Room: v.Room, Person: v.Person}
	}
	return Stream{Name: s, Room: v.Room}
}

func (c *Checker) hello(v *visit, f Frame) {
	h, err := Body[wire.Hello](f.D)
	you := ""
	if h.You != nil {
		you = h.You.ID
	}
	if c.epoch == "" {
		c.epoch = h.Epoch
	}
	if err != nil || h.Epoch != c.epoch || you != v.Person || h.Room != v.Room {
		c.note(Strange, "%s in %q was greeted with %s", v.Person, v.Room, f.Raw)
	}
	for _, s := range h.Streams {
		v.streams[s] = true
		if v.Person == "" && (s == wire.WhisperStream || s == wire.NoticeStream) {
			c.note(Strange, "nobody was given the stream %s", s)
		}
	}
}

// event is the next of a stream on one socket.
func (c *Checker) event(v *visit, f Frame) {
	st := v.of(f.S)
	if !v.streams[f.S] {
		c.note(Strange, "%s is not entitled to %s, and was sent %s", v.Person, f.S, f.Raw)
		return
	}
	if at, begun := v.pos[f.S]; !begun || f.N != at+1 {
		c.note(Gap, "%s was sent event %d of %s after %d", v.Person, f.N, st, at)
	}
	if f.S == wire.WhisperStream {
		if w, err := Body[wire.Whispered](f.D); err != nil || v.Person != w.From.ID && v.Person != w.To.ID {
			c.note(Leaked, "%s was sent %s", v.Person, f.Raw)
		}
	}
	v.pos[f.S] = max(v.pos[f.S], f.N)
	c.saw(st, f.N, f.Raw)
	if v.live && f.S == wire.GameStream {
		c.liveOrder(v, f.N)
	}
}

// liveOrder compares how far the talk was when an event of the game was told:
// who is told the same two streams live is told them in the room's one order.
func (c *Checker) liveOrder(v *visit, n uint64) {
	if c.talked[v.Room] == nil {
		c.talked[v.Room] = make(map[uint64]uint64)
	}
	lines, talked := v.pos[wire.ChatStream], c.talked[v.Room]
	if was, ok := talked[n]; ok && was != lines {
		c.note(Disorder, "%s was told event %d of %s after line %d, another after line %d", v.Person, n, v.Room, lines, was)
	} else {
		talked[n] = lines
	}
}

// saw compares an event with what others were told.
func (c *Checker) saw(st Stream, n uint64, raw []byte) {
	s := c.stream(st)
	if was, ok := s.raw[n]; !ok {
		s.raw[n] = bytes.Clone(raw)
	} else if !bytes.Equal(was, raw) {
		c.note(Changed, "event %d of %s is %s to one and %s to another", n, st, was, raw)
	}
	s.head = max(s.head, n)
	if c.final {
		s.final[n] = true
	}
}

func (c *Checker) stream(st Stream) *stream {
	s := c.streams[st]
	if s == nil {
		s = &stream{raw: make(map[uint64][]byte), final: make(map[uint64]bool)}
		c.streams[st] = s
	}
	return s
}

// begins is a snapshot that covers a stream up to head.
func (c *Checker) begins(v *visit, s wire.Stream, head uint64) {
	after, resumed := v.After[s]
	switch {
	case !v.streams[s]:
		c.note(Strange, "%s is not entitled to %s, and was sent its snapshot", v.Person, s)
	case resumed && head < after:
		c.note(Lost, "%s had event %d of %s; its head is now %d", v.Person, after, v.of(s), head)
	case resumed && (s == wire.GameStream || head-after <= 1000):
		c.note(Gap, "%s resumed %s after %d of %d and was sent a snapshot", v.Person, v.of(s), after, head)
	}
	st := c.stream(v.of(s))
	st.head = max(st.head, head)
}

func (c *Checker) gameSnapshot(v *visit, f Frame) {
	snap, err := Body[wire.GameSnapshot](f.D)
	if err != nil {
		c.note(Broken, "%v: %s", err, f.Raw)
		return
	}
	c.begins(v, f.S, snap.N)
	v.pos[f.S] = snap.N
	if c.shots[v.Room] == nil {
		c.shots[v.Room] = make(map[uint64][]byte)
	}
	if was, ok := c.shots[v.Room][snap.N]; !ok {
		c.shots[v.Room][snap.N] = bytes.Clone(f.Raw)
	} else if !bytes.Equal(was, f.Raw) {
		c.note(Snapshot, "of %s at %d there are two: %s and %s", v.Room, snap.N, was, f.Raw)
	}
}

func (c *Checker) streamSnapshot(v *visit, f Frame) {
	snap, err := Body[wire.StreamSnapshot](f.D)
	if err != nil || snap.First == 0 || snap.First > snap.Head+1 {
		c.note(Broken, "a snapshot is %s", f.Raw)
		return
	}
	c.begins(v, f.S, snap.Head)
	v.pos[f.S] = snap.First - 1
}

// heads may be older than what was sent before them, but not newer.
func (c *Checker) heads(v *visit, f Frame) {
	h, err := Body[wire.Heads](f.D)
	if err != nil {
		c.note(Broken, "%v: %s", err, f.Raw)
		return
	}
	for s, n := range h.Heads {
		if n > v.pos[s] {
			c.note(Gap, "%s was told that %s is at %d, and had been sent %d", v.Person, v.of(s), n, v.pos[s])
		}
	}
}

func (c *Checker) answer(v *visit, f Frame) {
	cmd := c.commands[f.Re]
	if cmd == nil || cmd.person != v.Person {
		c.note(Unasked, "%s was answered a command of nobody: %s", v.Person, f.Raw)
		return
	}
	switch {
	case f.OK > 0:
		st := v.of(f.S)
		if cmd.no != "" || cmd.info || cmd.ok > 0 && (cmd.ok != f.OK || cmd.stream != st) {
			c.note(Contradicted, "%s was answered before, and then %s", cmd, f.Raw)
			return
		}
		if v.pos[f.S] < f.OK {
			c.note(Early, "%s had %d of %s when %s was answered %s", v.Person, v.pos[f.S], st, cmd, f.Raw)
		}
		cmd.ok, cmd.stream = f.OK, st
		s := c.stream(st)
		s.head = max(s.head, f.OK)
	case f.No != nil:
		if cmd.ok > 0 || cmd.info {
			c.note(Contradicted, "%s had an answer, and then %s", cmd, f.Raw)
		}
		cmd.no = f.No.Code
	case f.Info != nil:
		if cmd.ok > 0 || cmd.no != "" {
			c.note(Contradicted, "%s had an answer, and then %s", cmd, f.Raw)
		}
		cmd.info = true
		c.page(v, cmd, f)
	case f.Wait == 0 || f.Code == "":
		c.note(Broken, "an answer that says nothing: %s", f.Raw)
	}
}

// page is older history.
func (c *Checker) page(v *visit, cmd *command, f Frame) {
	asked, ok := cmd.cmd.(wire.History)
	if !ok {
		return
	}
	page, err := Body[struct {
		Stream wire.Stream      `json:"stream"`
		Events []jsontext.Value `json:"events"`
		More   bool             `json:"more"`
	}](f.Info.D)
	if err != nil || page.Stream != asked.Stream {
		c.note(Broken, "%s was answered %.200s", cmd, f.Raw)
		return
	}
	if page.Stream != wire.WhisperStream {
		c.scan(fmt.Sprintf("a page of %q to %s", page.Stream, v.Person), f.Raw)
	}
	next := asked.Before - uint64(len(page.Events))
	if page.More != (next > 1 && len(page.Events) > 0) || len(page.Events) == 0 && asked.Before > 1 {
		c.note(Gap, "before %d of %s there are %d on a page, more: %t", asked.Before, v.of(page.Stream), len(page.Events), page.More)
	}
	for _, raw := range page.Events {
		e, err := Read(raw)
		if err != nil || e.S != page.Stream || e.N != next {
			c.note(Gap, "a page of %s has %.200s, and not %d", v.of(page.Stream), raw, next)
			return
		}
		c.saw(v.of(page.Stream), e.N, raw)
		next++
	}
}
