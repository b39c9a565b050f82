package ws

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"rookery/lobby/client"
	"rookery/lobby/wire"
)

// Config is what all sockets share. The zero value of a time or a limit is its default,
// which its comment names.
type Config struct {
	// Enter starts the session of a visit whose Resume and Wake are set. It does not block.
	Enter func(client.Visit) Session
	// Origin reports whether the page that the request comes from may open a socket.
	Origin func(*http.Request) bool

	Beat        time.Duration // between pings, and between heartbeats: the constant Beat
	Silence     time.Duration // without any frame before a peer counts as dead: 25 s
	WriteWait   time.Duration // for one frame to be taken by the network: 5 s
	MessageWait time.Duration // for one message to be complete, once it began: 5 s
	Linger      time.Duration // for the peer to answer a close frame: 1 s
	Message     int           // bytes of one message: wire.MaxMessage
	PerAddress  int           // sockets an address: PerAddress
	PerIdentity int           // sockets an identity in a room: PerIdentity
}

// How many sockets there may be, unless a Config says otherwise: of one address, and of
// one identity in a room.
const (
	PerAddress  = 500
	PerIdentity = 8
)

// Beat is how often a peer is pinged and told the heads of its streams, unless a Config
// says otherwise; the browser client goes by it.
const Beat = 10 * time.Second

// Caller is what is known of a client before the upgrade; it stays so for the socket's life.
type Caller struct {
	Visit client.Visit // Net, Resume and Wake are filled in by Serve
	Net   netip.Prefix // what PerAddress counts: one address, or a network that is one subscriber's
	// Anywhere: a page of any site may open it. Who visits must be nobody then.
	Anywhere bool
	Bearer   bool // the identity came with a bearer token, so no page of another site can be behind it

	foreign bool // it speaks another version of the protocol
}

// Errors of Serve. Nothing was written to the client then.
var (
	ErrOrigin      = errors.New("this page may not open a socket here")
	ErrSubprotocol = errors.New("the subprotocol " + wire.Subprotocol + " is required")
	ErrHandshake   = errors.New("this is not a WebSocket handshake")
	ErrClosed      = errors.New("the server takes no more sockets")
)

// Server owns every socket, and all the goroutines behind them.
type Server struct {
	cfg      Config
	upgrader websocket.Upgrader
	wheel    wheel
	wg       sync.WaitGroup // readers, writers, the wheel

	mu      sync.Mutex // guards what follows; nothing is called under it
	closed  bool
	sockets map[*socket]struct{}
	counts  map[any]int // sockets by address, and by identity and room
}

// New gives a server without sockets. It starts no goroutine.
func New(cfg Config) *Server {
	cfg.Beat = cmp.Or(cfg.Beat, Beat)
	cfg.Silence = cmp.Or(cfg.Silence, 25*time.Second)
	cfg.WriteWait = cmp.Or(cfg.WriteWait, 5*time.Second)
	cfg.MessageWait = cmp.Or(cfg.MessageWait, 5*time.Second)
	cfg.Linger = cmp.Or(cfg.Linger, time.Second)
	cfg.Message = cmp.Or(cfg.Message, wire.MaxMessage)
	cfg.PerAddress = cmp.Or(cfg.PerAddress, PerAddress)
	cfg.PerIdentity = cmp.Or(cfg.PerIdentity, PerIdentity)
	s := &Server{
		cfg: cfg,
		upgrader: websocket.Upgrader{
			// A nick, a move or a line fits into the read buffer; larger frames are read in pieces.
			ReadBufferSize:  512,
			WriteBufferSize: 4 << 10,
			WriteBufferPool: new(sync.Pool),
			Subprotocols:    []string{wire.Subprotocol},
			CheckOrigin:     func(*http.Request) bool { return true }, // checked before, with the token in mind
			Error:           func(http.ResponseWriter, *http.Request, int, error) {},
		},
		sockets: make(map[*socket]struct{}),
		counts:  make(map[any]int),
	}
	s.wheel.srv = s
	return s
}

// Len is the number of open sockets.
func (s *Server) Len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.sockets)
}

// Serve upgrades the request and returns once the socket's reader runs, or the
// connection is cut because frames came before the upgrade. On an error the
// answer is left to the caller.
func (s *Server) Serve(w http.ResponseWriter, r *http.Request, c Caller) error {
	if !s.mayOpen(r, c) {
		return ErrOrigin
	}
	if !r.ProtoAtLeast(1, 1) {
		return fmt.Errorf("%w: HTTP before 1.1", ErrHandshake) // RFC 6455 section 4.2.1
	}
	const protocols = "Sec-Websocket-Protocol" // may come in several lines, of which gorilla reads one
	r.Header.Set(protocols, strings.Join(r.Header.Values(protocols), ","))
	offered := websocket.Subprotocols(r)
	speaks := slices.Contains(offered, wire.Subprotocol)
	other := slices.IndexFunc(offered, func(p string) bool { return strings.HasPrefix(p, wire.Protocol) })
	if websocket.IsWebSocketUpgrade(r) && !speaks && other < 0 {
		return ErrSubprotocol
	}
	resume, err := parseResume(r.URL.RawQuery)
	if err != nil {
		return err
	}
	if !s.begin() {
		return ErrClosed
	}
	upgrader := s.upgrader
	if !speaks && other >= 0 {
		upgrader.Subprotocols, c.foreign = offered[other:other+1], true
	}
	var framed *framedConn
	conn, err := upgrader.Upgrade(hijacker{w, func(nc net.Conn) net.Conn {
		framed = &framedConn{Conn: nc, wait: s.cfg.MessageWait}
		return framed
	}}, r, nil)
	if err != nil {
		s.wg.Done()
		if framed != nil {
			return nil // taken over already, and cut: nobody can be answered
		}
		return fmt.Errorf("%w: %w", ErrHandshake, err)
	}
	c.Visit.Resume, c.Visit.Net = resume, c.Net
	s.open(conn, framed, c)
	return nil
}

