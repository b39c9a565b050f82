package room_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-json-experiment/json"

	"rookery/chat"
	"rookery/lobby/room"
	"rookery/lobby/store/memory"
	"rookery/lobby/wire"
)

// typed is a line that somebody sends.
type typed struct {
	by   *client
	text string
}

// together has all lines wait while another is stored, so that the room comes to
// them at once. It gives their answers by their texts.
func (tb *table) together(lines ...typed) map[string]room.Answer {
	tb.t.Helper()
	tb.store.Break(memory.Fault{Before: func(memory.Op) error { time.Sleep(time.Second); return nil }})
	cids := make(map[wire.CID]string)
	post := func(l typed) {
		tb.cids++
		cid := wire.CID(fmt.Sprintf("00000000-0000-4000-8000-%012d", tb.cids))
		cids[cid] = l.text
		tb.post(l, cid)
	}
	post(typed{lines[0].by, fmt.Sprint("what is being stored ", tb.cids)})
	synctest.Wait()
	for _, l := range lines {
		post(l)
	}
	time.Sleep(time.Minute)
	tb.store.Break(memory.Fault{})
	answers := make(map[string]room.Answer)
	for _, l := range lines {
		l.by.mu.Lock()
		for _, a := range l.by.answers {
			answers[cids[a.Req.CID]] = a
		}
		l.by.mu.Unlock()
	}
	return answers
}

func (tb *table) post(l typed, cid wire.CID) {
	tb.t.Helper()
	err := tb.room.Post(room.Command{From: l.by.m, Received: time.Now(), Req: wire.Request{CID: cid, Cmd: wire.Say{Text: l.text, To: "chat"}}})
	if err != nil {
		tb.t.Fatalf("post %q: %v", l.text, err)
	}
}

// talkRefused is the code of a refusal of talk; empty if an answer is none.
func talkRefused(a room.Answer) string {
	var no *room.TalkRefused
	if errors.As(a.Err, &no) {
		return no.Code
	}
	return ""
}

// since is what a client was told after the newest event of type t.
func (c *client) since(t string) string {
	heard := c.heard()
	return heard[strings.LastIndex(heard, `"t":"`+t+`"`)+1:]
}

// Whether the first of the spectator's lines comes before the player's is chance.
func TestWhoIsMutedIsNotHeardAfterItHoweverFastTheyAre(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := sitDown(t, 180, 0)
		white, rude := tb.join(magpie), tb.join(chough)
		for _, tt := range []struct {
			typed, event string
			heard        bool
		}{
			{"/mute chough 10 enough", "muted", false},
			{"/unmute chough", "unmuted", true},
		} {
			lines := []typed{{white, tt.typed}}
			for _, text := range []string{"one ", "/me shouts ", "@magpie psst ", "four "} {
				lines = append(lines, typed{rude, text + tt.event})
			}
			got, as := tb.together(lines...), map[bool]int{}
			for _, l := range lines[1:] {
				as[talkRefused(got[l.text]) == string(chat.Muted)]++
			}
			if a := got[tt.typed]; a.N == 0 || as[tt.heard] > 1 {
				t.Errorf("%s: answered %+v; %d lines were refused, and %d were not", tt.typed, a, as[true], as[false])
			}
			if heard := strings.Contains(white.since(tt.event), `"by":"c"`); heard != tt.heard {
				t.Errorf("after %s: %s", tt.typed, white.since(tt.event))
			}
		}
	})
}

// TestAMuteThatIsAllowedAtSecondThoughtHoldsAtOnce has the journal know a line that
// counted against the one who mutes, for which the mute had been refused.
func TestAMuteThatIsAllowedAtSecondThoughtHoldsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		limits := chat.DefaultLimits()
		limits.Burst = 2
		tb := sitDownWith(t, oneMinute(), room.Config{Talk: room.Talk{Limits: limits}})
		white, rude := tb.join(magpie), tb.join(chough)
		const cid = "00000000-0000-4000-8000-00000000aaaa"
		tb.post(typed{white, "hello"}, cid)
		time.Sleep(2 * time.Minute)
		tb.store.Break(memory.Fault{Before: func(memory.Op) error { time.Sleep(time.Second); return nil }})
		tb.post(typed{white, "what is being stored"}, "00000000-0000-4000-8000-00000000bbbb")
		synctest.Wait()
		tb.post(typed{white, "hello"}, cid) // its answer was lost
		tb.post(typed{white, "/mute chough 10 enough"}, "00000000-0000-4000-8000-00000000cccc")
		tb.post(typed{rude, "one"}, "00000000-0000-4000-8000-00000000dddd")
		tb.post(typed{rude, "two"}, "00000000-0000-4000-8000-00000000eeee")
		time.Sleep(time.Minute)
		synctest.Wait()
		if last := white.answers[len(white.answers)-1]; last.Err != nil || last.N == 0 {
			t.Fatalf("the mute was answered %+v", last)
		}
		if since := white.since("muted"); strings.Contains(since, `"by":"c"`) {
			t.Errorf("after the mute: %s", since)
		}
	})
}

func TestAReplyGoesToTheWhisperThatOneHasRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := sitDown(t, 180, 0)
		black, one, two := tb.join(jackdaw), tb.join(chough), tb.join(wire.Person{ID: "d", Nick: "dunlin"})
		one.do(wire.Say{Text: "@dunlin first", To: "chat"})
		tb.together(typed{black, "@dunlin second"}, typed{two, "/reply I have read the first only"})
		if heard := black.heard(); strings.Contains(heard, "I have read") {
			t.Errorf("who had whispered unread was answered: %s", heard)
		}
		if !strings.Contains(one.heard(), "I have read the first only") {
			t.Errorf("chough was told %v", one.told())
		}
		two.do(wire.Say{Text: "/reply and now the second", To: "chat"})
		if !strings.Contains(black.heard(), "and now the second") {
			t.Errorf("jackdaw was told %v", black.told())
		}
	})
}

// TestTalkIsAnchoredToThePlyAfterWhichItWasSaid is what a page puts talk beside moves by.
func TestTalkIsAnchoredToThePlyAfterWhichItWasSaid(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := sitDownWith(t, oneMinute(), room.Config{})
		white, black := tb.join(magpie), tb.join(jackdaw)
		tb.join(chough)
		for ply, uci := range []string{"e2e4", "e7e5", "g1f3"} {
			for _, says := range []struct{ text, event string }{
				{fmt.Sprint("a line ", ply), "line"},
				{fmt.Sprint("/me nods ", ply), "line"},
				{fmt.Sprint("@jackdaw psst ", ply), "whispered"},
				{"/mute chough 5 enough", "muted"},
				{"/unmute chough", "unmuted"},
			} {
				if a := white.do(wire.Say{Text: says.text, To: "chat"}); a.Err != nil {
					t.Fatalf("%s: %v", says.text, a.Err)
				}
				all := white.all()
				var told struct {
					T string
					D struct{ Ply int }
				}
				if err := json.Unmarshal([]byte(all[len(all)-1]), &told, json.MatchCaseInsensitiveNames(true)); err != nil || told.T != says.event || told.D.Ply != ply {
					t.Errorf("%s after ply %d: told %s", says.text, ply, all[len(all)-1])
				}
				time.Sleep(2 * time.Second)
			}
			tb.moves(white, black, uci)
		}
	})
}
