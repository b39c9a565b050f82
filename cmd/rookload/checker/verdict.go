package checker

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"rookery/lobby/wire"
)

// Tally is how much was judged.
type Tally struct {
	Commands, Answered, Oks, Noes int
	Streams, Events, Frames       int
	Games                         int
	Kinds                         map[string]int // events by what they are, results by their reason
}

// Verdict judges everything that can only be judged at the end, and gives all
// violations. It is called once, after the final reading.
func (c *Checker) Verdict() ([]Violation, Tally) {
	c.mu.Lock()
	defer c.mu.Unlock()
	logs := c.whole()
	claims := c.claims(logs)
	t := Tally{Commands: len(c.commands), Streams: len(c.streams), Frames: c.seen, Kinds: make(map[string]int)}
	for _, cmd := range c.order {
		switch {
		case cmd.ok > 0:
			t.Oks++
		case cmd.no != "":
			t.Noes++
		case !cmd.info:
			c.note(Unanswered, "%s in %q", cmd, cmd.room)
			continue
		}
		t.Answered++
	}
	whispers := make(map[Stream][]wire.Event)
	for _, st := range ordered(logs) {
		log := logs[st]
		t.Events += len(log)
		for _, e := range log {
			t.Kinds[kind(e)]++
		}
		asked := asked{c: c, st: st, claims: claims[st]}
		switch st.Name {
		case wire.GameStream:
			t.Games++
			c.game(st, log, asked)
		case wire.WhisperStream:
			c.whispers(st, log, asked)
			whispers[st] = log
		case wire.NoticeStream: // all persons' together, below
		default:
			c.talk(log, asked)
			c.silence(st, log)
		}
	}
	c.copies(whispers)
	c.notices(logs, claims)
	return c.found, t
}

// kind is what an event counts as.
func kind(e wire.Event) string {
	if b, err := e.Body(); err == nil {
		if ended, ok := b.(wire.Ended); ok {
			return "ended by " + ended.Reason
		}
	}
	return e.T
}

func ordered[T any](m map[Stream]T) []Stream {
	return slices.SortedFunc(maps.Keys(m), func(a, b Stream) int { return cmp.Compare(a.String(), b.String()) })
}

// whole is every stream as the final reading has it, up to where it ends or has
// a hole. What was told and is not there is lost.
func (c *Checker) whole() map[Stream][]wire.Event {
	logs := make(map[Stream][]wire.Event)
	for _, st := range ordered(c.streams) {
		s := c.streams[st]
		for n := uint64(1); n <= s.head; n++ {
			if !c.final {
				break // nobody came to read it
			}
			if !s.final[n] {
				c.note(Lost, "event %d of %s, whose head was %d: %.300s", n, st, s.head, s.raw[n])
				break
			}
			f, err := Read(s.raw[n])
			if err != nil {
				c.note(Broken, "event %d of %s: %v", n, st, err)
				break
			}
			e, _ := f.Event()
			logs[st] = append(logs[st], e)
		}
	}
	return logs
}

// claims are the commands whose oks name an event, by stream and number.
func (c *Checker) claims(logs map[Stream][]wire.Event) map[Stream]map[uint64]*command {
	all := make(map[Stream]map[uint64]*command)
	for _, cmd := range c.order {
		if cmd.ok == 0 {
			continue
		}
		if all[cmd.stream] == nil {
			all[cmd.stream] = make(map[uint64]*command)
		}
		if other := all[cmd.stream][cmd.ok]; other != nil {
			c.note(Doubled, "%s and %s are both event %d of %s", other, cmd, cmd.ok, cmd.stream)
			continue
		}
		if cmd.ok > uint64(len(logs[cmd.stream])) {
			c.note(Lost, "%s was acknowledged as event %d of %s, which has %d", cmd, cmd.ok, cmd.stream, len(logs[cmd.stream]))
		}
		all[cmd.stream][cmd.ok] = cmd
		cmd.used = true
	}
	return all
}

// asked finds out who asked for the events of one stream.
type asked struct {
	c      *Checker
	st     Stream
	claims map[uint64]*command
}

// explain looks for the command behind an event that needs one: fits says
// whether a command, of whoever did it, asks for just this.
func (a asked) explain(e wire.Event, by string, fits func(wire.Command) bool) {
	if cmd := a.claims[e.N]; cmd != nil {
		if cmd.person != by || !a.here(cmd) || !fits(cmd.cmd) {
			a.c.note(Changed, "%s (%+v) was acknowledged as event %d of %s, which is %s by %s: %s", cmd, cmd.cmd, e.N, a.st, e.T, e.By, e.D)
		}
		return
	}
	var used, refused *command
	for _, cmd := range a.c.order {
		switch {
		case cmd.person != by || !a.here(cmd) || !fits(cmd.cmd):
		case cmd.used:
			used = cmd
		case cmd.no != "":
			refused = cmd
		default:
			cmd.used = true
			return
		}
	}
	switch {
	case refused != nil:
		a.c.note(Refused, "%s was answered %s, and is event %d of %s: %s", refused, refused.no, e.N, a.st, e.D)
	case used != nil:
		a.c.note(Doubled, "%s is event %d and event %d of %s", used, used.ok, e.N, a.st)
	default:
		a.c.note(Unasked, "event %d of %s, %s by %s: %s", e.N, a.st, e.T, e.By, e.D)
	}
}

