package recent_test

import (
	"testing"

	"rookery/chat/recent"
)

func TestWhatWasPutLatelyIsKeptAndTheRestIsBounded(t *testing.T) {
	m := recent.New[int, int](100)
	for i := range 10_000 {
		m.Put(i, -i)
		for _, k := range []int{i, max(0, i-99)} {
			if v, ok := m.Get(k); !ok || v != -k {
				t.Fatalf("%d was forgotten after %d others", k, i-k)
			}
		}
	}
	kept := 0
	for i := range 10_000 {
		if _, ok := m.Get(i); ok {
			kept++
		}
	}
	if kept > 200 {
		t.Errorf("%d are kept", kept)
	}
}

func TestTheLastWord(t *testing.T) {
	m := recent.New[string, int](1)
	m.Put("a", 1)
	m.Put("a", 2)
	m.Put("b", 3)
	m.Put("a", 4)
	if v, ok := m.Get("a"); !ok || v != 4 {
		t.Errorf("a is %d, %v", v, ok)
	}
	m.Drop("a")
	if v, ok := m.Get("a"); ok {
		t.Errorf("a was dropped, and is %d", v)
	}
}
