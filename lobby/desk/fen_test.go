package desk_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"rookery/game"
	"rookery/lobby"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// startOf is a room's event 1.
func (w *world) startOf(id string) wire.Start {
	w.t.Helper()
	played, err := room.ReadGame(w.t.Context(), w.store.Journal(), room.ID(id), time.Now())
	if err != nil {
		w.t.Fatal(err)
	}
	return played.Start
}

const blackToMove = "4k3/8/8/8/8/8/4P3/4K3 b - - 3 40"

func TestAGameByLinkStartsFromAPosition(t *testing.T) {
	play(t, func(w *world) {
		ada := w.newcomer("ada")
		ada.must(wire.MakeLink{Control: blitz, Side: wire.White, FEN: blackToMove})
		id := ada.seated().Room
		g := w.summary(id).Game
		if g.FEN != blackToMove || g.Ply != 0 || w.startOf(id).FEN != blackToMove {
			t.Errorf("the room stands at %+v, it began at %q", g, w.startOf(id).FEN)
		}
		white, black := w.sits(ada.conn.Who, id), w.sits(w.guest("friend"), id)
		if err := black.does(wire.Sit{}); err != nil {
			t.Fatal(err)
		}
		if g := w.summary(id).Game; g.White.Nick != "ada" || g.Black.Nick != "friend" {
			t.Errorf("they sit as %+v and %+v", g.White, g.Black)
		}
		if err := white.does(wire.Move{Text: "e2e4", On: w.on(id)}); !errors.Is(err, game.ErrTurn) {
			t.Errorf("White moves first: %v", err)
		}
		after(4 * time.Minute)
		black.moves("Ke7")
		after(4 * time.Minute) // each has five minutes for the first move
		white.moves("e4")
		after(time.Second)
		if g := w.summary(id).Game; g.Ply != 2 || g.FEN != "8/4k3/8/8/4P3/8/8/4K3 b - - 0 41" || g.Running != wire.Black {
			t.Errorf("the game stands at %+v", g)
		}
		if v := ada.sees(); len(v.Games) != 0 {
			t.Errorf("the lobby shows %+v", v.Games)
		}
	})
}

func TestAGameFromAPositionOutlivesARestart(t *testing.T) {
	play(t, func(w *world) {
		ada := w.newcomer("ada")
		friend := w.guest("friend")
		ada.must(wire.MakeLink{Control: controlOf(t, "40/90d30:30d30"), Side: wire.White, FEN: blackToMove})
		id := ada.seated().Room
		w.stop()
		w.start()
		black := w.sits(friend, id)
		if err := black.does(wire.Sit{}); err != nil {
			t.Fatal(err)
		}
		black.moves("Ke7")
		w.stop()
		w.start()
		w.sits(ada.conn.Who, id).moves("e4")
		w.sits(friend, id).moves("Kd6")
		if g := w.summary(id).Game; g.FEN != "8/8/3k4/8/4P3/8/8/4K3 w - - 1 42" || g.Control.Mode != "delay" || g.Clock.White != 5_400_000 {
			t.Errorf("the game stands at %+v", g)
		}
	})
}

func TestAPlayerWhoDoesNotBeginAPositionEndsItsGame(t *testing.T) {
	play(t, func(w *world) {
		ada := w.newcomer("ada")
		ada.must(wire.MakeLink{Control: blitz, Side: wire.White, FEN: blackToMove})
		id := ada.seated().Room
		black := w.sits(w.guest("friend"), id)
		if err := black.does(wire.Sit{}); err != nil {
			t.Fatal(err)
		}
		after(5*time.Minute - time.Second)
		if s := w.summary(id); s.Over {
			t.Fatalf("it ended early: %+v", s.Game.Ended)
		}
		after(2 * time.Second)
		if s := w.summary(id); !s.Over || s.Game.Ended.Reason != "no_first_move" || s.Game.Ended.Result != "*" {
			t.Errorf("it stands at %+v", s.Game.Ended)
		}
	})
}

