package chat_test

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"rookery/chat"
	"rookery/chat/nick"
	"rookery/chat/presence"
)

var noon = time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)

// decide is what becomes of text typed at noon.
func (s *stage) decide(nick, text string) chat.Outcome {
	return s.talk.Decide(person(nick), text, s.crowd, s.rules, noon)
}

func TestLengthIsWhatAReaderCounts(t *testing.T) {
	const family = "👩‍👩‍👧‍👦" // one character in 25 bytes
	for _, tt := range []struct {
		name, text string
		want       chat.Code
	}{
		{"500 letters fit", strings.Repeat("a", 500), ""},
		{"501 letters do not", strings.Repeat("a", 501), chat.TooLong},
		{"500 accented letters fit, however they are typed", strings.Repeat("e\u0301", 500), ""},
		{"100 families fit", strings.Repeat(family, 100), ""},
		{"123 families are few characters but too many bytes", strings.Repeat(family, 123), chat.TooLong},
		{"the command is not part of the line", "/me " + strings.Repeat("a", 500), ""},
		{"nor is the nick", "@jackdaw " + strings.Repeat("a", 500), ""},
		{"an action of 501 letters is too long", "/me " + strings.Repeat("a", 501), chat.TooLong},
		{"a whisper of 501 letters is too long", "@jackdaw " + strings.Repeat("a", 501), chat.TooLong},
		{"a megabyte is too long", strings.Repeat("a", 1<<20), chat.TooLong},
		{"a nick of a megabyte is nobody's", "@" + strings.Repeat("a", 1<<20), chat.NotHere},
		{"a command of a megabyte is unknown", "/" + strings.Repeat("a", 1<<20), chat.BadSlash},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newStage()
			out := s.decide("bobby", tt.text)
			no, _ := out.(chat.Refusal)
			if no.Code != tt.want {
				t.Errorf("refused as %q, want %q: %s", no.Code, tt.want, no.Text)
			}
			if len(no.Text) > 200 {
				t.Errorf("the refusal is %d bytes long", len(no.Text))
			}
		})
	}
}

func TestBytesAreCountedToTheLast(t *testing.T) {
	l := chat.DefaultLimits()
	l.Bytes = 8
	talk := chat.NewTalk(l)
	for text, want := range map[string]bool{"12345678": true, "123456789": false, "éééé": true, "ééééé": false} {
		_, said := talk.Decide(person("bobby"), text, crowd{}, chat.Policy{}, noon).(chat.Line)
		if said != want {
			t.Errorf("%q said: %v, want %v", text, said, want)
		}
	}
}

func TestDecideChangesNothing(t *testing.T) {
	s := newStage()
	for range 20 {
		if out := s.decide("bobby", "gg"); !reflect.DeepEqual(out, chat.Line{Kind: chat.Said, Text: "gg"}) {
			t.Fatalf("a line that was only asked about became %v", out)
		}
	}
}

func TestLinesOfOneBatchCountEachOther(t *testing.T) {
	s := newStage()
	said, waited := 0, 0
	for i := range 64 {
		out := s.decide("bobby", fmt.Sprint("line ", i))
		s.talk.Spoke(person("bobby"), out, noon)
		switch out.(type) {
		case chat.Line:
			said++
		case chat.Refusal:
			waited++
		}
	}
	if said != 5 || waited != 59 {
		t.Errorf("of 64 lines at once %d passed and %d had to wait, want 5 and 59", said, waited)
	}
}

func TestABatchThatIsNotStoredLeavesNoTrace(t *testing.T) {
	s := newStage()
	var undos []func()
	speak := func(nick, text string) bool {
		out := s.decide(nick, text)
		undos = append(undos, s.talk.Spoke(person(nick), out, noon))
		_, refused := out.(chat.Refusal)
		return !refused
	}
	batch := func() (passed int) {
		for i := range 7 {
			for _, nick := range []string{"bobby", "jackdaw"} {
				if speak(nick, fmt.Sprint(i)) {
					passed++
				}
			}
		}
		return passed
	}
	for range 3 {
		if n := batch(); n != 10 {
			t.Fatalf("%d lines of two people passed, want 10", n)
		}
		for len(undos) > 0 {
			undos[len(undos)-1]()
			undos = undos[:len(undos)-1]
		}
	}
}

