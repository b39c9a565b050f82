package pairing

import (
	"cmp"
	"iter"
	"math"
	"slices"
	"time"
)

// Unrated is the rating of somebody who has none (PRODUCT: everyone 1500 until there are ratings).
const Unrated = 1500

// Patience is how long one waits for somebody near. After it anybody will do.
const Patience = time.Minute

// Waiting is one who waits in the pool.
type Waiting struct {
	ID     string
	Rating int
	Since  time.Time
	// Balance is how many more of the last games were played with White than with Black.
	Balance int
	// Last is the last opponent's ID, empty if there was none.
	Last string
}

// Pair is two who play, by ID.
type Pair struct{ White, Black string }

// Pool is how its pairs are found. The functions must be pure while Pairs runs.
type Pool struct {
	// Apart names those whom one, by ID, must not meet; it is enough that one of two names
	// the other. It is asked once for each who waits. Nil: all may meet.
	Apart func(id string) iter.Seq[string]
	// Lot decides who of two with equal balance has White: true is the first of them.
	Lot func() bool
}

// Pairs gives the pairs that are to be made at now of those who wait, and when to
// look again if nothing changes meanwhile: zero if that would find nothing. Each ID waits once.
func (p Pool) Pairs(waiting []Waiting, now time.Time) (pairs []Pair, again time.Time) {
	return p.pairs(waiting, now, reach{first: 100, widens: 5, patience: Patience})
}

// reach is how far from their own rating people play: first at once, widens more
// each second, and any distance after patience.
type reach struct {
	first, widens float64
	patience      time.Duration
}

// of is the reach of one who has waited so long.
func (r reach) of(waited time.Duration) float64 {
	if waited >= r.patience {
		return math.Inf(1)
	}
	return r.first + r.widens*max(waited, 0).Seconds()
}

// until is how long two, who have waited so long each and are this far apart,
// wait on until they reach each other.
func (r reach) until(distance float64, a, b time.Duration) time.Duration {
	a, b = max(a, 0), max(b, 0)
	lack := distance - 2*r.first - r.widens*(a+b).Seconds()
	return min(time.Duration(math.Ceil(lack/(2*r.widens)*float64(time.Second))), r.patience-max(a, b))
}

// table is the people of a pool, in the order of their ratings. left and right
// are the nearest who are not paired yet, with a guard at either end. apart has a row of bits
// for each who must not meet everybody: each two are looked at several times, and a crowd who
// have all blocked each other must not hold up the others.
type table struct {
	Pool
	reach
	now         time.Time
	who         []Waiting
	left, right []int
	paired      []bool
	apart       [][]uint64
}

func (p Pool) pairs(waiting []Waiting, now time.Time, r reach) (pairs []Pair, again time.Time) {
	t := p.table(waiting, now, r)
	for _, i := range t.order() {
		if t.paired[i] {
			continue
		}
		if k, ok := t.nearest(i); ok {
			pairs = append(pairs, t.pair(i, k))
		}
	}
	rest := t.unpaired()
	for _, i := range rest {
		if k, ok := t.once(i, rest); ok {
			pairs = append(pairs, t.pair(i, k))
		}
	}
	return pairs, t.again(t.unpaired())
}

func (p Pool) table(waiting []Waiting, now time.Time, r reach) *table {
	n := len(waiting)
	t := &table{Pool: p, reach: r, now: now, who: slices.Clone(waiting), left: make([]int, n), right: make([]int, n), paired: make([]bool, n)}
	slices.SortFunc(t.who, func(a, b Waiting) int {
		return cmp.Or(cmp.Compare(a.Rating, b.Rating), a.Since.Compare(b.Since), cmp.Compare(a.ID, b.ID))
	})
	for i := range n {
		t.left[i], t.right[i] = i-1, i+1
	}
	if p.Apart != nil {
		t.keepApart()
	}
	return t
}

func (t *table) keepApart() {
	n := len(t.who)
	place := make(map[string]int, n)
	for i, w := range t.who {
		place[w.ID] = i
	}
	t.apart = make([][]uint64, n)
	mark := func(i, k int) {
		if t.apart[i] == nil {
			t.apart[i] = make([]uint64, (n+63)/64)
		}
		t.apart[i][k/64] |= 1 << (k % 64)
	}
	for i, w := range t.who {
		for id := range t.Apart(w.ID) {
			if k, here := place[id]; here {
				mark(i, k)
				mark(k, i)
			}
		}
	}
}

