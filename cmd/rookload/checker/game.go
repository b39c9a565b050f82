package checker

import (
	"bytes"
	"slices"
	"time"

	"rookery/game"
	"rookery/lobby/wire"
)

// fold is a game as its events tell it.
type fold struct {
	c     *Checker
	st    Stream
	asked asked
	start wire.Start
	at    time.Time // of the newest event that set the clocks
	clock wire.Clock
	stood bool // the clocks were stopped and have not gone on
	past  []ply
	on    uint64
	offer wire.Event // zero: none is open
	what  string     // of the open offer
	ended *wire.Ended
	prev  wire.Event
	lost  bool // the rules have nothing more to say
}

// ply is a position of the game and the move that led to it; the first has none.
type ply struct {
	pos game.Position
	uci string
}

// game judges the log of one game.
func (c *Checker) game(st Stream, log []wire.Event, a asked) {
	f := &fold{c: c, st: st, asked: a}
	for _, e := range log {
		body, err := e.Body()
		if err != nil {
			c.note(Broken, "%s: %v", st, err)
			return
		}
		f.next(e, body)
		if shot := c.shots[st.Room][e.N]; shot != nil {
			f.compare(e.N, shot)
		}
		f.prev = e
	}
	if f.ended == nil {
		c.note(Result, "%s has no result", st)
	}
	if g, ok := c.lists[st.Room]; ok && !f.lost && !f.is(g) {
		c.note(Snapshot, "of %s lists say %+v", st, g)
	}
}

// is reports whether a list shows the game as it stands.
func (f *fold) is(g wire.LiveGame) bool {
	ended := g.Ended == nil && f.ended == nil || g.Ended != nil && f.ended != nil && *g.Ended == *f.ended
	return ended && g.FEN == f.position().FEN() && g.Ply == len(f.past)-1 && g.Clock == f.clock
}

func (f *fold) note(class Class, e wire.Event, why string) {
	f.c.note(class, "event %d of %s: %s: %s by %q: %s", e.N, f.st, why, e.T, e.By, e.D)
}

// next takes one event: who asked for it, what it does to the clocks, what the rules say.
func (f *fold) next(e wire.Event, body wire.EventBody) {
	if f.ended != nil {
		f.note(Result, e, "after the result")
	}
	if _, start := body.(wire.Start); start != (e.N == 1) {
		f.note(Illegal, e, "a game starts once, at first")
		return
	}
	f.explain(e, body)
	f.clocks(e, body)
	switch b := body.(type) {
	case wire.Start:
		f.start = b
		pos, err := game.ParsePosition(startFEN(b.FEN))
		if err != nil {
			f.note(Illegal, e, err.Error())
		}
		f.past, f.on = []ply{{pos: pos}}, e.N
	case wire.Sat:
		p := b.Person
		if b.Side == wire.White {
			f.start.White = &p
		} else {
			f.start.Black = &p
		}
	case wire.Moved:
		f.moved(e, b)
		f.on = e.N
	case wire.Offered:
		f.offer, f.what = e, b.What
	case wire.Declined:
		if b.Offer != f.offer.N {
			f.note(Illegal, e, "that offer is not open")
		}
		f.offer = wire.Event{}
	case wire.TakenBack:
		f.takenBack(e, b)
		f.on = e.N
	case wire.Ended:
		f.end(e, b)
	}
}

// usualFEN is the position that a game starts from when its start names none.
const usualFEN = "rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1"

func startFEN(fen string) string {
	if fen == "" {
		return usualFEN
	}
	return fen
}

func (f *fold) position() game.Position { return f.past[len(f.past)-1].pos }

// player is who plays a side.
func (f *fold) player(s game.Side) string {
	p := f.start.White
	if s == game.Black {
		p = f.start.Black
	}
	if p == nil {
		return ""
	}
	return p.ID
}

