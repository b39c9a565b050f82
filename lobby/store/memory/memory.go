// Package memory is a store for tests; nothing survives.
//
// It keeps the same promises as the stores on disk and passes the same suite
// (storetest), has no goroutine of its own, and so works in a synctest bubble.
// A Fault lets a test play a disk that is slow, full, or of unknown outcome.
package memory

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"sync"
	"time"

	"rookery/lobby"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// Op names an operation to a Fault: the port's method in lower case, as
// "append", "make" or "notices.load".
type Op string

// The operations of a store.
const (
	Append Op = "append"
	Load   Op = "load"
	Replay Op = "replay"
	Find   Op = "find"
	Beat   Op = "beat"
	Life   Op = "life"

	Make       Op = "make"
	Room       Op = "room"
	Unfinished Op = "unfinished"
	Finished   Op = "finished"
	Unplayed   Op = "unplayed"

	Open    Op = "open"
	Answer  Op = "answer"
	Close   Op = "close"
	Drop    Op = "drop"
	All     Op = "all"
	One     Op = "one"
	SeeksOf Op = "seeks.of"

	Post        Op = "post"
	LoadNotices Op = "notices.load"
	Head        Op = "head"

	Set         Op = "set"
	AllBlocks   Op = "blocks.all"
	BlocksOf    Op = "of"
	File        Op = "file"
	Count       Op = "count"
	LoadReports Op = "reports.load"

	Rating    Op = "rating"
	Rate      Op = "rate"
	Played    Op = "played"
	SetHidden Op = "hiding.set"
	AllHidden Op = "hiding.all"

	Create  Op = "create"
	Rename  Op = "rename"
	ByToken Op = "bytoken"
	ByID    Op = "byid"
	Present Op = "present"

	OfferHandover Op = "handovers.offer"
	OpenHandover  Op = "handovers.open"
	Redeem        Op = "redeem"
)

// Fault decides how operations fail. Before runs ahead of each: its error is
// the operation's, and nothing was done. After runs when a write is stored: its
// error is the write's all the same, which is how an unknown outcome looks. Both
// may be nil, may block, and may use the store.
type Fault struct {
	Before func(Op) error
	After  func(Op) error
}

// Store is the whole store. Its views implement the ports.
type Store struct {
	mu       sync.Mutex // guards all below; nothing is called out under it
	fault    Fault
	rooms    map[room.ID]*kept
	made     []*kept // oldest first
	commands map[command]room.Receipt
	seeks    []lobby.Seek // oldest first
	notices  map[person.ID][]lobby.Notice
	blocks   []lobby.Block // oldest first
	reports  []lobby.Report
	ratings  map[rated]int
	hidden   []person.ID
	persons  map[person.ID]*guest
	boot     *boot
}

// New gives an empty store.
func New() *Store {
	return &Store{
		boot:     &boot{started: time.Now()},
		rooms:    make(map[room.ID]*kept),
		commands: make(map[command]room.Receipt),
		notices:  make(map[person.ID][]lobby.Notice),
		ratings:  make(map[rated]int),
		persons:  make(map[person.ID]*guest),
	}
}

// Break makes operations fail as f says, from now on. The zero Fault mends the store.
func (s *Store) Break(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault = f
}

// Boot makes what comes now the doing of another process, as if the last one had
// died. What it was still storing counts as the new one's.
func (s *Store) Boot() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.boot = &boot{started: time.Now()}
}

// Journal and those after it are the store as its users see it.
func (s *Store) Journal() room.Journal  { return journal{s} }
func (s *Store) Pulse() room.Pulse      { return pulse{s} }
func (s *Store) Rooms() lobby.Rooms     { return rooms{s} }
func (s *Store) Seeks() lobby.Seeks     { return seeks{s} }
func (s *Store) Notices() lobby.Notices { return notices{s} }
func (s *Store) Blocks() lobby.Blocks   { return blocks{s} }
func (s *Store) Reports() lobby.Reports { return reports{s} }
func (s *Store) Ratings() lobby.Ratings { return ratings{s} }
func (s *Store) History() lobby.History { return history{s} }
func (s *Store) Hiding() lobby.Hiding   { return hiding{s} }
func (s *Store) Persons() person.Store  { return persons{s} }

// Handovers are the codes by which persons go on on other devices.
func (s *Store) Handovers() person.Handovers { return handovers{s} }

type command struct {
	actor string
	cid   wire.CID
}

// kept is one room. events are in the room's order: event i has Pos i+1.
type kept struct {
	summary  room.Summary
	unlisted bool
	finished int64 // ms since 1970; set when summary.Over is
	events   []room.Event
	heads    map[room.Stream]uint64
	boot     *boot         // that stored the newest event; nil for what was made with the room
	turned   time.Duration // when it stored what the clocks show, from its start
}

// read runs f under the lock, unless the store is to fail.
func read[T any](ctx context.Context, s *Store, op Op, f func() (T, error)) (T, error) {
	v, _, err := run(ctx, s, op, f)
	return v, err
}

