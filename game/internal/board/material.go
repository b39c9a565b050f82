package board

// The squares of one colour, in the library's order (a1 in the highest bit).
const (
	darkSquares  = 0xaa55aa55aa55aa55
	lightSquares = ^uint64(darkSquares)
)

// CanMate reports whether some legal sequence could end with c giving mate, as
// far as counting material tells. The opponent's pieces count too: they may
// stand in their own king's way.
func (p *Position) CanMate(c Color) bool {
	sets := p.bitboards()
	own, other := sets[:6], sets[6:]
	if c == Black {
		own, other = other, own
	}
	const queen, rook, bishop, knight, pawn = 1, 2, 3, 4, 5
	switch {
	case own[queen]|own[rook]|own[pawn] != 0:
		return true
	case own[knight] != 0:
		alone := own[bishop] == 0 && own[knight]&(own[knight]-1) == 0
		return !alone || other[rook]|other[bishop]|other[knight]|other[pawn] != 0
	case own[bishop] != 0:
		bishops := own[bishop] | other[bishop]
		oneColour := bishops&darkSquares == 0 || bishops&lightSquares == 0
		return !oneColour || own[pawn]|other[pawn]|other[knight] != 0
	}
	return false
}

// Dead reports whether neither side could ever mate, as far as counting material tells.
func (p *Position) Dead() bool { return !p.CanMate(White) && !p.CanMate(Black) }
