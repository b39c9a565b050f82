package sqlite

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"rookery/game"
	"rookery/lobby"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/store/memory"
	"rookery/lobby/store/storetest"
	"rookery/lobby/wire"
)

// step is one call of the store's API.
type step struct {
	what   string
	urgent bool // moves come before talk when they wait together
	do     func(context.Context, storetest.Stores) error
	result string // what it answers: see answered
}

// script is an evening in the lobby and in a few rooms, the same for the same
// seed, and what is stored after each of its steps by a store that is not SQLite.
type script struct {
	fate     *rand.Rand
	steps    []step
	acts     [][]step // steps that wait together; none: the server is stopped and started again
	want     []string // want[n] is the dump after n steps
	tables   []*table
	guests   []person.Guest
	seeks    []lobby.Seek // those that are open
	receipts []room.Receipt
}

// table is a room as the script knows it.
type table struct {
	id   room.ID
	pos  uint64
	n    map[room.Stream]uint64
	ply  int
	over bool
	last room.Entry
}

// at is when the evening begins, in ms since 1970.
const evening = 1_740_000_000_000

func newScript(t *testing.T, seed uint64, acts int) *script {
	t.Helper()
	s := &script{fate: rand.New(rand.NewPCG(seed, 1))}
	for i, nick := range []string{"anna", "boris", "carla"} {
		g := person.Guest{Person: person.Person{ID: person.ID(s.uuid()), Nick: nick}, Skeleton: nick, TokenHash: [32]byte{byte(i)}}
		s.guests = append(s.guests, g)
		s.act(step{what: nick + " comes", do: func(ctx context.Context, st storetest.Stores) error {
			return st.Persons.Create(ctx, g, time.UnixMilli(evening))
		}})
	}
	s.act(s.open())
	s.act(s.room(""))
	s.act(s.open())
	s.act(s.room(s.seeks[0].ID))
	for len(s.acts) < acts {
		switch {
		case len(s.acts) == acts/2:
			s.acts = append(s.acts, nil)
		case s.fate.IntN(4) == 0:
			s.act(s.together()...)
		default:
			s.act(s.any())
		}
	}
	if err := s.rehearse(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *script) act(list ...step) {
	s.acts = append(s.acts, list)
	s.steps = append(s.steps, list...)
}

// rehearse plays the script in memory, to know what is stored after each step.
func (s *script) rehearse(ctx context.Context) error {
	m := memory.New()
	st := storetest.Stores{Journal: m.Journal(), Rooms: m.Rooms(), Seeks: m.Seeks(), Notices: m.Notices(), Blocks: m.Blocks(), Reports: m.Reports(), Persons: m.Persons()}
	for i := range len(s.steps) + 1 {
		now, err := s.dump(ctx, st)
		if err != nil {
			return err
		}
		s.want = append(s.want, now)
		if i < len(s.steps) {
			s.steps[i].result = answered(s.steps[i].do(ctx, st))
			if s.steps[i].result == "unknown" {
				return fmt.Errorf("step %d, %s, fails in memory", i, s.steps[i].what)
			}
		}
	}
	n := 0
	for _, a := range s.acts {
		n += copy(a, s.steps[n:])
	}
	return nil
}

// answered says what an error means to whoever asked.
func answered(err error) string {
	if _, ok := errors.AsType[*room.SeenError](err); ok {
		return "seen"
	}
	for _, e := range []error{room.ErrConflict, room.ErrFull, room.ErrBusy, lobby.ErrNoSeek} {
		if errors.Is(err, e) {
			return e.Error()
		}
	}
	if err != nil {
		return "unknown"
	}
	return "stored"
}

func (s *script) uuid() string {
	var u uuid.UUID
	binary.BigEndian.PutUint64(u[:8], s.fate.Uint64())
	binary.BigEndian.PutUint64(u[8:], s.fate.Uint64())
	return u.String()
}

// any is a step of any kind.
func (s *script) any() step {
	switch t := s.tables[s.fate.IntN(len(s.tables))]; s.fate.IntN(14) {
	case 0:
		return s.open()
	case 1:
		if len(s.seeks) > 0 {
			return s.withdraw()
		}
		return s.room("")
	case 2:
		return s.post()
	case 3:
		return s.again(t)
	case 4:
		return s.stale(t)
	case 5, 6:
		return s.entry(t, "whispers in", false, s.whispers)
	case 7:
		return s.entry(t, "the room itself in", false, s.house)
	case 8:
		return s.entry(t, "a move and a line in", true, s.moves, s.talks)
	case 9, 10:
		return s.entry(t, "talk in", false, s.talks)
	default:
		return s.entry(t, "a move in", true, s.moves)
	}
}

// together is a few steps of which none needs another, moves before talk.
func (s *script) together() []step {
	list := []step{s.post()}
	for _, t := range s.tables[max(0, len(s.tables)-3):] {
		if s.fate.IntN(2) == 0 {
			list = append(list, s.entry(t, "a move in", true, s.moves))
		} else {
			list = append(list, s.entry(t, "talk in", false, s.talks))
		}
	}
	slices.SortStableFunc(list, func(a, b step) int {
		return cmp.Compare(map[bool]int{true: 0, false: 1}[a.urgent], map[bool]int{true: 0, false: 1}[b.urgent])
	})
	return list
}

// part adds the events of one command to an entry, and its receipt.
type part func(*table, *room.Entry)

func (s *script) entry(t *table, what string, urgent bool, parts ...part) step {
	e := room.Entry{Room: t.id, Prev: t.pos, Urgent: urgent}
	for _, p := range parts {
		p(t, &e)
	}
	t.last = e
	return step{what + " " + string(t.id), urgent, func(ctx context.Context, st storetest.Stores) error {
		return st.Journal.Append(ctx, e)
	}, ""}
}

// event is the next of a stream.
func (t *table) event(e *room.Entry, st room.Stream, by string, body wire.EventBody) uint64 {
	kind, _, text := wire.EncodeBody(body)
	t.pos++
	t.n[st]++
	e.Events = append(e.Events, room.Event{Stream: st, N: t.n[st], Pos: t.pos, Kind: kind, By: by, At: evening + int64(t.pos), Body: text})
	return t.n[st]
}

func (s *script) receipt(by string, st wire.Stream, n uint64) room.Receipt {
	r := room.Receipt{Actor: by, CID: wire.CID(s.uuid()), Hash: [16]byte{byte(n)}, Stream: st, N: n}
	s.receipts = append(s.receipts, r)
	return r
}

func (s *script) someone() person.Guest { return s.guests[s.fate.IntN(len(s.guests))] }

func (s *script) moves(t *table, e *room.Entry) {
	t.ply++
	by := string(s.guests[t.ply%2].ID)
	n := t.event(e, room.Stream{Name: wire.GameStream}, by, wire.Moved{
		UCI: "b8c6", SAN: "Nc6", Ply: t.ply, FEN: "r1bqkbnr/pppp1ppp/2n5/4p3/4P3/5N2/PPPP1PPP/RNBQKB1R w KQkq - 2 3",
	})
	sum := s.summary(t)
	if t.ply == 6 {
		sum.Over, t.over = true, true
		sum.Game.Ended = &wire.Ended{Result: "1-0", Reason: "flag"}
		t.event(e, room.Stream{Name: wire.GameStream}, "", *sum.Game.Ended)
	}
	e.Summary = &sum
	e.Receipts = append(e.Receipts, s.receipt(by, wire.GameStream, n))
}

// talks is a line, now and then longer than a page of the file.
func (s *script) talks(t *table, e *room.Entry) {
	g := s.someone()
	text := strings.Repeat("a blunder? ", 1+s.fate.IntN(20))
	if s.fate.IntN(4) == 0 {
		text = strings.Repeat(text, 60)
	}
	n := t.event(e, room.Stream{Name: wire.ChatStream}, string(g.ID), wire.Line{Name: g.Nick, Kind: "said", Text: text, Ply: t.ply})
	e.Receipts = append(e.Receipts, s.receipt(string(g.ID), wire.ChatStream, n))
}

// whispers is a line to one other: a copy for each of them, one command.
func (s *script) whispers(t *table, e *room.Entry) {
	i := s.fate.IntN(len(s.guests))
	from, to := s.guests[i], s.guests[(i+1)%len(s.guests)]
	body := wire.Whispered{From: shown(from), To: shown(to), Text: "he is in time trouble", Ply: t.ply}
	n := t.event(e, room.Stream{Name: wire.WhisperStream, Person: string(from.ID)}, string(from.ID), body)
	t.event(e, room.Stream{Name: wire.WhisperStream, Person: string(to.ID)}, string(from.ID), body)
	e.Receipts = append(e.Receipts, s.receipt(string(from.ID), wire.WhisperStream, n))
}

// house is what a room says by itself, which is no command.
func (s *script) house(t *table, e *room.Entry) {
	t.event(e, room.Stream{Name: wire.GameStream}, "", wire.ClockStopped{})
	t.event(e, room.Stream{Name: wire.GameStream}, "", wire.ClockStarted{})
}

func shown(g person.Guest) wire.Person { return wire.Person{ID: string(g.ID), Nick: g.Nick} }

func (s *script) summary(t *table) room.Summary {
	sum := summaryOf(t.id, t.ply)
	white, black := shown(s.guests[0]), shown(s.guests[1])
	sum.Game.White, sum.Game.Black, sum.Over = &white, &black, t.over
	return sum
}

// again is a resend of a room's last entry, stale an entry of an owner that lost the room.
func (s *script) again(t *table) step {
	e := t.last
	return step{"again in " + string(t.id), true, func(ctx context.Context, st storetest.Stores) error {
		return st.Journal.Append(ctx, e)
	}, ""}
}

func (s *script) stale(t *table) step {
	e := room.Entry{Room: t.id, Prev: t.pos - 1, Events: []room.Event{{
		Stream: room.Stream{Name: wire.ChatStream}, N: t.n[room.Stream{Name: wire.ChatStream}], Pos: t.pos, Kind: "line", Body: []byte("{}"),
	}}}
	return step{"too late in " + string(t.id), false, func(ctx context.Context, st storetest.Stores) error {
		return st.Journal.Append(ctx, e)
	}, ""}
}

func (s *script) command(g person.Guest) lobby.Command {
	// The number is for the store to give: it is what the rehearsal finds.
	r := s.receipt(string(g.ID), wire.NoticeStream, 0)
	return lobby.Command{Actor: g.ID, CID: r.CID, Hash: r.Hash}
}

func (s *script) open() step {
	g := s.someone()
	k := lobby.Seek{ID: s.uuid(), By: g.Person, Terms: lobby.Terms{Control: game.Control{Base: 3 * time.Minute, Inc: 2 * time.Second}}, Side: wire.Random, At: evening}
	s.seeks = append(s.seeks, k)
	c := s.command(g)
	return step{"a seek of " + g.Nick, false, func(ctx context.Context, st storetest.Stores) error {
		_, err := st.Seeks.Open(ctx, k, c)
		return err
	}, ""}
}

func (s *script) withdraw() step {
	k := s.seeks[0]
	s.seeks = s.seeks[1:]
	c := lobby.Command{Actor: k.By.ID, CID: wire.CID(s.uuid())}
	s.receipts = append(s.receipts, room.Receipt{Actor: string(c.Actor), CID: c.CID})
	return step{"a seek is withdrawn", false, func(ctx context.Context, st storetest.Stores) error {
		_, err := st.Seeks.Close(ctx, k.ID, lobby.End{Why: "withdrawn", At: evening}, &c)
		return err
	}, ""}
}

func (s *script) post() step {
	g, other := s.someone(), s.someone()
	kind, _, body := wire.EncodeBody(wire.RematchOffered{Room: s.uuid(), From: shown(g)})
	list := []lobby.Notice{{Person: other.ID, Kind: kind, At: evening, Body: body}, {Person: g.ID, Kind: kind, At: evening, Body: body}}
	c := s.command(g)
	return step{"a notice of " + g.Nick, false, func(ctx context.Context, st storetest.Stores) error {
		_, err := st.Notices.Post(ctx, list, &c)
		return err
	}, ""}
}

// room is a new room, which uses up a seek if one is named, and all others of the seeker's.
func (s *script) room(seek string) step {
	t := &table{id: room.ID(s.uuid()), n: make(map[room.Stream]uint64)}
	s.tables = append(s.tables, t)
	e := room.Entry{Room: t.id}
	t.event(&e, room.Stream{Name: wire.GameStream}, "", wire.Start{How: "pool"})
	t.last = e
	r := lobby.NewRoom{Summary: s.summary(t), Events: e.Events, Seek: seek}
	if seek != "" {
		g := s.someone()
		c := s.command(g)
		kind, _, body := wire.EncodeBody(wire.Seated{Room: string(t.id), Side: wire.White})
		r.Command, r.Notices = &c, []lobby.Notice{{Person: g.ID, Kind: kind, At: evening, Body: body}}
		i := slices.IndexFunc(s.seeks, func(k lobby.Seek) bool { return k.ID == seek })
		r.Withdraw = []person.ID{s.seeks[i].By.ID}
		s.seeks = slices.DeleteFunc(s.seeks, func(k lobby.Seek) bool { return k.By.ID == r.Withdraw[0] })
	}
	return step{"room " + string(t.id) + " is made", false, func(ctx context.Context, st storetest.Stores) error {
		_, err := st.Rooms.Make(ctx, r)
		return err
	}, ""}
}
