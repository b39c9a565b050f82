package client

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-json-experiment/json"

	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// apart makes a game by link whose players talk apart, with magpie as White; the
// other seat is free.
func (sv *server) apart() room.ID {
	sv.t.Helper()
	hall := sv.visit(magpie, "")
	hall.ok(hall.send("link", wire.MakeLink{Control: wire.Control{Base: 5400}, Side: wire.White, Chat: "separate"}), wire.NoticeStream)
	for _, f := range slices.Backward(hall.heard()) {
		if _, rest, ok := strings.Cut(f, `"room":"`); ok && strings.Contains(f, `"seated"`) {
			hall.s.Leave(false)
			synctest.Wait()
			return room.ID(rest[:36])
		}
	}
	sv.t.Fatal("nobody was seated")
	return ""
}

// confides says a line in the players' own stream.
func (p *page) confides(text string) answer {
	p.sv.t.Helper()
	return p.send("say", wire.Say{Text: text, To: wire.PlayersStream})
}

// gapless checks that every stream came without a gap: from its snapshot on, and again
// from each snapshot that came later.
func (p *page) gapless() {
	p.sv.t.Helper()
	next := make(map[wire.Stream]uint64)
	for _, f := range p.heard() {
		var e struct {
			S wire.Stream
			N uint64
			T string
			D struct{ First, N uint64 }
		}
		if !strings.HasPrefix(f, `{"s":`) {
			continue
		}
		decode(p.sv.t, f, &e)
		switch {
		case e.T == "snapshot" && e.S == wire.GameStream:
			next[e.S] = e.D.N + 1
		case e.T == "snapshot":
			next[e.S] = e.D.First
		case e.N != next[e.S]:
			p.sv.t.Errorf("%s: event %d of %s instead of %d", p.s.visit.Who.Nick, e.N, e.S, next[e.S])
			next[e.S] = e.N + 1
		default:
			next[e.S]++
		}
	}
}

func TestPlayersTalkApartUntilTheResultAndThenAllReadEverything(t *testing.T) {
	serve(t, func(sv *server) {
		id := sv.apart()
		white, black, bird, onlooker := sv.visit(magpie, id), sv.visit(jackdaw, id), sv.visit(chough, id), sv.visit(nobody, id)
		black.ok(black.types("may I sit down?"), wire.ChatStream)
		black.ok(black.send("sit", wire.Sit{}), wire.GameStream)
		why := black.refused(black.types("still the same page"), wire.StreamClosed)
		if !strings.Contains(why, "players talk among themselves") {
			t.Errorf("refused with %q", why)
		}
		white.ok(white.confides("a quiet game"), wire.PlayersStream)
		black.ok(black.confides("very quiet"), wire.PlayersStream)
		bird.ok(bird.types("White should castle"), wire.ChatStream)
		bird.refused(bird.confides("castle!"), wire.StreamClosed)
		white.refused(white.types("who said that?"), wire.StreamClosed)
		for _, p := range []*page{white, black} {
			if !p.has("a quiet game") || !p.has("very quiet") || p.has("should castle") {
				t.Errorf("a player heard %v", p.heard())
			}
		}
		for _, p := range []*page{bird, onlooker} {
			if p.has("quiet") || !p.has("should castle") {
				t.Errorf("who watches heard %v", p.heard())
			}
		}

		why = bird.refused(bird.types("@magpie castle"), wire.NotAllowed)
		if !strings.Contains(why, "while this game goes on") {
			t.Errorf("refused with %q", why)
		}
		white.refused(white.types("@chough well?"), wire.NotAllowed)
		white.refused(white.types("/mute chough 5 he helps"), wire.NotAllowed)
		white.ok(white.types("@jackdaw good luck"), wire.WhisperStream)

		bird.refused(bird.send("history", wire.History{Stream: wire.PlayersStream, Before: 3}), wire.WrongPlace)
		white.refused(white.send("history", wire.History{Stream: wire.ChatStream, Before: 3}), wire.WrongPlace)
		bird.refused(bird.send("report", wire.Report{Room: string(id), Stream: wire.PlayersStream, N: 1}), wire.NoLine)
		white.refused(white.send("report", wire.Report{Room: string(id), Stream: wire.ChatStream, N: 2}), wire.NoLine)
		if a := white.send("history", wire.History{Stream: wire.PlayersStream, Before: 3}); a.Info == nil {
			t.Errorf("a page of one's own stream: %+v", a)
		}
		late := sv.visit(magpie, id)
		if hello := late.heard()[0]; !strings.Contains(hello, `"streams":["game","players","whispers","notices"]`) || late.has("should castle") {
			t.Errorf("who comes back as a player hears %v", late.heard())
		}
		if hello := sv.visit(nobody, id).heard()[0]; !strings.Contains(hello, `"streams":["game","chat"]`) {
			t.Errorf("who comes to watch is greeted with %s", hello)
		}
		for _, p := range []*page{white, bird} {
			p.s.Heartbeat()
		}
		if slices.ContainsFunc(white.heard(), func(f string) bool {
			return strings.Contains(f, `"t":"heads"`) && strings.Contains(f, `"chat":`)
		}) || bird.has(`"players":`) {
			t.Error("a head tells what is said apart")
		}

		cid := sv.cid()
		unanswered := wire.Say{Text: "before the end", To: wire.PlayersStream}
		last := white.sendAs(cid, "say", unanswered)
		white.ok(white.send("abort", wire.Abort{}), wire.GameStream)
		for _, p := range []*page{white, black, late, bird, onlooker} {
			if !p.has("very quiet") || !p.has("should castle") {
				t.Errorf("after the result %s heard %v", p.s.visit.Who.Nick, p.heard())
			}
			p.gapless()
		}
		if again := white.sendAs(cid, "say", unanswered); again != last || last.OK == 0 {
			t.Errorf("a line sent again after the result: %+v, before %+v", again, last)
		}
		white.refused(white.confides("is this still ours?"), wire.StreamClosed)
		white.ok(white.types("good game"), wire.ChatStream)
		bird.ok(bird.types("@magpie well played"), wire.WhisperStream)
		time.Sleep(10 * time.Second)
		white.ok(white.types("/mute chough 5 enough now"), wire.ChatStream)
		for _, p := range []*page{white, black, late, bird, onlooker} {
			if !p.has("good game") {
				t.Errorf("%s did not hear the first line for all", p.s.visit.Who.Nick)
			}
			p.gapless()
		}
		if hello := sv.visit(nobody, id).heard()[0]; !strings.Contains(hello, `"streams":["game","chat","players"]`) {
			t.Errorf("who comes after the game is greeted with %s", hello)
		}
	})
}

