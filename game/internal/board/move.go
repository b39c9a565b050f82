package board

// Square is one of the 64 squares, a1 = 0, b1 = 1, … h8 = 63.
type Square uint8

// Move is a move in 16 bits: from (6), to (6), promotion (4: 0, or one of "nbrq"
// counted from 1). Castling is the king's move of two squares.
type Move uint16

// promotions are what a pawn may become.
const promotions = "nbrq"

func newMove(from, to Square, promotion uint8) Move {
	return Move(from) | Move(to)<<6 | Move(promotion)<<12
}

// From is the square the piece leaves.
func (m Move) From() Square { return Square(m & 63) }

// To is the square it goes to.
func (m Move) To() Square { return Square(m >> 6 & 63) }

// promotion is 0, or the place of the new piece in promotions, counted from 1.
func (m Move) promotion() uint8 { return uint8(m >> 12) }

// Promotion is the letter of the new piece, one of "nbrq", or 0.
func (m Move) Promotion() byte {
	if p := m.promotion(); p > 0 {
		return promotions[p-1]
	}
	return 0
}

// String writes m in UCI.
func (m Move) String() string {
	var b [5]byte
	out := m.To().append(m.From().append(b[:0]))
	if p := m.Promotion(); p != 0 {
		out = append(out, p)
	}
	return string(out)
}

func (sq Square) append(out []byte) []byte { return append(out, sq.file(), sq.rank()) }

func (sq Square) file() byte { return 'a' + byte(sq%8) }

func (sq Square) rank() byte { return '1' + byte(sq/8) }

// ParseMove reads the text of a UCI move. Whether it is a move in some position is another question.
func ParseMove(uci string) (Move, bool) {
	if len(uci) != 4 && len(uci) != 5 {
		return 0, false
	}
	from, ok1 := parseSquare(uci[:2])
	to, ok2 := parseSquare(uci[2:4])
	if !ok1 || !ok2 || from == to {
		return 0, false
	}
	if len(uci) == 4 {
		return newMove(from, to, 0), true
	}
	for i := range promotions {
		if promotions[i] == uci[4] {
			return newMove(from, to, uint8(i+1)), true
		}
	}
	return 0, false
}

func parseSquare(s string) (Square, bool) {
	if len(s) != 2 || s[0] < 'a' || s[0] > 'h' || s[1] < '1' || s[1] > '8' {
		return 0, false
	}
	return Square(s[0]-'a') + 8*Square(s[1]-'1'), true
}
