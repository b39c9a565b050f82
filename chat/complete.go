package chat

import "strings"

// Completion is a way to go on typing. Text replaces all that was typed; Shows
// is what to list it as, and Does what it is for (empty for nicks).
type Completion struct{ Text, Shows, Does string }

// completed is how many completions are offered at most.
const completed = 20

// Completions lists how text, typed by from up to the cursor, may go on:
// commands after a slash, and nicks after an @ or after a command that wants
// one. Only those that from has and sees are among them, in the order of /help
// and of the crowd.
func Completions(from Person, text string, crowd Crowd, rules Policy) []Completion {
	sender, _ := crowd.ByID(from.ID)
	sender.Person = from
	h := hearing{from: sender, crowd: crowd, rules: rules}
	text = strings.TrimLeftFunc(text, invisible)
	name, isCommand := strings.CutPrefix(text, "/")
	typed, isNick := strings.CutPrefix(text, "@")
	word, arg, hasArg := strings.Cut(name, " ")
	switch {
	case isNick && !strings.Contains(typed, " "):
		return h.nicks("@", typed, h.reaches)
	case !isCommand:
		return nil
	case !hasArg:
		return h.commands(word)
	}
	for _, w := range rules.offers(sender) {
		if w.names && strings.EqualFold(w.name, word) && !strings.Contains(arg, " ") {
			return h.nicks("/"+w.name+" ", strings.TrimPrefix(arg, "@"), h.sees)
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
func (h hearing) nicks(before, typed string, open func(Member) bool) []Completion {
	var list []Completion
	for m := range h.crowd.All() {
		if len(list) == completed {
			break
		}
		if m.ID != h.from.ID && open(m) && hasPrefixFold(m.Nick, typed) {
			list = append(list, Completion{Text: before + m.Nick + " ", Shows: m.Nick})
		}
	}
	return list
}

func hasPrefixFold(s, prefix string) bool {
	return strings.HasPrefix(strings.ToLower(s), strings.ToLower(prefix))
}
