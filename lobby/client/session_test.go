package client

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rookery/lobby/person"
	"rookery/lobby/store/memory"
	"rookery/lobby/wire"
)

func TestTheFirstFrameIsAGreeting(t *testing.T) {
	serve(t, func(sv *server) {
		id := sv.game()
		for _, tc := range []struct {
			who  person.Person
			want string
		}{
			{magpie, `"you":{"id":"m","nick":"magpie"},"role":"white","room":"` + string(id) + `","streams":["game","chat","whispers","notices"]`},
			{nobody, `"role":"spectator","room":"` + string(id) + `","streams":["game","chat"]`},
			{person.Person{ID: "x"}, `"role":"spectator"`}, // whose nick has passed to somebody else
		} {
			first := sv.visit(tc.who, id).heard()[0]
			if !strings.Contains(first, `"t":"hello"`) || !strings.Contains(first, tc.want) {
				t.Errorf("%q is greeted with %s", tc.who.Nick, first)
			}
		}
		if first := sv.visit(magpie, "").heard()[0]; !strings.Contains(first, `"role":"lobby"`) {
			t.Errorf("the lobby greets with %s", first)
		}
	})
}

func TestARoomThatDoesNotExistIsSaidSo(t *testing.T) {
	serve(t, func(sv *server) {
		if code := sv.visit(magpie, "nowhere").closed(); code != wire.CloseNoRoom {
			t.Errorf("closed with %d", code)
		}
	})
}

func TestACommandSentAgainHasTheSameAnswer(t *testing.T) {
	serve(t, func(sv *server) {
		id := sv.game()
		white := sv.visit(magpie, id)
		cid := sv.cid()
		move := wire.Move{Text: "e2e4", On: 1}
		first := white.sendAs(cid, "move", move)
		again := white.sendAs(cid, "move", move)
		elsewhere := sv.visit(magpie, id).sendAs(cid, "move", move)
		if first.OK != 2 || again != first || elsewhere != first {
			t.Errorf("first %+v, again %+v, elsewhere %+v", first, again, elsewhere)
		}
		if got := white.sendAs(cid, "resign", wire.Resign{}); got.Re != "" || white.closed() != wire.ClosePolicy {
			t.Errorf("another command with that cid: %+v, closed %d", got, white.closed())
		}
	})
}

func TestAnEventComesBeforeItsOK(t *testing.T) {
	serve(t, func(sv *server) {
		white := sv.visit(magpie, sv.game())
		white.send("move", wire.Move{Text: "e2e4", On: 1})
		frames := white.heard()
		event := slices.IndexFunc(frames, func(f string) bool { return strings.Contains(f, `"t":"moved"`) })
		ok := slices.IndexFunc(frames, func(f string) bool { return strings.Contains(f, `"ok":2`) })
		if event < 0 || ok < event {
			t.Errorf("event at %d, ok at %d of %v", event, ok, frames)
		}
	})
}

func TestBadInputIsRefusedInWordsOrClosed(t *testing.T) {
	for _, tc := range []struct {
		says, frame, code string
		close             wire.CloseCode
	}{
		{"malformed JSON", `{"cid":`, "", wire.ClosePolicy},
		{"no cid", `{"t":"ping"}`, "", wire.ClosePolicy},
		{"a cid that is no version 4", `{"cid":"018f0000-0000-7000-8000-000000000000","t":"ping"}`, "", wire.ClosePolicy},
		{"an unknown command", `{"cid":"CID","t":"castle","d":{}}`, "unknown_command", 0},
		{"a field too many", `{"cid":"CID","t":"move","d":{"move":"e2e4","on":1,"x":1}}`, "bad_message", 0},
		{"a field in another case", `{"cid":"CID","t":"move","d":{"UCI":"e2e4","on":1}}`, "bad_message", 0},
		{"an illegal move", `{"cid":"CID","t":"move","d":{"move":"e2e5","on":1}}`, "illegal_move", 0},
		{"no move at all", `{"cid":"CID","t":"move","d":{"move":"Ke2","on":1}}`, "illegal_move", 0},
		{"a lobby's pool that is none", `{"cid":"CID","t":"search","d":{"pool":"7 and 7"}}`, "bad_pool", 0},
		{"an unknown slash command", `{"cid":"CID","t":"say","d":{"text":"/resing","to":"chat"}}`, "bad_slash", 0},
		{"an empty line", `{"cid":"CID","t":"say","d":{"text":"  ","to":"chat"}}`, "empty", 0},
		{"a 3 KB line", `{"cid":"CID","t":"say","d":{"text":"` + strings.Repeat("la ", 1000) + `","to":"chat"}}`, "too_long", 0},
		{"a 5 KB line", `{"cid":"CID","t":"say","d":{"text":"` + strings.Repeat("la la", 1000) + `","to":"chat"}}`, "", wire.ClosePolicy},
	} {
		t.Run(tc.says, func(t *testing.T) {
			serve(t, func(sv *server) {
				id := sv.game()
				white, black := sv.visit(magpie, id), sv.visit(jackdaw, id)
				before := len(black.told())
				n := len(white.heard())
				white.s.Receive([]byte(strings.Replace(tc.frame, "CID", sv.cid(), 1)), time.Now())
				after := strings.Join(white.heard()[n:], "\n")
				if tc.code != "" && !strings.Contains(after, `"no":{"code":"`+tc.code+`","text":"`) {
					t.Errorf("answered %s", after)
				}
				if code := white.closed(); code != tc.close {
					t.Errorf("closed with %d", code)
				}
				if told := black.told(); len(told) != before {
					t.Errorf("the opponent noticed: %v", told)
				}
			})
		})
	}
}

