package host_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"rookery/chat"
	"rookery/chat/host"
	"rookery/chat/memory"
	"rookery/chat/nick"
)

func TestANickIsHeldAsLongAsTheHostSays(t *testing.T) {
	for _, tt := range []struct {
		hold, free time.Duration
	}{{0, 10 * time.Minute}, {time.Minute, time.Minute}, {-1, 0}} {
		room, err := host.Open(t.Context(), host.Config{History: memory.NewHistory(), Encode: new(codec).encode, Hold: tt.hold})
		if err != nil {
			t.Fatal(err)
		}
		magpie := host.Visit{Person: chat.Person{ID: "magpie", Nick: "bobby"}, Out: new(counted)}
		bobby := host.Visit{Person: chat.Person{ID: "bobby", Nick: "bobby"}, Out: new(counted)}
		tab := join(t, room, bobby)
		room.Leave(tab, noon)
		if _, err := room.Join(t.Context(), magpie, noon.Add(tt.free-1)); err == nil && tt.free > 0 {
			t.Errorf("held for %v: somebody else has the nick before", tt.hold)
		}
		if _, err := room.Join(t.Context(), magpie, noon.Add(tt.free)); err != nil {
			t.Errorf("held for %v: nobody has the nick after: %v", tt.hold, err)
		}
	}
}

func TestAReportIsOfTheTwoAloneAndNotOfOneself(t *testing.T) {
	room := open(t, new(codec), chat.Policy{})
	for _, name := range []string{"bobby", "wren", "jackdaw"} {
		join(t, room, host.Visit{Person: person(name), Out: new(counted)})
	}
	for cid, said := range []struct{ by, text string }{
		{"jackdaw", "@bobby I am ill, tell nobody"},
		{"bobby", "/block magpie"},
		{"bobby", "@wren good day"},
		{"bobby", "@jackdaw get well"},
		{"wren", "@bobby you are a fool"},
		{"bobby", "/block jackdaw"},
		{"wren", "@bobby and a cheat"},
	} {
		if _, err := room.Say(t.Context(), person(said.by), strconv.Itoa(cid), said.text, noon); err != nil {
			t.Fatal(err)
		}
	}
	r, err := room.Report(t.Context(), person("bobby"), host.WhisperStream, 4, " she does it every day ")
	var texts []string
	for _, e := range r.Context {
		texts = append(texts, e.Text)
	}
	if got := strings.Join(texts, "; "); err != nil || r.Entry.N != 4 || r.Reason != "she does it every day" || got != "good day; you are a fool; and a cheat" {
		t.Errorf("the operator is shown %d in %q, %v", r.Entry.N, got, err)
	}
	if _, err := room.Report(t.Context(), person("bobby"), host.WhisperStream, 2, ""); err != host.ErrYourself {
		t.Errorf("bobby reports what bobby whispered: %v", err)
	}
}

// TestNothingIsLostWhileTheHeadsTurnOver has a whisper's append end unknown
// when the room is just about to forget where the whisperer's stream ended.
func TestNothingIsLostWhileTheHeadsTurnOver(t *testing.T) {
	ctx := context.Background()
	for others := 8188; others <= 8190; others++ { // 8,189 it was
		h := &flaky{History: memory.NewHistory()}
		room, err := host.Open(ctx, host.Config{History: h, Encode: func(host.News) []byte { return nil }})
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"bobby", "wren"} {
			join(t, room, host.Visit{Person: person(name), Out: new(counted)})
		}
		out := new(counted)
		join(t, room, host.Visit{Person: person("jackdaw"), Out: out})
		say := func(by, cid, text string) (host.Answer, error) { return room.Say(ctx, person(by), cid, text, noon) }
		if _, err := say("jackdaw", "1", "/block bobby"); err != nil {
			t.Fatal(err)
		}
		for i := range others {
			if _, err := say(fmt.Sprint("bird", i), "1", "/block bobby"); err != nil {
				t.Fatal(err)
			}
		}
		before := out.frames
		h.next = unknownStored
		if _, err := say("jackdaw", "2", "@wren meet me"); err == nil {
			t.Fatal("the append has not failed")
		}
		if a, err := say("jackdaw", "2", "@wren meet me"); err != nil || a.N != 2 || out.frames != before+1 {
			t.Fatalf("after %d others the whisper is answered %v, %v, and its sender is offered %d frames", others, a, err, out.frames-before)
		}
	}
}

