package room

import "rookery/lobby/wire"

// refusedKept is how many refused commands of a person a room remembers
// (CONTRACT section 1): a "no" is for ever, also for the same cid sent again.
const refusedKept = 1000

// refused remembers the newest refused commands, by person.
type refused map[string]*refusals

type refusals struct {
	why  map[wire.CID]error
	ring []wire.CID
	next int
}

func (r refused) find(person string, cid wire.CID) (error, bool) {
	p, ok := r[person]
	if !ok {
		return nil, false
	}
	err, ok := p.why[cid]
	return err, ok
}

func (r refused) add(person string, cid wire.CID, why error) {
	p, ok := r[person]
	if !ok {
		p = &refusals{why: make(map[wire.CID]error)}
		r[person] = p
	}
	if len(p.ring) < refusedKept {
		p.ring = append(p.ring, cid)
	} else {
		delete(p.why, p.ring[p.next])
		p.ring[p.next] = cid
		p.next = (p.next + 1) % refusedKept
	}
	p.why[cid] = why
}