func TestWhoSendsTooMuchIsToldToWaitThenClosed(t *testing.T) {
	serve(t, func(sv *server) {
		p := sv.visit(chough, sv.game())
		waits := 0
		for range 200 {
			if a := p.send("history", wire.History{Stream: "chat"}); a.Wait > 0 && a.Code == "rate_limited" {
				waits++
			}
		}
		if waits != deaf+1 || p.closed() != wire.ClosePolicy {
			t.Errorf("told to wait %d times, closed with %d", waits, p.closed())
		}
	})
}

func TestASessionThatPanicsEndsAlone(t *testing.T) {
	serve(t, func(sv *server) {
		id := sv.game()
		white, unlucky := sv.visit(magpie, id), sv.visit(chough, id)
		white.send("say", wire.Say{Text: "hello", To: "chat"})
		for _, op := range []memory.Op{memory.Load, memory.Find} { // for its history, and for a refusal
			sv.store.Break(memory.Fault{Before: func(asked memory.Op) error {
				if asked == op {
					panic("a fault of ours")
				}
				return nil
			}})
			if op == memory.Load {
				unlucky.send("history", wire.History{Stream: "chat", Before: 9})
			} else {
				unlucky.send("resign", wire.Resign{})
			}
			if code := unlucky.closed(); code != wire.CloseUnknown {
				t.Errorf("closed with %d", code)
			}
			sv.store.Break(memory.Fault{})
			unlucky = sv.visit(chough, id)
		}
		if a := white.send("move", wire.Move{Text: "e2e4", On: 1}); a.OK != 2 {
			t.Errorf("White's move was answered %+v", a)
		}
		if told := unlucky.told(); !slices.Contains(told, "game/2 moved") {
			t.Errorf("come back, it was told %v", told)
		}
	})
}

func TestAClientThatNeverReadsIsClosedAndNobodyElseNotices(t *testing.T) {
	serve(t, func(sv *server) {
		id := sv.game()
		white, stuck := sv.visit(magpie, id), sv.visit(chough, id)
		stuck.mu.Lock()
		stuck.deaf = true
		stuck.mu.Unlock()
		text := strings.Repeat("x", 450)
		for i := range 700 {
			time.Sleep(3 * time.Second)
			if a := white.send("say", wire.Say{Text: fmt.Sprint(i, text), To: "chat"}); a.OK == 0 {
				t.Fatalf("line %d: %+v", i, a)
			}
		}
		stuck.mu.Lock()
		stuck.deaf = false
		stuck.mu.Unlock()
		stuck.read()
		if code := stuck.closed(); code != wire.CloseSlow {
			t.Errorf("closed with %d", code)
		}
		if code := white.closed(); code != 0 {
			t.Errorf("the other was closed with %d", code)
		}
	})
}

