package pgn

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

// What can be wrong with the text of a game.
var (
	errTooLong    = errors.New("the game is longer than a game can be")
	errTag        = errors.New("this tag is not one that can be read")
	errTagInside  = errors.New("a tag among the moves")
	errComment    = errors.New("the comment is not closed")
	errVariation  = errors.New("the variation is not closed")
	errClosed     = errors.New("a variation is closed that was not begun")
	errWord       = errors.New("the word is too long for a move")
	errUnreadable = errors.New("a character that PGN has no use for")
)

const (
	maxWord = 64        // bytes of a word; no move is half as long
	horizon = 64 << 10  // bytes that are looked ahead at most
	bom     = "\ufeff"  // at the beginning of a file, or of files put together
	event   = "[Event " // most comments that go on after it were not closed
)

// kind is what a token is.
type kind uint8

const (
	end     kind = iota // of the text
	tag                 // text is its name, value its value
	word                // a move or a result
	number              // of a move, as text says, and dots
	glyph               // nag
	comment             // text is what is in it
	opening             // of a variation
	closing
	nothing // that counts
	broken  // err alone
)

// token is a piece of PGN. A tag may have an err too: it is still where the tags are.
type token struct {
	kind        kind
	text, value string
	nag         uint8 // of a word too; 0 for none
	dots        int
	line, size  int
	first       bool // nothing else before it on its line
	apart       bool // an empty line before it
	err         error
}

// scanner cuts text into tokens, holding one of them at a time. Line ends may be
// LF, CRLF or CR. Only skipSpace and braces go beyond the end of a line.
type scanner struct {
	in    *bufio.Reader
	line  int   // of the next byte
	read  int   // bytes
	bol   bool  // the next byte is the first of its line
	first bool  // no token yet on this line
	err   error // why in has ended, io.EOF too
}

func newScanner(in io.Reader) *scanner {
	return &scanner{in: bufio.NewReaderSize(&sticky{in: in}, horizon), line: 1, bol: true, first: true}
}

// sticky gives the first error again and again: bufio forgets one that it has told.
type sticky struct {
	in  io.Reader
	err error
}

func (s *sticky) Read(p []byte) (n int, err error) {
	if s.err == nil {
		n, s.err = s.in.Read(p)
	}
	return n, s.err
}

// next takes a byte, '\n' for any end of a line; false at the end.
func (s *scanner) next() (byte, bool) {
	c, err := s.in.ReadByte()
	if err != nil {
		s.err = err
		return 0, false
	}
	s.read++
	if c == '\r' {
		if s.has("\n") {
			_, _ = s.in.Discard(1) // it was seen
		}
		c = '\n'
	}
	s.bol = c == '\n'
	if s.bol {
		s.line++
	}
	return c, true
}

// peek is what next would give.
func (s *scanner) peek() (byte, bool) {
	b, err := s.in.Peek(1)
	switch {
	case len(b) == 0:
		s.err = err
		return 0, false
	case b[0] == '\r':
		return '\n', true
	}
	return b[0], true
}

// has reports whether text comes next.
func (s *scanner) has(text string) bool {
	b, _ := s.in.Peek(len(text)) // next tells what is wrong
	return string(b) == text
}

func (s *scanner) skip(n int) {
	for range n {
		s.next()
	}
}

// skipSpace goes to the next token and reports whether an empty line came before it.
func (s *scanner) skipSpace() (apart bool) {
	for ends := 0; ; {
		c, ok := s.peek()
		switch {
		case !ok:
			return apart
		case s.bol && c == '%': // section 6
			s.run(inLine, 0)
			ends--
		case s.bol && s.has(bom):
			s.skip(len(bom))
		case c == '\n':
			s.next()
			s.first = true
			ends++
			apart = apart || ends > 1
		case strings.IndexByte(" \t\v\f\x1a", c) >= 0: // the last ends files of DOS
			s.next()
		default:
			return apart
		}
	}
}

// token is the next one.
func (s *scanner) token() token {
	apart := s.skipSpace()
	t := token{apart: apart, line: s.line, first: s.first}
	s.first = false
	from := s.read
	s.cut(&t)
	t.size = s.read - from
	return t
}

