package desk_test

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"rookery/lobby"
	"rookery/lobby/room"
	"rookery/lobby/store/memory"
	"rookery/lobby/wire"
)

func TestWhoSitsDownAtALinkEndsWhatBothHaveOpen(t *testing.T) {
	play(t, func(w *world) {
		ada, bob, eve := w.newcomer("ada"), w.newcomer("bob"), w.newcomer("eve")
		mine, challenge, his := ada.seeks(wire.White), ada.challenges(eve), bob.seeks(wire.White)
		asked := eve.opensSeek(wire.Seek{Control: blitz, Side: wire.White, Confirm: true})
		bob.must(wire.Take{Seek: asked})
		ada.must(wire.MakeLink{Control: blitz, Side: wire.White})
		bob.must(wire.Search{Pool: "1+0"})
		after(time.Second)
		pokes := []int{ada.pokes(), bob.pokes(), eve.pokes()}
		link := ada.seated().Room
		if err := w.sits(bob.conn.Who, link).does(wire.Sit{}); err != nil {
			t.Fatal(err)
		}
		after(time.Second)
		for _, id := range []string{mine, challenge, his} {
			if _, err := eve.asks(wire.Take{Seek: id}); !errors.Is(err, lobby.ErrNoSeek) {
				t.Errorf("taken all the same: %v", err)
			}
		}
		if _, err := eve.asks(wire.Choose{Seek: asked, Person: string(bob.conn.Who.ID)}); !errors.Is(err, lobby.ErrNoSeek) {
			t.Errorf("chosen all the same: %v", err)
		}
		if got := bob.must(wire.Stop{}); got.Info != (wire.Searching{}) {
			t.Errorf("bob searches %+v", got.Info)
		}
		for p, side := range map[*page]wire.Side{ada: wire.White, bob: wire.Black} {
			if s := p.seated(); s.Room != link || s.Side != side || s.Opponent == nil || s.How != "link" {
				t.Errorf("%s is told %+v", p.conn.Who.Nick, s)
			}
		}
		for i, p := range []*page{ada, bob, eve} {
			if p.pokes() == pokes[i] {
				t.Errorf("%s is told nothing", p.conn.Who.Nick)
			}
		}
		if v := eve.sees(); len(v.Seeks) != 1 || v.Seeks[0].By.Nick != "eve" {
			t.Errorf("the lobby shows %+v", v.Seeks)
		}
	})
}

func TestTheMakerOfALinkIsToldWhereverTheyAre(t *testing.T) {
	play(t, func(w *world) {
		ada, bob := w.newcomer("ada"), w.newcomer("bob")
		ada.must(wire.MakeLink{Control: blitz, Side: wire.White})
		after(time.Minute)
		before := []int{ada.pokes(), bob.pokes()}
		if err := w.sits(bob.conn.Who, ada.seated().Room).does(wire.Sit{}); err != nil {
			t.Fatal(err)
		}
		after(0)
		if ada.pokes() == before[0] || bob.pokes() == before[1] {
			t.Errorf("ada is told %v, bob %v", ada.pokes() > before[0], bob.pokes() > before[1])
		}
	})
}

// TestNobodyIsSeatedWhileTheySitDownElsewhere, nor sits down while they are being seated: what comes
// meanwhile waits, and finds out.
func TestNobodyIsSeatedWhileTheySitDownElsewhere(t *testing.T) {
	play(t, func(w *world) {
		ada, bob, cid := w.newcomer("ada"), w.newcomer("bob"), w.newcomer("cid")
		ada.must(wire.MakeLink{Control: blitz, Side: wire.White})
		seek := cid.seeks(wire.White)
		table := w.sits(bob.conn.Who, ada.seated().Room)
		var commands sync.WaitGroup
		slow := func(op memory.Op) (stored chan struct{}) {
			stored = make(chan struct{})
			w.store.Break(memory.Fault{Before: func(o memory.Op) error {
				if o == op {
					<-stored
				}
				return nil
			}})
			return stored
		}
		goOn := slow(memory.Make)
		commands.Go(func() { ada.must(wire.Take{Seek: seek}) })
		synctest.Wait()
		if err := table.does(wire.Sit{}); !errors.Is(err, room.ErrBusy) {
			t.Errorf("bob sits down beside ada, who is being seated: %v", err)
		}
		close(goOn)
		commands.Wait()
		w.store.Break(memory.Fault{})
		after(3 * time.Second)

		seek = cid.seeks(wire.White)
		goOn = slow(memory.Append)
		commands.Go(func() {
			if err := table.does(wire.Sit{}); err != nil {
				t.Error(err)
			}
		})
		synctest.Wait()
		for _, cmd := range []wire.Command{wire.Take{Seek: seek}, wire.Search{Pool: "5+3"}, wire.Seek{Control: blitz, Side: wire.White}} {
			if _, err := ada.asks(cmd); !errors.Is(err, room.ErrBusy) {
				t.Errorf("%T, while bob sits down: %v", cmd, err)
			}
		}
		close(goOn)
		commands.Wait()
	})
}

