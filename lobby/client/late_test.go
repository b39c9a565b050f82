package client

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"rookery/lobby"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/store/memory"
	"rookery/lobby/wire"
)

// hurry opens a page that reads nothing until listen, so that it is still being
// let in while it already speaks.
func (sv *server) hurry(who person.Person, id room.ID) *page {
	p := &page{sv: sv, deaf: true}
	ready := make(chan struct{})
	p.s = sv.door.Enter(sv.t.Context(), Visit{Who: who, Room: id, Wake: func() { go func() { <-ready; p.read() }() }})
	close(ready)
	sv.t.Cleanup(func() { p.s.Leave(false) })
	return p
}

func (p *page) listen() {
	p.mu.Lock()
	p.deaf = false
	p.mu.Unlock()
	p.read()
}

func (p *page) shout(tag, body string) {
	p.s.Receive([]byte(fmt.Sprintf(`{"cid":%q,"t":%q,"d":%s}`, p.sv.cid(), tag, body)), time.Now())
}

func TestWhatIsSaidWhileOneIsLetInKeepsItsOrder(t *testing.T) {
	serve(t, func(sv *server) {
		id := sv.game()
		black := sv.visit(jackdaw, id)
		p := sv.hurry(magpie, id)
		p.shout("say", `{"text":"first","to":"chat"}`) // the room is not open yet
		synctest.Wait()                                // greeted; the history waits for the reader
		p.shout("say", `{"text":"second","to":"chat"}`)
		heard := strings.Join(black.heard(), "\n")
		if first, second := strings.Index(heard, `"first"`), strings.Index(heard, `"second"`); first < 0 || second < first {
			t.Errorf("first at %d, second at %d", first, second)
		}
		p.listen()
		oks := strings.Count(strings.Join(p.heard(), ""), `"s":"chat","ok":`)
		if oks != 2 {
			t.Errorf("%d answers", oks)
		}
	})
}

func TestAMoveInTimeCountsHoweverSlowTheHistoryIs(t *testing.T) {
	serve(t, func(sv *server) {
		id := sv.game() // 5+3
		white, black := sv.visit(magpie, id), sv.visit(jackdaw, id)
		white.send("move", wire.Move{Text: "e2e4", On: 1})
		black.send("move", wire.Move{Text: "e7e5", On: 2})
		for i := range 30 {
			time.Sleep(3 * time.Second)
			black.send("say", wire.Say{Text: fmt.Sprint(i, strings.Repeat("x", 480)), To: "chat"})
		}
		white.s.Leave(false)
		time.Sleep((300 - 90 - 2) * time.Second)
		back := sv.hurry(magpie, id) // 2 s before the flag
		back.shout("move", `{"move":"g1f3","on":3}`)
		time.Sleep(3 * time.Second)
		back.listen()
		heard := strings.Join(black.heard(), "\n")
		if !strings.Contains(heard, `"uci":"g1f3"`) || strings.Contains(heard, `"flag"`) {
			t.Errorf("black heard %s", heard[max(0, len(heard)-600):])
		}
	})
}

// late is a store of notices that calls hook after the look which finds nothing more.
type late struct {
	lobby.Notices
	mu   sync.Mutex
	hook func()
}

func (l *late) Load(ctx context.Context, who person.ID, after uint64, limit int) ([]lobby.Notice, error) {
	n, err := l.Notices.Load(ctx, who, after, limit)
	l.mu.Lock()
	hook := l.hook
	l.mu.Unlock()
	if hook != nil && len(n) == 0 {
		hook()
	}
	return n, err
}

func TestWhoLeavesWhileLetInIsNotPresent(t *testing.T) {
	for step := range 4 {
		t.Run(fmt.Sprint("at look ", step+1), func(t *testing.T) {
			serve(t, func(sv *server) {
				id := sv.game()
				l := &late{Notices: sv.store.Notices()}
				sv.door.cfg.Notices = l
				other := sv.visit(magpie, "") // so that the store has magpie as present already
				looks := 0
				var s *Session
				entered := make(chan struct{})
				l.mu.Lock()
				l.hook = func() {
					<-entered
					if looks++; looks == step+1 {
						s.Leave(false)
						time.Sleep(time.Millisecond) // the leaving is done before the arriving goes on
					}
				}
				l.mu.Unlock()
				s = sv.door.Enter(sv.t.Context(), Visit{Who: magpie, Room: id, Wake: func() {}})
				close(entered)
				for range 100 { // a socket that reads
					time.Sleep(time.Millisecond)
					s.Next()
				}
				s.Leave(false)
				other.s.Leave(false)
				time.Sleep(time.Minute)
				if here := sv.lobby.Snapshot().Here; here != 0 {
					t.Errorf("%d are still here", here)
				}
			})
		})
	}
}

