package web

import (
	"net/http"
	"time"

	"rookery/lobby"
	"rookery/lobby/person"
	"rookery/lobby/wire"
	"rookery/web/auth"
)

// postHandover gives who asks a code for another device.
func (s *server) postHandover(w http.ResponseWriter, r *http.Request) {
	var who auth.Visitor
	var ask NewHandover
	err := s.mayAct(r)
	if err == nil {
		who, err = s.somebody(r)
	}
	if err == nil {
		ask, err = read[NewHandover](r)
	}
	if err == nil && ask.Room != "" {
		if _, bad := lobby.RoomID(ask.Room); bad != nil {
			err = &invalid{[]wire.Field{{Field: "room", Text: "This is no room's id."}}}
		}
	}
	if err == nil && !within(w, s.handed, s.Gate.Site.Network(r)) {
		err = errHanded
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	code, err := s.Gate.Offer(r.Context(), who.Person, ask.Room, time.Now())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	writeJSON(w, http.StatusOK, Handover{
		Code: code, URL: s.Gate.Site.Base(r) + "/continue#" + code, Ms: person.HandoverLife.Milliseconds(),
	})
}

// getHandover tells who showed a code whether it can still be used.
func (s *server) getHandover(w http.ResponseWriter, r *http.Request) {
	who, err := s.somebody(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	open, err := s.Gate.Handovers.Open(r.Context(), who.ID, time.Now())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	writeJSON(w, http.StatusOK, OpenHandover{open})
}

// postContinue makes a device who was shown the code.
func (s *server) postContinue(w http.ResponseWriter, r *http.Request) {
	var ask NewDevice
	err := s.mayAct(r)
	if err == nil {
		ask, err = read[NewDevice](r)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	p, room, token, err := s.Gate.Continue(r.Context(), ask.Code, time.Now())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.welcome(w, r, Me{ID: string(p.ID), Nick: p.Nick, Room: room}, token, ask.Token)
}

// mayAct refuses what a page of another site asks for.
func (s *server) mayAct(r *http.Request) error {
	if !s.Gate.Site.MayAct(r) {
		return errForeign
	}
	return nil
}

// somebody is who sends r, with a nick, or errNobody.
func (s *server) somebody(r *http.Request) (auth.Visitor, error) {
	who, err := s.Gate.Who(r)
	if err == nil && who.Nick == "" {
		err = errNobody
	}
	return who, err
}
