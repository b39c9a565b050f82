//go:build !race

package board

// perftDepth is how deep the perft tables are walked: all the way.
const perftDepth = 99
