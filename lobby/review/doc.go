// Package review looks at finished games with a chess engine: what every position
// was worth, and at which moves the game turned.
//
// # Decisions
//
// Decision: one game at a time, a position at a time, each with a rank behind
// every game that is played: a review is never in anybody's way for longer than
// one position takes.
//
// Decision: reviews are kept in memory, the last 256, and made again when they are
// asked for after a restart, which takes some eight seconds for a usual game.
// Rejected: a table of them, a migration, and a version of every engine that they
// were made with.
//
// Decision: a turning point is a loss of winning chances, not of centipawns: to
// fall from ten pawns ahead to six is nothing. The chances are those of the usual
// logistic curve, 1 / (1 + 10^(-c/400)) for c centipawns (the scale on which Elo's
// formula has its 400 points). A loss of less than ten parts in a hundred turns nothing,
// so that a quiet game may have fewer turning points than three, or none.
//
// Decision: of one asker two games at a time wait, in the order in which they were asked
// for, but for those that their own players ask for, which come first. So nobody's eighty
// games keep everybody else waiting. Rejected: a turn for each asker, which with two
// games each is nearly the same order.
package review
