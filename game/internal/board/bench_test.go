package board

import (
	"testing"

	"github.com/notnil/chess"
)

// BenchmarkPosition is what one question costs in a middle game of 48 moves,
// here and asked of the library.
func BenchmarkPosition(b *testing.B) {
	p, lib := parse(b, kiwipete), asLibrary(b, kiwipete)
	m, _ := ParseMove("e2a6")
	for _, c := range []struct {
		question string
		ask      func() bool
	}{
		{"one move judged", func() bool { _, ok := p.Update(m); return ok }},
		{"one move judged twice, with SAN", func() bool { _, _, _, ok := p.Play(m); return ok }},
		{"one move judged, with SAN, by the library", func() bool {
			asked := *lib // which would keep the list
			for _, move := range asked.ValidMoves() {
				if packed(move) == m {
					asked.Update(move)
					return chess.AlgebraicNotation{}.Encode(&asked, move) != ""
				}
			}
			return false
		}},
		{"all moves found", func() bool { return len(listed(p)) == 48 }},
		{"all moves listed, by the library", func() bool { asked := *lib; return len(asked.ValidMoves()) == 48 }},
		{"UCI read", func() bool { _, err := p.Read("e2a6"); return err == nil }},
		{"SAN read", func() bool { _, err := p.Read("Bxa6"); return err == nil }},
		{"mate looked for", func() bool { mate, _ := p.Stuck(); return !mate }},
		{"FEN written", func() bool { return p.FEN() == kiwipete }},
		{"key", func() bool { return p.Key() != 0 }},
	} {
		b.Run(c.question, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if !c.ask() {
					b.Fatal("wrong answer")
				}
			}
		})
	}
}
