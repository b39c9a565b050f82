// Package board is the position: which moves are legal, what they lead to, how
// they are written and read.
//
// Decision: a position is our own, eight sets of squares and a few bytes; a move
// is judged by making it and looking whether the king is attacked. Rejected: the
// library notnil/chess, whose generator and SAN encoder we kept at first. They
// are right, but judge one move by listing all of them, allocate for each, cache
// 1.5 KB in the position without a lock, and would have needed a second board
// beside them for a cheaper judgement. The library stays in the tests: on every
// published perft table, and in thousands of positions below them, both agree on
// the moves, captures, checks, SAN, mates, stalemates, rights and counters; so
// does Stockfish on random games and placements. Measured on two shared cores
// of an AMD EPYC, in a middle game of 48 moves:
//
//	                              here                    notnil/chess
//	one move judged               0.06 µs,  1 allocation  as the list
//	one move judged, with SAN     0.10 µs,  2 allocations 6.3 µs, 63 allocations
//	all moves listed              2.7 µs,   2 allocations 6.4 µs, 59 allocations
//	a position retained           80 bytes                224 bytes
//
// In package game a validated move with SAN, FEN, clocks and the end of the game
// went from 10.8 to 1.2 µs, a replay of 60 plies from 480 to 9 µs, and a live game
// of 80 plies from 980 to 900 bytes.
//
// Decision: a position knows an en-passant square only if the capture is legal,
// from the moment it arises. So FIDE 9.2 is equality of values, and neither keys
// nor FENs look for it again.
//
// Decision: a FEN is refused for what no game can show in one look: kings, pawns,
// rights, the en-passant pawn, the opponent in check, three checks at once. The
// reasons are errors of their own, whose texts quote nothing. Rejected: proving
// that a position can be reached, since published and made-up ones often cannot:
// one of the perft tables has a double step out of which a check would be old.
//
// Decision: Read takes a text with the form of UCI as nothing else, so that a
// program's stale move is refused and never played by another piece; people's
// ways to write SAN are accepted where they mean one move. The marks of check are
// not compared, an x is: it takes something. "bb4" is the bishop, for the pawn's
// move is "b4"; "e8" is ambiguous, for a promotion says to what.
//
// Decision: that a side cannot mate is proved by visiting every position that can
// be reached, each a key of its own and no hash, so that a collision proves
// nothing. A state costs 0.2 to 0.7 µs (14 µs with the library). Of 300 random
// walls of locked pawns with the kings about them 3,000 states settle 247, which
// are all that are dead; with a bishop on one side 17 to 22, and 112 to 114 with
// 30,000 states; with one on each side none, and 9. Rejected: reasoning about
// blocked pawns, which settles more and is hard to trust.
package board
