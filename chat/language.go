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

// request is typed text taken apart; nothing of it is judged yet. Text is the
// line, or what follows the command; for whisper it begins with the nick.
type request struct {
	verb verb
	name string // of an unknown command, as typed
	text string
}

// words are the commands, by the name that follows the slash.
var words = []struct {
	name string
	verb verb
	Usage
}{
	{"whisper", whisper, Usage{"/whisper nick text", "says the same as @nick text"}},
	{"me", act, Usage{"/me text", "tells what you do, as in: ✶ " + "jackdaw offers a cup of tea"}},
	{"clients", clients, Usage{"/clients", "tells who is in this room"}},
	{"help", help, Usage{"/help", "shows this list"}},
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

// parse takes apart a line in NFC without outer white space. Invisible
// characters before an @ or a slash do not hide it: what somebody sees
// themselves address to one person must not become public.
func parse(line string) request {
	seen := strings.TrimLeftFunc(line, blank)
	first, n := utf8.DecodeRuneInString(seen)
	switch rest := seen[n:]; {
	case isAt(first):
		return request{verb: whisper, text: rest}
	case isSlash(first):
		return parseSlash(rest)
	}
	return request{verb: say, text: line}
}

func parseSlash(rest string) request {
	if second, _ := utf8.DecodeRuneInString(rest); isSlash(second) {
		return request{verb: say, text: rest}
	}
	name, text := cut(rest)
	for _, w := range words {
		if strings.EqualFold(name, w.name) {
			return request{verb: w.verb, text: text}
		}
	}
	return request{verb: unknown, name: name}
}

// cut splits s at its first white space, which is dropped.
func cut(s string) (word, rest string) {
	i := strings.IndexFunc(s, unicode.IsSpace)
	if i < 0 {
		return s, ""
	}
	return s[:i], strings.TrimLeftFunc(s[i:], unicode.IsSpace)
}

// isAt and isSlash know the wide forms that East Asian keyboards type.
func isAt(r rune) bool    { return r == '@' || r == '＠' }
func isSlash(r rune) bool { return r == '/' || r == '／' }

// addressee finds whom "nick text" is for. Punctuation after the nick, as in
// "jackdaw, look", is not part of it; anything else is, so that a line meant
// for one nick never goes to another that it begins with.
func addressee(args string, crowd Crowd) (to Member, nick, text string, found bool) {
	nick, text = cut(args)
	if to, found = crowd.Find(nick); found {
		return to, nick, text, true
	}
	nick = strings.TrimRight(nick, ",:;.!?")
	to, found = crowd.Find(nick)
	return to, nick, text, found
}
