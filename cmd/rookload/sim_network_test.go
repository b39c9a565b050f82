package main

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"net"
	"net/netip"
	"slices"
	"sync"
	"syscall"
	"time"
)

// network is that of a bubble: everybody on it reaches the one server, over
// connections of which the seed decides how slow they are and what befalls them.
type network struct {
	count *counts

	mu   sync.Mutex // guards all below; nothing is called out under it
	fate *rand.Rand
	calm bool // nothing befalls connections
	to   *listener
	came int             // how many have ever connected, for their addresses
	open map[*conn]*conn // the ends of those that are, client's to server's
}

func newNetwork(seed uint64, count *counts) *network {
	return &network{count: count, fate: rand.New(rand.NewPCG(seed, 3)), calm: true, open: make(map[*conn]*conn)}
}

// Fates of connections.
const (
	ill       = 0.3              // how many connections something befalls
	sooner    = 12 * time.Second // … by then, at most
	farthest  = 90 * time.Millisecond
	longStall = 7 * time.Second
	noticed   = time.Second // at most, from a loss until both ends hear of it
)

// misfortunes are what befalls connections. near is the client's end.
var misfortunes = map[string]func(rng *rand.Rand, near, far *conn) (then func(), after time.Duration){
	"cut": func(_ *rand.Rand, near, _ *conn) (func(), time.Duration) {
		near.reset()
		return nil, 0
	},
	"stall": func(rng *rand.Rand, near, _ *conn) (func(), time.Duration) {
		h := either(rng, near)
		until := time.Now().Add(time.Duration(rng.Int64N(int64(longStall))))
		h.do(func() { h.held = until })
		return nil, 0
	},
	"loss": func(rng *rand.Rand, near, _ *conn) (func(), time.Duration) { // nothing is given on behind a hole
		h := either(rng, near)
		h.do(func() { h.lost = true })
		return near.reset, time.Duration(rng.Int64N(int64(noticed)))
	},
	"deafness": func(rng *rand.Rand, near, _ *conn) (func(), time.Duration) { // and nobody hears of it
		h := either(rng, near)
		h.do(func() { h.lost = true })
		return nil, 0
	},
	"half-open": func(rng *rand.Rand, near, far *conn) (func(), time.Duration) {
		[]*conn{near, far}[rng.IntN(2)].vanish()
		return nil, 0
	},
}

func either(rng *rand.Rand, c *conn) *half { return []*half{c.in, c.out}[rng.IntN(2)] }

// guests is where everybody comes from.
var guests = netip.MustParsePrefix("10.0.0.0/8")

// dial connects to the server, if one runs.
func (n *network) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.to == nil {
		return nil, syscall.ECONNREFUSED
	}
	n.came++
	var slow time.Duration
	if !n.calm && n.fate.IntN(2) == 0 {
		slow = time.Duration(n.fate.Int64N(int64(farthest))).Truncate(time.Millisecond)
	}
	from := &net.TCPAddr{IP: net.IPv4(10, byte(n.came>>16), byte(n.came>>8), byte(n.came)), Port: 1024 + n.came%60000}
	near, far := wired(slow, from, n.to.Addr())
	if err := n.to.knock(ctx, far); err != nil {
		return nil, fmt.Errorf("connect: %w", err)
	}
	n.open[near] = far
	if !n.calm && n.fate.Float64() < ill {
		n.doom(near, far)
	}
	return near, nil
}

// doom plans what befalls a connection.
func (n *network) doom(near, far *conn) {
	kind := slices.Sorted(maps.Keys(misfortunes))[n.fate.IntN(len(misfortunes))]
	rng := rand.New(rand.NewPCG(n.fate.Uint64(), 5))
	time.AfterFunc(time.Duration(rng.Int64N(int64(sooner))), func() {
		n.mu.Lock()
		calm := n.calm || n.open[near] == nil
		n.mu.Unlock()
		if calm {
			return
		}
		n.count.took("network: " + kind)
		if then, after := misfortunes[kind](rng, near, far); then != nil {
			time.AfterFunc(after, then)
		}
	})
}

// listen makes the server's next life be reached from now on.
func (n *network) listen() *listener {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.to = newListener(&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8080})
	return n.to
}

// down is the end of the server's machine: every connection is cut.
func (n *network) down() {
	n.mu.Lock()
	all := slices.Collect(maps.Keys(n.open))
	clear(n.open)
	n.to = nil
	n.mu.Unlock()
	for _, c := range all {
		c.reset()
	}
}

// soothe ends all misfortune, also what has begun: who is cut off hears of it.
func (n *network) soothe() {
	n.mu.Lock()
	n.calm = true
	all := slices.Collect(maps.Keys(n.open))
	clear(n.open)
	n.mu.Unlock()
	for _, c := range all {
		c.reset()
	}
}

// storm makes the network be what it is: from now on connections suffer.
func (n *network) storm() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.calm = false
}
