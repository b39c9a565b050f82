package board

import (
	"encoding/binary"
	"math/bits"

	"github.com/notnil/chess"
)

// library is p as notnil/chess knows it, for one question: its answers are kept
// in the position it is asked of, without a lock.
func (p *Position) library() *chess.Position {
	raw := make([]byte, 0, 101)
	for i := range pieces {
		raw = binary.BigEndian.AppendUint64(raw, bits.Reverse64(p.kinds[i%6]&p.sides[i/6])) // a1 in its highest bit
	}
	flags := p.rights | p.turn.flag()
	if p.enPassant != 0 {
		flags |= 1 << 5
	}
	// The counters have no part in what is legal or how it is written.
	raw = append(raw, 0, 0, 1, byte(p.enPassant), flags)
	var q chess.Position
	if err := q.UnmarshalBinary(raw); err != nil {
		panic(err) // it refuses nothing but another length
	}
	return &q
}

// flag is how the library writes the side to move beside the four rights.
func (c Color) flag() uint8 { return uint8(c) << 4 }

// Legal lists the legal moves.
func (p *Position) Legal() []Legal {
	moves := p.library().ValidMoves()
	legal := make([]Legal, len(moves))
	for i, m := range moves {
		legal[i] = Legal{
			Move:    packed(m),
			Capture: m.HasTag(chess.Capture) || m.HasTag(chess.EnPassant),
			Check:   m.HasTag(chess.Check),
		}
	}
	return legal
}

// san is how the legal move m is written; false if the library does not know it as one.
func (p *Position) san(m Move) (string, bool) {
	q := p.library()
	for _, lm := range q.ValidMoves() {
		if packed(lm) == m {
			return chess.AlgebraicNotation{}.Encode(q, lm), true
		}
	}
	return "", false
}

// SAN is how m, canonical and legal, is written: in UCI if the library does not
// know it as legal.
func (p *Position) SAN(m Move) string {
	if san, ok := p.san(m); ok {
		return san
	}
	return m.String()
}

func packed(m *chess.Move) Move {
	return newMove(Square(m.S1()), Square(m.S2()), promotionOf[m.Promo()])
}

// promotionOf is the place in promotions, counted from 1, of each of the library's pieces.
var promotionOf = [...]uint8{chess.Knight: 1, chess.Bishop: 2, chess.Rook: 3, chess.Queen: 4, chess.Pawn: 0}
