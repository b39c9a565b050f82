package sqlite

import (
	"errors"
	"testing"
	"time"

	"rookery/lobby/room"
)

// A beat is small, and fits where a move does not: it must know what it means
// that the disk is full.
func TestABeatTellsThatNoMoveCouldBeStored(t *testing.T) {
	s := opened(t)
	id := makeRooms(t, s, 1)[0]
	turned := move(id, 2)
	turned.Turned = true
	if err := s.Journal().Append(t.Context(), turned); err != nil {
		t.Fatal(err)
	}
	pages(t, s, 1)
	var full error
	for n := uint64(3); full == nil; n++ {
		full = s.Journal().Append(t.Context(), move(id, n))
	}
	if !errors.Is(full, room.ErrFull) {
		t.Fatal(full)
	}
	began := time.Now()
	for time.Since(began) < 50*time.Millisecond { // players wait for a disk
	}
	if err := s.Pulse().Beat(t.Context(), func() []room.Stall { return nil }); err != nil {
		t.Skip("on this disk not even a beat fits: ", err)
	}
	life, err := s.Pulse().Life(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if known := life.Beat - life.Turned; known < 50*time.Millisecond || life.Ran() > known-50*time.Millisecond {
		t.Errorf("of %v, in which nothing could be stored for 50 ms, %v are charged", known, life.Ran())
	}
}

func TestTalkThatTheDiskIsSlowWithIsNoOutageAndAMoveIs(t *testing.T) {
	s := opened(t)
	id := makeRooms(t, s, 1)[0]
	_, err := write(t.Context(), s, false, func(t *tx) (int, error) {
		commit := t.durable
		t.durable = func() error { time.Sleep(300 * time.Millisecond); return commit() }
		return 0, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for outages, urgent := range []bool{false, true} {
		entry := move(id, uint64(2+outages))
		entry.Urgent = urgent
		if err := s.Journal().Append(t.Context(), entry); err != nil {
			t.Fatal(err)
		}
		if n := len(s.outages.Until(time.Now())); n != outages {
			t.Errorf("urgent %v: %d outages", urgent, n)
		}
	}
}
