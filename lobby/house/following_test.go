package house

import (
	"testing"
	"time"

	"rookery/game"
	"rookery/lobby/wire"
)

func TestWhatTheControlGivesForAMoveIsFreeToSpend(t *testing.T) {
	for _, c := range []struct {
		why, control string
		moves        int // made by each side
		left, want   time.Duration
	}{
		{"a fortieth of what is left", "5+0", 3, 40 * time.Second, time.Second},
		{"a delay is free, however little is left", "5d3", 3, 0, 3 * time.Second},
		{"a delay comes before the fortieth", "5d3", 3, 40 * time.Second, 4 * time.Second},
		{"an increment is had back after the move", "5+3", 3, 40 * time.Second, 4 * time.Second},
		{"but only if the move is made in time", "5+3", 3, 4 * time.Second, 1100 * time.Millisecond},
		{"so is what Bronstein gives back", "5b3", 3, 4 * time.Second, 1100 * time.Millisecond},
		{"a stage has its own increment", "40/90+30:30+10", 39, 20 * time.Minute, 60 * time.Second},
		{"and the next one another", "40/90+30:30+10", 40, 20 * time.Minute, 40 * time.Second},
		{"the third holds to the end", "40/90+30:20/30+10:15+5", 200, 20 * time.Minute, 35 * time.Second},
	} {
		control, err := game.ParseControl(c.control)
		if err != nil {
			t.Fatal(err)
		}
		f := following{side: wire.Black, control: control, moves: make([]string, 2*c.moves+1)}
		f.clock.Black = c.left.Milliseconds()
		if got := f.spare(); got != c.want {
			t.Errorf("%s: with %s and %v left it is %v, want %v", c.why, c.control, c.left, got, c.want)
		}
	}
}

func TestTheHouseNeverTakesLongerThanAPersonMight(t *testing.T) {
	for range 100 {
		f := following{side: wire.White, control: game.Control{Base: time.Hour}, clock: wire.Clock{White: 3_600_000}}
		if d := f.pause(); d < leastPause || d > mostPause {
			t.Fatalf("it pauses for %v", d)
		}
		f.clock.White = 2000
		if d := f.pause(); d > 50*time.Millisecond {
			t.Fatalf("with two seconds left it pauses for %v", d)
		}
	}
}

func TestTheHouseTellsItsPlayerWhatItsClockCanSpare(t *testing.T) {
	for text, want := range map[string]time.Duration{"unlimited": 0, "5+0": time.Second, "5d3": 4 * time.Second} {
		control, err := game.ParseControl(text)
		if err != nil {
			t.Fatal(err)
		}
		f := following{side: wire.Black, control: control, level: 5, start: "a FEN", moves: []string{"e2e4"}}
		f.clock.Black = 40_000
		if q := f.question(); q.Spare != want || q.Level != 5 || q.FEN != "a FEN" || len(q.Moves) != 1 {
			t.Errorf("with %s it asks %+v", text, q)
		}
		if f.clock.Black = 0; text == "5+0" && f.question().Spare <= 0 { // which would be as much as one likes
			t.Error("without any time left the player may take as long as it likes")
		}
	}
}
