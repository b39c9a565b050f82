package game

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"pgregory.net/rapid"
)

// noon is when the games of these tests begin.
var noon = time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)

var fiveThree = Control{Base: 5 * time.Minute, Inc: 3 * time.Second}

// table is a game in a test: it replays what Apply decides, as a room does
// whose journal needs no time, and knows what time it is.
type table struct {
	t   rapid.TB
	s   *State
	now time.Time
	log []logged

	disk time.Duration // what its journal needs
}

type logged struct {
	by      Side
	e       Event
	at      time.Time
	durable time.Time
}

// stored is the event as a log holds it.
func (l logged) stored() Event {
	if m, ok := l.e.(Moved); ok {
		m.step = nil
		return m
	}
	return l.e
}

// sitDown starts a game.
func sitDown(t rapid.TB, setup Setup) *table {
	t.Helper()
	s, err := New(setup)
	if err != nil {
		t.Fatal(err)
	}
	g := &table{t: t, s: s, now: noon}
	g.happen(White, Started{})
	return g
}

func (g *table) happen(by Side, events ...Event) {
	g.t.Helper()
	g.happenAt(g.now, by, events...)
}

// happenAt is happen for a command that was received a little earlier.
func (g *table) happenAt(at time.Time, by Side, events ...Event) {
	g.t.Helper()
	for _, e := range events {
		if err := g.s.Replay(by, e, at); err != nil {
			g.t.Fatal(err)
		}
		g.log = append(g.log, logged{by, e, at, g.now.Add(g.disk)})
	}
	g.now = g.now.Add(g.disk)
	g.s.Start(g.now)
}

// try applies c and reports its events or its refusal.
func (g *table) try(by Side, c Command) ([]Event, error) {
	g.t.Helper()
	events, err := Apply(g.s, by, c, g.now)
	if err == nil {
		g.happen(by, events...)
	}
	return events, err
}

// do applies c, which must be allowed.
func (g *table) do(by Side, c Command) []Event {
	g.t.Helper()
	events, err := g.try(by, c)
	if err != nil {
		g.t.Fatalf("%s: %T %+v: %v", by, c, c, err)
	}
	return events
}

// refused applies c, which must be refused with want.
func (g *table) refused(by Side, c Command, want error) {
	g.t.Helper()
	if _, err := g.try(by, c); !errors.Is(err, want) {
		g.t.Errorf("%s: %T %+v: %v, want %v", by, c, c, err, want)
	}
}

// play makes moves in turn, without a moment's thought.
func (g *table) play(moves ...string) {
	g.t.Helper()
	for _, uci := range moves {
		g.do(g.s.Turn(), Move{Text: uci, On: g.s.On()})
	}
}

func (g *table) wait(d time.Duration) { g.now = g.now.Add(d) }

func (g *table) clocks() Clocks { return g.s.Clocks(g.now) }

// ended checks how the game has ended.
func (g *table) ended(result Result, reason Reason) {
	g.t.Helper()
	if end, over := g.s.Ended(); !over || end.Result != result || end.Reason != reason {
		g.t.Errorf("ended = %v %s %s, want %s %s", over, end.Result, end.Reason, result, reason)
	}
}

// legalMoves lists the legal moves of a game in UCI; none after the end.
func legalMoves(s *State) []string {
	var moves []string
	if !s.over() {
		for _, l := range s.pos.Legal() {
			moves = append(moves, l.String())
		}
	}
	return moves
}

// lastMove is the last move in UCI, empty before the first.
func lastMove(s *State) string {
	if s.Ply() == 0 {
		return ""
	}
	return s.past.moves[s.Ply()-1].String()
}

func canClaimDraw(s *State) bool {
	_, ok := claimable(s.pos, s.times())
	return ok && !s.over()
}

// read loads a table that several packages' tests share.
func read(t testing.TB, path string, into any) {
	t.Helper()
	raw, err := os.ReadFile("../testdata/" + path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, into); err != nil {
		t.Fatal(err)
	}
}

