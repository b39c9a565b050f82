package desk_test

import (
	"errors"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"rookery/game"
	"rookery/lobby"
	"rookery/lobby/room"
	"rookery/lobby/store/memory"
	"rookery/lobby/wire"
)

// challenges opens a challenge to another and gives its id.
func (p *page) challenges(other *page) string {
	p.w.t.Helper()
	return p.opensSeek(wire.Seek{Control: blitz, Side: wire.White, To: string(other.conn.Who.ID)})
}

// opensSeek opens a seek of any kind and gives its id.
func (p *page) opensSeek(cmd wire.Seek) string {
	p.w.t.Helper()
	p.must(cmd)
	list := of[wire.SeekOpened](p.notices())
	return list[len(list)-1].Seek
}

// closed is how the seeks ended that the person was told of.
func (p *page) closed() (why []string) {
	p.w.t.Helper()
	for _, c := range of[wire.SeekClosed](p.notices()) {
		why = append(why, c.Why)
	}
	return why
}

// rated stores a rating, as an account would have one.
func (w *world) rated(p *page, value int) {
	w.t.Helper()
	if err := w.store.Ratings().Rate(w.t.Context(), p.conn.Who.ID, game.Blitz, value); err != nil {
		w.t.Fatal(err)
	}
}

func TestAChallengeIsForOnePerson(t *testing.T) {
	play(t, func(w *world) {
		ada, bob, eve := w.newcomer("ada"), w.newcomer("bob"), w.newcomer("eve")
		id := ada.challenges(bob)
		got := of[wire.Challenged](bob.notices())
		if len(got) != 1 || got[0].Seek != id || got[0].From.Nick != "ada" || got[0].Side != wire.Black || bob.pokes() == 0 {
			t.Fatalf("bob is told %+v", got)
		}
		after(time.Second)
		if v := eve.sees(); len(v.Seeks) != 0 {
			t.Errorf("the lobby shows %+v", v.Seeks)
		}
		if _, err := eve.asks(wire.Take{Seek: id}); !errors.Is(err, lobby.ErrNoSeek) {
			t.Errorf("eve takes it: %v", err)
		}
		if _, err := eve.asks(wire.DeclineSeek{Seek: id}); !errors.Is(err, lobby.ErrNoSeek) {
			t.Errorf("eve declines it: %v", err)
		}
		bob.must(wire.Take{Seek: id})
		if s := bob.seated(); s.How != "challenge" || s.Side != wire.Black || s.Opponent.Nick != "ada" {
			t.Errorf("bob sits at %+v", s)
		}
		if start := w.startOf(ada.seated().Room); start.How != "challenge" || start.Chat != "" {
			t.Errorf("the game begins with %+v", start)
		}
	})
}

func TestAChallengeIsDeclinedWithAReason(t *testing.T) {
	play(t, func(w *world) {
		ada, bob := w.newcomer("ada"), w.newcomer("bob")
		id := ada.challenges(bob)
		if _, err := bob.asks(wire.DeclineSeek{Seek: id, Reason: "go away"}); !errors.Is(err, lobby.ErrInvalid) {
			t.Errorf("in words of bob's own: %v", err)
		}
		bob.must(wire.DeclineSeek{Seek: id, Reason: "too_fast"})
		for _, p := range []*page{ada, bob} {
			got := of[wire.SeekClosed](p.notices())
			if len(got) != 1 || got[0].Why != "declined" || got[0].Reason != "too_fast" || got[0].By.Nick != "bob" {
				t.Errorf("%s is told %+v", p.conn.Who.Nick, got)
			}
		}
		after(10 * time.Second)
		id = ada.challenges(bob)
		ada.must(wire.Withdraw{Seek: id})
		if _, err := bob.asks(wire.Take{Seek: id}); !errors.Is(err, lobby.ErrNoSeek) {
			t.Errorf("withdrawn, bob takes it: %v", err)
		}
		if got := bob.closed(); !slices.Equal(got, []string{"declined", "withdrawn"}) {
			t.Errorf("bob is told %v", got)
		}
	})
}

