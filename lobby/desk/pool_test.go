package desk_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"rookery/game"
	"rookery/lobby/pairing"
	"rookery/lobby/room"
	"rookery/lobby/store/memory"
	"rookery/lobby/wire"
)

// rates gives a person a rating at blitz.
func (w *world) rates(p *page, value int) {
	w.t.Helper()
	if err := w.store.Ratings().Rate(w.t.Context(), p.conn.Who.ID, game.Blitz, value); err != nil {
		w.t.Fatal(err)
	}
}

func (p *page) searches(pool string) { p.w.t.Helper(); p.must(wire.Search{Pool: pool}) }

func TestOneControlIsOnePoolHoweverItIsSpelled(t *testing.T) {
	for _, tt := range []struct{ one, other, shown string }{
		{"05+3", "5+03", "5+3"},
		{"5.0+3", "5+3", "5+3"},
		{"0.50+0", ".5+00", "0.5+0"},
		{"7+7", "07+7", "7+7"},
		{"5d3", "05d3", "5d3"},
		{"40/90+30:30+30", "040/90+30:030+30", "40/90+30:30+30"},
	} {
		t.Run(tt.one, func(t *testing.T) {
			play(t, func(w *world) {
				ada, bob, eve := w.newcomer("ada"), w.newcomer("bob"), w.newcomer("eve")
				if o := ada.must(wire.Search{Pool: tt.one}); o.Info != (wire.Searching{Pool: tt.shown}) {
					t.Errorf("ada hears %v", o.Info)
				}
				after(time.Second)
				if n := waiting(eve.sees(), tt.shown); n != 1 {
					t.Errorf("%d wait", n)
				}
				bob.searches(tt.other)
				if ada.seated().Room != bob.seated().Room {
					t.Error("ada and bob do not meet")
				}
				after(time.Second)
				if v := eve.sees(); len(v.Pools) != 11 {
					t.Errorf("nobody waits, and there are %v", v.Pools)
				}
			})
		})
	}
}

func TestOtherPoolsAreListedAfterTheUsualOnesWhereMostWaitFirst(t *testing.T) {
	play(t, func(w *world) {
		for i := range 30 {
			w.newcomer(name(i)).searches(fmt.Sprintf("4+%d", i))
		}
		far := w.newcomer("far")
		w.rates(far, 2900)
		far.searches("4+5")
		after(time.Second)
		v := far.sees()
		if len(v.Pools) != 30 || v.Pools[10].Pool != "30+20" || v.Pools[11] != (wire.Pool{Pool: "4+5", Waiting: 2}) {
			t.Errorf("the pools are %+v", v.Pools)
		}
	})
}

func TestASearchOutlastsItsConnectionAndIsTheNextOnesInTheLobby(t *testing.T) {
	for name, tt := range map[string]struct {
		comesBack func(w *world, ada *page) *page
		waited    time.Duration
	}{
		"a reload": {func(w *world, ada *page) *page {
			w.lobby.Leave(ada.conn)
			after(4900 * time.Millisecond)
			return w.opens(ada.conn.Who, "")
		}, 4900 * time.Millisecond},
		"a tunnel, of which the server hears late": {func(w *world, ada *page) *page {
			back := w.opens(ada.conn.Who, "")
			after(20 * time.Second)
			w.lobby.Leave(ada.conn)
			return back
		}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			play(t, func(w *world) {
				ada := w.newcomer("ada")
				ada.searches("5+3")
				back := tt.comesBack(w, ada)
				if got := hears[wire.Searching](back, "searching"); !slices.Equal(got, []wire.Searching{{Pool: "5+3", Waited: tt.waited.Milliseconds()}}) {
					t.Errorf("the page that came back hears %v", got)
				}
				after(time.Minute)
				bob := w.newcomer("bob")
				bob.searches("5+3")
				if back.seated().Room != bob.seated().Room {
					t.Error("the search did not last")
				}
			})
		})
	}
}

