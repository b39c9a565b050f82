package ws_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"rookery/lobby/wire"
	"rookery/web/ws"
)

// lines is how many a crowd says: with 2 KB each more than fits into an outbox
// and whatever the system keeps.
const lines = 250

// chatter has a crowd say its lines, and White hear every one. It fails if
// anybody has to wait for it.
func (c *club) chatter() {
	c.t.Helper()
	var slowest time.Duration
	for n := 0; n < lines; {
		speaker := c.visit(c.place(), c.guest())
		for range 5 { // as many as one may say at once
			n++
			text := fmt.Sprintf("%d %s", n, strings.Repeat("𝔸", 490))
			began := time.Now()
			if told := speaker.ask("say", fmt.Sprintf(`{"text":%q,"to":"chat"}`, text)); !strings.Contains(last(told), fmt.Sprintf(`"s":"chat","ok":%d}`, n)) {
				c.t.Fatalf("line %d was answered %q", n, last(told))
			}
			c.white.hears(fmt.Sprintf(`"n":%d,"t":"line"`, n))
			slowest = max(slowest, time.Since(began))
		}
		speaker.leave()
	}
	if slowest > 2*time.Second {
		c.t.Errorf("somebody had to wait for %v", slowest)
	}
}

// hears reads until a frame has this in it.
func (p *peer) hears(part string) {
	p.t.Helper()
	for {
		_, payload, err := p.read()
		if err != nil {
			p.t.Fatalf("waiting for %s: %v", part, err)
		}
		if strings.Contains(string(payload), part) {
			return
		}
	}
}

// chat is the numbers of the lines among frames, which must follow one another from first.
func chat(t *testing.T, frames []string, first uint64) (head uint64) {
	t.Helper()
	head = first - 1
	for _, text := range frames {
		var e wire.Event
		if json.Unmarshal([]byte(text), &e) != nil || e.S != wire.ChatStream || e.N == 0 {
			continue
		}
		if e.N != head+1 {
			t.Fatalf("line %d follows line %d", e.N, head)
		}
		head = e.N
	}
	return head
}

func TestWhoNeverReadsIsCutOffAndNobodyElseNotices(t *testing.T) {
	c := openClub(t, ws.Config{WriteWait: time.Second})
	stuck := c.visit(c.place(), c.guest())
	shrink(stuck)
	c.chatter()
	c.settle()
	// A close frame would have to wait behind what is not read: it just ends.
	var texts []string
	for {
		op, payload, err := stuck.read()
		if errors.Is(err, os.ErrDeadlineExceeded) || op == opClose {
			t.Fatalf("it ended with opcode %d, %v", op, err)
		}
		if err != nil {
			break
		}
		texts = append(texts, string(payload))
	}
	if head := chat(t, texts, 1); head == 0 || head >= lines {
		t.Errorf("it was sent %d lines", head)
	}
	c.undisturbed()
}

func TestWhoReadsTooLateIsToldSoAndMissesNothing(t *testing.T) {
	c := openClub(t, ws.Config{WriteWait: 2 * time.Minute}) // however long the lines take on a busy machine
	who := c.guest()
	late := c.visit(c.place(), who)
	shrink(late)
	c.chatter()
	h := late.until("")
	if h.code != wire.CloseSlow || h.reason != wire.CloseText(wire.CloseSlow) {
		t.Errorf("closed with %d %q", h.code, h.reason)
	}
	late.goodbye()
	head := chat(t, h.texts, 1)
	if head == 0 || head >= lines {
		t.Errorf("it was sent %d lines", head)
	}
	back := c.visit(fmt.Sprintf("%s?epoch=e1&game=2&chat=%d", c.place(), head), who)
	if head = chat(t, back.ask("ping", `{}`), head+1); head != lines {
		t.Errorf("come back, it has %d lines", head)
	}
	back.leave()
	c.undisturbed()
}

// shrink has the system keep little of what p does not read.
func shrink(p *peer) {
	if err := p.conn.(interface{ SetReadBuffer(int) error }).SetReadBuffer(4 << 10); err != nil {
		p.t.Fatal(err)
	}
}
