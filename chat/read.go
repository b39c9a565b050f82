package chat

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// hearing is one person's text before the room: everything that it is judged by
// but how fast they speak.
type hearing struct {
	talk  *Talk
	from  Member
	crowd Crowd
	rules Policy
	now   time.Time
}

// read says what typed text amounts to, whoever said what before.
func (h hearing) read(typed string) Outcome {
	if !utf8.ValidString(typed) {
		return Refusal{Code: BadText, Text: "Not sent: this is not valid UTF-8 text."}
	}
	req := parse(norm.NFC.String(strings.TrimSpace(typed)))
	if req.verb == unknown || !h.rules.exists(req.verb) {
		return h.noCommand(req)
	}
	if reason := h.rules.allows(h.from, req.verb); reason != "" {
		return Refusal{Code: NotAllowed, Text: reason}
	}
	switch req.verb {
	case say:
		return h.readLine(Said, req.text)
	case misread:
		return h.readMisread(req)
	case act:
		return h.readAction(req)
	case whisper:
		return h.readWhisper(req)
	case reply:
		return h.readReply(req)
	case rename:
		return h.readRename(req)
	case block, unblock:
		return h.readBlock(req, req.verb == block)
	case mute:
		return h.readMute(req)
	case unmute:
		return h.readUnmute(req)
	case clients:
		return readQuestion(req, h.clients())
	case clean:
		return readQuestion(req, Clear{})
	default:
		return readQuestion(req, Help{Commands: h.usages()})
	}
}

func (h hearing) readLine(kind Kind, text string) Outcome {
	text, no, bad := h.fit(text)
	if bad {
		return no
	}
	return Line{Kind: kind, Text: text, Links: h.links(text)}
}

// readMisread is a line that begins with what looks like a slash: it is one for
// everybody only if it cannot be meant for a command, as \m/ is not.
func (h hearing) readMisread(req request) Outcome {
	if near, ok := h.command(req.name); ok && !strings.ContainsFunc(req.name, isSlash) {
		return Refusal{Code: BadSlash, Text: fmt.Sprintf("Nothing was sent. Did you mean /%s? A command starts with the slash /.", near)}
	}
	return h.readLine(Said, req.text)
}

func (h hearing) readAction(req request) Outcome {
	if req.text == "" {
		return misused(req)
	}
	return h.readLine(Action, req.text)
}

func (h hearing) readRename(req request) Outcome {
	nick, rest := cut(withoutAt(req.text))
	switch {
	case nick == "", rest != "":
		return changed(req)
	case nick == h.from.Nick:
		return Refusal{Code: NoChange, Text: "That is your name already."}
	}
	if reason := h.rules.MayRename(h.from.Person, nick); reason != "" {
		return Refusal{Code: NotAllowed, Text: reason}
	}
	return Rename{Nick: nick}
}

// fit is text as it will be stored, unless it may not be.
func (h hearing) fit(text string) (string, Refusal, bool) {
	if h.rules.Scrub != nil {
		if scrubbed := h.rules.Scrub(text); scrubbed != text {
			text = norm.NFC.String(strings.TrimSpace(strings.ToValidUTF8(scrubbed, "")))
		}
	}
	if no, bad := unfit(text, h.talk.limits); bad {
		return "", no, true
	}
	if h.rules.Filter != nil {
		if reason := h.rules.Filter(text); reason != "" {
			return "", Refusal{Code: Filtered, Text: reason}, true
		}
	}
	return text, Refusal{}, false
}

func (h hearing) links(text string) []Span {
	if h.rules.MayLink == nil || !h.rules.MayLink(h.from.Person) {
		return nil
	}
	return Links(text)
}

// usages is the language as the asker has it, for /help.
func (h hearing) usages() []Usage {
	list := []Usage{atNick}
	for _, w := range h.rules.offers(h.from) {
		list = append(list, w.Usage)
	}
	return append(list, slashSlash)
}

// listed is how many people /clients names. In a larger crowd the others are counted.
const listed = 500

func (h hearing) clients() Clients {
	c := Clients{Unnamed: h.crowd.Unnamed()}
	for m := range h.crowd.All() {
		switch {
		case !h.sees(m):
		case len(c.People) < listed:
			c.People = append(c.People, m)
		default:
			c.More++
		}
	}
	return c
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

// changed answers a command with wrong arguments that would not have sent anything.
func changed(req request) Refusal {
	return Refusal{Code: BadSlash, Text: fmt.Sprintf("Nothing was changed. Write %s.", req.usage)}
}

func (h hearing) noCommand(req request) Refusal {
	name, what := req.text, "such command"
	if req.verb != unknown {
		name, _ = cut(strings.TrimPrefix(req.usage, "/"))
	}
	if quotable(name) {
		what = "/" + name
	}
	hint := "/help lists what there is."
	if near, ok := h.command(name); ok {
		hint = fmt.Sprintf("Did you mean /%s?", near)
	}
	return Refusal{Code: BadSlash, Text: fmt.Sprintf("There is no %s. %s", what, hint)}
}

// command is the one that the sender has and most likely meant by name.
func (h hearing) command(name string) (string, bool) {
	return closest(name, func(yield func(string) bool) {
		for _, w := range h.rules.offers(h.from) {
			if !yield(w.name) {
				return
			}
		}
	})
}
