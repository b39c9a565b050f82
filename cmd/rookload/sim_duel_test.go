package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"rookery/cmd/rookload/checker"
	"rookery/game"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// duel is a game by a script, and everybody at it.
type duel struct {
	script
	world  *world
	table  *table
	third  person // who watches, and in a contest sits down too
	seat   wish
	second bool // both players have a second page, also where the script needs none

	mu     sync.Mutex // guards what follows; nothing is called under it
	rng    *rand.Rand
	at     time.Time // the instant, once it is known
	until  time.Time // … after which the game is to end
	sitAt  time.Time
	shared map[string]*order // commands that two pages give
	done   map[*tab]bool     // who has had the instant
	raced  bool              // anybody has
	inTime map[wire.CID]int  // see sentInTime: the visits on which they were sent
}

// watching is the place in a room's list of the one who watches.
const watching = 2

// newDuel is the run's game n.
func newDuel(w *world, n int, people []person) *duel {
	name := fmt.Sprintf("duel %d", n)
	rng := w.cast.random(name)
	d := &duel{
		script: scripts[n%len(scripts)], world: w, third: people[2], rng: rng, second: rng.IntN(4) == 0,
		table: &table{cast: w.cast, name: name, host: people[0], guest: people[1], rng: w.cast.random(name + " at the table")},
	}
	d.begin()
	return d
}

// begin makes the duel ready for a game.
func (d *duel) begin() {
	control := d.control
	if control.Base == 0 {
		control = calmControls[d.rng.IntN(len(calmControls))]
	}
	d.seat = wish{control: control, fen: d.fen, seek: d.seek && d.fen == ""}
	d.until = time.Now().Add(25*time.Second + time.Duration(d.idle)*time.Second)
	d.at, d.sitAt, d.shared, d.done, d.raced = time.Time{}, time.Time{}, make(map[string]*order), make(map[*tab]bool), false
	d.inTime = make(map[wire.CID]int)
	d.table.games++
}

func (d *duel) run(ctx context.Context) {
	time.Sleep(time.Duration(d.rng.Int64N(int64(5 * time.Second))))
	d.until = d.until.Add(5 * time.Second)
	room, err := d.make(ctx)
	for err == nil && room != "" && ctx.Err() == nil {
		if room = d.play(ctx, room); room != "" {
			d.script = script{name: "a rematch", white: "move", black: "move"}
			d.begin()
		}
	}
	if err != nil && ctx.Err() == nil {
		d.world.cast.checker.Note(checker.Broken, "%s: no game could be made: %v", d.table.name, err)
	}
}

// make makes the game. A seek that two take at once is had by one of them, who
// then is the guest.
func (d *duel) make(ctx context.Context) (room string, err error) {
	if !d.taken {
		return d.table.make(ctx, d.seat)
	}
	inLobby, cancel := context.WithCancel(ctx)
	var tabs sync.WaitGroup
	open := func(who person, role string) *tab {
		t := d.table.tab(who, "", role, nil)
		tabs.Go(func() { t.run(inLobby) })
		return t
	}
	host, takers := open(d.table.host, "who seeks"), []*tab{open(d.table.guest, "taker"), open(d.third, "other taker")}
	r, err := host.do(ctx, wire.Seek{Control: d.seat.control, Side: wire.Random})
	opened, _ := checker.Body[wire.SeekOpened](r.notice.D) // the checker has read it
	var got [2]string
	var taking sync.WaitGroup
	for i, t := range takers {
		taking.Go(func() {
			if r, err := t.do(ctx, wire.Take{Seek: opened.Seek}); err == nil {
				got[i], _ = seated(r)
			}
		})
	}
	taking.Wait()
	for _, t := range append(takers, host) {
		close(t.leaving)
	}
	cancel()
	tabs.Wait()
	switch {
	case err != nil:
		return "", err
	case got[1] != "":
		d.table.guest, d.third = d.third, d.table.guest
	case got[0] == "": // it had ended before
		return d.table.make(ctx, d.seat)
	}
	return got[0] + got[1], nil // one of them is empty
}

