package review

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"rookery/lobby/engine/uci"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// oracle is an engine that needs its time and answers by f, which may be nil: all is even.
type oracle func(q uci.Question) (uci.Found, error)

func (o oracle) Search(ctx context.Context, rank uci.Rank, q uci.Question) (uci.Found, error) {
	select {
	case <-time.After(q.Time):
	case <-ctx.Done():
		return uci.Found{}, context.Cause(ctx)
	}
	if rank != uci.Review {
		return uci.Found{}, errors.New("a review got in the way of a game")
	}
	if o != nil {
		return o(q)
	}
	return uci.Found{Best: "a2a3", Lines: []uci.Line{{}}}, nil
}

// at runs f at a desk with that engine, in a bubble of fake time.
func at(t *testing.T, engine Searcher, f func(d *Desk)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		d := New(engine, slog.New(slog.NewTextHandler(t.Output(), nil)))
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			d.Run(ctx)
		}()
		f(d)
		stop()
		<-ended
	})
}

// foolsMate is over after four plies: Black has mated.
var foolsMate = Game{Room: "r1", Moves: []string{"f2f3", "e7e5", "g2g4", "d8h4"}}

// mated is the fool's mate in a room.
func mated(room string) Game { return Game{Room: room, Moves: foolsMate.Moves} }

