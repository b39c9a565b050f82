package desk_test

import (
	"errors"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"rookery/lobby"
	"rookery/lobby/room"
	"rookery/lobby/store/memory"
	"rookery/lobby/wire"
)

// offered is the number of the newest offer of a rematch among p's notices.
func (p *page) offered() (n uint64) {
	for i, body := range p.notices() {
		if _, is := body.(wire.RematchOffered); is {
			n = uint64(i + 1)
		}
	}
	return n
}

func TestAnAnswerAcceptsTheOfferThatItNamesAndNoOther(t *testing.T) {
	bullet := wire.Control{Base: 60}
	play(t, func(w *world) {
		white, black, id := w.pair(w.newcomer("ada"), w.newcomer("bob"))
		w.foolsMate(white, black, id)
		white.must(wire.Rematch{Room: id})
		seen := black.offered()
		after(time.Minute)
		white.must(wire.Rematch{Room: id, Control: &bullet}) // while bob's finger is on the button
		for what, cmd := range map[string]wire.Rematch{
			"the offer that was replaced": {Room: id, Offer: seen},
			"a notice of another kind":    {Room: id, Offer: 1},
			"a notice to come":            {Room: id, Offer: 100},
		} {
			if _, err := black.asks(cmd); !errors.Is(err, lobby.ErrStale) {
				t.Errorf("%s: %v", what, err)
			}
		}
		if _, err := white.asks(wire.Rematch{Room: id, Offer: white.offered()}); !errors.Is(err, lobby.ErrStale) {
			t.Errorf("one's own offer: %v", err)
		}
		_, err := black.asks(wire.Rematch{Room: id, Offer: black.offered(), Side: wire.White})
		if no, ok := errors.AsType[*lobby.InvalidError](err); !ok || no.Fields[0].Field != "offer" {
			t.Errorf("with a change: %v", err)
		}
		black.must(wire.Rematch{Room: id}) // is an offer of his own: he has not agreed to a minute
		if s := white.seated(); s.Room != id {
			t.Fatalf("they sit in %+v", s)
		}
		white.must(wire.Rematch{Room: id, Offer: white.offered()})
		if s := black.seated(); s.Control.Base != blitz.Base || s.After != id {
			t.Errorf("they sit in %+v", s)
		}
	})
}

func TestALapsedOfferIsStale(t *testing.T) {
	play(t, func(w *world) {
		white, black, id := w.pair(w.newcomer("ada"), w.newcomer("bob"))
		w.foolsMate(white, black, id)
		white.must(wire.Rematch{Room: id})
		after(10*time.Minute + time.Second)
		if _, err := black.asks(wire.Rematch{Room: id, Offer: black.offered()}); !errors.Is(err, lobby.ErrStale) {
			t.Errorf("after ten minutes: %v", err)
		}
	})
}

func TestOffersThatCrossMeetOnlyIfTheyAreForTheSameGame(t *testing.T) {
	for name, c := range map[string]struct {
		white, black wire.Rematch
		meet         bool
	}{
		"both as it was":           {wire.Rematch{}, wire.Rematch{}, true},
		"the same in other words":  {wire.Rematch{}, wire.Rematch{Control: &blitz, Side: wire.White}, true},
		"both by lot":              {wire.Rematch{Side: wire.Random}, wire.Rematch{Side: wire.Random}, true},
		"both want White":          {wire.Rematch{Side: wire.White}, wire.Rematch{Side: wire.White}, false},
		"one wants another clock":  {wire.Rematch{Control: &wire.Control{Base: 60}}, wire.Rematch{}, false},
		"one wants the same sides": {wire.Rematch{Side: wire.White}, wire.Rematch{}, false},
	} {
		t.Run(name, func(t *testing.T) {
			play(t, func(w *world) {
				white, black, id := w.pair(w.newcomer("ada"), w.newcomer("bob"))
				w.foolsMate(white, black, id)
				c.white.Room, c.black.Room = id, id
				white.must(c.white)
				black.must(c.black)
				if s := black.seated(); (s.Room != id) != c.meet {
					t.Errorf("they sit in %+v", s)
				}
			})
		})
	}
}

func TestWhoAsksForARematchAgainAndAgainWaitsLonger(t *testing.T) {
	play(t, func(w *world) {
		white, black, id := w.pair(w.newcomer("ada"), w.newcomer("bob"))
		w.foolsMate(white, black, id)
		want := func(i int) wire.Rematch {
			return wire.Rematch{Room: id, Side: []wire.Side{wire.White, wire.Black}[i%2]}
		}
		white.must(want(0))
		for i := 1; i < 4; i++ {
			after(time.Duration(i*i)*10*time.Second - time.Second)
			if _, err := white.asks(want(i)); !errors.Is(err, lobby.ErrTooSoon) {
				t.Errorf("offer %d, too soon: %v", i+1, err)
			}
			after(time.Second)
			white.must(want(i))
		}
		if got := of[wire.RematchOffered](black.notices()); len(got) != 4 {
			t.Errorf("black was told %d times", len(got))
		}
	})
}

