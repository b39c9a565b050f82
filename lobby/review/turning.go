package review

import (
	"cmp"
	"math"
	"slices"

	"rookery/game"
)

// Evaluation is what the position after Ply plies is worth, from White's side:
// centipawns in CP, or in Mate how many moves away mate is, below zero if it is
// Black who mates; 0 is that it is mate. Win are White's winning chances,
// in percent, a draw being half a win. Best is the engine's move, in UCI, absent if there is none.
type Evaluation struct {
	Ply  int     `json:"ply"`
	CP   *int    `json:"cp,omitzero"`
	Mate *int    `json:"mate,omitzero"`
	Win  float64 `json:"win"`
	Best string  `json:"best,omitzero"`
}

// Turn is a turning point: the move that made ply Ply, by which its player lost
// so much of their winning chances, in percent. Best, in UCI, was better.
type Turn struct {
	Ply  int     `json:"ply"`
	Side string  `json:"side" enum:"white,black"`
	Loss float64 `json:"loss"`
	Best string  `json:"best"`
}

const (
	turns     = 3  // turning points at most
	leastLoss = 10 // percent, below which nothing turns
)

// chances are the winning chances of who is so many centipawns ahead, in percent
// to one decimal.
func chances(centipawns int) float64 {
	return math.Round(1000/(1+math.Pow(10, -float64(centipawns)/400))) / 10
}

// TurningPoints are the moves that cost their players most, at most three, in the
// order in which they were played. list has the position before the first move and those
// after each; first is who made the first move.
func TurningPoints(list []Evaluation, first game.Side) []Turn {
	found := []Turn{}
	mover := first
	for i := 1; i < len(list); i++ {
		loss := list[i-1].Win - list[i].Win
		side := "white"
		if mover == game.Black {
			loss, side = -loss, "black"
		}
		if loss >= leastLoss {
			found = append(found, Turn{Ply: list[i].Ply, Side: side, Loss: math.Round(10*loss) / 10, Best: list[i-1].Best})
		}
		mover = mover.Other()
	}
	slices.SortStableFunc(found, func(a, b Turn) int { return cmp.Compare(b.Loss, a.Loss) })
	found = found[:min(len(found), turns)]
	slices.SortFunc(found, func(a, b Turn) int { return cmp.Compare(a.Ply, b.Ply) })
	return found
}
