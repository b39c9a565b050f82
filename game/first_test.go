package game

import (
	"bytes"
	"os"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
)

// line is a stored event, as far as the game is concerned.
type line struct {
	S, T, By string
	At       int64
	D        struct {
		UCI, SAN, FEN, What, Why, Side string
		Ply                            int
		Offer                          uint64
		Clock                          struct{ White, Black int64 }
		Spent, Lag, Ms                 int64
	}
}

func (l line) event() Event {
	duration := func(n int64) time.Duration { return time.Duration(n) * ms }
	side := map[string]Side{"white": White, "black": Black}[l.D.Side]
	clocks := Clocks{duration(l.D.Clock.White), duration(l.D.Clock.Black)}
	return map[string]Event{
		"start":         Started{},
		"sat":           Seated{side},
		"moved":         Moved{UCI: l.D.UCI, SAN: l.D.SAN, FEN: l.D.FEN, Ply: l.D.Ply, Clocks: clocks, Spent: duration(l.D.Spent), Lag: duration(l.D.Lag)},
		"offered":       Offered{What(l.D.What)},
		"declined":      Declined{l.D.Offer, What(l.D.What)},
		"taken_back":    TakenBack{l.D.Ply, l.D.FEN, clocks},
		"time_given":    TimeGiven{To: side, Amount: duration(l.D.Ms), Clocks: clocks},
		"clock_stopped": Stopped{Why: l.D.Why, Clocks: clocks},
		"clock_started": Restarted{clocks},
	}[l.T]
}

// TestTheFirstLogIsReadAsItWasWritten reads what the program stored before a move
// told what its whole turn had cost: with drains, gifts and lag within turns.
func TestTheFirstLogIsReadAsItWasWritten(t *testing.T) {
	raw, err := os.ReadFile("../testdata/logs/first.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(Setup{Control: fiveThree, Link: true})
	if err != nil {
		t.Fatal(err)
	}
	var shown []Clocks
	within := 0 // moves that ended a turn in which something else had set the clocks
	for text := range bytes.Lines(raw) {
		var l line
		if err := json.Unmarshal(text, &l, json.MatchCaseInsensitiveNames(true)); err != nil {
			t.Fatal(err)
		}
		if l.S != "game" {
			continue
		}
		by := map[string]Side{"j": Black}[l.By]
		switch e := l.event().(type) {
		case Moved:
			shown = append(shown, e.Clocks)
			if s.clock.used > 0 {
				within++
			}
		case TakenBack:
			shown = shown[:e.Ply]
		}
		at := time.UnixMilli(l.At)
		if err := Judge(s, by, l.event(), at); err != nil {
			t.Errorf("%s: %v", text, err)
		}
		if err := s.Replay(by, l.event(), at); err != nil {
			t.Fatal(err)
		}
	}
	if s.Ply() != 13 || within < 3 {
		t.Fatalf("ply %d, %d turns with something in them", s.Ply(), within)
	}
	for i, m := range s.Moves() {
		if m.Clocks != shown[i] {
			t.Errorf("after ply %d the clocks showed %v, and are said to have shown %v", i+1, shown[i], m.Clocks)
		}
	}
}
