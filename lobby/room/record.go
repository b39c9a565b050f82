package room

import (
	"fmt"
	"time"

	"rookery/game"
	"rookery/lobby/wire"
)

// eventBody is a game's event as it is stored and told.
func eventBody(e game.Event) wire.EventBody {
	switch e := e.(type) {
	case game.Moved:
		return wire.Moved{
			UCI: e.UCI, SAN: e.SAN, Ply: e.Ply, FEN: e.FEN, Clock: clock(e.Clocks),
			Spent: e.Spent.Milliseconds(), Lag: e.Lag.Milliseconds(),
		}
	case game.Offered:
		return wire.Offered{What: string(e.What)}
	case game.Declined:
		return wire.Declined{Offer: e.Offer, What: string(e.What)}
	case game.TakenBack:
		return wire.TakenBack{Ply: e.Ply, FEN: e.FEN, Clock: clock(e.Clocks)}
	case game.TimeGiven:
		return wire.TimeGiven{Side: wireSide(e.To), Ms: e.Amount.Milliseconds(), Clock: clock(e.Clocks)}
	case game.Stopped:
		return wire.ClockStopped{Why: e.Why, Clock: clock(e.Clocks)}
	case game.Restarted:
		return wire.ClockStarted{Clock: clock(e.Clocks)}
	case game.Ended:
		return wire.Ended{Result: string(e.Result), Reason: string(e.Reason), Clock: clock(e.Clocks)}
	default: // Started and Seated carry persons, whom the game does not know
		panic(fmt.Sprintf("a room does not store %T by itself", e))
	}
}

// gameEvent is eventBody's inverse, for the log of a game.
func gameEvent(body wire.EventBody) (game.Event, error) {
	switch b := body.(type) {
	case wire.Sat:
		return game.Seated{Side: gameSide(b.Side)}, nil
	case wire.Moved:
		return game.Moved{
			UCI: b.UCI, SAN: b.SAN, FEN: b.FEN, Ply: b.Ply, Clocks: clocks(b.Clock),
			Spent: ms(b.Spent), Lag: ms(b.Lag),
		}, nil
	case wire.Offered:
		return game.Offered{What: game.What(b.What)}, nil
	case wire.Declined:
		return game.Declined{Offer: b.Offer, What: game.What(b.What)}, nil
	case wire.TakenBack:
		return game.TakenBack{Ply: b.Ply, FEN: b.FEN, Clocks: clocks(b.Clock)}, nil
	case wire.TimeGiven:
		return game.TimeGiven{To: gameSide(b.Side), Amount: ms(b.Ms), Clocks: clocks(b.Clock)}, nil
	case wire.ClockStopped:
		return game.Stopped{Why: b.Why, Clocks: clocks(b.Clock)}, nil
	case wire.ClockStarted:
		return game.Restarted{Clocks: clocks(b.Clock)}, nil
	case wire.Ended:
		return game.Ended{Result: game.Result(b.Result), Reason: game.Reason(b.Reason), Clocks: clocks(b.Clock)}, nil
	default:
		return nil, fmt.Errorf("a game has no %T", body)
	}
}

func clock(c game.Clocks) wire.Clock {
	return wire.Clock{White: c.White.Milliseconds(), Black: c.Black.Milliseconds()}
}

func clocks(c wire.Clock) game.Clocks { return game.Clocks{White: ms(c.White), Black: ms(c.Black)} }

func control(c wire.Control) game.Control {
	return game.Control{
		Base: time.Duration(c.Base) * time.Second,
		Inc:  time.Duration(c.Inc) * time.Second,
	}
}

func ms(n int64) time.Duration { return time.Duration(n) * time.Millisecond }

func wireSide(s game.Side) wire.Side {
	if s == game.White {
		return wire.White
	}
	return wire.Black
}

func gameSide(s wire.Side) game.Side {
	if s == wire.Black {
		return game.Black
	}
	return game.White
}
