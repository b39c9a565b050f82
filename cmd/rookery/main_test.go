package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/gorilla/websocket"
	"go.uber.org/goleak"

	"rookery/lobby/wire"
)

// asServer makes this test binary be the server, so that a test can kill it.
const asServer = "ROOKERY_TEST_IS_SERVER"

func TestMain(m *testing.M) {
	if os.Getenv(asServer) != "" {
		main()
		return
	}
	goleak.VerifyTestMain(m)
}

// patience is how long a test waits for what must happen.
const patience = 20 * time.Second

// running is a server that runs in this process until the test ends.
type running struct{ url string }

// start runs the program on a free port over the data in dir.
func start(t *testing.T, dir string, flags ...string) *running {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	out, in := io.Pipe()
	done := make(chan error, 1)
	go func() {
		done <- run(ctx, append([]string{"--listen", "127.0.0.1:0", "--data", dir}, flags...), func(string) string { return "" }, io.Discard, in)
		in.Close()
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("the server ended with %v", err)
		}
		http.DefaultClient.CloseIdleConnections()
	})
	return &running{url: readyURL(t, out)}
}

// readyURL reads the server's output until it says where it is; the rest is discarded.
func readyURL(t *testing.T, out io.Reader) string {
	t.Helper()
	lines := bufio.NewScanner(out)
	var seen []string
	for lines.Scan() {
		if url, ok := strings.CutPrefix(lines.Text(), "ready "); ok {
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return url
		}
		seen = append(seen, lines.Text())
	}
	t.Fatalf("the server did not become ready: %q", seen)
	return ""
}

// process is a server in a process of its own.
type process struct {
	cmd *exec.Cmd
	url string
}

func spawn(t *testing.T, dir string) *process {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, "--listen", "127.0.0.1:0", "--data", dir)
	cmd.Env = append(os.Environ(), asServer+"=1")
	out, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p := &process{cmd: cmd}
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // it may have ended
		_ = cmd.Wait()
	})
	p.url = readyURL(t, out)
	return p
}

// frame is anything that the server sends.
type frame struct {
	Re   string         `json:"re"`
	S    wire.Stream    `json:"s"`
	N    uint64         `json:"n"`
	T    string         `json:"t"`
	By   string         `json:"by"`
	At   int64          `json:"at"`
	D    jsontext.Value `json:"d"`
	OK   uint64         `json:"ok"`
	Info *struct {
		T string         `json:"t"`
		D jsontext.Value `json:"d"`
	} `json:"info"`
	No *struct {
		Code wire.Code `json:"code"`
		Text string    `json:"text"`
	} `json:"no"`
	Wait int64     `json:"wait"`
	Code wire.Code `json:"code"`
	raw  string
}

// guest is somebody with a token, or without one to watch only.
type guest struct {
	t     *testing.T
	url   string
	nick  string
	id    string
	token string
}

func arrive(t *testing.T, url, nick string) *guest {
	t.Helper()
	g := &guest{t: t, url: url, nick: nick}
	if nick == "" {
		return g
	}
	status, body := g.call(http.MethodPost, "/api/me", `{"nick":"`+nick+`","token":true}`)
	var me struct {
		ID    string `json:"id"`
		Token string `json:"token"`
	}
	if err := json.Unmarshal(body, &me); err != nil || status != 200 || me.Token == "" {
		t.Fatalf("POST /api/me as %s: status %d, %s", nick, status, body)
	}
	g.id, g.token = me.ID, me.Token
	return g
}

func (g *guest) call(method, path, body string) (int, []byte) {
	g.t.Helper()
	req, err := http.NewRequest(method, g.url+path, strings.NewReader(body))
	if err != nil {
		g.t.Fatal(err)
	}
	if g.token != "" {
		req.Header.Set("Authorization", "Bearer "+g.token)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		g.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		g.t.Fatal(err)
	}
	return res.StatusCode, b
}

// seat is one open socket. All that came over it is kept.
type seat struct {
	*guest
	conn *websocket.Conn
	all  []frame
	read int    // frames before it were looked at by await
	on   uint64 // the game event that made the position
}

// open opens a socket: "/lobby/socket", or a room's.
func (g *guest) open(path string) *seat {
	g.t.Helper()
	header := http.Header{"Origin": {g.url}}
	if g.token != "" {
		header.Set("Authorization", "Bearer "+g.token)
	}
	d := websocket.Dialer{Subprotocols: []string{wire.Subprotocol}}
	conn, res, err := d.Dial("ws"+strings.TrimPrefix(g.url, "http")+path, header)
	if err != nil {
		g.t.Fatalf("open %s: %v (%+v)", path, err, res)
	}
	g.t.Cleanup(func() { conn.Close() })
	return &seat{guest: g, conn: conn}
}