// play plays one game to its end, and gives the room of the next if there is a rematch.
func (d *duel) play(ctx context.Context, room string) string {
	c, tb := d.world.cast, d.table
	c.mu.Lock()
	c.rooms[room] = []person{tb.host, tb.guest, watching: d.third}
	c.mu.Unlock()
	var tabs sync.WaitGroup
	defer tabs.Wait()
	var all []*tab
	open := func(who person, role string, mind func(*tab) time.Duration) *tab {
		t := tb.tab(who, room, role, mind)
		t.saw = d.watch(t)
		all = append(all, t)
		tabs.Go(func() { t.run(ctx) })
		return t
	}
	defer func() {
		for _, t := range all {
			close(t.leaving)
		}
	}()
	host, guest := open(tb.host, "host", d.mind(0)), open(tb.guest, "guest", d.mind(0))
	if d.second || d.white2+d.black2 != "" {
		open(tb.host, "host again", d.mind(1))
		open(tb.guest, "guest again", d.mind(1))
	}
	open(d.third, "third", d.mind(0))
	if tb.rng.IntN(3) == 0 {
		open(person{}, "nobody", nil)
	}
	for _, t := range []*tab{host, guest} {
		select {
		case <-t.over:
		case <-ctx.Done():
			return ""
		}
	}
	if c.closing.Load() || d.contested || tb.rng.IntN(4) > 0 {
		return ""
	}
	return d.rematch(ctx, room, host, guest)
}

// rematch has both ask for one at the same instant.
func (d *duel) rematch(ctx context.Context, room string, host, guest *tab) string {
	next := make(chan string, 2)
	for _, t := range []*tab{host, guest} {
		go func() {
			r, err := t.do(ctx, wire.Rematch{Room: room})
			made, none := seated(r)
			if err != nil || none != nil {
				made = ""
			}
			next <- made
		}()
	}
	return <-next + <-next // one of them was the second to ask, or both were refused
}

// mind is what a player does; page is 0 on the first and 1 on the second.
func (d *duel) mind(page int) func(*tab) time.Duration {
	return func(t *tab) time.Duration {
		t.talk([]string{d.table.host.nick, d.table.guest.nick, d.third.nick}, 0.02)
		t.stumble(0.005)
		t.strange = t.forgets && t.chance(0.3)
		return max(d.step(t, page), time.Millisecond)
	}
}

// step does what is to be done now, and says when to look again.
func (d *duel) step(t *tab, page int) time.Duration {
	b := &t.board
	mine := t.who.id == b.white || t.who.id == b.black
	switch {
	case b.on == 0 || b.ended:
		return 300 * time.Millisecond
	case b.white == "" || b.black == "":
		return d.sit(t, mine, page)
	case !mine:
		return d.heckle(t)
	}
	pos, err := game.ParsePosition(b.fen)
	if err != nil {
		return time.Second // the checker says so
	}
	side, turn := wire.White, []wire.Side{wire.White, wire.Black}[pos.Turn()]
	if t.who.id == b.black {
		side = wire.Black
	}
	line, pause := strings.Fields(d.line), 50*time.Millisecond+t.upTo(100*time.Millisecond)
	d.mu.Lock()
	had, raced, late := d.done[t], d.raced, time.Now().After(d.until)
	d.mu.Unlock()
	switch {
	case late || d.world.cast.closing.Load():
		if page == 0 && !t.busy() {
			t.finish()
		}
		return 200*time.Millisecond + pause
	case had && page == 0 && d.leaves:
		return d.part(t, side == turn)
	case had || raced && b.ply != len(line): // the instant is past
		if page == 0 && d.idle == 0 && t.chance(0.5) && !t.busy() {
			t.play()
		}
		return pause
	case b.ply < len(line) || d.offer != "" && b.offer.N == 0:
		if page == 0 && !t.busy() {
			d.lead(t, side, side == turn, line)
		}
		return pause
	}
	at, known := d.instant(t, turn)
	if !known {
		return 10 * time.Millisecond
	}
	if d.busy && side == turn {
		at = at.Add(busyBefore * 3 / 4 * time.Millisecond)
	}
	if wait := time.Until(at); wait > 0 {
		return wait
	}
	d.race(t, side, page, pos)
	return pause
}

// lead is what leads to the instant: the line, and then the offer.
func (d *duel) lead(t *tab, side wire.Side, myTurn bool, line []string) {
	b := &t.board
	if b.ply < len(line) {
		if myTurn {
			t.ask(wire.Move{Text: line[b.ply], On: b.on})
		}
		return
	}
	if by, what, _ := strings.Cut(d.offer, " "); by == string(side) {
		t.ask(wire.Offer{What: what, On: b.on})
	}
}

