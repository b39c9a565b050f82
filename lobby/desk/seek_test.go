package desk_test

import (
	"errors"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"rookery/lobby"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

var blitz = wire.Control{Base: 300, Inc: 3}

// seeks opens a seek and gives its id.
func (p *page) seeks(side wire.Side) string {
	p.w.t.Helper()
	p.must(wire.Seek{Control: blitz, Side: side})
	list := of[wire.SeekOpened](p.notices())
	return list[len(list)-1].Seek
}

func TestASeekIsSeenByAll(t *testing.T) {
	play(t, func(w *world) {
		ada, bob := w.newcomer("ada"), w.newcomer("bob")
		id := ada.seeks(wire.White)
		after(time.Second)
		want := wire.OpenSeek{ID: id, By: wire.Person{ID: string(ada.conn.Who.ID), Nick: "ada"}, Control: blitz, Side: wire.White}
		if v := bob.sees(); !reflect.DeepEqual(v.Seeks, []wire.OpenSeek{want}) {
			t.Errorf("bob sees %+v", v.Seeks)
		}
		ada.must(wire.Withdraw{Seek: id})
		after(time.Second)
		if v := bob.sees(); len(v.Seeks) != 0 {
			t.Errorf("withdrawn, bob sees %+v", v.Seeks)
		}
		if got := of[wire.SeekClosed](ada.notices()); len(got) != 1 || got[0].Why != "withdrawn" {
			t.Errorf("ada is told %+v", got)
		}
	})
}

func TestTheFirstToTakeASeekGetsIt(t *testing.T) {
	play(t, func(w *world) {
		ada := w.newcomer("ada")
		id := ada.seeks(wire.Black)
		var (
			all  sync.WaitGroup
			mu   sync.Mutex
			won  int
			lost int
		)
		for i := range 64 {
			p := w.newcomer(name(i))
			all.Go(func() {
				_, err := p.asks(wire.Take{Seek: id})
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					won++
					if s := p.seated(); s.Side != wire.White || s.Opponent.Nick != "ada" || s.How != "seek" {
						t.Errorf("the taker is told %+v", s)
					}
				case errors.Is(err, lobby.ErrNoSeek):
					lost++
				default:
					t.Errorf("take: %v", err)
				}
			})
		}
		all.Wait()
		if won != 1 || lost != 63 {
			t.Errorf("%d of 64 got the seek, %d were refused", won, lost)
		}
		if got := of[wire.Seated](ada.notices()); len(got) != 1 {
			t.Errorf("ada is seated %d times", len(got))
		}
	})
}

func TestAGameEndsTheOtherSeeksOfBoth(t *testing.T) {
	play(t, func(w *world) {
		ada, bob := w.newcomer("ada"), w.newcomer("bob")
		id := ada.seeks(wire.Random)
		ada.seeks(wire.Random)
		bob.seeks(wire.Random)
		bob.must(wire.Take{Seek: id})
		after(time.Second)
		if v := ada.sees(); len(v.Seeks) != 0 {
			t.Errorf("the lobby still shows %+v", v.Seeks)
		}
		var why []string
		for _, c := range append(of[wire.SeekClosed](ada.notices()), of[wire.SeekClosed](bob.notices())...) {
			why = append(why, c.Why)
		}
		if len(why) != 3 || why[0] != "taken" || why[1] != "gone" || why[2] != "gone" {
			t.Errorf("the seeks ended as %v", why)
		}
	})
}

