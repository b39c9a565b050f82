package pgn

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"rookery/game"
)

// update writes what is expected anew: look at the difference before believing it.
var update = flag.Bool("update", false, "write the expected files in testdata anew")

// expect compares got with a file in testdata.
func expect(t *testing.T, path, got string) {
	t.Helper()
	path = filepath.Join("../../testdata/pgn", path)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is not as expected (go test -update writes it anew); got\n%s", path, got)
	}
}

// transcript is everything that is read of in, and what Faults says of it.
func transcript(t testing.TB, in io.Reader) string {
	t.Helper()
	var b strings.Builder
	for r := NewReader(in); ; {
		g, err := r.Next()
		if errors.Is(err, io.EOF) {
			return b.String()
		}
		fault, unreadable := errors.AsType[*Fault](err)
		if err != nil && !unreadable {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "game %d, lines %d to %d\n", g.Number, g.Line, g.LastLine)
		for _, tag := range g.Tags {
			fmt.Fprintf(&b, "  %d: %s %q\n", tag.Line, tag.Name, tag.Value)
		}
		for _, c := range g.Comments {
			fmt.Fprintf(&b, "  {%s}\n", c)
		}
		for i, m := range g.Moves {
			fmt.Fprintf(&b, "  %d: ply %d %s%s\n", m.Line, i+1, m.Text, notes(m))
		}
		if unreadable {
			fmt.Fprintf(&b, "  unreadable: %v\n\n", fault)
			continue
		}
		fmt.Fprintf(&b, "  result %q\n", g.Result)
		faults := Faults(g)
		for _, f := range faults {
			fmt.Fprintf(&b, "  wrong: %v\n", f)
		}
		b.WriteByte('\n')
	}
}

func notes(m Move) string {
	var b strings.Builder
	for _, n := range m.NAGs {
		fmt.Fprintf(&b, " $%d", n)
	}
	if m.Timed {
		fmt.Fprintf(&b, " clock %v", m.Clock)
	}
	for _, c := range m.Comments {
		fmt.Fprintf(&b, " {%s}", c)
	}
	return b.String()
}

func TestForeignFilesAreReadAsTheirTranscriptsSay(t *testing.T) {
	files, err := filepath.Glob("../../testdata/pgn/*.pgn")
	if err != nil || len(files) < 8 {
		t.Fatalf("%q, %v", files, err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".pgn")
		if name == "written" {
			continue // our own
		}
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			whole := transcript(t, strings.NewReader(string(text)))
			expect(t, name+".txt", whole)
			if bitwise := transcript(t, iotest.OneByteReader(strings.NewReader(string(text)))); bitwise != whole {
				t.Errorf("read a byte at a time it is\n%s", bitwise)
			}
		})
	}
}

func TestAnEmptyFileHasNoGames(t *testing.T) {
	for _, text := range []string{"", "\n\n \t\r\n", "\ufeff", "% nothing\n", "{ nothing }", "; nothing", "\r\n\x1a"} {
		if g, err := NewReader(strings.NewReader(text)).Next(); !errors.Is(err, io.EOF) {
			t.Errorf("%q: %+v, %v", text, g, err)
		}
	}
}

func TestAStreamThatFailsIsNoEnd(t *testing.T) {
	broken := errors.New("the network is gone")
	r := NewReader(io.MultiReader(strings.NewReader("1. e4 *\n\n1. d4 d"), iotest.ErrReader(broken)))
	if g, err := r.Next(); err != nil || len(g.Moves) != 1 {
		t.Fatalf("%+v, %v", g, err)
	}
	for range 2 {
		if g, err := r.Next(); !errors.Is(err, broken) || g.Number != 0 {
			t.Errorf("%+v, %v", g, err)
		}
	}
}

// long gives prefix, then text again and again until n bytes are written, then suffix.
func long(prefix, text string, n int, suffix string) io.Reader {
	return io.MultiReader(strings.NewReader(prefix), io.LimitReader(&again{text: text}, int64(n/len(text)*len(text))), strings.NewReader(suffix))
}

type again struct {
	text string
	at   int
}

func (a *again) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = a.text[a.at]
		a.at = (a.at + 1) % len(a.text)
	}
	return len(p), nil
}

// tooMuch is how many bytes make any game too long.
const tooMuch = maxGame + 1<<14

