package uci

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"
)

var (
	// ErrUnavailable means that no engine can be had: none starts, or each breaks,
	// and it is too soon to try again.
	ErrUnavailable = errors.New("no chess engine can be started")
	// ErrClosed means that the pool is closed.
	ErrClosed = errors.New("the chess engines are being stopped")
)

// Rank is whose turn it is when an engine becomes free: all of a lower rank first.
type Rank int

// The ranks. Within one, who has waited longest is first.
const (
	Game   Rank = iota // somebody's clock runs
	Review             // nobody waits
	ranks
)

const (
	firstRetry = time.Second // after an engine has failed twice in a row; then twice as long each time, to
	lastRetry  = time.Minute
	leastTime  = 20 * time.Millisecond // that a search keeps, however many wait
)

// Pool lends up to a number of engines. They start when they are needed and end
// when they have not been for a while.
type Pool struct {
	cfg   Config
	size  int
	idle  time.Duration
	log   *slog.Logger
	life  context.Context // of everything
	end   context.CancelFunc
	owned sync.WaitGroup // what is lent, and what goes on in the background

	mu       sync.Mutex // guards the rest; nothing waits under it
	alive    int        // engines that run, start or are being ended
	starting int
	resting  []*rested // used last at the end
	waiting  [ranks][]chan lent
	failures int // in a row, without one good answer
	retryAt  time.Time
	closed   bool
}

// rested is an engine that nobody needs now, and what ends it.
type rested struct {
	engine *engine
	expiry *time.Timer
}

// lent is what a borrower gets: an engine, or why there is none.
type lent struct {
	engine *engine
	err    error
}

// NewPool gives a pool of up to size engines, each of which ends once it has been
// idle for so long. Nothing starts before it is needed. Close must be called.
func NewPool(cfg Config, size int, idle time.Duration, log *slog.Logger) *Pool {
	life, end := context.WithCancel(context.Background())
	return &Pool{cfg: cfg, size: max(size, 1), idle: idle, log: log, life: life, end: end}
}

// Search asks an engine q, once more if one breaks over it, and waits for its
// turn. A search behind which n of its rank wait has 1/(n+1) of its time, so that
// forty who come at once wait as long as four would. Errors: ErrNoMoves, game's for
// a position or moves that cannot be, ErrBroken, ErrUnavailable, ErrClosed, or ctx's.
func (p *Pool) Search(ctx context.Context, rank Rank, q Question) (Found, error) {
	pos, line, err := q.position()
	if err != nil {
		return Found{}, err
	}
	var found Found
	for range 2 {
		var e *engine
		if e, err = p.lend(ctx, rank); err != nil {
			return Found{}, err
		}
		hurried := q
		hurried.Time = max(min(q.Time, leastTime), q.Time/time.Duration(1+p.crowd(rank)/p.size))
		searching, cancel := context.WithCancelCause(ctx)
		stop := context.AfterFunc(p.life, func() { cancel(ErrClosed) })
		found, err = e.search(searching, hurried, pos, line)
		stop()
		cancel(nil)
		p.giveBack(e, err)
		if !errors.Is(err, ErrBroken) {
			return found, err
		}
	}
	return Found{}, err
}

// Name starts an engine, if none runs, and tells what it calls itself, in ASCII.
func (p *Pool) Name(ctx context.Context) (string, error) {
	e, err := p.lend(ctx, Game)
	if err != nil {
		return "", err
	}
	name := e.name
	p.giveBack(e, nil)
	return name, nil
}

// Running is how many engines there are, with those that start or end just now.
func (p *Pool) Running() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.alive
}

// crowd is how many of a rank wait.
func (p *Pool) crowd(rank Rank) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.waiting[rank])
}

// lend waits for an engine. It is given back with giveBack.
func (p *Pool) lend(ctx context.Context, rank Rank) (*engine, error) {
	turn := make(chan lent, 1)
	p.mu.Lock()
	p.waiting[rank] = append(p.waiting[rank], turn)
	p.serve()
	p.mu.Unlock()
	select {
	case l := <-turn:
		return l.engine, l.err
	case <-ctx.Done():
	}
	p.mu.Lock()
	i := slices.Index(p.waiting[rank], turn)
	if i >= 0 {
		p.waiting[rank] = slices.Delete(p.waiting[rank], i, i+1)
	}
	p.mu.Unlock()
	if i < 0 { // it came meanwhile
		if l := <-turn; l.err == nil {
			p.giveBack(l.engine, nil)
		}
	}
	return nil, context.Cause(ctx)
}

