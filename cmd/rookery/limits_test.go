package main

import (
	"strings"
	"testing"
	"time"

	"rookery/chat"
	"rookery/cmd/rookery/server"
	"rookery/lobby/client"
	"rookery/lobby/wire"
)

func TestLimitsAreWhatAnOperatorSaysAndTheContractsOtherwise(t *testing.T) {
	for _, c := range []struct {
		args []string
		want server.Limits
	}{
		{nil, server.Limits{
			Chat: chat.DefaultLimits(), PerAddress: 500, PerPerson: 8,
			Play: client.Budget{Commands: 100, In: 20 * time.Second}, Watch: client.Budget{Commands: 50, In: 20 * time.Second},
			Lobby: client.Budget{Commands: 30, In: 30 * time.Second},
		}},
		{
			[]string{
				"--chat-length", "5000", "--chat-bytes", "20480", "--chat-pace", "1000/1s,1ms",
				"--play-budget", "1/2s", "--watch-budget", "3/4s", "--lobby-budget", "5/1m", "--sockets-per-address", "7", "--sockets-per-person", "6",
			},
			server.Limits{
				Chat:       chat.Limits{Graphemes: 5000, Bytes: 20480, Burst: 1000, Window: time.Second, Each: time.Millisecond},
				PerAddress: 7, PerPerson: 6,
				Play: client.Budget{Commands: 1, In: 2 * time.Second}, Watch: client.Budget{Commands: 3, In: 4 * time.Second},
				Lobby: client.Budget{Commands: 5, In: time.Minute},
			},
		},
	} {
		ask, err := configure(c.args, func(string) string { return "" }, &strings.Builder{})
		if got := ask.Serve.Limits.server(); err != nil || got != c.want {
			t.Errorf("%q limits to %+v, %v", c.args, got, err)
		}
	}
}

func TestAServerWithHigherLimitsTakesLongLinesAndManyAndSaysSo(t *testing.T) {
	srv := start(t, t.TempDir(), "--chat-length", "5000", "--chat-bytes", "20480", "--chat-pace", "1000/1s,1ms", "--play-budget", "1000/1s")
	w, b, _ := seatTwo(arrive(t, srv.url, "mia"), arrive(t, srv.url, "tom"))
	if hello := body[wire.Hello](t, w.all[0]); hello.MaxMessage != 21504 {
		t.Errorf("a message may have %d bytes", hello.MaxMessage)
	}
	for i := range 120 {
		w.must("say", wire.Say{Text: strings.Repeat("é", 4800) + strings.Repeat("!", i), To: wire.ChatStream})
	}
	if line := body[wire.Line](t, b.event("line")); len(line.Text) != 9600 {
		t.Errorf("tom reads %d bytes", len(line.Text))
	}
	if f := w.ask("say", wire.Say{Text: strings.Repeat("é", 5001), To: wire.ChatStream}); f.No == nil || f.No.Code != wire.TooLong {
		t.Errorf("5,001 characters were answered with %s", f.raw)
	}
}

func TestAServerWithLowerLimitsRefusesWhatIsBeyondThem(t *testing.T) {
	srv := start(t, t.TempDir(), "--chat-length", "10", "--chat-pace", "1/10s,5s", "--lobby-budget", "2/30s", "--sockets-per-person", "1")
	mia := arrive(t, srv.url, "mia")
	w, _, path := seatTwo(mia, arrive(t, srv.url, "tom"))
	if f := w.ask("say", wire.Say{Text: "eleven chars", To: wire.ChatStream}); f.No == nil || f.No.Code != wire.TooLong {
		t.Errorf("12 characters were answered with %s", f.raw)
	}
	w.must("say", wire.Say{Text: "one", To: wire.ChatStream})
	if f := w.ask("say", wire.Say{Text: "two", To: wire.ChatStream}); f.Wait <= 2000 {
		t.Errorf("a second line was answered with %s", f.raw)
	}
	hall := mia.open("/lobby/socket")
	hall.must("stop", wire.Stop{})
	if f := hall.ask("stop", wire.Stop{}); f.Wait == 0 {
		t.Errorf("a third command to the lobby was answered with %s", f.raw)
	}
	mia.open(path + "/socket").board()
	if code := w.closed(); code != wire.CloseTooMany {
		t.Errorf("the first of two sockets closed with %d", code)
	}
}
