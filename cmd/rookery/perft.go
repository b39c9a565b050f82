package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"rookery/game"
)

// deepest is how deep perft goes: from the usual start, ply 8 is 85 thousand million.
const deepest = 8

var errDepth = fmt.Errorf("the depth is a number from 1 to %d", deepest)

// perft prints how many sequences of depth legal moves begin with each move of a
// position, as Stockfish's "go perft" does, by their UCI.
func perft(ctx context.Context, fen string, depth int, out io.Writer) error {
	if depth < 1 || depth > deepest {
		return errDepth
	}
	if fen == "startpos" {
		fen = ""
	}
	pos, err := game.ParsePosition(fen)
	if err != nil {
		return err
	}
	choices := pos.Choices()
	slices.SortFunc(choices, func(a, b game.Choice) int { return cmp.Compare(a.UCI(), b.UCI()) })
	total := uint64(0)
	for _, c := range choices {
		n, err := nodes(ctx, pos.After(c), depth-1)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(out, "%s: %d\n", c.UCI(), n); err != nil {
			return fmt.Errorf("print a count: %w", err)
		}
		total += n
	}
	if _, err := fmt.Fprintf(out, "\nNodes searched: %d\n", total); err != nil {
		return fmt.Errorf("print the total: %w", err)
	}
	return nil
}

// errGivenUp says that a signal came first.
var errGivenUp = errors.New("stopped before the end")

// nodes counts the sequences of depth legal moves from pos.
func nodes(ctx context.Context, pos game.Position, depth int) (uint64, error) {
	switch {
	case ctx.Err() != nil:
		return 0, errGivenUp
	case depth == 0:
		return 1, nil
	}
	choices := pos.Choices()
	if depth == 1 {
		return uint64(len(choices)), nil
	}
	total := uint64(0)
	for _, c := range choices {
		n, err := nodes(ctx, pos.After(c), depth-1)
		if err != nil {
			return 0, err
		}
		total += n
	}
	return total, nil
}
