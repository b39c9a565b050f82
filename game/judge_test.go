package game

import (
	"strings"
	"testing"
	"time"
)

// fromLog is the game as its log tells it: nobody says when a turn began.
func (g *table) fromLog() *State {
	g.t.Helper()
	s, err := New(g.s.Setup())
	if err != nil {
		g.t.Fatal(err)
	}
	for _, l := range g.log {
		if err := s.Replay(l.by, l.stored(), l.at); err != nil {
			g.t.Fatal(err)
		}
	}
	return s
}

// lastLogged takes the last event off the log.
func (g *table) lastLogged() logged {
	last := g.log[len(g.log)-1]
	g.log = g.log[:len(g.log)-1]
	return last
}

// The games of these forgeries, and knights that bring the start about again.
var (
	blitz   = Setup{Control: fiveThree}
	delayed = Setup{Control: Control{Base: time.Minute, Inc: 5 * time.Second, Mode: Delay}}
	bare    = Setup{Control: Control{Base: time.Minute}, FEN: "4k3/8/8/8/8/8/4P3/4K3 w - - 0 1"}
	shuffle = []string{"g1f3", "g8f6", "f3g1", "f6g8"}
)

// forgedLogs are changes of the last event of a game that was played.
var forgedLogs = []struct {
	why   string
	setup Setup
	play  func(*table)
	forge func(Event) Event
	by    Side // Black if it is judged as Black's, else whose it was
	says  string
}{
	{
		why: "a move that is not legal", setup: blitz, play: func(g *table) { g.play("e2e4") },
		forge: func(e Event) Event { m := e.(Moved); m.UCI = "e2e5"; return m }, says: "not legal",
	},
	{
		why: "a move of the other side", setup: blitz, play: func(g *table) { g.play("e2e4") },
		forge: func(Event) Event { return Moved{UCI: "e7e5"} }, by: Black, says: "white's turn",
	},
	{
		why: "castling as people write it", setup: blitz,
		play:  func(g *table) { g.play("g1f3", "a7a6", "g2g3", "a6a5", "f1g2", "a5a4", "e1g1") },
		forge: func(e Event) Event { m := e.(Moved); m.UCI = "e1h1"; return m }, says: "is written e1g1",
	},
	{
		why: "the SAN of another move", setup: blitz, play: func(g *table) { g.play("g1f3") },
		forge: func(e Event) Event { m := e.(Moved); m.SAN = "Nh3"; return m }, says: "the SAN of this move is Nf3",
	},
	{
		why: "the ply of another move", setup: blitz, play: func(g *table) { g.play("e2e4", "e7e5") },
		forge: func(e Event) Event { m := e.(Moved); m.Ply = 3; return m }, says: "this is ply 2",
	},
	{
		why: "a first move that costs time", setup: blitz, play: func(g *table) { g.wait(time.Second); g.play("e2e4") },
		forge: func(e Event) Event {
			m := e.(Moved)
			m.Spent, m.Clocks.White = time.Second, m.Clocks.White-time.Second
			return m
		}, says: "in at most 0s",
	},
	{
		why: "more thought than there was time for", setup: blitz, play: func(g *table) { g.play("e2e4", "e7e5"); g.wait(time.Second); g.play("g1f3") },
		forge: func(e Event) Event {
			m := e.(Moved)
			m.Spent, m.Clocks.White = 2*time.Second, m.Clocks.White-time.Second
			return m
		}, says: "has run for 2s in at most 1s",
	},
	{
		why: "a thought that the clock does not show", setup: blitz, play: func(g *table) { g.play("e2e4", "e7e5"); g.wait(time.Second); g.play("g1f3") },
		forge: func(e Event) Event { m := e.(Moved); m.Spent = 0; return m }, says: "the mover's clock shows 5m3s",
	},
	{
		why: "an increment too many", setup: blitz, play: func(g *table) { g.play("e2e4", "e7e5", "g1f3") },
		forge: func(e Event) Event { m := e.(Moved); m.Clocks.White += 3 * time.Second; return m }, says: "shows 5m3s",
	},
	{
		why: "a move that takes from the opponent's clock", setup: blitz, play: func(g *table) { g.play("e2e4", "e7e5", "g1f3") },
		forge: func(e Event) Event { m := e.(Moved); m.Clocks.Black--; return m }, says: "opponent's clock",
	},
	{
		why: "more lag than there is quota", setup: Setup{Control: Control{Base: 15 * time.Second}},
		play: func(g *table) {
			g.play("e2e4", "e7e5")
			g.wait(time.Second)
			g.do(White, Move{"g1f3", g.s.On(), 100 * ms})
		},
		forge: func(e Event) Event {
			m := e.(Moved)
			m.Spent, m.Lag, m.Clocks.White = 0, time.Second, 15*time.Second
			return m
		}, says: "at most 300ms of lag",
	},
	{
		why: "a quota that does not follow", setup: blitz,
		play: func(g *table) {
			g.play("e2e4", "e7e5")
			g.wait(time.Second)
			g.do(White, Move{"g1f3", g.s.On(), 100 * ms})
		},
		forge: func(e Event) Event { m := e.(Moved); m.Quota += time.Second; return m }, says: "are left to grant",
	},
	{
		why: "a move within its delay that is charged", setup: delayed, play: func(g *table) { g.play("e2e4", "e7e5"); g.wait(4 * time.Second); g.play("g1f3") },
		forge: func(e Event) Event {
			m := e.(Moved)
			m.Spent, m.Clocks.White = ms, m.Clocks.White-ms
			return m
		}, says: "in at most 4s",
	},
	{
		why: "a move after the flag", setup: Setup{Control: Control{Base: time.Minute}},
		play: func(g *table) { g.play("e2e4", "e7e5"); g.wait(time.Minute); g.play("g1f3") },
		forge: func(e Event) Event {
			m := e.(Moved)
			m.Spent, m.Clocks.White = m.Spent+ms, -ms
			return m
		}, says: "the flag had fallen",
	},
	{
		why: "going on after mate", setup: blitz, play: func(g *table) { g.play("f2f3", "e7e5", "g2g4", "d8h4") },
		forge: func(Event) Event { return Moved{UCI: "a2a3"} }, says: "the end of the game by checkmate, 0-1",
	},
	{
		why: "the wrong winner", setup: blitz, play: func(g *table) { g.play("f2f3", "e7e5", "g2g4", "d8h4") },
		forge: func(e Event) Event { end := e.(Ended); end.Result = WhiteWins; return end }, says: "the end of the game by checkmate, 0-1",
	},
	{
		why: "a mate that is none", setup: blitz, play: func(g *table) { g.play("e2e4", "e7e5"); g.do(White, Resign{}) },
		forge: func(e Event) Event { end := e.(Ended); end.Reason = Checkmate; return end }, says: "no end by checkmate",
	},
	{
		why: "who resigns wins", setup: blitz, play: func(g *table) { g.play("e2e4", "e7e5"); g.do(White, Resign{}) },
		forge: func(e Event) Event { end := e.(Ended); end.Result = WhiteWins; return end }, says: "the result of that is 0-1",
	},
	{
		why: "a flag with time on the clock", setup: blitz, play: func(g *table) { g.play("e2e4", "e7e5"); g.wait(6 * time.Minute); g.do(White, Flag{}) },
		forge: func(e Event) Event { end := e.(Ended); end.Clocks.White = time.Second; return end }, says: "a fallen flag leaves nothing",
	},
	{
		why: "a flag before its time", setup: blitz, play: func(g *table) { g.play("e2e4", "e7e5"); g.wait(time.Minute); g.do(White, Resign{}) },
		forge: func(e Event) Event { end := e.(Ended); end.Reason, end.Clocks.White = FlagFell, 0; return end }, says: "cannot have run out",
	},
	{
		why: "a win by flag for a bare king", setup: bare, play: func(g *table) { g.play("e2e4", "e8e7"); g.wait(time.Hour); g.do(White, Flag{}) },
		forge: func(e Event) Event { end := e.(Ended); end.Result, end.Reason = BlackWins, FlagFell; return end }, says: "the end by this flag is flag_draw",
	},
	{
		why: "a draw by flag against a side that can mate", setup: Setup{Control: bare.Control},
		play:  func(g *table) { g.play("e2e4", "e7e5"); g.wait(time.Hour); g.do(White, Flag{}) },
		forge: func(e Event) Event { end := e.(Ended); end.Result, end.Reason = Drawn, FlagDraw; return end }, says: "the end by this flag is flag",
	},
	{
		why: "a claim too early", setup: blitz, play: func(g *table) { g.play(shuffle...); g.do(White, Resign{}) },
		forge: func(e Event) Event { end := e.(Ended); end.Result, end.Reason = Drawn, Threefold; return end }, says: "nothing to claim",
	},
	{
		why: "a claim by the side not to move", setup: blitz,
		play:  func(g *table) { g.play(shuffle...); g.play(shuffle...); g.do(White, Claim{What: Draw, On: g.s.On()}) },
		forge: func(e Event) Event { return e }, by: Black, says: "not your turn",
	},
	{
		why: "a claim with another move", setup: blitz,
		play: func(g *table) {
			g.play(shuffle...)
			g.play(shuffle[:3]...)
			g.do(Black, Claim{What: Draw, On: g.s.On(), Move: "Ng8"})
		},
		forge: func(e Event) Event { end := e.(Ended); end.Claimed = "a7a6"; return end }, by: Black, says: "nothing to claim",
	},
	{
		why: "a claim of fifty moves that is one of repetition", setup: blitz,
		play:  func(g *table) { g.play(shuffle...); g.play(shuffle...); g.do(White, Claim{What: Draw, On: g.s.On()}) },
		forge: func(e Event) Event { end := e.(Ended); end.Reason = Fifty; return end }, says: "one by threefold",
	},
	{
		why: "resigning with a claim", setup: blitz, play: func(g *table) { g.play("e2e4", "e7e5"); g.do(White, Resign{}) },
		forge: func(e Event) Event { end := e.(Ended); end.Claimed = "g1f3"; return end }, says: "only a draw is claimed",
	},
	{
		why: "an agreement that nobody offered", setup: blitz, play: func(g *table) { g.play("e2e4", "e7e5"); g.do(White, Resign{}) },
		forge: func(e Event) Event { end := e.(Ended); end.Result, end.Reason = Drawn, Agreement; return end }, says: "offered no draw",
	},
	{
		why: "aborted when both had moved", setup: blitz, play: func(g *table) { g.play("e2e4", "e7e5"); g.do(White, EndByServer{}) },
		forge: func(e Event) Event { end := e.(Ended); end.Reason = Aborted; return end }, says: "both sides have moved",
	},
	{
		why: "no patience with a first move", setup: blitz, play: func(g *table) { g.wait(24 * time.Second); g.do(White, Abort{}) },
		forge: func(e Event) Event { end := e.(Ended); end.Reason = FirstMoveMissing; return end }, says: "has all its time",
	},
	{
		why: "a bare king that wins by abandonment", setup: bare, play: func(g *table) { g.play("e2e4", "e8e7"); g.do(Black, Claim{GoneDraw, g.s.On(), true, ""}) },
		forge: func(e Event) Event { end := e.(Ended); end.Result = BlackWins; return end }, by: Black, says: "the claimant cannot win",
	},
	{
		why: "an offer where one is open", setup: blitz,
		play: func(g *table) {
			g.play("e2e4", "e7e5")
			g.do(White, Offer{Draw, g.s.On()})
			g.do(Black, Decline{g.s.N()})
		},
		forge: func(Event) Event { return Offered{Takeback} }, says: "An offer is open already.",
	},
	{
		why: "declining another offer", setup: blitz,
		play: func(g *table) {
			g.play("e2e4", "e7e5")
			g.do(White, Offer{Draw, g.s.On()})
			g.do(Black, Decline{g.s.N()})
		},
		forge: func(Event) Event { return Declined{2, Draw} }, says: "the position has changed",
	},
	{
		why: "a takeback that moved on", setup: blitz, play: func(g *table) { g.play("e2e4", "e7e5"); g.do(White, Offer{Takeback, g.s.On()}); g.play("g1f3") },
		forge: func(Event) Event { return Offered{Draw} }, says: "withdraws the takeback",
	},
	{
		why: "a takeback that nobody asked for", setup: blitz, play: func(g *table) { g.play("e2e4", "e7e5") },
		forge: func(Event) Event { return TakenBack{Ply: 0} }, says: "no such offer",
	},
	{
		why: "a takeback of too many moves", setup: blitz, play: func(g *table) { g.play("e2e4", "e7e5"); takeBack(g, White) },
		forge: func(e Event) Event { back := e.(TakenBack); back.Ply = 1; return back }, by: Black, says: "goes back to ply 0",
	},
	{
		why: "a takeback that keeps the increment", setup: blitz, play: func(g *table) { g.play("e2e4", "e7e5", "g1f3"); takeBack(g, White) },
		forge: func(e Event) Event { back := e.(TakenBack); back.Clocks.White += 3 * time.Second; return back }, by: Black, says: "what the undone moves earned goes",
	},
	{
		why: "a minute given", setup: blitz, play: func(g *table) { g.do(White, GiveTime{}) },
		forge: func(e Event) Event {
			given := e.(TimeGiven)
			given.Amount, given.Clocks.Black = time.Minute, 6*time.Minute
			return given
		}, says: "a player gives the opponent 15s",
	},
	{
		why: "time given to oneself", setup: blitz, play: func(g *table) { g.do(White, GiveTime{}) },
		forge: func(e Event) Event { given := e.(TimeGiven); given.To = White; return given }, says: "a player gives the opponent 15s",
	},
	{
		why: "a delay that is renewed", setup: delayed,
		play: func(g *table) {
			g.play("e2e4", "e7e5")
			g.wait(6 * time.Second)
			g.do(White, GiveTime{})
		},
		forge: func(e Event) Event { given := e.(TimeGiven); given.Waited = 0; return given }, says: "the delay is used before the clock counts",
	},
	{
		why: "a credit of more than the turn has cost", setup: blitz,
		play: func(g *table) {
			g.play("e2e4", "e7e5")
			g.wait(6 * time.Second)
			g.do(White, Credit{time.Second})
		},
		forge: func(e Event) Event {
			credited := e.(Credited)
			credited.Amount, credited.Clocks.White = time.Minute, 6*time.Minute
			return credited
		}, says: "given back more than the turn has cost",
	},
	{
		why: "a stop where no clock runs", setup: blitz, play: func(g *table) { g.play("e2e4") },
		forge: func(Event) Event { return Stopped{Why: "drain", Clocks: Clocks{5 * time.Minute, 5 * time.Minute}} }, says: "no clock runs",
	},
	{
		why: "a stop for nothing", setup: blitz, play: func(g *table) { g.play("e2e4", "e7e5"); g.do(White, Stop{"drain"}) },
		forge: func(e Event) Event { stopped := e.(Stopped); stopped.Why = ""; return stopped }, says: "no reason",
	},
	{
		why: "going on with other clocks", setup: blitz, play: func(g *table) { g.play("e2e4", "e7e5"); g.do(White, Stop{"drain"}); g.do(White, Go{}) },
		forge: func(Event) Event { return Restarted{Clocks{time.Minute, time.Minute}} }, says: "what they stood at",
	},
	{
		why: "a second start", setup: blitz, play: func(g *table) { g.play("e2e4") },
		forge: func(Event) Event { return Started{} }, says: "starts once",
	},
	{
		why: "a second guest", setup: blitz, play: func(g *table) { g.play("e2e4") },
		forge: func(Event) Event { return Seated{Black} }, says: "no seat is free",
	},
	{
		why: "a move before the guest has come", setup: Setup{Link: true}, play: func(g *table) { g.do(Black, Sit{}) },
		forge: func(Event) Event { return Moved{UCI: "e2e4"} }, says: "a seat is free",
	},
}

