package pgn

import (
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"rookery/game"
)

const ms = time.Millisecond

// noon is when the games of these tests begin.
var noon = time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)

var fiveThree = game.Control{Base: 5 * time.Minute, Inc: 3 * time.Second}

// table is a game in a test, and knows what time it is.
type table struct {
	t   testing.TB
	s   *game.State
	now time.Time
}

func sitDown(t testing.TB, setup game.Setup) *table {
	t.Helper()
	s, err := game.New(setup)
	if err != nil {
		t.Fatal(err)
	}
	g := &table{t, s, noon}
	g.happen(game.White, game.Started{})
	return g
}

func (g *table) happen(by game.Side, events ...game.Event) {
	g.t.Helper()
	for _, e := range events {
		if err := g.s.Replay(by, e, g.now); err != nil {
			g.t.Fatal(err)
		}
	}
	g.s.Start(g.now)
}

// try applies c, if it is allowed.
func (g *table) try(by game.Side, c game.Command) bool {
	g.t.Helper()
	events, err := game.Apply(g.s, by, c, g.now)
	if err == nil {
		g.happen(by, events...)
	}
	return err == nil
}

// do applies c, which must be allowed.
func (g *table) do(by game.Side, c game.Command) {
	g.t.Helper()
	if !g.try(by, c) {
		g.t.Fatalf("%s: %T %+v is refused", by, c, c)
	}
}

// play makes moves in turn, without a moment's thought.
func (g *table) play(moves ...string) {
	g.t.Helper()
	for _, text := range moves {
		g.do(g.s.Turn(), game.Move{Text: text, On: g.s.On()})
	}
}

func (g *table) wait(d time.Duration) { g.now = g.now.Add(d) }

// over reports whether the game has ended.
func (g *table) over() bool {
	_, over := g.s.Ended()
	return over
}

func written(t testing.TB, tags Tags, s *game.State) string {
	t.Helper()
	var b strings.Builder
	if err := Write(&b, tags, s); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// operaMoves is the game in testdata/pgn that Morphy won at the opera.
func operaMoves(t testing.TB) []string {
	t.Helper()
	raw, err := os.ReadFile("../../testdata/pgn/opera.uci")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Fields(string(raw))
}

// extractor is Debian's pgn-extract, which reads PGN as we do not.
func extractor(t testing.TB) string {
	t.Helper()
	for _, name := range []string{"pgn-extract", "/usr/games/pgn-extract"} {
		if found, err := exec.LookPath(name); err == nil {
			return found
		}
	}
	t.Skip("pgn-extract is not installed")
	return ""
}
