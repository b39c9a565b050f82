package web

import (
	"errors"
	"net/http"

	"rookery/lobby"
	"rookery/web/pages"
)

// embedPolicy is the content policy of the one page that other sites may frame. It
// is sandboxed: its origin is nobody's, so that it has no cookie, no storage and
// nothing of ours to act with, whatever happens in it.
const embedPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"font-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors *; require-trusted-types-for 'script'; trusted-types 'none'; " +
	"sandbox allow-scripts allow-popups allow-popups-to-escape-sandbox"

// embed serves a room's board for the pages of other sites.
func (s *server) embed(w http.ResponseWriter, r *http.Request) {
	status := http.StatusOK
	_, err := s.asked(r)
	switch {
	case errors.Is(err, lobby.ErrNoRoom):
		status = http.StatusNotFound
	case err != nil:
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Security-Policy", embedPolicy)
	s.pages.Serve(w, r, pages.Embed, status, pages.Head{Title: "A game at " + pages.SiteName})
}
