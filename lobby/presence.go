package lobby

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"rookery/lobby/person"
	"rookery/lobby/wire"
)

const (
	seekGrace  = 5 * time.Second // after a person's last connection went, their seeks end
	storeRetry = time.Second     // before the store is asked again
	seeOffs    = 32              // persons whose going is recorded at the same time
)

// Arrive makes c present, which holds its person's nick. In the lobby it is
// sent a Lobby frame at once. A store that cannot record it turns nobody away:
// it is asked again. The error is ErrClosing, or ctx's.
func (l *Lobby) Arrive(ctx context.Context, c *Conn) error {
	if err := l.open(ctx); err != nil {
		return err
	}
	var search wire.Searching
	l.hall.do(func(h *hall) {
		h.arrive(c)
		search = h.takeOver(c, time.Now())
	})
	l.settle(ctx, c.Who.ID)
	if ctx.Err() != nil {
		l.Leave(c)
		return context.Cause(ctx)
	}
	if c.Out != nil {
		if search.Pool != "" { // before the frame, by which a page knows that there is none
			c.Out.Offer(wire.EncodeNews("", search), false)
		}
		c.Out.Offer(l.frame(), true)
		l.stage.raise()
	}
	l.changed.raise() // after the offer: a newer frame may have overtaken it
	return nil
}

// Leave ends c's presence. A search that was c's waits for another connection. It
// may be called more than once.
func (l *Lobby) Leave(c *Conn) {
	l.hall.do(func(h *hall) { h.leave(c, time.Now()) })
	l.departed.raise()
	l.changed.raise()
	l.pooled.raise()
	l.stage.raise()
}

// Renamed ends what stands under a person's old nick: their seeks, their search, and
// their connections, which come back under the new one.
func (l *Lobby) Renamed(ctx context.Context, who person.ID) error {
	if err := l.cfg.Seeks.Drop(ctx, who); err != nil {
		return fmt.Errorf("end the seeks of a renamed person: %w", err)
	}
	l.seeksChanged(who)
	var conns []*Conn
	l.hall.do(func(h *hall) {
		if s := h.searches[who]; s != nil && !s.pairing {
			delete(h.searches, who)
		}
		conns = h.conns(who)
	})
	for _, c := range conns {
		if c.Renew != nil {
			c.Renew()
		}
	}
	return nil
}

// settle has the store know whether who is here, or sees to it that seeOff
// tries again.
func (l *Lobby) settle(ctx context.Context, who person.ID) {
	err := l.record(ctx, who)
	if err == nil || ctx.Err() != nil {
		return
	}
	level := slog.LevelWarn
	if notTaken(err) {
		level = slog.LevelDebug // the store has said so itself, once for all
	}
	l.cfg.Log.Log(ctx, level, "a person's presence was not recorded", "person", who, "cause", err)
	l.hall.do(func(h *hall) { h.untold[who] = time.Now().Add(storeRetry) })
	l.departed.raise()
}

// record tells the store whether who is here, if it does not know. It looks at
// the state and not at what happened, so that the last word is always the
// truth, however comings and goings overlap.
func (l *Lobby) record(ctx context.Context, who person.ID) error {
	if who == "" {
		return nil
	}
	done, err := l.turns.take(ctx, "presence "+string(who))
	if err != nil {
		return err
	}
	defer done()
	var here, told bool
	l.hall.do(func(h *hall) {
		here, told = len(h.conns(who)) > 0, h.told[who]
		if !here { // not to be relied on any more, whatever becomes of the write
			delete(h.told, who)
		}
	})
	if here && told {
		return nil
	}
	if err := l.cfg.Persons.Present(ctx, who, here, time.Now()); err != nil {
		return fmt.Errorf("record presence: %w", err)
	}
	if here {
		l.hall.do(func(h *hall) { h.told[who] = true })
	}
	return nil
}

// seeOff records who went, and who came while the store would not, and ends the
// seeks of those who did not come back.
func (l *Lobby) seeOff(ctx context.Context) {
	l.departed.heed(ctx, func() (next time.Time) {
		var untold, over []person.ID
		l.hall.do(func(h *hall) { untold, over = h.seenOff(time.Now()) })
		each(untold, func(who person.ID) { l.settle(ctx, who) })
		each(over, func(who person.ID) {
			if err := l.cfg.Seeks.Drop(ctx, who); err != nil {
				l.cfg.Log.Warn("a person's seeks were not ended", "person", who, "cause", err)
				l.hall.do(func(h *hall) { h.seekEnds(who, time.Now().Add(storeRetry)) })
				return
			}
			l.seeksChanged(who)
		})
		l.hall.do(func(h *hall) { next = h.nextSeeOff() })
		return next
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

// attendance is one person's connections. order is that of coming.
type attendance struct {
	who   person.Person
	conns map[*Conn]struct{}
	order uint64
}

func (h *hall) arrive(c *Conn) {
	if c.Out != nil {
		h.lookers[c] = struct{}{}
	}
	if c.Who.ID == "" {
		h.unnamed[c] = struct{}{}
		return
	}
	a := h.here[c.Who.ID]
	if a == nil {
		a = &attendance{conns: make(map[*Conn]struct{}), order: h.next()}
		h.here[c.Who.ID] = a
	}
	a.who = c.Who
	a.conns[c] = struct{}{}
	delete(h.seekEnd, c.Who.ID)
}

func (h *hall) leave(c *Conn, now time.Time) {
	delete(h.lookers, c)
	h.unfollow(c)
	delete(h.unnamed, c)
	if !h.has(c) {
		return
	}
	who := c.Who.ID
	delete(h.here[who].conns, c)
	h.carryOn(c, now)
	if len(h.here[who].conns) == 0 {
		delete(h.here, who)
		h.untold[who] = now
		h.seekEnds(who, now.Add(seekGrace))
	}
}

// has reports whether c, which is somebody's, is connected.
func (h *hall) has(c *Conn) bool {
	a := h.here[c.Who.ID]
	if a == nil {
		return false
	}
	_, ok := a.conns[c]
	return ok
}

// conns lists a person's connections.
func (h *hall) conns(who person.ID) []*Conn {
	a := h.here[who]
	if a == nil {
		return nil
	}
	return slices.Collect(maps.Keys(a.conns))
}

// seekEnds ends the seeks of who at at, unless who is here or comes back.
func (h *hall) seekEnds(who person.ID, at time.Time) {
	if h.here[who] == nil {
		h.seekEnd[who] = at
	}
}

// seenOff takes out those whose presence is to be recorded, and those whose
// seeks are to end.
func (h *hall) seenOff(now time.Time) (untold, over []person.ID) {
	due := func(m map[person.ID]time.Time) (list []person.ID) {
		for who, at := range m {
			if !at.After(now) {
				list = append(list, who)
				delete(m, who)
			}
		}
		return list
	}
	untold = due(h.untold)
	for _, who := range due(h.seekEnd) {
		// A list about to be read again may lack the newest seek.
		if h.seeksStale || stands(h.seeks, who) {
			over = append(over, who)
		}
	}
	return untold, over
}

// nextSeeOff is when seenOff has something to do again; zero if never.
func (h *hall) nextSeeOff() (next time.Time) {
	for _, m := range []map[person.ID]time.Time{h.untold, h.seekEnd} {
		for _, at := range m {
			if next.IsZero() || at.Before(next) {
				next = at
			}
		}
	}
	return next
}
