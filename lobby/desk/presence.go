package desk

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"rookery/lobby"
	"rookery/lobby/hall"
	"rookery/lobby/person"
	"rookery/lobby/rematch"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// seeOffs is how many persons whose going is recorded at the same time.
const seeOffs = 32

// Arrive makes c present, which holds its person's nick. In the lobby it is
// sent a Lobby frame at once. A store that cannot record it turns nobody away:
// it is asked again. The error is ErrClosing, or ctx's.
func (d *Desk) Arrive(ctx context.Context, c *hall.Conn) error {
	if err := d.rooms.Up(ctx); err != nil {
		return err
	}
	search := d.hall.Arrive(c, time.Now())
	d.settle(ctx, c.Who.ID)
	if ctx.Err() != nil {
		d.Leave(c)
		return context.Cause(ctx)
	}
	if c.Out != nil && search.Pool != "" { // before the frame, by which a page knows that there is none
		c.Out.Offer(wire.EncodeNews("", search), false)
	}
	d.tellOwn(c)
	if c.Out != nil {
		c.Out.Offer(d.frame(), true)
		d.stage.Raise()
	}
	d.changed.Raise() // after the offer: a newer frame may have overtaken it
	return nil
}

// Leave ends c's presence. A search that was c's waits for another connection. It
// may be called more than once.
func (d *Desk) Leave(c *hall.Conn) {
	d.hall.Leave(c, time.Now())
	d.departed.Raise()
	d.changed.Raise()
	d.pooled.Raise()
	d.stage.Raise()
}

// Renamed ends what stands under a person's old nick: their seeks, their search, and
// their connections, which come back under the new one.
func (d *Desk) Renamed(ctx context.Context, who person.ID) error {
	if err := d.cfg.Seeks.Drop(ctx, who); err != nil {
		return fmt.Errorf("end the seeks of a renamed person: %w", err)
	}
	d.seeksChanged(who)
	d.hall.Stop(who)
	for _, c := range d.hall.Conns(who) {
		if c.Renew != nil {
			c.Renew()
		}
	}
	return nil
}

// settle has the store know whether who is here, or sees to it that seeOff
// tries again.
func (d *Desk) settle(ctx context.Context, who person.ID) {
	err := d.recordPresence(ctx, who)
	if err == nil || ctx.Err() != nil {
		return
	}
	level := slog.LevelWarn
	if lobby.NotTaken(err) {
		level = slog.LevelDebug // the store has said so itself, once for all
	}
	d.cfg.Log.Log(ctx, level, "a person's presence was not recorded", "person", who, "cause", err)
	d.hall.Untold(who, time.Now().Add(lobby.StoreRetry))
	d.departed.Raise()
}

// recordPresence tells the store whether who is here, if it does not know. It looks at
// the state and not at what happened, so that the last word is always the
// truth, however comings and goings overlap.
func (d *Desk) recordPresence(ctx context.Context, who person.ID) error {
	if who == "" {
		return nil
	}
	done, err := d.turns.Take(ctx, "presence "+string(who))
	if err != nil {
		return err
	}
	defer done()
	here, told := d.hall.Presence(who)
	if here && told {
		return nil
	}
	if err := d.cfg.Persons.Present(ctx, who, here, time.Now()); err != nil {
		return fmt.Errorf("record presence: %w", err)
	}
	if here {
		d.hall.Told(who)
	}
	return nil
}

// seeOff records who went, and who came while the store would not, and ends the
// seeks of those who did not come back.
func (d *Desk) seeOff(ctx context.Context) {
	d.departed.Heed(ctx, func() (next time.Time) {
		untold, gone, over := d.hall.SeenOff(time.Now())
		each(untold, func(who person.ID) { d.settle(ctx, who) })
		if len(gone) > 0 {
			d.endOffers(ctx, func(_ room.ID, o rematch.Offer) bool { return slices.Contains(gone, o.By) })
		}
		each(over, func(who person.ID) {
			if err := d.cfg.Seeks.Drop(ctx, who); err != nil {
				d.cfg.Log.Warn("a person's seeks were not ended", "person", who, "cause", err)
				d.hall.SeekEnds(who, time.Now().Add(lobby.StoreRetry))
				return
			}
			d.seeksChanged(who)
		})
		return d.hall.NextSeeOff()
	})
}

// each calls f for all of list, a few at a time, and waits.
func each(list []person.ID, f func(person.ID)) {
	for part := range slices.Chunk(list, seeOffs) {
		var all sync.WaitGroup
		for _, who := range part {
			all.Go(func() { f(who) })
		}
		all.Wait()
	}
}
