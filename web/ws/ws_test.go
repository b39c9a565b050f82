package ws_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"go.uber.org/goleak"

	"rookery/lobby/client"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
	"rookery/web/ws"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// player is a session that keeps what it hears and says what it is told to.
type player struct {
	visit client.Visit
	heard chan string
	beats chan struct{}
	trips chan time.Duration
	left  chan struct{}

	mu    sync.Mutex
	queue [][]byte
	code  wire.CloseCode
	once  sync.Once
}

func newPlayer(v client.Visit) *player {
	return &player{
		visit: v, heard: make(chan string, 1000), beats: make(chan struct{}, 1000),
		trips: make(chan time.Duration, 100), left: make(chan struct{}),
	}
}

func (p *player) Receive(frame []byte, _ time.Time) { p.heard <- string(frame) }
func (p *player) RTT(d time.Duration)               { p.trips <- d }
func (p *player) Leave(bool)                        { p.once.Do(func() { close(p.left) }) }

func (p *player) Heartbeat() {
	select {
	case p.beats <- struct{}{}:
	default:
	}
}

func (p *player) Next() ([][]byte, wire.CloseCode) {
	p.mu.Lock()
	defer p.mu.Unlock()
	frames := p.queue
	p.queue = nil
	if len(frames) > 0 {
		return frames, 0
	}
	return nil, p.code
}

func (p *player) Close(code wire.CloseCode) {
	p.mu.Lock()
	if p.code == 0 {
		p.code = code
	}
	p.mu.Unlock()
	p.visit.Wake()
}

func (p *player) tell(frame string) {
	p.mu.Lock()
	p.queue = append(p.queue, []byte(frame))
	p.mu.Unlock()
	p.visit.Wake()
}

// house is a server with sockets on which the test's visitors arrive.
type house struct {
	t        *testing.T
	sockets  *ws.Server
	url      string
	arrivals chan *player
}

func open(t *testing.T, cfg ws.Config) *house {
	t.Helper()
	h := &house{t: t, arrivals: make(chan *player, 1000)}
	cfg.Enter = func(v client.Visit) ws.Session {
		p := newPlayer(v)
		h.arrivals <- p
		return p
	}
	cfg.Origin = func(r *http.Request) bool { return r.Header.Get("Origin") == "http://"+r.Host }
	h.sockets = ws.New(cfg)
	status := map[error]int{ws.ErrOrigin: 403, ws.ErrSubprotocol: 400, ws.ErrResume: 400, ws.ErrHandshake: 400, ws.ErrClosed: 503}
	mux := http.NewServeMux()
	mux.HandleFunc("/rooms/{id}/socket", func(w http.ResponseWriter, r *http.Request) {
		who, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		err := h.sockets.Serve(w, r, ws.Caller{
			Visit:  client.Visit{Who: person.Person{ID: person.ID(who)}, Room: room.ID(r.PathValue("id"))},
			Net:    netip.PrefixFrom(netip.MustParseAddrPort(r.RemoteAddr).Addr(), 32),
			Bearer: bearer,
		})
		for e, code := range status {
			if errors.Is(err, e) {
				http.Error(w, err.Error(), code)
			}
		}
	})
	srv := httptest.NewServer(mux)
	h.url = srv.URL
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := h.sockets.Close(ctx, wire.CloseRestart, 0); err != nil {
			t.Error(err)
		}
		srv.Close()
	})
	return h
}

func (h *house) dial(path string, header http.Header) (*websocket.Conn, *http.Response, error) {
	d := websocket.Dialer{Subprotocols: []string{wire.Subprotocol}}
	if header == nil {
		header = http.Header{"Origin": {h.url}}
	}
	return d.Dial("ws"+strings.TrimPrefix(h.url, "http")+path, header)
}

// sit opens a socket in a room and returns both of its ends.
func (h *house) sit(who string) (*websocket.Conn, *player) {
	h.t.Helper()
	header := http.Header{"Origin": {h.url}}
	if who != "" {
		header.Set("Authorization", "Bearer "+who)
	}
	conn, _, err := h.dial("/rooms/r1/socket", header)
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { conn.Close() })
	return conn, <-h.arrivals
}

