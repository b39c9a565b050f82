package room

import (
	"rookery/chat/recent"
	"rookery/lobby/wire"
)

// How many refused commands are remembered (CONTRACT section 1): of a person,
// and in all, so that a crowd of throwaway guests cannot fill the memory.
const (
	refusedKept  = 1000
	refusedInAll = 20_000
)

// Refused remembers refused commands: a "no" is for ever, also for the same cid
// sent again. When there are too many in all, who was first refused longest ago
// is forgotten first. The zero value remembers nothing yet. It is owned by one
// goroutine, or guarded by its owner's mutex.
type Refused struct {
	kept recent.Shares[string, wire.CID, refusal]
}

type refusal struct {
	hash [16]byte
	why  error
}

// Find gives why person's command was refused before: nil if it was not, and
// ErrReused if it was another command that had this cid.
func (r *Refused) Find(person string, req wire.Request) error {
	was, ok := r.kept.Get(person, req.CID)
	if ok && was.hash != req.Hash {
		return ErrReused
	}
	return was.why
}

// Add remembers that person's command was refused, and why.
func (r *Refused) Add(person string, req wire.Request, why error) {
	r.kept.Each, r.kept.All = refusedKept, refusedInAll
	r.kept.Add(person, req.CID, refusal{req.Hash, why})
}
