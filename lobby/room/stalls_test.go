package room

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

func TestNobodyLooksForStallsWhileNothingIsAtStake(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := NewStalls(nil)
		go s.Run(t.Context())
		looked := func() bool {
			last := func() time.Time { s.mu.Lock(); defer s.mu.Unlock(); return s.last }
			before := last()
			time.Sleep(time.Second)
			synctest.Wait()
			return last().After(before)
		}
		for range 2 {
			if looked() {
				t.Error("looked while nothing was at stake")
			}
			s.stake(stakes{}, stakes{clocks: 1})
			s.stake(stakes{}, stakes{others: 1})
			s.stake(stakes{clocks: 1}, stakes{})
			if !looked() {
				t.Error("somebody is here and nobody looks")
			}
			s.stake(stakes{others: 1}, stakes{})
			if looked() {
				t.Error("looked when nothing was at stake any more")
			}
		}
		if stood := s.between(time.Now().Add(-time.Hour), time.Now()); stood != 0 {
			t.Errorf("a time without clocks is a stall of %v", stood)
		}
	})
}

func TestOnlyTheLongerPausesAreStalls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := NewStalls(nil)
		s.stake(stakes{}, stakes{clocks: 1})
		start := time.Now()
		time.Sleep(stallTick + stallFrom)
		if stood := s.between(start, time.Now()); stood != 0 {
			t.Errorf("a pause of %v is a stall of %v", stallTick+stallFrom, stood)
		}
		time.Sleep(time.Second)
		if stood := s.between(start, time.Now()); stood != time.Second-stallTick {
			t.Errorf("a pause of a second is a stall of %v", stood)
		}
		if stood := s.between(start, time.Now().Add(-500*time.Millisecond)); stood != 500*time.Millisecond-stallTick {
			t.Errorf("half of it is one of %v", stood)
		}
	})
}

func TestEveryStallOfALongTurnIsGivenBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := NewStalls(nil)
		s.stake(stakes{}, stakes{clocks: 1})
		start := time.Now()
		for range 100 {
			time.Sleep(time.Second)
			s.look()
		}
		if got, want := s.between(start, time.Now()), 100*(time.Second-stallTick); got != want {
			t.Errorf("of 100 stalls of 0.95 s in one turn %v is given back, not %v", got, want)
		}
	})
}

// queued is a store whose writer comes to a beat some time after it was asked, as
// behind a commit that takes long.
type queued struct {
	began time.Time
	wait  time.Duration
	life  Life
}

func (q *queued) Beat(_ context.Context, stalls func() []Stall) error {
	time.Sleep(q.wait)
	q.life.Beat, q.life.Stalls = time.Since(q.began), nil
	for _, s := range stalls() {
		q.life.Stalls = append(q.life.Stalls, Pause{s.From.Sub(q.began), s.To.Sub(q.began)})
	}
	return nil
}

func (q *queued) Life(context.Context, ID) (Life, error) { return q.life, nil }

func TestAStallWhileABeatWaitsToBeStoredIsInIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := &queued{began: time.Now(), wait: 5 * time.Second} // in which the process is stopped
		s := NewStalls(q)
		s.stake(stakes{}, stakes{clocks: 1})
		time.Sleep(20 * time.Millisecond)
		if err := q.Beat(t.Context(), s.seen); err != nil {
			t.Fatal(err)
		}
		if ran := q.life.Ran(); ran > 100*time.Millisecond {
			t.Errorf("after a crash a player is charged %v of a turn in which the process ran 20 ms", ran)
		}
	})
}
