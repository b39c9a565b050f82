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
	if sum, err = l.seen(ctx, sum); err == nil {
		l.hall.do(func(h *hall) {
			if g, ok := h.games[id]; ok { // as the live list says it
				sum.Game.Watching = g.Watching
			}
		})
	}
	return sum, err
}

// Game is a room's game, as far as all may see it now.
func (l *Lobby) Game(ctx context.Context, id room.ID) (room.Played, error) {
	return room.ReadGame(ctx, l.cfg.Journal, id, l.now(id))
}

// Finished lists the newest listed rooms with a result that all may know, newest
// first, up to limit of them: as many as if those whose result not all may know went on.
func (l *Lobby) Finished(ctx context.Context, limit int) ([]room.Summary, error) {
	for read := limit; ; read *= 2 {
		list, err := l.cfg.Rooms.Finished(ctx, read)
		if err != nil {
			return nil, fmt.Errorf("list finished rooms: %w", err)
		}
		known := slices.DeleteFunc(l.allSeen(ctx, list), func(s room.Summary) bool { return !s.Over })
		if len(known) >= limit || len(list) < read {
			return known[:min(limit, len(known))], nil
		}
	}
}

// announceLater keeps a listed game with a delay from the live list, from what is featured
// and from those who follow its players until the delay has passed since it began: a rematch
// would tell that the game before it, which others still see go on, is over.
func (l *Lobby) announceLater(ctx context.Context, sum room.Summary) {
	if sum.Game.Delay == 0 || !listed(sum.Room) {
		return
	}
	began := time.Now()
	if played, err := l.Game(ctx, sum.Room); err == nil { // otherwise the room says what is wrong with it
		began = played.At
	}
	at := began.Add(time.Duration(sum.Game.Delay) * time.Second)
	wait := false
	l.hall.do(func(h *hall) {
		if wait = at.After(time.Now()) && !h.upcoming[sum.Room]; wait {
			h.upcoming[sum.Room] = true
		}
	})
	if wait {
		l.hosts.Go(func() { l.announce(sum.Room, at) })
	}
}

// announce tells at at, by the reckoning of its room, that a game has begun.
func (l *Lobby) announce(id room.ID, at time.Time) {
	for wait := time.Until(at); wait > 0; wait = at.Sub(l.now(id)) {
		select {
		case <-time.After(wait):
		case <-l.life.Done():
			return
		}
	}
	var told []telling
	l.hall.do(func(h *hall) {
		delete(h.upcoming, id)
		if h.onView(id) {
			told = h.followers(h.games[id])
		}
	})
	l.tellFollowers(told, id)
	l.changed.raise()
	l.stage.raise()
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
