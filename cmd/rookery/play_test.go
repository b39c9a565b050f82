package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"rookery/lobby/wire"
)

// scholarsMate is a whole game: White mates on the seventh ply.
var scholarsMate = []string{"e2e4", "e7e5", "d1h5", "b8c6", "f1c4", "g8f6", "h5f7"}

// play plays the moves from ply on, each once its predecessor has arrived.
func play(w, b *seat, from int, moves []string) {
	w.t.Helper()
	for i, uci := range moves {
		mover, other := w, b
		if (from+i)%2 == 1 {
			mover, other = b, w
		}
		mover.move(uci)
		other.await("move "+uci, func(f frame) bool { return f.T == "moved" && f.On(uci) })
	}
}

// On reports whether the frame is the move uci.
func (f frame) On(uci string) bool { return strings.Contains(f.raw, `"uci":"`+uci+`"`) }

func TestTwoPlayToMateWhileAThirdWatchesAndAllTalk(t *testing.T) {
	srv := start(t, t.TempDir())
	mia, tom, kim := arrive(t, srv.url, "mia"), arrive(t, srv.url, "tom"), arrive(t, srv.url, "")
	w, b, path := seatTwo(mia, tom)
	watcher := kim.open(path + "/socket")
	if hello := body[wire.Hello](t, watcher.event("hello")); hello.Role != wire.RoleSpectator || hello.You != nil {
		t.Errorf("the one without a nick is greeted as %+v", hello)
	}

	play(w, b, 0, scholarsMate[:3])
	w.must("say", wire.Say{Text: "good luck", To: wire.ChatStream})
	w.must("say", wire.Say{Text: "@tom a secret plan", To: wire.ChatStream})
	if got := body[wire.Whispered](t, b.event("whispered")); got.Text != "a secret plan" || got.From.Nick != "mia" {
		t.Errorf("tom was whispered %+v", got)
	}
	play(w, b, 3, scholarsMate[3:])

	for _, s := range []*seat{w, b, watcher} {
		if end := body[wire.Ended](t, s.event("ended")); end.Result != "1-0" || end.Reason != "checkmate" {
			t.Errorf("%q sees the end as %+v", s.nick, end)
		}
	}
	watcher.read = 0
	if line := body[wire.Line](t, watcher.event("line")); line.Text != "good luck" || line.Name != "mia" {
		t.Errorf("the spectator read %+v", line)
	}
	b.must("say", wire.Say{Text: "well played", To: wire.ChatStream})
	watcher.event("line")
	if strings.Contains(watcher.transcript(), "secret") {
		t.Errorf("the spectator's socket had the whisper:\n%s", watcher.transcript())
	}

	if f := b.ask("move", wire.Move{Text: "a7a6", On: b.on}); f.No == nil || f.No.Code != wire.GameOver {
		t.Errorf("a move after mate was answered with %s", f.raw)
	}
	status, pgn := kim.call(http.MethodGet, path+"/game.pgn", "")
	for _, want := range []string{`[White "mia"]`, `[Black "tom"]`, `[Result "1-0"]`, `[ECO "C20"]`, `[Opening "King's Pawn Game: `, "Qxf7#", "[%clk"} {
		if status != 200 || !strings.Contains(string(pgn), want) {
			t.Errorf("the PGN (status %d) has no %s:\n%s", status, want, pgn)
		}
	}
	if strings.Contains(string(pgn), "secret") {
		t.Error("the PGN has the whisper")
	}
}

func TestTwoSearchersOfOnePoolAreSeatedTogether(t *testing.T) {
	srv := start(t, t.TempDir())
	a, b := arrive(t, srv.url, "ann").open("/lobby/socket"), arrive(t, srv.url, "bob").open("/lobby/socket")
	a.must("search", wire.Search{Pool: "5+3"})
	b.must("search", wire.Search{Pool: "5+3"})
	one, two := body[wire.Seated](t, a.event("seated")), body[wire.Seated](t, b.event("seated"))
	if one.Room != two.Room || one.Side == two.Side || one.Opponent.Nick != "bob" {
		t.Errorf("ann was seated %+v, bob %+v", one, two)
	}
}

func TestTheHousePlaysWithANewcomerWhoIsAlone(t *testing.T) {
	srv := start(t, t.TempDir())
	g := arrive(t, srv.url, "newcomer")
	hall := g.open("/lobby/socket")
	hall.must("house", wire.PlayHouse{Control: wire.Control{Base: 300, Inc: 3}, Side: wire.White})
	seated := body[wire.Seated](t, hall.event("seated"))
	s := g.open("/rooms/" + seated.Room + "/socket")
	s.board()
	s.move("e2e4")
	s.await("the house's move", func(f frame) bool { return f.T == "moved" && f.By != g.id })
}

