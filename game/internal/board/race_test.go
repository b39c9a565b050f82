//go:build race

package board

// perftDepth is how deep the perft tables are walked: the race detector makes
// a node ten times as dear.
const perftDepth = 3

// oracleShare is how much less is compared with outside oracles.
const oracleShare = 8

// readDepth is how many plies below the perft positions every spelling is read.
const readDepth = 1
