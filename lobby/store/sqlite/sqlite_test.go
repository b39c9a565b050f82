package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"go.uber.org/goleak"

	"rookery/game"
	"rookery/lobby"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/store/storetest"
	"rookery/lobby/wire"
)

func TestMain(m *testing.M) {
	if dir, ok := childDir(); ok {
		play(dir)
		return
	}
	goleak.VerifyTestMain(m)
}

func open(t testing.TB, dir string) *Store {
	t.Helper()
	s, err := Open(context.Background(), dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.Stores {
		dir := t.TempDir()
		s := open(t, dir)
		var stores func() storetest.Stores
		stores = func() storetest.Stores {
			return storetest.Stores{
				Journal: s.Journal(), Pulse: s.Pulse(), Rooms: s.Rooms(), Seeks: s.Seeks(), Notices: s.Notices(), Blocks: s.Blocks(), Reports: s.Reports(), Ratings: s.Ratings(), History: s.History(), Hiding: s.Hiding(), Persons: s.Persons(), Handovers: s.Handovers(),
				Reopen: func(t *testing.T) storetest.Stores {
					if err := s.Close(); err != nil {
						t.Fatal(err)
					}
					s = open(t, dir)
					return stores()
				},
			}
		}
		t.Cleanup(func() {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
		return stores()
	})
}

// opened is a new store that ends with the test.
func opened(t testing.TB) *Store {
	t.Helper()
	s := open(t, t.TempDir())
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestTheDataKeepsItsEpoch(t *testing.T) {
	dir := t.TempDir()
	first := open(t, dir)
	if first.Epoch() == "" {
		t.Fatal("no epoch")
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	again, other := open(t, dir), opened(t)
	defer again.Close()
	if again.Epoch() != first.Epoch() || other.Epoch() == first.Epoch() {
		t.Fatalf("epochs: %s, reopened %s, of other data %s", first.Epoch(), again.Epoch(), other.Epoch())
	}
}

func TestASecondProcessIsRefused(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	_, err := Open(t.Context(), dir, Options{})
	if err == nil || !strings.Contains(err.Error(), "another Rookery") || !strings.Contains(err.Error(), dir) {
		t.Fatalf("error is %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := open(t, dir).Close(); err != nil {
		t.Fatal(err)
	}
}

func TestDataOfANewerRookeryIsRefusedAndLeftAlone(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	makeRooms(t, s, 1)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	outside(t, dir, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)`)
	_, err := Open(t.Context(), dir, Options{})
	if err == nil || !strings.Contains(err.Error(), "newer Rookery") {
		t.Fatalf("error is %v", err)
	}
	outside(t, dir, `DELETE FROM goose_db_version WHERE version_id = 99`)
	s = open(t, dir) // the lock was given back
	defer s.Close()
	if list, err := s.Rooms().Unfinished(t.Context()); err != nil || len(list) != 1 {
		t.Fatalf("rooms are %v, %v", list, err)
	}
}

// The first schema kept a seek's control as a base and an increment.
func TestSeeksOfTheFirstSchemaKeepTheirControl(t *testing.T) {
	dir := t.TempDir()
	db, err := modernc.connect(t.Context(), filepath.Join(dir, "rookery.db"), 1)
	if err != nil {
		t.Fatal(err)
	}
	p, err := schema(db)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.UpTo(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		`INSERT INTO who (key, id) VALUES (1, '` + annaID + `'), (2, '` + borisID + `')`,
		`INSERT INTO seek (id, seeker, nick, base, inc, side, at) VALUES
			('a', 1, 'anna', 300, 3, 'white', 1), ('b', 2, 'boris', 30, 0, 'random', 2),
			('c', 1, 'anna', 10, 1, 'black', 3), ('d', 1, 'anna', 0, 180, 'random', 4), ('e', 2, 'boris', 300, 3, 'black', 5)`,
	} {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	anna, boris := person.Person{ID: annaID, Nick: "anna"}, person.Person{ID: borisID, Nick: "boris"}
	blitz := game.Control{Base: 5 * time.Minute, Inc: 3 * time.Second}
	want := []lobby.Seek{
		{ID: "a", By: anna, Terms: lobby.Terms{Control: blitz}, Side: wire.White, At: 1},
		{ID: "b", By: boris, Terms: lobby.Terms{Control: game.Control{Base: 30 * time.Second}}, Side: wire.Random, At: 2},
		{ID: "c", By: anna, Terms: lobby.Terms{Control: game.Control{Base: 10 * time.Second, Inc: time.Second}}, Side: wire.Black, At: 3},
		{ID: "d", By: anna, Terms: lobby.Terms{Control: game.Control{Inc: 3 * time.Minute}}, Side: wire.Random, At: 4},
		{ID: "e", By: boris, Terms: lobby.Terms{Control: blitz}, Side: wire.Black, At: 5},
	}
	for _, when := range []string{"migrated", "opened again"} {
		s := open(t, dir)
		got, err := s.Seeks().All(t.Context())
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, %v", when, got, err)
		}
		if when == "migrated" {
			_, err = s.Rooms().Make(t.Context(), lobby.NewRoom{Summary: summaryOf("r", 0), Seek: "a", Withdraw: []person.ID{annaID}})
			want = []lobby.Seek{want[1], want[4]}
		}
		if err := errors.Join(err, s.Close()); err != nil {
			t.Fatal(err)
		}
	}
}

// Until the fifth schema bob_ and bob were two nicks.
func TestNicksInUseStayAndNewOnesAreJudgedWithoutHyphens(t *testing.T) {
	dir := t.TempDir()
	db, err := modernc.connect(t.Context(), filepath.Join(dir, "rookery.db"), 1)
	if err != nil {
		t.Fatal(err)
	}
	p, err := schema(db)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.UpTo(t.Context(), 4); err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		`INSERT INTO who (key, id) VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd'), (5, 'e')`,
		`INSERT INTO person (key, nick, skeleton, token, here, seen) VALUES
			(1, 'bob_', 'bob_', x'01', 0, 1), (2, 'bob', 'bob', x'02', 0, 1), (3, 'r-ook', 'r-ook', x'03', 0, 1), (4, '', NULL, x'04', 0, 1), (5, '__', '__', x'05', 0, 1)`,
	} {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	s := open(t, dir)
	defer s.Close()
	for id, want := range map[person.ID]string{"a": "bob_", "b": "bob", "c": "r-ook", "d": "", "e": "__"} {
		if got, err := s.Persons().ByID(t.Context(), id); err != nil || got.Nick != want {
			t.Errorf("%s, whose nick was %q, is %+v, %v", id, want, got, err)
		}
	}
	for i, nick := range []string{"bo-b", "bob_", "rook", "r_ook_", "--"} {
		g := person.Guest{Person: person.Person{ID: person.ID(nick), Nick: nick}, Skeleton: person.Skeleton(nick), TokenHash: [32]byte{byte(i)}}
		if err := s.Persons().Create(t.Context(), g, time.UnixMilli(2)); !errors.Is(err, person.ErrTaken) {
			t.Errorf("a new %s: %v", nick, err)
		}
	}
	g := person.Guest{Person: person.Person{ID: "crow", Nick: "c-r-o-w"}, Skeleton: person.Skeleton("c-r-o-w")}
	if err := s.Persons().Create(t.Context(), g, time.UnixMilli(2)); err != nil {
		t.Error(err)
	}
}

// outside runs a statement as another program would.
func outside(t *testing.T, dir, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, "rookery.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		t.Fatal(err)
	}
}

func TestADirectoryWithAnOddNameIsOpened(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "50% of ?#& böse")
	s := open(t, dir)
	defer s.Close()
	if n, err := filepath.Glob(filepath.Join(dir, "rookery.db")); err != nil || len(n) != 1 {
		t.Fatalf("the file is not there: %v, %v", n, err)
	}
}

func TestMovesAreStoredBeforeTalk(t *testing.T) {
	q := newQueue()
	var order []string
	job := func(name string) job {
		return job{do: func(*tx) error { order = append(order, name); return nil }}
	}
	for i := range 3 {
		if err := errors.Join(q.put(job(fmt.Sprint("talk ", i)), false), q.put(job(fmt.Sprint("move ", i)), true)); err != nil {
			t.Fatal(err)
		}
	}
	for _, j := range q.next() {
		_ = j.do(nil)
	}
	if got := strings.Join(order, ", "); got != "move 0, move 1, move 2, talk 0, talk 1, talk 2" {
		t.Fatal(got)
	}
}

func TestABatchHasABoundAndSoHasTheQueue(t *testing.T) {
	q := newQueue()
	for range maxQueued {
		if err := q.put(job{}, true); err != nil {
			t.Fatal(err)
		}
	}
	if err := q.put(job{}, true); !errors.Is(err, room.ErrBusy) {
		t.Fatalf("error is %v", err)
	}
	if err := q.put(job{}, false); err != nil {
		t.Fatalf("moves that wait keep talk out: %v", err)
	}
	q.close()
	if err := q.put(job{}, true); err == nil {
		t.Fatal("a closed queue takes more")
	}
	total := 0
	for batch := q.next(); batch != nil; batch = q.next() {
		if len(batch) > maxBatch {
			t.Fatalf("a batch of %d", len(batch))
		}
		total += len(batch)
	}
	if total != maxQueued+1 {
		t.Fatalf("%d jobs came out", total)
	}
}

func TestAStalledDiskAnswersBusyAndThenAll(t *testing.T) {
	s := opened(t)
	stalled, goOn := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		_, _ = write(context.Background(), s, true, func(*tx) (int, error) { close(stalled); <-goOn; return 0, nil })
	})
	<-stalled
	for range maxQueued {
		wg.Add(1)
		err := s.queue.put(job{do: func(*tx) error { return nil }, done: func(err error) {
			defer wg.Done()
			if err != nil {
				t.Error(err)
			}
		}}, false)
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Persons().Present(t.Context(), "anna", true, time.Now()); !errors.Is(err, room.ErrBusy) {
		t.Fatalf("error is %v", err)
	}
	if err := s.Ready(t.Context()); !errors.Is(err, room.ErrBusy) {
		t.Fatalf("error is %v", err)
	}
	close(goOn)
	wg.Wait()
}

func TestWhoeverStopsWaitingDoesNotStopTheWrite(t *testing.T) {
	s := opened(t)
	id := makeRooms(t, s, 1)[0]
	stalled, goOn := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		_, _ = write(context.Background(), s, true, func(*tx) (int, error) { close(stalled); <-goOn; return 0, nil })
	})
	<-stalled
	ctx, leave := context.WithCancelCause(t.Context())
	bored := errors.New("bored")
	leave(bored)
	if err := s.Journal().Append(ctx, move(id, 2)); !errors.Is(err, bored) {
		t.Fatalf("error is %v", err)
	}
	ctx, leave = context.WithCancelCause(t.Context())
	answer := make(chan error, 1)
	wg.Go(func() { answer <- s.Journal().Append(ctx, move(id, 2)) })
	for waiting := 0; waiting == 0; { // until the append is in the queue
		s.queue.mu.Lock()
		waiting = len(s.queue.urgent)
		s.queue.mu.Unlock()
	}
	leave(bored)
	if err := <-answer; !errors.Is(err, bored) {
		t.Fatalf("error is %v", err)
	}
	close(goOn)
	wg.Wait()
	if err := s.Journal().Append(t.Context(), move(id, 2)); !errors.Is(err, room.ErrConflict) {
		t.Fatalf("the move was not stored: %v", err)
	}
}

