package pgn

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"rookery/game"
)

const (
	maxGame  = 1 << 20 // bytes of a game
	maxMoves = 20_000  // plies of a game
	maxTags  = 256     // of a game
)

// Game is a game as it is written; whether it can be played is Faults' business.
type Game struct {
	Number   int // in its stream, from 1
	Line     int // of its first tag or move
	Tags     []Tag
	Comments []string // before the first move
	Moves    []Move
	Result   game.Result // as it ends the moves; empty if it is missing
	LastLine int         // of the result, or of what came last
	Late     *Fault      // the first thing behind the result that should not be there, if any
}

// Move is a move as it is written, without its number and marks.
type Move struct {
	Text     string
	Line     int
	NAGs     []uint8  // but $0, which says nothing; "!" and the like are among them
	Comments []string // without the clock
	Clock    time.Duration
	Timed    bool // whether a [%clk] told the Clock
}

// Tag is the value of the first tag with this name, empty without one.
func (g Game) Tag(name string) string {
	for _, t := range g.Tags {
		if t.Name == name {
			return t.Value
		}
	}
	return ""
}

// Fault is something wrong with a game, and where. Ply counts from 1; 0 is
// something that is not about a move.
type Fault struct {
	Game, Line, Ply int
	Err             error
}

// Error tells all of it.
func (f *Fault) Error() string {
	if f.Ply == 0 {
		return fmt.Sprintf("game %d, line %d: %v", f.Game, f.Line, f.Err)
	}
	return fmt.Sprintf("game %d, line %d, ply %d: %v", f.Game, f.Line, f.Ply, f.Err)
}

// Unwrap is what is wrong.
func (f *Fault) Unwrap() error { return f.Err }

// Reader reads games one after another. It holds one game at a time, of at most 1 MiB.
type Reader struct {
	text  *scanner
	held  token // read, and not the last game's; end for none
	games int
}

// NewReader gives a reader of in.
func NewReader(in io.Reader) *Reader { return &Reader{text: newScanner(in)} }

// Next is the next game, or io.EOF after the last. A *Fault is one game that
// cannot be read, of which only Number, Line and Tags are given; the next call
// goes on behind it. Any other error is the stream's, and stays.
func (r *Reader) Next() (Game, error) {
	p := part{Game: Game{Number: r.games + 1}}
	for {
		t := r.token()
		if t.kind == end {
			break
		}
		if p.ends(t) {
			r.held = t
			return r.finish(p)
		}
		p.add(t)
	}
	if !errors.Is(r.text.err, io.EOF) && p.Result == "" {
		return Game{}, fmt.Errorf("read PGN: %w", r.text.err)
	}
	if p.Line == 0 {
		return Game{}, io.EOF
	}
	return r.finish(p)
}

func (r *Reader) token() token {
	t := r.held
	r.held = token{}
	if t.kind == end {
		t = r.text.token()
	}
	return t
}

func (r *Reader) finish(p part) (Game, error) {
	r.games++
	if p.depth > 0 {
		p.fail(p.LastLine, errVariation)
	}
	if p.fault == nil {
		return p.Game, nil
	}
	return Game{Number: p.Number, Line: p.Line, Tags: p.Tags, LastLine: p.LastLine}, p.fault
}

// part is a game of which some has been read.
type part struct {
	Game
	size     int  // bytes, but for the space between tokens
	moving   bool // the tags are over
	depth    int  // of variations
	numbered bool // a number waits for its move
	fault    *Fault
}

// fail notes the first fault, and lets go of what was kept.
func (p *part) fail(line int, err error) {
	if p.fault == nil {
		p.fault = &Fault{Game: p.Number, Line: line, Err: err}
	}
	if p.Line == 0 {
		p.Line = line
	}
	p.Moves, p.Comments = nil, nil
}