func TestWhoComesBackMissesNothing(t *testing.T) {
	serve(t, func(sv *server) {
		id := sv.game()
		white, black := sv.visit(magpie, id), sv.visit(jackdaw, id)
		for i, uci := range []string{"e2e4", "e7e5", "g1f3", "b8c6"} {
			[]*page{white, black}[i%2].send("move", wire.Move{Text: uci, On: uint64(i + 1)})
		}
		for i := range 300 {
			time.Sleep(3 * time.Second)
			[]*page{white, black}[i%2].send("say", wire.Say{Text: fmt.Sprintf("@%s line %d", []string{"jackdaw", "magpie"}[i%2], i), To: "chat"})
			if i%3 == 0 {
				white.send("say", wire.Say{Text: fmt.Sprintf("line %d", i), To: "chat"})
			}
		}
		heads := map[wire.Stream]uint64{"game": 6, // the start, four moves, and a flag while they talked
			"chat": 100, "whispers": 300, "notices": 3}
		for _, from := range []uint64{0, 1, 2, 4, 5, 50, 99, 100, 200, 300} {
			after := make(map[wire.Stream]uint64)
			missing := 0
			for s, h := range heads {
				after[s] = min(from, h)
				if s != wire.NoticeStream {
					missing += int(h - after[s])
				}
			}
			back := sv.visit(magpie, id, Resume{Epoch: "e1", After: after})
			seen := make(map[string]int)
			inOrder := make(map[string]uint64)
			for _, e := range back.told() {
				var s string
				var n uint64
				_, _ = fmt.Sscanf(strings.Replace(e, "/", " ", 1), "%s %d", &s, &n)
				if s == "notices" {
					continue
				}
				if last, ok := inOrder[s]; ok && n != last+1 || !ok && n != after[wire.Stream(s)]+1 {
					t.Fatalf("from %d: %s comes after %d", from, e, last)
				}
				inOrder[s] = n
				seen[s]++
			}
			if got := seen["game"] + seen["chat"] + seen["whispers"]; got != missing {
				t.Errorf("from %d: %d events, want %d: %v", from, got, missing, seen)
			}
			if strings.Contains(strings.Join(back.heard(), ""), `"snapshot"`) {
				t.Errorf("from %d: a snapshot where only the missing was wanted", from)
			}
			back.s.Leave(false)
		}
	})
}

func TestANewcomerGetsSnapshotsAndTheNewestLines(t *testing.T) {
	serve(t, func(sv *server) {
		id := sv.game()
		white := sv.visit(magpie, id)
		for i := range 250 {
			time.Sleep(3 * time.Second)
			white.send("say", wire.Say{Text: fmt.Sprintf("line %d", i), To: "chat"})
		}
		for name, r := range map[string]Resume{
			"without a position":      {},
			"from another epoch":      {Epoch: "e0", After: map[wire.Stream]uint64{"game": 1, "chat": 249}},
			"from beyond the head":    {Epoch: "e1", After: map[wire.Stream]uint64{"game": 99, "chat": 999}},
			"with nothing but a game": {Epoch: "e1", After: map[wire.Stream]uint64{"game": 77}},
		} {
			p := sv.visit(nobody, id, r)
			heard := strings.Join(p.heard(), "\n")
			if !strings.Contains(heard, `{"s":"chat","t":"snapshot","d":{"first":51,"head":250}}`) || !strings.Contains(heard, `{"s":"game","t":"snapshot"`) {
				t.Errorf("%s: no snapshots in %.300s", name, heard)
			}
			if n := len(p.told()); n != 200 {
				t.Errorf("%s: %d lines", name, n)
			}
		}
		p := sv.visit(nobody, id)
		a := p.send("history", wire.History{Stream: "chat", Before: 51})
		if a.Info == nil || len(a.Info.D["events"].([]any)) != 50 || a.Info.D["more"] != false {
			t.Errorf("older lines: %+v", a)
		}
		a = p.send("history", wire.History{Stream: "game", Before: 99})
		if a.Info == nil || len(a.Info.D["events"].([]any)) != 2 || a.Info.D["more"] != false { // it began, and nobody moved
			t.Errorf("the game's log: %+v", a.Info)
		}
	})
}

func TestAnUnknownOutcomeClosesAndTheSameCommandLearnsTheTruth(t *testing.T) {
	for says, fault := range map[string]memory.Fault{
		"it was not stored": {Before: failAppend},
		"it was stored":     {After: failAppend},
	} {
		t.Run(says, func(t *testing.T) {
			serve(t, func(sv *server) {
				id := sv.game()
				white := sv.visit(magpie, id)
				cid := sv.cid()
				sv.store.Break(fault)
				if a := white.sendAs(cid, "move", wire.Move{Text: "e2e4", On: 1}); a.Re != "" {
					t.Errorf("answered %+v", a)
				}
				if code := white.closed(); code != wire.CloseUnknown {
					t.Errorf("closed with %d", code)
				}
				sv.store.Break(memory.Fault{})
				time.Sleep(time.Second)
				back := sv.visit(magpie, id, Resume{Epoch: "e1", After: map[wire.Stream]uint64{"game": 1}})
				if a := back.sendAs(cid, "move", wire.Move{Text: "e2e4", On: 1}); a.OK != 2 {
					t.Errorf("again: %+v", a)
				}
				if told := back.told(); strings.Count(strings.Join(told, " "), "moved") != 1 {
					t.Errorf("told %v", told)
				}
			})
		})
	}
}