func TestAPageOfARoomDoesNotTakeASearchOver(t *testing.T) {
	play(t, func(w *world) {
		ada, bob := w.newcomer("ada"), w.newcomer("bob")
		_, _, id := w.pair(w.newcomer("cid"), w.newcomer("dot"))
		ada.searches("5+3")
		w.lobby.Leave(ada.conn)
		w.opens(ada.conn.Who, room.ID(id)) // to watch
		after(6 * time.Second)
		if n := waiting(bob.sees(), "5+3"); n != 0 {
			t.Errorf("%d wait", n)
		}
	})
}

func TestWhoIsPairedWhileTheirSocketIsDeadFindsTheNotice(t *testing.T) {
	play(t, func(w *world) {
		ada, bob := w.newcomer("ada"), w.newcomer("bob")
		ada.searches("5+3")
		w.lobby.Leave(ada.conn)
		after(3 * time.Second)
		bob.searches("5+3")
		if ada.seated().Room != bob.seated().Room {
			t.Error("ada is told of no game")
		}
		back := w.opens(ada.conn.Who, "")
		if got := hears[wire.Searching](back, "searching"); len(got) != 0 {
			t.Errorf("the page that came back hears %v", got)
		}
	})
}

func TestAllPagesOfAPersonInTheLobbyKnowWhatIsSearched(t *testing.T) {
	play(t, func(w *world) {
		one := w.newcomer("ada")
		other := w.opens(one.conn.Who, "")
		one.searches("5+3")
		one.searches("3+0")
		one.must(wire.Stop{})
		want := []wire.Searching{{Pool: "5+3"}, {Pool: "3+0"}, {}}
		if got := hears[wire.Searching](other, "searching"); !slices.Equal(got, want) {
			t.Errorf("the other page hears %v", got)
		}
		if got := hears[wire.Searching](one, "searching"); len(got) != 0 {
			t.Errorf("the page that asks hears %v beside its answers", got)
		}
	})
}

func TestPeopleFarApartArePairedWhenTheyHaveWaited(t *testing.T) {
	play(t, func(w *world) {
		ada, bob := w.newcomer("ada"), w.newcomer("bob")
		w.rates(ada, 1500)
		w.rates(bob, 2000)
		ada.searches("5+3")
		bob.searches("5+3")
		after(29 * time.Second) // 500 points are 200 at once and 10 a second
		if got := len(ada.notices()); got != 0 {
			t.Errorf("ada has %d notices", got)
		}
		after(time.Second)
		if ada.seated().Room != bob.seated().Room {
			t.Error("ada and bob do not meet")
		}
		if ada.pokes() == 0 || bob.pokes() == 0 {
			t.Error("they are not told")
		}
	})
}

func TestTheNearestArePaired(t *testing.T) {
	play(t, func(w *world) {
		low, high, mid := w.newcomer("low"), w.newcomer("high"), w.newcomer("mid")
		w.rates(low, 1300)
		w.rates(high, 1900)
		low.searches("5+3")
		high.searches("5+3")
		mid.searches("5+3") // unrated: 1500
		if low.seated().Room != mid.seated().Room {
			t.Error("low and mid do not meet")
		}
	})
}

func TestThoseWhoBlockEachOtherAreNotPairedHoweverLongTheyWait(t *testing.T) {
	play(t, func(w *world) {
		ada, bob := w.newcomer("ada"), w.newcomer("bob")
		bob.must(wire.Block{Person: string(ada.conn.Who.ID), On: true})
		ada.searches("5+3")
		bob.searches("5+3")
		after(time.Hour)
		if n := waiting(ada.sees(), "5+3"); n != 2 {
			t.Errorf("%d wait", n)
		}
	})
}

func TestTheSameTwoDoNotMeetAgainWhileAnotherWaits(t *testing.T) {
	play(t, func(w *world) {
		ada, bob, cid := w.newcomer("ada"), w.newcomer("bob"), w.newcomer("cid")
		w.pair(ada, bob)
		w.rates(cid, 1900)
		cid.searches("5+3")
		ada.searches("5+3")
		bob.searches("5+3")
		if n := len(of[wire.Seated](bob.notices())); n != 1 {
			t.Fatalf("bob is seated %d times", n)
		}
		after(time.Minute)
		if first, got := of[wire.Seated](ada.notices()), cid.seated().Room; first[len(first)-1].Room != got && bob.seated().Room != got {
			t.Error("cid plays neither")
		}
	})
}

