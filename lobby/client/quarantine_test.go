package client

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/store/memory"
	"rookery/lobby/wire"
)

// breakOff stores a move that cannot be in the room, and a line after it.
func (sv *server) breakOff(id room.ID) {
	sv.t.Helper()
	page := sv.visit(jackdaw, id)
	log, err := sv.store.Journal().Replay(sv.t.Context(), id, 0, 100)
	if err != nil {
		sv.t.Fatal(err)
	}
	heads := make(map[wire.Stream]uint64)
	for _, e := range log {
		heads[e.Stream.Name] = e.N
	}
	e := room.Entry{Room: id, Prev: uint64(len(log))}
	for _, b := range []wire.EventBody{wire.Moved{UCI: "h1h8", SAN: "Rh8", Ply: 2}, wire.Line{Name: "jackdaw", Kind: "said", Text: "odd"}} {
		tag, stream, body := wire.EncodeBody(b)
		e.Events = append(e.Events, room.Event{
			Stream: room.Stream{Name: stream}, N: heads[stream] + 1, Pos: e.Prev + uint64(len(e.Events)) + 1,
			Kind: tag, By: "j", At: time.Now().UnixMilli(), Body: body,
		})
	}
	if err := sv.store.Journal().Append(sv.t.Context(), e); err != nil {
		sv.t.Fatal(err)
	}
	// The room sees at its next append that its log is not what it thought.
	page.send("say", wire.Say{Text: "and you", To: wire.ChatStream})
	if code := page.closed(); code != wire.CloseMoved {
		sv.t.Fatalf("the player was let go with %d", code)
	}
}

func TestARoomInQuarantineIsReadAndSaysSo(t *testing.T) {
	serve(t, func(sv *server) {
		id := sv.game()
		white := sv.visit(magpie, id)
		sv.visit(jackdaw, id)
		white.send("move", wire.Move{Text: "e2e4", On: 1})
		white.send("say", wire.Say{Text: "@jackdaw psst", To: wire.ChatStream})
		white.send("say", wire.Say{Text: "good luck", To: wire.ChatStream})
		sv.breakOff(id) // with event 3 of the game
		for _, tc := range []struct {
			says   string
			who    person.Person
			resume Resume
			want   string // snapshots, and the events after them
		}{
			{"a spectator who never was here", nobody, Resume{}, "game to 2, game/3, chat from 1, chat/1, chat/2"},
			{"a player", magpie, Resume{}, "game to 2, game/3, chat from 1, whispers from 1, chat/1, chat/2, whispers/1, notices from 1"},
			{"one who had seen what can be replayed", nobody, Resume{"e1", map[wire.Stream]uint64{"game": 2, "chat": 1}}, "game/3, chat/2"},
			{"one who had seen the beginning", nobody, Resume{"e1", map[wire.Stream]uint64{"game": 1, "chat": 2}}, "game/2, game/3"},
			{"one who had seen all that is stored", nobody, Resume{"e1", map[wire.Stream]uint64{"game": 3, "chat": 2}}, ""},
			{"one who claims to have seen more", nobody, Resume{"e1", map[wire.Stream]uint64{"game": 4, "chat": 2}}, "game to 2, game/3"},
		} {
			p := sv.visit(tc.who, id, tc.resume)
			frames := p.heard()
			if !strings.Contains(frames[0], `"quarantined":true`) {
				t.Errorf("%s is greeted with %s", tc.says, frames[0])
			}
			if got := strings.Join(streams(p), ", "); !sameStreams(got, tc.want) {
				t.Errorf("%s gets %s, want %s", tc.says, got, tc.want)
			}
			p.s.Heartbeat()
			if heads := p.heard(); !strings.Contains(strings.Join(heads, ""), `"chat":2,"game":3`) {
				t.Errorf("%s is told other heads: %v", tc.says, heads)
			}
			if code := p.closed(); code != 0 {
				t.Errorf("%s is closed with %d", tc.says, code)
			}
		}
	})
}

