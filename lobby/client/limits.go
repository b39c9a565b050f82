package client

import (
	"sync"
	"time"

	"golang.org/x/time/rate"

	"rookery/lobby/wire"
)

// inFlight is how many commands of one connection may wait for their answers.
const inFlight = 16

// budgets bound the commands of one connection by its role (CONTRACT section
// 6); pings are counted apart.
var budgets = map[wire.Role]budget{
	wire.RoleWhite:     {100, 20 * time.Second},
	wire.RoleBlack:     {100, 20 * time.Second},
	wire.RoleSpectator: {50, 20 * time.Second},
	wire.RoleLobby:     {30, 30 * time.Second},
}

type budget struct {
	commands int
	in       time.Duration
}

// deaf is how many commands over its budget a connection may send before it is closed.
const deaf = 50

// meter measures one connection's commands against its budget. It belongs to
// the goroutine that calls Session.Receive.
type meter struct {
	role     wire.Role
	commands *rate.Limiter
	pings    *rate.Limiter
	over     int
}

func newMeter(role wire.Role) *meter {
	b := budgets[role]
	return &meter{
		role:     role,
		commands: rate.NewLimiter(rate.Limit(float64(b.commands)/b.in.Seconds()), b.commands),
		pings:    rate.NewLimiter(2, 20),
	}
}

// spend reports how long to wait if the budget is used up (0: go on), and
// whether the connection has not listened to that for too long.
func (m *meter) spend(cmd wire.Command, at time.Time) (wait time.Duration, close bool) {
	limit := m.commands
	if _, ping := cmd.(wire.Ping); ping {
		limit = m.pings
	}
	if limit.AllowN(at, 1) {
		m.over = max(m.over-1, 0)
		return 0, false
	}
	m.over++
	wait = time.Duration(float64(time.Second) / float64(limit.Limit()))
	return max(wait, 250*time.Millisecond), m.over > deaf
}

// trips remembers the newest round trips of one connection, as its pings measured them.
type trips struct {
	mu   sync.Mutex
	last [8]time.Duration
	n    int
}

func (t *trips) add(d time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.last[t.n%len(t.last)] = d
	t.n++
}

// smallest is the least of the last eight; 0 without a sample (CONTRACT 3.3).
func (t *trips) smallest() time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.n == 0 {
		return 0
	}
	least := t.last[0]
	for _, d := range t.last[1:min(t.n, len(t.last))] {
		least = min(least, d)
	}
	return least
}
