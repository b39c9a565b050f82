package storetest

import (
	"fmt"
	"sync/atomic"

	"rookery/lobby"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

var mannersTests = []test{
	{"who is blocked stays so until that is ended, and each is told of their own", func(s *suite) {
		first, second := command(anna, 1), command(anna, 2)
		n, err := s.Blocks.Set(s.Context(), block(anna, boris), true, at(1), first)
		s.must(err)
		s.same([]any{n.Person, n.N, n.Kind, n.At}, []any{person.ID(anna.ID), uint64(1), "blocked", at(1)})
		_, err = s.Blocks.Set(s.Context(), block(boris, anna), true, at(2), command(boris, 1))
		s.must(err)
		s.lasting(func() {
			s.same(s.blocks(), []lobby.Block{block(anna, boris), block(boris, anna)})
			s.same(s.blocksOf(anna), []lobby.Block{block(anna, boris)})
			s.same(s.blocksOf(wire.Person{ID: "nobody"}), []lobby.Block(nil))
			s.found(first, 1)
		})
		n, err = s.Blocks.Set(s.Context(), block(anna, boris), false, at(3), second)
		s.must(err)
		s.lasting(func() {
			s.same(s.blocks(), []lobby.Block{block(boris, anna)})
			s.same(s.notices(anna)[1], n)
			s.found(second, 2)
		})
	}},
	{"what is so already is told all the same, and changes nothing but the nick", func(s *suite) {
		_, err := s.Blocks.Set(s.Context(), block(anna, boris), false, at(1), command(anna, 1))
		s.must(err)
		s.same(len(s.blocks()), 0)
		for i, nick := range []string{"boris", "bobo"} {
			_, err := s.Blocks.Set(s.Context(), block(anna, wire.Person{ID: boris.ID, Nick: nick}), true, at(2+i), command(anna, 2+i))
			s.must(err)
		}
		s.same(s.blocks(), []lobby.Block{block(anna, wire.Person{ID: boris.ID, Nick: "bobo"})})
		s.same(kinds(s.notices(anna)), []string{"blocked", "blocked", "blocked"})
	}},
	{"a block happens once, however often and at once it is asked for", func(s *suite) {
		c := command(anna, 1)
		var stored atomic.Int32
		together(8, func(i int) {
			_, err := s.Blocks.Set(s.Context(), block(anna, boris), i%2 == 0, at(1), c)
			if err == nil {
				stored.Add(1)
			} else {
				s.seen(err, receipt(c, 1))
			}
		})
		s.same(stored.Load(), int32(1))
		s.same(len(s.notices(anna)), 1)
	}},
	{"a report is kept as it was filed, with its evidence", func(s *suite) {
		id, c := s.made(), command(anna, 1)
		s.must(s.Journal.Append(s.Context(), room.Entry{Room: id, Prev: 1, Events: []room.Event{line(1, 2, "boo"), line(2, 3, "boo again")}}))
		r := reported(id, anna, 2)
		r.Evidence = []wire.Event{line(1, 2, "boo").Wire(), line(2, 3, "boo again").Wire()}
		n, err := s.Reports.File(s.Context(), r, c)
		s.must(err)
		s.same([]any{n.Person, n.N, n.Kind, n.At}, []any{person.ID(anna.ID), uint64(1), "reported", r.At})
		whispers := reported(id, boris, 2)
		whispers.Stream, whispers.At = wire.WhisperStream, at(9)
		_, err = s.Reports.File(s.Context(), whispers, command(boris, 1))
		s.must(err)
		s.lasting(func() {
			list, err := s.Reports.Load(s.Context(), 0, 10)
			s.must(err)
			r.N, whispers.N = 1, 2
			s.same(list, []lobby.Report{r, whispers})
			list, err = s.Reports.Load(s.Context(), 1, 10)
			s.must(err)
			s.same(list, []lobby.Report{whispers})
			s.found(c, 1)
		})
		for since, want := range map[int64]int{at(0): 1, at(9): 1, at(10): 0} {
			got, err := s.Reports.Count(s.Context(), person.ID(boris.ID), since)
			s.must(err)
			s.same(got, want)
		}
	}},
	{"a line is reported once by each, and a report happens once", func(s *suite) {
		id, c := s.made(), command(anna, 1)
		_, err := s.Reports.File(s.Context(), reported(id, anna, 1), c)
		s.must(err)
		_, err = s.Reports.File(s.Context(), reported(id, anna, 1), c)
		s.seen(err, receipt(c, 1))
		_, err = s.Reports.File(s.Context(), reported(id, anna, 1), command(anna, 2))
		s.refused(err, lobby.ErrReported)
		_, err = s.Reports.File(s.Context(), reported(id, boris, 1), command(boris, 1))
		s.must(err)
		s.same([]int{len(s.notices(anna)), len(s.notices(boris))}, []int{1, 1})
		list, err := s.Reports.Load(s.Context(), 0, 1)
		s.must(err)
		s.same(len(list), 1)
	}},
}

func block(by, whom wire.Person) lobby.Block {
	return lobby.Block{By: person.ID(by.ID), Whom: person.Person{ID: person.ID(whom.ID), Nick: whom.Nick}}
}

func reported(id room.ID, by wire.Person, n uint64) lobby.Report {
	return lobby.Report{
		By: person.Person{ID: person.ID(by.ID), Nick: by.Nick}, Room: id, Stream: wire.ChatStream, Line: n,
		Reason: fmt.Sprintf("line %d is rude", n), At: at(5), Evidence: []wire.Event{line(n, n+1, "boo").Wire()},
	}
}

func (s *suite) blocks() []lobby.Block {
	s.Helper()
	list, err := s.Blocks.All(s.Context())
	s.must(err)
	return list
}

func (s *suite) blocksOf(who wire.Person) []lobby.Block {
	s.Helper()
	list, err := s.Blocks.Of(s.Context(), person.ID(who.ID))
	s.must(err)
	return list
}
