package lobby_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"rookery/lobby/wire"
)

// playsHouse gives ada a game with White against the house.
func (w *world) playsHouse(side wire.Side) (*page, *player, string) {
	w.t.Helper()
	ada := w.newcomer("ada")
	ada.must(wire.PlayHouse{Control: blitz, Side: side})
	s := ada.seated()
	if s.Opponent == nil || s.Opponent.Nick != "house" || s.Side != side {
		w.t.Fatalf("ada is told %+v", s)
	}
	return ada, w.sits(ada.conn.Who, s.Room), s.Room
}

func TestTheHouseAnswersAMove(t *testing.T) {
	play(t, func(w *world) {
		_, ada, id := w.playsHouse(wire.White)
		ada.moves("e2e4")
		after(250 * time.Millisecond)
		if got := w.summary(id).Game.Ply; got != 1 {
			t.Errorf("the house has moved after 250 ms, as no person does (ply %d)", got)
		}
		after(time.Second)
		if g := w.summary(id).Game; g.Ply != 2 || g.Last != "e7e5" {
			t.Errorf("the game stands at %+v", g)
		}
	})
}

func TestTheHouseBegins(t *testing.T) {
	play(t, func(w *world) {
		_, _, id := w.playsHouse(wire.Black)
		after(time.Second)
		if g := w.summary(id).Game; g.Last != "e2e4" {
			t.Errorf("the game stands at %+v", g)
		}
	})
}

func TestTheHouseMatesAndAcceptsARematch(t *testing.T) {
	play(t, func(w *world) {
		page, ada, id := w.playsHouse(wire.White)
		ada.moves("f2f3")
		after(time.Second)
		ada.moves("g2g4")
		after(time.Second)
		if s := w.summary(id); !s.Over || s.Game.Ended.Result != "0-1" {
			t.Fatalf("the game stands at %+v", s.Game)
		}
		page.must(wire.Rematch{Room: id})
		s := page.seated()
		if s.Room == id || s.Side != wire.Black || s.How != "rematch" {
			t.Fatalf("ada is told %+v", s)
		}
		after(time.Second)
		if g := w.summary(s.Room).Game; g.Last != "e2e4" {
			t.Errorf("the rematch stands at %+v", g)
		}
	})
}

func TestTheHouseDeclinesADrawAndAllowsATakeback(t *testing.T) {
	play(t, func(w *world) {
		_, ada, id := w.playsHouse(wire.White)
		ada.moves("e2e4")
		after(time.Second)
		ada.moves("g1f3")
		after(time.Second)
		for _, what := range []string{"draw", "takeback"} {
			if err := ada.does(wire.Offer{What: what, On: w.on(id)}); err != nil {
				t.Fatalf("offer a %s: %v", what, err)
			}
			after(time.Second)
		}
		want := []string{"start", "moved", "moved", "moved", "moved", "offered", "declined", "offered", "taken_back"}
		if got := w.log(id); !slices.Equal(got, want) {
			t.Errorf("the log is %v", got)
		}
		ada.moves("b1c3")
		after(time.Second)
		if g := w.summary(id).Game; g.Ply != 4 || g.Last != "b8c6" {
			t.Errorf("the game goes on at %+v", g)
		}
	})
}

func TestTheHousePlaysOnAfterARestart(t *testing.T) {
	play(t, func(w *world) {
		page, ada, id := w.playsHouse(wire.White)
		ada.moves("e2e4")
		w.stop() // before the house has answered
		w.start()
		after(2 * time.Second)
		if g := w.summary(id).Game; g.Ply != 2 {
			t.Fatalf("the game stands at %+v", g)
		}
		ada = w.sits(page.conn.Who, id)
		after(10 * time.Second)
		ada.moves("g1f3")
		after(time.Second)
		if g := w.summary(id).Game; g.Last != "b8c6" {
			t.Errorf("the game stands at %+v", g)
		}
	})
}

