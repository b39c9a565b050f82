package chatws_test

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rookery/chat"
	"rookery/chat/chatws"
	"rookery/chat/host"
	"rookery/chat/memory"
)

var update = flag.Bool("update", false, "write what was seen into protocol.md")

const page = "protocol.md"

// TestTheProtocolIsAsItsPageSays plays the blocks of protocol.md, one after
// another: "bobby opens ?query", "bobby leaves", "+1s", and "bobby → frame" are
// done; the lines "bobby ← frame" after it are all that anybody is sent.
func TestTheProtocolIsAsItsPageSays(t *testing.T) {
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		history := dated{memory.NewHistory()}
		h := openHouse(t, chatws.Config{
			Room: func(name string) (host.Config, bool) {
				return host.Config{History: history, Policy: chat.Policy{
					MayLink:   func(chat.Person) bool { return true },
					MayRename: func(chat.Person, string) string { return "" },
					MayMute: func(by, _ chat.Member) string {
						if by.Role == "moderator" {
							return ""
						}
						return "Only moderators may do that."
					},
				}}, name == "hall"
			},
			Report: func(context.Context, string, host.Report) error { return nil },
			Role: func(who chat.Person, _ string) string {
				return map[string]string{"wren": "moderator"}[who.Nick]
			},
		})
		defer h.close()
		played := play(h, string(text))
		switch {
		case *update:
			if err := os.WriteFile(page, []byte(played), 0o644); err != nil {
				t.Fatal(err)
			}
		case played != string(text):
			t.Errorf("not as the page says (go test -update writes what was seen):\n%s", difference(string(text), played))
		}
	})
}

// play gives the page with what was seen.
func play(h *house, text string) string {
	guests := make(map[string]*guest)
	var out []string
	inside := false
	for line := range strings.SplitSeq(text, "\n") {
		if line == "```chat" || line == "```" && inside {
			inside = !inside
			out = append(out, line)
			continue
		}
		if inside && strings.Contains(line, " ← ") {
			continue
		}
		out = append(out, line)
		if inside {
			h.act(guests, line)
			out = append(out, seen(guests)...)
		}
	}
	return strings.Join(out, "\n")
}

func (h *house) act(guests map[string]*guest, line string) {
	h.t.Helper()
	who, frame, said := strings.Cut(line, " → ")
	words := strings.Fields(line)
	switch {
	case said && guests[who] != nil:
		guests[who].says(frame)
	case len(words) > 1 && words[1] == "opens":
		nick := words[0]
		if nick == "reader" {
			nick = ""
		}
		guests[words[0]] = h.visit(nick, strings.Join(words[2:], ""))
	case len(words) == 2 && words[1] == "leaves":
		guests[words[0]].leaves()
		delete(guests, words[0])
	case strings.HasPrefix(line, "+"):
		d, err := time.ParseDuration(line[1:])
		if err != nil {
			h.t.Fatal(err)
		}
		time.Sleep(d)
	default:
		h.t.Fatalf("not understood: %s", line)
	}
}

func seen(guests map[string]*guest) (lines []string) {
	for _, name := range slices.Sorted(maps.Keys(guests)) {
		for _, f := range guests[name].heard() {
			lines = append(lines, name+" ← "+f)
		}
		if code, reason := guests[name].ended(); code != 0 {
			lines = append(lines, fmt.Sprintf("%s ← closed %d %s", name, code, reason))
			delete(guests, name)
		}
	}
	return lines
}

func difference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(w), len(g)) {
		if w[i] != g[i] {
			return fmt.Sprintf("line %d\nhas  %s\nseen %s", i+1, w[i], g[i])
		}
	}
	return fmt.Sprintf("%d lines, seen %d", len(w), len(g))
}

func TestThePageHasEveryWordOfTheProtocol(t *testing.T) {
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range chatws.Words() {
		if !strings.Contains(string(text), word) {
			t.Errorf("the page has no %s", word)
		}
	}
}
