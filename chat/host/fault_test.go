package host_test

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"rookery/chat"
	"rookery/chat/host"
	"rookery/chat/memory"
)

// panics says whether something did.
func panics(do func()) (did bool) {
	defer func() { did = recover() != nil }()
	do()
	return false
}

// once is a rule that panics the next time it is asked about a nick.
type once string

func (o *once) hidden(m chat.Member) bool {
	if m.Nick == string(*o) {
		*o = ""
		panic("a bug in a rule")
	}
	return false
}

// latest is the last presence that a client was sent.
func latest(c *client) string {
	for i := len(c.news) - 1; i >= 0; i-- {
		if p, ok := c.news[i].(host.Presence); ok {
			return who(p.Here)
		}
	}
	return ""
}

func TestWhoCannotComeBecauseOfARuleIsNotHere(t *testing.T) {
	var broken once
	c := new(codec)
	room, err := host.Open(t.Context(), host.Config{
		History: memory.NewHistory(), Encode: c.encode, Hold: -1, Policy: chat.Policy{Hidden: broken.hidden},
	})
	if err != nil {
		t.Fatal(err)
	}
	alice := newClient("alice", c)
	join(t, room, host.Visit{Person: person("alice"), Out: alice})
	broken = "carol"
	carol := host.Visit{Person: person("carol"), Out: newClient("carol", c)}
	if !panics(func() { _, _ = room.Join(t.Context(), carol, noon) }) {
		t.Fatal("nothing went wrong")
	}
	at := noon.Add(2 * time.Second)
	tick := func() {
		t.Helper()
		at = at.Add(2 * time.Second)
		if err := room.Tick(t.Context(), at); err != nil {
			t.Fatal(err)
		}
	}
	tick()
	if got := latest(alice); !strings.HasPrefix(got, "1 (alice) and 0 without") || strings.Contains(got, "carol") {
		t.Errorf("alice is told %s", got)
	}
	another, err := room.Join(t.Context(), host.Visit{Person: chat.Person{ID: "x", Nick: "carol"}, Out: newClient("x", c)}, at)
	if err != nil {
		t.Fatalf("nobody else may be called carol: %v", err)
	}
	room.Leave(another, at)
	tick()
	tab, err := room.Join(t.Context(), carol, at)
	if err != nil || tab.Person().Nick != "carol" {
		t.Fatalf("carol comes again: %v, %v", tab, err)
	}
	tick()
	if got := latest(alice); got != "2 (alice carol) and 0 without a nick; joined: carol" {
		t.Errorf("alice is told %s", got)
	}
	broken = "carol" // nobody is asked about a tab that goes
	room.Leave(tab, at)
	tick()
	if got := latest(alice); got != "1 (alice) and 0 without a nick; left: carol" {
		t.Errorf("alice is told %s", got)
	}
}

func TestANewNickThatARulePanicsAtIsOneAllTheSame(t *testing.T) {
	var broken once
	c := new(codec)
	room := open(t, c, chat.Policy{Hidden: broken.hidden, MayRename: func(chat.Person, string) string { return "" }})
	alice, bobby := newClient("alice", c), newClient("bobby", c)
	for _, cl := range []*client{alice, bobby} {
		join(t, room, host.Visit{Person: person(cl.name), Out: cl})
	}
	broken = "robert"
	rename := func() (a host.Answer, err error) {
		return room.Say(t.Context(), person("bobby"), "1", "/nick robert", noon)
	}
	if !panics(func() { _, _ = rename() }) {
		t.Fatal("nothing went wrong")
	}
	if a, err := rename(); err != nil || a.N != 1 {
		t.Errorf("sent again, it is answered %v, %v", a, err)
	}
	if _, err := room.Say(t.Context(), person("alice"), "2", "@robert welcome", noon); err != nil {
		t.Fatal(err)
	}
	if len(alice.lines["chat"]) != 1 || len(bobby.lines["whispers"]) != 1 || len(alice.faults) > 0 {
		t.Errorf("alice has %v, bobby %v", alice.lines, bobby.lines)
	}
	if err := room.Tick(t.Context(), noon.Add(2*time.Second)); err != nil {
		t.Fatal(err)
	}
	if got := latest(alice); !strings.HasPrefix(got, "2 (alice robert)") {
		t.Errorf("alice is told %s", got)
	}
}

