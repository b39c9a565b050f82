package lobby

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// challengeLife is after how long a challenge that nobody answers ends.
const challengeLife = time.Hour

// challengeable finds whom by would challenge, by id or by the nick of somebody who is
// here; nobody, without an error, if to is empty. Whether there is no such person, they
// hide, or one of the two has blocked the other, the answer is the same.
func (l *Lobby) challengeable(ctx context.Context, by person.ID, to string) (person.Person, error) {
	id, nobody := person.ID(to), blames("to", ErrNobody, "There is no such person.")
	if !canonical(to) && to != "" {
		l.hall.do(func(h *hall) { id = h.called(to) })
		if id == "" {
			return person.Person{}, nobody
		}
	}
	switch id {
	case "":
		return person.Person{}, nil
	case by:
		return person.Person{}, blames("to", ErrYourself, "That is you.")
	}
	p, err := l.cfg.Persons.ByID(ctx, id)
	if err != nil && !errors.Is(err, person.ErrUnknown) {
		return person.Person{}, fmt.Errorf("find who is challenged: %w", err)
	}
	if err != nil || p.Nick == "" || id == houseID || l.isHidden(string(id)) || l.apart(string(id), string(by)) {
		return person.Person{}, nobody
	}
	return p, nil
}

// met reports whether who has played with other in one of their newest games.
func (l *Lobby) met(ctx context.Context, who, other person.ID) (bool, error) {
	if l.cfg.History == nil {
		return false, nil
	}
	games, err := l.cfg.History.Played(ctx, who, balanced)
	if err != nil {
		return false, fmt.Errorf("read the last games of %s: %w", who, err)
	}
	return slices.ContainsFunc(games, func(g Played) bool { return g.Opponent == other }), nil
}

// called is the id of whoever is here under a nick, empty if nobody is.
func (h *hall) called(nick string) person.ID {
	for id, a := range h.here {
		if strings.EqualFold(a.who.Nick, nick) {
			return id
		}
	}
	return ""
}

// challenged is the seek as the one who is challenged is told of it.
func (s Seek) challenged() wire.Challenged {
	return wire.Challenged{
		Seek: s.ID, From: *shown(&s.By), Control: room.WireControl(s.Control), Side: opposite(s.Side),
		Rated: s.Rated, FEN: s.FEN, Chat: s.Chat, Delay: s.Delay,
	}
}

// opposite is the other's side if one has side.
func opposite(side wire.Side) wire.Side {
	switch side {
	case wire.White:
		return wire.Black
	case wire.Black:
		return wire.White
	}
	return side
}

// Challenges are the challenges to who that stand, oldest first. Those of whom who
// has blocked are left out.
func (l *Lobby) Challenges(who person.ID) (list []wire.Challenged) {
	var seeks []Seek
	l.hall.do(func(h *hall) { seeks = h.seeks })
	for _, s := range seeks {
		if who != "" && s.To.ID == who && !l.blocked(string(who), string(s.By.ID)) {
			list = append(list, s.challenged())
		}
	}
	return list
}

// ChallengesOf are the challenges to who, without those of whom who has blocked, and
// of who, as they are stored, oldest first.
func (l *Lobby) ChallengesOf(ctx context.Context, who person.ID) ([]Seek, error) {
	all, err := l.cfg.Seeks.All(ctx)
	if err != nil {
		return nil, fmt.Errorf("list challenges: %w", err)
	}
	return slices.DeleteFunc(all, func(s Seek) bool {
		mine := s.By.ID == who || s.To.ID == who && !l.blocked(string(who), string(s.By.ID))
		return s.To.ID == "" || !mine
	}), nil
}

// lapse ends challenges that have stood too long. It does nothing while there are none.
func (l *Lobby) lapse(ctx context.Context) {
	for {
		next, err := l.endLapsed(ctx, time.Now())
		if err != nil && ctx.Err() == nil {
			l.cfg.Log.Warn("old challenges were not ended", "cause", err)
			next = time.Now().Add(storeRetry)
		}
		var due <-chan time.Time
		if !next.IsZero() {
			due = time.After(time.Until(next))
		}
		select {
		case <-ctx.Done():
			return
		case <-l.challenged:
		case <-due:
		}
	}
}

// endLapsed ends the challenges that have stood too long by now, and tells when the
// next one will have; zero if there is none.
func (l *Lobby) endLapsed(ctx context.Context, now time.Time) (next time.Time, err error) {
	seeks, err := l.cfg.Seeks.All(ctx)
	if err != nil {
		return next, fmt.Errorf("look for old challenges: %w", err)
	}
	for _, s := range seeks { // oldest first
		end := time.UnixMilli(s.At).Add(challengeLife)
		switch {
		case s.To.ID == "":
			continue
		case end.After(now):
			return end, nil
		}
		_, err := l.cfg.Seeks.Close(ctx, s.ID, End{Why: "gone", At: now.UnixMilli()}, nil)
		if err != nil && !errors.Is(err, ErrNoSeek) {
			return next, fmt.Errorf("end an old challenge: %w", err)
		}
		l.seeksChanged(s.concerned()...)
	}
	return next, nil
}
