package hall

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"rookery/lobby"
	"rookery/lobby/person"
)

func seekOf(who, n int) lobby.Seek {
	return lobby.Seek{ID: fmt.Sprintf("%d/%d", who, n), By: person.Person{ID: person.ID(fmt.Sprint(who))}}
}

// TestTheSeeksOfAFewHideNobodyElses: twelve guests open five each, and then somebody one.
func TestTheSeeksOfAFewHideNobodyElses(t *testing.T) {
	var all []lobby.Seek
	for i := range 60 {
		all = append(all, seekOf(i/5, i%5))
	}
	all = append(all, seekOf(99, 0))
	got := fair(all, seeksShown)
	if len(got) != seeksShown || got[len(got)-1].ID != "99/0" {
		t.Errorf("%d are shown, the newest is %s", len(got), got[len(got)-1].ID)
	}
}

// TestTheNewestIsShownHoweverManyThereAre: of a hundred people, each with one.
func TestTheNewestIsShownHoweverManyThereAre(t *testing.T) {
	var all []lobby.Seek
	for i := range 100 {
		all = append(all, seekOf(i, 0))
	}
	got := fair(all, seeksShown)
	if len(got) != seeksShown || got[0].ID != "0/0" || got[len(got)-1].ID != "99/0" {
		t.Errorf("%d are shown, from %s to %s", len(got), got[0].ID, got[len(got)-1].ID)
	}
}

// TestNobodyHasTwoShownWhileAnothersOneIsNot, nor are they told in another order.
func TestNobodyHasTwoShownWhileAnothersOneIsNot(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []lobby.Seek
		for i, who := range rapid.SliceOfN(rapid.IntRange(0, 9), 0, 60).Draw(t, "seekers") {
			s := seekOf(who, i)
			if rapid.Bool().Draw(t, "challenge") {
				s.To.ID = "somebody"
			}
			all = append(all, s)
		}
		open := slices.DeleteFunc(slices.Clone(all), func(s lobby.Seek) bool { return s.To.ID != "" })
		n := rapid.IntRange(1, 30).Draw(t, "places")
		got := fair(all, n)
		if len(got) != min(n, len(open)) {
			t.Fatalf("%d of %d in %d places", len(got), len(open), n)
		}
		shown, at := make(map[person.ID]int), 0
		for _, s := range got {
			shown[s.By.ID]++
			i := slices.IndexFunc(open[at:], func(o lobby.Seek) bool { return o.ID == s.ID })
			if i < 0 {
				t.Fatalf("%s is out of order, or a challenge", s.ID)
			}
			at += i + 1
		}
		has := make(map[person.ID]int)
		for _, s := range open {
			has[s.By.ID]++
		}
		for a := range has {
			for b := range has {
				if shown[a] > shown[b]+1 && shown[b] < has[b] {
					t.Fatalf("%s has %d shown, %s %d of %d", a, shown[a], b, shown[b], has[b])
				}
			}
		}
	})
}
