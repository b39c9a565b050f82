package client_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-json-experiment/json"

	"rookery/lobby/client"
	"rookery/lobby/desk"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/store/memory"
	"rookery/lobby/wire"
	"rookery/web"
	"rookery/web/auth"
	"rookery/web/ws"
)

// evening is a server, everybody in it, and all that each of them received.
type evening struct {
	t     *testing.T
	store *memory.Store
	lobby *desk.Desk
	door  *client.Door
	web   func(path string) string
	stop  func()
	room  room.ID

	mu    sync.Mutex // guards what follows, up to the empty line
	log   bytes.Buffer
	on    uint64 // the game event that made the position
	heads map[wire.Stream]uint64

	parts  []*part
	here   map[string]*part // by who, and "who, lobby"
	order  []string         // of here
	cids   int
	asides int

	whisperers []string
	rng        *rand.Rand
	whispers   int
	sent       map[string]string // a whisperer's last command, to be sent again

	stored, refused, waited, resent, blocked, reported int
}

// part is one connection or one answer, and what came of it.
type part struct {
	e          *evening
	who, label string
	s          *client.Session

	mu     sync.Mutex
	frames []string
	second int64 // when the last one came
	closed wire.CloseCode
}

func (e *evening) Write(b []byte) (int, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.log.Write(b)
}

// begin starts the server on its store, anew after a restart.
func (e *evening) begin() {
	log := slog.New(slog.NewTextHandler(e, &slog.HandlerOptions{Level: slog.LevelDebug}))
	s := e.store
	e.lobby = desk.New(desk.Config{
		Rooms: s.Rooms(), Seeks: s.Seeks(), Notices: s.Notices(), Blocks: s.Blocks(), Reports: s.Reports(), Journal: s.Journal(), Persons: s.Persons(), Log: log,
	})
	e.door = client.NewDoor(client.Config{
		Lobby: e.lobby, Journal: s.Journal(), Notices: s.Notices(), Epoch: "e1", Version: "test", Log: log,
	})
	metrics := web.NewMetrics()
	metrics.Gauge("rooms", "Rooms that run.", e.lobby.Running)
	pages := web.New(web.Config{
		Gate: auth.Gate{Persons: s.Persons()}, Sockets: ws.New(ws.Config{}), Lobby: e.lobby.Snapshot, Room: e.lobby.Room,
		Game: e.lobby.Game, Metrics: metrics, Ready: func() error { return nil }, Log: log,
	})
	e.web = func(path string) string {
		w, r := httptest.NewRecorder(), httptest.NewRequest("GET", path, nil)
		r.RemoteAddr = "127.0.0.1:4711" // who may see the metrics
		pages.ServeHTTP(w, r)
		return fmt.Sprint(w.Code, w.Header(), w.Body)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- e.lobby.Run(ctx) }()
	e.stop = func() {
		for _, key := range e.order {
			e.aside(func() { e.here[key].s.Close(wire.CloseRestart) })
		}
		e.here, e.order = make(map[string]*part), nil
		stop()
		<-ended
		e.door.Wait()
	}
	synctest.Wait()
}

// person is who goes by a nick; "nobody" and "late" have none.
func (e *evening) person(who string) person.Person {
	if who == "nobody" || who == "late" {
		return person.Person{}
	}
	return person.Person{ID: person.ID("id-" + who), Nick: who}
}

// come opens who's tab in the room, or in the lobby.
func (e *evening) come(who string, inLobby bool, resume ...client.Resume) *part {
	key, v := who, client.Visit{Who: e.person(who), Room: e.room}
	if inLobby {
		key, v.Room = who+", lobby", ""
	}
	var p *part
	e.aside(func() { p = e.visit(who, fmt.Sprintf("%s, part %d", key, len(e.parts)), v, resume...) })
	e.here[key] = p
	e.order = append(e.order, key)
	return p
}

// aside does f within a second, at an instant of its own: were it the very one at
// which a room tells who is here, chance would say which comes first.
func (e *evening) aside(f func()) {
	e.asides++
	off := time.Duration(100+37*e.asides%300) * time.Millisecond
	time.Sleep(off)
	f()
	synctest.Wait()
	time.Sleep(time.Second - off)
	synctest.Wait()
}

func (e *evening) visit(who, label string, v client.Visit, resume ...client.Resume) *part {
	p := &part{e: e, who: who, label: label}
	ready := make(chan struct{})
	v.Wake = func() { go func() { <-ready; p.read() }() }
	for _, r := range resume {
		v.Resume = r
	}
	p.s = e.door.Enter(e.t.Context(), v)
	close(ready)
	e.parts = append(e.parts, p)
	synctest.Wait()
	return p
}

