package lobby

import (
	"context"
	"fmt"
	"slices"

	"rookery/game"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// ratingFor is who's at the speed of t, 0 if they have none; if t is rated that is
// room.ErrAccountsOnly.
func (l *Lobby) ratingFor(ctx context.Context, who person.ID, t Terms) (int, error) {
	value, err := l.rating(ctx, who, t.Control.Speed())
	if err == nil && t.Rated && value == 0 {
		err = room.ErrAccountsOnly
	}
	return value, err
}

// Standing is what decides whether who may take the free seat of a game that began
// with start: of who has a rating it is known that they have an account.
func (l *Lobby) Standing(ctx context.Context, who person.ID, start wire.Start) (room.Standing, error) {
	if who == "" || !start.Rated && start.For == "" {
		return room.Standing{}, nil // it is not asked for
	}
	control, err := room.Control(start.Control)
	if err != nil {
		return room.Standing{}, fmt.Errorf("read the control of a game: %w", err)
	}
	list, err := l.RatingsOf(ctx, who)
	if err != nil {
		return room.Standing{}, err
	}
	at := func(r wire.Rating) bool { return r.Speed == control.Speed().String() }
	return room.Standing{Account: len(list) > 0, Rated: slices.ContainsFunc(list, at)}, nil
}

// RatingsOf lists who's ratings, of the speeds at which they have one.
func (l *Lobby) RatingsOf(ctx context.Context, who person.ID) (list []wire.Rating, err error) {
	for speed := game.UltraBullet; speed <= game.Classical; speed++ {
		value, err := l.rating(ctx, who, speed)
		if err != nil {
			return nil, err
		}
		if value > 0 {
			list = append(list, wire.Rating{Speed: speed.String(), Value: value})
		}
	}
	return list, nil
}
