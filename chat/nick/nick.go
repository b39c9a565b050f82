package nick

import (
	"errors"
	"regexp"
	"strings"

	"go.mau.fi/util/confusable"
)

// Errors of Rules and Held.
var (
	ErrForm     = errors.New("a nick has 2 to 20 of the letters a-z, A-Z, digits, _ and -")
	ErrUnicode  = errors.New("a nick has 2 to 20 letters and digits of one script, _ and -")
	ErrReserved = errors.New("this nick is reserved")
	ErrTaken    = errors.New("this nick is taken")
)

var asciiForm = regexp.MustCompile(`^[A-Za-z0-9_-]{2,20}$`)

// Rules say what anybody at all may be called. The zero value is ASCII(House()...).
type Rules struct {
	unicode  bool
	reserved map[string]bool // by key; nil is house
}

// house is never modified.
var house = reserve(House())

// ASCII allows 2 to 20 of [A-Za-z0-9_-], but not what looks like a reserved
// word. Only the words given are reserved: none, if none is given.
func ASCII(reserved ...string) Rules { return Rules{reserved: reserve(reserved)} }

// Unicode also allows 2 to 20 characters of any one living script.
func Unicode(reserved ...string) Rules {
	return Rules{unicode: true, reserved: reserve(reserved)}
}

// House are words for those who speak for a house, those that a page puts where
// a nick could stand, and those that a chat puts before a line. "all" is not among them, because its skeleton is Ali's.
func House() []string {
	return []string{
		"admin", "admins", "administrator", "administration", "mod", "mods", "moderator", "moderators",
		"operator", "owner", "root", "sysop", "sysadmin", "superuser", "webmaster", "hostmaster", "postmaster",
		"staff", "support", "help", "helpdesk", "security", "abuse", "official",
		"host", "server", "system", "service", "bot",
		"everyone", "everybody", "anyone", "anybody", "someone", "somebody", "nobody", "noone",
		"you", "me", "yourself", "myself", "anonymous", "anon", "guest", "unnamed", "unknown",
		"null", "nil", "none", "undefined", "deleted",
		"notice", "notices", "chat", "room", "whisper", "info",
	}
}

// Prepare gives nick as it is stored and shown: as typed, in NFC and without
// wide or narrow forms. Errors: ErrForm or, if the rules are Unicode,
// ErrUnicode; and ErrReserved. Whether somebody else has it, Held knows.
func (r Rules) Prepare(nick string) (string, error) {
	switch {
	case asciiForm.MatchString(nick):
	case !r.unicode:
		return "", ErrForm
	default:
		var ok bool
		if nick, ok = prepareUnicode(nick); !ok {
			return "", ErrUnicode
		}
	}
	reserved := r.reserved
	if reserved == nil {
		reserved = house
	}
	for _, k := range keys(nick) {
		if reserved[k] {
			return "", ErrReserved
		}
	}
	return nick, nil
}

// Skeleton is the same for two nicks that could be taken for each other: nicks
// that differ in letter case, or that look alike by UTS #39, such as Bobby and
// b0bby, or arnie and amie. It is for comparing, not for showing. It
// keeps hyphens and underscores, and for nicks of other scripts than Latin it is
// half of the answer; Held has all of it.
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

// keys are what nick is compared by: one of two nicks that look alike has a key
// of the other. The first ignores letter case, and then looks; the second looks
// first, because Cyrillic capitals are like Latin ones where the small letters are not.
func keys(nick string) [2]string { return [2]string{Key(nick), Key(confusable.Skeleton(nick))} }

// Key is the skeleton of nick without what can be strewn into it: bob_ and b-ob
// are taken for bob. It is dropped twice, because r-n is an m without it, and
// because other characters have a hyphen for a skeleton. For nicks in ASCII it
// is all that Held compares; it is empty if nothing else is in the nick.
func Key(nick string) string {
	return plain(Skeleton(plain(nick)))
}

// plain is s without hyphens and underscores. A strings.Replacer would take 10 KiB each time.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '_' || r == '-' {
			return -1
		}
		return r
	}, s)
}

// reserve is words by their keys.
func reserve(words []string) map[string]bool {
	set := make(map[string]bool, len(words))
	for _, w := range words {
		set[Key(w)] = true
	}
	return set
}
