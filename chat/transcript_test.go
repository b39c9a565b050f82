package chat_test

import (
	"bufio"
	"flag"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rookery/chat"
)

var update = flag.Bool("update", false, "write what was seen into the transcripts")

// TestTranscripts plays testdata/chat: who types what, who sees what. A case
// begins with "== name". "here" says who is in the room, "+2s" lets time pass,
// "not stored" takes the last line back as a failed write does, "nick: text"
// is typed (in Go's quotes if it holds something that cannot be seen), "nick
// completes: text" asks how it may go on, and the indented lines after it are
// what everybody sees. The other lines are in directives.
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
