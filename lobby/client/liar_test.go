package client

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"pgregory.net/rapid"

	"rookery/lobby/wire"
)

// lag is what a side may be granted for the network, in ms, worked out here once
// more from CONTRACT section 3.3.
type lag struct{ gain, left, share int64 }

func lagOf(c wire.Control) lag {
	base := int64(c.Base)
	if c.Base == 0 {
		base = max(3, int64(c.Inc))
	}
	gain := min(100, int64(c.Base+40*c.Inc)*2/5+15) * 10
	return lag{gain: gain, left: 3 * gain, share: base * 1000 / 20}
}

// most is what the next move may be granted.
func (l lag) most() int64 { return min(300, l.left, l.share) }

func (l lag) after(granted int64) lag {
	return lag{l.gain, min(7*l.gain, l.left-granted+l.gain), l.share - granted}
}

// quiet are moves of which no two make the same position: one side's are the
// other's, mirrored.
func quiet() (moves [2][]string) {
	for _, rank := range []string{"23", "34"} {
		for file := 'a'; file <= 'h'; file++ {
			from, to := rank[0], rank[1]
			moves[0] = append(moves[0], fmt.Sprintf("%c%c%c%c", file, from, file, to))
			moves[1] = append(moves[1], fmt.Sprintf("%c%c%c%c", file, '9'-from+'0', file, '9'-to+'0'))
		}
	}
	return moves
}

// A client decides what its pings show: how late it answers, whether it does, and
// to which. The server sees a round trip, or none.
func TestALiarGainsNoMoreThanTheCaps(t *testing.T) {
	controls := []wire.Control{
		{Base: 3},
		{Base: 15},
		{Base: 15, Inc: 1},
		{Inc: 1},
		{Base: 60},
		{Base: 180, Inc: 2},
		{Base: 600},
		{Base: 1800, Inc: 20},
		{Base: 60, Inc: 2, Mode: "delay"},
		{Base: 60, Inc: 2, Mode: "bronstein"},
	}
	full, spent := 0, 0 // moves that were granted all that a move may be, games that were granted all that a game may be
	rapid.Check(t, func(r *rapid.T) {
		c := rapid.SampledFrom(controls).Draw(r, "control")
		// So many ms from ping to pong, before each move; none is -1.
		trips := rapid.SliceOfN(rapid.SampledFrom([]int{-1, 0, 3, 40, 299, 300, 301, 900, 8_000, 24_000}), 16, 16).Draw(r, "round trips")
		always := rapid.SampledFrom([]int{0, 0, 1_000, 9_000}).Draw(r, "always") // instead, for as long as it lies
		thinks := rapid.SliceOfN(rapid.IntRange(0, 400), 16, 16).Draw(r, "thinks")
		var wrong string
		serve(t, func(sv *server) {
			id := sv.gameOf(c)
			white, black := sv.visit(magpie, id), sv.visit(jackdaw, id)
			black.send("sit", wire.Sit{})
			moves, on := quiet(), uint64(1)
			allowed, least := lagOf(c), int64(-1)
			for n, trip := range trips {
				if always > 0 {
					trip = always
				}
				if trip >= 0 {
					white.s.RTT(time.Duration(trip) * time.Millisecond)
				}
				if n < 8 && trip >= 0 && (least < 0 || int64(trip) < least) { // of the first eight at least
					least = int64(trip)
				}
				before := sv.clocks(black)
				time.Sleep(time.Duration(thinks[n]) * time.Millisecond)
				if a := white.send("move", wire.Move{Text: moves[0][n], On: on}); a.OK == 0 {
					return // its flag had fallen: there is nothing more to gain
				}
				m, number := sv.moved(black)
				if n == 0 {
					allowed = allowed.after(0) // a first move is not timed, and gains as any does
				} else {
					switch {
					case m.Lag < 0 || m.Lag > allowed.most() || m.Lag > int64(thinks[n]):
						wrong = fmt.Sprintf("move %d was granted %d of %+v, after a thought of %d", n+1, m.Lag, allowed, thinks[n])
					case m.Lag > 0 && m.Quota != allowed.after(m.Lag).left:
						wrong = fmt.Sprintf("move %d leaves a quota of %d, want %d", n+1, m.Quota, allowed.after(m.Lag).left)
					case n < 8 && m.Lag > max(0, least):
						wrong = fmt.Sprintf("move %d was granted %d, with %d from ping to pong", n+1, m.Lag, least)
					case gain(c, before, m, int64(thinks[n])) != m.Lag:
						wrong = fmt.Sprintf("move %d gained %d, and the log says %+v", n+1, gain(c, before, m, int64(thinks[n])), m)
					}
					if allowed = allowed.after(m.Lag); m.Lag == 300 {
						full++
					} else if m.Lag > 0 && allowed.share == 0 {
						spent++
					}
				}
				if a := black.send("move", wire.Move{Text: moves[1][n], On: number}); a.OK == 0 || wrong != "" {
					return
				}
				_, on = sv.moved(white)
			}
		})
		if wrong != "" {
			r.Fatalf("%v: %s", c, wrong)
		}
	})
	if full == 0 || spent == 0 {
		t.Errorf("nobody has lied enough: %d moves and %d games were granted all that there is", full, spent)
	}
}

// gain is by how much a move cost less than its thought should, in ms.
func gain(c wire.Control, before wire.Clock, m wire.Moved, thought int64) int64 {
	inc := int64(c.Inc) * 1000
	lost := before.White - m.Clock.White
	switch c.Mode {
	case "delay":
		return max(0, thought-inc) - lost
	case "bronstein":
		return thought - m.Spent // what it gives back is what was spent
	}
	return thought - inc - lost
}

// moved is the newest move that a page was told, and its number.
func (sv *server) moved(p *page) (m wire.Moved, n uint64) {
	for _, f := range slices.Backward(p.heard()) {
		var e wire.Event
		if !strings.Contains(f, `"t":"moved"`) || json.Unmarshal([]byte(f), &e) != nil {
			continue
		}
		body, err := e.Body()
		if err != nil {
			sv.t.Error(err)
		}
		return body.(wire.Moved), e.N
	}
	return m, 0
}

// clocks are what both clocks show after the newest move.
func (sv *server) clocks(p *page) wire.Clock {
	m, _ := sv.moved(p)
	return m.Clock
}
