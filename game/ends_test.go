package game

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
)

// ending is a case of testdata/ends: a game, how it ends, and a sentence saying
// why, with the article of the FIDE Laws where one decides. Each line of Play is
// moves in SAN, written exactly, or a sentence that means says what it does;
// after a colon stands why it is refused. The game ends with the last line or not at all.
type ending struct {
	Why     string   `json:"why"`
	FEN     string   `json:"fen"`
	Control string   `json:"control"` // unlimited if there is none
	Link    bool     `json:"link"`
	Play    []string `json:"play"`
	End     string   `json:"end"` // result and reason, or goesOn
}

const goesOn = "goes on"

// endings reads testdata/ends, by file.
func endings(t testing.TB) map[string][]ending {
	t.Helper()
	files, err := filepath.Glob("../testdata/ends/*.json")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]ending{}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var cases []ending
		if err := json.Unmarshal(raw, &cases, json.RejectUnknownMembers(true)); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		all[strings.TrimSuffix(filepath.Base(file), ".json")] = cases
	}
	return all
}

func (c ending) setup(t testing.TB) Setup {
	t.Helper()
	setup := Setup{FEN: c.FEN, Link: c.Link}
	if c.Control != "" {
		control, err := ParseControl(c.Control)
		if err != nil {
			t.Fatal(err)
		}
		setup.Control = control
	}
	return setup
}

// refusals are the words after a colon.
var refusals = map[string]error{
	"over":                ErrOver,
	"stale":               ErrStale,
	"not your turn":       ErrTurn,
	"not legal":           ErrIllegal,
	"no move":             ErrBadMove,
	"nothing to claim":    ErrNoClaim,
	"no offer":            ErrNoOffer,
	"not now":             ErrNotNow,
	"not started":         ErrNotStarted,
	"the flag had fallen": ErrFlagged,
	"the seat is taken":   ErrSeatTaken,
}

// teller plays a case.
type teller struct {
	*table
	away   [2]bool
	offer  uint64 // the last one made, open or not
	before uint64 // what On was before the last move
}

// means is what a sentence asks for, said by side; nil if it is no command.
func (g *teller) means(side Side, said string) Command {
	on := g.s.On()
	if text, ok := strings.CutPrefix(said, "plays "); ok {
		return Move{Text: text, On: on}
	}
	if text, ok := strings.CutPrefix(said, "claims a draw with "); ok {
		return Claim{What: Draw, On: on, Move: text}
	}
	gone := g.away[side.Other()]
	return map[string]Command{
		"offers a draw":                Offer{Draw, on},
		"offered a draw a move ago":    Offer{Draw, g.before},
		"asks for a takeback":          Offer{Takeback, on},
		"accepts":                      Accept{g.offer},
		"declines":                     Decline{g.offer},
		"claims a draw":                Claim{What: Draw, On: on},
		"claims the win":               Claim{What: GoneWin, On: on, Gone: gone},
		"calls it a draw":              Claim{What: GoneDraw, On: on, Gone: gone},
		"resigns":                      Resign{},
		"aborts":                       Abort{},
		"gives time":                   GiveTime{},
		"takes the seat":               Sit{},
		"the flag is looked at":        Flag{},
		"the first move is looked for": NoFirstMove{},
		"the server stops the clocks":  Stop{"drain"},
		"the server starts the clocks": Go{},
		"the server ends the game":     EndByServer{},
		"the flag is looked at with a proof that nobody mates": Flag{CannotMate: true},
		"claimed a draw with Ng8 a move ago":                   Claim{What: Draw, On: g.before, Move: "Ng8"},
	}[said]
}

// tell makes a line of Play happen.
func (g *teller) tell(line string) {
	g.t.Helper()
	said, why, refused := strings.Cut(line, ": ")
	if pause, ok := strings.CutPrefix(said, "after "); ok {
		d, err := time.ParseDuration(pause)
		if err != nil {
			g.t.Fatal(err)
		}
		g.wait(d)
		return
	}
	side, rest := White, said
	if words, ok := strings.CutPrefix(said, "White "); ok {
		rest = words
	} else if words, ok := strings.CutPrefix(said, "Black "); ok {
		side, rest = Black, words
	}
	switch c := g.means(side, rest); {
	case c != nil && refused:
		g.not(side, c, line, refusals[why])
	case c != nil:
		g.do(side, c)
		if _, ok := c.(Offer); ok {
			g.offer = g.s.N()
		}
	case rest == "leaves" || rest == "returns":
		g.away[side] = rest == "leaves"
	default:
		for san := range strings.FieldsSeq(line) {
			g.moves(san)
		}
	}
}

