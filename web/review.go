package web

import (
	"errors"
	"net/http"
	"time"

	"rookery/lobby"
	"rookery/lobby/review"
	"rookery/lobby/wire"
)

// review serves what an engine says of a finished game: 200 with the review, or
// 202 with how far it is.
func (s *server) review(w http.ResponseWriter, r *http.Request) {
	g, who, err := s.reviewable(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	done, progress, err := s.Review(g, who)
	switch {
	case errors.Is(err, review.ErrYours):
		retryAfter(w, reviewPause)
		s.fail(w, r, err)
	case err != nil:
		s.fail(w, r, err)
	case done == nil:
		w.Header().Set("Retry-After", "1")
		writeJSON(w, http.StatusAccepted, progress)
	default:
		writeJSON(w, http.StatusOK, done)
	}
}

// reviewPause is after how long one of an asker's games may be done.
const reviewPause = 5 * time.Second

// reviewable is the game that r asks about, as far as everybody may see it, and who asks:
// its players are counted by who they are, all others by the network that they come from.
func (s *server) reviewable(r *http.Request) (g review.Game, by review.Asker, err error) {
	sum, err := s.asked(r)
	if err != nil {
		return g, by, err
	}
	who, err := s.Gate.Who(r)
	switch {
	case err != nil:
		return g, by, err
	case s.Review == nil:
		return g, by, errReviews
	}
	played, err := s.Game(r.Context(), sum.Room)
	if err != nil {
		return g, by, err
	}
	if _, over := played.Game.Ended(); !over {
		return g, by, lobby.ErrNotOver
	}
	by = review.Asker{By: s.Gate.Site.Network(r).String()}
	for _, p := range []*wire.Person{played.Start.White, played.Start.Black} {
		if p != nil && who.ID != "" && p.ID == string(who.ID) {
			by = review.Asker{By: p.ID, Own: true}
		}
	}
	g = review.Game{Room: string(sum.Room), FEN: played.Start.FEN}
	for _, m := range played.Game.Moves() {
		g.Moves = append(g.Moves, m.UCI)
	}
	return g, by, nil
}

// getHouse tells how the house plays here, and whether games are reviewed.
func (s *server) getHouse(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, House{s.HouseLevels, s.Review != nil})
}