// order is who chooses when: those first whose last opponent waits too, then who
// has waited longest.
func (t *table) order() []int {
	here := make(map[string]bool, len(t.who))
	for _, w := range t.who {
		here[w.ID] = true
	}
	again := make(map[string]bool) // who could meet their last opponent
	for _, w := range t.who {
		if here[w.Last] {
			again[w.ID], again[w.Last] = true, true
		}
	}
	order := make([]int, len(t.who))
	for i := range order {
		order[i] = i
	}
	first := func(i int) int {
		if again[t.who[i].ID] {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(order, func(i, k int) int {
		return cmp.Or(cmp.Compare(first(i), first(k)), t.who[i].Since.Compare(t.who[k].Since))
	})
	return order
}

// nearest is the one nearest to i whom i can be paired with now.
func (t *table) nearest(i int) (int, bool) {
	for l, r := t.left[i], t.right[i]; l >= 0 || r < len(t.who); {
		k := r
		if r == len(t.who) || l >= 0 && t.distance(i, l) <= t.distance(i, r) {
			k, l = l, t.left[l]
		} else {
			r = t.right[r]
		}
		if t.distance(i, k) <= t.of(t.waited(i))+t.of(t.waited(k)) && t.fresh(i, k) {
			return k, true
		}
	}
	return 0, false
}

// once is whom of rest i meets once more, because neither of them has anybody else.
func (t *table) once(i int, rest []int) (int, bool) {
	if t.paired[i] || t.hasOther(i, rest) {
		return 0, false
	}
	for _, k := range rest {
		if k != i && !t.paired[k] && t.met(i, k) && !t.mustNotMeet(i, k) && !t.hasOther(k, rest) {
			return k, true
		}
	}
	return 0, false
}

// hasOther says whether somebody of rest could be paired with i but for the distance.
func (t *table) hasOther(i int, rest []int) bool {
	return slices.ContainsFunc(rest, func(k int) bool { return k != i && !t.paired[k] && t.fresh(i, k) })
}

// fresh says whether nothing but their distance keeps two from each other.
func (t *table) fresh(i, k int) bool { return !t.met(i, k) && !t.mustNotMeet(i, k) }

// met says whether two played each other last.
func (t *table) met(i, k int) bool {
	return t.who[i].Last == t.who[k].ID || t.who[k].Last == t.who[i].ID
}

func (t *table) mustNotMeet(i, k int) bool {
	return t.apart != nil && t.apart[i] != nil && t.apart[i][k/64]>>(k%64)&1 == 1
}

func (t *table) distance(i, k int) float64 {
	return math.Abs(float64(t.who[i].Rating) - float64(t.who[k].Rating))
}

func (t *table) waited(i int) time.Duration { return t.now.Sub(t.who[i].Since) }

// pair takes two out, White to whom it has come to less often.
func (t *table) pair(i, k int) Pair {
	for _, gone := range []int{i, k} {
		t.paired[gone] = true
		if l := t.left[gone]; l >= 0 {
			t.right[l] = t.right[gone]
		}
		if r := t.right[gone]; r < len(t.who) {
			t.left[r] = t.left[gone]
		}
	}
	a, b := t.who[i], t.who[k]
	if b.Balance < a.Balance || b.Balance == a.Balance && !t.Lot() {
		a, b = b, a
	}
	return Pair{White: a.ID, Black: b.ID}
}

func (t *table) unpaired() (rest []int) {
	for i, gone := range t.paired {
		if !gone {
			rest = append(rest, i)
		}
	}
	return rest
}

// again is when the first two of rest reach each other, zero if none ever do.
func (t *table) again(rest []int) (at time.Time) {
	for x, i := range rest {
		for _, k := range rest[x+1:] {
			due := t.now.Add(max(t.until(t.distance(i, k), t.waited(i), t.waited(k)), time.Millisecond))
			if (at.IsZero() || due.Before(at)) && t.fresh(i, k) {
				at = due
			}
		}
	}
	return at
}
