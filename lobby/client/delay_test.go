package client_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-json-experiment/json"

	"rookery/lobby"
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

// lateRoom is a listed room whose game all but the players see so much later.
const (
	lateRoom = room.ID("01980000-0000-7000-8000-00000000aaaa")
	lateBy   = 20 * time.Second
)

// broadcast is a whole server with that room, and what its players know.
type broadcast struct {
	t       *testing.T
	store   *memory.Store
	lobby   *desk.Desk
	door    *client.Door
	ask     func(path string) string
	stop    func()
	cids    int
	secrets []secret
}

// secret is what an event tells that nobody can know before it, from when it was made.
type secret struct {
	at    time.Time
	words []string
}

// listener is one connection and all that it was told.
type listener struct {
	s *client.Session

	mu     sync.Mutex
	frames []string
}

func (b *broadcast) begin() {
	log, s := slog.New(slog.DiscardHandler), b.store
	b.lobby = desk.New(desk.Config{
		Rooms: s.Rooms(), Seeks: s.Seeks(), Notices: s.Notices(), Blocks: s.Blocks(), Reports: s.Reports(), Journal: s.Journal(), Persons: s.Persons(), Log: log,
	})
	b.door = client.NewDoor(client.Config{
		Lobby: b.lobby, Journal: s.Journal(), Notices: s.Notices(), Epoch: "e1", Version: "test", Log: log,
	})
	pages := web.New(web.Config{
		Gate: auth.Gate{Persons: s.Persons()}, Sockets: ws.New(ws.Config{}), Lobby: b.lobby.Snapshot, Room: b.lobby.Room, Game: b.lobby.Game,
		Finished: b.lobby.Finished, Metrics: web.NewMetrics(), Ready: func() error { return nil }, Serving: b.t.Context(), Log: log,
	})
	b.ask = func(path string) string {
		w, r := httptest.NewRecorder(), httptest.NewRequest("GET", path, nil)
		pages.ServeHTTP(w, r)
		return w.Body.String()
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- b.lobby.Run(ctx) }()
	b.stop = func() {
		stop()
		<-ended
		b.door.Wait()
	}
	synctest.Wait()
}

func (b *broadcast) enter(who person.Person, id room.ID, after map[wire.Stream]uint64) *listener {
	l := &listener{}
	ready := make(chan struct{})
	read := func() {
		<-ready
		l.mu.Lock()
		defer l.mu.Unlock()
		for {
			frames, code := l.s.Next()
			for _, f := range frames {
				l.frames = append(l.frames, string(f))
			}
			if len(frames) == 0 || code != 0 {
				return
			}
		}
	}
	l.s = b.door.Enter(b.t.Context(), client.Visit{Who: who, Room: id, Resume: client.Resume{Epoch: "e1", After: after}, Wake: func() { go read() }})
	close(ready)
	synctest.Wait()
	return l
}

func (l *listener) heard() string {
	synctest.Wait()
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Join(l.frames, "\n")
}

func (b *broadcast) do(l *listener, tag string, d any) {
	b.t.Helper()
	body, err := json.Marshal(d)
	if err != nil {
		b.t.Fatal(err)
	}
	b.cids++
	l.s.Receive(fmt.Appendf(nil, `{"cid":"00000000-0000-4000-8000-%012d","t":%q,"d":%s}`, b.cids, tag, body), time.Now())
	synctest.Wait()
}

// learn notes as secret what was stored last in a stream.
func (b *broadcast) learn(stream wire.Stream) {
	b.t.Helper()
	log, err := b.store.Journal().Load(b.t.Context(), lateRoom, room.Stream{Name: stream}, 0, 1000)
	if err != nil {
		b.t.Fatal(err)
	}
	e := log[len(log)-1]
	body, err := e.Wire().Body()
	if err != nil {
		b.t.Fatal(err)
	}
	s := secret{at: time.UnixMilli(e.At)}
	switch d := body.(type) {
	case wire.Moved:
		placed, _, _ := strings.Cut(d.FEN, " ")
		s.words = []string{`"` + d.UCI + `"`, placed, d.SAN + `"`, d.SAN + " "}
	case wire.Ended:
		s.words = []string{d.Reason, `"0-1"`, "0-1"}
	case wire.Line:
		s.words = []string{d.Text}
	}
	b.secrets = append(b.secrets, s)
}

