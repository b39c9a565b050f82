package game

import (
	"errors"
	"testing"
	"time"
)

func TestControlsAreReadAndWritten(t *testing.T) {
	for text, want := range map[string]Control{
		"5+3":       {Base: 5 * time.Minute, Inc: 3 * time.Second},
		"1+0":       {Base: time.Minute, Inc: 0},
		"0.5+0":     {Base: 30 * time.Second, Inc: 0},
		"0+1":       {Base: 0, Inc: time.Second},
		"180+180":   {Base: 180 * time.Minute, Inc: 180 * time.Second},
		"unlimited": {},
	} {
		c, err := ParseControl(text)
		if err != nil || c != want || c.String() != text {
			t.Errorf("%q: %v %v %q", text, c, err, c)
		}
	}
	for _, text := range []string{"", "5", "+", "5+", "+3", "05+3", "5+3 ", "5.0+3", "181+0", "5+181", "-1+3", "5+-3", "NaN+1", "Inf+1", "1e2+0", "0+0", "5+3+1", "0.1234+0", "5+9223372036854775807"} {
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
		"more than three hours":      {Base: maxBase + time.Second},
		"less than nothing":          {Base: -time.Second},
		"an increment of an hour":    {Base: time.Minute, Inc: time.Hour},
		"a negative increment":       {Base: time.Minute, Inc: -time.Second},
		"a fraction of a second":     {Base: 1500 * time.Millisecond, Inc: 0},
		"a fraction in an increment": {Base: time.Minute, Inc: time.Millisecond},
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
	} {
		c, err := ParseControl(text)
		if err != nil || c.Clock() != want {
			t.Errorf("%s starts with %s (%v), want %s", text, c.Clock(), err, want)
		}
	}
}
