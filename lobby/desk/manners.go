package desk

import (
	"context"

	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// looksAnew has the rooms where who is see whether they hide.
func (d *Desk) looksAnew(ctx context.Context, who person.ID) {
	rooms := make(map[room.ID]bool)
	for _, c := range d.hall.Conns(who) {
		rooms[c.Room] = true
	}
	delete(rooms, "")
	for id := range rooms {
		r, err := d.Open(ctx, id)
		if err == nil {
			err = r.LookAnew(ctx, string(who))
		}
		if err != nil { // whoever comes to the room when it runs again is seen as they are
			d.cfg.Log.Debug("a room was not told who hides", "room", id, "cause", err)
		}
	}
}

// Blocked lists whom who has blocked, oldest first. Errors are ErrClosing, or the store's.
func (d *Desk) Blocked(ctx context.Context, who person.ID) ([]person.Person, error) {
	if err := d.rooms.Up(ctx); err != nil {
		return nil, err
	}
	done, err := d.turns.Take(ctx, "command "+string(who))
	if err != nil {
		return nil, err
	}
	defer done()
	return d.manners.Blocked(ctx, who)
}

// Hidden says whether who hides. Errors are ErrClosing, or ctx's.
func (d *Desk) Hidden(ctx context.Context, who person.ID) (bool, error) {
	if err := d.rooms.Up(ctx); err != nil {
		return false, err
	}
	return d.manners.Hides(string(who)), nil
}

// RatingsOf lists who's ratings, of the speeds at which they have one.
func (d *Desk) RatingsOf(ctx context.Context, who person.ID) ([]wire.Rating, error) {
	return d.record.Ratings(ctx, who)
}

// Standing is what decides whether who may take the free seat of a game that began with start.
func (d *Desk) Standing(ctx context.Context, who person.ID, start wire.Start) (room.Standing, error) {
	return d.record.Standing(ctx, who, start)
}
