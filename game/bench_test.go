package game

import (
	"math/rand/v2"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"

	"rookery/game/internal/board"
)

// longGame is a game of so many plies, the same every time, that has not ended.
func longGame(tb testing.TB, plies int) []string {
	for seed := uint64(1); ; seed++ {
		r := rand.New(rand.NewPCG(seed, 0))
		g := sitDown(tb, Setup{Control: Control{Base: MaxBase}})
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

// closed is a position in which the pieces have about as many moves after 600
// plies as after 80, and pawns enough for as long without a capture.
const closed = "rnbqkbnr/1p1p1p1p/8/p1p1p1p1/P1P1P1P1/8/1P1P1P1P/RNBQKBNR w - - 0 1"

// quietGame is a game of so many plies from closed that goes on: the pieces walk
// about, and just before fifty moves are over a pawn moves.
func quietGame(tb testing.TB, plies int) []string {
	tb.Helper()
	r := rand.New(rand.NewPCG(1, 0))
	g := sitDown(tb, Setup{FEN: closed})
	var moves []string
	for len(moves) < plies {
		next, quiet := "", 0
		for _, l := range g.s.pos.Legal() {
			after := g.s.pos.After(l)
			pawn := after.HalfMoves() == 0
			if l.Capture || l.Check || g.s.timesOf(after) > 1 || pawn && g.s.pos.HalfMoves() < 90 {
				continue
			} else if pawn {
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
		s, now := freshGame(b, ""), noon
		for _, uci := range moves {
			move(b, s, uci, now)
			now = now.Add(time.Second)
		}
		plies += len(moves)
	}
	b.ReportMetric(float64(time.Since(start).Nanoseconds())/float64(plies), "ns/move")
}

// BenchmarkMoveAtPly is such a move late in a longer and longer game, on average
// over 40 plies, with up to 90 positions that could be repeated.
func BenchmarkMoveAtPly(b *testing.B) {
	const window = 40
	for _, ply := range []int{80, 300, 600} {
		moves := quietGame(b, ply)
		before := make([]*State, window)
		legal := 0.0
		for i := range before {
			before[i] = freshGame(b, closed)
			for _, uci := range moves[:ply-window+i] {
				move(b, before[i], uci, noon)
			}
			legal += float64(len(before[i].pos.Legal())) / window
		}
		b.Run(strconv.Itoa(ply), func(b *testing.B) {
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				s := *before[i%window] // so that the same move can be made again
				last := Move{Text: moves[ply-window+i%window], On: s.On()}
				events, err := Apply(&s, s.Turn(), last, noon)
				if err != nil || len(events) != 1 {
					b.Fatal(events, err)
				}
				s.prints = slices.Clone(s.prints)
				if err := s.Replay(s.Turn(), events[0], noon); err != nil {
					b.Fatal(err)
				}
				i++
			}
			b.ReportMetric(legal, "legal/ply") // which is what a move's time depends on
		})
		b.Run(strconv.Itoa(ply)+" the library's part", func(b *testing.B) {
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				m, _ := board.ParseMove(moves[ply-window+i%window])
				if before[i%window].pos.SAN(m) == "" {
					b.Fatal("no SAN")
				}
				i++
			}
		})
	}
}

// BenchmarkTakebackAtPly600 replays the moves that stay, to decide and to do it.
func BenchmarkTakebackAtPly600(b *testing.B) {
	s := freshGame(b, closed)
	for _, uci := range quietGame(b, 600) {
		move(b, s, uci, noon)
	}
	if err := s.Replay(Black, Offered{Takeback}, noon); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		events, err := Apply(s, White, Accept{s.N()}, noon)
		if err != nil {
			b.Fatal(err)
		}
		next := *s
		if err := next.Replay(White, events[0], noon); err != nil {
			b.Fatal(err)
		}
	}
}

func freshGame(tb testing.TB, fen string) *State {
	tb.Helper()
	s, err := New(Setup{Control: Control{Base: MaxBase}, FEN: fen})
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
	g := sitDown(b, Setup{Control: Control{Base: MaxBase}})
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
	t.Run("with captures and pawn moves", func(t *testing.T) { isSmall(t, "", longGame(t, 80)) })
	t.Run("in which everything could still be repeated", func(t *testing.T) { isSmall(t, closed, quietGame(t, 80)) })
}

func isSmall(t *testing.T, fen string, moves []string) {
	const games, logs, most = 10_000, 20, 1024
	var played [logs]*table
	for i := range played {
		played[i] = sitDown(t, Setup{Control: Control{Base: MaxBase}, FEN: fen})
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
