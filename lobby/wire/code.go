package wire

import (
	"maps"
	"slices"
)

// Code is a stable reason for a "no" or a "wait".
type Code string

// Codes of "no": the command certainly had no effect, ever.
const (
	BadMessage     Code = "bad_message"     // the command is not in the form that the protocol asks for
	UnknownCommand Code = "unknown_command" // no command has this tag
	NeedNick       Code = "need_nick"       // only somebody with a nick may do this
	NotSeated      Code = "not_seated"      // only the players may do this
	NotYourTurn    Code = "not_your_turn"   // the opponent is to move
	IllegalMove    Code = "illegal_move"    // the rules of chess do not allow this move
	Stale          Code = "stale"           // the position or the offer that this answers is no longer the current one
	GameOver       Code = "game_over"       // the game has its result
	NotStarted     Code = "not_started"     // the game has not begun: a seat is free
	NotNow         Code = "not_now"         // the command is understood but has no place at this moment of the game
	NoOffer        Code = "no_offer"        // there is no such open offer
	NoClaim        Code = "no_claim"        // the position does not allow this claim
	SeatTaken      Code = "seat_taken"      // somebody else sits there
	NotHere        Code = "not_here"        // nobody of that name can be whispered to
	Absent         Code = "absent"          // a whisper to somebody who has left, for whom nothing is kept
	NoReply        Code = "no_reply"        // a reply to no whisper
	NotAllowed     Code = "not_allowed"     // the rules of this place; the text says which
	NoChange       Code = "no_change"       // what is asked for is so already
	Silenced       Code = "muted"           // a player has muted the sender; the text says why, and for how long
	Filtered       Code = "filtered"        // words that this server does not pass on
	StreamClosed   Code = "stream_closed"   // the sender does not talk in this stream, or no longer
	NoLine         Code = "no_line"         // there is no such line that one could have read
	Yourself       Code = "yourself"        // one cannot do this to oneself
	Empty          Code = "empty"           // there is nothing in the text
	TooLong        Code = "too_long"        // the text is longer than this server takes, by default 500 characters and 3 KiB
	BadText        Code = "bad_text"        // the text has characters that are not allowed
	BadSlash       Code = "bad_slash"       // no chat command has this name; /help lists them
	Repeated       Code = "repeated"        // the same line twice in a row
	SlowDown       Code = "slow_down"       // too many lines in too short a time
	NoSeek         Code = "no_seek"         // the seek is no longer open
	BadPool        Code = "bad_pool"        // there is no such pool
	Invalid        Code = "invalid"         // what was asked for cannot be had so; "fields" has what is wrong with each
	AccountsOnly   Code = "accounts_only"   // only somebody with an account, and a rating if the game is rated, may do this
	GuestsOnly     Code = "guests_only"     // only somebody without an account may do this
	OutOfRange     Code = "out_of_range"    // the seek is for players of another rating
	TooMany        Code = "too_many"        // the person already has as many of these as one may
	NoRoom         Code = "no_room"         // there is no such room
	Quarantined    Code = "quarantined"     // the room broke down and can only be read
	WrongPlace     Code = "wrong_place"     // the command speaks to a room and came to the lobby
	JustSeated     Code = "seated"          // somebody else has just seated the sender in a game, of which they cannot have known
)

// WaitCode is a Code that comes with a "wait".
type WaitCode = Code

// Codes of "wait": not judged; the same command again later.
const (
	Busy        WaitCode = "busy"         // too much is queued
	RateLimited WaitCode = "rate_limited" // the person, or without one the network, sends too much
	Draining    WaitCode = "draining"     // the server is about to stop
	StorageFull WaitCode = "storage_full" // the server's disk is full
)

// CloseCode is a WebSocket close code. It carries behaviour: see Final.
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
	CloseCrowded    CloseCode = 4012
	CloseNoRoom     CloseCode = 4504
	CloseVersion    CloseCode = 4505
	CloseTooMany    CloseCode = 4508
	CloseQuarantine CloseCode = 4510
)

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
	CloseMoved:      "come in again: the room moved, or your name has changed",
	CloseUnknown:    "the outcome of a command is not known; reconnect and ask again",
	CloseCrowded:    "too many connections come from this address for now",
	CloseNoRoom:     "there is no such room",
	CloseVersion:    "this server speaks another version of the protocol",
	CloseTooMany:    "you have opened this in too many places; the newest goes on",
	CloseQuarantine: "this room could not be read",
}

// CloseText is the plain sentence that goes with a close code.
func CloseText(c CloseCode) string { return closeTexts[c] }

// Final reports whether a client stays closed after c and says why: 4500–4999,
// 1002, 1003, 1007, 1008 and 1009. After any other, also those that no server
// sends, such as 1006, it reconnects and resumes.
func (c CloseCode) Final() bool {
	switch c {
	case CloseProtocol, CloseBinary, CloseBadUTF8, ClosePolicy, CloseTooBig:
		return true
	}
	return 4500 <= c && c <= 4999
}

// CloseCodes lists every close code of the protocol, lowest first, for the
// generated documents.
func CloseCodes() []CloseCode { return slices.Sorted(maps.Keys(closeTexts)) }
