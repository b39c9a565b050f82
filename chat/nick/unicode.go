package nick

import (
	"unicode"

	"github.com/rivo/uniseg"
	"golang.org/x/text/secure/precis"
)

// The bounds of a Unicode nick: as of an ASCII one, in characters as a reader
// counts them, and so that it fits wherever a nick is stored.
const (
	shortest = 2
	Longest  = 20
	mostSize = 80 // bytes
	mostMark = 2  // combining marks on one letter
)

// script is letters that may stand in one nick. with are the scripts whose
// letters stand among its own.
type script struct {
	own  *unicode.RangeTable
	with []*unicode.RangeTable
}

// living are the scripts in use today (UAX #31, table 5).
func living() []script {
	alone := []*unicode.RangeTable{
		unicode.Latin, unicode.Cyrillic, unicode.Greek, unicode.Arabic, unicode.Armenian, unicode.Bengali,
		unicode.Devanagari, unicode.Ethiopic, unicode.Georgian, unicode.Gujarati, unicode.Gurmukhi, unicode.Hebrew,
		unicode.Kannada, unicode.Khmer, unicode.Lao, unicode.Malayalam, unicode.Myanmar, unicode.Oriya,
		unicode.Sinhala, unicode.Tamil, unicode.Telugu, unicode.Thaana, unicode.Thai, unicode.Tibetan,
	}
	list := []script{
		{unicode.Hiragana, []*unicode.RangeTable{unicode.Katakana, unicode.Han, longVowel}},
		{unicode.Katakana, []*unicode.RangeTable{unicode.Hiragana, unicode.Han, longVowel}},
		{unicode.Bopomofo, []*unicode.RangeTable{unicode.Han}},
		{unicode.Hangul, []*unicode.RangeTable{unicode.Han}},
		{unicode.Han, nil},
	}
	for _, s := range alone {
		list = append(list, script{s, nil})
	}
	return list
}

// longVowel is the mark of Japanese, which Unicode gives to no script.
var longVowel = &unicode.RangeTable{R16: []unicode.Range16{{Lo: 'ー', Hi: 'ー', Stride: 1}}}

// prepareUnicode gives nick as PRECIS has it, if it is one.
func prepareUnicode(nick string) (string, bool) {
	if len(nick) > 2*mostSize {
		return "", false
	}
	nick, err := precis.UsernameCasePreserved.String(nick)
	if err != nil || len(nick) > mostSize {
		return "", false
	}
	if n := uniseg.GraphemeClusterCount(nick); n < shortest || n > Longest {
		return "", false
	}
	return nick, isPlain(nick) && isOneScript(nick)
}

// isPlain says whether nick holds nothing but letters, few marks on each, digits of one
// kind, _ and -, and begins with no mark.
func isPlain(nick string) bool {
	marks, zero := mostMark, rune(-1)
	for _, r := range nick {
		switch {
		case unicode.IsLetter(r), r == '_', r == '-':
			marks = 0
		case unicode.IsMark(r):
			if marks++; marks > mostMark {
				return false
			}
		case unicode.IsDigit(r):
			z := r - rune(digit(r))
			if zero >= 0 && z != zero {
				return false
			}
			marks, zero = mostMark, z
		default:
			return false
		}
	}
	return true
}

// digit is the value of a decimal digit: those of a script stand together, from its zero on.
func digit(r rune) int {
	n := 0
	for r--; n < 9 && unicode.IsDigit(r); r-- {
		n++
	}
	return n
}

// isOneScript says whether the letters and marks of nick are of one living script.
func isOneScript(nick string) bool {
	for _, s := range living() {
		if s.holds(nick) {
			return true
		}
	}
	return false
}

func (s script) holds(nick string) bool {
	tables := append([]*unicode.RangeTable{s.own}, s.with...)
	for _, r := range nick {
		if unicode.IsDigit(r) || r == '_' || r == '-' || unicode.Is(unicode.Inherited, r) {
			continue
		}
		if !unicode.In(r, tables...) {
			return false
		}
	}
	return true
}
