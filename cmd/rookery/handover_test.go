package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/go-json-experiment/json"

	"rookery/lobby/wire"
)

// handOver asks for a code on g's device, for a room.
func (g *guest) handOver(room string) string {
	g.t.Helper()
	status, body := g.call(http.MethodPost, "/api/me/handover", fmt.Sprintf(`{"room":%q}`, room))
	var h struct {
		Code string `json:"code"`
		URL  string `json:"url"`
		Ms   int    `json:"ms"`
	}
	if err := json.Unmarshal(body, &h); err != nil || status != 200 || h.URL != g.url+"/continue#"+h.Code || h.Ms != 120_000 || len(h.Code) != 22 {
		g.t.Fatalf("status %d: %s", status, body)
	}
	return h.Code
}

func TestAGameGoesOnOnThePhoneAndStaysOnTheDesk(t *testing.T) {
	srv := start(t, t.TempDir())
	desk, tom := arrive(t, srv.url, "mia"), arrive(t, srv.url, "tom")
	w, b, path := seatTwo(desk, tom)
	room := strings.TrimPrefix(path, "/rooms/")
	play(w, b, 0, scholarsMate[:2])

	older, code := desk.handOver(room), desk.handOver(room)
	phone := &guest{t: t, url: srv.url, nick: "mia's phone"}
	for name, bad := range map[string]string{"an older code": older, "a made-up code": strings.Repeat("A", 22), "the token": desk.token} {
		if status, answer := phone.call(http.MethodPost, "/api/me/continue", fmt.Sprintf(`{"code":%q,"token":true}`, bad)); status != 403 || !strings.Contains(string(answer), `"bad_code"`) {
			t.Errorf("%s: status %d, %s", name, status, answer)
		}
	}
	status, answer := phone.call(http.MethodPost, "/api/me/continue", fmt.Sprintf(`{"code":%q,"token":true}`, code))
	var me struct {
		ID    string `json:"id"`
		Nick  string `json:"nick"`
		Token string `json:"token"`
		Room  string `json:"room"`
	}
	if err := json.Unmarshal(answer, &me); err != nil || status != 200 || me.ID != desk.id || me.Nick != "mia" || me.Room != room || me.Token == desk.token {
		t.Fatalf("status %d: %s", status, answer)
	}
	if status, _ := phone.call(http.MethodPost, "/api/me/continue", fmt.Sprintf(`{"code":%q,"token":true}`, code)); status != 403 {
		t.Errorf("the code was good twice: status %d", status)
	}

	phone.token = me.Token
	p := phone.open(path + "/socket")
	if hello := body[wire.Hello](t, p.event("hello")); hello.Role != wire.RoleWhite || hello.You.ID != desk.id {
		t.Errorf("the phone is greeted as %+v", hello)
	}
	p.board()
	play(p, b, 2, scholarsMate[2:4])
	w.await("the phone's move", func(f frame) bool { return f.T == "moved" && f.On(scholarsMate[3]) })
	play(w, b, 4, scholarsMate[4:6])
	p.await("the desk's move", func(f frame) bool { return f.T == "moved" && f.On(scholarsMate[5]) })
	play(p, b, 6, scholarsMate[6:])
	if end := body[wire.Ended](t, w.event("ended")); end.Result != "1-0" {
		t.Errorf("the desk sees the end as %+v", end)
	}
}

func TestOfTwoPhonesWithOneCodeOneGetsIn(t *testing.T) {
	srv := start(t, t.TempDir())
	desk := arrive(t, srv.url, "mia")
	code := desk.handOver("")
	var in atomic.Int32
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, srv.url+"/api/me/continue", strings.NewReader(fmt.Sprintf(`{"code":%q}`, code)))
			if err != nil {
				t.Error(err)
				return
			}
			req.Header.Set("Origin", srv.url)
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Error(err)
				return
			}
			defer res.Body.Close()
			text, _ := io.ReadAll(res.Body)
			switch cookies := res.Cookies(); {
			case res.StatusCode == 200 && len(cookies) == 1 && cookies[0].HttpOnly && !strings.Contains(string(text), cookies[0].Value):
				in.Add(1)
			case res.StatusCode != 403 || len(cookies) != 0:
				t.Errorf("status %d, %s, cookies %v", res.StatusCode, text, cookies)
			}
		})
	}
	wg.Wait()
	if in.Load() != 1 {
		t.Errorf("%d phones got in", in.Load())
	}
}