func TestWhoAsksOnWithoutTakingTheAnswersIsTooSlow(t *testing.T) {
	serve(t, func(sv *server) {
		p := sv.hurry(magpie, sv.game())
		synctest.Wait()
		for range 2000 {
			p.shout("say", `{"text":"/help","to":"chat"}`)
			time.Sleep(210 * time.Millisecond)
		}
		p.s.mu.Lock()
		held := p.s.heldSize
		p.s.mu.Unlock()
		p.listen()
		if code := p.closed(); code != wire.CloseSlow || held > 2*outboxBytes {
			t.Errorf("closed with %d, %d bytes held", code, held)
		}
	})
}

func TestOlderLinesComeInPagesThatFit(t *testing.T) {
	serve(t, func(sv *server) {
		id := sv.game()
		white := sv.visit(magpie, id)
		for i := range 200 {
			time.Sleep(6 * time.Second)
			if a := white.send("say", wire.Say{Text: fmt.Sprint(i, strings.Repeat("日", 490)), To: "chat"}); a.OK == 0 {
				t.Fatalf("%+v", a)
			}
		}
		p := sv.visit(jackdaw, id)
		p.mu.Lock()
		p.deaf = true
		p.mu.Unlock()
		for _, before := range []int{200, 150, 100, 50} {
			p.shout("history", fmt.Sprintf(`{"stream":"chat","before":%d}`, before))
		}
		synctest.Wait()
		p.listen()
		pages := 0
		for _, f := range p.heard() {
			if strings.Contains(f, `"info":{"t":"page"`) {
				if pages++; len(f) > pageBytes+(4<<10) || !strings.Contains(f, `"more":true`) {
					t.Errorf("a page of %d bytes", len(f))
				}
			}
		}
		if pages != 4 || p.closed() != 0 {
			t.Errorf("%d pages, closed with %d", pages, p.closed())
		}
	})
}

func TestAPageOfOlderLinesHasFifty(t *testing.T) {
	serve(t, func(sv *server) {
		white := sv.visit(magpie, sv.game())
		for i := range 120 {
			time.Sleep(6 * time.Second)
			white.ok(white.types(fmt.Sprint("line ", i+1)), wire.ChatStream)
		}
		for before, want := range map[uint64]struct {
			first, last int
			more        bool
		}{
			121: {71, 120, true},
			71:  {21, 70, true},
			52:  {2, 51, true},
			51:  {1, 50, false},
			21:  {1, 20, false},
			2:   {1, 1, false},
			1:   {0, 0, false},
			0:   {0, 0, false},
		} {
			a := white.send("history", wire.History{Stream: wire.ChatStream, Before: before})
			if a.Info == nil {
				t.Fatalf("before %d: %+v", before, a)
			}
			var said []any
			events := a.Info.D["events"].([]any)
			for _, e := range events {
				said = append(said, e.(map[string]any)["d"].(map[string]any)["text"])
			}
			var lines []any
			for i := want.first; i > 0 && i <= want.last; i++ {
				lines = append(lines, fmt.Sprint("line ", i))
			}
			if !slices.Equal(said, lines) || a.Info.D["more"] != want.more {
				t.Errorf("before %d: %d lines, more: %v: %v", before, len(said), a.Info.D["more"], said)
			}
			time.Sleep(6 * time.Second)
		}
	})
}

func TestAFullDiskLetsEverybodyWatch(t *testing.T) {
	serve(t, func(sv *server) {
		id := sv.game()
		sv.store.Break(memory.Fault{Before: func(op memory.Op) error {
			if op == memory.Append || op == memory.Present {
				return room.ErrFull
			}
			return nil
		}})
		time.Sleep(time.Minute)
		p := sv.visit(chough, id)
		if code := p.closed(); code != 0 || !strings.Contains(strings.Join(p.heard(), ""), `"snapshot"`) {
			t.Errorf("closed with %d: %v", code, p.heard())
		}
		sv.store.Break(memory.Fault{})
	})
}
