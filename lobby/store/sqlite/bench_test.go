package sqlite

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"rookery/lobby/room"
)

// BenchmarkAppend has many rooms make moves, each waiting for its own. Compare
// with BenchmarkFsync, the least that one durable write can take on this disk.
func BenchmarkAppend(b *testing.B) {
	for _, rooms := range []int{1, 16, 256} {
		b.Run(fmt.Sprintf("rooms=%d", rooms), func(b *testing.B) {
			s := opened(b)
			ids := makeRooms(b, s, rooms)
			b.ReportAllocs()
			b.ResetTimer()
			var wg sync.WaitGroup
			for i, id := range ids {
				moves := b.N / rooms
				if i < b.N%rooms {
					moves++
				}
				wg.Go(func() { playMoves(b, s, id, moves) })
			}
			wg.Wait()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "moves/s")
		})
	}
}

func playMoves(tb testing.TB, s *Store, id room.ID, moves int) {
	for n := range uint64(moves) {
		if err := s.Journal().Append(context.Background(), move(id, n+2)); err != nil {
			tb.Error(err)
			return
		}
	}
}

func BenchmarkFsync(b *testing.B) {
	f, err := os.Create(filepath.Join(b.TempDir(), "log"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	buf := make([]byte, 4096)
	for b.Loop() {
		if _, err := f.Write(buf); err != nil {
			b.Fatal(err)
		}
		if err := f.Sync(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "fsyncs/s")
}

func BenchmarkReplay(b *testing.B) {
	s := opened(b)
	id := makeRooms(b, s, 1)[0]
	playMoves(b, s, id, 80)
	for b.Loop() {
		if list, err := s.Journal().Replay(context.Background(), id, 0, 1000); err != nil || len(list) != 81 {
			b.Fatal(len(list), err)
		}
	}
}

// The bound is generous: it is there to notice a table that doubles, and the
// figure is what doc.go tells.
func TestAMoveTakesLittleSpace(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	const games, moves = 20, 80
	ids := makeRooms(t, s, games)
	before := size(t, s)
	var wg sync.WaitGroup
	for _, id := range ids {
		wg.Go(func() { playMoves(t, s, id, moves) })
	}
	wg.Wait()
	each := (size(t, s) - before) / (games * moves)
	t.Logf("%d bytes a move, of which %d are its body", each, len(move(ids[0], 2).Events[0].Body))
	if each > 600 {
		t.Errorf("%d bytes a move", each)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// size is how many bytes the data takes once the log is folded in.
func size(t *testing.T, s *Store) (bytes int64) {
	t.Helper()
	onDisk(t, s, func(t *tx) error {
		return t.get(`SELECT page_count * page_size FROM pragma_page_count, pragma_page_size`, nil, &bytes)
	})
	return bytes
}
