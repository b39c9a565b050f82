package chatws_test

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"rookery/chat/chatws"
)

func TestFramesAreReadStrictly(t *testing.T) {
	for _, tc := range []struct {
		says, frame string
		code        int    // the socket is closed
		answer      string // otherwise: how the answer begins
	}{
		{says: "a line", frame: `{"cid":"a","t":"say","d":{"text":"hello"}}`, answer: `{"s":"chat","n":1`},
		{says: "in another order, with spaces", frame: " {\"d\" : {\"text\":\"hello\"},\n\"t\":\"say\", \"cid\":\"a\"} ", answer: `{"s":"chat","n":1`},
		{says: "no body where none is needed", frame: `{"cid":"a","t":"ping"}`, answer: `{"re":"a","info":{"t":"pong"`},
		{says: "an empty text", frame: `{"cid":"a","t":"say","d":{"text":""}}`, answer: `{"re":"a","no":{"code":"empty"`},
		{says: "no text", frame: `{"cid":"a","t":"say","d":{}}`, answer: `{"re":"a","no":{"code":"empty"`},

		{says: "an unknown command", frame: `{"cid":"a","t":"sing","d":{}}`, answer: `{"re":"a","no":{"code":"unknown_command"`},
		{says: "a command in capitals", frame: `{"cid":"a","t":"SAY","d":{"text":"hello"}}`, answer: `{"re":"a","no":{"code":"unknown_command"`},
		{says: "an unknown name in the body", frame: `{"cid":"a","t":"say","d":{"text":"hello","to":"all"}}`, answer: `{"re":"a","no":{"code":"bad_message"`},
		{says: "a name of the body in capitals", frame: `{"cid":"a","t":"say","d":{"Text":"hello"}}`, answer: `{"re":"a","no":{"code":"bad_message"`},
		{says: "a text that is a number", frame: `{"cid":"a","t":"say","d":{"text":1}}`, answer: `{"re":"a","no":{"code":"bad_message"`},
		{says: "a body that is a list", frame: `{"cid":"a","t":"say","d":[]}`, answer: `{"re":"a","no":{"code":"bad_message"`},
		{says: "a body that is null", frame: `{"cid":"a","t":"say","d":null}`, answer: `{"re":"a","no":{"code":"bad_message"`},
		{says: "a negative number", frame: `{"cid":"a","t":"history","d":{"s":"chat","before":-1}}`, answer: `{"re":"a","no":{"code":"bad_message"`},
		{says: "another's stream", frame: `{"cid":"a","t":"history","d":{"s":"acts","before":0}}`, answer: `{"re":"a","no":{"code":"no_stream"`},

		{says: "no cid", frame: `{"t":"say","d":{"text":"hello"}}`, code: 1008},
		{says: "an empty cid", frame: `{"cid":"","t":"ping"}`, code: 1008},
		{says: "a cid of 65", frame: `{"cid":"` + strings.Repeat("a", 65) + `","t":"ping"}`, code: 1008},
		{says: "a cid of other characters", frame: `{"cid":"a b","t":"ping"}`, code: 1008},
		{says: "a cid that is a number", frame: `{"cid":1,"t":"ping"}`, code: 1008},
		{says: "two cids", frame: `{"cid":"a","cid":"b","t":"ping"}`, code: 1008},
		{says: "two texts", frame: `{"cid":"a","t":"say","d":{"text":"one","text":"two"}}`, code: 1008},
		{says: "an unknown name", frame: `{"cid":"a","t":"ping","x":1}`, code: 1008},
		{says: "a name in capitals", frame: `{"CID":"a","t":"ping"}`, code: 1008},
		{says: "something behind the end", frame: `{"cid":"a","t":"ping"}{}`, code: 1008},
		{says: "nothing", frame: ``, code: 1008},
		{says: "a list", frame: `[]`, code: 1008},
		{says: "no JSON", frame: `hello`, code: 1008},
		{says: "a comment", frame: `{"cid":"a","t":"ping"} // hello`, code: 1008},
		{says: "nine levels", frame: `{"cid":"a","t":"say","d":` + strings.Repeat(`{"a":`, 8) + "1" + strings.Repeat(`}`, 8) + `}`, code: 1008},
		{says: "half a character", frame: `{"cid":"a","t":"say","d":{"text":"\ud800"}}`, code: 1008},
		{says: "4 KiB and a byte", frame: `{"cid":"a","t":"say","d":{"text":"` + strings.Repeat("a", 4<<10-35) + `"}}`, code: 1009},
	} {
		t.Run(tc.says, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := openHouse(t, chatws.Config{})
				defer h.close()
				wren, bobby := h.visit("wren", ""), h.visit("bobby", "")
				wren.heard()
				bobby.heard()
				bobby.says(tc.frame)
				time.Sleep(500 * time.Millisecond)
				code, _ := bobby.ended()
				if code != tc.code {
					t.Errorf("closed with %d, want %d", code, tc.code)
				}
				if told := bobby.heard(); tc.code == 0 && (len(told) == 0 || !strings.HasPrefix(told[0], tc.answer)) {
					t.Errorf("answered %q", told)
				}
				if told := wren.heard(); tc.code != 0 && len(told) != 0 {
					t.Errorf("somebody else was told %q", told)
				}
			})
		})
	}
}

