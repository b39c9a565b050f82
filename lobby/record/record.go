// Package record is what the store knows of people as players: how strong they are, and whom they have
// played lately.
//
// Decision: who has no rating at a speed counts as 1500 where a seek asks for one, and
// cannot play rated. Until there are accounts, of who has a rating at any speed it is known that they have one.
package record

import (
	"context"
	"fmt"
	"slices"

	"rookery/game"
	"rookery/lobby"
	"rookery/lobby/pairing"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// Record is read from the store each time.
type Record struct {
	Rated lobby.Ratings // nil: nobody has a rating
	Games lobby.History // nil: nobody has played
}

// For is who's at the speed of t, 0 if they have none; if t is rated that is
// room.ErrAccountsOnly.
func (r Record) For(ctx context.Context, who person.ID, t lobby.Terms) (int, error) {
	value, err := r.Rating(ctx, who, t.Control.Speed())
	if err == nil && t.Rated && value == 0 {
		err = room.ErrAccountsOnly
	}
	return value, err
}

// Standing is what decides whether who may take the free seat of a game that began
// with start: of who has a rating it is known that they have an account.
func (r Record) Standing(ctx context.Context, who person.ID, start wire.Start) (room.Standing, error) {
	if who == "" || !start.Rated && start.For == "" {
		return room.Standing{}, nil // it is not asked for
	}
	control, err := room.Control(start.Control)
	if err != nil {
		return room.Standing{}, fmt.Errorf("read the control of a game: %w", err)
	}
	list, err := r.Ratings(ctx, who)
	if err != nil {
		return room.Standing{}, err
	}
	at := func(one wire.Rating) bool { return one.Speed == control.Speed().String() }
	return room.Standing{Account: len(list) > 0, Rated: slices.ContainsFunc(list, at)}, nil
}

// Ratings lists who's ratings, of the speeds at which they have one.
func (r Record) Ratings(ctx context.Context, who person.ID) (list []wire.Rating, err error) {
	for speed := game.UltraBullet; speed <= game.Classical; speed++ {
		value, err := r.Rating(ctx, who, speed)
		if err != nil {
			return nil, err
		}
		if value > 0 {
			list = append(list, wire.Rating{Speed: speed.String(), Value: value})
		}
	}
	return list, nil
}

// Waiting is what a pool needs to know of a person beside the time.
func (r Record) Waiting(ctx context.Context, who person.ID, speed game.Speed) (pairing.Waiting, error) {
	as := pairing.Waiting{ID: string(who), Rating: pairing.Unrated}
	if value, err := r.Rating(ctx, who, speed); err != nil {
		return as, err
	} else if value > 0 {
		as.Rating = value
	}
	if r.Games == nil {
		return as, nil
	}
	games, err := r.Games.Played(ctx, who, balanced)
	if err != nil {
		return as, fmt.Errorf("read the last games of %s: %w", who, err)
	}
	for i, g := range games {
		if i == 0 {
			as.Last = string(g.Opponent)
		}
		if g.Side == wire.White {
			as.Balance++
		} else {
			as.Balance--
		}
	}
	return as, nil
}

// Rating is who's at a speed, 0 without one.
func (r Record) Rating(ctx context.Context, who person.ID, speed game.Speed) (int, error) {
	if r.Rated == nil {
		return 0, nil
	}
	value, _, err := r.Rated.Rating(ctx, who, speed)
	if err != nil {
		return 0, fmt.Errorf("read the rating of %s: %w", who, err)
	}
	return value, nil
}

// balanced is over how many games, the newest, colours are balanced.
const balanced = 10

// Met reports whether who has played with other in one of their newest games.
func (r Record) Met(ctx context.Context, who, other person.ID) (bool, error) {
	if r.Games == nil {
		return false, nil
	}
	games, err := r.Games.Played(ctx, who, balanced)
	if err != nil {
		return false, fmt.Errorf("read the last games of %s: %w", who, err)
	}
	return slices.ContainsFunc(games, func(g lobby.Played) bool { return g.Opponent == other }), nil
}