// operaMoves is the game in testdata/pgn that Morphy won at the opera.
func operaMoves(t testing.TB) []string {
	t.Helper()
	raw, err := os.ReadFile("../testdata/pgn/opera.uci")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Fields(string(raw))
}

func TestDrawsComeWhenTheRulesSay(t *testing.T) {
	var cases []struct {
		Name      string   `json:"name"`
		Why       string   `json:"why"`
		FEN       string   `json:"fen"`
		Moves     []string `json:"moves"`
		End       string   `json:"end"`
		EndPly    int      `json:"end_ply"`
		Threefold int      `json:"threefold_first_ply"`
		Fifty     bool     `json:"fifty"`
	}
	read(t, "draws/draw_cases.json", &cases)
	if len(cases) < 11 {
		t.Fatalf("only %d cases", len(cases))
	}
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			g := sitDown(t, Setup{FEN: c.FEN})
			threefold := 0
			for _, uci := range c.Moves {
				g.play(uci)
				if reason, ok := claimable(g.s.pos, g.s.times()); ok && reason == Threefold && threefold == 0 {
					threefold = g.s.Ply()
				}
			}
			if threefold != c.Threefold {
				t.Errorf("threefold first at ply %d, want %d: %s", threefold, c.Threefold, c.Why)
			}
			end, over := g.s.Ended()
			if over != (c.End != "ongoing") || over && string(end.Reason) != c.End {
				t.Errorf("ended %v %q, want %q: %s", over, end.Reason, c.End, c.Why)
			}
			if over && g.s.Ply() != c.EndPly {
				t.Errorf("ended at ply %d, want %d", g.s.Ply(), c.EndPly)
			}
			if fifty := g.s.pos.HalfMoves() >= 100; fifty != c.Fifty {
				t.Errorf("fifty moves = %v, want %v", fifty, c.Fifty)
			}
		})
	}
}

func TestAFallenFlagIsADrawAgainstThoseWhoCannotMate(t *testing.T) {
	var cases []struct {
		FEN    string `json:"fen"`
		Falls  string `json:"flag_falls"`
		Result string `json:"result"`
	}
	read(t, "flagfall/flagfall.json", &cases)
	for _, c := range cases {
		pos, err := Setup{FEN: c.FEN}.position()
		if err != nil { // the table does not care who is to move, even where Black stands in check
			pos, err = Setup{FEN: strings.Replace(c.FEN, " w ", " b ", 1)}.position()
		}
		if err != nil {
			t.Fatal(err)
		}
		loser := White
		if c.Falls == "black" {
			loser = Black
		}
		if c.Result == "draw" {
			c.Result = string(Drawn)
		}
		if result, _ := flagFallen(pos, loser, false); string(result) != c.Result {
			t.Errorf("%s, %s's flag: %s, want %s", c.FEN, c.Falls, result, c.Result)
		}
	}
}

func TestTheOperaGameIsPlayedToMate(t *testing.T) {
	g := sitDown(t, Setup{Control: fiveThree})
	g.play(operaMoves(t)...)
	g.ended(WhiteWins, Checkmate)
	if g.s.Ply() != 33 || g.s.FEN() != "1n1Rkb1r/p4ppp/4q3/4p1B1/4P3/8/PPP2PPP/2K5 b k - 1 17" {
		t.Errorf("ply %d, %s", g.s.Ply(), g.s.FEN())
	}
	raw, err := os.ReadFile("../testdata/pgn/opera.pgn")
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(raw), "\n\n")
	var sans []string
	for _, word := range strings.Fields(text) {
		if !strings.HasSuffix(word, ".") {
			sans = append(sans, word)
		}
	}
	for i, m := range g.s.Moves() {
		if m.SAN != sans[i] {
			t.Errorf("ply %d: %s, the book says %s", i+1, m.SAN, sans[i])
		}
	}
}

