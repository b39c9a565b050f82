package storetest

import (
	"errors"
	"strings"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

var personTests = []test{
	{"a guest is found by the secret and by the id", func(s *suite) {
		g := s.guest("Anna", 0)
		got, err := s.Persons.ByToken(s.Context(), g.TokenHash)
		s.must(err)
		s.same(got, g.Person)
		s.nick(g, "Anna")
		_, err = s.Persons.ByToken(s.Context(), [32]byte{})
		s.refused(err, person.ErrUnknown)
		_, err = s.Persons.ByID(s.Context(), person.ID(uuid.NewString()))
		s.refused(err, person.ErrUnknown)
	}},
	{"an id and a secret are one person's", func(s *suite) {
		g := s.guest("anna", 0)
		other := newGuest("boris")
		other.TokenHash = g.TokenHash
		if err := s.Persons.Create(s.Context(), other, clock(0)); err == nil {
			s.Fatal("two persons with one secret")
		}
		other = newGuest("boris")
		other.ID = g.ID
		if err := s.Persons.Create(s.Context(), other, clock(0)); err == nil {
			s.Fatal("two persons with one id")
		}
		s.nick(g, "anna")
	}},
	{"nobody who only sat or talked is a person", func(s *suite) {
		s.made()
		_, err := s.Persons.ByID(s.Context(), person.ID(anna.ID))
		s.refused(err, person.ErrUnknown)
		s.refused(s.Persons.Present(s.Context(), person.ID(anna.ID), true, clock(0)), person.ErrUnknown)
		s.refused(s.Persons.Rename(s.Context(), person.ID(anna.ID), "x1", "x1", clock(0)), person.ErrUnknown)
	}},
	{"a nick stays its holder's while they are here, in whatever case it is written", func(s *suite) {
		g := s.guest("anna", 0)
		s.must(s.Persons.Present(s.Context(), g.ID, true, clock(1)))
		s.refused(s.Persons.Create(s.Context(), newGuest("ANNA"), clock(1000)), person.ErrTaken)
		b := s.guest("boris", 1000)
		s.refused(s.Persons.Rename(s.Context(), b.ID, "Anna", "anna", clock(1000)), person.ErrTaken)
		s.nick(g, "anna")
		s.nick(b, "boris")
	}},
	{"a nick is its holder's also with hyphens and underscores in it", func(s *suite) {
		g := newGuest("anna")
		g.Skeleton = person.Skeleton(g.Nick)
		s.must(s.Persons.Create(s.Context(), g, clock(0)))
		for _, nick := range []string{"anna_", "an-na", "ANN_A"} {
			other := newGuest(nick)
			other.Skeleton = person.Skeleton(nick)
			s.refused(s.Persons.Create(s.Context(), other, clock(1)), person.ErrTaken)
		}
		s.must(s.Persons.Rename(s.Context(), g.ID, "an_na", person.Skeleton("an_na"), clock(1)))
		s.nick(g, "an_na")
	}},
	{"a nick stays its holder's for ten minutes after they were seen, then passes to whoever asks", func(s *suite) {
		g := s.guest("anna", 0)
		s.must(s.Persons.Present(s.Context(), g.ID, true, clock(1)))
		s.must(s.Persons.Present(s.Context(), g.ID, false, clock(20)))
		end := clock(20).Add(person.Grace)
		s.refused(s.Persons.Create(s.Context(), newGuest("anna"), end.Add(-time.Millisecond)), person.ErrTaken)
		other := newGuest("Anna")
		s.must(s.Persons.Create(s.Context(), other, end))
		s.nick(g, "")
		s.nick(other, "Anna")
		got, err := s.Persons.ByToken(s.Context(), g.TokenHash)
		s.must(err)
		s.same(got, person.Person{ID: g.ID})
	}},
	{"a new guest is seen when made", func(s *suite) {
		s.guest("anna", 0)
		s.refused(s.Persons.Create(s.Context(), newGuest("anna"), clock(9)), person.ErrTaken)
		s.must(s.Persons.Create(s.Context(), newGuest("anna"), clock(10)))
	}},
	{"a nick stays a player's until the game has a result", func(s *suite) {
		w, b := s.guest("anna", 0), s.guest("boris", 0)
		id := s.seats(w, b)
		late := newGuest("carla")
		s.must(s.Persons.Create(s.Context(), late, clock(1000)))
		s.refused(s.Persons.Rename(s.Context(), late.ID, "anna", "anna", clock(1000)), person.ErrTaken)
		s.refused(s.Persons.Create(s.Context(), newGuest("boris"), clock(1000)), person.ErrTaken)
		s.end(id, 5)
		s.must(s.Persons.Rename(s.Context(), late.ID, "anna", "anna", clock(1000)))
		s.must(s.Persons.Create(s.Context(), newGuest("boris"), clock(1000)))
		s.nick(w, "")
		s.nick(b, "")
	}},
	{"a player's nick cannot be changed before the game has a result", func(s *suite) {
		w, b, late := s.guest("anna", 0), s.guest("boris", 0), s.guest("carla", 0)
		id := s.seats(w, b)
		for _, g := range []person.Guest{w, b} {
			s.refused(s.Persons.Rename(s.Context(), g.ID, "anita", "anita", clock(1)), person.ErrSeated)
			s.refused(s.Persons.Rename(s.Context(), g.ID, strings.ToUpper(g.Nick), g.Skeleton, clock(1)), person.ErrSeated)
			s.refused(s.Persons.Rename(s.Context(), late.ID, g.Nick, g.Skeleton, clock(1000)), person.ErrTaken)
			s.nick(g, g.Nick)
		}
		s.end(id, 5)
		s.must(s.Persons.Rename(s.Context(), w.ID, "anita", "anita", clock(6)))
		s.nick(w, "anita")
	}},
	{"one's own nick may be written another way", func(s *suite) {
		g := s.guest("anna", 0)
		s.must(s.Persons.Rename(s.Context(), g.ID, "ANNA", "anna", clock(1)))
		s.nick(g, "ANNA")
	}},
	{"a nick that was changed is free at once", func(s *suite) {
		g := s.guest("anna", 0)
		s.must(s.Persons.Rename(s.Context(), g.ID, "anita", "anita", clock(1)))
		other := s.guest("anna", 1)
		s.nick(g, "anita")
		s.nick(other, "anna")
	}},
	{"whoever lost the nick takes another, and many may have lost theirs", func(s *suite) {
		a, b := s.guest("anna", 0), s.guest("boris", 0)
		s.guest("anna", 100)
		s.guest("boris", 100)
		s.nick(a, "")
		s.nick(b, "")
		s.must(s.Persons.Rename(s.Context(), a.ID, "carla", "carla", clock(101)))
		s.nick(a, "carla")
	}},
	{"of sixty-four who ask for one nick at once one gets it", func(s *suite) {
		var won atomic.Int32
		together(64, func(int) {
			switch err := s.Persons.Create(s.Context(), newGuest("anna"), clock(0)); {
			case err == nil:
				won.Add(1)
			case !errors.Is(err, person.ErrTaken):
				s.Error(err)
			}
		})
		s.same(won.Load(), int32(1))
	}},
	{"whoever was here when the store closed counts as seen when it opens, and gone", func(s *suite) {
		here, gone := s.guest("anna", 0), s.guest("boris", 0)
		s.must(s.Persons.Present(s.Context(), here.ID, true, clock(0)))
		s.reopen()
		s.nick(here, "anna")
		now := time.Now()
		s.refused(s.Persons.Create(s.Context(), newGuest("anna"), now), person.ErrTaken)
		s.must(s.Persons.Create(s.Context(), newGuest("boris"), now))
		s.nick(gone, "")
		s.must(s.Persons.Create(s.Context(), newGuest("anna"), now.Add(person.Grace)))
		s.nick(here, "")
	}},
}

func newGuest(nick string) person.Guest {
	g := person.Guest{Person: person.Person{ID: person.ID(uuid.NewString()), Nick: nick}, Skeleton: strings.ToLower(nick)}
	copy(g.TokenHash[:], g.ID)
	return g
}

func (s *suite) guest(nick string, minute int) person.Guest {
	s.Helper()
	g := newGuest(nick)
	s.must(s.Persons.Create(s.Context(), g, clock(minute)))
	return g
}

// seats makes a room between two persons.
func (s *suite) seats(white, black person.Guest) room.ID {
	s.Helper()
	r := newRoom(roomID())
	r.Summary.Game.White = &wire.Person{ID: string(white.ID), Nick: white.Nick}
	r.Summary.Game.Black = &wire.Person{ID: string(black.ID), Nick: black.Nick}
	_, err := s.Rooms.Make(s.Context(), r)
	s.must(err)
	return r.Summary.Room
}

func (s *suite) nick(g person.Guest, want string) {
	s.Helper()
	got, err := s.Persons.ByID(s.Context(), g.ID)
	s.must(err)
	s.same(got, person.Person{ID: g.ID, Nick: want})
}
