package host

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"rookery/chat"
)

// block records that somebody has blocked somebody else or, if on is false, no longer.
func (r *Room) block(by, whom chat.Person, on bool) {
	if on && r.blocks[by.ID] == nil {
		r.blocks[by.ID] = make(map[string]chat.Person)
	}
	if on {
		r.blocks[by.ID][whom.ID] = whom
		return
	}
	if delete(r.blocks[by.ID], whom.ID); len(r.blocks[by.ID]) == 0 {
		delete(r.blocks, by.ID)
	}
}

// blocked is whom a person has blocked, by nick.
func (r *Room) blocked(by string) []chat.Person {
	return slices.SortedFunc(maps.Values(r.blocks[by]), byNick)
}

func byNick(a, b chat.Person) int {
	return cmp.Or(cmp.Compare(a.Nick, b.Nick), cmp.Compare(a.ID, b.ID))
}

// absent is the crowd of a room and, to be found by the nick that they had then,
// those whom by has blocked and those who are muted.
type absent struct {
	everyone
	by string
}

// Find is part of chat.Crowd.
func (a absent) Find(nick string) (chat.Member, bool) {
	if m, ok := a.everyone.Find(nick); ok {
		return m, true
	}
	for _, p := range slices.Concat(a.r.blocked(a.by), a.r.names.muted(a.r.now)) {
		if strings.EqualFold(p.Nick, nick) {
			return chat.Member{Person: p}, true
		}
	}
	return chat.Member{}, false
}

// decide is what becomes of a line. Who lifts a block or a mute need not find
// the other here; nobody else is told by that whom the room remembers.
func (r *Room) decide(by chat.Person, text string) chat.Outcome {
	out := r.talk.Decide(by, text, everyone{r}, r.rules, r.now)
	if no, ok := out.(chat.Refusal); ok && no.Code == chat.NotHere {
		switch lift := r.talk.Decide(by, text, absent{everyone{r}, by.ID}, r.rules, r.now).(type) {
		case chat.Block:
			if !lift.On {
				return lift
			}
		case chat.Mute:
			if lift.Until.IsZero() {
				return lift
			}
		}
	}
	if b, ok := out.(chat.Block); ok && b.On && len(r.blocks[by.ID]) >= mostBlocks {
		return chat.Refusal{Code: chat.NotAllowed, Text: "Nothing was changed: you have blocked 200 people, and that is the most."}
	}
	return out
}

// mostBlocks is how many people one person may block in a room.
const mostBlocks = 200