// checks that text holds nothing that is secret still.
func (b *broadcast) check(exit, text string) {
	b.t.Helper()
	for _, s := range b.secrets {
		for _, w := range s.words {
			if time.Now().Before(s.at.Add(lateBy)) && strings.Contains(text, w) {
				b.t.Errorf("%s tells %q %v after it was made", exit, w, time.Since(s.at))
			}
		}
	}
}

// known is how many of the secrets a text tells of.
func (b *broadcast) known(text string) (n int) {
	for _, s := range b.secrets {
		if strings.Contains(text, s.words[0]) {
			n++
		}
	}
	return n
}

// exits are all the ways on which somebody learns of a game without playing it.
func (b *broadcast) exits() map[string]func() string {
	resumed := func(after uint64) func() string {
		return func() string {
			l := b.enter(person.Person{}, lateRoom, map[wire.Stream]uint64{"game": after, "chat": 0, "players": 0})
			l.s.Heartbeat()
			text := l.heard()
			l.s.Leave(true)
			return text
		}
	}
	all := map[string]func() string{
		"pages of history": func() string {
			l := b.enter(dunlin, lateRoom, nil)
			for _, s := range []wire.Stream{wire.GameStream, wire.ChatStream, wire.PlayersStream} {
				b.do(l, "history", wire.History{Stream: s, Before: 99})
				b.do(l, "report", wire.Report{Room: string(lateRoom), Stream: s, N: 2})
			}
			text := l.heard()
			l.s.Leave(true)
			return text
		},
		"the lobby's socket": func() string {
			l := b.enter(person.Person{}, "", nil)
			text := l.heard()
			l.s.Leave(true)
			return text
		},
	}
	for _, path := range []string{
		"/", "/api/lobby", "/api/games", "/api/games/finished", "/api/people",
		"/api/rooms/" + string(lateRoom), "/rooms/" + string(lateRoom), "/rooms/" + string(lateRoom) + "/game.pgn", "/embed/" + string(lateRoom),
		"/api/rooms/" + string(lateRoom) + "/review",
	} {
		all[path] = func() string { return b.ask(path) }
	}
	for n := range uint64(12) {
		all[fmt.Sprint("coming back at ", n)] = resumed(n)
	}
	return all
}

var (
	white  = person.Person{ID: "m", Nick: "magpie"}
	black  = person.Person{ID: "j", Nick: "jackdaw"}
	bird   = person.Person{ID: "c", Nick: "chough"}
	dunlin = person.Person{ID: "d", Nick: "dunlin"}
)

// goOnAir makes the room between white and black, and starts the server.
func goOnAir(t *testing.T) *broadcast {
	t.Helper()
	b := &broadcast{t: t, store: memory.New()}
	for i, p := range []person.Person{white, black, bird, dunlin} {
		if err := b.store.Persons().Create(t.Context(), person.Guest{Person: p, Skeleton: p.Nick, TokenHash: [32]byte{byte(i + 1)}}, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	both := wire.Clock{White: 300_000, Black: 300_000}
	start := wire.Start{
		White: &wire.Person{ID: "m", Nick: "magpie"}, Black: &wire.Person{ID: "j", Nick: "jackdaw"}, How: "seek", Chat: "separate",
		Control: wire.Control{Base: 300}, Clock: both, Delay: int(lateBy / time.Second),
	}
	kind, stream, body := wire.EncodeBody(start)
	if _, err := b.store.Rooms().Make(t.Context(), lobby.NewRoom{
		Summary: room.Summary{Room: lateRoom, Game: room.Shown(lateRoom, start, "rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1")},
		Events:  []room.Event{{Stream: room.Stream{Name: stream}, N: 1, Pos: 1, Kind: kind, At: time.Now().UnixMilli(), Body: body}},
	}); err != nil {
		t.Fatal(err)
	}
	b.begin()
	return b
}

func TestAResultThatIsNotKnownYetIsShownAfterARestartThoughNobodyComes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := goOnAir(t)
		time.Sleep(5 * time.Second)
		b.do(b.enter(white, lateRoom, nil), "abort", wire.Abort{})
		b.stop()
		b.begin()
		for _, when := range []struct {
			wait            time.Duration
			games, finished int
		}{{0, 0, 0}, {lateBy - 6*time.Second, 0, 0}, {time.Second, 1, 0}, {4 * time.Second, 1, 0}, {time.Second, 0, 1}} {
			time.Sleep(when.wait)
			synctest.Wait()
			shown := b.lobby.Snapshot()
			if len(shown.Games) != when.games || len(shown.Finished) != when.finished {
				t.Errorf("another %v later the lobby shows %v and %v, want %d that goes on and %d finished", when.wait, shown.Games, shown.Finished, when.games, when.finished)
			}
		}
		b.stop()
	})
}

