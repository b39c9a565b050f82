package chatws

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gorilla/websocket"

	"rookery/chat/chatws/frame"
	"rookery/chat/host"
	"rookery/chat/memory"
	"rookery/chat/nick"
)

// The reasons why a request does not become a socket.
var (
	errOrigin      = errors.New("this page may not open a socket here")
	errToken       = errors.New("nobody has this token")
	errSubprotocol = errors.New("the subprotocol " + Subprotocol + " is required")
	errHandshake   = errors.New("this is not a WebSocket handshake")
	errPosition    = errors.New("the position to resume from could not be read")
	errClosed      = errors.New("the server takes no more sockets")
	errWrapped     = errors.New("a middleware of this server wraps the http.ResponseWriter and keeps the connection from the chat; " +
		"give its type a method Unwrap() http.ResponseWriter, or mount the chat outside of it")
)

// refusals are what a request is answered with. Any other error is the server's.
var refusals = []struct {
	err    error
	status int
	code   string
}{
	{errOrigin, http.StatusForbidden, "foreign_origin"},
	{errToken, http.StatusUnauthorized, "bad_token"},
	{ErrNoRoom, http.StatusNotFound, "no_room"},
	{errSubprotocol, http.StatusBadRequest, "subprotocol"},
	{errHandshake, http.StatusBadRequest, "handshake"},
	{errPosition, http.StatusBadRequest, "bad_position"},
	{errClosed, http.StatusServiceUnavailable, "draining"},
	{errWrapped, http.StatusInternalServerError, "wrapped"},
}

// ServeHTTP upgrades the request, and returns once the socket's reader runs.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	err := s.serve(w, r)
	if err == nil {
		return
	}
	status, code := http.StatusInternalServerError, "failed"
	for _, known := range refusals {
		if errors.Is(err, known.err) {
			status, code, err = known.status, known.code, known.err
			break
		}
	}
	if code == "failed" {
		s.cfg.Log.Error("a chat room could not be opened", "error", err)
		err = errors.New("something went wrong here; it can be tried again")
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(marshal(struct { // whoever has gone need not know
		Code string `json:"code"`
		Text string `json:"text"`
	}{code, err.Error()}))
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) error {
	who, token := s.cfg.Identify(r)
	switch {
	case token && who.ID == "":
		return errToken
	case s.foreign(r, token):
		return errOrigin
	case !r.ProtoAtLeast(1, 1):
		return errHandshake // RFC 6455 section 4.2.1
	}
	const protocols = "Sec-Websocket-Protocol" // may come in several lines, of which gorilla reads one
	r.Header.Set(protocols, strings.Join(r.Header.Values(protocols), ","))
	if websocket.IsWebSocketUpgrade(r) && !slices.Contains(websocket.Subprotocols(r), Subprotocol) {
		return errSubprotocol
	}
	v, err := position(r.URL.RawQuery)
	if err != nil {
		return err
	}
	name := r.PathValue("room")
	v.Person, v.Role = who, s.cfg.Role(who, name)
	keys := [2]any{s.cfg.Address(r), nil}
	if who.ID != "" {
		keys[1] = [2]string{who.ID, name}
	}
	if !s.begin() {
		return errClosed
	}
	in, err := s.enter(r.Context(), name)
	if err != nil {
		s.wg.Done()
		return err
	}
	if err := s.upgrade(w, r, &socket{srv: s, room: in, keys: keys, out: memory.NewQueue(s.cfg.Limits.Outbox), writing: true}, v); err != nil {
		s.leave(in)
		s.wg.Done()
		return err
	}
	return nil
}

// foreign: no page can leave the Origin header away, a program may; so a request
// without one must show a token rather than a cookie. Each cause is logged once,
// for whoever has forgotten an origin of theirs.
func (s *Server) foreign(r *http.Request, token bool) bool {
	origins, cause := r.Header["Origin"], ""
	switch {
	case len(origins) > 1:
		cause = "it has several Origin headers"
	case len(origins) == 0 && !token:
		cause = "it has neither an Origin header nor a token"
	case len(origins) == 1 && !slices.Contains(s.cfg.Origins, origins[0]):
		cause = "its origin is none of Config.Origins"
	default:
		return false
	}
	if s.once(cause) {
		s.cfg.Log.Warn("a socket was refused, as others may be from now on", "cause", cause, "origins", s.cfg.Origins)
	}
	return true
}

