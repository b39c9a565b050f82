package game

import (
	"errors"

	"rookery/game/internal/board"
)

// fenReasons are the reasons behind an ErrFEN as a person is told them.
var fenReasons = []struct {
	err      error
	sentence string
}{
	{board.ErrFields, "A FEN has six fields, with one space between them."},
	{board.ErrBoard, "The board is eight ranks of eight squares, with the pieces KQRBNP and kqrbnp."},
	{board.ErrSide, "The side to move is written w or b."},
	{board.ErrKings, "Each side needs exactly one king."},
	{board.ErrCrowd, "A side has at most 16 pieces, and at most 8 of them are pawns."},
	{board.ErrPawns, "No pawn can stand on the first or the last rank."},
	{board.ErrCastling, "Castling rights are written KQkq in that order, and each needs its king and rook at home."},
	{board.ErrEnPassant, "The en-passant square must be behind a pawn that has just moved two squares."},
	{board.ErrCounters, "The last two fields count half moves (0 to 150) and moves (1 to 9999)."},
	{board.ErrInCheck, "The side that is not to move must not be in check."},
	{board.ErrChecks, "At most two pieces can give check at once."},
	{errDecided, "The game would be over before the first move."},
}

// FENReason is the sentence for a person that says why err, an ErrFEN, refuses a
// position; empty for other errors. It never quotes the position.
func FENReason(err error) string {
	for _, r := range fenReasons {
		if errors.Is(err, r.err) {
			return r.sentence
		}
	}
	return ""
}
