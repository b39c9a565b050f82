package game

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// anyCommand draws something that a player, a room or a hostile client may ask for.
func anyCommand(r *rapid.T, s *State) Command {
	on := s.On()
	if rapid.IntRange(0, 9).Draw(r, "stale") == 0 {
		on = rapid.Uint64Range(0, s.N()+1).Draw(r, "on")
	}
	number := rapid.Uint64Range(0, s.N()+1).Draw(r, "number")
	if n, _, _, open := s.OpenOffer(); open && rapid.Bool().Draw(r, "the open one") {
		number = n
	}
	what := rapid.SampledFrom([]What{Draw, Takeback, GoneWin, GoneDraw, "rubbish"})
	lag := time.Duration(rapid.IntRange(-10, 2_000_000).Draw(r, "lag µs")) * time.Microsecond
	moves := append(legalMoves(s), "e2e4", "0000", "e4e5q")
	return rapid.SampledFrom([]Command{
		Move{rapid.SampledFrom(moves).Draw(r, "move"), on, lag},
		Move{rapid.SampledFrom(moves).Draw(r, "another move"), on, lag},
		Move{rapid.SampledFrom(moves).Draw(r, "a third move"), on, 0},
		Offer{what.Draw(r, "what"), on},
		Accept{number},
		Decline{number},
		Claim{What: what.Draw(r, "claim"), On: on},
		GiveTime{},
		Abort{},
		Sit{},
		Flag{Lag: lag},
		NoFirstMove{},
		Stop{"drain"},
		Go{},
	}).Draw(r, "command")
}

func anySetup(r *rapid.T) Setup {
	return Setup{
		Control: Control{
			Base: time.Duration(rapid.IntRange(0, 60).Draw(r, "base")) * time.Second,
			Inc:  time.Duration(rapid.IntRange(0, 5).Draw(r, "increment")) * time.Second,
		},
		FEN: rapid.SampledFrom([]string{
			"", "7k/8/5K2/8/8/8/8/6Q1 w - - 97 120", "4k3/P6p/8/8/8/8/p6P/4K3 b - - 0 1", "r3k2r/8/8/3pP3/8/8/8/R3K2R w KQkq d6 0 1",
		}).Draw(r, "position"),
		Link: rapid.Bool().Draw(r, "link"),
	}
}

// visible is all of a game that its owner can see.
type visible struct {
	n, on    uint64
	turn     Side
	fen      string
	last     string
	legal    []string
	clocks   Clocks
	moves    []PastMove
	stopped  string
	offer    [3]any
	ended    Ended
	claim    bool
	flagAt   time.Time
	windowBy time.Time
}

func look(s *State, now time.Time) visible {
	n, by, what, _ := s.OpenOffer()
	v := visible{
		n: s.N(), on: s.On(), turn: s.Turn(), fen: s.FEN(), last: lastMove(s), legal: legalMoves(s),
		clocks: s.Clocks(now), moves: s.Moves(), stopped: s.Stopped(), offer: [3]any{n, by, what}, claim: canClaimDraw(s),
	}
	v.ended, _ = s.Ended()
	v.flagAt, _ = s.FlagAt()
	v.windowBy, _ = s.FirstMoveBy()
	return v
}

func TestWhateverIsAskedTheGameStaysWhole(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		setup := anySetup(r)
		g := sitDown(t, setup)
		for range rapid.IntRange(1, 60).Draw(r, "commands") {
			g.wait(time.Duration(rapid.IntRange(-5_000, 9_000_000).Draw(r, "µs later")) * time.Microsecond)
			by := Side(rapid.IntRange(0, 1).Draw(r, "by"))
			c := anyCommand(r, g.s)
			before, clocks := look(g.s, g.now), g.clocks()
			other := clocks.Of(g.s.Turn().Other())

			events, err := Apply(g.s, by, c, g.now)
			if after := look(g.s, g.now); !reflect.DeepEqual(before, after) {
				r.Fatalf("deciding %T (%v) changed the game:\n%+v\n%+v", c, err, before, after)
			}
			if err != nil {
				continue
			}
			if before.ended.Result != "" {
				r.Fatalf("%T was accepted after the result", c)
			}
			turn := g.s.Turn()
			g.happen(by, events...)
			after := g.clocks()
			if min(after.White, after.Black) < 0 {
				r.Fatalf("a clock is negative after %T: %v", c, after)
			}
			switch e := events[0].(type) {
			case Moved:
				if by != turn || !slices.Contains(before.legal, e.UCI) {
					r.Fatalf("%s by %s was accepted", e.UCI, by)
				}
				if after.Of(turn.Other()) != other {
					r.Fatalf("a move changed the clock of the side that did not move")
				}
				if most := clocks.Of(turn) + e.Lag + setup.Control.Inc; e.Clocks.Of(turn) > most {
					r.Fatalf("%s on the clock from %s with %s granted", e.Clocks.Of(turn), clocks.Of(turn), e.Lag)
				}
				if e.Lag < 0 || e.Lag > maxLag || e.Spent < 0 {
					r.Fatalf("spent %s, granted %s", e.Spent, e.Lag)
				}
			case Ended:
				if len(events) != 1 {
					r.Fatalf("events after the result: %v", events)
				}
			}
		}
		sameAgain(r, g, setup)
	})
}

