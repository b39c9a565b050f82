package web

import (
	"cmp"
	"io"
	"net/http"
	"time"

	"rookery/lobby"
	"rookery/lobby/client"
	"rookery/lobby/room"
	"rookery/lobby/wire"
	"rookery/web/ws"
)

// maxBody is how many bytes a request's body may have.
const maxBody = 1 << 10

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
		writeJSON(w, http.StatusOK, Me{ID: string(who.ID), Nick: who.Nick})
	}
}

// postMe makes a guest of a visitor, or gives a guest another nick. A browser
// gets its secret as a cookie, a program that asks for it as a token.
func (s *server) postMe(w http.ResponseWriter, r *http.Request) {
	if !s.Gate.Site.MayAct(r) {
		s.fail(w, r, errForeign)
		return
	}
	ask, err := read[NewMe](r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	who, err := s.Gate.Who(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if who.ID != "" {
		if ask.Nick != who.Nick && !within(w, s.renamed, who.ID) {
			s.fail(w, r, errRenamed)
			return
		}
		p, err := s.Gate.Rename(r.Context(), who.Person, ask.Nick, time.Now())
		if err == nil && p.Nick != who.Nick {
			err = s.Renamed(r.Context(), p.ID)
		}
		if err != nil {
			s.fail(w, r, err)
			return
		}
		writeJSON(w, http.StatusOK, Me{ID: string(p.ID), Nick: p.Nick})
		return
	}
	if !within(w, s.guests, s.Gate.Site.Network(r)) {
		s.fail(w, r, errGuests)
		return
	}
	p, token, err := s.Gate.Admit(r.Context(), ask.Nick, time.Now())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.welcome(w, r, Me{ID: string(p.ID), Nick: p.Nick}, token, ask.Token)
}

// welcome tells somebody who they are now, and gives them their secret: a program in
// the answer, a browser as a cookie.
func (s *server) welcome(w http.ResponseWriter, r *http.Request, m Me, token string, program bool) {
	if program {
		m.Token = token
	} else {
		s.Gate.SetCookie(w, r, token)
	}
	writeJSON(w, http.StatusOK, m)
}

// within reports whether the budget of from allows one more, and if not, says when it will.
func within[K comparable](w http.ResponseWriter, b *budgets[K], from K) bool {
	wait := b.spend(from, time.Now())
	retryAfter(w, wait)
	return wait == 0
}

func (s *server) getLobby(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, s.Lobby())
}

func (s *server) getSeeks(w http.ResponseWriter, r *http.Request) {
	want, err := read[seeksWanted](r)
	var list []wire.OpenSeek
	if err == nil {
		list, err = s.Seeks(r.Context(), want.After, cmp.Or(want.Limit, 50))
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	writeJSON(w, http.StatusOK, Seeks{append([]wire.OpenSeek{}, list...)})
}

// getChallenges lists the challenges that concern who asks.
func (s *server) getChallenges(w http.ResponseWriter, r *http.Request) {
	who, err := s.somebody(r)
	var all []lobby.Seek
	if err == nil {
		all, err = s.Challenges(r.Context(), who.ID)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	list := []Challenge{}
	for _, c := range all {
		list = append(list, Challenge{
			Seek: c.ID, From: wire.Person{ID: string(c.By.ID), Nick: c.By.Nick}, To: wire.Person{ID: string(c.To.ID), Nick: c.To.Nick},
			Control: room.WireControl(c.Control), Side: c.Side, Rated: c.Rated, FEN: c.FEN, Chat: c.Chat, Delay: c.Delay, At: c.At,
		})
	}
	writeJSON(w, http.StatusOK, Challenges{list})
}

func (s *server) getPools(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, Pools{append([]wire.Pool{}, s.Lobby().Pools...)})
}

func (s *server) getPeople(w http.ResponseWriter, _ *http.Request) {
	l := s.Lobby()
	writeJSON(w, http.StatusOK, People{People: append([]wire.Here{}, l.People...), Here: l.Here, Playing: l.Playing})
}

func (s *server) getGames(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, Games{append([]wire.LiveGame{}, s.Lobby().Games...)})
}

// getFinished lists the newest results.
func (s *server) getFinished(w http.ResponseWriter, r *http.Request) {
	want, err := read[finishedWanted](r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	list, err := s.Finished(r.Context(), cmp.Or(want.Limit, 20))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	games := []wire.LiveGame{}
	for _, sum := range list {
		games = append(games, sum.Game)
	}
	writeJSON(w, http.StatusOK, Games{games})
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

// watchSocket opens a room's socket for nobody: it may be any page's that asks, and
// so nothing that the browser holds is looked at.
func (s *server) watchSocket(w http.ResponseWriter, r *http.Request) {
	err := s.Sockets.Serve(w, r, ws.Caller{Visit: client.Visit{Room: place(r)}, Net: s.Gate.Site.Network(r), Anywhere: true})
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
