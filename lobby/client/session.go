package client

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"sync"
	"time"

	"rookery/lobby/hall"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// Session is one connected client.
type Session struct {
	door  *Door
	visit Visit
	out   *outbox
	trips trips
	// How deaf the client is to being told to wait, and until when it was told so
	// last; both belong to Receive.
	over    int
	patient time.Time
	ctx     context.Context
	stop    context.CancelFunc

	// mu guards what follows; nothing is called while it is held.
	mu       sync.Mutex
	errands  []func() // what has to wait for the journal or the lobby, in order
	running  bool     // a goroutine does the errands
	role     wire.Role
	room     *room.Room
	member   *room.Member
	conn     *hall.Conn
	attached bool
	openings int            // streams that were opened and are not read yet
	early    []room.Command // what came before the room was known
	held     [][]byte       // answers that wait until the client has caught up
	heldSize int            // bytes of held
	asked    int            // commands without an answer
	notices  uint64         // the last notice sent
	poked    bool           // a look for notices is queued
	left     bool
	closed   bool // the person closed the page
}

// Receive takes one complete text message, in order, with the instant it was complete.
func (s *Session) Receive(frame []byte, at time.Time) {
	s.guard(func() { s.receive(frame, at) })
}

func (s *Session) receive(frame []byte, at time.Time) {
	req, err := wire.Decode(frame, s.door.cfg.Limits.Message)
	var no *wire.Refusal
	switch {
	case errors.As(err, &no):
		req = wire.Request{CID: no.CID}
	case err != nil:
		s.Close(wire.ClosePolicy)
		return
	}
	if wait, tooMuch := s.spend(req.Cmd, at); tooMuch {
		s.Close(wire.ClosePolicy)
		return
	} else if wait > 0 {
		s.say(wire.EncodeWait(req.CID, wait.Milliseconds(), wire.RateLimited))
		return
	}
	if !s.ask() {
		s.say(wire.EncodeWait(req.CID, busyWait.Milliseconds(), wire.Busy))
		return
	}
	if no != nil {
		s.refuse(req, verdict{code: no.Code, text: no.Text, fields: no.Fields})
		return
	}
	s.dispatch(req, at)
}

func (s *Session) isRole() wire.Role {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.role
}

// dispatch brings a command to whoever decides it.
func (s *Session) dispatch(req wire.Request, at time.Time) {
	switch cmd := req.Cmd.(type) {
	case wire.Ping:
		s.answer(room.Answer{Req: req, Info: wire.Pong{}})
	case wire.History:
		s.errand(func() { s.history(req, cmd) })
	case wire.Away:
		s.errand(func() { s.away(req, cmd) })
	case wire.Complete:
		s.errand(func() { s.complete(req, cmd) })
	default:
		if OfLobby(req.Cmd) {
			s.errand(func() { s.lobbyCommand(req, at) })
		} else {
			s.toRoom(req, at)
		}
	}
}

// OfLobby reports whether the lobby carries a command out, wherever it was given.
func OfLobby(c wire.Command) bool {
	switch c.(type) {
	case wire.Search, wire.Stop, wire.Seek, wire.Withdraw, wire.Take, wire.Choose, wire.DeclineSeek, wire.MakeLink, wire.PlayHouse, wire.Rematch, wire.DeclineRematch, wire.Follow, wire.Hide, wire.Block, wire.Report:
		return true
	}
	return false
}

// toRoom posts a command to the room, in the order in which commands came;
// while the room is still being opened they are kept for it.
func (s *Session) toRoom(req wire.Request, at time.Time) {
	if s.visit.Room == "" {
		s.answer(room.Answer{Req: req, Err: room.ErrWrongPlace})
		return
	}
	req.Hash = inRoom(req.Hash, s.visit.Room)
	c := room.Command{Req: req, Received: at}
	s.mu.Lock()
	if s.room == nil {
		s.early = append(s.early, c)
		s.mu.Unlock()
		return
	}
	r := s.room
	c.From = s.member
	s.mu.Unlock()
	if err := r.Post(c); err != nil {
		s.answer(room.Answer{Req: req, Err: err})
	}
}

// inRoom is the hash of a command to a room: the same words to another room are
// another command, and their cid a new one.
func inRoom(hash [16]byte, id room.ID) [16]byte {
	sum := sha256.Sum256(append(hash[:], id...))
	return [16]byte(sum[:16])
}

