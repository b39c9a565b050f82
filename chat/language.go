package chat

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// verb is what typed text asks for.
type verb int

const (
	say verb = iota
	act
	whisper
	help
	clients
	unknown
)

// request is typed text taken apart; nothing of it is judged yet.
type request struct {
	verb  verb
	usage string // how this should be typed
	text  string // the line, or what follows the command; of unknown, its name
}

// words are the commands, by the name that follows the slash.
var words = []struct {
	name string
	verb verb
	Usage
}{
	{"whisper", whisper, Usage{"/whisper nick text", "the same as @nick text"}},
	{"me", act, Usage{"/me text", "tells everybody what you do"}},
	{"clients", clients, Usage{"/clients", "shows you who is in this room"}},
	{"help", help, Usage{"/help", "shows you this list"}},
}

var (
	atNick     = Usage{"@nick text", "whispers: only nick and you can read it"}
	slashSlash = Usage{"//text", "says a line that starts with a slash"}
)

// usages is the whole language, for /help.
func usages() []Usage {
	list := []Usage{atNick}
	for _, w := range words {
		list = append(list, w.Usage)
	}
	return append(list, slashSlash)
}

// parse takes apart a line that has no outer white space. Invisible characters
// before an @ or a slash do not hide it.
func parse(line string) request {
	seen := strings.TrimLeftFunc(line, invisible)
	first, n := utf8.DecodeRuneInString(seen)
	switch {
	case isAt(first):
		return request{whisper, atNick.Usage, seen[n:]}
	case isSlash(first):
		return parseSlash(seen[n:])
	}
	return request{verb: say, text: line}
}

// parseSlash takes apart what follows a slash.
func parseSlash(rest string) request {
	if second, _ := utf8.DecodeRuneInString(rest); isSlash(second) {
		return request{verb: say, text: rest}
	}
	name, text := cut(rest)
	for _, w := range words {
		if strings.EqualFold(name, w.name) {
			return request{w.verb, w.Usage.Usage, text}
		}
	}
	return request{verb: unknown, text: name}
}

// addressee finds whom "nick text" is for; an @ may stand before the nick, and
// punctuation after it. It reports false if the crowd does not know the nick.
func addressee(args string, crowd Crowd) (to Member, nick, text string, found bool) {
	if first, n := utf8.DecodeRuneInString(args); isAt(first) {
		args = args[n:]
	}
	nick, text = cut(args)
	if nick == "" {
		return Member{}, "", text, false
	}
	if to, found = crowd.Find(nick); found {
		return to, nick, text, true
	}
	if nick = strings.TrimRight(nick, ",:;.!?"); nick == "" {
		return Member{}, "", text, false
	}
	to, found = crowd.Find(nick)
	return to, nick, text, found
}

// cut splits s at its first white space, which is dropped.
func cut(s string) (word, rest string) {
	i := strings.IndexFunc(s, unicode.IsSpace)
	if i < 0 {
		return s, ""
	}
	return s[:i], strings.TrimLeftFunc(s[i:], unicode.IsSpace)
}

// isAt also knows the wide and small forms that East Asian keyboards type, as isSlash does the wide one.
func isAt(r rune) bool { return r == '@' || r == '＠' || r == '﹫' }

func isSlash(r rune) bool { return r == '/' || r == '／' }
