package web

import (
	"cmp"
	"fmt"
	"net/http"
	"strings"

	"rookery/lobby/room"
	"rookery/lobby/wire"
	"rookery/web/pages"
)

// ofLobby is the preview of the lobby, and of all that is no room.
func (s *server) ofLobby(r *http.Request) pages.Head {
	return pages.Head{
		Title: pages.SiteName, Text: "Play live chess in your browser, watch, talk and whisper. No account needed.",
		Base: s.Gate.Site.Base(r), Path: "/",
	}
}

// ofRoom is the preview of a room. It tells what lists tell, of a game that is shown later
// what may be seen by now, and nothing that is old by the time that somebody reads it.
func (s *server) ofRoom(r *http.Request, sum room.Summary) pages.Head {
	g := sum.Game
	return pages.Head{
		Title: versus(g) + " · " + pages.SiteName, Text: stand(g), Private: true,
		Base: s.Gate.Site.Base(r), Path: "/rooms/" + string(sum.Room),
	}
}

// versus is who plays.
func versus(g wire.LiveGame) string {
	white, black := nick(g.White), nick(g.Black)
	switch {
	case white != "" && black != "":
		return white + " against " + black
	case white != "" || black != "":
		return cmp.Or(white, black) + " and a free seat"
	}
	return "A game of chess"
}

// results are the results of games in words.
var results = map[string]string{"1-0": "White won.", "0-1": "Black won.", "1/2-1/2": "A draw.", "*": "It has no result."}

// stand is what a game is played for, and how it stands.
func stand(g wire.LiveGame) string {
	clock := "No clock"
	if c, err := room.Control(g.Control); err == nil && !c.Unlimited() {
		clock = c.Speed().String() + " " + c.String()
	}
	kind := "casual"
	if g.Rated {
		kind = "rated"
	}
	parts := []string{clock + ", " + kind + "."}
	switch {
	case g.Ended != nil:
		parts = append(parts, results[g.Ended.Result]+" Play it through, and read the talk.")
	case g.White == nil || g.Black == nil:
		parts = append(parts, "One seat is free.")
	default:
		parts = append(parts, "Watch it live, and talk.")
	}
	if g.Delay > 0 && g.Ended == nil {
		parts = append(parts, fmt.Sprintf("Shown %d s late.", g.Delay))
	}
	return strings.Join(parts, " ")
}
