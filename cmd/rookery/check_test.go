package main

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"rookery/lobby/wire"
)

// command runs the program with these arguments.
func command(ctx context.Context, args ...string) (stdout, stderr string, err error) {
	var out, errs strings.Builder
	err = run(ctx, args, func(string) string { return "" }, &out, &errs)
	return out.String(), errs.String(), err
}

func TestCheckSaysWhatIsWrongInAFileAndWhere(t *testing.T) {
	const wrong = "../../testdata/pgn/wrong.pgn"
	out, errs, err := command(t.Context(), "check", wrong)
	if !errors.Is(err, errFaults) || errs != "" {
		t.Errorf("it ends with %v, and says %q", err, errs)
	}
	lines := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
	for i, want := range []string{
		wrong + ":4: game 1 (? - ?), ply 3: Ke3: this move is not legal",
		wrong + ":11: game 2 (? - ?), ply 3: Rd1: more than one move is written like this",
	} {
		if lines[i] != want {
			t.Errorf("line %d is %s, want %s", i+1, lines[i], want)
		}
	}
	if last := lines[len(lines)-1]; last != "16 games, 15 with faults" {
		t.Errorf("it ends with %s", last)
	}
}

func TestCheckSaysThatAGameGoesOnBehindItsResult(t *testing.T) {
	file := filepath.Join(t.TempDir(), "late.pgn")
	if err := os.WriteFile(file, []byte("[Result \"1-0\"]\n\n1. Nf3 Nf6 2. Ng1 Ng8 1-0 3. e4 e5 4. Nf3 Nc6 1-0\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	out, _, err := command(t.Context(), "check", file)
	want := file + ":3: game 1 (? - ?), ply 5: a move after the end: e4 after 1-0\n1 game, 1 with faults\n"
	if !errors.Is(err, errFaults) || out != want {
		t.Errorf("it says %q and ends with %v, want %q", out, err, want)
	}
}

func TestCheckHasNothingToSayOfGamesThatAreRight(t *testing.T) {
	for file, want := range map[string]string{
		"written.pgn": "21 games, 0 with faults\n",
		"opera.pgn":   "1 game, 0 with faults\n",
	} {
		if out, _, err := command(t.Context(), "check", "../../testdata/pgn/"+file); err != nil || out != want {
			t.Errorf("%s: %s, %v", file, out, err)
		}
	}
}

func TestCheckNamesPlayersOnOneShortLine(t *testing.T) {
	file := filepath.Join(t.TempDir(), "names.pgn")
	text := "[White \"\x1b]0;title\x07 M\xfcller\"]\n[Black \"" + strings.Repeat("x", 1000) + "\"]\n\n1. e5 *\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	out, _, _ := command(t.Context(), "check", file)
	want := file + ":4: game 1 (\uFFFD]0;title\uFFFD Müller - " + strings.Repeat("x", longestName) + "…), ply 1: e5: this move is not legal\n1 game, 1 with faults\n"
	if out != want {
		t.Errorf("it says %q, want %q", out, want)
	}
}

func TestCheckOfNothingIsAProblemOfTheCommand(t *testing.T) {
	dir := t.TempDir()
	for _, path := range []string{filepath.Join(dir, "nothing.pgn"), dir} {
		out, _, err := command(t.Context(), "check", path)
		if err == nil || errors.Is(err, errFaults) || !strings.Contains(err.Error(), path) || out != "" {
			t.Errorf("%s: it prints %q and ends with %v", path, out, err)
		}
	}
	if list, _ := os.ReadDir(dir); len(list) > 0 {
		t.Errorf("it made %v", list)
	}
}

func TestACheckIsStoppedByASignal(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	for _, args := range [][]string{{"check", "../../testdata/pgn/written.pgn"}, {"perft", "startpos", "8"}} {
		if _, _, err := command(ctx, args...); !errors.Is(err, errGivenUp) {
			t.Errorf("%q: %v", args, err)
		}
	}
}

// games is a stream of many games, of which nobody holds more than one. It
// watches what is live on the heap while they are read.
type games struct {
	game string
	left int // how many are still to come
	rest string
	read int // bytes
	most uint64
}

// sampled is after how many bytes each the heap is measured.
const sampled = 4 << 20

func (g *games) Read(into []byte) (int, error) {
	if g.rest == "" {
		if g.left == 0 {
			return 0, io.EOF
		}
		g.left--
		g.rest = g.game
	}
	n := copy(into, g.rest)
	g.rest = g.rest[n:]
	if g.read/sampled != (g.read+n)/sampled {
		g.most = max(g.most, live())
	}
	g.read += n
	return n, nil
}

// live is how much the heap holds that is still in use, in bytes.
func live() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func TestALargeFileIsCheckedInLittleMemory(t *testing.T) {
	opera, err := os.ReadFile("../../testdata/pgn/opera.pgn")
	if err != nil {
		t.Fatal(err)
	}
	talk := "\n\n{" + strings.Repeat("A long word on what was played at the opera. ", 800) + "}\n" // 36 kB
	in := &games{game: strings.Replace(string(opera), "\n\n", talk, 1) + "\n", left: largeFile}
	size := len(in.game) * largeFile
	before := live()
	r := report{out: bufio.NewWriter(io.Discard)}
	if err := checkPGN(t.Context(), "large.pgn", in, &r); err != nil || r.games != largeFile || r.faulty != 0 {
		t.Errorf("%d games, %d with faults, %v", r.games, r.faulty, err)
	}
	if most := int64(in.most) - int64(before); in.read != size || most > 1<<20 {
		t.Errorf("%d of %d bytes were read, and %d kB of them held", in.read, size, most>>10)
	}
}

func TestCheckOfDataFindsNothingWhileAServerRunsAndWhatWasChangedAfterwards(t *testing.T) {
	dir := t.TempDir()
	t.Run("while a server runs", func(t *testing.T) {
		srv := start(t, dir)
		w, b, _ := seatTwo(arrive(t, srv.url, "mia"), arrive(t, srv.url, "tom"))
		play(w, b, 0, scholarsMate)
		w.event("ended")
		w, b, _ = seatTwo(arrive(t, srv.url, "ann"), arrive(t, srv.url, "bob"))
		play(w, b, 0, scholarsMate[:3])
		w.must("say", wire.Say{Text: "good luck", To: wire.ChatStream})
		out, errs, err := command(t.Context(), "check", dir)
		if err != nil || out != "2 games, 0 with faults\n" || errs != "" {
			t.Errorf("it prints %q, %q and ends with %v", out, errs, err)
		}
	})
	file := filepath.Join(dir, "rookery.db")
	if out, _, err := command(t.Context(), "check", file); err != nil || out != "2 games, 0 with faults\n" {
		t.Errorf("after the server it prints %q and ends with %v", out, err)
	}

	for forged, says := range map[string]string{
		`DELETE FROM event WHERE kind = 'ended'`:                                "the log ends",
		`DELETE FROM event WHERE kind = 'ended'; UPDATE room SET pos = pos - 1`: "the lists show another game",
		`UPDATE event SET actor = NULL WHERE kind = 'moved' AND n = 3`:          "event 3 of game",
		`UPDATE room SET summary = replace(summary, '1-0', '0-1')`:              "the lists show another game",
		`UPDATE room SET finished = NULL`:                                       "the lists show another game",
		`UPDATE room SET summary = 'rubbish'`:                                   "decode the summary",
	} {
		copied := t.TempDir()
		if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
			t.Fatal(err)
		}
		change(t, copied, forged)
		out, _, err := command(t.Context(), "check", copied)
		if !errors.Is(err, errFaults) || !strings.Contains(out, says) {
			t.Errorf("after %s it prints %s and ends with %v", forged, out, err)
		}
	}
	for _, statement := range []string{
		`UPDATE event SET body = CAST(replace(CAST(body AS TEXT), '1-0', '0-1') AS BLOB) WHERE kind = 'ended'`,
		`DELETE FROM event WHERE kind = 'line'`,
	} {
		change(t, dir, statement)
	}
	out, _, err := command(t.Context(), "check", dir)
	if !errors.Is(err, errFaults) || !strings.HasSuffix(out, "2 games, 2 with faults\n") ||
		!strings.Contains(out, ": event 10 of game: ") || !strings.Contains(out, "checkmate") {
		t.Errorf("after two changes it prints %s and ends with %v", out, err)
	}
}

// change alters the data in dir behind the server's back.
func change(t *testing.T, dir, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, "rookery.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		t.Fatal(err)
	}
}

