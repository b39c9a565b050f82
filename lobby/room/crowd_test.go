package room_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"rookery/lobby"
	"rookery/lobby/room"
	"rookery/lobby/store/memory"
	"rookery/lobby/wire"
)

// onlooker counts what it is sent, and forgets it.
type onlooker struct{ frames, audience atomic.Int64 }

func (o *onlooker) Offer(frame []byte, _ bool) bool {
	o.frames.Add(1)
	if bytes.HasPrefix(frame, []byte(`{"t":"audience"`)) {
		o.audience.Add(1)
	}
	return true
}

func bird(i int) wire.Person {
	return wire.Person{ID: fmt.Sprint("id-", i), Nick: fmt.Sprint("bird", i)}
}

// flock has n people come to r, pause after each.
func flock(tb testing.TB, r *room.Room, n int, out *onlooker, pause time.Duration) []*room.Member {
	tb.Helper()
	var all []*room.Member
	for i := range n {
		m := &room.Member{Person: bird(i), Out: out, Answer: func(room.Answer) {}}
		if _, ok, err := r.Attach(context.Background(), m, map[wire.Stream]uint64{"chat": 0, "whispers": 0}); !ok || err != nil {
			tb.Fatalf("%s could not come in: %v", m.Person.Nick, err)
		}
		all = append(all, m)
		if pause > 0 {
			time.Sleep(pause)
		}
	}
	return all
}

func TestTenThousandComeAndEverybodyIsToldOnceASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := sitDown(t, 300, 3)
		white := tb.join(magpie)
		tb.join(wire.Person{})
		time.Sleep(time.Second)
		synctest.Wait()
		before, began := strings.Count(white.heard(), `"t":"audience"`), time.Now()
		var rest onlooker
		all := flock(t, tb.room, 10_000, &rest, time.Millisecond)
		time.Sleep(2 * time.Second)
		synctest.Wait()
		frames := strings.Count(white.heard(), `"t":"audience"`) - before
		if most := int(time.Since(began)/time.Second) + 1; frames < 5 || frames > most {
			t.Errorf("%d frames told who is here, in %s", frames, time.Since(began))
		}
		a := news[wire.Audience](tb, white, "audience")
		if a.Watching != 10_001 || len(a.Spectators) != 20 || a.Spectators[0].Nick != "bird0" {
			t.Errorf("the last one: %d watch, %d are named", a.Watching, len(a.Spectators))
		}
		if !strings.Contains(white.heard(), `"came":`) {
			t.Error("a crowd came, and was not counted")
		}
		for _, m := range all[20:] {
			tb.room.Detach(m, true)
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		a = news[wire.Audience](tb, white, "audience")
		if a.Watching != 21 || a.Went < 1000 || len(a.Left) != 20 {
			t.Errorf("when they went: %d watch, %d went, %d of them are named", a.Watching, a.Went, len(a.Left))
		}
	})
}

func TestWhoMayLinkIsGivenTheSpans(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := sitDownWith(t, wire.Start{
			White: &magpie, Black: &jackdaw, How: "pool", Control: wire.Control{Base: 300}, Clock: wire.Clock{White: 300_000, Black: 300_000},
		}, room.Config{MayLink: func(person string) bool { return person == magpie.ID }})
		white, black := tb.join(magpie), tb.join(jackdaw)
		for _, say := range []string{"♞𝄞 https://example.org/a.", "@jackdaw https://example.org"} {
			if a := white.do(wire.Say{Text: say, To: "chat"}); a.Err != nil {
				t.Fatal(a.Err)
			}
		}
		for _, want := range []string{`"links":[{"from":4,"to":25}]`, `"links":[{"from":0,"to":19}]`} {
			if !strings.Contains(black.heard(), want) {
				t.Errorf("no %s in %v", want, black.all())
			}
		}
		n := len(white.all())
		black.do(wire.Say{Text: "https://example.org", To: "chat"})
		if later := strings.Join(white.all()[n:], ""); strings.Contains(later, "links") || !strings.Contains(later, "example.org") {
			t.Errorf("a guest's link: %s", later)
		}
	})
}