// ends reports whether t begins the next game.
func (p *part) ends(t token) bool {
	over := p.Result != "" && p.depth == 0
	switch {
	case t.kind == number:
		return over && t.text == "1" && t.dots < 2
	case t.kind != tag:
		return false
	case p.moving:
		return over || t.first
	}
	return t.apart && t.err == nil && p.has(t.text)
}

// add takes a token.
func (p *part) add(t token) {
	over := p.Result != ""
	if !over {
		p.LastLine = t.line
	}
	if p.Line == 0 && t.kind != comment {
		p.Line = t.line
	}
	if p.size += t.size; p.size > maxGame {
		p.fail(t.line, errTooLong)
	}
	switch t.kind {
	case tag:
		p.tag(t)
		return
	case comment:
		p.comment(t.text)
		return
	}
	p.moving = true
	switch {
	case t.kind == opening:
		p.depth++
	case t.kind == closing && p.depth > 0:
		p.depth--
	case t.kind == closing:
		t.err = errClosed
	}
	switch {
	case over && p.depth == 0:
		p.late(t)
	case t.err != nil:
		p.fail(t.line, t.err)
	case p.depth > 0: // variations are skipped
	case t.kind == number:
		p.numbered = true
	case t.kind == word:
		p.word(t)
	case t.kind == glyph && t.text != "" && isLetter(t.text[0]) && (p.numbered || p.last() == nil):
		p.word(token{text: t.text, line: t.line}) // "1. N f3" is not f3
	case t.kind == glyph:
		p.glyph(t.nag)
	}
}

// late takes what comes behind the result and does not begin another game.
func (p *part) late(t token) {
	if p.Late != nil {
		return
	}
	ply, err := 0, t.err
	if t.kind == word && err == nil {
		ply, err = len(p.Moves)+1, fmt.Errorf("%w: %s after %s", errAfterEnd, clip(t.text), p.Result)
		if _, ok := results[t.text]; ok {
			ply, err = 0, fmt.Errorf("%w: %s after %s", errResult, t.text, p.Result)
		}
	}
	if err != nil {
		p.Late = &Fault{p.Number, t.line, ply, err}
	}
}

func (p *part) has(name string) bool {
	for _, t := range p.Tags {
		if t.Name == name {
			return true
		}
	}
	return false
}

func (p *part) tag(t token) {
	switch {
	case p.moving:
		p.fail(t.line, errTagInside)
	case t.err != nil:
		p.fail(t.line, t.err)
	case len(p.Tags) == maxTags:
		p.fail(t.line, errTooLong)
	case p.size <= maxGame:
		p.Tags = append(p.Tags, Tag{t.text, t.value, t.line})
	}
}

// word takes a move or a result.
func (p *part) word(t token) {
	p.numbered = false
	result, over := results[t.text]
	switch {
	case over:
		p.Result = result
	case p.fault != nil:
	case len(p.Moves) == maxMoves:
		p.fail(t.line, errTooLong)
	default:
		p.Moves = append(p.Moves, Move{Text: t.text, Line: t.line})
		p.glyph(t.nag)
	}
}

// last is the move that was read last, nil before the first.
func (p *part) last() *Move {
	if len(p.Moves) == 0 {
		return nil
	}
	return &p.Moves[len(p.Moves)-1]
}

func (p *part) glyph(nag uint8) {
	if m := p.last(); m != nil && nag != 0 {
		m.NAGs = append(m.NAGs, nag)
	}
}

func (p *part) comment(text string) {
	if p.depth > 0 || p.fault != nil {
		return
	}
	m := p.last()
	if m == nil {
		if text = strings.TrimSpace(text); text != "" {
			p.Comments = append(p.Comments, text)
		}
		return
	}
	clock, rest, timed := cutClock(text)
	if timed {
		m.Clock, m.Timed = clock, true
	}
	if rest = strings.TrimSpace(rest); rest != "" {
		m.Comments = append(m.Comments, rest)
	}
}
