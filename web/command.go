package web

import (
	"cmp"
	"context"
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"

	"rookery/lobby/client"
	"rookery/lobby/person"
	"rookery/lobby/wire"
	"rookery/web/auth"
)

// postCommand carries out one command of the lobby for whoever has no socket.
func (s *server) postCommand(w http.ResponseWriter, r *http.Request) {
	at := time.Now()
	var who auth.Visitor
	var frame []byte
	err := s.mayAct(r)
	if err == nil {
		who, err = s.Gate.Who(r)
	}
	if err == nil {
		frame, err = readBody(r)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	reply, err := s.Door.Ask(r.Context(), client.Visit{Who: who.Person, Net: s.Gate.Site.Network(r)}, frame, at)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	retryAfter(w, reply.Wait)
	w.Header().Set("Content-Type", jsonText)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(StatusOf(reply.Code))
	_, _ = w.Write(reply.Frame) // the client may have gone
}

// answerStatus is the one place where a code of a "no" or a "wait" meets its status.
var answerStatus = map[wire.Code]int{
	"":                  http.StatusOK,
	wire.NeedNick:       http.StatusUnauthorized,
	wire.BadMessage:     http.StatusBadRequest,
	wire.UnknownCommand: http.StatusBadRequest,
	wire.WrongPlace:     http.StatusBadRequest,
	wire.Invalid:        http.StatusUnprocessableEntity,
	wire.AccountsOnly:   http.StatusForbidden,
	wire.GuestsOnly:     http.StatusForbidden,
	wire.OutOfRange:     http.StatusForbidden,
	wire.BadPool:        http.StatusUnprocessableEntity,
	wire.TooLong:        http.StatusUnprocessableEntity,
	wire.NotSeated:      http.StatusForbidden,
	wire.NotAllowed:     http.StatusForbidden,
	wire.NoSeek:         http.StatusNotFound,
	wire.NoRoom:         http.StatusNotFound,
	wire.NoLine:         http.StatusNotFound,
	wire.NotHere:        http.StatusNotFound,
	wire.RateLimited:    http.StatusTooManyRequests,
	wire.Busy:           http.StatusServiceUnavailable,
	wire.Draining:       http.StatusServiceUnavailable,
	wire.StorageFull:    http.StatusServiceUnavailable,
}

// StatusOf is the status that a command's answer comes with: that of the code of its
// "no" or "wait", 409 for a code that has none of its own; 200 for "", which is neither.
func StatusOf(code wire.Code) int { return cmp.Or(answerStatus[code], http.StatusConflict) }

// retryAfter says when to come again, in whole seconds.
func retryAfter(w http.ResponseWriter, wait time.Duration) {
	if wait > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	}
}

// getNotices reads the notices of who asks, and waits for one if told to.
func (s *server) getNotices(w http.ResponseWriter, r *http.Request) {
	var want noticesWanted
	who, err := s.somebody(r)
	if err == nil {
		want, err = read[noticesWanted](r)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	var enough <-chan struct{}
	if want.Wait > 0 {
		if !s.waiting.begin(who.ID) {
			s.fail(w, r, errWaiting)
			return
		}
		defer s.waiting.end(who.ID)
		ctx, stop := context.WithTimeout(s.Serving, time.Duration(want.Wait)*time.Second)
		defer stop()
		enough = ctx.Done()
	}
	events, head, err := s.Door.Notices(r.Context(), who.Person, want.After, cmp.Or(want.Limit, 50), enough)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	writeJSON(w, http.StatusOK, Notices{Epoch: s.Door.Epoch(), Events: append([]wire.Event{}, events...), Head: head})
}

// MaxWaiting is how many requests of one person may wait for notices at a time.
const MaxWaiting = 4

// waiting counts those who wait for notices.
type waiting struct {
	mu   sync.Mutex // guards many
	many map[person.ID]int
}

func newWaiting() *waiting { return &waiting{many: make(map[person.ID]int)} }

func (w *waiting) begin(who person.ID) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.many[who] >= MaxWaiting {
		return false
	}
	w.many[who]++
	return true
}

func (w *waiting) end(who person.ID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.many[who]--; w.many[who] == 0 {
		delete(w.many, who)
	}
}
