package room_test

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// logged is the log of a short game with talk in it.
func logged(t *testing.T) (log []room.Event) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		tb := sitDown(t, 300, 3)
		w, b := tb.join(magpie), tb.join(jackdaw)
		tb.moves(w, b, "e2e4", "e7e5")
		w.do(wire.Say{Text: "good luck", To: wire.ChatStream})
		tb.moves(w, b, "g1f3", "b8c6")
		if a := b.do(wire.Resign{}); a.Err != nil {
			t.Fatal(a.Err)
		}
		var err error
		if log, err = tb.store.Journal().Replay(t.Context(), "r", 0, 100); err != nil || len(log) != 7 {
			t.Fatalf("%d events, %v", len(log), err)
		}
	})
	return log
}

// audited is what is wrong with a log.
func audited(log []room.Event, head uint64) []string {
	var (
		a     room.Audit
		found []string
	)
	for _, e := range log {
		for _, err := range a.Add(e) {
			found = append(found, string(e.Stream.Name)+": "+err.Error())
		}
	}
	if err := a.End(head); err != nil {
		found = append(found, err.Error())
	}
	return found
}

func TestAnAuditFindsWhatALogCannotHold(t *testing.T) {
	log := logged(t)
	if found := audited(log, 7); len(found) > 0 {
		t.Fatalf("with an honest log: %q", found)
	}
	changed := func(i int, old, new string) func([]room.Event) []room.Event {
		return func(log []room.Event) []room.Event {
			if !strings.Contains(string(log[i].Body), old) {
				t.Fatalf("%s holds no %s", log[i].Body, old)
			}
			log[i].Body = []byte(strings.Replace(string(log[i].Body), old, new, 1))
			return log
		}
	}
	for name, c := range map[string]struct {
		change func([]room.Event) []room.Event
		want   []string // a part of each finding
	}{
		"another move":           {changed(1, `"uci":"e2e4"`, `"uci":"e2e5"`), []string{"game: "}},
		"another SAN":            {changed(1, `"san":"e4"`, `"san":"e5"`), []string{"game: "}},
		"another position":       {changed(1, "/8/4P3/", "/4P3/8/"), []string{"game: "}},
		"another ply":            {changed(1, `"ply":1`, `"ply":2`), []string{"game: "}},
		"another result":         {changed(6, "1-0", "0-1"), []string{"game: "}},
		"another reason":         {changed(6, "resignation", "checkmate"), []string{"game: "}},
		"what is no JSON":        {changed(1, "{", "["), []string{"game: "}},
		"an unknown field":       {changed(3, "{", `{"x":1,`), []string{"chat: "}},
		"a second start":         {func(l []room.Event) []room.Event { l[1].Kind, l[1].By, l[1].Body = l[0].Kind, "", l[0].Body; return l }, []string{"starts a game that has started"}},
		"a move by a stranger":   {func(l []room.Event) []room.Event { l[1].By = chough.ID; return l }, []string{"does not play"}},
		"a move by nobody":       {func(l []room.Event) []room.Event { l[1].By = ""; return l }, []string{"does not play"}},
		"a start by a player":    {func(l []room.Event) []room.Event { l[0].By = magpie.ID; return l }, []string{"only the room"}},
		"a flag by a player":     {changed(6, "resignation", "flag"), []string{"only the room"}},
		"a longer start":         {changed(0, `"white":300000`, `"white":301000`), []string{"what the control gives"}},
		"another control":        {changed(0, `"inc":3`, `"inc":2`), []string{"the mover's clock"}},
		"an unknown control":     {changed(0, `"inc":3`, `"inc":-1`), []string{"time control"}},
		"a start from a FEN":     {changed(0, `"how"`, `"fen":"rnbqkbnr/pppppppp/8/8/4P3/8/PPPP1PPP/RNBQKBNR b KQkq e3 0 1","how"`), []string{"this position is written rnbqkbnr/pppppppp/8/8/4P3/8/PPPP1PPP/RNBQKBNR b KQkq - 0 1"}},
		"one against themselves": {changed(0, `"id":"j"`, `"id":"m"`), []string{"two persons"}},
		"a player without an id": {changed(0, `"id":"j"`, `"id":""`), []string{"two persons"}},
		"a game of nobody":       {changed(0, `"white":{"id":"m","nick":"magpie"},"black":{"id":"j","nick":"jackdaw"},`, ""), []string{"two persons"}},
		"a move by the opponent": {func(l []room.Event) []room.Event { l[1].By = jackdaw.ID; return l }, []string{"game: "}},
		"an event that is gone":  {func(l []room.Event) []room.Event { return slices.Delete(l, 2, 3) }, []string{"position 4 follows position 2", "number 4 follows number 2"}},
		"a line that is gone":    {func(l []room.Event) []room.Event { return slices.Delete(l, 3, 4) }, []string{"position 5 follows position 3"}},
		"an event twice":         {func(l []room.Event) []room.Event { return slices.Insert(l, 3, l[2]) }, []string{"position 3 follows position 3", "number 3 follows number 3"}},
		"two in the wrong order": {func(l []room.Event) []room.Event { l[3].Pos, l[4].Pos = 5, 4; return l }, []string{"position 5 follows position 3", "position 4 follows position 5", "position 6 follows position 4"}},
		"the end gone":           {func(l []room.Event) []room.Event { return l[:6] }, []string{"ends at position 6, before 7"}},
		"the start gone":         {func(l []room.Event) []room.Event { return l[1:] }, []string{"position 2 follows position 0", "number 2 follows number 0"}},
		"everything gone":        {func([]room.Event) []room.Event { return nil }, []string{"ends at position 0, before 7"}},
		"a move after the end": {func(l []room.Event) []room.Event {
			more := l[5]
			more.N, more.Pos = 7, 8
			return append(l, more)
		}, []string{"over"}},
	} {
		t.Run(name, func(t *testing.T) {
			found := audited(c.change(slices.Clone(log)), 7)
			if len(found) != len(c.want) {
				t.Fatalf("found %q, want %q", found, c.want)
			}
			for i, want := range c.want {
				if !strings.Contains(found[i], want) {
					t.Errorf("found %q, want %q", found, c.want)
				}
			}
		})
	}
}

