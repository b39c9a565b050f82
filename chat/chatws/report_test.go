package chatws_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"rookery/chat/chatws"
	"rookery/chat/host"
)

// reports keeps what it is given, unless it is told to fail.
type reports struct {
	kept []string
	fail error
}

func (r *reports) take(_ context.Context, room string, c host.Report) error {
	if r.fail != nil {
		return r.fail
	}
	r.kept = append(r.kept, fmt.Sprintf("%s in %s: %q by %s, because %q, among %d", c.By.Nick, room, c.Entry.Text, c.Entry.By.Nick, c.Reason, len(c.Context)))
	return nil
}

func TestAReportReachesTheOperatorOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var kept reports
		var log bytes.Buffer
		h := openHouse(t, chatws.Config{Report: kept.take, Log: slog.New(slog.NewTextHandler(&log, nil))})
		defer h.close()
		bobby, wren := h.visit("bobby", ""), h.visit("wren", "")
		bobby.line("c1", "good day")
		bobby.line("c2", "you are a fool")
		reported := func(g *guest, cid, reason string) string {
			g.heard()
			g.says(`{"cid":"` + cid + `","t":"report","d":{"s":"chat","n":2,"reason":"` + reason + `"}}`)
			return strings.Join(g.heard(), " ")
		}
		kept.fail = errors.New("a full disk")
		if got := reported(wren, "r1", "rude"); !strings.Contains(got, `"wait":2000`) {
			t.Errorf("a report that cannot be kept is answered %s", got)
		}
		kept.fail = nil
		for _, cid := range []string{"r1", "r1", "r2"} {
			if got := reported(wren, cid, "rude"); got != `{"re":"`+cid+`","info":{"t":"done","d":{}}}` {
				t.Errorf("answered %s", got)
			}
		}
		if got := reported(wren, "r3", strings.Repeat("x", 501)); !strings.Contains(got, "too_long") {
			t.Errorf("a long reason is answered %s", got)
		}
		if got := fmt.Sprint(kept.kept); got != `[wren in hall: "you are a fool" by bobby, because "rude", among 2]` {
			t.Errorf("the operator has %s", got)
		}
		if strings.Contains(log.String(), "fool") || strings.Contains(log.String(), "rude") || strings.Contains(log.String(), "wren") {
			t.Errorf("logged: %s", &log)
		}
	})
}

func TestAReportIsDoneWhenItIsKeptAndNotBefore(t *testing.T) {
	for _, tt := range []struct {
		name  string
		ends  error
		again string // what the same report is answered after the first has ended
		asked int
	}{
		{"kept", nil, `{"re":"r1","info":{"t":"done","d":{}}}`, 1},
		{"not kept", errors.New("a full disk"), `{"re":"r1","wait":2000,"code":"storage_full"}`, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				asked, gate := 0, make(chan struct{})
				h := openHouse(t, chatws.Config{Report: func(context.Context, string, host.Report) error {
					asked++
					<-gate
					return tt.ends
				}})
				defer h.close()
				bobby, wren := h.visit("bobby", ""), h.visit("wren", "")
				bobby.line("c1", "you are a fool")
				const complaint = `{"cid":"r1","t":"report","d":{"s":"chat","n":1,"reason":""}}`
				report := func(g *guest) string {
					g.heard()
					g.says(complaint)
					return strings.Join(g.heard(), " ")
				}
				if got := report(wren); got != "" {
					t.Errorf("before the operator has answered, wren is told %s", got)
				}
				wren.leaves() // and comes back, with what was not answered
				back := h.visit("wren", "")
				for range 2 {
					if got := report(back); got != `{"re":"r1","wait":1000,"code":"busy"}` {
						t.Errorf("asked again meanwhile: %s", got)
					}
				}
				close(gate)
				synctest.Wait()
				if got := report(back); got != tt.again || asked != tt.asked {
					t.Errorf("afterwards: %s, and the operator was asked %d times", got, asked)
				}
			})
		})
	}
}

