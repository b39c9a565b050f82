package lobby

import (
	"time"

	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// Block says that one person has blocked another, who was then called as Whom says.
type Block struct {
	By   person.ID
	Whom person.Person
}

// Told is the notice that a store gives the blocker with a block or, if on is
// false, with its end, at at in ms since 1970.
func (b Block) Told(on bool, at int64) Notice {
	return NewNotice(b.By, time.UnixMilli(at), wire.Blocked{Person: *Shown(&b.Whom), On: on})
}

// Report is a line that somebody showed to the operator. Evidence are events of
// its stream around it, and it. N is given by the store, and counts from 1.
type Report struct {
	N        uint64
	By       person.Person
	Room     room.ID
	Stream   wire.Stream // ChatStream, PlayersStream, or By's WhisperStream
	Line     uint64      // its number there
	Reason   string      // as By typed it
	At       int64       // ms since 1970
	Evidence []wire.Event
}

// Told is the notice that a store gives the reporter with a report.
func (r Report) Told() Notice {
	return NewNotice(r.By.ID, time.UnixMilli(r.At), wire.Reported{Room: string(r.Room), Stream: r.Stream, N: r.Line})
}

// HiddenTold is the notice that a store gives who with Hiding.Set, at at in ms since 1970.
func HiddenTold(who person.ID, on bool, at int64) Notice {
	return NewNotice(who, time.UnixMilli(at), wire.Hidden{On: on})
}

// Played is a game as one of its players remembers it. Side is that player's.
type Played struct {
	Opponent person.ID
	Side     wire.Side
}

// Limit is one bound that people meet: of what, and how much of it there may be.
type Limit struct {
	Of, Most string
}
