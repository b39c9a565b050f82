// Package engine is who plays for the house, for somebody who comes when nobody
// else is there: a chess engine at eight levels, or a small player of its own.
//
// The small player sees its own move, the best reply and the exchanges that
// follow, mates in one, keeps its pieces, develops and brings an endgame home; a
// club player beats it.
//
// # Decisions
//
// Decision: the small player counts positions, not time, so that it plays the same on every
// machine and a test can say what it plays. At most 3,000 positions are looked
// at, some 40 ms on a server's core of 2024 (see the benchmark), rarely more
// than a quarter of them. Rejected: the time left, which would make the house
// strong on fast machines and its games impossible to repeat.
//
// Decision: the lowest four levels draw lots among all the moves that the engine
// has looked at for one to three plies; what is worse by the level's spread is e
// times less likely. Stockfish's own Skill Level 0 scored 100 % in 20 games
// against the beginner below even at a depth of one ply, so that no level made of
// it alone can lose to one. Rejected: any legal move now and then, which throws a
// queen away between moves of a master.
// The upper levels use Skill Level and depth, and all have a time, so that an
// engine without that option is still slower and stronger from level to level.
//
// Decision: these are the levels, measured with Stockfish 15.1 on one core, which
// other programs shared, as TestMeasureTheLevels does: 40 games a figure, 6 for
// levels 7 and 8. The beginner takes whatever is worth most and otherwise makes any
// move. A game that has not ended after 160 plies (240 for levels 1 to 6) is
// counted out: who is more than a rook ahead has won. A process has 132 MiB.
//
//	level   spread  skill  depth  time    against the beginner  against the one below
//	1       500     –      1      50 ms   18 %                  –
//	2       150     –      1      50 ms   86 %                  97 %
//	3       70      –      2      100 ms  96 %                  95 %
//	4       30      –      3      150 ms                        100 %
//	5       –       3      5      200 ms                        76 %
//	6       –       9      8      300 ms                        97 %
//	7       –       15     12     500 ms                        91 %
//	8       –       all    any    1 s                           91 %
//
// The small player's: 1 (spread 500) has 13 % against the beginner, 2 (150) 60 %
// and 86 % against 1, 3 (60) 97 % and 93 %, 4 (no spread) 100 %.
//
// Decision: without an engine there are four levels, and who asks for a higher
// one gets the highest; a game that began with an engine goes on when there is
// none any more. When an engine fails, or is not to be had within ten times what
// the clock can spare (at least 200 ms, at most 10 s), the small player moves at
// once: no game stands still for an engine. Rejected: to refuse the level, which
// would end games that are going on.
package engine
