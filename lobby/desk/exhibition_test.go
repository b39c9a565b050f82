package desk_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"rookery/lobby/person"
	"rookery/lobby/wire"
)

// giving runs f in a lobby where the house plays itself; thoughts counts its moves.
func giving(t *testing.T, think func(moves string) (string, error), f func(w *world, thoughts *atomic.Int64)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		var thoughts atomic.Int64
		w := newWorld(t)
		w.show = func(_ context.Context, fen string, moves []string) (string, error) {
			if fen != "" {
				t.Errorf("the show begins from %q", fen)
			}
			thoughts.Add(1)
			return think(strings.Join(moves, " "))
		}
		w.start()
		defer func() { w.stop() }()
		f(w, &thoughts)
	})
}

// foolish is the shortest game there is.
func foolish(moves string) (string, error) {
	return map[string]string{"": "f2f3", "f2f3": "e7e5", "f2f3 e7e5": "g2g4", "f2f3 e7e5 g2g4": "d8h4"}[moves], nil
}

func TestWithNobodyPlayingTheHousePlaysItself(t *testing.T) {
	giving(t, foolish, func(w *world, _ *atomic.Int64) {
		ada := w.opens(person.Person{}, "") // who only looks
		after(300 * time.Millisecond)
		g := ada.sees().Show
		if g == nil || g.Room != "" || g.Ply != 0 || g.White.Nick != "house" || g.Black.Nick != "house" {
			t.Fatalf("at first ada sees %+v", g)
		}
		after(2 * time.Second)
		if g = ada.sees().Show; g.Ply != 1 || g.Last != "f2f3" {
			t.Errorf("after 2 s ada sees %+v", g)
		}
		after(6 * time.Second)
		if g = ada.sees().Show; g.Ply != 4 || g.Ended == nil || g.Ended.Reason != "checkmate" || g.Ended.Result != "0-1" {
			t.Errorf("after four moves ada sees %+v", g)
		}
		after(6 * time.Second)
		if g = ada.sees().Show; g.Ply != 0 || g.Ended != nil {
			t.Errorf("then ada sees %+v", g)
		}
		if n := w.lobby.Running(); n != 0 {
			t.Errorf("%d rooms run", n)
		}
		if v := ada.sees(); v.Playing != 0 || len(v.Games) != 0 || v.Featured != "" {
			t.Errorf("the lobby counts it: %+v", v)
		}
	})
}

func TestTheShowStopsWhenNobodyLooksAndGoesOnAfterwards(t *testing.T) {
	giving(t, foolish, func(w *world, thoughts *atomic.Int64) {
		after(time.Hour)
		if n := thoughts.Load(); n != 0 {
			t.Fatalf("with nobody there the house has moved %d times", n)
		}
		ada := w.newcomer("ada")
		if g := ada.sees().Show; g == nil || g.Ply != 0 {
			t.Errorf("the first that ada sees is %+v", g)
		}
		after(5 * time.Second)
		w.lobby.Leave(ada.conn)
		before := thoughts.Load()
		after(time.Hour)
		if n := thoughts.Load(); n != before || n != 2 {
			t.Errorf("it moved %d times while ada looked, and %d times after", before, n-before)
		}
		bob := w.newcomer("bob")
		if g := bob.sees().Show; g == nil || g.Ply != 2 {
			t.Errorf("the first that bob sees is %+v", g)
		}
		after(time.Second)
		if g := bob.sees().Show; g == nil || g.Ply != 2 {
			t.Errorf("bob sees %+v", g)
		}
		after(time.Second)
		if g := bob.sees().Show; g.Ply != 3 {
			t.Errorf("2 s later bob sees %+v", g)
		}
	})
}

func TestTheShowMakesRoomForPeople(t *testing.T) {
	giving(t, foolish, func(w *world, thoughts *atomic.Int64) {
		ada, bob, eve := w.newcomer("ada"), w.newcomer("bob"), w.newcomer("eve")
		eve.must(wire.MakeLink{Control: blitz, Side: wire.White}) // which nobody can watch
		after(3 * time.Second)
		if eve.sees().Show == nil {
			t.Error("there is no show")
		}
		white, black, id := w.pair(ada, bob)
		after(time.Second)
		before := thoughts.Load()
		if v := eve.sees(); v.Show != nil || v.Featured != id {
			t.Errorf("while ada and bob play, eve sees %+v, featured %q", v.Show, v.Featured)
		}
		after(10 * time.Second)
		if n := thoughts.Load() - before; n != 0 {
			t.Errorf("the house went on for %d moves", n)
		}
		w.foolsMate(white, black, id)
		after(time.Second)
		if v := eve.sees(); v.Show == nil || v.Featured != "" {
			t.Errorf("after their game eve sees %+v, featured %q", v.Show, v.Featured)
		}
	})
}

func TestAShowThatCannotGoOnBeginsAnew(t *testing.T) {
	for name, think := range map[string]func(string) (string, error){
		"no move is found":      func(string) (string, error) { return "", errors.New("no idea") },
		"the move is not legal": func(string) (string, error) { return "e2e5", nil },
		"it panics":             func(string) (string, error) { panic("at the board") },
	} {
		t.Run(name, func(t *testing.T) {
			giving(t, func(moves string) (string, error) {
				if moves == "" {
					return "e2e4", nil
				}
				return think(moves)
			}, func(w *world, thoughts *atomic.Int64) {
				ada := w.newcomer("ada")
				after(time.Minute)
				if g := ada.sees().Show; g == nil || g.Ply > 1 {
					t.Errorf("ada sees %+v", g)
				}
				if n := thoughts.Load(); n < 20 || n > 30 {
					t.Errorf("in a minute the house thought %d times", n)
				}
			})
		})
	}
}

func TestAThoughtThatTakesLongEndsWithTheServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.show = func(ctx context.Context, _ string, _ []string) (string, error) {
			<-ctx.Done()
			return "", ctx.Err()
		}
		w.start()
		w.newcomer("ada")
		after(3 * time.Second)
		w.stop()
		if strings.Contains(w.logged.String(), "show") {
			t.Errorf("logged: %s", w.logged.String())
		}
	})
}
