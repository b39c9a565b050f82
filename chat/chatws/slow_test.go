package chatws_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"rookery/chat"
	"rookery/chat/chatws"
	"rookery/chat/host"
	"rookery/chat/memory"
	"rookery/chat/presence"
)

// tireless is a room in which one may say as much as one likes.
func tireless() chatws.Config {
	history := dated{memory.NewHistory()}
	return chatws.Config{
		Room: func(string) (host.Config, bool) {
			return host.Config{History: history, Limits: chat.Limits{Graphemes: 1000, Bytes: 4000, Burst: 1 << 20, Window: time.Second}}, true
		},
		Limits: chatws.Limits{Commands: 1 << 20},
	}
}

// chatter has bobby say so many lines of 3 KB, which wren hears each at once.
func chatter(t *testing.T, bobby, wren *guest, lines int) {
	t.Helper()
	wren.heard()
	for i := range lines {
		began := time.Now()
		bobby.line(fmt.Sprintf("c%d", i), fmt.Sprintf("%d %s", i, strings.Repeat("𝔸", 740)))
		if told := wren.heard(); len(told) != 1 || !strings.HasPrefix(told[0], fmt.Sprintf(`{"s":"chat","n":%d,`, i+1)) || time.Since(began) > 0 {
			t.Fatalf("line %d came to somebody else after %v as %.200q", i, time.Since(began), told)
		}
	}
}

func TestWhoReadsTooLateIsToldSoAndMissesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := openHouse(t, tireless())
		defer h.close()
		bobby, wren := h.visit("bobby", ""), h.visit("wren", "")
		conn := h.dial("hall", "robin") // who does not read
		synctest.Wait()
		chatter(t, bobby, wren, 100)
		time.Sleep(4 * time.Second)
		robin := h.listening(conn)
		if code, reason := robin.ended(); code != 4008 || reason != "frames were not read in time" {
			t.Errorf("closed with %d %s", code, reason)
		}
		sent := robin.heard()
		last := gapless(t, sent)
		if last == 0 || last > 90 {
			t.Errorf("it was sent %d lines", last)
		}
		back := h.visit("robin", fmt.Sprintf("?epoch=e1&chat=%d&whispers=0", last))
		if last = gapless(t, back.heard()); last != 100 {
			t.Errorf("come back, it has %d lines", last)
		}
	})
}

// gapless is the number of the last line among frames, which must follow one another.
func gapless(t *testing.T, frames []string) (last int) {
	t.Helper()
	for _, f := range frames {
		n := 0
		if _, err := fmt.Sscanf(f, `{"s":"chat","n":%d,`, &n); err != nil {
			continue
		}
		if last != 0 && n != last+1 {
			t.Fatalf("line %d follows line %d", n, last)
		}
		last = n
	}
	return last
}

func TestWhoNeverReadsIsCutOffAndNobodyElseNotices(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := openHouse(t, tireless())
		defer h.close()
		bobby, wren := h.visit("bobby", ""), h.visit("wren", "")
		h.dial("hall", "robin")
		synctest.Wait()
		time.Sleep(time.Second)
		chatter(t, bobby, wren, 100)
		time.Sleep(5*time.Second + time.Nanosecond)
		synctest.Wait()
		if n := h.srv.Len(); n != 2 {
			t.Errorf("%d sockets are left", n)
		}
		for _, told := range wren.heard() {
			if !strings.HasPrefix(told, `{"t":"heads"`) && !strings.Contains(told, `"left":{"count":1,"first":["robin"]}`) {
				t.Errorf("somebody else was told %.200s", told)
			}
		}
	})
}

func TestWhatMayBeDroppedMakesRoomForWhatMayNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := openHouse(t, tireless())
		defer h.close()
		bobby, wren := h.visit("bobby", ""), h.visit("wren", "")
		conn := h.dial("hall", "robin") // who does not read
		synctest.Wait()
		room, err := h.srv.Room(t.Context(), "hall")
		if err != nil {
			t.Fatal(err)
		}
		for range 10 { // as much as fits, and more
			room.Send(presence.ToPersons("u-robin"), fmt.Appendf(nil, `{"t":"scenery","d":%q}`, strings.Repeat("x", 30_000)))
		}
		chatter(t, bobby, wren, 70) // 210 KB
		robin := h.listening(conn)
		if last := gapless(t, robin.heard()); last != 70 {
			t.Errorf("it was sent %d lines", last)
		}
		if code, _ := robin.ended(); code != 0 {
			t.Errorf("closed with %d", code)
		}
	})
}

