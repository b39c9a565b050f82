package desk_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"rookery/lobby"
	"rookery/lobby/room"
	"rookery/lobby/store/memory"
	"rookery/lobby/wire"
)

func TestARoomThatPanicsIsRebuiltAloneAndAtLastOnlyRead(t *testing.T) {
	play(t, func(w *world) {
		white, black, id := w.pair(w.newcomer("ada"), w.newcomer("bob"))
		w.sits(white.conn.Who, id).moves("e2e4")
		other, _, next := w.pair(w.newcomer("eve"), w.newcomer("dan"))
		board := w.sits(other.conn.Who, next)
		w.breaksDown(id, black)
		board.moves("d2d4") // nobody else noticed
		w.breaksDown(id, black)
		w.sits(black.conn.Who, id).moves("e7e5") // the log has all that was said to be saved
		w.breaksDown(id, black)
		p := w.sits(white.conn.Who, id)
		if !p.room.Quarantined() {
			t.Error("after three panics the room is trusted")
		}
		if err := p.does(wire.Resign{}); !errors.Is(err, room.ErrQuarantined) {
			t.Errorf("resign: %v", err)
		}
		if board.room.Quarantined() || board.does(wire.Say{Text: "hello", To: wire.ChatStream}) != nil {
			t.Error("another room has changed")
		}
		w.stop()
		w.start()
		if r, err := w.lobby.Open(w.t.Context(), room.ID(id)); err != nil || r.Quarantined() {
			t.Errorf("the next process does not try it afresh: %v", err)
		}
	})
}

func TestARoomThatPanickedIsRebuiltThoughNobodyComesBack(t *testing.T) {
	play(t, func(w *world) {
		white, black, id := w.pair(w.newcomer("ada"), w.newcomer("bob"))
		w.sits(white.conn.Who, id).moves("e2e4")
		w.breaksDown(id, black)
		after(time.Hour) // the window of the first move ends
		if s := w.summary(id); !s.Over {
			t.Errorf("the game stands at %+v", s.Game)
		}
	})
}

func TestARoomThatDoesNotKnowWhatIsStoredReadsItsLogThoughNobodyComesBack(t *testing.T) {
	play(t, func(w *world) {
		white, _, id := w.pair(w.newcomer("ada"), w.newcomer("bob"))
		p := w.sits(white.conn.Who, id)
		w.store.Break(memory.Fault{After: func(op memory.Op) error {
			if op == memory.Append {
				return errors.New("the disk says nothing sensible")
			}
			return nil
		}})
		line := room.Command{From: p.member, Req: request(wire.Say{Text: "hello", To: wire.ChatStream}), Received: time.Now()}
		if err := p.room.Post(line); err != nil {
			t.Fatal(err)
		}
		after(5 * time.Second)
		w.store.Break(memory.Fault{})
		after(time.Hour) // the window of the first move ends
		if s := w.summary(id); !s.Over {
			t.Errorf("the game stands at %+v", s.Game)
		}
	})
}

func TestARoomWhoseLogGoesOnWithoutItIsAtLastOnlyRead(t *testing.T) {
	play(t, func(w *world) {
		white, _, id := w.pair(w.newcomer("ada"), w.newcomer("bob"))
		p := w.sits(white.conn.Who, id)
		appends := 0
		w.store.Break(memory.Fault{Before: func(op memory.Op) error {
			if op == memory.Append {
				appends++
				return room.ErrConflict
			}
			return nil
		}})
		for range 10 {
			say := wire.Say{Text: fmt.Sprint("hello ", appends), To: wire.ChatStream}
			if err := p.room.Post(room.Command{From: p.member, Req: request(say), Received: time.Now()}); err != nil {
				t.Fatal(err)
			}
			after(5 * time.Second)
			p = w.sits(white.conn.Who, id)
		}
		if !p.room.Quarantined() || appends != 3 {
			t.Errorf("after %d appends it is still trusted: %v", appends, !p.room.Quarantined())
		}
	})
}

