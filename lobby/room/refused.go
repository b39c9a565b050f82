package room

import "rookery/lobby/wire"

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
	of    map[string]*refusals // by person
	order []string             // the persons, in the order of their first refusal
	count int
}

type refusals struct {
	why  map[wire.CID]refusal
	ring []wire.CID // oldest at next, once it is full
	next int
}

type refusal struct {
	hash [16]byte
	why  error
}

// Find gives why person's command was refused before: nil if it was not, and
// ErrReused if it was another command that had this cid.
func (r *Refused) Find(person string, req wire.Request) error {
	p := r.of[person]
	if p == nil {
		return nil
	}
	was, ok := p.why[req.CID]
	if ok && was.hash != req.Hash {
		return ErrReused
	}
	return was.why
}

// Add remembers that person's command was refused, and why.
func (r *Refused) Add(person string, req wire.Request, why error) {
	if r.of == nil {
		r.of = make(map[string]*refusals)
	}
	p := r.of[person]
	if p == nil {
		p = &refusals{why: make(map[wire.CID]refusal)}
		r.of[person] = p
		r.order = append(r.order, person)
	}
	if _, again := p.why[req.CID]; again {
		return
	}
	if len(p.ring) < refusedKept {
		p.ring = append(p.ring, req.CID)
		r.count++
	} else {
		delete(p.why, p.ring[p.next])
		p.ring[p.next] = req.CID
		p.next = (p.next + 1) % refusedKept
	}
	p.why[req.CID] = refusal{req.Hash, why}
	for r.count > refusedInAll {
		r.count -= len(r.of[r.order[0]].ring)
		delete(r.of, r.order[0])
		r.order = r.order[1:]
	}
}