// closing reads until the socket is closed and returns its code and text.
func closing(t *testing.T, conn *websocket.Conn) (wire.CloseCode, string) {
	t.Helper()
	_ = conn.SetReadDeadline(time.Now().Add(10 * time.Second))
	for {
		if _, _, err := conn.ReadMessage(); err != nil {
			ce, ok := errors.AsType[*websocket.CloseError](err)
			if !ok {
				t.Errorf("the socket ended with %v, want a close frame", err)
				return 0, ""
			}
			return wire.CloseCode(ce.Code), ce.Text
		}
	}
}

// frame is one masked client frame, as RFC 6455 has it.
func frame(final bool, opcode byte, payload []byte) []byte {
	b := []byte{opcode, 0x80}
	if final {
		b[0] |= 0x80
	}
	if len(payload) < 126 {
		b[1] |= byte(len(payload))
	} else {
		b[1] |= 126
		b = binary.BigEndian.AppendUint16(b, uint16(len(payload)))
	}
	b = append(b, 0, 0, 0, 0) // a mask of zeros
	return append(b, payload...)
}

func fragmented(n int) []byte {
	var b []byte
	for i := range n {
		op := byte(0)
		if i == 0 {
			op = 1
		}
		b = append(b, frame(i == n-1, op, []byte("x"))...)
	}
	return b
}

func TestASilentSpectatorOfABusyRoomStaysConnected(t *testing.T) {
	h := open(t, ws.Config{Beat: 40 * time.Millisecond, Silence: 150 * time.Millisecond})
	conn, p := h.sit("")
	go func() { // reads, as a browser does, and says nothing
		for {
			if _, _, err := conn.ReadMessage(); err != nil {
				return
			}
		}
	}()
	for range 15 {
		select {
		case <-p.beats:
			for range 10 {
				p.tell("the game goes on")
			}
		case <-p.left:
			t.Fatal("the spectator was cut off")
		}
	}
}

func TestAPeerThatHasVanishedIsClosedAsSilent(t *testing.T) {
	h := open(t, ws.Config{Beat: 20 * time.Millisecond, Silence: 60 * time.Millisecond, Linger: 20 * time.Millisecond})
	conn, p := h.sit("") // never reads, so never answers a ping
	conn.SetPingHandler(func(string) error { return nil })
	<-p.left
	if code, text := closing(t, conn); code != wire.CloseSilent || text != wire.CloseText(code) {
		t.Fatalf("closed with %d %q, want %d", code, text, wire.CloseSilent)
	}
}

func TestAClientThatReadsTooSlowlyIsCutWhileOthersPlayOn(t *testing.T) {
	h := open(t, ws.Config{WriteWait: 100 * time.Millisecond, Silence: time.Minute})
	_, slow := h.sit("")
	conn, other := h.sit("")
	slow.tell(strings.Repeat("x", 64<<20))
	other.tell("your move")
	if _, got, err := conn.ReadMessage(); err != nil || string(got) != "your move" {
		t.Fatalf("the other got %q, %v", got, err)
	}
	<-slow.left
}

func TestWhoMayOpenASocket(t *testing.T) {
	h := open(t, ws.Config{})
	cases := []struct {
		name   string
		path   string
		header http.Header
		want   int
	}{
		{"a page of this site", "/rooms/r1/socket", http.Header{"Origin": {h.url}}, 101},
		{"a page of this site, resuming", "/rooms/r1/socket?epoch=e1&game=41&chat=12&whispers=0&notices=7", nil, 101},
		{"a program with a token", "/rooms/r1/socket", http.Header{"Authorization": {"Bearer p1"}}, 101},
		{"a foreign page", "/rooms/r1/socket", http.Header{"Origin": {"https://evil.example"}}, 403},
		{"a foreign page of the same name on another port", "/rooms/r1/socket", http.Header{"Origin": {"http://127.0.0.1:1"}}, 403},
		{"a sandboxed page", "/rooms/r1/socket", http.Header{"Origin": {"null"}}, 403},
		{"nobody in particular, without an Origin", "/rooms/r1/socket", http.Header{}, 101},
		{"a foreign page with a token", "/rooms/r1/socket", http.Header{"Origin": {"https://evil.example"}, "Authorization": {"Bearer p1"}}, 403},
		{"a bad resume position", "/rooms/r1/socket?game=-1", nil, 400},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			conn, res, err := h.dial(c.path, c.header)
			if err == nil {
				conn.Close()
			}
			if res == nil || res.StatusCode != c.want {
				t.Fatalf("got %v, %v; want status %d", res, err, c.want)
			}
		})
	}
}

