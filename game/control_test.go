package game

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestControlsAreReadAndWritten(t *testing.T) {
	for text, want := range map[string]Control{
		"5+3":       {Base: 5 * time.Minute, Inc: 3 * time.Second},
		"1+0":       {Base: time.Minute, Inc: 0},
		"0.5+0":     {Base: 30 * time.Second, Inc: 0},
		"0+1":       {Base: 0, Inc: time.Second},
		"180+180":   {Base: 180 * time.Minute, Inc: 180 * time.Second},
		"unlimited": {},

		"5d3": {Base: 5 * time.Minute, Inc: 3 * time.Second, Mode: Delay},
		"0d3": {Inc: 3 * time.Second, Mode: Delay},
		"5b3": {Base: 5 * time.Minute, Inc: 3 * time.Second, Mode: Bronstein},
		"40/90+30:30+30": {
			Base: 90 * time.Minute, Inc: 30 * time.Second, Moves: 40,
			Then: [2]Stage{{0, 30 * time.Minute, 30 * time.Second}},
		},
		"40/100+30:20/50+30:15+30": {
			Base: 100 * time.Minute, Inc: 30 * time.Second, Moves: 40,
			Then: [2]Stage{{20, 50 * time.Minute, 30 * time.Second}, {0, 15 * time.Minute, 30 * time.Second}},
		},
		"40/120d0:60d5": {
			Base: 120 * time.Minute, Mode: Delay, Moves: 40,
			Then: [2]Stage{{0, 60 * time.Minute, 5 * time.Second}},
		},
		"1/0+1:0+2": {Inc: time.Second, Moves: 1, Then: [2]Stage{{0, 0, 2 * time.Second}}},
	} {
		c, err := ParseControl(text)
		if err != nil || c != want || c.String() != text {
			t.Errorf("%q: %v %v %q", text, c, err, c)
		}
	}
	for _, text := range []string{
		"", "5", "+", "5+", "+3", "05+3", "5+3 ", "5.0+3", "181+0", "5+181", "-1+3", "5+-3", "NaN+1", "Inf+1", "1e2+0", "0+0", "5+3+1", "0.1234+0", "5+9223372036854775807",
		"5d0", "5b0", "0d0", "5x3", "5D3", "d", "d3", "5d", "/5+3", "40/5+3", "0/5+3", "040/5+3:1+1", "101/5+3:1+1", "-1/5+3:1+1",
		"40/90+30:", ":30+30", "40/90+30:30d30", "40/90+30:0+0", "5+3:5+3", "40/90+30:20/30+30", "40/90+30:20/30+30:15+30:5+30",
		"40/90+30:20/30+30:20/15+30", "40/90+30:30+30:15+30", "40/90d0:30d0", "40/90+30:181+0", "40/90+30::15+30",
		"10/0+0:5+0", "10/0+0:0+5", "10/0d0:0d5", "10/0b0:5b0",
	} {
		if c, err := ParseControl(text); !errors.Is(err, ErrControl) {
			t.Errorf("%q was read as %v", text, c)
		}
	}
}

func TestSpeedsAndFirstMoveWindows(t *testing.T) {
	for text, want := range map[string]struct {
		speed  Speed
		window time.Duration
	}{
		"0.25+0":    {UltraBullet, 15 * time.Second},
		"1+0":       {Bullet, 20 * time.Second},
		"2+1":       {Bullet, 20 * time.Second},
		"3+0":       {Blitz, 25 * time.Second},
		"5+3":       {Blitz, 25 * time.Second},
		"10+0":      {Rapid, 30 * time.Second},
		"15+10":     {Rapid, 30 * time.Second},
		"30+0":      {Classical, 35 * time.Second},
		"30+20":     {Classical, 35 * time.Second},
		"unlimited": {Classical, 35 * time.Second},

		"2d1":               {Bullet, 20 * time.Second},
		"5b3":               {Blitz, 25 * time.Second},
		"20/3+0:3+0":        {Blitz, 25 * time.Second}, // six minutes for 40 moves
		"40/3+0:90+0":       {Blitz, 25 * time.Second}, // what comes after them does not count
		"20/5+0:10/5+0:5+0": {Rapid, 30 * time.Second},
		"20/1+0:1+30":       {Rapid, 30 * time.Second},
		"40/90+30:30+30":    {Classical, 35 * time.Second},
	} {
		c, err := ParseControl(text)
		if err != nil {
			t.Fatal(err)
		}
		if c.Speed() != want.speed || c.firstMoveWindow() != want.window {
			t.Errorf("%s: %s, %s; want %s, %s", text, c.Speed(), c.firstMoveWindow(), want.speed, want.window)
		}
	}
}

