package desk

import (
	"context"

	"rookery/lobby"
	"rookery/lobby/hall"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
	"rookery/lobby/wish"
)

func (d *Desk) makeLink(ctx context.Context, c *hall.Conn, cmd wire.MakeLink, cause lobby.Command) (uint64, error) {
	terms, err := wish.Wish{
		Kind: wish.Link, Control: cmd.Control, Side: cmd.Side, Rated: cmd.Rated, FEN: cmd.FEN, Chat: cmd.Chat, Delay: cmd.Delay, For: cmd.For,
	}.Terms()
	if err != nil {
		return 0, err
	}
	if _, err := d.record.For(ctx, c.Who.ID, terms); err != nil {
		return 0, err
	}
	if err := d.accountFor(ctx, c.Who.ID, cmd); err != nil {
		return 0, err
	}
	return d.seat(ctx, lobby.Match{How: "link", Terms: terms, For: cmd.For, Seats: lobby.Seats(&c.Who, cmd.Side, nil), Unlisted: true}, &cause)
}

// accountFor refuses who has no account a link that only those with one may use: while there are
// none, nobody could sit down.
func (d *Desk) accountFor(ctx context.Context, who person.ID, cmd wire.MakeLink) error {
	if cmd.For != "accounts" {
		return nil
	}
	st, err := d.record.Standing(ctx, who, wire.Start{Control: cmd.Control, For: cmd.For})
	if err == nil && !st.Account {
		err = room.ErrAccountsOnly
	}
	return err
}
