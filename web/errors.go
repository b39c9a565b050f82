package web

import (
	"errors"
	"net/http"
	"slices"

	"github.com/go-json-experiment/json"

	"rookery/lobby"
	"rookery/lobby/client"
	"rookery/lobby/person"
	"rookery/lobby/review"
	"rookery/lobby/room"
	"rookery/lobby/wire"
	"rookery/web/auth"
	"rookery/web/ws"
)

var (
	errForeign = errors.New("a page of another site asked")
	errBody    = errors.New("the body could not be read")
	errInvalid = errors.New("fields of the request are at fault")
	errNobody  = errors.New("only somebody with a nick may ask this")
	errGuests  = errors.New("too many guests were made from one address")
	errHanded  = errors.New("too many codes were asked for from one address")
	errRenamed = errors.New("a name was changed too often")
	errWaiting = errors.New("too many requests of one person wait")
	errReviews = errors.New("games are not reviewed here")
	errNoSuch  = errors.New("no such address")
)

// Refusal is how an error is told. Field is the one field of the request that it is
// about, if it is.
type Refusal struct {
	Status int
	Code   wire.Code
	Text   string
	Field  string
}

// failures is the one place where an error meets its status, code and words.
var failures = []struct {
	err error
	Refusal
}{
	{person.ErrTaken, Refusal{http.StatusConflict, "taken", "This name is taken. Choose another.", "nick"}},
	{person.ErrSeated, Refusal{http.StatusConflict, "seated", "Your name stays while you play.", "nick"}},
	{person.ErrNickForm, Refusal{http.StatusUnprocessableEntity, "nick_form", "A name has 2 to 20 of the letters a–z, A–Z, digits, _ and -.", "nick"}},
	{person.ErrReserved, Refusal{http.StatusUnprocessableEntity, "reserved", "This name is reserved. Choose another.", "nick"}},
	{auth.ErrBanned, Refusal{http.StatusUnprocessableEntity, "banned", "This name is not allowed here. Choose another.", "nick"}},
	{person.ErrCode, Refusal{http.StatusForbidden, "bad_code", "This code is wrong, used up or too old. Ask for a new one on the other device.", "code"}},
	{errGuests, Refusal{http.StatusTooManyRequests, wire.RateLimited, "Too many newcomers come from your address. Try again in a moment.", ""}},
	{errHanded, Refusal{http.StatusTooManyRequests, wire.RateLimited, "Too many codes were asked for from your address. Try again in a moment.", ""}},
	{errRenamed, Refusal{http.StatusTooManyRequests, wire.RateLimited, "You have changed your name often. Try again in a moment.", ""}},
	{errWaiting, Refusal{http.StatusTooManyRequests, wire.RateLimited, "You wait for your notices in too many places already.", ""}},
	{errNobody, Refusal{http.StatusUnauthorized, wire.NeedNick, "Choose a name first; watching needs none.", ""}},
	{auth.ErrToken, Refusal{http.StatusUnauthorized, "bad_token", "This token belongs to nobody.", ""}},
	{errForeign, Refusal{http.StatusForbidden, "foreign_origin", "Another site's page may not do this.", ""}},
	{ws.ErrOrigin, Refusal{http.StatusForbidden, "foreign_origin", "Another site's page may not do this.", ""}},
	{ws.ErrSubprotocol, Refusal{http.StatusBadRequest, "subprotocol", "The WebSocket subprotocol " + wire.Subprotocol + " is required.", ""}},
	{ws.ErrResume, Refusal{http.StatusBadRequest, wire.BadMessage, "The resume position could not be read.", ""}},
	{ws.ErrHandshake, Refusal{http.StatusBadRequest, "handshake", "This address is for WebSockets.", ""}},
	{ws.ErrClosed, Refusal{http.StatusServiceUnavailable, wire.Draining, "The server restarts. Try again in a moment.", ""}},
	{lobby.ErrNoRoom, Refusal{http.StatusNotFound, wire.NoRoom, "There is no such room.", ""}},
	{room.ErrUnreadable, Refusal{http.StatusServiceUnavailable, wire.Quarantined, "This room broke down, and what is stored of it cannot be read.", ""}},
	{errNoSuch, Refusal{http.StatusNotFound, "not_found", "There is nothing at this address.", ""}},
	{errReviews, Refusal{http.StatusNotFound, "no_engine", "Games are not reviewed here: this server has no chess engine.", ""}},
	{lobby.ErrNotOver, Refusal{http.StatusConflict, "not_over", "The game is not over.", ""}},
	{review.ErrShort, Refusal{http.StatusConflict, "too_short", "There are too few moves to say anything of.", ""}},
	{review.ErrYours, Refusal{http.StatusTooManyRequests, wire.RateLimited, "Two games that you want reviewed wait already. Ask again when they are done.", ""}},
	{review.ErrBusy, Refusal{http.StatusServiceUnavailable, wire.Busy, "Too many games wait to be reviewed. Try again later.", ""}},
	{review.ErrFailed, Refusal{http.StatusServiceUnavailable, "review_failed", "The engine failed at this game. Try again in a minute.", ""}},
	{errInvalid, Refusal{http.StatusUnprocessableEntity, wire.Invalid, "The request has fields that cannot be so.", ""}},
	{wire.ErrUnreadable, Refusal{http.StatusBadRequest, wire.BadMessage, "The command could not be read, or has no readable cid: nothing happened.", ""}},
	{room.ErrReused, Refusal{http.StatusConflict, "reused", "This cid was used for another command. Each action needs one of its own.", ""}},
	{client.ErrUnknown, Refusal{http.StatusInternalServerError, "unknown", "It is not known whether the command was carried out. Send it again with the same cid.", ""}},
	{lobby.ErrClosing, Refusal{http.StatusServiceUnavailable, wire.Draining, "The server restarts. Try again in a moment.", ""}},
	{errBody, Refusal{http.StatusBadRequest, wire.BadMessage, "The request was not in the form that this address asks for.", ""}},
	{room.ErrFull, Refusal{http.StatusServiceUnavailable, wire.StorageFull, "The server's disk is full. Try again later.", ""}},
	{room.ErrBusy, Refusal{http.StatusServiceUnavailable, wire.Busy, "The server is busy. Try again in a moment.", ""}},
}

