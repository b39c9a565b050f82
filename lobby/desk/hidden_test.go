package desk_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"rookery/lobby"
	"rookery/lobby/room"
	"rookery/lobby/store/memory"
	"rookery/lobby/wire"
)

func (w *world) people() (nicks []string) {
	for _, p := range w.lobby.Snapshot().People {
		nicks = append(nicks, p.Nick)
	}
	return nicks
}

func TestWhoHidesIsCountedAndNotNamedAlsoAfterARestart(t *testing.T) {
	play(t, func(w *world) {
		ada, bob := w.newcomer("ada"), w.newcomer("bob")
		ada.must(wire.Hide{On: true})
		if _, err := ada.asks(wire.Hide{On: true}); !errors.Is(err, lobby.ErrNoChange) {
			t.Errorf("again: %v", err)
		}
		after(time.Second)
		check := func(when string) {
			t.Helper()
			if v := bob.sees(); v.Here != 2 || !slices.Equal(w.people(), []string{"bob"}) || len(v.People) != 1 {
				t.Errorf("%s bob sees %+v of %d", when, v.People, v.Here)
			}
		}
		check("at once")
		w.stop()
		w.start()
		ada, bob = w.opens(ada.conn.Who, ""), w.opens(bob.conn.Who, "")
		after(time.Second)
		check("after a restart")
		ada.must(wire.Hide{})
		after(time.Second)
		if got := w.people(); !slices.Equal(got, []string{"ada", "bob"}) {
			t.Errorf("listed are %v", got)
		}
		if got := of[wire.Hidden](ada.notices()); !slices.Equal(got, []wire.Hidden{{On: true}, {}}) {
			t.Errorf("ada is told %v", got)
		}
	})
}

func TestNobodyHearsOfTheGamesOfSomebodyHidden(t *testing.T) {
	play(t, func(w *world) {
		ada, eve := w.newcomer("ada"), w.newcomer("eve")
		eve.must(follow(ada))
		ada.must(wire.Hide{On: true})
		w.pair(ada, w.newcomer("bob"))
		after(time.Second)
		if got := followed(eve); len(got) != 0 {
			t.Errorf("eve hears of %v", got)
		}
		if o := eve.must(follow(ada)); o.Info != (wire.Following{Person: string(ada.conn.Who.ID)}) {
			t.Errorf("asked, eve hears %+v", o.Info)
		}
	})
}

func TestWhatIsNotKnownOfHidingIsReadAgain(t *testing.T) {
	play(t, func(w *world) {
		ada := w.newcomer("ada")
		unknown := errors.New("nobody knows")
		w.store.Break(memory.Fault{After: func(op memory.Op) error {
			if op == memory.SetHidden {
				return unknown
			}
			return nil
		}})
		req := request(wire.Hide{On: true})
		if _, err := ada.resends(req); !errors.Is(err, unknown) {
			t.Fatalf("ada hears %v", err)
		}
		w.store.Break(memory.Fault{})
		if o, err := ada.resends(req); err != nil || o.N != 1 {
			t.Errorf("again, ada hears %v, %v", o, err)
		}
		if got := w.people(); len(got) != 0 {
			t.Errorf("listed are %v", got)
		}
	})
}

func TestAFullDiskHidesNobody(t *testing.T) {
	play(t, func(w *world) {
		ada := w.newcomer("ada")
		w.store.Break(memory.Fault{Before: func(op memory.Op) error {
			if op == memory.SetHidden {
				return room.ErrFull
			}
			return nil
		}})
		if _, err := ada.asks(wire.Hide{On: true}); !errors.Is(err, room.ErrFull) {
			t.Errorf("ada hears %v", err)
		}
		if got := w.people(); !slices.Equal(got, []string{"ada"}) {
			t.Errorf("listed are %v", got)
		}
	})
}