// instant is when all do what they do. Whoever comes to it first chooses.
func (d *duel) instant(t *tab, turn wire.Side) (time.Time, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.at.IsZero() {
		d.at = time.Now().Add(500 * time.Millisecond)
		if flag, running := t.board.flagAt(); d.flag && running {
			if t.board.clocks.Running != turn {
				d.at = time.Time{}
				return d.at, false // how the clocks stand has not come yet
			}
			about := []time.Duration{-40, -10, -1, 0, 0, 1, 10, 40}
			if d.busy {
				about = []time.Duration{-busyBefore}
			}
			d.at = flag.Add(about[d.rng.IntN(len(about))] * time.Millisecond)
		}
		d.until = d.at.Add(time.Duration(d.idle)*time.Second + time.Second + time.Duration(d.rng.Int64N(int64(3*time.Second))))
		if d.leaves {
			d.until = d.at.Add(time.Minute)
		}
	}
	return d.at, true
}

// How long before a flag a line is said that keeps the room busy, in ms, and for
// how long it does.
const (
	busyBefore = 20
	busyFor    = 200 * time.Millisecond
)

// race is the instant for one page.
func (d *duel) race(t *tab, side wire.Side, page int, pos game.Position) {
	words := map[wire.Side][2]string{wire.White: {d.white, d.white2}, wire.Black: {d.black, d.black2}, "": {d.heckler}}[side][page]
	d.mu.Lock()
	d.done[t] = true
	if !d.raced {
		d.raced = true
		t.cast.count.took("race: " + d.name)
		d.world.mu.Lock()
		d.world.races[t.room] = d.name
		d.world.mu.Unlock()
	}
	d.mu.Unlock()
	same := false
	for _, word := range strings.Fields(words) {
		if word == "same" {
			same = true
			continue
		}
		o := &order{cmd: acts[word](&d.script, t, pos)}
		if same {
			o = d.twin(word, o)
		}
		same = false
		if d.busy && word == "say" {
			d.world.disk.drag(room.ID(t.room), busyFor)
		}
		t.give(o)
		d.sentInTime(t, o)
		if t.chance(0.2) {
			t.write(o) // before the answer has come
		}
	}
}

// heckle is the instant for the one who watches, after what the players do at it.
func (d *duel) heckle(t *tab) time.Duration {
	d.mu.Lock()
	at, had := d.at, d.done[t]
	d.mu.Unlock()
	if d.heckler == "" || had || at.IsZero() {
		return 100 * time.Millisecond
	}
	if wait := time.Until(at.Add(2 * busyBefore * time.Millisecond)); wait > 0 {
		return wait
	}
	d.race(t, "", 0, game.Position{})
	return 300 * time.Millisecond
}

// twin is the command of two pages: that of the first to give it.
func (d *duel) twin(word string, o *order) *order {
	d.mu.Lock()
	defer d.mu.Unlock()
	if first := d.shared[word]; first != nil {
		d.world.cast.count.took("one command from two pages")
		return &order{cid: first.cid, cmd: first.cmd}
	}
	o.cid = newCID(d.rng)
	d.shared[word] = &order{cid: o.cid, cmd: o.cmd}
	return o
}

// sit takes the free seat, at the same instant as whoever wants it too.
func (d *duel) sit(t *tab, mine bool, page int) time.Duration {
	wants := t.who.id == d.table.guest.id || d.contested && t.who.id == d.third.id
	if mine || !wants || page > 0 || t.busy() {
		return 100 * time.Millisecond
	}
	d.mu.Lock()
	if d.sitAt.IsZero() {
		d.sitAt = time.Now().Add(400 * time.Millisecond)
	}
	wait := time.Until(d.sitAt)
	d.mu.Unlock()
	if wait > 0 {
		return wait
	}
	t.ask(wire.Sit{})
	return 500 * time.Millisecond
}

// part has one player go away, closing the page or not, and the other claim.
func (d *duel) part(t *tab, stays bool) time.Duration {
	if stays {
		if !t.busy() {
			t.ask(wire.Claim{What: "gone_win", On: t.board.on})
		}
		return 2 * time.Second
	}
	if t.away.IsZero() {
		t.away = time.Now().Add(45 * time.Second)
		if t.chance(0.5) {
			_ = t.conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseGoingAway, ""), time.Now().Add(writeWait))
		}
		t.hangUp()
	}
	return time.Second
}
