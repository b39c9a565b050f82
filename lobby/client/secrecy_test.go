package client_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rookery/lobby/client"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// canary is in every whisper, and must be nowhere else.
const canary = "psst"

const lobbyFrame = `{"t":"lobby"`

// TestAThirdPartyCannotTellWhetherOthersWhisper plays the same evening twice,
// once with whispers, blocks and reports all through it, and compares all that those receive who
// take no part in them: frame by frame, live and on every resume, and what HTTP
// answers. Fake time makes even the
// stamps the same; the room's id and how long a restart asks to stay away are masked.
func TestAThirdPartyCannotTellWhetherOthersWhisper(t *testing.T) {
	for says, whisperers := range map[string][]string{
		"two spectators":             {"chough", "dunlin"},
		"the two players":            {"magpie", "jackdaw"},
		"White and a spectator":      {"magpie", "chough"},
		"Black and both spectators":  {"jackdaw", "chough", "dunlin"},
		"everybody with a part here": {"magpie", "jackdaw", "chough", "dunlin"},
	} {
		t.Run(says, func(t *testing.T) {
			quiet, again := passTime(t, nil, 0), passTime(t, nil, 0)
			if where, ok := difference(quiet, again, whisperers); ok {
				t.Fatalf("two evenings without whispers differ, so nothing can be compared: %s", where)
			}
			for seed := range uint64(2) {
				loud := passTime(t, whisperers, seed)
				if loud.stored < 100 || loud.refused < 10 || loud.waited < 3 || loud.resent < 5 || loud.blocked < 5 || loud.reported < 1 {
					t.Errorf("seed %d: only %d whispers stored, %d refused, %d told to wait, %d sent again, %d blocks, %d reports",
						seed, loud.stored, loud.refused, loud.waited, loud.resent, loud.blocked, loud.reported)
				}
				if where, ok := difference(quiet, loud, whisperers); ok {
					t.Errorf("seed %d: %s", seed, where)
				}
				for _, p := range loud.parts {
					if !slices.Contains(whisperers, p.who) && strings.Contains(strings.Join(p.frames, ""), canary) {
						t.Errorf("seed %d: %s heard a whisper", seed, p.label)
					}
				}
				if strings.Contains(loud.log.String(), canary) {
					t.Errorf("seed %d: a whisper is in the log", seed)
				}
			}
		})
	}
}

// difference is the first place where two evenings differ for somebody who did not whisper.
func difference(a, b *evening, whisperers []string) (string, bool) {
	theirs := func(p *part) bool { return slices.Contains(whisperers, p.who) }
	left, right := slices.DeleteFunc(slices.Clone(a.parts), theirs), slices.DeleteFunc(slices.Clone(b.parts), theirs)
	if len(left) != len(right) {
		return fmt.Sprintf("%d parts against %d", len(left), len(right)), true
	}
	for i, p := range left {
		q := right[i]
		for k := range max(len(p.frames), len(q.frames)) {
			if k >= len(p.frames) || k >= len(q.frames) || p.frames[k] != q.frames[k] {
				at := func(f []string) string { return strings.Join(f[min(k, len(f)):min(k+1, len(f))], "") }
				return fmt.Sprintf("%s, frame %d of %d and %d:\n  %s\n  %s", p.label, k, len(p.frames), len(q.frames), at(p.frames), at(q.frames)), true
			}
		}
	}
	return "", false
}

// script is the evening.
func (e *evening) script() {
	say := func(who, text string) {
		e.do(who, "say", fmt.Sprintf(`{"text":%q,"to":"chat"}`, text))
		e.pass(12)
	}
	move := func(who, san string) {
		e.do(who, "move", fmt.Sprintf(`{"move":%q,"on":ON}`, san))
		e.pass(12)
	}
	e.open()
	move("magpie", "e4")
	say("wren", "good evening")
	move("jackdaw", "e5")
	say("chough", "hello all")
	move("magpie", "Nf3")
	say("jackdaw", "the old Spanish again?")
	say("dunlin", "/me nods")
	e.do("wren", "say", `{"text":"/clients","to":"chat"}`)
	e.do("wren", "say", `{"text":"@chough are you there?","to":"chat"}`) // a whisper of the third party itself
	e.do("nobody", "history", `{"stream":"chat","before":3}`)
	move("jackdaw", "Nc6")
	e.do("jackdaw", "move", `{"move":"Ke7","on":ON}`) // not its turn
	e.leave("chough")
	e.pass(15)
	e.come("chough", false)
	e.do("magpie", "offer", `{"what":"draw","on":ON}`)
	e.pass(7)
	e.do("jackdaw", "decline", `{"offer":7}`)
	e.look()
	e.pass(170) // more whispers than a room remembers
	e.leave("wren")
	e.come("wren", false, client.Resume{Epoch: "e1", After: map[wire.Stream]uint64{"game": 4, "chat": 2, "whispers": 0, "notices": 0}})
	e.resume()
	e.leave("nobody")
	move("magpie", "Bb5")
	e.come("nobody", false)
	move("jackdaw", "a6")
	say("wren", "the exchange?")
	e.do("magpie", "offer", `{"what":"takeback","on":ON}`)
	e.whisper(3)
	e.stop()
	e.begin()
	e.pass(1)
	e.arrive()
	e.look()
	e.pass(45)
	say("magpie", "where were we")
	move("magpie", "Bxc6")
	move("jackdaw", "dxc6")
	e.come("late", false)
	say("chough", "hello, whoever came")
	e.do("wren", "history", `{"stream":"chat","before":6}`)
	e.do("nobody", "say", `{"text":"may I?","to":"chat"}`) // one needs a nick
	e.do("wren, lobby", "search", `{"pool":"7 and 7"}`)
	move("magpie", "O-O")
	e.do("jackdaw", "time", `{}`)
	e.pass(20)
	e.do("jackdaw", "resign", `{}`)
	say("jackdaw", "good game")
	say("dunlin", "well played")
	e.do("magpie", "rematch", `{"room":"`+string(e.room)+`"}`)
	e.pass(30)
	e.look()
	e.resume()
	for _, key := range slices.Clone(e.order) {
		e.leave(key)
	}
	time.Sleep(5 * time.Minute) // the room stops, and is opened again from its log
	e.arrive()
	e.pass(20)
	e.look()
}

// open makes the game by link, and has everybody come.
func (e *evening) open() {
	host := e.come("magpie", true)
	e.cids++
	host.s.Receive(fmt.Appendf(nil, `{"cid":"00000000-0000-4000-8000-%012d","t":"link","d":{"control":{"base":5400,"inc":30},"side":"white"}}`, e.cids), time.Now())
	synctest.Wait()
	host.mu.Lock()
	all := strings.Join(host.frames, "")
	host.mu.Unlock()
	_, rest, found := strings.Cut(all, `"room":"`)
	id, _, _ := strings.Cut(rest, `"`)
	if !found {
		e.t.Fatal("no room was made")
	}
	e.room = room.ID(id)
	e.leave("magpie, lobby")
	e.parts = nil // nobody could whisper yet
	e.arrive()
	e.do("jackdaw", "sit", `{}`)
	e.pass(3)
}

func (e *evening) arrive() {
	e.come("wren", true)
	e.come("nobody", true)
	for _, who := range []string{"magpie", "wren", "jackdaw", "chough", "dunlin", "nobody"} {
		e.come(who, false)
	}
}
