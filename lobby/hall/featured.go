package hall

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"rookery/lobby"
	"rookery/lobby/pairing"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

const (
	featuredFor = 20 * time.Second // at least, while the game goes on
	clearly     = 100              // by which much worth another overtakes it
)

// featured is the game that the lobby shows large. due is when another may take
// its place that has overtaken it already, zero if none has.
type featured struct {
	room  room.ID
	since time.Time
	due   time.Time
}

// behind is by how much worth any game with the house comes after those of two people.
const behind = 1e6

// worth is how good a game is to watch: the mean of the two ratings, and 100 points
// for each doubling of those who watch.
func worth(g wire.LiveGame) float64 {
	strength := func(rating int) float64 {
		if rating == 0 {
			return pairing.Unrated
		}
		return float64(rating)
	}
	w := (strength(g.WhiteRating)+strength(g.BlackRating))/2 + 100*math.Log2(1+float64(g.Watching))
	if _, with := lobby.HouseSide(g); with {
		w -= behind
	}
	return w
}

// next is what is featured at now, of the games that are shown. The game stays
// until it ends, or another is clearly better and it has been there for its time.
func (f featured) next(shown []wire.LiveGame, now time.Time) featured {
	if len(shown) == 0 {
		return featured{}
	}
	best := slices.MaxFunc(shown, func(a, b wire.LiveGame) int {
		return cmp.Or(cmp.Compare(worth(a), worth(b)), strings.Compare(a.Room, b.Room)) // the newest of equals, as in the list
	})
	i := slices.IndexFunc(shown, func(g wire.LiveGame) bool { return room.ID(g.Room) == f.room })
	switch {
	case i < 0:
		return featured{room: room.ID(best.Room), since: now}
	case worth(best) < worth(shown[i])+clearly:
		f.due = time.Time{}
	case now.Sub(f.since) < featuredFor:
		f.due = f.since.Add(featuredFor)
	default:
		return featured{room: room.ID(best.Room), since: now}
	}
	return f
}
