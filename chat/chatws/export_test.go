package chatws

import (
	"fmt"

	"rookery/chat"
)

// Words are the tags and codes that protocol.md must have.
func Words() []string {
	var words []string
	for tag := range commands {
		words = append(words, fmt.Sprintf(`"t":%q`, tag))
	}
	for _, tag := range []string{
		"hello", "snapshot", "here", "heads", "said", "action", "whisper", "notice",
		"help", "clients", "clear", "page", "completions", "done", "pong",
	} {
		words = append(words, fmt.Sprintf(`"t":%q`, tag))
	}
	for code := range closeTexts {
		words = append(words, fmt.Sprintf("`%d`", code))
	}
	for _, r := range refusals {
		words = append(words, "`"+r.code+"`")
	}
	for _, code := range []chat.Code{
		badMessage, unknown, needNick, noStream, noLine, busy, rateLimited, notStored,
		chat.NotHere, chat.Absent, chat.Yourself, chat.NoReply, chat.NotAllowed, chat.NoChange, chat.Muted,
		chat.Filtered, chat.Empty, chat.TooLong, chat.BadText, chat.BadSlash, chat.Repeated, chat.SlowDown,
	} {
		words = append(words, "`"+string(code)+"`")
	}
	return words
}
