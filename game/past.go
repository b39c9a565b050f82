package game

import (
	"encoding/binary"
	"time"

	"rookery/game/internal/board"
)

// past is the moves of a game and the clocks after them, kept small: a live
// game is mostly its past.
type past struct {
	moves []board.Move
	// spent holds the thinking time charged for each move, in ms, as varints: up
	// to 16 s take two bytes.
	spent []byte
	fixes []fix
}

// fix remembers that something other than a move set the clocks after ply moves,
// and how much of the time of the move that follows was in them then.
type fix struct {
	ply    int
	clocks Clocks
	used   time.Duration
}

// spare is for how many more moves there is room when the past grows. Doubling
// would waste as much as it holds.
const spare = 8

// add appends a move for which spent was charged.
func (p *past) add(m board.Move, spent time.Duration) {
	p.moves = append(withRoom(p.moves, 1, spare), m)
	p.spent = binary.AppendUvarint(withRoom(p.spent, binary.MaxVarintLen64, spare), uint64(spent/time.Millisecond))
}

// withRoom gives s with room for need more, and spare beyond when it must grow.
func withRoom[T any](s []T, need, spare int) []T {
	if len(s)+need <= cap(s) {
		return s
	}
	return append(make([]T, 0, len(s)+need+spare), s...)
}

// set remembers clocks that no move has set. Of one turn only the last matter.
func (p *past) set(clocks Clocks, used time.Duration) {
	ply := len(p.moves)
	if last := len(p.fixes) - 1; last >= 0 && p.fixes[last].ply == ply {
		p.fixes = p.fixes[:last]
	}
	p.fixes = append(p.fixes, fix{ply, clocks, used})
}

// cut forgets all but the first ply moves.
func (p *past) cut(ply int) {
	kept := 0
	for range ply {
		_, size := binary.Uvarint(p.spent[kept:])
		kept += size
	}
	p.moves, p.spent = p.moves[:ply], p.spent[:kept]
	for len(p.fixes) > 0 && p.fixes[len(p.fixes)-1].ply > ply {
		p.fixes = p.fixes[:len(p.fixes)-1]
	}
}

// spentAll lists the thinking time charged for each move.
func (p *past) spentAll() []time.Duration {
	all, rest := make([]time.Duration, len(p.moves)), p.spent
	for i := range all {
		ms, size := binary.Uvarint(rest)
		all[i], rest = time.Duration(ms)*time.Millisecond, rest[size:]
	}
	return all
}

// clocks lists the clocks after each move of a game that began with start, first to move.
func (p *past) clocks(start Clocks, first Side, control Control) []Clocks {
	all := make([]Clocks, len(p.moves))
	fixes, now, mover := p.fixes, start, first
	for i, spent := range p.spentAll() {
		var used time.Duration
		if len(fixes) > 0 && fixes[0].ply == i {
			now, used, fixes = fixes[0].clocks, fixes[0].used, fixes[1:]
		}
		now = now.with(mover, now.Of(mover)-(spent-used)+control.earned(i, spent))
		all[i] = now
		mover = mover.Other()
	}
	return all
}
