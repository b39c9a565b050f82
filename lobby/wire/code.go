package wire

import "maps"

// Code is a stable reason for a "no" or a "wait".
type Code string

// Codes of "no": the command certainly had no effect, ever.
const (
	BadMessage     Code = "bad_message"
	UnknownCommand Code = "unknown_command"
	NeedNick       Code = "need_nick"
	NotSeated      Code = "not_seated"
	NotYourTurn    Code = "not_your_turn"
	IllegalMove    Code = "illegal_move"
	Stale          Code = "stale"
	GameOver       Code = "game_over"
	NotStarted     Code = "not_started"
	NotNow         Code = "not_now"
	NoOffer        Code = "no_offer"
	NoClaim        Code = "no_claim"
	SeatTaken      Code = "seat_taken"
	NotHere        Code = "not_here"
	Yourself       Code = "yourself"
	Empty          Code = "empty"
	TooLong        Code = "too_long"
	BadText        Code = "bad_text"
	BadSlash       Code = "bad_slash"
	Repeated       Code = "repeated"
	SlowDown       Code = "slow_down"
	NoSeek         Code = "no_seek"
	BadControl     Code = "bad_control"
	BadPool        Code = "bad_pool"
	TooMany        Code = "too_many"
	NoRoom         Code = "no_room"
	WrongPlace     Code = "wrong_place"
)

// Codes of "wait": not judged; the same command again later.
const (
	Busy        Code = "busy"
	RateLimited Code = "rate_limited"
	Draining    Code = "draining"
	StorageFull Code = "storage_full"
)

// CloseCode is a WebSocket close code. It carries behaviour: after 4000–4499,
// 1006, 1011 and 1012 a client reconnects and resumes; after 4500–4999, 1002,
// 1003, 1007, 1008 and 1009 it does not, and says why.
type CloseCode int

// The close codes of this protocol; the numbers below 4000 are RFC 6455's.
const (
	CloseGoingAway  CloseCode = 1001
	CloseProtocol   CloseCode = 1002
	CloseBinary     CloseCode = 1003
	CloseBadUTF8    CloseCode = 1007
	ClosePolicy     CloseCode = 1008
	CloseTooBig     CloseCode = 1009
	CloseRestart    CloseCode = 1012
	CloseSlow       CloseCode = 4008
	CloseSilent     CloseCode = 4009
	CloseMoved      CloseCode = 4010
	CloseUnknown    CloseCode = 4011
	CloseNoRoom     CloseCode = 4504
	CloseTooMany    CloseCode = 4508
	CloseQuarantine CloseCode = 4510
)

// CloseText is the plain sentence that goes with a close code.
func CloseText(c CloseCode) string { return closeTexts[c] }

var closeTexts = map[CloseCode]string{
	CloseGoingAway:  "the connection was closed",
	CloseProtocol:   "a frame broke the WebSocket protocol",
	CloseBinary:     "only text messages are understood",
	CloseBadUTF8:    "a message was not valid UTF-8",
	ClosePolicy:     "a message could not be read, or too many came",
	CloseTooBig:     "a message was larger than 4 KiB",
	CloseRestart:    "the server restarts",
	CloseSlow:       "frames were not read in time",
	CloseSilent:     "nothing was heard for 25 s",
	CloseMoved:      "the room moved; reconnect",
	CloseUnknown:    "the outcome of a command is not known; reconnect and ask again",
	CloseNoRoom:     "there is no such room",
	CloseTooMany:    "too many connections",
	CloseQuarantine: "this room could not be read",
}

// CloseCodes lists every close code of the protocol with its sentence, for the
// generated documents.
func CloseCodes() map[CloseCode]string { return maps.Clone(closeTexts) }
