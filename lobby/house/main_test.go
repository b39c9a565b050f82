package house

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"
	"go.uber.org/goleak"

	"rookery/game"
	"rookery/lobby"
	"rookery/lobby/room"
	"rookery/lobby/store/memory"
	"rookery/lobby/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var (
	ada    = wire.Person{ID: "a", Nick: "ada"}
	itself = wire.Person{ID: "h", Nick: "house"}
)

// finder finds a move after moves from fen.
type finder func(ctx context.Context, fen string, moves []string) (string, error)

// club is a house with rooms for it to play in, in a bubble of fake time.
type club struct {
	t     *testing.T
	ctx   context.Context
	store *memory.Store
	house *House
	rooms sync.WaitGroup
}

// with runs f with a house that thinks by think, and ends its games.
func with(t *testing.T, find finder, f func(c *club)) {
	t.Helper()
	think := func(ctx context.Context, q Question) (string, error) { return find(ctx, q.FEN, q.Moves) }
	synctest.Test(t, func(t *testing.T) {
		ctx, end := context.WithCancel(t.Context())
		c := &club{t: t, ctx: ctx, store: memory.New(), house: New(think, slog.New(slog.NewTextHandler(t.Output(), nil)))}
		f(c)
		end()
		c.rooms.Wait()
	})
}

// board is one game of ada's against the house.
type board struct {
	c       *club
	id      room.ID
	room    *room.Room
	member  *room.Member
	answers chan room.Answer
	left    chan error // how the house's part ended
}

// plays makes a game in which ada has side, from fen, empty for the usual start.
func (c *club) plays(side wire.Side, control, fen string) *board {
	c.t.Helper()
	clocks, err := game.ParseControl(control)
	if err != nil {
		c.t.Fatal(err)
	}
	g, err := game.New(game.Setup{Control: clocks, FEN: fen})
	if err != nil {
		c.t.Fatal(err)
	}
	start := wire.Start{White: &ada, Black: &itself, Control: room.WireControl(clocks), FEN: fen, How: "house"}
	houses := wire.Black
	if side == wire.Black {
		start.White, start.Black, houses = &itself, &ada, wire.White
	}
	start.Clock = wire.Clock{White: clocks.Clock().Milliseconds(), Black: clocks.Clock().Milliseconds()}
	kind, stream, body := wire.EncodeBody(start)
	b := &board{c: c, id: room.ID(uuid.NewString()), answers: make(chan room.Answer, 1), left: make(chan error, 1)}
	_, err = c.store.Rooms().Make(c.ctx, lobby.NewRoom{
		Summary: room.Summary{Room: b.id, Game: wire.LiveGame{
			Room: string(b.id), White: start.White, Black: start.Black, Control: start.Control, FEN: g.FEN(), Clock: start.Clock,
		}},
		Events: []room.Event{{Stream: room.Stream{Name: stream}, N: 1, Pos: 1, Kind: kind, At: time.Now().UnixMilli(), Body: body}},
	})
	if err != nil {
		c.t.Fatal(err)
	}
	if b.room, err = room.Open(c.ctx, room.Config{ID: b.id, Journal: c.store.Journal(), Log: c.house.log, Changed: func(room.Summary) {}}); err != nil {
		c.t.Fatal(err)
	}
	c.rooms.Go(func() { _ = b.room.Run(c.ctx) })
	c.rooms.Go(func() { b.left <- c.house.Play(c.ctx, b.room, itself, houses) })
	b.sits()
	return b
}

// sits attaches ada.
func (b *board) sits() {
	b.c.t.Helper()
	b.member = &room.Member{Person: ada, Out: newEars(), Answer: func(a room.Answer) { b.answers <- a }}
	heads, ok, err := b.room.Attach(b.c.ctx, b.member, nil)
	if err == nil && !ok {
		delete(heads, wire.GameStream)
		_, ok, err = b.room.Attach(b.c.ctx, b.member, heads)
	}
	if err != nil || !ok {
		b.c.t.Fatalf("attach: %v, %v", ok, err)
	}
}

func (b *board) does(cmd wire.Command) {
	b.c.t.Helper()
	err := b.room.Post(room.Command{From: b.member, Req: wire.Request{CID: wire.CID(uuid.NewString()), Cmd: cmd}, Received: time.Now()})
	if err == nil {
		err = (<-b.answers).Err
	}
	if err != nil {
		b.c.t.Fatalf("%+v: %v", cmd, err)
	}
}

// moves plays in the position as it is now.
func (b *board) moves(text string) {
	b.c.t.Helper()
	b.does(wire.Move{Text: text, On: b.on()})
}

// offers offers in the position as it is now.
func (b *board) offers(what string) {
	b.c.t.Helper()
	b.does(wire.Offer{What: what, On: b.on()})
}

// events are the events of the game.
func (b *board) events() []room.Event {
	b.c.t.Helper()
	list, err := b.c.store.Journal().Load(b.c.ctx, b.id, room.Stream{Name: wire.GameStream}, 0, 1000)
	if err != nil {
		b.c.t.Fatal(err)
	}
	return list
}

// log lists their kinds.
func (b *board) log() string {
	b.c.t.Helper()
	var kinds []string
	for _, e := range b.events() {
		kinds = append(kinds, e.Kind)
	}
	return strings.Join(kinds, " ")
}

// on is the number of the event that made the present position.
func (b *board) on() (n uint64) {
	for _, e := range b.events() {
		if e.Kind == "moved" || e.Kind == "taken_back" || e.Kind == "start" {
			n = e.N
		}
	}
	return n
}

// shows is the game as lists show it.
func (b *board) shows() wire.LiveGame {
	b.c.t.Helper()
	s, err := b.c.store.Rooms().Room(b.c.ctx, b.id)
	if err != nil {
		b.c.t.Fatal(err)
	}
	return s.Game
}

// after lets time pass and everybody act.
func after(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// replies is all the chess that the house of these tests knows.
var replies = map[string]string{
	"":                    "e2e4",
	"f2f3":                "e7e5",
	"f2f3 e7e5 g2g4":      "d8h4", // mate
	"e2e4":                "e7e5",
	"d2d4":                "d7d5",
	"e2e4 e7e5 g1f3":      "b8c6",
	"e2e4 e7e5 b1c3":      "b8c6",
	"e2e4 d7d5":           "e4d5",
	"e2e4 e7e5 g1f3 b8c6": "f1b5",
}

func byHeart(_ context.Context, _ string, moves []string) (string, error) {
	uci, ok := replies[strings.Join(moves, " ")]
	if !ok {
		return "", errors.New("never seen this position")
	}
	return uci, nil
}

// anyReply is a player who knows no more than the rules.
func anyReply(_ context.Context, fen string, moves []string) (string, error) {
	pos, err := game.ParsePosition(fen)
	for _, uci := range moves {
		if err == nil {
			pos, err = pos.Play(uci)
		}
	}
	if err != nil {
		return "", err
	}
	return pos.Choices()[0].UCI(), nil
}
