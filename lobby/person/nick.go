package person

import (
	"regexp"
	"strings"

	"go.mau.fi/util/confusable"
)

var nickForm = regexp.MustCompile(`^[A-Za-z0-9_-]{2,20}$`)

// CheckNick says whether anybody at all may be called nick: nil, ErrNickForm or
// ErrReserved. Whether somebody else is, the Store knows.
func CheckNick(nick string) error {
	switch {
	case !nickForm.MatchString(nick):
		return ErrNickForm
	case reserved[unhyphened(nick)]:
		return ErrReserved
	}
	return nil
}

// Skeleton is the same for two nicks that could be taken for each other: nicks
// that differ in letter case, or that look alike by UTS #39, such as Bobby and
// b0bby, or arnie and amie. It is for comparing, not for showing. It holds for
// any text, though a nick is ASCII today.
func Skeleton(nick string) string {
	for {
		next := fold(nick)
		if next == nick {
			return next
		}
		nick = next
	}
}

// fold is one step to the skeleton. UTS #39 compares text with letter case as
// it stands: a capital I looks like a small l, a small i does not. Nicks ignore
// case, so i, I, l and 1 are all one. Some replacements are themselves capitals
// or look like something else, hence the steps.
func fold(nick string) string {
	capitalI := strings.ReplaceAll(strings.ToLower(nick), "i", "I")
	return strings.ToLower(confusable.Skeleton(capitalI))
}

// reserved are the skeletons of what nobody may be called: those who speak for
// the house, and words that a page puts where a nick could stand.
var reserved = skeletons(
	"admin", "admins", "administrator", "administration", "mod", "mods", "moderator", "moderators",
	"operator", "owner", "root", "sysop", "sysadmin", "superuser", "webmaster", "hostmaster", "postmaster",
	"staff", "support", "help", "helpdesk", "security", "abuse", "arbiter", "referee", "official",
	"rookery", "house", "thehouse", "host", "server", "system", "service", "lobby", "bot", "engine", "computer",
	"everyone", "everybody", "anyone", "anybody", "someone", "somebody", "nobody", "noone",
	"white", "black", "player", "players", "opponent", "spectator", "spectators",
	"you", "me", "yourself", "myself", "anonymous", "anon", "guest", "unnamed", "unknown",
	"null", "nil", "none", "undefined", "deleted",
)

func skeletons(words ...string) map[string]bool {
	set := make(map[string]bool, len(words))
	for _, w := range words {
		set[unhyphened(w)] = true
	}
	return set
}

// unhyphened is a skeleton without what can be strewn into a word: _house_ is
// as little somebody's nick as house is.
func unhyphened(nick string) string {
	return strings.NewReplacer("_", "", "-", "").Replace(Skeleton(nick))
}
