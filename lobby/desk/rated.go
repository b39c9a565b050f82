package desk

import (
	"context"
	"fmt"
	"slices"

	"rookery/game"
	"rookery/lobby"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// ratingFor is who's at the speed of t, 0 if they have none; if t is rated that is
// room.ErrAccountsOnly.
func (d *Desk) ratingFor(ctx context.Context, who person.ID, t lobby.Terms) (int, error) {
	value, err := d.rating(ctx, who, t.Control.Speed())
	if err == nil && t.Rated && value == 0 {
		err = room.ErrAccountsOnly
	}
	return value, err
}

// Standing is what decides whether who may take the free seat of a game that began
// with start: of who has a rating it is known that they have an account.
func (d *Desk) Standing(ctx context.Context, who person.ID, start wire.Start) (room.Standing, error) {
	if who == "" || !start.Rated && start.For == "" {
		return room.Standing{}, nil // it is not asked for
	}
	control, err := room.Control(start.Control)
	if err != nil {
		return room.Standing{}, fmt.Errorf("read the control of a game: %w", err)
	}
	list, err := d.RatingsOf(ctx, who)
	if err != nil {
		return room.Standing{}, err
	}
	at := func(r wire.Rating) bool { return r.Speed == control.Speed().String() }
	return room.Standing{Account: len(list) > 0, Rated: slices.ContainsFunc(list, at)}, nil
}

// RatingsOf lists who's ratings, of the speeds at which they have one.
func (d *Desk) RatingsOf(ctx context.Context, who person.ID) (list []wire.Rating, err error) {
	for speed := game.UltraBullet; speed <= game.Classical; speed++ {
		value, err := d.rating(ctx, who, speed)
		if err != nil {
			return nil, err
		}
		if value > 0 {
			list = append(list, wire.Rating{Speed: speed.String(), Value: value})
		}
	}
	return list, nil
}