func failAppend(op memory.Op) error {
	if op == memory.Append {
		return errors.New("the disk did not answer")
	}
	return nil
}

func TestARefusalThatCannotBeLookedUpIsNotGiven(t *testing.T) {
	serve(t, func(sv *server) {
		white := sv.visit(magpie, sv.game())
		sv.store.Break(memory.Fault{Before: func(op memory.Op) error {
			if op == memory.Find {
				return errors.New("the disk did not answer")
			}
			return nil
		}})
		if a := white.send("move", wire.Move{Text: "e2e5", On: 1}); a.Re != "" || white.closed() != wire.CloseUnknown {
			t.Errorf("answered %+v, closed with %d", a, white.closed())
		}
		sv.store.Break(memory.Fault{})
	})
}

func TestANoticeReachesEveryTabOfItsPerson(t *testing.T) {
	serve(t, func(sv *server) {
		id := sv.game()
		room, hall, other := sv.visit(magpie, id), sv.visit(magpie, ""), sv.visit(jackdaw, "")
		if a := hall.send("link", wire.MakeLink{Control: wire.Control{Base: 60}, Side: wire.Black}); a.OK == 0 {
			t.Fatalf("link: %+v", a)
		}
		for _, p := range []*page{room, hall} {
			if n := strings.Count(strings.Join(p.heard(), ""), `"how":"link"`); n != 1 {
				t.Errorf("told %d times", n)
			}
		}
		if strings.Contains(strings.Join(other.heard(), ""), `"how":"link"`) {
			t.Error("somebody else was told")
		}
	})
}

func TestAQuestionIsAnsweredToTheAskerAlone(t *testing.T) {
	serve(t, func(sv *server) {
		id := sv.game()
		white, black := sv.visit(magpie, id), sv.visit(jackdaw, id)
		before := len(black.heard())
		help := white.send("say", wire.Say{Text: "/help", To: "chat"})
		who := white.send("say", wire.Say{Text: "/clients", To: "chat"})
		if help.Info == nil || help.Info.T != "help" || who.Info == nil || who.Info.T != "clients" {
			t.Errorf("help %+v, clients %+v", help, who)
		}
		if after := black.heard(); len(after) != before {
			t.Errorf("the other heard %v", after[before:])
		}
	})
}

func TestTheHeartbeatTellsTheHeads(t *testing.T) {
	serve(t, func(sv *server) {
		p := sv.visit(magpie, sv.game())
		p.s.Heartbeat()
		heard := strings.Join(p.heard(), "\n")
		for _, want := range []string{`"t":"heads"`, `"chat":0`, `"game":1`, `"notices":`} {
			if !strings.Contains(heard, want) {
				t.Errorf("no %s in %s", want, heard)
			}
		}
	})
}

func TestARestartIsAnnouncedBeforeTheClose(t *testing.T) {
	serve(t, func(sv *server) {
		p := sv.visit(magpie, sv.game())
		p.s.Close(wire.CloseRestart)
		frames := p.heard()
		if last := frames[len(frames)-1]; !strings.Contains(last, `"goaway"`) || p.closed() != wire.CloseRestart {
			t.Errorf("last frame %s, closed with %d", last, p.closed())
		}
	})
}

func TestPagesThatComeAndGoAtOnceLeaveNothingBehind(t *testing.T) {
	serve(t, func(sv *server) {
		id := sv.game()
		for range 50 {
			p := &page{sv: sv}
			p.s = sv.door.Enter(t.Context(), Visit{Who: chough, Room: id, Wake: func() {}})
			go p.s.Leave(false)
			p.s.Leave(false)
		}
		synctest.Wait()
		time.Sleep(time.Minute)
		if people := sv.lobby.Snapshot().People; len(people) != 0 {
			t.Errorf("still here: %v", people)
		}
	})
}
