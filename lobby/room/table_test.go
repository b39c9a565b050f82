package room_test

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-json-experiment/json"

	"rookery/lobby"
	"rookery/lobby/room"
	"rookery/lobby/store/memory"
	"rookery/lobby/wire"
)

const startFEN = "rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1"

var (
	magpie  = wire.Person{ID: "m", Nick: "magpie"}
	jackdaw = wire.Person{ID: "j", Nick: "jackdaw"}
	chough  = wire.Person{ID: "c", Nick: "chough"}
)

// table is a room with its store, in a bubble of fake time.
type table struct {
	t     *testing.T
	store *memory.Store
	room  *room.Room
	stop  context.CancelFunc
	ended chan error
	cids  int
	cfg   room.Config // what the room is opened with, beside its store
}

// sitDown makes a game of base+inc between magpie (White) and jackdaw (Black).
func sitDown(t *testing.T, base, inc int) *table {
	t.Helper()
	return sitDownTo(t, wire.Start{
		White: &magpie, Black: &jackdaw, How: "pool", Control: wire.Control{Base: base, Inc: inc},
		Clock: wire.Clock{White: int64(base) * 1000, Black: int64(base) * 1000},
	})
}

func sitDownTo(t *testing.T, start wire.Start) *table { return sitDownWith(t, start, room.Config{}) }

func sitDownWith(t *testing.T, start wire.Start, cfg room.Config) *table {
	t.Helper()
	return sitDownIn(t, memory.New(), start, cfg)
}

func sitDownIn(t *testing.T, store *memory.Store, start wire.Start, cfg room.Config) *table {
	t.Helper()
	tb := &table{t: t, store: store, cfg: cfg}
	tag, stream, body := wire.EncodeBody(start)
	_, err := tb.store.Rooms().Make(t.Context(), lobby.NewRoom{
		Summary: room.Summary{Room: "r", Game: wire.LiveGame{
			Room: "r", White: start.White, Black: start.Black, Control: start.Control, FEN: startFEN, Clock: start.Clock, Delay: start.Delay,
		}},
		Events: []room.Event{{Stream: room.Stream{Name: stream}, N: 1, Pos: 1, Kind: tag, At: time.Now().UnixMilli(), Body: body}},
	})
	if err != nil {
		t.Fatal(err)
	}
	tb.open()
	t.Cleanup(tb.audit)
	return tb
}

// audit judges every event that the test has made, as `rookery check` does.
func (tb *table) audit() {
	var a room.Audit
	log, err := tb.store.Journal().Replay(context.Background(), "r", 0, 1<<20)
	if err != nil {
		tb.t.Error(err)
	}
	for _, e := range log {
		for _, fault := range a.Add(e) {
			tb.t.Errorf("event %d of %s, %s %s: %v", e.N, e.Stream.Name, e.Kind, e.Body, fault)
		}
	}
	if err := a.End(uint64(len(log))); err != nil {
		tb.t.Error(err)
	}
	sum, err := tb.store.Rooms().Room(context.Background(), "r")
	if err == nil {
		err = a.Shows(sum)
	}
	if err != nil {
		tb.t.Errorf("%v: %+v", err, sum)
	}
}

func (tb *table) open() {
	tb.t.Helper()
	cfg := tb.cfg
	cfg.ID, cfg.Journal, cfg.Log = "r", tb.store.Journal(), slog.New(slog.DiscardHandler)
	if cfg.Pulse == nil {
		cfg.Pulse = tb.store.Pulse()
	}
	r, err := room.Open(tb.t.Context(), cfg)
	if err != nil {
		tb.t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	tb.room, tb.stop, tb.ended = r, stop, make(chan error, 1)
	go func() { tb.ended <- r.Run(ctx) }()
	tb.t.Cleanup(stop)
	synctest.Wait()
}

// restart ends the room as a crash would, and opens it from its log.
func (tb *table) restart(after time.Duration) {
	tb.stop()
	<-tb.ended
	time.Sleep(after)
	tb.store.Boot()
	tb.open()
}

// client is one tab of somebody.
type client struct {
	tb *table
	m  *room.Member

	mu      sync.Mutex
	frames  []string
	answers []room.Answer
	ended   bool
}

// Offer takes a frame; ephemera are kept apart from the numbered ones by their lack of "n".
func (c *client) Offer(frame []byte, _ bool) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.frames = append(c.frames, string(frame))
	return true
}

