package main

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"rookery/chat/nick"
	"rookery/game"
	"rookery/lobby/hall"
	"rookery/lobby/pairing"
	"rookery/lobby/rematch"
	"rookery/lobby/room"
	"rookery/lobby/wire"
	"rookery/lobby/wish"
	"rookery/web/ws"
)

// constant is a number by which the server judges, and that the browser client needs
// beforehand: to ask for nothing that it cannot have, or to tell how long a thing lasts.
type constant struct {
	name  string
	value int64
	doc   string
}

// constants are those that the client goes by; each is the server's own.
func constants() []constant {
	return []constant{
		{"MAX_MESSAGE", wire.MaxMessage, "How many bytes of UTF-8 a client's message may have where `hello` does not say otherwise."},
		{"LONGEST_NICK", nick.Longest, "How many characters a name may have."},
		{"MOST_MINUTES", int64(game.MaxBase / time.Minute), "The minutes that a stage of a clock may begin with."},
		{"MOST_SECONDS", int64(game.MaxInc / time.Second), "The seconds that a clock may give for a move."},
		{"MOST_MOVES", game.MaxMoves, "How many moves a stage of a clock may be for."},
		{"MOST_DELAY", room.MaxDelay, "By how many seconds a game may be shown later."},
		{"LEAST_RATING", wish.LeastElo, "The least rating that a seek can ask for."},
		{"MOST_RATING", wish.MostElo, "The greatest one."},
		{"UNRATED", pairing.Unrated, "What pairing and the bounds of a seek take for the rating of who has none."},
		{"BACK_OFF", game.BackOff.Milliseconds(), "After n offers one waits n² times this, in ms, until the next of its kind."},
		{"REMATCH_LIVE", rematch.Live.Milliseconds(), "How long, in ms, an offer of a rematch can be accepted."},
		{"LONGEST_MUTE", room.LongestMute.Milliseconds(), "For how long, in ms, a player may silence somebody."},
		{"HEADS_EVERY", ws.Beat.Milliseconds(), "How often, in ms, the server tells the heads of the streams."},
		{"MOST_FOLLOWED", hall.MaxFollowed, "How many people one connection can follow."},
	}
}

// pools are the names of those that the lobby always offers, as TypeScript writes a list.
func pools() string { return "[" + strings.Join(quoteAll(hall.Pools()), ", ") + "]" }

// speeds are the classes of games, as TypeScript writes a list of pairs. The last has no bound.
func speeds() string {
	var rows []string
	for s := game.UltraBullet; s <= game.Classical; s++ {
		below := "Infinity"
		if s < game.Classical {
			below = fmt.Sprint(int64(s.Below() / time.Second))
		}
		rows = append(rows, fmt.Sprintf("[%s, %s]", quote(s.String()), below))
	}
	return "[" + strings.Join(rows, ", ") + "]"
}

var hump = regexp.MustCompile(`([a-z])([A-Z])`)

// constantName is a Go name as TypeScript's constants are spelled: CloseNoRoom is CLOSE_NO_ROOM.
func constantName(name string) string {
	return strings.ToUpper(hump.ReplaceAllString(name, "${1}_${2}"))
}
