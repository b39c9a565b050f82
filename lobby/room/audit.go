package room

import (
	"errors"
	"fmt"
	"reflect"
	"time"

	"rookery/game"
	"rookery/lobby/wire"
)

// Audit is a room's log as it is read in the room's order by somebody who
// believes nothing that it says of the game. The zero value has read nothing.
//
// The name of the opening that a move brought about is not judged: nothing
// follows from it, and another release of the list may have another name.
type Audit struct {
	face
	pos   uint64
	heads map[Stream]uint64
	ended int64 // when the game did, in ms since 1970
	lost  bool  // nothing more of the game can be judged
}

// Add reads the next event, and gives everything that is wrong with it. After an
// event of the game that could not have happened, the rest of the game is not
// judged: only its numbers are.
func (a *Audit) Add(e Event) []error {
	faults := a.number(e)
	inGame := e.Stream.Name == wire.GameStream
	a.lost = a.lost || inGame && len(faults) > 0
	body, err := e.Wire().Body()
	switch {
	case err != nil:
	case !inGame:
		err = a.said(e, body)
	case !a.lost:
		err = a.judge(e, body)
	}
	if err != nil {
		a.lost = a.lost || inGame
		faults = append(faults, err)
	}
	return faults
}

// End gives what is wrong with a log that ends here, of a room whose newest
// event has at least position head.
func (a *Audit) End(head uint64) error {
	switch {
	case a.pos < head:
		return fmt.Errorf("the log ends at position %d, before %d", a.pos, head)
	case a.game == nil && !a.lost:
		return errors.New("there is no game")
	}
	return nil
}

// Shows gives what is wrong with a summary of the room as it is after the events
// so far: lists must not show another game than the log holds. Who watches is
// not in the log, and a game that cannot be judged shows nothing.
func (a *Audit) Shows(sum Summary) error {
	told := sum.Game
	told.Room, told.Watching = "", 0
	switch {
	case a.lost:
		return nil
	case sum.Game.Room != string(sum.Room):
		return errors.New("the lists show it as another room")
	case sum.Over != (a.live.Ended != nil), !reflect.DeepEqual(told, a.live):
		return errors.New("the lists show another game than its log holds")
	}
	return nil
}

// number compares the event's numbers with those before it, and goes on from them.
func (a *Audit) number(e Event) (faults []error) {
	if e.Pos != a.pos+1 {
		faults = append(faults, fmt.Errorf("position %d follows position %d", e.Pos, a.pos))
	}
	if a.heads == nil {
		a.heads = make(map[Stream]uint64)
	}
	if head := a.heads[e.Stream]; e.N != head+1 {
		faults = append(faults, fmt.Errorf("number %d follows number %d", e.N, head))
	}
	a.pos, a.heads[e.Stream] = e.Pos, e.N
	return faults
}

// judge asks whether this can have happened, and lets it happen.
func (a *Audit) judge(e Event, body wire.EventBody) error {
	if err := doneBy(e.By, body, a.start); err != nil {
		return err
	}
	at := time.UnixMilli(e.At)
	if start, ok := body.(wire.Start); ok {
		if err := a.happen(e.By, body, nil, at); err != nil {
			return err
		}
		return begun(start, a.game)
	}
	if a.game != nil {
		ev, err := gameEvent(body)
		if err != nil {
			return err
		}
		if !known(ev, body) {
			return errors.New("no room stores such an event")
		}
		side, _ := playing(a.start, e.By)
		if err := game.Judge(a.game, side, ev, at); err != nil {
			return err
		}
	}
	if _, ends := body.(wire.Ended); ends {
		a.ended = e.At
	}
	return a.happen(e.By, body, nil, at)
}

