package chat

import (
	"fmt"
	"iter"
	"strings"
	"unicode"
)

// sees says whether the sender can tell that m is here.
func (h hearing) sees(m Member) bool {
	return m.ID == h.from.ID || h.rules.Hidden == nil || !h.rules.Hidden(m)
}

// reaches says whether m can be whispered to as far as the sender may know. One
// who has blocked the sender is as one who is not there.
func (h hearing) reaches(m Member) bool {
	return h.sees(m) && (h.rules.Blocked == nil || !h.rules.Blocked(m.ID, h.from.ID))
}

// addressee finds whom "nick text" is for among those whom req can name; an @ may
// stand before the nick, and punctuation after it. It reports false if there is
// nobody of that nick.
func (h hearing) addressee(req request) (to Member, nick, text string, found bool) {
	nick, text = cut(withoutAt(req.text))
	if nick == "" {
		return Member{}, "", text, false
	}
	if to, found = h.crowd.Find(nick); found && req.whom(h, to) {
		return to, nick, text, true
	}
	if nick = strings.TrimRight(nick, ",:;.!?"); nick == "" {
		return Member{}, "", text, false
	}
	to, found = h.crowd.Find(nick)
	return to, nick, text, found && req.whom(h, to)
}

func (h hearing) readWhisper(req request) Outcome {
	to, nick, text, found := h.addressee(req)
	switch {
	case nick == "":
		return misused(req)
	case !found:
		return h.nobody(nick, req.whom)
	case to.ID == h.from.ID:
		return Refusal{Code: Yourself, Text: "Not sent: that is you. A whisper is for somebody else."}
	case text == "":
		return misused(req)
	}
	return h.whisperTo(to, text)
}

func (h hearing) readReply(req request) Outcome {
	last, heard := h.talk.replies.Get(h.from.ID)
	switch {
	case req.text == "":
		return misused(req)
	case !heard:
		return Refusal{Code: NoReply, Text: "Nobody has whispered to you here."}
	}
	to, found := h.crowd.ByID(last.ID)
	if !found || !h.reaches(to) {
		return Refusal{Code: NotHere, Text: noneCalled(last.Nick)}
	}
	return h.whisperTo(to, req.text)
}

// whisperTo is what becomes of a whisper to somebody who can be reached.
func (h hearing) whisperTo(to Member, text string) Outcome {
	if h.rules.MayWhisper != nil {
		if reason := h.rules.MayWhisper(h.from, to); reason != "" {
			return Refusal{Code: NotAllowed, Text: reason}
		}
	}
	if !to.Here && h.rules.Keeps != nil && !h.rules.Keeps(to) {
		return Refusal{Code: Absent, Text: fmt.Sprintf("Not sent: %s is not here now, and whispers are not kept for them.", to.Nick)}
	}
	text, no, bad := h.fit(text)
	if bad {
		return no
	}
	return Whisper{To: to.Person, Kept: !to.Here, Text: text, Links: h.links(text)}
}

// readBlock reads /block and /unblock. Who has blocked the sender can be
// blocked by the sender all the same.
func (h hearing) readBlock(req request, on bool) Outcome {
	whom, nick, rest, found := h.addressee(req)
	switch {
	case nick == "", rest != "":
		return changed(req)
	case !found:
		return h.nobody(nick, req.whom)
	case whom.ID == h.from.ID:
		return Refusal{Code: Yourself, Text: "Nothing was changed: that is you."}
	}
	switch blocked := h.rules.Blocked(h.from.ID, whom.ID); {
	case blocked && on:
		return Refusal{Code: NoChange, Text: fmt.Sprintf("%s is blocked already.", whom.Nick)}
	case !blocked && !on:
		return Refusal{Code: NoChange, Text: fmt.Sprintf("%s is not blocked.", whom.Nick)}
	}
	return Block{Whom: whom.Person, On: on}
}

// candidates is how many members are compared with a nick that nobody has, or
// that is not typed to its end, so that it costs the host's goroutine no more in
// a crowd of thousands than in a small room.
const candidates = 500

// others are the first candidates besides the sender among those who fulfil open.
func (h hearing) others(open reach) iter.Seq[Member] {
	return func(yield func(Member) bool) {
		left := candidates
		for m := range h.crowd.All() {
			if m.ID == h.from.ID || !open(h, m) {
				continue
			}
			if left--; left < 0 || !yield(m) {
				return
			}
		}
	}
}

// nobody answers for a nick that nobody has among those who fulfil open; whoever
// does not is not hinted at either.
func (h hearing) nobody(nick string, open reach) Refusal {
	text := noneCalled(nick)
	nicks := func(yield func(string) bool) {
		for m := range h.others(open) {
			if !yield(m.Nick) {
				return
			}
		}
	}
	if near, ok := closest(nick, nicks); ok {
		text += fmt.Sprintf(" Did you mean %s?", near)
	}
	return Refusal{Code: NotHere, Text: text}
}

func noneCalled(nick string) string {
	if !quotable(nick) {
		return "Nobody of that name is here."
	}
	return fmt.Sprintf("Nobody called %s is here.", nick)
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
