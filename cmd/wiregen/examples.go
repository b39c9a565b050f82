package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"rookery/lobby/review"
	"rookery/lobby/wire"
	"rookery/web"
)

// readExamples gives an example of each message and body, by the key of the message
// ("commandMove", "answerNo") and by the name of the type. Those of the protocol are
// the golden frames, which the server's tests hold against what it really sends.
func readExamples(dir string) (map[string]jsontext.Value, error) {
	names, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		return nil, err
	}
	all := make(map[string]jsontext.Value)
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read the golden frames: %w", err)
		}
		kind, typ, _ := strings.Cut(strings.TrimSuffix(filepath.Base(name), ".json"), ".")
		all[kind+typ] = raw
		var frame struct {
			D    jsontext.Value `json:"d"`
			Info struct {
				D jsontext.Value `json:"d"`
			} `json:"info"`
		}
		if err := json.Unmarshal(raw, &frame); err != nil {
			return nil, fmt.Errorf("read %s: %w", filepath.Base(name), err)
		}
		if frame.D = append(frame.D, frame.Info.D...); len(frame.D) > 0 {
			all[typ] = frame.D
		}
	}
	return all, addBodies(all)
}

// addBodies adds the bodies of the HTTP API, made of what the goldens have.
func addBodies(all map[string]jsontext.Value) error {
	var l wire.Lobby
	if err := json.Unmarshal(all["Lobby"], &l); err != nil {
		return fmt.Errorf("read the golden lobby: %w", err)
	}
	const (
		magpie = "0198f7a2-6c1d-7e9b-8a55-3c2f1b0e9d44"
		room   = "0198f7a3-0b5e-7c11-9d20-6a1e4f7c2b18"
		code   = "nF3xV0c9QmWzKj7uPb2TgA"
		secret = "pYt8sVxQ2mJk5rWc0dNfHbLz7aEuGiO3vXyTqRw9KjM"
	)
	for name, v := range map[string]any{
		"Me":           web.Me{ID: magpie, Nick: "magpie", Token: secret},
		"NewMe":        web.NewMe{Nick: "magpie", Token: true},
		"NewHandover":  web.NewHandover{Room: room},
		"Handover":     web.Handover{Code: code, URL: "https://chess.example/continue#" + code, Ms: 120_000},
		"OpenHandover": web.OpenHandover{Open: true},
		"NewDevice":    web.NewDevice{Code: code},
		"Notices":      web.Notices{Epoch: "1f0c7d3e", Events: []wire.Event{noticeExample(all["eventSeated"])}, Head: 7},
		"Games":        web.Games{Games: l.Games},
		"LiveGame":     l.Games[0],
		"Seeks":        web.Seeks{Seeks: l.Seeks},
		"Challenges": web.Challenges{Challenges: []web.Challenge{{
			Seek: room, From: wire.Person{ID: magpie, Nick: "magpie"}, To: wire.Person{ID: room, Nick: "jackdaw"},
			Control: wire.Control{Base: 300, Inc: 3}, Side: wire.White, At: 1700000000000,
		}}},
		"People": web.People{People: l.People, Here: l.Here, Playing: l.Playing},
		"House":  web.House{Levels: 8, Reviews: true},
		"Review": review.Review{
			Plies:   []review.Evaluation{{Ply: 1, CP: new(31), Win: 52.8, Best: "e2e4"}, {Ply: 2, Mate: new(-3), Win: 0, Best: "d8h4"}},
			Turning: []review.Turn{{Ply: 2, Side: "white", Loss: 52.8, Best: "g1f3"}},
		},
		"Progress": review.Progress{Done: 17, Of: 64},
		"Pools":    web.Pools{Pools: l.Pools},
		"Problem": web.Problem{Code: "invalid", Text: "The request has fields that cannot be so.", Fields: []wire.Field{
			{Field: "colour", Text: "There is no such field here."}, {Field: "nick", Text: "This is missing."},
		}},
	} {
		text, err := json.Marshal(v, json.Deterministic(true), jsontext.WithIndent("  "))
		if err != nil {
			return fmt.Errorf("write the example of %s: %w", name, err)
		}
		all[name] = text
	}
	all["LobbyCommand"], all["Answer"] = all["commandPlayHouse"], all["answerOk"]
	all["ProblemOrAnswer"] = all["answerNo"]
	return nil
}

func noticeExample(raw jsontext.Value) (e wire.Event) {
	_ = json.Unmarshal(raw, &e) // a golden, which the tests hold against its schema
	return e
}