// sameAgain replays the log, as stored, into a new game and compares.
func sameAgain(r *rapid.T, g *table, setup Setup) {
	again, err := New(setup)
	if err != nil {
		r.Fatal(err)
	}
	for _, l := range g.log {
		e := l.e
		if m, ok := e.(Moved); ok {
			m.step = nil // what a log cannot hold
			e = m
		}
		if err := again.Replay(l.by, e, l.at.Truncate(time.Millisecond)); err != nil {
			r.Fatal(err)
		}
		again.Start(l.at)
	}
	if live, replayed := look(g.s, g.now), look(again, g.now); !reflect.DeepEqual(live, replayed) {
		r.Fatalf("replay differs from live:\n%+v\n%+v", live, replayed)
	}
	if g.s.quota != again.quota || !reflect.DeepEqual(g.s.asked, again.asked) || !slices.Equal(g.s.keys, again.keys) {
		r.Fatal("replay remembers other quotas, offers or positions than live")
	}
}

func TestChargesAddUpToTheTimeThatPassed(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		g := sitDown(t, Setup{Control: Control{Base: 30 * time.Minute, Inc: 2 * time.Second}})
		g.play("e2e4", "e7e5")
		var charged, passed time.Duration
		moves := 0
		for range rapid.IntRange(1, 20).Draw(r, "moves") {
			thought := time.Duration(rapid.IntRange(0, 20_000).Draw(r, "ms")) * ms
			g.wait(thought)
			uci := rapid.SampledFrom(legalMoves(g.s)).Draw(r, "move")
			lag := time.Duration(rapid.IntRange(0, 500).Draw(r, "lag")) * ms
			m := g.do(g.s.Turn(), Move{uci, g.s.On(), lag})[0].(Moved)
			charged, passed, moves = charged+m.Spent+m.Lag, passed+thought, moves+1
			if _, over := g.s.Ended(); over {
				break
			}
		}
		if charged != passed {
			r.Fatalf("%s charged or granted of %s", charged, passed)
		}
	})
}

func FuzzCommands(f *testing.F) {
	f.Add([]byte("\x00\x05\x01\x06"), uint8(0))
	f.Add([]byte("\x00\x00\x00\x00\x20\x03\x21\x04\x10\x08\x12\x09"), uint8(1))
	f.Add([]byte("\x0f\x0e\x0d\x0c\x0b\x0a\x09\x08\x07\x06\x05\x04\x03\x02\x01\x00"), uint8(2))
	f.Fuzz(func(t *testing.T, script []byte, kind uint8) {
		setups := []Setup{{Control: fiveThree}, {Control: Control{Inc: time.Second}, Link: true}, {FEN: "7k/8/5K2/8/8/8/8/6Q1 w - - 97 120"}}
		g := sitDown(t, setups[int(kind)%len(setups)])
		for i := 0; i+1 < len(script) && i < 400; i += 2 {
			op, arg := script[i], int(script[i+1])
			by := Side(op >> 7)
			g.wait(time.Duration(arg) * 37 * ms)
			move := "a1a1"
			if legal := legalMoves(g.s); len(legal) > 0 {
				move = legal[arg%len(legal)]
			}
			n, _, _, _ := g.s.OpenOffer()
			commands := []Command{
				Move{move, g.s.On(), time.Duration(arg) * ms},
				Move{move, g.s.On(), 0},
				Move{string(script[i:]), g.s.On(), 0},
				Offer{Draw, g.s.On()},
				Offer{Takeback, g.s.On()},
				Accept{n},
				Accept{uint64(arg)},
				Decline{n},
				Claim{What: Draw, On: g.s.On()},
				GiveTime{},
				Sit{},
				Stop{"storage"},
				Go{},
				Flag{},
				NoFirstMove{},
				Resign{},
			}
			before := look(g.s, g.now)
			if _, err := g.try(by, commands[int(op)%len(commands)]); err != nil && !reflect.DeepEqual(before, look(g.s, g.now)) {
				t.Fatal("a refusal changed the game")
			}
		}
	})
}
