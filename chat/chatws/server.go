package chatws

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"rookery/chat"
	"rookery/chat/host"
	"rookery/chat/recent"
)

// Subprotocol is offered and required in the WebSocket handshake.
const Subprotocol = "chat.v1"

// Config is what a Server is made of. Nothing in it is needed, but without
// Origins no page can talk to it, and without Identify nobody can say anything.
type Config struct {
	// Origins are those of the pages that may open a socket, exactly as browsers
	// send them: "https://club.example", without a slash at the end.
	Origins []string
	// Identify says whose request it is: the zero Person is nobody, who may only
	// read. token says that it carries a token that no browser adds by itself,
	// such as "Authorization: Bearer": if it is nobody's, the request is refused.
	// Person.ID is shown to everybody in the room, so it must not be a secret.
	// Person.Nick must be one that the room's host.Config.Names allows, and nobody
	// else's there: otherwise the socket is closed with 4503. The zero Names are
	// nick.ASCII: 2 to 20 of [A-Za-z0-9_-], and no word of nick.House. A Person with an ID and no Nick
	// is not nobody, but somebody whose nick is none of these, and kept out.
	Identify func(r *http.Request) (who chat.Person, token bool)
	// Room says what the room of a name is made of; false if there is none. The
	// name is the path value "room" of the pattern that the Server is mounted
	// with. It is asked when somebody comes and the room is not open; Encode is
	// set by the Server. A History of nil is one in memory, which keeps that room
	// open, so answer only to names that you know. A History is of one room: two
	// that share one would number, and read, each other's lines. It is asked by one
	// goroutine at a time for each name. Nil: there is the room "" alone.
	Room func(name string) (host.Config, bool)
	// Role is the host's word for what somebody does in a room. It is asked when they
	// come, and by Server.Look. Nil: nobody has one.
	Role func(who chat.Person, room string) string
	// Report takes what somebody shows the operator of a room: a line that they can
	// read, what was said around it, and a reason in their words. It returns when the
	// report is kept; after an error the client tries again. A line that the same
	// person reports again is not passed on a second time as long as the Server
	// remembers it. Nil: nothing can be reported, and the greeting says so.
	Report func(ctx context.Context, room string, r host.Report) error
	// Address is what Limits.PerAddress counts requests by. Nil: the network
	// address that the request comes from, or its /64 if that is IPv6.
	Address func(*http.Request) string

	Limits Limits
	Now    func() time.Time // time.Now, if nil
	Log    *slog.Logger     // of failures, never with a text or a name in it; nil: none
}

// Limits bound what a client may do. A zero is the default, which is given behind each.
type Limits struct {
	Message     int64         // bytes: 4 KiB
	Fragments   int           // of a message: 64
	MessageWait time.Duration // for a message to be complete, once it began: 5 s
	Beat        time.Duration // between pings: 10 s
	Silence     time.Duration // without any frame before a client counts as dead: 25 s
	Outbox      int           // bytes of frames that wait to be sent: 256 KiB
	WriteWait   time.Duration // for one frame to be taken by the network: 5 s
	Linger      time.Duration // for the client to answer a close frame: 1 s
	InFlight    int           // commands of one socket that are not answered: 16
	Commands    int           // of one person in any Window, pings among them: 50
	Window      time.Duration // 20 s
	Reports     int           // of one person in 10 minutes: 10
	PerAddress  int           // sockets: 500
	PerIdentity int           // sockets of one person in one room: 8
}

func (l Limits) orDefaults() Limits {
	return Limits{
		Message: cmp.Or(l.Message, 4<<10), Fragments: cmp.Or(l.Fragments, 64), MessageWait: cmp.Or(l.MessageWait, 5*time.Second),
		Beat: cmp.Or(l.Beat, 10*time.Second), Silence: cmp.Or(l.Silence, 25*time.Second),
		Outbox: cmp.Or(l.Outbox, 256<<10), WriteWait: cmp.Or(l.WriteWait, 5*time.Second), Linger: cmp.Or(l.Linger, time.Second),
		InFlight: cmp.Or(l.InFlight, 16), Commands: cmp.Or(l.Commands, 50), Window: cmp.Or(l.Window, 20*time.Second),
		Reports:    cmp.Or(l.Reports, 10),
		PerAddress: cmp.Or(l.PerAddress, 500), PerIdentity: cmp.Or(l.PerIdentity, 8),
	}
}

// ErrNoRoom means that Config.Room knows no room of a name.
var ErrNoRoom = errors.New("there is no such room")

// Server is an http.Handler of sockets. It owns them, the rooms, and all the
// goroutines behind them.
type Server struct {
	cfg      Config
	upgrader websocket.Upgrader
	wheel    wheel
	wg       sync.WaitGroup  // readers, writers, workers, the wheel and its ticks
	ctx      context.Context // of all that is asked of a History
	cancel   context.CancelFunc

	mu      sync.Mutex // guards what follows; nothing is called under it
	closed  bool
	rooms   map[string]*room
	sockets map[*socket]struct{}
	counts  map[any]int        // sockets by address, and by person and room
	budgets map[any]time.Time  // when everything may be spent again, by person or socket
	logged  map[string]bool    // what is logged once, by where or why it was
	filing  map[complaint]bool // those that Config.Report has not answered yet
	filed   recent.Map[complaint, struct{}]
}

