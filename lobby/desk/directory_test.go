package desk_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"rookery/lobby"
	"rookery/lobby/room"
	"rookery/lobby/store/memory"
	"rookery/lobby/wire"
)

func TestAllWhoOpenARoomGetTheSame(t *testing.T) {
	play(t, func(w *world) {
		_, _, id := w.pair(w.newcomer("ada"), w.newcomer("bob"))
		w.stop()
		w.start()
		var (
			all sync.WaitGroup
			mu  sync.Mutex
			got []*room.Room
		)
		for range 64 {
			all.Go(func() {
				r, err := w.lobby.Open(w.t.Context(), room.ID(id))
				if err != nil {
					t.Errorf("open: %v", err)
				}
				mu.Lock()
				got = append(got, r)
				mu.Unlock()
			})
		}
		all.Wait()
		if got = slices.Compact(got); len(got) != 1 {
			t.Errorf("%d rooms of one game", len(got))
		}
	})
}

func TestARoomThatNeverWasCannotBeOpened(t *testing.T) {
	play(t, func(w *world) {
		_, _, id := w.pair(w.newcomer("ada"), w.newcomer("bob"))
		after(time.Second)
		asked := 0
		w.store.Break(memory.Fault{Before: func(op memory.Op) error {
			if op == memory.Room {
				asked++
			}
			return nil
		}})
		for _, c := range []struct {
			id    string
			looks int // at the store
		}{
			{"", 0},
			{"nonsense", 0},
			{strings.Repeat("0", 36), 0},
			{strings.ToUpper(id), 0},
			{"{" + id + "}", 0},
			{"urn:uuid:" + id, 0},
			{strings.ReplaceAll(id, "-", ""), 0},
			{id + "\nforged", 0},
			{uuid.NewString(), 1},
		} {
			asked = 0
			if _, err := w.lobby.Open(w.t.Context(), room.ID(c.id)); !errors.Is(err, lobby.ErrNoRoom) || asked != c.looks {
				t.Errorf("%q: the store was asked %d times, %v", c.id, asked, err)
			}
		}
	})
}

func TestIdsThatNobodyMadeAreRefusedUnseen(t *testing.T) {
	play(t, func(w *world) {
		ada := w.newcomer("ada")
		w.store.Break(memory.Fault{Before: func(op memory.Op) error {
			if op == memory.Room || op == memory.Close {
				t.Errorf("the store was asked for %s", op)
			}
			return nil
		}})
		if _, err := ada.asks(wire.Rematch{Room: "the secret"}); !errors.Is(err, lobby.ErrNoRoom) {
			t.Errorf("rematch: %v", err)
		}
		if _, err := ada.asks(wire.Withdraw{Seek: "the secret"}); !errors.Is(err, lobby.ErrNoSeek) {
			t.Errorf("withdraw: %v", err)
		}
	})
}

func TestWhatARoomPanicsWithIsNotLogged(t *testing.T) {
	play(t, func(w *world) {
		white, _, id := w.pair(w.newcomer("ada"), w.newcomer("bob"))
		w.breaksDown(id, white)
		if log := w.logged.String(); !strings.Contains(log, "panic=string") || !strings.Contains(log, "stack=") || strings.Contains(log, "a fault of the room") {
			t.Error("the log tells more than type and stack, or less")
		}
	})
}

// breaksDown makes the running room panic, as a fault of ours would.
func (w *world) breaksDown(id string, who *page) {
	w.t.Helper()
	p := w.sits(who.conn.Who, id)
	var once sync.Once
	w.store.Break(memory.Fault{Before: func(op memory.Op) error {
		if op == memory.Append {
			once.Do(func() { panic("a fault of the room") })
		}
		return nil
	}})
	say := room.Command{From: p.member, Req: request(wire.Say{Text: "hello", To: wire.ChatStream}), Received: time.Now()}
	if err := p.room.Post(say); err != nil {
		w.t.Fatalf("post: %v", err)
	}
	after(time.Second)
	w.store.Break(memory.Fault{})
	if err := p.room.Post(say); !errors.Is(err, room.ErrClosed) {
		w.t.Fatalf("the room lives: %v", err)
	}
}

func TestARoomThatPanicsNowAndThenIsRebuiltEachTime(t *testing.T) {
	play(t, func(w *world) {
		white, black, id := w.pair(w.newcomer("ada"), w.newcomer("bob"))
		w.foolsMate(white, black, id)
		for range 5 {
			w.breaksDown(id, white)
			after(40 * time.Second)
		}
	})
}

func TestUnfinishedGamesRunOnAfterARestartWithoutAnybody(t *testing.T) {
	play(t, func(w *world) {
		_, _, id := w.pair(w.newcomer("ada"), w.newcomer("bob"))
		w.stop()
		w.start()
		after(time.Hour) // the first-move window, or the wait for the players, ends
		if s := w.summary(id); !s.Over || s.Game.Ended.Result != "*" {
			t.Errorf("the game stands at %+v", s.Game)
		}
	})
}

func TestAShutdownStopsEveryClockDurably(t *testing.T) {
	play(t, func(w *world) {
		white, black, id := w.pair(w.newcomer("ada"), w.newcomer("bob"))
		p, q := w.sits(white.conn.Who, id), w.sits(black.conn.Who, id)
		p.moves("e2e4")
		q.moves("e7e5")
		w.stop()
		if got := w.log(id); got[len(got)-1] != "clock_stopped" {
			t.Errorf("the log is %v", got)
		}
		if _, err := w.lobby.Open(w.t.Context(), room.ID(id)); !errors.Is(err, lobby.ErrClosing) {
			t.Errorf("open: %v", err)
		}
		if _, err := white.asks(wire.Search{Pool: "5+3"}); !errors.Is(err, lobby.ErrClosing) {
			t.Errorf("search: %v", err)
		}
	})
}
