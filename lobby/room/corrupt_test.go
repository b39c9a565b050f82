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
	logs := map[string][]room.Event{"a short game": logged(t)}
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
						_, _ = room.ReadGame(t.Context(), store.Journal(), "r")
						_, _ = room.Open(context.Background(), room.Config{ID: "r", Journal: store.Journal(), Log: slog.New(slog.DiscardHandler)})
					})
				}
			}
		}
	}
}
