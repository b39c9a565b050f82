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
	reply
	help
	clients
	clean
	rename
	block
	unblock
	mute
	unmute
	misread // begins with what looks like a slash
	unknown
)

// request is typed text taken apart; nothing of it is judged yet.
type request struct {
	verb  verb
	usage string // how this should be typed
	text  string // the line, or what follows the command; of unknown, its name
	whom  reach  // of a command that wants a nick
	name  string // of misread, the command that it may have meant
}

// command is what can follow a slash.
type command struct {
	name string
	verb verb
	Usage
	whom reach // whose nick its first argument can be; nil: it is no nick
}

// reach says whether somebody can be found by their nick.
type reach func(hearing, Member) bool

// words are the commands, in the order of /help.
var words = []command{
	{"whisper", whisper, Usage{"/whisper nick text", "the same as @nick text"}, hearing.reaches},
	{"reply", reply, Usage{"/reply text", "whispers to the last who whispered to you"}, nil},
	{"me", act, Usage{"/me text", "tells everybody what you do"}, nil},
	{"clients", clients, Usage{"/clients", "shows you who is in this room"}, nil},
	{"nick", rename, Usage{"/nick new", "gives you another name"}, nil},
	{"block", block, Usage{"/block nick", "keeps their whispers and lines from you"}, hearing.sees},
	{"unblock", unblock, Usage{"/unblock nick", "lets you hear them again"}, hearing.sees},
	{"mute", mute, Usage{"/mute nick minutes reason", "silences somebody, who is told why"}, hearing.sees},
	{"unmute", unmute, Usage{"/unmute nick", "lets them speak again"}, hearing.sees},
	{"clear", clean, Usage{"/clear", "empties your own view, nobody else's"}, nil},
	{"help", help, Usage{"/help", "shows you this list"}, nil},
}

var (
	atNick     = Usage{"@nick text", "whispers: only nick and you can read it"}
	slashSlash = Usage{"//text", "says a line that starts with a slash"}
)

// exists says whether the host has what the command is about.
func (p Policy) exists(v verb) bool {
	switch v {
	case rename:
		return p.MayRename != nil
	case block, unblock:
		return p.Blocked != nil
	case mute, unmute:
		return p.MayMute != nil
	}
	return true
}

// allows says whether from may use the command at all.
func (p Policy) allows(from Member, v verb) (reason string) {
	switch v {
	case rename:
		return p.MayRename(from.Person, "")
	case mute, unmute:
		return p.MayMute(from, Member{})
	}
	return ""
}

// offers are the commands that from has here.
func (p Policy) offers(from Member) []command {
	var list []command
	for _, w := range words {
		if p.exists(w.verb) && p.allows(from, w.verb) == "" {
			list = append(list, w)
		}
	}
	return list
}

// parse takes apart a line that has no outer white space. Invisible characters,
// and marks that stand on nothing, do not hide an @ or a slash that they precede.
func parse(line string) request {
	seen := visible(line)
	first, n := utf8.DecodeRuneInString(seen)
	switch {
	case isAt(first):
		return request{verb: whisper, usage: atNick.Usage, text: seen[n:], whom: hearing.reaches}
	case isSlash(first):
		return parseSlash(seen[n:])
	case likeSlash(first):
		name, _ := cut(seen[n:])
		return request{verb: misread, text: line, name: name}
	}
	return request{verb: say, text: line}
}

// visible is line from the first character that a mark could stand on.
func visible(line string) string {
	return strings.TrimLeftFunc(line, func(r rune) bool { return invisible(r) || unicode.IsMark(r) })
}

// parseSlash takes apart what follows a slash.
func parseSlash(rest string) request {
	if second, _ := utf8.DecodeRuneInString(rest); isSlash(second) {
		return request{verb: say, text: rest}
	}
	name, text := cut(rest)
	for _, w := range words {
		if strings.EqualFold(name, w.name) {
			return request{verb: w.verb, usage: w.Usage.Usage, text: text, whom: w.whom}
		}
	}
	return request{verb: unknown, text: name}
}

// cut splits s at its first white space, which is dropped.
func cut(s string) (word, rest string) {
	i := strings.IndexFunc(s, unicode.IsSpace)
	if i < 0 {
		return s, ""
	}
	return s[:i], strings.TrimLeftFunc(s[i:], unicode.IsSpace)
}

// withoutAt drops the @ that may stand before a nick.
func withoutAt(s string) string {
	if first, n := utf8.DecodeRuneInString(s); isAt(first) {
		return s[n:]
	}
	return s
}

// isAt also knows the wide and small forms that East Asian keyboards type, as isSlash does the wide one.
func isAt(r rune) bool { return r == '@' || r == '＠' || r == '﹫' }

func isSlash(r rune) bool { return r == '/' || r == '／' }

// likeSlash knows what is no slash, but looks like one, or leans the other way.
func likeSlash(r rune) bool { return strings.ContainsRune("\u2044\u2215\u29F8\u2571\\＼﹨∖⧵", r) }
