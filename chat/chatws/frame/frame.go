// Package frame watches the bytes that a WebSocket receives for what
// gorilla/websocket, which parses them, does not tell: how many fragments a
// message has, how long it has been under way, and two faults that it lets pass,
// long-winded lengths and half a close code.
package frame

import (
	"encoding/binary"
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// Errors of a Conn's Read: what ends a socket before a parser sees it.
var (
	ErrFragments = errors.New("a message was cut into too many fragments")
	ErrHeader    = errors.New("a frame's header breaks RFC 6455")
	ErrSlow      = errors.New("a message was not complete in time")
)

// opClose is the first opcode of a control frame (RFC 6455, section 5.2).
const opClose = 8

// Conn is a network connection whose incoming bytes are followed frame by
// frame. It belongs to its reader, but for Reads and Linger.
type Conn struct {
	net.Conn
	count count
	wait  time.Duration // for a message, once it began
	timed bool          // a message is under way, and has a deadline
	reads atomic.Uint64
	err   error

	mu     sync.Mutex // guards ending; nothing but a deadline is set under it
	ending bool
}

// Watch follows c, in which a message may have so many fragments and take so long.
func Watch(c net.Conn, fragments int, wait time.Duration) *Conn {
	return &Conn{Conn: c, count: count{most: fragments}, wait: wait}
}

// Reads is how often bytes came.
func (c *Conn) Reads() uint64 { return c.reads.Load() }

// Read reads from the network. What comes before a frame that is refused is
// still delivered.
func (c *Conn) Read(p []byte) (int, error) {
	if c.err != nil {
		return 0, c.err
	}
	n, err := c.Conn.Read(p)
	if ne, ok := errors.AsType[net.Error](err); ok && ne.Timeout() && c.timed {
		err = ErrSlow
	}
	if n == 0 {
		return 0, err
	}
	c.reads.Add(1)
	began := c.count.messages
	good, refused := c.count.follow(p[:n])
	if refused != nil {
		c.err = refused
		return good, nil
	}
	// A message that comes whole in one read never touches the timer.
	switch under := c.count.underWay(); {
	case under && (!c.timed || c.count.messages != began):
		c.readBy(time.Now().Add(c.wait), false)
		c.timed = true
	case !under && c.timed:
		c.readBy(time.Time{}, false)
		c.timed = false
	}
	return n, err
}

// Linger gives the peer d to answer a close frame. Closing at once would, with
// bytes unread, make the kernel reset the connection before the peer has read
// why.
func (c *Conn) Linger(d time.Duration) { c.readBy(time.Now().Add(d), true) }

// readBy sets the read deadline. The one set at the end is not moved again.
func (c *Conn) readBy(t time.Time, ending bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ending {
		return
	}
	c.ending = ending
	_ = c.Conn.SetReadDeadline(t) // a dead connection says so in the next Read
}

// count follows the frame headers of RFC 6455 section 5.2 through a byte
// stream, and checks of them what gorilla/websocket, which parses them again
// above it, lets pass.
type count struct {
	most      int // fragments of one message
	head      [14]byte
	have      int    // bytes of head so far
	skip      uint64 // payload bytes of this frame still to come
	open      bool   // a message has begun whose last fragment has not come
	fragments int    // of the message under way
	messages  uint64 // frames and messages that have begun
}

// underWay says whether the bytes so far end within a frame or a message.
func (f *count) underWay() bool { return f.have > 0 || f.skip > 0 || f.open }

// follow says how many of the bytes may be parsed: all of them, unless a frame
// is refused. Its header is cut short, so that nobody takes it for a frame.
func (f *count) follow(p []byte) (good int, err error) {
	for i := 0; i < len(p); {
		if f.skip > 0 {
			n := min(f.skip, uint64(len(p)-i))
			f.skip -= n
			i += int(n)
			continue
		}
		if f.have == 0 && !f.open {
			f.messages++
		}
		f.head[f.have] = p[i]
		f.have++
		if f.have == f.length() {
			if err := f.frame(); err != nil {
				return i, err
			}
		}
		i++
	}
	return len(p), nil
}

// length is that of the header under way, as far as it can be known.
func (f *count) length() int {
	n := 2
	if f.have < n {
		return n
	}
	switch f.head[1] & 0x7f {
	case 126:
		n += 2
	case 127:
		n += 8
	}
	if f.head[1]&0x80 != 0 {
		n += 4 // the mask
	}
	return n
}

// frame takes in a complete header.
func (f *count) frame() error {
	least := uint64(0)
	switch n := f.head[1] & 0x7f; n {
	case 126:
		f.skip, least = uint64(binary.BigEndian.Uint16(f.head[2:])), 126
	case 127:
		f.skip, least = binary.BigEndian.Uint64(f.head[2:]), 1<<16
	default:
		f.skip = uint64(n)
	}
	f.have = 0
	opcode := f.head[0] & 0xf
	// A length is written as short as can be (section 5.2); a close frame has no
	// payload or a whole code (5.5.1).
	if f.skip < least || opcode == opClose && f.skip == 1 {
		return ErrHeader
	}
	if opcode >= opClose { // control frames may stand between fragments
		return nil
	}
	if !f.open {
		f.fragments = 0
	}
	f.open = f.head[0]&0x80 == 0
	if f.fragments++; f.fragments > f.most {
		return ErrFragments
	}
	return nil
}
