package main

import (
	"net/http"
	"strings"
	"testing"

	"rookery/lobby/wire"
)

func TestARoomWhoseLogBreaksItCanBeReadWhileTheOthersGoOn(t *testing.T) {
	dir := t.TempDir()
	var (
		mia, ann    *guest
		path, other string
	)
	t.Run("before", func(t *testing.T) {
		srv := start(t, dir)
		mia, ann = arrive(t, srv.url, "mia"), arrive(t, srv.url, "ann")
		w, b, at := seatTwo(mia, arrive(t, srv.url, "tom"))
		play(w, b, 0, scholarsMate[:4])
		w.must("say", wire.Say{Text: "watch f7", To: wire.ChatStream})
		path = at
		w, b, other = seatTwo(ann, arrive(t, srv.url, "bob"))
		play(w, b, 0, scholarsMate[:2])
	})
	change(t, dir, `UPDATE event SET body = CAST(replace(CAST(body AS TEXT), '"d1h5"', '"d1d8"') AS BLOB) WHERE kind = 'moved'`)

	srv := start(t, dir)
	for _, g := range []*guest{mia, ann} {
		g.t, g.url = t, srv.url
	}
	s := mia.open(path + "/socket")
	if hello := body[wire.Hello](t, s.event("hello")); !hello.Quarantined || hello.Role != wire.RoleWhite {
		t.Errorf("mia is greeted with %+v", hello)
	}
	if snap := s.board(); len(snap.Moves) != 2 || snap.N != 4 {
		t.Errorf("she sees %d moves, up to event %d", len(snap.Moves), snap.N)
	}
	s.read = 0
	if last := s.await("the last event", func(f frame) bool { return f.S == wire.GameStream && f.N == 7 }); last.T != "clock_stopped" {
		t.Errorf("the log ends with %s", last.raw)
	}
	s.read = 0
	if line := body[wire.Line](t, s.event("line")); line.Text != "watch f7" {
		t.Errorf("she reads %+v", line)
	}
	for tag, cmd := range map[string]wire.Command{"move": wire.Move{Text: "Bc4", On: 6}, "say": wire.Say{Text: "hello?", To: wire.ChatStream}} {
		if f := s.ask(tag, cmd); f.No == nil || f.No.Code != wire.Quarantined {
			t.Errorf("%s was answered with %s", tag, f.raw)
		}
	}
	if status, answer := mia.call(http.MethodGet, path+"/game.pgn", ""); status != http.StatusServiceUnavailable || !strings.Contains(string(answer), `"quarantined"`) {
		t.Errorf("its PGN is answered with %d %s", status, answer)
	}
	good := ann.open(other + "/socket")
	if hello := body[wire.Hello](t, good.event("hello")); hello.Quarantined {
		t.Error("another room is said to be broken")
	}
	good.board()
	good.move("d1h5")
}

func TestARoomWhoseSummaryCannotBeReadKeepsNoOtherFromGoingOn(t *testing.T) {
	dir := t.TempDir()
	var (
		mia, ann    *guest
		path, other string
	)
	t.Run("before", func(t *testing.T) {
		srv := start(t, dir)
		mia, ann = arrive(t, srv.url, "mia"), arrive(t, srv.url, "ann")
		_, _, path = seatTwo(mia, arrive(t, srv.url, "tom"))
		_, _, other = seatTwo(ann, arrive(t, srv.url, "bob"))
	})
	change(t, dir, `UPDATE room SET summary = 'a game of chess' WHERE id = '`+strings.TrimPrefix(path, "/rooms/")+`'`)

	srv := start(t, dir)
	for _, g := range []*guest{mia, ann} {
		g.t, g.url = t, srv.url
	}
	if code := mia.open(path + "/socket").closed(); code != wire.CloseQuarantine {
		t.Errorf("its socket closed with %d", code)
	}
	for _, at := range []string{"/api" + path, path + "/game.pgn"} {
		if status, answer := mia.call(http.MethodGet, at, ""); status != http.StatusServiceUnavailable || !strings.Contains(string(answer), `"quarantined"`) {
			t.Errorf("%s is answered with %d %s", at, status, answer)
		}
	}
	good := ann.open(other + "/socket")
	good.board()
	good.move("e2e4")
}
