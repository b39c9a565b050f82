package desk_test

import (
	"errors"
	"testing"

	"rookery/lobby"
	"rookery/lobby/wire"
)

func TestSomebodyWhoIsHereIsChallengedByName(t *testing.T) {
	play(t, func(w *world) {
		ada, bob := w.newcomer("ada"), w.newcomer("bob")
		five := wire.Control{Base: 300, Inc: 3}
		if _, err := ada.asks(wire.Seek{Control: five, Side: wire.Random, To: "BOB"}); err != nil {
			t.Fatal(err)
		}
		if told, ok := bob.notices()[0].(wire.Challenged); !ok || told.From.Nick != "ada" {
			t.Errorf("bob is told %+v", told)
		}
		for name, want := range map[string]error{"cy": lobby.ErrNobody, "ada": lobby.ErrYourself} {
			if _, err := ada.asks(wire.Seek{Control: five, Side: wire.Random, To: name}); !errors.Is(err, want) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
