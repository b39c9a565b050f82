package ws_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"rookery/lobby/wire"
	"rookery/web/ws"
)

// exchange is one thing that a client sends after its handshake, and what
// becomes of it: a close code, or, with code 0, a socket that still answers.
type exchange struct {
	says  string
	send  []byte
	code  wire.CloseCode
	texts []string // what the answers begin with, in order; if the socket is closed they may be missing
	cid   string   // of the command that texts answer; empty: aCID
	pongs []string // the payloads of all pongs
	hang  bool     // what was sent is not finished, so nothing may follow it
}

// conform holds the server to all exchanges, each on a socket of its own beside
// those of the honest, who must notice nothing.
func conform(t *testing.T, cfg ws.Config, list []exchange) {
	c := openClub(t, cfg)
	for _, e := range list {
		t.Run(e.says, func(t *testing.T) {
			p := c.visit(c.place(), "")
			p.t = t
			p.check(e)
		})
	}
	c.undisturbed()
}

// check sends what e says, and a ping after it. Whatever breaks the protocol
// ends the socket before that ping is heard.
func (p *peer) check(e exchange) {
	p.t.Helper()
	cid := newCID()
	p.send(e.send)
	if !e.hang {
		p.send(f(opText, command(cid, "ping", `{}`)))
	}
	h := p.until(cid)
	if h.code != e.code {
		p.t.Fatalf("closed with %d %q, want %d; heard %q", h.code, h.reason, e.code, h.texts)
	}
	if h.code != 0 {
		p.goodbye()
		if n := len(answers(h.texts)); n > len(e.texts) {
			p.t.Errorf("%d answers before the end, want no more than %d: %q", n, len(e.texts), h.texts)
		}
		return
	}
	h.texts = h.texts[:len(h.texts)-1] // the pong of check itself may overtake a room's answer
	for len(answers(h.texts)) < len(e.texts) {
		more := p.until(cmp.Or(e.cid, aCID))
		h.texts, h.pongs = append(h.texts, more.texts...), append(h.pongs, more.pongs...)
	}
	p.leave()
	if !slices.EqualFunc(answers(h.texts), e.texts, strings.HasPrefix) {
		p.t.Errorf("answered %q, want %q", answers(h.texts), e.texts)
	}
	if !slices.Equal(h.pongs, e.pongs) {
		p.t.Errorf("pongs %q, want %q", h.pongs, e.pongs)
	}
}

// answers is what of frames answers a command.
func answers(frames []string) []string {
	return slices.DeleteFunc(slices.Clone(frames), func(f string) bool { return !strings.HasPrefix(f, `{"re":`) })
}

// aPing is a command with a known cid, and what its answer begins with.
const (
	aCID  = "6f1c4b1e-6f0a-4c0e-9a53-2d1f7a3f0b11"
	aPing = `{"cid":"` + aCID + `","t":"ping","d":{}}`
	aPong = `{"re":"` + aCID + `","info":{"t":"pong"`
)

func padded(n int) string { return aPing + strings.Repeat(" ", n-len(aPing)) }

