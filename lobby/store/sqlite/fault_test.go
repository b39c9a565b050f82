package sqlite

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"

	"rookery/lobby"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// onDisk makes the writer run f between two transactions' worth of work.
func onDisk(t *testing.T, s *Store, f func(*tx) error) {
	t.Helper()
	if _, err := write(context.Background(), s, true, func(t *tx) (int, error) { return 0, f(t) }); err != nil {
		t.Fatal(err)
	}
}

func pages(t *testing.T, s *Store, max int) {
	t.Helper()
	onDisk(t, s, func(t *tx) error {
		var got int
		return t.get(fmt.Sprintf(`PRAGMA max_page_count = %d`, max), nil, &got)
	})
}

func TestAFullDiskRefusesCleanlyAndRecoversByItself(t *testing.T) {
	s := opened(t)
	ids := makeRooms(t, s, 8)
	pages(t, s, 1) // SQLite takes this as "no more than there are"
	var mu sync.Mutex
	stored := make(map[room.ID]uint64)
	var wg sync.WaitGroup
	for _, id := range ids {
		wg.Go(func() {
			for n := uint64(2); ; n++ {
				err := s.Journal().Append(t.Context(), move(id, n))
				if err != nil {
					if !errors.Is(err, room.ErrFull) {
						t.Errorf("error is %v", err)
					}
					return
				}
				mu.Lock()
				stored[id] = n
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if t.Failed() {
		return
	}
	select {
	case err := <-s.Fatal():
		t.Fatalf("a full disk is not the end: %v", err)
	default:
	}
	pages(t, s, 1_000_000)
	if err := s.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		next := max(stored[id], 1) + 1 // the refused move was not stored: it can be made now
		if err := s.Journal().Append(t.Context(), move(id, next)); err != nil {
			t.Fatalf("move %d of room %s: %v", next, id, err)
		}
	}
}

func TestACommitOfUnknownOutcomeIsTheEndOfEverything(t *testing.T) {
	eio := errors.New("fsync: input/output error")
	for _, c := range []struct {
		name    string
		reached bool // whether the disk has the commit all the same
	}{{"the commit did not reach the disk", false}, {"the commit reached the disk", true}} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			s := open(t, dir)
			id := makeRooms(t, s, 1)[0]
			if err := s.Journal().Append(t.Context(), move(id, 2)); err != nil {
				t.Fatal(err)
			}
			_, err := write(t.Context(), s, true, func(t *tx) (int, error) {
				commit := t.durable
				t.durable = func() error {
					if c.reached {
						_ = commit()
					}
					return eio
				}
				return 0, t.append(move(id, 3))
			})
			refuses := func(what string, err error) {
				t.Helper()
				var seen *room.SeenError
				if !errors.Is(err, eio) || errors.Is(err, room.ErrFull) || errors.Is(err, room.ErrBusy) ||
					errors.Is(err, room.ErrConflict) || errors.As(err, &seen) {
					t.Fatalf("%s: error is %v", what, err)
				}
			}
			refuses("the move", err)
			refuses("fatal", <-s.Fatal())
			refuses("the next move", s.Journal().Append(t.Context(), move(id, 4)))
			_, err = s.Journal().Replay(t.Context(), id, 0, 10) // it could show what is not there after a power cut
			refuses("reading", err)
			refuses("ready", s.Ready(t.Context()))
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			s = open(t, dir)
			defer s.Close()
			want := 2
			if c.reached {
				want = 3
			}
			if list, err := s.Journal().Replay(t.Context(), id, 0, 10); err != nil || len(list) != want {
				t.Fatalf("%d events, %v", len(list), err)
			}
		})
	}
}

func TestAResendBesideItsCommandIsNotAcknowledgedWhenTheDiskIsFull(t *testing.T) {
	s := opened(t)
	id := makeRooms(t, s, 1)[0]
	e := move(id, 2)
	stalled, goOn := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		_, _ = write(context.Background(), s, true, func(*tx) (int, error) { close(stalled); <-goOn; return 0, nil })
	})
	<-stalled
	errs := make(chan error, 3)
	put := func(f func(*tx) error) {
		if err := s.queue.put(job{do: f, done: func(err error) { errs <- err }}, true); err != nil {
			t.Fatal(err)
		}
	}
	put(func(t *tx) error { return t.append(e) })
	put(func(t *tx) error { return t.append(e) })
	put(func(t *tx) error {
		commit := t.durable
		t.durable = func() error {
			t.durable = commit
			return t.exhaust()
		}
		return nil
	})
	close(goOn)
	wg.Wait()
	for range 3 {
		if err := <-errs; !errors.Is(err, room.ErrFull) {
			t.Fatalf("error is %v", err)
		}
	}
	pages(t, s, 1_000_000)
	if err := s.Journal().Append(t.Context(), e); err != nil {
		t.Fatal(err)
	}
}

