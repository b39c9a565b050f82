package storetest

import (
	"errors"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"rookery/lobby/person"
)

var handoverTests = []test{
	{"who brings the code is the same person, beside the device that showed it, for good", func(s *suite) {
		g := s.guest("anna", 0)
		code, phone := secret(), secret()
		s.must(s.Handovers.Offer(s.Context(), person.Handover{Person: g.ID, Code: code, Room: "where", Until: clock(2)}))
		s.holder(phone, person.Person{})
		got, room, err := s.Handovers.Redeem(s.Context(), code, phone, clock(1))
		s.must(err)
		s.same(got, g.Person)
		s.same(room, "where")
		s.lasting(func() {
			s.holder(phone, g.Person)
			s.holder(g.TokenHash, g.Person)
		})
		s.must(s.Persons.Rename(s.Context(), g.ID, "anita", "anita", clock(3)))
		s.holder(phone, person.Person{ID: g.ID, Nick: "anita"})
	}},
	{"a code is good once, until its time is over, and nobody learns which it was not", func(s *suite) {
		g := s.guest("anna", 0)
		for _, late := range []time.Duration{0, time.Millisecond, time.Hour} {
			code := s.offered(g, 2)
			_, _, err := s.Handovers.Redeem(s.Context(), code, secret(), clock(2).Add(late))
			s.refused(err, person.ErrCode)
		}
		code := s.offered(g, 2)
		_, _, err := s.Handovers.Redeem(s.Context(), code, secret(), clock(2).Add(-time.Millisecond))
		s.must(err)
		for _, wrong := range [][32]byte{code, secret(), {}} {
			_, _, err = s.Handovers.Redeem(s.Context(), wrong, secret(), clock(1))
			s.refused(err, person.ErrCode)
		}
	}},
	{"whose code it is sees it end with its use, or with its time", func(s *suite) {
		g := s.guest("anna", 0)
		s.isOpen(g, 1, false)
		code := s.offered(g, 2)
		s.isOpen(g, 1, true)
		s.isOpen(g, 2, false)
		s.isOpen(s.guest("boris", 0), 1, false)
		_, _, err := s.Handovers.Redeem(s.Context(), code, secret(), clock(1))
		s.must(err)
		s.lasting(func() { s.isOpen(g, 1, false) })
	}},
	{"asking again ends the older code, and nobody else's", func(s *suite) {
		a, b := s.guest("anna", 0), s.guest("boris", 0)
		older, other, newer := s.offered(a, 2), s.offered(b, 2), s.offered(a, 3)
		_, _, err := s.Handovers.Redeem(s.Context(), older, secret(), clock(1))
		s.refused(err, person.ErrCode)
		for code, want := range map[[32]byte]person.Guest{other: b, newer: a} {
			got, _, err := s.Handovers.Redeem(s.Context(), code, secret(), clock(1))
			s.must(err)
			s.same(got, want.Person)
		}
	}},
	{"a code outlives the process that gave it", func(s *suite) {
		g := s.guest("anna", 0)
		code := s.offered(g, 2)
		s.reopen()
		got, _, err := s.Handovers.Redeem(s.Context(), code, secret(), clock(1))
		s.must(err)
		s.same(got, g.Person)
	}},
	{"of sixty-four devices with one code one gets in", func(s *suite) {
		g := s.guest("anna", 0)
		code := s.offered(g, 2)
		var won atomic.Int32
		together(64, func(int) {
			token := secret()
			_, _, err := s.Handovers.Redeem(s.Context(), code, token, clock(1))
			_, found := s.Persons.ByToken(s.Context(), token)
			switch {
			case err == nil && found == nil:
				won.Add(1)
			case !errors.Is(err, person.ErrCode) || !errors.Is(found, person.ErrUnknown):
				s.Error(err, found)
			}
		})
		s.same(won.Load(), int32(1))
	}},
	{"one device too many ends the one that came first, never the one that the person began on", func(s *suite) {
		g := s.guest("anna", 0)
		var devices [][32]byte
		for range person.MaxDevices + 2 {
			code, token := s.offered(g, 2), secret()
			_, _, err := s.Handovers.Redeem(s.Context(), code, token, clock(1))
			s.must(err)
			devices = append(devices, token)
		}
		s.holder(g.TokenHash, g.Person)
		for i, token := range devices {
			want := g.Person
			if i < 2 {
				want = person.Person{}
			}
			s.holder(token, want)
		}
	}},
	{"a secret that is somebody's already uses no code up", func(s *suite) {
		a, b := s.guest("anna", 0), s.guest("boris", 0)
		code, token := s.offered(a, 2), secret()
		_, _, err := s.Handovers.Redeem(s.Context(), code, token, clock(1))
		s.must(err)
		code = s.offered(b, 2)
		if _, _, err := s.Handovers.Redeem(s.Context(), code, token, clock(1)); err == nil {
			s.Fatal("two persons with one secret")
		}
		got, _, err := s.Handovers.Redeem(s.Context(), code, secret(), clock(1))
		s.must(err)
		s.same(got, b.Person)
	}},
	{"nobody who is no person is handed over", func(s *suite) {
		s.made()
		for _, who := range []string{anna.ID, uuid.NewString()} {
			h := person.Handover{Person: person.ID(who), Code: secret(), Until: clock(2)}
			s.refused(s.Handovers.Offer(s.Context(), h), person.ErrUnknown)
		}
	}},
}

// secret is the hash of a new secret or code.
func secret() (hash [32]byte) {
	copy(hash[:], uuid.NewString())
	return hash
}

// offered gives g a code that is good until that minute.
func (s *suite) offered(g person.Guest, until int) [32]byte {
	s.Helper()
	code := secret()
	s.must(s.Handovers.Offer(s.Context(), person.Handover{Person: g.ID, Code: code, Until: clock(until)}))
	return code
}

// isOpen checks whether g's code is good at that minute.
func (s *suite) isOpen(g person.Guest, minute int, want bool) {
	s.Helper()
	got, err := s.Handovers.Open(s.Context(), g.ID, clock(minute))
	s.must(err)
	s.same(got, want)
}

// holder checks whose secret it is; the zero Person is nobody.
func (s *suite) holder(token [32]byte, want person.Person) {
	s.Helper()
	got, err := s.Persons.ByToken(s.Context(), token)
	if want == (person.Person{}) {
		s.refused(err, person.ErrUnknown)
		return
	}
	s.must(err)
	s.same(got, want)
}
