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
		"a second start":         {func(l []room.Event) []room.Event { l[1].Kind, l[1].Body = l[0].Kind, l[0].Body; return l }, []string{"the game starts again"}},
		"a move by a stranger":   {func(l []room.Event) []room.Event { l[1].By = chough.ID; return l }, []string{"does not play"}},
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
