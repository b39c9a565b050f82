package pgn

import (
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"rookery/game"
)

// script is a game of testdata/pgn/written.pgn, which the client's tests read too.
type script struct {
	tags    Tags
	setup   game.Setup
	moves   string
	then    game.Command // after the moves, by the side to move; nil for nothing
	shuffle int          // plies at random after the moves
}

var scripts = []script{
	{tags: Tags{Event: "Fool's mate", White: "Ann", Black: "Bob"}, moves: "f3 e5 g4 Qh4#"},
	{tags: Tags{Event: "Nobody moved"}, then: game.Abort{}},
	{tags: Tags{Event: "It goes on", White: "Ann"}, moves: "e4"},
	{tags: Tags{Event: "Scholar's mate", Round: "3.2"}, setup: game.Setup{Control: fiveThree}, moves: "e4 e5 Bc4 Nc6 Qh5 Nf6 Qxf7#"},
	{
		tags:  Tags{Event: "Both castle, one on each side", Opening: game.Opening{ECO: "C50", Name: "Italian Game"}},
		moves: "e4 e5 Nf3 Nc6 Bc4 Bc5 O-O d6 d3 Be6 Nc3 Qd7 Be3 O-O-O", then: game.Resign{},
	},
	{
		tags:  Tags{Event: "A quote \" and a \\, [brackets], {braces} and (parentheses)", White: "x\"]\n[Result \"1-0", Black: "\\"},
		moves: "d4 d5 c4", then: game.EndByServer{},
	},
	{tags: Tags{Event: "Names of many kinds", White: "Müller-Lüdenscheidt", Black: "棋士 ♞"}, moves: "Nf3 Nf6"},
	{tags: Tags{Event: "En passant, both ways"}, moves: "e4 a6 e5 d5 exd6 a5 h3 a4 b4 axb3"},
	{
		tags:  Tags{Event: "Every promotion"},
		setup: game.Setup{FEN: "1n2k3/P1P4P/8/8/8/8/p1p4p/1N2K3 w - - 0 1"},
		moves: "axb8=N axb1=N c8=Q+ Ke7 h8=R h1=B Qc7+ Kf6 Rf8+ Kg6 Qxc2+",
	},
	{tags: Tags{Event: "Black begins"}, setup: game.Setup{FEN: "4k3/4p3/8/8/8/8/4P3/4K3 b - - 3 40"}, moves: "e5 e4 Ke7"},
	{tags: Tags{Event: "Black begins and mates"}, setup: game.Setup{FEN: "6k1/8/8/8/8/1r6/r7/6K1 b - - 0 1"}, moves: "Rb1#"},
	{
		tags:  Tags{Event: "Black begins, with clocks"},
		setup: game.Setup{FEN: "r3k2r/8/8/8/8/8/8/R3K2R b KQkq - 0 12", Control: game.Control{Base: time.Minute, Inc: time.Second}},
		moves: "O-O O-O-O Rad8 Rd2 Rxd2", then: game.Resign{},
	},
	{tags: Tags{Event: "Stalemate"}, setup: game.Setup{FEN: "7k/8/5K2/8/8/8/8/6Q1 w - - 97 120"}, moves: "Qg6"},
	{tags: Tags{Event: "A dead position"}, setup: game.Setup{FEN: "8/8/8/3k4/3p4/3K4/8/8 w - - 0 1"}, moves: "Ke2 Kc4 Kd2 d3 Kc1 d2+ Kxd2"},
	{tags: Tags{Event: "The same place five times"}, moves: strings.Repeat("Nf3 Nf6 Ng1 Ng8 ", 4)},
	{tags: Tags{Event: "A repetition is claimed"}, moves: strings.Repeat("Nf3 Nf6 Ng1 Ng8 ", 2), then: game.Claim{What: game.Draw}},
	{
		tags:  Tags{Event: "Which of three queens"},
		setup: game.Setup{FEN: "k7/8/8/2Q1Q3/8/2Q5/8/7K w - - 0 77"}, moves: "Qc5d4 Kb7 Qed5+ Ka6 Qca3#",
	},
	{tags: Tags{Event: "Delay"}, setup: game.Setup{Control: game.Control{Base: 15 * time.Second, Inc: 2 * time.Second, Mode: game.Delay}}, shuffle: 60},
	{tags: Tags{Event: "Bronstein"}, setup: game.Setup{Control: game.Control{Base: time.Minute, Inc: 2 * time.Second, Mode: game.Bronstein}}, shuffle: 80},
	{
		tags: Tags{Event: "A long game in three stages"},
		setup: game.Setup{Control: game.Control{
			Base: 90 * time.Minute, Inc: 30 * time.Second, Moves: 40,
			Then: [2]game.Stage{{Moves: 20, Base: 50 * time.Minute, Inc: 30 * time.Second}, {Base: 15 * time.Minute, Inc: 30 * time.Second}},
		}}, shuffle: 300,
	},
	{tags: Tags{Event: "A long game without clocks"}, shuffle: 600},
}

