package client

import (
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// away tells the room whether this page is looked at.
func (s *Session) away(req wire.Request, cmd wire.Away) {
	r, m, err := s.inRoom()
	if err == nil {
		err = r.Away(s.ctx, m, cmd.Away)
	}
	s.answer(room.Answer{Req: req, Info: wire.Looks(cmd), Err: err})
}

// complete has the room say how a text may go on.
func (s *Session) complete(req wire.Request, cmd wire.Complete) {
	var list wire.Completions
	r, m, err := s.inRoom()
	if err == nil {
		list, err = r.Complete(s.ctx, m, cmd.Text)
	}
	s.answer(room.Answer{Req: req, Info: list, Err: err})
}

// inRoom gives the room that the client is in, as somebody.
func (s *Session) inRoom() (*room.Room, *room.Member, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.visit.Room == "":
		return nil, nil, room.ErrWrongPlace
	case s.visit.Who.ID == "":
		return nil, nil, room.ErrNeedNick
	case s.room == nil:
		return nil, nil, room.ErrClosed
	}
	return s.room, s.member, nil
}

// sat answers who has sat down, after the notice that they are told of it by, too.
func (s *Session) sat(a room.Answer) {
	s.mu.Lock()
	s.role = wire.RoleWhite // of either player: it is the budget's
	s.mu.Unlock()
	s.errand(func() {
		if err := s.sendNotices(); err != nil {
			s.answer(room.Answer{Req: a.Req, Err: err})
			return
		}
		s.reply(wire.EncodeOK(a.Req.CID, a.Stream, a.N))
	})
}
