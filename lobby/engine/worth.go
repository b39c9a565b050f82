package engine

import "rookery/game"

// value is what a piece is worth in centipawns, by its lower-case FEN letter.
var value = [256]int{'p': 100, 'n': 320, 'b': 330, 'r': 500, 'q': 900}

// place is what it adds to a piece, seen from its own side, to stand on a file
// and on a rank. It makes the house take the centre, develop and castle.
type place struct{ file, rank [8]int }

var places = [256]*place{
	'p': {[8]int{0, 0, 1, 12, 12, 1, 0, 0}, [8]int{0, 0, 3, 12, 20, 40, 90, 0}},
	'n': {[8]int{-22, -6, 6, 10, 10, 6, -6, -22}, [8]int{-20, 0, 10, 12, 14, 12, 0, -15}},
	'b': {[8]int{-4, 4, 2, 4, 4, 2, 4, -4}, [8]int{-16, 6, 5, 8, 6, 4, 2, -6}},
	'r': {[8]int{0, 1, 4, 8, 8, 6, 1, 0}, [8]int{0, -8, -8, -6, -2, 0, 20, 10}},
	'q': {[8]int{-4, 0, 2, 2, 2, 2, 0, -4}, [8]int{0, 3, 1, -4, -6, -6, 0, 0}},
	'k': {[8]int{12, 20, 10, -14, -14, -8, 28, 14}, [8]int{8, -14, -40, -60, -70, -70, -70, -70}},
}

// lateKing is the king's place once the opponent has little left to attack it with.
var lateKing = &place{[8]int{-22, -8, 4, 10, 10, 4, -8, -22}, [8]int{-22, -8, 4, 10, 10, 4, -8, -22}}

// late is the opponent's material, pawns apart, below which the king comes out.
const late = 1300

// half is one side of a position.
type half struct {
	sum      int // material and places, the king's apart
	pieces   int // material but for pawns
	pawns    int
	king     int // its square
	kingHome int // its rank, seen from its own side
}

// worth is how good pos is for the side to move, in centipawns.
func worth(pos game.Position) int {
	var halves [2]half
	for sq, piece := range pos.Pieces() {
		if piece == 0 {
			continue
		}
		kind, h, rank := piece|32, &halves[piece>>5&1], sq/8
		if piece == kind { // Black's, who looks from the other end
			rank = 7 - rank
		}
		switch kind {
		case 'k':
			h.king, h.kingHome = sq, rank
			continue
		case 'p':
			h.pawns++
		default:
			h.pieces += value[kind]
		}
		h.sum += value[kind] + places[kind].at(sq%8, rank)
	}
	own, other := &halves[pos.Turn()], &halves[pos.Turn().Other()]
	return total(own, other) - total(other, own)
}

func (p *place) at(file, rank int) int { return p.file[file] + p.rank[rank] }

// total is what own has.
func total(own, other *half) int {
	king := places['k']
	if other.pieces < late {
		king = lateKing
	}
	sum := own.sum + king.at(own.king%8, own.kingHome)
	if other.pieces+other.pawns == 0 && own.pieces >= value['r'] {
		sum += drive(own.king, other.king)
	}
	return sum
}

// drive is for bringing home an endgame against a bare king: it is pushed from
// the centre, and one's own king comes near.
func drive(king, bare int) int {
	file, rank := bare%8, bare/8
	fromCentre := max(3-file, file-4) + max(3-rank, rank-4)
	apart := abs(king%8-file) + abs(king/8-rank)
	return 12*fromCentre - 5*apart
}