func (tb *table) join(p wire.Person) *client {
	tb.t.Helper()
	return tb.resume(p, map[wire.Stream]uint64{"chat": 0, "whispers": 0})
}

func (tb *table) resume(p wire.Person, from map[wire.Stream]uint64) *client {
	tb.t.Helper()
	c := &client{tb: tb}
	c.m = &room.Member{
		Person: p, Out: c,
		Answer: func(a room.Answer) { c.mu.Lock(); defer c.mu.Unlock(); c.answers = append(c.answers, a) },
		Ended:  func(error) { c.mu.Lock(); defer c.mu.Unlock(); c.ended = true },
	}
	if heads, ok, err := tb.room.Attach(tb.t.Context(), c.m, from); err != nil || !ok {
		tb.t.Fatalf("%s could not come in: heads %v, ok %v, err %v", p.Nick, heads, ok, err)
	}
	return c
}

// do sends a command, received now, and gives its answer.
func (c *client) do(cmd wire.Command) room.Answer {
	c.tb.t.Helper()
	c.tb.cids++
	return c.doAs(cmd, fmt.Sprintf("00000000-0000-4000-8000-%012d", c.tb.cids), time.Now())
}

func (c *client) doAs(cmd wire.Command, cid string, received time.Time) room.Answer {
	c.tb.t.Helper()
	err := c.tb.room.Post(room.Command{From: c.m, Received: received, Req: wire.Request{CID: wire.CID(cid), Cmd: cmd, Tag: fmt.Sprintf("%T", cmd)}})
	if err != nil {
		c.tb.t.Fatalf("post %T: %v", cmd, err)
	}
	synctest.Wait()
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.answers) == 0 {
		return room.Answer{Err: errSilence}
	}
	a := c.answers[len(c.answers)-1]
	if a.Req.CID != wire.CID(cid) {
		return room.Answer{Err: errSilence}
	}
	return a
}

var errSilence = fmt.Errorf("silence")

// moves plays UCI moves alternately, White first, and fails the test if one is refused.
func (tb *table) moves(white, black *client, ucis ...string) {
	tb.t.Helper()
	for _, uci := range ucis {
		c := white
		if tb.turn() == "black" {
			c = black
		}
		if a := c.do(wire.Move{Text: uci, On: tb.on()}); a.Err != nil {
			tb.t.Fatalf("%s: %v", uci, a.Err)
		}
	}
}

func (tb *table) snapshot() wire.GameSnapshot {
	tb.t.Helper()
	c := tb.join(wire.Person{})
	defer func() { tb.room.Detach(c.m, false); synctest.Wait() }()
	var f struct {
		T string            `json:"t"`
		D wire.GameSnapshot `json:"d"`
	}
	for _, frame := range c.all() {
		if json.Unmarshal([]byte(frame), &f) == nil && f.T == "snapshot" {
			return f.D
		}
	}
	tb.t.Fatal("no snapshot")
	return wire.GameSnapshot{}
}

func (tb *table) on() uint64 { return tb.snapshot().On }

func (tb *table) turn() wire.Side {
	if strings.Contains(tb.snapshot().FEN, " w ") {
		return wire.White
	}
	return wire.Black
}

func (c *client) all() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]string{}, c.frames...)
}

// told lists the numbered events that a client got, as "stream/n type".
func (c *client) told() []string {
	var list []string
	for _, f := range c.all() {
		var e wire.Event
		if json.Unmarshal([]byte(f), &e) == nil && e.N > 0 {
			list = append(list, fmt.Sprintf("%s/%d %s", e.S, e.N, e.T))
		}
	}
	return list
}

// heard is everything a client got, in one string.
func (c *client) heard() string { return strings.Join(c.all(), "\n") }

// news decodes the newest ephemeral frame with tag t.
func news[T any](tb *table, c *client, tag string) T {
	tb.t.Helper()
	all := c.all()
	for i := len(all) - 1; i >= 0; i-- {
		var f struct {
			T string `json:"t"`
			N uint64 `json:"n"`
			D T      `json:"d"`
		}
		if json.Unmarshal([]byte(all[i]), &f) == nil && f.T == tag && f.N == 0 {
			return f.D
		}
	}
	tb.t.Fatalf("no %s frame", tag)
	var none T
	return none
}