func TestControlsOutOfBoundsAreRefused(t *testing.T) {
	for why, c := range map[string]Control{
		"more than three hours":      {Base: MaxBase + time.Second},
		"less than nothing":          {Base: -time.Second},
		"an increment of an hour":    {Base: time.Minute, Inc: time.Hour},
		"a negative increment":       {Base: time.Minute, Inc: -time.Second},
		"a fraction of a second":     {Base: 1500 * time.Millisecond, Inc: 0},
		"a fraction in an increment": {Base: time.Minute, Inc: time.Millisecond},

		"no such mode":                 {Base: time.Minute, Mode: 3},
		"a delay of nothing":           {Base: time.Minute, Mode: Delay},
		"no clocks but a mode":         {Mode: Bronstein},
		"a first stage and no second":  {Base: time.Minute, Moves: 40},
		"a second and no end of one":   {Base: time.Minute, Then: [2]Stage{{0, time.Minute, 0}}},
		"a third and no second":        {Base: time.Minute, Moves: 40, Then: [2]Stage{{}, {0, time.Minute, 0}}},
		"a third and no end of two":    {Base: time.Minute, Moves: 40, Then: [2]Stage{{0, time.Minute, 0}, {0, time.Minute, 0}}},
		"a last stage that ends":       {Base: time.Minute, Moves: 40, Then: [2]Stage{{20, time.Minute, 0}, {20, time.Minute, 0}}},
		"a second stage of four hours": {Base: time.Minute, Moves: 40, Then: [2]Stage{{0, 4 * time.Hour, 0}}},
		"a stage of 101 moves":         {Base: time.Minute, Moves: 101, Then: [2]Stage{{0, time.Minute, 0}}},
		"a stage of less than none":    {Base: time.Minute, Moves: -1, Then: [2]Stage{{0, time.Minute, 0}}},
		"a first stage of nothing":     {Moves: 10, Then: [2]Stage{{0, 5 * time.Minute, 0}}},
		"only a later increment":       {Moves: 10, Then: [2]Stage{{0, 0, 5 * time.Second}}},
		"a stage that brings nothing":  {Base: time.Minute, Moves: 40, Then: [2]Stage{{20, 0, 0}, {0, time.Minute, 0}}},
	} {
		if err := c.Validate(); !errors.Is(err, ErrControl) {
			t.Errorf("%s: %v", why, err)
		}
		if _, err := New(Setup{Control: c}); !errors.Is(err, ErrControl) {
			t.Errorf("a game with %s: %v", why, err)
		}
	}
}

func TestWithAnIncrementOnlyNobodyBeginsWithNothing(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"0+1": 3 * time.Second, "0+10": 10 * time.Second, "5+3": 5 * time.Minute, "unlimited": 0,
		"0d5": 5 * time.Second, "40/0b2:5b0": 3 * time.Second, "40/90+30:30+30": 90 * time.Minute,
	} {
		c, err := ParseControl(text)
		if err != nil || c.Clock() != want {
			t.Errorf("%s starts with %s (%v), want %s", text, c.Clock(), err, want)
		}
	}
}

func TestEveryControlIsReadAsItIsWritten(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		c := anyControl(r)
		if got, err := ParseControl(c.String()); err != nil || got != c {
			r.Fatalf("%q was read as %v: %v", c, got, err)
		}
	})
	most := Control{
		Base: MaxBase, Inc: MaxInc, Mode: Bronstein, Moves: MaxMoves,
		Then: [2]Stage{{MaxMoves, MaxBase, MaxInc}, {0, MaxBase, MaxInc}},
	}
	if got, err := ParseControl(most.String()); err != nil || got != most {
		t.Errorf("the largest control is %q, read as %v: %v", most, got, err)
	}
}
