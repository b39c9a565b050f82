package board

// The squares of one colour.
const (
	darkSquares  = 0xaa55aa55aa55aa55
	lightSquares = ^uint64(darkSquares)
)

// CanMate reports whether some legal sequence could end with c giving mate, as
// far as counting material tells. The opponent's pieces count too: they may
// stand in their own king's way.
func (p *Position) CanMate(c Color) bool {
	own, other := p.sides[c], p.sides[c.other()]
	knights, bishops := own&p.kinds[knight], p.kinds[bishop]
	switch {
	case own&(p.kinds[queen]|p.kinds[rook]|p.kinds[pawn]) != 0:
		return true
	case knights != 0:
		alone := own&bishops == 0 && knights&(knights-1) == 0
		return !alone || other&(p.kinds[rook]|bishops|p.kinds[knight]|p.kinds[pawn]) != 0
	case own&bishops != 0:
		oneColour := bishops&darkSquares == 0 || bishops&lightSquares == 0
		return !oneColour || p.kinds[pawn]|p.kinds[knight] != 0
	}
	return false
}

// Dead reports whether neither side could ever mate, as far as counting material tells.
func (p *Position) Dead() bool { return !p.CanMate(White) && !p.CanMate(Black) }
