package room

import (
	"errors"
	"time"

	"rookery/game"
	"rookery/lobby/wire"
)

// face is a game as one sees it who may see all that has happened so far, or all
// that had happened some time ago. What a room tells of its game, it tells of a face.
type face struct {
	room  ID
	game  *game.State // nil before event 1
	start wire.Start  // with the seats as they are filled
	live  wire.LiveGame
	born  time.Time // when event 1 was made
	said  uint64    // head of the players' own lines

	beyond uint64     // the newest event of the game that is stored and cannot be replayed; 0: none
	rested wire.Clock // in quarantine: the clocks as the log last tells them

	snapshotAt uint64 // the event up to which snapshotIs is true
	snapshotIs []byte
}

// happen makes the next event of the game happen. e is the same as the game
// drafted it, nil when body was read from the log.
func (f *face) happen(by string, body wire.EventBody, e game.Event, at time.Time) (err error) {
	start, starts := body.(wire.Start)
	switch {
	case starts && f.game != nil:
		return errors.New("starts a game that has started")
	case starts:
		return f.begin(start, at)
	case f.game == nil:
		return errors.New("comes before the start")
	}
	if e == nil {
		if e, err = gameEvent(body); err != nil {
			return err
		}
	}
	if sat, ok := body.(wire.Sat); ok {
		f.start = seated(f.start, sat)
	}
	side, _ := playing(f.start, by)
	if err := f.game.Replay(side, e, at); err != nil {
		return err
	}
	f.live = project(f.live, body)
	return nil
}

// begin is event 1.
func (f *face) begin(start wire.Start, at time.Time) error {
	g, err := startGame(start, at)
	if err != nil {
		return err
	}
	f.game, f.start, f.born = g, start, at
	f.live = Shown(f.room, start, g.FEN())
	return nil
}

// startGame is a game after its event 1.
func startGame(start wire.Start, at time.Time) (*game.State, error) {
	control, err := Control(start.Control)
	if err != nil {
		return nil, err
	}
	g, err := game.New(game.Setup{
		Control: control, FEN: start.FEN, Rated: start.Rated,
		Link: start.White == nil || start.Black == nil,
	})
	if err != nil {
		return nil, err
	}
	return g, g.Replay(game.White, game.Started{}, at)
}

// skip notes an event that cannot be replayed: its number and, if it tells them,
// the clocks. body is nil if not even that can be read.
func (f *face) skip(e Event, body wire.EventBody) {
	if e.Stream.Name == wire.PlayersStream {
		f.said = e.N
		return
	}
	f.beyond = e.N
	if told := project(wire.LiveGame{}, body).Clock; told != (wire.Clock{}) {
		f.rested = told
	}
}

// head is the number of the newest event of the game.
func (f *face) head() uint64 {
	if f.game == nil {
		return 0
	}
	return max(f.game.N(), f.beyond)
}

// delay is how much later than the players everybody else sees the game.
func (f *face) delay() time.Duration { return delayOf(f.start) }

// separate reports whether the players have a stream of their own: with a delay they always have.
func (f *face) separate() bool { return f.start.Chat == "separate" }

// snapshotFrame is the game's snapshot, made once for each event however many
// come to look: working out the SAN of a long game takes milliseconds.
func (f *face) snapshotFrame(names *game.Openings) []byte {
	if f.snapshotAt != f.game.N() {
		f.snapshotAt, f.snapshotIs = f.game.N(), wire.EncodeNews(wire.GameStream, f.snapshot(names))
	}
	return f.snapshotIs
}

// snapshot is the whole game as it stands. names may be nil.
func (f *face) snapshot(names *game.Openings) wire.GameSnapshot {
	snap := wire.GameSnapshot{
		N: f.game.N(), On: f.game.On(), Start: f.start, Moves: []wire.PastMove{},
		FEN: f.game.FEN(), Clock: f.live.Clock, Stopped: f.game.Stopped(), Ended: f.live.Ended,
	}
	var named []game.Opening // by ply from 1 at index 0; it may be shorter
	if names != nil {
		named = names.Named(f.game)
	}
	for i, m := range f.game.Moves() {
		past := wire.PastMove{UCI: m.UCI, SAN: m.SAN, Clock: clock(m.Clocks)}
		if i < len(named) {
			past.Opening = opening(named[i])
		}
		snap.Moves = append(snap.Moves, past)
	}
	if n, by, what, ok := f.game.OpenOffer(); ok {
		snap.Offer = &wire.OpenOffer{N: n, By: f.player(by).ID, What: string(what)}
	}
	return snap
}

// player is who sits on side; zero while the seat is free.
func (f *face) player(side game.Side) wire.Person {
	if p := [...]*wire.Person{game.White: f.start.White, game.Black: f.start.Black}[side]; p != nil {
		return *p
	}
	return wire.Person{}
}

// seated is start once somebody has sat down.
func seated(start wire.Start, sat wire.Sat) wire.Start {
	if gameSide(sat.Side) == game.White {
		start.White = &sat.Person
	} else {
		start.Black = &sat.Person
	}
	return start
}

// playing is the side that a person plays in a game with the seats of start.
// Events of the room alone are White's by convention, which matters to none of them.
func playing(start wire.Start, person string) (game.Side, bool) {
	for side, p := range [...]*wire.Person{game.White: start.White, game.Black: start.Black} {
		if p != nil && p.ID == person {
			return game.Side(side), true
		}
	}
	return game.White, false
}
