package main

import (
	"errors"
	"io"
	"log/slog"
	"net"
	"slices"
	"strings"
	"testing"
)

func TestASettingComesFromItsFlagThenItsVariableThenItsDefault(t *testing.T) {
	env := map[string]string{
		"ROOKERY_LISTEN":        ":9000",
		"ROOKERY_PUBLIC_URL":    "https://chess.example,http://club.test",
		"ROOKERY_METRICS_FROM":  "192.168.0.0/16",
		"ROOKERY_TRUSTED_PROXY": "10.0.0.0/8,192.168.0.1",
		"ROOKERY_LOG_LEVEL":     "debug",
	}
	for _, args := range [][]string{{"--listen", "127.0.0.1:0"}, {"serve", "--listen", "127.0.0.1:0"}} {
		ask, err := configure(args, func(k string) string { return env[k] }, &strings.Builder{})
		if err != nil {
			t.Fatal(err)
		}
		got := ask.Serve
		if ask.command != "serve" || got.Listen != "127.0.0.1:0" || !slices.Equal(got.PublicURL, []string{"https://chess.example", "http://club.test"}) || got.Data != "./rookery-data" ||
			got.LogLevel != slog.LevelDebug || !slices.Equal(got.TrustedProxy, []string{"10.0.0.0/8", "192.168.0.1"}) || !slices.Equal(got.MetricsFrom, []string{"192.168.0.0/16"}) {
			t.Errorf("%q configures %+v", args, ask)
		}
	}
}

func TestHelpNamesEveryFlagAndItsVariable(t *testing.T) {
	for _, args := range [][]string{{"help"}, {"--help"}} {
		var out strings.Builder
		if _, err := configure(args, func(string) string { return "" }, &out); !errors.Is(err, errAnswered) {
			t.Fatalf("%q: %v", args, err)
		}
		for _, want := range []string{"--listen", "ROOKERY_LISTEN", "--data", "ROOKERY_DATA", "--public-url", "ROOKERY_PUBLIC_URL", "--trusted-proxy", "ROOKERY_TRUSTED_PROXY", "--metrics-from", "ROOKERY_METRICS_FROM", "--log-level", "ROOKERY_LOG_LEVEL", "--chat-length=500", "--chat-bytes=3072", "--chat-pace=5/5s,2s", "--play-budget=100/20s", "--watch-budget=50/20s", "--lobby-budget=30/30s", "--sockets-per-address=500", "--sockets-per-person=8", "--engine", "ROOKERY_ENGINE", "--engines=2", "--version", "check", "perft"} {
			if !strings.Contains(out.String(), want) {
				t.Errorf("%q does not name %s:\n%s", args, want, &out)
			}
		}
	}
}

func TestABadSettingIsRefusedInWords(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"--frobnicate"}, "frobnicate"},
		{[]string{"play"}, "play"},
		{[]string{"check"}, "<path>"},
		{[]string{"perft", "startpos"}, "<depth>"},
		{[]string{"--listen", ":0", "check", "x"}, "--listen"},
		{[]string{"--log-level", "loud"}, "log-level"},
		{[]string{"--chat-length", "0"}, "chat-length"},
		{[]string{"--chat-bytes", "65536"}, "24576"},
		{[]string{"--chat-pace", "5/5s"}, "chat-pace"},
		{[]string{"--chat-pace", "0/5s,2s"}, "chat-pace"},
		{[]string{"--chat-pace", "5/5s,0s"}, "chat-pace"},
		{[]string{"--play-budget", "100"}, "play-budget"},
		{[]string{"--lobby-budget", "many/1s"}, "lobby-budget"},
		{[]string{"--public-url", "chess.example", "--data", t.TempDir()}, "chess.example"},
		{[]string{"--public-url", "https://chess.example", "--public-url", "chess.club", "--data", t.TempDir()}, "chess.club"},
		{[]string{"--metrics-from", "nobody", "--data", t.TempDir()}, "nobody"},
		{[]string{"--trusted-proxy", "everybody", "--data", t.TempDir()}, "everybody"},
		{[]string{"--listen", "no such address", "--data", t.TempDir()}, "no such address"},
	} {
		err := run(t.Context(), c.args, func(string) string { return "" }, io.Discard, io.Discard)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v", c.args, err)
		}
	}
}

func TestTheReadyLinesSayWhereTheServerIs(t *testing.T) {
	for _, c := range []struct {
		addr net.TCPAddr
		cfg  config
		want []string
	}{
		{net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8080}, config{Data: "./rookery-data"}, []string{"ready http://127.0.0.1:8080", "data ./rookery-data"}},
		{net.TCPAddr{IP: net.IPv6loopback, Port: 80}, config{Data: "d"}, []string{"ready http://[::1]:80"}},
		{net.TCPAddr{IP: net.IPv6zero, Port: 8080}, config{PublicURL: []string{"https://chess.example", "http://club.test"}}, []string{"ready http://localhost:8080", "public https://chess.example", "public http://club.test"}},
	} {
		var out strings.Builder
		announce(&out, &c.addr, c.cfg)
		lines := strings.Split(out.String(), "\n")
		for _, want := range c.want {
			if !slices.Contains(lines, want) {
				t.Errorf("%v says\n%s without %s", c.addr, &out, want)
			}
		}
		if lines[0] != c.want[0] {
			t.Errorf("%v says first %q", c.addr, lines[0])
		}
	}
}