// mayOpen: no page can leave the Origin header away, a program may; so a request
// without one must show a token rather than a cookie, or be nobody's, who only watches.
func (s *Server) mayOpen(r *http.Request, c Caller) bool {
	if c.Anywhere && c.Visit.Who.ID == "" {
		return true
	}
	if len(r.Header["Origin"]) == 0 {
		return c.Bearer || c.Visit.Who.ID == ""
	}
	return s.cfg.Origin(r)
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

// open starts the socket's session and its reader, which begin has counted.
func (s *Server) open(conn *websocket.Conn, framed *framedConn, c Caller) {
	k := &socket{srv: s, conn: conn, net: framed, keys: keysOf(c), writing: true}
	c.Visit.Wake = k.wake
	if c.foreign {
		k.keys, k.session = [2]any{}, turnedAway(wire.CloseVersion)
	} else if oldest, ok := s.admit(k.keys); ok {
		if oldest != nil {
			oldest.session.Close(wire.CloseTooMany)
		}
		k.session = s.cfg.Enter(c.Visit)
	} else {
		k.keys, k.session = [2]any{}, turnedAway(wire.CloseCrowded)
	}
	k.prepare()
	if !s.add(k) {
		k.session.Close(wire.CloseRestart)
	}
	s.wheel.add(k)
	s.wg.Go(k.write)
	go func() {
		defer s.wg.Done()
		k.read()
		s.wheel.remove(k)
		s.remove(k)
	}()
}

// named is where those come from who have a name: nobody without one keeps them out.
type named struct{ netip.Prefix }

// keysOf are what a socket is counted by: where it comes from, and who it is in
// which room.
func keysOf(c Caller) [2]any {
	if c.Visit.Who.ID == "" {
		return [2]any{c.Net, nil}
	}
	return [2]any{named{c.Net}, [2]string{string(c.Visit.Who.ID), string(c.Visit.Room)}}
}

// admit counts a socket in, or reports false if its address has too many. An
// identity that has too many in this room loses the one that was heard least
// lately: it may have died without a word, and whoever comes back must get in.
func (s *Server) admit(keys [2]any) (oldest *socket, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.counts[keys[0]] >= s.cfg.PerAddress {
		return nil, false
	}
	if keys[1] != nil && s.counts[keys[1]] >= s.cfg.PerIdentity {
		oldest = s.oldest(keys[1])
	}
	if oldest != nil {
		s.uncount(oldest.keys[1])
		oldest.keys[1] = nil
	}
	for _, key := range keys {
		if key != nil {
			s.counts[key]++
		}
	}
	return oldest, true
}

// oldest is the socket of an identity that was heard least lately, nil if none
// is open yet.
func (s *Server) oldest(identity any) (least *socket) {
	for k := range s.sockets {
		if k.keys[1] == identity && (least == nil || k.net.heard.Load() < least.net.heard.Load()) {
			least = k
		}
	}
	return least
}

func (s *Server) uncount(key any) {
	if key == nil {
		return
	}
	if s.counts[key]--; s.counts[key] == 0 {
		delete(s.counts, key)
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
	for _, key := range k.keys {
		s.uncount(key)
	}
}

// Drain takes no more sockets; those that are open stay.
func (s *Server) Drain() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
}

// Close drains, closes those that are open with code, spread at
// random over the time spread so that they do not all come back at once, and
// waits for every goroutine. When ctx ends first, it cuts the connections.
func (s *Server) Close(ctx context.Context, code wire.CloseCode, spread time.Duration) error {
	s.Drain()
	s.mu.Lock()
	all := make([]*socket, 0, len(s.sockets))
	for k := range s.sockets { // in no order
		all = append(all, k)
	}
	s.mu.Unlock()

	done := make(chan struct{})
	go func() {
		s.wg.Wait()
		close(done)
	}()
	pause := time.NewTimer(0)
	defer pause.Stop()
	for _, k := range all {
		select {
		case <-pause.C:
			pause.Reset(spread / time.Duration(len(all)))
		case <-ctx.Done(): // no time left for manners
		}
		k.session.Close(code)
	}
	select {
	case <-done:
		return nil
	case <-ctx.Done():
	}
	s.mu.Lock()
	for k := range s.sockets {
		_ = k.net.Close() // given up; its reader sees the error
	}
	s.mu.Unlock()
	<-done
	return fmt.Errorf("close %d sockets: %w", len(all), context.Cause(ctx))
}

// hijacker lets the connection be wrapped between net/http and gorilla/websocket.
type hijacker struct {
	http.ResponseWriter
	wrap func(net.Conn) net.Conn
}

func (h hijacker) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, brw, err := http.NewResponseController(h.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	return h.wrap(conn), brw, nil
}