func TestFramesThatBreakTheProtocolEndTheSocket(t *testing.T) {
	list := []exchange{
		{says: "RSV1, which means compression, was not agreed on", send: f(opText|rsv1, aPing), code: wire.CloseProtocol},
		{says: "RSV2 means nothing", send: f(opText|rsv2, aPing), code: wire.CloseProtocol},
		{says: "RSV3 means nothing", send: f(opText|rsv3, aPing), code: wire.CloseProtocol},
		{says: "a ping has no RSV1 either", send: f(opPing|rsv1, ""), code: wire.CloseProtocol},
		{says: "nor has a continuation", send: join(f(opText|unfinished, aPing[:9]), f(opMore|rsv1, aPing[9:])), code: wire.CloseProtocol},
		{says: "a text without a mask", send: build(opText, minimal, uint64(len(aPing)), false, aPing), code: wire.CloseProtocol},
		{says: "a ping without a mask", send: build(opPing, minimal, 0, false, ""), code: wire.CloseProtocol},
		{says: "a goodbye without a mask", send: build(opClose, minimal, 0, false, ""), code: wire.CloseProtocol},
		{says: "a short length in two bytes", send: build(opText, two, uint64(len(aPing)), true, aPing), code: wire.CloseProtocol},
		{says: "a short length in eight bytes", send: build(opText, eight, uint64(len(aPing)), true, aPing), code: wire.CloseProtocol},
		{says: "a length for two bytes in eight", send: build(opText, eight, 200, true, padded(200)), code: wire.CloseProtocol},
		{says: "no length at all in two bytes", send: build(opText, two, 0, true, ""), code: wire.CloseProtocol},
		{says: "a short ping with its length in two bytes", send: build(opPing, two, 4, true, "rook"), code: wire.CloseProtocol},
		{says: "a length whose highest bit is set", send: build(opText, eight, 1<<63|5, true, "hello"), code: wire.CloseTooBig},
		{says: "the largest length there is", send: build(opText, eight, 1<<63-1, true, "hello"), code: wire.CloseTooBig},
		{says: "the largest length there is, in a second fragment", send: join(f(opText|unfinished, "hello"), build(opMore, eight, 1<<63-1, true, "hello")), code: wire.CloseTooBig},
		{says: "4 GiB are refused before they come", send: build(opText, eight, 1<<32, true, ""), code: wire.CloseTooBig, hang: true},
		{says: "4 KiB and a byte are refused before they come", send: build(opText, minimal, wire.MaxMessage+1, true, ""), code: wire.CloseTooBig, hang: true},
		{says: "a ping of 125 bytes is answered with the same", send: f(opPing, strings.Repeat("♜", 41)+"ab"), pongs: []string{strings.Repeat("♜", 41) + "ab"}},
		{says: "a ping of 126 bytes", send: f(opPing, strings.Repeat("x", 126)), code: wire.CloseProtocol},
		{says: "an empty ping is answered with nothing in it", send: f(opPing, ""), pongs: []string{""}},
		{says: "a ping need not be UTF-8", send: f(opPing, "\xff\x00"), pongs: []string{"\xff\x00"}},
		{says: "a pong that nobody asked for", send: f(opPong, "rook")},
		{says: "a pong of 125 bytes", send: f(opPong, strings.Repeat("x", 125))},
		{says: "a pong of 126 bytes", send: f(opPong, strings.Repeat("x", 126)), code: wire.CloseProtocol},
		{says: "a goodbye of 126 bytes", send: f(opClose, "\x03\xe8"+strings.Repeat("x", 124)), code: wire.CloseProtocol},
		{says: "a ping in two fragments", send: cut(opPing, "ro", "ok"), code: wire.CloseProtocol},
		{says: "a pong in two fragments", send: cut(opPong, "ro", "ok"), code: wire.CloseProtocol},
		{says: "a goodbye in two fragments", send: cut(opClose, "\x03", "\xe8"), code: wire.CloseProtocol},
		{says: "a continuation of nothing", send: f(opMore, aPing), code: wire.CloseProtocol},
		{says: "a first fragment that continues nothing", send: f(opMore|unfinished, aPing), code: wire.CloseProtocol},
		{says: "a continuation of what was finished", send: join(f(opText, aPing), f(opMore, "x")), code: wire.CloseProtocol, texts: []string{aPong}},
		{says: "a message inside another that is in fragments", send: join(f(opText|unfinished, aPing[:9]), f(opText, aPing)), code: wire.CloseProtocol},
		{says: "a binary one inside a text in fragments", send: join(f(opText|unfinished, aPing[:9]), f(opBinary, aPing[9:])), code: wire.CloseProtocol},
		{says: "a binary message", send: f(opBinary, aPing), code: wire.CloseBinary},
		{says: "an empty binary message", send: f(opBinary, ""), code: wire.CloseBinary},
		{says: "a binary message in fragments", send: cut(opBinary, aPing[:9], aPing[9:]), code: wire.CloseBinary},
		{says: "a binary message that is not UTF-8 either", send: f(opBinary, "\xff"), code: wire.CloseBinary},
		{says: "what comes after a broken frame is not heard", send: join(f(opText|rsv2, ""), f(opText, aPing), f(opPing, "rook")), code: wire.CloseProtocol},
		{says: "what comes after a binary message is not heard", send: join(f(opBinary, ""), f(opText, aPing)), code: wire.CloseBinary},
	}
	for _, opcode := range []byte{3, 4, 5, 6, 7, 11, 12, 13, 14, 15} {
		list = append(list, exchange{says: fmt.Sprintf("opcode %d is kept for later", opcode), send: f(opcode, ""), code: wire.CloseProtocol})
	}
	conform(t, ws.Config{}, list)
}

