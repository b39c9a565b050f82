package game

import (
	"math/rand/v2"
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
	texts := append(legalMoves(s), "e2e4", "0000", "e4e5q", "Nf3", "d5", "O-O")
	text := rapid.SampledFrom(texts)
	proved := func() bool { return s.pos.CannotMate(s.pos.Turn()^1, 100) }
	return rapid.SampledFrom([]func() Command{
		func() Command { return Move{text.Draw(r, "move"), on, lag} },
		func() Command { return Move{text.Draw(r, "move"), on, lag} },
		func() Command { return Move{text.Draw(r, "move"), on, lag} },
		func() Command { return Move{text.Draw(r, "move"), on, 0} },
		func() Command { return Move{text.Draw(r, "move"), on, 0} },
		func() Command { return Offer{what.Draw(r, "what"), on} },
		func() Command { return Offer{Takeback, on} },
		func() Command { return Accept{number} },
		func() Command { return Decline{number} },
		func() Command {
			gone := rapid.IntRange(0, 9).Draw(r, "gone") == 0
			return Claim{What: what.Draw(r, "claim"), On: on, Gone: gone}
		},
		func() Command { return Claim{What: Draw, On: on, Move: text.Draw(r, "intended")} },
		func() Command { return GiveTime{} },
		func() Command { return []Command{Abort{}, Resign{}, EndByServer{}}[min(2, number)] },
		func() Command { return Sit{} },
		func() Command { return Flag{Lag: lag, CannotMate: proved()} },
		func() Command { return NoFirstMove{} },
		func() Command { return Stop{"drain"} },
		func() Command { return Go{} },
		func() Command { return Credit{lag * 4} },
	}).Draw(r, "command")()
}

// anyControl draws a time control of every kind, its stages so short that games reach them.
func anyControl(r *rapid.T) Control {
	seconds := func(most int, of string) time.Duration {
		return time.Duration(rapid.IntRange(0, most).Draw(r, of)) * time.Second
	}
	moves := rapid.IntRange(0, 4)
	c := Control{Base: seconds(60, "base"), Inc: seconds(5, "increment"), Moves: moves.Draw(r, "moves")}
	c.Mode = Mode(rapid.IntRange(0, 2).Draw(r, "mode"))
	if c.Moves > 0 {
		c.Base = max(c.Base, time.Second)
		c.Then[0] = Stage{moves.Draw(r, "more moves"), seconds(30, "second base") + time.Second, seconds(5, "second increment")}
	}
	if c.Then[0].Moves > 0 {
		c.Then[1] = Stage{0, seconds(30, "third base"), seconds(5, "third increment") + time.Second}
	}
	if c.Validate() != nil { // a delay of nothing
		c.Mode = Fischer
	}
	return c
}