// What is told of any request, beside the table.
var (
	tooLarge = Refusal{http.StatusRequestEntityTooLarge, wire.TooLong, "The request was too large.", ""}
	ourFault = Refusal{http.StatusInternalServerError, "internal", "Something went wrong on the server.", ""}
)

// told is how the table tells err, or false if it does not know it.
func told(err error) (Refusal, bool) {
	if _, big := errors.AsType[*http.MaxBytesError](err); big {
		return tooLarge, true
	}
	for _, f := range failures {
		if errors.Is(err, f.err) {
			return f.Refusal, true
		}
	}
	return ourFault, false
}

// Refusals are all that a route may answer when it does not go well.
func (r Route) Refusals() []Refusal {
	var all []Refusal
	for _, err := range r.Fails {
		no, _ := told(err)
		all = append(all, no)
	}
	if slices.Contains(r.Fails, errBody) {
		all = append(all, tooLarge)
	}
	return append(all, ourFault)
}

// fail answers a request that failed. What the table does not know is our own
// fault: it is logged here, once, and told to nobody.
func (s *server) fail(w http.ResponseWriter, r *http.Request, err error) {
	no, known := told(err)
	if !known && r.Context().Err() == nil { // otherwise nobody waits for the answer
		s.Log.Error("request failed", "route", r.Pattern, "err", err)
	}
	p := Problem{Code: no.Code, Text: no.Text}
	if no.Field != "" {
		p.Fields = []wire.Field{{Field: no.Field, Text: no.Text}}
	}
	if bad, ok := errors.AsType[*invalid](err); ok {
		p.Fields = bad.faults
	}
	writeJSON(w, no.Status, p)
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
