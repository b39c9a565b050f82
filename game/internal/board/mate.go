package board

// ProofStates is how many states a proof for a game may take (CONTRACT 3.4): 1 to
// 2 ms of a quiet processor.
const ProofStates = 3000

// CannotMate reports whether it is proved that no legal sequence of moves ends
// with by giving mate: by lacks the material, or a search of at most so many
// states, in which both sides help, met every position that can be reached and
// no such mate. False says nothing but that there is no proof. Counters and
// repetition are left aside, which could only end a game sooner.
func (p *Position) CannotMate(by Color, states int) bool {
	if !p.CanMate(by) {
		return true
	}
	if states <= 0 {
		return false
	}
	seen := map[Position]bool{p.uncounted(): true}
	open := []Position{p.uncounted()}
	for len(open) > 0 {
		state := open[len(open)-1]
		open = open[:len(open)-1]
		stuck := true
		for _, next := range state.moves {
			stuck = false
			reached := next.uncounted()
			if seen[reached] || !reached.CanMate(by) {
				continue
			}
			if len(seen) == states {
				return false
			}
			seen[reached] = true
			open = append(open, reached)
		}
		if stuck && state.turn != by && state.checkers(state.turn) != 0 {
			return false
		}
	}
	return true
}

// Same reports whether p and q repeat each other by FIDE 9.2.
func (p *Position) Same(q *Position) bool { return p.uncounted() == q.uncounted() }

// uncounted is p as it is compared by FIDE 9.2.
func (p *Position) uncounted() Position {
	same := *p
	same.halfMoves, same.number = 0, 0
	return same
}
