package pgn

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"rookery/game"
)

var starts = []string{
	"",
	"r3k2r/8/8/3pP3/8/8/8/R3K2R w KQkq d6 0 1",
	"r3k2r/pppq1ppp/2npbn2/2b1p3/2B1P3/2NPBN2/PPPQ1PPP/R3K2R b KQkq - 4 8",
	"4k3/P6p/8/8/8/8/p6P/4K3 b - - 0 1",
	"7k/8/5K2/8/8/8/8/6Q1 w - - 97 120",
	"7k/8/8/8/8/8/R6R/K6R b - - 140 5000",
	"k7/8/8/2Q1Q3/8/2Q5/8/7K w - - 0 77",
}

var controls = []game.Control{
	{},
	{Base: 30 * time.Second},
	{Base: 12 * time.Second, Inc: time.Second},
	{Base: 5 * time.Minute, Inc: 3 * time.Second, Mode: game.Delay},
	{Base: 3 * time.Minute, Inc: 2 * time.Second, Mode: game.Bronstein},
	{Base: 2 * time.Hour},
	{
		Base: 90 * time.Minute, Inc: 30 * time.Second, Moves: 40,
		Then: [2]game.Stage{{Moves: 20, Base: 50 * time.Minute, Inc: 30 * time.Second}, {Base: 15 * time.Minute, Inc: 30 * time.Second}},
	},
}

// anyName is a name as nobody should have one.
func anyName() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.SampledFrom([]string{
			"", "?", `\`, `"`, `\"`, `"]`, "x\"]\n[Result \"1-0", "[Event \"x\"]", "{", "}", "%", ";", "1-0", "*",
			"Müller", "M\xfcller", "\xff\xfe", "\x00\x1b[31m", "\u202eabc", "\u2028", "  two  spaces  ", "♞♞♞", strings.Repeat(`"`, 200), strings.Repeat("é", 300),
		}),
		rapid.String(),
		rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }),
	)
}

// anyGame plays at random, with all that may happen beside the moves. It comes
// from one number: rapid itself prefers small ones, and so the shortest games.
func anyGame(r *rapid.T, t testing.TB) *table {
	random := rand.New(rand.NewPCG(rapid.Uint64().Draw(r, "seed"), 0))
	g := sitDown(t, game.Setup{FEN: starts[random.IntN(len(starts))], Control: controls[random.IntN(len(controls))]})
	for range []int{0, 1, 3, 10, 40, 120, 250, 500}[random.IntN(8)] {
		if g.over() {
			break
		}
		g.wait(time.Duration(random.IntN(2_000)) * ms)
		by := g.s.Turn()
		switch random.IntN(80) {
		case 0:
			g.try(by.Other(), game.Offer{What: game.Takeback, On: g.s.On()})
			g.try(by, game.Accept{Offer: g.s.N()})
		case 1:
			g.try(by, game.GiveTime{})
		case 2:
			g.try(by, game.Claim{What: game.Draw, On: g.s.On()})
		case 3:
			if random.IntN(5) == 0 {
				g.try(by, []game.Command{game.Resign{}, game.Abort{}, game.EndByServer{}}[random.IntN(3)])
			}
		default:
			choices := g.s.Position().Choices()
			if !g.try(by, game.Move{Text: choices[random.IntN(len(choices))].UCI(), On: g.s.On()}) {
				g.do(by, game.Flag{})
			}
		}
	}
	return g
}

// same fails unless what was read is what was written.
func same(t interface{ Fatalf(string, ...any) }, got Game, tags Tags, s *game.State) {
	for _, want := range tags.of(s) {
		value := got.Tag(want[0])
		if asRead := oneLine(want[1]); value != asRead && (utf8.RuneCountInString(asRead) < 60 || value == "" || !strings.HasPrefix(asRead, value)) {
			t.Fatalf("%s was written as %q and read as %q", want[0], want[1], value)
		}
	}
	if len(got.Tags) != len(tags.of(s)) {
		t.Fatalf("there are %d tags, %d were written: %v", len(got.Tags), len(tags.of(s)), got.Tags)
	}
	if result, _ := outcome(s); got.Result != result {
		t.Fatalf("the result is %s, not %s", got.Result, result)
	}
	past := s.Moves()
	if len(got.Moves) != len(past) {
		t.Fatalf("there are %d moves, not %d", len(got.Moves), len(past))
	}
	_, side := firstMove(s)
	for i, m := range got.Moves {
		clock := past[i].Clocks.Of(side)
		if clock < 10*time.Second {
			clock = clock.Truncate(100 * ms)
		} else {
			clock = clock.Truncate(time.Second)
		}
		if m.Text != past[i].SAN || m.Timed == s.Setup().Control.Unlimited() || m.Clock != clock || m.NAGs != nil || m.Comments != nil {
			t.Fatalf("ply %d: %+v was read, not %+v with %v", i+1, m, past[i], clock)
		}
		side = side.Other()
	}
}

