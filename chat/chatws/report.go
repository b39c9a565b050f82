package chatws

import (
	"errors"
	"time"

	"rookery/chat"
	"rookery/chat/host"
)

// complaint is that a person has reported an entry.
type complaint struct {
	person, room, stream string
	n                    uint64
}

// keptReports is how many complaints are remembered at least.
const keptReports = 1000

// reporter pays for a person's reports; their commands have a budget of their own.
type reporter struct{ person string }

// report passes on what somebody complains of, once for each entry, so that a
// command that is sent again takes effect once too.
func (k *socket) report(cid string, c report) ([]byte, end) {
	s := k.srv
	if s.cfg.Report == nil {
		return answerNo(cid, chat.NotAllowed, "Nothing can be reported here."), end{}
	}
	r, err := k.room.Report(s.ctx, k.who, c.Stream, c.N, c.Reason)
	unfit, isUnfit := errors.AsType[host.Refused](err)
	switch {
	case isUnfit:
		return answerNo(cid, unfit.Code, unfit.Text), end{}
	case errors.Is(err, host.ErrNobody):
		return answerNo(cid, needNick, "A nick is needed to report something."), end{}
	case errors.Is(err, host.ErrYourself):
		return answerNo(cid, chat.Yourself, "Not reported: that is your own line."), end{}
	case errors.Is(err, host.ErrNoStream):
		return answerNo(cid, noStream, "There is no such stream for you."), end{}
	case errors.Is(err, host.ErrNoLine):
		return answerNo(cid, noLine, "There is no such line for you."), end{}
	case err != nil:
		s.cfg.Log.Error("what is reported could not be read", "error", err)
		return answerWait(cid, 2000, notStored), end{}
	}
	about := complaint{k.who.ID, k.room.name, c.Stream, c.N}
	if !s.file(about) {
		return answerDone(cid), end{}
	}
	kept := false
	defer func() {
		if !kept {
			s.unfile(about)
		}
	}()
	if wait := s.spend(reporter{k.who.ID}, s.cfg.Limits.Reports, 10*time.Minute); wait > 0 {
		return answerWait(cid, milliseconds(wait), rateLimited), end{}
	}
	if err := s.cfg.Report(s.ctx, k.room.name, r); err != nil {
		s.cfg.Log.Error("a report could not be kept", "error", err)
		return answerWait(cid, 2000, notStored), end{}
	}
	kept = true
	return answerDone(cid), end{}
}

// file remembers a complaint, or says that it was there.
func (s *Server) file(c complaint) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, there := s.filed.Get(c)
	s.filed.Put(c, struct{}{})
	return !there
}

func (s *Server) unfile(c complaint) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.filed.Drop(c)
}
