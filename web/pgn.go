package web

import (
	"bytes"
	"cmp"
	"net/http"

	"rookery/game"
	"rookery/game/pgn"
	"rookery/lobby/wire"
)

// pgn serves the game of a room, as far as all may see it.
func (s *server) pgn(w http.ResponseWriter, r *http.Request) {
	sum, err := s.asked(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	played, err := s.Game(r.Context(), sum.Room)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	var file bytes.Buffer
	tags := pgn.Tags{
		Event: "Casual game", Site: "Rookery", Start: played.At,
		White: nick(played.Start.White), Black: nick(played.Start.Black), Opening: s.opening(played.Game),
	}
	if err := pgn.Write(&file, tags, played.Game); err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/x-chess-pgn; charset=utf-8")
	w.Header().Set("Content-Disposition", `inline; filename="game.pgn"`)
	w.Header().Set("Cache-Control", "no-store")
	_, _ = file.WriteTo(w) // the client may have gone
}

// opening is the last name that the game came through.
func (s *server) opening(g *game.State) (last game.Opening) {
	if s.Openings == nil {
		return last
	}
	for _, o := range s.Openings.Named(g) {
		last = cmp.Or(o, last)
	}
	return last
}

func nick(p *wire.Person) string {
	if p == nil {
		return ""
	}
	return p.Nick
}
