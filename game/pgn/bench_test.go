package pgn

import (
	"errors"
	"io"
	"os"
	"strings"
	"testing"
)

// BenchmarkFaults reads and plays a game of 33 plies.
func BenchmarkFaults(b *testing.B) {
	text, err := os.ReadFile("../../testdata/pgn/opera.pgn")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	b.SetBytes(int64(len(text)))
	r := NewReader(strings.NewReader(strings.Repeat(string(text), b.N)))
	games := 0
	for {
		g, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if faults := Faults(g); err != nil || len(faults) > 0 {
			b.Fatal(faults, err)
		}
		games++
	}
	if games != b.N {
		b.Fatal(games)
	}
}
