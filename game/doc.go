// Package game is a game of chess as a value: position, clocks, offers and its
// one result. It does nothing by itself and knows no time but what it is told.
//
// Apply decides what follows from a command and changes nothing; the events it
// gives are stored by whoever asked; Replay makes them happen, now or when the
// log is read again; Start begins the thinking time once an event is durable.
// Event k of the game is the k-th Replay.
//
// Decision: stamps are wall times cut to milliseconds, which the caller derives
// from the wall time at its start and monotonic time since, so that they never
// jump and a log gives the same sums as the live game. Rejected: keeping Go's
// monotonic readings, which no log can hold.
//
// Decision: a Moved that Apply has made carries the positions around the move,
// and Replay trusts it for exactly the position it was decided in; one from a
// log is judged again. Rejected: listing the legal moves twice for every move.
//
// Decision: a move in the very millisecond in which the flag is due is in time,
// and leaves a clock of 0 (CONTRACT 3.4: a move stamped by FlagAt wins). That a
// flag has fallen is said by Flag alone; a later move is ErrFlagged.
//
// Decision: first moves cost no time and earn no increment. While one side has
// not made its first move the game can be aborted and therefore not resigned,
// and neither draws nor claims exist; nobody can lose a game that has not begun.
// In a game by link both windows are five minutes.
//
// Decision: one offer is open at a time. A move declines the opponent's; one's
// own draw offer survives one's own move, as over the board, while a takeback
// asked for is withdrawn by it with a Declined. An offer never counts as an
// answer to another.
//
// Decision: who claims the win against a player who has left must have the
// material to mate, as for a flag; otherwise the claim is for the draw.
//
// Decision: moves that stay after a takeback are replayed, since an undone
// capture brings back what could be repeated before it. Rejected: keeping every
// position, several times the size of the game, for something done once a day.
//
// Measured on two shared cores of an AMD EPYC (bench_test.go; random games of 80 plies):
//
//	a validated move with SAN, FEN, clocks and end of game   12 µs, 80 allocations
//	replay of 60 plies from a log                            0.6 ms
//	retained by a live game of 80 plies                      1.0 KB (under 1,024 bytes is tested)
//
// The floor is the library's ValidMoves, 3 to 9 µs.
package game
