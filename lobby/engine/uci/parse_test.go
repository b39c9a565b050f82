package uci

import (
	"strings"
	"testing"
)

func TestWhatAnEngineSaysIsUnderstood(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]report{
		"uciok":                        {kind: greeted},
		"readyok\r":                    {kind: ready},
		"id name Stockfish 15.1":       {kind: named, text: "Stockfish 15.1"},
		"id author somebody":           {},
		"id name Fish \x1b[31m\u202e!": {kind: named, text: "Fish [31m!"},
		"bestmove e2e4 ponder e7e5":    {kind: chosen, text: "e2e4"},
		"bestmove a7a8q":               {kind: chosen, text: "a7a8q"},
		"bestmove (none)":              {kind: chosen},
		"bestmove":                     {kind: chosen},
		"bestmove 0000":                {kind: chosen},
		"option name Skill Level type spin default 20 min 0 max 20": {kind: option, text: "Skill Level"},
		"info depth 7 seldepth 9 multipv 2 score cp -31 nodes 12 pv e7e5 g1f3": {
			kind: thinking, line: Line{Rank: 2, Depth: 7, Score: Score{Centipawns: -31}, Move: "e7e5"},
		},
		"info depth 7 score mate -3 pv e7e5": {
			kind: thinking, line: Line{Rank: 1, Depth: 7, Score: Score{Mate: true, Moves: -3}, Move: "e7e5"},
		},
		"info depth 7 score cp 5 lowerbound pv e7e5": {
			kind: thinking, bound: true, line: Line{Rank: 1, Depth: 7, Score: Score{Centipawns: 5}, Move: "e7e5"},
		},
		"info score cp 99999999999999999999 pv e2e4":  {kind: thinking, line: Line{Rank: 1, Score: Score{Centipawns: mostCentipawns}, Move: "e2e4"}},
		"info score cp -99999999999999999999 pv e2e4": {kind: thinking, line: Line{Rank: 1, Score: Score{Centipawns: -mostCentipawns}, Move: "e2e4"}},
		"info multipv 0 score cp 1 pv e2e4":           {},
		"info multipv 9999 score cp 1 pv e2e4":        {},
		"info multipv x score cp 1 pv e2e4":           {},
		"info string score cp 1 pv e2e4":              {},
		"info depth 3 pv e2e4":                        {}, // no score
		"info depth 3 score cp 1":                     {}, // no move
		"info score cp 1 pv":                          {},
		"":                                            {},
		"Stockfish 15.1 by the Stockfish developers":  {},
	} {
		if got := read(line); got != want {
			t.Errorf("%q: %+v", line, got)
		}
	}
}

// FuzzAnswer: whatever an engine writes, what is made of it stays within its bounds.
func FuzzAnswer(f *testing.F) {
	for _, line := range []string{
		"info depth 7 seldepth 9 multipv 2 score cp -31 lowerbound nodes 12 pv e7e5 g1f3", "info score mate 3 pv a7a8q",
		"bestmove e2e4 ponder e7e5", "id name x", "option name Skill Level type spin", "info multipv -1 score cp 1 pv e2e4", "uciok", "readyok",
	} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		r := read(line)
		if len(r.text) > mostText || strings.ContainsFunc(r.text, func(c rune) bool { return c < ' ' || c > '~' }) {
			t.Errorf("the text %q", r.text)
		}
		if r.kind == chosen && r.text != "" && !looksLikeMove(r.text) {
			t.Errorf("the move %q", r.text)
		}
		if r.kind != thinking {
			return
		}
		s := r.line.Score
		if r.line.Rank < 1 || r.line.Rank > maxLines || !looksLikeMove(r.line.Move) || r.line.Depth < 0 || r.line.Depth > 1000 ||
			max(s.Centipawns, -s.Centipawns) > mostCentipawns || max(s.Moves, -s.Moves) > mostMoves {
			t.Errorf("the line %+v", r.line)
		}
	})
}
