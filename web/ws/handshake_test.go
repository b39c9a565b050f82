package ws_test

import (
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"rookery/lobby/wire"
	"rookery/web/ws"
)

// TestAHandshakeIsAcceptedOrRefusedWhole: a change of a header is "Name: value"
// to replace it, "-Name" to leave it out, or "+Name: value" to add a line.
func TestAHandshakeIsAcceptedOrRefusedWhole(t *testing.T) {
	c := openClub(t, ws.Config{})
	bearer, cookie := "Authorization: Bearer "+c.guest(), "Cookie: rookery="+c.guest()
	const open, foreign = http.StatusSwitchingProtocols, "foreign_origin"
	for _, tc := range []struct {
		says   string
		line   string // of the request; empty: the room's socket
		change []string
		status int
		code   string // of a refusal; empty: net/http refused
	}{
		{says: "a page of this site", status: open},
		{says: "a page of this site, with a cookie", change: []string{cookie}, status: open},
		{says: "a page of this site, with a token", change: []string{bearer}, status: open},
		{says: "a program with a token", change: []string{"-Origin", bearer}, status: open},
		{says: "a program without a token, to watch", change: []string{"-Origin"}, status: open},
		{says: "a program without a token, at the lobby", line: "GET /lobby/socket HTTP/1.1", change: []string{"-Origin"}, status: open},
		{says: "a program with a cookie", change: []string{"-Origin", cookie}, status: 403, code: foreign},
		{says: "a program with a wrong token", change: []string{"-Origin", "Authorization: Bearer nobody"}, status: 401, code: "bad_token"},
		{says: "a page elsewhere", change: []string{"Origin: http://evil.example"}, status: 403, code: foreign},
		{says: "a page elsewhere, with a cookie", change: []string{"Origin: http://evil.example", cookie}, status: 403, code: foreign},
		{says: "a page elsewhere, with a token", change: []string{"Origin: http://evil.example", bearer}, status: 403, code: foreign},
		{says: "a page at another port", change: []string{"Origin: http://127.0.0.1:1"}, status: 403, code: foreign},
		{says: "a page of a longer name", change: []string{"Origin: http://" + c.addr + ".evil.example"}, status: 403, code: foreign},
		{says: "a page with no origin of its own", change: []string{"Origin: null"}, status: 403, code: foreign},
		{says: "an empty origin", change: []string{"Origin:"}, status: 403, code: foreign},
		{says: "an empty origin, with a token", change: []string{"Origin:", bearer}, status: 403, code: foreign},
		{says: "this site's origin and another", change: []string{"+Origin: http://evil.example"}, status: 403, code: foreign},
		{says: "an origin with a path", change: []string{"Origin: http://" + c.addr + "/"}, status: 403, code: foreign},

		{says: "no subprotocol", change: []string{"-Sec-WebSocket-Protocol"}, status: 400, code: "subprotocol"},
		{says: "an empty subprotocol", change: []string{"Sec-WebSocket-Protocol:"}, status: 400, code: "subprotocol"},
		{says: "another subprotocol", change: []string{"Sec-WebSocket-Protocol: superchat.v1"}, status: 400, code: "subprotocol"},
		{says: "the subprotocol in capitals", change: []string{"Sec-WebSocket-Protocol: ROOKERY.V1"}, status: 400, code: "subprotocol"},
		{says: "the subprotocol as a part of another", change: []string{"Sec-WebSocket-Protocol: a.rookery.v1"}, status: 400, code: "subprotocol"},
		{says: "ours before others", change: []string{"Sec-WebSocket-Protocol: rookery.v1, chat, superchat"}, status: open},
		{says: "ours after others", change: []string{"Sec-WebSocket-Protocol: chat,rookery.v2 , rookery.v1"}, status: open},
		{says: "ours in a second line", change: []string{"Sec-WebSocket-Protocol: chat", "+Sec-WebSocket-Protocol: rookery.v1"}, status: open},

		{says: "compression is offered and not taken", change: []string{"+Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits"}, status: open},
		{says: "an extension that nobody knows", change: []string{"+Sec-WebSocket-Extensions: x-telepathy"}, status: open},
		{says: "header names in odd case", change: []string{"-Upgrade", "-Connection", "+uPGRADE: WebSocket", "+cONNECTION: uPGRADE"}, status: open},
		{says: "a connection to be kept and upgraded", change: []string{"Connection: keep-alive, Upgrade"}, status: open},
		{says: "several upgrades", change: []string{"Upgrade: h2c, websocket"}, status: open},

		{says: "no version", change: []string{"-Sec-WebSocket-Version"}, status: 400, code: "handshake"},
		{says: "version 8", change: []string{"Sec-WebSocket-Version: 8"}, status: 400, code: "handshake"},
		{says: "version 14", change: []string{"Sec-WebSocket-Version: 14"}, status: 400, code: "handshake"},
		{says: "no key", change: []string{"-Sec-WebSocket-Key"}, status: 400, code: "handshake"},
		{says: "a key of 15 bytes", change: []string{"Sec-WebSocket-Key: MTIzNDU2Nzg5MDEyMzQ1"}, status: 400, code: "handshake"},
		{says: "a key that is no base64", change: []string{"Sec-WebSocket-Key: ?GhlIHNhbXBsZSBub25jZQ=="}, status: 400, code: "handshake"},
		{says: "no upgrade", change: []string{"-Upgrade"}, status: 400, code: "handshake"},
		{says: "an upgrade to something else", change: []string{"Upgrade: h2c"}, status: 400, code: "handshake"},
		{says: "no connection to be upgraded", change: []string{"-Connection"}, status: 400, code: "handshake"},
		{says: "a connection to be closed", change: []string{"Connection: close"}, status: 400, code: "handshake"},
		{says: "no host", change: []string{"-Host"}, status: 400},
		{says: "HTTP/1.0", line: "GET " + c.place() + " HTTP/1.0", status: 400, code: "handshake"},
		{says: "POST", line: "POST " + c.place() + " HTTP/1.1", status: 405},
		{says: "HEAD", line: "HEAD " + c.place() + " HTTP/1.1", status: 400},
		{says: "more headers than 1 MiB", change: []string{"+X-Rook: " + strings.Repeat("x", 2<<20)}, status: 431},

		{says: "a place that can be resumed", line: "GET " + c.place() + "?epoch=e1&game=1&chat=0 HTTP/1.1", status: open},
		{says: "a place that is none", line: "GET " + c.place() + "?game=-1 HTTP/1.1", status: 400, code: "bad_message"},
		{says: "a secret in the address", line: "GET " + c.place() + "?token=secret HTTP/1.1", status: 400, code: "bad_message"},
		{says: "a resume position of 257 bytes", line: "GET " + c.place() + "?epoch=" + strings.Repeat("a", 251) + " HTTP/1.1", status: 400, code: "bad_message"},
		{says: "the lobby", line: "GET /lobby/socket HTTP/1.1", status: open},
	} {
		t.Run(tc.says, func(t *testing.T) {
			line := tc.line
			if line == "" {
				line = "GET " + c.place() + " HTTP/1.1"
			}
			headers := []string{
				"Host: " + c.addr, "Origin: http://" + c.addr, "Connection: Upgrade", "Upgrade: websocket",
				"Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: " + aKey, "Sec-WebSocket-Protocol: rookery.v1",
			}
			for _, change := range tc.change {
				headers = changed(headers, change)
			}
			p, res := c.knock(line + "\r\n" + strings.Join(headers, "\r\n") + "\r\n\r\n")
			p.t = t
			if res.StatusCode != tc.status {
				t.Fatalf("status %d, want %d", res.StatusCode, tc.status)
			}
			if tc.status == open {
				p.welcome(res)
				return
			}
			if tc.code == "" {
				return
			}
			var why struct{ Code, Text string }
			err := json.UnmarshalRead(res.Body, &why, json.MatchCaseInsensitiveNames(true))
			if err != nil || why.Code != tc.code || why.Text == "" {
				t.Errorf("refused with %+v, %v", why, err)
			}
		})
	}
	c.undisturbed()
}

