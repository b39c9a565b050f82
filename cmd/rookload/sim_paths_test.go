package main

import (
	"strings"

	"rookery/cmd/rookload/checker"
	"rookery/lobby/wire"
)

// rare are the paths that a run of simQuick games must have gone: every script's
// instant, and, as its clients saw it, what can come of it.
func rare() []string {
	paths := []string{
		"network: cut", "network: deafness", "network: half-open", "network: loss", "network: stall",
		"disk: busy", "disk: full", "disk: slow", "disk: unknown, and not stored", "disk: unknown, and stored", "disk: unknown, and stored later", "disk: unread",

		"closed 0", "closed 1012", "closed 4011",
		"wait busy", "wait storage_full",
		"came back and was given a snapshot", "came back and was given what it had missed", "resumed from some number",
		"appended on a real disk", "answered again", "one command from two pages",
		"ok of a resend", "ok on a later connection", "ok in the next life", "ok after 4011",
		"no of a resend", "no on a later connection", "no in the next life", "no after 4011",

		"no game_over", "no illegal_move", "no no_claim", "no no_offer", "no no_seek", "no not_now", "no not_your_turn", "no seat_taken", "no stale",
		"no game_over: The game is over.", "no game_over: Time had run out.",

		"event: clock_started", "event: clock_stopped", "event: declined", "event: taken_back", "event: time_given",
		"event: rematch_offered", "event: seek_closed", "event: whispered",
		"a move just before the flag", "a move sent in time", "a move whose price is known",
	}
	for _, reason := range []string{
		"aborted", "agreement", "checkmate", "flag", "flag_draw", "insufficient_material", "resignation", "seventyfive", "threefold",
	} {
		paths = append(paths, "event: ended by "+reason)
	}
	for _, s := range scripts {
		paths = append(paths, "race: "+s.name)
	}
	for how := range ends {
		paths = append(paths, "server: "+how)
	}
	return paths
}

// rarest are those that only a full run is sure to go.
var rarest = []string{
	"closed 4008", "closed 4009", "closed 4010", "wait draining", "wait rate_limited",
	"event: ended by fifty", "event: ended by fivefold", "event: ended by stalemate",
	"race: nobody moves: no_first_move", "race: gone: abandonment",
	"race: flag and move: flag", "race: flag and mate: flag", "race: flag and mate: checkmate",
	"race: flag and accept: agreement", "race: flag and accept: flag",
	"race: resign and mate: checkmate", "race: resign and mate: resignation", "race: accept and move: agreement",
	"race: both resign: resignation", "race: accept and withdraw: agreement", "race: takeback and resign: resignation",
	"race: flag and resign: flag", "race: flag and resign: resignation",
	"race: flag and the other resigns: flag", "race: flag and the other resigns: resignation",
	"race: flag and claim: flag", "race: flag and claim: threefold", "race: claim with the move: threefold",
}

// nearly is how many ms before its flag a move is just in time.
const nearly = 45

// outcomes are the paths that a game tells of: how its race ended, and moves that
// came when the flag was about to fall.
func outcomes(race string, frames [][]byte) []string {
	var paths []string
	for _, raw := range frames {
		f, _ := checker.Read(raw) // the checker has read it
		e, _ := f.Event()
		body, _ := e.Body()
		switch b := body.(type) {
		case wire.Ended:
			if race != "" {
				paths = append(paths, "race: "+race+": "+b.Reason)
			}
		case wire.Moved:
			left := b.Clock.White
			if strings.Contains(b.FEN, " w ") { // black has moved
				left = b.Clock.Black
			}
			if left < nearly {
				paths = append(paths, "a move just before the flag")
			}
		}
	}
	return paths
}