func TestACrowdThatSpokeOnceIsForgotten(t *testing.T) {
	s := newStage()
	for i := range 10_000 {
		p := chat.Person{ID: strconv.Itoa(i), Nick: "guest"}
		s.now = s.now.Add(time.Second)
		s.talk.Spoke(p, s.talk.Decide(p, "hello", s.crowd, s.rules, s.now), s.now)
	}
	if n := s.talk.Remembered(); n > 200 {
		t.Errorf("%d people are remembered after one line a second, want no more than two minutes' worth", n)
	}
}

func TestACompletionIsLookedForAmongFiveHundred(t *testing.T) {
	people := crowd{}
	for i := range 10_000 {
		people.members = append(people.members, member(fmt.Sprintf("watcher%d", i), "spectator", true))
	}
	seen := 0
	rules := chat.Policy{Hidden: func(chat.Member) bool { seen++; return false }}
	for _, typed := range []string{"@z", "/whisper z"} {
		seen = 0
		if got := chat.Completions(person("bobby"), typed, people, rules); len(got) != 0 || seen > 501 {
			t.Errorf("%q is completed to %v after %d people", typed, got, seen)
		}
	}
	if got := chat.Completions(person("bobby"), "@watcher499", people, rules); len(got) != 1 {
		t.Errorf("the 500th is %v", got)
	}
}

func TestWhoHasNoNickHasNoCompletions(t *testing.T) {
	s := newStage()
	s.rules.MayRename = func(who chat.Person, _ string) string { t.Errorf("asked about %v", who); return "" }
	s.rules.MayMute = func(by, _ chat.Member) string { t.Errorf("asked about %v", by); return "" }
	for _, typed := range []string{"@", "/", "/whisper j"} {
		if got := chat.Completions(chat.Person{}, typed, s.crowd, s.rules); got != nil {
			t.Errorf("%q is completed to %v", typed, got)
		}
	}
}

// FuzzDecide holds whatever passes to what readers may rely on.
func FuzzDecide(f *testing.F) {
	for _, text := range typed(f) {
		f.Add(text)
	}
	s := newStage()
	for _, d := range []string{"blocks are kept", "nicks can be changed", "links are shown", "seat links are secret"} {
		directives[d](s)
	}
	s.rules.MayMute = func(chat.Member, chat.Member) string { return "" }
	s.rules.Hidden = func(m chat.Member) bool { return m.Nick == "spook" }
	s.crowd.members = append(s.crowd.members, member("spook", "spectator", true))
	s.blocks[[2]string{person("wren").ID, person("bobby").ID}] = true
	s.talk.Heard(person("bobby"), person("jackdaw"))
	f.Fuzz(func(t *testing.T, text string) {
		out := s.decide("bobby", text)
		switch o := out.(type) {
		case chat.Line:
			checkText(t, o.Text)
			seen := strings.TrimLeftFunc(o.Text, func(r rune) bool { return unicode.IsSpace(r) || unicode.In(r, unicode.Cf, unicode.M) })
			if o.Kind == chat.Said && strings.HasPrefix(seen, "@") {
				t.Errorf("%q was said to all", o.Text)
			}
			if o.Kind == chat.Said && strings.HasPrefix(seen, "/") && !strings.Contains(text, "//") && !strings.Contains(text, "／/") {
				t.Errorf("the command %q was said to all", o.Text)
			}
		case chat.Whisper:
			checkText(t, o.Text)
			if o.To.Nick != "jackdaw" { // wren has blocked bobby, and nobody sees spook
				t.Errorf("whispered to %v", o.To)
			}
		case chat.Rename:
			if _, err := nick.ASCII(nick.House()...).Prepare(o.Nick); err != nil {
				t.Errorf("renamed to %q: %v", o.Nick, err)
			}
		case chat.Block:
			if n := o.Whom.Nick; n != "jackdaw" && n != "wren" || !o.On {
				t.Errorf("blocked is %q: %v", n, o.On)
			}
		case chat.Mute:
			checkText(t, o.Reason)
			if d := o.Until.Sub(noon); o.Whom.Nick == "bobby" || d < time.Minute || d > 7*24*time.Hour {
				t.Errorf("muted is %v for %v", o.Whom, d)
			}
		case chat.Clients:
			for _, m := range o.People {
				if m.Nick == "spook" {
					t.Error("spook was seen")
				}
			}
		case chat.Refusal:
			if o.Code == "" || o.Text == "" || strings.Contains(o.Text, "mean spook") || len(o.Text) > 400 || !utf8.ValidString(o.Text) || strings.ContainsFunc(o.Text, unicode.IsControl) {
				t.Errorf("refused with %q: %q", o.Code, o.Text)
			}
		}
		for _, c := range chat.Completions(person("bobby"), text, s.crowd, s.rules) {
			if c.Shows == "spook" || c.Shows == "bobby" {
				t.Errorf("%q was completed to %v", text, c)
			}
		}
	})
}

