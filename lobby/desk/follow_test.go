package desk_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"rookery/lobby"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

func follow(p *page) wire.Follow { return wire.Follow{Person: string(p.conn.Who.ID), On: true} }

func followed(p *page) (rooms []string) {
	for _, f := range hears[wire.Followed](p, "followed") {
		rooms = append(rooms, f.Room)
	}
	return rooms
}

func TestWhoFollowsSomebodyHearsOfEachListedGame(t *testing.T) {
	play(t, func(w *world) {
		ada, bob, cid := w.newcomer("ada"), w.newcomer("bob"), w.newcomer("cid")
		_, _, first := w.pair(cid, w.newcomer("dot"))
		after(0)
		watchers := map[string]*page{
			"from the lobby": w.newcomer("eve"),
			"from a room":    w.opens(w.guest("fay"), room.ID(first)),
			"without a name": w.opens(person.Person{}, room.ID(first)),
		}
		for where, watcher := range watchers {
			if o := watcher.must(follow(ada)); o.Info != (wire.Following{Person: string(ada.conn.Who.ID)}) {
				t.Errorf("%s: %+v", where, o.Info)
			}
			if o := watcher.must(follow(cid)); o.Info != (wire.Following{Person: string(cid.conn.Who.ID), Room: first}) {
				t.Errorf("%s, of somebody who plays: %+v", where, o.Info)
			}
		}
		_, _, id := w.pair(ada, w.newcomer("gil"))
		after(0)
		for where, watcher := range watchers {
			if got := followed(watcher); !slices.Equal(got, []string{id}) {
				t.Errorf("%s one hears of %v, want %s", where, got, id)
			}
			watcher.must(wire.Follow{Person: string(ada.conn.Who.ID)})
		}
		ada.must(wire.Seek{Control: blitz, Side: wire.White})
		eve := w.newcomer("eva")
		eve.must(follow(ada))
		bob.must(wire.Take{Seek: of[wire.SeekOpened](ada.notices())[0].Seek})
		after(time.Minute)
		if got := followed(eve); !slices.Equal(got, []string{bob.seated().Room}) {
			t.Errorf("of a game by seek one hears %v", got)
		}
		for where, watcher := range watchers {
			if got := followed(watcher); len(got) != 1 {
				t.Errorf("%s, following no longer, one hears of %v", where, got)
			}
		}
	})
}

func TestNobodyHearsOfWhatIsNotListed(t *testing.T) {
	play(t, func(w *world) {
		ada, eve := w.newcomer("ada"), w.newcomer("eve")
		eve.must(follow(ada))
		ada.must(wire.MakeLink{Control: blitz, Side: wire.White})
		friend := w.sits(w.guest("friend"), ada.seated().Room)
		if err := friend.does(wire.Sit{}); err != nil {
			t.Fatal(err)
		}
		after(time.Second)
		if o := eve.must(follow(ada)); o.Info != (wire.Following{Person: string(ada.conn.Who.ID)}) {
			t.Errorf("asked, eve hears %+v", o.Info)
		}
		if got := followed(eve); len(got) != 0 {
			t.Errorf("eve hears of %v", got)
		}
	})
}

func TestAGameThatIsOpenedAgainDoesNotBeginAgain(t *testing.T) {
	play(t, func(w *world) {
		ada, bob := w.newcomer("ada"), w.newcomer("bob")
		white, _, id := w.pair(ada, bob)
		w.stop()
		w.start()
		eve := w.newcomer("eve")
		if o := eve.must(follow(ada)); o.Info != (wire.Following{Person: string(ada.conn.Who.ID), Room: id}) {
			t.Errorf("eve hears %+v", o.Info)
		}
		w.sits(white.conn.Who, id).moves("e2e4")
		after(time.Second)
		if got := followed(eve); len(got) != 0 {
			t.Errorf("eve hears of %v", got)
		}
	})
}

