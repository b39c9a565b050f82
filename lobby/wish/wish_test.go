package wish

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rookery/lobby"
	"rookery/lobby/wire"
)

var fiveThree = wire.Control{Base: 300, Inc: 3}

func TestWhatIsAskedForIsJudgedFieldByField(t *testing.T) {
	delayed := wire.Control{Base: 300, Inc: 3, Mode: "delay"}
	for says, c := range map[string]struct {
		wish  Wish
		wrong string // fields, in the order of the table
	}{
		"an ordinary seek":                        {Wish{Kind: Seek, Control: fiveThree, Side: wire.White}, ""},
		"a rated seek with all that it can have":  {Wish{Kind: Seek, Control: delayed, Side: wire.Random, Rated: true, Min: 100, Max: 4000, Confirm: true, Chat: "separate", Delay: 60}, ""},
		"a rated seek without a clock":            {Wish{Kind: Seek, Side: wire.White, Rated: true}, "control"},
		"a challenge without a clock":             {Wish{Kind: Challenge, Side: wire.White}, ""},
		"a rated challenge without a clock":       {Wish{Kind: Challenge, Side: wire.White, Rated: true}, "control"},
		"a seek from a position":                  {Wish{Kind: Seek, Control: fiveThree, Side: wire.White, FEN: "4k3/8/8/8/8/8/4P3/4K3 b - - 3 40"}, "fen"},
		"a link from a position":                  {Wish{Kind: Link, Control: fiveThree, Side: wire.White, FEN: "4k3/8/8/8/8/8/4P3/4K3 b - - 3 40"}, ""},
		"a rated link from a position":            {Wish{Kind: Link, Control: fiveThree, Side: wire.White, Rated: true, FEN: "4k3/8/8/8/8/8/4P3/4K3 b - - 3 40"}, "rated"},
		"a link from nonsense":                    {Wish{Kind: Link, Control: fiveThree, Side: wire.White, FEN: "e4"}, "fen"},
		"a rated link for guests":                 {Wish{Kind: Link, Control: fiveThree, Side: wire.White, Rated: true, For: "guests"}, "rated"},
		"a link for friends":                      {Wish{Kind: Link, Control: fiveThree, Side: wire.White, For: "friends"}, "for"},
		"a seek for guests":                       {Wish{Kind: Seek, Control: fiveThree, Side: wire.White, For: "guests"}, "for"},
		"a range the wrong way round":             {Wish{Kind: Seek, Control: fiveThree, Side: wire.White, Min: 1600, Max: 1500}, "max"},
		"a range below everybody":                 {Wish{Kind: Seek, Control: fiveThree, Side: wire.White, Min: -5, Max: 99}, "min max"},
		"a range of one rating":                   {Wish{Kind: Seek, Control: fiveThree, Side: wire.White, Min: 1500, Max: 1500}, ""},
		"a challenge for a range":                 {Wish{Kind: Challenge, Control: fiveThree, Side: wire.White, Min: 1500, Confirm: true}, "min confirm"},
		"a minute and a second later":             {Wish{Kind: Link, Control: fiveThree, Side: wire.White, Delay: 61}, "delay"},
		"before it happens":                       {Wish{Kind: Link, Control: fiveThree, Side: wire.White, Delay: -1}, "delay"},
		"a chat of another kind":                  {Wish{Kind: Link, Control: fiveThree, Side: wire.White, Chat: "none"}, "chat"},
		"a side that is none":                     {Wish{Kind: House, Control: fiveThree, Side: "green"}, "side"},
		"the house, rated, at a level of its own": {Wish{Kind: House, Control: fiveThree, Side: wire.White, Rated: true, Level: 9}, "rated level"},
		"everything wrong at once":                {Wish{Kind: House, Control: wire.Control{Base: -1}, Side: "", Rated: true, Min: 1, Max: -1, Confirm: true, FEN: "x", Chat: "x", Delay: 99, For: "x", Level: -1}, "control side rated min max confirm fen chat delay for level"},
	} {
		_, err := c.wish.Terms()
		var fields []string
		if no, ok := errors.AsType[*lobby.InvalidError](err); ok {
			for _, f := range no.Fields {
				fields = append(fields, f.Field)
				if !strings.HasSuffix(f.Text, ".") {
					t.Errorf("%s: %q is no sentence", says, f.Text)
				}
			}
		} else if err != nil {
			t.Errorf("%s: %v", says, err)
		}
		if got := strings.Join(fields, " "); got != c.wrong {
			t.Errorf("%s: wrong are %q, want %q", says, got, c.wrong)
		}
	}
}

func TestRatedAndDelayedGamesKeepPlayersAndOthersApart(t *testing.T) {
	for says, w := range map[string]Wish{
		"rated":   {Kind: Seek, Control: fiveThree, Side: wire.White, Rated: true},
		"delayed": {Kind: Seek, Control: fiveThree, Side: wire.White, Delay: 1},
	} {
		if terms, err := w.Terms(); err != nil || terms.Chat != "separate" {
			t.Errorf("%s: %+v, %v", says, terms, err)
		}
	}
}

// Whatever is asked for is either had as asked, or refused with a reason for a field.
func TestNoWishIsRefusedWithoutAField(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		small := rapid.IntRange(-2, 70)
		w := Wish{
			Kind: Kind(rapid.IntRange(0, 4).Draw(t, "kind")), Control: wire.Control{Base: small.Draw(t, "base"), Inc: small.Draw(t, "inc"), Mode: rapid.SampledFrom([]string{"", "delay", "bronstein", "x"}).Draw(t, "mode")},
			Side: rapid.SampledFrom([]wire.Side{wire.White, wire.Black, wire.Random, "x"}).Draw(t, "side"), Rated: rapid.Bool().Draw(t, "rated"),
			Min: rapid.IntRange(-1, 5000).Draw(t, "min"), Max: rapid.IntRange(-1, 5000).Draw(t, "max"), Confirm: rapid.Bool().Draw(t, "confirm"),
			FEN: rapid.SampledFrom([]string{"", "e4", "4k3/8/8/8/8/8/4P3/4K3 b - - 3 40"}).Draw(t, "fen"), Delay: small.Draw(t, "delay"),
			For: rapid.SampledFrom([]string{"", "guests", "accounts", "x"}).Draw(t, "for"), Level: small.Draw(t, "level"),
		}
		terms, err := w.Terms()
		no, refused := errors.AsType[*lobby.InvalidError](err)
		switch {
		case err == nil && (terms.Rated != w.Rated || terms.Delay != w.Delay || terms.Control.Validate() != nil):
			t.Fatalf("%+v became %+v", w, terms)
		case err != nil && (!refused || len(no.Fields) == 0 || slices.ContainsFunc(no.Fields, func(f wire.Field) bool { return f.Text == "" })):
			t.Fatalf("%+v is refused as %v", w, err)
		}
	})
}
