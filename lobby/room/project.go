package room

import (
	"strings"

	"rookery/lobby/wire"
)

// Shown is a room as lists show it when its game has just started in position fen.
func Shown(id ID, start wire.Start, fen string) wire.LiveGame {
	return wire.LiveGame{
		Room: string(id), White: start.White, Black: start.Black,
		Control: start.Control, FEN: fen, Clock: start.Clock,
		Rated: start.Rated, Delay: start.Delay,
	}
}

// project is the room as lists show it, after one more event of its game.
func project(l wire.LiveGame, body wire.EventBody) wire.LiveGame {
	switch e := body.(type) {
	case wire.Sat:
		if e.Side == wire.White {
			l.White = &e.Person
		} else {
			l.Black = &e.Person
		}
	case wire.Moved:
		l.FEN, l.Last, l.Ply, l.Clock = e.FEN, e.UCI, e.Ply, e.Clock
		l.Running = running(e.FEN, e.Ply)
	case wire.TakenBack:
		l.FEN, l.Last, l.Ply, l.Clock = e.FEN, "", e.Ply, e.Clock
		l.Running = running(e.FEN, e.Ply)
	case wire.TimeGiven:
		l.Clock = e.Clock
	case wire.TimeCredited:
		l.Clock = e.Clock
	case wire.ClockStopped:
		l.Clock, l.Running = e.Clock, ""
	case wire.ClockStarted:
		l.Clock, l.Running = e.Clock, running(l.FEN, l.Ply)
	case wire.Ended:
		l.Clock, l.Running, l.Ended = e.Clock, "", &e
	}
	return l
}

// running is whose clock runs in a game that goes on: nobody's before both
// have made their first moves.
func running(fen string, ply int) wire.Side {
	switch {
	case ply < 2:
		return ""
	case strings.Contains(fen, " w "):
		return wire.White
	default:
		return wire.Black
	}
}
