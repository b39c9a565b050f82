package ws_test

import (
	"context"
	"net"
	"strings"
	"testing"
	"time"

	"rookery/lobby/wire"
	"rookery/web/ws"
)

func TestAConnectionThatBreaksOffLeavesNothingBehind(t *testing.T) {
	c := openClub(t, ws.Config{})
	half := f(opText, aPing)[:20]
	for _, tc := range []struct {
		says string
		end  func(*net.TCPConn)
	}{
		{"says that it will send no more", func(conn *net.TCPConn) { _ = conn.CloseWrite() }},
		{"says so in the middle of a frame", func(conn *net.TCPConn) { _, _ = conn.Write(half); _ = conn.CloseWrite() }},
		{"says so between two fragments", func(conn *net.TCPConn) { _, _ = conn.Write(f(opText|unfinished, "{")); _ = conn.CloseWrite() }},
		{"is reset", func(conn *net.TCPConn) { _ = conn.SetLinger(0); _ = conn.Close() }},
		{"is reset in the middle of a frame", func(conn *net.TCPConn) { _, _ = conn.Write(half); _ = conn.SetLinger(0); _ = conn.Close() }},
		{"is reset after a broken frame", func(conn *net.TCPConn) { _, _ = conn.Write(f(3, "")); _ = conn.SetLinger(0); _ = conn.Close() }},
		{"is closed without a goodbye", func(conn *net.TCPConn) { _ = conn.Close() }},
	} {
		t.Run(tc.says, func(t *testing.T) {
			p := c.visit(c.place(), c.guest())
			p.t = t
			p.ask("ping", `{}`)
			conn := p.conn.(*net.TCPConn)
			tc.end(conn)
			if strings.HasPrefix(tc.says, "says") { // it can still be answered, and need not be
				if h := p.until(""); h.code != 1006 && h.code != wire.CloseGoingAway {
					t.Errorf("closed with %d", h.code)
				}
			}
			c.settle()
		})
	}
	c.undisturbed()
}

func TestWhoIsSilentIsTakenForGone(t *testing.T) {
	const beat, silence = 100 * time.Millisecond, 400 * time.Millisecond
	h := open(t, ws.Config{Beat: beat, Silence: silence, Linger: 50 * time.Millisecond})
	knock := func() *peer {
		c := &club{t: t, addr: strings.TrimPrefix(h.url, "http://")}
		p := c.visit("/rooms/r1/socket", "")
		<-h.arrivals
		return p
	}
	mute := knock()
	began := time.Now()
	if got := mute.until(""); got.code != wire.CloseSilent || got.reason != wire.CloseText(wire.CloseSilent) {
		t.Errorf("closed with %d %q", got.code, got.reason)
	}
	if d := time.Since(began); d < silence-beat {
		t.Errorf("closed after %v of silence already", d)
	}
	mute.goodbye()
	for says, b := range map[string][]byte{
		"a pong that nobody asked for": f(opPong, ""),
		"a ping":                       f(opPing, ""),
		"a fragment":                   join(f(opText|unfinished, "{"), f(opMore, "}")),
	} {
		t.Run(says, func(t *testing.T) {
			p := knock()
			p.t = t
			tick := time.NewTicker(beat)
			defer tick.Stop()
			for range 2 * silence / beat {
				<-tick.C
				p.send(b)
			}
			p.send(f(opClose, "\x03\xe8"))
			if got := p.until(""); got.code != 1000 {
				t.Errorf("who sends %s now and then was closed with %d", says, got.code)
			}
		})
	}
}

func TestTheServerSaysWhyItCloses(t *testing.T) {
	c := openClub(t, ws.Config{PerIdentity: 2})
	shut := func(p *peer) string {
		h := p.until("")
		if h.reason != wire.CloseText(h.code) || h.reason == "" {
			t.Errorf("closed with %d %q, want the table's text", h.code, h.reason)
		}
		p.goodbye()
		if n := len(answers(h.texts)); n > 0 {
			t.Errorf("heard %q", h.texts)
		}
		return map[wire.CloseCode]string{
			wire.CloseNoRoom: "no room", wire.CloseTooMany: "too many", wire.CloseRestart: "restart",
		}[h.code] + map[bool]string{true: " after goaway"}[strings.Contains(strings.Join(h.texts, ""), `{"t":"goaway"`)]
	}
	if why := shut(c.visit("/rooms/0198f7a2-6c1d-7e9b-8a55-3c2f1b0e9d44/socket", "")); why != "no room" {
		t.Errorf("a room that does not exist: %q", why)
	}
	if why := shut(c.visit("/rooms/%2e%2e/socket", "")); why != "no room" {
		t.Errorf("a room that cannot exist: %q", why)
	}
	who := c.guest()
	var tabs []*peer
	for range 3 {
		p := c.visit(c.place(), who)
		p.ask("ping", `{}`)
		defer p.conn.Close()
		tabs = append(tabs, p)
	}
	if why := shut(tabs[0]); why != "too many" {
		t.Errorf("the first of three tabs: %q", why)
	}
	if why := c.visit(c.place(), c.guest()).ask("ping", `{}`); !strings.Contains(last(why), `"pong"`) {
		t.Errorf("somebody else: %q", why)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	closed := make(chan error, 1)
	go func() { closed <- c.sockets.Close(ctx, wire.CloseRestart, 0) }()
	for _, p := range []*peer{c.white, c.hall} {
		if why := shut(p); why != "restart after goaway" {
			t.Errorf("a restart: %q", why)
		}
	}
	if err := <-closed; err != nil {
		t.Error(err)
	}
}
