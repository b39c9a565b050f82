package lobby

import (
	"context"
	"errors"
	"slices"
	"time"

	"rookery/game"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// Notice is one event of a person's own stream. N is given by the store, in the
// transaction that stores it. Kind and Body are a wire.EventBody's.
type Notice struct {
	Person person.ID
	N      uint64
	Kind   string
	At     int64 // ms since 1970
	Body   []byte
}

// Command is the command that caused a change, so that it happens once. The
// receipt's stream is the notices of Actor; its number is that of the first of
// the given notices that is Actor's, of which there must be one.
type Command struct {
	Actor person.ID
	CID   wire.CID
	Hash  [16]byte
}

// NewRoom is everything that the making of a room changes, in one transaction:
// the room with its first events, the seeks it uses up, and a notice to each
// person concerned. If Seek is set and no longer open, or Chosen does not answer
// it, or no longer, ErrNoSeek and nothing is done.
// Closing a person's other seeks is part of it: Withdraw lists persons whose
// open seeks, and answers to those of others, end, why "taken" for Seek, "gone" for the others.
// Those notices, which are Seek.Ended's, come before the given ones.
type NewRoom struct {
	Summary  room.Summary
	Unlisted bool
	Events   []room.Event
	Seek     string
	Chosen   person.ID // who answered Seek and was picked by the seeker, if that is how
	Withdraw []person.ID
	Notices  []Notice
	Command  *Command // nil when no command caused it (a pool's pairing)
}

// Rooms keeps rooms as a lobby sees them.
type Rooms interface {
	// Make stores r and gives the number of the receipt of r.Command, 0 without one.
	// Errors: ErrNoSeek, *room.SeenError, room.ErrFull, room.ErrBusy; any other leaves the outcome unknown.
	Make(ctx context.Context, r NewRoom) (uint64, error)
	// Room reads one room's summary, or ErrNoRoom.
	Room(ctx context.Context, id room.ID) (room.Summary, error)
	// Unfinished lists every room without a result, oldest first.
	Unfinished(ctx context.Context) ([]room.Summary, error)
	// Finished lists the newest listed rooms with a result, newest first.
	Finished(ctx context.Context, limit int) ([]room.Summary, error)
	// Unplayed counts the rooms of who in which fewer than two moves were made and that have no result.
	Unplayed(ctx context.Context, who person.ID) (int, error)
}

// Terms are what a game is to be played by.
type Terms struct {
	Control game.Control
	Rated   bool
	FEN     string // as the game writes it; empty for the usual start
	Chat    string // as in wire.Start
	Delay   int    // for those who watch, in seconds
}

// Seek is an open offer of a game to everybody in the lobby or, if To is somebody,
// to that person alone: a challenge.
type Seek struct {
	ID string
	By person.Person
	To person.Person // zero: everybody
	Terms
	Side     wire.Side // the seeker's own
	Min, Max int       // the rating of who may take it; 0: no bound
	Confirm  bool      // who takes it is asked for, and the seeker chooses
	Rating   int       // the seeker's at its speed; 0: none
	At       int64     // ms since 1970
	Answers  []Answer  // of a seek with Confirm, oldest first
}

// Answer is somebody who would take a seek with Confirm.
type Answer struct {
	By         person.Person
	Rating     int   // at the seek's speed; 0: none
	At         int64 // ms since 1970
	TurnedDown bool  // by the seeker, for good
}

// End is the end of a seek or, if Of is somebody, of that person's answer to it.
type End struct {
	Of     person.ID
	Why    string         // as in wire.SeekClosed
	Reason string         // as in wire.SeekClosed
	By     *person.Person // who declined, or turned down; nil for others
	At     int64          // ms since 1970
}

// Opened are the notices that a store gives with a new seek: the seeker's, and that
// of the one challenged.
func (s Seek) Opened() []Notice {
	list := []Notice{notice(s.By.ID, time.UnixMilli(s.At), wire.SeekOpened{
		Seek: s.ID, Control: room.WireControl(s.Control), Side: s.Side, Rated: s.Rated, Min: s.Min, Max: s.Max,
		Confirm: s.Confirm, To: shownIf(s.To), FEN: s.FEN, Chat: s.Chat, Delay: s.Delay,
	})}
	if s.To.ID != "" {
		list = append(list, notice(s.To.ID, time.UnixMilli(s.At), s.challenged()))
	}
	return list
}

// Answered are the notices that a store gives with a: that of a.By, and the seeker's.
func (s Seek) Answered(a Answer) []Notice {
	at := time.UnixMilli(a.At)
	return []Notice{
		notice(a.By.ID, at, wire.Asked{Seek: s.ID}),
		notice(s.By.ID, at, wire.SeekAnswered{Seek: s.ID, Person: *shown(&a.By), Rating: a.Rating, On: true}),
	}
}

// Ended are the notices that a store gives with e: the seeker's first, then that of
// the one challenged, then those of all who answer. If it is an answer's end they are
// the seeker's and that of e.Of, none if e.Of does not answer.
func (s Seek) Ended(e End) []Notice {
	at := time.UnixMilli(e.At)
	closed := wire.SeekClosed{Seek: s.ID, Why: e.Why, Reason: e.Reason, By: shown(e.By)}
	if e.Of != "" {
		a, ok := s.answer(e.Of)
		if !ok {
			return nil
		}
		return []Notice{
			notice(s.By.ID, at, wire.SeekAnswered{Seek: s.ID, Person: *shown(&a.By), Rating: a.Rating}),
			notice(a.By.ID, at, closed),
		}
	}
	list := []Notice{notice(s.By.ID, at, closed)}
	if s.To.ID != "" {
		list = append(list, notice(s.To.ID, at, closed))
	}
	for _, a := range s.Answers {
		if !a.TurnedDown {
			list = append(list, notice(a.By.ID, at, closed))
		}
	}
	return list
}

// answer is who's, if they answer and were not turned down.
func (s Seek) answer(who person.ID) (Answer, bool) {
	i := slices.IndexFunc(s.Answers, func(a Answer) bool { return a.By.ID == who && !a.TurnedDown })
	if i < 0 {
		return Answer{}, false
	}
	return s.Answers[i], true
}

// Seeks keeps open seeks. Taking one is Rooms.Make, which has exactly one winner.
type Seeks interface {
	// Open stores a seek with its notices and c's receipt, whose number it gives;
	// *room.SeenError as for Make.
	Open(ctx context.Context, s Seek, c Command) (uint64, error)
	// Answer stores an answer to a seek, with its notices and c's receipt: ErrNoSeek if
	// it is not open, or has turned a.By down; ErrNoChange if a.By answers it already.
	Answer(ctx context.Context, seek string, a Answer, c Command) (uint64, error)
	// Close ends a seek, or an answer to it, with the notices of Seek.Ended and c's receipt: ErrNoSeek if
	// there is none, or c.Actor is told nothing of it. An answer that was turned down stays so. c is nil when no command caused it.
	Close(ctx context.Context, seek string, e End, c *Command) (uint64, error)
	// Drop ends every seek of a person who has gone, and every answer, why "gone", without a command.
	Drop(ctx context.Context, who person.ID) error
	// All lists the open seeks with their answers, oldest first.
	All(ctx context.Context) ([]Seek, error)
}

// Notices is a person's own stream.
type Notices interface {
	// Post stores a notice each (a rematch offer, say), and c's receipt, whose
	// number it gives; *room.SeenError as for Make.
	Post(ctx context.Context, n []Notice, c Command) (uint64, error)
	// Load reads up to limit notices of who after number after, in order.
	Load(ctx context.Context, who person.ID, after uint64, limit int) ([]Notice, error)
	// Head is the number of who's newest notice, 0 if there is none.
	Head(ctx context.Context, who person.ID) (uint64, error)
}

// Ratings keeps how strong people are.
type Ratings interface {
	// Rating is who's at a speed, or false: they are unrated there.
	Rating(ctx context.Context, who person.ID, speed game.Speed) (value int, rated bool, err error)
	// Rate stores one, in place of the one before.
	Rate(ctx context.Context, who person.ID, speed game.Speed, value int) error
}

// Played is a game as one of its players remembers it. Side is that player's.
type Played struct {
	Opponent person.ID
	Side     wire.Side
}

// History tells of the games of people.
type History interface {
	// Played lists the newest games of who that had two players, at most limit,
	// with a result or without, newest first.
	Played(ctx context.Context, who person.ID, limit int) ([]Played, error)
}

// Hiding keeps who is not to be seen in lists of people.
type Hiding interface {
	// Set stores that who hides or, if on is false, no longer does, with the
	// notice HiddenTold and c's receipt; *room.SeenError as for Make. What is so
	// already is no error.
	Set(ctx context.Context, who person.ID, on bool, at int64, c Command) (Notice, error)
	// All lists everybody who hides.
	All(ctx context.Context) ([]person.ID, error)
}

// HiddenTold is the notice that a store gives who with Hiding.Set, at at in ms since 1970.
func HiddenTold(who person.ID, on bool, at int64) Notice {
	return notice(who, time.UnixMilli(at), wire.Hidden{On: on})
}

// Block says that one person has blocked another, who was then called as Whom says.
type Block struct {
	By   person.ID
	Whom person.Person
}

// Told is the notice that a store gives the blocker with a block or, if on is
// false, with its end, at at in ms since 1970.
func (b Block) Told(on bool, at int64) Notice {
	return notice(b.By, time.UnixMilli(at), wire.Blocked{Person: *shown(&b.Whom), On: on})
}

// Blocks keeps whom each person has blocked.
type Blocks interface {
	// Set stores b or, if on is false, forgets it, with the blocker's notice and
	// c's receipt; *room.SeenError as for Make. What is so already is no error.
	Set(ctx context.Context, b Block, on bool, at int64, c Command) (Notice, error)
	// All lists every block, oldest first.
	All(ctx context.Context) ([]Block, error)
	// Of lists those of one person, oldest first.
	Of(ctx context.Context, who person.ID) ([]Block, error)
}

// Report is a line that somebody showed to the operator. Evidence are events of
// its stream around it, and it. N is given by the store, and counts from 1.
type Report struct {
	N        uint64
	By       person.Person
	Room     room.ID
	Stream   wire.Stream // ChatStream, PlayersStream, or By's WhisperStream
	Line     uint64      // its number there
	Reason   string      // as By typed it
	At       int64       // ms since 1970
	Evidence []wire.Event
}

// Told is the notice that a store gives the reporter with a report.
func (r Report) Told() Notice {
	return notice(r.By.ID, time.UnixMilli(r.At), wire.Reported{Room: string(r.Room), Stream: r.Stream, N: r.Line})
}

// Reports keeps what was reported, for the operator.
type Reports interface {
	// File stores r, whose room exists, with the reporter's notice and c's receipt:
	// ErrReported if the same person reported the line before; *room.SeenError as for Make.
	File(ctx context.Context, r Report, c Command) (Notice, error)
	// Count tells how many reports of who were filed since that time, in ms since 1970.
	Count(ctx context.Context, who person.ID, since int64) (int, error)
	// Load reads up to limit reports after number after, in order.
	Load(ctx context.Context, after uint64, limit int) ([]Report, error)
}

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
	ErrCrowded     = errors.New("too many want the same of one person")
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