// unknowingly are all the commands with which one asks for a game; each is made ready by somebody who
// is no part of it yet.
var unknowingly = map[string]func(w *world, p *page) wire.Command{
	"take": func(w *world, _ *page) wire.Command { return wire.Take{Seek: w.newcomer("xavier").seeks(wire.White)} },
	"answer": func(w *world, _ *page) wire.Command {
		return wire.Take{Seek: w.newcomer("xavier").opensSeek(wire.Seek{Control: blitz, Side: wire.White, Confirm: true})}
	},
	"search": func(*world, *page) wire.Command { return wire.Search{Pool: "5+3"} },
	"seek":   func(*world, *page) wire.Command { return wire.Seek{Control: blitz, Side: wire.White} },
	"challenge": func(w *world, _ *page) wire.Command {
		return wire.Seek{Control: blitz, Side: wire.White, To: string(w.newcomer("xavier").conn.Who.ID)}
	},
	"link":  func(*world, *page) wire.Command { return wire.MakeLink{Control: blitz, Side: wire.White} },
	"house": func(*world, *page) wire.Command { return wire.PlayHouse{Control: blitz, Side: wire.White} },
	"rematch": func(w *world, p *page) wire.Command {
		x := w.newcomer("xavier")
		white, black, id := w.pair(p, x)
		w.foolsMate(white, black, id)
		x.must(wire.Rematch{Room: id})
		return wire.Rematch{Room: id, Offer: p.offered()}
	},
}

// TestWhatIsAskedForBeforeOneCanKnowOfAGameIsRefused, and nothing comes of it; what is asked for later is not.
func TestWhatIsAskedForBeforeOneCanKnowOfAGameIsRefused(t *testing.T) {
	for name, c := range unknowingly {
		t.Run(name, func(t *testing.T) {
			play(t, func(w *world) {
				ada, bob := w.newcomer("ada"), w.newcomer("bob")
				req := request(c(w, ada))
				seek := ada.seeks(wire.White)
				after(time.Minute)
				stamped := time.Now()
				after(time.Second)
				bob.must(wire.Take{Seek: seek})
				told, rooms := len(ada.notices()), w.lobby.Running()
				if _, err := w.lobby.Do(w.t.Context(), ada.conn, req, stamped); !errors.Is(err, lobby.ErrSeated) && !errors.Is(err, lobby.ErrStale) {
					t.Errorf("asked for before: %v", err)
				}
				for _, late := range []time.Duration{0, 2*time.Second - time.Millisecond} {
					after(late)
					if _, err := ada.asks(req.Cmd); !errors.Is(err, lobby.ErrSeated) && !errors.Is(err, lobby.ErrStale) {
						t.Errorf("asked for %v later: %v", late, err)
					}
				}
				after(time.Second)
				if _, err := ada.resends(req); !errors.Is(err, lobby.ErrSeated) && !errors.Is(err, lobby.ErrStale) {
					t.Errorf("a refusal is for ever: %v", err)
				}
				if n := len(ada.notices()); w.lobby.Running() != rooms || name != "rematch" && n != told {
					t.Errorf("there are %d rooms, %d notices, were %d and %d", w.lobby.Running(), n, rooms, told)
				}
				if v := w.lobby.Snapshot(); slices.ContainsFunc(v.Seeks, func(s wire.OpenSeek) bool { return s.By.Nick == "ada" }) {
					t.Errorf("open are %+v", v.Seeks)
				}
				if name != "rematch" { // whose offer has ended
					ada.must(req.Cmd)
				}
			})
		})
	}
}

