package lobby_test

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