// TestWhatWasSaidApartIsPagedIn has more said than a snapshot or the room's memory holds,
// and talk that goes on while it is read.
func TestWhatWasSaidApartIsPagedIn(t *testing.T) {
	serve(t, func(sv *server) {
		id := sv.apart()
		white, black, bird, onlooker := sv.visit(magpie, id), sv.visit(jackdaw, id), sv.visit(chough, id), sv.visit(nobody, id)
		black.ok(black.send("sit", wire.Sit{}), wire.GameStream)
		white.ok(white.send("move", wire.Move{Text: "e4", On: 1}), wire.GameStream)
		black.ok(black.send("move", wire.Move{Text: "e5", On: 3}), wire.GameStream)
		for i := range 250 {
			time.Sleep(6 * time.Second)
			bird.ok(bird.types(fmt.Sprint("a spectator's line ", i)), wire.ChatStream)
			black.ok(black.confides(fmt.Sprint("a player's line ", i)), wire.PlayersStream)
			if i%10 == 0 {
				for _, p := range []*page{white, black, bird, onlooker} { // or the sockets would be closed as silent
					p.s.Heartbeat()
				}
			}
		}
		time.Sleep(6 * time.Second)
		white.ok(white.send("resign", wire.Resign{}), wire.GameStream)
		white.ok(white.types("an early end"), wire.ChatStream)
		black.ok(black.types("so early"), wire.ChatStream)
		for _, p := range []*page{white, black} {
			if p.has("a spectator's line 49\"") || !p.has("a spectator's line 50\"") || !p.has("so early") {
				t.Errorf("%s heard %d frames", p.s.visit.Who.Nick, len(p.heard()))
			}
			p.gapless()
		}
		if onlooker.has("a player's line 49\"") || !onlooker.has("a player's line 249\"") || !onlooker.has("so early") {
			t.Errorf("who watched heard %d frames", len(onlooker.heard()))
		}
		onlooker.gapless()
		if a := onlooker.send("history", wire.History{Stream: wire.PlayersStream, Before: 51}); a.Info == nil || len(a.Info.D["events"].([]any)) != 50 {
			t.Errorf("what is older: %+v", a)
		}
	})
}

func TestWhoTalksApartTalksApartAfterARestartToo(t *testing.T) {
	serve(t, func(sv *server) {
		id := sv.apart()
		white, bird := sv.visit(magpie, id), sv.visit(chough, id)
		white.ok(white.confides("is anybody there?"), wire.PlayersStream)
		bird.ok(bird.types("only we"), wire.ChatStream)
		white.send("abort", wire.Abort{})
		white.s.Leave(true)
		bird.s.Leave(true)
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		if sv.lobby.Running() != 0 {
			t.Fatal("the room still runs")
		}
		bird = sv.visit(chough, id)
		if !bird.has("is anybody there?") || !bird.has("only we") {
			t.Errorf("after the game chough heard %v", bird.heard())
		}
		bird.gapless()
	})
}

func decode(t *testing.T, frame string, into any) {
	t.Helper()
	if err := json.Unmarshal([]byte(frame), into, json.MatchCaseInsensitiveNames(true)); err != nil {
		t.Fatalf("%s: %v", frame, err)
	}
}
