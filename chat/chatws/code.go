package chatws

import (
	"fmt"

	"rookery/chat"
)

// The codes of "no" beside those of a chat.Refusal.
const (
	badMessage chat.Code = "bad_message" // the command is not in the form that the protocol asks for
	unknown    chat.Code = "unknown_command"
	needNick   chat.Code = "need_nick" // only somebody with a nick may do this
	noStream   chat.Code = "no_stream" // there is no such stream for this person
	noLine     chat.Code = "no_line"   // there is no such event in it
)

// The codes of "wait" beside chat.SlowDown: the same command again later.
const (
	busy        chat.Code = "busy"         // too much is in flight
	rateLimited chat.Code = "rate_limited" // too many commands of any sort
	notStored   chat.Code = "storage_full" // the history takes nothing now
)

// closeCode is a WebSocket close code. After 4500–4999, 1002, 1003, 1007, 1008
// and 1009 a client stays away and says why; after any other it comes back and resumes.
type closeCode int

// Those below 4000 are RFC 6455's.
const (
	closeProtocol closeCode = 1002
	closeBinary   closeCode = 1003
	closeBadUTF8  closeCode = 1007
	closePolicy   closeCode = 1008
	closeTooBig   closeCode = 1009
	closeRestart  closeCode = 1012
	closeSlow     closeCode = 4008
	closeSilent   closeCode = 4009
	closeUnknown  closeCode = 4011
	closeNick     closeCode = 4503
	closeTooMany  closeCode = 4508
)

var closeTexts = map[closeCode]string{
	closeProtocol: "a frame broke the WebSocket protocol",
	closeBinary:   "only text messages are understood",
	closeBadUTF8:  "a message was not valid UTF-8",
	closePolicy:   "a message could not be read, or too many came",
	closeTooBig:   "a message was too large",
	closeRestart:  "the server restarts",
	closeSlow:     "frames were not read in time",
	closeSilent:   "nothing was heard for too long",
	closeUnknown:  "what became of a command is not known; come back and ask again",
	closeNick:     "nobody can be called so here",
	closeTooMany:  "too many connections",
}

// end is why a socket is closed. Text, if there is one, is said instead of the code's own.
type end struct {
	code closeCode
	text string
}

func (e end) reason() string {
	text := e.text
	if text == "" {
		text = closeTexts[e.code]
	}
	return fmt.Sprintf("%.123s", text) // RFC 6455 section 5.5: a control frame has at most 125 bytes
}
