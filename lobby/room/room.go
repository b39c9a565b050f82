package room

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"rookery/chat"
	"rookery/game"
	"rookery/lobby/wire"
)

// Config is what a room needs to be opened.
type Config struct {
	ID      ID
	Journal Journal
	Log     *slog.Logger
	// Openings names how a game began; nil names none.
	Openings *game.Openings
	// CannotMate proves that a side cannot mate any more, for a fallen flag; it may
	// take milliseconds. Nil is game's own search.
	CannotMate func(pos game.Position, by game.Side) bool
	// Pulse tells until when the last process ran; nil charges nobody for what it saw.
	Pulse Pulse
	// Ran is until when the room ran in this process, if it did.
	Ran time.Time
	// Stalls tells when the process stood still, which costs no player time; nil never.
	Stalls *Stalls
	// Blocked says whether one person has blocked another. It is asked on the room's
	// goroutine and must not block. Nil: nobody can.
	Blocked func(by, whom string) bool
	// Hidden says whether a person is in no list of people; asked as Blocked is. Nil: nobody.
	Hidden func(person string) bool
	// MayLink says whether the web addresses in a person's lines are links; nil: nobody's are.
	MayLink func(person string) bool
	// Talk is how the operator bounds what is said here.
	Talk Talk
	// Quarantined opens the room to be read only: it has broken down too often.
	Quarantined bool
	// Replaying is told each stored event before it is replayed; nil tells nobody.
	// Tests break a room with it.
	Replaying func(Event)
	// Seating asks the lobby, at the instant of a Sit, whether taker may sit down with maker: an
	// error is the command's, ErrBusy that it is not judged. Nobody else seats the two until done
	// is called. It runs on the room's goroutine and must not block. Nil: whoever comes may.
	Seating func(maker, taker string, at time.Time) (done func(), err error)
	// Changed is told the room's summary when it is opened, and after every change
	// that lists show: as all may see it. It runs on the room's goroutine and must not block.
	Changed func(Summary)
}

// Talk is what the operator decides of all rooms' talk. The zero value is the
// default limits, and no filter.
type Talk struct {
	Limits chat.Limits
	// Filter refuses a text for its words; see chat.Policy.
	Filter func(text string) (reason string)
}

// Room is one game, its chat and its audience. All of its state belongs to the
// goroutine that runs Run; everything else asks.
type Room struct {
	cfg      Config
	first    *state // handed to Run, and nobody's afterwards
	reckons  reckoning
	seats    chan Command
	audience chan Command
	asks     chan func(*state)
	proofs   chan bool                 // what the one proof under way has shown
	seated   atomic.Pointer[[2]string] // persons in the seats: which queue a command takes
	stopped  chan struct{}
	readOnly bool // in quarantine; set before Run
}

// Sizes of a room's queues (CONTRACT section 6). One append holds at most
// maxBatch commands, so that spectators' talk never delays a move by more.
const (
	seatQueue     = 64
	audienceQueue = 256
	maxBatch      = 64
)

// Errors of a room's queues. Nothing was judged: the same command again later.
var (
	ErrClosed   = errors.New("the room has stopped")
	ErrDraining = errors.New("the server is about to restart")
)

// Open reads the room's log and gives a room ready to Run. A log that cannot be
// replayed to its end gives a room in quarantine, as far as it goes; one that
// cannot be replayed at all is ErrUnreadable.
func Open(ctx context.Context, cfg Config) (*Room, error) {
	r := &Room{
		cfg:      cfg,
		seats:    make(chan Command, seatQueue),
		audience: make(chan Command, audienceQueue),
		asks:     make(chan func(*state), audienceQueue),
		proofs:   make(chan bool, 1),
		stopped:  make(chan struct{}),
		readOnly: cfg.Quarantined,
	}
	s, err := restore(ctx, r)
	if err != nil {
		return nil, fmt.Errorf("open room %s: %w", cfg.ID, err)
	}
	r.first, r.reckons = s, s.reckoning
	s.changed()
	return r, nil
}

// Now is the present as the room reckons it, which a wall clock that is set does not move.
func (r *Room) Now() time.Time { return r.reckons.steady(time.Now()) }

// Outbox is a client's queue of frames.
type Outbox interface {
	// Offer queues frame, which nobody modifies afterwards. It never blocks. It
	// reports false when the client is gone or was closed as too slow.
	// Ephemeral frames may be dropped.
	Offer(frame []byte, ephemeral bool) bool
}

// Member is one connected client of a room. Person is zero for those who only
// watch. One person may have several members (tabs). Its functions are called
// on the room's goroutine and must not block.
type Member struct {
	Person wire.Person
	Out    Outbox
	// Answer is told how a command of this member ended, after everybody was
	// told its events.
	Answer func(Answer)
	// Standing is what the free seat of a game made by link is given by.
	Standing Standing
	// Lag is the network delay that a move of this member may be credited, 0
	// without a sample. Nil is never any.
	Lag func() time.Duration
	// Opened is told that this member may read one more stream, and Follow does not
	// come before it. Nil if the member does not care.
	Opened func(wire.Stream)
	// Ended is told that the room has stopped, and why: context.Canceled when the
	// server goes down, nil for a room that had
	// nothing more to do. Nil if the member does not care.
	Ended func(error)
}