func anySetup(r *rapid.T) Setup {
	return Setup{
		Control: anyControl(r),
		FEN: rapid.SampledFrom([]string{
			"", "7k/8/5K2/8/8/8/8/6Q1 w - - 97 120", "4k3/P6p/8/8/8/8/p6P/4K3 b - - 0 1", "r3k2r/8/8/3pP3/8/8/8/R3K2R w KQkq d6 0 1",
			"6bk/7p/5p1P/5P2/8/8/8/K7 b - - 0 1",
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
	delay    time.Duration
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
		clocks: s.Clocks(now), delay: s.Delay(now), moves: s.Moves(), stopped: s.Stopped(),
		offer: [3]any{n, by, what}, claim: canClaimDraw(s),
	}
	v.ended, _ = s.Ended()
	v.flagAt, _ = s.FlagAt()
	v.windowBy, _ = s.FirstMoveBy()
	return v
}

func TestWhateverIsAskedTheGameStaysWhole(t *testing.T) { rapid.Check(t, staysWhole) }

// staysWhole asks for anything in any game, as a room does whose journal needs
// its time: nothing wrong happens, a decision changes nothing, and the log tells
// the same game and is believed, in which no event can be replaced by a forged one.
func staysWhole(r *rapid.T) {
	setup := anySetup(r)
	g := sitDown(r, setup)
	g.disk = time.Duration(rapid.IntRange(0, 40_000).Draw(r, "disk µs")) * time.Microsecond
	for range rapid.IntRange(1, 80).Draw(r, "commands") {
		g.wait(time.Duration(rapid.IntRange(0, 6_000_000).Draw(r, "µs later")) * time.Microsecond)
		by := Side(rapid.IntRange(0, 1).Draw(r, "by"))
		c := anyCommand(r, g.s)
		at := g.now.Add(-time.Duration(rapid.IntRange(0, 5_000).Draw(r, "µs earlier")) * time.Microsecond) // received
		before := look(g.s, at)
		events, err := Apply(g.s, by, c, at)
		if after := look(g.s, at); !reflect.DeepEqual(before, after) {
			r.Fatalf("deciding %T (%v) changed the game:\n%+v\n%+v", c, err, before, after)
		}
		if err != nil {
			continue
		}
		if before.ended.Result != "" {
			r.Fatalf("%T was accepted after the result", c)
		}
		g.happenAt(at, by, events...)
		whole(r, g, by, before, events, at)
	}
	sameAgain(r, g, setup)
	believed(r, g, setup)
}

// whole checks what events by by, decided at an instant in which the game was as
// before, have made of it.
func whole(r *rapid.T, g *table, by Side, before visible, events []Event, at time.Time) {
	control, turn := g.s.control(), before.turn
	after := g.s.Clocks(at)
	if min(after.White, after.Black) < 0 {
		r.Fatalf("a clock is negative after %T: %v", events[0], after)
	}
	was, is := before.clocks.Of(turn.Other()), after.Of(turn.Other())
	switch e := events[0].(type) {
	case Moved:
		if by != turn || !slices.Contains(before.legal, e.UCI) {
			r.Fatalf("%s by %s was accepted", e.UCI, by)
		}
		if is != was {
			r.Fatalf("a move changed the clock of the side that did not move")
		}
		earned := control.earned(e.Ply-1, e.Spent)
		if most := before.clocks.Of(turn) + e.Lag + earned; e.Clocks.Of(turn) > most {
			r.Fatalf("%s on the clock from %s with %s granted", e.Clocks.Of(turn), before.clocks.Of(turn), e.Lag)
		}
		if e.Lag < 0 || e.Lag > maxLag || e.Spent < 0 || (e.Quota != 0) != (e.Lag != 0) {
			r.Fatalf("spent %s, granted %s, %s left to grant", e.Spent, e.Lag, e.Quota)
		}
	case TimeGiven:
		if e.To == turn {
			was, is = before.clocks.Of(turn), after.Of(turn)
		}
		if e.To == by || is != was+e.Amount {
			r.Fatalf("%s gave %s to %s: %s from %s", by, e.Amount, e.To, is, was)
		}
	case Stopped, Restarted, Credited:
		if is != was || before.delay > g.s.Delay(at) {
			r.Fatalf("%T: %s from %s, delay %s from %s", e, is, was, g.s.Delay(at), before.delay)
		}
	case Ended:
		if len(events) != 1 {
			r.Fatalf("events after the result: %v", events)
		}
	}
}

// sameAgain replays the log, as stored, into a new game and compares.
func sameAgain(r *rapid.T, g *table, setup Setup) {
	again, err := New(setup)
	if err != nil {
		r.Fatal(err)
	}
	for _, l := range g.log {
		if err := again.Replay(l.by, l.stored(), l.at.Truncate(time.Millisecond)); err != nil {
			r.Fatal(err)
		}
		again.Start(l.durable)
	}
	if live, replayed := look(g.s, g.now), look(again, g.now); !reflect.DeepEqual(live, replayed) {
		r.Fatalf("replay differs from live:\n%+v\n%+v", live, replayed)
	}
	if g.s.quota != again.quota || !reflect.DeepEqual(g.s.asked, again.asked) || !slices.Equal(g.s.prints, again.prints) {
		r.Fatal("replay remembers other quotas, offers or positions than live")
	}
}

// believed has Judge read the log without knowing when any turn began, try to
// change each event a little, and compares the clocks that it comes to.
func believed(r *rapid.T, g *table, setup Setup) {
	again, err := New(setup)
	if err != nil {
		r.Fatal(err)
	}
	for i, l := range g.log {
		e := l.stored()
		if err := Judge(again, l.by, e, l.at); err != nil {
			r.Fatalf("event %d, %T %+v at %s: %v", i+1, e, e, l.at.Sub(noon), err)
		}
		for _, forged := range forgeries(e) {
			if Judge(again, l.by, forged, l.at) == nil {
				r.Fatalf("event %d: %+v was believed instead of %+v", i+1, forged, e)
			}
		}
		if err := again.Replay(l.by, e, l.at); err != nil {
			r.Fatal(err)
		}
	}
	if live, read := g.s.Moves(), again.Moves(); !slices.Equal(live, read) {
		r.Fatalf("the log tells another past:\n%+v\n%+v", live, read)
	}
	if g.s.clock.used != again.clock.used && !g.s.over() {
		r.Fatalf("the log tells %s of this turn, it was %s", again.clock.used, g.s.clock.used)
	}
}

// forgeries are events that are like e and could not have happened where e did.
func forgeries(e Event) []Event {
	switch e := e.(type) {
	case Moved:
		forged := [8]Moved{e, e, e, e, e, e, e, e}
		forged[0].SAN += "!"
		forged[1].FEN = "8/8/8/8/8/8/8/K1k5 w - - 0 1"
		forged[2].Ply++
		forged[3].Clocks.White++
		forged[4].Clocks.Black -= time.Microsecond // a whole ms may be what a log of the first form would show
		forged[5].Spent -= e.Spent + 1
		forged[6].Quota++
		forged[7].UCI += "?"
		return []Event{forged[0], forged[1], forged[2], forged[3], forged[4], forged[5], forged[6], forged[7]}
	case TimeGiven:
		forged := [3]TimeGiven{e, e, e}
		forged[0].Amount++
		forged[1].Clocks = Clocks{e.Clocks.White + giveTime, e.Clocks.Black + giveTime}
		forged[2].Waited -= e.Waited + 1
		return []Event{forged[0], forged[1], forged[2]}
	case Credited:
		forged := [2]Credited{e, e}
		forged[0].To = e.To.Other()
		forged[1].Amount = -e.Amount
		return []Event{forged[0], forged[1]}
	case Ended:
		forged := [3]Ended{e, e, e}
		forged[0].Result = "2-0"
		forged[1].Reason = "boredom"
		forged[2].Clocks = Clocks{e.Clocks.White + time.Hour, e.Clocks.Black + time.Hour}
		return []Event{forged[0], forged[1], forged[2]}
	case TakenBack:
		forged := [2]TakenBack{e, e}
		forged[0].Ply++
		forged[1].Clocks = Clocks{e.Clocks.White + time.Hour, e.Clocks.Black + time.Hour}
		return []Event{forged[0], forged[1]}
	case Declined:
		return []Event{Declined{e.Offer + 1, e.What}, Declined{e.Offer, "rubbish"}}
	}
	return nil
}

// TestChargesAddUpToTheTimeThatPassed keeps a stopwatch beside a game in which
// nobody oversteps: what was charged, granted to the network, waited in the delay
// and credited is all the time in which a clock ran.
func TestChargesAddUpToTheTimeThatPassed(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		control := anyControl(r)
		control.Base += 10 * time.Minute
		g := sitDown(r, Setup{Control: control})
		g.play("e2e4", "e7e5")
		var ran, credited time.Duration // in this turn
		start := g.clocks()             // as this turn began, and what was given in it
		for range rapid.IntRange(1, 40).Draw(r, "commands") {
			if _, over := g.s.Ended(); over {
				return
			}
			passed := time.Duration(rapid.IntRange(0, 4_000).Draw(r, "ms")) * ms
			g.wait(passed)
			if _, runs := g.s.Running(); runs {
				ran += passed
			}
			turn := g.s.Turn()
			text := rapid.SampledFrom(legalMoves(g.s)).Draw(r, "move")
			lag := time.Duration(rapid.IntRange(0, 500).Draw(r, "lag")) * ms
			n, asks, _, _ := g.s.OpenOffer()
			by := Side(rapid.IntRange(0, 1).Draw(r, "by"))
			c := rapid.SampledFrom([]Command{
				Move{text, g.s.On(), lag},
				Move{text, g.s.On(), lag},
				GiveTime{},
				Stop{"drain"},
				Go{},
				Credit{lag * 10},
				Offer{Takeback, g.s.On()},
				Accept{n},
			}).Draw(r, "command")
			switch c.(type) {
			case Move:
				by = turn
			case Accept:
				by = asks.Other()
			}
			index := g.s.Ply()
			events, err := g.try(by, c)
			if err != nil {
				continue
			}
			switch e := events[0].(type) {
			case Moved:
				net := ran - credited
				if index >= 2 {
					if got, want := e.Spent+e.Lag, net-min(net, control.delay(index)); got != want {
						r.Fatalf("%s charged or granted of %s that ran, %s credited", got, ran, credited)
					}
				}
				want := start.with(turn, start.Of(turn)-e.Spent+control.earned(index, e.Spent))
				if e.Clocks != want {
					r.Fatalf("the clocks show %v, want %v", e.Clocks, want)
				}
				if inc, added := control.Brings(index / 2); control.Mode == Bronstein && e.Clocks.Of(turn) > start.Of(turn)+added {
					r.Fatalf("Bronstein of %s gave more back than the turn took", inc)
				}
				ran, credited, start = 0, 0, e.Clocks
			case TakenBack:
				ran, credited, start = 0, 0, e.Clocks
			case TimeGiven:
				start = start.with(e.To, start.Of(e.To)+e.Amount)
			case Credited:
				credited += e.Amount
				if credited > ran {
					r.Fatalf("%s credited of %s", credited, ran)
				}
			}
		}
	})
}

// FuzzCommands lets Go's fuzzing look for a game that does not stay whole.
func FuzzCommands(f *testing.F) {
	for seed := range byte(8) {
		script := make([]byte, 16<<10) // enough to draw a game from
		rand.NewChaCha8([32]byte{seed}).Read(script)
		f.Add(script)
	}
	f.Fuzz(rapid.MakeFuzz(staysWhole))
}
