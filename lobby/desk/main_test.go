package desk_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"
	"go.uber.org/goleak"

	"rookery/lobby/desk"
	"rookery/lobby/exhibition"
	"rookery/lobby/hall"
	"rookery/lobby/house"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/store/memory"
	"rookery/lobby/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// world is a lobby over a store in memory, in a bubble of fake time.
type world struct {
	t     *testing.T
	store *memory.Store
	lobby *desk.Desk
	house desk.House       // nil: one that knows replies
	show  exhibition.Think // nil: the house gives no show
	stop  func()           // ends the lobby, and waits
	ends  error            // what the lobby is to end with
	came  []string
	mu    sync.Mutex
	// logged belongs to the logger while anybody acts.
	logged bytes.Buffer
}

func newWorld(t *testing.T) *world { return &world{t: t, store: memory.New()} }

// play runs f in a bubble with a running lobby.
func play(t *testing.T, f func(w *world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.start()
		defer func() { w.stop() }()
		f(w)
	})
}

// start begins a lobby over the store as it is, as after a restart.
func (w *world) start() {
	w.t.Helper()
	log := slog.New(slog.NewTextHandler(io.MultiWriter(w.t.Output(), &w.logged), nil))
	if w.house == nil {
		w.house = house.New(firstReply, log).Play
	}
	w.lobby = desk.New(desk.Config{
		Rooms: w.store.Rooms(), Seeks: w.store.Seeks(), Notices: w.store.Notices(), Blocks: w.store.Blocks(), Reports: w.store.Reports(), Ratings: w.store.Ratings(), History: w.store.History(), Hiding: w.store.Hiding(), Journal: w.store.Journal(),
		Persons: presences{w.store.Persons(), w}, House: w.house, Exhibition: w.show, Log: log,
	})
	ctx, cancel := context.WithCancel(w.t.Context())
	ended := make(chan error, 1)
	go func() { ended <- w.lobby.Run(ctx) }()
	w.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; !errors.Is(err, w.ends) {
			w.t.Errorf("the lobby ended with %v", err)
		}
	})
	synctest.Wait()
}

// presences writes down what the store is told of comings and goings.
type presences struct {
	person.Store
	w *world
}

func (p presences) Present(ctx context.Context, who person.ID, here bool, now time.Time) error {
	p.w.mu.Lock()
	p.w.came = append(p.w.came, fmt.Sprint(here))
	p.w.mu.Unlock()
	return p.Store.Present(ctx, who, here, now)
}

// replies is all the chess that the house of these tests knows.
var replies = map[string]string{
	"":               "e2e4",
	"f2f3":           "e7e5",
	"f2f3 e7e5 g2g4": "d8h4", // mate
	"e2e4":           "e7e5",
	"e2e4 e7e5 g1f3": "b8c6",
}

func firstReply(_ context.Context, q house.Question) (string, error) {
	uci, ok := replies[strings.Join(q.Moves, " ")]
	if !ok {
		return "", errors.New("never seen this position")
	}
	return uci, nil
}

// page is one open page of a person: the connection and what it was sent.
type page struct {
	w    *world
	conn *hall.Conn
	mu   sync.Mutex
	got  [][]byte
	at   []time.Time
	poke int
}

// guest stores a person.
func (w *world) guest(nick string) person.Person {
	w.t.Helper()
	g := newGuest(nick)
	if err := w.store.Persons().Create(w.t.Context(), g, time.Now()); err != nil {
		w.t.Fatalf("create %s: %v", nick, err)
	}
	return g.Person
}

// creates tries to store a person.
func (w *world) creates(nick string) error {
	return w.store.Persons().Create(w.t.Context(), newGuest(nick), time.Now())
}

func newGuest(nick string) person.Guest {
	p := person.Person{ID: person.ID(uuid.Must(uuid.NewV7()).String()), Nick: nick}
	return person.Guest{Person: p, Skeleton: person.Skeleton(nick), TokenHash: sha256.Sum256([]byte(p.ID))}
}

