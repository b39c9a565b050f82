package ws

import (
	"crypto/rand"
	"errors"
	"io"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/gorilla/websocket"

	"rookery/lobby/wire"
)

// Session is the client behind a socket: client.Session.
type Session interface {
	// Receive takes one complete text message, in order, with the instant it was complete.
	Receive(frame []byte, at time.Time)
	// Next takes all queued frames; a code with no frames ends the socket.
	Next() (frames [][]byte, code wire.CloseCode)
	// Leave says that the socket has ended, and whether the peer closed it as a
	// browser does when its page is closed.
	Leave(closed bool)
	// Close makes Next report code once all is taken.
	Close(code wire.CloseCode)
	// RTT records a round trip of this socket.
	RTT(d time.Duration)
	// Heartbeat is called once a Beat.
	Heartbeat()
}

// turnedAway is the session of a socket that is closed before it begins.
type turnedAway wire.CloseCode

func (t turnedAway) Receive([]byte, time.Time)            {}
func (t turnedAway) Next() (_ [][]byte, _ wire.CloseCode) { return nil, wire.CloseCode(t) }
func (t turnedAway) Leave(bool)                           {}
func (t turnedAway) Close(wire.CloseCode)                 {}
func (t turnedAway) RTT(time.Duration)                    {}
func (t turnedAway) Heartbeat()                           {}

// socket is one upgraded connection: a reader for its whole life, and a writer
// while there is something to write.
type socket struct {
	srv     *Server
	conn    *websocket.Conn
	net     *framedConn
	session Session
	keys    [2]any // what it is counted by; guarded by the server's mutex
	slot    int    // its place on the wheel
	seen    uint64 // reads at the wheel's last look; the wheel's own
	quiet   int    // looks without a read in between; the wheel's own

	mu      sync.Mutex // guards what follows; nothing is called under it
	writing bool       // a writer runs
	woken   bool       // there is more for it
	gone    bool       // the reader has ended: no more writers
	ping    []byte     // payload to send
	pong    []byte     // payload to answer with
	sent    []byte     // payload of the ping under way
	sentAt  time.Time
}

func (k *socket) prepare() {
	k.conn.SetReadLimit(int64(k.srv.cfg.Message))
	k.conn.SetPingHandler(func(payload string) error {
		k.mu.Lock()
		k.pong = []byte(payload)
		k.mu.Unlock()
		k.wake()
		return nil
	})
	k.conn.SetPongHandler(func(payload string) error {
		k.mu.Lock()
		mine := k.sent != nil && payload == string(k.sent)
		sentAt := k.sentAt
		if mine {
			k.sent = nil
		}
		k.mu.Unlock()
		if mine {
			k.session.RTT(k.net.at.Sub(sentAt))
		}
		return nil
	})
	k.ping = pingPayload()
}

// pingPayload is unguessable, so that no pong can come before its ping.
func pingPayload() []byte {
	p := make([]byte, 16)
	_, _ = rand.Read(p) // never fails
	return p
}

// beat is called by the wheel once a Beat.
func (k *socket) beat() {
	k.session.Heartbeat()
	k.mu.Lock()
	k.ping = pingPayload()
	k.mu.Unlock()
	k.wake()
}

// silent reports whether nothing came for so many looks of the wheel.
func (k *socket) silent(looks int) bool {
	if now := k.net.reads.Load(); now != k.seen {
		k.seen, k.quiet = now, 0
		return false
	}
	k.quiet++
	return k.quiet >= looks
}

// read takes messages until the connection ends, and then ends the session.
func (k *socket) read() {
	err := k.receive()
	if code := fault(err); code != 0 {
		k.session.Close(code)
	}
	goodbye, byPeer := errors.AsType[*websocket.CloseError](err)
	if !byPeer {
		k.net.linger(k.srv.cfg.Linger)
		_, _ = io.Copy(io.Discard, k.net.Conn) // until the peer, or the deadline, ends it
	}
	k.mu.Lock()
	k.gone = true
	k.mu.Unlock()
	_ = k.net.Close() // both directions have ended
	k.session.Leave(byPeer && (goodbye.Code == websocket.CloseGoingAway || goodbye.Code == websocket.CloseNormalClosure))
}

// fault is the code for what ended a socket, or 0 if gorilla/websocket has said
// it, or nobody is to be told.
func fault(err error) wire.CloseCode {
	switch {
	case errors.Is(err, errFragments), errors.Is(err, errSlow):
		return wire.ClosePolicy
	case errors.Is(err, errHeader):
		return wire.CloseProtocol
	case errors.Is(err, websocket.ErrReadLimit): // it is silent if the sum of the lengths overflows
		return wire.CloseTooBig
	}
	return 0
}

// receive hands messages to the session until the connection fails or is
// closed. After a message that nobody may send it only waits for that.
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
		if code := unfit(kind, message); code != 0 {
			refused = true
			k.session.Close(code)
			k.net.linger(k.srv.cfg.Linger)
			continue
		}
		k.session.Receive(message, k.net.at)
	}
}

// unfit is the code that a message is answered with instead of being received, or 0.
func unfit(kind int, message []byte) wire.CloseCode {
	switch {
	case kind != websocket.TextMessage:
		return wire.CloseBinary
	case !utf8.Valid(message):
		return wire.CloseBadUTF8
	}
	return 0
}

// wake starts a writer, or tells the one that runs that there is more.
func (k *socket) wake() {
	k.mu.Lock()
	defer k.mu.Unlock()
	switch {
	case k.gone:
	case k.writing:
		k.woken = true
	default:
		k.writing = true
		k.srv.wg.Go(k.write) // under the lock: the reader has not ended, so Close still waits
	}
}

// write sends all there is and ends. Only one runs at a time; after a failure
// or a close frame no other follows it.
func (k *socket) write() {
	for {
		frames, code := k.session.Next()
		if err := k.send(frames); err != nil {
			_ = k.net.Close() // wakes the reader, which ends the session
			return
		}
		if len(frames) == 0 && code != 0 {
			text := websocket.FormatCloseMessage(int(code), wire.CloseText(code))
			_ = k.conn.WriteControl(websocket.CloseMessage, text, time.Now().Add(k.srv.cfg.WriteWait)) // it ends either way
			k.net.linger(k.srv.cfg.Linger)
			return
		}
		if len(frames) == 0 && k.rest() {
			return
		}
	}
}

// rest ends the writer unless there is more to do.
func (k *socket) rest() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.writing = k.woken
	k.woken = false
	return !k.writing
}

// send writes what is due to the peer: pong, ping, frames.
func (k *socket) send(frames [][]byte) error {
	k.mu.Lock()
	ping, pong := k.ping, k.pong
	k.ping, k.pong = nil, nil
	if ping != nil {
		k.sent, k.sentAt = ping, time.Now()
	}
	k.mu.Unlock()
	by := func() time.Time { return time.Now().Add(k.srv.cfg.WriteWait) }
	if pong != nil {
		if err := k.conn.WriteControl(websocket.PongMessage, pong, by()); err != nil {
			return err
		}
	}
	if ping != nil {
		if err := k.conn.WriteControl(websocket.PingMessage, ping, by()); err != nil {
			return err
		}
	}
	for _, f := range frames {
		_ = k.conn.SetWriteDeadline(by()) // always nil
		if err := k.conn.WriteMessage(websocket.TextMessage, f); err != nil {
			return err
		}
	}
	return nil
}
