//go:build !race

package board

// perftDepth is how deep the perft tables are walked: all the way.
const perftDepth = 99

// oracleShare is how much less is compared with outside oracles: nothing less.
const oracleShare = 1

// readDepth is how many plies below the perft positions every spelling is read.
const readDepth = 2
