package game

import (
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"

	"rookery/game/internal/board"
)

// Opening is how a game began, with its code in the Encyclopaedia of Chess Openings.
type Opening struct{ ECO, Name string }

// Openings are the lines that have a name, from the usual start. They do not
// change and may be shared.
//
// Decision: a line is the sequence of its moves; the same position by another
// order of moves may have another name, or none, and a game keeps the last name
// it came through. Rejected: names by position, which rename a game backwards
// when it transposes.
//
// Decision: the lines are a file of ours, openings.tsv, with the codes, names
// and moves of lichess-org/chess-openings (CC0), as notnil/chess carries them; a
// test compares the two. Rejected: that library's own book, which takes 226 ms
// and 128 MB of allocations to build; ours takes 0.8 ms and 0.5 MB, and a move 30 ns.
type Openings struct {
	named   map[string]Opening // by the moves, two bytes each
	longest int                // how many moves the longest line has
}

//go:embed openings.tsv
var openingLines string

var errOpening = errors.New("a line of openings.tsv is not code, name and moves")

// NewOpenings reads the lines, once for all who ask. An error means that the
// program was built with a broken file.
func NewOpenings() (*Openings, error) {
	o := &Openings{named: make(map[string]Opening, strings.Count(openingLines, "\n"))}
	var key []byte
	for line := range strings.Lines(openingLines) {
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(fields) != 3 {
			return nil, fmt.Errorf("%w: line %d", errOpening, len(o.named)+1)
		}
		key = key[:0]
		for uci := range strings.SplitSeq(fields[2], " ") {
			m, ok := board.ParseMove(uci)
			if !ok {
				return nil, fmt.Errorf("%w: line %d", errOpening, len(o.named)+1)
			}
			key = appendMove(key, m)
		}
		o.named[string(key)] = Opening{fields[0], fields[1]}
		o.longest = max(o.longest, len(key)/moveBytes)
	}
	return o, nil
}

// moveBytes is what a move takes in the key of a line.
const moveBytes = 2

func appendMove(key []byte, m board.Move) []byte {
	return binary.LittleEndian.AppendUint16(key, uint16(m))
}

// After is the opening whose line is exactly the moves of s followed by m.
func (o *Openings) After(s *State, m Moved) (Opening, bool) {
	last, ok := board.ParseMove(m.UCI)
	if !ok || !s.usualStart() || len(s.past.moves) >= o.longest {
		return Opening{}, false
	}
	key := make([]byte, 0, 128)
	for _, m := range s.past.moves {
		key = appendMove(key, m)
	}
	named, ok := o.named[string(appendMove(key, last))]
	return named, ok
}

// Named lists the openings that s came through, by ply from 1 at index 0; zero
// where a move leads to no name. The last that is not zero is the game's.
func (o *Openings) Named(s *State) []Opening {
	named := make([]Opening, len(s.past.moves))
	if !s.usualStart() {
		return named
	}
	key := make([]byte, 0, 128)
	for i, m := range s.past.moves[:min(len(named), o.longest)] {
		key = appendMove(key, m)
		named[i] = o.named[string(key)]
	}
	return named
}

// usualStart reports whether the game began where games begin.
func (s *State) usualStart() bool { return s.setup.FEN == "" || s.setup.FEN == board.StartFEN }
