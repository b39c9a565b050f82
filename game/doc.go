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
// Decision: a log need not be believed. Replay makes happen whatever can happen;
// Judge says before whether Apply could have made it. Rejected: a strict Replay,
// which would close a room over a millisecond that an older program counted otherwise.
//
// Decision: a Moved that Apply has made carries the positions around the move,
// and Replay trusts it for exactly the position it was decided in; one from a
// log is judged again. Rejected: judging every move twice.
//
// Decision: a move in the very millisecond in which the flag is due is in time,
// and leaves a clock of 0 (CONTRACT 3.4: a move stamped by FlagAt wins). That a
// flag has fallen is said by Flag alone.
//
// Decision: before Flag has said so, whose time has run out may only lose: a move,
// a draw claimed or accepted, a claim against an opponent who has left and a
// takeback are ErrFlagged (FIDE 6.9), resigning is not. The opponent, who could
// have the flag, may do without it (FIDE 6.8: a flag has fallen when somebody says
// so): resign, accept a draw, or end by abandonment. Time is given to neither.
// Rejected: refusing whatever comes after the flag, which makes the opponent's word
// depend on the millisecond. Judge cannot tell these apart, nor need it: a log
// does not say when a turn began.
//
// Decision: a turn is charged as a whole, however often it was interrupted: a
// delay is used up once, Bronstein gives back what the whole turn took, and the
// network's part is granted on whatever the turn has cost, never on a delay,
// which costs nothing. What a log cannot tell, how much of a delay was used when
// something set the clocks, is in the event (Waited). Rejected: judging what lies
// between two events by itself, which makes a gift of the opponent cost time.
//
// Decision: a log of the first form is read for ever, and Judge takes it. There a
// Moved told as Spent what had passed since the clocks were last set, within the
// turn or before it, and no Quota. What the clocks show tells the forms apart, move
// by move, since a game may have begun in one and ended in the other. Rejected: a
// number of the form in the events, which the first ones do not have.
//
// Decision: the network's part of a game is at most 5 % of what the clock shows at
// its start: of the first stage's base, or with an increment alone of that, at
// least of 3 s. Rejected: 5 % of all that a game may bring, granted before it has.
//
// Decision: what a stall of the process took is credited up to the fall of the
// flag: it is as if the turn had begun that much later, so that a flag which
// would have fallen all the same has fallen. Credit, like Flag, is for the
// room to ask with the stamp of what it judges next.
//
// Decision: a stage counts the moves of its side from the start of the game, the
// free first one too, whatever number a FEN gives them.
//
// Decision: first moves cost no time and earn no increment. While one side has
// not made its first move the game can be aborted and therefore not resigned, no
// draw is offered and no absence claimed; nobody can lose a game that has not
// begun. What a position from a FEN makes of the fifty moves can be claimed at once.
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
// Decision: a claim of a draw that does not hold is ErrNoClaim and nothing else,
// which is the custom online. Rejected: FIDE 9.5.3, two minutes for the opponent
// and the intended move bound to be made, which need an arbiter's explanation; a
// claim costs the server a comparison and the opponent nothing. A move that mates,
// stalemates or leaves a dead position is made, not claimed with. A claim with a move
// is about the position after it and no other: it is ErrNoClaim even where the
// position on the board could have been claimed, and the claimant can still do that.
//
// Decision: a flag is a draw if a search has proved that the opponent cannot
// mate; the search takes too long for those who wait for Apply, so that its
// result comes with the Flag. Without one, counting material decides.
//
// Decision: repetition is counted by the positions themselves. A game keeps 16
// bits of each that could still be repeated; where these look alike as often as
// the rules ask, the moves are played again and the positions compared. Rejected:
// 64-bit keys, four times the memory for an answer that is only nearly certain.
//
// Decision: moves that stay after a takeback are replayed, since an undone
// capture brings back what could be repeated before it. Rejected: keeping every
// position, several times the size of the game, for something done once a day.
//
// Measured on two shared cores of an AMD EPYC (bench_test.go), goals in brackets:
//
//	a validated move with SAN, FEN, clocks and end of game   9 µs, 67 allocations [15 µs, 130]
//	the same about ply 80, with 29 legal moves               8 µs, 58 allocations
//	            … ply 300, with 38                           9 µs, 67 allocations [flat]
//	            … ply 600, with 41                           11 µs, 71 allocations [flat]
//	a takeback agreed at ply 600, decided and replayed       100 µs
//	replay of 60 plies from a log                            10 µs [0.5 ms]
//	the same with Judge before each event                    0.7 ms
//	retained by each of 10,000 live games of 80 plies        854 bytes [1,024, which is tested]
//	            … in which everything can still be repeated  1,005 bytes [1,024, which is tested]
//
// A move costs what listing the legal ones does, whichever its number: all but
// the library's list and SAN, the second opinion on it (internal/board), is some
// 1 µs and 9 or 10 allocations at each of these plies, as the difference between
// the two lines of BenchmarkMoveAtPly shows.
package game
