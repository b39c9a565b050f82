package presence_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"rookery/chat"
	"rookery/chat/presence"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var noon = time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)

// person gives the owner of a tab: "bobby/2" is bobby's, "?1" nobody's.
func person(tab string) chat.Member {
	nick, _, _ := strings.Cut(tab, "/")
	if nick[0] == '?' {
		return chat.Member{}
	}
	return chat.Member{Person: chat.Person{ID: "id of " + nick, Nick: nick}, Role: "guest"}
}

func room(tabs ...string) *presence.People[string] {
	p := presence.New[string](nil)
	for _, tab := range tabs {
		p.Join(tab, person(tab))
	}
	return p
}

func TestWhoADeliveryReaches(t *testing.T) {
	everybody := []string{"bobby", "bobby/2", "jackdaw", "wren", "?1", "?2"}
	for _, tt := range []struct {
		name string
		to   presence.Delivery
		want []string
	}{
		{"to all", presence.ToAll(), everybody},
		{"to all but the sender leaves out each of their tabs", presence.ToAllButSender("id of bobby"), []string{"jackdaw", "wren", "?1", "?2"}},
		{"to all but one who is not here", presence.ToAllButSender("id of magpie"), everybody},
		{"to all but nobody in particular", presence.ToAllButSender(""), everybody},
		{"to two persons, with all their tabs", presence.ToPersons("id of bobby", "id of wren"), []string{"bobby", "bobby/2", "wren"}},
		{"to one person twice", presence.ToPersons("id of bobby", "id of bobby"), []string{"bobby", "bobby/2"}},
		{"to one who is not here", presence.ToPersons("id of magpie"), nil},
		{"to nobody", presence.ToPersons(), nil},
		{"those without a nick are no person", presence.ToPersons(""), nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := slices.Sorted(room(everybody...).To(tt.to))
			if !slices.Equal(got, slices.Sorted(slices.Values(tt.want))) {
				t.Errorf("it reaches %v, want %v", got, tt.want)
			}
		})
	}
}

func TestATabMayLeaveWhileItIsDeliveredTo(t *testing.T) {
	p := room("bobby", "bobby/2", "jackdaw", "?1")
	for tab := range p.To(presence.ToAll()) {
		p.Leave(tab)
	}
	if n := len(slices.Collect(p.To(presence.ToAll()))); n != 0 || p.Unnamed() != 0 || p.Now().People != 0 {
		t.Errorf("somebody is still here: %+v", p.Now())
	}
}

func TestAStormIsToldOnceASecond(t *testing.T) {
	p, now := presence.New[string](nil), noon
	frames := 0
	for i := range 10_000 {
		tab := fmt.Sprint("bird", i)
		p.Join(tab, person(tab))
		now = now.Add(time.Millisecond)
		if h, due := p.Announce(now); due {
			frames++
			if len(h.First) > 20 || len(h.Joined.First) > 20 || h.People != i+1 {
				t.Fatalf("announced were %d of %d people and %d joins", len(h.First), h.People, len(h.Joined.First))
			}
		}
	}
	if frames != 10 {
		t.Errorf("10,000 joins in 10 s made %d frames, want 10", frames)
	}
	h, _ := p.Announce(now.Add(time.Second))
	if h.Joined.Count != 999 {
		t.Errorf("of the last %d joins nobody was told, want 999", h.Joined.Count)
	}
	for i := range 10_000 {
		p.Leave(fmt.Sprint("bird", i))
	}
	if h, _ := p.Announce(now.Add(2 * time.Second)); h.Left.Count != 10_000 || len(h.Left.First) != 20 || h.People != 0 {
		t.Errorf("10,000 left at once: %+v", h)
	}
}

