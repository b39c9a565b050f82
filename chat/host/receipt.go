package host

import (
	"context"
	"crypto/sha256"
	"fmt"

	"rookery/chat"
)

// ticket is one command of one person.
type ticket struct{ person, cid string }

// refused is a command that was, for ever.
type refused struct {
	sum    [sha256.Size]byte
	answer Answer
}

// answered gives the answer that a command got before.
func (r *Room) answered(ctx context.Context, t ticket, sum [sha256.Size]byte) (Answer, bool, error) {
	if no, ok := r.no.Get(t.person, t.cid); ok {
		if no.sum != sum {
			return Answer{}, false, ErrReused
		}
		return no.answer, true, nil
	}
	stored, ok, err := r.cfg.History.Receipt(ctx, t.person, t.cid)
	switch {
	case err != nil:
		return Answer{}, false, fmt.Errorf("look for the receipt of a command: %w", err)
	case ok && stored.Sum != sum:
		return Answer{}, false, ErrReused
	}
	return Answer{Stream: stored.Stream, N: stored.N}, ok, nil
}

// unstored answers what is not stored. A refusal is the answer for ever, unless
// the same line could pass after a while.
func (r *Room) unstored(t ticket, sum [sha256.Size]byte, out chat.Outcome) Answer {
	a := Answer{Outcome: out}
	if no, ok := out.(chat.Refusal); ok && no.Wait == 0 {
		r.no.Add(t.person, t.cid, refused{sum, a})
	}
	return a
}