// next reads one frame.
func (s *seat) next() frame {
	s.t.Helper()
	_ = s.conn.SetReadDeadline(time.Now().Add(patience))
	_, raw, err := s.conn.ReadMessage()
	if err != nil {
		s.t.Fatalf("%s waits for a frame: %v; so far:\n%s", s.nick, err, s.transcript())
	}
	f := frame{raw: string(raw)}
	if err := json.Unmarshal(raw, &f); err != nil {
		s.t.Fatalf("%s cannot read %s: %v", s.nick, raw, err)
	}
	s.all = append(s.all, f)
	if f.S == wire.GameStream {
		switch f.T {
		case "start", "moved", "taken_back":
			s.on = f.N
		case "snapshot":
			s.on = body[wire.GameSnapshot](s.t, f).On
		}
	}
	return f
}

// await reads on until a frame fits, from the first one not yet looked at.
func (s *seat) await(what string, fits func(frame) bool) frame {
	s.t.Helper()
	for {
		if s.read == len(s.all) {
			s.next()
		}
		f := s.all[s.read]
		s.read++
		if fits(f) {
			return f
		}
		if s.read > 2000 {
			s.t.Fatalf("%s waits in vain for %s:\n%s", s.nick, what, s.transcript())
		}
	}
}

// event awaits an event, a snapshot or an ephemeron by its tag.
func (s *seat) event(tag string) frame {
	s.t.Helper()
	return s.await(tag, func(f frame) bool { return f.T == tag })
}

// board awaits the snapshot of the game.
func (s *seat) board() wire.GameSnapshot {
	s.t.Helper()
	f := s.await("the game", func(f frame) bool { return f.S == wire.GameStream && f.T == "snapshot" })
	return body[wire.GameSnapshot](s.t, f)
}

// ask sends a command and awaits its answer.
func (s *seat) ask(tag string, cmd wire.Command) frame {
	s.t.Helper()
	cid := newCID()
	s.send(fmt.Sprintf(`{"cid":%q,"t":%q,"d":%s}`, cid, tag, encode(s.t, cmd)))
	return s.answer(cid)
}

func (s *seat) answer(cid string) frame {
	s.t.Helper()
	for i := 0; ; i++ {
		if i == len(s.all) {
			s.next()
		}
		if s.all[i].Re == cid {
			return s.all[i]
		}
	}
}

func (s *seat) send(text string) {
	s.t.Helper()
	if err := s.conn.WriteMessage(websocket.TextMessage, []byte(text)); err != nil {
		s.t.Fatal(err)
	}
}

// must sends a command that has to succeed.
func (s *seat) must(tag string, cmd wire.Command) frame {
	s.t.Helper()
	f := s.ask(tag, cmd)
	if f.OK == 0 && f.Info == nil {
		s.t.Fatalf("%s: %s %+v was answered with %s", s.nick, tag, cmd, f.raw)
	}
	return f
}

// move plays a move once the position it answers is here.
func (s *seat) move(uci string) {
	s.t.Helper()
	s.must("move", wire.Move{Text: uci, On: s.on})
}

// closed reads on until the socket is closed, and returns the code.
func (s *seat) closed() wire.CloseCode {
	s.t.Helper()
	_ = s.conn.SetReadDeadline(time.Now().Add(patience))
	for {
		_, raw, err := s.conn.ReadMessage()
		if ce, ok := err.(*websocket.CloseError); ok {
			return wire.CloseCode(ce.Code)
		}
		if err != nil {
			s.t.Fatalf("%s: the socket ended with %v", s.nick, err)
		}
		s.all = append(s.all, frame{raw: string(raw)})
	}
}

func (s *seat) transcript() string {
	var b strings.Builder
	for _, f := range s.all {
		b.WriteString(f.raw + "\n")
	}
	return b.String()
}

// body reads what a frame holds.
func body[T any](t *testing.T, f frame) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(f.D, &v); err != nil {
		t.Fatalf("read %s: %v", f.raw, err)
	}
	return v
}

func encode(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.TrimSpace(b)
}

// newCID is a UUID version 4.
func newCID() string {
	var b [16]byte
	_, _ = rand.Read(b[:])
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// seatTwo seats two guests in a new room, white first, and returns their sockets and its path.
func seatTwo(white, black *guest) (w, b *seat, path string) {
	white.t.Helper()
	hall := white.open("/lobby/socket")
	hall.event("hello")
	hall.must("link", wire.MakeLink{Control: wire.Control{Base: 300}, Side: wire.White})
	seated := body[wire.Seated](white.t, hall.event("seated"))
	hall.conn.Close()
	path = "/rooms/" + seated.Room
	w, b = white.open(path+"/socket"), black.open(path+"/socket")
	w.board()
	b.board()
	b.must("sit", wire.Sit{})
	w.event("sat")
	return w, b, path
}
