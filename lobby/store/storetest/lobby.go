package storetest

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/google/uuid"

	"rookery/game"
	"rookery/lobby"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

var lobbyTests = []test{
	{"a room is shown as it was made, and then as its last entry says", func(s *suite) {
		id := s.made()
		got, err := s.Rooms.Room(s.Context(), id)
		s.must(err)
		s.same(got, newRoom(id).Summary)
		g := liveGame(id)
		g.Ply, g.Last, g.Running = 1, "e2e4", wire.Black
		s.must(s.Journal.Append(s.Context(), room.Entry{
			Room: id, Prev: 1, Events: []room.Event{gameEvent(2, 2)},
			Summary: &room.Summary{Room: id, Game: g},
		}))
		s.must(s.Journal.Append(s.Context(), room.Entry{Room: id, Prev: 2, Events: []room.Event{line(1, 3, "nice")}}))
		got, err = s.Rooms.Room(s.Context(), id)
		s.must(err)
		s.same(got, room.Summary{Room: id, Game: g})
	}},
	{"a room that was never made is not there", func(s *suite) {
		_, err := s.Rooms.Room(s.Context(), roomID())
		s.refused(err, lobby.ErrNoRoom)
	}},
	{"an id is one room's", func(s *suite) {
		id := s.made()
		c := command(anna, 1)
		r := newRoom(id)
		r.Command, r.Notices = &c, []lobby.Notice{notice(anna, "seated", 0)}
		if _, err := s.Rooms.Make(s.Context(), r); err == nil {
			s.Fatal("a room was made twice")
		}
		s.same(len(s.notices(anna)), 0)
	}},
	{"games without a result are listed oldest first, those with one newest first", func(s *suite) {
		var ids []room.ID
		for range 6 {
			ids = append(ids, s.made())
		}
		for i, k := range []int{1, 4, 2} {
			s.end(ids[k], 10+i)
		}
		r := newRoom(roomID())
		r.Unlisted = true
		_, err := s.Rooms.Make(s.Context(), r)
		s.must(err)
		unlisted := r.Summary.Room

		list, err := s.Rooms.Unfinished(s.Context())
		s.must(err)
		s.same(names(list), []room.ID{ids[0], ids[3], ids[5], unlisted})
		s.end(unlisted, 20)
		list, err = s.Rooms.Finished(s.Context(), 100)
		s.must(err)
		s.same(names(list), []room.ID{ids[2], ids[4], ids[1]})
		if !list[0].Over || list[0].Game.Ended == nil || list[0].Game.Ended.Reason != "resignation" {
			s.Fatalf("the result is lost: %+v", list[0])
		}
		list, err = s.Rooms.Finished(s.Context(), 2)
		s.must(err)
		s.same(names(list), []room.ID{ids[2], ids[4]})
	}},
	{"a game counts as unplayed until both have moved, or it has a result", func(s *suite) {
		ids := []room.ID{s.made(), s.made(), s.made()}
		s.unplayed(anna, 3)
		for i, ply := range []int{1, 2} {
			g := liveGame(ids[i])
			g.Ply = ply
			s.must(s.Journal.Append(s.Context(), room.Entry{Room: ids[i], Prev: 1, Summary: &room.Summary{Room: ids[i], Game: g}}))
		}
		s.unplayed(anna, 2)
		s.end(ids[2], 5)
		s.unplayed(boris, 1)
		s.unplayed(wire.Person{ID: uuid.NewString()}, 0)
	}},
	{"a free seat that is taken counts for whoever took it", func(s *suite) {
		r := newRoom(roomID())
		r.Summary.Game.Black = nil
		_, err := s.Rooms.Make(s.Context(), r)
		s.must(err)
		s.unplayed(boris, 0)
		sum := room.Summary{Room: r.Summary.Room, Game: liveGame(r.Summary.Room)}
		s.must(s.Journal.Append(s.Context(), room.Entry{Room: sum.Room, Prev: 1, Events: []room.Event{gameEvent(2, 2)}, Summary: &sum}))
		s.unplayed(boris, 1)
	}},
	{"a game keeps its time control, of whatever kind, while it goes on and when it is over", func(s *suite) {
		var want []room.Summary
		for i, c := range s.controls() {
			r := newRoom(roomID())
			r.Summary.Game.Control = room.WireControl(c)
			_, err := s.Rooms.Make(s.Context(), r)
			s.must(err)
			if i%2 == 1 {
				r.Summary.Over, r.Summary.Game.Ended = true, &wire.Ended{Result: "*", Reason: "aborted"}
				e := gameEvent(2, 2)
				e.At = at(100 - i)
				s.must(s.Journal.Append(s.Context(), room.Entry{Room: r.Summary.Room, Prev: 1, Events: []room.Event{e}, Summary: &r.Summary}))
			}
			want = append(want, r.Summary)
		}
		over := func(r room.Summary) bool { return r.Over }
		running := slices.DeleteFunc(slices.Clone(want), over)
		finished := slices.DeleteFunc(slices.Clone(want), func(r room.Summary) bool { return !over(r) })
		s.lasting(func() {
			list, err := s.Rooms.Unfinished(s.Context())
			s.must(err)
			s.same(list, running)
			list, err = s.Rooms.Finished(s.Context(), 100)
			s.must(err)
			s.same(list, finished)
			for _, r := range want {
				got, err := s.Rooms.Room(s.Context(), r.Room)
				s.must(err)
				s.same(got, r)
			}
		})
	}},
	{"a refused room leaves everything as it was", func(s *suite) {
		k := s.open(anna)
		own := s.open(boris)
		c := command(boris, 1)
		r := taking(k, boris, &c)
		r.Seek = "not open"
		_, err := s.Rooms.Make(s.Context(), r)
		s.refused(err, lobby.ErrNoSeek)
		r = taking(k, boris, &c)
		r.Events[0].N = 2
		if _, err = s.Rooms.Make(s.Context(), r); err == nil {
			s.Fatal("a room begins with event 2")
		}
		s.same(s.seeks(), []lobby.Seek{k, own})
		s.same(len(s.notices(anna))+len(s.notices(boris)), 2)
		_, err = s.Rooms.Room(s.Context(), r.Summary.Room)
		s.refused(err, lobby.ErrNoRoom)
		_, ok, err := s.Journal.Find(s.Context(), boris.ID, c.CID)
		s.same([]any{ok, err}, []any{false, nil})
	}},
	{"a resent command of the lobby gets the number that it got", func(s *suite) {
		open, take, post := command(anna, 1), command(boris, 2), command(boris, 3)
		k := seek(anna)
		first, err := s.Seeks.Open(s.Context(), k, open)
		s.must(err)
		s.same(first, uint64(1))
		_, err = s.Seeks.Open(s.Context(), k, open)
		s.seen(err, receipt(open, 1))

		n, err := s.Rooms.Make(s.Context(), taking(k, boris, &take))
		s.must(err)
		_, err = s.Rooms.Make(s.Context(), taking(k, boris, &take)) // the seek has gone since, but that is not what is asked
		s.seen(err, receipt(take, n))

		list := []lobby.Notice{notice(anna, "rematch_offered", 7), notice(boris, "rematch_offered", 7)}
		n, err = s.Notices.Post(s.Context(), list, &post)
		s.must(err)
		s.same(n, uint64(2))
		_, err = s.Notices.Post(s.Context(), list, &post)
		s.seen(err, receipt(post, 2))

		k2, close := s.open(anna), command(anna, 4)
		n, err = s.Seeks.Close(s.Context(), k2.ID, lobby.End{Why: "withdrawn", At: at(1)}, &close)
		s.must(err)
		_, err = s.Seeks.Close(s.Context(), k2.ID, lobby.End{Why: "withdrawn", At: at(1)}, &close)
		s.seen(err, receipt(close, n))
		s.same(len(s.notices(anna)), 6) // opened, closed, seated, rematch, opened, closed
		s.same(len(s.notices(boris)), 2)
	}},
	{"a command that tells its actor nothing is not stored", func(s *suite) {
		if n, err := s.Notices.Post(s.Context(), []lobby.Notice{notice(boris, "rematch_closed", 1)}, nil); err != nil || n != 0 || len(s.notices(boris)) != 1 {
			s.Errorf("without a command: %d, %v", n, err)
		}
		if _, err := s.Notices.Post(s.Context(), []lobby.Notice{notice(anna, "rematch_offered", 1)}, new(command(boris, 1))); err == nil {
			s.Fatal("a receipt without a number was stored")
		}
		s.same(len(s.notices(anna)), 0)
	}},
	{"notices are numbered without gaps, however many write at once", func(s *suite) {
		const n = 100
		var got [n]uint64
		together(n, func(i int) {
			var err error
			got[i], err = s.Notices.Post(s.Context(), []lobby.Notice{notice(boris, "rematch_offered", i), notice(anna, "rematch_offered", i)}, new(command(anna, i)))
			if err != nil {
				s.Error(err)
			}
		})
		for _, who := range []wire.Person{anna, boris} {
			list := s.notices(who)
			s.same(len(list), n)
			for i, e := range list {
				s.same(e.N, uint64(i)+1)
			}
		}
		list := s.notices(anna)
		for i, num := range got {
			s.same(list[num-1], numbered(notice(anna, "rematch_offered", i), num))
		}
		head, err := s.Notices.Head(s.Context(), person.ID(anna.ID))
		s.must(err)
		s.same(head, uint64(n))
	}},
	{"notices are read in pages, each person's alone", func(s *suite) {
		for i := range 5 {
			_, err := s.Notices.Post(s.Context(), []lobby.Notice{notice(anna, "rematch_offered", i)}, new(command(anna, i)))
			s.must(err)
		}
		page, err := s.Notices.Load(s.Context(), person.ID(anna.ID), 2, 2)
		s.must(err)
		s.same(page, []lobby.Notice{numbered(notice(anna, "rematch_offered", 2), 3), numbered(notice(anna, "rematch_offered", 3), 4)})
		page, err = s.Notices.Load(s.Context(), person.ID(anna.ID), math.MaxUint64, 2)
		s.must(err)
		s.same(len(page), 0)
		head, err := s.Notices.Head(s.Context(), person.ID(boris.ID))
		s.must(err)
		s.same([]any{head, len(s.notices(boris))}, []any{uint64(0), 0})
	}},
	{"lobby and rooms come back after the store was closed", func(s *suite) {
		id, k := s.made(), s.open(anna)
		over := s.made()
		s.end(over, 3)
		c := command(boris, 1)
		_, err := s.Notices.Post(s.Context(), []lobby.Notice{notice(boris, "rematch_offered", 1)}, &c)
		s.must(err)
		before := s.notices(anna)
		s.reopen()
		list, err := s.Rooms.Unfinished(s.Context())
		s.must(err)
		s.same(list, []room.Summary{newRoom(id).Summary})
		list, err = s.Rooms.Finished(s.Context(), 9)
		s.must(err)
		s.same(names(list), []room.ID{over})
		s.same(s.seeks(), []lobby.Seek{k})
		s.same(s.notices(anna), before)
		s.found(c, 1)
	}},
}