// here reports whether a command was given where this stream is.
func (a asked) here(cmd *command) bool { return a.st.Room == "" || cmd.room == a.st.Room }

// own is an event that no command is acknowledged as: a consequence, or the room's own.
func (a asked) own(e wire.Event) {
	if cmd := a.claims[e.N]; cmd != nil {
		a.c.note(Changed, "%s was acknowledged as event %d of %s, which is %s: %s", cmd, e.N, a.st, e.T, e.D)
	}
}

// talk judges lines to all.
func (c *Checker) talk(log []wire.Event, a asked) {
	for _, e := range log {
		b, err := e.Body()
		typed := typed(b)
		if err != nil || typed == nil {
			c.note(Broken, "event %d of %s: %s", e.N, a.st, e.D)
			continue
		}
		a.explain(e, e.By, func(cmd wire.Command) bool {
			say, ok := cmd.(wire.Say)
			return ok && typed(say.Text) && say.To == a.st.Name
		})
	}
}

// silence finds lines of those who were muted before them in the same stream. The
// stamps of a room say when a mute was over.
func (c *Checker) silence(st Stream, log []wire.Event) {
	until := make(map[string]int64)
	for _, e := range log {
		switch b, _ := e.Body(); b := b.(type) { // what is none was noted
		case wire.Muted:
			until[b.Whom.ID] = b.Until
		case wire.Unmuted:
			delete(until, b.Whom.ID)
		case wire.Line:
			if e.At < until[e.By] {
				c.note(Spoken, "event %d of %s is of %s, who was muted until %d: %s", e.N, st, e.By, until[e.By], e.D)
			}
		}
	}
}

// typed says what somebody typed for an event of the talk; nil if nobody types such a thing.
func typed(b wire.EventBody) func(text string) bool {
	whole := func(line string) func(string) bool { return func(text string) bool { return text == line } }
	switch b := b.(type) {
	case wire.Line:
		switch b.Kind {
		case "said":
			return whole(b.Text)
		case "action":
			return whole("/me " + b.Text)
		}
	case wire.Muted:
		return func(text string) bool {
			return strings.HasPrefix(text, "/mute "+b.Whom.Nick+" ") && strings.HasSuffix(text, " "+b.Reason)
		}
	case wire.Unmuted:
		return whole("/unmute " + b.Whom.Nick)
	case wire.Whispered:
		return func(text string) bool { return text == "@"+b.To.Nick+" "+b.Text || text == "/reply "+b.Text }
	case wire.Blocked:
		if b.On {
			return whole("/block " + b.Person.Nick)
		}
		return whole("/unblock " + b.Person.Nick)
	}
	return nil
}

// whispers judges one person's copies in one room.
func (c *Checker) whispers(st Stream, log []wire.Event, a asked) {
	for _, e := range log {
		b, err := e.Body()
		w, ok := b.(wire.Whispered)
		switch {
		case err != nil || !ok:
			c.note(Broken, "event %d of %s: %s", e.N, st, e.D)
		case w.From.ID != e.By || st.Person != w.From.ID && st.Person != w.To.ID:
			c.note(Leaked, "event %d of %s is between %s and %s", e.N, st, w.From.ID, w.To.ID)
		case st.Person == w.From.ID:
			a.explain(e, e.By, func(cmd wire.Command) bool {
				say, ok := cmd.(wire.Say)
				return ok && typed(w)(say.Text)
			})
		default:
			a.own(e)
		}
	}
}

// copies finds whispers that do not stand once in each of their two streams.
func (c *Checker) copies(logs map[Stream][]wire.Event) {
	type whisper struct{ room, body string }
	type times struct{ from, to int }
	found := make(map[whisper]times)
	for st, log := range logs {
		for _, e := range log {
			b, _ := e.Body() // what is none was noted
			w, _ := b.(wire.Whispered)
			k := whisper{st.Room, string(e.D)}
			n := found[k]
			if st.Person == w.From.ID {
				n.from++
			} else {
				n.to++
			}
			found[k] = n
		}
	}
	for k, n := range found {
		if n.from > 1 || n.to > 1 {
			c.note(Doubled, "a whisper in %s stands %d times with its sender and %d with its recipient: %s", k.room, n.from, n.to, k.body)
		} else if n.from != n.to {
			c.note(Lost, "a whisper in %s stands %d times with its sender and %d with its recipient: %s", k.room, n.from, n.to, k.body)
		}
	}
}

