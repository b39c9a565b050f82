package hall

import (
	"fmt"
	"time"

	"rookery/lobby"
)

// Limits are the bounds of the hall, for the page that tells of them.
func Limits() []lobby.Limit {
	seconds := func(d time.Duration) string { return fmt.Sprintf("%d s", d/time.Second) }
	return []lobby.Limit{
		{Of: "people whom one connection follows", Most: fmt.Sprint(MaxFollowed)},
		{Of: "how long a search outlasts its connection", Most: seconds(searchGrace)},
		{Of: "how long a seek outlasts its seeker's last connection", Most: seconds(Grace)},
		{Of: "how long what one asks for is refused after somebody else has seated one, unless one knows of it", Most: seconds(unknowing)},
		{Of: "seeks that a lobby frame shows", Most: fmt.Sprint(seeksShown)},
		{Of: "games that it shows", Most: fmt.Sprint(gamesShown)},
		{Of: "people that it shows", Most: fmt.Sprint(peopleShown)},
		{Of: "pools that it shows", Most: fmt.Sprint(poolsShown)},
		{Of: "finished games that it shows", Most: fmt.Sprint(FinishedShown)},
	}
}
