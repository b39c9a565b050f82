package room_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-json-experiment/json"

	"rookery/lobby"
	"rookery/lobby/room"
	"rookery/lobby/store/memory"
	"rookery/lobby/wire"
)

// kept reads a log of testdata: a line an event as it was told, in the room's order.
func kept(t *testing.T, name string) (log []room.Event) {
	t.Helper()
	text, err := os.ReadFile("../../testdata/logs/" + name)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		var e wire.Event
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatal(err)
		}
		log = append(log, room.Event{
			Stream: room.Stream{Name: e.S}, N: e.N, Pos: uint64(len(log)) + 1,
			Kind: e.T, By: e.By, At: e.At, Body: e.D,
		})
	}
	return log
}

// stored is a store in which room "r" has this log.
func stored(t *testing.T, log []room.Event) *memory.Store {
	t.Helper()
	store := memory.New()
	if _, err := store.Rooms().Make(t.Context(), lobby.NewRoom{Summary: room.Summary{Room: "r"}, Events: log}); err != nil {
		t.Fatal(err)
	}
	return store
}

func TestANumberThatNoGameKnowsIsFoundAndHarmsNobody(t *testing.T) {
	number := regexp.MustCompile(`:(-?\d+)`)
	logs := map[string][]room.Event{"a short game": logged(t), "a game of the first Rookery": kept(t, "first.jsonl")}
	for name, log := range logs {
		for i, e := range log {
			if e.Stream.Name != wire.GameStream {
				continue
			}
			for _, at := range number.FindAllSubmatchIndex(e.Body, -1) {
				for _, huge := range []string{"9223372036854775807", "-9223372036854775808", "9223372036855", "-9223372036855", "18446744073710"} {
					body := string(e.Body[:at[2]]) + huge + string(e.Body[at[3]:])
					t.Run(fmt.Sprintf("%s %s %s", name, e.Kind, body), func(t *testing.T) {
						changed := slices.Clone(log)
						changed[i].Body = []byte(body)
						if found := audited(changed, uint64(len(log))); len(found) != 1 {
							t.Errorf("found %q", found)
						}
						store := stored(t, changed)
						_, _ = room.ReadGame(t.Context(), store.Journal(), "r", time.Now())
						_, _ = room.Open(context.Background(), room.Config{ID: "r", Journal: store.Journal(), Log: slog.New(slog.DiscardHandler)})
					})
				}
			}
		}
	}
}

// The first Rookery told no delay and no quota, and what a move was charged only
// since something other than a move had last set the clocks. In this log of its
// own making time was given, and clocks were stopped, in the middle of turns.
func TestALogOfTheFirstRookeryIsRight(t *testing.T) {
	log := kept(t, "first.jsonl")
	if found := audited(log, uint64(len(log))); len(found) > 0 {
		t.Errorf("found %q", found)
	}
}

func TestALogOfTheFirstRookeryOpensWithItsClocksWhereverItEnds(t *testing.T) {
	log := kept(t, "first.jsonl")
	var moves []wire.PastMove
	var now wire.Clock
	for i, e := range log {
		body, err := e.Wire().Body()
		if err != nil {
			t.Fatal(err)
		}
		switch b := body.(type) {
		case wire.Start:
			now = b.Clock
		case wire.Moved:
			moves, now = append(moves, wire.PastMove{UCI: b.UCI, SAN: b.SAN, Clock: b.Clock}), b.Clock
		case wire.TakenBack:
			moves, now = moves[:b.Ply], b.Clock
		case wire.TimeGiven:
			now = b.Clock
		case wire.ClockStopped:
			now = b.Clock
		}
		synctest.Test(t, func(t *testing.T) {
			tb := openAt(t, log[:i+1])
			snap := tb.snapshot()
			tb.stop()
			<-tb.ended
			if snap.Clock != now || !slices.Equal(snap.Moves, moves) {
				t.Errorf("after event %d of %s, %s, the clocks are %v of %v and the moves %v of %v",
					e.N, e.Stream.Name, e.Kind, snap.Clock, now, snap.Moves, moves)
			}
		})
	}
}

func TestAGameOfTheFirstRookeryGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := kept(t, "first.jsonl")
		tb := openAt(t, log)
		t.Cleanup(tb.audit)
		w, b := tb.join(magpie), tb.join(jackdaw)
		time.Sleep(8 * time.Second) // the clocks go on after five
		tb.moves(w, b, "b8d7")
		if a := w.do(wire.GiveTime{}); a.Err != nil {
			t.Fatal(a.Err)
		}
		time.Sleep(2 * time.Second)
		tb.moves(w, b, "f1e2")
		snap := tb.snapshot()
		// Black has thought for 3 s more and was given 15 s, White for 2 s; both have earned 3 s.
		if want := (wire.Clock{White: 283_179 - 2_000 + 3_000, Black: 318_706 - 3_000 + 3_000 + 15_000}); snap.Clock != want {
			t.Errorf("the clocks are %v, want %v", snap.Clock, want)
		}
		if a := b.do(wire.Resign{}); a.Err != nil {
			t.Fatal(a.Err)
		}
	})
}

// openAt is a room with this log, just after its end.
func openAt(t *testing.T, log []room.Event) *table {
	t.Helper()
	time.Sleep(time.Until(time.UnixMilli(log[len(log)-1].At + 1000)))
	tb := &table{t: t, store: stored(t, log)}
	tb.open()
	return tb
}
