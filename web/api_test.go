package web_test

import (
	"strings"
	"testing"

	"rookery/lobby"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

func TestARoomAsDataTellsItsClocksAndItsPosition(t *testing.T) {
	s := open(t, built)
	const id, fen = "0198f7a2-6c1d-4e9b-8a55-3c2f1b0e9d44", "4k3/8/8/8/8/8/4P3/4K3 b - - 3 40"
	sum := room.Summary{Room: id, Game: wire.LiveGame{
		Room: id, FEN: fen, White: &wire.Person{ID: "a", Nick: "ada"},
		Control: wire.Control{Base: 5400, Inc: 5, Mode: "delay", Moves: 40, Then: []wire.Stage{{Base: 1800, Inc: 5}}},
	}}
	if _, err := s.store.Rooms().Make(t.Context(), lobby.NewRoom{Summary: sum, Unlisted: true}); err != nil {
		t.Fatal(err)
	}
	_, body := s.ask("GET", "/api/rooms/"+id, "")
	for _, part := range []string{
		`"control":{"base":5400,"inc":5,"mode":"delay","moves":40,"then":[{"base":1800,"inc":5}]}`,
		`"fen":"` + fen + `"`,
	} {
		if !strings.Contains(body, part) {
			t.Errorf("%s is not in %s", part, body)
		}
	}
}
