// Package board is the position: which moves are legal, what they lead to, how
// they are written and read.
//
// Decision: a position is our own, eight sets of squares and a few bytes, and a
// move is judged by making it and looking whether the king is attacked. A move
// that is played is judged a second time, by the library notnil/chess: its list
// of legal moves must have it too, and its encoder writes the SAN. What only has
// to be followed or searched (a log that is replayed, repetition, text that is
// read, proofs) rests on our judgement alone. Tests compare the two on every
// published perft table and in thousands of positions below them, in moves,
// captures, checks, mates, stalemates, rights and counters; and both with
// Stockfish on random games and placements.
//
// Rejected: the library alone. It agrees with Stockfish everywhere, but judges
// one move by listing all of them, caches 1.5 KB in the position without a lock,
// and knows only half of FIDE 9.2; its Game, its draw rules, its FEN checks, its
// decoders and its PGN are wrong or unsafe on input from outside. Rejected: our
// own alone, with a list and an encoder of ours. A move would cost a tenth, but it
// waits for an fsync anyway, and the rules are the last place to do without a
// second opinion. Measured in a middle game of 48 moves, on two shared cores of
// an AMD EPYC:
//
//	one move judged                        0.06 µs,  1 allocation
//	one move judged twice, with its SAN    9 µs,    73 allocations
//	all moves found, by us                 2 µs,     7 allocations
//	all moves listed, by the library       6 µs,    59 allocations
//	a position retained                    80 bytes, the library's 224
//
// In package game a replay of 60 plies went from 480 to 9 µs.
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
// nothing. A state costs 0.2 to 0.7 µs (BenchmarkProof; 14 µs with the
// library). Of 300 random walls of locked pawns with a king on either side 3,000
// states settle all; with a bishop behind White's king 33, and 144 with 30,000
// states; with one behind each 6, and 36 (BenchmarkWalls). Rejected: reasoning
// about blocked pawns, which settles more and is hard to trust.
package board
