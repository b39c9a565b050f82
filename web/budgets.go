package web

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// budgets bounds how often something may be done from each network: so many
// times at once, and then once in a while. Its two numbers are set once.
type budgets struct {
	atOnce int
	every  time.Duration

	mu    sync.Mutex // guards what follows
	spent map[netip.Prefix]*rate.Limiter
	swept time.Time
}

func newBudgets(atOnce int, every time.Duration) *budgets {
	return &budgets{atOnce: atOnce, every: every, spent: make(map[netip.Prefix]*rate.Limiter)}
}

// sweepEvery is how often those who have their whole budget again are forgotten.
const sweepEvery = time.Minute

// spend takes one from the budget of from, or tells how long until there is one.
func (b *budgets) spend(from netip.Prefix, now time.Time) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sweep(now)
	l := b.spent[from]
	if l == nil {
		l = rate.NewLimiter(rate.Every(b.every), b.atOnce)
		b.spent[from] = l
	}
	r := l.ReserveN(now, 1)
	wait := r.DelayFrom(now)
	if wait > 0 {
		r.CancelAt(now)
	}
	return wait
}

// left tells how long it takes until from has one left, without taking it.
func (b *budgets) left(from netip.Prefix, now time.Time) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	l := b.spent[from]
	if l == nil {
		return 0
	}
	r := l.ReserveN(now, 1)
	defer r.CancelAt(now)
	return r.DelayFrom(now)
}

func (b *budgets) sweep(now time.Time) {
	if now.Sub(b.swept) < sweepEvery {
		return
	}
	b.swept = now
	for from, l := range b.spent {
		if l.TokensAt(now) >= float64(b.atOnce) {
			delete(b.spent, from)
		}
	}
}
