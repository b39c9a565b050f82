package uci

import (
	"strconv"
	"strings"
)

// Score is what a position is worth to the side to move: centipawns, or mate.
// Moves is in how many moves, of the side to move if it is positive, otherwise of
// the opponent; it counts only if Mate is set.
type Score struct {
	Centipawns int
	Mate       bool
	Moves      int
}

// Bounds of what is believed about a position. What is beyond is cut to them.
const (
	mostCentipawns = 20_000
	mostMoves      = 500
)

// Line is one way to go on, by the engine's choice number Rank, from 1.
type Line struct {
	Rank  int
	Depth int
	Score Score
	Move  string // its first move, in UCI
}

// report is what one line of an engine's output says. Of its fields only those of its kind count.
type report struct {
	kind  kind
	text  string // the engine's name, an option's name, or the best move; "" for none
	line  Line
	bound bool // the score of line is only a bound of the true one
}

type kind int

const (
	noise kind = iota // nothing that we need
	named
	option
	greeted
	ready
	thinking
	chosen
)

// mostText is how many bytes of a name are kept.
const mostText = 64

// read understands one line of an engine's output. What it does not understand is noise.
func read(line string) report {
	word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
	switch word {
	case "uciok":
		return report{kind: greeted}
	case "readyok":
		return report{kind: ready}
	case "id":
		if name, ok := strings.CutPrefix(strings.TrimSpace(rest), "name "); ok {
			return report{kind: named, text: printable(name)}
		}
	case "option":
		if name, ok := strings.CutPrefix(strings.TrimSpace(rest), "name "); ok {
			name, _, _ = strings.Cut(name, " type ")
			return report{kind: option, text: printable(name)}
		}
	case "bestmove":
		move, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
		if !looksLikeMove(move) { // "(none)", "0000", or nonsense
			move = ""
		}
		return report{kind: chosen, text: move}
	case "info":
		return readInfo(strings.Fields(rest))
	}
	return report{}
}

// readInfo reads what an engine says while it thinks. Without a score and a move it is noise.
func readInfo(words []string) report {
	r := report{kind: thinking, line: Line{Rank: 1}}
	scored := false
	for i := 0; i < len(words); i++ {
		switch words[i] {
		case "string":
			return report{}
		case "depth":
			r.line.Depth = number(words, i+1, 0, 1000)
		case "multipv":
			r.line.Rank = number(words, i+1, 0, maxLines+1)
		case "cp":
			r.line.Score, scored = Score{Centipawns: number(words, i+1, -mostCentipawns, mostCentipawns)}, true
		case "mate":
			r.line.Score, scored = Score{Mate: true, Moves: number(words, i+1, -mostMoves, mostMoves)}, true
		case "lowerbound", "upperbound":
			r.bound = true
		case "pv":
			if i+1 == len(words) || !looksLikeMove(words[i+1]) || !scored || r.line.Rank < 1 || r.line.Rank > maxLines {
				return report{}
			}
			r.line.Move = words[i+1]
			return r
		}
	}
	return report{}
}

// number is the number at index i of words between least and most, or what of
// them is nearer; 0 if there is none.
func number(words []string, i, least, most int) int {
	if i >= len(words) {
		return 0
	}
	n, err := strconv.ParseInt(words[i], 10, 64)
	if err != nil && n == 0 { // beyond an int64 it is the greatest or the least
		return 0
	}
	return int(min(max(n, int64(least)), int64(most)))
}

// looksLikeMove reports whether text has the form of a move in UCI.
func looksLikeMove(text string) bool {
	if len(text) != 4 && len(text) != 5 {
		return false
	}
	for i := range 4 {
		low, high := byte('a'), byte('h')
		if i%2 == 1 {
			low, high = '1', '8'
		}
		if text[i] < low || text[i] > high {
			return false
		}
	}
	return len(text) == 4 || strings.IndexByte("qrbn", text[4]) >= 0
}

// printable is text as it may stand in a log and on a page: ASCII, and not long.
func printable(text string) string {
	text = strings.TrimSpace(text)
	text = text[:min(len(text), mostText)]
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, text)
}
