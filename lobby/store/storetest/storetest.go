// Package storetest is one suite for every store: what rooms, lobbies and
// persons rely on, told as tests.
package storetest

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"rookery/lobby"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// Stores is a store as its users see it.
type Stores struct {
	Journal room.Journal
	Pulse   room.Pulse
	Rooms   lobby.Rooms
	Seeks   lobby.Seeks
	Notices lobby.Notices
	Blocks  lobby.Blocks
	Reports lobby.Reports
	Ratings lobby.Ratings
	History lobby.History
	Hiding  lobby.Hiding
	Persons person.Store
	// Handovers are left out by tests that have none.
	Handovers person.Handovers
	// Reopen closes the store and opens its data again; nil if nothing survives.
	Reopen func(*testing.T) Stores
}

// Run runs the suite. open gives an empty store, which it ends with the test.
func Run(t *testing.T, open func(*testing.T) Stores) {
	for _, group := range [][]test{journalTests, lobbyTests, seekTests, mannersTests, peopleTests, personTests, handoverTests} {
		for _, c := range group {
			t.Run(c.name, func(t *testing.T) { c.run(&suite{t, open(t)}) })
		}
	}
}

type test struct {
	name string
	run  func(*suite)
}

// suite is one test's store, with words for what tests do to it.
type suite struct {
	*testing.T
	Stores
}

var (
	anna  = wire.Person{ID: "0190a000-0000-7000-8000-00000000000a", Nick: "anna"}
	boris = wire.Person{ID: "0190a000-0000-7000-8000-00000000000b", Nick: "boris"}
)

func (s *suite) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func (s *suite) refused(err, want error) {
	s.Helper()
	if !errors.Is(err, want) {
		s.Fatalf("error is %v, want %v", err, want)
	}
}

// seen checks that err names the command that is stored already.
func (s *suite) seen(err error, want room.Receipt) {
	s.Helper()
	seen, ok := errors.AsType[*room.SeenError](err)
	if !ok {
		s.Fatalf("error is %v, want that command %s was seen", err, want.CID)
	}
	s.same(seen.Receipt, want)
}

func (s *suite) same(got, want any) {
	s.Helper()
	if !reflect.DeepEqual(got, want) {
		s.Fatalf("got  %+v\nwant %+v", got, want)
	}
}

func (s *suite) reopen() {
	s.Helper()
	if s.Reopen == nil {
		s.Skip("nothing survives in this store")
	}
	s.Stores = s.Reopen(s.T)
}

// lasting checks what must be so now and, where something survives that, when
// the store was closed and opened again.
func (s *suite) lasting(check func()) {
	s.Helper()
	check()
	if s.Reopen != nil {
		s.reopen()
		check()
	}
}

func cid() wire.CID { return wire.CID(uuid.NewString()) }

func roomID() room.ID { return room.ID(uuid.NewString()) }

func hash(n int) (h [16]byte) {
	binary.BigEndian.PutUint64(h[8:], uint64(n))
	return h
}

// at is a moment of the tests' own calendar, in ms.
func at(minutes int) int64 { return clock(minutes).UnixMilli() }

func clock(minutes int) time.Time {
	return time.Date(2025, 3, 1, 12, 0, 0, 0, time.UTC).Add(time.Duration(minutes) * time.Minute)
}

func liveGame(id room.ID) wire.LiveGame {
	return wire.LiveGame{
		Room: string(id), White: &anna, Black: &boris, Control: wire.Control{Base: 300, Inc: 3},
		FEN: "rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1", Clock: wire.Clock{White: 300_000, Black: 300_000},
	}
}

func newRoom(id room.ID) lobby.NewRoom {
	return lobby.NewRoom{
		Summary: room.Summary{Room: id, Game: liveGame(id)},
		Events: []room.Event{{
			Stream: room.Stream{Name: wire.GameStream}, N: 1, Pos: 1, Kind: "start", At: at(0),
			Body: []byte(`{"control":{"base":300,"inc":3},"how":"pool"}`),
		}},
	}
}

// made makes an ordinary room between anna and boris, with its first event.
func (s *suite) made() room.ID {
	s.Helper()
	id := roomID()
	_, err := s.Rooms.Make(s.Context(), newRoom(id))
	s.must(err)
	return id
}

func (s *suite) life(id room.ID) room.Life {
	s.Helper()
	l, err := s.Pulse.Life(s.Context(), id)
	s.must(err)
	return l
}

// passes waits until the clock shows another millisecond.
func passes() {
	for began := time.Now(); time.Since(began) < 2*time.Millisecond; {
		runtime.Gosched()
	}
}

// gameEvent is a move, event n of the game, at position pos of the room.
func gameEvent(n, pos uint64) room.Event {
	return room.Event{
		Stream: room.Stream{Name: wire.GameStream}, N: n, Pos: pos, Kind: "moved", By: anna.ID,
		At: at(int(pos)), Body: fmt.Appendf(nil, `{"uci":"e2e4","ply":%d}`, n-1),
	}
}

func line(n, pos uint64, text string) room.Event {
	return room.Event{
		Stream: room.Stream{Name: wire.ChatStream}, N: n, Pos: pos, Kind: "line", By: boris.ID,
		At: at(int(pos)), Body: fmt.Appendf(nil, `{"text":%q}`, text),
	}
}

func whisper(of wire.Person, n, pos uint64) room.Event {
	return room.Event{
		Stream: room.Stream{Name: wire.WhisperStream, Person: of.ID}, N: n, Pos: pos, Kind: "whispered",
		By: anna.ID, At: at(int(pos)), Body: []byte(`{"text":"psst"}`),
	}
}

// together runs f n times at once and waits.
func together(n int, f func(i int)) {
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { f(i) })
	}
	wg.Wait()
}

func command(by wire.Person, n int) lobby.Command {
	return lobby.Command{Actor: person.ID(by.ID), CID: cid(), Hash: hash(n)}
}

// receipt is what c leaves behind as notice n of its actor.
func receipt(c lobby.Command, n uint64) room.Receipt {
	return room.Receipt{Actor: string(c.Actor), CID: c.CID, Hash: c.Hash, Stream: wire.NoticeStream, N: n}
}

func (s *suite) found(c lobby.Command, n uint64) {
	s.Helper()
	got, ok, err := s.Journal.Find(s.Context(), string(c.Actor), c.CID)
	s.must(err)
	if !ok {
		s.Fatalf("command %s is not found", c.CID)
	}
	s.same(got, receipt(c, n))
}

// notices reads all of who's.
func (s *suite) notices(who wire.Person) []lobby.Notice {
	s.Helper()
	list, err := s.Notices.Load(context.WithoutCancel(s.Context()), person.ID(who.ID), 0, 1000)
	s.must(err)
	return list
}