func TestColoursFollowTheLastGames(t *testing.T) {
	play(t, func(w *world) {
		ada := w.newcomer("ada")
		sides := make(map[wire.Side]int)
		for i := range 10 {
			w.pair(ada, w.newcomer(name(i)))
			sides[ada.seated().Side]++
			ada.must(wire.PlayHouse{Control: blitz, Side: ada.seated().Side}) // which makes it harder
			sides[ada.seated().Side]++
			for _, s := range of[wire.Seated](ada.notices())[2*i:] {
				w.sits(ada.conn.Who, s.Room).does(wire.Abort{})
			}
		}
		if d := sides[wire.White] - sides[wire.Black]; d < -3 || d > 3 {
			t.Errorf("%v", sides)
		}
	})
}

func TestWhenARoomCannotBeStoredAPairThatWaitedIsTriedAgain(t *testing.T) {
	play(t, func(w *world) {
		ada, bob := w.newcomer("ada"), w.newcomer("bob")
		w.rates(bob, 2000)
		ada.searches("5+3")
		bob.searches("5+3")
		w.store.Break(memory.Fault{Before: func(op memory.Op) error {
			if op == memory.Make {
				return room.ErrFull
			}
			return nil
		}})
		after(40 * time.Second)
		if n := waiting(ada.sees(), "5+3"); n != 2 {
			t.Errorf("%d wait", n)
		}
		w.store.Break(memory.Fault{})
		after(2 * time.Second)
		if ada.seated().Room != bob.seated().Room {
			t.Error("ada and bob are not paired when there is space again")
		}
	})
}

func TestWhoIsLeftByARoomThatCouldNotBeStoredMeetsSomebodyElse(t *testing.T) {
	play(t, func(w *world) {
		ada, bob, cid := w.newcomer("ada"), w.newcomer("bob"), w.newcomer("cid")
		w.rates(cid, 1800)
		ada.searches("5+3")
		cid.searches("5+3")
		w.store.Break(memory.Fault{Before: func(op memory.Op) error {
			if op == memory.Make {
				return room.ErrFull
			}
			return nil
		}})
		if _, err := bob.asks(wire.Search{Pool: "5+3"}); !errors.Is(err, room.ErrFull) {
			t.Fatalf("bob hears %v", err)
		}
		w.store.Break(memory.Fault{})
		after(11 * time.Second)
		if ada.seated().Room != cid.seated().Room {
			t.Error("ada and cid do not meet")
		}
	})
}

func TestWithoutRatingsToReadNobodySearchesInVain(t *testing.T) {
	play(t, func(w *world) {
		ada := w.newcomer("ada")
		w.store.Break(memory.Fault{Before: func(op memory.Op) error {
			if op == memory.Played {
				return room.ErrBusy
			}
			return nil
		}})
		if _, err := ada.asks(wire.Search{Pool: "5+3"}); !errors.Is(err, room.ErrBusy) {
			t.Errorf("ada hears %v", err)
		}
		after(time.Second)
		if n := waiting(ada.sees(), "5+3"); n != 0 {
			t.Errorf("%d wait", n)
		}
	})
}

func TestAnEveningInThePools(t *testing.T) {
	play(t, func(w *world) {
		var pages []*page
		for i := range 60 {
			p := w.opens(w.guest(name(i)), "")
			w.rates(p, 1000+i*17%900)
			pages = append(pages, p)
			p.searches([]string{"5+3", "3+2", "4+4"}[i%3])
			after(700 * time.Millisecond)
			if i%7 == 0 {
				w.lobby.Leave(p.conn)
			}
			if i%9 == 0 {
				p.asks(wire.Stop{})
			}
		}
		after(2 * pairing.Patience)
		play := 0
		for _, p := range pages {
			n := len(of[wire.Seated](p.notices()))
			if play += n; n > 1 {
				t.Errorf("%s plays %d games", p.conn.Who.Nick, n)
			}
		}
		for _, p := range w.lobby.Snapshot().Pools {
			if p.Waiting > 1 {
				t.Errorf("in %s %d wait, and none is paired", p.Pool, p.Waiting)
			}
		}
		if play < 50 {
			t.Errorf("%d of 60 play", play)
		}
	})
}
