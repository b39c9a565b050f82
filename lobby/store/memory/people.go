package memory

import (
	"context"
	"slices"

	"rookery/game"
	"rookery/lobby"
	"rookery/lobby/person"
	"rookery/lobby/wire"
)

// rated is what a rating is of.
type rated struct {
	who   person.ID
	speed game.Speed
}

type ratings struct{ *Store }

func (s ratings) Rating(ctx context.Context, who person.ID, speed game.Speed) (value int, ok bool, err error) {
	value, err = read(ctx, s.Store, Rating, func() (v int, err error) {
		v, ok = s.ratings[rated{who, speed}]
		return v, nil
	})
	return value, ok, err
}

func (s ratings) Rate(ctx context.Context, who person.ID, speed game.Speed, value int) error {
	_, err := write(ctx, s.Store, Rate, func() (none struct{}, err error) {
		s.ratings[rated{who, speed}] = value
		return none, nil
	})
	return err
}

type history struct{ *Store }

func (s history) Played(ctx context.Context, who person.ID, limit int) ([]lobby.Played, error) {
	return read(ctx, s.Store, Played, func() (list []lobby.Played, err error) {
		for _, k := range slices.Backward(s.made) {
			white, black := k.summary.Game.White, k.summary.Game.Black
			switch {
			case white == nil || black == nil || len(list) >= limit:
			case white.ID == string(who):
				list = append(list, lobby.Played{Opponent: person.ID(black.ID), Side: wire.White})
			case black.ID == string(who):
				list = append(list, lobby.Played{Opponent: person.ID(white.ID), Side: wire.Black})
			}
		}
		return list, nil
	})
}

type hiding struct{ *Store }

func (s hiding) Set(ctx context.Context, who person.ID, on bool, at int64, c lobby.Command) (lobby.Notice, error) {
	return write(ctx, s.Store, SetHidden, func() (lobby.Notice, error) {
		n := lobby.HiddenTold(who, on, at)
		if err := s.postable([]lobby.Notice{n}, &c); err != nil {
			return lobby.Notice{}, err
		}
		s.hidden = slices.DeleteFunc(s.hidden, func(id person.ID) bool { return id == who })
		if on {
			s.hidden = append(s.hidden, who)
		}
		n.N = s.tell([]lobby.Notice{n}, &c)
		return n, nil
	})
}

func (s hiding) All(ctx context.Context) ([]person.ID, error) {
	return read(ctx, s.Store, AllHidden, func() ([]person.ID, error) { return slices.Clone(s.hidden), nil })
}