func TestARematchStartsFromTheSamePositionWithColoursSwapped(t *testing.T) {
	play(t, func(w *world) {
		ada, friend := w.newcomer("ada"), w.newcomer("friend")
		ada.must(wire.MakeLink{Control: controlOf(t, "5d3"), Side: wire.White, FEN: blackToMove})
		id := ada.seated().Room
		white, black := w.sits(ada.conn.Who, id), w.sits(friend.conn.Who, id)
		if err := black.does(wire.Sit{}); err != nil {
			t.Fatal(err)
		}
		black.moves("Kd8")
		white.moves("e3")
		if err := black.does(wire.Resign{}); err != nil {
			t.Fatal(err)
		}
		w.stop()
		w.start()
		ada, friend = w.opens(ada.conn.Who, ""), w.opens(friend.conn.Who, "")
		ada.must(wire.Rematch{Room: id})
		friend.must(wire.Rematch{Room: id})
		s := ada.seated()
		start := w.startOf(s.Room)
		if s.Room == id || s.Side != wire.Black || start.FEN != blackToMove || start.Control.Mode != "delay" || start.How != "rematch" {
			t.Errorf("ada is told %+v, and the game begins with %+v", s, start)
		}
		w.sits(ada.conn.Who, s.Room).moves("Kd7")
		after(time.Second)
		if v := ada.sees(); len(v.Games) != 0 {
			t.Errorf("the lobby shows a game that was made by link: %+v", v.Games)
		}
	})
}

func TestAPositionIsStoredAsTheGameWritesIt(t *testing.T) {
	for name, c := range map[string]struct{ given, stored string }{
		"none":                              {"", ""},
		"the usual start":                   {"rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1", ""},
		"the usual start with other rights": {"rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQ - 0 1", "rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQ - 0 1"},
		"an en-passant square nobody can capture on": {"rnbqkbnr/pppppppp/8/8/4P3/8/PPPP1PPP/RNBQKBNR b KQkq e3 0 1", "rnbqkbnr/pppppppp/8/8/4P3/8/PPPP1PPP/RNBQKBNR b KQkq - 0 1"},
		"an en-passant square with a capture":        {"4k3/8/8/8/3pP3/8/8/4K3 b - e3 0 1", "4k3/8/8/8/3pP3/8/8/4K3 b - e3 0 1"},
	} {
		t.Run(name, func(t *testing.T) {
			play(t, func(w *world) {
				ada := w.newcomer("ada")
				ada.must(wire.MakeLink{Control: blitz, Side: wire.White, FEN: c.given})
				if got := w.startOf(ada.seated().Room).FEN; got != c.stored {
					t.Errorf("stored as %q", got)
				}
			})
		})
	}
}

func TestAPositionThatCannotBePlayedFromIsRefusedWithTheReason(t *testing.T) {
	for fen, reason := range map[string]string{
		"4k3/8/8/8/8/8/4P3/8 w - - 0 1":         "Each side needs exactly one king.",
		"4k2P/8/8/8/8/8/8/4K3 w - - 0 1":        "No pawn can stand on the first or the last rank.",
		"4k3/4R3/8/8/8/8/8/4K3 w - - 0 1":       "The side that is not to move must not be in check.",
		"7k/5Q2/6K1/8/8/8/8/8 b - - 0 1":        "The game would be over before the first move.",
		"not a position":                        "A FEN has six fields, with one space between them.",
		strings.Repeat("rnbqkbnr/pppppppp ", 9): "A FEN has six fields, with one space between them.",
	} {
		play(t, func(w *world) {
			ada := w.newcomer("ada")
			req := request(wire.MakeLink{Control: blitz, Side: wire.White, FEN: fen})
			for _, time := range []string{"once", "twice"} {
				_, err := ada.resends(req)
				if no, ok := errors.AsType[*lobby.InvalidError](err); !ok || !slices.Equal(no.Fields, []wire.Field{{Field: "fen", Text: reason}}) {
					t.Errorf("%.40q, %s: %v", fen, time, err)
				}
			}
			if list := ada.notices(); len(list) != 0 {
				t.Errorf("%.40q: ada is told %+v", fen, list)
			}
		})
	}
}
