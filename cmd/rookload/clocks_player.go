package main

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"rookery/cmd/rookload/checker"
	"rookery/game"
	"rookery/lobby/wire"
)

// thinker plays one side, and thinks for as long as the seed says: that is known
// by when it was shown a position and when it sent its move.
type thinker struct {
	tab   *tab
	least time.Duration // that it thinks about a move
	most  time.Duration
	lie   lie

	on    uint64               // the position it thinks about
	due   time.Time            // when it moves
	sent  map[uint64]time.Time // when it moved, by the position's number
	gave  time.Time            // when it resigned
	shown map[uint64]told      // the game's events
}

// told is an event of a game, and when a player was first shown it.
type told struct {
	wire.Event
	at time.Time
}

// sit makes a thinker of a tab.
func (th *thinker) sit(t *tab) {
	th.tab, th.sent, th.shown = t, make(map[uint64]time.Time), make(map[uint64]told)
	t.mind, t.saw = th.mind, th.saw
	if th.lie.pong != nil {
		t.opened = th.lies
	}
}

func (th *thinker) saw(f checker.Frame) {
	if f.S != wire.GameStream || f.N == 0 {
		return
	}
	if _, again := th.shown[f.N]; again {
		return
	}
	if e, ok := f.Event(); ok {
		th.shown[f.N] = told{e, time.Now()}
	}
}

// look is how soon a thinker looks at its board again.
const look = 4 * time.Millisecond

func (th *thinker) mind(t *tab) time.Duration {
	if th.lie.guesses {
		guess(t.conn)
	}
	b := &t.board
	if b.on == 0 || b.ended || t.busy() {
		return look
	}
	mine := t.who.id == b.white || t.who.id == b.black
	switch {
	case !mine && (b.white == "" || b.black == ""):
		t.ask(wire.Sit{})
		return look
	case b.white == "" || b.black == "":
		return look
	}
	pos, err := game.ParsePosition(b.fen)
	if err != nil || (pos.Turn() == game.White) != (t.who.id == b.white) {
		return look
	}
	now := time.Now()
	switch {
	case th.on != b.on && b.ply < 2:
		th.on, th.due = b.on, now
	case th.on != b.on:
		th.on, th.due = b.on, now.Add(th.least+t.upTo(th.most-th.least+1))
	}
	switch {
	case t.cast.closing.Load() && b.ply >= 2:
		th.gave = now
		t.ask(wire.Resign{})
	case !now.Before(th.due):
		choices := pos.Choices()
		o := t.ask(wire.Move{Text: choices[t.rng.IntN(len(choices))].UCI(), On: b.on})
		th.sent[b.on] = o.sent
	}
	return look
}

// match is one game of two thinkers.
type match struct {
	control wire.Control
	room    string
	players [2]*thinker // by side
}

// events are what both players were shown, each as it was first.
func (m *match) events() (list []told) {
	all := make(map[uint64]told)
	for _, th := range m.players {
		for n, e := range th.shown {
			if was, ok := all[n]; !ok || e.at.Before(was.at) {
				all[n] = e
			}
		}
	}
	for _, e := range all {
		list = append(list, e)
	}
	slices.SortFunc(list, func(a, b told) int { return int(a.N) - int(b.N) })
	return list
}

// arrange makes the game's room, in which White is host.
func (m *match) arrange(ctx context.Context, c *cast, host person) error {
	ctx, cancel := context.WithCancel(ctx)
	t := c.tab(host, "", "arranging "+host.nick, nil)
	var tabs sync.WaitGroup
	tabs.Go(func() { t.run(ctx) })
	defer tabs.Wait()
	defer cancel()
	defer close(t.leaving)
	r, err := t.do(ctx, wire.MakeLink{Control: m.control, Side: wire.White})
	if err == nil {
		m.room, err = seated(r)
	}
	if err != nil {
		return fmt.Errorf("make a game of %v: %w", m.control, err)
	}
	return nil
}

// lie is how a client deals with the pings from which the server takes its delay.
type lie struct {
	name    string
	pong    func(conn *websocket.Conn, payload string, nth int) // answers the nth ping, from 0; nil: as one does
	guesses bool                                                // sends pongs that nobody asked for
}

// lies are what a client tries that wants to be taken for far away.
var lies = []lie{
	{name: "answers 1 s late", pong: func(conn *websocket.Conn, payload string, _ int) { pongLater(conn, payload, time.Second) }},
	{name: "answers 8 s late", pong: func(conn *websocket.Conn, payload string, _ int) { pongLater(conn, payload, 8*time.Second) }},
	{name: "answers nothing", pong: func(*websocket.Conn, string, int) {}},
	{name: "guesses", pong: func(*websocket.Conn, string, int) {}, guesses: true},
	{name: "answers 300 ms late, and guesses", guesses: true, pong: func(conn *websocket.Conn, payload string, _ int) {
		pongLater(conn, payload, 300*time.Millisecond)
	}},
	{name: "answers every other late and twice", pong: func(conn *websocket.Conn, payload string, nth int) {
		late := time.Duration(nth%2) * 900 * time.Millisecond
		pongLater(conn, payload, 900*time.Millisecond-late)
		pongLater(conn, payload, 1200*time.Millisecond)
	}},
}

func (th *thinker) lies(conn *websocket.Conn) {
	nth := 0
	conn.SetPingHandler(func(payload string) error {
		th.lie.pong(conn, payload, nth)
		nth++
		return nil
	})
}

func pongLater(conn *websocket.Conn, payload string, after time.Duration) {
	time.AfterFunc(after, func() {
		_ = conn.WriteControl(websocket.PongMessage, []byte(payload), time.Now().Add(writeWait)) // the connection may be gone
	})
}

// guess sends a pong as if a ping had come.
func guess(conn *websocket.Conn) {
	_ = conn.WriteControl(websocket.PongMessage, []byte("0123456789abcdef"), time.Now().Add(writeWait))
}