// TestNothingLeavesADelayedRoomEarly plays a game with talk and restarts, and looks at every
// exit in each second of it.
func TestNothingLeavesADelayedRoomEarly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := goOnAir(t)
		var w, j *listener
		others := map[string]*listener{}
		come := func() {
			w, j = b.enter(white, lateRoom, nil), b.enter(black, lateRoom, nil)
			for n := range 3 {
				others[fmt.Sprint("a spectator ", len(others), n)] = b.enter(bird, lateRoom, nil)
			}
			others[fmt.Sprint("a player's tab without a nick ", len(others))] = b.enter(person.Person{}, lateRoom, nil)
			others[fmt.Sprint("the lobby ", len(others))] = b.enter(dunlin, "", nil)
		}
		come()
		on, ply := uint64(1), 0
		play := func(san string) func() {
			return func() {
				mover := []*listener{w, j}[ply%2]
				b.do(mover, "move", wire.Move{Text: san, On: on})
				b.learn(wire.GameStream)
				ply++
				log, _ := b.store.Journal().Load(t.Context(), lateRoom, room.Stream{Name: wire.GameStream}, 0, 1000)
				on = uint64(len(log))
			}
		}
		say := func(who func() *listener, text string) func() {
			return func() {
				b.do(who(), "say", wire.Say{Text: text, To: wire.PlayersStream})
				b.learn(wire.PlayersStream)
			}
		}
		restart := func() {
			b.stop()
			time.Sleep(100 * time.Millisecond)
			b.store.Boot()
			b.begin()
			come()
		}
		script := map[int]func(){
			1: play("Nh3"), 2: play("Na6"), 5: play("g4"), 9: say(func() *listener { return w }, "now for the rook"),
			12: play("b5"), 30: play("f4"),
			33: restart, 60: restart, // the second while the result is known to the players alone
			45: play("c5"), 46: play("Nf2"), 50: func() { b.do(w, "resign", wire.Resign{}); b.learn(wire.GameStream) },
			52: say(func() *listener { return j }, "that was close"),
		}
		for second := range 100 {
			if f := script[second]; f != nil {
				f()
			}
			time.Sleep(time.Second)
			for exit, l := range others {
				b.check(exit, l.heard())
			}
			for exit, look := range b.exits() {
				b.check(exit, look())
			}
			for _, l := range others {
				l.s.Heartbeat()
			}
		}
		for exit, l := range others {
			if !strings.HasPrefix(exit, "the lobby") && strings.HasSuffix(exit, "2") && b.known(l.heard()) == 0 {
				t.Errorf("%s was told nothing", exit)
			}
		}
		for exit, want := range map[string]string{
			"/rooms/" + string(lateRoom) + "/game.pgn": "0-1", "/api/rooms/" + string(lateRoom): `"resignation"`, "/api/games/finished": string(lateRoom),
			"/api/lobby": `"resignation"`, "coming back at 3": "that was close", "coming back at 0": `"resignation"`,
		} {
			if text := b.exits()[exit](); !strings.Contains(text, want) {
				t.Errorf("in the end %s does not tell %q: %s", exit, want, text)
			}
		}
		b.stop()
	})
}

func TestWhoWatchesLaterIsNotToldWhenAWinMayBeClaimed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := goOnAir(t)
		w, j := b.enter(white, lateRoom, nil), b.enter(black, lateRoom, nil)
		others := []*listener{b.enter(bird, lateRoom, nil), b.enter(person.Person{}, lateRoom, nil)}
		b.do(w, "move", wire.Move{Text: "e4", On: 1})
		b.do(j, "move", wire.Move{Text: "e5", On: 2})
		w.s.Leave(true)
		for _, at := range []time.Duration{2 * time.Second, lateBy} {
			time.Sleep(at)
			others = append(others, b.enter(dunlin, lateRoom, nil))
		}
		if text := j.heard(); !strings.Contains(text, `"here":false,"claim":`) {
			t.Errorf("the opponent is not told when to claim: %s", text)
		}
		for i, l := range others {
			if text := l.heard(); !strings.Contains(text, `"here":false`) || strings.Contains(text, `"claim"`) {
				t.Errorf("spectator %d is told %s", i, text)
			}
		}
		b.stop()
	})
}
