package main

import (
	"slices"
	"time"

	"rookery/game"
	"rookery/lobby/wire"
)

// player plays for whoever has a seat, or takes the free one; others are nicks to whisper to.
func player(others []string) func(*tab) time.Duration {
	return func(t *tab) time.Duration {
		if !t.busy() {
			t.play()
		}
		t.talk(others, 0.08)
		t.stumble(0.004)
		return 20*time.Millisecond + t.upTo(2*t.cast.Pace)
	}
}

// spectator watches and talks.
func spectator(others []string) func(*tab) time.Duration {
	return func(t *tab) time.Duration {
		if t.who.id != "" {
			t.talk(others, 0.5)
		} else if t.rng.IntN(8) == 0 {
			t.ask(wire.Say{Text: "nobody may say this", To: wire.ChatStream})
		}
		t.stumble(0.05)
		return 300*time.Millisecond + t.upTo(2*time.Second)
	}
}

// chance is true with probability p.
func (t *tab) chance(p float64) bool { return t.rng.Float64() < p }

// busy reports whether a command of the game is not answered yet.
func (t *tab) busy() bool {
	return len(t.pending) >= mostAsked || slices.ContainsFunc(t.pending, func(o *order) bool {
		_, talk := o.cmd.(wire.Say)
		return !talk
	})
}

// stumble loses the connection now and then, and sometimes all memory of what
// came after some number, as a page does that was put to sleep.
func (t *tab) stumble(p float64) {
	if !t.chance(p) {
		return
	}
	t.hangUp()
	t.forgets = t.chance(0.3)
}

// play gives the next command of a game. Most are good; some cannot be.
func (t *tab) play() {
	b := &t.board
	mine := t.who.id == b.white || t.who.id == b.black
	switch {
	case b.on == 0 || b.ended:
	case b.white == "" || b.black == "":
		if !mine {
			t.ask(wire.Sit{})
		}
	case t.cast.closing.Load():
		t.finish()
	case b.offer.N > 0 && b.offer.By != t.who.id && t.chance(0.6):
		t.reply()
	default:
		t.turn()
	}
}

// finish ends the game, so that every game has a result.
func (t *tab) finish() {
	if t.board.ply < 2 {
		t.ask(wire.Abort{})
	} else {
		t.ask(wire.Resign{})
	}
}

// reply answers the opponent's offer.
func (t *tab) reply() {
	if t.chance(0.5) {
		t.ask(wire.Accept{Offer: t.board.offer.N})
	} else {
		t.ask(wire.Decline{Offer: t.board.offer.N})
	}
}

// turn moves, or does one of the other things that one may or may not do.
func (t *tab) turn() {
	b := &t.board
	pos, err := game.ParsePosition(b.fen)
	if err != nil {
		return // the checker says so
	}
	white := pos.Turn() == game.White
	myTurn := white == (t.who.id == b.white)
	what := []string{"draw", "takeback"}[t.rng.IntN(2)]
	switch roll := t.rng.IntN(1000); {
	case roll < 6 && b.ply > 20:
		t.ask(wire.Resign{})
	case roll < 8:
		t.ask(wire.Abort{})
	case roll < 16:
		t.ask(wire.Claim{What: "draw", On: b.on})
	case roll < 20:
		t.ask(wire.Claim{What: "gone_win", On: b.on})
	case roll < 50:
		t.ask(wire.Offer{What: what, On: b.on})
	case roll < 60:
		t.ask(wire.GiveTime{})
	case roll < 70:
		t.ask(wire.Move{Text: "a1a8", On: b.on})
	case roll < 80 && b.on > 1:
		t.move(pos, b.on-1) // stale
	case roll < 85:
		t.move(pos, b.on) // perhaps out of turn
	case roll < 90:
		t.ask(wire.Decline{Offer: b.on})
	case myTurn:
		t.move(pos, b.on)
	}
}

// move plays any legal move, as UCI or SAN, and sometimes sends it twice.
func (t *tab) move(pos game.Position, on uint64) {
	choices := pos.Choices()
	if len(choices) == 0 {
		return
	}
	c := choices[t.rng.IntN(len(choices))]
	text := c.UCI()
	if t.chance(0.2) {
		text = pos.SAN(c)
	}
	o := t.ask(wire.Move{Text: text, On: on})
	switch roll := t.rng.IntN(100); {
	case roll < 5:
		t.write(o)
	case roll < 8:
		t.ask(wire.Offer{What: "draw", On: on}) // before the answer has come
	case roll < 10:
		t.ask(wire.Move{Text: text, On: on}) // as another command
	}
}

// talk says something, whispers something, or asks something, with probability p.
func (t *tab) talk(others []string, p float64) {
	if !t.chance(p) || len(t.pending) >= mostAsked/2 {
		return
	}
	switch roll := t.rng.IntN(24); {
	case roll < 8:
		t.ask(wire.Say{Text: t.cast.mark("a line "), To: wire.ChatStream})
	case roll < 16 && len(others) > 0:
		nick := others[t.rng.IntN(len(others))]
		t.ask(wire.Say{Text: "@" + nick + " " + t.cast.mark(t.cast.secret), To: wire.ChatStream})
	case roll < 17:
		t.ask(wire.Say{Text: "/clients", To: wire.ChatStream})
	case roll < 18:
		t.ask(wire.Say{Text: "/nothing " + t.cast.mark("of this kind "), To: wire.ChatStream})
	case roll < 19:
		t.ask(wire.History{Stream: wire.ChatStream, Before: t.pos[wire.ChatStream] + 1})
	case roll < 23 && len(others) > 0:
		t.manners(others[t.rng.IntN(len(others))])
	default:
		t.ask(wire.Ping{})
	}
}

// manners does what else can be typed, and shows a line to the operator. What is
// closed to somebody is opened again more often, so that they are not all silent in the end.
func (t *tab) manners(nick string) {
	if t.chance(0.1) {
		t.ask(wire.Report{Room: t.room, Stream: wire.ChatStream, N: t.pos[wire.ChatStream], Reason: "rude"})
		return
	}
	t.ask(wire.Say{To: wire.ChatStream, Text: []string{
		"/me " + t.cast.mark("bows "),
		"/reply " + t.cast.mark(t.cast.secret),
		"/block " + nick, "/unblock " + nick, "/unblock " + nick,
		"/mute " + nick + " 1 " + t.cast.mark("a reason "), "/unmute " + nick, "/unmute " + nick, "/unmute " + nick,
	}[t.rng.IntN(9)]})
}

// upTo is a time below d, at random.
func (t *tab) upTo(d time.Duration) time.Duration { return time.Duration(t.rng.Int64N(int64(d))) }
