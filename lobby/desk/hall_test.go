package desk_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/store/memory"
	"rookery/lobby/wire"
)

func TestANewcomerSeesTheLobbyAtOnce(t *testing.T) {
	play(t, func(w *world) {
		ada := w.newcomer("ada")
		ada.seeks(wire.Random)
		after(time.Second)
		bob := w.newcomer("bob")
		if v := bob.sees(); len(v.Seeks) != 1 || len(v.Pools) != 11 {
			t.Errorf("bob sees %+v", v)
		}
	})
}

func TestTheLobbyIsToldAtMostFourTimesASecond(t *testing.T) {
	play(t, func(w *world) {
		ada, bob := w.newcomer("ada"), w.newcomer("bob")
		after(time.Second)
		before := ada.frames()
		for range 100 { // two seconds of a busy lobby
			bob.must(wire.Search{Pool: "5+3"})
			after(10 * time.Millisecond)
			bob.must(wire.Stop{})
			after(10 * time.Millisecond)
		}
		after(time.Second)
		if n := ada.frames() - before; n < 7 || n > 9 {
			t.Errorf("%d frames in two seconds", n)
		}
		if v := ada.sees(); waiting(v, "5+3") != 0 {
			t.Error("the last frame is not the last word")
		}
		before = ada.frames()
		after(time.Hour)
		if n := ada.frames() - before; n != 0 {
			t.Errorf("%d frames while nothing changed", n)
		}
	})
}

func TestPeopleAreShownWithWhatTheyDo(t *testing.T) {
	play(t, func(w *world) {
		ada, bob, eve := w.newcomer("ada"), w.newcomer("bob"), w.newcomer("eve")
		_, _, id := w.pair(ada, bob)
		for _, p := range []*page{ada, bob} {
			w.lobby.Leave(p.conn)
		}
		w.opens(ada.conn.Who, room.ID(id))
		w.opens(eve.conn.Who, room.ID(id))
		w.opens(person.Person{}, "")
		dan := w.newcomer("dan")
		after(time.Second)
		want := []wire.Here{
			{ID: string(eve.conn.Who.ID), Nick: "eve", Doing: "watching"},
			{ID: string(ada.conn.Who.ID), Nick: "ada", Doing: "playing"},
			{ID: string(dan.conn.Who.ID), Nick: "dan", Doing: "free"},
		}
		v := dan.sees()
		if !slices.Equal(v.People, want) || v.Here != 4 || v.Playing != 1 {
			t.Errorf("dan sees %+v, %d here, %d playing", v.People, v.Here, v.Playing)
		}
	})
}

func TestAFinishedGameMovesToTheFinishedOnes(t *testing.T) {
	play(t, func(w *world) {
		ada, bob, eve := w.newcomer("ada"), w.newcomer("bob"), w.newcomer("eve")
		white, black, id := w.pair(ada, bob)
		w.foolsMate(white, black, id)
		after(time.Second)
		check := func(when string) {
			t.Helper()
			v := eve.sees()
			if len(v.Games) != 0 || len(v.Finished) != 1 || v.Finished[0].Room != id || v.Finished[0].Ended.Reason != "checkmate" {
				t.Errorf("%s eve sees %+v and %+v", when, v.Games, v.Finished)
			}
		}
		check("after mate")
		w.stop()
		w.start()
		eve = w.opens(eve.conn.Who, "")
		after(time.Second)
		check("after a restart")
		w.sits(eve.conn.Who, id)
		after(time.Second)
		check("looking at it again")
	})
}

func TestPresenceIsToldOnceForTheFirstAndTheLastPage(t *testing.T) {
	play(t, func(w *world) {
		first := w.newcomer("ada")
		second := w.opens(first.conn.Who, "")
		w.lobby.Leave(first.conn)
		w.lobby.Leave(first.conn)
		after(time.Second)
		w.lobby.Leave(second.conn)
		after(time.Second)
		third := w.opens(first.conn.Who, "")
		w.lobby.Leave(third.conn)
		w.opens(first.conn.Who, "") // a reload: gone for no time at all
		after(time.Minute)
		w.mu.Lock()
		defer w.mu.Unlock()
		// The reload may have been too quick to be told of.
		told := strings.Join(w.came, " ")
		if told != "true false true" && told != "true false true false true" {
			t.Errorf("the store was told %v", told)
		}
	})
}

// refusesPresence is a store without space for comings and goings.
var refusesPresence = memory.Fault{Before: func(op memory.Op) error {
	if op == memory.Present {
		return room.ErrFull
	}
	return nil
}}

func TestAFullDiskTurnsNobodyAway(t *testing.T) {
	play(t, func(w *world) {
		who := w.guest("ada")
		w.store.Break(refusesPresence)
		ada := w.opens(who, "")
		after(time.Minute)
		if v := ada.sees(); v.Here != 1 {
			t.Errorf("%d here", v.Here)
		}
		w.store.Break(memory.Fault{})
		after(2 * time.Second)
		w.mu.Lock()
		before := len(w.came)
		w.mu.Unlock()
		after(time.Hour)
		if len(w.came) != before {
			t.Errorf("what is recorded is told again: %v", w.came[before:])
		}
		if err := w.creates("ada"); !errors.Is(err, person.ErrTaken) {
			t.Errorf("her nick is not held when there is space again: %v", err)
		}
	})
}

func TestWhoCameAndWentWhileTheDiskWasFullIsGone(t *testing.T) {
	for name, fault := range map[string]memory.Fault{
		"and nothing was stored": refusesPresence,
		"and it was stored all the same": {After: func(op memory.Op) error {
			if op == memory.Present {
				return errors.New("nobody knows")
			}
			return nil
		}},
	} {
		t.Run(name, func(t *testing.T) {
			play(t, func(w *world) {
				who := w.guest("ada")
				w.store.Break(fault)
				ada := w.opens(who, "")
				w.lobby.Leave(ada.conn)
				after(time.Minute)
				w.store.Break(memory.Fault{})
				after(time.Hour)
				if err := w.creates("ada"); err != nil {
					t.Errorf("her nick is held for ever: %v", err)
				}
			})
		})
	}
}

func TestTheFullestLobbyFitsItsFrame(t *testing.T) {
	play(t, func(w *world) {
		for i := range 130 {
			p := w.newcomer(name(i))
			if i < 60 {
				p.must(wire.Seek{Control: wire.Control{Base: 10800, Inc: 180}, Side: wire.Random})
			}
			if i >= 60 && i < 120 {
				p.must(wire.Search{Pool: "30+20"})
			}
		}
		after(time.Second)
		last := w.newcomer("last")
		after(time.Second)
		v := last.sees()
		if len(v.Seeks) != 50 || len(v.Games) != 24 || len(v.People) != 40 || v.Here != 131 {
			t.Errorf("%d seeks, %d games, %d people of %d", len(v.Seeks), len(v.Games), len(v.People), v.Here)
		}
		last.mu.Lock()
		defer last.mu.Unlock()
		if n := len(last.got[len(last.got)-1]); n > 64<<10 {
			t.Errorf("the frame has %d bytes", n)
		}
	})
}