// played is the game of a script. The thinking times and the moves at random are
// the same every time.
func (c script) played(t *testing.T) *game.State {
	t.Helper()
	g := sitDown(t, c.setup)
	random := rand.New(rand.NewPCG(3, uint64(len(c.tags.Event))))
	for _, san := range strings.Fields(c.moves) {
		g.wait(time.Duration(random.IntN(3000)) * ms)
		g.play(san)
	}
	for range c.shuffle {
		g.wait(time.Duration(random.IntN(5000)) * ms)
		var moves []string
		for _, choice := range g.s.Position().Choices() {
			moves = append(moves, choice.UCI())
		}
		slices.Sort(moves) // their order is nobody's promise
		if !g.over() && !g.try(g.s.Turn(), game.Move{Text: moves[random.IntN(len(moves))], On: g.s.On()}) {
			g.do(g.s.Turn(), game.Flag{})
		}
	}
	if claim, ok := c.then.(game.Claim); ok {
		claim.On = g.s.On()
		c.then = claim
	}
	if c.then != nil {
		g.do(g.s.Turn(), c.then)
	}
	return g.s
}

func TestTheGamesForOtherReadersAreFresh(t *testing.T) {
	var file strings.Builder
	for _, c := range scripts {
		c.tags.Site, c.tags.Start = "Rookery", noon
		if err := Write(&file, c.tags, c.played(t)); err != nil {
			t.Fatal(err)
		}
	}
	expect(t, "written.pgn", file.String())

	r := NewReader(strings.NewReader(file.String()))
	for _, c := range scripts {
		c.tags.Site, c.tags.Start = "Rookery", noon
		g, err := r.Next()
		if err != nil {
			t.Fatal(err)
		}
		same(t, g, c.tags, c.played(t))
		if faults := Faults(g); len(faults) > 0 {
			t.Errorf("%s: %v", c.tags.Event, faults)
		}
	}
	if _, err := r.Next(); !errors.Is(err, io.EOF) {
		t.Error(err)
	}
}

// FuzzReader reads anything: no panic, every fault small and in its place, and
// what can be played is, written and read again, the same.
func FuzzReader(f *testing.F) {
	for _, name := range []string{"annotated", "castling", "crlf", "cr", "marks", "missing", "broken", "wrong", "after", "lenient", "written", "opera"} {
		text, err := os.ReadFile("../../testdata/pgn/" + name + ".pgn")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		r := NewReader(strings.NewReader(string(text)))
		lines := 1 + strings.Count(string(text), "\n") + strings.Count(string(text), "\r")
		for n := 1; ; n++ {
			g, err := r.Next()
			if errors.Is(err, io.EOF) {
				return
			}
			faults := []*Fault{}
			if fault, ok := errors.AsType[*Fault](err); ok {
				faults = append(faults, fault)
			} else if err != nil || n > len(text) {
				t.Fatalf("game %d: %v", n, err)
			} else {
				faults = replayed(t, g)
			}
			for _, f := range faults {
				if f.Game != n || f.Line < 1 || f.Line > lines || f.Ply > len(g.Moves)+1 || len(f.Error()) > 300 {
					t.Fatalf("game %d of %d lines: %v", n, lines, f)
				}
			}
			if g.Number != n || g.Line < 1 || g.LastLine < g.Line || g.LastLine > lines {
				t.Fatalf("game %d of %d lines: %+v", n, lines, g)
			}
		}
	})
}

// replayed plays g, and writes and reads again what of it Rookery would have played.
func replayed(t *testing.T, g Game) []*Fault {
	t.Helper()
	p, faults := play(g)
	s, err := game.New(game.Setup{FEN: wholeFEN(g.Tag("FEN"))})
	if err != nil {
		return faults // over before it began, or no position
	}
	table := &table{t, s, noon}
	table.happen(game.White, game.Started{})
	for _, m := range p.moves {
		if table.over() { // by a rule that Faults does not hold others to
			break
		}
		table.play(m.UCI())
	}
	tags := Tags{
		Event: g.Tag("Event"), Site: g.Tag("Site"), Round: g.Tag("Round"), White: g.Tag("White"), Black: g.Tag("Black"),
		Opening: game.Opening{ECO: g.Tag("ECO"), Name: g.Tag("Opening")},
	}
	text := written(t, tags, s)
	reread, err := NewReader(strings.NewReader(text)).Next()
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	same(t, reread, tags, s)
	return faults
}

// FuzzWrite: whatever the tags contain, they are tags, one each.
func FuzzWrite(f *testing.F) {
	f.Add("Casual game", "Ann", "Bob", "Italian Game")
	f.Add("x\"]\n[Result \"1-0", "\\", "\\\"", "\xff\xfe\r\n%")
	f.Add(strings.Repeat("\\", 300), strings.Repeat("é", 200), "\u2028{;(", "[Event \"")
	f.Fuzz(func(t *testing.T, event, white, black, opening string) {
		g := sitDown(t, game.Setup{})
		g.play("e2e4")
		tags := Tags{Event: event, White: white, Black: black, Opening: game.Opening{Name: opening}}
		text := written(t, tags, g.s)
		r := NewReader(strings.NewReader(text))
		back, err := r.Next()
		if err != nil {
			t.Fatal(err)
		}
		same(t, back, tags, g.s)
		if _, err := r.Next(); !errors.Is(err, io.EOF) {
			t.Fatal(err)
		}
		for i, line := range strings.Split(text, "\n") {
			if len(line) >= maxLine || (i < len(back.Tags)) != strings.HasPrefix(line, "[") {
				t.Fatalf("line %d: %q", i+1, line)
			}
		}
	})
}