// name is the i-th of many nicks that nobody takes for each other.
func name(i int) string {
	const letters = "abcdefghkrstuwxz"
	return strings.Repeat("a", 16) + string([]byte{'-', letters[i/256%16], letters[i/16%16], letters[i%16]})
}

// opens opens a page: of the lobby, or of the room at.
func (w *world) opens(who person.Person, at room.ID) *page {
	w.t.Helper()
	p := &page{w: w, conn: &hall.Conn{Who: who, Room: at}}
	p.conn.Tell = p
	p.conn.Poke = func() { p.mu.Lock(); p.poke++; p.mu.Unlock() }
	if at == "" {
		p.conn.Out = p
	}
	if err := w.lobby.Arrive(w.t.Context(), p.conn); err != nil {
		w.t.Fatalf("arrive: %v", err)
	}
	return p
}

// newcomer is a new person in the lobby.
func (w *world) newcomer(nick string) *page { w.t.Helper(); return w.opens(w.guest(nick), "") }

func (p *page) Offer(frame []byte, _ bool) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.got, p.at = append(p.got, frame), append(p.at, time.Now())
	return true
}

// frames counts what the page was sent.
func (p *page) frames() int { p.mu.Lock(); defer p.mu.Unlock(); return len(p.got) }

func (p *page) pokes() int { p.mu.Lock(); defer p.mu.Unlock(); return p.poke }

// sees is the newest lobby frame.
func (p *page) sees() (v wire.Lobby) {
	p.w.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.got) == 0 {
		p.w.t.Fatal("no frame yet")
	}
	list := told[wire.Lobby](p.w.t, p.got, "lobby")
	if len(list) == 0 {
		p.w.t.Fatal("no lobby frame")
	}
	return list[len(list)-1]
}

// told picks the frames of one tag.
func told[T wire.News](t *testing.T, frames [][]byte, tag string) (list []T) {
	t.Helper()
	for _, frame := range frames {
		var f struct {
			T string         `json:"t"`
			D jsontext.Value `json:"d"`
		}
		var v T
		if err := json.Unmarshal(frame, &f); err != nil {
			t.Fatal(err)
		}
		if f.T != tag {
			continue
		}
		if err := json.Unmarshal(f.D, &v); err != nil {
			t.Fatal(err)
		}
		list = append(list, v)
	}
	return list
}

// hears lists the news of one tag that the page was sent.
func hears[T wire.News](p *page, tag string) []T {
	p.w.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	return told[T](p.w.t, p.got, tag)
}

// asks sends a command with a cid of its own.
func (p *page) asks(cmd wire.Command) (desk.Outcome, error) {
	return p.resends(request(cmd))
}

func (p *page) resends(req wire.Request) (desk.Outcome, error) {
	return p.w.lobby.Do(p.w.t.Context(), p.conn, req, time.Now())
}

func request(cmd wire.Command) wire.Request {
	cid := wire.CID(uuid.NewString())
	return wire.Request{CID: cid, Cmd: cmd, Hash: [16]byte([]byte(cid)[:16])}
}

// must is asks for a command that succeeds.
func (p *page) must(cmd wire.Command) desk.Outcome {
	p.w.t.Helper()
	o, err := p.asks(cmd)
	if err != nil {
		p.w.t.Fatalf("%T: %v", cmd, err)
	}
	return o
}

// notices lists the person's notices.
func (p *page) notices() (list []wire.EventBody) {
	p.w.t.Helper()
	all, err := p.w.store.Notices().Load(p.w.t.Context(), p.conn.Who.ID, 0, 1000)
	if err != nil {
		p.w.t.Fatal(err)
	}
	for _, n := range all {
		b, err := wire.Event{S: wire.NoticeStream, N: n.N, T: n.Kind, D: n.Body}.Body()
		if err != nil {
			p.w.t.Fatal(err)
		}
		list = append(list, b)
	}
	return list
}