func TestTheHouseThinksAboutTwoMovesAtATime(t *testing.T) {
	play(t, func(w *world) {
		var mu sync.Mutex
		now, most := 0, 0
		w.stop()
		w.house = func(ctx context.Context, fen string, moves []string) (string, error) {
			mu.Lock()
			now++
			most = max(most, now)
			mu.Unlock()
			time.Sleep(2 * time.Second)
			mu.Lock()
			now--
			mu.Unlock()
			return firstReply(ctx, fen, moves)
		}
		w.start()
		var rooms []string
		for i := range 7 {
			p := w.newcomer(name(i))
			p.must(wire.PlayHouse{Control: blitz, Side: wire.Black})
			rooms = append(rooms, p.seated().Room)
		}
		after(10 * time.Second)
		if most != 2 {
			t.Errorf("it thought about %d moves at a time", most)
		}
		for _, id := range rooms {
			if w.summary(id).Game.Ply != 1 {
				t.Error("a game was forgotten")
			}
		}
	})
}

func TestTheHouseDropsAThoughtThatATakebackMadeVain(t *testing.T) {
	play(t, func(w *world) {
		w.stop()
		w.house = func(ctx context.Context, fen string, moves []string) (string, error) {
			if len(moves) == 3 { // the third ply gives it much to think about
				<-ctx.Done()
				return "", ctx.Err()
			}
			return firstReply(ctx, fen, moves)
		}
		w.start()
		_, ada, id := w.playsHouse(wire.White)
		ada.moves("e2e4")
		after(time.Second)
		ada.moves("g1f3")
		after(3 * time.Second)
		if err := ada.does(wire.Offer{What: "takeback", On: w.on(id)}); err != nil {
			t.Fatal(err)
		}
		after(time.Second)
		if g := w.summary(id).Game; g.Ply != 2 {
			t.Errorf("the game stands at %+v", g)
		}
	})
}

func TestTheHouseHearsATakebackWhileItPauses(t *testing.T) {
	play(t, func(w *world) {
		_, ada, id := w.playsHouse(wire.White)
		ada.moves("e2e4")
		after(250 * time.Millisecond) // it knows its move, and waits as a person would
		if err := ada.does(wire.Offer{What: "takeback", On: w.on(id)}); err != nil {
			t.Fatal(err)
		}
		after(time.Second)
		if got := w.log(id); !slices.Equal(got, []string{"start", "moved", "offered", "taken_back"}) {
			t.Fatalf("the log is %v", got)
		}
		ada.moves("d2d4")
		after(time.Second)
		if g := w.summary(id).Game; g.Last != "d7d5" {
			t.Errorf("the game goes on at %+v", g)
		}
	})
}

func TestAnOfferDoesNotMakeTheHouseSlower(t *testing.T) {
	play(t, func(w *world) {
		_, ada, id := w.playsHouse(wire.White)
		ada.moves("e2e4")
		after(time.Second)
		ada.moves("g1f3")
		after(250 * time.Millisecond)
		if err := ada.does(wire.Offer{What: "draw", On: w.on(id)}); err != nil {
			t.Fatal(err)
		}
		after(650 * time.Millisecond) // 0.9 s after the move
		if got := w.log(id); !slices.Equal(got, []string{"start", "moved", "moved", "moved", "offered", "declined", "moved"}) {
			t.Errorf("the log is %v", got)
		}
	})
}

func TestAHouseThatPanicsTakesNobodyWithIt(t *testing.T) {
	play(t, func(w *world) {
		w.stop()
		broken := true
		w.house = func(ctx context.Context, fen string, moves []string) (string, error) {
			if broken {
				broken = false
				panic("a fault of the house")
			}
			return firstReply(ctx, fen, moves)
		}
		w.start()
		_, ada, id := w.playsHouse(wire.White)
		ada.moves("e2e4")
		after(3 * time.Second)
		if g := w.summary(id).Game; g.Ply != 2 {
			t.Errorf("the game stands at %+v", g)
		}
	})
}

func TestTheHouseIsInAHurryWhenItsClockIsShort(t *testing.T) {
	play(t, func(w *world) {
		ada := w.newcomer("ada")
		ada.must(wire.PlayHouse{Control: wire.Control{Base: 2}, Side: wire.White})
		id := ada.seated().Room
		w.sits(ada.conn.Who, id).moves("e2e4")
		after(60 * time.Millisecond)
		if g := w.summary(id).Game; g.Ply != 2 {
			t.Errorf("with two seconds left the game stands at %+v", g)
		}
	})
}