func TestWhoReadsOfAGameOrComesToItMayAskForAnother(t *testing.T) {
	for name, c := range map[string]func(w *world, ada *page){
		"reads the notices": func(w *world, ada *page) { w.lobby.Knows(ada.conn.Who.ID, time.Now()) },
		"comes to the room": func(w *world, ada *page) { w.opens(ada.conn.Who, room.ID(of[wire.Seated](ada.notices())[0].Room)) },
		"the game is over": func(w *world, ada *page) {
			w.sits(ada.conn.Who, of[wire.Seated](ada.notices())[0].Room).does(wire.Abort{})
		},
		"waits a little": func(*world, *page) { after(2 * time.Second) },
	} {
		t.Run(name, func(t *testing.T) {
			play(t, func(w *world) {
				ada, bob := w.newcomer("ada"), w.newcomer("bob")
				bob.must(wire.Take{Seek: ada.seeks(wire.White)})
				if _, err := ada.asks(wire.PlayHouse{Control: blitz, Side: wire.White}); !errors.Is(err, lobby.ErrSeated) {
					t.Fatalf("at once: %v", err)
				}
				c(w, ada)
				ada.must(wire.PlayHouse{Control: blitz, Side: wire.White})
			})
		})
	}
}

func TestWhoSeatsThemselvesKnowsOfIt(t *testing.T) {
	play(t, func(w *world) {
		ada, bob := w.newcomer("ada"), w.newcomer("bob")
		bob.must(wire.Take{Seek: ada.seeks(wire.White)})
		bob.must(wire.PlayHouse{Control: blitz, Side: wire.White})
		bob.must(wire.MakeLink{Control: blitz, Side: wire.White})
	})
}

// TestToBeToldToWaitMakesNobodyKnow: the command is sent again as one is told to, and may come again late.
func TestToBeToldToWaitMakesNobodyKnow(t *testing.T) {
	play(t, func(w *world) {
		ada, bob := w.newcomer("ada"), w.newcomer("bob")
		seek := ada.seeks(wire.White)
		req := request(wire.PlayHouse{Control: blitz, Side: wire.White})
		w.store.Break(memory.Fault{Before: func(op memory.Op) error {
			if op == memory.Make {
				return room.ErrFull
			}
			return nil
		}})
		if _, err := ada.resends(req); !errors.Is(err, room.ErrFull) {
			t.Fatalf("the house: %v", err)
		}
		w.store.Break(memory.Fault{})
		bob.must(wire.Take{Seek: seek})
		after(10 * time.Second)
		if _, err := ada.resends(req); !errors.Is(err, lobby.ErrSeated) {
			t.Errorf("sent again: %v", err)
		}
	})
}

// TestWhatWasOnItsWayWhenTheServerDiedFindsOutOfTheGame: it comes again at once, and its sender may
// never have been told.
func TestWhatWasOnItsWayWhenTheServerDiedFindsOutOfTheGame(t *testing.T) {
	play(t, func(w *world) {
		ada, bob := w.newcomer("ada"), w.newcomer("bob")
		bob.must(wire.Take{Seek: ada.seeks(wire.White)})
		w.stop()
		after(time.Hour)
		w.start()
		after(5 * time.Second)
		ada = w.opens(ada.conn.Who, "")
		after(time.Second)
		if _, err := ada.asks(wire.PlayHouse{Control: blitz, Side: wire.White}); !errors.Is(err, lobby.ErrSeated) {
			t.Errorf("the house: %v", err)
		}
		after(time.Second)
		ada.must(wire.PlayHouse{Control: blitz, Side: wire.White})
	})
}