func TestWhatAnEncoderPanicsAtIsInForce(t *testing.T) {
	broken, c := false, new(codec)
	room, err := host.Open(t.Context(), host.Config{
		History: memory.NewHistory(), Policy: chat.Policy{MayMute: func(chat.Member, chat.Member) string { return "" }},
		Encode: func(n host.News) []byte {
			if broken {
				broken = false
				panic("a bug in an encoder")
			}
			return c.encode(n)
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"wren", "bobby"} {
		join(t, room, host.Visit{Person: person(name), Out: newClient(name, c)})
	}
	broken = true
	if !panics(func() { _, _ = room.Say(t.Context(), person("wren"), "1", "/mute bobby 5 spam", noon) }) {
		t.Fatal("nothing went wrong")
	}
	if a, err := room.Say(t.Context(), person("bobby"), "2", "hello", noon); err != nil || a.N != 0 {
		t.Errorf("who is muted is answered %v, %v", a, err)
	}
	broken = true // when a tab is told who is here
	if !panics(func() {
		_, _ = room.Join(t.Context(), host.Visit{Person: person("dodo"), Out: newClient("dodo", c), Epoch: room.Epoch()}, noon)
	}) {
		t.Fatal("nothing went wrong")
	}
	if err := room.Tick(t.Context(), noon.Add(2*time.Second)); err != nil {
		t.Fatal(err)
	}
	a, err := room.Say(t.Context(), person("wren"), "3", "/clients", noon)
	if here, _ := a.Outcome.(chat.Clients); err != nil || len(here.People) != 2 {
		t.Errorf("here are %v, %v", a.Outcome, err)
	}
}

// unread is a history whose ends cannot be read when it is told so.
type unread struct {
	*memory.History
	panics bool
}

func (u *unread) Before(ctx context.Context, s host.Stream, before uint64, limit int) ([]host.Entry, error) {
	if u.panics {
		u.panics = false
		panic("a bug in a query")
	}
	return u.History.Before(ctx, s, before, limit)
}

func TestALineThatNobodyStoredIsNoEchoOfItself(t *testing.T) {
	h := &unread{History: memory.NewHistory()}
	room, err := host.Open(t.Context(), host.Config{History: h, Encode: new(codec).encode})
	if err != nil {
		t.Fatal(err)
	}
	say := func() (host.Answer, error) { return room.Say(t.Context(), person("bobby"), "1", "hello", noon) }
	h.panics = true
	if !panics(func() { _, _ = say() }) {
		t.Fatal("nothing went wrong")
	}
	if a, err := say(); err != nil || a.N != 1 {
		t.Errorf("sent again, it is answered %v, %v", a, err)
	}
}

func TestWhoHidesHasLeftForOthers(t *testing.T) {
	hides, c := false, new(codec)
	room := open(t, c, chat.Policy{Hidden: func(m chat.Member) bool { return hides && m.Nick == "bobby" }})
	alice := newClient("alice", c)
	join(t, room, host.Visit{Person: person("alice"), Out: alice})
	join(t, room, host.Visit{Person: person("bobby"), Out: newClient("bobby", c)})
	at := noon
	for _, tt := range []struct {
		hides bool
		role  string
		told  string
	}{
		{false, "", "2 (alice bobby) and 0 without a nick; joined: bobby"},
		{true, "", "1 (alice) and 0 without a nick; left: bobby"},
		{false, "", "2 (alice bobby) and 0 without a nick; joined: bobby"},
		{false, "moderator", "2 (alice bobby) and 0 without a nick"},
	} {
		hides = tt.hides
		room.Look(person("bobby").ID, tt.role, at)
		room.Look("nobody", tt.role, at)
		at = at.Add(2 * time.Second)
		if err := room.Tick(t.Context(), at); err != nil {
			t.Fatal(err)
		}
		if got := latest(alice); got != tt.told {
			t.Errorf("hidden %v: alice is told %s", tt.hides, got)
		}
		a, err := room.Say(t.Context(), person("alice"), fmt.Sprint(at), "/clients", at)
		people := a.Outcome.(chat.Clients).People
		if err != nil || (len(people) == 1) != tt.hides || !tt.hides && people[1].Role != tt.role {
			t.Errorf("hidden %v: alice sees %v, %v", tt.hides, people, err)
		}
	}
}

func TestAReplyFindsTheLastWhispererHoweverMuchOneHasWhisperedSince(t *testing.T) {
	for _, own := range []int{49, 50, 51, 1050, 1051, 2100} {
		h := memory.NewHistory()
		limits := chat.DefaultLimits()
		limits.Burst = 1 << 20
		cfg := host.Config{History: h, Encode: func(host.News) []byte { return nil }, Limits: limits}
		var room *host.Room
		restart := func() {
			var err error
			if room, err = host.Open(t.Context(), cfg); err != nil {
				t.Fatal(err)
			}
			for _, name := range []string{"alice", "bobby", "wren"} {
				join(t, room, host.Visit{Person: person(name), Out: new(counted)})
			}
		}
		say := func(by, text string) host.Answer {
			t.Helper()
			a, err := room.Say(t.Context(), person(by), text, text, noon)
			if err != nil || a.N == 0 {
				t.Fatalf("after %d whispers of one's own %s is answered %v, %v", own, text, a, err)
			}
			return a
		}
		restart()
		say("wren", "@alice hello")
		say("bobby", "@alice good day")
		for i := range own {
			say("alice", "@wren "+strconv.Itoa(i))
		}
		restart()
		say("alice", "/reply and to you")
		if last, err := h.Before(t.Context(), host.Stream{Name: host.WhisperStream, Person: person("alice").ID}, math.MaxUint64, 1); err != nil || last[0].To != person("bobby") {
			t.Errorf("after %d whispers of one's own a reply goes to %v, %v", own, last, err)
		}
	}
}