func TestWhoAsksForMorePagesThanTheyReadIsToldToWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := openHouse(t, tireless())
		defer h.close()
		bobby, wren := h.visit("bobby", ""), h.visit("wren", "")
		chatter(t, bobby, wren, 60)
		conn := h.dial("hall", "robin")
		for i := range 10 {
			if err := conn.WriteMessage(1, fmt.Appendf(nil, `{"cid":"p%d","t":"history","d":{"s":"chat","before":0}}`, i)); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
		}
		robin := h.listening(conn)
		pages, waits := 0, 0
		for _, f := range robin.heard() {
			if strings.Contains(f, `"info":{"t":"page"`) {
				pages++
			}
			if strings.Contains(f, `"wait":250,"code":"busy"`) {
				waits++
			}
		}
		if code, _ := robin.ended(); code != 0 || pages == 0 || pages+waits != 10 {
			t.Errorf("closed with %d after %d pages, and told to wait %d times", code, pages, waits)
		}
	})
}

// sink is a connection in memory that takes all that is written and counts it.
type sink struct {
	net.Conn
	written *atomic.Int64
	closed  chan struct{}
	once    sync.Once
}

func (s *sink) Read([]byte) (int, error) {
	<-s.closed
	return 0, io.EOF
}

func (s *sink) Write(p []byte) (int, error) {
	s.written.Add(1)
	return len(p), nil
}

func (s *sink) Close() error {
	s.once.Do(func() { close(s.closed) })
	return nil
}

func (s *sink) SetDeadline(time.Time) error      { return nil }
func (s *sink) SetReadDeadline(time.Time) error  { return nil }
func (s *sink) SetWriteDeadline(time.Time) error { return nil }

// upgraded gives the connection to whoever upgrades it.
type upgraded struct {
	http.ResponseWriter
	conn net.Conn
}

func (u upgraded) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return u.conn, bufio.NewReadWriter(bufio.NewReaderSize(u.conn, 16), bufio.NewWriterSize(u.conn, 16)), nil
}

// BenchmarkALineToTenThousand is a line of 3 KB from its being said until it has
// been written to each of 10,000 sockets. Encoded for each it would allocate 30 MB.
func BenchmarkALineToTenThousand(b *testing.B) {
	const members = 10_000
	cfg := tireless()
	cfg.Origins = []string{"http://club.example"}
	cfg.Limits.PerAddress = members
	srv := chatws.New(cfg)
	var written atomic.Int64
	sinks := make([]*sink, members)
	before := inUse()
	for i := range sinks {
		r := httptest.NewRequest("GET", "/", nil)
		for name, value := range map[string]string{
			"Origin": "http://club.example", "Connection": "Upgrade", "Upgrade": "websocket", "Sec-Websocket-Version": "13",
			"Sec-Websocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-Websocket-Protocol": "chat.v1",
		} {
			r.Header.Set(name, value)
		}
		sinks[i] = &sink{written: &written, closed: make(chan struct{})}
		srv.ServeHTTP(upgraded{httptest.NewRecorder(), sinks[i]}, r)
	}
	defer func() {
		for _, s := range sinks {
			_ = s.Close()
		}
		if err := srv.Close(b.Context()); err != nil {
			b.Error(err)
		}
	}()
	if srv.Len() != members {
		b.Fatalf("%d sockets", srv.Len())
	}
	room, err := srv.Room(b.Context(), "")
	if err != nil {
		b.Fatal(err)
	}
	time.Sleep(2 * time.Second) // the greetings
	each := float64(inUse()-before) / members / 1024
	b.ReportAllocs()
	n, long := 0, strings.Repeat("𝔸", 740)
	for b.Loop() {
		written.Store(0)
		if _, err := room.Say(b.Context(), chat.Person{ID: "u-bobby", Nick: "bobby"}, fmt.Sprint(n), fmt.Sprint(n, long), time.Now()); err != nil {
			b.Fatal(err)
		}
		n++
		for written.Load() < members {
			time.Sleep(50 * time.Microsecond)
		}
	}
	b.ReportMetric(each, "KiB/socket")
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/1000, "ms/line")
}

// inUse is the memory of the heap and of the goroutines' stacks.
func inUse() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse + m.StackInuse
}
