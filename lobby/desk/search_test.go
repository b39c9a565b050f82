package desk_test

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"rookery/lobby"
	"rookery/lobby/hall"
	"rookery/lobby/room"
	"rookery/lobby/store/memory"
	"rookery/lobby/wire"
)

func TestTwoInOnePoolArePaired(t *testing.T) {
	play(t, func(w *world) {
		ada, bob := w.newcomer("ada"), w.newcomer("bob")
		if o := ada.must(wire.Search{Pool: "5+3"}); o.Info != (wire.Searching{Pool: "5+3"}) {
			t.Errorf("ada hears %v", o.Info)
		}
		if o := bob.must(wire.Search{Pool: "5+3"}); o.Info != (wire.Searching{}) {
			t.Errorf("bob, who has a game, hears %v", o.Info)
		}
		a, b := ada.seated(), bob.seated()
		if a.Room != b.Room || a.Side == b.Side || a.Opponent.Nick != "bob" || b.Opponent.Nick != "ada" {
			t.Errorf("ada is told %+v, bob %+v", a, b)
		}
		if ada.pokes() != 1 || bob.pokes() != 1 {
			t.Errorf("poked %d and %d times", ada.pokes(), bob.pokes())
		}
		if a.How != "pool" || !reflect.DeepEqual(a.Control, blitz) {
			t.Errorf("the game is %+v", a)
		}
		if got := w.log(a.Room); !slices.Equal(got, []string{"start"}) {
			t.Errorf("the log is %v", got)
		}
		if c := w.summary(a.Room).Game.Clock; c != (wire.Clock{White: 300_000, Black: 300_000}) {
			t.Errorf("the clocks show %v", c)
		}
		after(time.Second)
		if v := ada.sees(); len(v.Games) != 1 || v.Games[0].Room != a.Room || waiting(v, "5+3") != 0 {
			t.Errorf("the lobby shows %+v", v)
		}
	})
}

func waiting(v wire.Lobby, pool string) int {
	i := slices.IndexFunc(v.Pools, func(p wire.Pool) bool { return p.Pool == pool })
	return v.Pools[i].Waiting
}

func TestColoursAreBalancedByLot(t *testing.T) {
	play(t, func(w *world) {
		white := 0
		for range 40 {
			ada, bob := w.newcomer("ada"), w.newcomer("bob")
			if first, _, _ := w.pair(ada, bob); first == ada {
				white++
			}
			w.lobby.Leave(ada.conn)
			w.lobby.Leave(bob.conn)
			after(11 * time.Minute) // their names are free again
		}
		if white < 5 || white > 35 { // beyond this once in a million runs
			t.Errorf("the first to come had White %d times in 40", white)
		}
	})
}

func TestDifferentPoolsDoNotMeet(t *testing.T) {
	play(t, func(w *world) {
		ada, bob := w.newcomer("ada"), w.newcomer("bob")
		ada.must(wire.Search{Pool: "5+3"})
		bob.must(wire.Search{Pool: "3+0"})
		after(time.Second)
		v := ada.sees()
		if len(v.Games) != 0 || waiting(v, "5+3") != 1 || waiting(v, "3+0") != 1 {
			t.Errorf("the lobby shows %+v", v)
		}
		bob.must(wire.Search{Pool: "5+3"}) // another tile instead of the first
		if ada.seated().Room != bob.seated().Room {
			t.Error("ada and bob do not meet in the pool that both search")
		}
	})
}

func TestASearchEnds(t *testing.T) {
	for name, end := range map[string]func(*world, *page){
		"5 s after its page went": func(w *world, ada *page) { w.lobby.Leave(ada.conn); after(5 * time.Second) },
		"on stop":                 func(w *world, ada *page) { ada.must(wire.Stop{}) },
		"when its person plays the house": func(w *world, ada *page) {
			ada.must(wire.PlayHouse{Control: wire.Control{Base: 60}, Side: wire.Random})
		},
		"when its person takes a seek": takesASeek,
		"when a friend takes the link": func(w *world, ada *page) {
			ada.must(wire.MakeLink{Side: wire.White})
			after(time.Second)
			if err := w.sits(w.guest("friend"), ada.seated().Room).does(wire.Sit{}); err != nil {
				w.t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			play(t, func(w *world) {
				ada, bob := w.newcomer("ada"), w.newcomer("bob")
				ada.must(wire.Search{Pool: "5+3"})
				end(w, ada)
				before := len(ada.notices())
				if o := bob.must(wire.Search{Pool: "5+3"}); o.Info != (wire.Searching{Pool: "5+3"}) {
					t.Errorf("bob hears %v", o.Info)
				}
				if got := ada.notices(); len(got) != before {
					t.Errorf("ada is told %v", got)
				}
			})
		})
	}
}

