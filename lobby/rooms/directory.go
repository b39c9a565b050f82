package rooms

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"rookery/chat/recent"
	"rookery/lobby"
	"rookery/lobby/guard"
	"rookery/lobby/room"
)

// A room that breaks down this often within this time is opened to be read only:
// it panics, or its appends are refused because the log has gone on without it.
const (
	maxCrashes  = 3
	crashMemory = time.Minute
)

// Config is what rooms need that run.
type Config struct {
	Rooms   lobby.Rooms
	Journal room.Journal
	Log     *slog.Logger
	// Room gives what a room that is opened needs beside its id, how it is to be trusted, and
	// what is above. It is called before the room tells how it looks.
	Room func(room.Summary) room.Config
	// Opened is called with a room that others than readers may use, before anybody has it.
	Opened func(*room.Room, room.Summary)
	// Withdrawn is called with a room that can only be read from now on.
	Withdrawn func(room.ID)
	Pulse     room.Pulse // signs of life; nil leaves none
}

// Directory is the rooms that run here. Open waits until Begin; End ends them all.
type Directory struct {
	cfg      Config
	held     *guard.Value[held]
	resulted *guard.Value[recent.Map[room.ID, struct{}]] // with a delay that has passed since their end
	stalls   *room.Stalls
	up       chan struct{}   // closed by Begin
	life     context.Context // of the rooms; set before up is closed
	hosts    sync.WaitGroup  // the goroutines of the rooms, and what was started with Go
}

// New gives a directory without rooms.
func New(cfg Config) *Directory {
	return &Directory{
		cfg:      cfg,
		held:     guard.New(newRunning()),
		resulted: guard.New(recent.New[room.ID, struct{}](resultedKept)),
		stalls:   room.NewStalls(cfg.Pulse),
		up:       make(chan struct{}),
	}
}

// held is what is reached with the lock held.
type held struct {
	running map[room.ID]*running
	broken  map[room.ID]breakdown
	closed  bool // no room is started any more
}

// breakdown is what is remembered of a room that broke down, or could not be
// opened, until it has ended in order or, if it is not trusted, for good.
type breakdown struct {
	times   []time.Time // of those breakdowns that still matter
	trust   trust
	tries   int       // how often it was opened in vain, or ended soon
	waiting bool      // to be opened again
	ran     time.Time // until when it ran
}

// trust is how a room may be opened.
type trust int

const (
	sound       trust = iota
	quarantined       // to be read only
	shut              // not at all: it breaks down even so
)

// running is one room from the moment it is asked for until its Run returned.
type running struct {
	ready chan struct{} // closed once room or err is set
	room  *room.Room
	began time.Time // when it was opened; zero if it was not
	err   error
}

func newRunning() held {
	return held{running: make(map[room.ID]*running), broken: make(map[room.ID]breakdown)}
}

// brokeDown notes a breakdown at now, and forgets those too old to matter.
func (d *held) brokeDown(id room.ID, now time.Time) {
	b := d.broken[id]
	b.times = append(slices.DeleteFunc(b.times, func(at time.Time) bool { return now.Sub(at) >= crashMemory }), now)
	switch {
	case b.trust == quarantined:
		b.trust = shut
	case len(b.times) >= maxCrashes:
		b.trust = quarantined
	}
	d.broken[id] = b
}

// ended notes that a room ended at now, or could not be opened, because of err,
// which may be nil. It tells how long to wait before it is opened again, whether or not
// anybody comes; false if it need not be.
func (d *held) ended(id room.ID, r *running, err error, now time.Time) (wait time.Duration, again bool) {
	b := d.broken[id]
	if r.room != nil {
		b.ran = now
		if now.Sub(r.began) > crashMemory {
			b.tries = 0
		}
	}
	switch {
	case err == nil && b.trust == sound:
		delete(d.broken, id)
		return 0, false
	case err == nil, errors.Is(err, lobby.ErrNoRoom), errors.Is(err, room.ErrUnreadable), b.waiting:
		d.broken[id] = b
		return 0, false
	}
	wait = min(lobby.StoreRetry<<min(b.tries, 10), crashMemory)
	b.tries, b.waiting = b.tries+1, true
	d.broken[id] = b
	return wait, true
}

// distrust has the room opened as t says from now on.
func (d *held) distrust(id room.ID, t trust) {
	b := d.broken[id]
	b.trust = max(b.trust, t)
	d.broken[id] = b
}

// Begin lets rooms be opened, which live as long as life.
func (x *Directory) Begin(life context.Context) {
	x.life = life
	x.Go(func() { x.stalls.Run(life) })
	close(x.up)
}

// Go starts f, for which End waits. It is for what lives with the rooms.
func (x *Directory) Go(f func()) { x.hosts.Go(f) }

