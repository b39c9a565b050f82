package chat_test

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"rookery/chat"
)

var update = flag.Bool("update", false, "write what was seen into the transcripts")

// TestTranscripts plays testdata/chat: who types what, who sees what. A case
// begins with "== name". "here" says who is in the room, "+2s" lets time pass,
// "not stored" takes the last line back as a failed write does, "nick: text"
// is typed (in Go's quotes if it holds something that cannot be seen), and the
// indented lines after it are what everybody sees.
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("../testdata/chat/*.txt")
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
			if played := strings.Join(cases, "\n== "); *update && played != string(text) {
				if err := os.WriteFile(file, []byte(played), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// play runs one case, fails t where it differs, and returns it as it should read.
func play(t *testing.T, script string) string {
	s := newStage()
	var played, seen []string
	matched := true
	for in := bufio.NewScanner(strings.NewReader(script)); in.Scan(); {
		line := in.Text()
		if want, ok := strings.CutPrefix(line, "    "); ok {
			if len(seen) == 0 || seen[0] != want {
				matched = false
				if !*update {
					t.Errorf("the transcript has\n%s\nbut seen was\n%s", want, strings.Join(seen, "\n"))
				}
				continue
			}
			played, seen = append(played, line), seen[1:]
			continue
		}
		if len(seen) > 0 && !*update {
			t.Errorf("seen, but not in the transcript:\n%s", strings.Join(seen, "\n"))
		}
		played = append(played, indented(seen)...)
		next, err := s.step(line)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		played, seen = append(played, line), next
	}
	if len(seen) > 0 && !*update {
		t.Errorf("seen, but not in the transcript:\n%s", strings.Join(seen, "\n"))
	}
	if !matched && *update {
		t.Log("rewritten")
	}
	return strings.Join(append(played, indented(seen)...), "\n") + "\n"
}

func indented(lines []string) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = "    " + l
	}
	return out
}

// stage is a room in which a transcript is played.
type stage struct {
	crowd crowd
	rules chat.Policy
	talk  *chat.Talk
	now   time.Time
	undo  func()
}

func newStage() *stage {
	return &stage{
		crowd: crowd{members: []chat.Member{
			member("bobby", "white", true), member("jackdaw", "black", true), member("wren", "spectator", true),
		}},
		talk: chat.NewTalk(chat.DefaultLimits()),
		now:  time.Date(2026, 1, 2, 20, 0, 0, 0, time.UTC),
	}
}

// step plays one line and tells what is seen.
func (s *stage) step(line string) ([]string, error) {
	switch {
	case line == "", strings.HasPrefix(line, "#"):
		return nil, nil
	case line == "not stored":
		s.undo()
		return nil, nil
	case strings.HasPrefix(line, "+"):
		d, err := time.ParseDuration(line[1:])
		s.now = s.now.Add(d)
		return nil, err
	case strings.HasPrefix(line, "here "):
		return nil, s.gather(line[len("here "):])
	}
	nick, typed, ok := strings.Cut(line, ": ")
	if !ok {
		return nil, errors.New("not understood")
	}
	from, ok := s.crowd.Find(nick)
	if !ok {
		return nil, errors.New("nobody of that name is on the stage")
	}
	if strings.HasPrefix(typed, `"`) {
		var err error
		if typed, err = strconv.Unquote(typed); err != nil {
			return nil, err
		}
	}
	out := s.talk.Decide(from.Person, typed, s.crowd, s.rules, s.now)
	s.undo = s.talk.Spoke(from.Person, out, s.now)
	return s.seen(from.Nick, out), nil
}

// gather reads "bobby white, jackdaw black away, 2 unnamed".
func (s *stage) gather(people string) error {
	s.crowd = crowd{}
	for one := range strings.SplitSeq(people, ", ") {
		word := strings.Fields(one)
		switch {
		case len(word) < 2:
			return errors.New("who does what?")
		case word[1] == "unnamed":
			n, err := strconv.Atoi(word[0])
			if err != nil {
				return err
			}
			s.crowd.unnamed = n
		default:
			s.crowd.members = append(s.crowd.members, member(word[0], word[1], len(word) == 2))
		}
	}
	return nil
}

func (s *stage) seen(from string, out chat.Outcome) []string {
	switch o := out.(type) {
	case chat.Line:
		how := map[chat.Kind]string{chat.Said: "%s says %q", chat.Action: "✶ %s %q"}[o.Kind]
		return []string{"everybody: " + fmt.Sprintf(how, from, o.Text)}
	case chat.Whisper:
		return []string{fmt.Sprintf("%s and %s: %s whispers %q", from, o.To.Nick, from, o.Text)}
	case chat.Help:
		lines := []string{from + " only:"}
		for _, u := range o.Commands {
			lines = append(lines, fmt.Sprintf("  %s: %s", u.Usage, u.Does))
		}
		return lines
	case chat.Clients:
		lines := []string{fmt.Sprintf("%s only: %d here without a nick, and", from, o.Unnamed)}
		for _, m := range o.People {
			away := map[bool]string{true: "", false: ", away"}[m.Here]
			lines = append(lines, fmt.Sprintf("  %s, %s%s", m.Nick, m.Role, away))
		}
		return lines
	case chat.Refusal:
		wait := ""
		if o.Wait > 0 {
			wait = fmt.Sprintf(" (%v)", o.Wait)
		}
		return []string{fmt.Sprintf("%s only: %s%s: %s", from, o.Code, wait, o.Text)}
	}
	panic(fmt.Sprintf("an outcome that nobody knows: %T", out))
}

// crowd is a small room.
type crowd struct {
	members []chat.Member
	unnamed int
}

func member(nick, role string, here bool) chat.Member {
	return chat.Member{Person: person(nick), Role: role, Here: here}
}

func person(nick string) chat.Person { return chat.Person{ID: "id of " + nick, Nick: nick} }

func (c crowd) Find(nick string) (chat.Member, bool) {
	i := slices.IndexFunc(c.members, func(m chat.Member) bool { return strings.EqualFold(m.Nick, nick) })
	if i < 0 {
		return chat.Member{}, false
	}
	return c.members[i], true
}

func (c crowd) ByID(id string) (chat.Member, bool) {
	i := slices.IndexFunc(c.members, func(m chat.Member) bool { return m.ID == id })
	if i < 0 {
		return chat.Member{}, false
	}
	return c.members[i], true
}

func (c crowd) All() iter.Seq[chat.Member] { return slices.Values(c.members) }
func (c crowd) Unnamed() int               { return c.unnamed }
