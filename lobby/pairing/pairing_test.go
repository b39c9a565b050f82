package pairing

import (
	"fmt"
	"iter"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var noon = time.Date(2025, 3, 1, 12, 0, 0, 0, time.UTC)

// waits is somebody who came so long before noon.
func waits(id string, rating int, waited time.Duration) Waiting {
	return Waiting{ID: id, Rating: rating, Since: noon.Add(-waited)}
}

func (w Waiting) after(last string) Waiting { w.Last = last; return w }

func (w Waiting) with(balance int) Waiting { w.Balance = balance; return w }

func first() bool { return true }

func TestWhoPlaysWhom(t *testing.T) {
	for _, tt := range []struct {
		name    string
		waiting []Waiting
		apart   string // one whom everybody must be kept from
		want    []Pair
		again   time.Duration // after noon; 0 never
	}{
		{name: "nobody waits"},
		{name: "one waits", waiting: []Waiting{waits("a", 1500, time.Hour)}},
		{"equals at once", []Waiting{waits("a", 1500, 0), waits("b", 1500, 0)}, "", []Pair{{"a", "b"}}, 0},
		{"200 points apart at once", []Waiting{waits("a", 1500, 0), waits("b", 1700, 0)}, "", []Pair{{"a", "b"}}, 0},
		{"201 points apart a tenth of a second later", []Waiting{waits("a", 1500, 0), waits("b", 1701, 0)}, "", nil, 100 * time.Millisecond},
		{"… by then they have waited enough", []Waiting{waits("a", 1500, 100*time.Millisecond), waits("b", 1701, 100*time.Millisecond)}, "", []Pair{{"a", "b"}}, 0},
		{"the waiting of one is for both", []Waiting{waits("a", 1500, 20*time.Second), waits("b", 1800, 0)}, "", []Pair{{"a", "b"}}, 0},
		{"anybody after a minute", []Waiting{waits("a", 400, time.Minute), waits("b", 3000, 0)}, "", []Pair{{"b", "a"}}, 0},
		{"… and not before", []Waiting{waits("a", 400, 50*time.Second), waits("b", 3000, 0)}, "", nil, 10 * time.Second},
		{"the nearest, not the first", []Waiting{waits("a", 1500, 3*time.Second), waits("b", 1600, 2*time.Second), waits("c", 1510, time.Second)}, "", []Pair{{"a", "c"}}, 0},
		{"who has waited longest chooses", []Waiting{waits("a", 1500, 1*time.Second), waits("b", 1600, 9*time.Second), waits("c", 1570, 0)}, "", []Pair{{"b", "c"}}, 0},
		{"those kept apart wait on", []Waiting{waits("a", 1500, time.Hour), waits("b", 1500, time.Hour)}, "a", nil, 0},
		{"… and others do not wait for them", []Waiting{waits("a", 1500, 9*time.Second), waits("b", 1500, 8*time.Second), waits("c", 1500, 7*time.Second)}, "a", []Pair{{"b", "c"}}, 0},
		{"the same two if nobody else is there", []Waiting{waits("a", 1500, 0).after("b"), waits("b", 1500, 0).after("a")}, "", []Pair{{"a", "b"}}, 0},
		{
			"the same two not while a third waits, though far away",
			[]Waiting{waits("a", 1500, 0).after("b"), waits("b", 1500, 0).after("a"), waits("c", 1800, 0)},
			"", nil, 10 * time.Second,
		},
		{
			"the same two for all that a third waits whom neither can meet",
			[]Waiting{waits("a", 1500, 0).after("b"), waits("b", 1500, 0).after("a"), waits("c", 1500, 0)},
			"c",
			[]Pair{{"a", "b"}},
			0,
		},
		{
			"two who were together longest do not leave the same two over",
			[]Waiting{waits("a", 1500, 0).after("b"), waits("b", 1500, 0).after("a"), waits("x", 1500, 9*time.Second), waits("y", 1500, 8*time.Second)},
			"",
			[]Pair{{"a", "y"}, {"b", "x"}},
			0,
		},
		{"White to who had it less", []Waiting{waits("a", 1500, time.Second).with(1), waits("b", 1500, 0)}, "", []Pair{{"b", "a"}}, 0},
		{"who comes before the clock was set back has not waited", []Waiting{waits("a", 1500, -time.Minute), waits("b", 1500, 0)}, "", []Pair{{"b", "a"}}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := Pool{Lot: first, Apart: apartIf(tt.waiting, func(a, _ string) bool { return a == tt.apart })}
			got, again := p.Pairs(tt.waiting, noon)
			var in time.Duration
			if !again.IsZero() {
				in = again.Sub(noon)
			}
			if !slices.EqualFunc(got, tt.want, same) || in != tt.again {
				t.Errorf("paired %v, again in %v; want %v, %v", got, in, tt.want, tt.again)
			}
		})
	}
}