func TestTheSubprotocolIsRequired(t *testing.T) {
	h := open(t, ws.Config{})
	for _, offered := range [][]string{nil, {"rookery"}, {"chat"}} {
		d := websocket.Dialer{Subprotocols: offered}
		_, res, err := d.Dial("ws"+strings.TrimPrefix(h.url, "http")+"/rooms/r1/socket", http.Header{"Origin": {h.url}})
		if err == nil || res.StatusCode != 400 {
			t.Errorf("offering %q: %v, want status 400", offered, err)
		}
	}
	conn, _ := h.sit("")
	if got := conn.Subprotocol(); got != wire.Subprotocol {
		t.Errorf("subprotocol %q, want %q", got, wire.Subprotocol)
	}
}

func TestAnotherVersionOfTheProtocolIsToldSo(t *testing.T) {
	h := open(t, ws.Config{})
	d := websocket.Dialer{Subprotocols: []string{"chat", "rookery.v7"}}
	conn, _, err := d.Dial("ws"+strings.TrimPrefix(h.url, "http")+"/rooms/r1/socket", http.Header{"Origin": {h.url}})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_, _, err = conn.ReadMessage()
	end, ok := errors.AsType[*websocket.CloseError](err)
	if !ok || end.Code != int(wire.CloseVersion) || end.Text == "" || !wire.CloseVersion.Final() || conn.Subprotocol() != "rookery.v7" {
		t.Errorf("a page of version 7 hears %v in %q", err, conn.Subprotocol())
	}
}

func TestAnOrdinaryRequestIsNoHandshake(t *testing.T) {
	h := open(t, ws.Config{})
	req, err := http.NewRequest(http.MethodGet, h.url+"/rooms/r1/socket", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Origin", h.url)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != 400 {
		t.Errorf("status %d, want 400", res.StatusCode)
	}
	http.DefaultClient.CloseIdleConnections()
}

func TestWhatNobodyMaySendIsAnsweredWithItsCloseCode(t *testing.T) {
	cases := []struct {
		name string
		send []byte
		want wire.CloseCode
	}{
		{"a binary message", frame(true, 2, []byte("x")), wire.CloseBinary},
		{"text that is not UTF-8", frame(true, 1, []byte{'a', 0xff}), wire.CloseBadUTF8},
		{"half a character at the end", frame(true, 1, []byte{0xe2, 0x99}), wire.CloseBadUTF8},
		{"a message of 5 KB", frame(true, 1, bytes.Repeat([]byte("x"), 5000)), wire.CloseTooBig},
		{"a message of 5 KB in two fragments", append(frame(false, 1, bytes.Repeat([]byte("x"), 2500)), frame(true, 0, bytes.Repeat([]byte("x"), 2500))...), wire.CloseTooBig},
		{"a message in 65 fragments", fragmented(65), wire.ClosePolicy},
		{"a message that is never finished", frame(false, 1, []byte("x")), wire.ClosePolicy},
		{"a header that is never finished", []byte{0x81}, wire.ClosePolicy},
		{"a frame without a mask", []byte{0x81, 0x01, 'x'}, wire.CloseProtocol},
		{"a reserved opcode", frame(true, 3, nil), wire.CloseProtocol},
		{"a compressed frame, which was not agreed on", frame(true, 1|0x40, []byte("x")), wire.CloseProtocol},
		{"a continuation of nothing", frame(true, 0, []byte("x")), wire.CloseProtocol},
		{"a long ping", frame(true, 9, bytes.Repeat([]byte("x"), 126)), wire.CloseProtocol},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			h := open(t, ws.Config{MessageWait: 50 * time.Millisecond, Linger: 50 * time.Millisecond})
			conn, p := h.sit("")
			conn.SetPingHandler(func(string) error { return nil }) // a pong would finish what is unfinished
			if _, err := conn.NetConn().Write(c.send); err != nil {
				t.Fatal(err)
			}
			if code, _ := closing(t, conn); code != c.want {
				t.Errorf("closed with %d, want %d", code, c.want)
			}
			<-p.left
			if len(p.heard) > 0 {
				t.Errorf("the session heard %q", <-p.heard)
			}
		})
	}
}

