package host_test

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"rookery/chat"
	"rookery/chat/host"
	"rookery/chat/memory"
	"rookery/chat/nick"
)

var update = flag.Bool("update", false, "write what was seen into the transcripts")

// TestRooms plays testdata/chat/room. "here" says which tabs are in; "join bobby", "join bobby/2" and "join ?1"
// bring in tabs, the last one without a nick; "resume bobby" brings back one
// that has left, with what it holds; "rejoin bobby as dodo" is the same person
// who says they are called otherwise. "bobby: text" is typed, "bobby again" sends
// the last command again. "append: …" says how the next append ends. The
// indented lines are what the tabs are sent and what the sender is answered.
func TestRooms(t *testing.T) {
	files, err := filepath.Glob("../../testdata/chat/room/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			cases := strings.Split(string(text), "\n== ")
			for i, c := range cases[1:] {
				name, script, _ := strings.Cut(c, "\n")
				t.Run(name, func(t *testing.T) { cases[i+1] = name + "\n" + play(t, script) })
			}
			played := strings.Join(cases, "\n== ")
			if played == string(text) {
				return
			}
			if !*update {
				t.Errorf("played, it reads\n%s", played)
			} else if err := os.WriteFile(file, []byte(played), 0o644); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// play plays one case and returns it as it should read.
func play(t *testing.T, script string) string {
	s := newStage(t)
	var played strings.Builder
	for in := bufio.NewScanner(strings.NewReader(script)); in.Scan(); {
		line := in.Text()
		if strings.HasPrefix(line, "    ") {
			continue
		}
		fmt.Fprintln(&played, line)
		answer, err := s.step(line)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		for _, l := range append(s.sent(), answer...) {
			fmt.Fprintln(&played, "    "+l)
		}
	}
	for _, c := range s.clients {
		for _, f := range c.faults {
			t.Error(f)
		}
	}
	return played.String()
}

type stage struct {
	t       *testing.T
	codec   *codec
	history *flaky
	room    *host.Room
	now     time.Time
	clients map[string]*client
	said    map[string][2]string // the last cid and text, by nick
	cids    int
}

func newStage(t *testing.T) *stage {
	s := &stage{
		t: t, codec: new(codec), history: &flaky{History: memory.NewHistory()},
		now:     time.Date(2026, 1, 2, 20, 0, 0, 0, time.UTC),
		clients: make(map[string]*client), said: make(map[string][2]string),
	}
	s.open()
	return s
}

func (s *stage) open() {
	room, err := host.Open(context.Background(), host.Config{
		History: s.history, Encode: s.codec.encode, Anchor: func() int { return 7 },
		Policy: chat.Policy{
			MayRename: func(chat.Person, string) string { return "" },
			MayMute: func(by, _ chat.Member) string {
				if by.Role == "moderator" {
					return ""
				}
				return "Only moderators may do that."
			},
			Hidden: func(m chat.Member) bool { return m.Role == "ghost" },
		},
	})
	if err != nil {
		s.t.Fatal(err)
	}
	s.room = room
}

func person(nick string) chat.Person {
	nick, _, _ = strings.Cut(nick, "/")
	if strings.HasPrefix(nick, "?") {
		return chat.Person{}
	}
	return chat.Person{ID: "id of " + nick, Nick: nick}
}

func (s *stage) step(line string) ([]string, error) {
	verb, rest, _ := strings.Cut(line, " ")
	if who, text, ok := strings.Cut(line, ": "); ok && !strings.Contains(who, " ") && who != "append" && who != "notice" {
		s.cids++
		s.said[who] = [2]string{strconv.Itoa(s.cids), text}
		return s.say(who)
	}
	switch {
	case line == "", verb[0] == '#':
		return nil, nil
	case verb[0] == '+':
		d, err := time.ParseDuration(verb[1:])
		s.now = s.now.Add(d)
		return nil, cmp.Or(err, s.room.Tick(context.Background(), s.now))
	case verb == "here":
		return s.gather(strings.Split(rest, ", "))
	case verb == "join", verb == "resume":
		return s.join(verb, strings.Fields(rest))
	case verb == "rejoin":
		id, nick, _ := strings.Cut(rest, " as ")
		return s.rejoin(id, nick)
	case verb == "leave":
		s.room.Leave(s.clients[rest].tab, s.now)
	case verb == "away", verb == "back":
		s.room.Away(s.clients[rest].tab, verb == "away", s.now)
	case verb == "append:":
		s.history.next = map[string]fault{
			"not stored": full, "unknown, stored": unknownStored, "unknown, lost": unknownLost, "unknown, stored, unreadable": unreadable,
		}[rest]
	case verb == "notice:":
		s.cids++
		a, err := s.room.Notify(context.Background(), strconv.Itoa(s.cids), rest, s.now)
		return answered("the host", a, err), nil
	case verb == "restart":
		s.open()
	case verb == "deaf":
		s.clients[rest].full = true
	case verb == "page":
		return s.page(strings.Fields(rest))
	case rest == "again":
		return s.say(verb)
	case strings.HasPrefix(rest, "again, but: "):
		s.said[verb] = [2]string{s.said[verb][0], rest[len("again, but: "):]}
		return s.say(verb)
	default:
		return nil, errors.New("not understood")
	}
	return nil, nil
}

func (s *stage) say(who string) ([]string, error) {
	cmd := s.said[who]
	a, err := s.room.Say(context.Background(), person(who), cmd[0], cmd[1], s.now)
	return answered(who, a, err), nil
}

func answered(who string, a host.Answer, err error) []string {
	switch {
	case errors.Is(err, host.ErrNotStored):
		return []string{who + " may try again"}
	case errors.Is(err, host.ErrReused), errors.Is(err, host.ErrNobody), errors.Is(err, host.ErrNoCID), errors.Is(err, nick.ErrTaken):
		return []string{fmt.Sprintf("%s only: %v", who, err)}
	case err != nil:
		return []string{who + " is not answered"}
	case a.N > 0:
		return []string{fmt.Sprintf("%s is answered: %s %d", who, a.Stream.Name, a.N)}
	}
	switch o := a.Outcome.(type) {
	case chat.Refusal:
		return []string{fmt.Sprintf("%s only: %s: %s", who, o.Code, o.Text)}
	case chat.Clients:
		names := who + " only: here are"
		for _, m := range o.People {
			names += " " + m.Nick
		}
		return []string{names}
	}
	return []string{fmt.Sprintf("%s only: %T", who, a.Outcome)}
}

// gather brings in tabs without a word of it, all that they are told first included.
func (s *stage) gather(tabs []string) ([]string, error) {
	for _, tab := range tabs {
		if no, err := s.join("join", strings.Fields(tab)); no != nil || err != nil {
			return no, cmp.Or(err, errors.New("not let in"))
		}
	}
	s.now = s.now.Add(time.Second)
	err := s.room.Tick(context.Background(), s.now)
	s.sent()
	return nil, err
}

// join reads "NAME [as ROLE]", and what the tab holds if it resumes.
func (s *stage) join(verb string, words []string) ([]string, error) {
	name, role := words[0], "guest"
	if len(words) == 3 {
		role = words[2]
	}
	c := s.clients[name]
	v := host.Visit{Person: person(name), Role: role}
	if verb == "resume" {
		v.Epoch, v.Talk, v.Whispers = s.room.Epoch(), c.at["chat"], c.at["whispers"]
		c.full = false
	} else {
		c = newClient(name, s.codec)
	}
	v.Out = c
	tab, err := s.room.Join(context.Background(), v, s.now)
	if err != nil {
		return []string{fmt.Sprintf("%s is not let in: %v", name, err)}, nil
	}
	c.tab, s.clients[name] = tab, c
	return nil, nil
}

func (s *stage) rejoin(name, nick string) ([]string, error) {
	c := newClient(name, s.codec)
	p := person(name)
	p.Nick = nick
	tab, err := s.room.Join(context.Background(), host.Visit{Person: p, Role: "guest", Out: c}, s.now)
	c.tab, s.clients[name] = tab, c
	return nil, err
}

func (s *stage) page(words []string) ([]string, error) {
	before, _ := strconv.ParseUint(words[2], 10, 64)
	entries, err := s.room.Page(context.Background(), person(words[0]), words[1], before)
	if err != nil {
		return []string{fmt.Sprintf("%s only: %v", words[0], err)}, nil
	}
	lines := []string{fmt.Sprintf("%s only: %d entries", words[0], len(entries))}
	for _, e := range entries {
		lines = append(lines, fmt.Sprintf("  %d: %s", e.N, line(e)))
	}
	return lines, nil
}

// sent is what the tabs were sent since the last look, those together that were sent the same.
func (s *stage) sent() []string {
	var order []string
	to := make(map[string][]string)
	for _, name := range slices.Sorted(maps.Keys(s.clients)) {
		c := s.clients[name]
		for _, n := range c.news {
			text := told(n)
			if to[text] == nil {
				order = append(order, text)
			}
			to[text] = append(to[text], name)
		}
		c.news = nil
	}
	for i, text := range order {
		order[i] = strings.Join(to[text], ", ") + ": " + text
	}
	return order
}
