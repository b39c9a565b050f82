package pgn

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"rookery/game"
)

// What can be wrong with a game that can be read, beside its moves.
var (
	errAfterEnd = errors.New("a move after the end")
	errResult   = errors.New("wrong result")
	errNoResult = errors.New("the result is missing")
	errSetUp    = errors.New("the tags SetUp and FEN do not fit")
	errVariant  = errors.New("another variant of chess")
	errTagTwice = errors.New("this tag was there already")
)

// played is what the moves of a game come to.
type played struct {
	start, end game.Position
	moves      []game.Choice // up to the first that cannot be played
}

// Faults plays g's moves and tells all that is wrong with g. What follows a move
// that cannot be played, or a start that is none, is not looked at.
func Faults(g Game) []*Fault {
	_, faults := play(g)
	return faults
}

func play(g Game) (played, []*Fault) {
	c := critic{game: g}
	c.tags()
	p, ok := c.start()
	if !ok {
		return p, c.faults
	}
	over := outcomeAt(p.start)
	for i, m := range g.Moves {
		if over.how != "" {
			c.fault(m.Line, i+1, "%w: %s after %s", errAfterEnd, clip(m.Text), over.how)
			return p, c.faults
		}
		choice, err := readMove(p.end, m.Text)
		if err != nil {
			c.fault(m.Line, i+1, "%s: %w", clip(m.Text), err)
			return p, c.faults
		}
		p.moves = append(p.moves, choice)
		p.end = p.end.After(choice)
		over = outcomeAfter(choice, p.end)
	}
	c.result(over)
	if g.Late != nil {
		c.faults = append(c.faults, g.Late)
	}
	return p, c.faults
}

// letters is castling without hyphens.
var letters = map[string]string{"OO": "O-O", "OOO": "O-O-O"}

// readMove is the move that text means. Nothing is guessed, as it is for people
// who type: small letters are files, and never pieces.
func readMove(pos game.Position, text string) (game.Choice, error) {
	if strings.IndexByte("kqrnp", text[0]) >= 0 {
		return game.Choice{}, game.ErrBadMove
	}
	if castles, ok := letters[strings.TrimRight(text, "+#")]; ok {
		text = castles
	}
	choice, err := pos.Read(strings.Replace(text, "/", "=", 1)) // bxa8/Q
	if err != nil || text[0] != 'b' {
		return choice, err
	}
	from := choice.From()
	if piece := pos.Pieces()[from]; (piece == 'b' || piece == 'B') && (from%8 != 1 || text[1] != byte('1'+from/8)) {
		return game.Choice{}, game.ErrIllegal
	}
	return choice, nil
}

// critic collects the faults of a game.
type critic struct {
	game   Game
	faults []*Fault
}

func (c *critic) fault(line, ply int, format string, args ...any) {
	c.faults = append(c.faults, &Fault{c.game.Number, line, ply, fmt.Errorf(format, args...)})
}

// tag finds a tag.
func (c *critic) tag(name string) (Tag, bool) {
	for _, t := range c.game.Tags {
		if t.Name == name {
			return t, true
		}
	}
	return Tag{}, false
}

// tags looks at what the tags say of each other and of the result.
func (c *critic) tags() {
	setUp, said := c.tag("SetUp")
	_, fen := c.tag("FEN")
	if said && (setUp.Value == "1") != fen {
		c.fault(setUp.Line, 0, "%w", errSetUp)
	}
	named := map[string]bool{}
	for _, t := range c.game.Tags {
		if named[t.Name] {
			c.fault(t.Line, 0, "%w: %s", errTagTwice, clip(t.Name))
		}
		named[t.Name] = true
	}
	t, ok := c.tag("Result")
	if result, known := results[plain(t.Value)]; ok && !known {
		c.fault(t.Line, 0, "%w: the tag Result is %s", errResult, quote(t.Value))
	} else if ok && c.game.Result != "" && c.game.Result != result {
		c.fault(t.Line, 0, "%w: the tag Result is %s, the moves end with %s", errResult, t.Value, c.game.Result)
	}
}

// orthodox are the values of the tag Variant that mean chess.
var orthodox = map[string]bool{"": true, "chess": true, "standard": true, "normal": true, "from position": true}

// start is where the game starts; false if that cannot be told.
func (c *critic) start() (played, bool) {
	if t, _ := c.tag("Variant"); !orthodox[strings.ToLower(t.Value)] {
		c.fault(t.Line, 0, "%w: %s", errVariant, quote(t.Value))
		return played{}, false
	}
	t, _ := c.tag("FEN")
	pos, err := game.ParsePosition(wholeFEN(t.Value))
	if err != nil {
		c.fault(t.Line, 0, "the tag FEN: %w", err)
		return played{}, false
	}
	return played{start: pos, end: pos}, true
}

// wholeFEN is fen with the counters that many programs leave out, or begin at no move.
func wholeFEN(fen string) string {
	board, after, _ := strings.Cut(fen, " ")
	fields := strings.SplitN(after, " ", 6)
	switch {
	case len(fields) == 3:
		return fen + " 0 1"
	case len(fields) == 5 && fields[4] == "0":
		return board + " " + strings.Join(fields[:4], " ") + " 1"
	}
	return fen
}

// final is how a position ends the game, zero if it does not.
type final struct {
	how    string
	result game.Result
}

func outcomeAt(pos game.Position) final {
	switch {
	case pos.Mate() && pos.Turn() == game.White:
		return final{"checkmate", game.BlackWins}
	case pos.Mate():
		return final{"checkmate", game.WhiteWins}
	case pos.Stalemate():
		return final{"stalemate", game.Drawn}
	case pos.Dead():
		return final{"a dead position", game.Drawn}
	}
	return final{}
}

// outcomeAfter is outcomeAt(pos), which a move has led to.
func outcomeAfter(m game.Choice, pos game.Position) final {
	if !m.Check() && !pos.Stalemate() && !pos.Dead() {
		return final{}
	}
	return outcomeAt(pos)
}

// result compares the result with the position at the end.
func (c *critic) result(over final) {
	line, plies := c.game.LastLine, len(c.game.Moves)
	switch result := c.game.Result; {
	case result == "":
		c.fault(line, 0, "%w", errNoResult)
	case over.how != "" && result != over.result:
		c.fault(line, plies, "%w: %s after %s, which is %s", errResult, result, over.how, over.result)
	}
}

const clipped = 20 // bytes of a file's text that a fault quotes

// clip is as much of a word as a fault quotes.
func clip(text string) string {
	if len(text) <= clipped {
		return text
	}
	cut := clipped
	for !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut] + "…"
}

// quote is clip for text that may hold anything.
func quote(text string) string { return fmt.Sprintf("%q", clip(text)) }
