package insist

import (
	"time"

	"rookery/chat/recent"
	"rookery/lobby/guard"
	"rookery/lobby/person"
)

// Asked is since when commands are asked for that were not judged, or whose outcome is not known: to
// wait, and to send one again as one is told to, makes nobody know more than they did.
type Asked struct {
	held *guard.Value[recent.Map[ask, time.Time]]
}

// ask names a command of a person.
type ask struct {
	who person.ID
	cid string
}

// asks is how many are remembered at least.
const asks = 10_000

// NewAsked gives none.
func NewAsked() Asked { return Asked{guard.New(recent.New[ask, time.Time](asks))} }

// Open notes that who's command, asked for at at, is still to be judged.
func (x Asked) Open(who person.ID, cid string, at time.Time) {
	x.held.Do(func(m *recent.Map[ask, time.Time]) { m.Put(ask{who, cid}, at) })
}

// First is when who first asked for what comes at at.
func (x Asked) First(who person.ID, cid string, at time.Time) time.Time {
	x.held.Do(func(m *recent.Map[ask, time.Time]) {
		if first, again := m.Get(ask{who, cid}); again && first.Before(at) {
			at = first
		}
	})
	return at
}
