package host_test

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"rookery/chat"
	"rookery/chat/host"
	"rookery/chat/memory"
	"rookery/chat/presence"
)

var noon = time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)

// open gives a room whose people may say much.
func open(t testing.TB, c *codec, p chat.Policy) *host.Room {
	limits := chat.DefaultLimits()
	limits.Burst = 1 << 20
	room, err := host.Open(context.Background(), host.Config{History: memory.NewHistory(), Encode: c.encode, Limits: limits, Policy: p})
	if err != nil {
		t.Fatal(err)
	}
	return room
}

func join(t testing.TB, r *host.Room, v host.Visit) *host.Tab {
	tab, err := r.Join(context.Background(), v, noon)
	if err != nil {
		t.Fatal(err)
	}
	return tab
}

func TestALineIsEncodedOnce(t *testing.T) {
	c := new(codec)
	room := open(t, c, chat.Policy{})
	for i := range 100 {
		name := fmt.Sprint("bird-", i)
		join(t, room, host.Visit{Person: person(name), Out: newClient(name, c)})
	}
	before := len(c.news)
	if _, err := room.Say(context.Background(), person("bird-0"), "1", "hello", noon); err != nil {
		t.Fatal(err)
	}
	if n := len(c.news) - before; n != 1 {
		t.Errorf("a line for 100 people was encoded %d times", n)
	}
}

