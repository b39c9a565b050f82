package room

import (
	"errors"
	"fmt"
	"testing"

	"rookery/lobby/wire"
)

func TestANoIsRememberedWithinBounds(t *testing.T) {
	no := errors.New("no")
	req := func(i int) wire.Request { return wire.Request{CID: wire.CID(fmt.Sprint(i))} }
	var r Refused
	for i := range refusedKept + 10 {
		r.Add("magpie", req(i), no)
	}
	for i, want := range map[int]error{9: nil, 10: no, refusedKept + 9: no, refusedKept + 10: nil} {
		if got := r.Find("magpie", req(i)); !errors.Is(got, want) {
			t.Errorf("command %d: %v, want %v", i, got, want)
		}
	}
	if got := r.Find("jackdaw", req(10)); got != nil {
		t.Errorf("somebody else's command: %v", got)
	}
	other := req(10)
	other.Hash[0] = 1
	if got := r.Find("magpie", other); !errors.Is(got, ErrReused) {
		t.Errorf("another command under that cid: %v", got)
	}
	for p := range 3 * refusedInAll {
		r.Add(fmt.Sprint("guest", p), req(p), no)
	}
	if n := r.kept.Len(); n > refusedInAll {
		t.Errorf("%d commands are remembered", n)
	}
	if got := r.Find("guest1", req(1)); got != nil {
		t.Errorf("the first guest's command: %v", got)
	}
}
