package pgn

import (
	"strconv"
	"strings"
	"unicode"

	"rookery/game"
)

// results are the words that end a game (section 8.2.6), and a draw as people are short of it.
var results = map[string]game.Result{
	"1-0": game.WhiteWins, "0-1": game.BlackWins, "1/2-1/2": game.Drawn, "1/2": game.Drawn, "*": game.NoResult,
}

// signs are annotations that people write without a dollar, by their numbers
// (section 10; $220, a diagram, is what programs have added to it).
var signs = map[string]uint8{
	"!": 1, "?": 2, "!!": 3, "??": 4, "!?": 5, "?!": 6, "□": 7,
	"=": 10, "∞": 13, "+=": 14, "+/=": 14, "⩲": 14, "=+": 15, "=/+": 15, "⩱": 15,
	"+/-": 16, "±": 16, "-/+": 17, "∓": 17, "+-": 18, "-+": 19, "N": 146, "D": 220,
}

// asides are what people say of a check, or of a capture, with a space before it.
var asides = map[string]bool{
	"+": true, "++": true, "#": true, "ch": true, "dbl": true, "dis": true, "mate": true, "ep": true,
}

// typography is what a word processor makes of a hyphen and of a half, one of
// Windows too, whose dashes are controls in ISO 8859-1.
var typography = strings.NewReplacer("–", "-", "—", "-", "\u0096", "-", "\u0097", "-", "−", "-", "½", "1/2")

func plain(text string) string {
	if strings.IndexFunc(text, func(r rune) bool { return r >= 0x80 }) < 0 {
		return text // the replacer would copy it
	}
	return typography.Replace(text)
}

func isMark(c byte) bool { return c == '!' || c == '?' }

// isWord reports whether c may be in a word (section 7), or in what people write for one.
func isWord(c byte) bool { return isName(c) || c >= 0x80 || strings.IndexByte("+#=:/@", c) >= 0 }

// word is a move, its number, a result or an annotation.
func (s *scanner) word(t *token) {
	raw, all := s.run(isWord, maxWord)
	t.kind, t.text = word, plain(decoded(raw))
	nag, sign := signs[t.text]
	switch {
	case !all:
		t.fail(errWord)
	case strings.IndexFunc(t.text, func(r rune) bool { return !unicode.IsPrint(r) }) >= 0:
		t.fail(errUnreadable)
	case sign:
		t.kind, t.nag = glyph, nag
	case strings.Trim(t.text, "0123456789") == "":
		t.kind = number
		t.dots = s.dots()
	default:
		s.move(t)
	}
}

// dots counts those between a number and its move.
func (s *scanner) dots() (n int) {
	for c, ok := s.peek(); ok && (c == '.' || isBlank(c)); c, ok = s.peek() { // "1. ... e5" too
		s.next()
		if c == '.' {
			n++
		}
	}
	return n
}

// move takes from a word, and from what follows it, all that is no part of a move.
func (s *scanner) move(t *token) {
	s.promotion(t)
	if strings.HasSuffix(t.text, "e") && s.has(".p.") { // exd6e.p.
		s.skip(len(".p."))
		t.text = strings.TrimSuffix(t.text, "e")
	}
	if t.text == "" || asides[t.text] {
		t.kind = nothing
		return
	}
	t.text = strings.TrimSuffix(t.text, "ch")
	for at := strings.LastIndexFunc(t.text, isLatin) + 1; at > 0 && at < len(t.text); at++ { // Qh5+-
		if nag, ok := signs[t.text[at:]]; ok {
			t.text, t.nag = t.text[:at], nag
		}
	}
}

func isLatin(r rune) bool { return r < 0x80 && (isLetter(byte(r)) || isDigit(byte(r))) }

// promotion is what a pawn on the last rank becomes, if that is not in the word
// itself: "a8(Q)", "a8 = Q", "a8= (Q)". No other move has a piece behind it.
func (s *scanner) promotion(t *token) {
	move, equals := strings.CutSuffix(t.text, "=")
	if n := len(move); n < 2 || move[0] < 'a' || move[0] > 'h' || move[n-2] < 'a' || move[n-2] > 'h' || move[n-1] != '1' && move[n-1] != '8' {
		return
	}
	b, _ := s.in.Peek(16) // next tells what is wrong
	ahead := strings.TrimLeft(string(b), " \t")
	if !equals {
		ahead, equals = strings.CutPrefix(ahead, "=")
		ahead = strings.TrimLeft(ahead, " \t")
	}
	ahead, bracket := strings.CutPrefix(ahead, "(")
	if ahead == "" || strings.IndexByte("QRBN", ahead[0]) < 0 || !equals && !bracket {
		return
	}
	piece, ahead := ahead[:1], ahead[1:]
	if bracket {
		if ahead, bracket = strings.CutPrefix(ahead, ")"); !bracket {
			return
		}
	}
	if ahead != "" && isName(ahead[0]) {
		return // a move
	}
	s.skip(len(b) - len(ahead))
	more, _ := s.run(isWord, maxWord) // a mark of check
	t.text = move + "=" + piece + plain(decoded(more))
}

// marks are praise and blame. More of it than is known says nothing.
func (s *scanner) marks(t *token) {
	text, _ := s.run(isMark, maxWord)
	t.kind, t.nag = glyph, signs[string(text)]
}

// glyph is an annotation by its number, from behind the dollar. A number that is none says nothing.
func (s *scanner) glyph(t *token) {
	text, _ := s.run(isDigit, maxWord)
	n, err := strconv.ParseUint(string(text), 10, 8)
	if err != nil {
		n = 0
	}
	t.kind, t.nag = glyph, uint8(n)
}
