package recent_test

import (
	"fmt"
	"testing"

	"rookery/chat/recent"
)

func TestSharesKeepTheLastOfEach(t *testing.T) {
	s := recent.Shares[string, int, string]{Each: 1000, All: 20_000}
	for i := range 1010 {
		s.Add("magpie", i, fmt.Sprint("no ", i))
	}
	for i, want := range map[int]bool{0: false, 9: false, 10: true, 1009: true, 1010: false} {
		v, ok := s.Get("magpie", i)
		if ok != want || want && v != fmt.Sprint("no ", i) {
			t.Errorf("%d: %q, %v, want %v", i, v, ok, want)
		}
	}
	if _, ok := s.Get("jackdaw", 10); ok {
		t.Error("jackdaw has what is magpie's")
	}
	s.Add("magpie", 10, "yes")
	if v, _ := s.Get("magpie", 10); v != "no 10" {
		t.Errorf("what was there is now %q", v)
	}
}

func TestSharesAreBoundedInAll(t *testing.T) {
	s := recent.Shares[string, int, bool]{Each: 10, All: 100}
	for i := range 10_000 {
		s.Add("magpie", i, true) // one alone pushes out nobody
	}
	s.Add("jackdaw", 1, true)
	for guest := range 89 {
		s.Add(fmt.Sprint("guest ", guest), guest, true)
	}
	for _, tt := range []struct {
		who  string
		k    int
		kept bool
	}{{"magpie", 9999, true}, {"jackdaw", 1, true}, {"guest 88", 88, true}} {
		if _, ok := s.Get(tt.who, tt.k); ok != tt.kept {
			t.Errorf("of 100 in all, %s's is kept: %v", tt.who, ok)
		}
	}
	s.Add("one too many", 1, true)
	if _, ok := s.Get("magpie", 9999); ok || s.Len() != 91 {
		t.Errorf("whose first is oldest is kept: %v, among %d", ok, s.Len())
	}
	if _, ok := s.Get("jackdaw", 1); !ok {
		t.Error("the next one's is gone too")
	}
	for guest := range 1000 {
		s.Add(fmt.Sprint("another ", guest), guest, true)
	}
	if s.Len() > 100 {
		t.Errorf("%d are kept", s.Len())
	}
	var none recent.Shares[string, int, bool]
	none.Add("magpie", 1, true)
	if _, ok := none.Get("magpie", 1); ok {
		t.Error("what may keep nothing keeps something")
	}
}