func TestTheBlockedOfferNoRematch(t *testing.T) {
	for name, by := range map[string]int{"by the opponent": 1, "by oneself": 0} {
		t.Run(name, func(t *testing.T) {
			play(t, func(w *world) {
				white, black, id := w.pair(w.newcomer("ada"), w.newcomer("bob"))
				w.foolsMate(white, black, id)
				black.must(wire.Rematch{Room: id})
				both := []*page{white, black}
				both[by].must(wire.Block{Person: string(both[1-by].conn.Who.ID), On: true})
				for what, cmd := range map[string]wire.Rematch{
					"an acceptance": {Room: id, Offer: white.offered()},
					"an offer":      {Room: id, Side: wire.White},
				} {
					if _, err := white.asks(cmd); !errors.Is(err, lobby.ErrNobody) {
						t.Errorf("%s: %v", what, err)
					}
				}
			})
		})
	}
}

// ends lists why offers ended of which p was told.
func (p *page) ends() (why []string) {
	for _, c := range of[wire.RematchClosed](p.notices()) {
		why = append(why, c.Why)
	}
	return why
}

func TestAGameElsewhereEndsTheOfferOfARematch(t *testing.T) {
	for name, c := range map[string]func(w *world, maker, other, third *page){
		"its maker's seek is taken": func(_ *world, maker, _, third *page) { third.must(wire.Take{Seek: maker.seeks(wire.White)}) },
		"its maker takes a seek":    func(_ *world, maker, _, third *page) { maker.must(wire.Take{Seek: third.seeks(wire.White)}) },
		"the other is paired":       func(w *world, _, other, third *page) { w.pair(other, third) },
		"the other sits at a link": func(w *world, _, other, third *page) {
			third.must(wire.MakeLink{Control: blitz, Side: wire.White})
			if err := w.sits(other.conn.Who, third.seated().Room).does(wire.Sit{}); err != nil {
				w.t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			play(t, func(w *world) {
				maker, other, id := w.pair(w.newcomer("ada"), w.newcomer("bob"))
				w.foolsMate(maker, other, id)
				maker.must(wire.Rematch{Room: id})
				offer, games := other.offered(), len(of[wire.Seated](maker.notices()))
				c(w, maker, other, w.newcomer("cid"))
				after(3 * time.Second)
				elsewhere := len(of[wire.Seated](maker.notices()))
				if _, err := other.asks(wire.Rematch{Room: id, Offer: offer}); !errors.Is(err, lobby.ErrStale) {
					t.Errorf("accepted: %v", err)
				}
				for _, p := range []*page{maker, other} {
					if got := p.ends(); !slices.Equal(got, []string{"gone"}) {
						t.Errorf("%s is told %v", p.conn.Who.Nick, got)
					}
				}
				if got := len(of[wire.Seated](maker.notices())); got != elsewhere || got > games+1 {
					t.Errorf("%d games", got)
				}
				w.stop() // and it does not come back to life
				w.start()
				other = w.opens(other.conn.Who, "")
				after(3 * time.Second)
				if _, err := other.asks(wire.Rematch{Room: id, Offer: offer}); !errors.Is(err, lobby.ErrStale) {
					t.Errorf("accepted after a restart: %v", err)
				}
			})
		})
	}
}

func TestARestartHidesNoGameElsewhereFromTheOfferOfARematch(t *testing.T) {
	play(t, func(w *world) {
		maker, other, id := w.pair(w.newcomer("ada"), w.newcomer("bob"))
		w.foolsMate(maker, other, id)
		maker.must(wire.Rematch{Room: id})
		after(time.Second)
		seek := w.newcomer("cid").seeks(wire.White)
		w.store.Break(memory.Fault{Before: func(op memory.Op) error { // it dies before it can tell of the end
			if op == memory.Post {
				return room.ErrBusy
			}
			return nil
		}})
		maker.must(wire.Take{Seek: seek})
		w.stop()
		w.store.Break(memory.Fault{})
		w.start()
		other = w.opens(other.conn.Who, "")
		w.opens(maker.conn.Who, "")
		after(3 * time.Second)
		if _, err := other.asks(wire.Rematch{Room: id, Offer: other.offered()}); !errors.Is(err, lobby.ErrStale) {
			t.Errorf("accepted: %v", err)
		}
	})
}

