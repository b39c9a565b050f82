package room_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rookery/lobby/wire"
)

// However much others whisper meanwhile, whoever comes back is sent what all may
// read in the room's one order.
func TestWhispersPushNothingOutOfWhatOthersComeBackFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := sitDown(t, 300, 3)
		white, black := tb.join(magpie), tb.join(jackdaw)
		white.do(wire.Say{Text: "first", To: "chat"})
		tb.moves(white, black, "e2e4")
		white.do(wire.Say{Text: "second", To: "chat"})
		for i := range 40 {
			time.Sleep(6 * time.Second)
			for k := range 3 {
				if a := black.do(wire.Say{Text: fmt.Sprint("@magpie ", i, k, strings.Repeat("psst ", 90)), To: "chat"}); a.Err != nil {
					t.Fatal(a.Err)
				}
			}
		}
		back := tb.resume(wire.Person{}, map[wire.Stream]uint64{"game": 1, "chat": 0})
		if told := back.told(); !slices.Equal(told, []string{"chat/1 line", "game/2 moved", "chat/2 line", "game/3 ended"}) {
			t.Errorf("told %v", told)
		}
	})
}
