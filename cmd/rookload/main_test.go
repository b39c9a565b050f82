package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// The server that dies at failpoints is built as the tests themselves were: with
// the race detector if they were.
func TestTheServerKeepsItsPromise(t *testing.T) {
	if testing.Short() {
		t.Skip("this builds and kills a server")
	}
	path := filepath.Join(t.TempDir(), "rookery")
	args := append([]string{"build", "-tags", "failpoint", "-o", path}, raceFlag...)
	if out, err := exec.Command("go", append(args, "rookery/cmd/rookery")...).CombinedOutput(); err != nil {
		t.Fatalf("build the server: %v\n%s", err, out)
	}
	t.Run("when it is killed", func(t *testing.T) { killed(t, path) })
	t.Run("under load", func(t *testing.T) { loaded(t, path) })
}

// chessJS is where npm puts it; empty where only Go was asked for.
func chessJS() string {
	const path = "../../web/app/node_modules/chess.js/dist/esm/chess.js"
	if _, err := os.Stat(path); err != nil && os.Getenv("CI") == "" {
		return ""
	}
	return path
}

func killed(t *testing.T, path string) {
	var out bytes.Buffer
	err := run(t.Context(), []string{
		"kill9", "--server", path, "--data", t.TempDir(), "--seed", "5", "--kills", "6", "--stops", "1", "--games", "4", "--spectators", "6", "--pace", "120ms",
		"--chess-js", chessJS(),
	}, &out)
	if err != nil || !strings.Contains(out.String(), " 0 violations") {
		t.Fatalf("%v\n%s", err, &out)
	}
	t.Log(out.String())
	if !regexp.MustCompile(`6 kills .* 1 stops.* [1-9][0-9]{2,} ok`).Match(out.Bytes()) {
		t.Errorf("that was no load: %s", &out)
	}
}

func loaded(t *testing.T, path string) {
	addr, err := freeAddress()
	if err != nil {
		t.Fatal(err)
	}
	c := newCast("http://"+addr, house{})
	l, err := program{path, t.TempDir(), addr, c.checker}.start("")
	if err != nil {
		t.Fatal(err)
	}
	defer l.kill()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := l.awaitReady(ctx); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := run(ctx, []string{"play", "--url", c.url, "--seconds", "1", "--games", "3", "--spectators", "4", "--pace", "50ms", "--chess-js", chessJS()}, &out); err != nil {
		t.Fatalf("%v\n%s", err, &out)
	}
	for _, want := range []string{" 0 violations", "moves, ", "p99 "} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the report has no %q:\n%s", want, &out)
		}
	}
	if err := l.stop(); err != nil {
		t.Errorf("the server ended with %v", err)
	}
}

// A run whose server keeps breaking its promise says so, and how to see it again.
func TestABrokenPromiseIsReportedWithItsSeed(t *testing.T) {
	c := newCast("http://127.0.0.1:1", house{Seed: 7})
	c.checker.Text("the server's output", []byte("panic: oh"))
	var out bytes.Buffer
	if err := c.report(&out, result{"kill9", 3, "3 kills", "rookload kill9 --seed 7", time.Second}); err == nil {
		t.Error("nothing was wrong")
	}
	for _, want := range []string{"seed 7, 3 kills", "1 violations", "broken: the server's output", "again: rookload kill9 --seed 7", "summary: test=kill9 runs=1 faults=3 operations=0 violations=1 seed=7 "} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the report has no %q:\n%s", want, &out)
		}
	}
}

func instants(seed uint64) []instant {
	return kill9{house: house{Seed: seed, Games: usualGames}, Kills: 48, Stops: 2}.instants()
}

func TestTheSameSeedKillsAtTheSameInstants(t *testing.T) {
	first, again := instants(3), instants(3)
	other := instants(4)
	same := 0
	seen := make(map[string]int)
	for i := range first {
		seen[first[i].point]++
		if first[i] != again[i] {
			t.Errorf("instant %d is %v and then %v", i, first[i], again[i])
		}
		if first[i] == other[i] {
			same++
		}
	}
	if len(seen) != len(points)+1 || same > 5 {
		t.Errorf("of 50 instants %v are at each point, and %d the same with another seed", seen, same)
	}
}

func TestAServerWithoutFailpointsIsRefused(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := run(t.Context(), []string{"kill9", "--server", self, "--data", t.TempDir()}, new(bytes.Buffer)); !errors.Is(err, errImmortal) {
		t.Errorf("got %v", err)
	}
}

func TestDataThatIsThereIsNotTouched(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "rookery.db"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := run(t.Context(), []string{"kill9", "--server", "none", "--data", dir}, new(bytes.Buffer)); err == nil || !strings.Contains(err.Error(), "not empty") {
		t.Errorf("got %v", err)
	}
}
