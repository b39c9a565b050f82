package chat

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// read says what typed text amounts to, whoever said what before.
func read(from Person, typed string, crowd Crowd, l Limits) Outcome {
	if !utf8.ValidString(typed) {
		return Refusal{Code: BadText, Text: "Not sent: this is not valid UTF-8 text."}
	}
	req := parse(norm.NFC.String(strings.TrimSpace(typed)))
	switch req.verb {
	case say:
		return readLine(Said, req.text, l)
	case act:
		return readAction(req, l)
	case whisper:
		return readWhisper(from, req, crowd, l)
	case help:
		return readQuestion(req, Help{Commands: usages()})
	case clients:
		return readQuestion(req, Clients{People: crowd.All(), Unnamed: crowd.Unnamed()})
	default:
		return noCommand(req.text)
	}
}

func readLine(kind Kind, text string, l Limits) Outcome {
	if no, bad := unfit(text, l); bad {
		return no
	}
	return Line{Kind: kind, Text: text}
}

func readAction(req request, l Limits) Outcome {
	if req.text == "" {
		return misused(req)
	}
	return readLine(Action, req.text, l)
}

func readWhisper(from Person, req request, crowd Crowd, l Limits) Outcome {
	to, nick, text, found := addressee(req.text, crowd)
	switch {
	case nick == "":
		return misused(req)
	case !found:
		return nobody(nick, from, crowd)
	case to.ID == from.ID:
		return Refusal{Code: Yourself, Text: "Not sent: that is you. A whisper is for somebody else."}
	case text == "":
		return misused(req)
	}
	if no, bad := unfit(text, l); bad {
		return no
	}
	return Whisper{To: to.Person, Text: text}
}

// readQuestion answers a command that takes no arguments.
func readQuestion(req request, answer Outcome) Outcome {
	if req.text != "" {
		return Refusal{Code: BadSlash, Text: fmt.Sprintf("Write %s and nothing after it.", req.usage)}
	}
	return answer
}

func misused(req request) Refusal {
	return Refusal{Code: BadSlash, Text: fmt.Sprintf("Nothing was sent. Write %s.", req.usage)}
}

func noCommand(name string) Refusal {
	what := "such command"
	if quotable(name) {
		what = "/" + name
	}
	names := func(yield func(string) bool) {
		for _, w := range words {
			if !yield(w.name) {
				return
			}
		}
	}
	hint := "/help lists what there is."
	if near, ok := closest(name, names); ok {
		hint = fmt.Sprintf("Did you mean /%s?", near)
	}
	return Refusal{Code: BadSlash, Text: fmt.Sprintf("There is no %s. %s", what, hint)}
}

// candidates is how many members are compared with a nick that nobody has, so
// that a slip in a crowd of thousands costs the host's goroutine no more than one in a small room.
const candidates = 500

func nobody(nick string, from Person, crowd Crowd) Refusal {
	text := "Nobody of that name is here."
	if quotable(nick) {
		text = fmt.Sprintf("Nobody called %s is here.", nick)
	}
	all := crowd.All()
	nicks := func(yield func(string) bool) {
		for _, m := range all[:min(len(all), candidates)] {
			if m.ID != from.ID && !yield(m.Nick) {
				return
			}
		}
	}
	if near, ok := closest(nick, nicks); ok {
		text += fmt.Sprintf(" Did you mean %s?", near)
	}
	return Refusal{Code: NotHere, Text: text}
}

// quotable says whether a word can stand in a sentence without disturbing it.
func quotable(word string) bool {
	plain := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' || r == '-' }
	n := 0
	for _, r := range word {
		if n++; n > longestWord || !plain(r) {
			return false
		}
	}
	return n > 0
}
