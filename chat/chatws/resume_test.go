package chatws_test

import (
	"context"
	"errors"
	"fmt"
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

// events are those frames that have a number, and snapshots.
func events(frames []string) (numbered []string) {
	for _, f := range frames {
		if strings.HasPrefix(f, `{"s":`) {
			numbered = append(numbered, f)
		}
	}
	return numbered
}

// talk has bobby and wren say and whisper a few things, ten in each stream of wren.
func talk(h *house) {
	h.t.Helper()
	bobby, wren := h.visit("bobby", ""), h.visit("wren", "")
	for i := range 10 {
		bobby.line(fmt.Sprintf("l%d", i), fmt.Sprintf("line %d", i))
		time.Sleep(3 * time.Second)
		wren.line(fmt.Sprintf("w%d", i), fmt.Sprintf("@bobby whisper %d", i))
		time.Sleep(3 * time.Second)
	}
	bobby.leaves()
	wren.leaves()
}

func TestAClientThatComesBackGetsExactlyWhatItHasMissed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := openHouse(t, chatws.Config{})
		defer h.close()
		talk(h)
		whole := events(h.visit("wren", "").heard())
		lines, whispers := whole[1:11], whole[12:22] // behind their snapshots
		for chat := range 11 {
			for whispered := range 11 {
				g := h.visit("wren", fmt.Sprintf("?epoch=e1&chat=%d&whispers=%d", chat, whispered))
				want := slices.Concat(lines[chat:], whispers[whispered:])
				if got := events(g.heard()); !slices.Equal(got, want) {
					t.Errorf("from %d and %d it got %q", chat, whispered, got)
				}
				g.leaves()
				time.Sleep(time.Second)
			}
		}
	})
}

func TestAClientThatHoldsSomethingElseGetsASnapshot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := openHouse(t, chatws.Config{})
		defer h.close()
		talk(h)
		whole := events(h.visit("wren", "").heard())
		for says, query := range map[string]string{
			"another epoch":  "?epoch=e2&chat=5&whispers=5",
			"no epoch":       "?chat=5&whispers=5",
			"beyond the end": "?epoch=e1&chat=11&whispers=11",
		} {
			if got := events(h.visit("wren", query).heard()); !slices.Equal(got, whole) {
				t.Errorf("%s: %q", says, got)
			}
		}
		got := events(h.visit("wren", "?epoch=e1&chat=11&whispers=10").heard())
		if !slices.Equal(got, whole[:11]) {
			t.Errorf("one stream beyond the end: %q", got)
		}
		reader := events(h.visit("", "?epoch=e1&chat=9&whispers=3").heard())
		if !slices.Equal(reader, whole[10:11]) {
			t.Errorf("a reader with a position in somebody's whispers: %q", reader)
		}
	})
}

func TestACommandSentAgainGetsTheSameAnswerAndTakesEffectOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := openHouse(t, chatws.Config{})
		defer h.close()
		h.visit("wren", "")
		for i, tc := range []struct{ text, answer string }{
			{"hello", `{"re":"%s","s":"chat","ok":1}`},
			{"@wren hush", `{"re":"%s","s":"whispers","ok":1}`},
			{"@nobody hello", `{"re":"%s","no":{"code":"not_here","text":"Nobody called nobody is here."}}`},
			{"/sing", `{"re":"%s","no":{"code":"bad_slash","text":"There is no /sing. /help lists what there is."}}`},
		} {
			cid := fmt.Sprintf("c%d", i)
			want := fmt.Sprintf(tc.answer, cid)
			for try := range 3 { // on this socket, and on another
				bobby := h.visit("bobby", "")
				for range 2 {
					told := bobby.line(cid, tc.text)
					if last := told[len(told)-1]; last != want {
						t.Errorf("%s, socket %d: answered %s", tc.text, try, last)
					}
					time.Sleep(time.Second)
				}
				bobby.leaves()
				time.Sleep(time.Second)
			}
		}
		stored := events(h.visit("bobby", "").heard())
		if len(stored) != 4 { // two snapshots and two events
			t.Errorf("stored: %q", stored)
		}
	})
}