func takesASeek(w *world, ada *page) {
	eve := w.newcomer("eve")
	eve.must(wire.Seek{Control: wire.Control{Base: 60}, Side: wire.Random})
	ada.must(wire.Take{Seek: of[wire.SeekOpened](eve.notices())[0].Seek})
}

func TestTwoTabsOfOnePersonAreNeverPaired(t *testing.T) {
	play(t, func(w *world) {
		first := w.newcomer("ada")
		second := w.opens(first.conn.Who, "")
		first.must(wire.Search{Pool: "5+3"})
		second.must(wire.Search{Pool: "5+3"})
		if got := first.notices(); len(got) != 0 {
			t.Errorf("ada is told %v", got)
		}
		w.lobby.Leave(first.conn) // the search is the second tab's by now
		bob := w.newcomer("bob")
		bob.must(wire.Search{Pool: "5+3"})
		if second.seated().Room != bob.seated().Room {
			t.Error("closing the first tab ended the search of the second")
		}
	})
}

func TestAnUnknownPoolIsRefused(t *testing.T) {
	play(t, func(w *world) {
		ada := w.newcomer("ada")
		for _, pool := range []string{"", "5", "5+3 ", "5 + 3", "unlimited", "0+0", "181+0", "5e0+3", "5.01+3", "+3", "5++3", "-5+3", strings.Repeat("0", 46) + "5+3"} {
			if _, err := ada.asks(wire.Search{Pool: pool}); !errors.Is(err, lobby.ErrBadPool) {
				t.Errorf("%q: %v", pool, err)
			}
		}
	})
}

func TestTheResendOfASearchThatFoundAGameStartsNoOther(t *testing.T) {
	play(t, func(w *world) {
		ada, bob := w.newcomer("ada"), w.newcomer("bob")
		first, second := request(wire.Search{Pool: "5+3"}), request(wire.Search{Pool: "5+3"})
		ada.resends(first)
		bob.resends(second)
		w.lobby.Leave(ada.conn)
		again := w.opens(ada.conn.Who, "")
		for p, req := range map[*page]wire.Request{again: first, bob: second} {
			if o, err := p.resends(req); err != nil || o.Info != (wire.Searching{}) {
				t.Errorf("%s hears %v, %v", p.conn.Who.Nick, o.Info, err)
			}
		}
		if got := of[wire.Seated](bob.notices()); len(got) != 1 {
			t.Errorf("bob is seated %d times", len(got))
		}
	})
}

func TestWhenARoomCannotBeStoredThePartnerWaitsOn(t *testing.T) {
	play(t, func(w *world) {
		ada, bob := w.newcomer("ada"), w.newcomer("bob")
		ada.must(wire.Search{Pool: "5+3"})
		w.store.Break(memory.Fault{Before: func(op memory.Op) error {
			if op == memory.Make {
				return room.ErrFull
			}
			return nil
		}})
		search := request(wire.Search{Pool: "5+3"})
		if _, err := bob.resends(search); !errors.Is(err, room.ErrFull) {
			t.Fatalf("bob hears %v", err)
		}
		after(time.Second)
		if v := ada.sees(); waiting(v, "5+3") != 1 {
			t.Errorf("%d wait, want ada alone", waiting(v, "5+3"))
		}
		w.store.Break(memory.Fault{})
		if _, err := bob.resends(search); err != nil {
			t.Fatal(err)
		}
		if ada.seated().Room != bob.seated().Room {
			t.Error("ada and bob are not paired when there is space again")
		}
	})
}