func checkText(t *testing.T, text string) {
	switch {
	case text == "", strings.TrimSpace(text) != text:
		t.Errorf("the text %q is empty or has outer white space", text)
	case !utf8.ValidString(text), strings.ContainsFunc(text, unicode.IsControl), strings.ContainsAny(text, "\u2028\u2029"):
		t.Errorf("the text %q holds what no line can", text)
	case !norm.NFC.IsNormalString(text):
		t.Errorf("the text %q is not in NFC", text)
	case len(text) > chat.DefaultLimits().Bytes:
		t.Errorf("the text has %d bytes", len(text))
	}
}

// typed is everything that somebody types in the transcripts.
func typed(f *testing.F) (texts []string) {
	files, err := filepath.Glob("../testdata/chat/*.txt")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		script, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for line := range strings.Lines(string(script)) {
			nick, text, ok := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
			if !ok || strings.ContainsAny(nick, " =") {
				continue
			}
			if quoted, err := strconv.Unquote(text); err == nil {
				text = quoted
			}
			texts = append(texts, text)
		}
	}
	return texts
}

// BenchmarkParse takes lines apart without judging them.
func BenchmarkParse(b *testing.B) {
	for _, bm := range []struct{ name, text string }{
		{"line", "I should have taken the rook on move 24, sorry"},
		{"whisper", "@jackdaw I should have taken the rook"},
		{"command", "/mute jackdaw 5 says that he should have taken the rook"},
		{"unknown command", "/resign please"},
		{"invisible before a command", "\u200b\ufeff\u2060/me waves"},
		{"longest", strings.Repeat("長", 500)},
	} {
		b.Run(bm.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				chat.Parse(bm.text)
			}
		})
	}
}

// BenchmarkNotHere is a whisper that is refused as not_here, for each of the
// reasons that the sender must not be able to tell apart, by a stopwatch either.
func BenchmarkNotHere(b *testing.B) {
	people := presence.New[string](nil)
	for i := range 1000 {
		nick := fmt.Sprintf("watcher%d", i)
		people.Join(nick, member(nick, "spectator", true))
	}
	for _, bm := range []struct{ name, nick string }{{"nobody", "stranger"}, {"hidden", "watcher7"}, {"blocking", "watcher8"}} {
		rules := chat.Policy{
			Hidden:  func(m chat.Member) bool { return m.Nick == "watcher7" },
			Blocked: func(by, _ string) bool { return by == person("watcher8").ID },
		}
		b.Run(bm.name, func(b *testing.B) {
			talk := chat.NewTalk(chat.DefaultLimits())
			b.ReportAllocs()
			for b.Loop() {
				if no, _ := talk.Decide(person("bobby"), "@"+bm.nick+" hello", people, rules, noon).(chat.Refusal); no.Code != chat.NotHere {
					b.Fatal(no)
				}
			}
		})
	}
}

func BenchmarkDecide(b *testing.B) {
	big := crowd{}
	for i := range 10_000 {
		big.members = append(big.members, member(fmt.Sprintf("watcher%d", i), "spectator", true))
	}
	for _, bm := range []struct {
		name, text string
		crowd      chat.Crowd
	}{
		{"line", "I should have taken the rook on move 24, sorry", newStage().crowd},
		{"whisper", "@jackdaw I should have taken the rook", newStage().crowd},
		{"accents", strings.Repeat("Ça a été très joué. ", 5), newStage().crowd},
		{"longest", strings.Repeat("長", 500), newStage().crowd},
		{"nobody in a crowd of 10,000", "@jackdow hello", big},
	} {
		b.Run(bm.name, func(b *testing.B) {
			talk := chat.NewTalk(chat.DefaultLimits())
			b.ReportAllocs()
			for b.Loop() {
				talk.Decide(person("bobby"), bm.text, bm.crowd, chat.Policy{}, noon)
			}
		})
	}
}