func TestTheOfferOfARematchEndsWhenItsMakerHasGone(t *testing.T) {
	play(t, func(w *world) {
		maker, other, id := w.pair(w.newcomer("ada"), w.newcomer("bob"))
		w.foolsMate(maker, other, id)
		maker.must(wire.Rematch{Room: id})
		w.lobby.Leave(maker.conn)
		after(4 * time.Second)
		again := w.opens(maker.conn.Who, "") // a reload
		after(10 * time.Second)
		if got := other.ends(); got != nil {
			t.Fatalf("after a reload: %v", got)
		}
		w.lobby.Leave(other.conn)
		after(10 * time.Second)
		other = w.opens(other.conn.Who, "")
		if got := other.ends(); got != nil {
			t.Fatalf("when the other was away: %v", got)
		}
		w.lobby.Leave(again.conn)
		after(5*time.Second - time.Millisecond)
		if got := other.ends(); got != nil {
			t.Errorf("before its time: %v", got)
		}
		pokes := other.pokes()
		after(time.Millisecond)
		if got := other.ends(); !slices.Equal(got, []string{"gone"}) || other.pokes() == pokes {
			t.Errorf("bob is told %v, poked %v", got, other.pokes() != pokes)
		}
		if _, err := other.asks(wire.Rematch{Room: id, Offer: other.offered()}); !errors.Is(err, lobby.ErrStale) {
			t.Errorf("accepted: %v", err)
		}
		other.must(wire.Rematch{Room: id}) // one of his own
	})
}

func TestTheOfferOfARematchIsDeclinedOrWithdrawn(t *testing.T) {
	for why, c := range map[string]struct{ by, stranger int }{"declined": {1, 0}, "withdrawn": {0, 1}} {
		t.Run(why, func(t *testing.T) {
			play(t, func(w *world) {
				white, black, id := w.pair(w.newcomer("ada"), w.newcomer("bob"))
				w.foolsMate(white, black, id)
				both := []*page{white, black}
				white.must(wire.Rematch{Room: id})
				for what, cmd := range map[string]wire.DeclineRematch{
					"a notice of another kind": {Room: id, Offer: 1},
					"a notice to come":         {Room: id, Offer: 100},
				} {
					if _, err := both[c.by].asks(cmd); !errors.Is(err, lobby.ErrStale) {
						t.Errorf("%s: %v", what, err)
					}
				}
				if _, err := w.newcomer("eve").asks(wire.DeclineRematch{Room: id, Offer: 1}); !errors.Is(err, lobby.ErrNotYourRoom) {
					t.Errorf("by eve: %v", err)
				}
				end := request(wire.DeclineRematch{Room: id, Offer: both[c.by].offered()})
				for range 2 {
					if o, err := both[c.by].resends(end); err != nil || int(o.N) != len(both[c.by].notices()) {
						t.Errorf("%+v, %v", o, err)
					}
				}
				for _, p := range both {
					if got := p.ends(); !slices.Equal(got, []string{why}) {
						t.Errorf("%s is told %v", p.conn.Who.Nick, got)
					}
				}
				if _, err := both[c.stranger].asks(wire.DeclineRematch{Room: id, Offer: both[c.stranger].offered()}); !errors.Is(err, lobby.ErrStale) {
					t.Errorf("ended twice: %v", err)
				}
				if _, err := black.asks(wire.Rematch{Room: id, Offer: black.offered()}); !errors.Is(err, lobby.ErrStale) {
					t.Errorf("accepted: %v", err)
				}
				w.stop()
				w.start()
				white, black = w.opens(white.conn.Who, ""), w.opens(black.conn.Who, "")
				black.must(wire.Rematch{Room: id})
				if s := white.seated(); s.Room != id {
					t.Errorf("they sit in %+v", s)
				}
			})
		})
	}
}

// TestAnOfferOfTheSameContentIsAnotherOffer, made at another time.
func TestAnOfferOfTheSameContentIsAnotherOffer(t *testing.T) {
	play(t, func(w *world) {
		white, black, id := w.pair(w.newcomer("ada"), w.newcomer("bob"))
		w.foolsMate(white, black, id)
		white.must(wire.Rematch{Room: id})
		first := black.offered()
		after(10*time.Minute + time.Second) // it lapses
		white.must(wire.Rematch{Room: id})
		if _, err := black.asks(wire.Rematch{Room: id, Offer: first}); !errors.Is(err, lobby.ErrStale) {
			t.Errorf("the first one is accepted: %v", err)
		}
		black.must(wire.Rematch{Room: id, Offer: black.offered()})
	})
}

