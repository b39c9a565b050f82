package desk

import (
	"context"
	"time"

	"rookery/game"
	"rookery/lobby"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// opening is what a room that is opened needs of the lobby.
func (d *Desk) opening(sum room.Summary) room.Config {
	var blocked func(by, whom string) bool
	if d.cfg.Blocks != nil {
		blocked = d.manners.Blocks
	}
	d.readRatings(sum) // before the room tells how it looks
	d.announceLater(d.life, sum)
	return room.Config{Changed: d.roomChanged, Seating: d.sitsDown, Openings: d.cfg.Openings, Blocked: blocked, Hidden: d.manners.Hides, Talk: d.cfg.Talk}
}

// withdrawn takes a room that can only be read from the list of games that go on.
func (d *Desk) withdrawn(id room.ID) {
	d.tellPlaying(d.hall.Gone(id)...)
	d.changed.Raise()
	d.stage.Raise()
}

// roomChanged is told each change of a room that lists show.
func (d *Desk) roomChanged(sum room.Summary) {
	told, own := d.hall.RoomChanged(sum, time.Now())
	d.tellFollowers(told, sum.Room)
	d.tellPlaying(own...)
	d.changed.Raise()
	d.stage.Raise()
}

// readRatings reads those of the players of a room that starts. Without them it is
// an unrated game to look at, and nothing worse.
func (d *Desk) readRatings(sum room.Summary) {
	control, err := room.Control(sum.Game.Control)
	if err != nil || sum.Over || !lobby.Listed(sum.Room) {
		return
	}
	of := func(ctx context.Context, p *wire.Person, speed game.Speed) int {
		if p == nil {
			return 0
		}
		value, err := d.record.Rating(ctx, person.ID(p.ID), speed)
		if err != nil {
			d.cfg.Log.Warn("a rating is not shown", "room", sum.Room, "cause", err)
		}
		return value
	}
	both := [2]int{of(d.life, sum.Game.White, control.Speed()), of(d.life, sum.Game.Black, control.Speed())}
	d.hall.Rated(sum.Room, both)
}

// announceLater keeps a listed game with a delay from the live list, from what is featured
// and from those who follow its players until the delay has passed since it began: a rematch
// would tell that the game before it, which others still see go on, is over.
func (d *Desk) announceLater(ctx context.Context, sum room.Summary) {
	if sum.Game.Delay == 0 || !lobby.Listed(sum.Room) {
		return
	}
	began := time.Now()
	if played, err := d.Game(ctx, sum.Room); err == nil { // otherwise the room says what is wrong with it
		began = played.At
	}
	at := began.Add(time.Duration(sum.Game.Delay) * time.Second)
	if at.After(time.Now()) && d.hall.HoldBack(sum.Room) {
		d.rooms.Go(func() { d.announce(sum.Room, at) })
	}
}

// announce tells at at, by the reckoning of its room, that a game has begun.
func (d *Desk) announce(id room.ID, at time.Time) {
	for wait := time.Until(at); wait > 0; wait = at.Sub(d.rooms.Now(id)) {
		select {
		case <-time.After(wait):
		case <-d.life.Done():
			return
		}
	}
	d.tellFollowers(d.hall.Announced(id), id)
	d.changed.Raise()
	d.stage.Raise()
}

// Open gives the running room with this id, starting it if need be. Errors:
// ErrNoRoom, ErrQuarantine, ErrClosing, or what went wrong with the store.
func (d *Desk) Open(ctx context.Context, id room.ID) (*room.Room, error) {
	return d.rooms.Open(ctx, id)
}

// Running is how many rooms run here.
func (d *Desk) Running() int { return d.rooms.Running() }

// Room is a room as lists show it, as far as all may see it now; ErrNoRoom if there is none.
func (d *Desk) Room(ctx context.Context, id room.ID) (room.Summary, error) {
	sum, err := d.rooms.Room(ctx, id)
	if n, goes := d.hall.Watching(id); err == nil && goes { // as the live list says it
		sum.Game.Watching = n
	}
	return sum, err
}

// Game is a room's game, as far as all may see it now.
func (d *Desk) Game(ctx context.Context, id room.ID) (room.Played, error) {
	return d.rooms.Game(ctx, id)
}

// Finished lists the newest listed rooms with a result that all may know, newest
// first, up to limit of them.
func (d *Desk) Finished(ctx context.Context, limit int) ([]room.Summary, error) {
	return d.rooms.Finished(ctx, limit)
}
