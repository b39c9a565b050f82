package chatws_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
	"go.uber.org/goleak"

	"rookery/chat"
	"rookery/chat/chatws"
	"rookery/chat/host"
	"rookery/chat/memory"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// dated is a history in memory whose epoch is known.
type dated struct{ *memory.History }

func (dated) Epoch() string { return "e1" }

// house is a server on a network in memory, within a bubble of fake time.
type house struct {
	t      *testing.T
	srv    *chatws.Server
	serve  *http.Server
	listen pipes
}

// openHouse gives a house of cfg, which may leave out what every test wants the same.
func openHouse(t *testing.T, cfg chatws.Config) *house {
	t.Helper()
	if cfg.Room == nil {
		history := dated{memory.NewHistory()}
		cfg.Room = func(name string) (host.Config, bool) { return host.Config{History: history}, name == "hall" }
	}
	cfg.Origins, cfg.Identify = []string{"http://club.example"}, byToken
	h := &house{t: t, srv: chatws.New(cfg), listen: make(pipes)}
	mux := http.NewServeMux()
	mux.Handle("/chat/{room}", h.srv)
	h.serve = &http.Server{Handler: mux}
	go func() { _ = h.serve.Serve(h.listen) }()
	return h
}

// byToken knows everybody: the token is the nick, and "u-" and the nick the id.
func byToken(r *http.Request) (chat.Person, bool) {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if c, err := r.Cookie("member"); !ok && err == nil {
		return chat.Person{ID: "u-" + c.Value, Nick: c.Value}, false
	}
	if !ok || token == "forged" {
		return chat.Person{}, ok
	}
	return chat.Person{ID: "u-" + token, Nick: token}, true
}

func (h *house) close() {
	h.t.Helper()
	if err := h.srv.Close(context.Background()); err != nil {
		h.t.Error(err)
	}
	_ = h.serve.Close()
	synctest.Wait()
}

// guest is a client that reads whatever comes.
type guest struct {
	t    *testing.T
	conn *websocket.Conn

	mu     sync.Mutex // guards what follows
	frames []string
	code   int // 0 while open
	reason string
}

// visit opens a socket of nick, or of nobody if that is empty, with a query.
func (h *house) visit(nick, query string) *guest {
	h.t.Helper()
	return h.listening(h.dial("hall"+query, nick))
}

func (h *house) visitRoom(room, nick string) *guest {
	h.t.Helper()
	return h.listening(h.dial(room, nick))
}

// listening has somebody read all that comes.
func (h *house) listening(conn *websocket.Conn) *guest {
	g := &guest{t: h.t, conn: conn}
	go g.read()
	synctest.Wait()
	return g
}

func (h *house) dial(place, nick string) *websocket.Conn {
	h.t.Helper()
	header := http.Header{"Origin": {"http://club.example"}}
	if nick != "" {
		header = http.Header{"Authorization": {"Bearer " + nick}}
	}
	conn, res, err := h.dialer().Dial("ws://club.example/chat/"+place, header)
	if err != nil {
		h.t.Fatalf("%s could not come in: %v, %v", nick, err, res)
	}
	return conn
}

func (h *house) dialer() *websocket.Dialer {
	return &websocket.Dialer{
		NetDialContext:   func(context.Context, string, string) (net.Conn, error) { return h.listen.dial() },
		Subprotocols:     []string{chatws.Subprotocol},
		HandshakeTimeout: time.Minute,
	}
}

func (g *guest) read() {
	for {
		_, frame, err := g.conn.ReadMessage()
		g.mu.Lock()
		if err != nil {
			g.code = 1006
			if c, ok := errors.AsType[*websocket.CloseError](err); ok {
				g.code, g.reason = c.Code, c.Text
			}
			_ = g.conn.Close()
			g.mu.Unlock()
			return
		}
		g.frames = append(g.frames, string(frame))
		g.mu.Unlock()
	}
}

// says sends a frame as it stands.
func (g *guest) says(frame string) {
	g.t.Helper()
	if err := g.conn.WriteMessage(websocket.TextMessage, []byte(frame)); err != nil {
		g.t.Fatal(err)
	}
	synctest.Wait()
}

// line says text as command cid, and gives all that came for it.
func (g *guest) line(cid, text string) []string {
	g.t.Helper()
	g.heard()
	g.says(`{"cid":"` + cid + `","t":"say","d":{"text":"` + text + `"}}`)
	return g.heard()
}

// heard takes what came since it was last asked.
func (g *guest) heard() []string {
	synctest.Wait()
	g.mu.Lock()
	defer g.mu.Unlock()
	frames := g.frames
	g.frames = nil
	return frames
}

func (g *guest) ended() (int, string) {
	synctest.Wait()
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.code, g.reason
}

func (g *guest) leaves() {
	_ = g.conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseGoingAway, ""), time.Now().Add(time.Second))
	synctest.Wait()
}

// pipes is a listener in memory.
type pipes chan net.Conn

func (p pipes) Accept() (net.Conn, error) {
	if c, ok := <-p; ok {
		return c, nil
	}
	return nil, net.ErrClosed
}

func (p pipes) Close() error {
	close(p)
	return nil
}

func (p pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }

func (p pipes) dial() (net.Conn, error) {
	near, far := net.Pipe()
	p <- far
	return near, nil
}