func TestARematchSwapsColours(t *testing.T) {
	play(t, func(w *world) {
		white, black, id := w.pair(w.newcomer("ada"), w.newcomer("bob"))
		w.foolsMate(white, black, id)
		o := black.must(wire.Rematch{Room: id})
		if got := of[wire.RematchOffered](white.notices()); len(got) != 1 || got[0].From.ID != string(black.conn.Who.ID) || got[0].Room != id {
			t.Fatalf("the opponent is told %+v", got)
		}
		if own := black.notices(); int(o.N) != len(own) {
			t.Errorf("the offer is notice %d of %d", o.N, len(own))
		}
		white.must(wire.Rematch{Room: id})
		p, q := white.seated(), black.seated()
		if p.Room == id || p.Room != q.Room || p.Side != wire.Black || q.Side != wire.White || p.How != "rematch" || !reflect.DeepEqual(p.Control, blitz) {
			t.Errorf("the rematch is %+v and %+v", p, q)
		}
		if _, err := black.asks(wire.Rematch{Room: id}); !errors.Is(err, lobby.ErrOffered) {
			t.Errorf("another rematch of the same game: %v", err)
		}
	})
}

func TestBothWhoPressRematchAtOnceMeetInOneRoom(t *testing.T) {
	play(t, func(w *world) {
		white, black, id := w.pair(w.newcomer("ada"), w.newcomer("bob"))
		w.foolsMate(white, black, id)
		var both sync.WaitGroup
		for _, p := range []*page{white, black} {
			both.Go(func() { p.must(wire.Rematch{Room: id}) })
		}
		both.Wait()
		if p, q := white.seated(), black.seated(); p.Room == id || p.Room != q.Room {
			t.Errorf("they sit in %s and %s", p.Room, q.Room)
		}
	})
}

func TestAnOfferOfARematchLapses(t *testing.T) {
	play(t, func(w *world) {
		white, black, id := w.pair(w.newcomer("ada"), w.newcomer("bob"))
		w.foolsMate(white, black, id)
		white.must(wire.Rematch{Room: id})
		if _, err := white.asks(wire.Rematch{Room: id}); !errors.Is(err, lobby.ErrOffered) {
			t.Errorf("pressed twice: %v", err)
		}
		after(10*time.Minute + time.Second)
		black.must(wire.Rematch{Room: id})
		if s := white.seated(); s.Room != id {
			t.Error("an offer of ten minutes ago was accepted")
		}
	})
}

func TestARematchIsRefused(t *testing.T) {
	play(t, func(w *world) {
		white, black, id := w.pair(w.newcomer("ada"), w.newcomer("bob"))
		if _, err := white.asks(wire.Rematch{Room: id}); !errors.Is(err, lobby.ErrNotOver) {
			t.Errorf("while the game goes on: %v", err)
		}
		w.foolsMate(white, black, id)
		if _, err := w.newcomer("eve").asks(wire.Rematch{Room: id}); !errors.Is(err, lobby.ErrNotYourRoom) {
			t.Errorf("to a spectator: %v", err)
		}
		if _, err := white.asks(wire.Rematch{Room: uuid.NewString()}); !errors.Is(err, lobby.ErrNoRoom) {
			t.Errorf("of a game that never was: %v", err)
		}
	})
}

func TestARefusalIsForEver(t *testing.T) {
	play(t, func(w *world) {
		white, black, id := w.pair(w.newcomer("ada"), w.newcomer("bob"))
		early := request(wire.Rematch{Room: id})
		if _, err := white.resends(early); !errors.Is(err, lobby.ErrNotOver) {
			t.Fatalf("before the end: %v", err)
		}
		w.foolsMate(white, black, id)
		if _, err := white.resends(early); !errors.Is(err, lobby.ErrNotOver) {
			t.Errorf("the same command after the end: %v", err)
		}
		other := early
		other.Hash[0]++
		if _, err := white.resends(other); !errors.Is(err, room.ErrReused) {
			t.Errorf("another command under that cid: %v", err)
		}
		white.must(wire.Rematch{Room: id})
	})
}

func TestAnOfferOfARematchOutlivesARestart(t *testing.T) {
	play(t, func(w *world) {
		white, black, id := w.pair(w.newcomer("ada"), w.newcomer("bob"))
		w.foolsMate(white, black, id)
		white.must(wire.Rematch{Room: id})
		w.stop()
		w.start()
		white, black = w.opens(white.conn.Who, room.ID(id)), w.opens(black.conn.Who, room.ID(id))
		if _, err := white.asks(wire.Rematch{Room: id}); !errors.Is(err, lobby.ErrOffered) {
			t.Errorf("offered again: %v", err)
		}
		black.must(wire.Rematch{Room: id})
		if p, q := white.seated(), black.seated(); p.Room == id || p.Room != q.Room || p.Side != wire.Black {
			t.Errorf("they sit at %+v and %+v", p, q)
		}
		w.stop()
		w.start()
		white = w.opens(white.conn.Who, room.ID(id))
		if _, err := white.asks(wire.Rematch{Room: id}); !errors.Is(err, lobby.ErrOffered) {
			t.Errorf("another rematch of the same game: %v", err)
		}
	})
}
