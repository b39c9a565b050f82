package pairing

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// pools of the simulation: how long a game takes there, and how many of a hundred
// go there.
var pools = []struct {
	name  string
	game  time.Duration
	share int
}{
	{"5+3", 10 * time.Minute, 35},
	{"3+2", 6 * time.Minute, 25},
	{"10+0", 14 * time.Minute, 20},
	{"1+0", 2 * time.Minute, 10},
	{"15+10", 30 * time.Minute, 6},
	{"30+20", time.Hour, 3},
	{"30+0", 50 * time.Minute, 1},
}

const (
	arrivals   = 10_000 // newcomers, and those who come again after a game
	population = 4000   // people who come from time to time …
	between    = 2500 * time.Millisecond
	playAgain  = 60 // … and of a hundred how many search again right after a game
	remembered = 10 // games of which the colours are balanced
)

// somebody of the simulation. colours are of the last games, 1 for White, -1 for Black.
type somebody struct {
	rating  int
	last    string
	colours []int
	busy    bool
}

func (s *somebody) balance() (sum int) {
	for _, c := range s.colours {
		sum += c
	}
	return sum
}

func (s *somebody) plays(colour int, other string) {
	s.last, s.colours = other, append(s.colours, colour)
	s.colours = s.colours[max(0, len(s.colours)-remembered):]
}

// come is that somebody begins to search at an instant.
type come struct {
	at   time.Time
	who  string
	pool int
}

// evening is what was seen of a simulation.
type evening struct {
	waits     map[string][]float64 // by pool, in seconds
	distances map[string][]float64
	games     int
	sameTwo   int // games of two who had just met …
	sameWait  int // … while somebody else waited in their pool
	looks     int // at a pool
	took      time.Duration
	left      int           // who still waited when nobody came any more
	lasted    time.Duration // from noon until the last came
	people    map[string]*somebody
}

// simulate has so many come, by chance that is always the same, to pools where
// people reach each other as r says.
func simulate(r reach, rating func(*rand.Rand) int) *evening {
	var (
		lots    = rand.New(rand.NewPCG(6, 2025))
		e       = &evening{waits: make(map[string][]float64), distances: make(map[string][]float64), people: make(map[string]*somebody)}
		names   []string
		coming  []come
		waiting = make([][]Waiting, len(pools))
		due     = make([]time.Time, len(pools))
		next    = noon
		came    int
	)
	for i := range population {
		names = append(names, fmt.Sprint("p", i))
		e.people[names[i]] = &somebody{rating: rating(lots)}
	}
	anyPool := func() int {
		for n, i := lots.IntN(100), 0; ; i++ {
			if n -= pools[i].share; n < 0 {
				return i
			}
		}
	}
	look := func(i int, now time.Time) {
		began := time.Now()
		pairs, again := Pool{Lot: func() bool { return lots.IntN(2) == 0 }}.pairs(waiting[i], now, r)
		e.took += time.Since(began)
		e.looks++
		due[i] = again
		for _, pr := range pairs {
			coming = append(coming, e.play(pr, waiting[i], i, now, lots)...)
			waiting[i] = slices.DeleteFunc(waiting[i], func(w Waiting) bool { return w.ID == pr.White || w.ID == pr.Black })
		}
	}
	for {
		// What comes first: somebody new, somebody again, or the time to look.
		slices.SortStableFunc(coming, func(a, b come) int { return a.at.Compare(b.at) })
		first, pool := time.Time{}, -1
		for i, at := range due {
			if !at.IsZero() && (pool < 0 || at.Before(first)) {
				first, pool = at, i
			}
		}
		var c come
		switch {
		case came < arrivals && (len(coming) == 0 || next.Before(coming[0].at)) && (pool < 0 || next.Before(first)):
			c = come{next, names[lots.IntN(len(names))], anyPool()}
			next = next.Add(time.Duration(lots.ExpFloat64() * float64(between)))
			if e.people[c.who].busy {
				continue
			}
		case came < arrivals && len(coming) > 0 && (pool < 0 || coming[0].at.Before(first)):
			c, coming = coming[0], coming[1:]
			e.people[c.who].busy = false
			if c.pool < 0 {
				continue // who has had enough
			}
		case pool >= 0:
			look(pool, first)
			continue
		default:
			for _, w := range waiting {
				e.left += len(w)
			}
			return e
		}
		came++
		e.lasted = c.at.Sub(noon)
		p := e.people[c.who]
		p.busy = true
		waiting[c.pool] = append(waiting[c.pool], Waiting{ID: c.who, Rating: p.rating, Since: c.at, Balance: p.balance(), Last: p.last})
		look(c.pool, c.at)
	}
}

