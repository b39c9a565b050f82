package desk

import (
	"context"
	"time"

	"rookery/lobby"
	"rookery/lobby/person"
	"rookery/lobby/wire"
)

// Snapshot is the lobby as it is now, for HTTP.
func (d *Desk) Snapshot() wire.Lobby {
	return d.hall.Lobby(time.Now(), d.manners.Hidden())
}

// frame is the newest Lobby frame, for one who arrives: what changed since, the
// arrival with it, follows within framePause. An older one is not given, for the
// clocks that have run since.
func (d *Desk) frame() []byte {
	if newest := d.hall.Frame(time.Now(), framePause); newest != nil {
		return newest
	}
	return wire.EncodeNews("", d.Snapshot())
}

// cry tells everybody in the lobby what changed, at most once each framePause,
// and does nothing at all while nothing changes.
func (d *Desk) cry(ctx context.Context) {
	var overtaken <-chan time.Time // when another game may be featured
	for {
		select {
		case <-ctx.Done():
			return
		case <-d.changed:
		case <-overtaken:
		}
		pause := framePause
		if err := d.readSeeks(ctx); err != nil && ctx.Err() == nil {
			d.cfg.Log.Warn("the list of seeks is out of date", "cause", err)
			d.changed.Raise()
			pause = lobby.StoreRetry
		}
		overtaken = nil
		if at := d.tell(); !at.IsZero() {
			overtaken = time.After(time.Until(at))
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
	}
}

// readSeeks reads the open seeks again if they have changed, and tells those whom
// the changes concern.
func (d *Desk) readSeeks(ctx context.Context) error {
	done, err := d.turns.Take(ctx, "seeks") // an older list never takes the place of a newer one
	if err != nil {
		return err
	}
	defer done()
	before, stale := d.hall.SeeksStale()
	if !stale {
		return nil
	}
	seeks, err := d.cfg.Seeks.All(ctx)
	if err != nil {
		d.hall.SeeksChanged()
		return err
	}
	d.poke(d.hall.SeeksRead(before, seeks)...)
	return nil
}

// tell sends one frame, encoded once, to everybody who looks. It gives when there
// will be another to tell although nothing changes, zero if never.
func (d *Desk) tell() (again time.Time) {
	v, lookers, again := d.hall.Show(time.Now(), d.manners.Hidden())
	if len(lookers) == 0 {
		return again
	}
	frame := wire.EncodeNews("", v)
	d.hall.Framed(frame, time.Now())
	for _, c := range lookers {
		c.Out.Offer(frame, true)
	}
	return again
}

// framePause is the least time between two Lobby frames.
const framePause = 250 * time.Millisecond

// poke tells every connection of these persons that they have a new notice.
func (d *Desk) poke(who ...person.ID) {
	for _, c := range d.hall.Conns(who...) {
		if c.Poke != nil {
			c.Poke()
		}
	}
}
