package board

import "strings"

// Color is a side; the values are those of game.Side.
type Color uint8

// The two colours.
const (
	White Color = iota
	Black
)

func (c Color) other() Color { return c ^ 1 }

// Position is an immutable position. Its zero value is not one; they come from
// Start, ParseFEN and moves. But for the counters, positions are equal exactly
// if they repeat each other by FIDE 9.2.
type Position struct {
	kinds  [6]uint64 // the squares of each kind, of both colours
	sides  [2]uint64 // the squares of each colour
	turn   Color
	rights uint8 // to castle; bit n is that of castles[n]
	// enPassant is the square on which a capture en passant is legal, 0 if none is.
	enPassant Square
	halfMoves uint16 // since the last capture or pawn move, mostHalfMoves at most
	number    uint16 // of the next full move, lastNumber at most
}

// The counters count no further, so that every FEN that is written can be read.
const (
	mostHalfMoves = 150 // the game is over by then (FIDE 9.6.2)
	lastNumber    = 9999
)

// StartFEN is the position every game begins with, unless it is told another.
const StartFEN = "rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1"

// Start is StartFEN.
func Start() *Position {
	p, err := ParseFEN(StartFEN)
	if err != nil {
		panic(err)
	}
	return p
}

// Number is the number of the next full move, 9999 at most.
func (p *Position) Number() int { return int(p.number) }

// Turn is the side to move.
func (p *Position) Turn() Color { return p.turn }

// HalfMoves counts the moves of both sides since the last capture or pawn move, to 150.
func (p *Position) HalfMoves() int { return int(p.halfMoves) }

// pieces is every piece's letter: kinds in order, White's first.
const pieces = "KQRBNPkqrbnp"

// at is the kind of the piece on sq, of either colour.
func (p *Position) at(sq Square) kind {
	for k, set := range p.kinds {
		if set&bit(sq) != 0 {
			return kind(k)
		}
	}
	return none
}

// Pieces is the board, a1 first, as FEN letters; 0 is an empty square.
func (p *Position) Pieces() (board [64]byte) {
	for i := range pieces {
		for set := p.kinds[i%6] & p.sides[i/6]; set != 0; set &= set - 1 {
			board[first(set)] = pieces[i]
		}
	}
	return board
}

// place puts a piece, by its letter, on an empty square.
func (p *Position) place(letter byte, sq Square) {
	i := strings.IndexByte(pieces, letter)
	p.kinds[i%6] |= bit(sq)
	p.sides[i/6] |= bit(sq)
}

// Key is equal for positions that repeat each other by FIDE 9.2: the same
// pieces, side to move and castling rights, and the same possible en-passant capture.
func (p *Position) Key() uint64 {
	h := mix(uint64(p.turn) | uint64(p.rights)<<8 | uint64(p.enPassant)<<16)
	for _, set := range p.kinds {
		h = mix(h ^ set)
	}
	return mix(h ^ p.sides[White])
}

// mix is the finisher of SplitMix64, a bijection that spreads every bit.
func mix(h uint64) uint64 {
	h += 0x9e3779b97f4a7c15
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}