func TestWhatBreaksTheWebSocketProtocolEndsTheSocketAlone(t *testing.T) {
	whole := `{"cid":"a","t":"ping"}`
	for _, tc := range []struct {
		says  string
		bytes []byte
		code  int // 0: it is answered
	}{
		{"a message in 64 fragments", cut(whole+strings.Repeat(" ", 64), 64), 0},
		{"a message in 65 fragments", cut(whole+strings.Repeat(" ", 64), 65), 1008},
		{"a binary message", raw(2, whole), 1003},
		{"text that is not UTF-8", raw(1, "{\"cid\":\"a\xff\",\"t\":\"ping\"}"), 1007},
		{"a length that is longer than it need be", append([]byte{0x81, 0xfe, 0, byte(len(whole)), 0, 0, 0, 0}, whole...), 1002},
		{"a close frame with half a code", raw(8, "\x03"), 1002},
		{"a message that is never complete", raw(1, whole)[:12], 1008},
		{"a fragment that nothing follows", raw(1-0x80, whole), 1008},
		{"a header that is never complete", []byte{0x81}, 1008},
		{"more than 4 KiB", raw(1, strings.Repeat(" ", 5000)), 1009},
	} {
		t.Run(tc.says, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := openHouse(t, chatws.Config{})
				defer h.close()
				wren, bobby := h.visit("wren", ""), h.visit("bobby", "")
				wren.heard()
				bobby.heard()
				if _, err := bobby.conn.NetConn().Write(tc.bytes); err != nil && tc.code == 0 {
					t.Fatal(err)
				}
				time.Sleep(5*time.Second - time.Nanosecond)
				if told := bobby.heard(); tc.code == 0 && !strings.Contains(strings.Join(told, ""), `{"re":"a"`) {
					t.Errorf("answered %q", told)
				}
				time.Sleep(time.Second)
				if code, _ := bobby.ended(); code != tc.code {
					t.Errorf("closed with %d, want %d", code, tc.code)
				}
				for _, told := range wren.heard() {
					if !strings.HasPrefix(told, `{"t":"here"`) && !strings.HasPrefix(told, `{"t":"heads"`) {
						t.Errorf("somebody else was told %s", told)
					}
				}
			})
		})
	}
}

// raw is one masked frame, whose mask changes nothing; first is its opcode, less
// 0x80 if it is not the last.
func raw(first int, payload string) []byte {
	b := []byte{byte(first + 0x80)}
	switch n := len(payload); {
	case n < 126:
		b = append(b, 0x80|byte(n))
	default:
		b = binary.BigEndian.AppendUint16(append(b, 0x80|126), uint16(n))
	}
	return append(append(b, 0, 0, 0, 0), payload...)
}

// cut is a text message in n fragments.
func cut(text string, n int) (b []byte) {
	for i := range n {
		opcode := 0
		if i == 0 {
			opcode = 1
		}
		if i < n-1 {
			opcode -= 0x80
		}
		b = append(b, raw(opcode, text[i*len(text)/n:(i+1)*len(text)/n])...)
	}
	return b
}

