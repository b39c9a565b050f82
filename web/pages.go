package web

import (
	"embed"
	"errors"
	"io/fs"
	"net/http"
	"strings"
	"sync"

	"rookery/lobby"
	"rookery/web/pages"
	"rookery/web/reference"
)

//go:embed all:app/dist
var dist embed.FS

// embedded is the browser client as Vite built it.
var embedded = sync.OnceValue(func() pages.Pages {
	sub, err := fs.Sub(dist, "app/dist")
	if err != nil {
		panic(err) // the name above is not a path
	}
	return pages.Read(sub)
})

// Build names the client that the server brings, as its pages name theirs: a page that is
// told of another one knows that a new client is here.
func Build() string { return embedded().Build }

// referenceFiles are what programmers read, with the same in fewer bytes.
var referenceFiles = sync.OnceValue(func() map[string]pages.File {
	all := make(map[string]pages.File)
	for _, name := range []string{"index.html", "reference.css", "openapi.json", "asyncapi.json"} {
		body, err := reference.Files.ReadFile(name)
		if err != nil {
			panic(err) // the names are those of the package
		}
		all[name] = pages.Squeezed(name, body)
	}
	return all
})

// front serves the lobby's page.
func (s *server) front(w http.ResponseWriter, r *http.Request) {
	s.pages.Serve(w, r, pages.Lobby, http.StatusOK, s.ofLobby(r))
}

// lost serves the page that says that there is nothing here.
func (s *server) lost(w http.ResponseWriter, r *http.Request) {
	p := s.ofLobby(r)
	p.Path = ""
	s.pages.Serve(w, r, pages.Lobby, http.StatusNotFound, p)
}

// room serves a room's page, with 404 if there is no such room.
func (s *server) room(w http.ResponseWriter, r *http.Request) {
	sum, err := s.asked(r)
	switch {
	case errors.Is(err, lobby.ErrNoRoom):
		s.lost(w, r)
	case err != nil:
		s.fail(w, r, err)
	default:
		s.pages.Serve(w, r, pages.Room, http.StatusOK, s.ofRoom(r, sum))
	}
}

// file serves what Vite built, and the page with 404 for everything else. A room has no
// slash at the end of its address: one that has is led to the address without.
func (s *server) file(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, "/")
	f, ok := s.pages.Files[name]
	hashed := strings.HasPrefix(name, "assets/") // Vite puts a hash into these names
	switch {
	case name == pages.Lobby:
		s.front(w, r)
	case ok && hashed:
		w.Header().Set("Access-Control-Allow-Origin", "*") // the page in other sites' frames has no origin
		f.Serve(w, r, "public, max-age=31536000, immutable")
	case ok:
		f.Serve(w, r, "no-cache")
	case hashed:
		s.fail(w, r, errNoSuch) // a stale page asks for an old build's file: no page helps
	case strings.HasPrefix(name, "rooms/") && strings.HasSuffix(name, "/"):
		room := *r.URL
		room.Path, room.RawPath = strings.TrimSuffix(room.Path, "/"), strings.TrimSuffix(room.RawPath, "/")
		http.Redirect(w, r, room.RequestURI(), http.StatusPermanentRedirect)
	default:
		s.lost(w, r)
	}
}

// referencePage and those after it serve what programmers read.
func (s *server) referencePage(w http.ResponseWriter, r *http.Request) { consult(w, r, "index.html") }

func (s *server) referenceStyle(w http.ResponseWriter, r *http.Request) {
	consult(w, r, "reference.css")
}

func (s *server) openAPI(w http.ResponseWriter, r *http.Request) { consult(w, r, "openapi.json") }

func (s *server) asyncAPI(w http.ResponseWriter, r *http.Request) { consult(w, r, "asyncapi.json") }

func consult(w http.ResponseWriter, r *http.Request, name string) {
	referenceFiles()[name].Serve(w, r, "no-cache")
}