// upgrade makes the socket of the request, and starts its reader. On an error
// the request can still be answered.
func (s *Server) upgrade(w http.ResponseWriter, r *http.Request, k *socket, v host.Visit) error {
	l := s.cfg.Limits
	h := &hijacker{ResponseWriter: w, wrap: func(nc net.Conn) net.Conn {
		k.net = frame.Watch(nc, l.Fragments, l.MessageWait)
		return k.net
	}}
	conn, err := s.upgrader.Upgrade(h, r, nil)
	switch {
	case errors.Is(h.err, http.ErrNotSupported):
		if s.once(errWrapped.Error()) {
			s.cfg.Log.Error("no socket can be opened", "error", errWrapped, "type", fmt.Sprintf("%T", w))
		}
		return errWrapped
	case err != nil && k.net == nil:
		return fmt.Errorf("%w: %w", errHandshake, err)
	case err != nil: // taken over already, and cut: nobody can be answered
		s.leave(k.room)
		s.wg.Done()
		return nil
	}
	k.conn = conn
	k.prepare()
	if why := s.welcome(k, v); why.code != 0 {
		k.out = memory.NewQueue(s.cfg.Limits.Outbox) // without what half a visit has brought
		k.close(why)
	}
	if !s.add(k) {
		k.close(end{code: closeRestart})
	}
	s.wheel.add(k)
	s.wg.Go(k.write)
	go func() {
		defer s.wg.Done()
		k.read()
		s.wheel.remove(k)
		s.remove(k)
		s.leave(k.room)
	}()
	return nil
}

// welcome brings a socket into its room and greets it, or says why not. The
// greeting is the first frame, though only the visit shows what is in it.
func (s *Server) welcome(k *socket, v host.Visit) (why end) {
	defer s.survive(func() { why = end{code: closeUnknown} })
	if !s.admit(k.keys) {
		k.keys = [2]any{}
		return end{code: closeTooMany}
	}
	h := hello{Epoch: k.room.Epoch(), Message: s.cfg.Limits.Message, Reports: s.cfg.Report != nil}
	v.Out = k
	tab, err := k.room.Join(s.ctx, v, s.cfg.Now())
	switch {
	case errors.Is(err, nick.ErrForm), errors.Is(err, nick.ErrUnicode), errors.Is(err, nick.ErrReserved), errors.Is(err, nick.ErrTaken):
		return end{closeNick, err.Error()}
	case err != nil:
		s.cfg.Log.Error("somebody could not join a chat", "error", err)
		return end{code: closeUnknown}
	}
	k.tab, k.who = tab, tab.Person()
	k.payer = k
	if k.who.ID != "" {
		k.payer = k.who.ID
		h.You, h.Blocked = person(k.who), each(k.room.Blocks(k.who), personOf)
		h.Heads.Whispers, err = k.room.last(s.ctx, host.Stream{Name: host.WhisperStream, Person: k.who.ID})
	}
	if err != nil {
		s.cfg.Log.Error("somebody could not join a chat", "error", err)
		return end{code: closeUnknown}
	}
	h.Heads.Chat = k.room.head.Load()
	k.greet(marshal(news{T: "hello", D: h}))
	return end{}
}

const (
	maxQuery = 256 // bytes
	maxEpoch = 64
)

// position reads where a client left off from the query of its socket's address:
// epoch=ID, chat=N and whispers=N, each at most once and nothing else.
func position(query string) (v host.Visit, err error) {
	values, err := url.ParseQuery(query)
	if err != nil || len(query) > maxQuery {
		return v, errPosition
	}
	numbers := map[string]*uint64{host.TalkStream: &v.Talk, host.WhisperStream: &v.Whispers}
	for key, vs := range values {
		n, isNumber := numbers[key]
		switch {
		case len(vs) != 1:
			return v, errPosition
		case key == "epoch" && validID(vs[0], maxEpoch):
			v.Epoch = vs[0]
		case isNumber:
			if *n, err = strconv.ParseUint(vs[0], 10, 64); err != nil {
				return v, errPosition
			}
		default:
			return v, errPosition
		}
	}
	return v, nil
}

// hijacker lets the connection be wrapped between net/http and gorilla/websocket.
type hijacker struct {
	http.ResponseWriter
	wrap func(net.Conn) net.Conn
	err  error // which gorilla/websocket keeps to itself
}

func (h *hijacker) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, brw, err := http.NewResponseController(h.ResponseWriter).Hijack()
	if err != nil {
		h.err = err
		return nil, nil, err
	}
	return h.wrap(conn), brw, nil
}

var _ host.Outbox = (*socket)(nil)
