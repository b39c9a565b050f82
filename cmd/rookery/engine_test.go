package main

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"rookery/lobby/review"
	"rookery/lobby/wire"
)

// withStockfish is the flag for the real engine, or the test is skipped.
func withStockfish(t *testing.T) []string {
	t.Helper()
	path, err := findEngine("", exec.LookPath)
	if err != nil || path == "" {
		t.Skip("stockfish is not installed")
	}
	return []string{"--engine", path, "--engines", "1"}
}

// engines are the processes of chess engines that this one has started.
func engines(t *testing.T) (pids []int) {
	t.Helper()
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil || len(stats) == 0 {
		t.Skip("there is no /proc here")
	}
	for _, stat := range stats {
		text, err := os.ReadFile(stat)
		if err != nil {
			continue
		}
		name, rest, _ := strings.Cut(string(text), ") ")
		fields := strings.Fields(rest + " - -")
		if strings.HasSuffix(name, "(stockfish") && fields[0] != "Z" && fields[1] == strconv.Itoa(os.Getpid()) {
			pid, _, _ := strings.Cut(name, " ")
			if n, err := strconv.Atoi(pid); err == nil {
				pids = append(pids, n)
			}
		}
	}
	return pids
}

// playsHouse seats somebody with White against the house.
func playsHouse(t *testing.T, srv *running, level int) (*seat, string) {
	t.Helper()
	g := arrive(t, srv.url, "newcomer")
	hall := g.open("/lobby/socket")
	hall.must("house", wire.PlayHouse{Control: wire.Control{Base: 300, Inc: 3}, Side: wire.White, Level: level})
	seated := body[wire.Seated](t, hall.event("seated"))
	s := g.open("/rooms/" + seated.Room + "/socket")
	s.board()
	return s, seated.Room
}

// replies plays uci and waits for the house's move.
func replies(s *seat, uci string) wire.Moved {
	s.t.Helper()
	s.move(uci)
	return body[wire.Moved](s.t, s.await("the house's move", func(f frame) bool { return f.T == "moved" && f.By != s.id }))
}

func TestAKilledEngineIsReplacedAndTheGameGoesOn(t *testing.T) {
	srv := start(t, t.TempDir(), withStockfish(t)...)
	s, _ := playsHouse(t, srv, 8)
	replies(s, "a2a3")
	before := engines(t)
	if len(before) != 1 {
		t.Fatalf("%d engines run", len(before))
	}
	engine, err := os.FindProcess(before[0])
	if err != nil {
		t.Fatal(err)
	}
	killed := time.AfterFunc(300*time.Millisecond, func() { _ = engine.Kill() }) // it thinks for a second
	defer killed.Stop()
	m := replies(s, "h2h3")
	if m.Clock.Black < 295_000 {
		t.Errorf("the house is charged for it: its clock shows %d ms", m.Clock.Black)
	}
	now := engines(t)
	if len(now) != 1 || now[0] == before[0] {
		t.Errorf("engine %v ran, and now %v", before, now)
	}
	t.Logf("the move took %d ms", m.Spent)
}

func TestAnEngineIsGivenNothingOfTheServers(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("ROOKERY_SECRET", "hunter2")
	srv := start(t, dir, withStockfish(t)...)
	s, _ := playsHouse(t, srv, 1)
	replies(s, "a2a3")
	for _, pid := range engines(t) {
		env, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/environ")
		if err != nil || len(env) > 0 {
			t.Errorf("it has %d bytes of environment, %v", len(env), err)
		}
		files, err := filepath.Glob("/proc/" + strconv.Itoa(pid) + "/fd/*")
		if err != nil || len(files) < 3 {
			t.Errorf("its files are %v, %v", files, err)
		}
		for _, f := range files {
			if to, _ := os.Readlink(f); strings.HasPrefix(to, "socket:") || strings.Contains(to, dir) {
				t.Errorf("it has %s open", to)
			}
		}
	}
}

// patiently asks until the answer is another than "not yet".
func patiently(g *guest, path string) (status int, answer []byte) {
	g.t.Helper()
	for range 300 {
		if status, answer = g.call(http.MethodGet, path, ""); status != http.StatusAccepted {
			return status, answer
		}
		<-time.After(100 * time.Millisecond)
	}
	return status, answer
}

func TestAFinishedGameIsReviewed(t *testing.T) {
	srv := start(t, t.TempDir(), withStockfish(t)...)
	mia, tom := arrive(t, srv.url, "mia"), arrive(t, srv.url, "tom")
	w, b, path := seatTwo(mia, tom)
	kim := arrive(t, srv.url, "")
	address := "/api" + path + "/review"
	play(w, b, 0, scholarsMate[:6])
	if status, answer := kim.call(http.MethodGet, address, ""); status != http.StatusConflict || !strings.Contains(string(answer), `"not_over"`) {
		t.Errorf("while it goes on: %d, %s", status, answer)
	}
	play(w, b, 6, scholarsMate[6:])
	b.event("ended")
	status, answer := patiently(kim, address)
	var r review.Review
	if err := json.Unmarshal(answer, &r); status != http.StatusOK || err != nil {
		t.Fatalf("%d, %s, %v", status, answer, err)
	}
	if len(r.Plies) != 8 || r.Plies[6].Mate == nil || *r.Plies[6].Mate != 1 || r.Plies[7].Win != 100 {
		t.Errorf("the positions: %s", answer)
	}
	last := len(r.Turning) - 1
	if last < 0 || r.Turning[last].Ply != 6 || r.Turning[last].Side != "black" {
		t.Errorf("Black's Nf6, which allows mate, is no turning point: %+v", r.Turning)
	}
}

func TestWithoutAnEngineThereIsStillAHouseAndNoReview(t *testing.T) {
	srv := start(t, t.TempDir(), "--engine", "none")
	s, id := playsHouse(t, srv, 8)
	if hello := body[wire.Hello](t, s.all[0]); hello.HouseLevels != 4 || hello.Reviews {
		t.Errorf("the greeting: %+v", hello)
	}
	replies(s, "a2a3")
	g := arrive(t, srv.url, "")
	if status, answer := g.call(http.MethodGet, "/api/rooms/"+id+"/review", ""); status != http.StatusNotFound || !strings.Contains(string(answer), `"no_engine"`) {
		t.Errorf("%d, %s", status, answer)
	}
	if status, answer := g.call(http.MethodGet, "/api/house", ""); status != http.StatusOK || string(answer) != `{"levels":4,"reviews":false}` {
		t.Errorf("%d, %s", status, answer)
	}
}

func TestAnEngineThatIsNoneIsRefusedAtTheStart(t *testing.T) {
	no, err := exec.LookPath("true")
	if err != nil {
		t.Skip("there is no program true here")
	}
	for why, args := range map[string][]string{
		"is not there":      {"--engine", filepath.Join(t.TempDir(), "nothing")},
		"speaks no UCI":     {"--engine", no},
		"in no number":      {"--engines", "0"},
		"in a great number": {"--engines", "65"},
	} {
		args = append(args, "--listen", "127.0.0.1:0", "--data", t.TempDir())
		if err := run(t.Context(), args, func(string) string { return "" }, t.Output(), t.Output()); err == nil {
			t.Errorf("an engine that %s was taken", why)
		}
	}
}
