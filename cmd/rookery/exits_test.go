package main

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"rookery/lobby/wire"
)

func TestAResultOfADelayedGameLeavesTheServerByNoExit(t *testing.T) {
	srv := start(t, t.TempDir())
	ann, ben, eve := arrive(t, srv.url, "ann"), arrive(t, srv.url, "ben"), arrive(t, srv.url, "")
	first, second := ann.open("/lobby/socket"), ben.open("/lobby/socket")
	first.event("hello")
	second.event("hello")
	first.must("seek", wire.Seek{Control: wire.Control{Base: 300}, Side: wire.White, Delay: 60})
	second.must("take", wire.Take{Seek: body[wire.SeekOpened](t, first.event("seek_opened")).Seek})
	seated := body[wire.Seated](t, first.event("seated"))
	w, b := ann.open("/rooms/"+seated.Room+"/socket"), ben.open("/rooms/"+seated.Room+"/socket")
	w.board()
	b.board()
	play(w, b, 0, scholarsMate)
	w.event("ended")
	if f := first.ask("rematch", wire.Rematch{Room: seated.Room}); f.OK == 0 {
		t.Fatalf("the rematch is answered with %s", f.raw)
	}
	for path, says := range map[string]string{
		"/api/games/finished": `{"games":[]}`, "/api/games/finished?limit=1": `{"games":[]}`, "/api/games": `{"games":[]}`,
		"/api/lobby": `"finished":[]`, "/api/rooms/" + seated.Room: `"ply":0`, "/rooms/" + seated.Room + "/game.pgn": `[Result "*"]`,
	} {
		_, text := eve.call(http.MethodGet, path, "")
		if !strings.Contains(string(text), says) || strings.Contains(string(text), "checkmate") || strings.Contains(string(text), "1-0") {
			t.Errorf("%s tells %s, want %s", path, text, says)
		}
	}
	for _, path := range []string{"/rooms/" + seated.Room + "/socket", "/embed/" + seated.Room + "/socket"} {
		if s := eve.open(path).board(); s.Ended != nil || len(s.Moves) != 0 {
			t.Errorf("%s tells %+v", path, s)
		}
	}
}

func TestTheSocketForOtherSitesKnowsNobodyWhateverItIsShown(t *testing.T) {
	srv := start(t, t.TempDir())
	ann, ben := arrive(t, srv.url, "ann"), arrive(t, srv.url, "ben")
	_, _, path := seatTwo(ann, ben)
	s := ann.open(strings.Replace(path, "/rooms/", "/embed/", 1) + "/socket") // with her token
	if hello := body[wire.Hello](t, s.event("hello")); hello.You != nil || hello.Role != wire.RoleSpectator {
		t.Errorf("a player is greeted as %+v", hello)
	}
	if f := s.ask("resign", wire.Resign{}); f.No.Code != wire.NeedNick && f.No.Code != wire.NotSeated {
		t.Errorf("resigning is answered with %s", f.raw)
	}
}

func TestOfOnePersonFourRequestsWait(t *testing.T) {
	srv := start(t, t.TempDir())
	ann := arrive(t, srv.url, "ann")
	ctx, stop := context.WithCancel(t.Context())
	answers := make(chan int)
	const all = 6
	for range all {
		go func() {
			req, err := http.NewRequestWithContext(ctx, http.MethodGet, srv.url+"/api/me/notices?wait=20", nil)
			if err != nil {
				panic(err)
			}
			req.Header.Set("Authorization", "Bearer "+ann.token)
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				answers <- 0 // it waited until we stopped
				return
			}
			_, _ = io.Copy(io.Discard, res.Body)
			res.Body.Close()
			answers <- res.StatusCode
		}()
	}
	for i := range all {
		if i == 2 {
			stop()
		}
		if got, want := <-answers, map[bool]int{true: http.StatusTooManyRequests}[i < 2]; got != want {
			t.Errorf("request %d ended with %d, want %d", i, got, want)
		}
	}
	stop()
}