func (f *fold) moved(e wire.Event, b wire.Moved) {
	if f.lost {
		return
	}
	pos := f.position()
	choice, err := pos.Read(b.UCI)
	switch {
	case err != nil:
		f.note(Illegal, e, err.Error())
	case f.player(pos.Turn()) != e.By:
		f.note(Illegal, e, "it is the other's turn")
	case pos.SAN(choice) != b.SAN || pos.After(choice).FEN() != b.FEN || b.Ply != len(f.past):
		f.note(Illegal, e, "not what this move makes of "+pos.FEN())
	default:
		f.past = append(f.past, ply{pos.After(choice), b.UCI})
		if f.offer.By != e.By {
			f.offer = wire.Event{}
		}
		return
	}
	f.lost = true
}

func (f *fold) takenBack(e wire.Event, b wire.TakenBack) {
	f.offer = wire.Event{}
	if f.lost {
		return
	}
	if b.Ply < 0 || b.Ply >= len(f.past)-1 || f.past[b.Ply].pos.FEN() != b.FEN {
		f.note(Illegal, e, "the game was never there")
		f.lost = true
		return
	}
	f.past = f.past[:b.Ply+1]
}

// results are what each reason can end in; white and black stand for the winner.
var results = map[string][]string{
	"checkmate": {"1-0", "0-1"}, "resignation": {"1-0", "0-1"}, "flag": {"1-0", "0-1"}, "abandonment": {"1-0", "0-1", "1/2-1/2"},
	"stalemate": {"1/2-1/2"}, "threefold": {"1/2-1/2"}, "fivefold": {"1/2-1/2"}, "fifty": {"1/2-1/2"}, "seventyfive": {"1/2-1/2"},
	"insufficient_material": {"1/2-1/2"}, "agreement": {"1/2-1/2"}, "flag_draw": {"1/2-1/2"},
	"aborted": {"*"}, "no_first_move": {"*"}, "server": {"*"},
}

func (f *fold) end(e wire.Event, b wire.Ended) {
	f.ended = &b
	if !slices.Contains(results[b.Reason], b.Result) {
		f.note(Illegal, e, "no such end")
	}
	if f.lost {
		return
	}
	pos := f.position()
	turn := pos.Turn()
	loser := turn
	if b.Reason == "resignation" && e.By == f.player(turn.Other()) {
		loser = turn.Other()
	}
	lost := [2]string{"0-1", "1-0"}[loser]
	switch b.Reason {
	case "checkmate":
		if !pos.Mate() || b.Result != lost {
			f.note(Illegal, e, "not mate in "+pos.FEN())
		}
	case "stalemate":
		if !pos.Stalemate() {
			f.note(Illegal, e, "not stalemate in "+pos.FEN())
		}
	case "resignation", "flag":
		if b.Result != lost {
			f.note(Illegal, e, "the wrong side lost")
		}
	default:
		if pos.Mate() || pos.Stalemate() {
			f.note(Illegal, e, "ended already, in "+pos.FEN())
		}
	}
}

// compare holds a snapshot against the log that it is of.
func (f *fold) compare(n uint64, raw []byte) {
	frame, err := Read(raw)
	if err != nil {
		f.c.note(Broken, "%v", err)
		return
	}
	snap, err := Body[wire.GameSnapshot](frame.D)
	if err != nil || f.lost {
		return
	}
	var uci []string
	for _, m := range snap.Moves {
		uci = append(uci, m.UCI)
	}
	var played []string
	for _, p := range f.past[1:] {
		played = append(played, p.uci)
	}
	offer := wire.OpenOffer{N: f.offer.N, By: f.offer.By, What: f.what}
	wrong := ""
	switch {
	case !slices.Equal(uci, played) || snap.FEN != f.position().FEN():
		wrong = "moves"
	case snap.On != f.on || snap.Clock != f.clock:
		wrong = "clocks, or what made the position"
	case (snap.Ended == nil) != (f.ended == nil) || snap.Ended != nil && *snap.Ended != *f.ended:
		wrong = "result"
	case f.ended == nil && (snap.Offer == nil) != (f.offer.N == 0):
		wrong = "offer"
	case snap.Offer != nil && f.offer.N > 0 && *snap.Offer != offer:
		wrong = "offer"
	}
	if wrong != "" {
		f.c.note(Snapshot, "of %s at %d has other %s: %s", f.st, n, wrong, bytes.TrimSpace(raw))
	}
}

