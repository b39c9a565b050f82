package chatws

import (
	"crypto/rand"
	"errors"
	"io"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/gorilla/websocket"

	"rookery/chat"
	"rookery/chat/chatws/frame"
	"rookery/chat/host"
	"rookery/chat/memory"
)

// socket is one upgraded connection, and the outbox of a tab: a reader for its
// whole life, a writer and a worker while there is something for them.
type socket struct {
	srv     *Server
	room    *room
	conn    *websocket.Conn
	net     *frame.Conn
	tab     *host.Tab   // nil if it was turned away
	who     chat.Person // by the nick they came with
	payer   any         // whose budget its commands are
	keys    [2]any      // what it is counted by
	strikes int         // commands sent since it was told to wait; the reader's own
	slot    int         // its place on the wheel
	seen    uint64      // reads at the wheel's last look; the wheel's own
	quiet   int         // looks without a read in between; the wheel's own

	mu      sync.Mutex // guards what follows; nothing is called under it but to start a goroutine
	out     memory.Queue
	why     end     // set once: no frames are taken any more
	pong    *string // payload to answer with
	ping    bool    // one is due
	writing bool    // a writer runs, or none will any more
	gone    bool    // the reader has ended
	todo    []asked // commands in flight; the first is being judged
}

// asked is a command that has been read.
type asked struct {
	cid string
	cmd command
}

// Offer is part of host.Outbox. When a frame does not fit, the socket is closed as too slow.
func (k *socket) Offer(frame []byte, ephemeral bool) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.gone || k.why.code != 0 {
		return false
	}
	if !k.out.Put(memory.Frame{Bytes: frame, Ephemeral: ephemeral}) {
		k.why.code = closeSlow
	}
	k.start()
	return k.why.code == 0
}

// greet puts the greeting before all that a visit has brought.
func (k *socket) greet(frame []byte) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.out.First(memory.Frame{Bytes: frame})
}

// has says whether so many bytes more would still fit.
func (k *socket) has(bytes int) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.out.Fits(bytes)
}

// close ends the socket when all that is queued has been sent. The first reason counts.
func (k *socket) close(why end) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.why.code == 0 {
		k.why = why
	}
	k.start()
}

// start has a writer run. It is called under the lock: while the reader has not
// ended, Close still waits.
func (k *socket) start() {
	if !k.writing && !k.gone {
		k.writing = true
		k.srv.wg.Go(k.write)
	}
}

// prepare keeps gorilla/websocket from writing by itself, but for its replies
// to a close frame and to what breaks RFC 6455.
func (k *socket) prepare() {
	k.conn.SetReadLimit(k.srv.cfg.Limits.Message)
	k.conn.SetPingHandler(func(payload string) error {
		k.mu.Lock()
		defer k.mu.Unlock()
		k.pong = &payload // only the newest ping is answered (RFC 6455 section 5.5.3)
		k.start()
		return nil
	})
	k.ping = true
}

// beat is called by the wheel once a Beat.
func (k *socket) beat() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.ping = true
	k.start()
}

// silent reports whether nothing came for so many looks of the wheel.
func (k *socket) silent(looks int) bool {
	if now := k.net.Reads(); now != k.seen {
		k.seen, k.quiet = now, 0
		return false
	}
	k.quiet++
	return k.quiet >= looks
}

// read takes messages until the connection ends, and then takes the tab out.
func (k *socket) read() {
	err := k.receive()
	if code := fault(err); code != 0 {
		k.close(end{code: code})
	}
	if _, byPeer := errors.AsType[*websocket.CloseError](err); !byPeer {
		k.net.Linger(k.srv.cfg.Limits.Linger)
		_, _ = io.Copy(io.Discard, k.net.Conn) // until the peer, or the deadline, ends it
	}
	k.mu.Lock()
	k.gone = true
	k.mu.Unlock()
	_ = k.net.Close() // both directions have ended
	k.part()
	k.srv.dismiss(k.keys)
}

// part takes the tab out of its room.
func (k *socket) part() {
	defer k.srv.survive(func() {})
	if k.tab != nil {
		k.room.Leave(k.tab, k.srv.cfg.Now())
	}
}

// fault is the code for what ended a socket, or 0 if gorilla/websocket has said
// it, or nobody is to be told.
func fault(err error) closeCode {
	switch {
	case errors.Is(err, frame.ErrFragments), errors.Is(err, frame.ErrSlow):
		return closePolicy
	case errors.Is(err, frame.ErrHeader):
		return closeProtocol
	case errors.Is(err, websocket.ErrReadLimit): // it is silent if the sum of the lengths overflows
		return closeTooBig
	}
	return 0
}

// receive takes messages until the connection fails or is closed. After one that
// nobody may send it only waits for that.
func (k *socket) receive() error {
	refused := false
	for {
		kind, message, err := k.conn.ReadMessage()
		if err != nil {
			return err
		}
		if refused {
			continue
		}
		code := closeCode(0)
		switch {
		case kind != websocket.TextMessage:
			code = closeBinary
		case !utf8.Valid(message):
			code = closeBadUTF8
		case !k.take(message):
			code = closePolicy
		}
		if refused = code != 0; refused {
			k.close(end{code: code})
			k.net.Linger(k.srv.cfg.Limits.Linger)
		}
	}
}

// write sends all there is and ends. Only one runs at a time; after a failure
// or a close frame no other follows it.
func (k *socket) write() {
	for {
		frames, ping, pong, why, more := k.next()
		switch {
		case !more:
			return
		case why.code != 0:
			text := websocket.FormatCloseMessage(int(why.code), why.reason())
			_ = k.conn.WriteControl(websocket.CloseMessage, text, k.by()) // it ends either way
			k.net.Linger(k.srv.cfg.Limits.Linger)
			return
		}
		if err := k.send(frames, ping, pong); err != nil {
			_ = k.net.Close() // wakes the reader, which takes the tab out
			return
		}
	}
}

// next takes what is to be written; why only when nothing comes before it.
// Without more the writer has ended.
func (k *socket) next() (frames []memory.Frame, ping bool, pong *string, why end, more bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	frames, ping, pong = k.out.Take(), k.ping, k.pong
	k.ping, k.pong = false, nil
	if len(frames) == 0 {
		why = k.why
	}
	more = len(frames) > 0 || ping || pong != nil || why.code != 0
	k.writing = more
	return frames, ping, pong, why, more
}

// send writes to the peer: pong, ping, frames.
func (k *socket) send(frames []memory.Frame, ping bool, pong *string) error {
	if pong != nil {
		if err := k.conn.WriteControl(websocket.PongMessage, []byte(*pong), k.by()); err != nil {
			return err
		}
	}
	if ping {
		payload := make([]byte, 8)
		_, _ = rand.Read(payload) // never fails
		if err := k.conn.WriteControl(websocket.PingMessage, payload, k.by()); err != nil {
			return err
		}
	}
	for _, f := range frames {
		_ = k.conn.SetWriteDeadline(k.by()) // always nil
		if err := k.conn.WriteMessage(websocket.TextMessage, f.Bytes); err != nil {
			return err
		}
		k.mu.Lock()
		k.out.Sent(f)
		k.mu.Unlock()
	}
	return nil
}

// by is when the network must have taken what is being written. Deadlines are
// the operating system's, so they do not follow Config.Now.
func (k *socket) by() time.Time { return time.Now().Add(k.srv.cfg.Limits.WriteWait) }