// not has c refused with want, which changes nothing.
func (g *teller) not(side Side, c Command, line string, want error) {
	g.t.Helper()
	before := look(g.s, g.now)
	if _, err := g.try(side, c); want == nil || !errors.Is(err, want) {
		g.t.Fatalf("%s: %v, want %v", line, err, want)
	}
	if after := look(g.s, g.now); !reflect.DeepEqual(before, after) {
		g.t.Errorf("%s: the refusal changed the game:\n%+v\n%+v", line, before, after)
	}
}

// moves plays the one legal move that is written exactly so: with its + or #.
func (g *teller) moves(san string) {
	g.t.Helper()
	g.before = g.s.On()
	for _, l := range g.s.pos.Legal() {
		if _, _, written, _ := g.s.pos.Play(l.Move); written == san {
			g.play(l.String())
			return
		}
	}
	g.t.Fatalf("%s is no legal move of %s", san, g.s.FEN())
}

// everything is one of each command, as good as a command can be in this position.
func everything(s *State) []Command {
	on := s.On()
	commands := []Command{
		Offer{Draw, on},
		Offer{Takeback, on},
		Accept{1},
		Accept{s.N()},
		Decline{s.N()},
		Claim{What: Draw, On: on},
		Claim{What: GoneWin, On: on, Gone: true},
		Claim{What: GoneDraw, On: on, Gone: true},
		Resign{},
		Abort{},
		GiveTime{},
		Sit{},
		Flag{},
		Flag{CannotMate: true},
		NoFirstMove{},
		Stop{"drain"},
		Go{},
		Credit{time.Second},
		EndByServer{},
	}
	for _, l := range s.pos.Legal() {
		commands = append(commands, Move{Text: l.String(), On: on}, Claim{What: Draw, On: on, Move: l.String()})
	}
	return commands
}

func TestHowGamesEnd(t *testing.T) {
	told := 0
	for group, cases := range endings(t) {
		for _, c := range cases {
			told++
			t.Run(group+"/"+c.Why, func(t *testing.T) {
				setup := c.setup(t)
				g := &teller{table: sitDown(t, setup)}
				for _, line := range c.Play {
					g.tell(line)
				}
				end, over := g.s.Ended()
				got := string(end.Result) + " " + string(end.Reason)
				if !over {
					got = goesOn
				}
				if got != c.End {
					t.Fatalf("%q, want %q, in %s", got, c.End, g.s.FEN())
				}
				if over {
					for _, command := range everything(g.s) {
						g.not(White, command, "after the end", ErrOver)
						g.not(Black, command, "after the end", ErrOver)
					}
				}
				g.fromItsLog(setup)
			})
		}
	}
	if told < 200 {
		t.Errorf("only %d cases", told)
	}
}

// fromItsLog replays the game as a log would hold it, and a log of the first
// form: it must come out the same, and each of its events must be one that could follow.
func (g *table) fromItsLog(setup Setup) {
	g.t.Helper()
	g.comesOutOf(setup, func(_ *State, l logged) Event { return l.stored() })
	if setup.Control.Mode == Fischer { // there was no other
		g.comesOutOf(setup, firstForm)
	}
}

// firstForm is an event as it was stored when Spent was what had passed since
// the clocks were last set, and no quota was told.
func firstForm(before *State, l logged) Event {
	if m, ok := l.stored().(Moved); ok {
		m.Spent, m.Quota = m.Spent-before.clock.used, 0
		return m
	}
	return l.e
}

func (g *table) comesOutOf(setup Setup, stored func(before *State, l logged) Event) {
	g.t.Helper()
	again, err := New(setup)
	if err != nil {
		g.t.Fatal(err)
	}
	for _, l := range g.log {
		l.e = stored(again, l)
		if err := Judge(again, l.by, l.e, l.at); err != nil {
			g.t.Fatalf("%T in event %d: %v", l.e, again.N()+1, err)
		}
		if err := again.Replay(l.by, l.e, l.at); err != nil {
			g.t.Fatal(err)
		}
		again.Start(l.at)
	}
	if live, replayed := look(g.s, g.now), look(again, g.now); !reflect.DeepEqual(live, replayed) {
		g.t.Errorf("replay differs from live:\n%+v\n%+v", live, replayed)
	}
}