func TestMessagesArriveWholeAndInOrder(t *testing.T) {
	h := open(t, ws.Config{})
	conn, p := h.sit("")
	var bytes []byte
	var want []string
	for i := range 50 {
		text := fmt.Sprintf("move %d", i)
		bytes = append(bytes, frame(true, 1, []byte(text))...)
		want = append(want, text)
	}
	bytes = append(bytes, fragmented(64)...)
	want = append(want, strings.Repeat("x", 64))
	bytes = append(bytes, frame(false, 1, []byte("before "))...)
	bytes = append(bytes, frame(true, 9, []byte("p"))...) // a ping between two fragments
	bytes = append(bytes, frame(true, 0, []byte("after"))...)
	want = append(want, "before after")
	big := strings.Repeat("k", wire.MaxMessage)
	bytes = append(bytes, frame(true, 1, []byte(big))...)
	want = append(want, big)
	for len(bytes) > 0 { // in pieces that do not care for frames
		n := min(7+len(bytes)%300, len(bytes))
		if _, err := conn.NetConn().Write(bytes[:n]); err != nil {
			t.Fatal(err)
		}
		bytes = bytes[n:]
	}
	for _, w := range want {
		if got := <-p.heard; got != w {
			t.Fatalf("heard %q, want %q", got, w)
		}
	}
}

func TestAWholeMessageBeforeABrokenOneIsStillHeard(t *testing.T) {
	h := open(t, ws.Config{})
	conn, p := h.sit("")
	if _, err := conn.NetConn().Write(append(frame(true, 1, []byte("e2e4")), fragmented(65)...)); err != nil {
		t.Fatal(err)
	}
	if got := <-p.heard; got != "e2e4" {
		t.Fatalf("heard %q", got)
	}
	if code, _ := closing(t, conn); code != wire.ClosePolicy {
		t.Fatalf("closed with %d", code)
	}
}

func TestARoundTripIsMeasuredOnOpeningAndOnEveryBeat(t *testing.T) {
	h := open(t, ws.Config{Beat: 40 * time.Millisecond})
	conn, p := h.sit("")
	go func() {
		for {
			if _, _, err := conn.ReadMessage(); err != nil {
				return
			}
		}
	}()
	for range 3 {
		if d := <-p.trips; d <= 0 || d > 5*time.Second {
			t.Errorf("a round trip of %v", d)
		}
	}
}

func TestAGuessedPongIsNoRoundTrip(t *testing.T) {
	h := open(t, ws.Config{})
	conn, p := h.sit("") // never reads, so the opening ping stays unanswered
	for _, guess := range []string{"", "0", strings.Repeat("\x00", 16)} {
		if err := conn.WriteControl(websocket.PongMessage, []byte(guess), time.Now().Add(time.Second)); err != nil {
			t.Fatal(err)
		}
	}
	if err := conn.WriteMessage(websocket.TextMessage, []byte("after")); err != nil {
		t.Fatal(err)
	}
	<-p.heard
	if len(p.trips) > 0 {
		t.Errorf("a guessed pong counted as a round trip of %v", <-p.trips)
	}
}

