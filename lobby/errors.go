package lobby

import (
	"errors"
	"strings"

	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// Refusals of the lobby: the command certainly had no effect.
var (
	ErrNoRoom      = errors.New("no such room")
	ErrNoSeek      = errors.New("this seek is no longer open")
	ErrNeedNick    = errors.New("a nick is needed to play")
	ErrBadPool     = errors.New("no such pool")
	ErrTooMany     = errors.New("too many games or seeks are open already")
	ErrOwnSeek     = errors.New("this seek is your own")
	ErrNotYourRoom = errors.New("only a player of the game may do that")
	ErrNotOver     = errors.New("the game is not over")
	ErrOffered     = errors.New("a rematch was offered or made already")
	ErrWrongPlace  = errors.New("the lobby does not know this command")
	ErrNobody      = errors.New("there is no such person")
	ErrYourself    = errors.New("one cannot do that to oneself")
	ErrNoChange    = errors.New("it is so already")
	ErrNoLine      = errors.New("there is no such line that one could have read")
	ErrReported    = errors.New("this line was reported already")
	ErrInvalid     = errors.New("this cannot be had so")
	ErrOutOfRange  = errors.New("this seek is for players of another rating")
	ErrChallenged  = errors.New("this person is challenged already")
	ErrStale       = errors.New("this offer no longer stands")
	ErrTooSoon     = errors.New("the same was wanted just now")
	ErrOccupied    = errors.New("they have too many games open already")
	ErrCrowded     = errors.New("too many want the same of one person")
	ErrSeated      = errors.New("somebody else has just seated this person in a game")
)

// Errors of the directory of rooms.
var (
	// ErrClosing means that the lobby is about to end: not judged, try again later.
	ErrClosing = errors.New("the lobby is closing")
	// ErrUnsealed means that the stop of clocks was not stored before the end.
	ErrUnsealed = errors.New("the clocks were not stopped on disk")
	// ErrQuarantine means that a room breaks down even when it is only read.
	ErrQuarantine = errors.New("this room breaks down even when it is only read")
)

// notTaken reports whether err is a store's that takes nothing for the moment.
func NotTaken(err error) bool { return errors.Is(err, room.ErrFull) || errors.Is(err, room.ErrBusy) }

// certain reports whether it is known, of a command that ended with err, what is
// stored: nothing, or what its first coming has stored.
func Certain(err error) bool {
	_, seen := errors.AsType[*room.SeenError](err)
	return seen || NotTaken(err)
}

// InvalidError is what is wrong with each member of a command. It is an ErrInvalid or,
// if there is one, the error that has a name of its own.
type InvalidError struct {
	Fields []wire.Field
	Err    error
}

// blames is err, told of a field.
func Blames(field string, err error, text string) error {
	return &InvalidError{[]wire.Field{{Field: field, Text: text}}, err}
}

func (e *InvalidError) Error() string {
	names := make([]string, len(e.Fields))
	for i, f := range e.Fields {
		names[i] = f.Field
	}
	return e.Unwrap().Error() + ": " + strings.Join(names, ", ")
}

func (e *InvalidError) Unwrap() error {
	if e.Err != nil {
		return e.Err
	}
	return ErrInvalid
}

// Reason is all of it in sentences for the person. Whoever answers people finds
// it with errors.As.
func (e *InvalidError) Reason() string {
	texts := make([]string, len(e.Fields))
	for i, f := range e.Fields {
		texts[i] = f.Text
	}
	return strings.Join(texts, " ")
}
