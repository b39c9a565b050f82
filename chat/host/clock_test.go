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

func TestARoomGoesOnThoughItsClockIsSet(t *testing.T) {
	for _, jump := range []time.Duration{-2 * time.Hour, -time.Second, 2 * time.Hour} {
		t.Run(jump.String(), func(t *testing.T) {
			h, c := memory.NewHistory(), new(codec)
			room, err := host.Open(t.Context(), host.Config{History: h, Encode: c.encode, Policy: chat.Policy{
				MayMute: func(chat.Member, chat.Member) string { return "" },
			}})
			if err != nil {
				t.Fatal(err)
			}
			wren := newClient("wren", c)
			for _, cl := range []*client{wren, newClient("bobby", c)} {
				cl.tab = join(t, room, host.Visit{Person: person(cl.name), Out: cl})
			}
			cid := 0
			says := func(who, text string, now time.Time) chat.Outcome {
				cid++
				a, err := room.Say(t.Context(), person(who), strconv.Itoa(cid), text, now)
				if err != nil {
					t.Fatal(err)
				}
				return a.Outcome
			}
			for i := range 5 {
				says("bobby", fmt.Sprint("line ", i), noon)
			}
			says("wren", "/mute jackdaw 5 spam", noon)
			now := noon.Add(jump)
			if no, _ := says("bobby", "line 5", now).(chat.Refusal); no.Wait > 5*time.Second {
				t.Errorf("bobby is told to wait %v", no.Wait)
			}
			room.Leave(join(t, room, host.Visit{Person: person("dodo"), Out: newClient("dodo", c)}), now)
			now = now.Add(10 * time.Second)
			if no, refused := says("bobby", "line 6", now).(chat.Refusal); refused {
				t.Errorf("ten seconds later bobby is told %v", no)
			}
			wren.news = nil
			join(t, room, host.Visit{Person: person("robin"), Out: newClient("robin", c)})
			if err := room.Tick(t.Context(), now.Add(2*time.Second)); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(fmt.Sprint(wren.news), "robin") {
				t.Errorf("wren is not told that robin is here: %v", wren.news)
			}
			if _, err := room.Join(t.Context(), host.Visit{Person: chat.Person{ID: "x", Nick: "dodo"}, Out: new(counted)}, now.Add(20*time.Minute)); err != nil {
				t.Errorf("a nick is still kept: %v", err)
			}
			all := stored(t, h, host.Stream{Name: host.TalkStream})
			for i := 1; i < len(all); i++ {
				if all[i].At.Before(all[i-1].At) {
					t.Errorf("line %d is of %v, the next of %v", i, all[i-1].At, all[i].At)
				}
			}
		})
	}
}

// TestAMuteEndsWhenTheTimeThatIsGivenSaysSo, though it went to and fro in between.
func TestAMuteEndsWhenTheTimeThatIsGivenSaysSo(t *testing.T) {
	room := open(t, new(codec), chat.Policy{MayMute: func(chat.Member, chat.Member) string { return "" }})
	for _, name := range []string{"wren", "bobby"} {
		join(t, room, host.Visit{Person: person(name), Out: new(counted)})
	}
	cid := 0
	says := func(who, text string, after time.Duration) bool {
		cid++
		a, err := room.Say(t.Context(), person(who), strconv.Itoa(cid), text, noon.Add(after))
		if err != nil {
			t.Fatal(err)
		}
		_, refused := a.Outcome.(chat.Refusal)
		return !refused
	}
	says("wren", "/mute bobby 5 spam", 0)
	for i, tt := range []struct {
		after time.Duration
		heard bool
	}{{time.Minute, false}, {-time.Hour, false}, {5*time.Minute - 1, false}, {5 * time.Minute, true}} {
		if says("bobby", fmt.Sprint("line ", i), tt.after) != tt.heard {
			t.Errorf("%v after the mute bobby is heard: %v", tt.after, !tt.heard)
		}
	}
}

// frail is a history that panics when it is told to.
type frail struct {
	flaky
	append, receipt bool
}

func (f *frail) Append(ctx context.Context, b host.Batch) error {
	if f.append {
		f.append = false
		_ = f.flaky.Append(ctx, b)
		panic("a bug after the commit")
	}
	return f.flaky.Append(ctx, b)
}

func (f *frail) Receipt(ctx context.Context, person, cid string) (host.Receipt, bool, error) {
	if f.receipt {
		f.receipt = false
		panic("a bug in a query")
	}
	return f.flaky.Receipt(ctx, person, cid)
}