// write is read for operations that change something.
func write[T any](ctx context.Context, s *Store, op Op, f func() (T, error)) (T, error) {
	v, fault, err := run(ctx, s, op, f)
	if err != nil || fault.After == nil {
		return v, err
	}
	if err := fault.After(op); err != nil {
		var none T
		return none, err
	}
	return v, nil
}

func run[T any](ctx context.Context, s *Store, op Op, f func() (T, error)) (T, Fault, error) {
	var none T
	s.mu.Lock()
	fault := s.fault
	s.mu.Unlock()
	if fault.Before != nil {
		if err := fault.Before(op); err != nil {
			return none, fault, err
		}
	}
	if ctx.Err() != nil {
		return none, fault, context.Cause(ctx)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	v, err := f()
	return v, fault, err
}

type journal struct{ *Store }

func (s journal) Append(ctx context.Context, e room.Entry) error {
	s.mu.Lock()
	now := s.boot
	s.mu.Unlock()
	began := time.Now()
	err := s.append(ctx, e)
	if e.Urgent {
		now.outages.Append(began, err)
	}
	return err
}

func (s journal) append(ctx context.Context, e room.Entry) error {
	_, err := write(ctx, s.Store, Append, func() (none struct{}, err error) {
		own := make(map[command]bool, len(e.Receipts))
		for _, r := range e.Receipts {
			own[command{r.Actor, r.CID}] = true
		}
		if len(own) < len(e.Receipts) {
			return none, room.ErrTwice
		}
		for _, r := range e.Receipts {
			if err := s.seen(r.Actor, r.CID); err != nil {
				return none, err
			}
		}
		k := s.rooms[e.Room]
		if k == nil || uint64(len(k.events)) != e.Prev {
			return none, room.ErrConflict
		}
		if err := k.append(e.Events); err != nil {
			return none, err
		}
		if e.Summary != nil {
			k.show(*e.Summary)
		}
		if e.Turned || k.boot != s.boot {
			k.turned = time.Since(s.boot.started).Truncate(time.Millisecond)
		}
		k.boot = s.boot
		for _, r := range e.Receipts {
			s.commands[command{r.Actor, r.CID}] = r
		}
		who, told := lobby.Filled(e)
		for _, id := range who {
			s.drop(id)
		}
		s.tell(told, nil)
		return none, nil
	})
	return err
}

// append takes events that follow the room's without a gap, or none.
func (k *kept) append(events []room.Event) error {
	heads := maps.Clone(k.heads)
	for i, e := range events {
		heads[e.Stream]++
		if e.Pos != uint64(len(k.events)+i+1) || e.N != heads[e.Stream] {
			return fmt.Errorf("event %s/%d at %d leaves a gap", e.Stream.Name, e.N, e.Pos)
		}
	}
	k.heads = heads
	for _, e := range events {
		e.Body = bytes.Clone(e.Body)
		k.events = append(k.events, e)
	}
	return nil
}

func (k *kept) show(sum room.Summary) {
	if sum.Over && !k.summary.Over && len(k.events) > 0 {
		k.finished = k.events[len(k.events)-1].At
	}
	k.summary = clone(sum)
}

// clone is sum without pointers shared with it.
func clone(sum room.Summary) room.Summary {
	g := &sum.Game
	g.White, g.Black, g.Ended = copied(g.White), copied(g.Black), copied(g.Ended)
	return sum
}

func copied[T any](p *T) *T {
	if p == nil {
		return nil
	}
	v := *p
	return &v
}

func (s journal) Load(ctx context.Context, id room.ID, st room.Stream, after uint64, limit int) ([]room.Event, error) {
	return s.page(ctx, Load, id, limit, func(e room.Event) bool { return e.Stream == st && e.N > after })
}

func (s journal) Replay(ctx context.Context, id room.ID, after uint64, limit int) ([]room.Event, error) {
	return s.page(ctx, Replay, id, limit, func(e room.Event) bool { return e.Pos > after })
}

func (s journal) page(ctx context.Context, op Op, id room.ID, limit int, wanted func(room.Event) bool) ([]room.Event, error) {
	return read(ctx, s.Store, op, func() (page []room.Event, err error) {
		if k := s.rooms[id]; k != nil {
			for _, e := range k.events {
				if len(page) < limit && wanted(e) {
					e.Body = bytes.Clone(e.Body)
					page = append(page, e)
				}
			}
		}
		return page, nil
	})
}

func (s journal) Find(ctx context.Context, actor string, cid wire.CID) (room.Receipt, bool, error) {
	r, err := read(ctx, s.Store, Find, func() (*room.Receipt, error) {
		if r, ok := s.commands[command{actor, cid}]; ok {
			return &r, nil
		}
		return nil, nil
	})
	if r == nil {
		return room.Receipt{}, false, err
	}
	return *r, true, nil
}

// seen is the *room.SeenError of a command that is stored already.
func (s *Store) seen(actor string, cid wire.CID) error {
	if r, ok := s.commands[command{actor, cid}]; ok {
		return &room.SeenError{Receipt: r}
	}
	return nil
}

var errNoNotice = errors.New("a command without a notice to its actor")
