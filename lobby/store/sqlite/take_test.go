package sqlite

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"rookery/lobby"
	"rookery/lobby/desk"
	"rookery/lobby/hall"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// lobbyOnDisk is a whole lobby over data on disk, and the commits it makes.
type lobbyOnDisk struct {
	tb      testing.TB
	store   *Store
	lobby   *desk.Desk
	commits atomic.Int64
	came    int
}

func openLobby(tb testing.TB) *lobbyOnDisk {
	h := &lobbyOnDisk{tb: tb}
	var err error
	h.store, err = Open(tb.Context(), tb.TempDir(), Options{Observe: func(int, time.Duration) { h.commits.Add(1) }})
	if err != nil {
		tb.Fatal(err)
	}
	s := h.store
	h.lobby = desk.New(desk.Config{
		Rooms: s.Rooms(), Seeks: s.Seeks(), Notices: s.Notices(), Blocks: s.Blocks(), Ratings: s.Ratings(), History: s.History(),
		Hiding: s.Hiding(), Journal: s.Journal(), Pulse: s.Pulse(), Persons: s.Persons(), Log: slog.New(slog.DiscardHandler),
		House: func(context.Context, *room.Room, wire.Person, wire.Side) error { return nil },
	})
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- h.lobby.Run(ctx) }()
	tb.Cleanup(func() {
		stop()
		if err := errors.Join(<-ended, s.Close()); err != nil {
			tb.Error(err)
		}
	})
	return h
}

// enters is a new person who is there.
func (h *lobbyOnDisk) enters() *hall.Conn {
	h.tb.Helper()
	h.came++
	p := person.Person{ID: person.ID(uuid.Must(uuid.NewV7()).String()), Nick: fmt.Sprint("p", h.came)}
	g := person.Guest{Person: p, Skeleton: p.Nick}
	copy(g.TokenHash[:], p.ID)
	if err := h.store.Persons().Create(h.tb.Context(), g, time.Now()); err != nil {
		h.tb.Fatal(err)
	}
	c := &hall.Conn{Who: p}
	if err := h.lobby.Arrive(h.tb.Context(), c); err != nil {
		h.tb.Fatal(err)
	}
	return c
}

func (h *lobbyOnDisk) asks(c *hall.Conn, cmd wire.Command) error {
	id := uuid.New()
	_, err := h.lobby.Do(h.tb.Context(), c, wire.Request{CID: wire.CID(id.String()), Cmd: cmd, Hash: id}, time.Now())
	return err
}

// seeks opens a seek and gives its id.
func (h *lobbyOnDisk) seeks(c *hall.Conn) string {
	h.tb.Helper()
	if err := h.asks(c, wire.Seek{Control: wire.Control{Base: 300, Inc: 3}, Side: wire.Random}); err != nil {
		h.tb.Fatal(err)
	}
	open, err := h.store.Seeks().All(h.tb.Context())
	if err != nil || len(open) == 0 {
		h.tb.Fatal(len(open), err)
	}
	return open[len(open)-1].ID
}

// seated counts the games that c's person was told of.
func (h *lobbyOnDisk) seated(c *hall.Conn) (n int) {
	h.tb.Helper()
	list, err := h.store.Notices().Load(h.tb.Context(), c.Who.ID, 0, 100)
	if err != nil {
		h.tb.Fatal(err)
	}
	for _, e := range list {
		if e.Kind == "seated" {
			n++
		}
	}
	return n
}

func TestOfSixtyFourWhoTakeASeekAtOnceOneSitsDown(t *testing.T) {
	h := openLobby(t)
	seeker := h.enters()
	id := h.seeks(seeker)
	takers := make([]*hall.Conn, 64)
	for i := range takers {
		takers[i] = h.enters()
	}
	var won, lost atomic.Int64
	var all sync.WaitGroup
	for _, c := range takers {
		all.Go(func() {
			switch err := h.asks(c, wire.Take{Seek: id}); {
			case err == nil:
				won.Add(1)
			case errors.Is(err, lobby.ErrNoSeek):
				lost.Add(1)
			default:
				t.Errorf("take: %v", err)
			}
		})
	}
	all.Wait()
	seats := 0
	for _, c := range takers {
		seats += h.seated(c)
	}
	if won.Load() != 1 || lost.Load() != 63 || seats != 1 || h.seated(seeker) != 1 {
		t.Errorf("%d of 64 got it and %d did not; %d takers and %d seekers are seated", won.Load(), lost.Load(), seats, h.seated(seeker))
	}
	rooms, err := h.store.Rooms().Unfinished(t.Context())
	if err != nil || len(rooms) != 1 {
		t.Errorf("%d rooms, %v", len(rooms), err)
	}
}

func TestTakingASeekIsOneCommitUntilBothAreSeated(t *testing.T) {
	h := openLobby(t)
	seeker, taker := h.enters(), h.enters()
	id := h.seeks(seeker)
	before := h.commits.Load()
	if err := h.asks(taker, wire.Take{Seek: id}); err != nil {
		t.Fatal(err)
	}
	if h.seated(seeker) != 1 || h.seated(taker) != 1 {
		t.Error("they are not seated")
	}
	if n := h.commits.Load() - before; n != 1 {
		t.Errorf("it took %d commits", n)
	}
}

// BenchmarkTake is from the taker's command to both seated. Compare with BenchmarkFsync.
func BenchmarkTake(b *testing.B) {
	h := openLobby(b)
	var took time.Duration
	var commits int64
	for b.Loop() {
		seeker, taker := h.enters(), h.enters()
		id := h.seeks(seeker)
		before, start := h.commits.Load(), time.Now()
		if err := h.asks(taker, wire.Take{Seek: id}); err != nil {
			b.Fatal(err)
		}
		took += time.Since(start)
		commits += h.commits.Load() - before
	}
	b.ReportMetric(float64(took.Microseconds())/float64(b.N), "µs/take")
	b.ReportMetric(float64(commits)/float64(b.N), "commits/take")
}
