package desk

import (
	"fmt"
	"time"

	"rookery/lobby"
	"rookery/lobby/hall"
	"rookery/lobby/rematch"
)

// Limits are the bounds of the lobby, for the page that tells of them.
func Limits() []lobby.Limit {
	minutes := func(d time.Duration) string { return fmt.Sprintf("%d minutes", d/time.Minute) }
	return append([]lobby.Limit{
		{Of: "open seeks of one person, challenges apart", Most: fmt.Sprint(maxSeeks)},
		{Of: "open challenges of one person", Most: fmt.Sprint(maxChallenges)},
		{Of: "open challenges to one person", Most: fmt.Sprintf("%d, and one each of those with whom they have played lately", maxChallenged)},
		{Of: "answers of one person to seeks whose seekers choose", Most: fmt.Sprint(maxAnswers)},
		{Of: "answers to one such seek", Most: fmt.Sprint(maxAnswered)},
		{Of: "rooms of one person in which fewer than two moves were made; no game begins beyond it", Most: fmt.Sprint(maxUnplayed)},
		{Of: "rooms of one person without a result", Most: fmt.Sprint(maxPlaying)},
		{Of: "how long a challenge stands", Most: minutes(challengeLife)},
		{Of: "how long an offer of a rematch stands", Most: minutes(rematch.Live)},
	}, hall.Limits()...)
}
