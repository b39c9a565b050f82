package game

import (
	"math/rand/v2"
	"runtime"
	"strconv"
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

// quietGame is a game of so many plies that goes on: the pieces walk about, and
// just before fifty moves are over, and before anything repeats, a pawn moves.
func quietGame(tb testing.TB, plies int) []string {
	tb.Helper()
	r := rand.New(rand.NewPCG(1, 0))
	g := sitDown(tb, Setup{})
	var moves []string
	for len(moves) < plies {
		next, quiet := "", 0
		for _, l := range g.s.pos.Legal() {
			after := g.s.pos.After(l)
			_, _, over := verdict(after, 1+2*g.s.timesOf(after))
			if pawn := after.HalfMoves() == 0; over || l.Capture || l.Check || pawn && g.s.pos.HalfMoves() < 90 {
				continue
			} else if pawn && l.Promotion() == 0 {
				next = l.String()
				break
			}
			if quiet++; r.IntN(quiet) == 0 {
				next = l.String()
			}
		}
		if next == "" {
			tb.Fatalf("no quiet move after %d plies in %s", len(moves), g.s.FEN())
		}
		g.play(next)
		moves = append(moves, next)
	}
	return moves
}

// BenchmarkMove is a validated move with its SAN, FEN, clocks and the decision
// whether the game has ended: Apply and Replay, on average over a game of 80 plies.
func BenchmarkMove(b *testing.B) {
	moves := longGame(b, 80)
	b.ReportAllocs()
	plies := 0
	start := time.Now()
	for b.Loop() {
		s, now := freshGame(b), noon
		for _, uci := range moves {
			move(b, s, uci, now)
			now = now.Add(time.Second)
		}
		plies += len(moves)
	}
	b.ReportMetric(float64(time.Since(start).Nanoseconds())/float64(plies), "ns/move")
}

// BenchmarkMoveAtPly is such a move at the end of a longer and longer game, in
// which up to 90 positions could be repeated.
func BenchmarkMoveAtPly(b *testing.B) {
	for _, ply := range []int{80, 300, 600} {
		b.Run(strconv.Itoa(ply), func(b *testing.B) {
			moves := quietGame(b, ply)
			s := freshGame(b)
			for _, uci := range moves[:ply-1] {
				move(b, s, uci, noon)
			}
			last := Move{Text: moves[ply-1], On: s.On()}
			b.ReportAllocs()
			for b.Loop() {
				events, err := Apply(s, s.Turn(), last, noon)
				if err != nil || len(events) != 1 {
					b.Fatal(events, err)
				}
				next := *s // so that the same move can be made again
				if err := next.Replay(s.Turn(), events[0], noon); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func freshGame(tb testing.TB) *State {
	tb.Helper()
	s, err := New(Setup{Control: Control{Base: maxBase}})
	if err != nil {
		tb.Fatal(err)
	}
	if err := s.Replay(White, Started{}, noon); err != nil {
		tb.Fatal(err)
	}
	return s
}

// move makes a move as a room does.
func move(tb testing.TB, s *State, uci string, now time.Time) {
	tb.Helper()
	side := s.Turn()
	events, err := Apply(s, side, Move{Text: uci, On: s.On()}, now)
	if err != nil {
		tb.Fatal(err)
	}
	for _, e := range events {
		if err := s.Replay(side, e, now); err != nil {
			tb.Fatal(err)
		}
	}
	s.Start(now)
}

// BenchmarkReplay60 derives a position of 60 plies from its log.
func BenchmarkReplay60(b *testing.B) {
	replay60(b, func(*State, logged) error { return nil })
}

// BenchmarkJudge60 also asks of every event whether it can have happened.
func BenchmarkJudge60(b *testing.B) {
	replay60(b, func(s *State, l logged) error { return Judge(s, l.by, l.e, l.at) })
}

func replay60(b *testing.B, judge func(*State, logged) error) {
	g := sitDown(b, Setup{Control: Control{Base: maxBase}})
	g.play(longGame(b, 60)...)
	log := make([]logged, len(g.log))
	for i, l := range g.log {
		log[i] = logged{by: l.by, e: l.stored(), at: l.at}
	}
	b.ReportAllocs()
	for b.Loop() {
		s, err := New(g.s.Setup())
		if err != nil {
			b.Fatal(err)
		}
		for _, l := range log {
			if err := judge(s, l); err != nil {
				b.Fatal(err)
			}
			if err := s.Replay(l.by, l.e, l.at); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func TestALiveGameOfEightyPliesIsSmall(t *testing.T) {
	const games, logs, most = 10_000, 100, 1024
	var played [logs]*table
	moves := longGame(t, 80)
	for i := range played {
		played[i] = sitDown(t, Setup{Control: Control{Base: maxBase}})
		for n, uci := range moves {
			played[i].thinks(time.Duration((n+i)*977%20_000)*ms, uci)
		}
	}
	live := make([]*State, games)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.GC() // what the first one found, the second has swept
	runtime.ReadMemStats(&before)
	for i := range live {
		live[i] = played[i%logs].fromLog()
		live[i].Start(noon)
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
	runtime.KeepAlive(played)
}