// said judges talk by who may say it. Its words are anybody's own.
func (a *Audit) said(e Event, body wire.EventBody) error {
	_, plays := playing(a.start, e.By)
	silences := func(whom wire.Person) error {
		_, whomPlays := playing(a.start, whom.ID)
		if !a.lost && (!plays || whomPlays) {
			return errors.New("only players mute, and only those who watch")
		}
		return nil
	}
	switch b := body.(type) {
	case wire.Line:
		apart := a.separate() && a.live.Ended == nil
		// A line waits its turn: its stamp may be from before the result was known to all.
		kept := a.live.Ended != nil && a.separate() && e.At < a.ended+a.delay().Milliseconds()
		inPlayers := e.Stream.Name == wire.PlayersStream
		switch {
		case e.By == "":
			return errors.New("said by nobody")
		case !a.lost && inPlayers != (apart && plays) && !(inPlayers && kept && plays):
			return errors.New("said where its author does not talk")
		}
	case wire.Muted:
		if left := b.Until - e.At; left <= 0 || left > LongestMute.Milliseconds() {
			return errors.New("a mute lasts no such time")
		}
		return silences(b.Whom)
	case wire.Unmuted:
		return silences(b.Whom)
	case wire.Whispered:
		switch {
		case e.By == "" || e.By != b.From.ID || b.From.ID == b.To.ID:
			return errors.New("whispered by somebody else")
		case e.Stream.Person != b.From.ID && e.Stream.Person != b.To.ID:
			return errors.New("a whisper in the stream of a third person")
		}
	}
	return nil
}

// MaxDelay is by how many seconds a game may be seen later (CONTRACT section 2).
const MaxDelay = 60

// begun judges what a start says that the game g, which it has started, knows better.
func begun(start wire.Start, g *game.State) error {
	full := g.Setup().Control.Clock()
	switch {
	case start.Clock != clock(game.Clocks{White: full, Black: full}):
		return errors.New("the clocks do not show what the control gives")
	case start.FEN != "" && start.FEN != g.FEN():
		return fmt.Errorf("this position is written %s", g.FEN())
	case start.Delay < 0 || start.Delay > MaxDelay:
		return errors.New("no game is seen so much later")
	case (start.Rated || start.Delay > 0) && start.Chat != "separate":
		return errors.New("the chat of such a game is separate")
	case start.Rated && start.FEN != "":
		return errors.New("no rated game starts from a position")
	case !seats(start.White, start.Black):
		return errors.New("it takes two persons, or one who waits for another")
	}
	return nil
}

// seats reports whether a game can begin with these two, of whom one may be nil.
func seats(white, black *wire.Person) bool {
	switch {
	case white == nil && black == nil:
		return false
	case white == nil:
		return black.ID != ""
	case black == nil:
		return white.ID != ""
	}
	return white.ID != "" && black.ID != "" && white.ID != black.ID
}

// known reports whether nothing of body was lost on the way to e: it has no
// number that no time comes near, and no word for a side that is none.
func known(e game.Event, body wire.EventBody) bool {
	switch b := body.(type) {
	case wire.Sat:
		return wireSide(gameSide(b.Side)) == b.Side
	case wire.Moved:
		b.Opening = nil
		body = b
	}
	return eventBody(e) == body
}

// doneBy judges who did it, in a game with the seats of start.
func doneBy(person string, body wire.EventBody, start wire.Start) error {
	_, plays := playing(start, person)
	sat, sits := body.(wire.Sat)
	switch {
	case own(body):
		if person != "" {
			return errors.New("done by somebody, while only the room does that")
		}
	case sits && (person == "" || person != sat.Person.ID):
		return errors.New("whoever sits down does it themselves")
	case sits && plays:
		return errors.New("done by somebody who has a seat")
	case sits && (sat.Side == wire.White && start.White != nil || sat.Side == wire.Black && start.Black != nil):
		return errors.New("this seat is taken")
	case !sits && !plays:
		return errors.New("done by somebody who does not play")
	}
	return nil
}

// own reports what a room does by itself.
func own(body wire.EventBody) bool {
	switch b := body.(type) {
	case wire.Start, wire.ClockStopped, wire.ClockStarted, wire.TimeCredited:
		return true
	case wire.Ended:
		switch game.Reason(b.Reason) {
		case game.FlagFell, game.FlagDraw, game.FirstMoveMissing, game.ByServer:
			return true
		}
	}
	return false
}
