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
// Decision: a position knows an en-passant square only if the capture is legal,
// from the moment it arises. So FIDE 9.2 is equality of values, and neither keys
// nor FENs look for it again.
package board
