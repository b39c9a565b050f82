package host_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rookery/chat"
	"rookery/chat/host"
	"rookery/chat/memory"
)

// TestRoomAgainstAModel holds a room on a failing history to a model that knows
// streams as lists of sentences and nothing of how they are kept: what is
// answered, what is stored, and what every page shows.
func TestRoomAgainstAModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := newMachine(t)
		t.Repeat(rapid.StateMachineActions(m))
	})
}

// birds are the people; each may be called by any of the nicks in turn.
var (
	birds = []string{"bobby", "jackdaw", "wren", "magpie"}
	nicks = append([]string{"dodo", "kiwi"}, birds...)
)

// model is what a room ought to be.
type model struct {
	chat     []string
	whispers map[string][]string  // by person
	nick     map[string]string    // of everybody, here or not
	gone     map[string]string    // who left last with a nick; a restart forgets it
	left     map[string]bool      // who has been here since the restart
	last     map[string]string    // whisperer, by person
	blocks   map[[2]string]string // the nick that it was made with
	muted    map[string]time.Time
	mutedAs  map[string]string
	away     map[string]time.Time // when a nick is free; a restart forgets it
}

// sent is a command that was given, and how it ended.
type sent struct {
	by, cid, text string
	stream        string // stored as event n of it
	n             uint64
	code          chat.Code // refused
}

func (s *sent) GoString() string { return s.by + ": " + s.text }

type machine struct {
	codec   *codec
	history *flaky
	room    *host.Room
	now     time.Time
	model   model
	tabs    []*client // that are in
	old     []*client // that are not
	sent    []*sent
	words   int
	lag     bool // the last append is unknown, and not settled
}

func newMachine(t *rapid.T) *machine {
	m := &machine{
		codec: new(codec), history: &flaky{History: memory.NewHistory()}, now: time.Date(2026, 1, 2, 20, 0, 0, 0, time.UTC),
		model: model{
			whispers: make(map[string][]string), nick: make(map[string]string), gone: make(map[string]string), left: make(map[string]bool),
			last: make(map[string]string), blocks: make(map[[2]string]string), muted: make(map[string]time.Time),
			mutedAs: make(map[string]string), away: make(map[string]time.Time),
		},
	}
	for _, b := range birds {
		m.model.nick[b] = b
	}
	m.open(t)
	return m
}

