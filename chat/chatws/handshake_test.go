package chatws_test

import (
	"bufio"
	"bytes"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/go-json-experiment/json"

	"rookery/chat/chatws"
)

// TestAHandshakeIsAcceptedOrRefusedWhole: a change of a header is "Name: value"
// to replace it, "-Name" to leave it out, or "+Name: value" to add a line.
func TestAHandshakeIsAcceptedOrRefusedWhole(t *testing.T) {
	const open, foreign = http.StatusSwitchingProtocols, "foreign_origin"
	for _, tc := range []struct {
		says   string
		line   string // of the request; empty: the hall
		change []string
		status int
		code   string // of a refusal
	}{
		{says: "a page of this site", status: open},
		{says: "a page of this site, with a cookie", change: []string{"Cookie: member=bobby"}, status: open},
		{says: "a page of this site, with a token", change: []string{"Authorization: Bearer bobby"}, status: open},
		{says: "a program with a token", change: []string{"-Origin", "Authorization: Bearer bobby"}, status: open},
		{says: "a program without a token", change: []string{"-Origin"}, status: 403, code: foreign},
		{says: "a program with a cookie", change: []string{"-Origin", "Cookie: member=bobby"}, status: 403, code: foreign},
		{says: "a program with a wrong token", change: []string{"-Origin", "Authorization: Bearer forged"}, status: 401, code: "bad_token"},
		{says: "a page of this site, with a wrong token", change: []string{"Authorization: Bearer forged"}, status: 401, code: "bad_token"},
		{says: "a page elsewhere", change: []string{"Origin: http://evil.example"}, status: 403, code: foreign},
		{says: "a page elsewhere, with a cookie", change: []string{"Origin: http://evil.example", "Cookie: member=bobby"}, status: 403, code: foreign},
		{says: "a page elsewhere, with a token", change: []string{"Origin: http://evil.example", "Authorization: Bearer bobby"}, status: 403, code: foreign},
		{says: "a page at another port", change: []string{"Origin: http://club.example:8080"}, status: 403, code: foreign},
		{says: "a page of another scheme", change: []string{"Origin: https://club.example"}, status: 403, code: foreign},
		{says: "a page of a longer name", change: []string{"Origin: http://club.example.evil.example"}, status: 403, code: foreign},
		{says: "a page in other case", change: []string{"Origin: http://Club.example"}, status: 403, code: foreign},
		{says: "a page with no origin of its own", change: []string{"Origin: null"}, status: 403, code: foreign},
		{says: "an empty origin, with a token", change: []string{"Origin:", "Authorization: Bearer bobby"}, status: 403, code: foreign},
		{says: "this site's origin and another", change: []string{"+Origin: http://evil.example"}, status: 403, code: foreign},
		{says: "an origin with a path", change: []string{"Origin: http://club.example/"}, status: 403, code: foreign},

		{says: "no subprotocol", change: []string{"-Sec-WebSocket-Protocol"}, status: 400, code: "subprotocol"},
		{says: "another subprotocol", change: []string{"Sec-WebSocket-Protocol: chat.v2"}, status: 400, code: "subprotocol"},
		{says: "the subprotocol in capitals", change: []string{"Sec-WebSocket-Protocol: CHAT.V1"}, status: 400, code: "subprotocol"},
		{says: "the subprotocol as a part of another", change: []string{"Sec-WebSocket-Protocol: chat.v11"}, status: 400, code: "subprotocol"},
		{says: "ours after others", change: []string{"Sec-WebSocket-Protocol: chat,chat.v2 , chat.v1"}, status: open},
		{says: "ours in a second line", change: []string{"Sec-WebSocket-Protocol: chat", "+Sec-WebSocket-Protocol: chat.v1"}, status: open},
		{says: "compression is offered and not taken", change: []string{"+Sec-WebSocket-Extensions: permessage-deflate"}, status: open},

		{says: "no version", change: []string{"-Sec-WebSocket-Version"}, status: 400, code: "handshake"},
		{says: "version 8", change: []string{"Sec-WebSocket-Version: 8"}, status: 400, code: "handshake"},
		{says: "no key", change: []string{"-Sec-WebSocket-Key"}, status: 400, code: "handshake"},
		{says: "a key of 15 bytes", change: []string{"Sec-WebSocket-Key: MTIzNDU2Nzg5MDEyMzQ1"}, status: 400, code: "handshake"},
		{says: "no upgrade", change: []string{"-Upgrade"}, status: 400, code: "handshake"},
		{says: "no connection to be upgraded", change: []string{"-Connection"}, status: 400, code: "handshake"},
		{says: "HTTP/1.0", line: "GET /chat/hall HTTP/1.0", status: 400, code: "handshake"},
		{says: "POST", line: "POST /chat/hall HTTP/1.1", status: 400, code: "handshake"},

		{says: "another room", line: "GET /chat/attic HTTP/1.1", status: 404, code: "no_room"},
		{says: "a room in other case", line: "GET /chat/Hall HTTP/1.1", status: 404, code: "no_room"},
		{says: "another room from elsewhere", line: "GET /chat/attic HTTP/1.1", change: []string{"Origin: http://evil.example"}, status: 403, code: foreign},

		{says: "a position", line: "GET /chat/hall?epoch=e1&chat=1&whispers=0 HTTP/1.1", status: open},
		{says: "half a position", line: "GET /chat/hall?chat=1 HTTP/1.1", status: open},
		{says: "a negative position", line: "GET /chat/hall?chat=-1 HTTP/1.1", status: 400, code: "bad_position"},
		{says: "two positions", line: "GET /chat/hall?chat=1&chat=2 HTTP/1.1", status: 400, code: "bad_position"},
		{says: "a position beyond all numbers", line: "GET /chat/hall?chat=18446744073709551616 HTTP/1.1", status: 400, code: "bad_position"},
		{says: "an empty epoch", line: "GET /chat/hall?epoch= HTTP/1.1", status: 400, code: "bad_position"},
		{says: "an epoch of other characters", line: "GET /chat/hall?epoch=%3C HTTP/1.1", status: 400, code: "bad_position"},
		{says: "a secret in the address", line: "GET /chat/hall?token=secret HTTP/1.1", status: 400, code: "bad_position"},
		{says: "no query", line: "GET /chat/hall?%zz HTTP/1.1", status: 400, code: "bad_position"},
		{says: "a position of 257 bytes", line: "GET /chat/hall?epoch=" + strings.Repeat("a", 251) + " HTTP/1.1", status: 400, code: "bad_position"},
	} {
		t.Run(tc.says, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := openHouse(t, chatws.Config{})
				defer h.close()
				line := tc.line
				if line == "" {
					line = "GET /chat/hall HTTP/1.1"
				}
				headers := []string{
					"Host: club.example", "Origin: http://club.example", "Connection: Upgrade", "Upgrade: websocket",
					"Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Protocol: chat.v1",
				}
				for _, change := range tc.change {
					headers = changed(headers, change)
				}
				conn, _ := h.listen.dial()
				defer conn.Close()
				go func() { _, _ = conn.Write([]byte(line + "\r\n" + strings.Join(headers, "\r\n") + "\r\n\r\n")) }()
				res, err := http.ReadResponse(bufio.NewReader(conn), nil)
				if err != nil {
					t.Fatal(err)
				}
				if res.StatusCode != tc.status {
					t.Fatalf("status %d, want %d", res.StatusCode, tc.status)
				}
				if tc.status == open {
					if got := res.Header.Get("Sec-Websocket-Protocol"); got != "chat.v1" || res.Header.Get("Sec-Websocket-Extensions") != "" {
						t.Errorf("headers %v", res.Header)
					}
					return
				}
				var why struct{ Code, Text string }
				err = json.UnmarshalRead(res.Body, &why, json.MatchCaseInsensitiveNames(true))
				if err != nil || why.Code != tc.code || why.Text == "" {
					t.Errorf("refused with %+v, %v", why, err)
				}
				if h.srv.Len() != 0 {
					t.Error("there is a socket")
				}
			})
		})
	}
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

func TestWhyARequestIsForeignIsLoggedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		h := openHouse(t, chatws.Config{Log: slog.New(slog.NewTextHandler(&log, nil))})
		defer h.close()
		for range 3 {
			for _, header := range []http.Header{{}, {"Origin": {"http://evil.example"}}, {"Origin": {"http://foe.example"}}} {
				if status := h.refused("hall", header); status != http.StatusForbidden {
					t.Errorf("%v: status %d", header, status)
				}
			}
		}
		for cause, times := range map[string]int{"neither an Origin": 1, "none of Config.Origins": 1, "http://club.example": 2, "evil": 0, "foe": 0} {
			if got := strings.Count(log.String(), cause); got != times {
				t.Errorf("%q is logged %d times, want %d: %s", cause, got, times, &log)
			}
		}
	})
}
