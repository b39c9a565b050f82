package lobby

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rookery/lobby/wire"
)

var fiveThree = wire.Control{Base: 300, Inc: 3}

func TestWhatIsAskedForIsJudgedFieldByField(t *testing.T) {
	delayed := wire.Control{Base: 300, Inc: 3, Mode: "delay"}
	for says, c := range map[string]struct {
		wish  wish
		wrong string // fields, in the order of the table
	}{
		"an ordinary seek":                        {wish{kind: openSeek, control: fiveThree, side: wire.White}, ""},
		"a rated seek with all that it can have":  {wish{kind: openSeek, control: delayed, side: wire.Random, rated: true, min: 100, max: 4000, confirm: true, chat: "separate", delay: 60}, ""},
		"a seek without a clock":                  {wish{kind: openSeek, side: wire.White}, "control"},
		"a challenge without a clock":             {wish{kind: challenge, side: wire.White}, ""},
		"a rated challenge without a clock":       {wish{kind: challenge, side: wire.White, rated: true}, "control"},
		"a seek from a position":                  {wish{kind: openSeek, control: fiveThree, side: wire.White, fen: "4k3/8/8/8/8/8/4P3/4K3 b - - 3 40"}, "fen"},
		"a link from a position":                  {wish{kind: link, control: fiveThree, side: wire.White, fen: "4k3/8/8/8/8/8/4P3/4K3 b - - 3 40"}, ""},
		"a rated link from a position":            {wish{kind: link, control: fiveThree, side: wire.White, rated: true, fen: "4k3/8/8/8/8/8/4P3/4K3 b - - 3 40"}, "rated"},
		"a link from nonsense":                    {wish{kind: link, control: fiveThree, side: wire.White, fen: "e4"}, "fen"},
		"a rated link for guests":                 {wish{kind: link, control: fiveThree, side: wire.White, rated: true, forWhom: "guests"}, "rated"},
		"a link for friends":                      {wish{kind: link, control: fiveThree, side: wire.White, forWhom: "friends"}, "for"},
		"a seek for guests":                       {wish{kind: openSeek, control: fiveThree, side: wire.White, forWhom: "guests"}, "for"},
		"a range the wrong way round":             {wish{kind: openSeek, control: fiveThree, side: wire.White, min: 1600, max: 1500}, "max"},
		"a range below everybody":                 {wish{kind: openSeek, control: fiveThree, side: wire.White, min: -5, max: 99}, "min max"},
		"a range of one rating":                   {wish{kind: openSeek, control: fiveThree, side: wire.White, min: 1500, max: 1500}, ""},
		"a challenge for a range":                 {wish{kind: challenge, control: fiveThree, side: wire.White, min: 1500, confirm: true}, "min confirm"},
		"a minute and a second later":             {wish{kind: link, control: fiveThree, side: wire.White, delay: 61}, "delay"},
		"before it happens":                       {wish{kind: link, control: fiveThree, side: wire.White, delay: -1}, "delay"},
		"a chat of another kind":                  {wish{kind: link, control: fiveThree, side: wire.White, chat: "none"}, "chat"},
		"a side that is none":                     {wish{kind: houseGame, control: fiveThree, side: "green"}, "side"},
		"the house, rated, at a level of its own": {wish{kind: houseGame, control: fiveThree, side: wire.White, rated: true, level: 9}, "rated level"},
		"everything wrong at once":                {wish{kind: houseGame, control: wire.Control{Base: -1}, side: "", rated: true, min: 1, max: -1, confirm: true, fen: "x", chat: "x", delay: 99, forWhom: "x", level: -1}, "control side rated min max confirm fen chat delay for level"},
	} {
		_, err := c.wish.terms()
		var fields []string
		if no, ok := errors.AsType[*InvalidError](err); ok {
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
	for says, w := range map[string]wish{
		"rated":   {kind: openSeek, control: fiveThree, side: wire.White, rated: true},
		"delayed": {kind: openSeek, control: fiveThree, side: wire.White, delay: 1},
	} {
		if terms, err := w.terms(); err != nil || terms.Chat != "separate" {
			t.Errorf("%s: %+v, %v", says, terms, err)
		}
	}
}

// Whatever is asked for is either had as asked, or refused with a reason for a field.
func TestNoWishIsRefusedWithoutAField(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		small := rapid.IntRange(-2, 70)
		w := wish{
			kind: kind(rapid.IntRange(0, 4).Draw(t, "kind")), control: wire.Control{Base: small.Draw(t, "base"), Inc: small.Draw(t, "inc"), Mode: rapid.SampledFrom([]string{"", "delay", "bronstein", "x"}).Draw(t, "mode")},
			side: rapid.SampledFrom([]wire.Side{wire.White, wire.Black, wire.Random, "x"}).Draw(t, "side"), rated: rapid.Bool().Draw(t, "rated"),
			min: rapid.IntRange(-1, 5000).Draw(t, "min"), max: rapid.IntRange(-1, 5000).Draw(t, "max"), confirm: rapid.Bool().Draw(t, "confirm"),
			fen: rapid.SampledFrom([]string{"", "e4", "4k3/8/8/8/8/8/4P3/4K3 b - - 3 40"}).Draw(t, "fen"), delay: small.Draw(t, "delay"),
			forWhom: rapid.SampledFrom([]string{"", "guests", "accounts", "x"}).Draw(t, "for"), level: small.Draw(t, "level"),
		}
		terms, err := w.terms()
		no, refused := errors.AsType[*InvalidError](err)
		switch {
		case err == nil && (terms.Rated != w.rated || terms.Delay != w.delay || terms.Control.Validate() != nil):
			t.Fatalf("%+v became %+v", w, terms)
		case err != nil && (!refused || len(no.Fields) == 0 || slices.ContainsFunc(no.Fields, func(f wire.Field) bool { return f.Text == "" })):
			t.Fatalf("%+v is refused as %v", w, err)
		}
	})
}
