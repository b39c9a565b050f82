package desk

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"time"

	"rookery/lobby"
	"rookery/lobby/hall"
	"rookery/lobby/pairing"
	"rookery/lobby/person"
	"rookery/lobby/wire"
)

// search looks for an opponent in a pool.
func (d *Desk) search(ctx context.Context, c *hall.Conn, cmd wire.Search, cid wire.CID, at time.Time) (Outcome, error) {
	pool, control, err := hall.Pool(cmd.Pool)
	if err != nil {
		return Outcome{}, err
	}
	if err := d.mayPlay(ctx, c.Who.ID); err != nil {
		return Outcome{}, err
	}
	as, err := d.record.Waiting(ctx, c.Who.ID, control.Speed())
	if err != nil {
		return Outcome{}, err
	}
	as.Since = time.Now()
	now, begun, err := d.hall.Search(c, pool, control, cid, as, at)
	if err != nil || !begun {
		return Outcome{Info: now}, err
	}
	if err := d.pairUp(ctx, pool, c.Who.ID); err != nil {
		return Outcome{}, err
	}
	d.changed.Raise()
	now = d.hall.Searching(c.Who.ID, time.Now())
	d.tellSearching(c.Who.ID, c, now)
	return Outcome{Info: now}, nil
}

func (d *Desk) stop(c *hall.Conn) (Outcome, error) {
	d.hall.Stop(c.Who.ID)
	now := d.hall.Searching(c.Who.ID, time.Now())
	d.changed.Raise()
	d.tellSearching(c.Who.ID, c, now)
	return Outcome{Info: now}, nil
}

// tellSearching tells the pages that who has open in the lobby, but for the one that knows.
func (d *Desk) tellSearching(who person.ID, knows *hall.Conn, now wire.Searching) {
	for _, other := range d.hall.Conns(who) {
		if other != knows && other.Out != nil {
			other.Out.Offer(wire.EncodeNews("", now), true)
		}
	}
}

// pairUp makes the rooms of those who can be paired in a pool now. If that of
// mine cannot be made, mine no longer searches, and the error says why.
func (d *Desk) pairUp(ctx context.Context, pool string, mine person.ID) (err error) {
	now := time.Now()
	claimed, err := d.look(ctx, pool, mine)
	if err != nil {
		return err
	}
	d.pooled.Raise()
	for _, m := range claimed {
		_, failed := d.makeRoom(ctx, m, mine, nil)
		if failed == nil {
			continue
		}
		over, again := mine, now.Add(lobby.StoreRetry)
		if unfit, is := errors.AsType[*unseatableError](failed); is { // the others wait on
			over, again = unfit.who, now
		}
		d.hall.Unpair(m, over, again)
		d.pooled.Raise()
		d.changed.Raise()
		switch {
		case over == mine && slices.Contains(m.Humans(), mine):
			err = failed
		case errors.Is(failed, lobby.ErrTooMany):
			d.tellSearching(over, nil, wire.Searching{})
		case errors.Is(failed, lobby.ErrNobody): // who has blocked whom since they were paired, is paired no more
		case !lobby.NotTaken(failed): // of these the store has said so itself
			d.cfg.Log.Warn("a pool's room was not made", "pool", pool, "cause", failed)
		}
	}
	return err
}

// look claims those who can be paired in a pool. One looks at a time, and takes in all who have come
// meanwhile: of those who came with mine the first looks for the others.
func (d *Desk) look(ctx context.Context, pool string, mine person.ID) ([]lobby.Match, error) {
	done, err := d.turns.Take(ctx, "looking at "+pool)
	if err != nil {
		return nil, err
	}
	defer done()
	if mine != "" && !d.hall.Unseen(mine) {
		return nil, nil
	}
	now := time.Now()
	p := pairing.Pool{
		Apart: d.manners.BlockedBy,
		Lot:   func() bool { return rand.IntN(2) == 0 },
	}
	pairs, again := p.Pairs(d.hall.WaitingIn(pool), now)
	return d.hall.Claim(pool, pairs, again, now), nil
}

// pairLater pairs those who reach each other by waiting, and ends the searches
// whose pages stay away. It waits while nobody searches.
func (d *Desk) pairLater(ctx context.Context) {
	d.pooled.Heed(ctx, func() (next time.Time) {
		due, over := d.hall.PoolsDue(time.Now())
		if over {
			d.changed.Raise()
		}
		for _, pool := range due {
			_ = d.pairUp(context.WithoutCancel(ctx), pool, "") // nobody's command: it logs what goes wrong
		}
		return d.hall.NextPool()
	})
}
