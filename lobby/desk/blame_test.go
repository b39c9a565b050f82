package desk_test

import (
	"errors"
	"testing"

	"rookery/lobby"
	"rookery/lobby/wire"
)

// TestEveryFieldThatIsWrongIsNamed: whatever the command, and whoever gives it.
func TestEveryFieldThatIsWrongIsNamed(t *testing.T) {
	play(t, func(w *world) {
		ada, bob := w.newcomer("ada"), w.newcomer("bob")
		white, black, id := w.pair(w.newcomer("cy"), w.newcomer("dot"))
		w.foolsMate(white, black, id)
		challenge := bob.challenges(ada)
		for what, c := range map[string]struct {
			cmd    wire.Command
			as     error
			fields []string
		}{
			"a seek":                     {wire.Seek{Control: wire.Control{Base: 60, Mode: "x"}, Side: "purple", Delay: 99, Chat: "open"}, lobby.ErrInvalid, []string{"control", "side", "chat", "delay"}},
			"a link":                     {wire.MakeLink{Control: blitz, Side: "", For: "kings"}, lobby.ErrInvalid, []string{"side", "for"}},
			"the house":                  {wire.PlayHouse{Control: blitz, Side: "White", Level: 9}, lobby.ErrInvalid, []string{"side", "level"}},
			"a reason":                   {wire.DeclineSeek{Seek: challenge, Reason: "nah"}, lobby.ErrInvalid, []string{"reason"}},
			"a pool":                     {wire.Search{Pool: "five"}, lobby.ErrBadPool, []string{"pool"}},
			"whom one challenges":        {wire.Seek{Control: blitz, Side: wire.White, To: "nobody"}, lobby.ErrNobody, []string{"to"}},
			"oneself":                    {wire.Seek{Control: blitz, Side: wire.White, To: string(ada.conn.Who.ID)}, lobby.ErrYourself, []string{"to"}},
			"a rematch of others' games": {wire.Rematch{Room: id, Control: &wire.Control{Base: -1}, Side: "x"}, lobby.ErrInvalid, []string{"control", "side"}},
		} {
			_, err := ada.asks(c.cmd)
			no, ok := errors.AsType[*lobby.InvalidError](err)
			if !ok || !errors.Is(err, c.as) || len(no.Fields) != len(c.fields) {
				t.Errorf("%s: %v", what, err)
				continue
			}
			for i, f := range no.Fields {
				if f.Field != c.fields[i] || f.Text == "" {
					t.Errorf("%s: %+v", what, no.Fields)
				}
			}
		}
	})
}
