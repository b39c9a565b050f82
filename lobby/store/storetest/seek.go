package storetest

import (
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"rookery/game"
	"rookery/lobby"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

var carla = wire.Person{ID: "0190a000-0000-7000-8000-00000000000c", Nick: "carla"}

var seekTests = []test{
	{"a seek is shown until it is withdrawn, by the seeker alone", func(s *suite) {
		k, open := s.open(anna), command(anna, 9)
		s.same(s.seeks(), []lobby.Seek{k})
		_, err := s.Seeks.Close(s.Context(), k.ID, withdrawn, &lobby.Command{Actor: person.ID(boris.ID), CID: cid()})
		s.refused(err, lobby.ErrNoSeek)
		n, err := s.Seeks.Close(s.Context(), k.ID, withdrawn, &open)
		s.must(err)
		s.same(n, uint64(2))
		s.same(s.notices(anna)[1], numbered(k.Ended(withdrawn)[0], 2))
		s.found(open, 2)
		again := command(anna, 1)
		_, err = s.Seeks.Close(s.Context(), k.ID, withdrawn, &again)
		s.refused(err, lobby.ErrNoSeek)
		s.same(len(s.seeks()), 0)
		s.same(len(s.notices(boris)), 0)
	}},
	{"a seek keeps its time control, of whatever kind", func(s *suite) {
		var want []lobby.Seek
		for i, c := range s.controls() {
			k := seek(anna)
			k.Control = c
			s.opens(k, command(anna, i))
			want = append(want, k)
		}
		s.lasting(func() { s.same(s.seeks(), want) })
	}},
	{"a seek keeps everything that was asked for, and who has answered", func(s *suite) {
		k := seek(anna)
		k.Rated, k.Min, k.Max, k.Confirm, k.Rating, k.Chat, k.Delay = true, 1400, 1800, true, 1612, "separate", 60
		s.opens(k, command(anna, 1))
		c := challenge(anna, boris)
		c.FEN = "4k3/8/8/8/8/8/4P3/4K3 b - - 3 40"
		s.opens(c, command(anna, 2))
		s.answers(k, boris, 1500)
		s.answers(k, carla, 0)
		k.Answers = []lobby.Answer{answer(boris, 1500), answer(carla, 0)}
		s.lasting(func() { s.same(s.seeks(), []lobby.Seek{k, c}) })
	}},
	{"whoever goes leaves no seek and no answer behind", func(s *suite) {
		s.open(anna)
		kept := s.confirmed(boris)
		s.open(anna)
		s.answers(kept, anna, 1500)
		s.answers(kept, carla, 0)
		s.must(s.Seeks.Drop(s.Context(), person.ID(anna.ID)))
		kept.Answers = []lobby.Answer{answer(carla, 0)}
		s.same(s.seeks(), []lobby.Seek{kept})
		s.same(kinds(s.notices(anna)), []string{"seek_opened", "seek_opened", "asked", "seek_closed", "seek_closed", "seek_closed"})
		s.same(kinds(s.notices(boris)), []string{"seek_opened", "seek_answered", "seek_answered", "seek_answered"})
		s.must(s.Seeks.Drop(s.Context(), person.ID(anna.ID)))
		s.same(len(s.notices(anna)), 6)
		s.same(len(s.notices(carla)), 1)
	}},
	{"the one challenged is told, when it is opened and when it ends", func(s *suite) {
		k := challenge(anna, boris)
		s.opens(k, command(anna, 1))
		s.same(s.notices(boris), []lobby.Notice{numbered(k.Opened()[1], 1)})
		e := lobby.End{Why: "declined", Reason: "later", By: &k.To, At: at(2)}
		c := command(boris, 1)
		n, err := s.Seeks.Close(s.Context(), k.ID, e, &c)
		s.must(err)
		s.same(n, uint64(2))
		told := k.Ended(e)
		s.same(s.notices(anna)[1], numbered(told[0], 2))
		s.same(s.notices(boris)[1], numbered(told[1], 2))
		s.same(len(s.seeks()), 0)
	}},
	{"a challenge ends without a command too", func(s *suite) {
		k := challenge(anna, boris)
		s.opens(k, command(anna, 1))
		e := lobby.End{Why: "gone", At: at(61)}
		n, err := s.Seeks.Close(s.Context(), k.ID, e, nil)
		s.must(err)
		s.same(n, uint64(0))
		s.same(kinds(s.notices(boris)), []string{"challenged", "seek_closed"})
		_, err = s.Seeks.Close(s.Context(), k.ID, e, nil)
		s.refused(err, lobby.ErrNoSeek)
	}},
	{"a person answers a seek once", func(s *suite) {
		k := s.confirmed(anna)
		s.answers(k, boris, 1500)
		_, err := s.Seeks.Answer(s.Context(), k.ID, answer(boris, 1500), command(boris, 2))
		s.refused(err, lobby.ErrNoChange)
		_, err = s.Seeks.Answer(s.Context(), "not open", answer(boris, 1500), command(boris, 2))
		s.refused(err, lobby.ErrNoSeek)
		s.same(kinds(s.notices(anna)), []string{"seek_opened", "seek_answered"})
		s.same(kinds(s.notices(boris)), []string{"asked"})
	}},
	{"an answer taken back can be given again, one turned down cannot", func(s *suite) {
		k := s.confirmed(anna)
		for range 2 {
			s.answers(k, boris, 1500)
			c := command(boris, 1)
			_, err := s.Seeks.Close(s.Context(), k.ID, lobby.End{Of: person.ID(boris.ID), Why: "withdrawn", At: at(1)}, &c)
			s.must(err)
		}
		s.same(s.seeks(), []lobby.Seek{k})
		s.answers(k, boris, 1500)
		c := command(anna, 2)
		e := lobby.End{Of: person.ID(boris.ID), Why: "turned_down", Reason: "too_fast", By: &k.By, At: at(1)}
		_, err := s.Seeks.Close(s.Context(), k.ID, e, &c)
		s.must(err)
		_, err = s.Seeks.Answer(s.Context(), k.ID, answer(boris, 1500), command(boris, 2))
		s.refused(err, lobby.ErrNoSeek)
		again := command(anna, 3)
		_, err = s.Seeks.Close(s.Context(), k.ID, e, &again)
		s.refused(err, lobby.ErrNoSeek)
		k.Answers = []lobby.Answer{answer(boris, 1500)}
		k.Answers[0].TurnedDown = true
		s.lasting(func() { s.same(s.seeks(), []lobby.Seek{k}) })
		s.must(s.Seeks.Drop(s.Context(), person.ID(anna.ID)))
		s.same(kinds(s.notices(boris)), []string{"asked", "seek_closed", "asked", "seek_closed", "asked", "seek_closed"})
	}},
	{"the one chosen must still be answering", func(s *suite) {
		k := s.confirmed(anna)
		s.answers(k, boris, 1500)
		s.answers(k, carla, 1500)
		s.must(s.Seeks.Drop(s.Context(), person.ID(boris.ID)))
		c := command(anna, 5)
		r := taking(k, boris, &c)
		r.Chosen = person.ID(boris.ID)
		_, err := s.Rooms.Make(s.Context(), r)
		s.refused(err, lobby.ErrNoSeek)
		s.same(len(s.seeks()), 1)
		r = taking(k, carla, &c)
		r.Chosen = person.ID(carla.ID)
		_, err = s.Rooms.Make(s.Context(), r)
		s.must(err)
		s.same(kinds(s.notices(carla)), []string{"asked", "seek_closed", "seated"})
		s.same(len(s.seeks()), 0)
	}},
	{"who plays answers no other seek any more", func(s *suite) {
		k, other := s.open(anna), s.confirmed(carla)
		s.answers(other, boris, 1500)
		c := command(boris, 1)
		_, err := s.Rooms.Make(s.Context(), taking(k, boris, &c))
		s.must(err)
		s.same(s.seeks(), []lobby.Seek{other})
		s.same(kinds(s.notices(boris)), []string{"asked", "seek_closed", "seated"})
		s.same(kinds(s.notices(carla)), []string{"seek_opened", "seek_answered", "seek_answered"})
	}},
	{"of sixty-four who take one seek at once one gets the game", func(s *suite) {
		k := s.open(anna)
		var won atomic.Int32
		together(64, func(i int) {
			taker := wire.Person{ID: uuid.NewString(), Nick: fmt.Sprint("taker", i)}
			c := command(taker, i)
			n, err := s.Rooms.Make(s.Context(), taking(k, taker, &c))
			switch {
			case err == nil && n == 1:
				won.Add(1)
			case !errors.Is(err, lobby.ErrNoSeek):
				s.Errorf("notice %d, %v", n, err)
			}
		})
		s.same(won.Load(), int32(1))
		s.same(kinds(s.notices(anna)), []string{"seek_opened", "seek_closed", "seated"})
		list, err := s.Rooms.Unfinished(s.Context())
		s.must(err)
		s.same(len(list), 1)
		s.same(len(s.seeks()), 0)
	}},
	{"a challenge is declined, withdrawn or taken, whatever comes first", func(s *suite) {
		k := challenge(anna, boris)
		s.opens(k, command(anna, 1))
		var won atomic.Int32
		together(30, func(i int) {
			c := command([]wire.Person{anna, boris, boris}[i%3], i)
			var err error
			switch i % 3 {
			case 0:
				_, err = s.Seeks.Close(s.Context(), k.ID, withdrawn, &c)
			case 1:
				_, err = s.Seeks.Close(s.Context(), k.ID, lobby.End{Why: "declined", By: &k.To, At: at(1)}, &c)
			default:
				_, err = s.Rooms.Make(s.Context(), taking(k, boris, &c))
			}
			switch {
			case err == nil:
				won.Add(1)
			case !errors.Is(err, lobby.ErrNoSeek):
				s.Error(err)
			}
		})
		s.same(won.Load(), int32(1))
		s.same(len(s.seeks()), 0)
	}},
	{"who sits down at a link ends what both have open, and both are told", func(s *suite) {
		id := roomID()
		r := newRoom(id)
		r.Summary.Game.Black = nil
		_, err := s.Rooms.Make(s.Context(), r)
		s.must(err)
		s.open(anna)
		own := s.open(boris)
		asked, left := s.confirmed(carla), s.open(carla)
		s.answers(asked, boris, 1500)
		s.opens(challenge(anna, carla), command(anna, 2))
		e := room.Entry{
			Room: id, Prev: 1, Events: []room.Event{gameEvent(2, 2)},
			Full: &wire.Start{White: &anna, Black: &boris, Control: wire.Control{Base: 300}, How: "link"},
		}
		e.Receipts = []room.Receipt{{Actor: boris.ID, CID: cid(), Hash: hash(1), Stream: wire.GameStream, N: 2}}
		late := e
		late.Prev = 7
		s.refused(s.Journal.Append(s.Context(), late), room.ErrConflict)
		s.same(len(s.seeks()), 5)
		s.must(s.Journal.Append(s.Context(), e))
		s.lasting(func() { s.same(s.seeks(), []lobby.Seek{asked, left}) })
		told := s.notices(anna)
		s.same(kinds(told), []string{"seek_opened", "seek_opened", "seek_closed", "seek_closed", "seated"})
		body, err := told[4].Event()
		s.must(err)
		s.same(body, wire.Seated{Room: string(id), Side: wire.White, Opponent: &boris, Control: wire.Control{Base: 300}, How: "link"})
		s.same(told[4].At, e.Events[0].At)
		told = s.notices(boris)
		s.same(kinds(told), []string{"seek_opened", "asked", "seek_closed", "seek_closed", "seated"})
		s.same(string(told[2].Body), string(own.Ended(lobby.End{Why: "gone"})[0].Body))
		s.same(kinds(s.notices(carla)), []string{"seek_opened", "seek_opened", "seek_answered", "challenged", "seek_closed", "seek_answered"})
	}},
	{"one seek, or those of one person, are found among all", func(s *suite) {
		k := s.confirmed(anna)
		c := challenge(carla, anna)
		s.opens(c, command(carla, 1))
		other := s.confirmed(boris)
		s.answers(k, boris, 1500)
		s.answers(other, carla, 1500)
		k.Answers, other.Answers = []lobby.Answer{answer(boris, 1500)}, []lobby.Answer{answer(carla, 1500)}
		got, err := s.Seeks.One(s.Context(), k.ID)
		s.must(err)
		s.same(got, k)
		_, err = s.Seeks.One(s.Context(), uuid.NewString())
		s.refused(err, lobby.ErrNoSeek)
		for who, want := range map[wire.Person][]lobby.Seek{anna: {k, c}, boris: {k, other}, carla: {c, other}} {
			got, err := s.Seeks.Of(s.Context(), person.ID(who.ID))
			s.must(err)
			s.same(got, want)
		}
	}},
	{"a taken seek ends the other seeks of both, and says why", func(s *suite) {
		k := s.open(anna)
		other, own := s.open(anna), s.open(boris)
		left := s.open(carla)
		c := command(boris, 1)
		n, err := s.Rooms.Make(s.Context(), taking(k, boris, &c))
		s.must(err)
		s.same(n, uint64(3)) // opened, closed, seated
		s.found(c, 3)
		s.same(s.seeks(), []lobby.Seek{left})
		got := s.notices(anna)
		s.same(kinds(got), []string{"seek_opened", "seek_opened", "seek_closed", "seek_closed", "seated"})
		s.same(string(got[2].Body), string(k.Ended(lobby.End{Why: "taken"})[0].Body))
		s.same(string(got[3].Body), string(other.Ended(lobby.End{Why: "gone"})[0].Body))
		s.same(string(s.notices(boris)[1].Body), string(own.Ended(lobby.End{Why: "gone"})[0].Body))
	}},
}

var withdrawn = lobby.End{Why: "withdrawn", At: at(1)}

func (s *suite) seeks() []lobby.Seek {
	s.Helper()
	list, err := s.Seeks.All(s.Context())
	s.must(err)
	return list
}

func (s *suite) open(by wire.Person) lobby.Seek {
	s.Helper()
	k := seek(by)
	s.opens(k, command(by, 1))
	return k
}

// confirmed opens a seek whose seeker chooses.
func (s *suite) confirmed(by wire.Person) lobby.Seek {
	s.Helper()
	k := seek(by)
	k.Confirm = true
	s.opens(k, command(by, 1))
	return k
}

// opens opens k, and checks what its seeker is told.
func (s *suite) opens(k lobby.Seek, c lobby.Command) {
	s.Helper()
	n, err := s.Seeks.Open(s.Context(), k, c)
	s.must(err)
	by := wire.Person{ID: string(k.By.ID)}
	s.same(s.notices(by)[n-1], numbered(k.Opened()[0], n))
}

// answers has who answer k.
func (s *suite) answers(k lobby.Seek, who wire.Person, rating int) {
	s.Helper()
	a := answer(who, rating)
	n, err := s.Seeks.Answer(s.Context(), k.ID, a, command(who, 1))
	s.must(err)
	s.same(s.notices(who)[n-1], numbered(k.Answered(a)[0], n))
}

func answer(by wire.Person, rating int) lobby.Answer {
	return lobby.Answer{By: named(by), Rating: rating, At: at(1)}
}

func named(p wire.Person) person.Person { return person.Person{ID: person.ID(p.ID), Nick: p.Nick} }

func seek(by wire.Person) lobby.Seek {
	return lobby.Seek{
		ID: uuid.NewString(), By: named(by), Side: wire.Random, At: at(1),
		Terms: lobby.Terms{Control: game.Control{Base: 3 * time.Minute, Inc: 2 * time.Second}},
	}
}

func challenge(by, to wire.Person) lobby.Seek {
	k := seek(by)
	k.To = named(to)
	return k
}
