package room_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// An append that was given up may be stored after the room was opened again. The
// move is then sent again to a room that does not know of it.
func TestARoomBehindItsLogAcknowledgesNothingThatItDoesNotKnow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		first := sitDown(t, 180, 0)
		again := func() *table {
			tb := &table{t: t, store: first.store}
			tb.open()
			return tb
		}
		before, second := first.join(magpie), again()
		white, black := second.join(magpie), second.join(jackdaw)
		move, at := wire.Move{Text: "e2e4", On: 1}, time.Now()
		if a := before.doAs(move, "dead", at); a.Err != nil || a.N != 2 {
			t.Fatalf("answered %+v", a)
		}
		if a := white.doAs(move, "dead", at); !errors.Is(a.Err, errSilence) {
			t.Errorf("answered %+v before the event was told", a)
		}
		if err := <-second.ended; !errors.Is(err, room.ErrConflict) {
			t.Errorf("the room ended with %v", err)
		}
		if told := black.told(); len(told) > 0 || !black.ended {
			t.Errorf("black was told %v, dismissed %v", told, black.ended)
		}
	})
}
