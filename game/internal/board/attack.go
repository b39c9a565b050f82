package board

import "math/bits"

// A set of squares is a uint64; bit n is square n, a1 the lowest.

// kind is a kind of piece; the order is that of the letters in pieces.
type kind uint8

const (
	king kind = iota
	queen
	rook
	bishop
	knight
	pawn
	none
)

const (
	fileA uint64 = 0x0101010101010101
	rank1 uint64 = 0xff
)

func bit(sq Square) uint64 { return 1 << sq }

func first(set uint64) Square { return Square(bits.TrailingZeros64(set)) }

// lines are the four lines through a square, without it: file, rank and both diagonals.
var lines = each(func(sq Square) (through [4]uint64) {
	for i, way := range [4][2]int{{0, 1}, {1, 0}, {1, 1}, {1, -1}} {
		for step := range 7 {
			n := step + 1
			through[i] |= offset(sq, n*way[0], n*way[1]) | offset(sq, -n*way[0], -n*way[1])
		}
	}
	return through
})

var kingSteps = each(func(sq Square) (set uint64) {
	for _, file := range [3]int{-1, 0, 1} {
		set |= offset(sq, file, 1) | offset(sq, file, -1)
	}
	return set | offset(sq, 1, 0) | offset(sq, -1, 0)
})

var knightJumps = each(func(sq Square) (set uint64) {
	for _, by := range [4][2]int{{1, 2}, {2, 1}, {2, -1}, {1, -2}} {
		set |= offset(sq, by[0], by[1]) | offset(sq, -by[0], -by[1])
	}
	return set
})

// pawnTakes is what a pawn of either colour attacks.
var pawnTakes = [2][64]uint64{
	each(func(sq Square) uint64 { return offset(sq, -1, 1) | offset(sq, 1, 1) }),
	each(func(sq Square) uint64 { return offset(sq, -1, -1) | offset(sq, 1, -1) }),
}

func each[T any](of func(Square) T) (table [64]T) {
	for sq := range table {
		table[sq] = of(Square(sq))
	}
	return table
}

// offset is the square so many files and ranks away, or none.
func offset(sq Square, files, ranks int) uint64 {
	file, rank := int(sq%8)+files, int(sq/8)+ranks
	if file < 0 || file > 7 || rank < 0 || rank > 7 {
		return 0
	}
	return bit(Square(8*rank + file))
}

// slide is how far a line piece on sq sees along line, which is no rank:
// borrowing from the next piece on either side flips every square up to it.
func slide(sq Square, line, occupied uint64) uint64 {
	at, in := bit(sq), occupied&line
	down := bits.ReverseBytes64(bits.ReverseBytes64(in) - bits.ReverseBytes64(at))
	return (in - at ^ down) & line
}

// along is slide for the rank, on which the order of bytes turns nothing round.
func along(sq Square, rank, occupied uint64) uint64 {
	at, in := bit(sq), occupied&rank
	down := bits.Reverse64(bits.Reverse64(in) - bits.Reverse64(at))
	return (in - at ^ down) & rank
}

func straight(sq Square, occupied uint64) uint64 {
	return slide(sq, lines[sq][0], occupied) | along(sq, lines[sq][1], occupied)
}

func diagonal(sq Square, occupied uint64) uint64 {
	return slide(sq, lines[sq][2], occupied) | slide(sq, lines[sq][3], occupied)
}

// sees is what a piece that is no pawn attacks from sq.
func (k kind) sees(sq Square, occupied uint64) uint64 {
	switch k {
	case king:
		return kingSteps[sq]
	case queen:
		return straight(sq, occupied) | diagonal(sq, occupied)
	case rook:
		return straight(sq, occupied)
	case bishop:
		return diagonal(sq, occupied)
	case knight:
		return knightJumps[sq]
	}
	return 0
}

// attackers are the pieces of by that attack sq.
func (p *Position) attackers(sq Square, by Color) uint64 {
	occupied := p.sides[White] | p.sides[Black]
	return p.sides[by] & (knightJumps[sq]&p.kinds[knight] |
		kingSteps[sq]&p.kinds[king] |
		pawnTakes[by.other()][sq]&p.kinds[pawn] |
		straight(sq, occupied)&(p.kinds[rook]|p.kinds[queen]) |
		diagonal(sq, occupied)&(p.kinds[bishop]|p.kinds[queen]))
}

// checkers are the pieces that attack c's king.
func (p *Position) checkers(c Color) uint64 {
	return p.attackers(first(p.kinds[king]&p.sides[c]), c.other())
}