func (e *evening) leave(who string) {
	e.aside(func() { e.here[who].s.Leave(true) })
	delete(e.here, who)
	e.order = slices.DeleteFunc(e.order, func(k string) bool { return k == who })
}

var goaway = regexp.MustCompile(`"goaway","d":{"ms":\d+}`) // how long to stay away is left to chance

func (p *part) read() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.closed == 0 {
		frames, code := p.s.Next()
		for _, f := range frames {
			p.took(string(f))
		}
		if p.closed = code; len(frames) == 0 {
			return
		}
	}
}

func (p *part) took(frame string) {
	e := p.e
	if p.who == "magpie" { // through whom the script knows where the streams stand
		e.note(frame)
	}
	if e.room != "" {
		frame = strings.ReplaceAll(frame, string(e.room), "THE-ROOM")
	}
	// How many frames the lobby makes of changes in one instant is left to chance: the last one counts.
	second := time.Now().Unix()
	if n := len(p.frames); n > 0 && p.second == second && strings.HasPrefix(frame, lobbyFrame) && strings.HasPrefix(p.frames[n-1], lobbyFrame) {
		p.frames = p.frames[:n-1]
	}
	p.second = second
	p.frames = append(p.frames, goaway.ReplaceAllString(frame, `"goaway"`))
}