func TestTheGameBehindOneThatIsTooLongIsRead(t *testing.T) {
	for name, c := range map[string]struct {
		in   io.Reader
		want error
	}{
		"a comment":             {long("[Event \"x\"]\n\n1. e4 {", "comment ", 2*tooMuch, "} *\n"), errTooLong},
		"a comment to the end":  {long("1. e4 {", "comment\n", tooMuch, "\n"), errTooLong},
		"a line":                {long("1. e4 ; ", "comment ", tooMuch, "\n*\n"), errTooLong},
		"a line to be skipped":  {long("% ", "comment ", tooMuch, "\n1. e4 (\n"), errVariation},
		"a word":                {long("1. e4 ", "e", 2*tooMuch, " *\n"), errTooLong},
		"a tag":                 {long("[Event \"", "x", 2*tooMuch, "\"]\n\n*\n"), errTooLong},
		"a tag's name":          {long("[", "x", 2*tooMuch, " \"\"]\n\n*\n"), errTooLong},
		"a tag without an end":  {long("[Event \"", "x", tooMuch, "\n\n*\n"), errTooLong},
		"tags":                  {long("", "[A \"\"]", tooMuch, "\n\n*\n"), errTooLong},
		"moves":                 {long("", "Nf3 Nf6 Ng1 Ng8 ", 900<<10, "*\n"), errTooLong},
		"variations":            {long("1. e4 ", "(", tooMuch, "\n"), errTooLong},
		"comments at the start": {long("", "{x}", tooMuch, "\n*\n"), errTooLong},
		"annotations":           {long("1. e4 ", "$1", tooMuch, "*\n"), errTooLong},
		"marks":                 {long("1. e4", "!", tooMuch, " *\n"), errTooLong},
		"numbers":               {long("1. e4 ", "1.", tooMuch, " *\n"), errTooLong},
		"what PGN cannot use":   {long("1. e4 ", "\xff\x00", tooMuch, " *\n"), errUnreadable},
	} {
		t.Run(name, func(t *testing.T) {
			r := NewReader(io.MultiReader(c.in, strings.NewReader("[Event \"next\"]\n\n1. d4 *\n")))
			before := allocated()
			g, err := r.Next()
			if f, ok := errors.AsType[*Fault](err); !ok || !errors.Is(err, c.want) || f.Game != 1 || len(err.Error()) > 200 {
				t.Fatalf("game %d, %v", g.Number, err)
			}
			if more := allocated() - before; more > 64<<20 {
				t.Errorf("%d MiB were allocated", more>>20)
			}
			g, err = r.Next()
			if err != nil || g.Tag("Event") != "next" || len(g.Moves) != 1 || g.Number != 2 {
				t.Errorf("then %+v, %v", g, err)
			}
		})
	}
}

func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

func TestSpaceBetweenGamesIsNoGame(t *testing.T) {
	r := NewReader(long("1. e4 *", " \r\n", 2*tooMuch, "1. d4 *"))
	for range 2 {
		if g, err := r.Next(); err != nil || len(g.Moves) != 1 {
			t.Errorf("%+v, %v", g, err)
		}
	}
}

func TestAGameOfTheRightSizeIsRead(t *testing.T) {
	for _, n := range []int{maxGame - 20, maxGame + 20} {
		g, err := NewReader(long("1. e4 {", "x", n, "} *")).Next()
		if (n > maxGame) != errors.Is(err, errTooLong) {
			t.Errorf("a comment of %d bytes: %v", n, err)
		}
		if n < maxGame && (len(g.Moves) != 1 || len(g.Moves[0].Comments[0]) != n) {
			t.Errorf("a comment of %d bytes is not whole", n)
		}
	}
}

func TestPlayGivesThePositions(t *testing.T) {
	text, err := os.ReadFile("../../testdata/pgn/opera.pgn")
	if err != nil {
		t.Fatal(err)
	}
	g, err := NewReader(strings.NewReader(string(text))).Next()
	if err != nil {
		t.Fatal(err)
	}
	p, faults := play(g)
	if len(faults) > 0 || len(p.moves) != 33 || !p.end.Mate() || p.start.FEN() != startFEN(t) {
		t.Errorf("%d moves to %s, %v", len(p.moves), p.end.FEN(), faults)
	}
	for i, uci := range operaMoves(t) {
		if got := p.moves[i].UCI(); got != uci {
			t.Errorf("ply %d is %s, want %s", i+1, got, uci)
		}
	}
}

func startFEN(t testing.TB) string {
	t.Helper()
	pos, err := game.ParsePosition("")
	if err != nil {
		t.Fatal(err)
	}
	return pos.FEN()
}

func TestAFaultQuotesLittle(t *testing.T) {
	word, value := strings.Repeat("x", maxWord), strings.Repeat("ä\x1b[31m", 100_000)
	for _, text := range []string{
		"1. " + word + " *", "1. f3 e5 2. g4 Qh4# 3. " + word + " *",
		"[Result \"" + value + "\"]\n\n*", "[Variant \"" + value + "\"]\n\n*", "[FEN \"" + value + "\"]\n\n*",
	} {
		g, err := NewReader(strings.NewReader(text)).Next()
		if err != nil {
			t.Fatal(err)
		}
		faults := Faults(g)
		if len(faults) != 1 || len(faults[0].Error()) > 200 || strings.Contains(faults[0].Error(), "\x1b") {
			t.Errorf("%.30s…: %.1000v", text, faults)
		}
	}
}

func TestASmallLetterIsNoPiece(t *testing.T) {
	for text, want := range map[string]error{
		"1. e4 b6 2. e5 f6 3. Bb5 a6 4. bxa6 *": game.ErrIllegal,
		"1. e4 e5 2. bc4 *":                     game.ErrIllegal,
		"1. nf3 *":                              game.ErrBadMove,
		"1. e4 e5 2. qh5 *":                     game.ErrBadMove,
		"1. e4 e5 2. ke2 *":                     game.ErrBadMove,
		"1. a4 e5 2. ra3 *":                     game.ErrBadMove,
		"1. pe4 *":                              game.ErrBadMove,
		"1. b4 a5 2. bxa5 *":                    nil, // a pawn on the b-file
		"1. b4 e5 2. b5 *":                      nil,
		"1. b1c3 *":                             nil, // a square
		"1. b3 e5 2. Bb2 d6 3. b2xe5 *":         nil,
	} {
		g, err := NewReader(strings.NewReader(text)).Next()
		if err != nil {
			t.Fatal(err)
		}
		faults := Faults(g)
		if want == nil && len(faults) > 0 || want != nil && (len(faults) != 1 || faults[0].Ply != len(g.Moves) || !errors.Is(faults[0], want)) {
			t.Errorf("%s: %v, want %v", text, faults, want)
		}
	}
}