func TestAnAuditFindsWhoCannotHaveSatDown(t *testing.T) {
	var log []room.Event
	synctest.Test(t, func(t *testing.T) {
		tb := sitDownTo(t, wire.Start{White: &magpie, How: "link", Control: wire.Control{Base: 300}, Clock: wire.Clock{White: 300_000, Black: 300_000}})
		w, b := tb.join(magpie), tb.join(jackdaw)
		if a := b.do(wire.Sit{}); a.Err != nil {
			t.Fatal(a.Err)
		}
		tb.moves(w, b, "e2e4", "e7e5")
		var err error
		if log, err = tb.store.Journal().Replay(t.Context(), "r", 0, 100); err != nil || len(log) != 4 {
			t.Fatalf("%d events, %v", len(log), err)
		}
	})
	sat := func(by string, side wire.Side, p wire.Person) room.Event {
		kind, stream, body := wire.EncodeBody(wire.Sat{Side: side, Person: p})
		return room.Event{Stream: room.Stream{Name: stream}, N: 2, Pos: 2, Kind: kind, By: by, At: log[1].At, Body: body}
	}
	for name, c := range map[string]struct {
		sat  room.Event
		want string // a part of the finding; none if empty
	}{
		"the free seat, for oneself":  {sat("j", wire.Black, jackdaw), ""},
		"the seat of the other":       {sat("j", wire.White, jackdaw), "taken"},
		"one's own seat":              {sat("m", wire.White, magpie), "has a seat"},
		"the seat opposite one's own": {sat("m", wire.Black, magpie), "has a seat"},
		"put there by the opponent":   {sat("m", wire.Black, jackdaw), "themselves"},
		"put there by a stranger":     {sat("c", wire.Black, jackdaw), "themselves"},
		"put there by the room":       {sat("", wire.Black, jackdaw), "themselves"},
		"nobody":                      {sat("", wire.Black, wire.Person{}), "themselves"},
		"a seat that there is not":    {sat("j", "grey", jackdaw), "no room stores"},
	} {
		t.Run(name, func(t *testing.T) {
			changed := slices.Clone(log)
			changed[1] = c.sat
			found := audited(changed, 4)
			if c.want == "" && len(found) > 0 || c.want != "" && (len(found) != 1 || !strings.Contains(found[0], c.want)) {
				t.Errorf("found %q, want %q", found, c.want)
			}
		})
	}
	again := slices.Insert(slices.Clone(log), 2, sat("c", wire.Black, chough))
	for i := 2; i < len(again); i++ {
		again[i].N, again[i].Pos = uint64(i)+1, uint64(i)+1
	}
	if found := audited(again, 5); len(found) != 1 || !strings.Contains(found[0], "taken") {
		t.Errorf("with a third player: %q", found)
	}
}