func TestFollowingEndsWithTheConnectionAndHasALimit(t *testing.T) {
	play(t, func(w *world) {
		ada, eve := w.newcomer("ada"), w.newcomer("eve")
		eve.must(follow(ada))
		w.lobby.Leave(eve.conn)
		w.pair(ada, w.newcomer("bob"))
		after(time.Second)
		if got := followed(eve); len(got) != 0 {
			t.Errorf("gone, eve hears of %v", got)
		}
		eve = w.opens(eve.conn.Who, "")
		for range 20 {
			eve.must(wire.Follow{Person: uuid.NewString(), On: true})
		}
		if _, err := eve.asks(follow(ada)); !errors.Is(err, lobby.ErrTooMany) {
			t.Errorf("a twenty-first: %v", err)
		}
		for _, whom := range []string{"", "ada", "../x"} {
			if _, err := eve.asks(wire.Follow{Person: whom, On: true}); !errors.Is(err, lobby.ErrNobody) {
				t.Errorf("%q: %v", whom, err)
			}
		}
	})
}

// A rematch would tell that the game before it is over, which others see go on.
func TestADelayedGameIsAnnouncedOnceItsDelayHasPassed(t *testing.T) {
	play(t, func(w *world) {
		ada, bob, eve := w.newcomer("ada"), w.newcomer("bob"), w.newcomer("eve")
		eve.must(follow(ada))
		shows := func(when, playing string, told ...string) {
			t.Helper()
			after(time.Second)
			var games []string
			for _, g := range w.lobby.Snapshot().Games {
				games = append(games, g.Room)
			}
			want := []string{playing}
			if playing == "" {
				want = nil
			}
			if !slices.Equal(games, want) || w.lobby.Snapshot().Featured != playing {
				t.Errorf("%s: the lobby shows %v, %q large, want %q", when, games, w.lobby.Snapshot().Featured, playing)
			}
			if got := followed(eve); !slices.Equal(got, told) {
				t.Errorf("%s: who follows was told of %v, want %v", when, got, told)
			}
			if o := w.opens(person.Person{}, "").must(follow(ada)); o.Info != (wire.Following{Person: string(ada.conn.Who.ID), Room: playing}) {
				t.Errorf("%s: who asks is told %+v, want %q", when, o.Info, playing)
			}
		}
		ada.must(wire.Search{Pool: "5+3"})
		id := ada.opensSeek(wire.Seek{Control: blitz, Side: wire.White, Delay: 30})
		bob.must(wire.Take{Seek: id})
		first := ada.seated().Room
		if o := ada.must(wire.Stop{}); o.Info != (wire.Searching{}) {
			t.Errorf("who is seated searches still: %+v", o.Info)
		}
		shows("when it has begun", "")
		p, q := w.sits(ada.conn.Who, first), w.sits(bob.conn.Who, first)
		p.moves("f2f3")
		q.moves("e7e5")
		after(30 * time.Second)
		shows("30 s later", first, first)

		p.moves("g2g4")
		q.moves("d8h4")
		ada.must(wire.Rematch{Room: first})
		bob.must(wire.Rematch{Room: first})
		second := ada.seated().Room
		shows("after a rematch", first, first)
		w.stop()
		w.store.Boot()
		w.start()
		eve = w.newcomer("eva")
		eve.must(follow(ada))
		w.opens(ada.conn.Who, "")
		w.opens(bob.conn.Who, "")
		shows("after a restart", first)
		after(30 * time.Second)
		shows("30 s after the rematch", second, second)
	})
}

func TestNobodyCountsWhatIsNotKnownYetByTheFinishedGames(t *testing.T) {
	play(t, func(w *world) {
		ada, bob := w.newcomer("ada"), w.newcomer("bob")
		var known []string
		for range 2 {
			white, black, id := w.pair(ada, bob)
			w.foolsMate(white, black, id)
			known = append([]string{id}, known...)
			after(time.Minute)
		}
		for range 5 {
			id := ada.opensSeek(wire.Seek{Control: blitz, Side: wire.White, Delay: 30})
			bob.must(wire.Take{Seek: id})
			w.foolsMate(ada, bob, ada.seated().Room)
		}
		for limit := 1; limit <= 3; limit++ {
			list, err := w.lobby.Finished(t.Context(), limit)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, s := range list {
				got = append(got, string(s.Room))
			}
			if want := known[:min(limit, 2)]; !slices.Equal(got, want) {
				t.Errorf("the newest %d are %v, want %v", limit, got, want)
			}
		}
		after(time.Minute)
		if list, err := w.lobby.Finished(t.Context(), 100); err != nil || len(list) != 7 {
			t.Errorf("in the end there are %d, %v", len(list), err)
		}
	})
}
