package lobby

import (
	"context"
	"fmt"
	"slices"
	"time"

	"rookery/lobby/room"
)

// What is stored of a room is its game as it is. With a delay, all but the players
// see it later, whether or not the room runs: everybody who is not asked who they
// are is given what follows.

// Room is a room as lists show it, as far as all may see it now; ErrNoRoom if there is none.
func (l *Lobby) Room(ctx context.Context, id room.ID) (room.Summary, error) {
	sum, err := l.cfg.Rooms.Room(ctx, id)
	if err != nil {
		return room.Summary{}, fmt.Errorf("find room %s: %w", id, err)
	}
	return l.seen(ctx, sum)
}

// Game is a room's game, as far as all may see it now.
func (l *Lobby) Game(ctx context.Context, id room.ID) (room.Played, error) {
	return room.ReadGame(ctx, l.cfg.Journal, id, l.now(id))
}

// Finished lists the newest listed rooms with a result that all may know, newest
// first, up to limit of them.
func (l *Lobby) Finished(ctx context.Context, limit int) ([]room.Summary, error) {
	list, err := l.cfg.Rooms.Finished(ctx, limit)
	if err != nil {
		return nil, fmt.Errorf("list finished rooms: %w", err)
	}
	return slices.DeleteFunc(l.allSeen(ctx, list), func(s room.Summary) bool { return !s.Over }), nil
}

// seen is a room as all may see it now, by how it is stored.
func (l *Lobby) seen(ctx context.Context, sum room.Summary) (room.Summary, error) {
	known := sum.Game.Delay == 0
	if sum.Over && !known {
		l.hall.do(func(h *hall) { _, known = h.resulted.Get(sum.Room) })
	}
	if known {
		return sum, nil
	}
	played, err := l.Game(ctx, sum.Room)
	if err != nil {
		return room.Summary{}, err
	}
	live := played.Live
	live.Watching = sum.Game.Watching
	if live.Ended != nil {
		l.hall.do(func(h *hall) { h.resulted.Put(sum.Room, struct{}{}) })
	}
	return room.Summary{Room: sum.Room, Game: live, Over: live.Ended != nil}, nil
}

// allSeen is list as all may see it now. What cannot be read is left out.
func (l *Lobby) allSeen(ctx context.Context, list []room.Summary) []room.Summary {
	var seen []room.Summary
	for _, sum := range list {
		sum, err := l.seen(ctx, sum)
		if err != nil {
			l.cfg.Log.Error("a room is not listed", "room", sum.Room, "cause", err)
			continue
		}
		seen = append(seen, sum)
	}
	return seen
}

// now is the present in a room: by its own reckoning while it runs.
func (l *Lobby) now(id room.ID) time.Time {
	var here *running
	l.rooms.do(func(d *directory) { here = d.running[id] })
	if here != nil {
		select {
		case <-here.ready:
			if here.room != nil {
				return here.room.Now()
			}
		default: // it is just being opened
		}
	}
	return time.Now()
}
