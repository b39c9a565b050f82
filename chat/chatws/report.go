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
// command that is sent again takes effect once too. One that is being passed on is
// not done yet: who asks again meanwhile is told to wait.
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
	switch s.file(about) {
	case filed:
		return answerDone(cid), end{}
	case underway:
		return answerWait(cid, 1000, busy), end{}
	}
	became := unfiled
	defer func() { s.filedAs(about, became) }()
	if wait := s.spend(reporter{k.who.ID}, s.cfg.Limits.Reports, 10*time.Minute); wait > 0 {
		return answerWait(cid, milliseconds(wait), rateLimited), end{}
	}
	if err := s.cfg.Report(s.ctx, k.room.name, r); err != nil {
		s.cfg.Log.Error("a report could not be kept", "error", err)
		return answerWait(cid, 2000, notStored), end{}
	}
	became = filed
	return answerDone(cid), end{}
}

// filing is what the Server knows of a complaint.
type filing int

const (
	unfiled  filing = iota
	underway        // Config.Report has not returned
	filed           // it has, without an error
)

// file says what is known of a complaint, which is underway from now on unless it is filed.
func (s *Server) file(c complaint) filing {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, there := s.filed.Get(c); there {
		return filed
	}
	if s.filing[c] {
		return underway
	}
	s.filing[c] = true
	return unfiled
}

// filedAs records what became of a complaint that was underway.
func (s *Server) filedAs(c complaint, became filing) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.filing, c)
	if became == filed {
		s.filed.Put(c, struct{}{})
	}
}
