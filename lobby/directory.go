package lobby

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"rookery/lobby/room"
)

// A room that breaks down this often within this time is opened to be read only:
// it panics, or its appends are refused because the log has gone on without it.
const (
	maxCrashes  = 3
	crashMemory = time.Minute
)

// directory is the rooms that run here.
type directory struct {
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

func newDirectory() directory {
	return directory{running: make(map[room.ID]*running), broken: make(map[room.ID]breakdown)}
}

// brokeDown notes a breakdown at now, and forgets those too old to matter.
func (d *directory) brokeDown(id room.ID, now time.Time) {
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
func (d *directory) ended(id room.ID, r *running, err error, now time.Time) (wait time.Duration, again bool) {
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
	case err == nil, errors.Is(err, ErrNoRoom), errors.Is(err, room.ErrUnreadable), b.waiting:
		d.broken[id] = b
		return 0, false
	}
	wait = min(storeRetry<<min(b.tries, 10), crashMemory)
	b.tries, b.waiting = b.tries+1, true
	d.broken[id] = b
	return wait, true
}

// distrust has the room opened as t says from now on.
func (d *directory) distrust(id room.ID, t trust) {
	b := d.broken[id]
	b.trust = max(b.trust, t)
	d.broken[id] = b
}

// RoomID reads a room's id as somebody sent it: a UUID in its canonical form, in
// lower case. Of anything else, which nobody should store or log, there is no
// room: ErrNoRoom.
func RoomID(text string) (room.ID, error) {
	if !canonical(text) {
		return "", ErrNoRoom
	}
	return room.ID(text), nil
}

// canonical reports whether text is a UUID as this server writes them.
func canonical(text string) bool {
	u, err := uuid.Parse(text)
	return err == nil && u.String() == text
}

// Open gives the running room with this id, starting it if need be. Errors:
// ErrNoRoom, ErrQuarantine, ErrClosing, or what went wrong with the store.
func (l *Lobby) Open(ctx context.Context, id room.ID) (*room.Room, error) {
	if _, err := RoomID(string(id)); err != nil {
		return nil, err
	}
	if err := l.open(ctx); err != nil {
		return nil, err
	}
	r, err := l.start(id)
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
func (l *Lobby) Running() (n int) {
	l.rooms.do(func(d *directory) { n = len(d.running) })
	return n
}

// open waits until Run has begun, and reports ErrClosing once it ends.
func (l *Lobby) open(ctx context.Context) error {
	select {
	case <-l.up:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	var err error
	l.rooms.do(func(d *directory) {
		if d.closed {
			err = ErrClosing
		}
	})
	return err
}

// start gives the room's place in the directory; all who ask for a room at once
// share one start, which none of them can cancel.
func (l *Lobby) start(id room.ID) (r *running, err error) {
	l.rooms.do(func(d *directory) {
		switch {
		case d.closed:
			err = ErrClosing
		case d.broken[id].trust == shut:
			err = ErrQuarantine
		case d.running[id] != nil:
			r = d.running[id]
		default:
			r = &running{ready: make(chan struct{})}
			d.running[id] = r
			l.hosts.Go(func() { l.host(id, r) })
		}
	})
	return r, err
}

// host owns a room from its opening to its end. One that broke down, could not be
// opened, or does not know how an append ended, is opened again from its log
// whether or not anybody comes: a clock may run in it.
func (l *Lobby) host(id room.ID, r *running) {
	err := safely(func() error { return l.runRoom(id, r) })
	var crash *panicked
	var wait time.Duration
	var again bool
	l.rooms.do(func(d *directory) {
		now := time.Now()
		delete(d.running, id)
		if errors.As(err, &crash) || errors.Is(err, room.ErrConflict) {
			d.brokeDown(id, now)
		}
		wait, again = d.ended(id, r, err, now)
		if errors.Is(err, room.ErrUnreadable) {
			d.distrust(id, shut)
			err = fmt.Errorf("%w: %w", ErrQuarantine, err)
		}
	})
	if crash != nil && r.room != nil {
		wait = 0 // the store is not to blame, and three of them are enough
	}
	if again {
		l.hosts.Go(func() { l.startLater(id, wait) })
	}
	if r.room == nil {
		r.err = err
		close(r.ready)
	}
	switch {
	case crash != nil:
		l.cfg.Log.Error("a room broke down", "room", id, "panic", crash.kind, "stack", crash.stack)
	case err != nil && !errors.Is(err, ErrNoRoom):
		l.cfg.Log.Error("a room ended", "room", id, "cause", err)
	}
}

// startLater starts a room once the store has had time to recover.
func (l *Lobby) startLater(id room.ID, wait time.Duration) {
	select {
	case <-time.After(wait):
	case <-l.life.Done():
		return
	}
	l.rooms.do(func(d *directory) {
		b := d.broken[id]
		b.waiting = false
		d.broken[id] = b
	})
	_, _ = l.start(id) // it has its own host, who logs what goes wrong
}

func (l *Lobby) runRoom(id room.ID, here *running) error {
	sum, err := l.cfg.Rooms.Room(l.life, id)
	if err != nil {
		return fmt.Errorf("find room %s: %w", id, err)
	}
	var past breakdown
	l.rooms.do(func(d *directory) { past = d.broken[id] })
	var blocked func(by, whom string) bool
	if l.cfg.Blocks != nil {
		blocked = l.blocked
	}
	l.readRatings(sum) // before the room tells how it looks
	l.announceLater(l.life, sum)
	r, err := room.Open(l.life, room.Config{
		ID: id, Journal: l.cfg.Journal, Log: l.cfg.Log, Changed: l.roomChanged, Openings: l.cfg.Openings,
		Pulse: l.cfg.Pulse, Stalls: l.stalls, Ran: past.ran,
		Quarantined: past.trust != sound, Blocked: blocked, Hidden: l.isHidden, Talk: l.cfg.Talk,
	})
	if err != nil {
		return err
	}
	if r.Quarantined() {
		l.withdrawn(id)
	} else {
		if side, ok := houseSide(sum.Game); ok && !sum.Over {
			l.hosts.Go(func() { l.playAsHouse(r, id, side) })
		}
	}
	here.room, here.began = r, time.Now()
	close(here.ready)
	return r.Run(l.life)
}

// withdrawn takes a room that can only be read from the list of games that go
// on, and whoever opens it again does not try it anew before the process ends.
func (l *Lobby) withdrawn(id room.ID) {
	l.cfg.Log.Warn("a room can only be read until the next start", "room", id)
	l.rooms.do(func(d *directory) { d.distrust(id, quarantined) })
	l.hall.do(func(h *hall) { h.gone(id) })
	l.changed.raise()
	l.stage.raise()
}

// roomChanged is told each change of a room that lists show.
func (l *Lobby) roomChanged(sum room.Summary) {
	var told []telling
	l.hall.do(func(h *hall) {
		if h.roomChanged(sum, time.Now()) {
			told = h.followers(sum.Game)
		}
	})
	l.tellFollowers(told, sum.Room)
	l.changed.raise()
	l.stage.raise()
}

// close seals every room at once, then ends them and waits. Sealing has until
// ctx ends; end stops the rooms. ErrUnsealed if some are not sealed, with the
// cause of one of them.
func (l *Lobby) close(ctx context.Context, end func()) error {
	var all []*running
	l.rooms.do(func(d *directory) {
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
				l.cfg.Log.Error("a room was not sealed", "cause", err)
				failed <- err
			}
		})
	}
	sealing.Wait()
	end()
	l.hosts.Wait()
	if n := len(failed); n > 0 {
		return fmt.Errorf("%w (rooms: %d); the next start recovers them as from a crash: %w", ErrUnsealed, n, <-failed)
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

// panicked is a panic as an error. It has no more of the value than its type:
// the value may quote what somebody said.
type panicked struct {
	kind  string
	stack string
}

func (p *panicked) Error() string { return "panic of type " + p.kind }

// safely turns a panic of f into an error, so that one room's fault is not the
// end of all the others.
func safely(f func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &panicked{kind: fmt.Sprintf("%T", v), stack: string(debug.Stack())}
		}
	}()
	return f()
}
