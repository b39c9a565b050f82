package game

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Mode is how a control's Inc helps the side to move.
type Mode uint8

// The modes. Fischer is the zero value.
const (
	Fischer   Mode = iota // Inc is added after every move
	Delay                 // at every move the clock waits Inc before it counts; what of it is not used is lost
	Bronstein             // after every move what it took is given back, at most Inc
)

// Stage is a further stage of a control: Base is added when it begins, and Inc
// holds in it, for Moves moves of a side, 0 for the rest of the game.
type Stage struct {
	Moves     int
	Base, Inc time.Duration
}

// Control is a time control: Base on each clock at the start, and Inc in the way
// of Mode, for the first Moves moves of each side, 0 for the whole game; Then
// are the stages that follow. The zero value is unlimited.
type Control struct {
	Base  time.Duration // whole seconds, 0 to 180 minutes, as in every stage
	Inc   time.Duration // whole seconds, 0 to 180 seconds, as in every stage
	Mode  Mode
	Moves int // 0 to 100, as in every stage
	Then  [2]Stage
}

// Bounds of a stage.
const (
	MaxBase  = 180 * time.Minute
	MaxInc   = 180 * time.Second
	MaxMoves = 100
)

// ErrControl says that a time control is out of bounds or cannot be read.
var ErrControl = errors.New("not a time control")

// Stages are the stages of c in their order; those it does not have are zero.
func (c Control) Stages() [3]Stage {
	return [...]Stage{{c.Moves, c.Base, c.Inc}, c.Then[0], c.Then[1]}
}

// Validate reports, as ErrControl, what is out of bounds.
func (c Control) Validate() error {
	if c.Mode > Bronstein {
		return fmt.Errorf("%w: there is no such mode", ErrControl)
	}
	helps, more := false, true // whether some stage has an Inc, and the one before goes over into this one
	for i, st := range c.Stages() {
		switch {
		case st.Base < 0 || st.Base > MaxBase || st.Base%time.Second != 0:
			return fmt.Errorf("%w: the base is whole seconds from 0 to %d", ErrControl, MaxBase/time.Second)
		case st.Inc < 0 || st.Inc > MaxInc || st.Inc%time.Second != 0:
			return fmt.Errorf("%w: the increment is whole seconds from 0 to %d", ErrControl, MaxInc/time.Second)
		case st.Moves < 0 || st.Moves > MaxMoves:
			return fmt.Errorf("%w: a stage has at most %d moves", ErrControl, MaxMoves)
		case i > 0 && more != (st != Stage{}):
			return fmt.Errorf("%w: a stage follows one with a number of moves, and only such a one", ErrControl)
		case more && !c.Unlimited() && st.Base+st.Inc == 0:
			return fmt.Errorf("%w: every stage brings time", ErrControl)
		}
		helps, more = helps || st.Inc > 0, st.Moves > 0
	}
	switch {
	case more:
		return fmt.Errorf("%w: the last stage has no number of moves", ErrControl)
	case c.Mode != Fischer && !helps:
		return fmt.Errorf("%w: a delay of nothing", ErrControl)
	}
	return nil
}

// Unlimited reports whether the game is played without clocks.
func (c Control) Unlimited() bool { return c == Control{} }

// Clock is what each clock shows at the start: Base, or, when there is only an
// increment, that, but at least 3 s, because nobody can begin with nothing.
func (c Control) Clock() time.Duration {
	if c.Base == 0 && c.Inc > 0 {
		return max(c.Inc, 3*time.Second)
	}
	return c.Base
}

// Brings is the Inc that holds for a side's move number n, counted from 0, and the
// base that is added after it because a stage begins.
func (c Control) Brings(n int) (inc, added time.Duration) {
	stages := c.Stages()
	for i, st := range stages {
		if st.Moves == 0 || n < st.Moves {
			if n == st.Moves-1 && i+1 < len(stages) {
				added = stages[i+1].Base
			}
			return st.Inc, added
		}
		n -= st.Moves
	}
	return 0, 0 // Validate has seen that the last stage has no number of moves
}

// delay is how long the clock waits before it counts the move of the game with
// this index.
func (c Control) delay(index int) time.Duration {
	if c.Mode != Delay || free(index) {
		return 0
	}
	inc, _ := c.Brings(index / 2)
	return inc
}

// earned is what the move with this index, which took spent, brings its side.
func (c Control) earned(index int, spent time.Duration) time.Duration {
	inc, added := c.Brings(index / 2)
	switch {
	case free(index) || c.Mode == Delay:
		return added
	case c.Mode == Bronstein:
		return added + min(inc, spent)
	}
	return added + inc
}

// free reports whether the move with this index is untimed and earns nothing:
// the first of each side. It counts as a move of its stage all the same.
func free(index int) bool { return index < 2 }

