package lobby

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"

	"rookery/lobby/person"
	"rookery/lobby/wire"
)

// Limits of one identity (CONTRACT section 6).
const (
	maxUnplayed = 5  // rooms in which fewer than two moves were made
	maxPlaying  = 20 // rooms without a result
)

func (l *Lobby) makeLink(ctx context.Context, c *Conn, cmd wire.MakeLink, cause Command) (uint64, error) {
	terms, err := wish{
		kind: link, control: cmd.Control, side: cmd.Side, rated: cmd.Rated, fen: cmd.FEN, chat: cmd.Chat, delay: cmd.Delay, forWhom: cmd.For,
	}.terms()
	if err != nil {
		return 0, err
	}
	if _, err := l.ratingFor(ctx, c.Who.ID, terms); err != nil {
		return 0, err
	}
	if err := l.mayPlay(ctx, c.Who.ID); err != nil {
		return 0, err
	}
	return l.seat(ctx, match{how: "link", Terms: terms, forWhom: cmd.For, seats: seats(&c.Who, cmd.Side, nil), unlisted: true}, &cause)
}

func (l *Lobby) playHouse(ctx context.Context, c *Conn, cmd wire.PlayHouse, cause Command) (uint64, error) {
	terms, err := wish{kind: houseGame, control: cmd.Control, side: cmd.Side, level: cmd.Level}.terms()
	if err != nil {
		return 0, err
	}
	if err := l.mayPlay(ctx, c.Who.ID); err != nil {
		return 0, err
	}
	return l.seat(ctx, match{how: "house", Terms: terms, seats: seats(&c.Who, cmd.Side, &house), level: cmp.Or(cmd.Level, usualLevel)}, &cause)
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

// seats puts a, who asked for side, and b, who takes the other seat, in the
// order white, black. The lot decides for wire.Random.
func seats(a *person.Person, side wire.Side, b *person.Person) [2]*person.Person {
	if side == wire.Black || (side != wire.White && rand.IntN(2) == 0) {
		return [2]*person.Person{b, a}
	}
	return [2]*person.Person{a, b}
}