func TestAnAuditFindsTalkThatCannotBe(t *testing.T) {
	var log []room.Event
	synctest.Test(t, func(t *testing.T) {
		tb := sitDown(t, 300, 3)
		w, c := tb.join(magpie), tb.join(chough)
		for _, text := range []string{"/mute chough 5 quiet, please", "/unmute chough", "@chough sorry"} {
			if a := w.do(wire.Say{Text: text, To: wire.ChatStream}); a.Err != nil {
				t.Fatal(a.Err)
			}
		}
		if a := c.do(wire.Say{Text: "never mind", To: wire.ChatStream}); a.Err != nil {
			t.Fatal(a.Err)
		}
		var err error
		if log, err = tb.store.Journal().Replay(t.Context(), "r", 0, 100); err != nil || len(log) != 6 {
			t.Fatalf("%d events, %v", len(log), err)
		}
	})
	if found := audited(log, 6); len(found) > 0 {
		t.Fatalf("with an honest log: %q", found)
	}
	edit := func(old, new string) func(room.Event) room.Event {
		return func(e room.Event) room.Event {
			e.Body = []byte(strings.Replace(string(e.Body), old, new, 1))
			return e
		}
	}
	by := func(who string) func(room.Event) room.Event {
		return func(e room.Event) room.Event { e.By = who; return e }
	}
	for name, c := range map[string]struct {
		i      int
		change func(room.Event) room.Event
		want   string
	}{
		"a mute by a spectator":   {1, by(chough.ID), "only players mute"},
		"a player who is muted":   {1, edit(`"id":"c"`, `"id":"j"`), "only those who watch"},
		"a mute without end":      {1, edit(`"until":`, `"until":9`), "no such time"},
		"a mute that is over":     {1, func(e room.Event) room.Event { e.At += 5 * 60_000; return e }, "no such time"},
		"an unmute by nobody":     {2, by(""), "only players mute"},
		"a whisper of another":    {3, by(jackdaw.ID), "whispered by somebody else"},
		"a whisper of nobody":     {4, by(""), "whispered by somebody else"},
		"a whisper to a third":    {4, edit(`"to":{"id":"c"`, `"to":{"id":"j"`), "third person"},
		"a line that nobody says": {5, by(""), "said by nobody"},
	} {
		t.Run(name, func(t *testing.T) {
			bad := slices.Clone(log)
			bad[c.i] = c.change(bad[c.i])
			if found := audited(bad, 6); len(found) != 1 || !strings.Contains(found[0], c.want) {
				t.Errorf("found %q, want %q", found, c.want)
			}
		})
	}
}