// TestAForgedLogIsNotBelieved has Judge believe that event as it was, and not as
// it is then.
func TestAForgedLogIsNotBelieved(t *testing.T) {
	for _, c := range forgedLogs {
		t.Run(c.why, func(t *testing.T) {
			g := sitDown(t, c.setup)
			c.play(g)
			last := g.lastLogged()
			s := g.fromLog()
			if err := Judge(s, last.by, last.stored(), last.at); err != nil {
				t.Fatalf("what was played is not believed: %v", err)
			}
			by := last.by
			if c.by == Black {
				by = Black
			}
			err := Judge(s, by, c.forge(last.stored()), last.at)
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v, want it to say %q", err, c.says)
			}
		})
	}
}

// takeBack has by's last move taken back.
func takeBack(g *table, by Side) {
	g.do(by, Offer{Takeback, g.s.On()})
	g.do(by.Other(), Accept{g.s.N()})
}

func TestNothingIsBelievedAfterTheEnd(t *testing.T) {
	g := sitDown(t, Setup{Control: fiveThree})
	g.play("e2e4", "e7e5")
	g.do(White, Resign{})
	for _, e := range []Event{Moved{UCI: "g1f3"}, Offered{Draw}, Ended{Result: BlackWins, Reason: Resignation}, Started{}} {
		if err := Judge(g.fromLog(), White, e, g.now); err == nil || err.Error() != "the game is over" {
			t.Errorf("%T: %v", e, err)
		}
	}
}