func TestSeeksAreRefused(t *testing.T) {
	play(t, func(w *world) {
		ada := w.newcomer("ada")
		for name, c := range map[string]wire.Control{
			"longer than three days": {Base: 3 * 24 * 3600},
			"with negative time":     {Base: -60, Inc: 5},
		} {
			if _, err := ada.asks(wire.Seek{Control: c, Side: wire.Random}); !errors.Is(err, lobby.ErrInvalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		id := ada.seeks(wire.Random)
		if _, err := ada.asks(wire.Take{Seek: id}); !errors.Is(err, lobby.ErrOwnSeek) {
			t.Errorf("one's own: %v", err)
		}
		if _, err := ada.asks(wire.Take{Seek: uuid.NewString()}); !errors.Is(err, lobby.ErrNoSeek) {
			t.Errorf("one that never was: %v", err)
		}
		if _, err := w.newcomer("bob").asks(wire.Withdraw{Seek: id}); !errors.Is(err, lobby.ErrNoSeek) {
			t.Errorf("withdrawing another's: %v", err)
		}
		for range 4 {
			ada.seeks(wire.Random)
		}
		if _, err := ada.asks(wire.Seek{Control: blitz, Side: wire.Random}); !errors.Is(err, lobby.ErrTooMany) {
			t.Errorf("a sixth: %v", err)
		}
	})
}

func TestSeeksOutliveAReloadButNotTheirPerson(t *testing.T) {
	play(t, func(w *world) {
		ada, bob := w.newcomer("ada"), w.newcomer("bob")
		ada.seeks(wire.Random)
		w.lobby.Leave(ada.conn)
		after(4 * time.Second)
		ada = w.opens(ada.conn.Who, "")
		after(time.Minute)
		if v := bob.sees(); len(v.Seeks) != 1 {
			t.Fatalf("after a reload bob sees %+v", v.Seeks)
		}
		w.lobby.Leave(ada.conn)
		after(4900 * time.Millisecond)
		if v := bob.sees(); len(v.Seeks) != 1 {
			t.Fatalf("4.9 s after ada went bob sees %+v", v.Seeks)
		}
		after(time.Second)
		if v := bob.sees(); len(v.Seeks) != 0 {
			t.Errorf("after ada went bob sees %+v", v.Seeks)
		}
		if got := of[wire.SeekClosed](ada.notices()); len(got) != 1 || got[0].Why != "gone" {
			t.Errorf("ada will read %+v", got)
		}
	})
}

func TestSeeksOutliveARestartIfTheirPersonComesBack(t *testing.T) {
	play(t, func(w *world) {
		ada, bob := w.newcomer("ada"), w.newcomer("bob")
		ada.seeks(wire.Random)
		bob.seeks(wire.Random)
		w.stop()
		w.start()
		after(3 * time.Second)
		ada = w.opens(ada.conn.Who, "")
		after(time.Minute)
		if v := ada.sees(); len(v.Seeks) != 1 || v.Seeks[0].By.Nick != "ada" {
			t.Errorf("the lobby shows %+v", v.Seeks)
		}
	})
}

func TestAGameByLinkHasAFreeSeatAndIsInNoList(t *testing.T) {
	play(t, func(w *world) {
		ada := w.newcomer("ada")
		ada.must(wire.MakeLink{Side: wire.Black}) // without a clock: friends have patience
		s := ada.seated()
		if s.Side != wire.Black || s.Opponent != nil || s.How != "link" {
			t.Errorf("ada is told %+v", s)
		}
		if id, err := uuid.Parse(s.Room); err != nil || id.Version() != 4 {
			t.Errorf("the address can be guessed: %v %v", s.Room, err)
		}
		friend := w.sits(w.guest("friend"), s.Room)
		if err := friend.does(wire.Sit{}); err != nil {
			t.Fatalf("sit: %v", err)
		}
		friend.moves("e2e4")
		after(time.Second)
		if v := ada.sees(); len(v.Games) != 0 {
			t.Errorf("the lobby shows %+v", v.Games)
		}
		if g := w.summary(s.Room).Game; g.White == nil || g.White.Nick != "friend" || g.Ply != 1 {
			t.Errorf("the room is %+v", g)
		}
	})
}

func TestFiveUnplayedRoomsAreEnough(t *testing.T) {
	play(t, func(w *world) {
		ada, bob := w.newcomer("ada"), w.newcomer("bob")
		id := bob.seeks(wire.Random)
		for range 5 {
			ada.must(wire.MakeLink{Control: blitz, Side: wire.Random})
		}
		for _, cmd := range []wire.Command{
			wire.MakeLink{Control: blitz, Side: wire.Random},
			wire.PlayHouse{Control: blitz, Side: wire.Random},
			wire.Take{Seek: id},
			wire.Search{Pool: "5+3"},
		} {
			if _, err := ada.asks(cmd); !errors.Is(err, lobby.ErrTooMany) {
				t.Errorf("%T: %v", cmd, err)
			}
		}
	})
}

func TestTwentyGamesWithoutAResultAreEnough(t *testing.T) {
	play(t, func(w *world) {
		ada, bob := w.newcomer("ada"), w.newcomer("bob")
		seek := bob.seeks(wire.Random)
		var last *player
		for range 20 {
			ada.must(wire.PlayHouse{Control: blitz, Side: wire.White})
			last = w.sits(ada.conn.Who, ada.seated().Room)
			last.moves("e2e4")
			after(2 * time.Second) // the house answers: the game is played
		}
		for _, cmd := range []wire.Command{
			wire.MakeLink{Control: blitz, Side: wire.Random},
			wire.PlayHouse{Control: blitz, Side: wire.Random},
			wire.Take{Seek: seek},
			wire.Search{Pool: "5+3"},
		} {
			if _, err := ada.asks(cmd); !errors.Is(err, lobby.ErrTooMany) {
				t.Errorf("%T: %v", cmd, err)
			}
		}
		if err := last.does(wire.Resign{}); err != nil {
			t.Fatal(err)
		}
		after(time.Second)
		ada.must(wire.PlayHouse{Control: blitz, Side: wire.White})
	})
}

func TestEveryCommandHappensOnce(t *testing.T) {
	play(t, func(w *world) {
		ada := w.newcomer("ada")
		bob := w.newcomer("bob")
		id := bob.seeks(wire.Random)
		for _, cmd := range []wire.Command{
			wire.Seek{Control: blitz, Side: wire.Random},
			wire.MakeLink{Control: blitz, Side: wire.Random},
			wire.Take{Seek: id},
			wire.PlayHouse{Control: blitz, Side: wire.Random},
		} {
			req := request(cmd)
			first, err := ada.resends(req)
			if err != nil {
				t.Fatalf("%T: %v", cmd, err)
			}
			before := len(ada.notices())
			var all sync.WaitGroup
			for range 8 {
				all.Go(func() {
					if o, err := w.opens(ada.conn.Who, "").resends(req); err != nil || o != first {
						t.Errorf("%T again: %v, %v, want %v", cmd, o, err, first)
					}
				})
			}
			all.Wait()
			if got := len(ada.notices()); got != before {
				t.Errorf("%T again: %d notices more", cmd, got-before)
			}
			req.Hash[0]++
			if _, err := ada.resends(req); !errors.Is(err, room.ErrReused) {
				t.Errorf("%T with another body under the same cid: %v", cmd, err)
			}
		}
	})
}

func TestACommandOfARoomIsRefusedInTheLobby(t *testing.T) {
	play(t, func(w *world) {
		if _, err := w.newcomer("ada").asks(wire.Resign{}); !errors.Is(err, lobby.ErrWrongPlace) {
			t.Errorf("resign: %v", err)
		}
	})
}

func TestANewNickEndsWhatStandsUnderTheOldOne(t *testing.T) {
	play(t, func(w *world) {
		ada, bob := w.newcomer("ada"), w.newcomer("bob")
		var renewed []string
		ada.conn.Renew = func() { renewed = append(renewed, "ada") }
		bob.conn.Renew = func() { renewed = append(renewed, "bob") }
		ada.must(wire.Seek{Control: blitz, Side: wire.White})
		bob.must(wire.Seek{Control: blitz, Side: wire.White})
		if err := w.lobby.Renamed(w.t.Context(), ada.conn.Who.ID); err != nil {
			t.Fatal(err)
		}
		after(time.Second)
		if seeks := bob.sees().Seeks; len(seeks) != 1 || seeks[0].By.Nick != "bob" {
			t.Errorf("open are %+v", seeks)
		}
		if closed := of[wire.SeekClosed](ada.notices()); len(closed) != 1 {
			t.Errorf("ada was told %+v", closed)
		}
		if !slices.Equal(renewed, []string{"ada"}) {
			t.Errorf("%v had to come in anew", renewed)
		}
	})
}
