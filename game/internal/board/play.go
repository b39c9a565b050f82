package board

// castles are the four ways to castle, in the order in which a FEN writes the rights.
var castles = [4]struct {
	letter           byte
	king, kingTo     Square
	rook, rookTo     Square
	between, through uint64 // what must be empty; what must not be attacked
}{
	{'K', 4, 6, 7, 5, 0x60, 0x70},
	{'Q', 4, 2, 0, 3, 0x0e, 0x1c},
	{'k', 60, 62, 63, 61, 0x60 << 56, 0x70 << 56},
	{'q', 60, 58, 56, 59, 0x0e << 56, 0x1c << 56},
}

// Legal is one legal move of a position.
type Legal struct {
	Move
	Capture bool // a piece disappears, en passant too
	Check   bool // the opponent's king is attacked after it
}

// Find is the legal move m, which must be canonical; false if it is not legal.
func (p *Position) Find(m Move) (Legal, bool) {
	next, ok := p.Update(m)
	if !ok {
		return Legal{}, false
	}
	return p.described(m, next), true
}

// described is m, which leads to next.
func (p *Position) described(m Move, next *Position) Legal {
	return Legal{m, p.captures(m), next.checkers(next.turn) != 0}
}

// moves yields every legal move with the position after it, which is yield's
// only until the next.
func (p *Position) moves(yield func(Move, *Position) bool) {
	var next Position
	for own := p.sides[p.turn]; own != 0; own &= own - 1 {
		from := first(own)
		for to := p.targets(from); to != 0; to &= to - 1 {
			m := newMove(from, first(to), 0)
			least, most := uint8(0), uint8(0)
			if p.promotes(m) {
				least, most = 1, uint8(len(promotions))
			}
			for as := least; as <= most; as++ {
				m := newMove(from, m.To(), as)
				if next = p.make(m); next.checkers(p.turn) == 0 && !yield(m, &next) {
					return
				}
			}
		}
	}
}

// After is the position after l, which must be one of p's own.
func (p *Position) After(l Legal) *Position {
	next := p.make(l.Move)
	return &next
}

// Play judges m, read from outside, twice: by making it, and by the library's
// list. It gives m in its canonical form, the position after it and its SAN, or
// false if either refuses it.
func (p *Position) Play(m Move) (played Move, next *Position, san string, ok bool) {
	m = p.castling(m)
	next, ok = p.Update(m)
	if !ok {
		return 0, nil, "", false
	}
	san, ok = p.san(m)
	return m, next, san, ok
}

// Update is Play for a canonical move whose SAN nobody asked for.
func (p *Position) Update(m Move) (*Position, bool) {
	if p.targets(m.From())&bit(m.To()) == 0 || !p.fits(m) {
		return nil, false
	}
	next := p.make(m)
	return &next, next.checkers(p.turn) == 0
}

// fits reports whether m names a new piece exactly if a pawn promotes.
func (p *Position) fits(m Move) bool {
	as := int(m.promotion())
	return as <= len(promotions) && (as > 0) == p.promotes(m)
}

func (p *Position) promotes(m Move) bool {
	return p.kinds[pawn]&bit(m.From()) != 0 && (m.To() < 8 || m.To() >= 56)
}

func (p *Position) captures(m Move) bool {
	return p.sides[p.turn.other()]&bit(m.To()) != 0 || p.takesEnPassant(m)
}

// takesEnPassant reports whether m is a capture en passant.
func (p *Position) takesEnPassant(m Move) bool {
	return p.enPassant != 0 && m.To() == p.enPassant && p.kinds[pawn]&bit(m.From()) != 0
}

// castling turns king-takes-own-rook into the king's move of two squares.
func (p *Position) castling(m Move) Move {
	own := p.sides[p.turn]
	if p.kinds[king]&own&bit(m.From()) != 0 && p.kinds[rook]&own&bit(m.To()) != 0 {
		for _, c := range castles {
			if m == newMove(c.king, c.rook, 0) {
				return newMove(c.king, c.kingTo, 0)
			}
		}
	}
	return m
}

// targets is where the piece on from may go, but for leaving its own king in
// check; nothing if it is not the side to move's.
func (p *Position) targets(from Square) uint64 {
	own, theirs := p.sides[p.turn], p.sides[p.turn.other()]
	if own&bit(from) == 0 {
		return 0
	}
	k := p.at(from)
	if k == pawn {
		return p.pawnTargets(from)
	}
	to := k.sees(from, own|theirs) &^ own
	if k == king {
		to |= p.castlings()
	}
	return to
}