// cut fills t with what comes next.
func (s *scanner) cut(t *token) {
	c, ok := s.peek()
	switch {
	case !ok:
		return
	case isWord(c):
		s.word(t)
		return
	case isMark(c):
		s.marks(t)
		return
	}
	s.next()
	switch c {
	case '[':
		s.tag(t)
	case '{':
		s.braces(t)
	case ';':
		t.kind = comment
		text, _ := s.run(inLine, maxGame)
		t.text = decoded(text)
	case '(':
		t.kind = opening
	case ')':
		t.kind = closing
	case '.':
		t.kind = nothing
	case '*':
		t.kind, t.text = word, "*"
	case '$':
		s.glyph(t)
	default:
		t.fail(errUnreadable)
	}
}

func (t *token) fail(err error) { t.kind, t.err = broken, err }

func inLine(c byte) bool { return c != '\n' }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isBlank(c byte) bool { return c == ' ' || c == '\t' }

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// isName reports whether c may be in a tag's name (section 8.1.1 and, for the hyphen, what is seen).
func isName(c byte) bool { return isLetter(c) || isDigit(c) || c == '_' || c == '-' }

// run takes bytes while of is true for them, keeps no more than most, and tells whether those are all.
func (s *scanner) run(of func(byte) bool, most int) (kept []byte, all bool) {
	all = true
	for c, ok := s.peek(); ok && of(c); c, ok = s.peek() {
		s.next()
		if all = len(kept) < most; all {
			kept = append(kept, c)
		}
	}
	return kept, all
}

// braces is a comment from behind its brace. Braces do not nest (section 5).
func (s *scanner) braces(t *token) {
	t.kind = comment
	var text []byte
	for closes := false; ; {
		if s.bol && !closes && s.has(event) {
			if closes = s.closes(); !closes {
				s.first = true
				t.fail(errComment)
				return
			}
		}
		c, ok := s.next()
		switch {
		case !ok:
			t.fail(errComment)
			return
		case c == '}':
			t.text = decoded(text)
			return
		case c == '\n':
			c = ' '
		}
		if len(text) < maxGame {
			text = append(text, c)
		}
	}
}

// closes reports whether the next brace closes a comment, as far as it can be seen.
func (s *scanner) closes() bool {
	for _, n := range []int{s.in.Buffered(), horizon} { // what is there costs no copying
		ahead, _ := s.in.Peek(n) // next tells what is wrong
		if at := bytes.IndexAny(ahead, "{}"); at >= 0 {
			return ahead[at] == '}'
		}
	}
	return false
}

// tag is a tag pair from behind its bracket (section 8.1). It stays on its line,
// which is skipped if it is not one.
func (s *scanner) tag(t *token) {
	t.kind = tag
	s.run(isBlank, 0)
	name, all := s.run(isName, maxWord)
	s.run(isBlank, 0)
	value, ok := s.quoted()
	s.run(isBlank, 0)
	if c, _ := s.peek(); c != ']' || !all || !ok || len(name) == 0 {
		s.run(inLine, 0)
		t.err = errTag
		return
	}
	s.next()
	t.text, t.value = string(name), decoded(value)
}

// quoted is a tag's value with its quotes; false if the line ends before it does.
// A backslash that quotes nothing is itself, and so is a quote that no bracket follows.
func (s *scanner) quoted() (text []byte, ok bool) {
	if c, _ := s.peek(); c != '"' {
		return nil, false
	}
	s.next()
	for c, ok := s.peek(); ok && inLine(c); c, ok = s.peek() {
		s.next()
		var blanks []byte
		if c == '"' {
			blanks, _ = s.run(isBlank, maxWord)
			if s.has("]") {
				return text, true
			}
		}
		if c == '\\' && (s.has(`"`) || s.has(`\`)) && !s.has("\"]\n") && !s.has("\"]\r") { // "C:\chess\"
			c, _ = s.next()
		}
		if len(text) < maxGame {
			text = append(append(text, c), blanks...)
		}
	}
	return nil, false
}

// decoded is b, which is UTF-8 or else ISO 8859-1.
func decoded(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	var text strings.Builder
	for _, c := range b {
		text.WriteRune(rune(c))
	}
	return text.String()
}
