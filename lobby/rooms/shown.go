package rooms

import (
	"context"
	"fmt"
	"slices"
	"time"

	"rookery/chat/recent"
	"rookery/lobby/room"
)

// What is stored of a room is its game as it is. With a delay, all but the players
// see it later, whether or not the room runs: everybody who is not asked who they
// are is given what follows.

// resultedKept is how many rooms with a delay are remembered whose result all may know:
// of another one the log is read to find out.
const resultedKept = 1000

// Room is a room as lists show it, as far as all may see it now; ErrNoRoom if there is none.
func (x *Directory) Room(ctx context.Context, id room.ID) (room.Summary, error) {
	sum, err := x.cfg.Rooms.Room(ctx, id)
	if err != nil {
		return room.Summary{}, fmt.Errorf("find room %s: %w", id, err)
	}
	return x.Seen(ctx, sum)
}

// Game is a room's game, as far as all may see it now.
func (x *Directory) Game(ctx context.Context, id room.ID) (room.Played, error) {
	return room.ReadGame(ctx, x.cfg.Journal, id, x.Now(id))
}

// Finished lists the newest listed rooms with a result that all may know, newest
// first, up to limit of them: as many as if those whose result not all may know went on.
func (x *Directory) Finished(ctx context.Context, limit int) ([]room.Summary, error) {
	for read := limit; ; read *= 2 {
		list, err := x.cfg.Rooms.Finished(ctx, read)
		if err != nil {
			return nil, fmt.Errorf("list finished rooms: %w", err)
		}
		known := slices.DeleteFunc(x.AllSeen(ctx, list), func(s room.Summary) bool { return !s.Over })
		if len(known) >= limit || len(list) < read {
			return known[:min(limit, len(known))], nil
		}
	}
}

// Seen is a room as all may see it now, by how it is stored.
func (x *Directory) Seen(ctx context.Context, sum room.Summary) (room.Summary, error) {
	known := sum.Game.Delay == 0
	if sum.Over && !known {
		x.resulted.Do(func(r *recent.Map[room.ID, struct{}]) { _, known = r.Get(sum.Room) })
	}
	if known {
		return sum, nil
	}
	played, err := x.Game(ctx, sum.Room)
	if err != nil {
		return room.Summary{}, err
	}
	live := played.Live
	live.Watching = sum.Game.Watching
	if live.Ended != nil {
		x.resulted.Do(func(r *recent.Map[room.ID, struct{}]) { r.Put(sum.Room, struct{}{}) })
	}
	return room.Summary{Room: sum.Room, Game: live, Over: live.Ended != nil}, nil
}

// AllSeen is list as all may see it now. What cannot be read is left out.
func (x *Directory) AllSeen(ctx context.Context, list []room.Summary) []room.Summary {
	var seen []room.Summary
	for _, sum := range list {
		sum, err := x.Seen(ctx, sum)
		if err != nil {
			x.cfg.Log.Error("a room is not listed", "room", sum.Room, "cause", err)
			continue
		}
		seen = append(seen, sum)
	}
	return seen
}

// Now is the present in a room: by its own reckoning while it runs.
func (x *Directory) Now(id room.ID) time.Time {
	var here *running
	x.held.Do(func(d *held) { here = d.running[id] })
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
