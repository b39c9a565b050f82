package main

import (
	"time"

	"rookery/lobby/wire"
)

// board is a game as a client keeps it. Zero: nothing is known yet.
type board struct {
	fen          string
	on           uint64 // the event that made the position
	ply          int
	offer        wire.OpenOffer // N 0: none
	ended        bool
	white, black string       // persons; empty while a seat is free
	clocks       wire.Ticking // as they stood …
	told         time.Time    // … when they came here
}

// ticks takes how the clocks stand.
func (b *board) ticks(c wire.Ticking, now time.Time) { b.clocks, b.told = c, now }

// flagAt is when the flag of the side to move falls, but for what the network
// takes; false while no clock runs.
func (b *board) flagAt() (time.Time, bool) {
	var left int64
	switch b.clocks.Running {
	case wire.White:
		left = b.clocks.Clock.White
	case wire.Black:
		left = b.clocks.Clock.Black
	default:
		return time.Time{}, false
	}
	return b.told.Add(time.Duration(left+b.clocks.Delay) * time.Millisecond), true
}

func boardOf(s wire.GameSnapshot) board {
	b := board{fen: s.FEN, on: s.On, ply: len(s.Moves), ended: s.Ended != nil}
	b.seat(s.Start.White, s.Start.Black)
	if s.Offer != nil {
		b.offer = *s.Offer
	}
	return b
}

func (b *board) seat(white, black *wire.Person) {
	if white != nil {
		b.white = white.ID
	}
	if black != nil {
		b.black = black.ID
	}
}

// apply takes an event. What cannot be read is the checker's to say.
func (b *board) apply(e wire.Event) {
	body, err := e.Body()
	if err != nil {
		return
	}
	switch d := body.(type) {
	case wire.Start:
		b.seat(d.White, d.Black)
		b.fen, b.on = d.FEN, e.N
	case wire.Sat:
		if d.Side == wire.White {
			b.white = d.Person.ID
		} else {
			b.black = d.Person.ID
		}
	case wire.Moved:
		b.fen, b.on, b.ply = d.FEN, e.N, d.Ply
		if b.offer.By != e.By {
			b.offer = wire.OpenOffer{}
		}
	case wire.Offered:
		b.offer = wire.OpenOffer{N: e.N, By: e.By, What: d.What}
	case wire.Declined:
		b.offer = wire.OpenOffer{}
	case wire.TakenBack:
		b.fen, b.on, b.ply, b.offer = d.FEN, e.N, d.Ply, wire.OpenOffer{}
	case wire.Ended:
		b.ended = true
	}
}
