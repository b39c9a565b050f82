package lobby

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/google/uuid"

	"rookery/game"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// Limits of one identity (CONTRACT section 6).
const (
	maxUnplayed = 5  // rooms in which fewer than two moves were made
	maxPlaying  = 20 // rooms without a result
	maxSeeks    = 5
)

func (l *Lobby) seek(ctx context.Context, c *Conn, cmd wire.Seek, cause Command, at time.Time) (uint64, error) {
	control, err := room.Control(cmd.Control)
	if err != nil || control.Unlimited() {
		return 0, ErrBadControl
	}
	open, err := l.cfg.Seeks.All(ctx)
	if err != nil {
		return 0, fmt.Errorf("count seeks: %w", err)
	}
	own := 0
	for _, s := range open {
		if s.By.ID == c.Who.ID {
			own++
		}
	}
	if own >= maxSeeks {
		return 0, ErrTooMany
	}
	id, err := uuid.NewV7()
	if err != nil {
		return 0, fmt.Errorf("make a seek's id: %w", err)
	}
	s := Seek{ID: id.String(), By: c.Who, Control: control, Side: cmd.Side, At: at.UnixMilli()}
	opened, err := l.cfg.Seeks.Open(ctx, s, cause)
	if err != nil {
		return 0, fmt.Errorf("open seek: %w", err)
	}
	// The seeker may have gone while this was stored.
	l.hall.do(func(h *hall) { h.seekEnds(c.Who.ID, time.Now().Add(seekGrace)) })
	l.departed.raise()
	l.seeksChanged(c.Who.ID)
	return opened.N, nil
}

func (l *Lobby) withdraw(ctx context.Context, cmd wire.Withdraw, cause Command) (uint64, error) {
	if !canonical(cmd.Seek) {
		return 0, ErrNoSeek
	}
	closed, err := l.cfg.Seeks.Withdraw(ctx, cmd.Seek, "withdrawn", cause)
	if err != nil {
		return 0, fmt.Errorf("withdraw seek: %w", err)
	}
	l.seeksChanged(cause.Actor)
	return closed.N, nil
}

func (l *Lobby) take(ctx context.Context, c *Conn, cmd wire.Take, cause Command) (uint64, error) {
	open, err := l.cfg.Seeks.All(ctx)
	if err != nil {
		return 0, fmt.Errorf("find seek: %w", err)
	}
	i := slices.IndexFunc(open, func(s Seek) bool { return s.ID == cmd.Seek })
	if i < 0 {
		return 0, ErrNoSeek
	}
	s := open[i]
	if s.By.ID == c.Who.ID {
		return 0, ErrOwnSeek
	}
	if l.blocked(string(s.By.ID), string(c.Who.ID)) {
		return 0, ErrNoSeek // the same as if it were gone
	}
	if err := l.mayPlay(ctx, c.Who.ID); err != nil {
		return 0, err
	}
	return l.seat(ctx, match{how: "seek", control: s.Control, seats: seats(&s.By, s.Side, &c.Who), seek: s.ID}, &cause)
}

func (l *Lobby) makeLink(ctx context.Context, c *Conn, cmd wire.MakeLink, cause Command) (uint64, error) {
	control, err := room.Control(cmd.Control)
	if err != nil {
		return 0, ErrBadControl
	}
	fen, err := startFEN(cmd.FEN)
	if err != nil {
		return 0, err
	}
	if err := l.mayPlay(ctx, c.Who.ID); err != nil {
		return 0, err
	}
	return l.seat(ctx, match{how: "link", control: control, fen: fen, chat: cmd.Chat, seats: seats(&c.Who, cmd.Side, nil), unlisted: true}, &cause)
}

func (l *Lobby) playHouse(ctx context.Context, c *Conn, cmd wire.PlayHouse, cause Command) (uint64, error) {
	control, err := room.Control(cmd.Control)
	if err != nil {
		return 0, ErrBadControl
	}
	if err := l.mayPlay(ctx, c.Who.ID); err != nil {
		return 0, err
	}
	return l.seat(ctx, match{how: "house", control: control, seats: seats(&c.Who, cmd.Side, &house), level: cmp.Or(cmd.Level, usualLevel)}, &cause)
}

func plays(p *wire.Person, who person.ID) bool { return p != nil && p.ID == string(who) }

// mayPlay refuses a person with too many games that never began, or that have no end.
func (l *Lobby) mayPlay(ctx context.Context, who person.ID) error {
	n, err := l.cfg.Rooms.Unplayed(ctx, who)
	if err != nil {
		return fmt.Errorf("count unplayed rooms: %w", err)
	}
	playing := 0
	l.hall.do(func(h *hall) {
		for _, g := range h.games {
			if plays(g.White, who) || plays(g.Black, who) {
				playing++
			}
		}
	})
	if n >= maxUnplayed || playing >= maxPlaying {
		return ErrTooMany
	}
	return nil
}

// seeksChanged tells the person's pages and the lobby.
func (l *Lobby) seeksChanged(who person.ID) {
	l.hall.do(func(h *hall) { h.seeksStale = true })
	l.poke(who)
	l.changed.raise()
}

// poke tells every connection of these persons that they have a new notice.
func (l *Lobby) poke(who ...person.ID) {
	var conns []*Conn
	l.hall.do(func(h *hall) {
		for _, id := range who {
			conns = append(conns, h.conns(id)...)
		}
	})
	for _, c := range conns {
		if c.Poke != nil {
			c.Poke()
		}
	}
}

// startFEN is the position of fen as a start event has it: as the game itself
// writes it, and empty for the usual one. Errors are *FENRefused.
func startFEN(fen string) (string, error) {
	asked, err := game.New(game.Setup{FEN: fen})
	if err != nil {
		return "", &FENRefused{Text: game.FENReason(err)}
	}
	usual, err := game.New(game.Setup{})
	if err != nil || asked.FEN() == usual.FEN() {
		return "", err
	}
	return asked.FEN(), nil
}

// seats puts a, who asked for side, and b, who takes the other seat, in the
// order white, black. The lot decides for wire.Random.
func seats(a *person.Person, side wire.Side, b *person.Person) [2]*person.Person {
	if side == wire.Black || (side != wire.White && rand.IntN(2) == 0) {
		return [2]*person.Person{b, a}
	}
	return [2]*person.Person{a, b}
}
