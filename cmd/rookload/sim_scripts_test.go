package main

import (
	"rookery/game"
	"rookery/lobby/wire"
)

// script is a game: a few moves that lead to an instant at which both players, or
// two pages of one, do what cannot all come to pass. What is left is played at random.
type script struct {
	name    string
	control wire.Control // zero: any without haste
	seek    bool         // rather than by link
	fen     string
	line    string // in UCI, by both in turn
	offer   string // what is offered then, by the side that white or black names: "white draw"
	busy    bool   // the disk is slow then, with a line that was said before
	flag    bool   // the instant is that at which the flag falls, or close to it
	next    string // the move of "next"

	// What each side does at the instant, on its first page and on its second, if it has one.
	white, black, white2, black2 string
	heckler                      string // the same, of the one who watches

	idle      int  // seconds for which nobody does anything after it
	leaves    bool // the side that is not to move goes away, and the other claims
	contested bool // two sit down at once
	taken     bool // two take the same seek at once
}

const (
	bareKing = "8/8/8/3k4/8/3K4/4P3/8 w - - 0 1"
	ruy      = "e2e4 e7e5 g1f3 b8c6 f1b5 a7a6"
	toAndFro = "g1f3 g8f6 f3g1 f6g8 g1f3 g8f6 f3g1"
	inHaste  = 1 // second
)

// scripts are all of them.
var scripts = []script{
	{name: "both resign", line: "e2e4 e7e5", white: "resign", black: "resign"},
	{name: "resign and move", line: "e2e4 e7e5", white: "move", black: "resign"},
	{name: "resign and mate", line: "f2f3 e7e5 g2g4", next: "d8h4", white: "resign", black: "next"},
	{name: "resign on two pages", line: "e2e4 e7e5", white: "resign", white2: "resign", black: "draw"},
	{name: "both offer a draw", line: "e2e4 e7e5", white: "draw", black: "draw"},
	{name: "move and offer", line: "e2e4 e7e5", white: "move", black: "draw"},
	{name: "one offers and moves", line: ruy, white: "draw move", black: "draw"},
	{name: "accept and move", line: ruy, offer: "black draw", white: "accept", white2: "move", black2: "resign"},
	{name: "accept and withdraw", line: ruy, offer: "white draw", white: "decline", black: "accept"},
	{name: "accept and the offerer's move", line: ruy, offer: "white draw", white: "move", black: "accept"},
	{name: "decline and accept", line: ruy, offer: "white draw", black: "accept", black2: "decline"},
	{name: "takeback and move", line: "e2e4 e7e5 g1f3", offer: "white takeback", black: "accept", black2: "move"},
	{name: "takeback and resign", line: "e2e4 e7e5 g1f3", offer: "white takeback", black: "accept", white: "resign"},
	{name: "takeback asked and move", line: "e2e4 e7e5 g1f3", white: "takeback", black: "move"},
	{name: "two pages, two moves", line: ruy, white: "move", white2: "move"},
	{name: "two pages, one command", line: ruy, white: "same move", white2: "same move"},
	{name: "two pages, one resignation", line: ruy, black: "same resign", black2: "same resign", white: "move"},
	{name: "two pages, one command and another", line: ruy, white: "same move", white2: "same move resign"},
	{name: "stale, illegal, out of turn", line: ruy, white: "stale illegal", black: "move claim accept"},

	{name: "flag", control: hasty, line: "e2e4 e7e5", flag: true},
	{name: "flag and move", control: hasty, line: "e2e4 e7e5", flag: true, white: "move"},
	{name: "flag and move behind a slow line", control: hasty, line: "e2e4 e7e5", flag: true, busy: true, white: "move", black: "say"},
	{name: "a mute and heckling behind a slow line", line: "e2e4 e7e5", busy: true, white: "say mute", black: "say", heckler: "heckle heckle heckle"},
	{name: "a mute in a game by seek and heckling behind a slow line", seek: true, line: "e2e4 e7e5", busy: true, white: "say mute", black: "say", heckler: "heckle heckle heckle"},
	{name: "flag and mate", control: hasty, line: "f2f3 e7e5 g2g4", next: "d8h4", flag: true, black: "next"},
	{name: "flag and resign", control: hasty, line: "e2e4 e7e5", flag: true, white: "resign"},
	{name: "flag and the other resigns", control: hasty, line: "e2e4 e7e5", flag: true, black: "resign"},
	{name: "flag and accept", control: hasty, line: "e2e4 e7e5", offer: "black draw", flag: true, white: "accept"},
	{name: "flag and takeback", control: hasty, line: "e2e4 e7e5 g1f3", offer: "white takeback", flag: true, black: "accept"},
	{name: "flag and claim", control: hasty, line: toAndFro, next: "f6g8", flag: true, black: "claim next"},
	{name: "flag and time given", control: hasty, line: "e2e4 e7e5", flag: true, black: "time"},
	{name: "flag against a bare king", control: hasty, fen: bareKing, line: "d3e3 d5e5", flag: true},

	{name: "claim and move", line: toAndFro + " f6g8", white: "claim", white2: "move", black: "resign"},
	{name: "claim with the move", line: toAndFro, next: "f6g8", black: "claim next", black2: "next"},
	{name: "claim of fifty moves", fen: "4k3/8/8/8/8/8/8/R3K2R w KQ - 98 100", line: "e1e2 e8e7", white: "claim", black: "resign"},
	{name: "fivefold", line: toAndFro + " f6g8 " + toAndFro, next: "f6g8", black: "next", white: "draw"},
	{name: "seventy-five moves", fen: "4k3/8/8/8/8/8/8/R3K2R w KQ - 148 120", line: "e1e2", next: "e8e7", black: "next", white: "draw"},
	{name: "stalemate", fen: "7k/5K2/8/6Q1/8/8/8/8 w - - 0 1", line: "g5g1 h8h7 g1g5 h7h8", next: "g5g6", white: "next", black: "resign"},
	{name: "dead position", fen: "8/8/8/3k4/8/3K4/3p4/8 w - - 0 1", next: "d3d2", white: "next", black: "claim"},
	{name: "abort and move", seek: true, white: "move", black: "abort"},
	{name: "both abort", seek: true, white: "abort", black: "abort"},
	{name: "nobody moves", control: wire.Control{Base: 10}, seek: true, idle: 30},
	{name: "gone", control: wire.Control{Base: 60}, line: "e2e4 e7e5", leaves: true},
	{name: "two sit down at once", contested: true, line: "e2e4 e7e5", white: "resign", black: "move"},
	{name: "two take a seek", taken: true, line: "e2e4 e7e5", white: "move", black: "resign"},
	{name: "any moves", white: "move", black: "move"},
	{name: "any moves from anywhere", fen: beginnings[3], white: "move", black: "move"},
	{name: "any moves towards promotion", fen: beginnings[0], white: "move", black: "move"},
}