func TestAStormOfJoinsIsAFewFrames(t *testing.T) {
	c := new(codec)
	room := open(t, c, chat.Policy{})
	first := newClient("first", c)
	join(t, room, host.Visit{Person: person("first"), Out: first})
	before := len(first.news)
	for i := range 2000 {
		at := noon.Add(time.Duration(i) * time.Millisecond)
		name := fmt.Sprint("bird-", i)
		if _, err := room.Join(context.Background(), host.Visit{Person: person(name), Out: newClient(name, c)}, at); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(first.news) - before; n > 3 {
		t.Errorf("2,000 joins in 2 s sent somebody %d frames, want one a second", n)
	}
}

func TestManyTalkAtOnce(t *testing.T) {
	c := new(codec)
	room := open(t, c, chat.Policy{})
	var wg sync.WaitGroup
	clients := make([]*client, 8)
	for i := range clients {
		name := fmt.Sprint("bird-", i)
		clients[i] = newClient(name, c)
		wg.Go(func() {
			tab, err := room.Join(context.Background(), host.Visit{Person: person(name), Out: clients[i]}, noon)
			if err != nil {
				t.Error(err)
				return
			}
			for k := range 50 {
				text := fmt.Sprint("line ", k)
				if k%5 == 4 {
					text = fmt.Sprintf("@bird-%d line %d", (i+1)%len(clients), k)
				}
				if _, err := room.Say(context.Background(), person(name), strconv.Itoa(k), text, noon); err != nil {
					t.Error(err)
				}
				room.Away(tab, k%2 == 0, noon)
			}
		})
	}
	wg.Wait()
	for _, cl := range clients {
		if len(cl.faults) > 0 || cl.at["chat"] < 300 {
			t.Errorf("%s holds %d lines: %v", cl.name, cl.at["chat"], cl.faults)
		}
	}
}

func TestAResumeIsBounded(t *testing.T) {
	c := new(codec)
	room := open(t, c, chat.Policy{})
	early := newClient("early", c)
	tab := join(t, room, host.Visit{Person: person("early"), Out: early})
	room.Leave(tab, noon)
	say := func(n int, text string) {
		for range n {
			cid := strconv.Itoa(len(c.news))
			if a, err := room.Say(context.Background(), person("bobby"), cid, text+cid, noon); err != nil || a.N == 0 {
				t.Fatal(a, err)
			}
			c.news = append(c.news, nil) // so that the next cid is another
		}
	}
	back := func() (lines int, anew bool) {
		cl := newClient("early", c)
		cl.at["chat"] = 0
		tab := join(t, room, host.Visit{Person: person("early"), Out: cl, Epoch: room.Epoch()})
		room.Leave(tab, noon)
		if len(cl.faults) > 0 {
			t.Fatal(cl.faults)
		}
		_, anew = cl.news[0].(host.Snapshot)
		return len(cl.lines["chat"]), anew
	}
	say(1000, "line ")
	if n, anew := back(); n != 1000 || anew {
		t.Errorf("who has missed 1,000 lines is sent %d of them, anew: %v", n, anew)
	}
	say(1, "line ")
	if n, anew := back(); n != 200 || !anew {
		t.Errorf("who has missed 1,001 lines is sent %d of them, anew: %v", n, anew)
	}
}

func TestASnapshotOfLongLinesFitsIntoAnOutbox(t *testing.T) {
	room, err := host.Open(context.Background(), host.Config{
		History: memory.NewHistory(), Limits: chat.Limits{Graphemes: 500, Bytes: 3 << 10, Burst: 1000, Window: time.Second},
		Encode: func(n host.News) []byte { return []byte(fmt.Sprintf("%v", n)) },
	})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 300 {
		text := fmt.Sprint(i, strings.Repeat("長", 490))
		if _, err := room.Say(context.Background(), person("bobby"), fmt.Sprint(i), text, noon); err != nil {
			t.Fatal(err)
		}
	}
	for _, epoch := range []string{"", room.Epoch()} {
		out := memory.NewOutbox(70 << 10)
		join(t, room, host.Visit{Person: person("wren"), Out: out, Epoch: epoch})
		frames, err := out.Next(context.Background())
		if err != nil || len(frames) < 30 {
			t.Errorf("%d frames, %v", len(frames), err)
		}
	}
}

func TestWhatTheHostSendsItselfGoesToAllButTheSender(t *testing.T) {
	c := new(codec)
	room := open(t, c, chat.Policy{})
	bobby, wren := newClient("bobby", c), newClient("wren", c)
	join(t, room, host.Visit{Person: person("bobby"), Out: bobby})
	join(t, room, host.Visit{Person: person("wren"), Out: wren})
	bobby.news, wren.news = nil, nil
	room.Send(presence.ToAllButSender(person("bobby").ID), c.encode(host.Presence{}))
	if len(bobby.news) != 0 || len(wren.news) != 1 {
		t.Errorf("the sender was sent %v, the other %v", bobby.news, wren.news)
	}
}

func TestWhoHasBlockedWhomIsTheirOwnToKnow(t *testing.T) {
	c := new(codec)
	room := open(t, c, chat.Policy{})
	for _, name := range []string{"bobby", "wren", "jackdaw"} {
		join(t, room, host.Visit{Person: person(name), Out: newClient(name, c)})
	}
	for cid, nick := range []string{"wren", "jackdaw"} {
		if _, err := room.Say(context.Background(), person("bobby"), strconv.Itoa(cid), "/block "+nick, noon); err != nil {
			t.Fatal(err)
		}
	}
	if got := room.Blocks(person("bobby")); len(got) != 2 || got[0].Nick != "jackdaw" || got[1].Nick != "wren" {
		t.Errorf("bobby has blocked %v", got)
	}
	if got := room.Blocks(person("wren")); len(got) != 0 {
		t.Errorf("wren has blocked %v", got)
	}
	if got := room.Completions(person("jackdaw"), "@"); len(got) != 1 || got[0].Shows != "wren" {
		t.Errorf("jackdaw is offered %v", got)
	}
}

func TestAReportShowsWhatWasSaidAround(t *testing.T) {
	c := new(codec)
	room := open(t, c, chat.Policy{})
	ctx := context.Background()
	for _, name := range []string{"bobby", "wren"} {
		join(t, room, host.Visit{Person: person(name), Out: newClient(name, c)})
	}
	for i := 1; i <= 30; i++ {
		if _, err := room.Say(ctx, person("bobby"), strconv.Itoa(i), fmt.Sprint("line ", i), noon); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := room.Say(ctx, person("bobby"), "w", "@wren psst", noon); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name        string
		by, stream  string
		n           uint64
		first, last uint64 // 0: no such entry
	}{
		{"in the middle", "wren", "chat", 15, 5, 25},
		{"at the beginning", "wren", "chat", 2, 1, 12},
		{"at the end", "wren", "chat", 30, 20, 30},
		{"a whisper to oneself", "wren", "whispers", 1, 1, 1},
		{"somebody else's whisper", "jackdaw", "whispers", 1, 0, 0},
		{"no entry", "wren", "chat", 31, 0, 0},
		{"nor this", "wren", "chat", 0, 0, 0},
		{"an act", "wren", "acts", 1, 0, 0},
		{"a whisper, by nobody", "?1", "whispers", 1, 0, 0},
	} {
		r, err := room.Report(ctx, person(tt.by), tt.stream, tt.n, "")
		switch {
		case tt.first == 0 && err != host.ErrNoStream && err != host.ErrNoLine && err != host.ErrNobody:
			t.Errorf("%s: %v, %v", tt.name, r, err)
		case tt.first > 0 && (err != nil || r.Entry.N != tt.n || r.Context[0].N != tt.first || r.Context[len(r.Context)-1].N != tt.last):
			t.Errorf("%s: %v, %v", tt.name, r, err)
		}
	}
}

func TestACommandThatIsGivenUpLeavesNothing(t *testing.T) {
	room := open(t, new(codec), chat.Policy{})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for range 50 { // a free turn and an ended context: either may be seen first
		a, err := room.Say(ctx, person("bobby"), "1", "hello", noon)
		if err == nil && a.N != 1 {
			t.Fatalf("answered %v", a)
		}
	}
	for _, cid := range []string{"", strings.Repeat("x", 65)} {
		if _, err := room.Say(context.Background(), person("bobby"), cid, "hello", noon); err != host.ErrNoCID {
			t.Errorf("the cid %q: %v", cid, err)
		}
	}
}

// counted is an outbox that only counts.
type counted struct{ frames int }

func (c *counted) Offer([]byte, bool) bool { c.frames++; return true }

// BenchmarkDeliver is one line stored in memory and offered to everybody.
func BenchmarkDeliver(b *testing.B) {
	for _, n := range []int{100, 10_000} {
		b.Run(fmt.Sprint(n, " members"), func(b *testing.B) {
			encoded := 0
			limits := chat.DefaultLimits()
			limits.Burst = 1 << 30
			room, err := host.Open(context.Background(), host.Config{History: memory.NewHistory(), Limits: limits, Encode: func(host.News) []byte {
				encoded++
				return make([]byte, 200)
			}})
			if err != nil {
				b.Fatal(err)
			}
			all := make([]counted, n)
			for i := range all {
				name := fmt.Sprint("bird-", i)
				join(b, room, host.Visit{Person: person(name), Out: &all[i]})
			}
			before, offered, lines := encoded, all[0].frames, 0
			b.ReportAllocs()
			for b.Loop() {
				lines++
				text := "line " + strconv.Itoa(lines)
				by := person("bird-" + strconv.Itoa(lines%n))
				if a, err := room.Say(context.Background(), by, text, text, noon.Add(time.Duration(lines)*time.Minute)); err != nil || a.N == 0 {
					b.Fatal(a, err)
				}
			}
			if encoded-before != lines || all[0].frames-offered != lines {
				b.Fatalf("%d lines were encoded %d times, and offered %d times to a member", lines, encoded-before, all[0].frames-offered)
			}
		})
	}
}

// BenchmarkOpen is a room whose people have blocked, and heard again, each other.
func BenchmarkOpen(b *testing.B) {
	for _, acts := range []int{100, 100_000} {
		b.Run(fmt.Sprint(acts, " acts"), func(b *testing.B) {
			h := memory.NewHistory()
			for i := range acts {
				e := host.Entry{
					Stream: host.Stream{Name: host.ActStream}, N: uint64(i + 1), At: noon, Kind: chat.Notice, Act: host.Blocked,
					By: person(fmt.Sprint("bird-", i/2%1000)), To: person("dodo"),
				}
				if i%2 == 1 {
					e.Act = host.Unblocked
				}
				batch := host.Batch{Entries: []host.Entry{e}, Receipt: host.Receipt{Person: e.By.ID, CID: strconv.Itoa(i), Stream: e.Stream, N: e.N}}
				if err := h.Append(b.Context(), batch); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := host.Open(b.Context(), host.Config{History: h, Encode: func(host.News) []byte { return nil }}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkJoin is a tab that comes to a room and leaves it.
func BenchmarkJoin(b *testing.B) {
	for _, n := range []int{10, 10_000} {
		b.Run(fmt.Sprint("room of ", n), func(b *testing.B) {
			room, err := host.Open(context.Background(), host.Config{
				History: memory.NewHistory(), Encode: func(host.News) []byte { return make([]byte, 200) },
			})
			if err != nil {
				b.Fatal(err)
			}
			for i := range n {
				name := fmt.Sprint("bird-", i)
				join(b, room, host.Visit{Person: person(name), Out: new(counted)})
			}
			b.ReportAllocs()
			for b.Loop() {
				tab := join(b, room, host.Visit{Person: person("magpie"), Out: new(counted)})
				room.Leave(tab, noon)
			}
		})
	}
}