// TestASocketThatIsLostAtThatInstantMakesNobodyKnow: what it had sent comes again over the next one.
func TestASocketThatIsLostAtThatInstantMakesNobodyKnow(t *testing.T) {
	play(t, func(w *world) {
		ada, bob := w.newcomer("ada"), w.newcomer("bob")
		bob.must(wire.Take{Seek: ada.seeks(wire.White)})
		w.lobby.Leave(ada.conn)
		after(5 * time.Second)
		ada = w.opens(ada.conn.Who, "")
		if _, err := ada.asks(wire.PlayHouse{Control: blitz, Side: wire.White}); !errors.Is(err, lobby.ErrSeated) {
			t.Errorf("the house: %v", err)
		}
	})
}

// TestASeekAndItsTakingInOneInstantLeaveNoSeekOpen, whichever comes first.
func TestASeekAndItsTakingInOneInstantLeaveNoSeekOpen(t *testing.T) {
	for range 20 {
		play(t, func(w *world) {
			ada, bob := w.newcomer("ada"), w.newcomer("bob")
			seek := ada.seeks(wire.White)
			var both sync.WaitGroup
			both.Go(func() { bob.must(wire.Take{Seek: seek}) })
			both.Go(func() { _, _ = ada.asks(wire.Seek{Control: blitz, Side: wire.White}) })
			both.Wait()
			after(time.Second)
			if v := w.lobby.Snapshot(); len(v.Seeks) != 0 {
				t.Fatalf("open are %+v", v.Seeks)
			}
		})
	}
}

func TestOnesOwnGamesAreToldInTheLobbyAndInEveryRoom(t *testing.T) {
	play(t, func(w *world) {
		ada, bob := w.newcomer("ada"), w.newcomer("bob")
		plays := func(p *page, want ...wire.OwnGame) {
			t.Helper()
			told := hears[wire.Playing](p, "playing")
			if len(told) == 0 || !slices.EqualFunc(told[len(told)-1].Games, want, same) {
				t.Fatalf("%s is told %+v, want %+v", p.conn.Who.Nick, told, want)
			}
			if got := w.lobby.Own(p.conn.Who.ID); !slices.EqualFunc(got, want, same) {
				t.Fatalf("%s plays %+v, want %+v", p.conn.Who.Nick, got, want)
			}
		}
		plays(ada)
		ada.must(wire.MakeLink{Control: blitz, Side: wire.Black})
		after(time.Second)
		plays(ada) // nobody else is there
		link := ada.seated().Room
		friend := w.sits(bob.conn.Who, link)
		if err := friend.does(wire.Sit{}); err != nil {
			t.Fatal(err)
		}
		after(3 * time.Second)
		first := wire.OwnGame{Room: link, Side: wire.Black, Opponent: *lobby.Shown(&bob.conn.Who), Control: blitz}
		plays(ada, first)
		plays(bob, wire.OwnGame{Room: link, Side: wire.White, Opponent: *lobby.Shown(&ada.conn.Who), Control: blitz})
		watches := w.opens(ada.conn.Who, room.ID(link)) // as any room of others
		plays(watches, first)
		ada.must(wire.PlayHouse{Control: blitz, Side: wire.White})
		after(time.Second)
		second := wire.OwnGame{Room: ada.seated().Room, Side: wire.White, Opponent: *lobby.Shown(lobby.House()), Control: blitz}
		plays(ada, first, second)
		plays(watches, first, second)
		again := w.opens(ada.conn.Who, "")
		plays(again, first, second)
		if v := again.sees(); v.Playing != 2 || v.People[0].Doing != "playing" || v.People[1].Doing != "playing" {
			t.Errorf("%d play: %+v", v.Playing, v.People)
		}
		w.stop()
		w.start()
		ada = w.opens(ada.conn.Who, "")
		plays(ada, first, second)
		friend = w.sits(bob.conn.Who, link)
		if err := friend.does(wire.Abort{}); err != nil {
			t.Fatal(err)
		}
		after(time.Second)
		plays(ada, second)
	})
}

func same(a, b wire.OwnGame) bool {
	return a.Room == b.Room && a.Side == b.Side && a.Opponent == b.Opponent && a.Control.Base == b.Control.Base
}

