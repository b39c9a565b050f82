package presence

import (
	"time"

	"rookery/chat"
)

// Here announces who is in the room: how many, the first 20 of them, and who
// came and went since the last announcement. Hidden people are not in it.
type Here struct {
	People  int           // with a nick
	Unnamed int           // connections without one
	First   []chat.Member // in the order they came
	Joined  Names
	Left    Names
	Away    Names
	Back    Names
}

// Names are the first 20 of some nicks, and the number of all.
type Names struct {
	First []string
	Count int
}

func (n *Names) add(nick string) {
	if n.Count++; n.Count <= named {
		n.First = append(n.First, nick)
	}
}

// Announce gives what is to be told to everybody at now, if anything has
// changed and the last announcement is a second old. It costs as much as there
// were changes.
func (p *People[Tab]) Announce(now time.Time) (Here, bool) {
	if p.next.Sub(now) > pause || p.turn.Sub(now) > calm { // the clock was set back
		p.next, p.turn, p.spoken = now, now, nil
		clear(p.quiet)
	}
	if at, due := p.Due(); !due || now.Before(at) {
		return Here{}, false
	}
	for len(p.spoken) > 0 && !now.Before(p.quiet[p.spoken[0]]) {
		delete(p.quiet, p.spoken[0])
		p.spoken = p.spoken[1:]
	}
	h := p.Now()
	changes := p.changes
	p.changes, p.turned = nil, false
	for _, id := range changes {
		before := p.told[id]
		delete(p.told, id)
		if v := p.people[id]; !p.tell(&h, id, v, before, now) {
			before.nick = v.Nick
			p.told[id], p.changes = before, append(p.changes, id)
			p.turns(v, v.Away)
		}
	}
	if !p.due && h.Away.Count+h.Back.Count == 0 {
		return Here{}, false
	}
	p.due, p.next = false, now.Add(pause)
	return h, true
}

// tell adds to h what has changed of a person. It is false if they are away, and
// there was a word of that lately.
func (p *People[Tab]) tell(h *Here, id string, v *visitor[Tab], before told, now time.Time) bool {
	here := v != nil && !v.hidden
	if before.here && (!here || before.nick != v.Nick) {
		h.Left.add(before.nick)
	}
	if here && (!before.here || before.nick != v.Nick) {
		h.Joined.add(v.Nick)
		before.away = false
	}
	if !here || !before.here || v.Away == before.away {
		return true
	}
	if !v.Away {
		h.Back.add(v.Nick)
		return true
	}
	if _, quiet := p.quiet[id]; quiet {
		return false
	}
	p.quiet[id] = now.Add(calm)
	p.spoken = append(p.spoken, id)
	h.Away.add(v.Nick)
	return true
}

// Due is when Announce will have something to tell; false if nothing has changed.
// It may turn out that who was away is back, and that there is nothing.
func (p *People[Tab]) Due() (time.Time, bool) {
	switch {
	case p.due, p.turned && p.turn.Before(p.next):
		return p.next, true
	}
	return p.turn, p.turned
}

// Now gives who is here, without changes: for somebody who joins.
func (p *People[Tab]) Now() Here {
	h := Here{People: p.count, Unnamed: p.unnamed}
	for e := p.order.Front(); e != nil && len(h.First) < min(named, p.count); e = e.Next() {
		if v := e.Value.(*visitor[Tab]); !v.hidden {
			h.First = append(h.First, v.Member)
		}
	}
	return h
}
