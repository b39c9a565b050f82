package uci

import (
	"bufio"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"rookery/game"
)

// TestMain is also every engine of these tests but the real one: it is started
// again with the name of a vice.
func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == "engine" {
		pretend(os.Args[2:])
		return
	}
	goleak.VerifyTestMain(m)
}

// with tells how to start an engine with a vice. It is not waited for for long.
func with(t *testing.T, vice ...string) Config {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return Config{
		Path: self, Args: append([]string{"engine"}, vice...),
		Options:  []Option{{"Hash", "16"}, {"Threads", "1"}, {"Nonsense", "1"}},
		patience: patience{start: 3 * time.Second, search: 500 * time.Millisecond, stop: 200 * time.Millisecond},
	}
}

// pool is a pool of such engines, which has to have ended with the test.
func pool(t *testing.T, cfg Config, size int) *Pool {
	t.Helper()
	p := NewPool(cfg, size, time.Minute, slog.New(slog.NewTextHandler(t.Output(), nil)))
	t.Cleanup(p.Close)
	return p
}

// stockfish is the real engine, or the test is skipped.
func stockfish(t *testing.T) Config {
	t.Helper()
	path, err := exec.LookPath("stockfish")
	if err != nil {
		path = "/usr/games/stockfish"
	}
	if _, err := os.Stat(path); err != nil {
		t.Skip("stockfish is not installed")
	}
	return Config{Path: path, Options: []Option{{"Hash", "16"}, {"Threads", "1"}}}
}

// pretend speaks UCI with a vice, until its input ends.
func pretend(vice []string) {
	var pos game.Position
	out := bufio.NewWriter(os.Stdout)
	say := func(format string, a ...any) { fmt.Fprintf(out, format+"\n", a...); out.Flush() }
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		if len(words) == 0 {
			continue
		}
		switch words[0] {
		case "uci":
			if vice[0] == "mute" {
				select {}
			}
			say("id name Pretender %s\x1b[31m\nid author nobody\noption name Hash type spin default 1\noption name Skill Level type spin\nuciok", inherited())
		case "setoption":
			if !slices.Contains([]string{"Hash", "Skill"}, words[2]) {
				os.Exit(1) // it was never offered
			}
		case "isready":
			say("readyok")
		case "position":
			pos = reached(words[2:])
		case "go":
			if vice[0] == "takes its time" {
				ms, _ := strconv.Atoi(words[2])
				<-time.After(time.Duration(ms) * time.Millisecond)
			}
			move := "(none)"
			if all := pos.Choices(); len(all) > 0 {
				move = all[0].UCI()
			}
			sin(vice, move, say)
		case "quit":
			return
		}
	}
}

// reached is the position of a position command, after "fen".
func reached(words []string) game.Position {
	pos, err := game.ParsePosition(strings.Join(words[:6], " "))
	for i := 7; i < len(words) && err == nil; i++ {
		pos, err = pos.Play(words[i])
	}
	if err != nil {
		os.Exit(1)
	}
	return pos
}

// sin answers "go" with move, or as the vice has it.
func sin(vice []string, move string, say func(string, ...any)) {
	once := func() bool { // across all processes of a test
		_, err := os.OpenFile(vice[1], os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		return err == nil
	}
	switch vice[0] {
	case "dies":
		os.Exit(3)
	case "dies once":
		if once() {
			os.Exit(3)
		}
	case "hangs":
		signal.Ignore(syscall.SIGTERM, syscall.SIGPIPE)
		select {}
	case "hangs once":
		if once() {
			select {}
		}
	case "leaves a child": // which holds the pipes
		child := exec.Command("sleep", "60")
		child.Stdout, child.Stdin = os.Stdout, os.Stdin
		if err := child.Start(); err != nil {
			os.Exit(1)
		}
		say("info string %d", child.Process.Pid)
		_ = os.WriteFile(vice[1], fmt.Append(nil, child.Process.Pid), 0o600)
		os.Exit(0)
	case "cheats":
		move = "e2e5"
	case "gives up":
		move = "(none)"
	case "floods":
		for {
			say("info depth 1 score cp 1 pv e2e4")
		}
	case "never ends a line":
		for {
			fmt.Print("info string and another thing ")
		}
	case "repeats itself":
		say("bestmove a1a8") // from long ago
	case "is late":
		say("info depth 1 score cp 1 pv %s", move)
		<-time.After(350 * time.Millisecond)
	}
	say("info depth 3 multipv 1 score cp 31 nodes 5 pv %s e7e5\nbestmove %s ponder e7e5", move, move)
	if vice[0] == "repeats itself" {
		say("bestmove a1a8")
	}
}

// inherited is what a process was given that was not meant for it: its
// environment and its open files, beside the three and its own.
func inherited() string {
	files, _ := filepath.Glob("/proc/self/fd/*")
	var sockets int
	for _, f := range files {
		to, _ := os.Readlink(f)
		if strings.HasPrefix(to, "socket:") {
			sockets++
		}
	}
	return fmt.Sprintf("%d %d", len(os.Environ()), sockets)
}