// found makes the room known, and posts what came before it was. Posting never
// blocks; it happens under the mutex so that nothing that comes now overtakes.
func (s *Session) found(r *room.Room, m *room.Member, role wire.Role) {
	var refused []room.Answer
	s.mu.Lock()
	for _, c := range s.early {
		c.From = m
		if err := r.Post(c); err != nil {
			refused = append(refused, room.Answer{Req: c.Req, Err: err})
		}
	}
	s.room, s.member, s.role, s.early = r, m, role, nil
	s.mu.Unlock()
	for _, a := range refused {
		s.answer(a)
	}
}

// lobbyCommand runs a command of the lobby; its notice is sent before its ok.
func (s *Session) lobbyCommand(req wire.Request, at time.Time) {
	s.mu.Lock()
	c := s.conn
	s.mu.Unlock()
	if c == nil {
		return // the session ended before it was let in
	}
	o, err := s.door.cfg.Lobby.Do(s.ctx, c, req, at)
	if err == nil && o.Info == nil {
		err = s.sendNotices()
	}
	s.answer(room.Answer{Req: req, Stream: wire.NoticeStream, N: o.N, Info: o.Info, Err: err})
}

// ask counts a command in, unless too many wait already.
func (s *Session) ask() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.asked >= inFlight {
		return false
	}
	s.asked++
	return true
}

// answer tells how a command ended. It never blocks; it may be called on a room's goroutine.
func (s *Session) answer(a room.Answer) {
	if a.Err == nil && a.Lobby != nil {
		a.Req.Cmd = a.Lobby
		s.errand(func() { s.lobbyCommand(a.Req, time.Now()) })
		return
	}
	if a.Err == nil {
		if _, sat := a.Req.Cmd.(wire.Sit); sat {
			s.sat(a)
			return
		}
		if a.Info != nil {
			s.reply(wire.EncodeInfo(a.Req.CID, a.Info))
		} else {
			s.reply(wire.EncodeOK(a.Req.CID, a.Stream, a.N))
		}
		return
	}
	if errors.Is(a.Err, room.ErrReused) {
		s.Close(wire.ClosePolicy)
		return
	}
	v := judge(a.Err)
	switch {
	case v.wait > 0:
		s.reply(wire.EncodeWait(a.Req.CID, v.wait.Milliseconds(), v.code))
	case v.code != "":
		s.refuse(a.Req, v)
	default: // unknown stays unknown: the client asks again
		if s.ctx.Err() == nil {
			s.door.cfg.Log.Error("the outcome of a command is not known", "command", req(a.Req), "room", s.visit.Room, "cause", a.Err)
		}
		s.Close(wire.CloseUnknown)
	}
}

// req names a command in the log without its content.
func req(r wire.Request) string { return r.Tag }

// refuse says no, unless the journal knows the command: then it happened. It
// waits for what the person has asked of the lobby, which a line may be too.
func (s *Session) refuse(req wire.Request, v verdict) {
	no := wire.EncodeNo(req.CID, v.code, v.text, v.fields...)
	actor := string(s.visit.Who.ID)
	if actor == "" {
		s.reply(no)
		return
	}
	s.errand(func() {
		receipt, found, err := s.door.cfg.Lobby.Stored(s.ctx, s.visit.Who.ID, req.CID)
		if err == nil && receipt.Stream == wire.NoticeStream {
			err = s.sendNotices() // before the ok
		}
		switch {
		case err != nil:
			s.answer(room.Answer{Req: req, Err: err})
		case !found:
			s.reply(no)
		case receipt.Hash != req.Hash:
			s.Close(wire.ClosePolicy)
		default:
			s.reply(wire.EncodeOK(req.CID, receipt.Stream, receipt.N))
		}
	})
}

// reply answers a command that was counted in by ask.
func (s *Session) reply(frame []byte) {
	s.mu.Lock()
	s.asked--
	s.mu.Unlock()
	s.say(frame)
}