func same(a, b Pair) bool { return a == b || a == Pair{b.Black, b.White} }

func TestTheLotDecidesBetweenEqualBalances(t *testing.T) {
	two := []Waiting{waits("a", 1500, time.Second).with(2), waits("b", 1500, 0).with(2)}
	for lot, want := range map[bool]Pair{true: {"a", "b"}, false: {"b", "a"}} {
		got, _ := Pool{Lot: func() bool { return lot }}.Pairs(two, noon)
		if !slices.Equal(got, []Pair{want}) {
			t.Errorf("with the lot %v: %v", lot, got)
		}
	}
	for balance, want := range map[int]Pair{1: {"a", "b"}, 3: {"b", "a"}} {
		two[0].Balance = balance
		for _, lot := range []bool{true, false} {
			if got, _ := (Pool{Lot: func() bool { return lot }}).Pairs(two, noon); !slices.Equal(got, []Pair{want}) {
				t.Errorf("with balance %d against 2, whatever the lot: %v", balance, got)
			}
		}
	}
}

// crowdOf draws people who wait, some of whom met last or are kept apart.
func crowdOf(t *rapid.T) (list []Waiting, apart map[[2]string]bool) {
	n := rapid.IntRange(0, 12).Draw(t, "people")
	id := func(i int) string { return fmt.Sprint("p", i) }
	for i := range n {
		w := waits(id(i), rapid.IntRange(400, 3000).Draw(t, "rating"), time.Duration(rapid.IntRange(0, 90).Draw(t, "seconds"))*time.Second)
		w.Balance = rapid.IntRange(-3, 3).Draw(t, "balance")
		if rapid.Bool().Draw(t, "played") {
			w.Last = id(rapid.IntRange(0, 15).Filter(func(k int) bool { return k != i }).Draw(t, "last"))
		}
		list = append(list, w)
	}
	apart = make(map[[2]string]bool)
	for i := range n {
		for k := range i {
			if rapid.IntRange(0, 4).Draw(t, "apart") == 0 {
				apart[[2]string{id(i), id(k)}], apart[[2]string{id(k), id(i)}] = true, true
			}
		}
	}
	return list, apart
}

func TestWhatHoldsOfAllPairs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list, apart := crowdOf(t)
		lots := rapid.Bool()
		p := Pool{Apart: apartIf(list, func(a, b string) bool { return apart[[2]string{a, b}] }), Lot: func() bool { return lots.Draw(t, "lot") }}
		pairs, again := p.Pairs(list, noon)
		by, met := make(map[string]Waiting), func(a, b Waiting) bool { return a.Last == b.ID || b.Last == a.ID }
		for _, w := range list {
			by[w.ID] = w
		}
		left := make(map[string]Waiting)
		for _, w := range list {
			left[w.ID] = w
		}
		for _, pr := range pairs {
			w, b := by[pr.White], by[pr.Black]
			if _, ok := left[w.ID]; !ok || w.ID == b.ID {
				t.Fatalf("%s is paired twice", w.ID)
			}
			delete(left, w.ID)
			if _, ok := left[b.ID]; !ok {
				t.Fatalf("%s is paired twice", b.ID)
			}
			delete(left, b.ID)
			if apart[[2]string{w.ID, b.ID}] {
				t.Fatalf("%v are kept apart", pr)
			}
			if w.Balance > b.Balance {
				t.Fatalf("%v: White had it more often", pr)
			}
		}
		for _, pr := range pairs {
			a, b := by[pr.White], by[pr.Black]
			for _, c := range left {
				if met(a, b) && (!met(a, c) && !apart[[2]string{a.ID, c.ID}] || !met(b, c) && !apart[[2]string{b.ID, c.ID}]) {
					t.Fatalf("%v meet again while %s waits", pr, c.ID)
				}
			}
		}
		nobodyStarves(t, left, apart, met, again)
	})
}

