package chat_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rookery/chat"
)

// TestWhatIsToldToWaitIsEnoughAndNoLess has people speak as fast as they are let,
// and counts their lines as a reader with a watch would.
func TestWhatIsToldToWaitIsEnoughAndNoLess(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := chat.DefaultLimits()
		l.Burst = rapid.IntRange(1, 6).Draw(t, "burst")
		l.Window = time.Duration(rapid.IntRange(0, 10).Draw(t, "window")) * time.Second
		l.Each = time.Duration(rapid.IntRange(0, 4000).Draw(t, "each")) * time.Millisecond
		talk, now, lines := chat.NewTalk(l), noon, 0
		var said []time.Time
		wait := func(at time.Time) time.Duration {
			lines++
			out := talk.Decide(person("bobby"), fmt.Sprint("line ", lines), crowd{}, chat.Policy{}, at)
			no, _ := out.(chat.Refusal)
			return no.Wait
		}
		for range rapid.IntRange(1, 60).Draw(t, "lines") {
			now = now.Add(time.Duration(rapid.IntRange(0, 3000).Draw(t, "pause")) * time.Millisecond)
			if d := wait(now); d > 0 {
				if d > max(l.Window, l.Each) {
					t.Fatalf("told to wait %v", d)
				}
				if wait(now.Add(d-1)) == 0 {
					t.Fatalf("told to wait %v, though less is enough", d)
				}
				now = now.Add(d)
			}
			if d := wait(now); d > 0 {
				t.Fatalf("waited, and is told to wait %v more", d)
			}
			talk.Spoke(person("bobby"), chat.Line{Kind: chat.Said, Text: fmt.Sprint(lines)}, now)
			said = append(said, now)
			for i, from := range said {
				n, span := len(said)-i, now.Sub(from)
				if span < l.Window && n > l.Burst {
					t.Fatalf("%d lines in less than %v", n, l.Window)
				}
				if l.Each > 0 && n > l.Burst+int(span/l.Each) {
					t.Fatalf("%d lines in %v", n, span)
				}
			}
		}
	})
}

func TestAClockThatIsSetNeitherSilencesNorForgives(t *testing.T) {
	for _, jump := range []time.Duration{-time.Hour, -6 * time.Second, -5 * time.Second, -time.Second, time.Second, time.Hour} {
		talk, now, lines := chat.NewTalk(chat.DefaultLimits()), noon, 0
		says := func() time.Duration {
			lines++
			out := talk.Decide(person("bobby"), fmt.Sprint("line ", lines), crowd{}, chat.Policy{}, now)
			talk.Spoke(person("bobby"), out, now)
			no, _ := out.(chat.Refusal)
			return no.Wait
		}
		for range 5 {
			says()
		}
		now = now.Add(jump)
		passed, longest := 0, time.Duration(0)
		for range 110 { // eleven seconds
			if d := says(); d == 0 {
				passed++
			} else {
				longest = max(longest, d)
			}
			now = now.Add(100 * time.Millisecond)
		}
		if passed < 2 || passed > 10 || longest > 5*time.Second {
			t.Errorf("after a jump of %v, %d lines pass in eleven seconds, and one is told to wait %v", jump, passed, longest)
		}
	}
}

func TestAnEchoAndAMuteAreOverThoughTheClockIsSet(t *testing.T) {
	talk := chat.NewTalk(chat.DefaultLimits())
	decide := func(text string, now time.Time) chat.Outcome {
		return talk.Decide(person("bobby"), text, crowd{}, chat.Policy{}, now)
	}
	talk.Spoke(person("bobby"), chat.Line{Kind: chat.Said, Text: "gg"}, noon)
	if no, refused := decide("gg", noon.Add(-time.Hour)).(chat.Refusal); refused {
		t.Errorf("an hour before: %v", no)
	}
	talk.Muted(person("bobby").ID, noon.Add(time.Minute), "spam")
	for at, want := range map[time.Duration]bool{-time.Hour: true, time.Minute - 1: true, time.Minute: false, time.Hour: false} {
		if _, muted := decide("thanks", noon.Add(at)).(chat.Refusal); muted != want {
			t.Errorf("%v after the mute: muted is %v", at, muted)
		}
	}
}
