package pgn

import (
	"bufio"
	"fmt"
	"io"
	"strconv"

	"rookery/game"
)

// maxWidth is how long a line of moves may be: the export format stays below 80 (section 4.3).
const maxWidth = 79

// Write writes s with the seven tag roster, how it was timed and how it ended, and
// the mover's clock after each move. Whatever the tags contain, they cannot add
// another tag. Errors are those of w.
func Write(w io.Writer, tags Tags, s *game.State) error {
	out := bufio.NewWriter(w)
	for _, t := range tags.of(s) {
		out.WriteString(tagLine(t[0], t[1]))
	}
	out.WriteByte('\n')
	lines := lineWriter{out: out}
	for _, word := range movetext(s) {
		lines.word(word)
	}
	out.WriteString("\n\n")
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write PGN: %w", err)
	}
	return nil
}

// movetext is the moves, their clocks and the result, in pieces that stay on one line each.
func movetext(s *game.State) []string {
	number, side := firstMove(s)
	timed := !s.Setup().Control.Unlimited()
	var words []string
	for i, m := range s.Moves() {
		switch {
		case side == game.White:
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
	result, _ := outcome(s)
	return append(words, string(result))
}

// firstMove is the number of the first move and whose it is.
func firstMove(s *game.State) (int, game.Side) {
	pos, err := game.ParsePosition(s.Setup().FEN)
	if err != nil {
		panic(err) // the game began with it
	}
	return pos.Number(), pos.Turn()
}

// lineWriter puts words on lines.
type lineWriter struct {
	out  *bufio.Writer
	used int
}

func (l *lineWriter) word(w string) {
	switch {
	case l.used == 0:
	case l.used+1+len(w) > maxWidth:
		l.out.WriteByte('\n')
		l.used = 0
	default:
		l.out.WriteByte(' ')
		l.used++
	}
	l.out.WriteString(w)
	l.used += len(w)
}
