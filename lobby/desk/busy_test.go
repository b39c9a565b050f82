package desk_test

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"rookery/lobby/desk"
	"rookery/lobby/hall"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/store/memory"
	"rookery/lobby/wire"
)

// ear counts the frames that a page is sent, and forgets them.
type ear struct{ frames, bytes atomic.Int64 }

func (e *ear) Offer(frame []byte, _ bool) bool {
	e.frames.Add(1)
	e.bytes.Add(int64(len(frame)))
	return true
}

// arrives is one who looks at the lobby.
func (w *world) arrives(i int) *ear {
	w.t.Helper()
	e := new(ear)
	who := person.Person{ID: person.ID(fmt.Sprintf("0190a000-0000-7000-8000-%012d", i)), Nick: fmt.Sprint("bird", i)}
	if err := w.lobby.Arrive(w.t.Context(), &hall.Conn{Who: who, Out: e}); err != nil {
		w.t.Fatal(err)
	}
	return e
}

func TestFiveThousandPeopleAndFiftyChangesASecondAreOneFrameIn250Ms(t *testing.T) {
	play(t, func(w *world) {
		var ears []*ear
		for i := range 5000 {
			ears = append(ears, w.arrives(i))
		}
		var seekers []*page
		for i := range 10 {
			seekers = append(seekers, w.newcomer(name(i)))
		}
		after(time.Second)
		var before []int64
		for _, e := range ears {
			before = append(before, e.frames.Load())
		}
		const seconds = 4
		for i := range 25 * seconds { // a seek is opened, and withdrawn
			p := seekers[i%len(seekers)]
			id := p.seeks(wire.Random)
			after(20 * time.Millisecond)
			p.must(wire.Withdraw{Seek: id})
			after(20 * time.Millisecond)
		}
		for i, e := range ears {
			if n := e.frames.Load() - before[i]; n < 3*seconds || n > 4*seconds+1 {
				t.Fatalf("in %d s one of them is sent %d frames", seconds, n)
			}
		}
	})
}

// BenchmarkAFrameOfTheLobby is what one change costs: a frame, encoded once, for so
// many people. With ns/person it is what each of them costs, at most every 250 ms.
func BenchmarkAFrameOfTheLobby(b *testing.B) {
	for _, n := range []int{50, 500, 5000} {
		b.Run(fmt.Sprintf("people=%d", n), func(b *testing.B) {
			store := memory.New()
			l := desk.New(desk.Config{
				Rooms: store.Rooms(), Seeks: store.Seeks(), Notices: store.Notices(), Journal: store.Journal(), Persons: store.Persons(),
				House: func(context.Context, *room.Room, wire.Person, wire.Side) error { return nil }, Log: slog.New(slog.DiscardHandler),
			})
			ctx, stop := context.WithCancel(context.Background())
			ended := make(chan error, 1)
			go func() { ended <- l.Run(ctx) }()
			b.Cleanup(func() { stop(); <-ended })
			var out ear
			for i := range n {
				who := person.Person{ID: person.ID(fmt.Sprintf("0190a000-0000-7000-8000-%012d", i)), Nick: fmt.Sprint("bird", i)}
				if err := l.Arrive(ctx, &hall.Conn{Who: who, Out: &out}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportAllocs()
			for b.Loop() {
				l.Tell()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/person")
		})
	}
}
