package client

import (
	"errors"
	"fmt"
	"strings"
	"testing"

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
		"a position with its reason":      {&lobby.FENRefused{Text: "Each side needs exactly one king."}, wire.BadFEN, "Each side needs exactly one king."},
		"a refusal in a longer story":     {fmt.Errorf("make room: %w", lobby.ErrNoSeek), wire.NoSeek, "That game is no longer open."},
		"a clock nobody plays with here":  {lobby.ErrBadControl, wire.BadControl, "No game is played with this clock here."},
		"what nobody knows":               {errors.New("the disk is on fire"), "", ""},
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

func TestWhoGivesANonsensicalPositionIsToldWhatIsWrongWithIt(t *testing.T) {
	serve(t, func(sv *server) {
		p := sv.visit(chough, sv.game())
		a := p.send("link", wire.MakeLink{Control: wire.Control{Base: 300}, Side: wire.White, FEN: "4k3/8/8/8/8/8/4P3/8 w - - 0 1"})
		if a.No == nil || a.No.Code != string(wire.BadFEN) || a.No.Text != "Each side needs exactly one king." {
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