func TestAKilledServerComesBackWithEveryAcknowledgedMoveAndLine(t *testing.T) {
	dir := t.TempDir()
	srv := spawn(t, dir)
	mia, tom := arrive(t, srv.url, "mia"), arrive(t, srv.url, "tom")
	w, b, path := seatTwo(mia, tom)
	play(w, b, 0, scholarsMate[:4])
	w.must("say", wire.Say{Text: "still there?", To: wire.ChatStream})
	w.must("say", wire.Say{Text: "@tom psst", To: wire.ChatStream})
	hello := body[wire.Hello](t, w.all[0])
	on, chat := w.on, uint64(1)
	if err := srv.cmd.Process.Kill(); err != nil { // SIGKILL
		t.Fatal(err)
	}
	if err := srv.cmd.Wait(); err == nil {
		t.Fatal("the killed server ended well")
	}

	srv = spawn(t, dir)
	mia.url, tom.url = srv.url, srv.url
	// Mia's page knows all; it resumes and gets nothing twice.
	w = mia.open(fmt.Sprintf("%s/socket?epoch=%s&game=%d&chat=%d&whispers=1", path, hello.Epoch, on, chat))
	if again := body[wire.Hello](t, w.event("hello")); again.Epoch != hello.Epoch || again.Role != wire.RoleWhite {
		t.Errorf("mia is greeted with %+v", again)
	}
	w.on = on
	// Tom's is new; it gets the whole room.
	b = tom.open(path + "/socket")
	snap := b.board()
	if len(snap.Moves) != 4 || snap.Moves[3].UCI != "b8c6" {
		t.Errorf("tom sees the moves %+v", snap.Moves)
	}
	b.read = 0
	if line := body[wire.Line](t, b.event("line")); line.Text != "still there?" {
		t.Errorf("tom reads %+v", line)
	}
	b.read = 0
	if line := body[wire.Whispered](t, b.event("whispered")); line.Text != "psst" {
		t.Errorf("tom reads %+v", line)
	}
	play(w, b, 4, scholarsMate[4:])
	if end := body[wire.Ended](t, w.event("ended")); end.Reason != "checkmate" {
		t.Errorf("the game ended as %+v", end)
	}
	seen := make(map[string]bool)
	for _, f := range w.all {
		if f.N == 0 || f.T == "" {
			continue
		}
		key := fmt.Sprint(f.S, f.N)
		if seen[key] || f.S == wire.GameStream && f.N <= on || f.S == wire.ChatStream && f.N <= chat {
			t.Errorf("mia got %s again", f.raw)
		}
		seen[key] = true
	}
}

func TestATerminatedServerStopsTheClocksSaysComeBackAndExits(t *testing.T) {
	dir := t.TempDir()
	srv := spawn(t, dir)
	w, b, path := seatTwo(arrive(t, srv.url, "mia"), arrive(t, srv.url, "tom"))
	play(w, b, 0, scholarsMate[:2])
	hall := arrive(t, srv.url, "").open("/lobby/socket")
	hall.event("lobby")
	began := time.Now()
	if err := srv.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	for _, s := range []*seat{w, b, hall} {
		if code := s.closed(); code != wire.CloseRestart {
			t.Errorf("%q was closed with %d, want %d", s.nick, code, wire.CloseRestart)
		}
		if !strings.Contains(s.transcript(), `"t":"goaway"`) {
			t.Errorf("%q was not told to come back:\n%s", s.nick, s.transcript())
		}
	}
	if err := srv.cmd.Wait(); err != nil {
		exit, _ := errors.AsType[*exec.ExitError](err)
		t.Errorf("the server ended with %v (%+v)", err, exit)
	}
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("the server took %v to stop", took)
	}
	if !strings.Contains(w.transcript(), `"clock_stopped"`) {
		t.Errorf("the clocks were not stopped:\n%s", w.transcript())
	}

	again := start(t, dir)
	watcher := arrive(t, again.url, "").open(path + "/socket")
	snap := watcher.board()
	if snap.Stopped == "" || len(snap.Moves) != 2 {
		t.Errorf("after the restart the game is %+v", snap)
	}
}