func TestAPanicOfAHistoryLeavesTheRoomOpen(t *testing.T) {
	h := &frail{flaky: flaky{History: memory.NewHistory()}}
	room, err := host.Open(t.Context(), host.Config{History: h, Encode: new(codec).encode})
	if err != nil {
		t.Fatal(err)
	}
	say := func(cid, text string) (a host.Answer, err error, panicked bool) {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second) // for a turn that nobody gives back
		defer cancel()
		defer func() { panicked = recover() != nil }()
		a, err = room.Say(ctx, person("bobby"), cid, text, noon)
		return a, err, false
	}
	h.append = true
	if _, _, panicked := say("1", "hello"); !panicked {
		t.Fatal("nothing went wrong")
	}
	h.receipt = true // while the room reads again what has become of it
	if _, _, panicked := say("1", "hello"); !panicked {
		t.Fatal("nothing went wrong")
	}
	if a, err, _ := say("1", "hello"); err != nil || a.N != 1 {
		t.Errorf("the line is answered %v, %v", a, err)
	}
	if a, err, _ := say("2", "goodbye"); err != nil || a.N != 2 {
		t.Errorf("the next line is answered %v, %v", a, err)
	}
}

func TestANickThatSomebodyHereHasIsNobodyElsesThoughTheyAreNot(t *testing.T) {
	room := open(t, new(codec), chat.Policy{})
	join(t, room, host.Visit{Person: person("bobby"), Out: new(counted)})
	for _, name := range []string{"bobby", "BOBBY", "b0bby", "bob-by"} {
		_, err := room.Say(t.Context(), chat.Person{ID: "an impostor", Nick: name}, name, "I am "+name, noon)
		if !errors.Is(err, nick.ErrTaken) {
			t.Errorf("somebody who is not in the room speaks as %s: %v", name, err)
		}
	}
}