// note follows the events of all, and which of them made the position.
func (e *evening) note(frame string) {
	var ev wire.Event
	if json.Unmarshal([]byte(frame), &ev) != nil || ev.N == 0 {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.heads[ev.S] = max(e.heads[ev.S], ev.N)
	if ev.T == "moved" || ev.T == "taken_back" {
		e.on = max(e.on, ev.N)
	}
}

// do sends a command of the script, with whispers in the same instant around it.
func (e *evening) do(who, tag, body string) {
	e.t.Helper()
	p := e.here[who]
	if p == nil {
		e.t.Fatalf("%s is not here to %s", who, tag)
	}
	e.cids++
	cid := fmt.Sprintf("00000000-0000-4000-8000-%012d", e.cids)
	e.whisper(2)
	p.s.Receive(fmt.Appendf(nil, `{"cid":%q,"t":%q,"d":%s}`, cid, tag, strings.ReplaceAll(body, "ON", fmt.Sprint(e.on))), time.Now())
	e.whisper(2)
	synctest.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	if i := slices.IndexFunc(p.frames, func(f string) bool { return strings.HasPrefix(f, `{"re":"`+cid) }); i < 0 {
		e.t.Fatalf("%s was not answered %s %s: %q", who, tag, body, p.frames)
	}
}

// whisper has up to n things whispered, if this is such an evening.
func (e *evening) whisper(n int) {
	if len(e.whisperers) == 0 {
		return
	}
	for range e.rng.IntN(n + 1) {
		from, to := e.whisperers[e.rng.IntN(len(e.whisperers))], e.whisperers[e.rng.IntN(len(e.whisperers))]
		p := e.here[from]
		if p == nil {
			continue
		}
		e.whispers++
		text := fmt.Sprintf("%s %d", canary, e.whispers)
		line := "@" + to + " " + text // to oneself at times
		switch e.rng.IntN(20) {
		case 0:
			line = "@ghost " + text
		case 1:
			line = "@ostrich " + text // known here, and not present
		case 2:
			line = "@" + from + " " + text
		case 3:
			line = "/whisper " + to + " " + text
		case 4:
			line = "@" + to + " " + text + strings.Repeat("!", 600)
		case 5:
			if from != "chough" { // to whom a third party whispers too
				line = "/reply " + text
			}
		case 6:
			line = "/block " + to
		case 7, 8:
			line = "/unblock " + to
		}
		frame := fmt.Sprintf(`{"cid":"00000000-0000-4000-9000-%012d","t":"say","d":{"text":%q,"to":"chat"}}`, e.whispers, line)
		switch again := e.sent[from]; {
		case again != "" && e.rng.IntN(8) == 0:
			e.resent++
			frame = again
		case e.rng.IntN(12) == 0:
			frame = fmt.Sprintf(`{"cid":"00000000-0000-4000-9000-%012d","t":"history","d":{"stream":"whispers","before":9}}`, e.whispers)
		case e.rng.IntN(16) == 0:
			frame = fmt.Sprintf(`{"cid":"00000000-0000-4000-9000-%012d","t":"block","d":{"person":%q,"on":false}}`, e.whispers, "id-"+to)
		case e.rng.IntN(24) == 0:
			frame = fmt.Sprintf(`{"cid":"00000000-0000-4000-9000-%012d","t":"report","d":{"room":%q,"stream":%q,"n":%d,"reason":%q}}`,
				e.whispers, e.room, []string{"chat", "whispers"}[e.rng.IntN(2)], 1+e.rng.IntN(9), text)
		case e.rng.IntN(24) == 0:
			frame = fmt.Sprintf(`{"cid":"00000000-0000-4000-9000-%012d","t":"complete","d":{"text":"@"}}`, e.whispers)
		}
		e.sent[from] = frame
		p.s.Receive([]byte(frame), time.Now())
	}
}

// pass lets time go by, with a heartbeat every 10 s as sockets give it.
func (e *evening) pass(seconds int) {
	for i := range seconds {
		time.Sleep(time.Second)
		if i < seconds-6 { // so that a whisperer's own line is not the one too many
			e.whisper([]int{3, 3, 3, 3, 3, 3, 40}[i%7])
			synctest.Wait()
		}
		if i%10 == 9 {
			for _, key := range e.order {
				e.here[key].heartbeat()
			}
		}
	}
}

// heartbeat is what a socket gives. Which of the session's heads and the room's
// come first is left to chance, so they are put in order.
func (p *part) heartbeat() {
	p.mu.Lock()
	n := len(p.frames)
	p.mu.Unlock()
	p.s.Heartbeat()
	synctest.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	slices.Sort(p.frames[n:])
}

// look keeps what HTTP tells anybody.
func (e *evening) look() {
	for _, path := range []string{"/api/lobby", "/api/rooms/" + string(e.room), "/rooms/" + string(e.room) + "/game.pgn", "/metrics"} {
		p := &part{e: e, who: "anybody", label: fmt.Sprintf("GET %s, part %d", strings.ReplaceAll(path, string(e.room), "ROOM"), len(e.parts))}
		for line := range strings.Lines(e.web(path)) {
			if path != "/metrics" || strings.HasPrefix(line, "rookery_") { // and not of the process
				p.took(line)
			}
		}
		e.parts = append(e.parts, p)
	}
}

// resume has everybody come a second time, from every number there is.
func (e *evening) resume() {
	heads := e.heads
	if heads[wire.GameStream] < 5 || heads[wire.ChatStream] < 4 {
		e.t.Fatalf("nothing to resume: %v", heads)
	}
	most := max(heads[wire.GameStream], heads[wire.ChatStream]) + 2 // beyond the head too
	for _, who := range []string{"wren", "nobody", "jackdaw", "magpie"} {
		e.aside(func() { e.resumeAs(who, most) })
		time.Sleep(2 * time.Second) // until the room has told who came and went
		synctest.Wait()
	}
}

// resumeAs has who come back from all numbers up to most.
func (e *evening) resumeAs(who string, most uint64) {
	for n := range most {
		for _, epoch := range []string{"e1", "e0"} {
			if epoch == "e0" && n > 0 {
				continue // of another epoch all numbers are the same
			}
			r := client.Resume{Epoch: epoch, After: map[wire.Stream]uint64{
				wire.GameStream: n, wire.ChatStream: n, wire.WhisperStream: min(n, 1), wire.NoticeStream: n,
			}}
			p := e.visit(who, fmt.Sprintf("%s, back from %s/%d, part %d", who, epoch, n, len(e.parts)), client.Visit{Who: e.person(who), Room: e.room}, r)
			e.whisper(1)
			synctest.Wait()
			p.heartbeat()
			p.s.Leave(false)
			synctest.Wait()
		}
	}
}

// passTime gives the whole evening.
func passTime(t *testing.T, whisperers []string, seed uint64) *evening {
	var e *evening
	synctest.Test(t, func(t *testing.T) {
		e = &evening{
			t: t, store: memory.New(), here: make(map[string]*part), on: 1, heads: make(map[wire.Stream]uint64),
			whisperers: whisperers, rng: rand.New(rand.NewPCG(seed, 0)), sent: make(map[string]string),
		}
		for i, who := range []string{"magpie", "jackdaw", "chough", "dunlin", "wren", "ostrich"} {
			g := person.Guest{Person: e.person(who), Skeleton: person.Skeleton(who), TokenHash: [32]byte{byte(i + 1)}}
			if err := e.store.Persons().Create(t.Context(), g, time.Now()); err != nil {
				t.Fatal(err)
			}
		}
		e.begin()
		defer func() { e.stop() }()
		e.script()
	})
	e.count()
	return e
}

// count says what became of the whispers, so that the comparison is one.
func (e *evening) count() {
	for _, p := range e.parts {
		for _, f := range p.frames {
			switch mine := strings.HasPrefix(f, `{"re":"00000000-0000-4000-9000-`); {
			case mine && strings.Contains(f, `"s":"whispers","ok":`):
				e.stored++
			case strings.Contains(f, `"t":"blocked"`):
				e.blocked++
			case strings.Contains(f, `"t":"reported"`):
				e.reported++
			case mine && strings.Contains(f, `"no":`):
				e.refused++
			case mine && strings.Contains(f, `"wait":`):
				e.waited++
			}
		}
	}
}