func TestPerftCountsAsStockfishDoes(t *testing.T) {
	for _, c := range []struct{ fen, depth, first, last string }{
		{"startpos", "4", "a2a3: 8457\n", "\n\nNodes searched: 197281\n"},
		{"r3k2r/p1ppqpb1/bn2pnp1/3PN3/1p2P3/2N2Q1p/PPPBBPPP/R3K2R w KQkq - 0 1", "3", "a1b1: 1969\n", "\n\nNodes searched: 97862\n"},
		{"startpos", "1", "a2a3: 1\n", "h2h4: 1\n\nNodes searched: 20\n"},
		{"7k/5K2/6Q1/8/8/8/8/8 b - - 0 1", "2", "\nNodes searched: 0\n", "\nNodes searched: 0\n"},
	} {
		out, errs, err := command(t.Context(), "perft", c.fen, c.depth)
		if err != nil || errs != "" || !strings.HasPrefix(out, c.first) || !strings.HasSuffix(out, c.last) {
			t.Errorf("%s: %s %s %v", c.fen, out, errs, err)
		}
	}
}

func TestPerftSaysWhatItCannotCount(t *testing.T) {
	for _, c := range []struct{ fen, depth, want string }{
		{"8/8/8/8/8/8/8/K7 w - - 0 1", "1", "one king"},
		{"startpos", "0", "1 to 8"},
		{"startpos", "9", "1 to 8"},
		{"startpos", "deep", "depth"},
	} {
		out, _, err := command(t.Context(), "perft", c.fen, c.depth)
		if err == nil || !strings.Contains(err.Error(), c.want) || out != "" {
			t.Errorf("%q %s: %s, %v", c.fen, c.depth, out, err)
		}
	}
}

func TestAPrinterThatFailsIsReported(t *testing.T) {
	for _, args := range [][]string{{"check", "../../testdata/pgn/wrong.pgn"}, {"perft", "startpos", "1"}} {
		err := run(t.Context(), args, func(string) string { return "" }, closed{}, io.Discard)
		if !errors.Is(err, os.ErrClosed) {
			t.Errorf("%q: %v", args, err)
		}
	}
}

type closed struct{}

func (closed) Write([]byte) (int, error) { return 0, os.ErrClosed }
