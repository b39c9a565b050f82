package client

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"rookery/game"
	"rookery/lobby"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

func TestWhatAnErrorMeansToAClient(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		code wire.Code
		text string
	}{
		"a move that two pieces can make": {room.ErrAmbiguous, wire.IllegalMove, "More than one piece can make that move: say which."},
		"a move that is none":             {room.ErrBadMove, wire.IllegalMove, "That is not a move."},
		"a position with its reason":      {&lobby.InvalidError{Fields: []wire.Field{{Field: "fen", Text: "Each side needs exactly one king."}}}, wire.Invalid, "Each side needs exactly one king."},
		"a refusal in a longer story":     {fmt.Errorf("make room: %w", lobby.ErrNoSeek), wire.NoSeek, "That game is no longer open."},
		"two things that are wrong": {
			&lobby.InvalidError{Fields: []wire.Field{{Field: "min", Text: "A rating is 100 to 4000."}, {Field: "delay", Text: "A delay is 0 to 60 seconds."}}},
			wire.Invalid, "A rating is 100 to 4000. A delay is 0 to 60 seconds.",
		},
		"what nobody knows": {errors.New("the disk is on fire"), "", ""},
	} {
		if v := judge(c.err); v.code != c.code || v.text != c.text || v.wait != 0 {
			t.Errorf("%s: %+v", name, v)
		}
	}
}

func TestEveryRefusalSaysWhyAndEveryWaitForHowLong(t *testing.T) {
	for _, c := range codes {
		if c.code == "" || (c.text == "") == (c.wait == 0) {
			t.Errorf("%v: %+v", c.err, c.verdict)
		}
		if c.text != "" && !strings.HasSuffix(c.text, ".") {
			t.Errorf("%v: %q is no sentence", c.err, c.text)
		}
	}
}

func TestALineThatComesHalfAMillisecondTooSoonWaitsForAWholeOne(t *testing.T) {
	for wait, want := range map[time.Duration]time.Duration{
		time.Microsecond: time.Millisecond, 500 * time.Microsecond: time.Millisecond, 2 * time.Second: 2 * time.Second,
	} {
		if v := judge(&room.TalkRefused{Code: "slow_down", Wait: wait}); v.code != wire.RateLimited || v.wait != want {
			t.Errorf("after %s: %+v", wait, v)
		}
	}
}

func TestWhoGivesANonsensicalPositionIsToldWhatIsWrongWithIt(t *testing.T) {
	serve(t, func(sv *server) {
		p := sv.visit(chough, sv.game())
		a := p.send("link", wire.MakeLink{Control: wire.Control{Base: 300}, Side: wire.White, FEN: "4k3/8/8/8/8/8/4P3/8 w - - 0 1"})
		if a.No == nil || a.No.Code != string(wire.Invalid) || a.No.Text != "Each side needs exactly one king." {
			t.Errorf("answered %+v", a.No)
		}
	})
}

func TestAMoveThatTwoKnightsCanMakeIsAskedBack(t *testing.T) {
	serve(t, func(sv *server) {
		id := sv.game()
		white, black := sv.visit(magpie, id), sv.visit(jackdaw, id)
		white.send("move", wire.Move{Text: "Nf3", On: 1})
		black.send("move", wire.Move{Text: "e6", On: 2})
		white.send("move", wire.Move{Text: "d3", On: 3})
		black.send("move", wire.Move{Text: "e5", On: 4})
		a := white.send("move", wire.Move{Text: "Nd2", On: 5}) // from b1 and from f3
		if a.No == nil || a.No.Code != string(wire.IllegalMove) || !strings.Contains(a.No.Text, "say which") {
			t.Errorf("answered %+v", a)
		}
		if a := white.send("move", wire.Move{Text: "Nbd2", On: 5}); a.OK != 6 {
			t.Errorf("answered %+v", a)
		}
	})
}

func TestARefusalThatKnowsItsReasonSaysIt(t *testing.T) {
	now := time.UnixMilli(1)
	at := func(fen string) *game.State {
		s, err := game.New(game.Setup{FEN: fen})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Replay(game.White, game.Started{}, now); err != nil {
			t.Fatal(err)
		}
		return s
	}
	for _, c := range []struct {
		fen   string
		after []game.Event
		cmd   game.Command
		says  verdict
	}{
		{"", nil, game.GiveTime{}, verdict{code: wire.NotNow, text: "This game is played without clocks."}},
		{"", nil, game.Offer{What: game.Draw, On: 1}, verdict{code: wire.NotNow, text: "Both sides make a move first."}},
		{
			"",
			[]game.Event{game.Offered{What: game.Takeback}, game.Declined{Offer: 2, What: game.Takeback}},
			game.Offer{What: game.Takeback, On: 1},
			verdict{code: wire.NotNow, text: "There is no move of yours to take back."},
		},
		{
			"4k3/8/8/8/8/8/8/R3K3 w - - 0 1",
			[]game.Event{
				game.Moved{UCI: "a1a2"},
				game.Moved{UCI: "e8e7"},
				game.Offered{What: game.Draw},
				game.Declined{Offer: 4, What: game.Draw},
			},
			game.Offer{What: game.Draw, On: 3},
			verdict{code: wire.NotNow, text: "You asked not long ago: again in 10 s."},
		},
		{"7k/P7/8/8/8/8/8/K7 w - - 0 1", nil, game.Move{Text: "a8", On: 1}, verdict{code: wire.IllegalMove, text: "Say what the pawn becomes, as in e8=Q."}},
		{"7k/P7/8/8/8/8/8/K7 w - - 0 1", nil, game.Move{Text: "a7a8", On: 1}, verdict{code: wire.IllegalMove, text: "Say what the pawn becomes, as in e8=Q."}},
	} {
		s := at(c.fen)
		for _, e := range c.after {
			side := s.Turn()
			if _, moved := e.(game.Moved); !moved {
				side = game.White
			}
			if err := s.Replay(side, e, now); err != nil {
				t.Fatal(err)
			}
		}
		_, err := game.Apply(s, game.White, c.cmd, now)
		if got := judge(err); !reflect.DeepEqual(got, c.says) {
			t.Errorf("%T is answered %+v, want %+v", c.cmd, got, c.says)
		}
	}
}
