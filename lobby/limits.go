package lobby

import (
	"fmt"
	"time"
)

// Limit is one bound that people meet: of what, and how much of it there may be.
type Limit struct {
	Of, Most string
}

// Limits are the bounds of the lobby, for the page that tells of them.
func Limits() []Limit {
	minutes := func(d time.Duration) string { return fmt.Sprintf("%d minutes", d/time.Minute) }
	seconds := func(d time.Duration) string { return fmt.Sprintf("%d s", d/time.Second) }
	return []Limit{
		{"open seeks of one person, challenges apart", fmt.Sprint(maxSeeks)},
		{"open challenges of one person", fmt.Sprint(maxChallenges)},
		{"open challenges to one person", fmt.Sprintf("%d, and one each of those with whom they have played lately", maxChallenged)},
		{"answers of one person to seeks whose seekers choose", fmt.Sprint(maxAnswers)},
		{"answers to one such seek", fmt.Sprint(maxAnswered)},
		{"rooms of one person in which fewer than two moves were made; no game begins beyond it", fmt.Sprint(maxUnplayed)},
		{"rooms of one person without a result", fmt.Sprint(maxPlaying)},
		{"people whom one connection follows", fmt.Sprint(maxFollowed)},
		{"how long a challenge stands", minutes(challengeLife)},
		{"how long an offer of a rematch stands", minutes(rematchLive)},
		{"how long a search outlasts its connection", seconds(searchGrace)},
		{"how long a seek outlasts its seeker's last connection", seconds(seekGrace)},
		{"seeks that a lobby frame shows", fmt.Sprint(seeksShown)},
		{"games that it shows", fmt.Sprint(gamesShown)},
		{"people that it shows", fmt.Sprint(peopleShown)},
		{"pools that it shows", fmt.Sprint(poolsShown)},
		{"finished games that it shows", fmt.Sprint(finishedShown)},
	}
}