func TestTheNicksOfFiveThousandWhoHaveLeftAreKept(t *testing.T) {
	room := open(t, new(codec), chat.Policy{})
	for i := range 5_001 {
		room.Leave(join(t, room, host.Visit{Person: person(fmt.Sprint("bird-", i)), Out: new(counted)}), noon)
	}
	for name, free := range map[string]bool{"bird-0": true, "bird-1": false, "bird-5000": false} {
		_, err := room.Join(t.Context(), host.Visit{Person: chat.Person{ID: "like " + name, Nick: name}, Out: new(counted)}, noon)
		if (err == nil) != free {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNobodyMakesARoomForgetAnothersRefusals(t *testing.T) {
	room := open(t, new(codec), chat.Policy{})
	refused := func(by, cid, text string) bool {
		a, err := room.Say(t.Context(), person(by), cid, text, noon)
		if err != nil {
			t.Fatal(err)
		}
		_, no := a.Outcome.(chat.Refusal)
		return no
	}
	if !refused("bobby", "c", "@wren hello") {
		t.Fatal("wren is here")
	}
	for i := range 5000 {
		refused("jackdaw", strconv.Itoa(i), "@nobody hello")
	}
	for i := range 999 {
		refused("bobby", strconv.Itoa(i), "@nobody hello")
	}
	join(t, room, host.Visit{Person: person("wren"), Out: new(counted)})
	if !refused("bobby", "c", "@wren hello") {
		t.Error("what was refused is sent when it is asked for again, 1,000 refusals later")
	}
}

func TestWhoComesBackInTimeIsCalledAsBefore(t *testing.T) {
	for _, tt := range []struct {
		name  string
		after time.Duration
		asks  string
		is    string
	}{
		{"with the cookie of before the rename", time.Minute, "bobby", "robert"},
		{"with the new nick", time.Minute, "robert", "robert"},
		{"with another wish", time.Minute, "dodo", "dodo"},
		{"too late", 10 * time.Minute, "bobby", "bobby"},
	} {
		room := open(t, new(codec), chat.Policy{MayRename: func(chat.Person, string) string { return "" }})
		bobby := host.Visit{Person: chat.Person{ID: "b", Nick: "bobby"}, Out: new(counted)}
		tab := join(t, room, bobby)
		if _, err := room.Say(t.Context(), bobby.Person, "1", "/nick robert", noon); err != nil {
			t.Fatal(err)
		}
		room.Leave(tab, noon)
		back, err := room.Join(t.Context(), host.Visit{Person: chat.Person{ID: "b", Nick: tt.asks}, Out: new(counted)}, noon.Add(tt.after))
		if err != nil || back.Person().Nick != tt.is {
			t.Errorf("%s: %v, %v", tt.name, back, err)
		}
	}
}

func TestTheReasonOfAReportIsATextLikeOthers(t *testing.T) {
	room := open(t, new(codec), chat.Policy{})
	if _, err := room.Say(t.Context(), person("bobby"), "1", "you are a fool", noon); err != nil {
		t.Fatal(err)
	}
	for reason, code := range map[string]chat.Code{
		"": "", " rude ": "", strings.Repeat("x", 501): chat.TooLong, "a\nb": chat.BadText, "\xff": chat.BadText, "a\u202e": chat.BadText,
	} {
		_, err := room.Report(t.Context(), person("wren"), host.TalkStream, 1, reason)
		no, _ := errors.AsType[host.Refused](err)
		if no.Code != code || (err == nil) != (code == "") {
			t.Errorf("%.20q: %v", reason, err)
		}
	}
}

// TestOneWrongSecondFreesNobody has the clock two hours ahead for one tick.
func TestOneWrongSecondFreesNobody(t *testing.T) {
	moderated := chat.Policy{MayMute: func(by, _ chat.Member) string {
		if by.Nick == "wren" {
			return ""
		}
		return "Only wren may do that."
	}}
	room := open(t, new(codec), moderated)
	join(t, room, host.Visit{Person: person("wren"), Out: new(counted)})
	bobby := join(t, room, host.Visit{Person: person("bobby"), Out: new(counted)})
	bully := join(t, room, host.Visit{Person: person("bully"), Out: new(counted)})
	if a, err := room.Say(t.Context(), person("wren"), "1", "/mute bully 60 spam", noon); err != nil || a.N != 1 {
		t.Fatal(a, err)
	}
	room.Leave(bobby, noon)
	room.Leave(bully, noon)
	if err := room.Tick(t.Context(), noon.Add(2*time.Hour)); err != nil {
		t.Fatal(err)
	}
	for i := range 70 { // so many speak in that second that the quiet ones are forgotten
		name := fmt.Sprint("bird-", i)
		if _, err := room.Say(t.Context(), person(name), "1", "what time is it?", noon.Add(2*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	now := noon.Add(time.Second)
	for _, name := range []string{"bobby", "bully"} {
		_, err := room.Join(t.Context(), host.Visit{Person: chat.Person{ID: "x", Nick: name}, Out: new(counted)}, now)
		if !errors.Is(err, nick.ErrTaken) {
			t.Errorf("somebody else is called %s: %v", name, err)
		}
	}
	back, err := room.Join(t.Context(), host.Visit{Person: chat.Person{ID: person("bully").ID, Nick: "you-all-stink"}, Out: new(counted)}, now)
	if err != nil || back.Person().Nick != "bully" {
		t.Errorf("who is muted comes back as %v, %v", back, err)
	}
	a, err := room.Say(t.Context(), person("bully"), "2", "hello", now)
	if no, _ := a.Outcome.(chat.Refusal); err != nil || no.Code != chat.Muted {
		t.Errorf("who is muted is answered %v, %v", a, err)
	}
	if a, err := room.Say(t.Context(), person("wren"), "3", "/unmute bully", now); err != nil || a.N != 2 {
		t.Errorf("the moderator is answered %v, %v", a, err)
	}
}

// TestANickWhoseTimeIsOverIsTheFirstOnesWhoAsks, and was nobody's until then.
func TestANickWhoseTimeIsOverIsTheFirstOnesWhoAsks(t *testing.T) {
	room := open(t, new(codec), chat.Policy{})
	room.Leave(join(t, room, host.Visit{Person: person("bobby"), Out: new(counted)}), noon)
	later := noon.Add(time.Hour)
	if _, err := room.Join(t.Context(), host.Visit{Person: chat.Person{ID: "x", Nick: "b-0bby"}, Out: new(counted)}, later); err != nil {
		t.Errorf("nobody has the nick after an hour: %v", err)
	}
	if _, err := room.Join(t.Context(), host.Visit{Person: person("bobby"), Out: new(counted)}, later); !errors.Is(err, nick.ErrTaken) {
		t.Errorf("two are called alike: %v", err)
	}
	if _, err := room.Join(t.Context(), host.Visit{Person: chat.Person{ID: person("bobby").ID, Nick: "robert"}, Out: new(counted)}, later); err != nil {
		t.Errorf("under another nick bobby is not let in: %v", err)
	}
}