// hasty is a clock whose flag falls soon.
var hasty = wire.Control{Base: inHaste}

// calm are the clocks of games that are not about clocks.
var calmControls = []wire.Control{
	{Base: 300, Inc: 2}, {Base: 60}, {Base: 60, Inc: 1}, {Base: 60, Inc: 2, Mode: "delay"}, {Base: 60, Inc: 2, Mode: "bronstein"}, {Base: 30, Inc: 3},
}

// acts are what the words of a script mean: a command, or nil if there is nothing
// to be done by it now.
var acts = map[string]func(*script, *tab, game.Position) wire.Command{
	"resign": func(*script, *tab, game.Position) wire.Command { return wire.Resign{} },
	"abort":  func(*script, *tab, game.Position) wire.Command { return wire.Abort{} },
	"time":   func(*script, *tab, game.Position) wire.Command { return wire.GiveTime{} },
	"draw":   func(_ *script, t *tab, _ game.Position) wire.Command { return wire.Offer{What: "draw", On: t.board.on} },
	"takeback": func(_ *script, t *tab, _ game.Position) wire.Command {
		return wire.Offer{What: "takeback", On: t.board.on}
	},
	"accept":  func(_ *script, t *tab, _ game.Position) wire.Command { return wire.Accept{Offer: t.board.offer.N} },
	"decline": func(_ *script, t *tab, _ game.Position) wire.Command { return wire.Decline{Offer: t.board.offer.N} },
	"claim": func(s *script, t *tab, pos game.Position) wire.Command {
		c := wire.Claim{What: "draw", On: t.board.on}
		if _, err := pos.Read(s.next); err == nil && s.next != "" {
			c.Move = s.next
		}
		return c
	},
	"gone": func(_ *script, t *tab, _ game.Position) wire.Command {
		return wire.Claim{What: "gone_win", On: t.board.on}
	},
	"say":    line,
	"heckle": line,
	"mute": func(_ *script, t *tab, _ game.Position) wire.Command {
		t.cast.mu.Lock()
		nick := t.cast.rooms[t.room][watching].nick
		t.cast.mu.Unlock()
		return wire.Say{Text: "/mute " + nick + " 1 " + t.cast.mark("a reason "), To: wire.ChatStream}
	},
	"illegal": func(_ *script, t *tab, _ game.Position) wire.Command { return wire.Move{Text: "a1a8", On: t.board.on} },
	"next":    func(s *script, t *tab, _ game.Position) wire.Command { return wire.Move{Text: s.next, On: t.board.on} },
	"move": func(_ *script, t *tab, pos game.Position) wire.Command {
		return wire.Move{Text: anyMove(t, pos), On: t.board.on}
	},
	"stale": func(_ *script, t *tab, pos game.Position) wire.Command {
		return wire.Move{Text: anyMove(t, pos), On: max(t.board.on, 2) - 1}
	},
}

func line(_ *script, t *tab, _ game.Position) wire.Command {
	return wire.Say{Text: t.cast.mark("a line "), To: wire.ChatStream}
}

// anyMove is a legal one, if there is any.
func anyMove(t *tab, pos game.Position) string {
	choices := pos.Choices()
	if len(choices) == 0 {
		return "a1a1"
	}
	return choices[t.rng.IntN(len(choices))].UCI()
}
