package room_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// apart is a game whose players talk apart.
var apart = wire.Start{
	White: &magpie, Black: &jackdaw, How: "pool", Chat: "separate",
	Control: wire.Control{Base: 300}, Clock: wire.Clock{White: 300_000, Black: 300_000},
}

// TestALineThatRacesTheEndOfTheGameIsRefusedOrBeforeIt queues lines around the
// command that ends the game: none may stand behind the result in the players' stream.
func TestALineThatRacesTheEndOfTheGameIsRefusedOrBeforeIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := sitDownTo(t, apart)
		black := tb.resume(jackdaw, map[wire.Stream]uint64{"players": 0, "whispers": 0})
		for i, cmd := range []wire.Command{
			wire.Say{Text: "one", To: "players"}, wire.Abort{}, wire.Say{Text: "two", To: "players"}, wire.Say{Text: "three", To: "chat"},
		} {
			req := wire.Request{CID: wire.CID([]string{
				"00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002",
				"00000000-0000-4000-8000-000000000003", "00000000-0000-4000-8000-000000000004",
			}[i]), Cmd: cmd, Tag: "x"}
			if err := tb.room.Post(room.Command{From: black.m, Received: time.Now(), Req: req}); err != nil {
				t.Fatal(err)
			}
		}
		synctest.Wait()
		log, err := tb.store.Journal().Replay(t.Context(), "r", 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		var told []string
		for _, e := range log {
			told = append(told, string(e.Stream.Name)+" "+e.Kind)
		}
		if got := strings.Join(told, ", "); got != "game start, players line, game ended, chat line" {
			t.Errorf("stored: %s", got)
		}
	})
}

func TestAnAuditFindsLinesWhereTheirAuthorsDoNotTalk(t *testing.T) {
	var log []room.Event
	synctest.Test(t, func(t *testing.T) {
		tb := sitDownTo(t, apart)
		white, bird := tb.resume(magpie, map[wire.Stream]uint64{"players": 0, "whispers": 0}), tb.join(chough)
		white.do(wire.Say{Text: "a plan", To: "players"})
		bird.do(wire.Say{Text: "a hint", To: "chat"})
		white.do(wire.Abort{})
		white.do(wire.Say{Text: "good game", To: "chat"})
		var err error
		if log, err = tb.store.Journal().Replay(t.Context(), "r", 0, 100); err != nil || len(log) != 5 {
			t.Fatalf("%d events, %v", len(log), err)
		}
	})
	if found := audited(log, 5); len(found) > 0 {
		t.Fatalf("with an honest log: %q", found)
	}
	for i, by := range map[int]string{1: chough.ID, 2: magpie.ID} {
		was := log[i].By
		log[i].By = by
		if found := audited(log, 5); len(found) != 1 || !strings.Contains(found[0], "does not talk") {
			t.Errorf("event %d by %s: %q", i, by, found)
		}
		log[i].By = was
	}
	log[4].Stream.Name, log[4].N = wire.PlayersStream, 2
	if found := audited(log, 5); len(found) != 1 || !strings.Contains(found[0], "does not talk") {
		t.Errorf("a player's line after the result: %q", found)
	}
}
