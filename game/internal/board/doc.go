// Package board is the position: which moves are legal, what they lead to, how
// they are written. It is the only importer of notnil/chess and shields the
// rest of the module from it.
//
// Decision: from the library come the move generator and the SAN encoder, which
// agree with Stockfish everywhere they were compared. Rejected: its Game, its
// repetition and draw rules, its FEN checks, its UCI decoding and its PGN, each
// of which is wrong or unsafe on input from outside.
//
// Decision: the kept position never sees the library's ValidMoves, which caches
// some 1.5 KB in it, without a lock; a copy on the stack of the question does.
package board
