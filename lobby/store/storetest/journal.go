package storetest

import (
	"errors"
	"math"
	"slices"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"rookery/lobby"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

var journalTests = []test{
	{"of the process that stored a room's newest event it is known until when it ran", func(s *suite) {
		id := s.made()
		none, err := s.Pulse.Life(s.Context(), id)
		s.must(err)
		s.same(none.Ran(), time.Duration(0))
		passes()
		s.must(s.Journal.Append(s.Context(), room.Entry{Room: id, Prev: 1, Events: []room.Event{gameEvent(2, 2)}, Turned: true}))
		began := s.life(id)
		if began.Turned <= 0 || began.Ran() != 0 {
			s.Fatalf("before a sign of life: %+v", began)
		}
		passes()
		s.must(s.Journal.Append(s.Context(), room.Entry{Room: id, Prev: 2, Events: []room.Event{line(1, 3, "hm")}}))
		s.same(s.life(id), began)
		stall := room.Stall{From: time.Now(), To: time.Now().Add(time.Hour)}
		s.must(s.Pulse.Beat(s.Context(), func() []room.Stall { return []room.Stall{stall} }))
		last := s.life(id)
		if last.Turned != began.Turned || last.Beat <= began.Turned || len(last.Stalls) != 1 || last.Stalls[0].To-last.Stalls[0].From != time.Hour {
			s.Fatalf("after a sign of life: %+v", last)
		}
		if last.Started.IsZero() {
			s.Fatal("it is this very process")
		}
		last.Started = time.Time{}
		if s.Reopen == nil {
			return
		}
		s.reopen()
		s.same(s.life(id), last)
		s.must(s.Pulse.Beat(s.Context(), func() []room.Stall { return nil })) // of the next process, which has nothing to do with it
		s.same(s.life(id), last)
		passes()
		s.must(s.Journal.Append(s.Context(), room.Entry{Room: id, Prev: 3, Events: []room.Event{line(2, 4, "hm")}}))
		if next := s.life(id); next.Ran() != 0 || len(next.Stalls) != 0 {
			s.Fatalf("of the next process: %+v", next)
		}
	}},
	{"of a room that is not there no process is known", func(s *suite) { s.same(s.life(roomID()), room.Life{}) }},
	{"a game is read back in its order, and so is the whole room", func(s *suite) {
		id := s.made()
		first := newRoom(id).Events[0]
		all := []room.Event{
			first, gameEvent(2, 2), line(1, 3, "good luck"), gameEvent(3, 4),
			whisper(anna, 1, 5), whisper(boris, 1, 6), line(2, 7, "ΰ̈ and \"quotes\""),
		}
		s.must(s.Journal.Append(s.Context(), room.Entry{Room: id, Prev: 1, Events: all[1:3]}))
		s.must(s.Journal.Append(s.Context(), room.Entry{Room: id, Prev: 3, Events: all[3:]}))
		of := func(st room.Stream) (list []room.Event) {
			for _, e := range all {
				if e.Stream == st {
					list = append(list, e)
				}
			}
			return list
		}
		for _, st := range []room.Stream{
			{Name: wire.GameStream},
			{Name: wire.ChatStream},
			{Name: wire.PlayersStream},
			{Name: wire.WhisperStream, Person: anna.ID},
			{Name: wire.WhisperStream, Person: boris.ID},
		} {
			s.same(s.load(id, st, 0, 100), of(st))
		}
		s.same(s.replay(id, 0, 100), all)
		s.same(s.replay(id, 2, 3), all[2:5])
		s.same(s.load(id, room.Stream{Name: wire.GameStream}, 1, 1), []room.Event{gameEvent(2, 2)})
	}},
	{"whoever was never whispered to has no whispers, whatever they are called", func(s *suite) {
		id := s.made()
		s.must(s.Journal.Append(s.Context(), room.Entry{Room: id, Prev: 1, Events: []room.Event{whisper(anna, 1, 2)}}))
		for _, of := range []string{boris.ID, "nobody", ""} {
			if got := s.load(id, room.Stream{Name: wire.WhisperStream, Person: of}, 0, 10); len(got) != 0 {
				s.Fatalf("%q reads %v", of, got)
			}
		}
	}},
	{"positions beyond everything, rooms that are not there and no limit read nothing", func(s *suite) {
		id := s.made()
		game := room.Stream{Name: wire.GameStream}
		for _, got := range [][]room.Event{
			s.load(id, game, math.MaxUint64, 10), s.replay(id, math.MaxUint64, 10),
			s.load(roomID(), game, 0, 10), s.replay(roomID(), 0, 10), s.load(id, game, 0, 0), s.replay(id, 0, -1),
		} {
			if len(got) != 0 {
				s.Fatalf("read %v", got)
			}
		}
	}},
	{"of two owners who answer the same position one writes, and the other learns it", func(s *suite) {
		id := s.made()
		s.must(s.Journal.Append(s.Context(), room.Entry{Room: id, Prev: 1, Events: []room.Event{gameEvent(2, 2)}}))
		s.refused(s.Journal.Append(s.Context(), room.Entry{Room: id, Prev: 1, Events: []room.Event{line(1, 2, "late")}}), room.ErrConflict)
		s.refused(s.Journal.Append(s.Context(), room.Entry{Room: id, Prev: 7, Events: []room.Event{gameEvent(3, 8)}}), room.ErrConflict)
		s.refused(s.Journal.Append(s.Context(), room.Entry{Room: roomID(), Events: []room.Event{gameEvent(1, 1)}}), room.ErrConflict)
		if got := s.replay(id, 1, 10); len(got) != 1 {
			s.Fatalf("the room holds %v", got)
		}
	}},
	{"sixty-four owners at once make one move", func(s *suite) {
		id := s.made()
		var won atomic.Int32
		together(64, func(int) {
			switch err := s.Journal.Append(s.Context(), room.Entry{Room: id, Prev: 1, Events: []room.Event{gameEvent(2, 2)}}); {
			case err == nil:
				won.Add(1)
			case !errors.Is(err, room.ErrConflict):
				s.Error(err)
			}
		})
		if won.Load() != 1 {
			s.Fatalf("%d owners won", won.Load())
		}
	}},
	{"a command that is stored is not stored again, and says where it is", func(s *suite) {
		id := s.made()
		r := room.Receipt{Actor: anna.ID, CID: cid(), Hash: hash(1), Stream: wire.GameStream, N: 2}
		e := room.Entry{Room: id, Prev: 1, Events: []room.Event{gameEvent(2, 2)}, Receipts: []room.Receipt{r}}
		s.must(s.Journal.Append(s.Context(), e))
		s.seen(s.Journal.Append(s.Context(), e), r) // before the conflict that it is as well
		later := room.Entry{Room: id, Prev: 2, Events: []room.Event{gameEvent(3, 3)}, Receipts: []room.Receipt{
			{Actor: boris.ID, CID: cid(), Stream: wire.GameStream, N: 3}, r,
		}}
		s.seen(s.Journal.Append(s.Context(), later), r)
		if _, ok, err := s.Journal.Find(s.Context(), boris.ID, later.Receipts[0].CID); err != nil || ok {
			s.Fatalf("half an entry was stored: %v, %v", ok, err)
		}
		got, ok, err := s.Journal.Find(s.Context(), anna.ID, r.CID)
		s.must(err)
		s.same([]any{got, ok}, []any{r, true})
	}},
	{"an entry that carries one command twice is refused whole", func(s *suite) {
		id := s.made()
		r := room.Receipt{Actor: anna.ID, CID: cid(), Hash: hash(1), Stream: wire.GameStream, N: 2}
		again := r
		again.N = 3
		other := room.Receipt{Actor: boris.ID, CID: r.CID, Hash: hash(1), Stream: wire.ChatStream, N: 1}
		e := room.Entry{
			Room: id, Prev: 1, Events: []room.Event{gameEvent(2, 2), line(1, 3, "hi"), gameEvent(3, 4)},
			Receipts: []room.Receipt{r, other, again},
		}
		s.refused(s.Journal.Append(s.Context(), e), room.ErrTwice)
		for _, r := range e.Receipts {
			if _, ok, err := s.Journal.Find(s.Context(), r.Actor, r.CID); err != nil || ok {
				s.Fatalf("half an entry was stored: %v, %v", ok, err)
			}
		}
		s.same(len(s.replay(id, 0, 10)), 1)
		e.Events, e.Receipts = e.Events[:2], e.Receipts[:2]
		s.must(s.Journal.Append(s.Context(), e))
		e.Receipts = []room.Receipt{again, again}
		s.refused(s.Journal.Append(s.Context(), e), room.ErrTwice) // before the command that is stored
	}},
	{"of one command in two rooms, or in a room and the lobby, at once one is stored, and the other says where", func(s *suite) {
		const n = 100
		ids := make([]room.ID, 2*n)
		together(2*n, func(i int) { ids[i] = s.made() })
		cmds := make([]lobby.Command, n)
		errs := make([]error, 2*n)
		for i := range cmds {
			cmds[i] = command(anna, i)
		}
		together(2*n, func(i int) {
			c := cmds[i/2]
			if i%4 == 3 { // the lobby, against every other room
				_, errs[i] = s.Notices.Post(s.Context(), []lobby.Notice{notice(anna, "seated", i)}, &c)
				return
			}
			errs[i] = s.Journal.Append(s.Context(), room.Entry{
				Room: ids[i], Prev: 1, Events: []room.Event{gameEvent(2, 2)}, Urgent: i%3 == 0,
				Receipts: []room.Receipt{{Actor: anna.ID, CID: c.CID, Hash: c.Hash, Stream: wire.GameStream, N: 2}},
			})
		})
		for i, c := range cmds {
			stored, ok, err := s.Journal.Find(s.Context(), anna.ID, c.CID)
			s.must(err)
			first, second := errs[2*i], errs[2*i+1]
			if first != nil {
				first, second = second, first
			}
			if first != nil || !ok {
				s.Fatalf("command %d: %v and %v, stored: %v", i, first, second, ok)
			}
			s.seen(second, stored)
		}
	}},
	{"a cid is its actor's own", func(s *suite) {
		id := s.made()
		r := room.Receipt{Actor: anna.ID, CID: cid(), Hash: hash(1), Stream: wire.WhisperStream, N: 1}
		b := room.Receipt{Actor: boris.ID, CID: r.CID, Hash: hash(2), Stream: wire.ChatStream, N: 1}
		s.must(s.Journal.Append(s.Context(), room.Entry{
			Room: id, Prev: 1,
			Events: []room.Event{whisper(anna, 1, 2), whisper(boris, 1, 3)}, Receipts: []room.Receipt{r},
		}))
		if _, ok, err := s.Journal.Find(s.Context(), boris.ID, r.CID); err != nil || ok {
			s.Fatalf("boris has anna's command: %v, %v", ok, err)
		}
		s.must(s.Journal.Append(s.Context(), room.Entry{Room: id, Prev: 3, Events: []room.Event{line(1, 4, "hi")}, Receipts: []room.Receipt{b}}))
		for _, want := range []room.Receipt{r, b} {
			got, ok, err := s.Journal.Find(s.Context(), want.Actor, want.CID)
			s.must(err)
			s.same([]any{got, ok}, []any{want, true})
		}
	}},
	{"a room's numbers have no gaps", func(s *suite) {
		id := s.made()
		for _, e := range []room.Event{gameEvent(3, 2), gameEvent(1, 2), gameEvent(2, 3), gameEvent(2, 1), line(2, 2, "x")} {
			if err := s.Journal.Append(s.Context(), room.Entry{Room: id, Prev: 1, Events: []room.Event{e}}); err == nil {
				s.Fatalf("event %s/%d was stored at %d after game/1 at 1", e.Stream.Name, e.N, e.Pos)
			}
		}
		s.must(s.Journal.Append(s.Context(), room.Entry{Room: id, Prev: 1, Events: []room.Event{gameEvent(2, 2)}}))
		s.same(len(s.replay(id, 0, 10)), 2)
	}},
	{"a bad entry spoils none that is stored with it", func(s *suite) {
		const n = 200
		ids := make([]room.ID, n)
		together(n, func(i int) { ids[i] = s.made() })
		errs := make([]error, n)
		together(n, func(i int) {
			e := room.Entry{Room: ids[i], Prev: 1, Events: []room.Event{gameEvent(2, 2)}, Urgent: i%2 == 0}
			switch i % 5 {
			case 1:
				e.Prev = 9
				e.Events[0].Pos = 10
			case 2:
				e.Events = append(e.Events, gameEvent(4, 3)) // a gap, found after its first event went in
			}
			errs[i] = s.Journal.Append(s.Context(), e)
		})
		for i, id := range ids {
			bad := i%5 == 1 || i%5 == 2
			if (errs[i] != nil) != bad {
				s.Fatalf("entry %d: %v", i, errs[i])
			}
			want := 2
			if bad {
				want = 1
			}
			s.same(len(s.replay(id, 0, 10)), want)
		}
	}},
	{"nobody is taken for somebody whose first line was refused", func(s *suite) {
		id := s.made()
		by := func(who string, e room.Event) room.Entry {
			e.By = who
			return room.Entry{Room: id, Prev: e.Pos - 1, Events: []room.Event{e}}
		}
		early, late := uuid.NewString(), uuid.NewString()
		if err := s.Journal.Append(s.Context(), by(early, line(2, 2, "a gap before me"))); err == nil {
			s.Fatal("a gap was stored")
		}
		s.must(s.Journal.Append(s.Context(), by(late, line(1, 2, "hello"))))
		s.must(s.Journal.Append(s.Context(), by(early, line(2, 3, "hello"))))
		got := s.replay(id, 1, 10)
		s.same([]string{got[0].By, got[1].By}, []string{late, early})
	}},
	{"a room's events come back after the store was closed, and its position still holds", func(s *suite) {
		id := s.made()
		r := room.Receipt{Actor: anna.ID, CID: cid(), Hash: hash(3), Stream: wire.GameStream, N: 2}
		s.must(s.Journal.Append(s.Context(), room.Entry{Room: id, Prev: 1, Events: []room.Event{gameEvent(2, 2)}, Receipts: []room.Receipt{r}}))
		before := s.replay(id, 0, 10)
		s.reopen()
		s.same(s.replay(id, 0, 10), before)
		got, ok, err := s.Journal.Find(s.Context(), r.Actor, r.CID)
		s.must(err)
		s.same([]any{got, ok}, []any{r, true})
		s.refused(s.Journal.Append(s.Context(), room.Entry{Room: id, Prev: 1, Events: []room.Event{gameEvent(2, 2)}}), room.ErrConflict)
		s.must(s.Journal.Append(s.Context(), room.Entry{Room: id, Prev: 2, Events: []room.Event{gameEvent(3, 3)}}))
	}},
	{"what was given to the store is the store's", func(s *suite) {
		id := s.made()
		e := gameEvent(2, 2)
		want := slices.Clone(e.Body)
		s.must(s.Journal.Append(s.Context(), room.Entry{Room: id, Prev: 1, Events: []room.Event{e}}))
		clear(e.Body)
		got := s.replay(id, 1, 1)
		s.same(got[0].Body, want)
		clear(got[0].Body)
		s.same(s.replay(id, 1, 1)[0].Body, want)
	}},
}

func (s *suite) load(id room.ID, st room.Stream, after uint64, limit int) []room.Event {
	s.Helper()
	list, err := s.Journal.Load(s.Context(), id, st, after, limit)
	s.must(err)
	return list
}

func (s *suite) replay(id room.ID, after uint64, limit int) []room.Event {
	s.Helper()
	list, err := s.Journal.Replay(s.Context(), id, after, limit)
	s.must(err)
	return list
}