// Answer is how one command ended. Err nil: it is event N of Stream, or, if
// Info is set, a question that is answered, or, if Lobby is set, a line that asks
// for that command of the lobby's, which is to be carried out under the line's own
// cid and hash, and is not answered yet.
type Answer struct {
	Req    wire.Request
	Stream wire.Stream
	N      uint64
	Info   wire.Info
	Lobby  wire.Command
	Err    error
}

// Command is one request of a member, with the instant its frame was complete.
type Command struct {
	From     *Member
	Req      wire.Request
	Received time.Time
}

// Post queues a command without waiting; its answer goes to From.Answer. ErrBusy
// when the queue is full, ErrClosed when the room has stopped: not judged then.
func (r *Room) Post(c Command) error {
	queue := r.audience
	if p := c.From.Person.ID; p != "" {
		if seated := r.seated.Load(); p == seated[0] || p == seated[1] {
			queue = r.seats
		}
	}
	select {
	case <-r.stopped:
		return ErrClosed
	default:
	}
	select {
	case queue <- c:
		return nil
	default:
		return ErrBusy
	}
}

// View is what a client is greeted with. Heads has the newest number of each of
// its streams.
type View struct {
	Role    wire.Role
	Streams []wire.Stream
	Heads   map[wire.Stream]uint64
	Vacant  bool       // a seat is free
	Start   wire.Start // with the seats as they are filled
	// Readable is set in quarantine: what can be shown of the game.
	Readable *Readable
}

// Readable is the game of a room in quarantine: the frame of its snapshot, which
// covers the events up to N. What is stored after N follows in the journal.
type Readable struct {
	Snapshot []byte
	N        uint64
}

// Look tells what person p (zero: nobody) would see.
func (r *Room) Look(ctx context.Context, p wire.Person) (View, error) {
	return ask(ctx, r, func(s *state) View {
		return s.view(p)
	})
}

// Attach makes m a member that has seen each stream up to the numbers in from;
// the few events after them are offered to it first. A stream "game" that is
// absent from from, or beyond the head, begins with its snapshot. If the newest
// events are further ahead than the room remembers, nothing happens and the
// heads are returned with false: read the journal up to there and attach again.
func (r *Room) Attach(ctx context.Context, m *Member, from map[wire.Stream]uint64) (map[wire.Stream]uint64, bool, error) {
	type answer struct {
		heads map[wire.Stream]uint64
		ok    bool
	}
	a, err := ask(ctx, r, func(s *state) answer {
		ok := s.attach(m, from)
		return answer{s.view(m.Person).Heads, ok}
	})
	return a.heads, a.ok, err
}

// Detach ends m's membership. Closed tells that the person closed the page,
// rather than that the connection was lost. It may be called more than once.
func (r *Room) Detach(m *Member, closed bool) {
	select {
	case r.asks <- func(s *state) { s.detach(m, closed) }:
	case <-r.stopped:
	}
}

// Heartbeat offers m the heads of its streams and the clocks as they stand. It
// does not wait.
func (r *Room) Heartbeat(m *Member) {
	select {
	case r.asks <- func(s *state) { s.heartbeat(m) }:
	default: // a busy room says enough by itself
	}
}

// Seal ends the room for a shutdown: it stops its clocks durably and refuses
// further commands with ErrDraining. It returns when that is on disk, or with
// ErrFull or ErrBusy, and may then be called again.
func (r *Room) Seal(ctx context.Context) error {
	err, askErr := ask(ctx, r, func(s *state) error { return s.seal() })
	return errors.Join(err, askErr)
}

// ask runs f on the room's goroutine and waits for its answer.
func ask[T any](ctx context.Context, r *Room, f func(*state) T) (T, error) {
	reply := make(chan T, 1) // buffered: the room never waits for an asker
	var zero T
	select {
	case r.asks <- func(s *state) { reply <- f(s) }:
	case <-r.stopped:
		return zero, ErrClosed
	case <-ctx.Done():
		return zero, context.Cause(ctx)
	}
	select {
	case v := <-reply:
		return v, nil
	case <-r.stopped:
		select {
		case v := <-reply: // answered just before stopping
			return v, nil
		default:
			return zero, ErrClosed
		}
	case <-ctx.Done():
		return zero, context.Cause(ctx)
	}
}

// Run owns the room until ctx ends, or until it has been empty and finished
// for a while (nil). Any other error leaves the outcome of the last append
// unknown; the room must be opened again, which reads its log.
func (r *Room) Run(ctx context.Context) (err error) {
	s := r.first
	r.first = nil
	defer func() {
		s.restake(stakes{})
		if s.proving != nil {
			<-r.proofs
		}
		close(r.stopped)
		s.dismiss(cmp.Or(err, context.Cause(ctx)))
	}()
	s.ctx = context.WithoutCancel(ctx) // a command once taken up is finished, not abandoned
	if err := s.wakeUp(s.now()); err != nil {
		return err
	}
	s.wakeShown(s.now())
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		s.arm(timer)
		if c, ok := s.next(); ok {
			if err := s.batch(c); err != nil {
				return err
			}
			continue
		}
		select {
		case c := <-r.seats:
			err = s.batch(c)
		case c := <-r.audience:
			err = s.batch(c)
		case f := <-r.asks:
			f(s)
			err = s.failed
		case cannot := <-r.proofs:
			err = s.proved(cannot)
		case <-timer.C:
			err = s.tick(s.now())
		case <-ctx.Done():
			return nil
		}
		if errors.Is(err, errIdle) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}
