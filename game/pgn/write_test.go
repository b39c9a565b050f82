package pgn

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"rookery/game"
)

func TestAGameIsWrittenWithItsClocks(t *testing.T) {
	g := sitDown(t, game.Setup{Control: game.Control{Base: 30 * time.Second, Inc: time.Second}})
	g.play("f2f3", "e7e5")
	g.wait(22_550 * ms)
	g.play("g2g4")
	g.wait(5 * time.Second)
	g.play("d8h4")
	tags := Tags{
		Event: "Casual game", Site: "http://localhost:8080/rooms/1", Start: noon, White: "Ann", Black: "Bob",
		Opening: game.Opening{ECO: "A00", Name: "Barnes Opening: Fool's Mate"},
	}
	const want = `[Event "Casual game"]
[Site "http://localhost:8080/rooms/1"]
[Date "2026.05.01"]
[Round "-"]
[White "Ann"]
[Black "Bob"]
[Result "0-1"]
[ECO "A00"]
[Opening "Barnes Opening: Fool's Mate"]
[Termination "normal"]
[TimeControl "30+1"]
[UTCDate "2026.05.01"]
[UTCTime "12:00:00"]

1. f3 { [%clk 0:00:30] } 1... e5 { [%clk 0:00:30] } 2. g4 { [%clk 0:00:08.4] }
2... Qh4# { [%clk 0:00:26] } 0-1

`
	if got := written(t, tags, g.s); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestAGameThatBlackBegins(t *testing.T) {
	g := sitDown(t, game.Setup{FEN: "4k3/4p3/8/8/8/8/4P3/4K3 b - - 3 40"})
	g.play("e7e5", "e2e4", "e8e7")
	const want = `[Event "?"]
[Site "?"]
[Date "????.??.??"]
[Round "-"]
[White "?"]
[Black "?"]
[Result "*"]
[FEN "4k3/4p3/8/8/8/8/4P3/4K3 b - - 3 40"]
[SetUp "1"]
[Termination "unterminated"]
[TimeControl "-"]

40... e5 41. e4 Ke7 *

`
	if got := written(t, Tags{}, g.s); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestANameCannotAddATag(t *testing.T) {
	g := sitDown(t, game.Setup{})
	text := written(t, Tags{White: "x\"]\n[Result \"1-0", Black: "\\\x00\u0085\u2028\xff"}, g.s)
	if !strings.Contains(text, `[White "x\"] [Result \"1-0"]`) || !strings.Contains(text, "[Black \"\\\\   \uFFFD\"]") {
		t.Error(text)
	}
	if strings.Count(text, "\n[") != 8 {
		t.Errorf("there are other tags than there should be:\n%s", text)
	}
}

func TestALongNameIsCutAndNotAnEscapeInTwo(t *testing.T) {
	g := sitDown(t, game.Setup{})
	for _, name := range []string{strings.Repeat("x", 10_000), strings.Repeat(`"`, 10_000), "x" + strings.Repeat(`\`, 300), strings.Repeat("♞", 300)} {
		text := written(t, Tags{Event: name}, g.s)
		line, _, _ := strings.Cut(text, "\n")
		if len(line) > maxLine-1 || len(line) < maxLine-5 {
			t.Errorf("%d bytes: %s", len(line), line)
		}
		got, err := NewReader(strings.NewReader(text)).Next()
		if value := got.Tag("Event"); err != nil || !strings.HasPrefix(name, value) || value == "" {
			t.Errorf("%q was read back as %q, %v", name[:10], value, err)
		}
	}
}

func TestEveryEndHasItsTermination(t *testing.T) {
	for reason, want := range map[game.Reason]string{
		game.Checkmate: "normal", game.Agreement: "normal", game.Resignation: "normal", game.FlagFell: "time forfeit",
		game.FlagDraw: "time forfeit", game.Abandonment: "abandoned", game.Aborted: "abandoned",
		game.FirstMoveMissing: "abandoned", game.ByServer: "emergency",
	} {
		g := sitDown(t, game.Setup{})
		g.happen(game.White, game.Ended{Result: game.Drawn, Reason: reason})
		if text := written(t, Tags{}, g.s); !strings.Contains(text, `[Termination "`+want+`"]`) {
			t.Errorf("%s:\n%s", reason, text)
		}
	}
}

func TestEveryControlIsSpelledForOthersToRead(t *testing.T) {
	for _, c := range []struct {
		want    string
		control game.Control
	}{
		{"-", game.Control{}},
		{"300", game.Control{Base: 5 * time.Minute}},
		{"300+3", fiveThree},
		{"0+1", game.Control{Inc: time.Second}},
		{"300d3", game.Control{Base: 5 * time.Minute, Inc: 3 * time.Second, Mode: game.Delay}},
		{"300b3", game.Control{Base: 5 * time.Minute, Inc: 3 * time.Second, Mode: game.Bronstein}},
		{"40/5400+30:1800+30", game.Control{
			Base: 90 * time.Minute, Inc: 30 * time.Second, Moves: 40,
			Then: [2]game.Stage{{Base: 30 * time.Minute, Inc: 30 * time.Second}},
		}},
		{"40/6000:20/3000:900d5", game.Control{
			Base: 100 * time.Minute, Mode: game.Delay, Moves: 40,
			Then: [2]game.Stage{{Moves: 20, Base: 50 * time.Minute}, {Base: 15 * time.Minute, Inc: 5 * time.Second}},
		}},
	} {
		if got := timeControl(c.control); got != c.want {
			t.Errorf("%+v is %s, want %s", c.control, got, c.want)
		}
	}
}

func TestNoLineOfMovesIsTooLong(t *testing.T) {
	for _, control := range []game.Control{{}, fiveThree} {
		g := sitDown(t, game.Setup{Control: control})
		g.play(operaMoves(t)...)
		_, moves, _ := strings.Cut(written(t, Tags{}, g.s), "\n\n")
		for line := range strings.Lines(moves) {
			if len(line) > 80 {
				t.Errorf("%d columns: %s", len(line), line)
			}
		}
	}
}

func TestAWriterThatFailsIsReported(t *testing.T) {
	g := sitDown(t, game.Setup{})
	if err := Write(full{}, Tags{}, g.s); !errors.Is(err, os.ErrClosed) {
		t.Error(err)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, fmt.Errorf("no space: %w", os.ErrClosed) }
