package ws

import (
	"encoding/binary"
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// maxFragments is how many data frames one message may be cut into.
const maxFragments = 64

var (
	errFragments = errors.New("a message was cut into too many fragments")
	errHeader    = errors.New("a frame's header breaks RFC 6455")
	errSlow      = errors.New("a message was not complete in time")
)

// framedConn is a network connection whose incoming bytes are followed frame by
// frame. It belongs to the reader, but for reads, heard and linger.
type framedConn struct {
	net.Conn
	wait  time.Duration // for a message, once it began
	began time.Time     // of the message under way, zero between messages
	at    time.Time     // when the newest bytes came
	reads atomic.Uint64 // how often bytes came, for the wheel
	heard atomic.Int64  // when, in ns since 1970; zero before the first
	count frameCount
	err   error

	mu     sync.Mutex // guards ending; nothing but a deadline is set under it
	ending bool
}

// Read reads from the network. What comes before a frame that is refused is
// still delivered.
func (c *framedConn) Read(p []byte) (int, error) {
	if c.err != nil {
		return 0, c.err
	}
	n, err := c.Conn.Read(p)
	if err != nil && !c.began.IsZero() && isTimeout(err) {
		err = errSlow
	}
	if n == 0 {
		return 0, err
	}
	c.at = time.Now()
	c.reads.Add(1)
	c.heard.Store(c.at.UnixNano())
	good, idle := c.count.follow(p[:n])
	if good < n {
		c.err = c.count.err
		return good, nil
	}
	c.watch(idle)
	return n, err
}

// watch sets the deadline of a message that has begun and lifts it when it is
// complete. A message that comes whole in one read never touches the timer.
func (c *framedConn) watch(idle bool) {
	switch {
	case idle && !c.began.IsZero():
		c.began = time.Time{}
		c.readBy(time.Time{}, false)
	case !idle && (c.began.IsZero() || c.count.fresh):
		c.began = c.at
		c.readBy(c.at.Add(c.wait), false)
	}
}

// linger gives the peer d to answer a close frame. Closing at once would, with
// bytes unread, make the kernel reset the connection before the peer has seen
// why.
func (c *framedConn) linger(d time.Duration) { c.readBy(time.Now().Add(d), true) }

// readBy sets the read deadline. The one set at the end is not moved again.
func (c *framedConn) readBy(t time.Time, ending bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ending {
		return
	}
	c.ending = ending
	_ = c.Conn.SetReadDeadline(t) // a dead connection says so in the next Read
}

func isTimeout(err error) bool {
	var ne net.Error
	return errors.As(err, &ne) && ne.Timeout()
}

// frameCount follows RFC 6455 frame headers through a byte stream, and checks of
// them what gorilla/websocket lets pass: the frames are parsed again above it.
type frameCount struct {
	head      [14]byte
	have      int    // bytes of head so far
	skip      uint64 // payload bytes of this frame still to come
	fragments int    // data frames of the message under way
	open      bool   // a message has begun whose last frame has not
	fresh     bool   // the message under way began in the last follow
	err       error  // why follow stopped
}

// follow says how many of the bytes may be parsed, all of them unless a frame is
// refused, and whether they end between two messages. The header that goes too
// far is cut short, so that nobody takes it for a frame.
func (f *frameCount) follow(p []byte) (good int, idle bool) {
	f.fresh = false
	for i := 0; i < len(p); {
		if f.skip > 0 {
			n := min(f.skip, uint64(len(p)-i))
			f.skip -= n
			i += int(n)
			continue
		}
		f.fresh = f.fresh || f.have == 0 && !f.open
		f.head[f.have] = p[i]
		f.have++
		if f.have == f.headLen() && !f.frame() {
			return i, false
		}
		i++
	}
	return len(p), f.have == 0 && f.skip == 0 && !f.open
}

// headLen is the length of the header under way, as far as it can be known.
func (f *frameCount) headLen() int {
	if f.have < 2 {
		return 2
	}
	n := 2
	switch f.head[1] & 0x7f {
	case 126:
		n += 2
	case 127:
		n += 8
	}
	if f.head[1]&0x80 != 0 {
		n += 4
	}
	return n
}

// frame takes in a complete header, and reports false if it goes too far.
func (f *frameCount) frame() bool {
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
	// RFC 6455: a length is written as short as can be (5.2), and a close frame has
	// no payload or a whole code (5.5.1).
	if f.skip < least || opcode == websocket.CloseMessage && f.skip == 1 {
		f.err = errHeader
		return false
	}
	if opcode >= websocket.CloseMessage { // control frames may stand between fragments
		return true
	}
	if !f.open {
		f.fragments = 0
	}
	f.fragments++
	f.open = f.head[0]&0x80 == 0
	if f.fragments > maxFragments {
		f.err = errFragments
		return false
	}
	return true
}