// nobodyStarves checks those who are left: of two who may meet none has lost
// patience, and otherwise there is a time at which one looks again.
func nobodyStarves(t *rapid.T, left map[string]Waiting, apart map[[2]string]bool, met func(a, b Waiting) bool, again time.Time) {
	for _, a := range left {
		for _, b := range left {
			if a.ID == b.ID || apart[[2]string{a.ID, b.ID}] {
				continue
			}
			wa, wb := noon.Sub(a.Since), noon.Sub(b.Since)
			if min(wa, wb) >= Patience || max(wa, wb) >= Patience && !met(a, b) {
				t.Fatalf("%+v and %+v are not paired", a, b)
			}
			due := noon.Add(Patience - max(wa, wb))
			if !met(a, b) && (again.IsZero() || again.After(due) || !again.After(noon)) {
				t.Fatalf("%+v and %+v: again at %v", a, b, again)
			}
		}
	}
}

// At the time given something is found, and a moment before nothing.
func TestLookingAgainIsNeitherEarlyNorLate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list, apart := crowdOf(t)
		p := Pool{Lot: first, Apart: apartIf(list, func(a, b string) bool { return apart[[2]string{a, b}] })}
		pairs, again := p.Pairs(list, noon)
		gone := make(map[string]bool)
		for _, pr := range pairs {
			gone[pr.White], gone[pr.Black] = true, true
		}
		list = slices.DeleteFunc(list, func(w Waiting) bool { return gone[w.ID] })
		if again.IsZero() {
			if late, _ := p.Pairs(list, noon.Add(time.Hour)); len(late) > 0 {
				t.Fatalf("never, but in an hour %v", late)
			}
			return
		}
		if early, _ := p.Pairs(list, again.Add(-time.Millisecond-time.Nanosecond)); len(early) > 0 && again.Sub(noon) > 2*time.Millisecond {
			t.Fatalf("before %v there is %v", again, early)
		}
		if then, _ := p.Pairs(list, again); len(then) == 0 {
			t.Fatalf("at %v there is nothing", again)
		}
	})
}

func BenchmarkPairs(b *testing.B) {
	for _, n := range []int{50, 500, 5000} {
		for name, rating := range map[string]func(i int) int{
			"all unrated": func(int) int { return Unrated },
			"every":       func(i int) int { return 400 + i*7919%2600 },
			"one far":     func(i int) int { return 1500 + 1400*(1-min(i, 1)) },
		} {
			var list []Waiting
			for i := range n {
				w := waits(fmt.Sprint("p", i), rating(i), time.Duration(i)*time.Millisecond)
				w.Last = fmt.Sprint("p", i^1) // everybody met their neighbour
				list = append(list, w)
			}
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					Pool{Lot: first}.Pairs(list, noon)
				}
			})
		}
		if n > 500 { // whom one person can block is 200 (lobby/manners)
			continue
		}
		b.Run(fmt.Sprintf("a tenth apart/%d", n), func(b *testing.B) {
			list := allOne(n)
			apart := apartIf(list, func(x, y string) bool { return x[len(x)-1] == y[len(y)-1] })
			for b.Loop() {
				Pool{Lot: first, Apart: apart}.Pairs(list, noon)
			}
		})
	}
	// A crowd of whom nobody can meet anybody: everybody has blocked half of the others.
	for _, n := range []int{101, 401} {
		b.Run(fmt.Sprintf("all apart/%d", n), func(b *testing.B) {
			list := allOne(n)
			of := make(map[string][]string)
			for i := range n {
				for k := 1; k <= n/2; k++ {
					of[list[i].ID] = append(of[list[i].ID], list[(i+k)%n].ID)
				}
			}
			p := Pool{Lot: first, Apart: func(id string) iter.Seq[string] { return slices.Values(of[id]) }}
			for b.Loop() {
				if pairs, _ := p.Pairs(list, noon); len(pairs) > 0 {
					b.Fatal(pairs)
				}
			}
		})
	}
}

// allOne is a crowd of equals.
func allOne(n int) (list []Waiting) {
	for i := range n {
		list = append(list, waits(fmt.Sprint("p", i), 1500, 0))
	}
	return list
}

// apartIf names those of a list who must not meet one.
func apartIf(list []Waiting, apart func(a, b string) bool) func(string) iter.Seq[string] {
	of := make(map[string][]string)
	for _, a := range list {
		for _, b := range list {
			if a.ID != b.ID && apart(a.ID, b.ID) {
				of[a.ID] = append(of[a.ID], b.ID)
			}
		}
	}
	return func(id string) iter.Seq[string] { return slices.Values(of[id]) }
}
