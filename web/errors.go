package web

import (
	"errors"
	"net/http"

	"github.com/go-json-experiment/json"

	"rookery/lobby"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
	"rookery/web/auth"
	"rookery/web/ws"
)

var (
	errForeign = errors.New("a page of another site asked")
	errBody    = errors.New("the body could not be read")
	errGuests  = errors.New("too many guests were made from one address")
	errNoSuch  = errors.New("no such address")
)

// failures is the one place where an error meets its status, code and words.
var failures = []struct {
	err    error
	status int
	code   wire.Code
	text   string
}{
	{person.ErrTaken, http.StatusConflict, "taken", "This nick is taken. Choose another."},
	{person.ErrSeated, http.StatusConflict, "seated", "Your name stays while you play."},
	{person.ErrNickForm, http.StatusUnprocessableEntity, "nick_form", "A nick has 2 to 20 of the letters a–z, A–Z, digits, _ and -."},
	{person.ErrReserved, http.StatusUnprocessableEntity, "reserved", "This nick is reserved. Choose another."},
	{auth.ErrBanned, http.StatusUnprocessableEntity, "banned", "This nick is not allowed here. Choose another."},
	{errGuests, http.StatusTooManyRequests, wire.RateLimited, "Too many newcomers come from your address. Try again in a moment."},
	{auth.ErrToken, http.StatusUnauthorized, "bad_token", "This token belongs to nobody."},
	{errForeign, http.StatusForbidden, "foreign_origin", "Another site's page may not do this."},
	{ws.ErrOrigin, http.StatusForbidden, "foreign_origin", "Another site's page may not do this."},
	{ws.ErrSubprotocol, http.StatusBadRequest, "subprotocol", "The WebSocket subprotocol " + wire.Subprotocol + " is required."},
	{ws.ErrResume, http.StatusBadRequest, wire.BadMessage, "The resume position could not be read."},
	{ws.ErrHandshake, http.StatusBadRequest, "handshake", "This address is for WebSockets."},
	{ws.ErrClosed, http.StatusServiceUnavailable, wire.Draining, "The server restarts. Try again in a moment."},
	{lobby.ErrNoRoom, http.StatusNotFound, wire.NoRoom, "There is no such room."},
	{room.ErrUnreadable, http.StatusServiceUnavailable, wire.Quarantined, "This room broke down, and what is stored of it cannot be read."},
	{errNoSuch, http.StatusNotFound, "not_found", "There is nothing at this address."},
	{errBody, http.StatusBadRequest, wire.BadMessage, "The request was not in the form that this address asks for."},
	{room.ErrFull, http.StatusServiceUnavailable, wire.StorageFull, "The server's disk is full. Try again later."},
	{room.ErrBusy, http.StatusServiceUnavailable, wire.Busy, "The server is busy. Try again in a moment."},
}

// fail answers a request that failed. What the table does not know is our own
// fault: it is logged here, once, and told to nobody.
func (s *server) fail(w http.ResponseWriter, r *http.Request, err error) {
	type problem struct {
		Code wire.Code `json:"code"`
		Text string    `json:"text"`
	}
	if _, big := errors.AsType[*http.MaxBytesError](err); big {
		writeJSON(w, http.StatusRequestEntityTooLarge, problem{wire.TooLong, "The request was too large."})
		return
	}
	for _, f := range failures {
		if errors.Is(err, f.err) {
			writeJSON(w, f.status, problem{f.code, f.text})
			return
		}
	}
	if r.Context().Err() == nil { // otherwise nobody waits for the answer
		s.Log.Error("request failed", "route", r.Pattern, "err", err)
	}
	writeJSON(w, http.StatusInternalServerError, problem{"internal", "Something went wrong on the server."})
}

// writeJSON answers with v, one of our own structs.
func writeJSON(w http.ResponseWriter, status int, v any) {
	body, err := json.Marshal(v, json.Deterministic(true))
	if err != nil {
		panic(err) // a struct of ours that cannot be written: observe says so
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client may have gone
}