// say sends an answer, once the client has caught up with the events before it.
// Who asks on and on without taking them is too slow.
func (s *Session) say(frame []byte) {
	s.mu.Lock()
	attached := s.attached
	if s.left {
		s.mu.Unlock()
		return
	}
	if !attached {
		s.held = append(s.held, frame)
		s.heldSize += len(frame)
	}
	tooMuch := s.heldSize > outboxBytes
	s.mu.Unlock()
	switch {
	case tooMuch:
		s.Close(wire.CloseSlow)
	case attached:
		s.out.Offer(frame, false)
	}
}

// catchUp lets answers through.
func (s *Session) catchUp() {
	for {
		s.mu.Lock()
		if s.openings > 0 {
			s.mu.Unlock()
			return
		}
		held := s.held
		s.held, s.heldSize = nil, 0
		if len(held) == 0 {
			s.attached = true
			s.mu.Unlock()
			return
		}
		s.mu.Unlock()
		for _, f := range held {
			s.out.Offer(f, false)
		}
	}
}

// errand queues what has to wait for the journal or the lobby. One goroutine
// does the errands in order, and lives only while there are any.
func (s *Session) errand(f func()) {
	s.mu.Lock()
	s.errands = append(s.errands, f)
	start := !s.running && !s.left
	s.running = s.running || start
	s.mu.Unlock()
	if start {
		s.door.wg.Go(s.doErrands)
	}
}

func (s *Session) doErrands() {
	for {
		s.mu.Lock()
		if len(s.errands) == 0 || s.left {
			s.errands, s.running = nil, false
			s.mu.Unlock()
			return
		}
		f := s.errands[0]
		s.errands = s.errands[1:]
		s.mu.Unlock()
		s.guard(f)
	}
}

// guard does f. If it panics this session ends, and nobody else's.
func (s *Session) guard(f func()) {
	defer func() {
		if v := recover(); v != nil { // its value may quote what somebody said
			s.door.cfg.Log.Error("a session broke down", "room", s.visit.Room, "panic", fmt.Sprintf("%T", v), "stack", string(debug.Stack()))
			s.Close(wire.CloseUnknown)
		}
	}()
	f()
}

// Next takes everything queued for the client. When the session is closed and
// nothing is left it reports the close code, with frames empty; code 0 means more may come.
func (s *Session) Next() (frames [][]byte, code wire.CloseCode) { return s.out.take() }

// RTT records one measured round trip of this connection's pings.
func (s *Session) RTT(d time.Duration) { s.trips.add(d) }

// Heartbeat sends the heads; the socket calls it every 10 s.
func (s *Session) Heartbeat() {
	s.mu.Lock()
	r, m, attached, n := s.room, s.member, s.attached, s.notices
	s.mu.Unlock()
	if !attached {
		return
	}
	if r != nil {
		r.Heartbeat(m)
	}
	if s.visit.Who.ID != "" || r == nil {
		s.out.Offer(wire.EncodeNews("", wire.Heads{Heads: map[wire.Stream]uint64{wire.NoticeStream: n}}), true)
	}
}

// comeBack is the longest time a client is asked to stay away when the server
// restarts, so that not all return at once.
const comeBack = 2 * time.Second

// Close ends the session from the server's side: its outbox drains and then reports code.
func (s *Session) Close(code wire.CloseCode) {
	if code == wire.CloseRestart {
		s.out.Offer(wire.EncodeNews("", wire.Goaway{Ms: rand.Int64N(comeBack.Milliseconds())}), false)
	}
	s.out.close(code)
	s.Leave(false)
}

// Leave ends the session because its socket has ended; closed tells that the
// person closed the page, rather than that the connection was lost. It may be
// called more than once, also on a room's goroutine.
func (s *Session) Leave(closed bool) {
	s.mu.Lock()
	if s.left {
		s.mu.Unlock()
		return
	}
	s.left, s.closed = true, closed
	s.mu.Unlock()
	s.stop()
	s.out.close(wire.CloseGoingAway)
	s.door.wg.Go(s.depart)
}

// depart undoes whatever letting the client in has done, if it has left. Both
// Leave and the letting in end with it, so that whichever is later undoes all.
func (s *Session) depart() {
	s.mu.Lock()
	left, closed, r, m, c := s.left, s.closed, s.room, s.member, s.conn
	s.mu.Unlock()
	if left && c != nil {
		s.door.cfg.Lobby.Leave(c)
	}
	if left && r != nil {
		r.Detach(m, closed)
	}
}
