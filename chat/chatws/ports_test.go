package chatws_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"rookery/chat"
	"rookery/chat/chatws"
	"rookery/chat/host"
	"rookery/chat/memory"
)

// TestAPanicOfTheHostsEndsOneSocket: each panics where the policy, or whatever
// else the host has plugged in, is asked on another goroutine.
func TestAPanicOfTheHostsEndsOneSocket(t *testing.T) {
	const secret = "nobody may read this"
	for _, tc := range []struct {
		says   string
		policy chat.Policy
		cmd    string // what one is closed for; empty: for coming
	}{
		{"a filter", chat.Policy{Filter: func(text string) string { panic(text) }}, `{"cid":"c1","t":"say","d":{"text":"` + secret + `"}}`},
		{"who is hidden", chat.Policy{Hidden: func(chat.Member) bool { panic(secret) }}, ""},
	} {
		t.Run(tc.says, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var log bytes.Buffer
				h := openHouse(t, chatws.Config{
					Log: slog.New(slog.NewTextHandler(&log, nil)),
					Room: func(name string) (host.Config, bool) {
						if name == "kitchen" {
							return host.Config{}, true
						}
						return host.Config{Policy: tc.policy}, name == "hall"
					},
				})
				wren := h.visitRoom("kitchen", "wren")
				for _, nick := range []string{"bobby", "robin"} {
					guest := h.visit(nick, "")
					if tc.cmd != "" {
						guest.says(tc.cmd)
					}
					if code, _ := guest.ended(); code != 4011 {
						t.Errorf("closed with %d", code)
					}
				}
				if got := wren.line("c1", "is anybody there?"); len(got) != 2 {
					t.Errorf("in another room: %q", got)
				}
				h.close()
				if strings.Contains(log.String(), secret) || strings.Count(log.String(), "panicked") != 1 {
					t.Errorf("logged: %s", &log)
				}
			})
		})
	}
}

// TestWhoIsTurnedAwayByOnePanicIsNotInTheRoom: a rule fails once, when carol comes.
func TestWhoIsTurnedAwayByOnePanicIsNotInTheRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		broken := false
		h := openHouse(t, chatws.Config{Room: func(string) (host.Config, bool) {
			return host.Config{Hold: -1, Policy: chat.Policy{Hidden: func(m chat.Member) bool {
				if m.Nick == "carol" && broken {
					broken = false
					panic("no such row")
				}
				return false
			}}}, true
		}})
		defer h.close()
		alice := h.visit("alice", "")
		broken = true
		if code, _ := h.visit("carol", "").ended(); code != 4011 {
			t.Errorf("carol's socket is closed with %d", code)
		}
		time.Sleep(2 * time.Second)
		if got := strings.Join(alice.heard(), " "); strings.Contains(got, "carol") {
			t.Errorf("alice is told %s", got)
		}
		if got := alice.line("c1", "@carol are you there?"); len(got) != 1 || !strings.Contains(got[0], "not_here") {
			t.Errorf("a whisper to carol is answered %s", got)
		}
		carol := h.visit("carol", "")
		time.Sleep(2 * time.Second)
		if got := strings.Join(alice.heard(), " "); !strings.Contains(got, `"people":2`) || !strings.Contains(got, `"joined":{"count":1,"first":["carol"]}`) {
			t.Errorf("alice is told %s", got)
		}
		carol.leaves()
		time.Sleep(2 * time.Second)
		if got := strings.Join(alice.heard(), " "); !strings.Contains(got, `"people":1`) || !strings.Contains(got, `"left":{"count":1,"first":["carol"]}`) {
			t.Errorf("alice is told %s", got)
		}
	})
}

func TestWhoHidesIsLookedAtAnewWhereverTheyAre(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hides, role := false, ""
		h := openHouse(t, chatws.Config{
			Role: func(who chat.Person, _ string) string {
				if who.Nick == "bobby" {
					return role
				}
				return ""
			},
			Room: func(string) (host.Config, bool) {
				return host.Config{Policy: chat.Policy{Hidden: func(m chat.Member) bool { return hides && m.Nick == "bobby" }}}, true
			},
		})
		defer h.close()
		bobby := chat.Person{ID: "u-bobby", Nick: "bobby"}
		var others []*guest
		for _, room := range []string{"hall", "kitchen"} {
			h.visitRoom(room, "bobby")
			others = append(others, h.visitRoom(room, "wren"))
		}
		h.visitRoom("attic", "dodo") // where bobby is not
		for _, tt := range []struct {
			hides bool
			role  string
			told  string
		}{
			{true, "", `"left":{"count":1,"first":["bobby"]}`},
			{false, "", `"joined":{"count":1,"first":["bobby"]}`},
			{false, "moderator", `{"id":"u-bobby","nick":"bobby","role":"moderator"}`},
		} {
			time.Sleep(2 * time.Second)
			for _, g := range others {
				g.heard()
			}
			hides, role = tt.hides, tt.role
			h.srv.Look(bobby)
			time.Sleep(2 * time.Second)
			for i, g := range others {
				if got := strings.Join(g.heard(), " "); !strings.Contains(got, tt.told) {
					t.Errorf("hidden %v: in room %d wren is told %s", hides, i, got)
				}
			}
		}
	})
}

