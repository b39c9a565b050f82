package game

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// PGN is what a game's file says beside the moves.
type PGN struct {
	Event, Site  string
	Date         time.Time // of the start; zero if unknown
	Round        string    // empty for none
	White, Black string    // empty for nobody
}

// pgnWidth is how long a line of moves may be: PGN's export format stays below 80.
const pgnWidth = 79

// WritePGN writes the game with the seven tag roster, its time control, how it
// ended, and the mover's clock after each move. Whatever the tags contain, they
// cannot add another tag.
func WritePGN(w io.Writer, tags PGN, s *State) error {
	out := bufio.NewWriter(w)
	writeTags(out, tags, s)
	out.WriteByte('\n')
	lines := lineWriter{out: out}
	for _, word := range movetext(s) {
		lines.word(word)
	}
	out.WriteByte('\n')
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write PGN: %w", err)
	}
	return nil
}

func writeTags(out *bufio.Writer, tags PGN, s *State) {
	date := "????.??.??"
	if !tags.Date.IsZero() {
		date = tags.Date.UTC().Format("2006.01.02")
	}
	result, termination := NoResult, "unterminated"
	if end, over := s.Ended(); over {
		result, termination = end.Result, cmp.Or(terminations[end.Reason], "normal")
	}
	rows := [][2]string{
		{"Event", cmp.Or(tags.Event, "?")},
		{"Site", cmp.Or(tags.Site, "?")},
		{"Date", date},
		{"Round", cmp.Or(tags.Round, "-")},
		{"White", cmp.Or(tags.White, "?")},
		{"Black", cmp.Or(tags.Black, "?")},
		{"Result", string(result)},
	}
	if s.setup.FEN != "" {
		rows = append(rows, [2]string{"SetUp", "1"}, [2]string{"FEN", s.setup.FEN})
	}
	rows = append(rows, [2]string{"TimeControl", timeControl(s.setup.Control)}, [2]string{"Termination", termination})
	for _, row := range rows {
		fmt.Fprintf(out, "[%s \"%s\"]\n", row[0], tagValue(row[1]))
	}
}

// terminations are PGN's words for the reasons that are not "normal".
var terminations = map[Reason]string{
	FlagFell:         "time forfeit",
	FlagDraw:         "time forfeit",
	Abandonment:      "abandoned",
	Aborted:          "abandoned",
	FirstMoveMissing: "abandoned",
	ByServer:         "emergency",
}

// tagValue makes s fit between quotes on one line.
func tagValue(s string) string {
	var b strings.Builder
	for _, r := range strings.ToValidUTF8(s, "\uFFFD") {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == '\u2028' || r == '\u2029':
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func timeControl(c Control) string {
	switch {
	case c.Unlimited():
		return "-"
	case c.Inc == 0:
		return strconv.Itoa(int(c.Base / time.Second))
	}
	return fmt.Sprintf("%d+%d", c.Base/time.Second, c.Inc/time.Second)
}

// movetext is the moves, their clocks and the result, in pieces that stay on one line each.
func movetext(s *State) []string {
	number, side := s.firstMove()
	timed := !s.setup.Control.Unlimited()
	var words []string
	for i, m := range s.Moves() {
		switch {
		case side == White:
			words = append(words, strconv.Itoa(number)+".")
		case i == 0 || timed: // nothing, or a comment, came between
			words = append(words, strconv.Itoa(number)+"...")
		}
		words = append(words, m.SAN)
		if timed {
			words = append(words, "{ [%clk "+clockText(m.Clocks.Of(side))+"] }")
		}
		number += int(side)
		side = side.Other()
	}
	end, _ := s.Ended()
	return append(words, string(cmp.Or(end.Result, NoResult)))
}

// firstMove is the number of the first move and whose it is.
func (s *State) firstMove() (int, Side) {
	pos, err := s.setup.position()
	if err != nil {
		panic(err) // New has read it
	}
	return pos.Number(), Side(pos.Turn())
}

// clockText writes h:mm:ss, with tenths under ten seconds.
func clockText(d time.Duration) string {
	tenths := d / (100 * time.Millisecond)
	seconds := tenths / 10
	text := fmt.Sprintf("%d:%02d:%02d", seconds/3600, seconds/60%60, seconds%60)
	if d < 10*time.Second {
		text += fmt.Sprintf(".%d", tenths%10)
	}
	return text
}

// lineWriter puts words on lines.
type lineWriter struct {
	out  *bufio.Writer
	used int
}

func (l *lineWriter) word(w string) {
	switch {
	case l.used == 0:
	case l.used+1+len(w) > pgnWidth:
		l.out.WriteByte('\n')
		l.used = 0
	default:
		l.out.WriteByte(' ')
		l.used++
	}
	l.out.WriteString(w)
	l.used += len(w)
}
