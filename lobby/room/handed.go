package room

import "rookery/lobby/wire"

// handed remembers lines that were handed to the lobby, such as "/block nick",
// and what they asked of it. A line that comes again is handed over again: were
// it judged again, it could be refused, because the nick has left, while the lobby
// still carries it out. The zero value remembers nothing yet.
type handed struct {
	lines map[handedLine]handedTo
	order []handedLine
}

type handedLine struct {
	person string
	cid    wire.CID
}

type handedTo struct {
	hash [16]byte
	cmd  wire.Command
}

// handedKept is how many are remembered: of what is under way there are a few at a time.
const handedKept = 1000

func (h *handed) add(person string, req wire.Request, cmd wire.Command) {
	k := handedLine{person, req.CID}
	if h.lines == nil {
		h.lines = make(map[handedLine]handedTo)
	}
	if _, again := h.lines[k]; again {
		return
	}
	if len(h.order) == handedKept {
		delete(h.lines, h.order[0])
		h.order = h.order[1:]
	}
	h.lines[k] = handedTo{req.Hash, cmd}
	h.order = append(h.order, k)
}

// find gives what a line asked of the lobby before: nil if it did not.
func (h *handed) find(person string, req wire.Request) (wire.Command, error) {
	was, ok := h.lines[handedLine{person, req.CID}]
	if ok && was.hash != req.Hash {
		return nil, ErrReused
	}
	return was.cmd, nil
}
