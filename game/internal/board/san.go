package board

// san writes m, which leads to next, by the PGN standard, section 8.2.3.
func (p *Position) san(m Move, next *Position) string {
	var b [8]byte
	out := p.sanMove(b[:0], m)
	if next.checkers(next.turn) == 0 {
		return string(out)
	}
	if mate, _ := next.Stuck(); mate {
		return string(append(out, '#'))
	}
	return string(append(out, '+'))
}

// sanMove is the SAN without the mark of check.
func (p *Position) sanMove(out []byte, m Move) []byte {
	moved := p.at(m.From())
	if moved == king && m.To() == m.From()+2 {
		return append(out, "O-O"...)
	}
	if moved == king && m.From() == m.To()+2 {
		return append(out, "O-O-O"...)
	}
	if moved != pawn {
		out = p.origin(append(out, pieces[moved]), moved, m)
	}
	if p.captures(m) {
		if moved == pawn {
			out = append(out, m.From().file())
		}
		out = append(out, 'x')
	}
	out = m.To().append(out)
	if as := m.promotion(); as > 0 {
		out = append(out, '=', pieces[promoted[as]])
	}
	return out
}

// origin writes as much of where m comes from as tells it from the legal moves of
// other pieces of its kind: the file before the rank, both if neither is enough.
func (p *Position) origin(out []byte, moved kind, m Move) []byte {
	file, rank, needed := false, false, false
	others := moved.sees(m.To(), p.sides[White]|p.sides[Black]) & p.kinds[moved] & p.sides[p.turn] &^ bit(m.From())
	for ; others != 0; others &= others - 1 {
		from := first(others)
		if _, legal := p.Update(newMove(from, m.To(), 0)); legal {
			needed = true
			file = file || from.rank() == m.From().rank()
			rank = rank || from.file() == m.From().file()
		}
	}
	if file || needed && !rank {
		out = append(out, m.From().file())
	}
	if rank {
		out = append(out, m.From().rank())
	}
	return out
}