func TestMessagesInFragmentsAreWholeOrNothing(t *testing.T) {
	ping := f(opPing, "rook")
	var withPings []byte
	for i, part := range inPieces(aPing, 64) {
		op := map[bool]byte{true: opText, false: opMore}[i == 0]
		if i < 63 {
			op |= unfinished
		}
		withPings = join(withPings, f(opPong, "unasked"), f(op, part))
	}
	conform(t, ws.Config{}, []exchange{
		{says: "two fragments", send: cut(opText, aPing[:9], aPing[9:]), texts: []string{aPong}},
		{says: "64 fragments", send: cut(opText, inPieces(aPing, 64)...), texts: []string{aPong}},
		{says: "65 fragments", send: cut(opText, inPieces(aPing, 65)...), code: wire.ClosePolicy},
		{says: "65 empty fragments", send: cut(opText, make([]string, 65)...), code: wire.ClosePolicy},
		{says: "64 fragments with a pong before each", send: withPings, texts: []string{aPong}},
		{says: "two messages of 64 fragments each", send: join(cut(opText, inPieces(aPing, 64)...), cut(opText, inPieces(aPing, 64)...)), texts: []string{aPong, aPong}},
		{says: "empty fragments around a command", send: cut(opText, "", aPing[:9], "", aPing[9:], ""), texts: []string{aPong}},
		{says: "all of it in the last fragment", send: cut(opText, "", aPing), texts: []string{aPong}},
		{says: "a ping between two fragments is answered", send: join(f(opText|unfinished, aPing[:9]), ping, f(opMore, aPing[9:])), texts: []string{aPong}, pongs: []string{"rook"}},
		{says: "a goodbye between two fragments", send: join(f(opText|unfinished, aPing[:9]), f(opClose, "\x03\xe8"), f(opMore, aPing[9:])), code: 1000},
		{says: "an empty message", send: f(opText, ""), code: wire.ClosePolicy},
		{says: "an empty message in three fragments", send: cut(opText, "", "", ""), code: wire.ClosePolicy},
		{says: "4 KiB", send: f(opText, padded(wire.MaxMessage)), texts: []string{aPong}},
		{says: "4 KiB and a byte", send: f(opText, padded(wire.MaxMessage+1)), code: wire.CloseTooBig},
		{says: "4 KiB in 64 fragments", send: cut(opText, inPieces(padded(wire.MaxMessage), 64)...), texts: []string{aPong}},
		{says: "4 KiB and a byte in two fragments", send: cut(opText, inPieces(padded(wire.MaxMessage+1), 2)...), code: wire.CloseTooBig},
		{says: "4 KiB, and an empty fragment", send: cut(opText, padded(wire.MaxMessage), ""), texts: []string{aPong}},
		{says: "4 KiB, and a fragment of one byte", send: cut(opText, padded(wire.MaxMessage), " "), code: wire.CloseTooBig},
		{says: "a length in two bytes", send: f(opText, padded(126)), texts: []string{aPong}},
		{says: "a length in one byte", send: f(opText, padded(125)), texts: []string{aPong}},
		{says: "two commands in one write", send: join(f(opText, aPing), f(opText, aPing)), texts: []string{aPong, aPong}},
	})
}