func TestObserveCountsWhatACommitTookAlong(t *testing.T) {
	var mu sync.Mutex
	writes := 0
	s, err := Open(t.Context(), t.TempDir(), Options{Observe: func(n int, took time.Duration) {
		mu.Lock()
		defer mu.Unlock()
		writes += n
		if took <= 0 {
			t.Errorf("a commit took %v", took)
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	makeRooms(t, s, 7)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if writes != 7 {
		t.Fatalf("%d writes were seen", writes)
	}
}

func TestAClosedStoreTakesNothing(t *testing.T) {
	s := open(t, t.TempDir())
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Journal().Append(t.Context(), room.Entry{}); !errors.Is(err, errClosed) {
		t.Fatalf("error is %v", err)
	}
}

// makeRooms makes n rooms with their first event.
func makeRooms(t testing.TB, s *Store, n int) []room.ID {
	t.Helper()
	ids := make([]room.ID, n)
	for i := range ids {
		ids[i] = room.ID(fmt.Sprintf("0190a000-0000-7000-8000-%012x", i))
		first := room.Event{Stream: room.Stream{Name: wire.GameStream}, N: 1, Pos: 1, Kind: "start", At: 1, Body: []byte(`{}`)}
		if _, err := s.Rooms().Make(t.Context(), lobby.NewRoom{Summary: summaryOf(ids[i], 0), Events: []room.Event{first}}); err != nil {
			t.Fatal(err)
		}
	}
	return ids
}

const (
	annaID  = "0190a000-0000-7000-8000-00000000000a"
	borisID = "0190a000-0000-7000-8000-00000000000b"
)

func summaryOf(id room.ID, ply int) room.Summary {
	return room.Summary{Room: id, Game: wire.LiveGame{
		Room: string(id), White: &wire.Person{ID: annaID, Nick: "anna"}, Black: &wire.Person{ID: borisID, Nick: "boris"},
		Control: wire.Control{Base: 300, Inc: 3}, FEN: "r1bqkbnr/pppp1ppp/2n5/4p3/4P3/5N2/PPPP1PPP/RNBQKB1R w KQkq - 2 3",
		Last: "b8c6", Ply: ply, Clock: wire.Clock{White: 297_120, Black: 298_440}, Running: wire.White,
	}}
}

// move is a move as a room appends it: event n of the game at position n, with
// its receipt and the room's summary.
func move(id room.ID, n uint64) room.Entry {
	_, _, body := wire.EncodeBody(wire.Moved{
		UCI: "b8c6", SAN: "Nc6", Ply: int(n) - 1,
		FEN:   "r1bqkbnr/pppp1ppp/2n5/4p3/4P3/5N2/PPPP1PPP/RNBQKB1R w KQkq - 2 3",
		Clock: wire.Clock{White: 297_120, Black: 298_440}, Spent: 1560, Lag: 31,
	})
	by := annaID
	if n%2 == 1 {
		by = borisID
	}
	sum := summaryOf(id, int(n)-1)
	return room.Entry{
		Room: id, Prev: n - 1, Urgent: true, Summary: &sum,
		Events:   []room.Event{{Stream: room.Stream{Name: wire.GameStream}, N: n, Pos: n, Kind: "moved", By: by, At: 1_740_000_000_000, Body: body}},
		Receipts: []room.Receipt{{Actor: by, CID: wire.CID(uuid.NewString()), Stream: wire.GameStream, N: n}},
	}
}
