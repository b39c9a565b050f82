package client

import (
	"context"
	"fmt"
	"log/slog"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-json-experiment/json"

	"rookery/lobby/desk"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/store/memory"
	"rookery/lobby/wire"
)

// server is a whole server but for its sockets, in a bubble of fake time.
type server struct {
	t     *testing.T
	store *memory.Store
	lobby *desk.Desk
	door  *Door
	cids  int
	net   netip.Prefix // where the next page is opened
	log   logged
}

// logged is all that was logged.
type logged struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *logged) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

var (
	magpie  = person.Person{ID: "m", Nick: "magpie"}
	jackdaw = person.Person{ID: "j", Nick: "jackdaw"}
	chough  = person.Person{ID: "c", Nick: "chough"}
	nobody  = person.Person{}
)

// serve runs f against a server that lives as long as f.
func serve(t *testing.T, f func(*server)) {
	synctest.Test(t, func(t *testing.T) {
		sv := &server{t: t, store: memory.New()}
		for i, p := range []person.Person{magpie, jackdaw, chough} {
			g := person.Guest{Person: p, Skeleton: person.Skeleton(p.Nick), TokenHash: [32]byte{byte(i + 1)}}
			if err := sv.store.Persons().Create(t.Context(), g, time.Now()); err != nil {
				t.Fatal(err)
			}
		}
		log := slog.New(slog.NewTextHandler(&sv.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		sv.lobby = desk.New(desk.Config{
			Rooms: sv.store.Rooms(), Seeks: sv.store.Seeks(), Notices: sv.store.Notices(), Blocks: sv.store.Blocks(), Reports: sv.store.Reports(), Hiding: sv.store.Hiding(), Ratings: sv.store.Ratings(),
			Journal: sv.store.Journal(), Persons: sv.store.Persons(), Log: log,
			House: func(context.Context, *room.Room, wire.Person, wire.Side) error { return nil },
		})
		ctx, stop := context.WithCancel(context.Background())
		ended := make(chan error, 1)
		go func() { ended <- sv.lobby.Run(ctx) }()
		sv.door = NewDoor(Config{
			Lobby: sv.lobby, Journal: sv.store.Journal(), Notices: sv.store.Notices(), Epoch: "e1", Version: "test", Log: log,
		})
		defer func() {
			stop()
			<-ended
			sv.door.Wait()
		}()
		synctest.Wait()
		f(sv)
	})
}

// page is one tab: a session with a socket that reads at once, unless told not to.
type page struct {
	sv *server
	s  *Session

	mu     sync.Mutex
	deaf   bool
	frames []string
	code   wire.CloseCode
}

func (sv *server) visit(who person.Person, id room.ID, resume ...Resume) *page {
	p := &page{sv: sv}
	ready := make(chan struct{})
	v := Visit{Who: who, Net: sv.net, Room: id, Wake: func() { go func() { <-ready; p.read() }() }}
	if len(resume) > 0 {
		v.Resume = resume[0]
	}
	p.s = sv.door.Enter(sv.t.Context(), v)
	close(ready)
	sv.t.Cleanup(func() { p.s.Leave(false) })
	synctest.Wait()
	return p
}

func (p *page) read() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for !p.deaf && p.code == 0 {
		frames, code := p.s.Next()
		for _, f := range frames {
			p.frames = append(p.frames, string(f))
		}
		if p.code = code; len(frames) == 0 {
			return
		}
	}
}

func (p *page) heard() []string {
	synctest.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string{}, p.frames...)
}

func (p *page) closed() wire.CloseCode {
	synctest.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.code
}

// told lists the numbered events, "stream/n type".
func (p *page) told() []string {
	var list []string
	for _, f := range p.heard() {
		var e wire.Event
		if json.Unmarshal([]byte(f), &e) == nil && e.N > 0 {
			list = append(list, fmt.Sprintf("%s/%d %s", e.S, e.N, e.T))
		}
	}
	return list
}

// answer is any answer to a command.
type answer struct {
	Re   string      `json:"re"`
	S    wire.Stream `json:"s"`
	OK   uint64      `json:"ok"`
	No   *struct{ Code, Text string }
	Wait int64  `json:"wait"`
	Code string `json:"code"`
	Info *struct {
		T string
		D map[string]any
	}
}

func (sv *server) cid() string {
	sv.cids++
	return fmt.Sprintf("00000000-0000-4000-8000-%012d", sv.cids)
}

// send sends a command and gives its answer; its Re is empty if there is none.
func (p *page) send(tag string, d any) answer { return p.sendAs(p.sv.cid(), tag, d) }

func (p *page) sendAs(cid, tag string, d any) answer {
	p.sv.t.Helper()
	body, err := json.Marshal(d)
	if err != nil {
		p.sv.t.Fatal(err)
	}
	before := len(p.heard())
	p.s.Receive([]byte(fmt.Sprintf(`{"cid":%q,"t":%q,"d":%s}`, cid, tag, body)), time.Now())
	for _, f := range p.heard()[before:] {
		var a answer
		if json.Unmarshal([]byte(f), &a, json.MatchCaseInsensitiveNames(true)) == nil && a.Re == cid {
			return a
		}
	}
	return answer{}
}

// game makes a room for magpie (White) and jackdaw by way of the lobby.
func (sv *server) game() room.ID {
	sv.t.Helper()
	a, b := sv.visit(magpie, ""), sv.visit(jackdaw, "")
	if got := a.send("seek", wire.Seek{Control: wire.Control{Base: 300, Inc: 3}, Side: wire.White}); got.OK == 0 {
		sv.t.Fatalf("seek: %+v", got)
	}
	time.Sleep(time.Second) // the lobby is shown anew every 250 ms
	seeks := sv.lobby.Snapshot().Seeks
	if len(seeks) != 1 {
		sv.t.Fatalf("seeks: %v", seeks)
	}
	if got := b.send("take", wire.Take{Seek: seeks[0].ID}); got.OK == 0 {
		sv.t.Fatalf("take: %+v", got)
	}
	for _, f := range slices.Backward(b.heard()) { // they may have been seated before
		if _, rest, ok := strings.Cut(f, `"room":"`); ok && strings.Contains(f, `"seated"`) {
			id, _, _ := strings.Cut(rest, `"`)
			a.s.Leave(false)
			b.s.Leave(false)
			synctest.Wait()
			return room.ID(id)
		}
	}
	sv.t.Fatal("nobody was seated")
	return ""
}