// notices judges what everybody was told by the lobby.
func (c *Checker) notices(logs map[Stream][]wire.Event, claims map[Stream]map[uint64]*command) {
	seats := make(map[string][]seating) // by room
	for _, st := range ordered(logs) {
		if st.Name != wire.NoticeStream {
			continue
		}
		a := asked{c: c, st: st, claims: claims[st]}
		open, blocked, offered := make(map[string]bool), make(map[string]bool), make(map[string]bool)
		for _, e := range logs[st] {
			b, err := e.Body()
			switch b := b.(type) {
			case wire.Seated:
				seats[b.Room] = append(seats[b.Room], seating{st.Person, e, b, claims[st][e.N]})
			case wire.SeekOpened:
				open[b.Seek] = true
				a.explain(e, st.Person, func(cmd wire.Command) bool {
					s, ok := cmd.(wire.Seek)
					return ok && s.Side == b.Side && s.Control.Base == b.Control.Base
				})
			case wire.Challenged:
				open[b.Seek] = true
			case wire.Asked:
				open[b.Seek] = true
				a.explain(e, st.Person, func(cmd wire.Command) bool { return cmd == wire.Take(b) })
			case wire.SeekAnswered:
				if !open[b.Seek] {
					c.note(Unasked, "event %d of %s answers a seek that is not open: %s", e.N, st, e.D)
				}
			case wire.SeekClosed:
				if !open[b.Seek] {
					c.note(Unasked, "event %d of %s closes a seek that is not open: %s", e.N, st, e.D)
				}
				open[b.Seek] = false
			case wire.RematchClosed:
				if !offered[b.Room] {
					c.note(Unasked, "event %d of %s ends an offer that does not stand: %s", e.N, st, e.D)
				}
				offered[b.Room] = false
			case wire.RematchOffered:
				offered[b.Room] = true
				if b.From.ID == st.Person {
					a.explain(e, st.Person, func(cmd wire.Command) bool {
						r, ok := cmd.(wire.Rematch)
						return ok && r.Room == b.Room
					})
				}
			case wire.Blocked:
				if blocked[b.Person.ID] == b.On {
					c.note(Doubled, "event %d of %s changes nothing: %s", e.N, st, e.D)
				}
				blocked[b.Person.ID] = b.On
				a.explain(e, st.Person, func(cmd wire.Command) bool {
					say, ok := cmd.(wire.Say)
					return cmd == wire.Block{Person: b.Person.ID, On: b.On} || ok && typed(b)(say.Text)
				})
			case wire.Reported:
				a.explain(e, st.Person, func(cmd wire.Command) bool {
					r, ok := cmd.(wire.Report)
					return ok && r.Room == b.Room && r.Stream == b.Stream && r.N == b.N
				})
			default:
				c.note(Broken, "event %d of %s: %v: %s", e.N, st, err, e.D)
			}
		}
	}
	for _, room := range slices.Sorted(maps.Keys(seats)) {
		c.seatings(room, seats[room])
	}
}

// seating is a notice that somebody was seated.
type seating struct {
	person string
	event  wire.Event
	body   wire.Seated
	cause  *command
}

// seatings: a room is made once, for one command of one of those seated.
func (c *Checker) seatings(room string, list []seating) {
	causes := 0
	for i, s := range list {
		for _, other := range list[:i] {
			filled := other.body.How == "link" && other.body.Opponent == nil && s.body.Opponent != nil // which is told, too
			if other.person == s.person && !filled {
				c.note(Doubled, "%s was seated in %s twice", s.person, room)
			}
		}
		if s.cause == nil {
			continue
		}
		causes++
		switch s.cause.cmd.(type) {
		case wire.MakeLink, wire.Take, wire.Rematch, wire.PlayHouse:
		default:
			c.note(Changed, "%s was acknowledged as event %d of notices: %s", s.cause, s.event.N, s.event.D)
		}
	}
	if causes == 0 && !c.madeUnheard(list) {
		c.note(Unasked, "nobody asked for the game of %s", room)
	}
	if causes > 1 {
		c.note(Doubled, "the game of %s is the answer to %d commands", room, causes)
	}
}

// madeUnheard finds a command without an ok that can have made the room.
func (c *Checker) madeUnheard(list []seating) bool {
	for _, cmd := range c.order {
		mine := slices.ContainsFunc(list, func(s seating) bool { return s.person == cmd.person })
		if !mine || cmd.used || cmd.no != "" {
			continue
		}
		switch cmd.cmd.(type) {
		case wire.MakeLink, wire.Take, wire.Rematch, wire.PlayHouse:
			cmd.used = true
			return true
		}
	}
	return false
}
