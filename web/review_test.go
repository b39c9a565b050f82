package web_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"rookery/lobby"
	"rookery/lobby/review"
	"rookery/lobby/room"
	"rookery/lobby/wire"
	"rookery/web"
)

// keeps stores a room in which the given moves were made and, if it is over, White resigned.
func (s *site) keeps(id room.ID, over bool, moved ...wire.Moved) {
	s.t.Helper()
	ada, bob := wire.Person{ID: "a", Nick: "ada"}, wire.Person{ID: "b", Nick: "bob"}
	all := []wire.EventBody{wire.Start{White: &ada, Black: &bob, How: "link"}}
	by := []string{""}
	for i, m := range moved {
		all, by = append(all, m), append(by, []string{"a", "b"}[i%2])
	}
	if over {
		all, by = append(all, wire.Ended{Result: "0-1", Reason: "resignation"}), append(by, "a")
	}
	var events []room.Event
	for i, b := range all {
		kind, stream, body := wire.EncodeBody(b)
		n := uint64(i + 1)
		events = append(events, room.Event{Stream: room.Stream{Name: stream}, N: n, Pos: n, Kind: kind, By: by[i], At: time.Now().UnixMilli(), Body: body})
	}
	sum := room.Summary{Room: id, Game: wire.LiveGame{Room: string(id)}, Over: over}
	if _, err := s.store.Rooms().Make(s.t.Context(), lobby.NewRoom{Summary: sum, Unlisted: true, Events: events}); err != nil {
		s.t.Fatal(err)
	}
}

func TestAReviewIsOfFinishedGamesAndTellsHowFarItIs(t *testing.T) {
	const over, running, nowhere = "0198f7a2-6c1d-4e9b-8a55-3c2f1b0e9d44", "0198f7a2-6c1d-4e9b-8a55-3c2f1b0e9d45", "0198f7a2-6c1d-4e9b-8a55-3c2f1b0e9d46"
	e4 := wire.Moved{UCI: "e2e4", SAN: "e4", Ply: 1, FEN: "rnbqkbnr/pppppppp/8/8/4P3/8/PPPP1PPP/RNBQKBNR b KQkq - 0 1"}
	for _, c := range []struct {
		why, id string
		none    bool // no engine
		done    *review.Review
		err     error
		status  int
		has     string
	}{
		{why: "one that is made", id: over, status: 202, has: `{"done":1,"of":2}`},
		{why: "one that is done", id: over, done: &review.Review{Plies: []review.Evaluation{{Ply: 0, CP: new(int), Win: 50}}, Turning: []review.Turn{}}, status: 200, has: `{"plies":[{"ply":0,"cp":0,"win":50}],"turning":[]}`},
		{why: "a game that goes on", id: running, status: 409, has: `"not_over"`},
		{why: "no room", id: nowhere, status: 404, has: `"no_room"`},
		{why: "no engine", id: over, none: true, status: 404, has: `"no_engine"`},
		{why: "too many", id: over, err: review.ErrBusy, status: 503, has: `"busy"`},
		{why: "too many of one's own", id: over, err: review.ErrYours, status: 429, has: `"rate_limited"`},
		{why: "one move", id: over, err: review.ErrShort, status: 409, has: `"too_short"`},
		{why: "an engine that fails", id: over, err: review.ErrFailed, status: 503, has: `"review_failed"`},
	} {
		var asked []review.Game
		s := open(t, built, func(cfg *web.Config) {
			if !c.none {
				cfg.Review = func(g review.Game, _ review.Asker) (*review.Review, review.Progress, error) {
					asked = append(asked, g)
					return c.done, review.Progress{Done: 1, Of: 2}, c.err
				}
			}
		})
		s.keeps(over, true, e4)
		s.keeps(running, false, e4)
		res, body := s.ask(http.MethodGet, "/api/rooms/"+c.id+"/review", "")
		if res.StatusCode != c.status || !strings.Contains(body, c.has) {
			t.Errorf("%s: %d, %s", c.why, res.StatusCode, body)
		}
		if c.id == over && !c.none && (len(asked) != 1 || asked[0].Room != over || !slices.Equal(asked[0].Moves, []string{"e2e4"})) {
			t.Errorf("%s: asked for %+v", c.why, asked)
		}
		if c.id != over && len(asked) > 0 {
			t.Errorf("%s: a review was asked for: %+v", c.why, asked)
		}
	}
}