func TestAChallengeStandsWhileItsPersonIsHereAndForAnHour(t *testing.T) {
	play(t, func(w *world) {
		ada, bob := w.newcomer("ada"), w.newcomer("bob")
		ada.challenges(bob)
		w.lobby.Leave(bob.conn)
		after(59 * time.Minute)
		if got := w.lobby.Challenges(bob.conn.Who.ID); len(got) != 1 || got[0].From.Nick != "ada" {
			t.Fatalf("who comes back is shown %+v", got)
		}
		after(time.Minute + time.Second)
		if got := w.lobby.Challenges(bob.conn.Who.ID); len(got) != 0 {
			t.Errorf("after an hour they are shown %+v", got)
		}
		ada.challenges(bob)
		w.lobby.Leave(ada.conn)
		after(6 * time.Second)
		if got := bob.closed(); !slices.Equal(got, []string{"gone", "gone"}) {
			t.Errorf("bob is told %v", got)
		}
	})
}

func TestWhoCannotBeChallengedIsNotTold(t *testing.T) {
	play(t, func(w *world) {
		ada, blocker, hider := w.newcomer("ada"), w.newcomer("blocker"), w.newcomer("hider")
		blocker.must(wire.Block{Person: string(ada.conn.Who.ID), On: true})
		hider.must(wire.Hide{On: true})
		for name, to := range map[string]string{
			"somebody who has blocked one": string(blocker.conn.Who.ID),
			"somebody who hides":           string(hider.conn.Who.ID),
			"nobody":                       uuid.Must(uuid.NewV7()).String(),
			"no id at all":                 "the secret",
		} {
			_, err := ada.asks(wire.Seek{Control: blitz, Side: wire.White, To: to})
			if !errors.Is(err, lobby.ErrNobody) || err.Error() != lobby.ErrNobody.Error()+": to" {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := ada.asks(wire.Seek{Control: blitz, Side: wire.White, To: string(ada.conn.Who.ID)}); !errors.Is(err, lobby.ErrYourself) {
			t.Errorf("oneself: %v", err)
		}
		if list := append(of[wire.Challenged](blocker.notices()), of[wire.Challenged](hider.notices())...); len(list) != 0 {
			t.Errorf("they are told %+v", list)
		}
	})
}

func TestChallengesAreFew(t *testing.T) {
	play(t, func(w *world) {
		ada, bob := w.newcomer("ada"), w.newcomer("bob")
		ada.challenges(bob)
		if _, err := ada.asks(wire.Seek{Control: blitz, Side: wire.Black, To: string(bob.conn.Who.ID)}); !errors.Is(err, lobby.ErrChallenged) {
			t.Errorf("the same person again: %v", err)
		}
		for i := range 4 {
			ada.challenges(w.newcomer(name(i)))
		}
		if _, err := ada.asks(wire.Seek{Control: blitz, Side: wire.Black, To: string(w.newcomer("sixth").conn.Who.ID)}); !errors.Is(err, lobby.ErrTooMany) {
			t.Errorf("a sixth: %v", err)
		}
		ada.seeks(wire.Random) // seeks are counted by themselves
		for i := range 19 {
			w.newcomer(name(100 + i)).challenges(bob)
		}
		if _, err := w.newcomer("late").asks(wire.Seek{Control: blitz, Side: wire.Black, To: string(bob.conn.Who.ID)}); !errors.Is(err, lobby.ErrCrowded) {
			t.Errorf("bob's twenty-first: %v", err)
		}
	})
}

func TestOfTwentyFourWhoChallengeOnePersonAtOnceTwentyDo(t *testing.T) {
	play(t, func(w *world) {
		bob, friend := w.newcomer("bob"), w.newcomer("friend")
		w.pair(bob, friend)
		var strangers []*page
		for i := range 24 {
			strangers = append(strangers, w.newcomer(name(i)))
		}
		w.store.Break(memory.Fault{Before: func(op memory.Op) error {
			if op == memory.Open {
				time.Sleep(time.Millisecond) // so that all have counted before one is stored, if they may
			}
			return nil
		}})
		var all sync.WaitGroup
		var refused atomic.Int64
		for _, p := range strangers {
			all.Go(func() {
				if _, err := p.asks(wire.Seek{Control: blitz, Side: wire.Black, To: string(bob.conn.Who.ID)}); errors.Is(err, lobby.ErrCrowded) {
					refused.Add(1)
				}
			})
		}
		all.Wait()
		if n := len(of[wire.Challenged](bob.notices())); n != 20 || refused.Load() != 4 {
			t.Errorf("bob has %d challenges, and %d were refused", n, refused.Load())
		}
		friend.challenges(bob) // whom bob has just played
		if _, err := friend.asks(wire.Seek{Control: blitz, Side: wire.Black, To: string(bob.conn.Who.ID)}); !errors.Is(err, lobby.ErrChallenged) {
			t.Errorf("a friend again: %v", err)
		}
	})
}

func TestWhoIsDeclinedWaitsLongerEachTime(t *testing.T) {
	play(t, func(w *world) {
		ada, bob, eve := w.newcomer("ada"), w.newcomer("bob"), w.newcomer("eve")
		for i := 1; i < 5; i++ {
			id := ada.challenges(bob)
			after(5 * time.Second)
			bob.must(wire.DeclineSeek{Seek: id})
			after(time.Duration(i*i)*10*time.Second - time.Second)
			if _, err := ada.asks(wire.Seek{Control: blitz, Side: wire.White, To: string(bob.conn.Who.ID)}); !errors.Is(err, lobby.ErrTooSoon) {
				t.Errorf("declined %d times, and too soon: %v", i, err)
			}
			ada.must(wire.Withdraw{Seek: ada.challenges(eve)}) // others are others
			after(time.Second)
			eve = w.newcomer(name(i))
		}
		id := ada.challenges(bob)
		bob.must(wire.Take{Seek: id})
		at := bob.seated().Room
		w.foolsMate(ada, bob, at)
		ada.challenges(bob) // who has played is asked anew
	})
}

func TestAChallengerWhoWithdrawsWaitsToo(t *testing.T) {
	play(t, func(w *world) {
		ada, bob := w.newcomer("ada"), w.newcomer("bob")
		ada.must(wire.Withdraw{Seek: ada.challenges(bob)})
		if _, err := ada.asks(wire.Seek{Control: blitz, Side: wire.White, To: string(bob.conn.Who.ID)}); !errors.Is(err, lobby.ErrTooSoon) {
			t.Errorf("at once: %v", err)
		}
		after(10 * time.Second)
		ada.challenges(bob)
	})
}

func TestAChallengeFromAPositionIsInNoList(t *testing.T) {
	play(t, func(w *world) {
		ada, bob := w.newcomer("ada"), w.newcomer("bob")
		id := ada.opensSeek(wire.Seek{Side: wire.Black, To: string(bob.conn.Who.ID), FEN: blackToMove, Delay: 30})
		bob.must(wire.Take{Seek: id})
		start := w.startOf(bob.seated().Room)
		if start.FEN != blackToMove || start.Delay != 30 || start.Chat != "separate" || !reflect.DeepEqual(start.Control, wire.Control{}) {
			t.Errorf("it begins with %+v", start)
		}
		after(time.Second)
		if v := ada.sees(); len(v.Games) != 0 {
			t.Errorf("the lobby shows %+v", v.Games)
		}
	})
}

func TestWhoAnswersIsAskedForAndChosen(t *testing.T) {
	play(t, func(w *world) {
		ada, bob, cid, dot := w.newcomer("ada"), w.newcomer("bob"), w.newcomer("cid"), w.newcomer("dot")
		w.rated(bob, 1612)
		id := ada.opensSeek(wire.Seek{Control: blitz, Side: wire.White, Confirm: true})
		for _, p := range []*page{bob, cid, dot} {
			p.must(wire.Take{Seek: id})
		}
		got := of[wire.SeekAnswered](ada.notices())
		if len(got) != 3 || got[0].Person.Nick != "bob" || got[0].Rating != 1612 || !got[0].On || got[1].Rating != 0 {
			t.Fatalf("ada is told %+v", got)
		}
		if _, err := bob.asks(wire.Take{Seek: id}); !errors.Is(err, lobby.ErrNoChange) {
			t.Errorf("bob again: %v", err)
		}
		if _, err := bob.asks(wire.Choose{Seek: id, Person: string(bob.conn.Who.ID)}); !errors.Is(err, lobby.ErrNoSeek) {
			t.Errorf("bob chooses himself: %v", err)
		}
		ada.must(wire.DeclineSeek{Seek: id, Person: string(bob.conn.Who.ID), Reason: "generic"})
		if _, err := bob.asks(wire.Take{Seek: id}); !errors.Is(err, lobby.ErrNoSeek) {
			t.Errorf("bob, turned down, again: %v", err)
		}
		w.lobby.Leave(cid.conn)
		after(6 * time.Second)
		if _, err := ada.asks(wire.Choose{Seek: id, Person: string(cid.conn.Who.ID)}); !errors.Is(err, lobby.ErrNoSeek) {
			t.Errorf("who has gone is chosen: %v", err)
		}
		ada.must(wire.Choose{Seek: id, Person: string(dot.conn.Who.ID)})
		if s := dot.seated(); s.Side != wire.Black || s.Opponent.Nick != "ada" || s.Room != ada.seated().Room {
			t.Errorf("dot sits at %+v", s)
		}
		for p, want := range map[*page]string{bob: "turned_down", cid: "gone", dot: "taken", ada: "taken"} {
			if got := p.closed(); !slices.Equal(got, []string{want}) {
				t.Errorf("%s is told %v, want %s", p.conn.Who.Nick, got, want)
			}
		}
	})
}

func TestWhoPlaysElsewhereAnswersNobody(t *testing.T) {
	play(t, func(w *world) {
		ada, bob, cid := w.newcomer("ada"), w.newcomer("bob"), w.newcomer("cid")
		asked := ada.opensSeek(wire.Seek{Control: blitz, Side: wire.White, Confirm: true})
		other := cid.seeks(wire.Random)
		bob.must(wire.Take{Seek: asked})
		pokes := ada.pokes()
		bob.must(wire.Take{Seek: other})
		after(time.Second)
		if got := of[wire.SeekAnswered](ada.notices()); len(got) != 2 || got[1].On || ada.pokes() == pokes {
			t.Errorf("ada is told %+v", got)
		}
		if v := w.lobby.Snapshot(); len(v.Seeks) != 1 || !v.Seeks[0].Confirm {
			t.Errorf("the lobby shows %+v", v.Seeks)
		}
	})
}

func TestAnAnswerIsTakenBack(t *testing.T) {
	play(t, func(w *world) {
		ada, bob := w.newcomer("ada"), w.newcomer("bob")
		id := ada.opensSeek(wire.Seek{Control: blitz, Side: wire.White, Confirm: true})
		if _, err := bob.asks(wire.Withdraw{Seek: id}); !errors.Is(err, lobby.ErrNoSeek) {
			t.Errorf("before it is given: %v", err)
		}
		bob.must(wire.Take{Seek: id})
		bob.must(wire.Withdraw{Seek: id})
		bob.must(wire.Take{Seek: id})
		if got := of[wire.SeekAnswered](ada.notices()); len(got) != 3 || got[1].On || !got[2].On {
			t.Errorf("ada is told %+v", got)
		}
		if v := w.lobby.Snapshot(); len(bob.closed()) != 1 || len(ada.closed()) != 0 {
			t.Errorf("bob is told %v, and the lobby shows %+v", bob.closed(), v.Seeks)
		}
	})
}

func TestASeekAsksForARating(t *testing.T) {
	play(t, func(w *world) {
		ada, low, high, none := w.newcomer("ada"), w.newcomer("low"), w.newcomer("high"), w.newcomer("none")
		w.rated(low, 1399)
		w.rated(high, 1601)
		id := ada.opensSeek(wire.Seek{Control: blitz, Side: wire.White, Min: 1400, Max: 1600})
		for _, p := range []*page{low, high} {
			if _, err := p.asks(wire.Take{Seek: id}); !errors.Is(err, lobby.ErrOutOfRange) {
				t.Errorf("%s: %v", p.conn.Who.Nick, err)
			}
		}
		after(time.Second)
		if v := none.sees(); len(v.Seeks) != 1 || v.Seeks[0].Min != 1400 || v.Seeks[0].Max != 1600 {
			t.Errorf("the lobby shows %+v", v.Seeks)
		}
		none.must(wire.Take{Seek: id}) // counts as 1500
	})
}

func TestARatedGameNeedsARatingOfBoth(t *testing.T) {
	play(t, func(w *world) {
		ada, bob, guest := w.newcomer("ada"), w.newcomer("bob"), w.newcomer("guest")
		w.rated(ada, 1700)
		w.rated(bob, 1650)
		for _, cmd := range []wire.Command{
			wire.Seek{Control: blitz, Side: wire.White, Rated: true},
			wire.Seek{Control: blitz, Side: wire.White, Rated: true, To: string(ada.conn.Who.ID)},
			wire.MakeLink{Control: blitz, Side: wire.White, Rated: true},
		} {
			if _, err := guest.asks(cmd); !errors.Is(err, room.ErrAccountsOnly) {
				t.Errorf("a guest's %T: %v", cmd, err)
			}
		}
		if _, err := ada.asks(wire.Seek{Control: wire.Control{Base: 60}, Side: wire.White, Rated: true}); !errors.Is(err, room.ErrAccountsOnly) {
			t.Errorf("at a speed without a rating: %v", err)
		}
		id := ada.opensSeek(wire.Seek{Control: blitz, Side: wire.White, Rated: true})
		if _, err := guest.asks(wire.Take{Seek: id}); !errors.Is(err, room.ErrAccountsOnly) {
			t.Errorf("a guest takes it: %v", err)
		}
		after(time.Second)
		if v := guest.sees(); len(v.Seeks) != 1 || !v.Seeks[0].Rated || v.Seeks[0].Rating != 1700 {
			t.Errorf("the lobby shows %+v", v.Seeks)
		}
		bob.must(wire.Take{Seek: id})
		at := bob.seated().Room
		if start := w.startOf(at); !start.Rated || start.Chat != "separate" {
			t.Errorf("it begins with %+v", start)
		}
		after(time.Second)
		if v := guest.sees(); len(v.Games) != 1 || !v.Games[0].Rated {
			t.Errorf("the live list is %+v", v.Games)
		}
		w.movesStand(ada, bob, at)
		w.foolsMateFrom(ada, bob, at)
		ada.must(wire.Rematch{Room: at})
		bob.must(wire.Rematch{Room: at})
		if start := w.startOf(bob.seated().Room); !start.Rated || start.White.Nick != "bob" {
			t.Errorf("the rematch begins with %+v", start)
		}
	})
}

// movesStand has White ask for a move back, in vain.
func (w *world) movesStand(white, black *page, id string) {
	w.t.Helper()
	p := w.sits(white.conn.Who, id)
	p.moves("f2f3")
	if err := p.does(wire.Offer{What: "takeback", On: w.on(id)}); !errors.Is(err, room.ErrNotNow) {
		w.t.Errorf("a takeback in a rated game: %v", err)
	}
	w.sits(black.conn.Who, id).moves("e7e5")
}

// foolsMateFrom ends a game in which both have moved.
func (w *world) foolsMateFrom(white, black *page, id string) {
	w.t.Helper()
	w.sits(white.conn.Who, id).moves("g2g4")
	w.sits(black.conn.Who, id).moves("d8h4")
}

func TestALinkIsForGuestsOrForAccounts(t *testing.T) {
	for name, c := range map[string]struct {
		link           wire.MakeLink
		guest, account error
	}{
		"for all":      {wire.MakeLink{Control: blitz, Side: wire.White}, nil, nil},
		"for guests":   {wire.MakeLink{Control: blitz, Side: wire.White, For: "guests"}, nil, room.ErrGuestsOnly},
		"for accounts": {wire.MakeLink{Control: blitz, Side: wire.White, For: "accounts"}, room.ErrAccountsOnly, nil},
		"rated":        {wire.MakeLink{Control: blitz, Side: wire.White, Rated: true}, room.ErrAccountsOnly, nil},
	} {
		t.Run(name, func(t *testing.T) {
			play(t, func(w *world) {
				ada, guest, account := w.newcomer("ada"), w.newcomer("guest"), w.newcomer("account")
				w.rated(ada, 1700)
				w.rated(account, 1500)
				for p, want := range map[*page]error{guest: c.guest, account: c.account} {
					ada.must(c.link)
					id := ada.seated().Room
					sitter := w.sits(p.conn.Who, id)
					st, err := w.lobby.Standing(t.Context(), p.conn.Who.ID, w.startOf(id))
					if err != nil {
						t.Fatal(err)
					}
					sitter.member.Standing = st
					if err := sitter.does(wire.Sit{}); !errors.Is(err, want) {
						t.Errorf("%s sits down: %v", p.conn.Who.Nick, err)
					}
					after(3 * time.Second)
				}
			})
		})
	}
}

func TestALinkThatNobodyCanUseIsNotMade(t *testing.T) {
	play(t, func(w *world) {
		if _, err := w.newcomer("ada").asks(wire.MakeLink{Control: blitz, Side: wire.White, For: "accounts"}); !errors.Is(err, room.ErrAccountsOnly) {
			t.Errorf("a guest's link for accounts: %v", err)
		}
	})
}

func TestADelayGoesFromTheSeekToTheRematch(t *testing.T) {
	play(t, func(w *world) {
		ada, bob := w.newcomer("ada"), w.newcomer("bob")
		id := ada.opensSeek(wire.Seek{Control: blitz, Side: wire.White, Delay: 45})
		bob.must(wire.Take{Seek: id})
		at := ada.seated().Room
		w.foolsMate(ada, bob, at)
		ada.must(wire.Rematch{Room: at})
		bob.must(wire.Rematch{Room: at})
		for _, id := range []string{at, ada.seated().Room} {
			if start := w.startOf(id); start.Delay != 45 || start.Chat != "separate" {
				t.Errorf("it begins with %+v", start)
			}
		}
	})
}

func TestARematchWithOtherSettingsIsAnOfferOfItsOwn(t *testing.T) {
	rapid := wire.Control{Base: 900, Inc: 10}
	for name, c := range map[string]struct {
		answer  wire.Rematch
		accepts bool
		begins  bool
		control wire.Control
		white   string
	}{
		"is accepted as it is":         {wire.Rematch{}, true, true, rapid, "white"},
		"is accepted in so many words": {wire.Rematch{Control: &rapid, Side: wire.Black}, false, true, rapid, "white"},
		"is answered with another":     {wire.Rematch{Control: &wire.Control{Base: 60}}, false, false, wire.Control{}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			play(t, func(w *world) {
				white, black, id := w.pair(w.newcomer("ada"), w.newcomer("bob"))
				w.foolsMate(white, black, id)
				white.must(wire.Rematch{Room: id, Control: &rapid, Side: wire.White})
				w.stop() // the offer is in the notices
				w.start()
				white, black = w.opens(white.conn.Who, ""), w.opens(black.conn.Who, "")
				c.answer.Room = id
				if c.accepts {
					c.answer.Offer = black.offered()
				}
				black.must(c.answer)
				if !c.begins {
					white.must(wire.Rematch{Room: id, Offer: white.offered()})
					c.control, c.white = *c.answer.Control, "black"
				}
				start := w.startOf(white.seated().Room)
				if start.Control.Base != c.control.Base || (start.White.ID == string(white.conn.Who.ID)) != (c.white == "white") {
					t.Errorf("it begins with %+v", start)
				}
			})
		})
	}
}

func TestARematchWithAnImpossibleClockIsRefused(t *testing.T) {
	play(t, func(w *world) {
		white, black, id := w.pair(w.newcomer("ada"), w.newcomer("bob"))
		w.foolsMate(white, black, id)
		_, err := white.asks(wire.Rematch{Room: id, Control: &wire.Control{Base: -1}})
		if no, ok := errors.AsType[*lobby.InvalidError](err); !ok || no.Fields[0].Field != "control" {
			t.Errorf("%v", err)
		}
		if got := of[wire.RematchOffered](black.notices()); len(got) != 0 {
			t.Errorf("black is told %+v", got)
		}
	})
}
