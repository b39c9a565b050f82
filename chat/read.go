package chat

import (
	"fmt"
	"math"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// read says what typed text amounts to, whoever said what before.
func read(from Person, typed string, crowd Crowd, l Limits) Outcome {
	if no, bad := unreadable(typed); bad {
		return no
	}
	req := parse(norm.NFC.String(strings.TrimSpace(typed)))
	switch req.verb {
	case act:
		return readAction(req.text, l)
	case whisper:
		return readWhisper(from, req.text, crowd, l)
	case help:
		return alone(req, Help{Commands: usages()})
	case clients:
		return alone(req, Clients{People: crowd.All(), Unnamed: crowd.Unnamed()})
	case unknown:
		return noSuch(req.name)
	}
	if no, bad := unfit(req.text, l); bad {
		return no
	}
	return Line{Kind: Said, Text: req.text}
}

func readAction(text string, l Limits) Outcome {
	if text == "" {
		return wrong(act)
	}
	if no, bad := unfit(text, l); bad {
		return no
	}
	return Line{Kind: Action, Text: text}
}

func readWhisper(from Person, args string, crowd Crowd, l Limits) Outcome {
	if args == "" || unicode.IsSpace([]rune(args)[0]) {
		return wrong(whisper)
	}
	to, nick, text, found := addressee(args, crowd)
	switch {
	case !found:
		return nobody(nick, from, crowd)
	case to.ID == from.ID:
		return Refusal{Code: Yourself, Text: "That is you. A whisper is for somebody else."}
	case text == "":
		return Refusal{Code: BadSlash, Text: fmt.Sprintf("Nothing was whispered. Write @%s and then your text.", to.Nick)}
	}
	if no, bad := unfit(text, l); bad {
		return no
	}
	return Whisper{To: to.Person, Text: text}
}

// alone is the answer to a command that takes no arguments.
func alone(req request, answer Outcome) Outcome {
	if req.text != "" {
		return wrong(req.verb)
	}
	return answer
}

func wrong(v verb) Refusal {
	for _, w := range words {
		if w.verb == v {
			return Refusal{Code: BadSlash, Text: "Write " + w.Usage.Usage + "."}
		}
	}
	return Refusal{Code: BadSlash, Text: "/help shows what can be written."}
}

func noSuch(name string) Refusal { return Refusal{Code: BadSlash, Text: "There is no /" + name + "."} }

func nobody(nick string, from Person, crowd Crowd) Refusal {
	return Refusal{Code: NotHere, Text: "Nobody called " + nick + " is here."}
}

func unreadable(string) (Refusal, bool)       { return Refusal{}, false }
func unfit(string, Limits) (Refusal, bool)    { return Refusal{}, false }
func blank(r rune) bool                       { return unicode.IsSpace(r) }
func slower(wait time.Duration) string {
	return fmt.Sprintf("A little slower: you can write again in %d s.", int(math.Ceil(wait.Seconds())))
}
