package client

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/store/memory"
	"rookery/lobby/wire"
)

// frame is a command as a program writes it; the same number is the same cid.
func frame(cid int, tag, d string) []byte {
	return fmt.Appendf(nil, `{"cid":"6f1c4b1e-6f0a-4c0e-9a53-%012d","t":%q,"d":%s}`, cid, tag, d)
}

// asks gives a command without a socket and returns the answer as text, or the error's.
func (sv *server) asks(who person.Person, f []byte) string {
	sv.t.Helper()
	r, err := sv.door.Ask(sv.t.Context(), Visit{Who: who, Net: sv.net}, f, time.Now())
	if err != nil {
		return err.Error()
	}
	return string(r.Frame)
}

const aSeek = `{"control":{"base":300,"inc":3},"side":"white"}`

// TestACommandIsAnsweredTheSameWithAndWithoutASocket gives each command over a lobby's
// socket to one server, and without one to another.
func TestACommandIsAnsweredTheSameWithAndWithoutASocket(t *testing.T) {
	frames := [][]byte{
		frame(1, "seek", aSeek),
		frame(1, "seek", aSeek),
		frame(2, "seek", `{"control":{"base":0,"inc":0},"side":"white"}`),
		frame(3, "seek", `{"side":"white"}`),
		frame(4, "fly", `{}`),
		frame(5, "resign", `{}`),
		frame(6, "ping", `{}`),
		frame(7, "take", `{"seek":"0198f7a2-6c1d-7e9b-8a55-3c2f1b0e9d44"}`),
		frame(8, "stop", `{}`),
		frame(9, "rematch", `{"room":"0198f7a2-6c1d-7e9b-8a55-3c2f1b0e9d44"}`),
		frame(1, "stop", `{}`), // another command's cid
	}
	for _, who := range []person.Person{magpie, nobody} {
		var over, without []string
		serve(t, func(sv *server) {
			p := sv.visit(who, "")
			for _, f := range frames {
				before := len(p.heard())
				p.s.Receive(f, time.Now())
				said := ""
				for _, h := range p.heard()[before:] {
					if strings.HasPrefix(h, `{"re":`) {
						said = h
					}
				}
				over = append(over, said)
			}
			if who.ID != "" && p.closed() != wire.ClosePolicy {
				t.Error("a cid that came again with another body did not close the socket")
			}
		})
		serve(t, func(sv *server) {
			for _, f := range frames {
				without = append(without, sv.asks(who, f))
			}
		})
		if last := len(frames) - 1; who.ID != "" {
			if without[last] != room.ErrReused.Error() {
				t.Errorf("a cid that came again with another body: %s", without[last])
			}
			over, without = over[:last], without[:last]
		}
		for i := range over {
			if over[i] != without[i] {
				t.Errorf("%s by %q is answered\n%s over a socket, and\n%s without", frames[i], who.Nick, over[i], without[i])
			}
		}
	}
}

func TestAFrameThatCannotBeReadIsNotAnswered(t *testing.T) {
	serve(t, func(sv *server) {
		for _, f := range []string{"", "{}", `{"cid":"x","t":"stop"}`, `{"cid":`, strings.Repeat("[", 5000)} {
			if _, err := sv.door.Ask(sv.t.Context(), Visit{Who: magpie}, []byte(f), time.Now()); !errors.Is(err, wire.ErrUnreadable) {
				t.Errorf("%.20s: %v", f, err)
			}
		}
	})
}

func TestTheBudgetIsOneWithAndWithoutASocket(t *testing.T) {
	serve(t, func(sv *server) {
		p := sv.visit(magpie, "")
		for i := range 15 {
			p.s.Receive(frame(i, "stop", `{}`), time.Now())
			p.heard()
			sv.asks(magpie, frame(100+i, "stop", `{}`))
		}
		r, err := sv.door.Ask(sv.t.Context(), Visit{Who: magpie}, frame(200, "stop", `{}`), time.Now())
		if err != nil || r.Wait != time.Second || r.Code != wire.RateLimited || !strings.Contains(string(r.Frame), `"wait":1000`) {
			t.Errorf("%+v, %v", r, err)
		}
		if said := sv.asks(jackdaw, frame(1, "stop", `{}`)); !strings.Contains(said, "info") {
			t.Errorf("somebody else is told %s", said)
		}
	})
}