func TestWhoSendsMoreThanAllowedIsToldToWaitAndWhoDoesNotIsClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := openHouse(t, chatws.Config{})
		defer h.close()
		bobby, wren, reader := h.visit("bobby", ""), h.visit("wren", ""), h.visit("", "")
		bobby.heard()
		for i := range 50 {
			bobby.says(fmt.Sprintf(`{"cid":"c%d","t":"ping"}`, i))
		}
		if told := bobby.heard(); len(told) != 50 || !strings.Contains(told[49], "pong") {
			t.Fatalf("the 50th was answered %q", told[len(told)-1])
		}
		second := h.visit("bobby", "")
		second.heard()
		second.says(`{"cid":"x","t":"ping"}`)
		if told := second.heard(); len(told) != 1 || told[0] != `{"re":"x","wait":400,"code":"rate_limited"}` {
			t.Errorf("the 51st, from another tab, was answered %q", told)
		}
		for _, other := range []*guest{wren, reader} {
			other.heard()
			other.says(`{"cid":"y","t":"ping"}`)
			if told := other.heard(); len(told) != 1 || !strings.Contains(told[0], "pong") {
				t.Errorf("somebody else was answered %q", told)
			}
		}
		time.Sleep(400 * time.Millisecond)
		second.says(`{"cid":"x","t":"ping"}`)
		if told := second.heard(); !strings.Contains(strings.Join(told, ""), `{"re":"x","info"`) {
			t.Errorf("after waiting as told it was answered %q", told)
		}
		for range 17 {
			bobby.says(`{"cid":"z","t":"ping"}`)
		}
		if code, _ := bobby.ended(); code != 1008 {
			t.Errorf("who did not wait was closed with %d", code)
		}
		if code, _ := second.ended(); code != 0 {
			t.Errorf("their other tab was closed with %d", code)
		}
	})
}

func TestAddressesAndPeopleHaveOnlySoManySockets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := openHouse(t, chatws.Config{Limits: chatws.Limits{PerAddress: 10}})
		defer h.close()
		for range 8 {
			h.visit("bobby", "")
		}
		ninth := h.visit("bobby", "")
		if code, reason := ninth.ended(); code != 4508 || reason != "too many connections" {
			t.Errorf("the ninth of one person was closed with %d %s", code, reason)
		}
		if told := ninth.heard(); len(told) != 0 {
			t.Errorf("and told %q", told)
		}
		h.visit("wren", "")
		last := h.visit("", "")
		if code, _ := last.ended(); code != 0 {
			t.Errorf("the tenth of the address was closed with %d", code)
		}
		if code, _ := h.visit("robin", "").ended(); code != 4508 {
			t.Errorf("the eleventh was closed with %d", code)
		}
		last.leaves()
		if code, _ := h.visit("robin", "").ended(); code != 0 {
			t.Errorf("when one had left, the next was closed with %d", code)
		}
	})
}

func TestNobodyComesInByANickThatIsAnothersOrNone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := openHouse(t, chatws.Config{})
		defer h.close()
		bobby := h.visit("bobby", "")
		for nick, why := range map[string]string{
			"b0bby": "this nick is taken",
			"x":     "a nick has 2 to 20 of the letters a-z, A-Z, digits, _ and -",
		} {
			g := h.visit(nick, "")
			if code, reason := g.ended(); code != 4503 || reason != why {
				t.Errorf("%s was closed with %d %s", nick, code, reason)
			}
			if told := g.heard(); len(told) != 0 {
				t.Errorf("%s was told %q", nick, told)
			}
		}
		bobby.leaves()
		if code, _ := h.visit("b0bby", "").ended(); code != 4503 {
			t.Errorf("while the nick was held for who had just left, it was given away: %d", code)
		}
		time.Sleep(10 * time.Minute)
		if code, _ := h.visit("b0bby", "").ended(); code != 0 {
			t.Errorf("when the nick was free, its next owner was closed with %d", code)
		}
	})
}

func TestWhoIsSilentIsTakenForDeadAndWhoAnswersPingsIsNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := openHouse(t, chatws.Config{})
		defer h.close()
		alive, conn := h.visit("wren", ""), h.dial("hall", "bobby")
		conn.SetPingHandler(func(string) error { return nil })
		dead := h.listening(conn)
		began := time.Now()
		for {
			if code, _ := dead.ended(); code != 0 {
				if since := time.Since(began); code != 4009 || since < 25*time.Second || since > 28*time.Second {
					t.Errorf("closed with %d after %v", code, since)
				}
				break
			}
			time.Sleep(100 * time.Millisecond)
		}
		alive.heard()
		time.Sleep(time.Hour)
		if code, _ := alive.ended(); code != 0 {
			t.Errorf("a silent reader was closed with %d", code)
		}
		if heads := len(alive.heard()); heads < 355 || heads > 362 {
			t.Errorf("in an hour it was told the heads %d times", heads)
		}
	})
}

func TestAServerThatClosesSendsEverybodyToComeBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := openHouse(t, chatws.Config{})
		bobby, reader := h.visit("bobby", ""), h.visit("", "")
		bobby.line("c1", "hello")
		h.close()
		for _, g := range []*guest{bobby, reader} {
			if code, reason := g.ended(); code != websocket.CloseServiceRestart || reason != "the server restarts" {
				t.Errorf("closed with %d %s", code, reason)
			}
		}
		if h.srv.Len() != 0 {
			t.Error("sockets are left")
		}
	})
}
