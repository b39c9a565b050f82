package ws_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unicode/utf8"

	"rookery/lobby/client"
	"rookery/lobby/desk"
	"rookery/lobby/room"
	"rookery/lobby/store/memory"
	"rookery/lobby/wire"
	"rookery/web"
	"rookery/web/auth"
	"rookery/web/ws"
)

// club is the whole server but for its disk, at a real address, with a game in
// which one honest player sits and an honest visitor in the lobby.
type club struct {
	t       *testing.T
	store   *memory.Store
	gate    auth.Gate
	sockets *ws.Server
	addr    string
	room    room.ID
	white   *peer
	hall    *peer
	guests  int
}

func openClub(t *testing.T, cfg ws.Config) *club {
	t.Helper()
	c := &club{t: t, store: memory.New()}
	c.gate = auth.Gate{Persons: c.store.Persons()}
	log := slog.New(slog.DiscardHandler)
	hall := desk.New(desk.Config{
		Rooms: c.store.Rooms(), Seeks: c.store.Seeks(), Notices: c.store.Notices(),
		Journal: c.store.Journal(), Persons: c.store.Persons(), Log: log,
	})
	door := client.NewDoor(client.Config{
		Lobby: hall, Journal: c.store.Journal(), Notices: c.store.Notices(), Epoch: "e1", Version: "test", Log: log,
	})
	cfg.Enter = func(v client.Visit) ws.Session { return door.Enter(context.Background(), v) }
	cfg.Origin = c.gate.Site.SameOrigin
	c.sockets = ws.New(cfg)
	srv := httptest.NewUnstartedServer(web.New(web.Config{
		Gate: c.gate, Sockets: c.sockets, Lobby: hall.Snapshot, Renamed: hall.Renamed, Room: hall.Room,
		Game: hall.Game, Metrics: web.NewMetrics(), Ready: func() error { return nil }, Log: log,
	}))
	srv.Listener = narrow{srv.Listener}
	srv.Start()
	c.addr = srv.Listener.Addr().String()
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- hall.Run(ctx) }()
	t.Cleanup(func() {
		by, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := c.sockets.Close(by, wire.CloseRestart, 0); err != nil {
			t.Error(err)
		}
		stop()
		<-ended
		door.Wait()
		srv.Close()
	})
	c.play()
	return c
}

// narrow gives connections for which the system keeps little, so that a test can
// have more than that waiting.
type narrow struct{ net.Listener }

func (n narrow) Accept() (net.Conn, error) {
	conn, err := n.Listener.Accept()
	if err == nil {
		_ = conn.(*net.TCPConn).SetWriteBuffer(8 << 10)
	}
	return conn, err
}

// play seats two honest players by link, and has White alone stay to be disturbed.
func (c *club) play() {
	white, black := c.guest(), c.guest()
	c.hall = c.visit("/lobby/socket", c.guest())
	asker := c.visit("/lobby/socket", white)
	told := asker.ask("link", `{"control":{"base":600,"inc":0},"side":"white"}`)
	_, rest, found := strings.Cut(strings.Join(told, ""), `"room":"`)
	if !found {
		c.t.Fatalf("no room was made: %q", told)
	}
	id, _, _ := strings.Cut(rest, `"`)
	c.room = room.ID(id)
	asker.leave()
	c.white = c.visit(c.place(), white)
	taker := c.visit(c.place(), black)
	if told := taker.ask("sit", `{}`); !strings.Contains(last(told), `"ok":2`) {
		c.t.Fatalf("Black could not sit down: %q", told)
	}
	taker.leave()
	c.settle()
	c.hall.ask("ping", `{}`)                                  // what came until now is no disturbance
	c.white.upTo([]byte(`{"s":"notices","n":2,"t":"seated"`)) // which nothing else of the room waits for
	c.white.ask("ping", `{}`)
}

func (c *club) place() string { return "/rooms/" + string(c.room) + "/socket" }

// guest gives the token of somebody new.
func (c *club) guest() string {
	c.t.Helper()
	c.guests++
	_, token, err := c.gate.Admit(c.t.Context(), fmt.Sprintf("guest-%d", c.guests), time.Now())
	if err != nil {
		c.t.Fatal(err)
	}
	return token
}

// settle waits until nobody but the honest two is connected.
func (c *club) settle() {
	c.t.Helper()
	by := time.Now().Add(5 * time.Second)
	for c.sockets.Len() > 2 {
		if time.Now().After(by) {
			c.t.Fatalf("%d sockets are left open", c.sockets.Len()-2)
		}
		runtime.Gosched()
	}
}

