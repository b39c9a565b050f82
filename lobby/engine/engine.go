package engine

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"rookery/game"
)

// Player is the house. Random varies its play among moves of nearly equal
// worth, so that not every game is the same; nil is always the same. It is
// called once a move and must be safe for as many callers as Move has.
// With a Spread above 0 and Random, a move that is worse than the best by Spread
// centipawns is e times less likely, and any may be played.
type Player struct {
	Random func() uint64
	Spread int
}

// ErrNoMoves says that there is no move to choose: the game has ended.
var ErrNoMoves = errors.New("there is no legal move")

// Bounds of a thought.
const (
	plies         = 2    // own move and reply
	deepPlies     = 4    // when few pieces are left
	fewPieces     = 6    // both kings included
	exchanges     = 6    // captures in a row after the last ply
	mostNodes     = 3000 // positions whose moves are listed; beyond, what stands on the board counts
	carelessNodes = 400  // of a Player with a Spread
	indistinct    = 14   // centipawns within which chance decides
	prompt        = 120  // centipawns for a queen now rather than after the next move
)

// infinite is beyond every score; mate is what being mated at once is worth.
const (
	mate     = 100_000
	infinite = 2 * mate
)

// Move chooses a move, in UCI, for the position after moves (UCI) from fen
// (empty: the usual start). Errors: the context's, ErrNoMoves, or game's for a
// position or moves that cannot be.
func (p Player) Move(ctx context.Context, fen string, moves []string) (string, error) {
	pos, err := game.ParsePosition(fen)
	if err != nil {
		return "", fmt.Errorf("read the position: %w", err)
	}
	seen := map[uint64]bool{pos.Key(): true}
	for i, uci := range moves {
		if pos, err = pos.Play(uci); err != nil {
			return "", fmt.Errorf("replay move %d: %w", i+1, err)
		}
		seen[pos.Key()] = true
	}
	var chance uint64
	if p.Random != nil {
		chance = p.Random()
	}
	t := thought{ctx: ctx, nodes: mostNodes}
	if p.Spread > 0 && chance != 0 {
		t.nodes = carelessNodes
		return t.draw(pos, seen, p.Spread, chance)
	}
	return t.choose(pos, seen, chance)
}

// thought is one search. It ends early, with scores that mean nothing, when ctx does.
type thought struct {
	ctx   context.Context
	nodes int // left
}

// choose finds the best move, counting a position that was on the board before
// as a draw: who is ahead makes progress, who is behind repeats.
func (t *thought) choose(pos game.Position, seen map[uint64]bool, chance uint64) (string, error) {
	depth := plies
	if count(pos) <= fewPieces {
		depth = deepPlies
	}
	best, uci := -infinite, ""
	for i, c := range ordered(pos) {
		next := pos.After(c)
		score := 0
		if !seen[next.Key()] {
			score = -t.search(next, c.Check(), depth-1, -infinite, indistinct+prompt-best)
		}
		if abs(score) < mate/2 {
			score += noise(chance, i)
			if c.Promotion() == 'q' {
				score += prompt
			}
		}
		if score > best {
			best, uci = score, c.UCI()
		}
	}
	switch err := t.ctx.Err(); {
	case err != nil:
		return "", fmt.Errorf("choose a move: %w", context.Cause(t.ctx))
	case uci == "":
		return "", ErrNoMoves
	}
	return uci, nil
}

// draw plays by lot, as a Player with a Spread does.
func (t *thought) draw(pos game.Position, seen map[uint64]bool, spread int, chance uint64) (string, error) {
	var list []candidate
	for _, c := range ordered(pos) {
		next := pos.After(c)
		score := 0
		if !seen[next.Key()] {
			score = -t.search(next, c.Check(), 1, -infinite, infinite)
		}
		list = append(list, candidate{uci: c.UCI(), worth: score})
	}
	switch err := t.ctx.Err(); {
	case err != nil:
		return "", fmt.Errorf("choose a move: %w", context.Cause(t.ctx))
	case len(list) == 0:
		return "", ErrNoMoves
	}
	return pick(list, spread, chance), nil
}

// search is the worth of pos to the side to move, between alpha and beta, with
// depth plies to look ahead; checked tells whether it stands in check.
func (t *thought) search(pos game.Position, checked bool, depth, alpha, beta int) int {
	if depth == 0 {
		return t.settle(pos, checked, exchanges, alpha, beta)
	}
	if !t.spend() {
		return worth(pos)
	}
	choices := ordered(pos)
	if len(choices) == 0 {
		return lost(checked, depth)
	}
	for _, c := range choices {
		score := -t.search(pos.After(c), c.Check(), depth-1, -beta, -alpha)
		if score >= beta {
			return score
		}
		alpha = max(alpha, score)
	}
	return alpha
}

// settle is the worth of pos once the captures that pay have been made.
func (t *thought) settle(pos game.Position, checked bool, left, alpha, beta int) int {
	stand := worth(pos)
	quiet := !checked && stand >= beta
	if quiet || left == 0 || !t.spend() {
		return stand
	}
	choices := ordered(pos)
	if len(choices) == 0 {
		return lost(checked, 0)
	}
	alpha = max(alpha, stand)
	for _, c := range choices {
		if !c.Capture() && c.Promotion() != 'q' {
			continue
		}
		score := -t.settle(pos.After(c), c.Check(), left-1, -beta, -alpha)
		if score >= beta {
			return score
		}
		alpha = max(alpha, score)
	}
	return alpha
}

// spend takes one position from what may be looked at.
func (t *thought) spend() bool {
	if t.nodes == 0 || t.ctx.Err() != nil {
		return false
	}
	t.nodes--
	return true
}

// lost is the worth of having no move: mate, the sooner the worse, or stalemate.
func lost(checked bool, depth int) int {
	if checked {
		return -mate - depth
	}
	return 0
}

// count is how many pieces are on the board.
func count(pos game.Position) (n int) {
	for _, piece := range pos.Pieces() {
		if piece != 0 {
			n++
		}
	}
	return n
}

// ordered lists the moves of pos, those that win most first, so that the
// search may leave out more.
func ordered(pos game.Position) []game.Choice {
	choices, pieces := pos.Choices(), pos.Pieces()
	gain := func(c game.Choice) int {
		won := value[pieces[c.To()]|32]
		if won > 0 {
			won = 10*won - value[pieces[c.From()]|32]
		}
		if c.Check() {
			won += 50
		}
		return won + value[c.Promotion()|32]
	}
	slices.SortStableFunc(choices, func(a, b game.Choice) int { return cmp.Compare(gain(b), gain(a)) })
	return choices
}

// noise is what chance adds to the move with this index: 0 to indistinct-1.
func noise(chance uint64, index int) int {
	if chance == 0 {
		return 0
	}
	h := (chance + uint64(index)) * 0x9e3779b97f4a7c15
	return int((h >> 32) % indistinct)
}

func abs(n int) int { return max(n, -n) }
