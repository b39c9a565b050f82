package game

import (
	"fmt"

	"rookery/game/internal/board"
)

// Position is an immutable position for those who think about moves rather
// than play a game: a player of the house, say.
type Position struct{ p *board.Position }

// Choice is one legal move of a Position.
type Choice struct{ l board.Legal }

// ParsePosition reads a FEN strictly, empty for the usual start. Errors are ErrFEN.
func ParsePosition(fen string) (Position, error) {
	p, err := Setup{FEN: fen}.position()
	return Position{p}, err
}

// Play is the position after a move in UCI. Errors are ErrBadMove and ErrIllegal.
func (p Position) Play(uci string) (Position, error) {
	m, ok := board.ParseMove(uci)
	if !ok {
		return p, ErrBadMove
	}
	_, next, _, ok := p.p.Play(m)
	if !ok {
		return p, fmt.Errorf("%w in this position", ErrIllegal)
	}
	return Position{next}, nil
}

// Choices lists the legal moves.
func (p Position) Choices() []Choice {
	legal := p.p.Legal()
	choices := make([]Choice, len(legal))
	for i, l := range legal {
		choices[i] = Choice{l}
	}
	return choices
}

// After is the position after c, which must be one of p's own choices.
func (p Position) After(c Choice) Position { return Position{p.p.After(c.l)} }

// Turn is the side to move.
func (p Position) Turn() Side { return Side(p.p.Turn()) }

// Pieces is the board, a1 first, b1 next, as FEN letters; 0 is an empty square.
func (p Position) Pieces() [64]byte { return p.p.Pieces() }

// Key is equal for positions that repeat each other.
func (p Position) Key() uint64 { return p.p.Key() }

// UCI is the move's one canonical spelling.
func (c Choice) UCI() string { return c.l.String() }

// From is the square the piece leaves, a1 = 0.
func (c Choice) From() int { return int(c.l.From()) }

// To is the square it goes to.
func (c Choice) To() int { return int(c.l.To()) }

// Promotion is the letter of the new piece, one of "nbrq", or 0.
func (c Choice) Promotion() byte { return c.l.Promotion() }

// Capture reports whether the move takes something, en passant too.
func (c Choice) Capture() bool { return c.l.Capture }

// Check reports whether the move attacks the king.
func (c Choice) Check() bool { return c.l.Check }