func TestAPanicWhileARoomIsAskedForIsAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := openHouse(t, chatws.Config{Room: func(string) (host.Config, bool) { panic("no such table") }})
		defer h.close() // waits for all that has begun
		if _, err := h.srv.Room(t.Context(), "hall"); err == nil {
			t.Error("there is a room")
		}
		if status := h.refused("hall", http.Header{"Authorization": {"Bearer bobby"}}); status != http.StatusInternalServerError {
			t.Errorf("status %d", status)
		}
	})
}

// refused is the status that a request is refused with.
func (h *house) refused(place string, header http.Header) int {
	h.t.Helper()
	conn, res, err := h.dialer().Dial("ws://club.example/chat/"+place, header)
	if err == nil {
		_ = conn.Close()
		h.t.Fatal("it was let in")
	}
	if !errors.Is(err, websocket.ErrBadHandshake) {
		h.t.Fatal(err)
	}
	return res.StatusCode
}

// hung is a history whose appends do not come back until it is let go.
type hung struct {
	*memory.History
	release chan struct{}
}

func (s hung) Append(ctx context.Context, b host.Batch) error {
	<-s.release
	return s.History.Append(ctx, b)
}

func TestAServerDoesNotWaitForAHistoryThatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		history := hung{memory.NewHistory(), make(chan struct{})}
		h := openHouse(t, chatws.Config{Room: func(string) (host.Config, bool) { return host.Config{History: history}, true }})
		bobby := h.visit("bobby", "")
		bobby.says(`{"cid":"c1","t":"say","d":{"text":"hello"}}`)
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		began := time.Now()
		if err := h.srv.Close(ctx); !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != 3*time.Second {
			t.Errorf("closed after %v with %v", time.Since(began), err)
		}
		close(history.release)
		h.close()
	})
}

func TestARoomThatWasGivenOutStaysTheOneThatEverybodyIsIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		history := dated{memory.NewHistory()}
		h := openHouse(t, chatws.Config{Room: func(name string) (host.Config, bool) {
			if name == "kitchen" {
				return host.Config{}, true
			}
			return host.Config{History: history}, name == "hall"
		}})
		defer h.close()
		room, err := h.srv.Room(t.Context(), "hall")
		if err != nil {
			t.Fatal(err)
		}
		h.visitRoom("kitchen", "cook") // while somebody is anywhere, rooms are looked after
		time.Sleep(time.Hour)
		bobby := h.visit("bobby", "")
		bobby.heard()
		if _, err := room.Notify(t.Context(), "n1", "The hall closes at ten.", time.Now()); err != nil {
			t.Fatal(err)
		}
		if got := bobby.heard(); len(got) != 1 || !strings.Contains(got[0], "closes at ten") {
			t.Errorf("bobby hears %q", got)
		}
	})
}

func TestARoomIsAskedForOnceHoweverManyComeAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		asked := make(map[string]int)
		h := openHouse(t, chatws.Config{Room: func(name string) (host.Config, bool) {
			mu.Lock()
			asked[name]++
			mu.Unlock()
			time.Sleep(time.Second) // it looks the room up
			return host.Config{History: memory.NewHistory()}, name == "hall"
		}})
		defer h.close()
		var all sync.WaitGroup
		rooms := make([]*host.Room, 20)
		for i := range rooms {
			all.Go(func() { rooms[i], _ = h.srv.Room(t.Context(), "hall") })
		}
		all.Wait()
		for _, r := range rooms {
			if r == nil || r != rooms[0] {
				t.Fatalf("rooms %v", rooms)
			}
		}
		for range 2 {
			if _, err := h.srv.Room(t.Context(), "attic"); !errors.Is(err, chatws.ErrNoRoom) {
				t.Error(err)
			}
		}
		if got := fmt.Sprint(asked); got != "map[attic:2 hall:1]" {
			t.Errorf("asked %s", got)
		}
	})
}
