package web

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// budgets bounds how often something may be done by each network, or each person: so many
// times at once, and then once in a while. Its two numbers are set once.
type budgets[K comparable] struct {
	atOnce int
	every  time.Duration

	mu    sync.Mutex // guards what follows
	spent map[K]*rate.Limiter
	swept time.Time
}

func newBudgets[K comparable](atOnce int, every time.Duration) *budgets[K] {
	return &budgets[K]{atOnce: atOnce, every: every, spent: make(map[K]*rate.Limiter)}
}

// sweepEvery is how often those who have their whole budget again are forgotten.
const sweepEvery = time.Minute

// spend takes one from the budget of from, or tells how long until there is one.
func (b *budgets[K]) spend(from K, now time.Time) time.Duration {
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

func (b *budgets[K]) sweep(now time.Time) {
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
