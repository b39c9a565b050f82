package desk_test

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"rookery/lobby/house"
	"rookery/lobby/room"
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

func TestAHouseThatPanicsTakesNobodyWithIt(t *testing.T) {
	play(t, func(w *world) {
		w.stop()
		w.house = func(context.Context, *room.Room, wire.Person, wire.Side) error { panic("a fault of the house") }
		w.start()
		ada, game, id := w.playsHouse(wire.White)
		game.moves("e2e4")
		after(time.Second)
		if g := w.summary(id).Game; g.Ply != 1 {
			t.Errorf("the game stands at %+v", g)
		}
		if !strings.Contains(w.logged.String(), "the house left its seat") {
			t.Error("the log says nothing of it")
		}
		w.pair(ada, w.newcomer("bob"))
	})
}

// A game keeps the level that it began with: it is in the log.
func TestTheHousePlaysAtTheLevelAskedForAlsoAfterARestartAndInARematch(t *testing.T) {
	for asked, want := range map[int]int{0: 3, 1: 1, 8: 8} {
		play(t, func(w *world) {
			var mu sync.Mutex
			var levels []int
			think := func(ctx context.Context, q house.Question) (string, error) {
				mu.Lock()
				levels = append(levels, q.Level)
				mu.Unlock()
				return firstReply(ctx, q)
			}
			w.stop()
			w.house = house.New(think, slog.New(slog.DiscardHandler)).Play
			w.start()
			page := w.newcomer("ada")
			page.must(wire.PlayHouse{Control: blitz, Side: wire.White, Level: asked})
			first := page.seated().Room
			ada := w.sits(page.conn.Who, first)
			ada.moves("f2f3")
			w.stop()
			w.start()
			after(2 * time.Second)
			ada = w.sits(page.conn.Who, first)
			after(10 * time.Second)
			ada.moves("g2g4")
			after(time.Second)
			page.must(wire.Rematch{Room: first})
			page.seated()
			after(time.Second)
			mu.Lock()
			defer mu.Unlock()
			if len(levels) < 3 || slices.Contains(levels, 0) || slices.Min(levels) != want || slices.Max(levels) != want {
				t.Errorf("asked for level %d, the house thought at levels %v", asked, levels)
			}
		})
	}
}
