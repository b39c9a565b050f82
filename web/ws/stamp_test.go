package ws_test

import (
	"bufio"
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"rookery/lobby/client"
	"rookery/lobby/wire"
	"rookery/web/ws"
)

// judge is a session that notes when frames were complete and what its pings measured.
type judge struct {
	wake func()
	mu   sync.Mutex
	code wire.CloseCode

	stamps []time.Time
	trips  []time.Duration
}

func (j *judge) Heartbeat() {}
func (j *judge) Leave(bool) {}

func (j *judge) Receive(_ []byte, at time.Time) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.stamps = append(j.stamps, at)
}

func (j *judge) RTT(d time.Duration) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.trips = append(j.trips, d)
}

func (j *judge) Next() ([][]byte, wire.CloseCode) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return nil, j.code
}

func (j *judge) Close(code wire.CloseCode) {
	j.mu.Lock()
	j.code = code
	j.mu.Unlock()
	j.wake()
}

// piped is a response whose connection is one end of a pipe.
type piped struct {
	*httptest.ResponseRecorder
	conn net.Conn
}

func (p piped) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return p.conn, bufio.NewReadWriter(bufio.NewReader(p.conn), bufio.NewWriter(p.conn)), nil
}

// visitor is the client's end of a socket in a bubble. What is read of its
// connection goes to pings.
type visitor struct {
	*websocket.Conn
	raw   net.Conn
	pings chan string
	judge *judge
}

// stopwatch runs f with a socket over a pipe, in fake time, with a beat of 10 s.
func stopwatch(t *testing.T, f func(v *visitor)) {
	synctest.Test(t, func(t *testing.T) {
		v := &visitor{pings: make(chan string, 100), judge: new(judge)}
		srv := ws.New(ws.Config{
			Enter:  func(visit client.Visit) ws.Session { v.judge.wake = visit.Wake; return v.judge },
			Origin: func(*http.Request) bool { return true },
		})
		near, far := net.Pipe()
		v.raw = near
		go func() {
			r, err := http.ReadRequest(bufio.NewReader(far))
			if err == nil {
				err = srv.Serve(piped{httptest.NewRecorder(), far}, r, ws.Caller{Bearer: true})
			}
			if err != nil {
				t.Error(err)
			}
		}()
		d := websocket.Dialer{
			NetDialContext: func(context.Context, string, string) (net.Conn, error) { return near, nil },
			Subprotocols:   []string{wire.Subprotocol},
		}
		var err error
		v.Conn, _, err = d.DialContext(t.Context(), "ws://rookery/", nil)
		if err != nil {
			t.Fatal(err)
		}
		v.SetPingHandler(func(payload string) error { v.pings <- payload; return nil })
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			for {
				if _, _, err := v.ReadMessage(); err != nil {
					return
				}
			}
		}()
		f(v)
		_ = near.Close()
		<-ended
		if err := srv.Close(t.Context(), wire.CloseRestart, 0); err != nil {
			t.Error(err)
		}
	})
}

func (v *visitor) pong(payload string) {
	_ = v.WriteControl(websocket.PongMessage, []byte(payload), time.Now().Add(time.Second)) // what comes of it is looked at
	synctest.Wait()
}

// sending is bytes that are sent after a while.
type sending struct {
	after time.Duration
	bytes []byte
}

func TestAMessageIsStampedWhenItsLastByteHasCome(t *testing.T) {
	const ms = time.Millisecond
	whole := frame(true, websocket.TextMessage, []byte(`{"move":"g1f3"}`))
	begun := frame(false, websocket.TextMessage, []byte(`{"move":`))
	for _, tc := range []struct {
		says string
		send []sending
		want []time.Duration // from the beginning
	}{
		{"whole", []sending{{7 * ms, whole}}, []time.Duration{7 * ms}},
		{"its last byte a millisecond late", []sending{{7 * ms, whole[:len(whole)-1]}, {ms, whole[len(whole)-1:]}}, []time.Duration{8 * ms}},
		{"in two fragments", []sending{{7 * ms, begun}, {2 * ms, frame(true, 0, []byte(`"g1f3"}`))}}, []time.Duration{9 * ms}},
		{"two at once", []sending{{7 * ms, slices.Concat(whole, whole)}}, []time.Duration{7 * ms, 7 * ms}},
		{"one after the other", []sending{{7 * ms, whole}, {ms, whole}, {ms, whole}}, []time.Duration{7 * ms, 8 * ms, 9 * ms}},
	} {
		t.Run(tc.says, func(t *testing.T) {
			stopwatch(t, func(v *visitor) {
				began := time.Now()
				for _, s := range tc.send {
					time.Sleep(s.after)
					if _, err := v.raw.Write(s.bytes); err != nil {
						t.Fatal(err)
					}
					synctest.Wait()
				}
				var got []time.Duration
				v.judge.mu.Lock()
				defer v.judge.mu.Unlock()
				for _, at := range v.judge.stamps {
					got = append(got, at.Sub(began))
				}
				if !slices.Equal(got, tc.want) {
					t.Errorf("stamped after %v, want %v", got, tc.want)
				}
			})
		})
	}
}

func TestARoundTripIsFromAPingToItsOwnPong(t *testing.T) {
	const ms = time.Millisecond
	for _, tc := range []struct {
		says string
		does func(v *visitor)
		want []time.Duration
	}{
		{"at once", func(v *visitor) { v.pong(<-v.pings) }, []time.Duration{0}},
		{"80 ms later", func(v *visitor) { p := <-v.pings; time.Sleep(80 * ms); v.pong(p) }, []time.Duration{80 * ms}},
		{"late, up to the next ping", func(v *visitor) { <-v.pings; p := <-v.pings; time.Sleep(9 * time.Second); v.pong(p) }, []time.Duration{9 * time.Second}},
		{"never", func(v *visitor) { <-v.pings; <-v.pings }, nil},
		{"after the next ping was sent", func(v *visitor) { p := <-v.pings; <-v.pings; v.pong(p) }, nil},
		{"twice", func(v *visitor) { p := <-v.pings; v.pong(p); time.Sleep(time.Second); v.pong(p) }, []time.Duration{0}},
		{"guessed before it", func(v *visitor) { v.pong("0123456789abcdef"); v.pong(""); p := <-v.pings; time.Sleep(ms); v.pong(p) }, []time.Duration{ms}},
		{"to the second alone", func(v *visitor) { <-v.pings; p := <-v.pings; time.Sleep(2 * ms); v.pong(p) }, []time.Duration{2 * ms}},
	} {
		t.Run(tc.says, func(t *testing.T) {
			stopwatch(t, func(v *visitor) {
				tc.does(v)
				v.judge.mu.Lock()
				defer v.judge.mu.Unlock()
				if !slices.Equal(v.judge.trips, tc.want) {
					t.Errorf("measured %v, want %v", v.judge.trips, tc.want)
				}
			})
		})
	}
}
