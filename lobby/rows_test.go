package lobby

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

func TestRowsOfTheLiveListDoNotJump(t *testing.T) {
	for name, c := range map[string]struct{ before, now, want []room.ID }{
		"the first games are in their order":      {nil, rows("ab"), rows("ab")},
		"a new game comes last":                   {rows("ab"), rows("cab"), rows("abc")},
		"another ranking moves nobody":            {rows("abc"), rows("cba"), rows("abc")},
		"a new game takes the place of one over":  {rows("abc"), rows("dac"), rows("adc")},
		"the better newcomer takes the first":     {rows("abc"), rows("deb"), rows("dbe")},
		"without a newcomer the rows close up":    {rows("abc"), rows("c"), rows("c")},
		"when all are over nothing is left":       {rows("abc"), nil, rows("")},
		"all new ones take the places of all old": {rows("ab"), rows("cde"), rows("cde")},
	} {
		if got := steady(c.before, c.now); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func rows(letters string) (list []room.ID) {
	for _, l := range letters {
		list = append(list, room.ID(l))
	}
	return list
}

func TestTheMostWatchedGamesAreShownThenTheNewest(t *testing.T) {
	h := newHall()
	var ids []room.ID
	for i := range 30 {
		id := room.ID(uuid.Must(uuid.NewV7()).String())
		ids = append(ids, id)
		h.games[id] = wire.LiveGame{Room: string(id), White: &wire.Person{}, Black: &wire.Person{}, Watching: (i + 7) / 10}
	}
	got := h.live()
	if len(got) != gamesShown {
		t.Fatalf("%d games", len(got))
	}
	for i, want := range []room.ID{ids[29], ids[28], ids[27], ids[26], ids[25], ids[24], ids[23], ids[22]} {
		if got[i].Room != string(want) {
			t.Errorf("row %d is not the one expected", i)
		}
	}
}

// BenchmarkLobby is what one change costs under the lock with 5,000 people in
// the lobby and 1,000 games.
func BenchmarkLobby(b *testing.B) {
	h := newHall()
	for i := range 5000 {
		h.arrive(&Conn{Who: person.Person{ID: person.ID(fmt.Sprint(i)), Nick: fmt.Sprint(i)}})
	}
	for range 1000 {
		id := room.ID(uuid.Must(uuid.NewV7()).String())
		h.games[id] = wire.LiveGame{Room: string(id), White: &wire.Person{}, Black: &wire.Person{}}
	}
	for b.Loop() {
		h.lobby(time.Now(), nil)
	}
}
