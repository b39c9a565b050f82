package chat

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Completion is a way to go on typing. Text replaces all that was typed; Shows
// is what to list it as, and Does what it is for (empty for nicks).
type Completion struct{ Text, Shows, Does string }

// completed is how many completions are offered at most.
const completed = 20

// Completions lists how text, typed by from up to the cursor, may go on:
// commands after a slash, and nicks after an @ or after a command that wants
// one. Only commands that from has, and nicks that from can give them, are among them, in the order of /help
// and of the crowd, of which the first 500 whom from sees are looked at. There
// are none for somebody without a nick, and the policy is not asked about them.
func Completions(from Person, text string, crowd Crowd, rules Policy) []Completion {
	if from.Nick == "" {
		return nil
	}
	sender, _ := crowd.ByID(from.ID)
	sender.Person = from
	h := hearing{from: sender, crowd: crowd, rules: rules}
	text = visible(text)
	first, n := utf8.DecodeRuneInString(text)
	switch typed := text[n:]; {
	case isAt(first) && !strings.ContainsFunc(typed, unicode.IsSpace):
		return h.nicks("@", typed, hearing.reaches)
	case isSlash(first):
		return h.afterSlash(typed)
	}
	return nil
}

// afterSlash completes what was typed after a slash: a command, or the nick that it wants.
func (h hearing) afterSlash(typed string) []Completion {
	if !strings.ContainsFunc(typed, unicode.IsSpace) {
		return h.commands(typed)
	}
	word, arg := cut(typed)
	if strings.ContainsFunc(arg, unicode.IsSpace) {
		return nil
	}
	for _, w := range h.rules.offers(h.from) {
		if w.whom != nil && strings.EqualFold(w.name, word) {
			return h.nicks("/"+w.name+" ", withoutAt(arg), w.whom)
		}
	}
	return nil
}

// commands are those whose names begin with typed.
func (h hearing) commands(typed string) []Completion {
	var list []Completion
	for _, w := range h.rules.offers(h.from) {
		if hasPrefixFold(w.name, typed) {
			list = append(list, Completion{Text: "/" + w.name + " ", Shows: w.Usage.Usage, Does: w.Does})
		}
	}
	return list
}

// nicks are those of others who fulfil open that begin with typed.
func (h hearing) nicks(before, typed string, open reach) []Completion {
	var list []Completion
	for m := range h.others(open) {
		if len(list) == completed {
			break
		}
		if hasPrefixFold(m.Nick, typed) {
			list = append(list, Completion{Text: before + m.Nick + " ", Shows: m.Nick})
		}
	}
	return list
}

func hasPrefixFold(s, prefix string) bool {
	return strings.HasPrefix(strings.ToLower(s), strings.ToLower(prefix))
}
