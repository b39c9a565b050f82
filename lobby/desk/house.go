package desk

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"rookery/lobby"
	"rookery/lobby/exhibition"
	"rookery/lobby/guard"
	"rookery/lobby/hall"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
	"rookery/lobby/wish"
)

// usualLevel is how strong the house plays for who does not say.
const usualLevel = 3

// House plays side's part in r as who, until the game is over or the room has
// stopped, which is no error, or ctx ends.
type House func(ctx context.Context, r *room.Room, who wire.Person, side wire.Side) error

// playAsHouse has the house play its part in a room, if it has one.
func (d *Desk) playAsHouse(r *room.Room, sum room.Summary) {
	side, sits := lobby.HouseSide(sum.Game)
	if !sits || sum.Over {
		return
	}
	d.rooms.Go(func() {
		err := guard.Safely(func() error { return d.cfg.House(d.life, r, *lobby.Shown(lobby.House()), side) })
		if err != nil && d.life.Err() == nil {
			d.cfg.Log.Error("the house left its seat", "room", sum.Room, "cause", err)
		}
	})
}

// theHouseShow is where the house plays itself while there is no other game to look at.
func (d *Desk) theHouseShow() exhibition.Stage {
	return exhibition.Stage{
		Think: d.cfg.Exhibition, Free: d.hall.StageIsFree, Changed: d.stage, Log: d.cfg.Log,
		Show: func(live *wire.LiveGame) {
			d.hall.Stage(live)
			d.changed.Raise()
		},
	}
}

// hireHouse stores the house as a person unless it is. Its token is random and
// thrown away: nobody can log in as it.
func (d *Desk) hireHouse(ctx context.Context) error {
	_, err := d.cfg.Persons.ByID(ctx, lobby.HouseID)
	if !errors.Is(err, person.ErrUnknown) {
		return err
	}
	g := person.Guest{Person: *lobby.House(), Skeleton: person.Skeleton(lobby.House().Nick)}
	rand.Read(g.TokenHash[:]) // never fails
	if err := d.cfg.Persons.Create(ctx, g, time.Now()); err != nil {
		return fmt.Errorf("store the house as a person: %w", err)
	}
	return nil
}

func (d *Desk) playHouse(ctx context.Context, c *hall.Conn, cmd wire.PlayHouse, cause lobby.Command) (uint64, error) {
	terms, err := wish.Wish{Kind: wish.House, Control: cmd.Control, Side: cmd.Side, Level: cmd.Level}.Terms()
	if err != nil {
		return 0, err
	}
	return d.seat(ctx, lobby.Match{How: "house", Terms: terms, Seats: lobby.Seats(&c.Who, cmd.Side, lobby.House()), Level: cmp.Or(cmd.Level, usualLevel)}, &cause)
}
