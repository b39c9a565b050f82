// Package engine is the house's own small player, for somebody who comes when
// nobody else is there. It sees its own move, the best reply and the exchanges
// that follow, mates in one, keeps its pieces, develops and brings an endgame
// home; a club player beats it.
//
// Decision: it counts positions, not time, so that it plays the same on every
// machine and a test can say what it plays. At most 3,000 positions are looked
// at, some 40 ms on a server's core of 2024 (see the benchmark), rarely more
// than a quarter of them. Rejected: the time left, which would make the house
// strong on fast machines and its games impossible to repeat.
package engine
