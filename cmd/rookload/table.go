package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"rookery/cmd/rookload/checker"
	"rookery/lobby/wire"
)

// table is where two play, and some watch.
type table struct {
	cast        *cast
	name        string
	host, guest person
	watchers    []person
	rng         *rand.Rand
	games       int
}

// controls are what games are played with. The short ones end by flag.
var controls = []wire.Control{
	{Base: 300, Inc: 2}, {Base: 300}, {Base: 60, Inc: 1}, {Base: 3}, {Base: 60, Inc: 2, Mode: "delay"}, {Base: 60, Inc: 2, Mode: "bronstein"},
}

// beginnings are where some games by link begin: near promotions, mates, stalemates
// and positions in which nobody can win.
var beginnings = []string{
	"8/P6k/8/8/8/8/p6K/8 w - - 0 1", "7k/8/5K2/6Q1/8/8/8/8 b - - 3 60", "8/8/8/3k4/8/3K4/4P3/8 w - - 0 1",
	"r3k2r/ppp1qppp/8/3pP3/8/8/PPPQ1PPP/R3K2R w KQkq d6 0 12", "4k3/8/8/8/8/8/8/R3K2R w KQ - 90 100",
}

func (tb *table) run(ctx context.Context) {
	next := ""
	for (next != "" || !tb.cast.closing.Load()) && ctx.Err() == nil { // a rematch once made is played
		room := next
		if room == "" {
			var err error
			if room, err = tb.arrange(ctx); err != nil {
				if ctx.Err() == nil {
					tb.cast.checker.Note(checker.Broken, "%s: no game could be made: %v", tb.name, err)
				}
				return
			}
		}
		tb.games++
		next = tb.game(ctx, room)
	}
}

func (tb *table) tab(who person, room, role string, mind func(*tab) time.Duration) *tab {
	return tb.cast.tab(who, room, fmt.Sprintf("%s game %d %s", tb.name, tb.games, role), mind)
}

// wish is a game to be made: by link, or by a seek that the guest takes. Seeks
// begin at the usual position, and the host's side is left to the lot.
type wish struct {
	control wire.Control
	fen     string
	seek    bool
}

// arrange makes a game of any kind, and gives its room.
func (tb *table) arrange(ctx context.Context) (string, error) {
	w := wish{control: controls[tb.rng.IntN(len(controls))], seek: tb.rng.IntN(3) == 0}
	if tb.rng.IntN(3) == 0 {
		w.fen = beginnings[tb.rng.IntN(len(beginnings))]
	}
	return tb.make(ctx, w)
}

// make makes a game and gives its room. A seek that had closed before it could
// be taken becomes a link.
func (tb *table) make(ctx context.Context, w wish) (string, error) {
	ctx, cancel := context.WithCancel(ctx)
	var tabs sync.WaitGroup
	defer tabs.Wait()
	defer cancel()
	host, guest := tb.tab(tb.host, "", "host in the lobby", nil), tb.tab(tb.guest, "", "guest in the lobby", nil)
	for _, t := range []*tab{host, guest} {
		defer close(t.leaving)
		tabs.Go(func() { t.run(ctx) })
	}
	if w.seek {
		if room, err := tb.seek(ctx, host, guest, w.control); err != nil || room != "" {
			return room, err
		}
	}
	r, err := host.do(ctx, wire.MakeLink{Control: w.control, Side: wire.Random, FEN: w.fen})
	if err != nil {
		return "", err
	}
	return seated(r)
}

// seated is the room that an ok of the lobby seated somebody in.
func seated(r reply) (string, error) {
	if r.answer.OK == 0 {
		return "", fmt.Errorf("refused: %s", r.answer.Raw)
	}
	b, err := checker.Body[wire.Seated](r.notice.D)
	if err != nil || r.notice.T != "seated" {
		return "", fmt.Errorf("%s names %s", r.answer.Raw, r.notice.Raw)
	}
	return b.Room, nil
}

// seek opens a game to all, and has the guest take it; no room if it had closed meanwhile.
func (tb *table) seek(ctx context.Context, host, guest *tab, control wire.Control) (string, error) {
	r, err := host.do(ctx, wire.Seek{Control: control, Side: wire.Random})
	if err != nil {
		return "", err
	}
	opened, err := checker.Body[wire.SeekOpened](r.notice.D)
	if err != nil || opened.Seek == "" {
		return "", fmt.Errorf("%s names %s", r.answer.Raw, r.notice.Raw)
	}
	r, err = guest.do(ctx, wire.Take{Seek: opened.Seek})
	if err != nil || r.answer.No != nil {
		return "", err
	}
	return seated(r)
}

// game plays and watches one game to its end, and gives the room of the next if
// a rematch was agreed.
func (tb *table) game(ctx context.Context, room string) string {
	c := tb.cast
	everybody := append([]person{tb.host, tb.guest}, tb.watchers...)
	c.mu.Lock()
	c.rooms[room] = everybody
	c.mu.Unlock()
	var tabs sync.WaitGroup
	defer tabs.Wait()
	open := func(who person, role string, mind func([]string) func(*tab) time.Duration) *tab {
		var others []string
		for _, p := range everybody {
			if p.nick != "" && p.nick != who.nick {
				others = append(others, p.nick)
			}
		}
		t := tb.tab(who, room, role, mind(others))
		tabs.Go(func() { t.run(ctx) })
		return t
	}
	host, guest := open(tb.host, "host", player), open(tb.guest, "guest", player)
	others := []*tab{host, guest}
	if tb.rng.IntN(4) == 0 {
		others = append(others, open(tb.host, "second", player)) // both of one's tabs may act
	}
	for i, p := range tb.watchers {
		others = append(others, open(p, fmt.Sprintf("watcher %d", i), spectator))
	}
	defer func() {
		for _, t := range others {
			close(t.leaving)
		}
	}()
	for _, t := range []*tab{host, guest} {
		select {
		case <-t.over:
		case <-ctx.Done():
			return ""
		}
	}
	if c.closing.Load() || tb.rng.IntN(2) == 0 {
		return ""
	}
	return tb.rematch(ctx, room, host, guest)
}

// rematch has both ask for one, over the room's sockets.
func (tb *table) rematch(ctx context.Context, room string, host, guest *tab) string {
	for _, t := range []*tab{host, guest} {
		r, err := t.do(ctx, wire.Rematch{Room: room})
		if err != nil || r.answer.OK == 0 {
			return ""
		}
		if next, err := seated(r); err == nil {
			return next
		}
	}
	return ""
}
