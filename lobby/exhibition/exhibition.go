package exhibition

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"rookery/game"
	"rookery/lobby"
	"rookery/lobby/guard"
	"rookery/lobby/wire"
)

// Think is a player's brain: it finds a move, in UCI, in the position after moves
// from fen, which is empty for the usual start.
type Think func(ctx context.Context, fen string, moves []string) (uci string, err error)

const (
	showPace  = 2 * time.Second // between two moves of the house's show
	showStays = 6 * time.Second // of a finished game
	showPlies = 240             // then it begins anew, however it stands
)

// exhibition is a game of the house against itself. It is in no room and no log.
type exhibition struct {
	game  *game.State
	moves []string
	live  wire.LiveGame
	due   time.Time // of its next move, or of the next game
}

// Stage is where the house's show is seen.
type Stage struct {
	Think   Think                      // plays both sides
	Free    func() (free, looked bool) // there is no game to look at; somebody looks
	Changed guard.Signal               // Free may say something else
	Show    func(*wire.LiveGame)       // has everybody see it as it is now, or nil: no longer
	Log     *slog.Logger
}

// Run plays while the stage is free and somebody looks, until ctx ends. Otherwise the
// game waits where it is, and nothing runs. While nobody looks it stays on a free
// stage, so that it is there before whoever comes next: what is shown below it would
// move under their pointer.
func (s Stage) Run(ctx context.Context) {
	e := newExhibition(time.Now())
	var seen, plays bool
	for {
		free, looked := s.Free()
		if free && looked && !plays {
			e = e.resumed(time.Now())
		}
		if free != seen {
			s.shows(e, free)
		}
		seen, plays = free, free && looked
		var move <-chan time.Time
		if plays {
			move = time.After(time.Until(e.due))
		}
		select {
		case <-ctx.Done():
			return
		case <-s.Changed:
			continue
		case <-move:
		}
		next, err := e.next(ctx, s.Think, time.Now())
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			s.Log.Warn("the house's show begins anew", "cause", err)
		}
		e = next
		seen, _ = s.Free() // it may have taken a while to think
		s.shows(e, seen)
	}
}

// shows has e seen, or nothing on a stage that is not free.
func (s Stage) shows(e *exhibition, free bool) {
	if !free {
		s.Show(nil)
		return
	}
	live := e.live // of which the next move changes nothing
	s.Show(&live)
}

// resumed is e with its next move ahead.
func (e *exhibition) resumed(now time.Time) *exhibition {
	again := *e
	again.due = now.Add(showPace)
	return &again
}

func newExhibition(now time.Time) *exhibition {
	g, err := game.New(game.Setup{})
	if err == nil {
		err = g.Replay(game.White, game.Started{}, now)
	}
	if err != nil {
		panic(err) // the usual position, without clocks, is a game
	}
	return &exhibition{
		game: g, due: now.Add(showPace),
		live: wire.LiveGame{White: lobby.Shown(lobby.House()), Black: lobby.Shown(lobby.House()), FEN: g.FEN()},
	}
}

// next is e after one more move, or a new game after one that is over or that
// could not go on, with the reason.
func (e *exhibition) next(ctx context.Context, think Think, now time.Time) (*exhibition, error) {
	if e.live.Ended != nil || len(e.moves) >= showPlies {
		return newExhibition(now), nil
	}
	var uci string
	err := guard.Safely(func() (err error) {
		uci, err = think(ctx, "", e.moves)
		return err
	})
	if err == nil {
		err = e.play(uci, now)
	}
	if err != nil {
		return newExhibition(now), fmt.Errorf("find a move for the show: %w", err)
	}
	return e, nil
}

func (e *exhibition) play(uci string, now time.Time) error {
	side := e.game.Turn()
	events, err := game.Apply(e.game, side, game.Move{Text: uci, On: e.game.On()}, now)
	if err != nil {
		return err
	}
	for _, ev := range events {
		if err := e.game.Replay(side, ev, now); err != nil {
			return err
		}
		if m, ok := ev.(game.Moved); ok {
			e.moves = append(e.moves, m.UCI)
			e.live.FEN, e.live.Last, e.live.Ply = m.FEN, m.UCI, m.Ply
		}
	}
	e.due = now.Add(showPace)
	if end, over := e.game.Ended(); over {
		e.live.Ended = &wire.Ended{Result: string(end.Result), Reason: string(end.Reason)}
		e.due = now.Add(showStays)
	}
	return nil
}
