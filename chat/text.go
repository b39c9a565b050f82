package chat

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// maxMarks is how many combining marks may stand on one character.
const maxMarks = 4

// maxNesting is how deep the bidi algorithm nests (UAX #9, BD2).
const maxNesting = 125

// Fit gives text as a line of it would be stored, without outer white space and
// in NFC, or refuses it. It is for what a host takes beside lines, such as the
// reason of a report.
func (l Limits) Fit(text string) (fit string, no Refusal, bad bool) {
	if !utf8.ValidString(text) {
		return "", Refusal{Code: BadText, Text: "Not sent: this is not valid UTF-8 text."}, true
	}
	fit = norm.NFC.String(strings.TrimSpace(text))
	no, bad = unfit(fit, l)
	return fit, no, bad
}

// unfit refuses text that could not be shown, or that is too long.
func unfit(text string, l Limits) (Refusal, bool) {
	code, why := BadText, ""
	switch {
	case isBlank(text):
		code, why = Empty, "There is nothing to send."
	case len(text) > l.Bytes:
		code, why = TooLong, fmt.Sprintf("Not sent: this line takes %d bytes, and %d fit.", len(text), l.Bytes)
	case len(text) > l.Graphemes && uniseg.GraphemeClusterCount(text) > l.Graphemes:
		n := uniseg.GraphemeClusterCount(text)
		code, why = TooLong, fmt.Sprintf("Not sent: this line has %d characters, and %d fit.", n, l.Graphemes)
	default:
		why = unshowable(text)
	}
	return Refusal{Code: code, Text: why}, why != ""
}

// unshowable says what in text would disturb its neighbours on a page.
func unshowable(text string) (why string) {
	var open []rune // the closers that open bidi controls wait for
	marks := 0
	for _, r := range text {
		switch {
		case r >= ' ' && r < 0x7f:
			marks = 0
		case isBreak(r):
			return "Not sent: a line cannot hold line breaks."
		case unicode.IsControl(r):
			return "Not sent: a line cannot hold tabs or other control characters."
		case unicode.Is(unicode.Noncharacter_Code_Point, r):
			return "Not sent: this line holds what is no character."
		case closer(r) != 0:
			if open = append(open, closer(r)); len(open) > maxNesting {
				return unbalanced
			}
		case r == pdf || r == pdi:
			if len(open) == 0 || open[len(open)-1] != r {
				return unbalanced
			}
			open = open[:len(open)-1]
		case unicode.In(r, unicode.Mn, unicode.Me):
			if marks++; marks > maxMarks {
				return fmt.Sprintf("Not sent: more than %d accents on one letter cannot be shown.", maxMarks)
			}
		case !invisible(r):
			marks = 0
		}
	}
	if len(open) > 0 {
		return unbalanced
	}
	return ""
}

const unbalanced = "Not sent: this line turns the direction of writing and does not turn it back."

// The characters that end a turn of direction.
const (
	pdf = '\u202C' // of an embedding or override
	pdi = '\u2069' // of an isolate
)

// closer is the character that ends the turn of direction which r begins; 0 if r begins none.
func closer(r rune) rune {
	switch r {
	case '\u202A', '\u202B', '\u202D', '\u202E':
		return pdf
	case '\u2066', '\u2067', '\u2068':
		return pdi
	}
	return 0
}

func isBreak(r rune) bool {
	return r >= '\n' && r <= '\r' || r == '\u0085' || r == '\u2028' || r == '\u2029'
}

func isBlank(text string) bool {
	for _, r := range text {
		if !invisible(r) {
			return false
		}
	}
	return true
}

// heard is what of text a reader takes in: two lines of which it is the same
// read alike. Letter case, the amount of white space and what cannot be seen
// make no difference.
func heard(text string) string {
	seen := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), r == emptyCell:
			return ' '
		case invisible(r):
			return -1
		}
		return r
	}, text)
	return norm.NFC.String(cases.Fold().String(strings.Join(strings.Fields(seen), " ")))
}

// emptyCell is a Braille cell without dots.
const emptyCell = '\u2800'

// drawsNothing are characters that Unicode counts among letters, marks and
// symbols, but whose glyphs are empty: the object replacement character, the
// filler of Khitan and the null notehead.
var drawsNothing = &unicode.RangeTable{
	R16: []unicode.Range16{{Lo: 0xFFFC, Hi: 0xFFFC, Stride: 1}},
	R32: []unicode.Range32{{Lo: 0x16FE4, Hi: 0x16FE4, Stride: 1}, {Lo: 0x1D159, Hi: 0x1D159, Stride: 1}},
}

// invisible says whether r alone leaves no mark on a page.
func invisible(r rune) bool {
	switch {
	case unicode.IsSpace(r), r == emptyCell:
		return true
	case r < 0x80:
		return false
	case unicode.Is(unicode.Cf, r):
		return !unicode.Is(unicode.Prepended_Concatenation_Mark, r)
	}
	return unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector, drawsNothing)
}