// breaksOff stores a move that cannot be, as a fault of ours might have, while
// the lobby is down, and starts it again.
func (w *world) breaksOff(id string) {
	w.t.Helper()
	w.stop()
	log, err := w.store.Journal().Replay(w.t.Context(), room.ID(id), 0, 1000)
	if err != nil {
		w.t.Fatal(err)
	}
	pos, n := uint64(len(log)), uint64(len(w.log(id)))
	tag, stream, body := wire.EncodeBody(wire.Moved{UCI: "h1h8", SAN: "Rh8", Ply: 99})
	if err := w.store.Journal().Append(w.t.Context(), room.Entry{Room: room.ID(id), Prev: pos, Events: []room.Event{
		{Stream: room.Stream{Name: stream}, N: n + 1, Pos: pos + 1, Kind: tag, At: time.Now().UnixMilli(), Body: body},
	}}); err != nil {
		w.t.Fatal(err)
	}
	w.start()
}

func TestARoomThatCannotBeReplayedLeavesTheListsAndTheHouseStaysAway(t *testing.T) {
	play(t, func(w *world) {
		played := 0
		w.stop()
		w.house = func(context.Context, *room.Room, wire.Person, wire.Side) error { played++; return nil }
		w.start()
		ada := w.newcomer("ada")
		ada.must(wire.PlayHouse{Control: wire.Control{Base: 300}, Side: wire.White})
		id := ada.seated().Room
		p, q, other := w.pair(w.newcomer("eve"), w.newcomer("dan"))
		after(time.Second)
		if played != 1 || len(w.lobby.Snapshot().Games) != 2 {
			t.Fatalf("the house plays %d games, the lists show %+v", played, w.lobby.Snapshot().Games)
		}
		w.breaksOff(id)
		look := w.opens(w.guest("bob"), "")
		w.sits(ada.conn.Who, id)
		watch := w.opens(ada.conn.Who, room.ID(id))
		after(time.Second)
		if played != 1 {
			t.Error("the house came to a room that can only be read")
		}
		games := look.sees().Games
		if len(games) != 1 || games[0].Room != other {
			t.Errorf("the lists show %+v", games)
		}
		if people := look.sees().People; !slices.Contains(people, wire.Here{ID: string(ada.conn.Who.ID), Nick: "ada", Doing: "watching"}) {
			t.Errorf("the lists show %+v", people)
		}
		w.lobby.Leave(watch.conn)
		w.foolsMate(p, q, other) // life goes on
		if got := look.sees().Finished; len(got) != 1 {
			after(time.Second)
			if got = look.sees().Finished; len(got) != 1 {
				t.Errorf("finished are %+v", got)
			}
		}
	})
}

func TestAStoreThatPanicsWhileARoomIsOpenedShutsThatRoom(t *testing.T) {
	play(t, func(w *world) {
		white, black, id := w.pair(w.newcomer("ada"), w.newcomer("bob"))
		w.foolsMate(white, black, id)
		w.stop()
		w.start()
		w.store.Break(memory.Fault{Before: func(op memory.Op) error {
			if op == memory.Replay {
				panic("a log that nobody can read")
			}
			return nil
		}})
		for i := range 5 {
			_, err := w.lobby.Open(w.t.Context(), room.ID(id))
			if shut := errors.Is(err, lobby.ErrQuarantine); err == nil || shut != (i == 4) { // three times as usual, once to be read
				t.Errorf("opened for the %d. time: %v", i+1, err)
			}
		}
	})
}

func TestALobbyThatCannotStoreThatTheClocksStandStillSaysSo(t *testing.T) {
	play(t, func(w *world) {
		white, black, id := w.pair(w.newcomer("ada"), w.newcomer("bob"))
		w.sits(white.conn.Who, id).moves("e2e4")
		w.sits(black.conn.Who, id).moves("e7e5")
		w.store.Break(memory.Fault{Before: func(op memory.Op) error {
			if op == memory.Append {
				return room.ErrFull
			}
			return nil
		}})
		w.ends = lobby.ErrUnsealed
		w.stop()
	})
}

func TestALobbyThatEndsWhileTheStoreIsBusyStopsTheClocksWhenItIsNot(t *testing.T) {
	play(t, func(w *world) {
		white, black, id := w.pair(w.newcomer("ada"), w.newcomer("bob"))
		w.sits(white.conn.Who, id).moves("e2e4")
		w.sits(black.conn.Who, id).moves("e7e5")
		busy := 3
		w.store.Break(memory.Fault{Before: func(op memory.Op) error {
			if op == memory.Append && busy > 0 {
				busy--
				return room.ErrBusy
			}
			return nil
		}})
		w.stop()
		if log := w.log(id); log[len(log)-1] != "clock_stopped" {
			t.Errorf("the log is %v", log)
		}
	})
}
