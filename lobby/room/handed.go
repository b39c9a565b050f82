package room

import (
	"rookery/chat/recent"
	"rookery/lobby/wire"
)

// handed remembers lines that were handed to the lobby, such as "/block nick",
// and what they asked of it. A line that comes again is handed over again: were
// it judged again, it could be refused, because the nick has left, while the lobby
// still carries it out.
type handed struct {
	lines recent.Map[handedLine, handedTo]
}

type handedLine struct {
	person string
	cid    wire.CID
}

type handedTo struct {
	hash [16]byte
	cmd  wire.Command
}

// handedKept is how many are remembered at least: of what is under way there are a few at a time.
const handedKept = 1000

func newHanded() handed { return handed{recent.New[handedLine, handedTo](handedKept)} }

func (h *handed) add(person string, req wire.Request, cmd wire.Command) {
	k := handedLine{person, req.CID}
	if _, again := h.lines.Get(k); !again {
		h.lines.Put(k, handedTo{req.Hash, cmd})
	}
}

// find gives what a line asked of the lobby before: nil if it did not.
func (h *handed) find(person string, req wire.Request) (wire.Command, error) {
	was, ok := h.lines.Get(handedLine{person, req.CID})
	if ok && was.hash != req.Hash {
		return nil, ErrReused
	}
	return was.cmd, nil
}
