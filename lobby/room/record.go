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
			Spent: e.Spent.Milliseconds(), Lag: e.Lag.Milliseconds(), Quota: e.Quota.Milliseconds(),
		}
	case game.Offered:
		return wire.Offered{What: string(e.What)}
	case game.Declined:
		return wire.Declined{Offer: e.Offer, What: string(e.What)}
	case game.TakenBack:
		return wire.TakenBack{Ply: e.Ply, FEN: e.FEN, Clock: clock(e.Clocks)}
	case game.TimeGiven:
		return wire.TimeGiven{Side: wireSide(e.To), Ms: e.Amount.Milliseconds(), Clock: clock(e.Clocks), Waited: e.Waited.Milliseconds()}
	case game.Credited:
		return wire.TimeCredited{Side: wireSide(e.To), Ms: e.Amount.Milliseconds(), Clock: clock(e.Clocks), Waited: e.Waited.Milliseconds()}
	case game.Stopped:
		return wire.ClockStopped{Why: e.Why, Clock: clock(e.Clocks), Waited: e.Waited.Milliseconds()}
	case game.Restarted:
		return wire.ClockStarted{Clock: clock(e.Clocks)}
	case game.Ended:
		return wire.Ended{Result: string(e.Result), Reason: string(e.Reason), Clock: clock(e.Clocks), Claimed: e.Claimed}
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
			Spent: ms(b.Spent), Lag: ms(b.Lag), Quota: ms(b.Quota),
		}, nil
	case wire.Offered:
		return game.Offered{What: game.What(b.What)}, nil
	case wire.Declined:
		return game.Declined{Offer: b.Offer, What: game.What(b.What)}, nil
	case wire.TakenBack:
		return game.TakenBack{Ply: b.Ply, FEN: b.FEN, Clocks: clocks(b.Clock)}, nil
	case wire.TimeGiven:
		return game.TimeGiven{To: gameSide(b.Side), Amount: ms(b.Ms), Clocks: clocks(b.Clock), Waited: ms(b.Waited)}, nil
	case wire.TimeCredited:
		return game.Credited{To: gameSide(b.Side), Amount: ms(b.Ms), Clocks: clocks(b.Clock), Waited: ms(b.Waited)}, nil
	case wire.ClockStopped:
		return game.Stopped{Why: b.Why, Clocks: clocks(b.Clock), Waited: ms(b.Waited)}, nil
	case wire.ClockStarted:
		return game.Restarted{Clocks: clocks(b.Clock)}, nil
	case wire.Ended:
		return game.Ended{Result: game.Result(b.Result), Reason: game.Reason(b.Reason), Clocks: clocks(b.Clock), Claimed: b.Claimed}, nil
	default:
		return nil, fmt.Errorf("a game has no %T", body)
	}
}

// setsClocks reports whether body says what both clocks show, from where the one
// that runs then goes on.
func setsClocks(body wire.EventBody) bool {
	switch body.(type) {
	case wire.Moved, wire.TakenBack, wire.TimeGiven, wire.TimeCredited, wire.ClockStopped, wire.ClockStarted:
		return true
	}
	return false
}

// opening is how an opening is told; nil for none.
func opening(o game.Opening) *wire.Opening {
	if o == (game.Opening{}) {
		return nil
	}
	return &wire.Opening{ECO: o.ECO, Name: o.Name}
}

func clock(c game.Clocks) wire.Clock {
	return wire.Clock{White: c.White.Milliseconds(), Black: c.Black.Milliseconds()}
}

func clocks(c wire.Clock) game.Clocks { return game.Clocks{White: ms(c.White), Black: ms(c.Black)} }

// modes are the names of what an increment means; Fischer's has none.
var modes = map[string]game.Mode{"": game.Fischer, "delay": game.Delay, "bronstein": game.Bronstein}

// Control is c as the game knows it. Errors are game.ErrControl.
func Control(c wire.Control) (game.Control, error) {
	mode, known := modes[c.Mode]
	g := game.Control{Base: seconds(c.Base), Inc: seconds(c.Inc), Mode: mode, Moves: c.Moves}
	if !known || len(c.Then) > len(g.Then) {
		return game.Control{}, game.ErrControl
	}
	for i, st := range c.Then {
		g.Then[i] = game.Stage{Moves: st.Moves, Base: seconds(st.Base), Inc: seconds(st.Inc)}
	}
	return g, g.Validate()
}

// WireControl is c as clients know it.
func WireControl(c game.Control) wire.Control {
	w := wire.Control{Base: int(c.Base / time.Second), Inc: int(c.Inc / time.Second), Moves: c.Moves}
	for name, mode := range modes {
		if mode == c.Mode {
			w.Mode = name
		}
	}
	for _, st := range c.Then {
		if st != (game.Stage{}) {
			w.Then = append(w.Then, wire.Stage{Base: int(st.Base / time.Second), Inc: int(st.Inc / time.Second), Moves: st.Moves})
		}
	}
	return w
}

// seconds never overflows: what is out of bounds stays so.
func seconds(n int) time.Duration {
	const day = 24 * 60 * 60
	return time.Duration(min(max(n, -1), day)) * time.Second
}

// ms never overflows either, nor do sums of a few: no time of a game comes near a year.
func ms(n int64) time.Duration {
	const year = 365 * 24 * 60 * 60 * 1000
	return time.Duration(min(max(n, -year), year)) * time.Millisecond
}

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
