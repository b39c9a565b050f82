// Package memory keeps a chat's history and what is on its way to a tab in the
// memory of the process: for tests, for examples, and for chats that may be
// forgotten.
//
// Decision: History takes the words of its port at their worth but one: nothing
// of it is durable. A room on it acknowledges what the next restart forgets, and
// the epoch, which is new each time, tells clients so.
package memory

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"sync"

	"rookery/chat/host"
)

// History is a host.History that ends with the process. It grows without bound.
// It is safe for many goroutines.
type History struct {
	epoch string

	mu       sync.RWMutex
	streams  map[host.Stream][]host.Entry
	receipts map[[2]string]host.Receipt // by person and cid
}

// NewHistory gives an empty history.
func NewHistory() *History {
	return &History{
		epoch: rand.Text(), streams: make(map[host.Stream][]host.Entry), receipts: make(map[[2]string]host.Receipt),
	}
}

// Epoch is part of host.History.
func (h *History) Epoch() string { return h.epoch }

// Append is part of host.History. Its errors mean that nothing was stored, but
// are not host.ErrNotStored: whoever gets one has to read again.
func (h *History) Append(_ context.Context, b host.Batch) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	id := [2]string{b.Receipt.Person, b.Receipt.CID}
	if _, there := h.receipts[id]; there {
		return fmt.Errorf("a batch with this receipt is there already")
	}
	heads := make(map[host.Stream]uint64)
	for _, e := range b.Entries {
		if _, ok := heads[e.Stream]; !ok {
			heads[e.Stream] = uint64(len(h.streams[e.Stream]))
		}
		if heads[e.Stream]++; e.N != heads[e.Stream] {
			return fmt.Errorf("entry %d cannot be number %d of its stream", e.N, heads[e.Stream])
		}
	}
	for _, e := range b.Entries {
		h.streams[e.Stream] = append(h.streams[e.Stream], e)
	}
	h.receipts[id] = b.Receipt
	return nil
}

// Receipt is part of host.History.
func (h *History) Receipt(_ context.Context, person, cid string) (host.Receipt, bool, error) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	r, ok := h.receipts[[2]string{person, cid}]
	return r, ok, nil
}

// Load is part of host.History.
func (h *History) Load(_ context.Context, s host.Stream, after uint64, limit int) ([]host.Entry, error) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	all := h.streams[s]
	from := min(after, uint64(len(all)))
	to := min(from+uint64(limit), uint64(len(all)))
	return slices.Clone(all[from:to]), nil
}

// Before is part of host.History.
func (h *History) Before(_ context.Context, s host.Stream, before uint64, limit int) ([]host.Entry, error) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	all := h.streams[s]
	to := uint64(len(all))
	if before <= to {
		to = max(before, 1) - 1
	}
	from := to - min(to, uint64(limit))
	return slices.Clone(all[from:to]), nil
}