func TestAReplyFindsWhoWhisperedBeforeTheRestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := sitDown(t, 300, 3)
		white, black := tb.join(magpie), tb.join(jackdaw)
		if a := white.do(wire.Say{Text: "@jackdaw good luck", To: "chat"}); a.Err != nil {
			t.Fatal(a.Err)
		}
		_ = black
		tb.restart(time.Minute)
		back := map[wire.Stream]uint64{"chat": 0, "whispers": 1}
		white, black = tb.resume(magpie, back), tb.resume(jackdaw, back)
		if a := white.do(wire.Say{Text: "/reply to myself?", To: "chat"}); a.Err == nil {
			t.Error("who whispers has not been whispered to")
		}
		if a := black.do(wire.Say{Text: "/reply and to you", To: "chat"}); a.Err != nil || !strings.Contains(white.heard(), "and to you") {
			t.Errorf("answered %v; white heard %v", a.Err, white.all())
		}
	})
}

// crowded is a room in real time that n people watch.
func crowded(b *testing.B, n int) (*room.Room, []*room.Member, *onlooker) {
	b.Helper()
	store := memory.New()
	start := wire.Start{White: &magpie, Black: &jackdaw, How: "pool"}
	tag, stream, body := wire.EncodeBody(start)
	_, err := store.Rooms().Make(context.Background(), lobby.NewRoom{
		Summary: room.Summary{Room: "r", Game: wire.LiveGame{Room: "r"}},
		Events:  []room.Event{{Stream: room.Stream{Name: stream}, N: 1, Pos: 1, Kind: tag, At: time.Now().UnixMilli(), Body: body}},
	})
	if err != nil {
		b.Fatal(err)
	}
	r, err := room.Open(context.Background(), room.Config{ID: "r", Journal: store.Journal(), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- r.Run(ctx) }()
	b.Cleanup(func() { stop(); <-ended })
	var out onlooker
	return r, flock(b, r, n, &out, 0), &out
}

// BenchmarkALineToAll is a line from its arrival until everybody has it in
// their outbox. It is encoded once, however many they are.
func BenchmarkALineToAll(b *testing.B) {
	for _, n := range []int{10, 10_000} {
		b.Run(fmt.Sprintf("members=%d", n), func(b *testing.B) {
			r, all, _ := crowded(b, n)
			answered, began := make(chan error, 1), time.Now()
			for _, m := range all {
				m.Answer = func(a room.Answer) { answered <- a.Err }
			}
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				i++
				err := r.Post(room.Command{From: all[i%len(all)], Received: began.Add(time.Duration(i) * time.Second), Req: wire.Request{
					CID: wire.CID(fmt.Sprintf("00000000-0000-4000-8000-%012d", i)), Tag: "say", Cmd: wire.Say{Text: fmt.Sprint("line ", i), To: "chat"},
				}})
				if err == nil {
					err = <-answered
				}
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkAJoin is one who comes to a room, and goes.
func BenchmarkAJoin(b *testing.B) {
	for _, n := range []int{10, 10_000} {
		b.Run(fmt.Sprintf("members=%d", n), func(b *testing.B) {
			r, _, out := crowded(b, n)
			m := &room.Member{Person: bird(n), Out: out, Answer: func(room.Answer) {}}
			b.ReportAllocs()
			for b.Loop() {
				if _, ok, err := r.Attach(b.Context(), m, map[wire.Stream]uint64{"chat": 0, "whispers": 0}); !ok || err != nil {
					b.Fatal(err)
				}
				r.Detach(m, true)
			}
		})
	}
}

// BenchmarkJoins is so many who come to one room, each told who is there and all
// told of them once a second; what one of them costs does not grow with their number.
func BenchmarkJoins(b *testing.B) {
	for _, n := range []int{1000, 10_000} {
		b.Run(fmt.Sprintf("members=%d", n), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				r, _, out := crowded(b, 0)
				b.StartTimer()
				flock(b, r, n, out, 0)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/join")
		})
	}
}
