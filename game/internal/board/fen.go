package board

import (
	"errors"
	"strconv"
	"strings"

	"github.com/notnil/chess"
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
	squares, err := parseBoard(fields[0])
	if err != nil {
		return nil, err
	}
	if fields[1] != "w" && fields[1] != "b" {
		return nil, ErrSide
	}
	if err := checkPieces(squares); err != nil {
		return nil, err
	}
	if !castlingFits(squares, fields[2]) {
		return nil, ErrCastling
	}
	if !enPassantFits(squares, fields[1], fields[3]) {
		return nil, ErrEnPassant
	}
	if !counter(fields[4], 0, 150) || !counter(fields[5], 1, 9999) {
		return nil, ErrCounters
	}
	waiting := byte('k')
	if fields[1] == "b" {
		waiting = 'K'
	}
	if attacked(squares, waiting) {
		return nil, ErrInCheck
	}
	number, _ := strconv.Atoi(fields[5])
	p := Position{number: number}
	if err := p.p.UnmarshalText([]byte(fen)); err != nil {
		return nil, ErrBoard // the checks above leave the library nothing to refuse
	}
	return &p, nil
}

func parseBoard(field string) (*[64]byte, error) {
	ranks := strings.Split(field, "/")
	if len(ranks) != 8 {
		return nil, ErrBoard
	}
	var squares [64]byte
	for i, rank := range ranks {
		file, digit := 0, false
		for _, c := range []byte(rank) {
			isDigit := c >= '1' && c <= '8'
			switch {
			case isDigit && !digit:
				file += int(c - '0')
			case strings.IndexByte(pieces, c) >= 0 && file < 8:
				squares[8*(7-i)+file] = c
				file++
			default:
				return nil, ErrBoard
			}
			digit = isDigit
		}
		if file != 8 {
			return nil, ErrBoard
		}
	}
	return &squares, nil
}

func checkPieces(squares *[64]byte) error {
	count := map[byte]int{}
	men := [2]int{}
	for sq, piece := range squares {
		if piece == 0 {
			continue
		}
		count[piece]++
		men[piece>>5&1]++ // lower case, black, has that bit
		if (piece|32) == 'p' && (sq < 8 || sq >= 56) {
			return ErrPawns
		}
	}
	if count['K'] != 1 || count['k'] != 1 {
		return ErrKings
	}
	if max(men[0], men[1]) > 16 || max(count['P'], count['p']) > 8 {
		return ErrCrowd
	}
	return nil
}

// castlingFits reports whether the rights are written in order, once each, and
// have their king and rook at home.
func castlingFits(squares *[64]byte, rights string) bool {
	if rights == "-" {
		return true
	}
	next := 0
	for _, c := range []byte(rights) {
		i := strings.IndexByte("KQkq", c)
		if i < next {
			return false
		}
		home := homes[i]
		if squares[home.king] != home.pieces[0] || squares[home.rook] != home.pieces[1] {
			return false
		}
		next = i + 1
	}
	return rights != ""
}

// homes is where king and rook stand for each right of "KQkq".
var homes = [...]struct {
	king, rook Square
	pieces     string
}{{4, 7, "KR"}, {4, 0, "KR"}, {60, 63, "kr"}, {60, 56, "kr"}}

func enPassantFits(squares *[64]byte, turn, field string) bool {
	if field == "-" {
		return true
	}
	sq, ok := parseSquare(field)
	rank, forward, pawn := Square(5), -8, byte('p')
	if turn == "b" {
		rank, forward, pawn = 2, 8, 'P'
	}
	if !ok || sq/8 != rank {
		return false
	}
	return squares[sq] == 0 && squares[int(sq)-forward] == 0 && squares[int(sq)+forward] == pawn
}

func counter(field string, low, high int) bool {
	n, err := strconv.Atoi(field)
	return err == nil && n >= low && n <= high && strconv.Itoa(n) == field
}

// attacked reports whether king, 'K' or 'k', is attacked.
func attacked(squares *[64]byte, king byte) bool {
	at := 0
	for sq, piece := range squares {
		if piece == king {
			at = sq
		}
	}
	theirs, pawnRank := (king^32)&32, 1 // the case bit of the attackers; where their pawns stand
	if king == 'k' {
		pawnRank = -1
	}
	for _, ray := range rays {
		file, rank := at%8, at/8
		for step := 1; step <= ray.reach; step++ {
			file, rank = file+ray.file, rank+ray.rank
			if file < 0 || file > 7 || rank < 0 || rank > 7 {
				break
			}
			piece := squares[8*rank+file]
			if piece == 0 {
				continue
			}
			kind := piece | 32
			along := strings.IndexByte(ray.by, kind) >= 0
			beside := step == 1 && ray.reach > 1 && (kind == 'k' || kind == 'p' && ray.rank == pawnRank && ray.file != 0)
			if piece&32 == theirs && (along || beside) {
				return true
			}
			break
		}
	}
	return false
}

// rays are the ways from which pieces attack, and the pieces that come along
// each; kings and pawns come along the long ones, one step.
var rays = []struct {
	file, rank, reach int
	by                string
}{
	{0, 1, 7, "rq"},
	{0, -1, 7, "rq"},
	{1, 0, 7, "rq"},
	{-1, 0, 7, "rq"},
	{1, 1, 7, "bq"},
	{1, -1, 7, "bq"},
	{-1, 1, 7, "bq"},
	{-1, -1, 7, "bq"},
	{1, 2, 1, "n"},
	{2, 1, 1, "n"},
	{2, -1, 1, "n"},
	{1, -2, 1, "n"},
	{-1, -2, 1, "n"},
	{-2, -1, 1, "n"},
	{-2, 1, 1, "n"},
	{-1, 2, 1, "n"},
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
	out = append(out, p.p.CastleRights()...)
	out = append(out, ' ')
	if sq, ok := p.enPassant(); ok {
		out = append(out, chess.Square(sq).String()...)
	} else {
		out = append(out, '-')
	}
	out = append(out, ' ')
	out = strconv.AppendInt(out, int64(p.p.HalfMoveClock()), 10)
	out = append(out, ' ')
	return string(strconv.AppendInt(out, int64(p.number), 10))
}
