package game

import (
	"fmt"

	"rookery/game/internal/board"
)

// Position is an immutable position without the game it belongs to, for those
// who only ask about moves: a reader of PGN, say, or who plays for the house.
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

// Read is the legal move that text means, in UCI or in SAN as people write it.
// Errors are ErrBadMove, ErrIllegal and ErrAmbiguous.
func (p Position) Read(text string) (Choice, error) {
	m, err := p.p.Read(text)
	if err != nil {
		return Choice{}, err
	}
	l, _ := p.p.Find(m)
	return Choice{l}, nil
}

// SAN is how c, one of p's own choices, is written in a game score.
func (p Position) SAN(c Choice) string { return p.p.SAN(c.l.Move) }

// FEN is the position as text, its en-passant square only if the capture is legal.
func (p Position) FEN() string { return p.p.FEN() }

// Number is the number of the next full move, 9999 at most.
func (p Position) Number() int { return p.p.Number() }

// Mate reports whether the side to move is checkmated.
func (p Position) Mate() bool {
	mate, _ := p.p.Stuck()
	return mate
}

// Stalemate reports whether the side to move has no legal move and is not in check.
func (p Position) Stalemate() bool {
	_, stalemate := p.p.Stuck()
	return stalemate
}

// Dead reports whether neither side could ever mate, as far as counting material tells.
func (p Position) Dead() bool { return p.p.Dead() }

// CannotMate reports whether a search has proved that no legal sequence of moves
// ends with by giving mate. It visits 3,000 states at most (CONTRACT 3.4), which
// takes 1 to 2 ms of a quiet processor.
func (p Position) CannotMate(by Side) bool {
	return p.p.CannotMate(board.Color(by), board.ProofStates)
}
