package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"rookery/lobby/wire"
)

// The server is built without the race detector, whatever the tests are: what is
// measured here are times.
func TestNobodyPaysForWhatHappensToTheServer(t *testing.T) {
	if testing.Short() {
		t.Skip("this builds a server, and kills and stops it")
	}
	dir, path := t.TempDir(), filepath.Join(t.TempDir(), "rookery")
	if err := run(t.Context(), []string{"overlay", dir}, new(bytes.Buffer)); err != nil {
		t.Fatal(err)
	}
	build := exec.Command("go", "build", "-overlay", filepath.Join(dir, "overlay.json"), "-tags", "failpoint", "-o", path, "rookery/cmd/rookery")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build the server: %v\n%s", err, out)
	}
	var out bytes.Buffer
	err := run(t.Context(), []string{"clocks", "--server", path, "--data", t.TempDir(), "--seed", "5", "--lanes", "7"}, &out)
	t.Log(out.String())
	if err != nil || !regexp.MustCompile(`(?m)^summary: test=clocks runs=7 faults=\d+ operations=[1-9]\d{2,} violations=0 seed=5 `).Match(out.Bytes()) {
		t.Fatal(err)
	}
}

func TestAServerWhoseTimeIsNotSetIsFoundOut(t *testing.T) {
	for text, want := range map[string]string{
		wallOf(setting{2 * time.Second, 3 * time.Hour}, setting{4 * time.Second, -90 * time.Minute}): wallEnv + "=2s:3h0m0s,4s:-1h30m0s",
		wallOf(): wallEnv + "=",
	} {
		if text != want {
			t.Errorf("told %q, want %q", text, want)
		}
	}
	if err := (overlay{Dir: filepath.Join(t.TempDir(), "missing")}).run(t.Context()); !os.IsNotExist(err) {
		t.Errorf("got %v", err)
	}
}

// studio is a made-up game of 10 s, in which White and Black think for a second each.
type studio struct {
	match   *match
	at      time.Time
	n       uint64
	outages []outage
	quotas  [2]int64
	quota   int64 // too much in the next move's
}

func newStudio(control wire.Control) *studio {
	s := &studio{match: &match{control: control}, at: time.UnixMilli(1_700_000_000_000), n: 1, quotas: [2]int64{570, 570}}
	for i := range s.match.players {
		s.match.players[i] = &thinker{sent: make(map[uint64]time.Time), shown: make(map[uint64]told)}
	}
	return s
}

func (s *studio) tell(tag string, body wire.EventBody) {
	s.n++
	d, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	s.match.players[0].shown[s.n] = told{wire.Event{S: wire.GameStream, N: s.n, T: tag, At: s.at.UnixMilli(), D: d}, s.at}
}

// move is told at once, after a thought of so long, with these clocks.
func (s *studio) move(ply int, thought time.Duration, white, black, lag int64) {
	s.at = s.at.Add(thought)
	s.match.players[(ply-1)%2].sent[s.n] = s.at
	if s.n == 1 {
		s.match.players[0].sent[1] = s.at
	}
	m := wire.Moved{UCI: "e2e4", Ply: ply, Clock: wire.Clock{White: white, Black: black}, Lag: lag}
	left := &s.quotas[(ply-1)%2]
	if *left = min(7*190, *left-lag+190); lag > 0 { // of 10 s a move gains 190 ms
		m.Quota = *left + s.quota
	}
	s.tell("moved", m)
}

