package game

import (
	"errors"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"rookery/game/internal/board"
)

// FuzzWholeGames plays scripts in any control and from any position. Three
// bytes are a command: what is asked and by whom, about what, and after how long.
// Whatever is asked, nothing illegal happens, a refusal changes nothing, draws
// are there when a count of the FENs says so, and the log tells the same game.
func FuzzWholeGames(f *testing.F) {
	// move is a script of moves by number, back of moves that go back, White first; then what else is asked for.
	const (
		move = "\x00\x00\x00\x80\x00\x00"
		back = "\x01\x00\x00\x81\x00\x00"
	)
	shuffle := strings.Repeat(back, 8)
	for _, seed := range []struct {
		fen, control string
		link         bool
		script       string
	}{
		{"", "5+3", false, "\x00\x03\x00\x80\x05\x00" + shuffle + shuffle},
		{"", "unlimited", false, "\x00\x03\x00\x80\x05\x00" + shuffle[:6*3] + "\x0b\x00\x00"},
		{"", "1+0", false, "\x00\x03\x00\x80\x05\x00" + shuffle[:6*2] + "\x01\x00\x00\x8d\x00\x00\x8d\x01\x00"},
		{"", "unlimited", false, move + "\x05\x00\x00\x87\x00\x00\x00\x02\x05\x96\x00\x00"},
		{"", "0+2", true, "\x8d\x00\x00\x00\x09\x03\x80\x09\x03\x12\x00\x00\x10\x01\x20\x11\x00\x00\x0e\x00\xf8"},
		{"r3k2r/8/8/3pP3/8/8/8/R3K2R w KQkq d6 0 1", "1d3", false, move + shuffle + "\x0b\x00\x00"},
		{"7k/8/5K2/8/8/8/8/6Q1 w - - 97 120", "2b2", false, "\x00\x02\x07\x80\x00\x07\x0b\x00\x00\x0c\x03\x00\x00\x03\x00"},
		{"7k/8/5K2/8/8/8/8/6Q1 w - - 145 120", "2b2", false, move + shuffle},
		{"4k3/P6p/8/8/8/8/p6P/4K3 b - - 0 1", "2/1+1:1+0", false, "\x80\x00\x08\x00\x00\x10\x80\x01\x18\x00\x01\x20\x0f\x00\xff\x0e\x00\xff"},
		{"4k3/8/8/p1p1p1p1/P1P1P1P1/8/8/4K3 w - - 0 1", "0.5+0", false, move + "\x0f\x00\xff"},
	} {
		f.Add(seed.fen, seed.control, seed.link, []byte(seed.script))
	}
	f.Fuzz(func(t *testing.T, fen, control string, link bool, script []byte) {
		c, err := ParseControl(control)
		if err != nil {
			return
		}
		setup := Setup{Control: c, FEN: fen, Link: link}
		if _, err := New(setup); err != nil {
			return
		}
		g := &player{table: sitDown(t, setup)}
		g.fens = []string{g.s.FEN()}
		for i := 0; i+2 < len(script) && i < 3*150; i += 3 {
			g.wait(pauses[script[i+2]%8] * time.Duration(script[i+2]/8))
			g.ask(Side(script[i]>>7), g.command(int(script[i]&0x7f), int(script[i+1]), script[i:]))
		}
		g.fromItsLog(setup)
	})
}

var pauses = [8]time.Duration{0, ms, 37 * ms, time.Second, 3 * time.Second, 20 * time.Second, time.Minute, 10 * time.Minute}

// player plays a script and keeps the FENs of the game after each ply.
type player struct {
	*table
	fens []string
}