func TestOnlyUTF8IsText(t *testing.T) {
	// Its text is judged, so that each character has to pass: a whisper to nobody.
	say := func(text string) string {
		return `{"cid":"` + aCID + `","t":"say","d":{"text":"` + text + `","to":"chat"}}`
	}
	rook := say("♜")
	border := strings.Index(rook, "♜")
	bad := func(says, text string) exchange {
		return exchange{says: says, send: f(opText, say(text)), code: wire.CloseBadUTF8}
	}
	need := []string{`{"re":"` + aCID + `","no":{"code":"need_nick"`}
	conform(t, ws.Config{}, []exchange{
		{says: "a rook", send: f(opText, rook), texts: need},
		{says: "a rook cut by the border of two fragments", send: cut(opText, rook[:border+1], rook[border+1:]), texts: need},
		{says: "a rook cut into three", send: cut(opText, rook[:border+1], rook[border+1:border+2], rook[border+2:]), texts: need},
		{says: "four bytes cut in the middle", send: cut(opText, say("😀")[:border+2], say("😀")[border+2:]), texts: need},
		{says: "the last character of all", send: f(opText, say("\U0010ffff")), texts: need},
		bad("a byte that no character has", "\xff"),
		bad("a continuation byte alone", "\x99"),
		bad("half a rook before more text", "\xe2\x99"),
		bad("an overlong slash", "\xc0\xaf"),
		bad("an overlong slash in three bytes", "\xe0\x80\xaf"),
		bad("an overlong slash in four bytes", "\xf0\x80\x80\xaf"),
		bad("an overlong NUL", "\xc0\x80"),
		bad("the lowest surrogate", "\xed\xa0\x80"),
		bad("the highest surrogate", "\xed\xbf\xbf"),
		bad("a surrogate pair", "\xed\xa0\xbd\xed\xb8\x80"),
		bad("the first number beyond Unicode", "\xf4\x90\x80\x80"),
		bad("a character of five bytes", "\xf8\x88\x80\x80\x80"),
		{says: "half a rook at the end", send: f(opText, aPing+"\xe2\x99"), code: wire.CloseBadUTF8},
		{says: "half a rook at the end of the last fragment", send: cut(opText, aPing, "\xe2\x99"), code: wire.CloseBadUTF8},
		{says: "half a rook, and then something else", send: cut(opText, rook[:border+2], "(", rook[border+3:]), code: wire.CloseBadUTF8},
		{says: "a byte order mark", send: f(opText, "\ufeff"+aPing), code: wire.ClosePolicy},
		{says: "a NUL after the command", send: f(opText, aPing+"\x00"), code: wire.ClosePolicy},
	})
}

func TestAGoodbyeIsAnsweredInKind(t *testing.T) {
	closing := func(code int, reason string) []byte {
		return f(opClose, string([]byte{byte(code >> 8), byte(code)})+reason)
	}
	list := []exchange{
		{says: "without a code", send: f(opClose, ""), code: 1005},
		{says: "with half a code", send: f(opClose, "\x03"), code: wire.CloseProtocol},
		{says: "with a reason", send: closing(1000, "good game"), code: 1000},
		{says: "with the longest reason", send: closing(1000, strings.Repeat("x", 123)), code: 1000},
		{says: "with a reason that is not UTF-8", send: closing(1000, "\xff"), code: wire.CloseProtocol},
		{says: "with half a rook for a reason", send: closing(1000, "\xe2\x99"), code: wire.CloseProtocol},
		{says: "and a command that comes too late", send: join(closing(1000, ""), f(opText, aPing)), code: 1000},
		{says: "twice", send: join(closing(1000, ""), closing(1001, "")), code: 1000},
		{says: "after a command", send: join(f(opText, aPing), closing(1001, "")), code: 1001},
	}
	for _, code := range []int{1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999} {
		list = append(list, exchange{says: fmt.Sprintf("with code %d", code), send: closing(code, ""), code: wire.CloseCode(code)})
	}
	for _, code := range []int{0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535} {
		list = append(list, exchange{says: fmt.Sprintf("with code %d, which nobody may send", code), send: closing(code, ""), code: wire.CloseProtocol})
	}
	c := openClub(t, ws.Config{})
	for _, e := range list {
		t.Run(e.says, func(t *testing.T) {
			p := c.visit(c.place(), "")
			p.t = t
			if e.says == "after a command" { // whether it is answered is the network's business
				p.send(e.send)
				if h := p.until(""); h.code != e.code {
					t.Errorf("closed with %d", h.code)
				}
				return
			}
			p.check(e)
		})
	}
	c.undisturbed()
}