// undisturbed shows that the honest two have noticed nothing but that the crowd
// changed, and that the game goes on.
func (c *club) undisturbed() {
	c.t.Helper()
	c.settle()
	for who, told := range map[string][]string{
		"the visitor of the lobby": c.hall.ask("ping", `{}`),
		"White":                    c.white.ask("ping", `{}`),
	} {
		for _, f := range told[:len(told)-1] {
			if !strings.HasPrefix(f, `{"t":"audience"`) && !strings.HasPrefix(f, `{"t":"lobby"`) && !strings.HasPrefix(f, `{"t":"heads"`) && !strings.HasPrefix(f, `{"t":"clock"`) {
				c.t.Errorf("%s noticed %s", who, f)
			}
		}
	}
	if told := c.white.ask("move", `{"move":"e4","on":1}`); !strings.Contains(last(told), `"s":"game","ok":3`) {
		c.t.Errorf("White's move was answered %q", told)
	}
}

func last(list []string) string { return list[len(list)-1] }

// peer is the client's end of a connection, with nothing between the test and the bytes.
type peer struct {
	t    *testing.T
	conn net.Conn
	in   *bufio.Reader
}

// knock sends the bytes of a request and reads the head of the answer.
func (c *club) knock(request string) (*peer, *http.Response) {
	c.t.Helper()
	conn, err := net.Dial("tcp", c.addr)
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(2 * time.Minute)) // a busy machine is no failure
	p := &peer{c.t, conn, bufio.NewReader(conn)}
	p.send([]byte(request))
	res, err := http.ReadResponse(p.in, nil)
	if err != nil {
		c.t.Fatalf("the handshake was answered with %v", err)
	}
	return p, res
}

// visit opens a socket at path for the bearer of token, or from a page of this
// site, for nobody in particular, if there is none.
func (c *club) visit(path, token string) *peer {
	c.t.Helper()
	who := "Origin: http://" + c.addr
	if token != "" {
		who = "Authorization: Bearer " + token
	}
	p, res := c.knock(strings.Join([]string{
		"GET " + path + " HTTP/1.1", "Host: " + c.addr, who, "Connection: Upgrade", "Upgrade: websocket",
		"Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: " + aKey, "Sec-WebSocket-Protocol: rookery.v1", "", "",
	}, "\r\n"))
	if res.StatusCode != http.StatusSwitchingProtocols {
		c.t.Fatalf("the socket was refused with status %d", res.StatusCode)
	}
	return p
}

// send writes bytes as they are. A server that has closed is not the sender's business.
func (p *peer) send(b []byte) { _, _ = p.conn.Write(b) }

// read takes one frame and holds it to RFC 6455: a server's frames are unmasked,
// whole, without reserved bits, as short as they can be, and text is UTF-8.
func (p *peer) read() (opcode byte, payload []byte, err error) {
	var head [2]byte
	if _, err := io.ReadFull(p.in, head[:]); err != nil {
		return 0, nil, err
	}
	size, least := uint64(head[1]&0x7f), uint64(0)
	if extra := map[uint64]int{126: 2, 127: 8}[size]; extra > 0 {
		var long [8]byte
		if _, err := io.ReadFull(p.in, long[8-extra:]); err != nil {
			return 0, nil, err
		}
		least = map[uint64]uint64{126: 126, 127: 1 << 16}[size]
		size = binary.BigEndian.Uint64(long[:])
	}
	opcode = head[0] & 0xf
	if head[0]&0xf0 != 0x80 || head[1]&0x80 != 0 || size < least || opcode >= 8 && size > 125 {
		return 0, nil, fmt.Errorf("a frame that no server may send: % x and %d bytes", head, size)
	}
	payload = make([]byte, size)
	if _, err := io.ReadFull(p.in, payload); err != nil {
		return 0, nil, err
	}
	if opcode == opText && !utf8.Valid(payload) {
		return 0, nil, errors.New("the server's text is not UTF-8")
	}
	return opcode, payload, nil
}

// heard is what came until an answer to the mark, or until the end.
type heard struct {
	texts, pongs []string
	code         wire.CloseCode // 0: open; 1005: closed without a code; 1006: ended without a close frame
	reason       string
}

// until reads until the answer to cid, or the end.
func (p *peer) until(cid string) heard {
	p.t.Helper()
	return p.upTo([]byte(`{"re":"` + cid + `"`))
}

