package desk_test

import (
	"errors"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"rookery/lobby"
	"rookery/lobby/room"
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

func TestTheRematchOfAnotherGameEndsNoOffer(t *testing.T) {
	play(t, func(w *world) {
		white, black, first := w.pair(w.newcomer("ada"), w.newcomer("bob"))
		w.foolsMate(white, black, first)
		second := func(from string) string {
			white.must(wire.Rematch{Room: from})
			black.must(wire.Rematch{Room: from, Offer: black.offered()})
			return white.seated().Room
		}
		again := second(first)
		w.foolsMate(black, white, again)
		after(10*time.Minute + time.Second)
		white.must(wire.Rematch{Room: first, Side: wire.Random}) // before that of the second game is made
		offer := black.offered()
		second(again)
		w.stop()
		w.start()
		white, black = w.opens(white.conn.Who, ""), w.opens(black.conn.Who, "")
		black.must(wire.Rematch{Room: first, Offer: offer})
		if s := black.seated(); s.After != first {
			t.Errorf("they sit in %+v", s)
		}
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