// exhaust gives SQLite's own error for a full disk.
func (t *tx) exhaust() error {
	var got int
	if err := t.get(`PRAGMA max_page_count = 1`, nil, &got); err != nil {
		return err
	}
	_, err := t.exec(`INSERT INTO meta (name, value) VALUES ('much', hex(zeroblob(10000000)))`)
	return err
}

// A child process plays moves and prints each that is acknowledged, as room and
// number. Its mode and directory come in the environment.
const childEnv = "ROOKERY_STORE_CHILD"

func childDir() (string, bool) { return os.LookupEnv(childEnv) }

// play appends moves to 16 rooms at once until it is killed, or the store stops.
func play(where string) {
	mode, dir, _ := strings.Cut(where, ":")
	s, err := Open(context.Background(), dir, Options{})
	if err != nil {
		fmt.Println("open:", err)
		os.Exit(1)
	}
	ids := make([]room.ID, 16)
	for i := range ids {
		ids[i] = room.ID(fmt.Sprint("room", i))
		if _, err := s.Rooms().Make(context.Background(), lobby.NewRoom{Summary: summaryOf(ids[i], 0)}); err != nil {
			fmt.Println("make:", err)
			os.Exit(1)
		}
	}
	if mode == limited {
		limit(dir)
	}
	var print sync.Mutex
	for _, id := range ids {
		go func() {
			for n := uint64(1); ; n++ {
				e := move(id, n)
				if s.Journal().Append(context.Background(), e) != nil {
					return
				}
				print.Lock()
				fmt.Println(id, n, e.Receipts[0].Actor, e.Receipts[0].CID)
				print.Unlock()
			}
		}()
	}
	cause := <-s.Fatal()
	print.Lock()
	fmt.Println("fatal", cause)
	os.Exit(3)
}

const (
	killed  = "killed"
	limited = "limited"
)

// acked runs a child and gives what it acknowledged until it ended: it is
// killed once it has acknowledged enough.
func acked(t *testing.T, mode, dir string, enough int) (acks [][]string, fatal string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), childEnv+"="+mode+":"+dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for in := bufio.NewScanner(out); in.Scan(); {
		switch f := strings.Fields(in.Text()); {
		case f[0] == "fatal":
			fatal = in.Text()
		case len(f) == 4 && strings.HasPrefix(f[0], "room"):
			acks = append(acks, f)
		default:
			t.Fatalf("the child says %q", in.Text())
		}
		if len(acks) == enough {
			_ = cmd.Process.Kill() // it may have ended by itself
		}
	}
	_ = cmd.Wait() // it was killed, or exited with 3
	return acks, fatal
}

// survived opens what a child left and checks that it has every acknowledged
// move and its receipt, and no gap.
func survived(t *testing.T, dir string, acks [][]string) {
	t.Helper()
	s := open(t, dir)
	defer s.Close()
	for _, a := range acks {
		n, err := strconv.ParseUint(a[1], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		list, err := s.Journal().Load(t.Context(), room.ID(a[0]), room.Stream{Name: wire.GameStream}, n-1, 1)
		if err != nil || len(list) != 1 || list[0].N != n || list[0].Pos != n {
			t.Fatalf("acknowledged move %s of %s is %v, %v", a[1], a[0], list, err)
		}
		r, ok, err := s.Journal().Find(t.Context(), a[2], wire.CID(a[3]))
		if err != nil || !ok || r.N != n {
			t.Fatalf("command %s is %v, %v, %v", a[3], r, ok, err)
		}
	}
}

func TestEveryAcknowledgedMoveOutlivesKill9(t *testing.T) {
	for _, enough := range []int{1, 100, 500} {
		t.Run(fmt.Sprint("after ", enough), func(t *testing.T) {
			dir := t.TempDir()
			acks, fatal := acked(t, killed, dir, enough)
			if len(acks) < enough || fatal != "" {
				t.Fatalf("%d moves were acknowledged; %s", len(acks), fatal)
			}
			survived(t, dir, acks)
		})
	}
}
