package person

import (
	"cmp"

	"rookery/chat/nick"
)

// CheckNick says whether anybody at all may be called name: nil, ErrNickForm or
// ErrReserved. Whether somebody else is, the Store knows.
func CheckNick(name string) error {
	_, err := rules.Prepare(name)
	return err
}

// Skeleton is the same for two nicks that could be taken for each other: it is
// nick.Key, or a hyphen for a nick that is nothing but hyphens and underscores.
func Skeleton(name string) string { return cmp.Or(nick.Key(name), "-") }

// rules reserve, besides what any house does, the words of this one.
var rules = nick.ASCII(append(nick.House(),
	"arbiter", "referee", "rookery", "house", "thehouse", "lobby", "engine", "computer",
	"white", "black", "player", "players", "opponent", "spectator", "spectators",
)...)
