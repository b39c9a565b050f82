package lobby

import (
	"context"
	"fmt"
	"reflect"
	"time"

	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// rematchLive is how long an offer of a rematch can be accepted.
const rematchLive = 10 * time.Minute

// rematch is an offer to play again after a room's game, or the answer to one.
type rematch struct {
	by   person.ID
	at   time.Time
	made bool // the new room exists
	changes
}

// changes are what is to be other than in the last game, with colours swapped.
type changes struct {
	control *wire.Control // nil: as it was
	side    wire.Side     // of who asks; empty: the other's
}

// are reports whether the opponent means the same with c as one does with o.
func (c changes) are(o changes) bool {
	return reflect.DeepEqual(c.control, o.control) && c.side == opposite(o.side)
}

// rematch offers a new game, or accepts the opponent's offer of one.
func (l *Lobby) rematch(ctx context.Context, c *Conn, cmd wire.Rematch, cause Command) (uint64, error) {
	id, err := RoomID(cmd.Room)
	if err != nil {
		return 0, err
	}
	done, err := l.turns.take(ctx, "rematch "+cmd.Room)
	if err != nil {
		return 0, err
	}
	defer done()
	me, opponent, err := l.playedIn(ctx, c.Who.ID, id)
	if err != nil {
		return 0, err
	}
	offer, err := l.offered(ctx, c.Who.ID, id)
	if err != nil {
		return 0, err
	}
	asked := changes{cmd.Control, cmd.Side}
	plain := asked == changes{}
	if offer.made || offer.by == c.Who.ID && reflect.DeepEqual(asked, offer.changes) {
		return 0, ErrOffered
	}
	theirs := offer.by == person.ID(opponent.ID)
	if theirs && plain {
		asked = changes{offer.control, opposite(offer.side)}
	}
	again, err := l.again(ctx, id, asked, me, c.Who, l.known(ctx, opponent))
	if err != nil {
		return 0, err
	}
	if !(theirs && asked.are(offer.changes)) && opponent.ID != string(houseID) {
		return l.offerRematch(ctx, c, id, person.ID(opponent.ID), asked, cause)
	}
	if err := l.mayPlay(ctx, c.Who.ID); err != nil {
		return 0, err
	}
	n, err := l.seat(ctx, again, &cause)
	if err != nil {
		return 0, err
	}
	l.hall.do(func(h *hall) { h.rematches[id] = rematch{by: c.Who.ID, at: time.Now(), made: true} })
	return n, nil
}

// playedIn is which side who had in a room's game, which is over, and against whom.
func (l *Lobby) playedIn(ctx context.Context, who person.ID, id room.ID) (wire.Side, wire.Person, error) {
	sum, err := l.cfg.Rooms.Room(ctx, id)
	if err != nil {
		return "", wire.Person{}, fmt.Errorf("read room %s: %w", id, err)
	}
	side, opponent := wire.White, sum.Game.Black
	if sits(sum.Game.Black, who) {
		side, opponent = wire.Black, sum.Game.White
	}
	switch {
	case !sits(sum.Game.White, who) && !sits(sum.Game.Black, who):
		return "", wire.Person{}, ErrNotYourRoom
	case !sum.Over || opponent == nil:
		return "", wire.Person{}, ErrNotOver
	}
	return side, *opponent, nil
}

// offered is the offer that stands for a room; the zero one if none does.
func (l *Lobby) offered(ctx context.Context, who person.ID, id room.ID) (offer rematch, err error) {
	now := time.Now()
	l.hall.do(func(h *hall) { offer = h.rematchOf(id, now) })
	if offer.by == "" {
		return l.toldOf(ctx, who, id, now)
	}
	return offer, nil
}

// again is a room's game once more, with what is asked for changed, for me, who had
// side in it, and the opponent. Errors: *InvalidError, room.ErrAccountsOnly.
func (l *Lobby) again(ctx context.Context, id room.ID, asked changes, side wire.Side, me, other person.Person) (match, error) {
	m, err := l.beginning(ctx, id)
	if err != nil {
		return match{}, err
	}
	w := wish{kind: playAgain, control: room.WireControl(m.Control), side: opposite(side), rated: m.Rated, fen: m.FEN, chat: m.Chat, delay: m.Delay}
	if asked.control != nil {
		w.control = *asked.control
	}
	if asked.side != "" {
		w.side = asked.side
	}
	if m.Terms, err = w.terms(); err != nil {
		return match{}, err
	}
	for _, who := range []person.ID{me.ID, other.ID} {
		if _, err := l.ratingFor(ctx, who, m.Terms); err != nil {
			return match{}, err
		}
	}
	m.how, m.seats, m.unlisted = "rematch", seats(&me, w.side, &other), !listed(id)
	return m, nil
}

// beginning is how a room's game began: by which terms.
func (l *Lobby) beginning(ctx context.Context, id room.ID) (match, error) {
	first, err := l.cfg.Journal.Load(ctx, id, room.Stream{Name: wire.GameStream}, 0, 1)
	if err != nil {
		return match{}, fmt.Errorf("read how room %s began: %w", id, err)
	}
	for _, e := range first {
		body, err := e.Wire().Body()
		if err != nil {
			return match{}, fmt.Errorf("read how room %s began: %w", id, err)
		}
		if start, ok := body.(wire.Start); ok {
			control, err := room.Control(start.Control)
			return match{Terms: Terms{Control: control, Rated: start.Rated, FEN: start.FEN, Chat: start.Chat, Delay: start.Delay}, level: start.Level}, err
		}
	}
	return match{}, fmt.Errorf("read how room %s began: its log is empty", id)
}

// noticesRead is how many of a person's newest notices are looked through for an offer.
const noticesRead = 64

// toldOf is the offer for a room that who's notices tell of: after a restart it
// still stands on their page, and pressing Accept has to mean that.
func (l *Lobby) toldOf(ctx context.Context, who person.ID, id room.ID, now time.Time) (rematch, error) {
	head, err := l.cfg.Notices.Head(ctx, who)
	if err != nil {
		return rematch{}, fmt.Errorf("look for an offer of a rematch: %w", err)
	}
	list, err := l.cfg.Notices.Load(ctx, who, head-min(head, noticesRead), noticesRead)
	if err != nil {
		return rematch{}, fmt.Errorf("look for an offer of a rematch: %w", err)
	}
	var told rematch
	for _, n := range list {
		at := time.UnixMilli(n.At)
		body, err := wire.Event{S: wire.NoticeStream, N: n.N, T: n.Kind, D: n.Body}.Body()
		if err != nil {
			return rematch{}, fmt.Errorf("look for an offer of a rematch: %w", err)
		}
		switch b := body.(type) {
		case wire.RematchOffered:
			if b.Room == string(id) && now.Sub(at) <= rematchLive {
				told = rematch{by: person.ID(b.From.ID), at: at, changes: changes{b.Control, b.Side}}
			}
		case wire.Seated:
			told.made = told.made || told.by != "" && b.How == "rematch"
		}
	}
	return told, nil
}

// offerRematch tells both players, so that every page of either shows it.
func (l *Lobby) offerRematch(ctx context.Context, c *Conn, id room.ID, opponent person.ID, asked changes, cause Command) (uint64, error) {
	now := time.Now()
	body := wire.RematchOffered{Room: string(id), From: *shown(&c.Who), Control: asked.control, Side: asked.side}
	n, err := l.cfg.Notices.Post(ctx, []Notice{notice(c.Who.ID, now, body), notice(opponent, now, body)}, cause)
	if err != nil {
		return 0, fmt.Errorf("offer a rematch: %w", err)
	}
	l.hall.do(func(h *hall) { h.rematches[id] = rematch{by: c.Who.ID, at: now, changes: asked} })
	l.poke(c.Who.ID, opponent)
	return n, nil
}

// known is a player under their present nick, or the one they last played with.
func (l *Lobby) known(ctx context.Context, p wire.Person) person.Person {
	now, err := l.cfg.Persons.ByID(ctx, person.ID(p.ID))
	if err != nil || now.Nick == "" {
		return person.Person{ID: person.ID(p.ID), Nick: p.Nick}
	}
	return now
}

// rematchOf is the offer that stands for a room, forgetting those that lapsed.
func (h *hall) rematchOf(id room.ID, now time.Time) rematch {
	for r, o := range h.rematches {
		if now.Sub(o.at) > rematchLive {
			delete(h.rematches, r)
		}
	}
	return h.rematches[id]
}
