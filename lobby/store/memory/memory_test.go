package memory_test

import (
	"errors"
	"testing"
	"time"

	"rookery/lobby/person"
	"rookery/lobby/store/memory"
	"rookery/lobby/store/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, func(*testing.T) storetest.Stores {
		s := memory.New()
		return storetest.Stores{Journal: s.Journal(), Pulse: s.Pulse(), Rooms: s.Rooms(), Seeks: s.Seeks(), Notices: s.Notices(), Blocks: s.Blocks(), Reports: s.Reports(), Ratings: s.Ratings(), History: s.History(), Hiding: s.Hiding(), Persons: s.Persons(), Handovers: s.Handovers()}
	})
}

func TestAFaultBeforeAWriteStoresNothingAndOneAfterItStoresAll(t *testing.T) {
	disk := errors.New("the disk is on fire")
	fails := func(op memory.Op) func(memory.Op) error {
		return func(got memory.Op) error {
			if got == op {
				return disk
			}
			return nil
		}
	}
	for _, c := range []struct {
		name   string
		fault  memory.Fault
		stored bool
	}{
		{"before", memory.Fault{Before: fails(memory.Create)}, false},
		{"after", memory.Fault{After: fails(memory.Create)}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := memory.New()
			s.Break(c.fault)
			g := person.Guest{Person: person.Person{ID: "p", Nick: "anna"}, Skeleton: "anna"}
			if err := s.Persons().Create(t.Context(), g, time.Unix(0, 0)); !errors.Is(err, disk) {
				t.Fatalf("error is %v", err)
			}
			s.Break(memory.Fault{})
			if _, err := s.Persons().ByID(t.Context(), "p"); (err == nil) != c.stored {
				t.Fatalf("stored is %v, want %v", err == nil, c.stored)
			}
		})
	}
}
