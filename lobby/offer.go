package lobby

import (
	"slices"
	"time"

	"rookery/game"
	"rookery/lobby/pairing"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

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
	list := []Notice{NewNotice(s.By.ID, time.UnixMilli(s.At), wire.SeekOpened{
		Seek: s.ID, Control: room.WireControl(s.Control), Side: s.Side, Rated: s.Rated, Min: s.Min, Max: s.Max,
		Confirm: s.Confirm, To: shownIf(s.To), FEN: s.FEN, Chat: s.Chat, Delay: s.Delay,
	})}
	if s.To.ID != "" {
		list = append(list, NewNotice(s.To.ID, time.UnixMilli(s.At), s.Challenged()))
	}
	return list
}

// Answered are the notices that a store gives with a: that of a.By, and the seeker's.
func (s Seek) Answered(a Answer) []Notice {
	at := time.UnixMilli(a.At)
	return []Notice{
		NewNotice(a.By.ID, at, wire.Asked{Seek: s.ID}),
		NewNotice(s.By.ID, at, wire.SeekAnswered{Seek: s.ID, Person: *Shown(&a.By), Rating: a.Rating, On: true}),
	}
}

// Ended are the notices that a store gives with e: the seeker's first, then that of
// the one challenged, then those of all who answer. If it is an answer's end they are
// the seeker's and that of e.Of, none if e.Of does not answer.
func (s Seek) Ended(e End) []Notice {
	at := time.UnixMilli(e.At)
	closed := wire.SeekClosed{Seek: s.ID, Why: e.Why, Reason: e.Reason, By: Shown(e.By)}
	if e.Of != "" {
		a, ok := s.Answer(e.Of)
		if !ok {
			return nil
		}
		return []Notice{
			NewNotice(s.By.ID, at, wire.SeekAnswered{Seek: s.ID, Person: *Shown(&a.By), Rating: a.Rating}),
			NewNotice(a.By.ID, at, closed),
		}
	}
	list := []Notice{NewNotice(s.By.ID, at, closed)}
	if s.To.ID != "" {
		list = append(list, NewNotice(s.To.ID, at, closed))
	}
	for _, a := range s.Answers {
		if !a.TurnedDown {
			list = append(list, NewNotice(a.By.ID, at, closed))
		}
	}
	return list
}

// answer is who's, if they answer and were not turned down.
func (s Seek) Answer(who person.ID) (Answer, bool) {
	i := slices.IndexFunc(s.Answers, func(a Answer) bool { return a.By.ID == who && !a.TurnedDown })
	if i < 0 {
		return Answer{}, false
	}
	return s.Answers[i], true
}

// wants reports whether a rating, 0 for none, is within the seek's bounds.
func (s Seek) Wants(rating int) bool {
	if rating == 0 {
		rating = pairing.Unrated
	}
	return (s.Min == 0 || rating >= s.Min) && (s.Max == 0 || rating <= s.Max)
}

// concerned lists those who have a notice of s; nobody if it is no seek.
func (s Seek) Concerned() (list []person.ID) {
	for _, p := range []person.ID{s.By.ID, s.To.ID} {
		if p != "" {
			list = append(list, p)
		}
	}
	for _, a := range s.Answers {
		list = append(list, a.By.ID)
	}
	return list
}

// challenged is the seek as the one who is challenged is told of it.
func (s Seek) Challenged() wire.Challenged {
	return wire.Challenged{
		Seek: s.ID, From: *Shown(&s.By), Control: room.WireControl(s.Control), Side: Opposite(s.Side),
		Rated: s.Rated, FEN: s.FEN, Chat: s.Chat, Delay: s.Delay,
	}
}

// opposite is the other's side if one has side.
func Opposite(side wire.Side) wire.Side {
	switch side {
	case wire.White:
		return wire.Black
	case wire.Black:
		return wire.White
	}
	return side
}

// openSeeks are seeks as the lobby shows them.
func OpenSeeks(seeks []Seek) []wire.OpenSeek {
	var list []wire.OpenSeek
	for _, s := range seeks {
		list = append(list, wire.OpenSeek{
			ID: s.ID, By: *Shown(&s.By), Control: room.WireControl(s.Control), Side: s.Side, Rating: s.Rating, Rated: s.Rated,
			Min: s.Min, Max: s.Max, Confirm: s.Confirm, Chat: s.Chat, Delay: s.Delay,
		})
	}
	return list
}