func after(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func TestAFinishedGameIsReviewedPlyByPly(t *testing.T) {
	sees := func(q uci.Question) (uci.Found, error) { // from the side of who is to move
		score := []uci.Score{{Centipawns: 30}, {Centipawns: 90}, {Centipawns: -100}, {Mate: true, Moves: 1}}[len(q.Moves)]
		return uci.Found{Best: "a2a3", Lines: []uci.Line{{Score: score}}}, nil
	}
	at(t, oracle(sees), func(d *Desk) {
		r, progress, err := d.Review(foolsMate, Asker{})
		if r != nil || progress != (Progress{0, 5}) || err != nil {
			t.Errorf("at first: %v, %+v, %v", r, progress, err)
		}
		after(250 * time.Millisecond)
		if r, progress, err = d.Review(foolsMate, Asker{}); r != nil || progress != (Progress{2, 5}) || err != nil {
			t.Errorf("after two positions: %v, %+v, %v", r, progress, err)
		}
		after(time.Second)
		r, progress, err = d.Review(foolsMate, Asker{})
		if r == nil || progress != (Progress{5, 5}) || err != nil {
			t.Fatalf("at last: %v, %+v, %v", r, progress, err)
		}
		got := ""
		for _, e := range r.Plies {
			if e.CP != nil {
				got += fmt.Sprintf("%d: %d, %v; ", e.Ply, *e.CP, e.Win)
			} else {
				got += fmt.Sprintf("%d: #%d, %v; ", e.Ply, *e.Mate, e.Win)
			}
		}
		if got != "0: 30, 54.3; 1: -90, 37.3; 2: -100, 36; 3: #-1, 0; 4: #0, 0; " {
			t.Errorf("the positions are %s", got)
		}
		if len(r.Turning) != 2 || r.Turning[0] != (Turn{1, "white", 17, "a2a3"}) || r.Turning[1] != (Turn{3, "white", 36, "a2a3"}) {
			t.Errorf("the turning points are %+v", r.Turning)
		}
	})
}

func TestAGameThatEndsInStalemateIsEvenThere(t *testing.T) {
	at(t, oracle(nil), func(d *Desk) {
		g := Game{Room: "r1", FEN: "7k/8/6K1/8/8/8/8/5Q2 w - - 0 1", Moves: []string{"f1f7"}}
		_, _, _ = d.Review(g, Asker{By: g.Room})
		after(time.Second)
		r, _, err := d.Review(g, Asker{By: g.Room})
		if err != nil || r == nil || r.Plies[1].CP == nil || r.Plies[1].Win != 50 {
			t.Errorf("%+v, %v", r, err)
		}
	})
}

func TestGamesAreReviewedOneAfterTheOther(t *testing.T) {
	at(t, oracle(nil), func(d *Desk) {
		var refused int
		for i := range queue + 10 {
			if _, _, err := d.Review(mated(fmt.Sprint(i)), Asker{By: fmt.Sprint(i)}); errors.Is(err, ErrBusy) {
				refused++
			}
		}
		synctest.Wait()
		if refused < 9 || refused > 10 {
			t.Errorf("%d were refused", refused)
		}
		after(5*perPosition*queue + time.Second)
		if r, _, err := d.Review(mated("3"), Asker{By: "3"}); r == nil || err != nil {
			t.Errorf("%v, %v", r, err)
		}
	})
}

func TestTheDeskKeepsThoseThatAreAskedFor(t *testing.T) {
	at(t, oracle(nil), func(d *Desk) {
		for i := range kept + 20 {
			_, _, _ = d.Review(mated("first"), Asker{By: "first"})
			_, _, _ = d.Review(mated(fmt.Sprint(i)), Asker{By: fmt.Sprint(i)})
			after(6 * perPosition)
		}
		if r, _, _ := d.Review(mated("first"), Asker{By: "first"}); r == nil {
			t.Error("what was always asked for is gone")
		}
		if r, _, _ := d.Review(mated("2"), Asker{By: "2"}); r != nil || len(d.files) > kept+1 {
			t.Errorf("%d are kept", len(d.files))
		}
		after(time.Second)
	})
}

func TestAnEngineThatFailsIsTriedAgainAfterAMinute(t *testing.T) {
	broken := true
	fails := func(uci.Question) (uci.Found, error) {
		if broken {
			panic("a fault")
		}
		return uci.Found{Best: "a2a3", Lines: []uci.Line{{}}}, nil
	}
	at(t, oracle(fails), func(d *Desk) {
		_, _, _ = d.Review(foolsMate, Asker{})
		after(time.Second)
		if _, _, err := d.Review(foolsMate, Asker{}); !errors.Is(err, ErrFailed) {
			t.Errorf("at first: %v", err)
		}
		broken = false
		after(again)
		if r, progress, err := d.Review(foolsMate, Asker{}); r != nil || progress.Of != 5 || err != nil {
			t.Errorf("after a minute: %v, %v, %v", r, progress, err)
		}
		after(time.Second)
		if r, _, err := d.Review(foolsMate, Asker{}); r == nil || err != nil {
			t.Errorf("then: %v, %v", r, err)
		}
	})
}

func TestOfOneAskerTwoGamesWaitAndPlayersComeFirst(t *testing.T) {
	at(t, oracle(nil), func(d *Desk) {
		first, other := Asker{By: "192.0.2.1/32"}, Asker{By: "192.0.2.2/32"}
		for i, want := range []error{nil, nil, ErrYours, ErrYours} {
			if _, _, err := d.Review(mated(fmt.Sprint("a", i)), first); !errors.Is(err, want) {
				t.Errorf("game %d of one asker: %v, want %v", i, err, want)
			}
		}
		if _, _, err := d.Review(mated("a1"), first); err != nil {
			t.Errorf("one that waits is asked for again: %v", err)
		}
		for room, who := range map[string]Asker{"b": other, "mine": {By: "p1", Own: true}} {
			if _, _, err := d.Review(mated(room), who); err != nil {
				t.Errorf("%s: %v", room, err)
			}
		}
		after(2*5*perPosition + perPosition/2) // for two games
		for room, done := range map[string]bool{"a0": true, "mine": true, "a1": false, "b": false} {
			if r, _, err := d.Review(mated(room), other); (r != nil) != done || err != nil {
				t.Errorf("after two games %s is %v, %v", room, r, err)
			}
		}
		if _, _, err := d.Review(mated("a2"), first); err != nil {
			t.Errorf("when one is done: %v", err)
		}
	})
}

func TestTooFewMovesAreNotReviewed(t *testing.T) {
	at(t, oracle(nil), func(d *Desk) {
		if _, _, err := d.Review(Game{Room: "r", Moves: foolsMate.Moves[:3]}, Asker{}); !errors.Is(err, ErrShort) {
			t.Errorf("three plies: %v", err)
		}
	})
}