// Open gives the running room with this id, starting it if need be. Errors:
// ErrNoRoom, ErrQuarantine, ErrClosing, or what went wrong with the store.
func (x *Directory) Open(ctx context.Context, id room.ID) (*room.Room, error) {
	if _, err := lobby.RoomID(string(id)); err != nil {
		return nil, err
	}
	if err := x.Up(ctx); err != nil {
		return nil, err
	}
	r, err := x.start(id)
	if err != nil {
		return nil, err
	}
	select {
	case <-r.ready:
		return r.room, r.err
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// Running is how many rooms run here.
func (x *Directory) Running() (n int) {
	x.held.Do(func(d *held) { n = len(d.running) })
	return n
}

// Up waits until Begin, and reports ErrClosing once End is called.
func (x *Directory) Up(ctx context.Context) error {
	select {
	case <-x.up:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	var err error
	x.held.Do(func(d *held) {
		if d.closed {
			err = lobby.ErrClosing
		}
	})
	return err
}

// Start starts a room of which it is known that it is.
func (x *Directory) Start(id room.ID) error {
	_, err := x.start(id)
	return err
}

// start gives the room's place in the held; all who ask for a room at once
// share one start, which none of them can cancel.
func (x *Directory) start(id room.ID) (r *running, err error) {
	x.held.Do(func(d *held) {
		switch {
		case d.closed:
			err = lobby.ErrClosing
		case d.broken[id].trust == shut:
			err = lobby.ErrQuarantine
		case d.running[id] != nil:
			r = d.running[id]
		default:
			r = &running{ready: make(chan struct{})}
			d.running[id] = r
			x.hosts.Go(func() { x.host(id, r) })
		}
	})
	return r, err
}

// host owns a room from its opening to its end. One that broke down, could not be
// opened, or does not know how an append ended, is opened again from its log
// whether or not anybody comes: a clock may run in it.
func (x *Directory) host(id room.ID, r *running) {
	err := guard.Safely(func() error { return x.runRoom(id, r) })
	var crash *guard.Panic
	var wait time.Duration
	var again bool
	x.held.Do(func(d *held) {
		now := time.Now()
		delete(d.running, id)
		if errors.As(err, &crash) || errors.Is(err, room.ErrConflict) {
			d.brokeDown(id, now)
		}
		wait, again = d.ended(id, r, err, now)
		if errors.Is(err, room.ErrUnreadable) {
			d.distrust(id, shut)
			err = fmt.Errorf("%w: %w", lobby.ErrQuarantine, err)
		}
	})
	if crash != nil && r.room != nil {
		wait = 0 // the store is not to blame, and three of them are enough
	}
	if again {
		x.hosts.Go(func() { x.startLater(id, wait) })
	}
	if r.room == nil {
		r.err = err
		close(r.ready)
	}
	switch {
	case crash != nil:
		x.cfg.Log.Error("a room broke down", "room", id, "panic", crash.Kind, "stack", crash.Stack)
	case err != nil && !errors.Is(err, lobby.ErrNoRoom):
		x.cfg.Log.Error("a room ended", "room", id, "cause", err)
	}
}

// startLater starts a room once the store has had time to recover.
func (x *Directory) startLater(id room.ID, wait time.Duration) {
	select {
	case <-time.After(wait):
	case <-x.life.Done():
		return
	}
	x.held.Do(func(d *held) {
		b := d.broken[id]
		b.waiting = false
		d.broken[id] = b
	})
	_, _ = x.start(id) // it has its own host, who logs what goes wrong
}

func (x *Directory) runRoom(id room.ID, here *running) error {
	sum, err := x.cfg.Rooms.Room(x.life, id)
	if err != nil {
		return fmt.Errorf("find room %s: %w", id, err)
	}
	var past breakdown
	x.held.Do(func(d *held) { past = d.broken[id] })
	cfg := x.cfg.Room(sum)
	cfg.ID, cfg.Journal, cfg.Log, cfg.Pulse, cfg.Stalls = id, x.cfg.Journal, x.cfg.Log, x.cfg.Pulse, x.stalls
	cfg.Ran, cfg.Quarantined = past.ran, past.trust != sound
	r, err := room.Open(x.life, cfg)
	if err != nil {
		return err
	}
	if r.Quarantined() {
		x.cfg.Log.Warn("a room can only be read until the next start", "room", id)
		x.held.Do(func(d *held) { d.distrust(id, quarantined) }) // whoever opens it again does not try it anew
		x.cfg.Withdrawn(id)
	} else {
		x.cfg.Opened(r, sum)
	}
	here.room, here.began = r, time.Now()
	close(here.ready)
	return r.Run(x.life)
}

// End seals every room at once, then ends them and waits. Sealing has until
// ctx ends; end stops the rooms. ErrUnsealed if some are not sealed, with the
// cause of one of them.
func (x *Directory) End(ctx context.Context, end func()) error {
	var all []*running
	x.held.Do(func(d *held) {
		d.closed = true
		for _, r := range d.running {
			all = append(all, r)
		}
	})
	var sealing sync.WaitGroup
	failed := make(chan error, len(all))
	for _, r := range all {
		sealing.Go(func() {
			select {
			case <-r.ready:
			case <-ctx.Done():
				return
			}
			if r.room == nil {
				return
			}
			if err := seal(ctx, r.room); err != nil && !errors.Is(err, room.ErrClosed) {
				x.cfg.Log.Error("a room was not sealed", "cause", err)
				failed <- err
			}
		})
	}
	sealing.Wait()
	end()
	x.hosts.Wait()
	if n := len(failed); n > 0 {
		return fmt.Errorf("%w (rooms: %d); the next start recovers them as from a crash: %w", lobby.ErrUnsealed, n, <-failed)
	}
	return nil
}

// sealAgain is how long a store that had too much to do is left alone.
const sealAgain = 100 * time.Millisecond

// seal seals a room, and tries again while the store is busy and ctx lasts. A disk
// that is full will not have space by then.
func seal(ctx context.Context, r *room.Room) error {
	for {
		err := r.Seal(ctx)
		if !errors.Is(err, room.ErrBusy) {
			return err
		}
		select {
		case <-time.After(sealAgain):
		case <-ctx.Done():
			return err
		}
	}
}