func TestAMessageTakesNoLongerThanItMay(t *testing.T) {
	const wait, patient = 150 * time.Millisecond, 2 * time.Second // who keeps the time has some to spare
	c, lenient := openClub(t, ws.Config{MessageWait: wait}), openClub(t, ws.Config{MessageWait: patient})
	drip := func(p *peer, pause time.Duration, pieces ...[]byte) {
		tick := time.NewTicker(pause)
		defer tick.Stop()
		for _, b := range pieces {
			p.send(b)
			<-tick.C
		}
	}
	bytewise := func(b []byte) (list [][]byte) {
		for i := range b {
			list = append(list, b[i:i+1])
		}
		return list
	}
	whole := f(opText, aPing)
	for _, tc := range []struct {
		says   string
		code   wire.CloseCode
		pause  time.Duration
		pieces [][]byte
	}{
		{"a header without its end", wire.ClosePolicy, time.Millisecond, [][]byte{{0x81}}},
		{"a frame without its end", wire.ClosePolicy, time.Millisecond, [][]byte{f(opText, aPing)[:20]}},
		{"a first fragment without others", wire.ClosePolicy, time.Millisecond, [][]byte{f(opText|unfinished, aPing)}},
		{"a ping without its end", wire.ClosePolicy, time.Millisecond, [][]byte{f(opPing, "rook")[:7]}},
		{"a byte at a time", wire.ClosePolicy, wait / 15, bytewise(f(opText, aPing))},
		{"a fragment at a time", wire.ClosePolicy, wait / 4, [][]byte{f(opText|unfinished, "{"), f(opMore|unfinished, " "), f(opMore|unfinished, " "), f(opMore|unfinished, " "), f(opMore|unfinished, " "), f(opMore|unfinished, " ")}},
		{"fragments kept alive with pings", wire.ClosePolicy, wait / 4, [][]byte{f(opText|unfinished, "{"), f(opPing, ""), f(opPing, ""), f(opPing, ""), f(opPing, ""), f(opPing, "")}},
		{"messages, each in time but all of them not", 0, patient / 4, [][]byte{
			whole[:9], whole[9:], f(opText|unfinished, aPing[:9]), f(opMore, aPing[9:]), f(opPong, ""), whole,
		}},
	} {
		t.Run(tc.says, func(t *testing.T) {
			to := c
			if tc.code == 0 {
				to = lenient
			}
			p := to.visit(to.place(), "")
			p.t = t
			var dripping sync.WaitGroup
			dripping.Go(func() { drip(p, tc.pause, tc.pieces...) })
			defer dripping.Wait() // the socket goes on, or has closed
			h := heard{}
			if tc.code == 0 {
				for range 3 {
					if h = p.until(aCID); h.code != 0 {
						break
					}
				}
			} else {
				h = p.until("")
			}
			if h.code != tc.code {
				t.Fatalf("closed with %d %q, want %d", h.code, h.reason, tc.code)
			}
			if h.code == 0 {
				p.leave()
				return
			}
			p.goodbye()
		})
	}
	c.undisturbed()
}
