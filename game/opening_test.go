package game

import (
	"slices"
	"strings"
	"testing"

	"github.com/notnil/chess/opening"

	"rookery/game/internal/board"
)

func openings(tb testing.TB) *Openings {
	tb.Helper()
	o, err := NewOpenings()
	if err != nil {
		tb.Fatal(err)
	}
	return o
}

// TestOpeningsAreTheLibrarys compares the file with the book it was taken from.
func TestOpeningsAreTheLibrarys(t *testing.T) {
	var want []string
	for _, o := range opening.NewBookECO().Possible(nil) {
		want = append(want, o.Code()+"\t"+o.Title()+"\t"+o.PGN()+"\n")
	}
	got := slices.Collect(strings.Lines(openingLines))
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Error("openings.tsv is not what the library has: take eco, name and uci of its eco_lichess.tsv")
	}
	if o := openings(t); len(o.named) != len(got) {
		t.Errorf("%d lines are read of %d", len(o.named), len(got))
	}
}

func TestEveryNamedLineCanBePlayed(t *testing.T) {
	for line := range strings.Lines(openingLines) {
		_, moves, _ := strings.Cut(strings.TrimSpace(line), "\t")
		_, moves, _ = strings.Cut(moves, "\t")
		pos := board.Start()
		for uci := range strings.SplitSeq(moves, " ") {
			m, _ := board.ParseMove(uci)
			next, ok := pos.Update(m)
			if !ok {
				t.Fatalf("%s cannot be played in %q", uci, line)
			}
			pos = next
		}
	}
}

func TestAGameIsNamedByTheLongestKnownLine(t *testing.T) {
	o := openings(t)
	for _, c := range []struct {
		why, fen, moves string
		now, last       Opening // after the last move, and of the game
	}{
		{"nothing is played", "", "", Opening{}, Opening{}},
		{"one move has a name", "", "e2e4", Opening{"B00", "King's Pawn"}, Opening{"B00", "King's Pawn"}},
		{"the Ruy Lopez", "", "e2e4 e7e5 g1f3 b8c6 f1b5", Opening{"C60", "Ruy Lopez"}, Opening{"C60", "Ruy Lopez"}},
		{
			"the Najdorf", "", "e2e4 c7c5 g1f3 d7d6 d2d4 c5d4 f3d4 g8f6 b1c3 a7a6",
			Opening{"B90", "Sicilian Defense: Najdorf Variation"},
			Opening{"B90", "Sicilian Defense: Najdorf Variation"},
		},
		{
			"a game that has left the book keeps the last name", "", "e2e4 e7e5 g1f3 b8c6 f1b5 h7h5",
			Opening{},
			Opening{"C60", "Ruy Lopez"},
		},
		{
			"another order of moves is another line: the Ruy Lopez by 1.Nf3 has no name of its own", "", "g1f3 b8c6 e2e4 e7e5 f1b5",
			Opening{},
			Opening{"A04", "Zukertort Opening: Black Mustang Defense"},
		},
		{
			"the usual start may be written as a FEN", board.StartFEN, "e2e4",
			Opening{"B00", "King's Pawn"},
			Opening{"B00", "King's Pawn"},
		},
		{
			"a game from another position has no opening", "rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBN1 w Qkq - 0 1", "e2e4",
			Opening{},
			Opening{},
		},
	} {
		g := sitDown(t, Setup{FEN: c.fen})
		var now, last Opening
		for _, uci := range strings.Fields(c.moves) {
			events, err := Apply(g.s, g.s.Turn(), Move{Text: uci, On: g.s.On()}, g.now)
			if err != nil {
				t.Fatal(err)
			}
			named, ok := o.After(g.s, events[0].(Moved))
			if ok != (named != Opening{}) {
				t.Errorf("%s: %v, %v", c.why, named, ok)
			}
			if now = named; ok {
				last = named
			}
			g.play(uci)
		}
		if now != c.now || last != c.last {
			t.Errorf("%s: now %v, last %v, want %v, %v", c.why, now, last, c.now, c.last)
		}
		all := o.Named(g.s)
		if len(all) != g.s.Ply() || len(all) > 0 && all[len(all)-1] != c.now {
			t.Errorf("%s: named %v", c.why, all)
		}
	}
}

func BenchmarkNewOpenings(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		openings(b)
	}
}

func BenchmarkOpeningAfter(b *testing.B) {
	o := openings(b)
	g := sitDown(b, Setup{})
	g.play(strings.Fields("e2e4 c7c5 g1f3 d7d6 d2d4 c5d4 f3d4 g8f6 b1c3")...)
	m := Moved{UCI: "a7a6"}
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := o.After(g.s, m); !ok {
			b.Fatal("the Najdorf has a name")
		}
	}
}
