package game

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Control is a time control: Base on each clock at the start, Inc added after
// every move (Fischer). Both zero means unlimited.
type Control struct {
	Base time.Duration // whole seconds, 0 to 180 minutes
	Inc  time.Duration // whole seconds, 0 to 180 seconds
}

const (
	maxBase = 180 * time.Minute
	maxInc  = 180 * time.Second
)

// ErrControl says that a time control is out of bounds or cannot be read.
var ErrControl = errors.New("not a time control")

// Validate reports, as ErrControl, what is out of bounds.
func (c Control) Validate() error {
	switch {
	case c.Base < 0 || c.Base > maxBase || c.Base%time.Second != 0:
		return fmt.Errorf("%w: the base is whole seconds from 0 to %d", ErrControl, maxBase/time.Second)
	case c.Inc < 0 || c.Inc > maxInc || c.Inc%time.Second != 0:
		return fmt.Errorf("%w: the increment is whole seconds from 0 to %d", ErrControl, maxInc/time.Second)
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

// String is minutes+seconds, "5+3" or "0.5+0"; "unlimited" without clocks.
func (c Control) String() string {
	if c.Unlimited() {
		return "unlimited"
	}
	return strconv.FormatFloat(c.Base.Minutes(), 'f', -1, 64) + "+" + strconv.Itoa(int(c.Inc/time.Second))
}

// ParseControl reads what String writes. Errors are ErrControl.
func ParseControl(s string) (Control, error) {
	if s == (Control{}).String() {
		return Control{}, nil
	}
	base, inc, _ := strings.Cut(s, "+")
	minutes, err1 := strconv.ParseFloat(base, 64)
	seconds, err2 := strconv.Atoi(inc)
	if err1 != nil || err2 != nil || !(minutes >= 0 && minutes <= maxBase.Minutes()) {
		return Control{}, ErrControl
	}
	c := Control{
		Base: time.Duration(minutes * float64(time.Minute)).Round(time.Second),
		Inc:  time.Duration(seconds) * time.Second,
	}
	if c.String() != s { // one spelling for each control: "05+3" is no pool
		return Control{}, ErrControl
	}
	return c, c.Validate()
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

// speeds says below which estimated duration (base + 40 increments) a control
// has which speed, and how long a first move may take then.
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
	for s, row := range speeds {
		if c.Base+40*c.Inc < row.below {
			return Speed(s)
		}
	}
	return Classical
}

// firstMoveWindow is how long each side's first move may take, from the moment it is
// its turn, before the game is aborted.
func (c Control) firstMoveWindow() time.Duration { return speeds[c.Speed()].firstMove }

// linkFirstMove is that window in a game made by link, counted from the second seat.
const linkFirstMove = 5 * time.Minute
