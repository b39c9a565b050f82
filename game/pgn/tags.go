package pgn

import (
	"cmp"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"rookery/game"
)

// Tags is what a game's file says beside the moves and what follows from the game itself.
type Tags struct {
	Event, Site  string
	Start        time.Time // zero if unknown
	Round        string    // empty for none
	White, Black string    // empty for nobody
	Opening      game.Opening
}

// Tag is one tag pair. Line is where it was read.
type Tag struct {
	Name, Value string
	Line        int
}

// of lists the tags of s: the roster in its order, the others by name (section 8.1.1).
func (t Tags) of(s *game.State) [][2]string {
	setup := s.Setup()
	setUp := ""
	if setup.FEN != "" {
		setUp = "1"
	}
	var date, clock string
	if !t.Start.IsZero() {
		date, clock = t.Start.UTC().Format("2006.01.02"), t.Start.UTC().Format("15:04:05")
	}
	result, termination := outcome(s)
	list := [][2]string{
		{"Event", cmp.Or(t.Event, "?")},
		{"Site", cmp.Or(t.Site, "?")},
		{"Date", cmp.Or(date, "????.??.??")},
		{"Round", cmp.Or(t.Round, "-")},
		{"White", cmp.Or(t.White, "?")},
		{"Black", cmp.Or(t.Black, "?")},
		{"Result", string(result)},
	}
	for _, more := range [][2]string{
		{"ECO", t.Opening.ECO},
		{"FEN", setup.FEN},
		{"Opening", t.Opening.Name},
		{"SetUp", setUp},
		{"Termination", termination},
		{"TimeControl", timeControl(setup.Control)},
		{"UTCDate", date},
		{"UTCTime", clock},
	} {
		if more[1] != "" {
			list = append(list, more)
		}
	}
	return list
}

// outcome is the result and PGN's word for how it came about (section 9.8.1).
func outcome(s *game.State) (game.Result, string) {
	end, over := s.Ended()
	if !over {
		return game.NoResult, "unterminated"
	}
	return end.Result, cmp.Or(terminations[end.Reason], "normal")
}

// terminations are the words for the reasons that are not "normal".
var terminations = map[game.Reason]string{
	game.FlagFell:         "time forfeit",
	game.FlagDraw:         "time forfeit",
	game.Abandonment:      "abandoned",
	game.Aborted:          "abandoned",
	game.FirstMoveMissing: "abandoned",
	game.ByServer:         "emergency",
}

// modes are the signs before what each move earns. Only the first is in the standard.
var modes = map[game.Mode]string{game.Fischer: "+", game.Delay: "d", game.Bronstein: "b"}

// timeControl spells c as section 9.6.1 does: fields with colons between, each of
// seconds, after a slash where they are for so many moves only.
func timeControl(c game.Control) string {
	if c.Unlimited() {
		return "-"
	}
	var fields []string
	for _, stage := range c.Stages() {
		if stage == (game.Stage{}) {
			break
		}
		field := fmt.Sprint(int(stage.Base / time.Second))
		if stage.Moves > 0 {
			field = fmt.Sprintf("%d/%s", stage.Moves, field)
		}
		if stage.Inc > 0 {
			field += modes[c.Mode] + fmt.Sprint(int(stage.Inc/time.Second))
		}
		fields = append(fields, field)
	}
	return strings.Join(fields, ":")
}

// maxLine is how long a line of the import format is, with its end (section 4.3).
const maxLine = 255

// tagLine is a tag as it is written.
func tagLine(name, value string) string {
	var b strings.Builder
	b.WriteString("[" + name + ` "`)
	for _, r := range strings.ToValidUTF8(value, "\uFFFD") {
		escape := ""
		switch {
		case r == '"' || r == '\\':
			escape = `\`
		case !printable(r):
			r = ' '
		}
		if b.Len()+len(escape)+utf8.RuneLen(r)+len("\"]\n") > maxLine {
			break
		}
		b.WriteString(escape)
		b.WriteRune(r)
	}
	b.WriteString("\"]\n")
	return b.String()
}

// printable: neither a control nor what some readers take for the end of a line.
func printable(r rune) bool {
	return r >= ' ' && r != 0x7f && (r < 0x80 || r >= 0xa0) && r != '\u2028' && r != '\u2029'
}