// streams tells what a page was sent of numbered streams.
func streams(p *page) (list []string) {
	for _, f := range p.heard() {
		switch {
		case strings.Contains(f, `"t":"snapshot"`) && strings.Contains(f, `{"s":"game"`):
			n, _, _ := strings.Cut(f[strings.Index(f, `"n":`)+4:], ",")
			list = append(list, "game to "+n)
		case strings.Contains(f, `"t":"snapshot"`):
			list = append(list, strings.Split(f, `"`)[3]+" from 1")
		}
	}
	for _, e := range p.told() {
		name, _, _ := strings.Cut(e, " ")
		if !strings.HasPrefix(name, "notices/") {
			list = append(list, name)
		}
	}
	return list
}

// sameStreams compares what was sent stream by stream: how streams mix is nobody's.
func sameStreams(a, b string) bool {
	as, bs := strings.Split(a, ", "), strings.Split(b, ", ")
	slices.Sort(as)
	slices.Sort(bs)
	return slices.Equal(as, bs)
}

func TestInQuarantineNothingIsChangedAndWhatWasDoneStaysDone(t *testing.T) {
	serve(t, func(sv *server) {
		id := sv.game()
		cid := sv.cid()
		move := wire.Move{Text: "e2e4", On: 1}
		_ = sv.visit(magpie, id).sendAs(cid, "move", move)
		sv.breakOff(id)
		p := sv.visit(magpie, id)
		if a := p.sendAs(cid, "move", move); a.OK != 2 {
			t.Errorf("a move that is stored was answered %+v", a)
		}
		for tag, cmd := range map[string]any{"move": wire.Move{Text: "d2d4", On: 3}, "resign": wire.Resign{}, "say": wire.Say{Text: "hello", To: wire.ChatStream}} {
			if a := p.send(tag, cmd); a.No == nil || a.No.Code != "quarantined" || a.No.Text == "" {
				t.Errorf("%s was answered %+v", tag, a)
			}
		}
		if a := p.send("history", wire.History{Stream: "chat", Before: 2}); a.Info == nil || len(a.Info.D["events"].([]any)) != 1 {
			t.Errorf("the lines are %+v", a)
		}
		if a := p.send("ping", wire.Ping{}); a.Info == nil {
			t.Errorf("a ping was answered %+v", a)
		}
	})
}

func TestARoomThatPanicsIsComeBackToAndNobodyElseNotices(t *testing.T) {
	serve(t, func(sv *server) {
		id := sv.game()
		white := sv.visit(magpie, id) // who knows of it now
		other := sv.game()
		elsewhere := sv.visit(magpie, other)
		var once sync.Once
		sv.store.Break(memory.Fault{After: func(op memory.Op) error {
			if op == memory.Append {
				once.Do(func() { panic("a fault of the room") }) // when the move is on disk already
			}
			return nil
		}})
		cid := sv.cid()
		move := wire.Move{Text: "e2e4", On: 1}
		if a := white.sendAs(cid, "move", move); a.Re != "" || white.closed() != wire.CloseMoved {
			t.Errorf("answered %+v, closed with %d", a, white.closed())
		}
		back := sv.visit(magpie, id, Resume{"e1", map[wire.Stream]uint64{"game": 1, "chat": 0}})
		if told := back.told(); !slices.Contains(told, "game/2 moved") || strings.Contains(back.heard()[0], "quarantined") {
			t.Errorf("come back, it was told %v", back.heard())
		}
		if a := back.sendAs(cid, "move", move); a.OK != 2 {
			t.Errorf("the move sent again was answered %+v", a)
		}
		if a := elsewhere.send("move", wire.Move{Text: "d2d4", On: 1}); a.OK != 2 || elsewhere.closed() != 0 {
			t.Errorf("in another room a move was answered %+v", a)
		}
	})
}

func TestARoomOfWhichNothingCanBeShownIsShut(t *testing.T) {
	serve(t, func(sv *server) {
		id := sv.game()
		sv.visit(magpie, id).s.Leave(true)
		time.Sleep(time.Hour) // the game ends, and its room stops
		sv.store.Break(memory.Fault{Before: func(op memory.Op) error {
			if op == memory.Replay {
				panic("a log that nobody can read")
			}
			return nil
		}})
		var codes []wire.CloseCode
		for range 5 {
			codes = append(codes, sv.visit(magpie, id).closed())
		}
		if want := []wire.CloseCode{wire.CloseUnknown, wire.CloseUnknown, wire.CloseUnknown, wire.CloseUnknown, wire.CloseQuarantine}; !slices.Equal(codes, want) {
			t.Errorf("closed with %v", codes)
		}
	})
}
