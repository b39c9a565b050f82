package chat_test

import (
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rookery/chat"
)

// TestWhoCannotBeFoundIsNobody compares, for any crowd and anything typed, a
// room in which wren is hidden or has blocked bobby with one without a wren: bobby is
// answered the same.
func TestWhoCannotBeFoundIsNobody(t *testing.T) {
	nicks := rapid.StringMatching(`[abw]?w?r[ae]n{1,2}[0-9]?`)
	rapid.Check(t, func(t *rapid.T) {
		var others []chat.Member
		for _, nick := range rapid.SliceOfNDistinct(nicks, 0, 600, strings.ToLower).Draw(t, "others") {
			if nick != "wren" {
				others = append(others, member(nick, "spectator", true))
			}
		}
		others = append(others, member("bobby", "white", true))
		at := rapid.IntRange(0, len(others)-1).Draw(t, "place")
		with := append(append(append([]chat.Member{}, others[:at]...), member("wren", "spectator", rapid.Bool().Draw(t, "here"))), others[at:]...)
		typed := rapid.SampledFrom([]string{
			"@NICK psst", "@NICK", "@NICK, psst", "/whisper NICK psst", "/whisper @NICK", "/reply psst", "@NICK \u200b", "@NICK " + strings.Repeat("a", 501),
		}).Draw(t, "typed")
		nick := rapid.OneOf(nicks, rapid.SampledFrom([]string{"wren", "WREN", "wrenn", "wre", "wren."})).Draw(t, "nick")
		typed = strings.ReplaceAll(typed, "NICK", nick)

		answer := func(c []chat.Member, hidden, blocks bool) chat.Outcome {
			s := newStage()
			s.crowd.members = c
			s.rules.Hidden = func(m chat.Member) bool { return hidden && m.Nick == "wren" }
			s.rules.Blocked = func(by, whom string) bool { return blocks && by == person("wren").ID && whom == person("bobby").ID }
			s.rules.MayWhisper = func(_, to chat.Member) string {
				if to.Nick == "wren" {
					return "wren does not take part."
				}
				return ""
			}
			s.rules.Keeps = func(chat.Member) bool { return false }
			s.talk.Heard(person("bobby"), person("wren"))
			return s.decide("bobby", typed)
		}
		none := answer(others, false, false)
		for name, got := range map[string]chat.Outcome{"hidden": answer(with, true, false), "blocking": answer(with, false, true)} {
			if !reflect.DeepEqual(got, none) {
				t.Fatalf("%q to a wren who is %s: %v, and where there is none: %v", typed, name, got, none)
			}
		}
	})
}
