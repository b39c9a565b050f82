package desk_test

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"rookery/game"
	"rookery/lobby"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// controlOf is the wire's form of a time control.
func controlOf(t *testing.T, text string) wire.Control {
	t.Helper()
	c, err := game.ParseControl(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return room.WireControl(c)
}

func TestASeeksTimeControlIsTheGamesFromTheListToTheRematch(t *testing.T) {
	for _, text := range []string{"5+3", "0.5+0", "0+10", "5d3", "5b3", "40/90+30:30+30", "40/120d5:20/60d5:15d30"} {
		t.Run(text, func(t *testing.T) {
			play(t, func(w *world) {
				want := controlOf(t, text)
				same := func(where string, got ...wire.Control) {
					t.Helper()
					if len(got) != 1 || !reflect.DeepEqual(got[0], want) {
						t.Errorf("%s: %+v", where, got)
					}
				}
				ada, bob := w.newcomer("ada"), w.newcomer("bob")
				ada.must(wire.Seek{Control: want, Side: wire.White})
				open := of[wire.SeekOpened](ada.notices())[0]
				same("the seeker's notice", open.Control)
				after(time.Second)
				same("the list of seeks", seekControls(bob.sees().Seeks)...)
				w.stop()
				w.start()
				ada, bob = w.opens(ada.conn.Who, ""), w.opens(bob.conn.Who, "")
				after(time.Second)
				same("the list after a restart", seekControls(bob.sees().Seeks)...)

				bob.must(wire.Take{Seek: open.Seek})
				id := bob.seated().Room
				same("the players' notice", bob.seated().Control)
				after(time.Second)
				same("the live list", gameControls(bob.sees().Games)...)
				w.stop()
				w.start()
				ada, bob = w.opens(ada.conn.Who, ""), w.opens(bob.conn.Who, "")
				same("the live list after a restart", gameControls(w.lobby.Snapshot().Games)...)
				w.foolsMate(ada, bob, id)
				after(time.Second)
				same("the list of finished games", gameControls(bob.sees().Finished)...)

				ada.must(wire.Rematch{Room: id})
				bob.must(wire.Rematch{Room: id})
				same("the rematch", ada.seated().Control)
				same("the rematch's room", w.summary(ada.seated().Room).Game.Control)
				if s := ada.seated(); s.Room == id || s.Side != wire.Black {
					t.Errorf("ada plays again as %+v", s)
				}
			})
		})
	}
}

func seekControls(list []wire.OpenSeek) (all []wire.Control) {
	for _, s := range list {
		all = append(all, s.Control)
	}
	return all
}

func gameControls(list []wire.LiveGame) (all []wire.Control) {
	for _, g := range list {
		all = append(all, g.Control)
	}
	return all
}

func TestATimeControlThatTheGameDoesNotKnowIsRefused(t *testing.T) {
	stage := wire.Stage{Base: 1800, Inc: 30}
	for name, c := range map[string]wire.Control{
		"an unknown mode":                         {Base: 300, Inc: 3, Mode: "hourglass"},
		"a delay of nothing":                      {Base: 300, Mode: "delay"},
		"a first stage that never ends":           {Base: 5400, Then: []wire.Stage{stage}},
		"a last stage that ends":                  {Base: 5400, Moves: 40},
		"a first stage that gives no time":        {Moves: 10, Then: []wire.Stage{stage}},
		"a stage of a million moves":              {Base: 5400, Moves: 1_000_000, Then: []wire.Stage{stage}},
		"four stages":                             {Base: 5400, Moves: 40, Then: []wire.Stage{{Base: 1800, Moves: 20}, {Base: 1800, Moves: 20}, stage}},
		"more seconds than a clock can count":     {Base: 1 << 62},
		"a later stage that takes the time away":  {Base: 5400, Moves: 40, Then: []wire.Stage{{Base: -1800}}},
		"a later stage that gives nothing at all": {Base: 5400, Moves: 40, Then: []wire.Stage{{}}},
	} {
		t.Run(name, func(t *testing.T) {
			play(t, func(w *world) {
				ada := w.newcomer("ada")
				for _, cmd := range []wire.Command{
					wire.Seek{Control: c, Side: wire.Random},
					wire.MakeLink{Control: c, Side: wire.Random},
					wire.PlayHouse{Control: c, Side: wire.Random},
				} {
					if _, err := ada.asks(cmd); !errors.Is(err, lobby.ErrInvalid) {
						t.Errorf("%T: %v", cmd, err)
					}
				}
			})
		})
	}
}