// of picks the notices of one type.
func of[T wire.EventBody](list []wire.EventBody) (some []T) {
	for _, b := range list {
		if v, ok := b.(T); ok {
			some = append(some, v)
		}
	}
	return some
}

// seated is the newest room that waits for the person, who has read it.
func (p *page) seated() wire.Seated {
	p.w.t.Helper()
	p.w.lobby.Knows(p.conn.Who.ID, time.Now())
	list := of[wire.Seated](p.notices())
	if len(list) == 0 {
		p.w.t.Fatalf("%s is seated nowhere", p.conn.Who.Nick)
	}
	return list[len(list)-1]
}

// summary is a room as the store has it.
func (w *world) summary(id string) room.Summary {
	w.t.Helper()
	s, err := w.store.Rooms().Room(w.t.Context(), room.ID(id))
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

// log lists the kinds of a room's game events.
func (w *world) log(id string) (kinds []string) {
	w.t.Helper()
	events, err := w.store.Journal().Load(w.t.Context(), room.ID(id), room.Stream{Name: wire.GameStream}, 0, 1000)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, e := range events {
		kinds = append(kinds, e.Kind)
	}
	return kinds
}

// player is a person at the board of a room.
type player struct {
	w       *world
	room    *room.Room
	member  *room.Member
	id      string
	answers chan room.Answer
}

// sits attaches a person to a room, as their client would.
func (w *world) sits(who person.Person, id string) *player {
	w.t.Helper()
	r, err := w.lobby.Open(w.t.Context(), room.ID(id))
	if err != nil {
		w.t.Fatalf("open: %v", err)
	}
	p := &player{w: w, room: r, id: id, answers: make(chan room.Answer, 64)}
	p.member = &room.Member{
		Person: wire.Person{ID: string(who.ID), Nick: who.Nick}, Out: deaf{},
		Answer: func(a room.Answer) { p.answers <- a },
	}
	heads, ok, err := r.Attach(w.t.Context(), p.member, nil)
	if err == nil && !ok {
		delete(heads, wire.GameStream)
		_, ok, err = r.Attach(w.t.Context(), p.member, heads)
	}
	if err != nil || !ok {
		w.t.Fatalf("attach: %v %v", ok, err)
	}
	return p
}

type deaf struct{}

func (deaf) Offer([]byte, bool) bool { return true }

func (p *player) does(cmd wire.Command) error {
	p.w.t.Helper()
	if err := p.room.Post(room.Command{From: p.member, Req: request(cmd), Received: time.Now()}); err != nil {
		return err
	}
	return (<-p.answers).Err
}

// moves plays in the position as it is now.
func (p *player) moves(uci string) {
	p.w.t.Helper()
	if err := p.does(wire.Move{Text: uci, On: p.w.on(p.id)}); err != nil {
		p.w.t.Fatalf("%s: %v", uci, err)
	}
}

// on is the number of the event that made the present position.
func (w *world) on(id string) uint64 {
	for i, k := range slices.Backward(w.log(id)) {
		if k == "moved" || k == "taken_back" || k == "start" {
			return uint64(i + 1)
		}
	}
	return 0
}

// pair gives two persons a game from a pool: who has White, who has Black.
func (w *world) pair(a, b *page) (white, black *page, id string) {
	w.t.Helper()
	a.must(wire.Search{Pool: "5+3"})
	b.must(wire.Search{Pool: "5+3"})
	if s := a.seated(); s.Side == wire.White {
		return a, b, s.Room
	}
	return b, a, b.seated().Room
}

// foolsMate ends a game.
func (w *world) foolsMate(white, black *page, id string) {
	w.t.Helper()
	p, q := w.sits(white.conn.Who, id), w.sits(black.conn.Who, id)
	p.moves("f2f3")
	q.moves("e7e5")
	p.moves("g2g4")
	q.moves("d8h4")
}

// after lets time pass and everybody act.
func after(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}
