package room

import (
	"context"
	"fmt"
	"time"

	"rookery/game"
	"rookery/lobby/wire"
)

// Played is a room's game as its log tells it, for those who only read. Start
// has both seats as they were taken; At is when the game began; Live is what lists show.
type Played struct {
	Start wire.Start
	At    time.Time
	Game  *game.State
	Live  wire.LiveGame
}

// ReadGame reads the game of room id from its log, without opening the room: as
// far as all may see it at now, which is the room's Now if it runs. ErrUnreadable
// if an event of it cannot be replayed.
func ReadGame(ctx context.Context, j Journal, id ID, now time.Time) (Played, error) {
	f := face{room: id}
	for page, more := []Event(nil), true; more; {
		var err error
		if page, err = j.Load(ctx, id, Stream{Name: wire.GameStream}, f.head(), replayPage); err != nil {
			return Played{}, fmt.Errorf("read the game of room %s: %w", id, err)
		}
		more = len(page) == replayPage
		for _, e := range page {
			seen, err := f.read(e, now)
			if err != nil {
				return Played{}, fmt.Errorf("read the game of room %s: event %d: %w: %w", id, e.N, ErrUnreadable, err)
			}
			if !seen {
				more = false
				break
			}
		}
	}
	if f.game == nil {
		return Played{}, fmt.Errorf("read the game of room %s: its log is empty: %w", id, ErrUnreadable)
	}
	return Played{Start: f.start, At: f.born, Game: f.game, Live: f.live}, nil
}

// read makes the next event of the game happen, unless not all may see it yet.
func (f *face) read(e Event, now time.Time) (seen bool, err error) {
	defer func() {
		if v := recover(); v != nil { // its value may quote what somebody said
			err = fmt.Errorf("panic of type %T", v)
		}
	}()
	body, err := e.Wire().Body()
	if err != nil {
		return false, err
	}
	if f.delay() > 0 && shownAt(e, body, f.delay()).After(now) {
		return false, nil
	}
	return true, f.happen(e.By, body, nil, time.UnixMilli(e.At))
}
