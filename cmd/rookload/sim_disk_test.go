package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"rookery/cmd/rookery/server"
	"rookery/lobby/room"
	"rookery/lobby/store/memory"
	"rookery/lobby/store/sqlite"
)

// disk is the store of a bubble. It outlives the servers that use it, and fails
// as its seed has it: in memory in all its operations, and on a real disk, which
// takes its time, in those of the journal.
type disk struct {
	server.Store
	dir   string // of a real disk; empty: in memory
	count *counts
	fatal chan error // one a life

	mu     sync.Mutex // guards all below; nothing is called out under it
	fate   *rand.Rand
	calm   bool
	dead   bool      // the life that used it is over: nothing is stored, and nothing told
	broken bool      // it failed for good, until the next start
	full   time.Time // no space until then
	trap   *trap     // where the server dies; nil: nowhere
	life   int       // how many have begun

	dragged map[room.ID]time.Duration // how long the next append of a room takes
}

// trap ends a life at one of its writes.
type trap struct {
	stored bool // after what is to be stored was, rather than before
	in     int  // writes until it is
	spring func()
}

var (
	errDead    = errors.New("the machine has lost its power")
	errUnknown = errors.New("the disk does not answer")
	errDisk    = errors.New("the disk has failed")
)

func newDisk(seed uint64, count *counts, dir string) *disk {
	d := &disk{dir: dir, count: count, calm: true, fate: rand.New(rand.NewPCG(seed, 7))}
	if dir == "" {
		m := memory.New()
		m.Break(memory.Fault{Before: d.before, After: d.after})
		d.Store = inMemory{m}
	}
	return d
}

// inMemory is what a server asks of a store besides the ports.
type inMemory struct{ *memory.Store }

func (inMemory) Epoch() string               { return "sim" }
func (inMemory) Ready(context.Context) error { return nil }
func (inMemory) Fatal() <-chan error         { return nil }
func (inMemory) Close() error                { return nil }

// rise is for the next life, which a disk that is to fail lets begin.
func (d *disk) rise() error {
	if m, ok := d.Store.(inMemory); ok {
		m.Boot()
	} else {
		real, err := sqlite.Open(context.Background(), d.dir, sqlite.Options{})
		if err != nil {
			return err
		}
		d.Store = real
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.dead, d.broken, d.calm, d.full = false, false, true, time.Time{}
	d.fatal = make(chan error, 1)
	d.life++
	return nil
}

func (d *disk) Fatal() <-chan error   { return d.fatal }
func (d *disk) Journal() room.Journal { return journal{d.Store.Journal(), d} }
func (d *disk) Pulse() room.Pulse     { return pulse{d.Store.Pulse(), d} }

// pulse leaves no sign of a life that is over.
type pulse struct {
	room.Pulse
	disk *disk
}

func (p pulse) Beat(ctx context.Context, stalls func() []room.Stall) error {
	if p.disk.over() {
		return errDead
	}
	return p.Pulse.Beat(ctx, stalls)
}

// lateAtMost is when an append is stored at the latest that was given up: before
// anybody can have come back to ask about it.
const lateAtMost = 5 * time.Millisecond

// journal has some appends be given up that are stored all the same, soon.
type journal struct {
	room.Journal
	disk *disk
}

func (j journal) Append(ctx context.Context, e room.Entry) error {
	if slow := j.disk.drags(e.Room); slow > 0 {
		time.Sleep(slow)
	}
	if j.disk.dir != "" {
		return j.real(ctx, e)
	}
	late, life := j.disk.late()
	if late == 0 {
		return j.Journal.Append(ctx, e)
	}
	go func() {
		time.Sleep(late)
		if j.disk.isLife(life) {
			_ = j.Journal.Append(ctx, e) // nobody waits any more
		}
	}()
	return errUnknown
}

// drag makes the next append of a room take so long.
func (d *disk) drag(id room.ID, slow time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.dragged == nil {
		d.dragged = make(map[room.ID]time.Duration)
	}
	d.dragged[id] = slow
}

func (d *disk) drags(id room.ID) time.Duration {
	d.mu.Lock()
	defer d.mu.Unlock()
	slow := d.dragged[id]
	delete(d.dragged, id)
	return slow
}

// real appends on a real disk.
func (j journal) real(ctx context.Context, e room.Entry) error {
	if err := j.disk.before(memory.Append); err != nil {
		return err
	}
	if err := j.Journal.Append(ctx, e); err != nil {
		return err
	}
	j.disk.count.took("appended on a real disk")
	return j.disk.after(memory.Append)
}

// late is how much later an append is stored than somebody hears of it, mostly not at all.
func (d *disk) late() (after time.Duration, life int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.calm || d.dead || d.broken || d.fate.IntN(1000) >= 4 {
		return 0, d.life
	}
	d.count.took("disk: unknown, and stored later")
	return 1 + time.Duration(d.fate.Int64N(int64(lateAtMost))), d.life
}

func (d *disk) isLife(life int) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.life == life
}