func TestReportsOfOnePersonAreLimited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var kept reports
		h := openHouse(t, chatws.Config{Report: kept.take})
		defer h.close()
		bobby, wren := h.visit("bobby", ""), h.visit("wren", "")
		for i := range 11 {
			time.Sleep(2 * time.Second)
			bobby.line(fmt.Sprint("c", i), fmt.Sprint("line ", i))
		}
		wren.heard()
		for i := range 11 {
			wren.says(fmt.Sprintf(`{"cid":"r%d","t":"report","d":{"s":"chat","n":%d,"reason":""}}`, i, i+1))
		}
		if got := wren.heard(); len(kept.kept) != 10 || got[len(got)-1] != `{"re":"r10","wait":60000,"code":"rate_limited"}` {
			t.Errorf("of 11 reports %d are kept, and the last is answered %s", len(kept.kept), got[len(got)-1])
		}
	})
}

func TestWhereNothingCanBeReportedTheGreetingSaysSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := openHouse(t, chatws.Config{})
		defer h.close()
		wren := h.visit("wren", "")
		if got := wren.heard(); strings.Contains(got[0], "reports") {
			t.Errorf("greeted with %s", got[0])
		}
		wren.says(`{"cid":"r","t":"report","d":{"s":"chat","n":1,"reason":""}}`)
		if got := wren.heard(); len(got) != 1 || !strings.Contains(got[0], "not_allowed") {
			t.Errorf("answered %s", got)
		}
	})
}

func TestAMiddlewareThatHidesTheConnectionIsNamed(t *testing.T) {
	type closedWriter struct{ http.ResponseWriter } // without Unwrap
	var log bytes.Buffer
	srv := chatws.New(chatws.Config{Identify: byToken, Log: slog.New(slog.NewTextHandler(&log, nil))})
	r := httptest.NewRequest(http.MethodGet, "http://club.example/chat", nil)
	for key, value := range map[string]string{
		"Authorization": "Bearer wren", "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
		"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Protocol": chatws.Subprotocol,
	} {
		r.Header.Set(key, value)
	}
	w := httptest.NewRecorder()
	srv.ServeHTTP(closedWriter{w}, r)
	if w.Code != http.StatusInternalServerError || !strings.Contains(w.Body.String(), "Unwrap() http.ResponseWriter") {
		t.Errorf("answered %d %s", w.Code, w.Body)
	}
	if !strings.Contains(log.String(), "closedWriter") {
		t.Errorf("logged: %s", &log)
	}
	if err := srv.Close(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestAClockThatIsSetBackLeavesEverybodyTheirCommands(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var set atomic.Int64 // by so much
		h := openHouse(t, chatws.Config{Now: func() time.Time { return time.Now().Add(time.Duration(set.Load())) }})
		defer h.close()
		wren := h.visit("wren", "")
		for _, ahead := range []time.Duration{time.Hour, 0, -time.Hour, time.Hour, 0} {
			set.Store(int64(ahead))
			time.Sleep(time.Minute)
			synctest.Wait()
			wren.heard()
			for i := range 50 {
				wren.says(fmt.Sprintf(`{"cid":"c%d","t":"ping","d":{}}`, i))
			}
			if got := wren.heard(); strings.Count(strings.Join(got, ""), "pong") != 50 {
				t.Errorf("with the clock %v ahead: %v", ahead, got)
			}
			wren.says(`{"cid":"c","t":"ping","d":{}}`)
			if got := wren.heard(); len(got) != 1 || !strings.Contains(got[0], `"wait":400,`) {
				t.Errorf("the 51st: %v", got)
			}
			time.Sleep(11 * time.Second)
			if got := wren.heard(); !strings.Contains(strings.Join(got, ""), `"heads"`) {
				t.Errorf("with the clock %v ahead nobody is told of the heads: %v", ahead, got)
			}
		}
	})
}
