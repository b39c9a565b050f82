package game

import (
	"math/rand/v2"
	"runtime"
	"testing"
	"time"
)

// longGame is a game of so many plies, the same every time, that has not ended.
func longGame(tb testing.TB, plies int) []string {
	for seed := uint64(1); ; seed++ {
		r := rand.New(rand.NewPCG(seed, 0))
		g := sitDown(tb, Setup{Control: Control{Base: maxBase}})
		var moves []string
		for len(moves) < plies {
			legal := legalMoves(g.s)
			if len(legal) == 0 {
				break
			}
			uci := legal[r.IntN(len(legal))]
			g.play(uci)
			moves = append(moves, uci)
		}
		if _, over := g.s.Ended(); !over {
			return moves
		}
	}
}

// BenchmarkMove is a validated move with its SAN, FEN, clocks and the decision
// whether the game has ended: Apply and Replay.
func BenchmarkMove(b *testing.B) {
	moves := longGame(b, 80)
	b.ReportAllocs()
	plies := 0
	start := time.Now()
	for b.Loop() {
		g := sitDown(b, Setup{Control: Control{Base: maxBase}})
		g.play(moves...)
		plies += len(moves)
	}
	b.ReportMetric(float64(time.Since(start).Nanoseconds())/float64(plies), "ns/move")
}

// BenchmarkReplay60 derives a position of 60 plies from its log.
func BenchmarkReplay60(b *testing.B) {
	g := sitDown(b, Setup{Control: Control{Base: maxBase}})
	g.play(longGame(b, 60)...)
	log := make([]logged, len(g.log))
	for i, l := range g.log {
		log[i] = logged{by: l.by, e: l.stored(), at: l.at}
	}
	for b.Loop() {
		s, err := New(g.s.Setup())
		if err != nil {
			b.Fatal(err)
		}
		for _, l := range log {
			if err := s.Replay(l.by, l.e, l.at); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func TestALiveGameOfEightyPliesIsSmall(t *testing.T) {
	const games, most = 300, 1024
	moves := longGame(t, 80)
	live := make([]*State, games)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.GC() // what the first one found, the second has swept
	runtime.ReadMemStats(&before)
	for i := range live {
		g := sitDown(t, Setup{Control: Control{Base: maxBase}})
		for n, uci := range moves {
			g.wait(time.Duration(n*977%20_000) * ms)
			g.play(uci)
		}
		live[i] = g.s
	}
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&after)
	each := int(after.HeapAlloc-before.HeapAlloc) / games
	t.Logf("%d bytes a game", each)
	if each > most {
		t.Errorf("%d bytes a game, want at most %d", each, most)
	}
	runtime.KeepAlive(live)
}