func TestAClockThatIsWrongIsFound(t *testing.T) {
	const usual = time.Second
	begin := func() *studio {
		s := newStudio(wire.Control{Base: 10})
		s.move(1, usual, 10_000, 10_000, 0)
		s.move(2, usual, 10_000, 10_000, 0)
		return s
	}
	resigns := func(s *studio, after time.Duration, white, black int64) {
		s.at = s.at.Add(after)
		s.match.players[0].gave = s.at
		s.tell("ended", wire.Ended{Result: "0-1", Reason: "resignation", Clock: wire.Clock{White: white, Black: black}})
	}
	for _, tc := range []struct {
		why  string
		goes func(*studio)
		want string // empty: nothing is wrong
	}{
		{"what was thought", func(s *studio) { s.move(3, usual, 9_000, 10_000, 0) }, ""},
		{"within the tolerance", func(s *studio) { s.move(3, usual, 8_995, 10_000, 0) }, ""},
		{"charged too much", func(s *studio) { s.move(3, usual, 8_900, 10_000, 0) }, "thought for at most 1s"},
		{"charged too little", func(s *studio) { s.move(3, usual, 9_100, 10_000, 0) }, "lost only 900ms"},
		{"granted, and in the log", func(s *studio) { s.move(3, usual, 9_100, 10_000, 100) }, ""},
		{"a quota that is not what is left", func(s *studio) { s.quota++; s.move(3, usual, 9_100, 10_000, 100) }, "of the quota are left"},
		{"granted more than a move may be", func(s *studio) { s.move(3, usual, 9_301, 10_000, 301) }, "granted 301 ms"},
		{"granted more than the game may be", func(s *studio) {
			for ply := range 6 {
				s.move(3+ply, usual, 10_000-int64(ply/2+1)*700, 10_000-int64((ply+1)/2)*700, 300)
			}
		}, "granted 300 ms of a quota of"},
		{"the other's clock", func(s *studio) { s.move(3, usual, 9_000, 9_999, 0) }, "not its turn"},
		{"the flag of one who had time", func(s *studio) {
			s.at = s.at.Add(9 * time.Second)
			s.tell("ended", wire.Ended{Result: "0-1", Reason: "flag", Clock: wire.Clock{Black: 10_000}})
		}, "lost 10s"},
		{"the flag of one who had none", func(s *studio) {
			s.at = s.at.Add(10*time.Second + 40*time.Millisecond)
			s.tell("ended", wire.Ended{Result: "0-1", Reason: "flag", Clock: wire.Clock{Black: 10_000}})
		}, ""},
		{"a flag that falls late", func(s *studio) {
			s.at = s.at.Add(11 * time.Second)
			s.tell("ended", wire.Ended{Result: "0-1", Reason: "flag", Clock: wire.Clock{Black: 10_000}})
		}, "lost only 10s"},
		{"a flag that fell before a crash, and is told after it", func(s *studio) {
			s.at = s.at.Add(10*time.Second + 40*time.Millisecond)
			s.outages = []outage{{from: s.at, ended: s.at, to: s.at.Add(3 * time.Second)}}
			s.at = s.at.Add(3 * time.Second)
			s.tell("ended", wire.Ended{Result: "0-1", Reason: "flag", Clock: wire.Clock{Black: 10_000}})
		}, ""},
		{"a flag that falls while there is no server", func(s *studio) {
			s.outages = []outage{{from: s.at.Add(8 * time.Second), ended: s.at.Add(8 * time.Second), to: s.at.Add(11 * time.Second)}}
			s.at = s.at.Add(11 * time.Second)
			s.tell("ended", wire.Ended{Result: "0-1", Reason: "flag", Clock: wire.Clock{Black: 10_000}})
		}, "thought for at most 8s"},
		{"a pause that is given back", func(s *studio) {
			s.outages = []outage{{from: s.at.Add(usual), to: s.at.Add(3 * usual), stopped: true}}
			s.move(3, 4*usual, 8_000, 10_000, 0)
		}, ""},
		{"a pause that is charged", func(s *studio) {
			s.outages = []outage{{from: s.at.Add(usual), to: s.at.Add(3 * usual), stopped: true}}
			s.move(3, 4*usual, 6_000, 10_000, 0)
		}, "thought for at most 2s"},
		{"a pause that is given back twice", func(s *studio) {
			s.outages = []outage{{from: s.at.Add(usual), to: s.at.Add(3 * usual), stopped: true}}
			s.move(3, 4*usual, 10_000, 10_000, 0)
		}, "lost only 0s"},
		{"a stop for no reason", func(s *studio) {
			s.tell("clock_stopped", wire.ClockStopped{Why: "restart", Clock: wire.Clock{White: 10_000, Black: 10_000}})
		}, "for no reason"},
		{"a crash, and what was thought before it and after the clocks went on", func(s *studio) { s.crash(3, 7_000) }, ""},
		{"a crash that forgets the last second", func(s *studio) { s.crash(3, 8_000) }, ""},
		{"a crash that forgets everything", func(s *studio) { s.crash(3, 9_000) }, "lost only 1s"},
		{"a crash in which the downtime is charged", func(s *studio) { s.crash(3, 4_000) }, "thought for at most 3s"},
		{"a stamp that has jumped", func(s *studio) {
			s.at = s.at.Add(usual)
			s.match.players[0].sent[s.n] = s.at.Add(-time.Hour)
			s.tell("moved", wire.Moved{Ply: 3, Clock: wire.Clock{White: 9_000, Black: 10_000}})
		}, "its stamp is"},
	} {
		t.Run(tc.why, func(t *testing.T) {
			s := begin()
			tc.goes(s)
			tr := trial{match: s.match, outages: s.outages, beat: time.Second, late: func(_, _ time.Time) time.Duration { return 20 * time.Millisecond }}
			last := s.match.events()[len(s.match.events())-1]
			if last.T == "moved" {
				body, _ := last.Body()
				c := body.(wire.Moved).Clock
				resigns(s, 0, c.White, c.Black)
			} else if last.T != "ended" {
				resigns(s, 0, 10_000, 10_000)
			}
			tr.judge()
			found := strings.Join(tr.found, "\n")
			if (tc.want == "") != (found == "") || !strings.Contains(found, tc.want) {
				t.Errorf("found %q, want %q\n%s", found, tc.want, tr.story())
			}
		})
	}
}

// crash is a thought of two seconds, a crash and two seconds without a server,
// and another second of thought once the clocks go on, before a move that leaves
// White so much.
func (s *studio) crash(ply int, white int64) {
	position := s.n
	from := s.at.Add(2 * time.Second)
	s.at = from.Add(2 * time.Second)
	s.outages = []outage{{from: from, ended: from, to: s.at}}
	s.tell("clock_stopped", wire.ClockStopped{Why: "restart", Clock: wire.Clock{White: white + 1_000, Black: 10_000}})
	s.at = s.at.Add(5 * time.Second)
	s.tell("clock_started", wire.ClockStarted{Clock: wire.Clock{White: white + 1_000, Black: 10_000}})
	s.at = s.at.Add(time.Second)
	s.match.players[(ply-1)%2].sent[position] = s.at
	s.tell("moved", wire.Moved{UCI: fmt.Sprintf("move %d", ply), Ply: ply, Clock: wire.Clock{White: white, Black: 10_000}})
}