func TestWhoHasBlockedTheSeekerDoesNotAnswerTheirSeek(t *testing.T) {
	for name, by := range map[string]int{"by the seeker": 0, "by who answers": 1} {
		t.Run(name, func(t *testing.T) {
			play(t, func(w *world) {
				both := []*page{w.newcomer("ada"), w.newcomer("bob")}
				id := both[0].opensSeek(wire.Seek{Control: blitz, Side: wire.White, Confirm: true})
				both[by].must(wire.Block{Person: string(both[1-by].conn.Who.ID), On: true})
				if _, err := both[1].asks(wire.Take{Seek: id}); !errors.Is(err, lobby.ErrNoSeek) {
					t.Errorf("bob answers: %v", err)
				}
			})
		})
	}
}

// TestABlockWaitsForARoomThatIsBeingMade: it is in force for the next one, and nobody is seated with
// whom they have blocked already.
func TestABlockWaitsForARoomThatIsBeingMade(t *testing.T) {
	play(t, func(w *world) {
		ada, bob := w.newcomer("ada"), w.newcomer("bob")
		seek := ada.seeks(wire.White)
		goOn := make(chan struct{})
		w.store.Break(memory.Fault{Before: func(op memory.Op) error {
			if op == memory.Make {
				<-goOn
			}
			return nil
		}})
		var commands sync.WaitGroup
		commands.Go(func() { bob.must(wire.Take{Seek: seek}) })
		synctest.Wait()
		blocked := make(chan struct{})
		commands.Go(func() {
			ada.must(wire.Block{Person: string(bob.conn.Who.ID), On: true})
			close(blocked)
		})
		synctest.Wait()
		select {
		case <-blocked:
			t.Error("blocked while the room is being made")
		default:
		}
		close(goOn)
		commands.Wait()
	})
}

func TestFiftyAnswersToOneSeekAreEnoughAlsoAtOnce(t *testing.T) {
	play(t, func(w *world) {
		ada := w.newcomer("ada")
		id := ada.opensSeek(wire.Seek{Control: blitz, Side: wire.White, Confirm: true})
		w.store.Break(memory.Fault{Before: func(op memory.Op) error {
			if op == memory.Answer {
				time.Sleep(10 * time.Millisecond) // so that all have read what there is before the first is stored
			}
			return nil
		}})
		var pages []*page
		for i := range 60 {
			pages = append(pages, w.newcomer(name(i)))
		}
		var all sync.WaitGroup
		outcomes := make(chan error, len(pages))
		for _, p := range pages {
			all.Go(func() { _, err := p.asks(wire.Take{Seek: id}); outcomes <- err })
		}
		all.Wait()
		taken, crowded := 0, 0
		for range pages {
			switch err := <-outcomes; {
			case err == nil:
				taken++
			case errors.Is(err, lobby.ErrCrowded):
				crowded++
			default:
				t.Error(err)
			}
		}
		if taken != 50 || crowded != 10 {
			t.Errorf("%d answer, %d may not", taken, crowded)
		}
	})
}

// TestStrangersWhoOpenSeeksDoNotWaitForEachOther: one whose seek is slow to be stored holds up nobody else.
func TestStrangersWhoOpenSeeksDoNotWaitForEachOther(t *testing.T) {
	play(t, func(w *world) {
		ada, bob := w.newcomer("ada"), w.newcomer("bob")
		goOn, first := make(chan struct{}), make(chan struct{}, 1)
		first <- struct{}{}
		w.store.Break(memory.Fault{Before: func(op memory.Op) error {
			select {
			case <-first:
			default:
				return nil
			}
			if op == memory.Open {
				<-goOn
			} else {
				first <- struct{}{}
			}
			return nil
		}})
		var slow sync.WaitGroup
		slow.Go(func() { ada.seeks(wire.White) })
		synctest.Wait()
		bob.seeks(wire.White)
		close(goOn)
		slow.Wait()
	})
}

func TestAnOpenGameMayHaveNoClock(t *testing.T) {
	play(t, func(w *world) {
		ada, bob := w.newcomer("ada"), w.newcomer("bob")
		id := ada.opensSeek(wire.Seek{Side: wire.White})
		bob.must(wire.Take{Seek: id})
		if s := ada.seated(); s.Control.Base != 0 || s.Control.Inc != 0 {
			t.Errorf("they play %+v", s.Control)
		}
	})
}