func TestNothingIsAcceptedAfterTheResult(t *testing.T) {
	g := sitDown(t, Setup{Control: fiveThree})
	g.play("f2f3", "e7e5", "g2g4", "d8h4")
	g.ended(BlackWins, Checkmate)
	for _, c := range []Command{
		Move{Text: "a2a3", On: g.s.On()},
		Offer{Draw, g.s.On()},
		Accept{1},
		Decline{1},
		Claim{What: Draw, On: g.s.On()},
		Resign{},
		Abort{},
		GiveTime{},
		Sit{},
		Flag{},
		NoFirstMove{},
		Stop{Why: "drain"},
		Go{},
		EndByServer{},
	} {
		g.refused(White, c, ErrOver)
	}
	if err := g.s.Replay(White, Offered{Draw}, g.now); !errors.Is(err, errReplay) {
		t.Errorf("an event after the result: %v", err)
	}
}

func TestMovesAreRefusedForAReason(t *testing.T) {
	g := sitDown(t, Setup{Control: fiveThree})
	g.refused(Black, Move{Text: "e7e5", On: 1}, ErrTurn)
	g.refused(White, Move{Text: "e7e5", On: 1}, ErrIllegal)
	g.refused(White, Move{Text: "e2e5", On: 1}, ErrIllegal)
	g.refused(White, Move{Text: "hello", On: 1}, ErrBadMove)
	g.refused(White, Move{Text: "e2e4", On: 0}, ErrStale)
	g.refused(White, Move{Text: "e2e4", On: 2}, ErrStale)
	g.play("e2e4")
	g.refused(White, Move{Text: "d2d4", On: 1}, ErrStale)
	g.refused(White, Move{Text: "d2d4", On: 2}, ErrTurn)

	fresh, err := New(Setup{Control: fiveThree})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Apply(fresh, White, Move{Text: "e2e4"}, noon); !errors.Is(err, ErrNotStarted) {
		t.Errorf("before event 1: %v", err)
	}
}

func TestAStoredGameThatCannotBeIsRefusedWithoutAPanic(t *testing.T) {
	for why, events := range map[string][]Event{
		"no start":                   {Moved{UCI: "e2e4"}},
		"two starts":                 {Started{}, Started{}},
		"an illegal move":            {Started{}, Moved{UCI: "e2e5"}},
		"a move from an empty field": {Started{}, Moved{UCI: "e4e5q"}},
		"text that is no move":       {Started{}, Moved{UCI: ""}},
		"going back to where it is":  {Started{}, TakenBack{Ply: 0}},
		"going back below zero":      {Started{}, Moved{UCI: "e2e4"}, TakenBack{Ply: -1}},
		"nothing":                    {Started{}, nil},
	} {
		s, err := New(Setup{Control: fiveThree})
		for _, e := range events {
			if err == nil {
				err = s.Replay(White, e, noon)
			}
		}
		if !errors.Is(err, errReplay) {
			t.Errorf("%s: %v", why, err)
		}
	}
}

func TestAGameMayStartFromAPosition(t *testing.T) {
	g := sitDown(t, Setup{Control: fiveThree, FEN: "4k3/8/8/8/8/8/4p3/K7 b - - 0 40"})
	if g.s.Turn() != Black {
		t.Fatal("Black is to move")
	}
	g.play("e2e1q")
	if g.s.Turn() != White || lastMove(g.s) != "e2e1q" {
		t.Errorf("turn %s after %s", g.s.Turn(), lastMove(g.s))
	}
	for why, fen := range map[string]string{
		"two kings short":   "8/8/8/8/8/8/8/8 w - - 0 1",
		"mated already":     "7k/6Q1/5K2/8/8/8/8/8 b - - 0 1",
		"a dead position":   "8/8/8/8/8/8/8/K1k5 w - - 0 1",
		"stalemate already": "7k/5Q2/6K1/8/8/8/8/8 b - - 0 1",
	} {
		if _, err := New(Setup{FEN: fen}); !errors.Is(err, ErrFEN) {
			t.Errorf("%s: %v", why, err)
		}
	}
}