func TestBadInputIsRefusedInItsOwnWayAndNobodyElseNotices(t *testing.T) {
	srv := start(t, t.TempDir())
	mia, tom, kim := arrive(t, srv.url, "mia"), arrive(t, srv.url, "tom"), arrive(t, srv.url, "kim")
	w, b, path := seatTwo(mia, tom)
	play(w, b, 0, scholarsMate[:2])
	watcher := kim.open(path + "/socket")
	watcher.board()
	nobody := arrive(t, srv.url, "").open(path + "/socket")
	nobody.board()

	for _, c := range []struct {
		name string
		who  *seat
		tag  string
		cmd  wire.Command
		want wire.Code
	}{
		{"an illegal move", w, "move", wire.Move{Text: "e4e6", On: w.on}, wire.IllegalMove},
		{"a move that is none", w, "move", wire.Move{Text: "castle!", On: w.on}, wire.IllegalMove},
		{"a move out of turn", b, "move", wire.Move{Text: "d7d5", On: b.on}, wire.NotYourTurn},
		{"a move in an old position", w, "move", wire.Move{Text: "d2d4", On: w.on - 1}, wire.Stale},
		{"a spectator's move", watcher, "move", wire.Move{Text: "d2d4", On: w.on}, wire.NotSeated},
		{"a move of one without a nick", nobody, "move", wire.Move{Text: "d2d4", On: w.on}, wire.NeedNick},
		{"a line of one without a nick", nobody, "say", wire.Say{Text: "hi", To: wire.ChatStream}, wire.NeedNick},
		{"a whisper to nobody", w, "say", wire.Say{Text: "@zoe hi", To: wire.ChatStream}, wire.NotHere},
		{"a whisper to oneself", w, "say", wire.Say{Text: "@mia hi", To: wire.ChatStream}, wire.Yourself},
		{"an unknown slash command", w, "say", wire.Say{Text: "/frobnicate", To: wire.ChatStream}, wire.BadSlash},
		{"a line of 3.5 KB", w, "say", wire.Say{Text: strings.Repeat("x", 3500), To: wire.ChatStream}, wire.TooLong},
		{"an empty line", w, "say", wire.Say{Text: "  ", To: wire.ChatStream}, wire.Empty},
		{"a pool from a room's socket that is none", w, "search", wire.Search{Pool: "7 and 7"}, wire.BadPool},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := c.who.ask(c.tag, c.cmd)
			if f.No == nil || f.No.Code != c.want || f.No.Text == "" {
				t.Errorf("answered with %s, want %s", f.raw, c.want)
			}
		})
	}
	for _, c := range []struct{ name, raw, want string }{
		{"an unknown command", `"t":"cheat","d":{}`, string(wire.UnknownCommand)},
		{"an unknown field", `"t":"resign","d":{"now":true}`, string(wire.BadMessage)},
	} {
		t.Run(c.name, func(t *testing.T) {
			cid := newCID()
			w.send(`{"cid":"` + cid + `",` + c.raw + `}`)
			if f := w.answer(cid); f.No == nil || string(f.No.Code) != c.want {
				t.Errorf("answered with %s, want %s", f.raw, c.want)
			}
		})
	}
	for _, c := range []struct {
		name string
		kind int
		raw  string
		want wire.CloseCode
	}{
		{"malformed JSON", websocket.TextMessage, `{"cid":`, wire.ClosePolicy},
		{"a frame without a cid", websocket.TextMessage, `{"t":"resign"}`, wire.ClosePolicy},
		{"a field twice", websocket.TextMessage, `{"cid":"` + newCID() + `","t":"move","d":{"move":"d2d4","move":"d2d3","on":1}}`, wire.ClosePolicy},
		{"a frame of 5 KB", websocket.TextMessage, strings.Repeat("x", 5000), wire.CloseTooBig},
		{"a binary frame", websocket.BinaryMessage, "x", wire.CloseBinary},
		{"invalid UTF-8", websocket.TextMessage, "\xff\xfe", wire.CloseBadUTF8},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := kim.open(path + "/socket")
			s.board()
			if err := s.conn.WriteMessage(c.kind, []byte(c.raw)); err != nil {
				t.Fatal(err)
			}
			if code := s.closed(); code != c.want {
				t.Errorf("closed with %d, want %d", code, c.want)
			}
		})
	}
	t.Run("a room that does not exist", func(t *testing.T) {
		if code := kim.open("/rooms/no-such-room/socket").closed(); code != wire.CloseNoRoom {
			t.Errorf("the socket was closed with %d", code)
		}
		if status, _ := kim.call(http.MethodGet, "/rooms/no-such-room", ""); status != 404 {
			t.Errorf("the page has status %d", status)
		}
	})

	play(w, b, 2, scholarsMate[2:]) // the honest game goes on
	if end := body[wire.Ended](t, watcher.event("ended")); end.Reason != "checkmate" {
		t.Errorf("the game ended as %+v", end)
	}
	for _, f := range watcher.all {
		if f.S == wire.ChatStream && f.N > 0 {
			t.Errorf("somebody else noticed: %s", f.raw)
		}
	}
}

func TestASecondServerOnTheSameDataIsRefused(t *testing.T) {
	dir := t.TempDir()
	start(t, dir)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	err := run(ctx, []string{"--listen", "127.0.0.1:0", "--data", dir}, func(string) string { return "" }, &strings.Builder{}, &strings.Builder{})
	if err == nil || !strings.Contains(err.Error(), "another Rookery") {
		t.Errorf("the second server ended with %v", err)
	}
}

func TestReadinessAndMetricsOfARunningServer(t *testing.T) {
	srv := start(t, t.TempDir())
	g := arrive(t, srv.url, "mia")
	g.open("/lobby/socket").event("lobby")
	for path, want := range map[string]string{
		"/healthz":   "ok",
		"/readyz":    "ready",
		"/metrics":   "rookery_sockets 1",
		"/api/me":    `"nick":"mia"`,
		"/api/lobby": `"pools"`,
	} {
		if status, body := g.call(http.MethodGet, path, ""); status != 200 || !strings.Contains(string(body), want) {
			t.Errorf("%s: status %d, %.300s", path, status, body)
		}
	}
	if _, body := g.call(http.MethodGet, "/metrics", ""); strings.Contains(string(body), "mia") || strings.Contains(string(body), g.id) {
		t.Error("the metrics name a person")
	}
}
