package web

import (
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"

	"rookery/lobby"
	"rookery/lobby/client"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/web/ws"
)

// maxBody is how many bytes a request's body may have.
const maxBody = 1 << 10

// me is who asks, as the API shows it. Token is there only when a program asked for it.
type me struct {
	ID    person.ID `json:"id"`
	Nick  string    `json:"nick"`
	Token string    `json:"token,omitzero"`
}

// getMe tells who asks; 204 if nobody.
func (s *server) getMe(w http.ResponseWriter, r *http.Request) {
	who, err := s.Gate.Who(r)
	switch {
	case err != nil:
		s.fail(w, r, err)
	case who.ID == "":
		w.Header().Set("Cache-Control", "no-store")
		w.WriteHeader(http.StatusNoContent)
	default:
		writeJSON(w, http.StatusOK, me{ID: who.ID, Nick: who.Nick})
	}
}

// postMe makes a guest of a visitor, or gives a guest another nick. A browser
// gets its secret as a cookie, a program that asks for it as a token.
func (s *server) postMe(w http.ResponseWriter, r *http.Request) {
	if !s.Gate.Site.MayAct(r) {
		s.fail(w, r, errForeign)
		return
	}
	var ask struct {
		Nick  string `json:"nick"`
		Token bool   `json:"token"`
	}
	if err := readJSON(r, &ask); err != nil {
		s.fail(w, r, err)
		return
	}
	who, err := s.Gate.Who(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if who.ID != "" {
		p, err := s.Gate.Rename(r.Context(), who.Person, ask.Nick, time.Now())
		if err == nil && p.Nick != who.Nick {
			err = s.Renamed(r.Context(), p.ID)
		}
		if err != nil {
			s.fail(w, r, err)
			return
		}
		writeJSON(w, http.StatusOK, me{ID: p.ID, Nick: p.Nick})
		return
	}
	if wait := s.guests.spend(s.Gate.Site.Network(r), time.Now()); wait > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
		s.fail(w, r, errGuests)
		return
	}
	p, token, err := s.Gate.Admit(r.Context(), ask.Nick, time.Now())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	answer := me{ID: p.ID, Nick: p.Nick}
	if ask.Token {
		answer.Token = token
	} else {
		s.Gate.SetCookie(w, r, token)
	}
	writeJSON(w, http.StatusOK, answer)
}

// readJSON reads the body strictly: unknown, doubled and trailing things are errBody.
func readJSON(r *http.Request, into any) error {
	body, err := io.ReadAll(r.Body)
	if _, big := errors.AsType[*http.MaxBytesError](err); big {
		return err
	}
	if err == nil {
		err = json.Unmarshal(body, into, json.RejectUnknownMembers(true))
	}
	if err != nil {
		return fmt.Errorf("%w: %w", errBody, err)
	}
	return nil
}

func (s *server) getLobby(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, s.Lobby())
}

// asked is the room that r is about, or lobby.ErrNoRoom.
func (s *server) asked(r *http.Request) (room.Summary, error) {
	id, err := lobby.RoomID(r.PathValue("id"))
	if err != nil {
		return room.Summary{}, err
	}
	return s.Room(r.Context(), id)
}

func (s *server) getRoom(w http.ResponseWriter, r *http.Request) {
	sum, err := s.asked(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	writeJSON(w, http.StatusOK, sum.Game)
}

func (s *server) noSuchAPI(w http.ResponseWriter, r *http.Request) { s.fail(w, r, errNoSuch) }

// socket opens a room's socket, or the lobby's.
func (s *server) socket(w http.ResponseWriter, r *http.Request) {
	who, err := s.Gate.Who(r)
	if err == nil {
		err = s.Sockets.Serve(w, r, ws.Caller{
			Visit:  client.Visit{Who: who.Person, Room: place(r)},
			Net:    s.Gate.Site.Network(r),
			Bearer: who.Bearer,
		})
	}
	if err != nil {
		s.fail(w, r, err)
	}
}

// place is where a socket is to be opened: a room, or the lobby, which has no
// id. What is no room's id becomes nowhere, so that the client hears in a close
// code that there is no such room, and what it wrote goes no further.
func place(r *http.Request) room.ID {
	text := r.PathValue("id")
	if text == "" {
		return ""
	}
	id, err := lobby.RoomID(text)
	if err != nil {
		return "nowhere"
	}
	return id
}

// healthy answers that the process runs.
func (s *server) healthy(w http.ResponseWriter, _ *http.Request) { plain(w, http.StatusOK, "ok\n") }

// ready answers whether new visitors should be sent here. Why not is for the log.
func (s *server) ready(w http.ResponseWriter, _ *http.Request) {
	if err := s.Ready(); err != nil {
		s.Log.Debug("not ready", "cause", err)
		plain(w, http.StatusServiceUnavailable, "not ready\n")
		return
	}
	plain(w, http.StatusOK, "ready\n")
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text) // the client may have gone
}
