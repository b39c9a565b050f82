package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"rookery/lobby"
	"rookery/lobby/person"
	"rookery/lobby/wire"
)

// challengeLife is after how long a challenge that nobody answers ends.
const challengeLife = time.Hour

// challengeable finds whom by would challenge, by id or by the nick of somebody who is
// here; nobody, without an error, if to is empty. Whether there is no such person, they
// hide, or one of the two has blocked the other, the answer is the same.
func (d *Desk) challengeable(ctx context.Context, by person.ID, to string) (person.Person, error) {
	id, nobody := person.ID(to), lobby.Blames("to", lobby.ErrNobody, "There is no such person.")
	if !lobby.Canonical(to) && to != "" {
		if id = d.hall.Called(to); id == "" {
			return person.Person{}, nobody
		}
	}
	switch id {
	case "":
		return person.Person{}, nil
	case by:
		return person.Person{}, lobby.Blames("to", lobby.ErrYourself, "That is you.")
	}
	p, err := d.cfg.Persons.ByID(ctx, id)
	if err != nil && !errors.Is(err, person.ErrUnknown) {
		return person.Person{}, fmt.Errorf("find who is challenged: %w", err)
	}
	if err != nil || p.Nick == "" || id == lobby.HouseID || d.manners.Hides(string(id)) || d.manners.Apart(string(id), string(by)) {
		return person.Person{}, nobody
	}
	return p, nil
}

// Challenges are the challenges to who that stand, oldest first. Those of whom who
// has blocked are left out.
func (d *Desk) Challenges(who person.ID) (list []wire.Challenged) {
	for _, s := range d.hall.Seeks() {
		if who != "" && s.To.ID == who && !d.manners.Blocks(string(who), string(s.By.ID)) {
			list = append(list, s.Challenged())
		}
	}
	return list
}

// ChallengesOf are the challenges to who, without those of whom who has blocked, and
// of who, as they are stored, oldest first.
func (d *Desk) ChallengesOf(ctx context.Context, who person.ID) ([]lobby.Seek, error) {
	all, err := d.cfg.Seeks.Of(ctx, who)
	if err != nil {
		return nil, fmt.Errorf("list challenges: %w", err)
	}
	return slices.DeleteFunc(all, func(s lobby.Seek) bool {
		mine := s.By.ID == who || s.To.ID == who && !d.manners.Blocks(string(who), string(s.By.ID))
		return s.To.ID == "" || !mine
	}), nil
}

// lapse ends challenges that have stood too long. It does nothing while there are none.
func (d *Desk) lapse(ctx context.Context) {
	for {
		next, err := d.endLapsed(ctx, time.Now())
		if err != nil && ctx.Err() == nil {
			d.cfg.Log.Warn("old challenges were not ended", "cause", err)
			next = time.Now().Add(lobby.StoreRetry)
		}
		var due <-chan time.Time
		if !next.IsZero() {
			due = time.After(time.Until(next))
		}
		select {
		case <-ctx.Done():
			return
		case <-d.challenged:
		case <-due:
		}
	}
}

// endLapsed ends the challenges that have stood too long by now, and tells when the
// next one will have; zero if there is none.
func (d *Desk) endLapsed(ctx context.Context, now time.Time) (next time.Time, err error) {
	seeks, err := d.cfg.Seeks.All(ctx)
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
		_, err := d.cfg.Seeks.Close(ctx, s.ID, lobby.End{Why: "gone", At: now.UnixMilli()}, nil)
		if err != nil && !errors.Is(err, lobby.ErrNoSeek) {
			return next, fmt.Errorf("end an old challenge: %w", err)
		}
		d.seeksChanged(s.Concerned()...)
	}
	return next, nil
}
