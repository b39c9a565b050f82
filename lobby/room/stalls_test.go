package room

import (
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
