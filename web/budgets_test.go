package web

import (
	"fmt"
	"net/netip"
	"testing"
	"time"
)

func TestABudgetIsSpentAndComesBack(t *testing.T) {
	b := newBudgets[netip.Prefix](3, 10*time.Second)
	here, there := netip.MustParsePrefix("192.0.2.1/32"), netip.MustParsePrefix("192.0.2.2/32")
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		says string
		from netip.Prefix
		at   time.Duration
		wait time.Duration
	}{
		{"the first at once", here, 0, 0},
		{"the second at once", here, 0, 0},
		{"the third at once", here, 0, 0},
		{"one too many", here, 0, 10 * time.Second},
		{"being refused costs nothing", here, 4 * time.Second, 6 * time.Second},
		{"somebody else", there, 4 * time.Second, 0},
		{"one came back", here, 10 * time.Second, 0},
		{"only one", here, 10 * time.Second, 10 * time.Second},
		{"all came back", here, time.Hour, 0},
		{"all, the second", here, time.Hour, 0},
		{"all, the third", here, time.Hour, 0},
		{"and no more", here, time.Hour, 10 * time.Second},
	} {
		if wait := b.spend(c.from, start.Add(c.at)); wait.Round(time.Millisecond) != c.wait {
			t.Errorf("%s: wait %v, want %v", c.says, wait, c.wait)
		}
	}
}

func TestWhoSpentNothingLatelyIsForgotten(t *testing.T) {
	b := newBudgets[netip.Prefix](3, 10*time.Second)
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range 1000 {
		b.spend(netip.MustParsePrefix(fmt.Sprintf("2001:db8:0:%x::/64", i)), now)
	}
	busy := netip.MustParsePrefix("192.0.2.1/32")
	for range 3 {
		b.spend(busy, now.Add(sweepEvery-time.Second))
	}
	b.spend(netip.MustParsePrefix("192.0.2.2/32"), now.Add(sweepEvery))
	if len(b.spent) != 2 || b.spend(busy, now.Add(sweepEvery)) == 0 {
		t.Errorf("%d are remembered, or one is forgotten who has spent all", len(b.spent))
	}
}