// play notes a pair of those who wait in pool i, and tells when the two are back.
func (e *evening) play(pr Pair, waiting []Waiting, i int, now time.Time, lots *rand.Rand) (back []come) {
	w, b := e.people[pr.White], e.people[pr.Black]
	e.games++
	if w.last == pr.Black || b.last == pr.White {
		e.sameTwo++
		if len(waiting) > 2 {
			e.sameWait++
		}
	}
	name := pools[i].name
	e.distances[name] = append(e.distances[name], math.Abs(float64(w.rating-b.rating)))
	end := now.Add(time.Duration((0.3 + lots.Float64()) * float64(pools[i].game)))
	for _, who := range waiting {
		if who.ID != pr.White && who.ID != pr.Black {
			continue
		}
		e.waits[name] = append(e.waits[name], now.Sub(who.Since).Seconds())
		c := come{end.Add(time.Duration(lots.IntN(5000)) * time.Millisecond), who.ID, -1}
		if lots.IntN(100) < playAgain {
			c.pool = i
		}
		back = append(back, c)
	}
	w.plays(1, pr.Black)
	b.plays(-1, pr.White)
	return back
}

// at is what so many of a hundred are at most.
func at(hundredth int, list []float64) float64 {
	list = slices.Sorted(slices.Values(list))
	if len(list) == 0 {
		return 0
	}
	return list[min(len(list)-1, len(list)*hundredth/100)]
}

func (e *evening) all(of map[string][]float64) (all []float64) {
	for _, list := range of {
		all = append(all, list...)
	}
	return all
}

func three(list []float64) string {
	return fmt.Sprintf("%5.0f %5.0f %5.0f", at(50, list), at(95, list), at(99, list))
}

// imbalance is by how much White and Black differ in the last games of those who
// played several.
func (e *evening) imbalance() (list []float64) {
	for _, p := range e.people {
		if len(p.colours) >= 4 {
			list = append(list, math.Abs(float64(p.balance())))
		}
	}
	return list
}

func normal(lots *rand.Rand) int { return int(min(max(1500+350*lots.NormFloat64(), 400), 3000)) }

func TestTenThousandArrivals(t *testing.T) {
	chosen := reach{100, 5, Patience}
	for _, r := range []reach{{50, 2, Patience}, chosen, {200, 10, Patience}, {math.Inf(1), 1, Patience}} {
		e := simulate(r, normal)
		t.Logf("first %.0f, widens %.0f a second: %d games; %d of two who had just met, %d of them while another waited; %d waited in the end; a look took %v",
			r.first, r.widens, e.games, e.sameTwo, e.sameWait, e.left, e.took/time.Duration(e.looks))
		t.Logf("  %-6s wait (s)  50/95/99: %s   distance 50/95/99: %s", "all", three(e.all(e.waits)), three(e.all(e.distances)))
		for _, p := range pools {
			t.Logf("  %-6s wait (s)  50/95/99: %s   distance 50/95/99: %s   one came in %.0f s",
				p.name, three(e.waits[p.name]), three(e.distances[p.name]), e.lasted.Seconds()/float64(len(e.waits[p.name])))
		}
		t.Logf("  White and Black differ by (50/95/99): %s", three(e.imbalance()))
		if r == chosen {
			e.holds(t)
		}
	}
}

// holds is what must be so of the numbers that were chosen.
func (e *evening) holds(t *testing.T) {
	busiest := pools[0].name
	for _, bound := range []struct {
		what      string
		got, most float64
	}{
		{"half wait, where most go, so many seconds", at(50, e.waits[busiest]), 8},
		{"of a hundred there 95 wait", at(95, e.waits[busiest]), 40},
		{"and 99 wait", at(99, e.waits[busiest]), Patience.Seconds()},
		{"half there play within", at(50, e.distances[busiest]), 200},
		{"of a hundred there 95 play within", at(95, e.distances[busiest]), 450},
		{"of a hundred, in White and Black, 95 differ by", at(95, e.imbalance()), 2},
		{"of a hundred games, of two who have just met are", 100 * float64(e.sameTwo) / float64(e.games), 10},
		{"while another waits, such games are", float64(e.sameWait), 0},
		{"in the end there wait in each pool", float64(e.left) / float64(len(pools)), 1},
	} {
		if bound.got > bound.most {
			t.Errorf("%s %.1f, want at most %.1f", bound.what, bound.got, bound.most)
		}
	}
	if got := 2*e.games + e.left; cmp.Compare(got, arrivals) != 0 {
		t.Errorf("%d came, %d were paired or wait", arrivals, got)
	}
}

func TestWithoutRatingsEverybodyIsPairedAtOnce(t *testing.T) {
	e := simulate(reach{100, 5, Patience}, func(*rand.Rand) int { return Unrated })
	quick := 0
	all := e.all(e.waits)
	for i := range all {
		if all[i] == 0 {
			quick++
		}
	}
	// Every second one to come to a pool finds somebody there. Only the same two, who wait for a third, do not.
	if 2*quick < len(all) || e.sameWait > 0 {
		t.Errorf("%d of %d were paired as they came; %d games of two who had just met while another waited", quick, len(all), e.sameWait)
	}
	t.Logf("wait (s) 50/95/99: %s; %d of %d games of two who had just met", three(all), e.sameTwo, e.games)
}
