package web

import (
	"net/http"

	"rookery/lobby"
	"rookery/lobby/review"
)

// review serves what an engine says of a finished game: 200 with the review, or
// 202 with how far it is.
func (s *server) review(w http.ResponseWriter, r *http.Request) {
	g, err := s.reviewable(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	done, progress, err := s.Review(g)
	switch {
	case err != nil:
		s.fail(w, r, err)
	case done == nil:
		w.Header().Set("Retry-After", "1")
		writeJSON(w, http.StatusAccepted, progress)
	default:
		writeJSON(w, http.StatusOK, done)
	}
}

// reviewable is the game that r asks about, as far as everybody may see it.
func (s *server) reviewable(r *http.Request) (review.Game, error) {
	sum, err := s.asked(r)
	switch {
	case err != nil:
		return review.Game{}, err
	case s.Review == nil:
		return review.Game{}, errReviews
	}
	played, err := s.Game(r.Context(), sum.Room)
	if err != nil {
		return review.Game{}, err
	}
	if _, over := played.Game.Ended(); !over {
		return review.Game{}, lobby.ErrNotOver
	}
	g := review.Game{Room: string(sum.Room), FEN: played.Start.FEN}
	for _, m := range played.Game.Moves() {
		g.Moves = append(g.Moves, m.UCI)
	}
	return g, nil
}

// getHouse tells how the house plays here, and whether games are reviewed.
func (s *server) getHouse(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, House{s.HouseLevels, s.Review != nil})
}