func TestAClientsPingIsAnswered(t *testing.T) {
	h := open(t, ws.Config{})
	conn, p := h.sit("")
	pongs := make(chan string, 1)
	conn.SetPongHandler(func(s string) error { pongs <- s; return nil })
	if err := conn.WriteControl(websocket.PingMessage, []byte("are you there"), time.Now().Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	go func() { _, _, _ = conn.ReadMessage() }()
	if got := <-pongs; got != "are you there" {
		t.Errorf("pong %q", got)
	}
	p.tell("done")
}

func TestTheResumePositionReachesTheSession(t *testing.T) {
	h := open(t, ws.Config{})
	conn, _, err := h.dial("/rooms/r1/socket?epoch=e1&game=41&chat=12", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	v := (<-h.arrivals).visit
	if v.Room != "r1" || v.Resume.Epoch != "e1" || v.Resume.After[wire.GameStream] != 41 || v.Resume.After[wire.ChatStream] != 12 || len(v.Resume.After) != 2 {
		t.Errorf("visit %+v", v)
	}
}

func TestTooManySocketsOfAnAddressAreTurnedAwayWithAReason(t *testing.T) {
	h := open(t, ws.Config{PerAddress: 2})
	crowded := func(who string) bool {
		header := http.Header{"Authorization": {"Bearer " + who}}
		if who == "" {
			header = nil
		}
		conn, _, err := h.dial("/rooms/r1/socket", header)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		code, text := closing(t, conn)
		return code == wire.CloseCrowded && text != "" && !code.Final()
	}
	first, p := h.sit("")
	h.sit("")
	if !crowded("") {
		t.Error("a third nameless socket of one address was let in")
	}
	h.sit("mia") // whom the nameless do not keep out
	h.sit("tom")
	if !crowded("kim") {
		t.Error("a third named socket of one address was let in")
	}
	first.Close()
	<-p.left
	for h.sockets.Len() > 3 { // the count goes down just after the session has left
		runtime.Gosched()
	}
	h.sit("")
}

// A player whose connections died without a word comes back, and does not wait
// until the server notices that they did.
func TestWhoeverComesBackGetsInThoughTheirOldSocketsAreTooMany(t *testing.T) {
	h := open(t, ws.Config{PerIdentity: 2})
	silent, _ := h.sit("mia")
	talks, p := h.sit("mia")
	if err := talks.WriteMessage(websocket.TextMessage, []byte("still here")); err != nil {
		t.Fatal(err)
	}
	if got := <-p.heard; got != "still here" {
		t.Fatalf("heard %q", got)
	}
	h.sit("mia")
	if code, text := closing(t, silent); code != wire.CloseTooMany || text == "" || !code.Final() {
		t.Errorf("the one that was silent longest was closed with %d %q", code, text)
	}
}

func TestAFrameOfTheServerBeforeItsCloseIsStillSent(t *testing.T) {
	h := open(t, ws.Config{})
	conn, p := h.sit("")
	p.tell("last words")
	p.Close(wire.CloseSlow)
	if _, got, err := conn.ReadMessage(); err != nil || string(got) != "last words" {
		t.Fatalf("got %q, %v", got, err)
	}
	if code, text := closing(t, conn); code != wire.CloseSlow || text != wire.CloseText(wire.CloseSlow) {
		t.Errorf("closed with %d %q", code, text)
	}
	<-p.left
}

func TestARestartSendsEverybodyAwayAndWaits(t *testing.T) {
	h := open(t, ws.Config{Linger: 10 * time.Second}) // for clients that are slow to answer
	var clients sync.WaitGroup
	var players []*player
	for range 10 {
		c, p := h.sit("")
		players = append(players, p)
		clients.Go(func() {
			if code, _ := closing(t, c); code != wire.CloseRestart {
				t.Errorf("closed with %d", code)
			}
		})
	}
	if err := h.sockets.Close(t.Context(), wire.CloseRestart, 20*time.Millisecond); err != nil {
		t.Fatal(err)
	}
	clients.Wait()
	for _, p := range players {
		<-p.left
	}
	if n := h.sockets.Len(); n != 0 {
		t.Errorf("%d sockets are left", n)
	}
	_, res, err := h.dial("/rooms/r1/socket", nil)
	if err == nil || res.StatusCode != 503 {
		t.Errorf("a newcomer got %v, want status 503", err)
	}
}

func TestAnIdleSocketCostsOneGoroutine(t *testing.T) {
	h := open(t, ws.Config{})
	conn, p := h.sit("")
	if err := conn.WriteMessage(websocket.TextMessage, []byte("hello")); err != nil {
		t.Fatal(err)
	}
	<-p.heard // its reader runs, and so does the wheel
	before := runtime.NumGoroutine()
	const n = 30
	for range n {
		h.sit("")
	}
	for runtime.NumGoroutine() > before+n { // writers and handlers end by themselves
		if t.Context().Err() != nil {
			t.Fatalf("%d goroutines for %d sockets", runtime.NumGoroutine()-before, n)
		}
		runtime.Gosched()
	}
}

func TestALeavingClientIsGoodbye(t *testing.T) {
	h := open(t, ws.Config{})
	conn, p := h.sit("")
	if err := conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(1000, ""), time.Now().Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	if code, _ := closing(t, conn); code != 1000 {
		t.Errorf("closed with %d", code)
	}
	if _, err := conn.NetConn().Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Errorf("the connection ended with %v", err)
	}
	<-p.left
}
