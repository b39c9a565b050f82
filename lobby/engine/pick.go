package engine

import "math"

// candidate is a move that may be played, and its worth in centipawns.
type candidate struct {
	uci   string
	worth int
}

// pick draws one of list, which is not empty, by chance: what is worse than the
// best by spread is e times less likely.
func pick(list []candidate, spread int, chance uint64) string {
	best := list[0].worth
	for _, c := range list {
		best = max(best, c.worth)
	}
	weight := func(c candidate) float64 { return math.Exp(float64(c.worth-best) / float64(spread)) }
	var total float64
	for _, c := range list {
		total += weight(c)
	}
	lot := total * float64(chance>>11) / (1 << 53)
	for _, c := range list {
		if lot -= weight(c); lot < 0 {
			return c.uci
		}
	}
	return list[0].uci
}