// writes are the operations that fail; what lets people in does not, so that
// somebody is there.
var writes = []memory.Op{memory.Append, memory.Make, memory.Open, memory.Answer, memory.Close, memory.Post}

// reads are others that fail.
var reads = []memory.Op{memory.Load, memory.Replay, memory.Find, memory.LoadNotices}

const (
	longFull = 4 * time.Second
	longSlow = 400 * time.Millisecond
)

// before is how an operation begins. Of a thousand writes, so many fail in each way.
func (d *disk) before(op memory.Op) error {
	slow, err := d.judge(op)
	if slow > 0 {
		time.Sleep(slow)
		if d.over() {
			return errDead
		}
	}
	return err
}

func (d *disk) judge(op memory.Op) (slow time.Duration, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	write := slices.Contains(writes, op)
	switch {
	case d.dead:
		return 0, errDead
	case d.broken:
		return 0, errDisk
	case d.calm:
		return 0, nil
	case write && d.sprung(false):
		return 0, errDead
	case write && time.Now().Before(d.full):
		return 0, room.ErrFull
	}
	roll := d.fate.IntN(1000)
	switch {
	case write && roll < 8:
		d.count.took("disk: busy")
		return 0, room.ErrBusy
	case write && roll < 16:
		d.count.took("disk: unknown, and not stored")
		return 0, errUnknown
	case write && roll < 18:
		d.count.took("disk: full")
		d.full = time.Now().Add(time.Duration(d.fate.Int64N(int64(longFull))))
		return 0, room.ErrFull
	case write && roll < 80:
		d.count.took("disk: slow")
		return time.Duration(d.fate.Int64N(int64(longSlow))), nil
	case slices.Contains(reads, op) && roll < 2:
		d.count.took("disk: unread")
		return 0, errUnknown
	}
	return 0, nil
}

// after is how a write ends that is stored.
func (d *disk) after(op memory.Op) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch write := slices.Contains(writes, op); {
	case d.dead:
		return errDead
	case d.calm || !write:
		return nil
	case d.sprung(true):
		return errDead
	case d.fate.IntN(1000) < 8:
		d.count.took("disk: unknown, and stored")
		return errUnknown
	}
	return nil
}

// sprung counts a write, and reports whether it is the one at which the server
// dies. The mutex is held.
func (d *disk) sprung(stored bool) bool {
	t := d.trap
	if t == nil || t.stored != stored {
		return false
	}
	if t.in--; t.in > 0 {
		return false
	}
	d.trap, d.dead = nil, true
	go t.spring()
	return true
}

func (d *disk) over() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.dead
}

// set is the trap for the next life to end in.
func (d *disk) set(t *trap) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.trap = t
}

// die is the end of the life that uses the disk.
func (d *disk) die() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.dead, d.trap = true, nil
}

// fail is the end of the disk, for this life: a server has to start again to know
// what is on it.
func (d *disk) fail() {
	d.mu.Lock()
	d.broken, d.trap = true, nil
	d.mu.Unlock()
	d.fatal <- errDisk
}

// weather says whether operations fail.
func (d *disk) weather(calm bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.calm = calm
	if calm {
		d.full = time.Time{}
	}
}