// whileMade runs f once, while the store makes the next room.
func (w *world) whileMade(f func()) {
	done := false
	w.store.Break(memory.Fault{Before: func(op memory.Op) error {
		if op == memory.Make && !done {
			done = true // before f, which may have another room made
			f()
		}
		return nil
	}})
}

func TestNobodyIsSeatedByAPoolAndATakeAtOnce(t *testing.T) {
	play(t, func(w *world) {
		ada, bob, eve := w.newcomer("ada"), w.newcomer("bob"), w.newcomer("eve")
		ada.must(wire.Seek{Control: blitz, Side: wire.Random})
		ada.must(wire.Search{Pool: "5+3"})
		take := request(wire.Take{Seek: of[wire.SeekOpened](ada.notices())[0].Seek})
		w.whileMade(func() {
			if _, err := eve.resends(take); !errors.Is(err, room.ErrBusy) {
				t.Errorf("while a room is made for ada, her seek's taker hears %v", err)
			}
		})
		bob.must(wire.Search{Pool: "5+3"})
		if _, err := eve.resends(take); !errors.Is(err, lobby.ErrNoSeek) {
			t.Errorf("after it, she hears %v", err)
		}
		if got := of[wire.Seated](ada.notices()); len(got) != 1 {
			t.Errorf("ada is seated %d times", len(got))
		}
	})
}

func TestAPoolPassesOverWhomATakeSeats(t *testing.T) {
	for name, seated := range map[string]func(ada, eve *page) (taker, other *page){
		"the seeker": func(ada, eve *page) (taker, other *page) { return eve, ada },
		"the taker":  func(ada, eve *page) (taker, other *page) { return ada, eve },
	} {
		t.Run(name, func(t *testing.T) {
			play(t, func(w *world) {
				ada, bob, eve := w.newcomer("ada"), w.newcomer("bob"), w.newcomer("eve")
				taker, seeker := seated(ada, eve)
				seeker.must(wire.Seek{Control: blitz, Side: wire.Random})
				ada.must(wire.Search{Pool: "5+3"})
				w.whileMade(func() {
					if o := bob.must(wire.Search{Pool: "5+3"}); o.Info != (wire.Searching{Pool: "5+3"}) {
						t.Errorf("bob hears %v", o.Info)
					}
				})
				taker.must(wire.Take{Seek: of[wire.SeekOpened](seeker.notices())[0].Seek})
				after(time.Second)
				if got := of[wire.Seated](ada.notices()); len(got) != 1 {
					t.Errorf("ada is seated %d times", len(got))
				}
				if v := bob.sees(); waiting(v, "5+3") != 1 {
					t.Errorf("%d wait, want bob alone", waiting(v, "5+3"))
				}
			})
		})
	}
}

func TestAPartnerWhoGoesWhileTheRoomIsStoredIsToldAllTheSame(t *testing.T) {
	play(t, func(w *world) {
		ada, bob := w.newcomer("ada"), w.newcomer("bob")
		ada.must(wire.Search{Pool: "5+3"})
		w.store.Break(memory.Fault{Before: func(op memory.Op) error {
			if op == memory.Make {
				w.lobby.Leave(ada.conn)
			}
			return nil
		}})
		bob.must(wire.Search{Pool: "5+3"})
		if ada.seated().Room != bob.seated().Room {
			t.Error("ada does not find the game when she comes back")
		}
	})
}

func TestWhoHasNoNickOnlyWatches(t *testing.T) {
	play(t, func(w *world) {
		c := &hall.Conn{}
		if err := w.lobby.Arrive(w.t.Context(), c); err != nil {
			t.Fatal(err)
		}
		for _, cmd := range []wire.Command{wire.Search{Pool: "5+3"}, wire.Seek{}, wire.MakeLink{}, wire.PlayHouse{}, wire.Rematch{}} {
			if _, err := w.lobby.Do(context.Background(), c, request(cmd), time.Now()); !errors.Is(err, lobby.ErrNeedNick) {
				t.Errorf("%T: %v", cmd, err)
			}
		}
	})
}