// serve gives what rests to those who wait, and starts what is missing. The lock is held.
func (p *Pool) serve() {
	left := 0
	for rank := range p.waiting {
		for len(p.waiting[rank]) > 0 && len(p.resting) > 0 && !p.closed {
			last := p.resting[len(p.resting)-1]
			p.resting = p.resting[:len(p.resting)-1]
			last.expiry.Stop()
			p.owned.Add(1)
			p.next(rank, lent{engine: last.engine})
		}
		left += len(p.waiting[rank])
	}
	for !p.closed && left > p.starting && p.alive < p.size && !time.Now().Before(p.retryAt) {
		p.alive++
		p.starting++
		p.owned.Go(p.start)
	}
	if p.alive > 0 && !p.closed {
		return
	}
	why := ErrUnavailable
	if p.closed {
		why = ErrClosed
	}
	for rank := range p.waiting {
		for len(p.waiting[rank]) > 0 {
			p.next(rank, lent{err: why})
		}
	}
}

// next gives l to whoever of a rank has waited longest. The lock is held.
func (p *Pool) next(rank int, l lent) {
	p.waiting[rank][0] <- l
	p.waiting[rank] = p.waiting[rank][1:]
}

// start makes one more engine, for whoever waits by then.
func (p *Pool) start() {
	e, err := start(p.life, p.cfg)
	if err == nil {
		p.do(func() { p.starting-- })
		p.rest(e)
		return
	}
	p.do(func() {
		p.alive--
		p.starting--
		p.failed(err)
		p.serve()
	})
}

func (p *Pool) do(f func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f()
}

// failed notes that an engine was of no use. One failure is forgiven, for it may
// have been killed. The lock is held.
func (p *Pool) failed(err error) {
	if p.closed {
		return
	}
	p.failures++
	if p.failures > 1 {
		p.retryAt = time.Now().Add(min(firstRetry<<min(p.failures-2, 10), lastRetry))
	}
	p.log.Warn("a chess engine failed", "cause", err, "in a row", p.failures)
}

// giveBack takes an engine back after a search that ended with err. What has to
// be waited for is done in the background.
func (p *Pool) giveBack(e *engine, err error) {
	defer p.owned.Done()
	switch {
	case err == nil:
		p.do(func() { p.failures, p.retryAt = 0, time.Time{} })
		p.rest(e)
	case errors.Is(err, ErrBroken):
		p.do(func() { p.failed(err) })
		p.owned.Go(func() { p.discard(e.kill) })
	default:
		p.owned.Go(func() {
			if !e.halt() {
				p.discard(e.kill)
				return
			}
			p.rest(e)
		})
	}
}

// rest puts an engine where it is found by the next who needs one.
func (p *Pool) rest(e *engine) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		p.owned.Go(func() { p.discard(e.quit) })
		return
	}
	r := &rested{engine: e}
	r.expiry = time.AfterFunc(p.idle, func() { p.retire(r) })
	p.resting = append(p.resting, r)
	p.serve()
}

// retire ends an engine that was not needed for long.
func (p *Pool) retire(r *rested) {
	p.mu.Lock()
	defer p.mu.Unlock()
	i := slices.Index(p.resting, r)
	if i < 0 {
		return // it is needed, or the pool is closed
	}
	p.resting = slices.Delete(p.resting, i, i+1)
	p.owned.Go(func() { p.discard(r.engine.quit) })
}

// discard ends an engine by f, and then lets another take its place.
func (p *Pool) discard(f func()) {
	f()
	p.do(func() {
		p.alive--
		p.serve()
	})
}

// Close ends every engine, whatever it does, and waits until all have ended.
func (p *Pool) Close() {
	p.do(func() {
		p.closed = true
		for _, r := range p.resting {
			r.expiry.Stop()
			p.owned.Go(func() { p.discard(r.engine.quit) })
		}
		p.resting = nil
		p.serve()
	})
	p.end()
	p.owned.Wait()
}