func TestAPersonBlocksTwoHundredAtMost(t *testing.T) {
	room := open(t, new(codec), chat.Policy{})
	say := func(text string) chat.Outcome {
		a, err := room.Say(t.Context(), person("bobby"), text, text, noon)
		if err != nil {
			t.Fatal(err)
		}
		return a.Outcome
	}
	for i := range 201 {
		join(t, room, host.Visit{Person: person(fmt.Sprint("bird-", i)), Out: new(counted)})
		no, refused := say(fmt.Sprint("/block bird-", i)).(chat.Refusal)
		if refused != (i == 200) || refused && no.Code != chat.NotAllowed {
			t.Fatalf("block %d: %v", i+1, no)
		}
	}
	say("/unblock bird-0")
	if no, refused := say("/block  bird-200").(chat.Refusal); refused {
		t.Errorf("after one was lifted: %v", no)
	}
}

func TestStampsDoNotGoBackWhenARoomIsOpenedAgain(t *testing.T) {
	h := memory.NewHistory()
	var at []time.Time
	for i, now := range []time.Time{noon, noon.Add(-time.Hour)} {
		room, err := host.Open(t.Context(), host.Config{History: h, Encode: new(codec).encode})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := room.Say(t.Context(), person("bobby"), strconv.Itoa(i), fmt.Sprint("line ", i), now); err != nil {
			t.Fatal(err)
		}
		at = append(at, stored(t, h, host.Stream{Name: host.TalkStream})[i].At)
	}
	if at[1].Before(at[0]) {
		t.Errorf("after a line at %v one is stored at %v", at[0], at[1])
	}
}

func TestARegisteredNickIsItsOwnersThoughTheyAreNotHere(t *testing.T) {
	room, err := host.Open(t.Context(), host.Config{
		History: memory.NewHistory(), Encode: new(codec).encode,
		Policy: chat.Policy{MayRename: func(chat.Person, string) string { return "" }},
		Registered: func(name string) (string, bool) {
			return "bobby", nick.Key(name) == nick.Key("bobby")
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, tt := range []struct {
		person, nick string
		free         bool
	}{
		{"magpie", "bobby", false},
		{"magpie", "BOBBY", false},
		{"magpie", "b0bby", false},
		{"magpie", "bob-by", false},
		{"magpie", "bobbie", true},
		{"bobby", "Bobby", true},
	} {
		who := chat.Person{ID: tt.person, Nick: tt.nick}
		tab, err := room.Join(t.Context(), host.Visit{Person: who, Out: new(counted)}, noon)
		if (err == nil) != tt.free || !tt.free && !errors.Is(err, nick.ErrTaken) {
			t.Errorf("%s comes as %s: %v", tt.person, tt.nick, err)
		}
		if tt.free {
			room.Leave(tab, noon)
		}
		if a, err := room.Say(t.Context(), who, fmt.Sprint("s", i), "hello", noon); (err == nil) != tt.free {
			t.Errorf("%s speaks as %s without coming: %v, %v", tt.person, tt.nick, a, err)
		}
		if tt.free {
			continue
		}
		a, err := room.Say(t.Context(), chat.Person{ID: "wren", Nick: "wren"}, fmt.Sprint("n", i), "/nick "+tt.nick, noon.Add(time.Duration(i)*time.Minute))
		if no, refused := a.Outcome.(chat.Refusal); err != nil || !refused || no.Text != "Nothing was changed: "+nick.ErrTaken.Error()+"." {
			t.Errorf("wren wants to be %s: %v, %v", tt.nick, a, err)
		}
	}
}

func TestAPageIsFifty(t *testing.T) {
	room := open(t, new(codec), chat.Policy{})
	for _, name := range []string{"bobby", "wren"} {
		join(t, room, host.Visit{Person: person(name), Out: new(counted)})
	}
	for i := 1; i <= 120; i++ {
		for _, to := range []string{"", "@wren "} {
			text := fmt.Sprint(to, "line ", i)
			if a, err := room.Say(t.Context(), person("bobby"), text, text, noon); err != nil || a.N != uint64(i) {
				t.Fatal(a, err)
			}
		}
	}
	for _, stream := range []string{host.TalkStream, host.WhisperStream} {
		for _, tt := range []struct{ before, first, last uint64 }{{0, 71, 120}, {71, 21, 70}, {21, 1, 20}, {51, 1, 50}, {52, 2, 51}} {
			p, err := room.Page(t.Context(), person("wren"), stream, tt.before)
			if err != nil || uint64(len(p)) != tt.last-tt.first+1 || p[0].N != tt.first || p[len(p)-1].N != tt.last {
				t.Errorf("%s before %d: %d entries, %v", stream, tt.before, len(p), err)
			}
		}
	}
}
