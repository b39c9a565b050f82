package storetest

import (
	"sync/atomic"

	"rookery/game"
	"rookery/lobby"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

var peopleTests = []test{
	{"a rating is of one person at one speed, and the newest counts", func(s *suite) {
		s.rated(anna, game.Blitz, 0, false)
		for _, r := range []struct {
			who   wire.Person
			speed game.Speed
			value int
		}{{anna, game.Blitz, 1500}, {anna, game.Rapid, 1720}, {boris, game.Blitz, 1433}, {anna, game.Blitz, 1512}} {
			s.must(s.Ratings.Rate(s.Context(), person.ID(r.who.ID), r.speed, r.value))
		}
		s.lasting(func() {
			s.rated(anna, game.Blitz, 1512, true)
			s.rated(anna, game.Rapid, 1720, true)
			s.rated(boris, game.Blitz, 1433, true)
			s.rated(boris, game.Rapid, 0, false)
			s.rated(anna, game.UltraBullet, 0, false)
		})
	}},
	{"the newest games of a person come first, whichever side they had and however they end", func(s *suite) {
		first := s.made()
		s.plays(boris, anna)
		s.end(first, 3)
		s.plays(boris, cleo)
		s.plays(anna, cleo)
		s.plays(anna, wire.Person{}) // a link that nobody has taken yet
		s.lasting(func() {
			s.played(anna, 9, lobby.Played{Opponent: person.ID(cleo.ID), Side: wire.White}, lobby.Played{Opponent: person.ID(boris.ID), Side: wire.Black},
				lobby.Played{Opponent: person.ID(boris.ID), Side: wire.White})
			s.played(anna, 2, lobby.Played{Opponent: person.ID(cleo.ID), Side: wire.White}, lobby.Played{Opponent: person.ID(boris.ID), Side: wire.Black})
			s.played(cleo, 9, lobby.Played{Opponent: person.ID(anna.ID), Side: wire.Black}, lobby.Played{Opponent: person.ID(boris.ID), Side: wire.Black})
			s.played(anna, 0)
			s.played(wire.Person{ID: "nobody"}, 9)
		})
	}},
	{"who hides stays hidden until that is ended", func(s *suite) {
		first, last := command(anna, 1), command(anna, 2)
		n, err := s.Hiding.Set(s.Context(), person.ID(anna.ID), true, at(1), first)
		s.must(err)
		s.same([]any{n.Person, n.N, n.Kind, n.At, string(n.Body)}, []any{person.ID(anna.ID), uint64(1), "hidden", at(1), `{"on":true}`})
		_, err = s.Hiding.Set(s.Context(), person.ID(boris.ID), true, at(2), command(boris, 1))
		s.must(err)
		_, err = s.Hiding.Set(s.Context(), person.ID(boris.ID), true, at(3), command(boris, 2))
		s.must(err)
		s.lasting(func() {
			s.hidden(anna, boris)
			s.found(first, 1)
		})
		n, err = s.Hiding.Set(s.Context(), person.ID(anna.ID), false, at(4), last)
		s.must(err)
		s.lasting(func() {
			s.hidden(boris)
			s.same(s.notices(anna)[1], n)
			s.found(last, 2)
		})
	}},
	{"somebody hides once, however often and at once it is asked for", func(s *suite) {
		c := command(anna, 1)
		var stored atomic.Int32
		together(8, func(i int) {
			_, err := s.Hiding.Set(s.Context(), person.ID(anna.ID), i%2 == 0, at(1), c)
			if err == nil {
				stored.Add(1)
			} else {
				s.seen(err, receipt(c, 1))
			}
		})
		s.same(stored.Load(), int32(1))
		s.same(len(s.notices(anna)), 1)
	}},
}

var cleo = wire.Person{ID: "0190a000-0000-7000-8000-00000000000c", Nick: "cleo"}

func (s *suite) rated(who wire.Person, speed game.Speed, want int, ok bool) {
	s.Helper()
	value, rated, err := s.Ratings.Rating(s.Context(), person.ID(who.ID), speed)
	s.must(err)
	s.same([]any{value, rated}, []any{want, ok})
}

// plays makes a room; a player without an id leaves a seat free.
func (s *suite) plays(white, black wire.Person) room.ID {
	s.Helper()
	r := newRoom(roomID())
	r.Summary.Game.White, r.Summary.Game.Black = &white, &black
	if black.ID == "" {
		r.Summary.Game.Black = nil
	}
	_, err := s.Rooms.Make(s.Context(), r)
	s.must(err)
	return r.Summary.Room
}

func (s *suite) played(who wire.Person, limit int, want ...lobby.Played) {
	s.Helper()
	list, err := s.History.Played(s.Context(), person.ID(who.ID), limit)
	s.must(err)
	s.same(list, want)
}

func (s *suite) hidden(want ...wire.Person) {
	s.Helper()
	list, err := s.Hiding.All(s.Context())
	s.must(err)
	var ids []person.ID
	for _, p := range want {
		ids = append(ids, person.ID(p.ID))
	}
	s.same(list, ids)
}
