package sqlite

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"rookery/lobby"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// owner is one of two who both hold a room for theirs, as two nodes would after
// a lease went wrong. One that another's write has overtaken opens it again.
type owner struct {
	t     *testing.T
	store *Store
	id    room.ID

	mu   sync.Mutex // guards what follows
	room *room.Room
	told map[uint64][]byte // lines as its watcher was told them, over all its lives
	lost int               // how often it was overtaken
}

// run owns the room until ctx ends.
func (o *owner) run(ctx context.Context) {
	for ctx.Err() == nil {
		r, err := room.Open(ctx, room.Config{ID: o.id, Journal: o.store.Journal(), Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			if ctx.Err() == nil {
				o.t.Error(err)
			}
			return
		}
		done := make(chan error, 1)
		go func() { done <- r.Run(ctx) }()
		watcher := &room.Member{Out: o, Answer: func(room.Answer) {}}
		if heads, ok, err := r.Attach(ctx, watcher, map[wire.Stream]uint64{wire.ChatStream: 0}); err == nil && !ok {
			_, _, _ = r.Attach(ctx, watcher, map[wire.Stream]uint64{wire.ChatStream: heads[wire.ChatStream]})
		}
		o.mu.Lock()
		o.room = r
		o.mu.Unlock()
		err = <-done
		if err != nil && !errors.Is(err, room.ErrConflict) {
			o.t.Errorf("a room ended: %v", err)
		}
		if err != nil {
			o.lost++
		}
	}
}

// Offer is told a frame.
func (o *owner) Offer(frame []byte, ephemeral bool) bool {
	var e wire.Event
	if err := json.Unmarshal(frame, &e); ephemeral || err != nil || e.S != wire.ChatStream || e.N == 0 {
		return true
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if was, again := o.told[e.N]; again && string(was) != string(frame) {
		o.t.Errorf("line %d was told as %s and as %s", e.N, was, frame)
	}
	o.told[e.N] = frame
	return true
}

// say has somebody say something to the owner until it is acknowledged, and gives
// its number.
func (o *owner) say(ctx context.Context, i int) (uint64, error) {
	req := wire.Request{CID: wire.CID(uuid.NewString()), Tag: "say", Cmd: wire.Say{Text: fmt.Sprint("line ", i), To: wire.ChatStream}}
	for ctx.Err() == nil {
		o.mu.Lock()
		r := o.room
		o.mu.Unlock()
		answers := make(chan room.Answer, 1)
		from := &room.Member{Person: wire.Person{ID: fmt.Sprint("p", i), Nick: fmt.Sprint("bird", i)}, Answer: func(a room.Answer) { answers <- a }}
		if r == nil || r.Post(room.Command{From: from, Req: req, Received: time.Now()}) != nil {
			continue
		}
		select {
		case a := <-answers:
			if a.Err == nil {
				return a.N, nil
			}
			// As a session does, whose client has sent it again: no refusal without a look.
			if known, ok, err := o.store.Journal().Find(ctx, from.Person.ID, req.CID); ok || err != nil {
				return known.N, err
			}
			if !errors.Is(a.Err, room.ErrClosed) && !errors.Is(a.Err, room.ErrBusy) {
				return 0, a.Err
			}
		case <-time.After(50 * time.Millisecond): // the room has ended, and what became of it is not known
		case <-ctx.Done():
		}
	}
	return 0, ctx.Err()
}

func TestTwoOwnersOfARoomNeverBothWrite(t *testing.T) {
	store, id := opened(t), room.ID(uuid.NewString())
	start := wire.Start{White: &wire.Person{ID: "w", Nick: "rook"}, Black: &wire.Person{ID: "b", Nick: "crow"}, How: "pool"}
	tag, stream, body := wire.EncodeBody(start)
	if _, err := store.Rooms().Make(t.Context(), lobby.NewRoom{
		Summary: room.Summary{Room: id, Game: wire.LiveGame{Room: string(id), White: start.White, Black: start.Black}},
		Events:  []room.Event{{Stream: room.Stream{Name: stream}, N: 1, Pos: 1, Kind: tag, At: time.Now().UnixMilli(), Body: body}},
	}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var owners []*owner
	var running sync.WaitGroup
	for range 2 {
		o := &owner{t: t, store: store, id: id, told: make(map[uint64][]byte)}
		owners = append(owners, o)
		running.Go(func() { o.run(ctx) })
	}
	const lines = 100
	acknowledged := make([]uint64, lines)
	var speakers sync.WaitGroup
	slots := make(chan struct{}, 4)
	for i := range lines {
		slots <- struct{}{}
		speakers.Go(func() {
			defer func() { <-slots }()
			var err error
			if acknowledged[i], err = owners[i%2].say(ctx, i); err != nil {
				t.Errorf("line %d: %v", i, err)
			}
		})
	}
	speakers.Wait()
	cancel()
	running.Wait()

	log, err := store.Journal().Load(t.Context(), id, room.Stream{Name: wire.ChatStream}, 0, 10*lines)
	if err != nil || len(log) != lines {
		t.Fatalf("%d lines are stored of %d: %v", len(log), lines, err)
	}
	for i, n := range acknowledged {
		if n == 0 {
			continue // said so above
		}
		body, err := log[n-1].Wire().Body()
		if line, _ := body.(wire.Line); err != nil || line.Text != fmt.Sprint("line ", i) {
			t.Errorf("line %d is acknowledged as number %d, which is %s", i, n, log[n-1].Body)
		}
	}
	for i, o := range owners {
		for n, frame := range o.told {
			if want := string(log[n-1].Wire().Frame()); want != string(frame) {
				t.Errorf("owner %d told line %d as %s, and stored is %s", i, n, frame, want)
			}
		}
	}
	if owners[0].lost == 0 || owners[1].lost == 0 {
		t.Errorf("they were overtaken %d and %d times: nothing was tried", owners[0].lost, owners[1].lost)
	}
	t.Attr("faults", fmt.Sprint(owners[0].lost+owners[1].lost))
	t.Attr("operations", fmt.Sprint(lines))
	t.Attr("violations", "0") // each is an error of the test
}