func TestADrawByAFlagIsBelievedWhereAProofConfirmsIt(t *testing.T) {
	locked := "4k3/8/8/p1p1p1p1/P1P1P1P1/8/8/4K3 w - - 0 1" // no king can cross, no pawn can move
	for _, proved := range []bool{true, false} {
		g := sitDown(t, Setup{Control: Control{Base: time.Minute}, FEN: locked})
		g.play("e1d1", "e8d8")
		g.wait(2 * time.Minute)
		g.do(White, Flag{CannotMate: proved})
		if proved {
			g.ended(Drawn, FlagDraw)
		} else {
			g.ended(BlackWins, FlagFell) // counting material is enough for a result, if not for a just one
		}
		last := g.lastLogged()
		if err := Judge(g.fromLog(), last.by, last.e, last.at); err != nil {
			t.Errorf("proved = %v: %v", proved, err)
		}
	}
}

func TestALogIsBelievedOfAMachineWhoseTimeWasSetBack(t *testing.T) {
	g := sitDown(t, Setup{Control: fiveThree})
	g.play("e2e4", "e7e5")
	g.wait(10 * time.Second)
	g.do(White, Stop{"drain"})
	g.wait(-time.Hour) // the next process begins an hour earlier
	g.do(White, Go{})
	g.wait(10 * time.Second)
	g.play("g1f3")
	last := g.lastLogged()
	if m := last.e.(Moved); m.Spent != 20*time.Second {
		t.Errorf("%s spent", m.Spent)
	}
	if err := Judge(g.fromLog(), last.by, last.stored(), last.at); err != nil {
		t.Error(err)
	}
}