// TestAWhisperIsInNobodyElsesFrames runs the same evening twice, once with
// whispers and once without: a third person and a reader are sent the same bytes.
func TestAWhisperIsInNobodyElsesFrames(t *testing.T) {
	evening := func(t *testing.T, whispers bool) (third, reader []string) {
		synctest.Test(t, func(t *testing.T) {
			h := openHouse(t, chatws.Config{})
			defer h.close()
			bobby, wren := h.visit("bobby", ""), h.visit("wren", "")
			robin, nobody := h.visit("robin", ""), h.visit("", "")
			for i := range 5 {
				bobby.line(fmt.Sprintf("b%d", i), fmt.Sprintf("line %d", i))
				if whispers {
					wren.line(fmt.Sprintf("x%d", i), "@bobby psst")
					bobby.line(fmt.Sprintf("y%d", i), "/reply what is it?")
				}
				robin.line(fmt.Sprintf("r%d", i), "/clients")
				robin.says(fmt.Sprintf(`{"cid":"h%d","t":"history","d":{"s":"whispers","before":0}}`, i))
				time.Sleep(11 * time.Second)
			}
			third, reader = robin.heard(), nobody.heard()
			third = append(third, h.visit("robin", "").heard()...)
			reader = append(reader, h.visit("", "?epoch=e1&chat=2").heard()...)
		})
		return third, reader
	}
	third, reader := evening(t, true)
	thirdWithout, readerWithout := evening(t, false)
	if len(third) < 10 || !slices.Equal(third, thirdWithout) {
		t.Errorf("a third person was sent\n%q, and without whispers\n%q", third, thirdWithout)
	}
	if len(reader) < 10 || !slices.Equal(reader, readerWithout) {
		t.Errorf("a reader was sent\n%q, and without whispers\n%q", reader, readerWithout)
	}
}

// broken is a history whose next Append is as fate has it.
type broken struct {
	dated
	fate func(append func() error) error
}

func (b *broken) Append(ctx context.Context, batch host.Batch) error {
	fate := b.fate
	b.fate = nil
	if fate == nil {
		return b.dated.Append(ctx, batch)
	}
	return fate(func() error { return b.dated.Append(ctx, batch) })
}

func TestWhatIsNotKnownIsNotAnsweredAndWhatIsNotStoredMayBeSentAgain(t *testing.T) {
	torn := errors.New("the disk is torn out")
	for _, tc := range []struct {
		says   string
		fate   func(store func() error) error
		answer string // empty: closed with 4011 and no answer
	}{
		{"full", func(func() error) error { return host.ErrNotStored }, `{"re":"c1","wait":2000,"code":"storage_full"}`},
		{"unknown, and not stored", func(func() error) error { return torn }, ""},
		{"unknown, and stored", func(store func() error) error { return errors.Join(store(), torn) }, ""},
	} {
		t.Run(tc.says, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				history := &broken{dated: dated{memory.NewHistory()}}
				h := openHouse(t, chatws.Config{Room: func(string) (host.Config, bool) { return host.Config{History: history}, true }})
				defer h.close()
				wren, bobby := h.visit("wren", ""), h.visit("bobby", "")
				history.fate = tc.fate
				told := bobby.line("c1", "hello")
				if tc.answer != "" && (len(told) != 1 || told[0] != tc.answer) || tc.answer == "" && len(told) > 0 {
					t.Errorf("answered %q", told)
				}
				if code, _ := bobby.ended(); (code == 4011) != (tc.answer == "") {
					t.Errorf("closed with %d", code)
				}
				again := h.visit("bobby", "").line("c1", "hello")
				if again[len(again)-1] != `{"re":"c1","s":"chat","ok":1}` {
					t.Errorf("sent again, it was answered %q", again)
				}
				if heard := events(wren.heard()); len(heard) != 3 { // two snapshots, one line
					t.Errorf("somebody else was told %q", heard)
				}
			})
		})
	}
}

// stuck is a history that takes its time.
type stuck struct {
	dated
	pause time.Duration
}

func (s stuck) Append(ctx context.Context, b host.Batch) error {
	time.Sleep(s.pause)
	return s.dated.Append(ctx, b)
}

func TestASocketHasSixteenCommandsInFlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		history := stuck{dated{memory.NewHistory()}, time.Second}
		h := openHouse(t, chatws.Config{Room: func(string) (host.Config, bool) {
			return host.Config{History: history, Limits: chat.Limits{Graphemes: 100, Bytes: 1000, Burst: 100, Window: time.Second}}, true
		}})
		defer h.close()
		bobby := h.visit("bobby", "")
		bobby.heard()
		for i := range 20 {
			bobby.says(fmt.Sprintf(`{"cid":"c%d","t":"say","d":{"text":"line %d"}}`, i, i))
		}
		want := []string{
			`{"re":"c16","wait":1000,"code":"busy"}`, `{"re":"c17","wait":1000,"code":"busy"}`,
			`{"re":"c18","wait":1000,"code":"busy"}`, `{"re":"c19","wait":1000,"code":"busy"}`,
		}
		if told := bobby.heard(); !slices.Equal(told, want) {
			t.Errorf("answered at once: %q", told)
		}
		time.Sleep(17 * time.Second)
		told := strings.Join(bobby.heard(), "\n")
		at := 0
		for i := range 16 {
			next := strings.Index(told, fmt.Sprintf(`{"re":"c%d","s":"chat","ok":%d}`, i, i+1))
			if next < at {
				t.Fatalf("command %d was answered out of its turn, or not:\n%s", i, told)
			}
			at = next
		}
	})
}

func TestAPageOfTheHistoryLeadsToTheOneBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		history := dated{memory.NewHistory()}
		for i := range 120 {
			e := host.Entry{Stream: host.Stream{Name: host.TalkStream}, N: uint64(i + 1), Kind: chat.Said, By: chat.Person{ID: "u-bobby", Nick: "bobby"}, Text: strings.Repeat("𝔸", 700)}
			if err := history.Append(context.Background(), host.Batch{Entries: []host.Entry{e}, Receipt: host.Receipt{CID: fmt.Sprint(i)}}); err != nil {
				t.Fatal(err)
			}
		}
		h := openHouse(t, chatws.Config{Room: func(string) (host.Config, bool) { return host.Config{History: history}, true }})
		defer h.close()
		reader := h.visit("", "")
		reader.heard()
		before, pages := 0, 0
		for before != 1 {
			reader.says(fmt.Sprintf(`{"cid":"p","t":"history","d":{"s":"chat","before":%d}}`, before))
			page := reader.heard()[0]
			if len(page) > 70<<10 {
				t.Errorf("a page of %d bytes", len(page))
			}
			if _, err := fmt.Sscanf(page, `{"re":"p","info":{"t":"page","d":{"s":"chat","events":[{"s":"chat","n":%d,`, &before); err != nil {
				t.Fatalf("%v: %.100s", err, page)
			}
			if pages++; pages > 10 {
				t.Fatal("there is no end")
			}
		}
		if pages != 6 { // of 64 KiB
			t.Errorf("%d pages", pages)
		}
	})
}

func TestARoomThatNobodyIsInRestsAndIsReadAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		opened := 0
		history := dated{memory.NewHistory()}
		h := openHouse(t, chatws.Config{Room: func(name string) (host.Config, bool) {
			if name == "kitchen" {
				return host.Config{}, true
			}
			opened++
			return host.Config{History: history}, name == "hall"
		}})
		defer h.close()
		h.visitRoom("kitchen", "cook")
		bobby := h.visit("bobby", "")
		bobby.line("c1", "hello")
		bobby.leaves()
		for i, pause := range []time.Duration{0, 9 * time.Minute, 11 * time.Minute} {
			time.Sleep(pause)
			g := h.visit("bobby", "")
			if got := events(g.heard()); len(got) != 3 {
				t.Errorf("after %v: %q", pause, got)
			}
			if want := 1 + i/2; opened != want {
				t.Errorf("after %v it had been opened %d times, want %d", pause, opened, want)
			}
			g.leaves()
		}
	})
}

func TestAPageIsFiftyEvents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := openHouse(t, chatws.Config{})
		defer h.close()
		bobby := h.visit("bobby", "")
		for i := range 60 {
			time.Sleep(3 * time.Second)
			bobby.line(fmt.Sprint("c", i), fmt.Sprint("line ", i+1))
		}
		pages := func(before int) string {
			bobby.heard()
			bobby.says(fmt.Sprintf(`{"cid":"h%d","t":"history","d":{"s":"chat","before":%d}}`, before, before))
			for _, f := range bobby.heard() {
				if strings.HasPrefix(f, `{"re":"h`) {
					return f
				}
			}
			return ""
		}
		const head = 60
		for _, before := range []int{0, head, 51} {
			first, last := before-50, before-1
			if before == 0 {
				first, last = head-49, head
			}
			got := pages(before)
			if n := strings.Count(got, `"t":"said"`); n != 50 || !strings.Contains(got, fmt.Sprintf(`"events":[{"s":"chat","n":%d,`, first)) ||
				!strings.Contains(got, fmt.Sprintf(`"n":%d,`, last)) {
				t.Errorf("before %d of %d: %d events, %.80s", before, head, n, got)
			}
		}
	})
}