// upTo gives what came until a message that begins so, or the end.
func (p *peer) upTo(begins []byte) (h heard) {
	p.t.Helper()
	for {
		op, payload, err := p.read()
		switch {
		case errors.Is(err, io.EOF), isReset(err):
			h.code = 1006
			return h
		case err != nil:
			p.t.Fatalf("after %.2000q: %v", h.texts, err)
		case op == opPong:
			h.pongs = append(h.pongs, string(payload))
		case op == opText:
			h.texts = append(h.texts, string(payload))
			if bytes.HasPrefix(payload, begins) {
				return h
			}
		case op == opClose && len(payload) < 2:
			h.code = 1005
			return h
		case op == opClose:
			h.code, h.reason = wire.CloseCode(binary.BigEndian.Uint16(payload)), string(payload[2:])
			return h
		}
	}
}

func isReset(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && !op.Timeout()
}

// goodbye answers a close frame as a browser does, and sees the connection end
// with nothing more said.
func (p *peer) goodbye() {
	p.t.Helper()
	p.send(f(opClose, "\x03\xe8"))
	_ = p.conn.(*net.TCPConn).CloseWrite()
	for {
		op, payload, err := p.read()
		if errors.Is(err, io.EOF) || isReset(err) {
			break
		}
		p.t.Errorf("after the close frame came %d %q, %v", op, payload, err)
		if err != nil {
			break
		}
	}
	p.conn.Close()
}

// leave closes as a browser does whose page is closed.
func (p *peer) leave() {
	p.t.Helper()
	p.send(f(opClose, "\x03\xe9"))
	if h := p.until(""); h.code != wire.CloseGoingAway {
		p.t.Errorf("a goodbye was answered with %d", h.code)
	}
	p.conn.Close()
}

// ask sends a command and gives all that came up to its answer, which is the last.
func (p *peer) ask(tag, body string) []string {
	p.t.Helper()
	cid := newCID()
	p.send(f(opText, command(cid, tag, body)))
	h := p.until(cid)
	if h.code != 0 {
		p.t.Fatalf("%s was answered with close code %d %q after %q", tag, h.code, h.reason, h.texts)
	}
	return h.texts
}

var cids atomic.Uint64

func newCID() string { return fmt.Sprintf("00000000-0000-4000-8000-%012x", cids.Add(1)) }

func command(cid, tag, body string) string {
	return fmt.Sprintf(`{"cid":%q,"t":%q,"d":%s}`, cid, tag, body)
}

// Opcodes, and the bits beside them, of RFC 6455 section 5.2.
const (
	opMore, opText, opBinary = 0x0, 0x1, 0x2
	opClose, opPing, opPong  = 0x8, 0x9, 0xa
	unfinished               = 0x80 // without FIN
	rsv1, rsv2, rsv3         = 0x40, 0x20, 0x10
	aKey, acceptKey          = "dGhlIHNhbXBsZSBub25jZQ==", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" // the RFC's own example
	minimal, two, eight      = 0, 2, 8
)

// f is one frame as a client sends it: final unless unfinished is set in first, and masked.
func f(first byte, payload string) []byte {
	return build(first, minimal, uint64(len(payload)), true, payload)
}

// build is a frame whose header may say what it likes.
func build(first byte, lengthBytes int, length uint64, masked bool, payload string) []byte {
	b := []byte{first ^ 0x80, 0}
	switch {
	case lengthBytes == two || lengthBytes == minimal && length >= 126 && length < 1<<16:
		b[1] = 126
		b = binary.BigEndian.AppendUint16(b, uint16(length))
	case lengthBytes == eight || lengthBytes == minimal && length >= 1<<16:
		b[1] = 127
		b = binary.BigEndian.AppendUint64(b, length)
	default:
		b[1] = byte(length)
	}
	if !masked {
		return append(b, payload...)
	}
	b[1] |= 0x80
	mask := binary.BigEndian.AppendUint32(nil, rand.Uint32()|1)
	b = append(b, mask...)
	for i := range len(payload) {
		b = append(b, payload[i]^mask[i%4])
	}
	return b
}

// join is frames one after another.
func join(frames ...[]byte) []byte { return bytes.Join(frames, nil) }

// cut is a message in fragments of the given texts.
func cut(opcode byte, parts ...string) []byte {
	var b []byte
	for i, part := range parts {
		first := opcode
		if i > 0 {
			first = opMore
		}
		if i < len(parts)-1 {
			first |= unfinished
		}
		b = append(b, f(first, part)...)
	}
	return b
}

// inPieces is text cut into n parts of about the same size.
func inPieces(text string, n int) []string {
	parts := make([]string, n)
	for i := range n {
		parts[i] = text[i*len(text)/n : (i+1)*len(text)/n]
	}
	return parts
}