// TestAnnouncementsAddUp lets people come, go, look away, be hidden and
// renamed, and holds a reader who knows nothing but the announcements to who is here.
func TestAnnouncementsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		hidden := make(map[string]bool)
		p := presence.New[string](func(m chat.Member) bool { return hidden[m.ID] })
		tabs := []string{"bobby", "bobby/2", "bobby/3", "jackdaw", "jackdaw/2", "wren", "?1", "?2"}
		away := make(map[string]bool) // of the tabs that are in
		read := make(map[string]bool) // away, by nick, as announced
		now := noon
		t.Repeat(map[string]func(*rapid.T){
			"join": func(t *rapid.T) {
				tab := rapid.SampledFrom(tabs).Draw(t, "tab")
				p.Join(tab, person(tab))
				away[tab] = false
			},
			"leave": func(t *rapid.T) {
				tab := rapid.SampledFrom(tabs).Draw(t, "tab")
				p.Leave(tab)
				delete(away, tab)
			},
			"away": func(t *rapid.T) {
				tab := rapid.SampledFrom(tabs).Draw(t, "tab")
				is := rapid.Bool().Draw(t, "away")
				p.Away(tab, is)
				if _, in := away[tab]; in {
					away[tab] = is
				}
			},
			"hide": func(t *rapid.T) {
				m := person(rapid.SampledFrom([]string{"bobby", "wren"}).Draw(t, "who"))
				hidden[m.ID] = !hidden[m.ID]
				p.Look(m)
			},
			"tick": func(t *rapid.T) {
				now = now.Add(time.Duration(rapid.IntRange(0, 3).Draw(t, "half seconds")) * time.Second / 2)
				h, due := p.Announce(now)
				if !due {
					if at, waiting := p.Due(); waiting && !now.Before(at) {
						t.Fatal("an announcement is due, and is not made")
					}
					return
				}
				for _, nick := range slices.Concat(h.Joined.First, h.Back.First) {
					read[nick] = false
				}
				for _, nick := range h.Away.First {
					read[nick] = true
				}
				for _, nick := range h.Left.First {
					delete(read, nick)
				}
				want, unnamed := make(map[string]bool), 0
				for tab, is := range away {
					m := person(tab)
					if m.ID == "" {
						unnamed++
					} else if before, known := want[m.Nick]; !hidden[m.ID] {
						want[m.Nick] = is && (before || !known)
					}
				}
				for _, m := range h.First { // who joins while away is told of there
					read[m.Nick] = m.Away
				}
				if !maps.Equal(read, want) || h.People != len(want) || h.Unnamed != unnamed {
					t.Fatalf("announced: %v of %d and %d; here are %v and %d", read, h.People, h.Unnamed, want, unnamed)
				}
			},
		})
	})
}

// BenchmarkJoin is somebody coming to a room and leaving it.
func BenchmarkJoin(b *testing.B) {
	for _, n := range []int{10, 10_000} {
		b.Run(fmt.Sprint("room of ", n), func(b *testing.B) {
			p := presence.New[string](nil)
			for i := range n {
				tab := fmt.Sprint("bird", i)
				p.Join(tab, person(tab))
			}
			p.Announce(noon)
			m := person("magpie")
			b.ReportAllocs()
			for b.Loop() {
				p.Join("magpie", m)
				p.Now()
				p.Leave("magpie")
			}
		})
	}
}

// TestLookingAwayIsNoMegaphone lets somebody turn away and back each second,
// some of the times with a new tab.
func TestLookingAwayIsNoMegaphone(t *testing.T) {
	p, now := room("bobby", "wren"), noon
	p.Announce(now)
	words, frames := 0, 0
	for i := range 121 {
		now = now.Add(time.Second)
		if i%10 == 9 {
			p.Leave("bobby")
			p.Join("bobby", person("bobby"))
		}
		p.Away("bobby", i%2 == 0)
		h, due := p.Announce(now)
		if due {
			frames++
		}
		words += h.Away.Count + h.Back.Count
	}
	if words > 10 || frames > 22 { // in 30 s a word of being away and one of being back; twelve reloads
		t.Errorf("in two minutes bobby was named %d times, in %d announcements", words, frames)
	}
	p.Leave("bobby")
	p.Join("bobby", person("bobby"))
	p.Announce(now.Add(time.Second))
	p.Away("bobby", true)
	end := now.Add(40 * time.Second)
	told := 0
	for at, due := p.Due(); due && at.Before(end); at, due = p.Due() {
		h, _ := p.Announce(at)
		told += h.Away.Count
	}
	if told != 1 {
		t.Errorf("in the end bobby is away, which is told %d times", told)
	}
}

func TestWhoIsBackIsSeenAtOnce(t *testing.T) {
	p := room("bobby", "wren")
	p.Announce(noon)
	p.Away("bobby", true)
	p.Announce(noon.Add(time.Second))
	p.Away("bobby", false)
	if h, told := p.Announce(noon.Add(2 * time.Second)); !told || !slices.Equal(h.Back.First, []string{"bobby"}) {
		t.Errorf("a second after bobby went away they are back, which is told as %+v, %v", h, told)
	}
}

func TestANewNickAfterAReloadIsALeaveAndAJoin(t *testing.T) {
	called := func(nick string) chat.Member {
		return chat.Member{Person: chat.Person{ID: "id of bobby", Nick: nick}, Role: "guest"}
	}
	p := room("bobby", "wren")
	p.Announce(noon)
	p.Leave("bobby")
	p.Join("bobby", called("dodo"))
	h, _ := p.Announce(noon.Add(time.Second))
	if !slices.Equal(h.Left.First, []string{"bobby"}) || !slices.Equal(h.Joined.First, []string{"dodo"}) {
		t.Errorf("who came back as dodo is told as %+v", h)
	}
	p.Look(called("kiwi"))
	p.Leave("bobby")
	p.Join("bobby", called("kiwi"))
	if h, _ := p.Announce(noon.Add(2 * time.Second)); h.Left.Count+h.Joined.Count != 0 {
		t.Errorf("a nick of which the host has told is told again: %+v", h)
	}
}
