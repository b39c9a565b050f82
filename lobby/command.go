package lobby

import (
	"cmp"
	"context"
	"math/rand/v2"

	"rookery/lobby/person"
	"rookery/lobby/wire"
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
	return l.seat(ctx, match{how: "link", Terms: terms, forWhom: cmd.For, seats: seats(&c.Who, cmd.Side, nil), unlisted: true}, &cause)
}

func (l *Lobby) playHouse(ctx context.Context, c *Conn, cmd wire.PlayHouse, cause Command) (uint64, error) {
	terms, err := wish{kind: houseGame, control: cmd.Control, side: cmd.Side, level: cmd.Level}.terms()
	if err != nil {
		return 0, err
	}
	return l.seat(ctx, match{how: "house", Terms: terms, seats: seats(&c.Who, cmd.Side, &house), level: cmp.Or(cmd.Level, usualLevel)}, &cause)
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
