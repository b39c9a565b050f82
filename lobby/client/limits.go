package client

import (
	"cmp"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// inFlight is how many commands of one connection may wait for their answers.
const inFlight = 16

// Limits bound what one client may send. What is zero is the default of CONTRACT
// section 6.
type Limits struct {
	Message int // bytes of one message: wire.MaxMessage
	// The commands of one account, by what they do; pings are counted apart.
	Play  Budget // in a room where they play: 100 in 20 s
	Watch Budget // in a room where they do not: 50 in 20 s
	Lobby Budget // of the lobby, wherever they are given: 30 in 30 s
}

func (l Limits) orDefault() Limits {
	return Limits{
		Message: cmp.Or(l.Message, wire.MaxMessage),
		Play:    cmp.Or(l.Play, Budget{100, 20 * time.Second}),
		Watch:   cmp.Or(l.Watch, Budget{50, 20 * time.Second}),
		Lobby:   cmp.Or(l.Lobby, Budget{30, 30 * time.Second}),
	}
}

// of is the budget of who has this role.
func (l Limits) of(role wire.Role) Budget {
	switch role {
	case wire.RoleWhite, wire.RoleBlack:
		return l.Play
	case wire.RoleLobby:
		return l.Lobby
	}
	return l.Watch
}

// Pings cost next to nothing. All 500 sockets of an address may ping as often
// as they are sent heads.
var (
	ownPings     = Budget{20, 10 * time.Second}
	addressPings = Budget{500, 10 * time.Second}
)

// Budget is so many commands at once, and the time after which a spent one is whole again.
type Budget struct {
	Commands int
	In       time.Duration
}

// deaf is how many commands over its budget a connection may send, without having
// waited as it was told, before it is closed. Whoever waits is never closed for what
// somebody else at their address has spent.
const deaf = 50

// account is who pays for a command, in one room or in the lobby: a person, over
// all of their sockets, or the network that those without a nick come from, who
// send next to nothing. Each budget that they have is an account of its own.
type account struct {
	person person.ID
	net    netip.Prefix // set if person is empty
	room   room.ID
	budget Budget
}

// accounts are the budgets that are not whole. Coming in anew opens none.
type accounts struct {
	mu    sync.Mutex // guards what follows; nothing is called under it
	spent map[account]*rate.Limiter
	swept time.Time
}

func newAccounts() *accounts { return &accounts{spent: make(map[account]*rate.Limiter)} }

// sweepEvery is how often those who have their whole budget again are forgotten.
const sweepEvery = time.Minute

// spend takes one from a's budget, or tells how long to wait if it is used up.
func (as *accounts) spend(a account, at time.Time) time.Duration {
	as.mu.Lock()
	defer as.mu.Unlock()
	as.sweep(at)
	l := as.spent[a]
	if l == nil {
		l = rate.NewLimiter(rate.Limit(float64(a.budget.Commands)/a.budget.In.Seconds()), a.budget.Commands)
		as.spent[a] = l
	}
	if l.AllowN(at, 1) {
		return 0
	}
	return max(a.budget.In/time.Duration(a.budget.Commands), 250*time.Millisecond)
}

func (as *accounts) sweep(now time.Time) {
	if now.Sub(as.swept) < sweepEvery {
		return
	}
	as.swept = now
	for a, l := range as.spent {
		if l.TokensAt(now) >= float64(a.budget.Commands) {
			delete(as.spent, a)
		}
	}
}

// spend reports how long to wait if the budget for cmd is used up (0: go on), and
// whether this connection has not listened to that for too long.
func (s *Session) spend(cmd wire.Command, at time.Time) (wait time.Duration, close bool) {
	if wait = s.door.charge(s.visit, s.isRole(), cmd, at); wait == 0 {
		s.over = max(s.over-1, 0)
		return 0, false
	}
	if at.Before(s.patient) {
		s.over++
	}
	s.patient = at.Add(wait)
	return wait, s.over > deaf
}

// charge takes cmd from the budget of who visits, or tells how long to wait if that is used up.
func (d *Door) charge(v Visit, role wire.Role, cmd wire.Command, at time.Time) time.Duration {
	a := account{person: v.Who.ID, room: v.Room, budget: d.cfg.Limits.of(role)}
	if OfLobby(cmd) { // more rooms are no larger budget
		a.room, a.budget = "", d.cfg.Limits.Lobby
	}
	pings := ownPings
	if a.person == "" {
		a.net, pings = v.Net, addressPings
	}
	if _, ping := cmd.(wire.Ping); ping {
		a.budget = pings
	}
	return d.accounts.spend(a, at)
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
