package engine

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"rookery/lobby/engine/uci"
)

// Levels is how many levels the house has with an engine, and SmallLevels with
// its small player alone. What is asked of it beyond is the highest that there is.
const (
	Levels      = 8
	SmallLevels = 4
	// Usual is the level of a game that names none.
	Usual = 3
)

// level is how strong the house plays. Every move that the player finds to be
// worse than its best by spread centipawns is e times less likely.
type level struct {
	skill  int // of engines that have one; below 0 is all of it
	depth  int // plies; 0 is as many as time allows
	lines  int // how many moves are looked at
	spread int // 0: always the best
	time   time.Duration
}

// ladder are the levels with an engine; doc.go tells what was measured.
var ladder = [Levels]level{
	{skill: -1, depth: 1, lines: 256, spread: 500, time: 50 * time.Millisecond},
	{skill: -1, depth: 1, lines: 256, spread: 150, time: 50 * time.Millisecond},
	{skill: -1, depth: 2, lines: 256, spread: 70, time: 100 * time.Millisecond},
	{skill: -1, depth: 3, lines: 256, spread: 30, time: 150 * time.Millisecond},
	{skill: 3, depth: 5, lines: 1, time: 200 * time.Millisecond},
	{skill: 9, depth: 8, lines: 1, time: 300 * time.Millisecond},
	{skill: 15, depth: 12, lines: 1, time: 500 * time.Millisecond},
	{skill: -1, lines: 1, time: time.Second},
}

// spreads are those of the small player's levels.
var spreads = [SmallLevels]int{500, 150, 60, 0}

// Options are how an engine is set up for the house: one thread, and a table of
// 16 MiB, which is enough for a second.
func Options() []uci.Option {
	return []uci.Option{{Name: "Threads", Value: "1"}, {Name: "Hash", Value: "16"}, {Name: "Ponder", Value: "false"}}
}

// Question is what the house thinks about.
type Question struct {
	Level int           // from 1; 0 is Usual
	FEN   string        // the start; empty is the usual one
	Moves []string      // played since, in UCI
	Spare time.Duration // what the clock can spare for the move; 0 is as much as one likes
}

// Searcher asks an engine; a uci.Pool is one. Its errors are a Pool's.
type Searcher interface {
	Search(ctx context.Context, rank uci.Rank, q uci.Question) (uci.Found, error)
}

// Ladder is the house at any of its levels: an engine, if it has one, and the
// small player otherwise, or when the engine fails. It must be made with NewLadder.
type Ladder struct {
	engine Searcher
	random func() uint64
	log    *slog.Logger
	small  chan struct{} // one for each thought of the small player that there may be
}

// smallThoughts is how many moves the small player thinks about at the same time.
const smallThoughts = 2

// NewLadder gives a ladder over an engine, which may be nil. random is as in Player.
func NewLadder(engine Searcher, random func() uint64, log *slog.Logger) *Ladder {
	return &Ladder{engine: engine, random: random, log: log, small: make(chan struct{}, smallThoughts)}
}

// Levels is how many levels there are.
func (l *Ladder) Levels() int {
	if l.engine == nil {
		return SmallLevels
	}
	return Levels
}

// Bounds of how long an engine is waited for before the small player moves in its place.
const (
	leastPatience = 200 * time.Millisecond
	mostPatience  = 10 * time.Second
	patient       = 10 // times what can be spared
)

// Move chooses a move, in UCI. Errors: ctx's, ErrNoMoves, or game's for a
// position or moves that cannot be; that an engine fails is none.
func (l *Ladder) Move(ctx context.Context, q Question) (string, error) {
	n := q.Level
	if n == 0 {
		n = Usual
	}
	if l.engine != nil {
		move, err := l.ask(ctx, ladder[min(max(n, 1), Levels)-1], q)
		if err == nil || final(ctx, err) {
			return move, err
		}
		l.log.Warn("the house's small player moves for the engine", "cause", err)
	}
	select {
	case l.small <- struct{}{}:
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
	defer func() { <-l.small }()
	spread := spreads[min(max(n, 1), SmallLevels)-1]
	return Player{Random: l.random, Spread: spread}.Move(ctx, q.FEN, q.Moves)
}

// final tells what another player could not do better.
func final(ctx context.Context, err error) bool {
	for _, e := range []error{uci.ErrBroken, uci.ErrUnavailable, uci.ErrClosed, context.DeadlineExceeded} {
		if errors.Is(err, e) {
			return ctx.Err() != nil
		}
	}
	return true
}

// ask has the engine choose.
func (l *Ladder) ask(ctx context.Context, v level, q Question) (string, error) {
	patience := mostPatience
	if q.Spare > 0 {
		patience = min(max(patient*q.Spare, leastPatience), mostPatience)
		v.time = max(min(v.time, q.Spare/2), time.Millisecond)
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	found, err := l.engine.Search(ctx, uci.Game, uci.Question{
		FEN: q.FEN, Moves: q.Moves, Skill: v.skill, Lines: v.lines, Depth: v.depth, Time: v.time,
	})
	switch {
	case errors.Is(err, uci.ErrNoMoves):
		return "", ErrNoMoves
	case err != nil || v.spread == 0 || len(found.Lines) == 0 || l.random == nil:
		return found.Best, err
	}
	list := make([]candidate, len(found.Lines))
	for i, line := range found.Lines {
		list[i] = candidate{uci: line.Move, worth: Centipawns(line.Score)}
	}
	return pick(list, v.spread, l.random()), nil
}

// Centipawns is a score as one number: a mate is worth mate, the sooner the more.
func Centipawns(s uci.Score) int {
	switch {
	case !s.Mate:
		return s.Centipawns
	case s.Moves > 0:
		return mate - s.Moves
	default:
		return -mate - s.Moves
	}
}
