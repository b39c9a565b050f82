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
		r, progress, err := d.Review(foolsMate)
		if r != nil || progress != (Progress{0, 5}) || err != nil {
			t.Errorf("at first: %v, %+v, %v", r, progress, err)
		}
		after(250 * time.Millisecond)
		if r, progress, err = d.Review(foolsMate); r != nil || progress != (Progress{2, 5}) || err != nil {
			t.Errorf("after two positions: %v, %+v, %v", r, progress, err)
		}
		after(time.Second)
		r, progress, err = d.Review(foolsMate)
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
		_, _, _ = d.Review(g)
		after(time.Second)
		r, _, err := d.Review(g)
		if err != nil || r == nil || r.Plies[1].CP == nil || r.Plies[1].Win != 50 {
			t.Errorf("%+v, %v", r, err)
		}
	})
}

func TestGamesAreReviewedOneAfterTheOther(t *testing.T) {
	at(t, oracle(nil), func(d *Desk) {
		var refused int
		for i := range queue + 10 {
			if _, _, err := d.Review(Game{Room: fmt.Sprint(i)}); errors.Is(err, ErrBusy) {
				refused++
			}
		}
		synctest.Wait()
		if refused < 9 || refused > 10 {
			t.Errorf("%d were refused", refused)
		}
		after(perPosition*queue + time.Second)
		if r, _, err := d.Review(Game{Room: "3"}); r == nil || err != nil {
			t.Errorf("%v, %v", r, err)
		}
	})
}

func TestTheDeskKeepsThoseThatAreAskedFor(t *testing.T) {
	at(t, oracle(nil), func(d *Desk) {
		for i := range kept + 20 {
			_, _, _ = d.Review(Game{Room: "first"})
			_, _, _ = d.Review(Game{Room: fmt.Sprint(i)})
			after(2 * perPosition)
		}
		if r, _, _ := d.Review(Game{Room: "first"}); r == nil {
			t.Error("what was always asked for is gone")
		}
		if r, _, _ := d.Review(Game{Room: "2"}); r != nil || len(d.files) > kept+1 {
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
		_, _, _ = d.Review(foolsMate)
		after(time.Second)
		if _, _, err := d.Review(foolsMate); !errors.Is(err, ErrFailed) {
			t.Errorf("at first: %v", err)
		}
		broken = false
		after(again)
		if r, progress, err := d.Review(foolsMate); r != nil || progress.Of != 5 || err != nil {
			t.Errorf("after a minute: %v, %v, %v", r, progress, err)
		}
		after(time.Second)
		if r, _, err := d.Review(foolsMate); r == nil || err != nil {
			t.Errorf("then: %v, %v", r, err)
		}
	})
}