func TestAnOutcomeThatIsNotKnownIsNotARefusal(t *testing.T) {
	serve(t, func(sv *server) {
		sv.store.Break(memory.Fault{After: func(op memory.Op) error {
			if op == memory.Open {
				return errors.New("the disk did not say")
			}
			return nil
		}})
		if said := sv.asks(magpie, frame(1, "seek", aSeek)); said != ErrUnknown.Error() {
			t.Errorf("told %s", said)
		}
		sv.store.Break(memory.Fault{})
		if said := sv.asks(magpie, frame(1, "seek", aSeek)); !strings.Contains(said, `"ok":1`) {
			t.Errorf("and then %s", said)
		}
	})
}

func TestTheSeekOfAProgramEndsFiveSecondsAfterItWasHeardLast(t *testing.T) {
	serve(t, func(sv *server) {
		open := func() int { synctest.Wait(); return len(sv.lobby.Snapshot().Seeks) }
		sv.asks(magpie, frame(1, "seek", aSeek))
		time.Sleep(4 * time.Second)
		for range 3 { // it waits for notices, comes back, and waits again
			ctx, stop := context.WithTimeout(sv.t.Context(), 20*time.Second)
			events, head, err := sv.door.Notices(sv.t.Context(), magpie, 1, 50, ctx.Done())
			stop()
			if len(events) != 0 || head != 1 || err != nil {
				t.Errorf("notices %v, %d, %v", events, head, err)
			}
			time.Sleep(4 * time.Second)
			if open() != 1 {
				t.Fatal("the seek has ended")
			}
		}
		time.Sleep(2 * time.Second)
		if open() != 0 {
			t.Error("the seek goes on although nobody waits")
		}
	})
}

func TestWhoWaitsForNoticesIsToldAtOnce(t *testing.T) {
	serve(t, func(sv *server) {
		sv.asks(magpie, frame(1, "seek", aSeek))
		time.Sleep(time.Second) // until the lobby shows it
		seek := sv.lobby.Snapshot().Seeks[0].ID
		type told struct {
			events []wire.Event
			head   uint64
			at     time.Time
		}
		got := make(chan told, 1)
		go func() {
			events, head, err := sv.door.Notices(sv.t.Context(), magpie, 1, 50, make(chan struct{}))
			if err != nil {
				t.Error(err)
			}
			got <- told{events, head, time.Now()}
		}()
		time.Sleep(3 * time.Second)
		began := time.Now()
		if said := sv.asks(jackdaw, frame(1, "take", `{"seek":"`+seek+`"}`)); !strings.Contains(said, `"ok"`) {
			t.Fatal(said)
		}
		is := <-got
		if is.at.Sub(began) > 0 || len(is.events) == 0 || is.head < 2 {
			t.Errorf("told %+v after %v", is, is.at.Sub(began))
		}
		all, head, err := sv.door.Notices(sv.t.Context(), magpie, 1, 50, nil)
		if err != nil || all[len(all)-1].T != "seated" || all[len(all)-1].N != head {
			t.Errorf("notices %v, %d, %v", all, head, err)
		}
	})
}

func TestAProgramThatWaitsForItsNoticesFindsAnOpponentInAPool(t *testing.T) {
	serve(t, func(sv *server) {
		const search = `{"pool":"5+3"}`
		sv.asks(magpie, frame(1, "search", search))
		time.Sleep(4 * time.Second)
		ctx, stop := context.WithTimeout(sv.t.Context(), 20*time.Second)
		defer stop()
		found := make(chan []wire.Event, 1)
		go func() {
			events, _, err := sv.door.Notices(sv.t.Context(), magpie, 0, 50, ctx.Done())
			if err != nil {
				t.Error(err)
			}
			found <- events
		}()
		time.Sleep(10 * time.Second) // longer than a search outlives its connection
		sv.asks(jackdaw, frame(1, "search", search))
		if events := <-found; len(events) != 1 || events[0].T != "seated" {
			t.Errorf("the notices are %v", events)
		}
	})
}
