package hall

import (
	"testing"
	"time"

	"rookery/lobby/pairing"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// TestAPoolPassesOverWhomSomebodySeatsSinceItLooked: they were among those who wait, and are not when
// the pairs are claimed.
func TestAPoolPassesOverWhomSomebodySeatsSinceItLooked(t *testing.T) {
	h, now := New(), time.Now()
	pool, control, err := Pool("5+3")
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []person.ID{"ada", "bob"} {
		c := &Conn{Who: person.Person{ID: id, Nick: string(id)}}
		h.Arrive(c, now)
		if _, begun, err := h.Search(c, pool, control, wire.CID(id), pairing.Waiting{ID: string(id), Since: now}, now); err != nil || !begun {
			t.Fatal(begun, err)
		}
	}
	pairs := []pairing.Pair{{White: "ada", Black: "bob"}}
	if n := len(h.WaitingIn(pool)); n != 2 {
		t.Fatalf("%d wait", n)
	}
	if !h.Seat([]person.ID{"bob"}) {
		t.Fatal("bob is being paired")
	}
	if got := h.Claim(pool, pairs, time.Time{}, now); len(got) != 0 {
		t.Errorf("claimed %+v while bob is being seated", got)
	}
	h.Unseat([]person.ID{"bob"}, now)
	if got := h.Claim(pool, pairs, time.Time{}, now); len(got) != 1 {
		t.Errorf("claimed %+v afterwards", got)
	}
	if err := h.Sit("ada", "cid", now); err != room.ErrBusy {
		t.Errorf("cid sits down beside ada, who is being paired: %v", err)
	}
}
