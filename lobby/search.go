package lobby

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"rookery/game"
	"rookery/lobby/pairing"
	"rookery/lobby/person"
	"rookery/lobby/wire"
)

// Played is a game as one of its players remembers it. Side is that player's.
type Played struct {
	Opponent person.ID
	Side     wire.Side
}

// poolControl reads the name of a pool, which is any control with a clock. One
// control is one pool, however it is spelled: its name is the game's own spelling.
// Errors are ErrBadPool.
func poolControl(name string) (pool string, c game.Control, err error) {
	if len(name) > longestPool {
		return "", c, blames("pool", ErrBadPool, "There is no such pool.")
	}
	c, err = game.ParseControl(plainNumbers(name))
	if err != nil || c.Unlimited() {
		return "", c, blames("pool", ErrBadPool, "There is no such pool.")
	}
	return c.String(), c, nil
}

// plainNumbers writes each number in a text as strconv does: "05.50+3" as "5.5+3".
func plainNumbers(text string) string {
	var out strings.Builder
	digit := func(r rune) bool { return r == '.' || '0' <= r && r <= '9' }
	for text != "" {
		end := strings.IndexFunc(text, func(r rune) bool { return !digit(r) })
		if end < 0 {
			end = len(text)
		}
		if n, err := strconv.ParseFloat(text[:end], 64); err == nil {
			out.WriteString(strconv.FormatFloat(n, 'f', -1, 64))
		} else {
			out.WriteString(text[:end])
		}
		text = text[end:]
		end = max(strings.IndexFunc(text, digit), 0)
		if end == 0 {
			end = len(text)
		}
		out.WriteString(text[:end])
		text = text[end:]
	}
	return out.String()
}

// search looks for an opponent in a pool.
func (l *Lobby) search(ctx context.Context, c *Conn, cmd wire.Search, cid wire.CID) (Outcome, error) {
	pool, control, err := poolControl(cmd.Pool)
	if err != nil {
		return Outcome{}, err
	}
	if err := l.mayPlay(ctx, c.Who.ID); err != nil {
		return Outcome{}, err
	}
	as, err := l.standing(ctx, c.Who.ID, control.Speed())
	if err != nil {
		return Outcome{}, err
	}
	as.Since = time.Now()
	var (
		begun bool
		now   wire.Searching
	)
	l.hall.do(func(h *hall) {
		pool, begun, err = h.search(search{who: c.Who, conn: c, pool: pool, control: control, cid: cid, as: as})
		if pool != "" {
			now = h.searching(c.Who.ID, as.Since)
		}
	})
	if err != nil || !begun {
		return Outcome{Info: now}, err
	}
	if err := l.pairUp(ctx, pool, c.Who.ID); err != nil {
		return Outcome{}, err
	}
	l.changed.raise()
	l.hall.do(func(h *hall) { now = h.searching(c.Who.ID, time.Now()) })
	l.tellSearching(c.Who.ID, c, now)
	return Outcome{Info: now}, nil
}

func (l *Lobby) stop(c *Conn) (Outcome, error) {
	var now wire.Searching
	l.hall.do(func(h *hall) {
		if s := h.searches[c.Who.ID]; s != nil && !s.pairing {
			delete(h.searches, c.Who.ID)
		}
		now = h.searching(c.Who.ID, time.Now())
	})
	l.changed.raise()
	l.tellSearching(c.Who.ID, c, now)
	return Outcome{Info: now}, nil
}

// tellSearching tells the pages that who has open in the lobby, but for the one that knows.
func (l *Lobby) tellSearching(who person.ID, knows *Conn, now wire.Searching) {
	var conns []*Conn
	l.hall.do(func(h *hall) { conns = h.conns(who) })
	for _, other := range conns {
		if other != knows && other.Out != nil {
			other.Out.Offer(wire.EncodeNews("", now), true)
		}
	}
}

// standing is what a pool needs to know of a person beside the time.
func (l *Lobby) standing(ctx context.Context, who person.ID, speed game.Speed) (pairing.Waiting, error) {
	as := pairing.Waiting{ID: string(who), Rating: pairing.Unrated}
	if value, err := l.rating(ctx, who, speed); err != nil {
		return as, err
	} else if value > 0 {
		as.Rating = value
	}
	if l.cfg.History == nil {
		return as, nil
	}
	games, err := l.cfg.History.Played(ctx, who, balanced)
	if err != nil {
		return as, fmt.Errorf("read the last games of %s: %w", who, err)
	}
	for i, g := range games {
		if i == 0 {
			as.Last = string(g.Opponent)
		}
		if g.Side == wire.White {
			as.Balance++
		} else {
			as.Balance--
		}
	}
	return as, nil
}

// rating is who's at a speed, 0 without one.
func (l *Lobby) rating(ctx context.Context, who person.ID, speed game.Speed) (int, error) {
	if l.cfg.Ratings == nil {
		return 0, nil
	}
	value, _, err := l.cfg.Ratings.Rating(ctx, who, speed)
	if err != nil {
		return 0, fmt.Errorf("read the rating of %s: %w", who, err)
	}
	return value, nil
}

// pairUp makes the rooms of those who can be paired in a pool now. If that of
// mine cannot be made, mine no longer searches, and the error says why.
func (l *Lobby) pairUp(ctx context.Context, pool string, mine person.ID) (err error) {
	var (
		waiting []pairing.Waiting
		claimed []match
		now     = time.Now()
	)
	l.hall.do(func(h *hall) { waiting = h.waitingIn(pool) })
	p := pairing.Pool{
		Apart: l.apart,
		Lot:   func() bool { return rand.IntN(2) == 0 },
	}
	pairs, again := p.Pairs(waiting, now)
	l.hall.do(func(h *hall) { claimed = h.claim(pool, pairs, again, now) })
	l.pooled.raise()
	for _, m := range claimed {
		_, failed := l.makeRoom(ctx, m, nil)
		if failed == nil {
			continue
		}
		over, again := mine, now.Add(storeRetry)
		if unfit, is := errors.AsType[*unseatableError](failed); is { // the others wait on
			over, again = unfit.who, now
		}
		l.hall.do(func(h *hall) { h.unpair(m, over, again) })
		l.pooled.raise()
		l.changed.raise()
		switch {
		case over == mine && slices.Contains(m.humans(), mine):
			err = failed
		case errors.Is(failed, ErrTooMany):
			l.tellSearching(over, nil, wire.Searching{})
		case errors.Is(failed, ErrNobody): // who has blocked whom since they were paired, is paired no more
		case !notTaken(failed): // of these the store has said so itself
			l.cfg.Log.Warn("a pool's room was not made", "pool", pool, "cause", failed)
		}
	}
	return err
}

// pairLater pairs those who reach each other by waiting, and ends the searches
// whose pages stay away. It waits while nobody searches.
func (l *Lobby) pairLater(ctx context.Context) {
	l.pooled.heed(ctx, func() (next time.Time) {
		var (
			due  []string
			over bool
		)
		l.hall.do(func(h *hall) { due, over = h.poolsDue(time.Now()) })
		if over {
			l.changed.raise()
		}
		for _, pool := range due {
			_ = l.pairUp(context.WithoutCancel(ctx), pool, "") // nobody's command: it logs what goes wrong
		}
		l.hall.do(func(h *hall) { next = h.nextPool() })
		return next
	})
}
