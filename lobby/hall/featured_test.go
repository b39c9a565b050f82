package hall

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"rookery/lobby"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// gameOf is a game with an average rating that so many watch.
func gameOf(id string, rating, watching int) wire.LiveGame {
	return wire.LiveGame{Room: id, WhiteRating: rating, BlackRating: rating, Watching: watching}
}

func TestWorth(t *testing.T) {
	for _, tt := range []struct {
		name string
		game wire.LiveGame
		want float64
	}{
		{"the unrated count as 1500", wire.LiveGame{}, 1500},
		{"the mean of both", wire.LiveGame{WhiteRating: 1800, BlackRating: 1600}, 1700},
		{"an unrated and a strong one", wire.LiveGame{WhiteRating: 2100}, 1800},
		{"the first who watches", gameOf("a", 1500, 1), 1600},
		{"three are one doubling more", gameOf("a", 1500, 3), 1700},
		{"a crowd", gameOf("a", 1500, 1023), 2500},
		{"a game with the house comes after all of two people", wire.LiveGame{Black: lobby.Shown(lobby.House())}, 1500 - behind},
	} {
		if got := worth(tt.game); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestTheFeaturedGameChangesByItselfAndNeverFlickers(t *testing.T) {
	now := time.Date(2025, 3, 1, 12, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name  string
		was   string
		shows time.Duration
		shown []wire.LiveGame
		want  string
		due   time.Duration // from now; 0 never
	}{
		{"nothing where nobody plays", "a", time.Hour, nil, "", 0},
		{"the best at first", "", 0, []wire.LiveGame{gameOf("a", 1500, 0), gameOf("b", 1600, 0)}, "b", 0},
		{"of equals the newest", "", 0, []wire.LiveGame{gameOf("b", 1500, 0), gameOf("a", 1500, 0)}, "b", 0},
		{"it stays while others are a little better", "a", time.Hour, []wire.LiveGame{gameOf("a", 1500, 0), gameOf("b", 1599, 0)}, "a", 0},
		{"it goes when another is clearly better", "a", time.Hour, []wire.LiveGame{gameOf("a", 1500, 0), gameOf("b", 1600, 0)}, "b", 0},
		{"but not before its time", "a", 19 * time.Second, []wire.LiveGame{gameOf("a", 1500, 0), gameOf("b", 2600, 0)}, "a", time.Second},
		{"and then at once", "a", 20 * time.Second, []wire.LiveGame{gameOf("a", 1500, 0), gameOf("b", 2600, 0)}, "b", 0},
		{"the next as soon as it ends", "a", time.Second, []wire.LiveGame{gameOf("b", 1500, 0)}, "b", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := featured{since: now.Add(-tt.shows)}
			f.room = room.ID(tt.was)
			got := f.next(tt.shown, now)
			var due time.Duration
			if !got.due.IsZero() {
				due = got.due.Sub(now)
			}
			if string(got.room) != tt.want || due != tt.due {
				t.Errorf("featured %q, another in %v; want %q, %v", got.room, due, tt.want, tt.due)
			}
		})
	}
}

// TestToLookAtTheLobbyChangesNothing: what is featured, and where, is for those who see it live.
func TestToLookAtTheLobbyChangesNothing(t *testing.T) {
	h := newHall()
	white, black := &wire.Person{ID: "a"}, &wire.Person{ID: "b"}
	for range 3 {
		id := room.ID(uuid.Must(uuid.NewV7()).String())
		h.games[id] = wire.LiveGame{Room: string(id), White: white, Black: black}
	}
	if v := h.lobby(time.Now(), nil); len(v.Games) != 3 || v.Featured == "" || h.featured.room != "" || h.rows != nil {
		t.Errorf("after a look the rows are %v, and %+v is featured", h.rows, h.featured)
	}
}
