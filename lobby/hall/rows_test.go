package hall

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
	got := h.live(time.Now())
	if len(got) != gamesShown {
		t.Fatalf("%d games", len(got))
	}
	for i, want := range []room.ID{ids[29], ids[28], ids[27], ids[26], ids[25], ids[24], ids[23], ids[22]} {
		if got[i].Room != string(want) {
			t.Errorf("row %d is not the one expected", i)
		}
	}
}

func TestAClockThatRunsIsListedAsOfNow(t *testing.T) {
	h := newHall()
	id, now := room.ID(uuid.Must(uuid.NewV7()).String()), time.Date(2025, 3, 1, 12, 0, 0, 0, time.UTC)
	at := func(after time.Duration) int64 { return h.live(now.Add(after))[0].Ran }
	g := wire.LiveGame{Room: string(id), White: &wire.Person{}, Black: &wire.Person{}, Ply: 3, Running: wire.Black}
	h.roomChanged(room.Summary{Room: id, Game: g}, now)
	if got := at(14 * time.Second); got != 14_000 {
		t.Errorf("after 14 s of thought it has run %d ms", got)
	}
	g.Watching = 1
	h.roomChanged(room.Summary{Room: id, Game: g}, now.Add(14*time.Second))
	if got := at(15 * time.Second); got != 15_000 {
		t.Errorf("with somebody who came to watch it has run %d ms", got)
	}
	g.Ply, g.Running = 4, wire.White
	h.roomChanged(room.Summary{Room: id, Game: g}, now.Add(20*time.Second))
	if got := at(21 * time.Second); got != 1_000 {
		t.Errorf("the other's has run %d ms a second after a move", got)
	}
	g.Running = ""
	h.roomChanged(room.Summary{Room: id, Game: g}, now.Add(30*time.Second))
	if got := at(time.Minute); got != 0 {
		t.Errorf("one that stands has run %d ms", got)
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
