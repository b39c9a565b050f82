package board

import (
	"errors"
	"math/bits"
	"strconv"
	"strings"
)

// Reasons for refusing a FEN. None quotes it.
var (
	ErrFields    = errors.New("a FEN has six fields, one space between them")
	ErrBoard     = errors.New("the board is not eight ranks of eight squares with known pieces")
	ErrSide      = errors.New("the side to move is w or b")
	ErrKings     = errors.New("each side has one king")
	ErrCrowd     = errors.New("a side has at most 16 pieces and 8 pawns")
	ErrPawns     = errors.New("a pawn stands on the first or last rank")
	ErrCastling  = errors.New("castling rights are written KQkq in that order, each with king and rook at home")
	ErrEnPassant = errors.New("the en-passant square is not behind a pawn that has just moved two squares")
	ErrCounters  = errors.New("the move counters are not numbers that can be")
	ErrInCheck   = errors.New("the side that is not to move is in check")
	ErrChecks    = errors.New("more than two pieces give check at once")
)

// maxFEN is longer than any FEN that is accepted: 71 for the board, 20 for the rest.
const maxFEN = 92

// ParseFEN reads a position strictly. An en-passant square is accepted behind
// any pawn that may just have moved two squares; FEN writes it only if the capture is legal.
func ParseFEN(fen string) (*Position, error) {
	fields := strings.Split(fen[:min(len(fen), maxFEN+1)], " ")
	if len(fen) > maxFEN || len(fields) != 6 {
		return nil, ErrFields
	}
	p, err := parseBoard(fields[0])
	if err != nil {
		return nil, err
	}
	switch fields[1] {
	case "w":
	case "b":
		p.turn = Black
	default:
		return nil, ErrSide
	}
	if err := p.checkPieces(); err != nil {
		return nil, err
	}
	rights, ok := p.parseRights(fields[2])
	if !ok {
		return nil, ErrCastling
	}
	p.rights = rights
	enPassant, ok := p.parseEnPassant(fields[3])
	if !ok {
		return nil, ErrEnPassant
	}
	halfMoves, ok1 := counter(fields[4], 0, mostHalfMoves)
	number, ok2 := counter(fields[5], 1, lastNumber)
	if !ok1 || !ok2 {
		return nil, ErrCounters
	}
	if fields[3] != "-" && halfMoves != 0 { // the double step was the last move
		return nil, ErrEnPassant
	}
	p.halfMoves, p.number = halfMoves, number
	if p.checkers(p.turn.other()) != 0 {
		return nil, ErrInCheck
	}
	if bits.OnesCount64(p.checkers(p.turn)) > 2 {
		return nil, ErrChecks
	}
	if enPassant != 0 {
		p.setEnPassant(enPassant)
	}
	return &p, nil
}

func parseBoard(field string) (p Position, err error) {
	ranks := strings.Split(field, "/")
	if len(ranks) != 8 {
		return p, ErrBoard
	}
	for i, rank := range ranks {
		file, digit := 0, false
		for _, c := range []byte(rank) {
			isDigit := c >= '1' && c <= '8'
			switch {
			case isDigit && !digit:
				file += int(c - '0')
			case strings.IndexByte(pieces, c) >= 0 && file < 8:
				p.place(c, Square(8*(7-i)+file))
				file++
			default:
				return p, ErrBoard
			}
			digit = isDigit
		}
		if file != 8 {
			return p, ErrBoard
		}
	}
	return p, nil
}

func (p *Position) checkPieces() error {
	if p.kinds[pawn]&(rank1|rank1<<56) != 0 {
		return ErrPawns
	}
	for _, side := range p.sides {
		if bits.OnesCount64(side&p.kinds[king]) != 1 {
			return ErrKings
		}
	}
	for _, side := range p.sides {
		if bits.OnesCount64(side) > 16 || bits.OnesCount64(side&p.kinds[pawn]) > 8 {
			return ErrCrowd
		}
	}
	return nil
}

// parseRights wants the rights in order, once each, with king and rook at home.
func (p *Position) parseRights(field string) (rights uint8, ok bool) {
	if field == "-" {
		return 0, true
	}
	for i, c := range castles {
		if field == "" || field[0] != c.letter {
			continue
		}
		field = field[1:]
		own := p.sides[i/2]
		if p.kinds[king]&own&bit(c.king) == 0 || p.kinds[rook]&own&bit(c.rook) == 0 {
			return 0, false
		}
		rights |= 1 << i
	}
	return rights, field == "" && rights != 0
}

// parseEnPassant wants the square behind a pawn that can have come from two squares
// back. That the side to move was in check before is not held against it:
// published positions are like that.
func (p *Position) parseEnPassant(field string) (Square, bool) {
	if field == "-" {
		return 0, true
	}
	sq, ok := parseSquare(field)
	rank, forward := Square(5), -8
	if p.turn == Black {
		rank, forward = 2, 8
	}
	if !ok || sq/8 != rank {
		return 0, false
	}
	now, from := Square(int(sq)+forward), Square(int(sq)-forward)
	pawns, occupied := p.kinds[pawn]&p.sides[p.turn.other()], p.sides[White]|p.sides[Black]
	return sq, pawns&bit(now) != 0 && occupied&(bit(sq)|bit(from)) == 0
}

// counter reads a number as it is written, no sign and no zero in front.
func counter(field string, low, high int) (uint16, bool) {
	n, err := strconv.Atoi(field)
	return uint16(n), err == nil && n >= low && n <= high && strconv.Itoa(n) == field
}

// FEN writes the position, with the en-passant square only if the capture is legal.
func (p *Position) FEN() string {
	out := make([]byte, 0, maxFEN)
	squares := p.Pieces()
	for rank := 7; rank >= 0; rank-- {
		empty := byte(0)
		for _, piece := range squares[8*rank : 8*rank+8] {
			if piece == 0 {
				empty++
				continue
			}
			if empty > 0 {
				out = append(out, '0'+empty)
				empty = 0
			}
			out = append(out, piece)
		}
		if empty > 0 {
			out = append(out, '0'+empty)
		}
		if rank > 0 {
			out = append(out, '/')
		}
	}
	out = append(out, ' ', "wb"[p.Turn()], ' ')
	for i, c := range castles {
		if p.rights>>i&1 != 0 {
			out = append(out, c.letter)
		}
	}
	if p.rights == 0 {
		out = append(out, '-')
	}
	out = append(out, ' ')
	if p.enPassant != 0 {
		out = p.enPassant.append(out)
	} else {
		out = append(out, '-')
	}
	out = append(out, ' ')
	out = strconv.AppendInt(out, int64(p.halfMoves), 10)
	out = append(out, ' ')
	return string(strconv.AppendInt(out, int64(p.number), 10))
}
