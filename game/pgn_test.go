package game

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func pgnOf(t *testing.T, tags PGN, s *State) string {
	t.Helper()
	var b strings.Builder
	if err := WritePGN(&b, tags, s); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestAGameIsWrittenWithItsClocks(t *testing.T) {
	g := sitDown(t, Setup{Control: Control{Base: 30 * time.Second, Inc: time.Second}})
	g.play("f2f3", "e7e5")
	g.wait(22_550 * ms)
	g.play("g2g4")
	g.wait(5 * time.Second)
	g.play("d8h4")
	tags := PGN{Event: "Casual game", Site: "http://localhost:8080/rooms/1", Date: noon, White: "Ann", Black: "Bob"}
	const want = `[Event "Casual game"]
[Site "http://localhost:8080/rooms/1"]
[Date "2026.05.01"]
[Round "-"]
[White "Ann"]
[Black "Bob"]
[Result "0-1"]
[TimeControl "30+1"]
[Termination "normal"]

1. f3 { [%clk 0:00:30] } 1... e5 { [%clk 0:00:30] } 2. g4 { [%clk 0:00:08.4] }
2... Qh4# { [%clk 0:00:26] } 0-1
`
	if got := pgnOf(t, tags, g.s); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestAGameThatBlackBegins(t *testing.T) {
	g := sitDown(t, Setup{FEN: "4k3/4p3/8/8/8/8/4P3/4K3 b - - 3 40"})
	g.play("e7e5", "e2e4", "e8e7")
	const want = `[Event "?"]
[Site "?"]
[Date "????.??.??"]
[Round "-"]
[White "?"]
[Black "?"]
[Result "*"]
[SetUp "1"]
[FEN "4k3/4p3/8/8/8/8/4P3/4K3 b - - 3 40"]
[TimeControl "-"]
[Termination "unterminated"]

40... e5 41. e4 Ke7 *
`
	if got := pgnOf(t, PGN{}, g.s); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestANameCannotAddATag(t *testing.T) {
	g := sitDown(t, Setup{})
	text := pgnOf(t, PGN{White: "x\"]\n[Result \"1-0", Black: "\\\x00\u0085\u2028\xff"}, g.s)
	if !strings.Contains(text, `[White "x\"] [Result \"1-0"]`) || !strings.Contains(text, "[Black \"\\\\   \uFFFD\"]") {
		t.Error(text)
	}
	if strings.Count(text, "\n[") != 8 {
		t.Errorf("there are other tags than there should be:\n%s", text)
	}
}

func TestEveryEndHasItsTermination(t *testing.T) {
	for reason, want := range map[Reason]string{
		Checkmate: "normal", Agreement: "normal", Resignation: "normal", FlagFell: "time forfeit", FlagDraw: "time forfeit",
		Abandonment: "abandoned", Aborted: "abandoned", FirstMoveMissing: "abandoned", ByServer: "emergency",
	} {
		g := sitDown(t, Setup{})
		g.happen(White, Ended{Drawn, reason, Clocks{}})
		if text := pgnOf(t, PGN{}, g.s); !strings.Contains(text, `[Termination "`+want+`"]`) {
			t.Errorf("%s:\n%s", reason, text)
		}
	}
}

func TestNoLineOfMovesIsTooLong(t *testing.T) {
	for _, control := range []Control{{}, fiveThree} {
		g := sitDown(t, Setup{Control: control})
		g.play(operaMoves(t)...)
		_, moves, _ := strings.Cut(pgnOf(t, PGN{}, g.s), "\n\n")
		for line := range strings.Lines(moves) {
			if len(line) > 80 {
				t.Errorf("%d columns: %s", len(line), line)
			}
		}
	}
}

func TestAWriterThatFailsIsReported(t *testing.T) {
	g := sitDown(t, Setup{})
	if err := WritePGN(full{}, PGN{}, g.s); !errors.Is(err, os.ErrClosed) {
		t.Error(err)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, os.ErrClosed }

func TestAnotherProgramReadsWhatIsWritten(t *testing.T) {
	program, err := exec.LookPath("pgn-extract")
	if err != nil {
		program = "/usr/games/pgn-extract"
		if _, err := os.Stat(program); err != nil {
			t.Skip("pgn-extract is not installed")
		}
	}
	g := sitDown(t, Setup{Control: fiveThree})
	g.play(operaMoves(t)...)
	path := filepath.Join(t.TempDir(), "opera.pgn")
	if err := os.WriteFile(path, []byte(pgnOf(t, PGN{White: `Paul "Morphy"`}, g.s)), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(program, "--quiet", "-Wuci", "--notags", "-C", path).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	want := strings.Join(append(operaMoves(t), "1-0"), " ")
	if got := strings.Join(strings.Fields(string(out)), " "); got != want {
		t.Errorf("it reads\n%s\nwant\n%s", got, want)
	}
}