// letters is the sign of each mode between minutes and seconds.
const letters = "+db"

// String is minutes, sign of the mode, seconds: "5+3" or "0.5+0", "5d3" with a
// delay, "5b3" for Bronstein; with stages "40/90+30:30+30"; "unlimited" without clocks.
func (c Control) String() string {
	if c.Unlimited() {
		return "unlimited"
	}
	var out []byte
	for i, st := range c.Stages() {
		if i > 0 {
			if st == (Stage{}) {
				break
			}
			out = append(out, ':')
		}
		if st.Moves > 0 {
			out = append(strconv.AppendInt(out, int64(st.Moves), 10), '/')
		}
		out = append(strconv.AppendFloat(out, st.Base.Minutes(), 'f', -1, 64), letters[c.Mode])
		out = strconv.AppendInt(out, int64(st.Inc/time.Second), 10)
	}
	return string(out)
}

// ParseControl reads what String writes. Errors are ErrControl.
func ParseControl(s string) (Control, error) {
	if s == (Control{}).String() {
		return Control{}, nil
	}
	texts := strings.SplitN(s, ":", 4)
	sign := strings.IndexAny(texts[0], letters)
	if sign < 0 || len(texts) > 3 {
		return Control{}, ErrControl
	}
	var stages [3]Stage
	for i, text := range texts {
		var ok bool
		if stages[i], ok = parseStage(text, texts[0][sign]); !ok {
			return Control{}, ErrControl
		}
	}
	c := Control{
		Base: stages[0].Base, Inc: stages[0].Inc, Mode: Mode(strings.IndexByte(letters, texts[0][sign])),
		Moves: stages[0].Moves, Then: [2]Stage(stages[1:]),
	}
	if err := c.Validate(); err != nil {
		return Control{}, err
	}
	if c.String() != s { // one spelling for each control: "05+3" is no pool
		return Control{}, ErrControl
	}
	return c, nil
}

// parseStage reads one stage, whose sign is given. Bounds are for Validate.
func parseStage(s string, sign byte) (Stage, bool) {
	var st Stage
	if moves, rest, ok := strings.Cut(s, "/"); ok {
		n, err := strconv.Atoi(moves)
		if err != nil {
			return Stage{}, false
		}
		st.Moves, s = n, rest
	}
	base, inc, _ := strings.Cut(s, string(sign))
	minutes, err1 := strconv.ParseFloat(base, 64)
	seconds, err2 := strconv.Atoi(inc)
	if err1 != nil || err2 != nil || !(minutes >= 0 && minutes <= MaxBase.Minutes()) {
		return Stage{}, false
	}
	st.Base = time.Duration(minutes * float64(time.Minute)).Round(time.Second)
	st.Inc = time.Duration(seconds) * time.Second
	return st, true
}

// Speed is the class of a control by the estimated duration of a side's game.
type Speed uint8

// The speeds, fastest first.
const (
	UltraBullet Speed = iota
	Bullet
	Blitz
	Rapid
	Classical
)

// String is the speed's name.
func (s Speed) String() string { return speeds[s].name }

// Below is the estimated duration of a side's game under which a control is of this speed.
func (s Speed) Below() time.Duration { return speeds[s].below }

// speeds says below which estimated duration a control has which speed, and how
// long a first move may take then.
var speeds = [...]struct {
	name      string
	below     time.Duration
	firstMove time.Duration
}{
	UltraBullet: {"UltraBullet", 30 * time.Second, 15 * time.Second},
	Bullet:      {"Bullet", 180 * time.Second, 20 * time.Second},
	Blitz:       {"Blitz", 480 * time.Second, 25 * time.Second},
	Rapid:       {"Rapid", 1500 * time.Second, 30 * time.Second},
	Classical:   {"Classical", 1<<63 - 1, 35 * time.Second},
}

// Speed is the class of c. Unlimited games are Classical.
func (c Control) Speed() Speed {
	if c.Unlimited() {
		return Classical
	}
	estimate := c.estimate()
	for s, row := range speeds {
		if estimate < row.below {
			return Speed(s)
		}
	}
	return Classical
}

// estimate is what a side has for a game of 40 moves: its bases and 40 increments.
func (c Control) estimate() time.Duration {
	var total time.Duration
	moves := 40
	for _, st := range c.Stages() {
		n := moves
		if st.Moves > 0 {
			n = min(n, st.Moves)
		}
		total += st.Base + time.Duration(n)*st.Inc
		if moves -= n; moves == 0 {
			break
		}
	}
	return total
}

// firstMoveWindow is how long each side's first move may take, from the moment it is
// its turn, before the game is aborted.
func (c Control) firstMoveWindow() time.Duration { return speeds[c.Speed()].firstMove }

// linkFirstMove is that window in a game made by link, counted from the second seat.
const linkFirstMove = 5 * time.Minute
