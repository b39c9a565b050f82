package desk_test

import (
	"errors"
	"testing"
	"time"

	"rookery/lobby/room"
	"rookery/lobby/store/memory"
	"rookery/lobby/wire"
)

func TestARoomIsOpenedAgainHoweverLongTheStoreWasAway(t *testing.T) {
	play(t, func(w *world) {
		white, _, id := w.pair(w.newcomer("ada"), w.newcomer("bob"))
		p := w.sits(white.conn.Who, id)
		sick := errors.New("the disk says nothing sensible")
		w.store.Break(memory.Fault{
			Before: func(op memory.Op) error {
				if op == memory.Replay || op == memory.Room {
					return sick
				}
				return nil
			},
			After: func(op memory.Op) error {
				if op == memory.Append {
					return sick
				}
				return nil
			},
		})
		line := room.Command{From: p.member, Req: request(wire.Say{Text: "hello", To: wire.ChatStream}), Received: time.Now()}
		if err := p.room.Post(line); err != nil {
			t.Fatal(err)
		}
		after(5 * time.Second)
		w.store.Break(memory.Fault{})
		after(time.Hour) // the window of the first move ends
		if s := w.summary(id); !s.Over {
			t.Errorf("an hour after the store is back the game stands at %+v, and %d rooms run", s.Game, w.lobby.Running())
		}
	})
}

func TestARoomThatCouldNotBeReadAtTheStartIsOpenedLater(t *testing.T) {
	play(t, func(w *world) {
		_, _, id := w.pair(w.newcomer("ada"), w.newcomer("bob"))
		w.stop()
		sick := errors.New("i/o timeout")
		w.store.Break(memory.Fault{Before: func(op memory.Op) error {
			if op == memory.Replay {
				return sick
			}
			return nil
		}})
		w.start()
		after(5 * time.Second)
		w.store.Break(memory.Fault{})
		after(time.Hour)
		if s := w.summary(id); !s.Over {
			t.Errorf("stands at %+v, and %d rooms run", s.Game, w.lobby.Running())
		}
	})
}

func TestARoomThatFailsAtOnceIsTriedAgainLessAndLess(t *testing.T) {
	play(t, func(w *world) {
		white, black, id := w.pair(w.newcomer("ada"), w.newcomer("bob"))
		p := w.sits(white.conn.Who, id)
		p.moves("e2e4")
		q := w.sits(black.conn.Who, id)
		q.moves("e7e5")
		opens := 0
		w.store.Break(memory.Fault{Before: func(op memory.Op) error {
			if op == memory.Replay {
				opens++
			}
			if op == memory.Append {
				return errors.New("constraint failed")
			}
			return nil
		}})
		line := room.Command{From: p.member, Req: request(wire.Say{Text: "hello", To: wire.ChatStream}), Received: time.Now()}
		_ = p.room.Post(line)
		after(time.Hour)
		if opens < 20 || opens > 100 {
			t.Errorf("%d openings in an hour", opens)
		}
	})
}