// oneLine is a tag's value without what does not fit on a line.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if !printable(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

func anyTags(r *rapid.T) Tags {
	tags := Tags{
		Event: anyName().Draw(r, "event"), Site: anyName().Draw(r, "site"), Round: anyName().Draw(r, "round"),
		White: anyName().Draw(r, "white"), Black: anyName().Draw(r, "black"),
	}
	if rapid.Bool().Draw(r, "named") {
		tags.Opening = game.Opening{ECO: "C20", Name: anyName().Draw(r, "opening")}
		tags.Start = noon
	}
	return tags
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		type pair struct {
			tags Tags
			s    *game.State
		}
		var all []pair
		var file bytes.Buffer
		for range rapid.IntRange(1, 3).Draw(r, "games") {
			p := pair{anyTags(r), anyGame(r, t).s}
			if err := Write(&file, p.tags, p.s); err != nil {
				r.Fatal(err)
			}
			all = append(all, p)
		}
		for line := range strings.Lines(file.String()) {
			if len(line) > 80 && line[0] != '[' || len(line) > maxLine {
				r.Fatalf("%d columns: %s", len(line), line)
			}
		}
		games := NewReader(&file)
		for _, p := range all {
			g, err := games.Next()
			if err != nil {
				r.Fatal(err)
			}
			same(r, g, p.tags, p.s)
			again, faults := play(g)
			if len(faults) > 0 || again.end.FEN() != p.s.FEN() {
				r.Fatalf("played to %s, not %s: %v", again.end.FEN(), p.s.FEN(), faults)
			}
		}
		if _, err := games.Next(); !errors.Is(err, io.EOF) {
			r.Fatal(err)
		}
	})
}

// extract runs pgn-extract over a file.
func extract(t *testing.T, path string, args ...string) (stdout, stderr string) {
	t.Helper()
	var out, errs strings.Builder
	cmd := exec.Command(extractor(t), append(args, path)...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v: %v\n%s", args, err, &errs)
	}
	return out.String(), errs.String()
}

func TestAnotherProgramAcceptsEveryGameAndReadsTheSameMoves(t *testing.T) {
	extractor(t)
	var file bytes.Buffer
	var sans, ucis strings.Builder
	games := 0
	rapid.Check(t, func(r *rapid.T) {
		g := anyGame(r, t)
		if err := Write(&file, anyTags(r), g.s); err != nil {
			r.Fatal(err)
		}
		for _, m := range g.s.Moves() {
			sans.WriteString(m.SAN + " ")
			ucis.WriteString(m.UCI + " ")
		}
		result, _ := outcome(g.s)
		fmt.Fprintf(&sans, "%s\n", result)
		fmt.Fprintf(&ucis, "%s\n", result)
		games++
	})
	path := filepath.Join(t.TempDir(), "games.pgn")
	if err := os.WriteFile(path, file.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, said := extract(t, path, "-r", "--quiet"); said != "" {
		t.Errorf("of %d games pgn-extract -r says\n%.2000s", games, said)
	}
	for _, c := range []struct{ how, want string }{{"-Wsan", sans.String()}, {"-Wuci", ucis.String()}} {
		out, _ := extract(t, path, c.how, "--notags", "-C", "-w", "1000000", "--nomovenumbers")
		if got := compact(out); !strings.EqualFold(got, compact(c.want)) {
			t.Errorf("pgn-extract %s reads other moves: %s", c.how, firstDifference(got, compact(c.want)))
		}
	}
}

// compact is text with one space or line end at a time.
func compact(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		if words := strings.Fields(line); len(words) > 0 {
			lines = append(lines, strings.Join(words, " "))
		}
	}
	return strings.Join(lines, "\n")
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return fmt.Sprintf("game %d\n%.300s\nwant\n%.300s", i+1, g[i], w[i])
		}
	}
	return fmt.Sprintf("%d games, want %d", len(g), len(w))
}
