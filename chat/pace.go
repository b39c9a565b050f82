package chat

import "time"

// Limits bound what one person may say: Burst lines in any Window and, in any
// time, Burst and one for every Each of it.
type Limits struct {
	Graphemes int // of a line, as a reader counts characters
	Bytes     int // of a line, in NFC
	Burst     int // at least 1
	Window    time.Duration
	Each      time.Duration
}

// DefaultLimits are 500 graphemes in 3 KiB, and 5 lines in 5 s, then one in 2 s.
func DefaultLimits() Limits {
	return Limits{Graphemes: 500, Bytes: 3 << 10, Burst: 5, Window: 5 * time.Second, Each: 2 * time.Second}
}

// longest is the most that anybody is told to wait.
func (l Limits) longest() time.Duration { return max(l.Window, l.Each) }

// over is by how much debt, the time until a bucket is full, leaves no token for a line.
func (l Limits) over(debt time.Duration) time.Duration {
	tokens := time.Duration(max(l.Burst, 1) - 1)
	if l.Each <= 0 || debt/l.Each < tokens { // the product would be more than debt, or too large
		return 0
	}
	return debt - tokens*l.Each
}

// pace is how fast a person spoke lately: a bucket of Burst tokens that gains one
// in Each, and the times of the lines in the last Window. It is never modified.
type pace struct {
	full  time.Time   // when the bucket is full again
	times []time.Time // in order, at most Burst; the last one whenever that was
}

// wait is how long until the next line passes: no less and no more, while the
// time that is told does not go back.
func (p pace) wait(now time.Time, l Limits) time.Duration {
	if p.last().Sub(now) > l.longest() {
		return 0 // the clock was set back
	}
	wait := l.over(max(p.full.Sub(now), 0))
	if n := len(p.times) - max(l.Burst, 1); n >= 0 {
		wait = max(wait, p.times[n].Add(l.Window).Sub(now))
	}
	return min(wait, l.longest())
}

// and is p after a line at now.
func (p pace) and(now time.Time, l Limits) pace {
	switch last := p.last(); {
	case last.Sub(now) > l.longest():
		p = pace{}
	case now.Before(last):
		now = last
	}
	debt := max(p.full.Sub(now), 0)
	times := make([]time.Time, 0, len(p.times)+1)
	for _, at := range p.times {
		if now.Sub(at) < l.Window {
			times = append(times, at)
		}
	}
	times = append(times, now)
	return pace{
		full:  now.Add(debt - l.over(debt) + l.Each),
		times: times[max(len(times)-max(l.Burst, 1), 0):],
	}
}

// last is when the last line was said; the zero time without one.
func (p pace) last() time.Time {
	if len(p.times) == 0 {
		return time.Time{}
	}
	return p.times[len(p.times)-1]
}
