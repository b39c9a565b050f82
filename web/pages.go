package web

import (
	"bytes"
	"embed"
	"errors"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"

	"rookery/lobby"
	"rookery/web/reference"
)

//go:embed all:app/dist
var dist embed.FS

// embedded is the browser client as Vite built it.
func embedded() fs.FS {
	sub, err := fs.Sub(dist, "app/dist")
	if err != nil {
		panic(err) // the name above is not a path
	}
	return sub
}

// pages are the built files of the browser client.
type pages struct{ files fs.FS }

// unbuilt is served when the server was built without the client.
const unbuilt = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Rookery</title>
<h1>Rookery</h1>
<p>This server was built without its browser client.</p>
<p>Run <code>make run</code> in the source tree: it builds both. The API and the sockets work.</p>
</html>
`

// The documents that Vite built: each names the files of what its address shows.
const (
	lobbyPage = "index.html"
	roomPage  = "room.html"
	embedPage = "embed.html"
)

// document serves one of the client's documents, with the status of what was asked for.
func (p pages) document(w http.ResponseWriter, name string, status int) {
	body, err := fs.ReadFile(p.files, name)
	if err != nil {
		body = []byte(unbuilt)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store") // it names the hashed files of this very build
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client may have gone
}

// serve serves one built file, or reports that there is none.
func (p pages) serve(w http.ResponseWriter, r *http.Request, name string) bool {
	if strings.HasPrefix(path.Base(name), ".") {
		return false
	}
	info, err := fs.Stat(p.files, name)
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	cache := "no-cache"
	if strings.HasPrefix(name, "assets/") { // Vite puts a hash into these names
		cache = "public, max-age=31536000, immutable"
		w.Header().Set("Access-Control-Allow-Origin", "*") // the page in other sites' frames has no origin
	}
	w.Header().Set("Cache-Control", cache)
	http.ServeFileFS(w, r, p.files, name)
	return true
}

// front serves the lobby's page.
func (s *server) front(w http.ResponseWriter, _ *http.Request) {
	s.pages.document(w, lobbyPage, http.StatusOK)
}

// room serves a room's page, with 404 if there is no such room.
func (s *server) room(w http.ResponseWriter, r *http.Request) {
	_, err := s.asked(r)
	switch {
	case errors.Is(err, lobby.ErrNoRoom):
		s.pages.document(w, lobbyPage, http.StatusNotFound)
	case err != nil:
		s.fail(w, r, err)
	default:
		s.pages.document(w, roomPage, http.StatusOK)
	}
}

// file serves what Vite built, and the page with 404 for everything else.
func (s *server) file(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, "/")
	switch {
	case name == lobbyPage:
		s.pages.document(w, lobbyPage, http.StatusOK)
	case name == roomPage || name == embedPage: // they have addresses, and one a policy, of their own
		s.pages.document(w, lobbyPage, http.StatusNotFound)
	case s.pages.serve(w, r, name):
	case strings.HasPrefix(name, "assets/"):
		s.fail(w, r, errNoSuch) // a stale page asks for an old build's file: no page helps
	default:
		s.pages.document(w, lobbyPage, http.StatusNotFound)
	}
}

// referencePage and those after it serve what programmers read.
func (s *server) referencePage(w http.ResponseWriter, r *http.Request) { document(w, r, "index.html") }

func (s *server) referenceStyle(w http.ResponseWriter, r *http.Request) {
	document(w, r, "reference.css")
}

func (s *server) openAPI(w http.ResponseWriter, r *http.Request) { document(w, r, "openapi.json") }

func (s *server) asyncAPI(w http.ResponseWriter, r *http.Request) { document(w, r, "asyncapi.json") }

// document serves one of the files that are written with the program.
func document(w http.ResponseWriter, r *http.Request, name string) {
	body, err := reference.Files.ReadFile(name)
	if err != nil {
		panic(err) // the names above are those of the package
	}
	w.Header().Set("Cache-Control", "no-cache")
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(body))
}
