package main

import (
	"context"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestTheExampleBotPlaysAWholeGameAgainstTheHouse runs testdata/bot as anybody would who
// has read the server's page for programmers.
func TestTheExampleBotPlaysAWholeGameAgainstTheHouse(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("node is missing")
		}
		t.Skip("node is missing")
	}
	srv := start(t, t.TempDir())
	ctx, stop := context.WithTimeout(t.Context(), 5*time.Minute)
	defer stop()
	bot := exec.CommandContext(ctx, node, "--experimental-websocket", filepath.Join("..", "..", "testdata", "bot", "bot.js"), srv.url, "robin")
	var complaints strings.Builder
	bot.Stderr = &complaints
	out, err := bot.Output()
	if err != nil {
		t.Fatalf("the bot ended with %v:\n%s%s", err, out, &complaints)
	}
	said := regexp.MustCompile(`(?s)robin plays (white|black): \S+(/rooms/\S+)\n(1-0|0-1|1/2-1/2) [a-z_]+\n$`).FindStringSubmatch(string(out))
	if said == nil {
		t.Fatalf("the bot said\n%s", out)
	}
	side, room, result := said[1], said[2], said[3]
	status, pgn := arrive(t, srv.url, "").call(http.MethodGet, room+"/game.pgn", "")
	white := map[string]string{"white": "robin", "black": "house"}[side]
	for _, want := range []string{`[White "` + white, `[Result "` + result + `"]`, "1. "} {
		if status != 200 || !strings.Contains(string(pgn), want) {
			t.Errorf("the PGN (status %d) has no %s:\n%s", status, want, pgn)
		}
	}
}