// New gives a server without sockets. It starts no goroutine.
func New(cfg Config) *Server {
	cfg.Limits = cfg.Limits.orDefaults()
	if cfg.Identify == nil {
		cfg.Identify = func(*http.Request) (chat.Person, bool) { return chat.Person{}, false }
	}
	if cfg.Room == nil {
		cfg.Room = func(name string) (host.Config, bool) { return host.Config{}, name == "" }
	}
	if cfg.Role == nil {
		cfg.Role = func(chat.Person, string) string { return "" }
	}
	if cfg.Address == nil {
		cfg.Address = addressOf
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	ctx, cancel := context.WithCancel(context.Background())
	s := &Server{
		cfg: cfg, ctx: ctx, cancel: cancel,
		upgrader: websocket.Upgrader{
			ReadBufferSize:  512, // a line fits as a rule; larger frames are read in pieces
			WriteBufferSize: 4 << 10,
			WriteBufferPool: new(sync.Pool),
			Subprotocols:    []string{Subprotocol},
			CheckOrigin:     func(*http.Request) bool { return true }, // checked before, with the token in mind
			Error:           func(http.ResponseWriter, *http.Request, int, error) {},
		},
		rooms: make(map[string]*room), sockets: make(map[*socket]struct{}),
		counts: make(map[any]int), budgets: make(map[any]time.Time), logged: make(map[string]bool),
		filing: make(map[complaint]bool), filed: recent.New[complaint, struct{}](keptReports),
	}
	s.wheel.srv = s
	return s
}

// addressOf is the address of whoever is connected, whose 64 low bits a
// subscriber chooses if it is IPv6.
func addressOf(r *http.Request) string {
	at, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		name, _, _ := net.SplitHostPort(r.RemoteAddr)
		return name
	}
	addr := at.Addr().Unmap().WithZone("")
	if addr.Is4() {
		return addr.String()
	}
	return netip.PrefixFrom(addr, 64).Masked().String()
}

// Len is the number of open sockets.
func (s *Server) Len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.sockets)
}

// begin counts a goroutine that Close will wait for, unless Close was called.
func (s *Server) begin() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.wg.Add(1)
	return true
}

// admit counts a socket in, or reports false if its address or person has too many.
func (s *Server) admit(keys [2]any) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, most := range [2]int{s.cfg.Limits.PerAddress, s.cfg.Limits.PerIdentity} {
		if keys[i] != nil && s.counts[keys[i]] >= most {
			return false
		}
	}
	for _, key := range keys {
		if key != nil {
			s.counts[key]++
		}
	}
	return true
}

// dismiss undoes admit.
func (s *Server) dismiss(keys [2]any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, key := range keys {
		if key == nil {
			continue
		}
		if s.counts[key]--; s.counts[key] == 0 {
			delete(s.counts, key)
		}
	}
}

// add makes k one of those that Close closes, or reports false if Close came first.
func (s *Server) add(k *socket) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sockets[k] = struct{}{}
	return !s.closed
}

func (s *Server) remove(k *socket) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.sockets, k)
}

// spend counts something that who does, of most in a window, or says how long
// until it can be. One that is to be whole again far later than it can be is of a
// clock that was set back.
func (s *Server) spend(who any, most int, window time.Duration) (wait time.Duration) {
	now := s.cfg.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	full := s.budgets[who]
	if full.Before(now) || full.Sub(now) > 2*window {
		full = now
	}
	full = full.Add(window / time.Duration(most))
	if over := full.Sub(now) - window; over > 0 {
		return over
	}
	s.budgets[who] = full
	return 0
}

// restore forgets whoever may spend everything again.
func (s *Server) restore(now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for who, full := range s.budgets {
		if full.Before(now) {
			delete(s.budgets, who)
		}
	}
}

// Close takes no more sockets, closes those that are open with 1012, after which
// clients come back and resume, and waits for every goroutine. When ctx ends
// first, it cuts the connections and returns an error that wraps the cause of
// ctx; whatever hangs in a port of the host's, such as a History that does not
// answer, then goes on by itself.
func (s *Server) Close(ctx context.Context) error {
	s.mu.Lock()
	s.closed = true
	all := make([]*socket, 0, len(s.sockets))
	for k := range s.sockets {
		all = append(all, k)
	}
	s.mu.Unlock()
	for _, k := range all {
		k.close(end{code: closeRestart})
	}
	done := make(chan struct{})
	go func() {
		s.wg.Wait()
		close(done)
	}()
	defer s.cancel()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
	}
	s.cancel()
	for _, k := range all {
		_ = k.net.Close() // given up; its reader sees the error
	}
	return fmt.Errorf("close %d sockets: %w", len(all), context.Cause(ctx))
}
