package main

import (
	"context"
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

// Sizes and times of the network of a bubble.
const (
	onTheWay  = 16 << 10 // bytes on their way in one direction; whoever writes more waits
	backlog   = 64       // connections that nobody has accepted yet
	forgotten = time.Hour
)

// half is one direction of a connection. Whoever waits does so on a condition, so
// that a bubble sees it, and time goes on.
type half struct {
	mu      sync.Mutex // guards all below; nothing is called out under it
	changed *sync.Cond
	queue   []parcel
	size    int       // bytes in queue
	newest  time.Time // when the newest parcel arrives
	slow    time.Duration
	held    time.Time // nothing arrives before
	lost    bool      // what is written now never arrives, nor does what follows it
	closed  bool      // the writer has closed: an end after all that is on its way
	left    bool      // the reader has closed
	cut     error     // both ways at once
	readBy  time.Time // zero: no deadline
	writeBy time.Time
}

// parcel is what one Write brought on its way.
type parcel struct {
	bytes []byte
	at    time.Time // when it arrives
}

func newHalf(slow time.Duration) *half {
	h := &half{slow: slow}
	h.changed = sync.NewCond(&h.mu)
	return h
}

// do changes h, and wakes whoever waits.
func (h *half) do(f func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	f()
	h.changed.Broadcast()
}

// wait waits for a change, or for an instant. The mutex is held.
func (h *half) wait(until time.Time) {
	if until.IsZero() {
		h.changed.Wait()
		return
	}
	wake := time.AfterFunc(time.Until(until), func() { h.do(func() {}) })
	h.changed.Wait()
	wake.Stop()
}

// earlier is the earlier of two instants, where zero is never.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

func past(t, now time.Time) bool { return !t.IsZero() && !t.After(now) }

func (h *half) read(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for {
		now := time.Now()
		var arrives time.Time
		if len(h.queue) > 0 {
			if arrives = h.queue[0].at; arrives.Before(h.held) {
				arrives = h.held
			}
		}
		switch {
		case h.left:
			return 0, net.ErrClosed
		case h.cut != nil:
			return 0, h.cut
		case past(h.readBy, now):
			return 0, os.ErrDeadlineExceeded
		case past(arrives, now):
			return h.take(p), nil
		case len(h.queue) == 0 && h.closed && !h.lost:
			return 0, io.EOF
		}
		h.wait(earlier(h.readBy, arrives))
	}
}

// take is a read of what has arrived first.
func (h *half) take(p []byte) int {
	first := &h.queue[0]
	n := copy(p, first.bytes)
	first.bytes = first.bytes[n:]
	if len(first.bytes) == 0 {
		h.queue = h.queue[1:]
	}
	h.size -= n
	h.changed.Broadcast()
	return n
}

func (h *half) write(p []byte) (sent int, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for {
		now := time.Now()
		switch {
		case h.closed:
			return sent, net.ErrClosed
		case h.cut != nil:
			return sent, h.cut
		case h.left && !h.lost:
			return sent, syscall.EPIPE
		case past(h.writeBy, now):
			return sent, os.ErrDeadlineExceeded
		case len(p) == 0:
			return sent, nil
		}
		if n := min(len(p), onTheWay-h.size); n > 0 {
			h.post(p[:n], now)
			p, sent = p[n:], sent+n
			continue
		}
		h.wait(h.writeBy)
	}
}

// post puts bytes on their way. What is lost takes up room all the same: nobody
// says that it has come.
func (h *half) post(p []byte, now time.Time) {
	at := now.Add(h.slow)
	if at.Before(h.newest) {
		at = h.newest
	}
	if h.lost {
		at = now.Add(forgotten)
	}
	h.newest = at
	h.queue = append(h.queue, parcel{append([]byte(nil), p...), at})
	h.size += len(p)
	h.changed.Broadcast()
}

// conn is one end of a connection.
type conn struct {
	in, out       *half
	local, remote net.Addr
}

// wired gives the two ends of a connection on which everything takes so long.
func wired(slow time.Duration, client, server net.Addr) (near, far *conn) {
	up, down := newHalf(slow), newHalf(slow)
	return &conn{down, up, client, server}, &conn{up, down, server, client}
}

func (c *conn) Read(p []byte) (int, error)  { return c.in.read(p) }
func (c *conn) Write(p []byte) (int, error) { return c.out.write(p) }
func (c *conn) LocalAddr() net.Addr         { return c.local }
func (c *conn) RemoteAddr() net.Addr        { return c.remote }

func (c *conn) SetReadDeadline(t time.Time) error {
	c.in.do(func() { c.in.readBy = t })
	return nil
}

func (c *conn) SetWriteDeadline(t time.Time) error {
	c.out.do(func() { c.out.writeBy = t })
	return nil
}

func (c *conn) SetDeadline(t time.Time) error {
	_ = c.SetReadDeadline(t) // always nil
	return c.SetWriteDeadline(t)
}

// Close ends both directions: what was written still arrives, what comes is refused.
func (c *conn) Close() error {
	c.out.do(func() { c.out.closed = true })
	c.in.do(func() { c.in.left = true })
	return nil
}

// reset ends the connection at once, for both ends, with what is on its way.
func (c *conn) reset() {
	for _, h := range []*half{c.in, c.out} {
		h.do(func() { h.cut = syscall.ECONNRESET })
	}
}

// prompt reports whether all that was sent came at once so far.
func (c *conn) prompt() bool {
	prompt := true
	for _, h := range []*half{c.in, c.out} {
		h.do(func() { prompt = prompt && h.slow == 0 && h.held.IsZero() && !h.lost })
	}
	return prompt
}

// vanish is an end without a word: this end knows it, the other hears nothing more,
// and nothing that it says arrives.
func (c *conn) vanish() {
	c.out.do(func() { c.out.lost, c.out.closed = true, true })
	c.in.do(func() { c.in.lost, c.in.left = true, true })
}

// listener is where one life of the server takes connections.
type listener struct {
	addr   net.Addr
	coming chan *conn
	once   sync.Once
	closed chan struct{}
}

func newListener(addr net.Addr) *listener {
	return &listener{addr: addr, coming: make(chan *conn, backlog), closed: make(chan struct{})}
}

func (l *listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.coming:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *listener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (l *listener) Addr() net.Addr { return l.addr }

// knock hands the server's end of a connection over.
func (l *listener) knock(ctx context.Context, far *conn) error {
	select {
	case <-l.closed:
		return syscall.ECONNREFUSED
	default:
	}
	select {
	case l.coming <- far:
		return nil
	case <-l.closed:
		return syscall.ECONNREFUSED
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
