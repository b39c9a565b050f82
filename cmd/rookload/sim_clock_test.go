package main

import (
	"slices"
	"time"

	"rookery/cmd/rookload/checker"
	"rookery/lobby/wire"
)

// watch holds what a page is told against what it knows of clocks. In a bubble,
// over a connection that takes no time, a command is there when it is sent, and
// however long the disk takes, that is when it counts.
func (d *duel) watch(t *tab) func(checker.Frame) {
	var (
		moved *wire.Moved // live, with no frame about the game after it
		turn  time.Time   // when this turn was told, on visit; zero: not so that it counts
		visit int
	)
	return func(f checker.Frame) {
		switch {
		case f.S == wire.GameStream && f.N > 0:
			b, _ := checker.Body[wire.Moved](f.D) // the checker has read it
			if f.T == "moved" && f.By == t.who.id && visit == t.visit {
				d.spent(t, b, turn)
			}
			if moved = nil; f.T == "moved" && t.live {
				moved = &b
			}
			turn = time.Time{}
		case f.T == "clock" && moved != nil:
			c, _ := checker.Body[wire.Ticking](f.D)
			if side := c.Running; side != "" && leftTo(c.Clock, side) < leftTo(moved.Clock, side) {
				t.cast.checker.Note(checker.Clock, "%s was charged for the storing of %s: %s", side, moved.UCI, f.Raw)
			}
			moved, turn, visit = nil, time.Now(), t.visit
		case f.Re != "":
			d.answeredInTime(t, f)
		}
	}
}

// spent judges what a page's own move was charged: no more than from when the turn
// was told here until it was sent.
func (d *duel) spent(t *tab, b wire.Moved, turn time.Time) {
	i := slices.IndexFunc(t.pending, func(o *order) bool {
		m, ok := o.cmd.(wire.Move)
		return ok && (m.Text == b.UCI || m.Text == b.SAN)
	})
	if i < 0 || turn.IsZero() || t.pending[i].times > 1 || !t.conn.NetConn().(*conn).prompt() {
		return
	}
	t.cast.count.took("a move whose price is known")
	if may := t.pending[i].sent.Sub(turn).Milliseconds() + 1; b.Spent > may {
		t.cast.checker.Note(checker.Clock, "%s was told %d ms before it moved, and charged %d for %s", t.who.nick, may, b.Spent, b.UCI)
	}
}

func leftTo(c wire.Clock, side wire.Side) int64 {
	if side == wire.White {
		return c.White
	}
	return c.Black
}

// surely is how long before the flag a move is in time for certain: stamps are whole
// milliseconds.
const surely = 2 * time.Millisecond

// sentInTime remembers a move that no clock can be against.
func (d *duel) sentInTime(t *tab, o *order) {
	flag, runs := t.board.flagAt()
	_, move := o.cmd.(wire.Move)
	if !move || !runs || time.Until(flag) < surely || !t.conn.NetConn().(*conn).prompt() {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.inTime[o.cid] = t.visit
}

// answeredInTime judges what became of such a move, unless it was lost and sent again.
func (d *duel) answeredInTime(t *tab, f checker.Frame) {
	d.mu.Lock()
	visit, inTime := d.inTime[f.Re]
	delete(d.inTime, f.Re)
	d.mu.Unlock()
	switch {
	case !inTime || visit != t.visit:
	case f.OK > 0:
		t.cast.count.took("a move sent in time")
	case f.No != nil && f.No.Text == "Time had run out.":
		t.cast.checker.Note(checker.Clock, "a move sent before the flag, over a line that takes no time, was answered %s", f.Raw)
	}
}