// command is what op and arg ask for; rest is text from outside.
func (g *player) command(op, arg int, rest []byte) Command {
	s, on, legal := g.s, g.s.On(), legalMoves(g.s)
	slices.Sort(legal) // so that a script stays the game that it was
	move, san, back := "a1a1", "Ka9", "a1a1"
	if len(legal) > 0 {
		move = legal[arg%len(legal)]
		m, _ := board.ParseMove(move)
		_, _, san, _ = s.pos.Play(m)
	}
	if ply := s.Ply(); ply >= 2 {
		last := s.past.moves[ply-2]
		back = last.String()[2:4] + last.String()[:2]
	}
	n, _, _, _ := s.OpenOffer()
	whats := []What{Draw, Takeback, GoneWin, GoneDraw, ""}
	what := whats[arg%len(whats)]
	amount := time.Duration(arg) * 250 * ms
	commands := []func() Command{
		func() Command { return Move{move, on, 0} },
		func() Command { return Move{back, on, 0} },
		func() Command { return Move{san, on, time.Duration(arg) * ms} },
		func() Command { return Move{string(rest), on, 0} },
		func() Command { return Move{move, uint64(arg), 0} },
		func() Command { return Offer{Takeback, on} },
		func() Command { return Offer{what, on} },
		func() Command { return Accept{n} },
		func() Command { return Accept{uint64(arg)} },
		func() Command { return Decline{n} },
		func() Command { return Claim{What: what, On: on, Gone: true} },
		func() Command { return Claim{What: Draw, On: on} },
		func() Command { return Claim{What: Draw, On: on, Move: []string{move, back, san, string(rest)}[arg%4]} },
		func() Command { return Sit{} },
		func() Command { return Flag{Lag: amount} },
		func() Command { return Flag{CannotMate: s.pos.CannotMate(s.pos.Turn()^1, 200)} },
		func() Command { return Stop{string(rest[:arg%len(rest)])} },
		func() Command { return Go{} },
		func() Command { return Credit{amount} },
		func() Command { return GiveTime{} },
		func() Command { return NoFirstMove{} },
		func() Command { return Abort{} },
		func() Command { return Resign{} },
		func() Command { return EndByServer{} },
	}
	return commands[op%len(commands)]()
}

// ask applies c and checks that what follows may follow.
func (g *player) ask(by Side, c Command) {
	before, turn := look(g.s, g.now), g.s.Turn()
	_, ended := g.s.Ended()
	events, err := Apply(g.s, by, c, g.now)
	if after := look(g.s, g.now); !reflect.DeepEqual(before, after) {
		g.t.Fatalf("deciding %T %+v (%v) changed the game:\n%+v\n%+v", c, c, err, before, after)
	}
	if ended && !errors.Is(err, ErrOver) {
		g.t.Fatalf("%T %+v after the end: %v", c, c, err)
	}
	if claim, ok := c.(Claim); ok && claim.What == Draw && claim.On == g.s.On() && claim.Move == "" && (err == nil || errors.Is(err, ErrNoClaim)) {
		if drawn := g.times() >= 3 || g.quiet() >= 100; drawn != (err == nil) {
			g.t.Fatalf("a claim: %v, in %q", err, g.fens)
		}
	}
	if err != nil {
		return
	}
	g.happen(by, events...)
	if left := g.clocks(); min(left.White, left.Black) < 0 {
		g.t.Fatalf("a clock is below zero after %T: %v", c, left)
	}
	switch e := events[0].(type) {
	case Moved:
		if by != turn || !slices.Contains(before.legal, e.UCI) {
			g.t.Fatalf("%s by %s was accepted in %s", e.UCI, by, before.fen)
		}
		if other := turn.Other(); e.Clocks.Of(other) != before.clocks.Of(other) {
			g.t.Fatalf("%s's clock was changed by the move of %s", other, turn)
		}
		g.fens = append(g.fens, e.FEN)
	case TakenBack:
		g.fens = g.fens[:e.Ply+1]
	case Ended:
		if e.Claimed != "" {
			next, err := g.s.Position().Play(e.Claimed)
			if err != nil {
				g.t.Fatal(err)
			}
			g.fens = append(g.fens, next.FEN())
		}
	}
	g.drawnRightly()
}

// drawnRightly checks that the game is drawn by repetition or moves if it has to be, and only if it may be.
func (g *player) drawnRightly() {
	g.t.Helper()
	end, over := g.s.Ended()
	times, quiet := g.times(), g.quiet()
	may, known := map[Reason]bool{Threefold: times >= 3, Fivefold: times >= 5, Fifty: quiet >= 100, SeventyFive: quiet >= 150}[end.Reason]
	if !over && (times >= 5 || quiet >= 150) || known && !may {
		g.t.Fatalf("%d times and %d quiet half-moves, %+v in %q", times, quiet, end, g.fens)
	}
}

// times counts how often the last FEN has stood, whatever its counters: FIDE
// 9.2, since a FEN of ours names an en-passant square only if the capture is legal.
func (g *player) times() (n int) {
	for _, fen := range g.fens {
		if same(fen) == same(g.fens[len(g.fens)-1]) {
			n++
		}
	}
	return n
}

func same(fen string) string { return strings.Join(strings.Fields(fen)[:4], " ") }

// quiet is the last FEN's count of half-moves without capture and pawn's move.
func (g *player) quiet() int {
	n, err := strconv.Atoi(strings.Fields(g.fens[len(g.fens)-1])[4])
	if err != nil {
		g.t.Fatal(err)
	}
	return n
}
