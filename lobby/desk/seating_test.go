package desk_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"rookery/lobby"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// busies gives p as many rooms in which nobody has moved as one may have.
func (p *page) busies() {
	p.w.t.Helper()
	for range 5 {
		p.must(wire.MakeLink{Control: blitz, Side: wire.White})
	}
}

func TestWhoHasFiveUnplayedRoomsIsSeatedInNoSixth(t *testing.T) {
	for name, c := range map[string]struct {
		before func(w *world, ada, bob *page) (next wire.Command, from *page) // ada is busy after it
		want   error
		closed []string // what ada is told of her seeks, or of her answer
	}{
		"she opens a seek": {func(_ *world, ada, _ *page) (wire.Command, *page) {
			return wire.Seek{Control: blitz, Side: wire.White}, ada
		}, lobby.ErrTooMany, nil},
		"she challenges": {func(_ *world, ada, bob *page) (wire.Command, *page) {
			return wire.Seek{Control: blitz, Side: wire.White, To: string(bob.conn.Who.ID)}, ada
		}, lobby.ErrTooMany, nil},
		"her seek is taken": {func(_ *world, ada, _ *page) (wire.Command, *page) {
			return wire.Take{Seek: ada.seeks(wire.White)}, nil
		}, lobby.ErrNoSeek, []string{"gone"}},
		"her challenge is taken": {func(_ *world, ada, bob *page) (wire.Command, *page) {
			return wire.Take{Seek: ada.challenges(bob)}, nil
		}, lobby.ErrNoSeek, []string{"gone"}},
		"she takes a seek": {func(_ *world, ada, bob *page) (wire.Command, *page) {
			return wire.Take{Seek: bob.seeks(wire.White)}, ada
		}, lobby.ErrTooMany, nil},
		"her answer is chosen": {func(_ *world, ada, bob *page) (wire.Command, *page) {
			id := bob.opensSeek(wire.Seek{Control: blitz, Side: wire.White, Confirm: true})
			ada.must(wire.Take{Seek: id})
			return wire.Choose{Seek: id, Person: string(ada.conn.Who.ID)}, nil
		}, lobby.ErrNoSeek, []string{"gone"}},
		"her rematch is accepted": {func(w *world, ada, bob *page) (wire.Command, *page) {
			_, _, id := w.pair(ada, bob)
			white, black := ada, bob
			if ada.seated().Side == wire.Black {
				white, black = bob, ada
			}
			w.foolsMate(white, black, id)
			ada.must(wire.Rematch{Room: id})
			return wire.Rematch{Room: id, Offer: bob.offered()}, nil
		}, lobby.ErrOccupied, nil},
	} {
		t.Run(name, func(t *testing.T) {
			play(t, func(w *world) {
				ada, bob := w.newcomer("ada"), w.newcomer("bob")
				cmd, from := c.before(w, ada, bob)
				ada.busies()
				if from == nil {
					from = bob
				}
				if _, err := from.asks(cmd); !errors.Is(err, c.want) {
					t.Errorf("refused with %v, want %v", err, c.want)
				}
				if got := ada.closed(); !slices.Equal(got, c.closed) {
					t.Errorf("ada is told %v", got)
				}
			})
		})
	}
}

func TestWhoSearchesAndHasFiveUnplayedRoomsByNowSearchesNoMore(t *testing.T) {
	play(t, func(w *world) {
		ada, bob := w.newcomer("ada"), w.newcomer("bob")
		ada.must(wire.Search{Pool: "5+3"})
		ada.busies()
		if o := bob.must(wire.Search{Pool: "5+3"}); o.Info != (wire.Searching{Pool: "5+3"}) {
			t.Errorf("bob is answered %+v", o.Info)
		}
		if got := hears[wire.Searching](ada, "searching"); len(got) != 1 || got[0].Pool != "" {
			t.Errorf("ada is told %+v", got)
		}
		w.newcomer("cy").must(wire.Search{Pool: "5+3"})
		after(time.Second)
		if s := bob.seated(); s.Opponent.Nick != "cy" {
			t.Errorf("bob plays %+v", s)
		}
	})
}

func TestWhoHasBlockedTheSeekerSinceTheyAnsweredIsNotSeated(t *testing.T) {
	play(t, func(w *world) {
		ada, bob := w.newcomer("ada"), w.newcomer("bob")
		id := ada.opensSeek(wire.Seek{Control: blitz, Side: wire.White, Confirm: true})
		bob.must(wire.Take{Seek: id})
		bob.must(wire.Block{Person: string(ada.conn.Who.ID), On: true})
		if _, err := ada.asks(wire.Choose{Seek: id, Person: string(bob.conn.Who.ID)}); !errors.Is(err, lobby.ErrNoSeek) {
			t.Errorf("chosen all the same: %v", err)
		}
		if got := bob.closed(); !slices.Equal(got, []string{"gone"}) {
			t.Errorf("bob is told %v", got)
		}
		w.newcomer("cy").must(wire.Take{Seek: id})
	})
}

func TestWhatIsAskedForAtLeisureIsWhatTheLobbyShows(t *testing.T) {
	play(t, func(w *world) {
		ada, bob, eve := w.newcomer("ada"), w.newcomer("bob"), w.newcomer("eve")
		var ids []string
		for range 3 {
			ids = append(ids, ada.seeks(wire.White))
			after(time.Second)
		}
		ada.challenges(bob)
		eve.challenges(bob)
		first, err := w.lobby.OpenSeeks(w.t.Context(), "", 2)
		rest, again := w.lobby.OpenSeeks(w.t.Context(), ids[1], 2)
		if err != nil || again != nil || len(first) != 2 || first[0].ID != ids[0] || len(rest) != 1 || rest[0].ID != ids[2] {
			t.Errorf("the seeks are %+v and then %+v, %v, %v", first, rest, err, again)
		}
		bob.must(wire.Block{Person: string(eve.conn.Who.ID), On: true})
		for who, n := range map[*page]int{ada: 1, bob: 1, eve: 1} {
			if list, err := w.lobby.ChallengesOf(t.Context(), who.conn.Who.ID); err != nil || len(list) != n || list[0].To.Nick != "bob" {
				t.Errorf("%s has the challenges %+v, %v", who.conn.Who.Nick, list, err)
			}
		}
	})
}

func TestARoomIsWatchedByAsManyAsTheLiveListSays(t *testing.T) {
	play(t, func(w *world) {
		_, _, id := w.pair(w.newcomer("ada"), w.newcomer("bob"))
		w.sits(w.guest("eve"), id)
		after(2 * time.Second)
		sum, err := w.lobby.Room(t.Context(), room.ID(id))
		if v := w.lobby.Snapshot(); err != nil || len(v.Games) != 1 || v.Games[0].Watching == 0 || sum.Game.Watching != v.Games[0].Watching {
			t.Errorf("%d watch, and the list is %+v, %v", sum.Game.Watching, v.Games, err)
		}
	})
}