func (p *Position) pawnTargets(from Square) uint64 {
	empty := ^(p.sides[White] | p.sides[Black])
	takes := p.sides[p.turn.other()]
	if p.enPassant != 0 {
		takes |= bit(p.enPassant)
	}
	var one, two uint64
	if p.turn == White {
		one = bit(from) << 8 & empty
		two = one << 8 & empty & (rank1 << 24)
	} else {
		one = bit(from) >> 8 & empty
		two = one >> 8 & empty & (rank1 << 32)
	}
	return one | two | pawnTakes[p.turn][from]&takes
}

// castlings is where the king may go by castling.
func (p *Position) castlings() (to uint64) {
	own := p.rights & (3 << (2 * p.turn))
	for i := range castles {
		c := &castles[i]
		if own>>i&1 != 0 && (p.sides[White]|p.sides[Black])&c.between == 0 && !p.anyAttacked(c.through) {
			to |= bit(c.kingTo)
		}
	}
	return to
}

func (p *Position) anyAttacked(set uint64) bool {
	for ; set != 0; set &= set - 1 {
		if p.attackers(first(set), p.turn.other()) != 0 {
			return true
		}
	}
	return false
}

// make is the position after m, which must be among the targets and fit.
func (p *Position) make(m Move) Position {
	next := *p
	us, them := p.turn, p.turn.other()
	from, to := bit(m.From()), bit(m.To())
	moved := p.at(m.From())
	next.halfMoves = min(next.halfMoves+1, mostHalfMoves)
	if moved == pawn || p.sides[them]&to != 0 {
		next.halfMoves = 0
	}
	next.lift(from | to)
	if as := m.promotion(); as > 0 {
		moved = promoted[as]
	}
	next.kinds[moved] |= to
	next.sides[us] |= to
	if p.takesEnPassant(m) {
		next.lift(bit(m.From()/8*8 + m.To()%8))
	}
	if p.rights != 0 {
		next.castle(moved, m)
	}
	next.turn = them
	next.number = min(next.number+uint16(us), lastNumber)
	next.enPassant = 0
	if moved == pawn && (m.To() == m.From()+16 || m.From() == m.To()+16) {
		next.setEnPassant((m.From() + m.To()) / 2)
	}
	return next
}

// promoted is the kind of each letter of promotions, counted from 1.
var promoted = [...]kind{none, knight, bishop, rook, queen}

// lift empties squares.
func (p *Position) lift(set uint64) {
	for k := range p.kinds {
		p.kinds[k] &^= set
	}
	p.sides[White] &^= set
	p.sides[Black] &^= set
}

// castle moves the rook if m is castling, and takes the rights away that m ends.
func (p *Position) castle(moved kind, m Move) {
	touched := bit(m.From()) | bit(m.To())
	for i := range castles {
		c := &castles[i]
		if p.rights>>i&1 == 0 {
			continue
		}
		if moved == king && m == newMove(c.king, c.kingTo, 0) {
			p.lift(bit(c.rook))
			p.kinds[rook] |= bit(c.rookTo)
			p.sides[p.turn] |= bit(c.rookTo)
		}
		if touched&(bit(c.king)|bit(c.rook)) != 0 {
			p.rights &^= 1 << i
		}
	}
}

// setEnPassant notes sq, which a pawn has just passed, if it can be taken there.
func (p *Position) setEnPassant(sq Square) {
	p.enPassant = sq
	for by := p.takers(sq); by != 0; by &= by - 1 {
		if next := p.make(newMove(first(by), sq, 0)); next.checkers(p.turn) == 0 {
			return
		}
	}
	p.enPassant = 0
}

// takers are the pawns of the side to move that attack sq.
func (p *Position) takers(sq Square) uint64 {
	return pawnTakes[p.turn.other()][sq] & p.kinds[pawn] & p.sides[p.turn]
}

// Stuck reports whether the side to move has no legal move, and whether it is in check then.
func (p *Position) Stuck() (mate, stalemate bool) {
	for range p.moves {
		return false, false
	}
	mate = p.checkers(p.turn) != 0
	return mate, !mate
}