func (m *machine) open(t *rapid.T) {
	limits := chat.DefaultLimits()
	limits.Burst = 1000
	room, err := host.Open(context.Background(), host.Config{
		History: m.history, Encode: m.codec.encode, Limits: limits,
		Policy: chat.Policy{
			MayRename: func(chat.Person, string) string { return "" },
			MayMute:   func(chat.Member, chat.Member) string { return "" },
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	m.room = room
}

func (m *machine) here(id string) bool {
	return slices.ContainsFunc(m.tabs, func(c *client) bool { return c.name == id })
}

// holder is who of those here has a nick.
func (m *machine) holder(nick string) (string, bool) {
	for _, id := range birds {
		if m.here(id) && m.model.nick[id] == nick {
			return id, true
		}
	}
	return "", false
}

// taken says whether a nick is somebody else's: one who is here, who has left
// lately, or who is muted.
func (m *machine) taken(id, nick string) bool {
	return slices.ContainsFunc(birds, func(other string) bool {
		return other != id && m.model.nick[other] == nick &&
			(m.here(other) || m.now.Before(m.model.away[other]) || m.now.Before(m.model.muted[other]))
	})
}

// lifted is whom a nick means to who takes a block or a mute back.
func (m *machine) lifted(by, verb, nick string) (string, bool) {
	for _, id := range slices.Sorted(slices.Values(birds)) {
		switch {
		case verb == "/unblock" && m.model.blocks[[2]string{by, id}] == nick,
			verb == "/unmute" && m.now.Before(m.model.muted[id]) && m.model.mutedAs[id] == nick:
			return id, true
		}
	}
	return "", false
}

// find is who is meant by a nick.
func (m *machine) find(nick string) (string, bool) {
	if id, ok := m.holder(nick); ok {
		return id, true
	}
	id, ok := m.model.gone[nick]
	return id, ok && !m.here(id) && m.model.nick[id] == nick
}

// Join brings in a tab, sometimes one that was in before and says that it holds
// less than it does, more than there is, or what another history held.
func (m *machine) Join(t *rapid.T) {
	id := rapid.SampledFrom(birds).Draw(t, "who")
	if len(m.tabs) > 8 {
		t.Skip("enough")
	}
	c := newClient(id, m.codec)
	v := host.Visit{Person: chat.Person{ID: id, Nick: m.model.nick[id]}, Out: c}
	if i := slices.IndexFunc(m.old, func(c *client) bool { return c.name == id }); i >= 0 && rapid.Bool().Draw(t, "again") {
		c = m.old[i]
		c.full, v.Out, v.Epoch = false, c, m.room.Epoch()
		back := rapid.Uint64Range(0, 3).Draw(t, "fewer lines")
		c.rewind("chat", back)
		c.rewind("whispers", back)
		v.Talk, v.Whispers = c.at["chat"], c.at["whispers"]
		if rapid.IntRange(0, 9).Draw(t, "position") == 0 {
			v.Talk += 1000
		}
		if rapid.IntRange(0, 9).Draw(t, "epoch") == 0 {
			v.Epoch = "another"
		}
	}
	taken := m.taken(id, v.Person.Nick) && !m.here(id)
	blind := m.history.blind > 0 && m.lag
	tab, err := m.room.Join(context.Background(), v, m.now)
	m.settled(blind)
	switch {
	case blind:
		if !errors.Is(err, host.ErrUnknown) {
			t.Fatalf("joined a room that cannot read its history: %v", err)
		}
		return
	case taken:
		if err == nil {
			t.Fatalf("%s came in as %s, whom somebody else is", id, v.Person.Nick)
		}
		return
	case err != nil:
		t.Fatal(err)
	}
	c.tab = tab
	m.old = slices.DeleteFunc(m.old, func(o *client) bool { return o == c })
	m.tabs = append(m.tabs, c)
}

// rewind lets a page forget its last lines.
func (c *client) rewind(stream string, back uint64) {
	back = min(back, uint64(len(c.lines[stream])))
	c.lines[stream] = c.lines[stream][:uint64(len(c.lines[stream]))-back]
	c.at[stream] -= back
}

func (m *machine) Leave(t *rapid.T) {
	if len(m.tabs) == 0 {
		t.Skip("nobody is here")
	}
	c := rapid.SampledFrom(m.tabs).Draw(t, "tab")
	m.room.Leave(c.tab, m.now)
	m.left(c)
}

// Deaf makes a tab's outbox refuse what comes next; the room then drops it.
func (m *machine) Deaf(t *rapid.T) {
	if len(m.tabs) == 0 {
		t.Skip("nobody is here")
	}
	c := rapid.SampledFrom(m.tabs).Draw(t, "tab")
	c.full = true
	m.room.Leave(c.tab, m.now) // as its connection does when the outbox has closed
	m.left(c)
}

func (m *machine) left(c *client) {
	m.tabs = slices.DeleteFunc(m.tabs, func(o *client) bool { return o == c })
	m.old = append(m.old, c)
	if !m.here(c.name) {
		m.model.gone[m.model.nick[c.name]], m.model.left[c.name] = c.name, true
		m.model.away[c.name] = m.now.Add(10 * time.Minute)
	}
}

// Say types a few lines of every sort, by people who are here.
func (m *machine) Say(t *rapid.T) {
	if len(m.tabs) == 0 {
		t.Skip("nobody is here")
	}
	for range rapid.IntRange(1, 8).Draw(t, "lines") {
		m.line(t)
	}
}

func (m *machine) line(t *rapid.T) {
	by := rapid.SampledFrom(m.tabs).Draw(t, "tab").name
	nick := rapid.SampledFrom(nicks).Draw(t, "nick")
	m.words++
	text := rapid.SampledFrom([]string{
		"line %d", "line %d", "/me act %d", "@" + nick + " secret %d", "@" + nick + " secret %d", "/reply answer %d",
		"/block " + nick, "/unblock " + nick, "/mute " + nick + " 5 reason", "/unmute " + nick, "/nick " + nick, "/nonsense",
	}).Draw(t, "text")
	if strings.Contains(text, "%d") {
		text = fmt.Sprintf(text, m.words)
	}
	s := &sent{by: by, cid: fmt.Sprint("cid ", m.words), text: text}
	m.sent = append(m.sent, s)
	m.give(t, s)
}

// Again sends a command a second time.
func (m *machine) Again(t *rapid.T) {
	if len(m.sent) == 0 {
		t.Skip("nothing was said")
	}
	s := rapid.SampledFrom(m.sent).Draw(t, "command")
	if !m.here(s.by) {
		t.Skip("who said it has left")
	}
	m.give(t, s)
}

// give sends a command and holds the answer to the model.
func (m *machine) give(t *rapid.T, s *sent) {
	blind := m.history.blind > 0 && m.lag
	how := m.history.next
	a, err := m.room.Say(context.Background(), chat.Person{ID: s.by, Nick: m.model.nick[s.by]}, s.cid, s.text, m.now)
	m.settled(blind)
	switch {
	case blind:
		if !errors.Is(err, host.ErrUnknown) {
			t.Fatalf("a room that cannot read its history said %v, %v", a, err)
		}
		return
	case s.n > 0:
		if err != nil || a.N != s.n || a.Stream.Name != s.stream {
			t.Fatalf("%q was %s %d, and is now %v, %v", s.text, s.stream, s.n, a, err)
		}
		return
	case s.code != "":
		m.expect(t, s, a, err, s.code)
		return
	}
	effect, code := m.judge(s)
	if code != "" {
		m.expect(t, s, a, err, code)
		s.code = code
		return
	}
	switch how {
	case full:
		if !errors.Is(err, host.ErrNotStored) {
			t.Fatalf("the disk was full, and %q was answered %v, %v", s.text, a, err)
		}
		return
	case unknownLost:
		if !errors.Is(err, host.ErrUnknown) {
			t.Fatalf("%q was answered %v, %v", s.text, a, err)
		}
		m.lag = true
		return
	}
	s.stream, s.n = effect()
	if how == none {
		if err != nil || a.N != s.n || a.Stream.Name != s.stream {
			t.Fatalf("%q is %s %d, but was answered %v, %v", s.text, s.stream, s.n, a, err)
		}
		return
	}
	m.lag = true
	if !errors.Is(err, host.ErrUnknown) {
		t.Fatalf("%q was answered %v, %v", s.text, a, err)
	}
}

// settled says that the room has had a turn, and read again what was unknown unless it was blind.
func (m *machine) settled(blind bool) {
	if !blind {
		m.lag = false
	}
}

func (m *machine) expect(t *rapid.T, s *sent, a host.Answer, err error, code chat.Code) {
	no, _ := a.Outcome.(chat.Refusal)
	if err != nil || no.Code != code {
		t.Fatalf("%q of %s was answered %v, %v, want %s", s.text, s.by, a, err, code)
	}
}

// judge is the model's own decision: why not, or what then happens.
func (m *machine) judge(s *sent) (effect func() (string, uint64), no chat.Code) {
	verb, rest, _ := strings.Cut(s.text, " ")
	me := m.model.nick[s.by]
	nick, _, _ := strings.Cut(rest, " ")
	whom, found := m.find(nick)
	switch verb {
	case "line":
		return m.say(me + " says " + s.text), m.silence(s.by)
	case "/me":
		return m.say(me + " does " + rest), m.silence(s.by)
	case "/reply":
		whom, found = m.model.last[s.by], true
		if whom == "" {
			return nil, chat.NoReply
		}
		return m.whisper(s.by, whom, m.known(whom), rest)
	case "/nonsense":
		return nil, chat.BadSlash
	case "/nick":
		switch {
		case rest == me:
			return nil, chat.NoChange
		case m.taken(s.by, rest):
			return nil, chat.NotAllowed
		}
		return func() (string, uint64) {
			m.model.nick[s.by] = rest
			return m.say(fmt.Sprintf("notice: %s is now called %s.", me, rest))()
		}, m.silence(s.by)
	case "/block", "/unblock", "/mute", "/unmute":
		if !found {
			whom, found = m.lifted(s.by, verb, nick)
		}
		return m.act(s.by, verb, whom, found)
	}
	whom, found = m.find(verb[1:])
	return m.whisper(s.by, whom, found, rest)
}

// known says whether the room remembers a person.
func (m *machine) known(id string) bool { return m.here(id) || m.model.left[id] }

func (m *machine) silence(id string) chat.Code {
	if m.now.Before(m.model.muted[id]) {
		return chat.Muted
	}
	return ""
}

func (m *machine) say(sentence string) func() (string, uint64) {
	return func() (string, uint64) {
		m.model.chat = append(m.model.chat, sentence)
		return "chat", uint64(len(m.model.chat))
	}
}

func (m *machine) whisper(by, to string, found bool, text string) (func() (string, uint64), chat.Code) {
	switch {
	case !found, m.model.blocks[[2]string{to, by}] != "":
		return nil, chat.NotHere
	case to == by:
		return nil, chat.Yourself
	case m.silence(by) != "":
		return nil, chat.Muted
	}
	sentence := fmt.Sprintf("%s to %s: %s", m.model.nick[by], m.model.nick[to], text)
	return func() (string, uint64) {
		m.model.last[to] = by
		m.tell(to, sentence)
		return m.tell(by, sentence)
	}, ""
}

func (m *machine) tell(id, sentence string) (string, uint64) {
	m.model.whispers[id] = append(m.model.whispers[id], sentence)
	return "whispers", uint64(len(m.model.whispers[id]))
}

func (m *machine) act(by, verb, whom string, found bool) (func() (string, uint64), chat.Code) {
	pair := [2]string{by, whom}
	is := m.model.blocks[pair] != ""
	if strings.HasSuffix(verb, "mute") {
		is = m.now.Before(m.model.muted[whom])
	}
	switch {
	case !found:
		return nil, chat.NotHere
	case whom == by:
		return nil, chat.Yourself
	case verb == "/block" && is, verb[:3] == "/un" && !is:
		return nil, chat.NoChange
	}
	return func() (string, uint64) {
		switch verb {
		case "/block":
			m.model.blocks[pair] = m.model.nick[whom]
		case "/unblock":
			delete(m.model.blocks, pair)
		case "/mute":
			m.model.mutedAs[whom] = m.model.nick[whom]
			m.model.muted[whom] = m.now.Add(5 * time.Minute)
			m.tell(whom, "notice of "+verb)
		case "/unmute":
			delete(m.model.muted, whom)
			m.tell(whom, "notice of "+verb)
		}
		return m.tell(by, "notice of "+verb)
	}, ""
}

func (m *machine) Fault(t *rapid.T) {
	m.history.next = rapid.SampledFrom([]fault{full, unknownStored, unknownLost, unreadable}).Draw(t, "fault")
}

// Tick lets time pass, and the room settle what is unknown.
func (m *machine) Tick(t *rapid.T) {
	m.now = m.now.Add(time.Duration(rapid.IntRange(0, 180).Draw(t, "seconds")) * time.Second)
	blind := m.history.blind > 0 && m.lag
	err := m.room.Tick(context.Background(), m.now)
	m.settled(blind)
	if (err != nil) != blind {
		t.Fatalf("the room ticks: %v", err)
	}
}

// Restart loses whatever is not in the history.
func (m *machine) Restart(t *rapid.T) {
	if rapid.IntRange(0, 3).Draw(t, "rarely") > 0 {
		t.Skip("not now")
	}
	m.old = append(m.old, m.tabs...)
	m.tabs, m.lag, m.history.blind = nil, false, 0
	m.model.gone, m.model.left = make(map[string]string), make(map[string]bool)
	m.model.away = make(map[string]time.Time)
	for _, s := range m.sent {
		s.code = ""
	}
	m.open(t)
}

// Check holds every page to the model.
func (m *machine) Check(t *rapid.T) {
	for _, c := range slices.Concat(m.tabs, m.old) {
		if len(c.faults) > 0 {
			t.Fatal(c.faults)
		}
	}
	for _, c := range m.tabs {
		m.same(t, c, "chat", m.model.chat)
		m.same(t, c, "whispers", m.model.whispers[c.name])
	}
	if !m.lag {
		if n := len(stored(t, m.history, host.Stream{Name: host.TalkStream})); n != len(m.model.chat) {
			t.Fatalf("%d lines are stored, want %d", n, len(m.model.chat))
		}
	}
}

// same compares what a page shows of a stream with what it should. The last
// entry may be missing as long as nobody knows of it.
func (m *machine) same(t *rapid.T, c *client, stream string, want []string) {
	want = want[c.at[stream]-uint64(len(c.lines[stream])):]
	var got []string
	for _, e := range c.lines[stream] {
		got = append(got, sentence(e))
	}
	if len(want) != len(got) && !(m.lag && len(want) == len(got)+1) {
		t.Fatalf("%s of %s shows %q, want %q", stream, c.name, got, want)
	}
	if !slices.Equal(got, want[:len(got)]) {
		t.Fatalf("%s of %s shows %q, want %q", stream, c.name, got, want)
	}
}

func sentence(e host.Entry) string {
	switch {
	case e.Act == host.Renamed:
		return "notice: " + e.Text
	case e.Kind == chat.Notice:
		return "notice of /" + string(e.Act)
	case e.Kind == chat.Whispered:
		return fmt.Sprintf("%s to %s: %s", e.By.Nick, e.To.Nick, e.Text)
	case e.Kind == chat.Action:
		return fmt.Sprintf("%s does %s", e.By.Nick, e.Text)
	}
	return fmt.Sprintf("%s says %s", e.By.Nick, e.Text)
}