// changed is headers after one change.
func changed(headers []string, change string) []string {
	if add, ok := strings.CutPrefix(change, "+"); ok {
		return append(headers, add)
	}
	name, _, value := strings.Cut(strings.TrimPrefix(change, "-"), ":")
	headers = slices.DeleteFunc(headers, func(h string) bool {
		have, _, _ := strings.Cut(h, ":")
		return strings.EqualFold(have, name)
	})
	if value {
		headers = append(headers, change)
	}
	return headers
}

// welcome holds an accepted handshake to RFC 6455 section 4.2.2, and the socket
// to its greeting.
func (p *peer) welcome(res *http.Response) {
	p.t.Helper()
	for name, want := range map[string]string{
		"Sec-Websocket-Accept": acceptKey, "Sec-Websocket-Protocol": wire.Subprotocol, "Sec-Websocket-Extensions": "",
	} {
		if got := strings.Join(res.Header.Values(name), "|"); got != want {
			p.t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if !strings.EqualFold(res.Header.Get("Upgrade"), "websocket") || !strings.EqualFold(res.Header.Get("Connection"), "upgrade") {
		p.t.Errorf("headers %v", res.Header)
	}
	first := ""
	for first == "" {
		op, payload, err := p.read()
		if err != nil {
			p.t.Fatal(err)
		}
		if op == opText {
			first = string(payload)
		}
	}
	if !strings.HasPrefix(first, `{"t":"hello","d":{"epoch":"e1"`) {
		p.t.Errorf("greeted with %s", first)
	}
	p.leave()
}

func TestAnUpgradeWithFramesInTheSameBreathIsCut(t *testing.T) {
	c := openClub(t, ws.Config{})
	conn, err := net.Dial("tcp", c.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	request := strings.Join([]string{
		"GET " + c.place() + " HTTP/1.1", "Host: " + c.addr, "Origin: http://" + c.addr, "Connection: Upgrade", "Upgrade: websocket",
		"Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: " + aKey, "Sec-WebSocket-Protocol: rookery.v1", "", "",
	}, "\r\n")
	_, _ = conn.Write(append([]byte(request), f(opText, aPing)...))
	if n, err := conn.Read(make([]byte, 1)); err == nil || n > 0 {
		t.Error("it was answered")
	}
	c.undisturbed()
}
