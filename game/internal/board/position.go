package board

import (
	"encoding/binary"
	"math/bits"
	"strings"

	"github.com/notnil/chess"
)

// Color is a side; the values are those of game.Side.
type Color uint8

// The two colours.
const (
	White Color = iota
	Black
)

// Position is an immutable position. Its zero value is not one; they come from
// Start, ParseFEN and moves.
type Position struct {
	p      chess.Position
	number int // of the next full move; the library counts it too, but does not tell
}

// Start is the position every game begins with, unless it is told another.
func Start() *Position { return &Position{*chess.StartingPosition(), 1} }

// after is the position after m, which must come from the library's ValidMoves.
func (p *Position) after(m *chess.Move) *Position {
	return &Position{*p.p.Update(m), p.number + int(p.Turn())}
}

// Number is the number of the next full move.
func (p *Position) Number() int { return p.number }

// Turn is the side to move.
func (p *Position) Turn() Color {
	if p.p.Turn() == chess.White {
		return White
	}
	return Black
}

// HalfMoves counts the moves of both sides since the last capture or pawn move.
func (p *Position) HalfMoves() int { return p.p.HalfMoveClock() }

// Legal is one legal move of a position.
type Legal struct {
	Move
	Capture bool // a piece disappears, en passant too
	Check   bool // the opponent's king is attacked after it

	m *chess.Move
}

// Legal lists the legal moves.
func (p *Position) Legal() []Legal {
	question := p.p
	moves := question.ValidMoves()
	legal := make([]Legal, len(moves))
	for i, m := range moves {
		legal[i] = Legal{
			Move:    packed(m),
			Capture: m.HasTag(chess.Capture) || m.HasTag(chess.EnPassant),
			Check:   m.HasTag(chess.Check),
			m:       m,
		}
	}
	return legal
}

// After is the position after l, which must be one of p's own.
func (p *Position) After(l Legal) *Position { return p.after(l.m) }

// Play judges m, read from outside. It gives m in its canonical form, the
// position after it and its SAN, or false if it is not legal.
func (p *Position) Play(m Move) (played Move, next *Position, san string, ok bool) {
	question := p.p
	m = p.castling(m)
	lm := find(question.ValidMoves(), m)
	if lm == nil {
		return 0, nil, "", false
	}
	return m, p.after(lm), chess.AlgebraicNotation{}.Encode(&question, lm), true
}

// Update is Play for a move whose SAN nobody asked for.
func (p *Position) Update(m Move) (*Position, bool) {
	question := p.p
	lm := find(question.ValidMoves(), m)
	if lm == nil {
		return nil, false
	}
	return p.after(lm), true
}

// castling turns king-takes-own-rook into the king's move of two squares.
func (p *Position) castling(m Move) Move {
	board := p.p.Board()
	from := board.Piece(chess.Square(m.From()))
	to := board.Piece(chess.Square(m.To()))
	if from.Type() != chess.King || to.Type() != chess.Rook || from.Color() != to.Color() {
		return m
	}
	file := Square(2)
	if m.To() > m.From() {
		file = 6
	}
	return newMove(m.From(), m.From()/8*8+file, m.promotion())
}

func find(moves []*chess.Move, m Move) *chess.Move {
	for _, lm := range moves {
		if packed(lm) == m {
			return lm
		}
	}
	return nil
}

func packed(m *chess.Move) Move {
	return newMove(Square(m.S1()), Square(m.S2()), promotionOf[m.Promo()])
}

var promotionOf = [...]uint8{chess.Knight: 1, chess.Bishop: 2, chess.Rook: 3, chess.Queen: 4, chess.Pawn: 0}

// Stuck reports whether the side to move has no legal move, and whether it is in check then.
func (p *Position) Stuck() (mate, stalemate bool) {
	status := p.p.Status()
	return status == chess.Checkmate, status == chess.Stalemate
}

// pieces is the order of the library's bitboards, a1 in the highest bit.
const pieces = "KQRBNPkqrbnp"

// bitboards gives one set of squares a piece, in the order of pieces.
func (p *Position) bitboards() (sets [12]uint64) {
	raw, err := p.p.Board().MarshalBinary()
	if err != nil {
		panic(err) // it writes to memory
	}
	for i := range sets {
		sets[i] = binary.BigEndian.Uint64(raw[8*i:])
	}
	return sets
}

// Pieces is the board, a1 first, as FEN letters; 0 is an empty square.
func (p *Position) Pieces() (board [64]byte) {
	for i, set := range p.bitboards() {
		for ; set != 0; set &= set - 1 {
			board[63-bits.TrailingZeros64(set)] = pieces[i]
		}
	}
	return board
}

// enPassant is the square on which an en-passant capture is legal, if there is
// one. FIDE 9.2 and a written FEN want it only then; the library knows it after
// every double step.
func (p *Position) enPassant() (Square, bool) {
	sq := p.p.EnPassantSquare()
	if sq == chess.NoSquare || !p.besides(sq) {
		return 0, false
	}
	question := p.p
	for _, m := range question.ValidMoves() {
		if m.HasTag(chess.EnPassant) {
			return Square(sq), true
		}
	}
	return 0, false
}

// besides reports whether a pawn of the side to move stands where it could
// capture on sq at all, which is rare and cheap to tell.
func (p *Position) besides(sq chess.Square) bool {
	rank, pawn := chess.Rank5, chess.WhitePawn
	if p.p.Turn() == chess.Black {
		rank, pawn = chess.Rank4, chess.BlackPawn
	}
	for _, file := range []chess.File{sq.File() - 1, sq.File() + 1} {
		if file >= chess.FileA && file <= chess.FileH && p.p.Board().Piece(chess.NewSquare(file, rank)) == pawn {
			return true
		}
	}
	return false
}

// Key is equal for positions that repeat each other by FIDE 9.2: the same
// pieces, side to move and castling rights, and the same possible en-passant capture.
func (p *Position) Key() uint64 {
	h := uint64(p.Turn())
	if sq, ok := p.enPassant(); ok {
		h |= uint64(sq)<<8 | 1<<7
	}
	for i := range 4 {
		if strings.IndexByte(string(p.p.CastleRights()), "KQkq"[i]) >= 0 {
			h |= 1 << (16 + i)
		}
	}
	h = mix(h)
	for _, set := range p.bitboards() {
		h = mix(h ^ set)
	}
	return h
}

// mix is the finisher of SplitMix64, a bijection that spreads every bit.
func mix(h uint64) uint64 {
	h += 0x9e3779b97f4a7c15
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}