// consequences are the results that follow from a move by themselves.
var consequences = []string{"checkmate", "stalemate", "fivefold", "seventyfive", "insufficient_material"}

// roomsOwn are the events that a room causes by itself.
var roomsOwn = []string{"clock_stopped", "clock_started", "time_credited"}

// claimed are the results that a claim of a draw can have.
var claimed = []string{"threefold", "fivefold", "fifty", "seventyfive"}

// byRoom are the results that the room alone decides.
var byRoom = []string{"flag", "flag_draw", "no_first_move", "server"}

// follows reports whether e came with the event before it, from the same command.
func (f *fold) follows(e wire.Event) bool {
	return e.By == f.prev.By && e.At == f.prev.At && (f.prev.T == "moved" || f.prev.T == "declined")
}

// explain finds who asked for an event, or why nobody had to.
func (f *fold) explain(e wire.Event, body wire.EventBody) {
	ended, _ := body.(wire.Ended)
	declined, _ := body.(wire.Declined)
	switch {
	case e.N == 1,
		e.By == "" && (slices.Contains(roomsOwn, e.T) || slices.Contains(byRoom, ended.Reason)),
		f.follows(e) && slices.Contains(consequences, ended.Reason),
		f.follows(e) && declined.Offer != 0 && f.asked.claims[e.N] == nil && f.prev.T == "moved":
		f.asked.own(e)
	default:
		f.asked.explain(e, e.By, func(cmd wire.Command) bool { return f.fits(cmd, e, body) })
	}
}

// fits reports whether a command asks for this event in the game as it stands before it.
func (f *fold) fits(cmd wire.Command, e wire.Event, body wire.EventBody) bool {
	ended, _ := body.(wire.Ended)
	switch cmd := cmd.(type) {
	case wire.Move:
		b, ok := body.(wire.Moved)
		return ok && cmd.On == f.on && (cmd.Text == b.UCI || cmd.Text == b.SAN)
	case wire.Offer:
		b, ok := body.(wire.Offered)
		return ok && cmd.On == f.on && cmd.What == b.What
	case wire.Accept:
		_, back := body.(wire.TakenBack)
		return cmd.Offer == f.offer.N && f.offer.By != e.By &&
			(back && f.what == "takeback" || ended.Reason == "agreement" && f.what == "draw")
	case wire.Decline:
		b, ok := body.(wire.Declined)
		return ok && cmd.Offer == b.Offer
	case wire.Claim:
		return cmd.On == f.on && (cmd.What == "draw" && slices.Contains(claimed, ended.Reason) ||
			cmd.What != "draw" && ended.Reason == "abandonment")
	case wire.Resign:
		return ended.Reason == "resignation"
	case wire.Abort:
		return ended.Reason == "aborted"
	case wire.GiveTime:
		_, ok := body.(wire.TimeGiven)
		return ok
	case wire.Sit:
		b, ok := body.(wire.Sat)
		return ok && b.Person.ID == e.By
	}
	return false
}

// Games is the log of every game, its frames in order, by room: for rules of
// chess that are not ours.
func (c *Checker) Games() map[string][][]byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	games := make(map[string][][]byte)
	for st, s := range c.streams {
		if st.Name != wire.GameStream {
			continue
		}
		for n := uint64(1); s.raw[n] != nil; n++ {
			games[st.Room] = append(games[st.Room], s.raw[n])
		}
	}
	return games
}
