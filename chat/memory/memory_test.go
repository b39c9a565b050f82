package memory_test

import (
	"context"
	"errors"
	"math"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"rookery/chat/host"
	"rookery/chat/memory"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var talk = host.Stream{Name: host.TalkStream}

func batch(cid string, numbers ...uint64) host.Batch {
	b := host.Batch{Receipt: host.Receipt{Person: "bobby", CID: cid, Stream: talk}}
	for _, n := range numbers {
		b.Entries = append(b.Entries, host.Entry{Stream: talk, N: n})
	}
	return b
}

func TestAHistoryTakesWhatComesNextAndNothingElse(t *testing.T) {
	ctx, h := context.Background(), memory.NewHistory()
	for _, tt := range []struct {
		name  string
		batch host.Batch
		want  bool
	}{
		{"the first entry", batch("a", 1), true},
		{"the same number again", batch("b", 1), false},
		{"a gap", batch("c", 3), false},
		{"a batch with a gap inside is refused as a whole", batch("d", 2, 4), false},
		{"two entries", batch("e", 2, 3), true},
		{"the same command again", batch("e", 4), false},
		{"number nothing", batch("f", 0), false},
	} {
		if err := h.Append(ctx, tt.batch); (err == nil) != tt.want || errors.Is(err, host.ErrNotStored) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	if all, err := h.Load(ctx, talk, 0, 100); err != nil || len(all) != 3 {
		t.Errorf("stored are %v, %v", all, err)
	}
	for cid, want := range map[string]bool{"a": true, "b": false, "e": true} {
		if r, ok, err := h.Receipt(ctx, "bobby", cid); ok != want || err != nil {
			t.Errorf("the receipt of %s: %v, %v, %v", cid, r, ok, err)
		}
	}
	if _, ok, _ := h.Receipt(ctx, "wren", "a"); ok {
		t.Error("wren has bobby's receipt")
	}
}

func TestPagesOfAHistory(t *testing.T) {
	ctx, h := context.Background(), memory.NewHistory()
	if err := h.Append(ctx, batch("a", 1, 2, 3, 4, 5)); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name        string
		backwards   bool
		from        uint64
		limit       int
		first, last uint64 // 0: nothing
	}{
		{"from the beginning", false, 0, 2, 1, 2},
		{"from the middle", false, 2, 100, 3, 5},
		{"from the end", false, 5, 100, 0, 0},
		{"from beyond it", false, 99, 100, 0, 0},
		{"backwards from the end", true, math.MaxUint64, 2, 4, 5},
		{"backwards from the middle", true, 4, 2, 2, 3},
		{"backwards to the beginning", true, 3, 100, 1, 2},
		{"backwards from the first", true, 1, 100, 0, 0},
		{"backwards from nothing", true, 0, 100, 0, 0},
	} {
		read := h.Load
		if tt.backwards {
			read = h.Before
		}
		got, err := read(ctx, talk, tt.from, tt.limit)
		switch {
		case err != nil:
			t.Error(err)
		case tt.first == 0 && len(got) > 0, tt.first > 0 && (len(got) == 0 || got[0].N != tt.first || got[len(got)-1].N != tt.last):
			t.Errorf("%s: %v", tt.name, got)
		}
	}
	if memory.NewHistory().Epoch() == h.Epoch() {
		t.Error("two histories have one epoch")
	}
}

func TestAnOutboxIsBounded(t *testing.T) {
	o := memory.NewOutbox(10)
	if !o.Offer(make([]byte, 6), false) || !o.Offer(make([]byte, 6), true) {
		t.Fatal("an outbox with room in it is closed")
	}
	if frames, err := o.Next(context.Background()); err != nil || len(frames) != 1 {
		t.Errorf("%d frames, %v: the ephemeral one should have been dropped", len(frames), err)
	}
	if !o.Offer(make([]byte, 4), true) || !o.Offer(make([]byte, 8), false) {
		t.Fatal("what is ephemeral does not make room")
	}
	if frames, err := o.Next(context.Background()); err != nil || len(frames) != 1 || len(frames[0]) != 8 {
		t.Errorf("%d frames, %v: the ephemeral one should have made room", len(frames), err)
	}
	if !o.Offer(make([]byte, 10), false) || o.Offer(make([]byte, 1), false) || o.Offer(nil, true) {
		t.Error("an outbox that is full should close")
	}
	if frames, err := o.Next(context.Background()); err != nil || len(frames) != 1 {
		t.Errorf("what was queued before is gone: %v", err)
	}
	if _, err := o.Next(context.Background()); !errors.Is(err, memory.ErrSlow) {
		t.Errorf("closed because of %v", err)
	}
}

func TestAnOutboxWaitsForWhatComes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := memory.NewOutbox(100)
		go func() {
			time.Sleep(time.Second)
			o.Offer([]byte("hello"), false)
			time.Sleep(time.Second)
			o.Close()
		}()
		if frames, err := o.Next(t.Context()); err != nil || string(frames[0]) != "hello" {
			t.Errorf("%q, %v", frames, err)
		}
		if _, err := o.Next(t.Context()); !errors.Is(err, memory.ErrClosed) {
			t.Errorf("closed because of %v", err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if _, err := memory.NewOutbox(1).Next(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("waited, and got %v", err)
		}
	})
}
