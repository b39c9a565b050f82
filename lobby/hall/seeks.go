package hall

import (
	"slices"
	"time"

	"rookery/lobby"
	"rookery/lobby/person"
)

// Seeks are the open ones as they were read last, oldest first.
func (x Hall) Seeks() (seeks []lobby.Seek) {
	x.held.Do(func(h *hall) { seeks = h.seeks })
	return seeks
}

// SeeksChanged says that the store has other seeks by now.
func (x Hall) SeeksChanged() { x.held.Do(func(h *hall) { h.seeksStale = true }) }

// SeekOpened takes in s, which who has just opened or answered. It ends as if they went
// now, if they are gone already; whom it concerns is told when it does.
func (x Hall) SeekOpened(who person.ID, s lobby.Seek, now time.Time) {
	x.held.Do(func(h *hall) {
		h.fresh = append(h.fresh, s)
		h.seekEnds(who, now.Add(Grace))
	})
}

// SeeksStale reports whether the seeks are to be read again, which SeeksRead is then told, with
// what was shown before.
func (x Hall) SeeksStale() (before SeeksBefore, stale bool) {
	x.held.Do(func(h *hall) {
		stale, h.seeksStale = h.seeksStale, false
		before = SeeksBefore{slices.Concat(h.seeks, h.fresh), len(h.fresh)}
	})
	return before, stale
}

// SeeksBefore are the seeks as they were when they began to be read again.
type SeeksBefore struct {
	seeks []lobby.Seek
	fresh int // how many of them are newer than the last reading
}

// SeeksRead takes in the open seeks, and lists whom the changes concern.
func (x Hall) SeeksRead(before SeeksBefore, seeks []lobby.Seek) []person.ID {
	x.held.Do(func(h *hall) { h.seeks, h.fresh = seeks, slices.Clone(h.fresh[before.fresh:]) })
	return affected(before.seeks, seeks)
}

// affected lists who is told of something between two readings of the seeks: those
// whom a seek concerned that is gone, or of which an answer is.
func affected(before, after []lobby.Seek) (list []person.ID) {
	now := make(map[string]lobby.Seek, len(after))
	for _, s := range after {
		now[s.ID] = s
	}
	for _, s := range before {
		left, open := now[s.ID]
		if !open {
			list = append(list, s.Concerned()...)
			continue
		}
		for _, a := range s.Answers {
			if _, answers := left.Answer(a.By.ID); !answers {
				list = append(list, s.By.ID, a.By.ID)
			}
		}
	}
	return list
}

// stands reports whether who has something among the seeks that ends when they go.
func stands(seeks []lobby.Seek, who person.ID) bool {
	return slices.ContainsFunc(seeks, func(s lobby.Seek) bool {
		_, answers := s.Answer(who)
		return s.By.ID == who || answers
	})
}

// fair picks n of the seeks that are open to everybody, and keeps their order. Everybody's oldest
// comes before anybody's second; of those for whom there is no place for all, half
// are the oldest and half the newest, so that nobody's are kept out of view for long.
func fair(seeks []lobby.Seek, n int) []lobby.Seek {
	var rounds [][]int // the indexes of everybody's oldest, then second, …
	own := make(map[person.ID]int)
	for i, s := range seeks {
		if s.To.ID != "" {
			continue
		}
		k := own[s.By.ID]
		own[s.By.ID]++
		if k == len(rounds) {
			rounds = append(rounds, nil)
		}
		rounds[k] = append(rounds[k], i)
	}
	var picked []int
	for _, round := range rounds {
		if room := n - len(picked); len(round) > room {
			round = slices.Concat(round[:room/2], round[len(round)-(room-room/2):])
		}
		picked = append(picked, round...)
	}
	slices.Sort(picked)
	list := make([]lobby.Seek, len(picked))
	for i, k := range picked {
		list[i] = seeks[k]
	}
	return list
}