// controls are time controls of every kind.
func (s *suite) controls() (all []game.Control) {
	s.Helper()
	for _, text := range []string{
		"5+3", "0.5+0", "0+10", "180+180", "5d3", "0d5", "5b3",
		"40/90+30:30+30", "40/120+0:20/60+0:15+30", "40/90d5:30d5", "1/1b1:100/1b0:1b180",
	} {
		c, err := game.ParseControl(text)
		s.must(err)
		all = append(all, c)
	}
	// A sixth of a minute is no round number of minutes.
	return append(all, game.Control{Base: 10 * time.Second, Inc: time.Second}, game.Control{})
}

// end gives a room that has only its first event a result.
func (s *suite) end(id room.ID, minute int) {
	s.Helper()
	g := liveGame(id)
	g.Ended = &wire.Ended{Result: "1-0", Reason: "resignation"}
	e := gameEvent(2, 2)
	e.At = at(minute)
	s.must(s.Journal.Append(s.Context(), room.Entry{
		Room: id, Prev: 1, Events: []room.Event{e},
		Summary: &room.Summary{Room: id, Game: g, Over: true},
	}))
}

func (s *suite) unplayed(who wire.Person, want int) {
	s.Helper()
	n, err := s.Rooms.Unplayed(s.Context(), person.ID(who.ID))
	s.must(err)
	s.same(n, want)
}

// taking is the room that taker gets for seek k.
func taking(k lobby.Seek, taker wire.Person, c *lobby.Command) lobby.NewRoom {
	r := newRoom(roomID())
	seeker := wire.Person{ID: string(k.By.ID), Nick: k.By.Nick}
	r.Summary.Game.White, r.Summary.Game.Black = &seeker, &taker
	r.Seek, r.Withdraw, r.Command = k.ID, []person.ID{k.By.ID, person.ID(taker.ID)}, c
	r.Notices = []lobby.Notice{notice(seeker, "seated", 0), notice(taker, "seated", 0)}
	return r
}

func notice(to wire.Person, kind string, n int) lobby.Notice {
	return lobby.Notice{Person: person.ID(to.ID), Kind: kind, At: at(n), Body: fmt.Appendf(nil, `{"room":"%d"}`, n)}
}

func numbered(n lobby.Notice, num uint64) lobby.Notice {
	n.N = num
	return n
}

func names(list []room.Summary) (ids []room.ID) {
	for _, s := range list {
		ids = append(ids, s.Room)
	}
	return ids
}

func kinds(list []lobby.Notice) (kinds []string) {
	for _, n := range list {
		kinds = append(kinds, n.Kind)
	}
	return kinds
}
