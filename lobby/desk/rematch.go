package desk

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"time"

	"rookery/lobby"
	"rookery/lobby/hall"
	"rookery/lobby/insist"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
	"rookery/lobby/wish"
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

// of are the control, and the side of who asks, that c comes to after a game with control
// in which they had side.
func (c changes) of(control wire.Control, side wire.Side) (wire.Control, wire.Side) {
	if c.control != nil {
		control = *c.control
	}
	return control, cmp.Or(c.side, lobby.Opposite(side))
}

// meet reports whether mine, of who had side in a game with control, and theirs, of the
// opponent, come to the same game.
func meet(mine, theirs changes, control wire.Control, side wire.Side) bool {
	a, white := mine.of(control, side)
	b, black := theirs.of(control, lobby.Opposite(side))
	return reflect.DeepEqual(a, b) && white == lobby.Opposite(black)
}

// rematch offers a new game, or accepts the opponent's offer of one.
func (d *Desk) rematch(ctx context.Context, c *hall.Conn, cmd wire.Rematch, cause lobby.Command) (uint64, error) {
	if err := wrongRematch(cmd); err != nil {
		return 0, err
	}
	id, err := lobby.RoomID(cmd.Room)
	if err != nil {
		return 0, err
	}
	done, err := d.turns.Take(ctx, "rematch "+cmd.Room)
	if err != nil {
		return 0, err
	}
	defer done()
	me, opponent, err := d.playedIn(ctx, c.Who.ID, id)
	if err != nil {
		return 0, err
	}
	offer, err := d.offered(ctx, c.Who.ID, id)
	if err != nil {
		return 0, err
	}
	last, err := d.beginning(ctx, id)
	if err != nil {
		return 0, err
	}
	asked, accepts, err := d.answered(ctx, c.Who.ID, cmd, offer, room.WireControl(last.Control), me)
	if err != nil {
		return 0, err
	}
	again, err := d.again(ctx, last, asked, me, c.Who, d.known(ctx, opponent))
	if err != nil {
		return 0, err
	}
	again.After, again.Unlisted = id, !lobby.Listed(id)
	if !accepts && opponent.ID != string(lobby.HouseID) {
		return d.offerRematch(ctx, c, id, person.ID(opponent.ID), asked, cause)
	}
	n, err := d.seat(ctx, again, &cause)
	if err != nil {
		return 0, err
	}
	d.rematches.Do(func(all *rematches) { (*all)[id] = rematch{by: c.Who.ID, at: time.Now(), made: true} })
	return n, nil
}

// answered is what who, who had side in a game with control, asks for with cmd, and
// whether it is what the opponent has offered.
func (d *Desk) answered(ctx context.Context, who person.ID, cmd wire.Rematch, offer rematch, control wire.Control, side wire.Side) (asked changes, accepts bool, err error) {
	asked = changes{cmd.Control, cmd.Side}
	theirs := offer.by != "" && offer.by != who
	switch {
	case offer.made:
		return asked, false, lobby.ErrOffered
	case cmd.Offer != 0:
		if named, err := d.names(ctx, who, cmd.Offer, cmd.Room, offer); err != nil || !theirs || !named {
			return asked, false, cmp.Or(err, lobby.ErrStale)
		}
		return changes{offer.control, lobby.Opposite(offer.side)}, true, nil
	case theirs:
		return asked, meet(asked, offer.changes, control, side), nil
	case offer.by == who && meet(asked, changes{offer.control, lobby.Opposite(cmp.Or(offer.side, lobby.Opposite(side)))}, control, side):
		return asked, false, lobby.ErrOffered
	}
	return asked, false, nil
}

// names reports whether the n-th notice of who tells of an offer after a room.
func (d *Desk) names(ctx context.Context, who person.ID, n uint64, id string, offer rematch) (bool, error) {
	list, err := d.cfg.Notices.Load(ctx, who, n-1, 1)
	if err != nil {
		return false, fmt.Errorf("read the offer of a rematch: %w", err)
	}
	if len(list) == 0 || list[0].N != n || list[0].At != offer.at.UnixMilli() {
		return false, nil
	}
	body, err := list[0].Event()
	told, is := body.(wire.RematchOffered)
	return is && told.Room == id && told.From.ID == string(offer.by) && reflect.DeepEqual(changes{told.Control, told.Side}, offer.changes), err
}

// playedIn is which side who had in a room's game, which is over, and against whom.
func (d *Desk) playedIn(ctx context.Context, who person.ID, id room.ID) (wire.Side, wire.Person, error) {
	sum, err := d.cfg.Rooms.Room(ctx, id)
	if err != nil {
		return "", wire.Person{}, fmt.Errorf("read room %s: %w", id, err)
	}
	side, opponent := wire.White, sum.Game.Black
	if lobby.Sits(sum.Game.Black, who) {
		side, opponent = wire.Black, sum.Game.White
	}
	switch {
	case !lobby.Sits(sum.Game.White, who) && !lobby.Sits(sum.Game.Black, who):
		return "", wire.Person{}, lobby.ErrNotYourRoom
	case !sum.Over || opponent == nil:
		return "", wire.Person{}, lobby.ErrNotOver
	}
	return side, *opponent, nil
}

// offered is the offer that stands for a room; the zero one if none does.
func (d *Desk) offered(ctx context.Context, who person.ID, id room.ID) (offer rematch, err error) {
	now := time.Now()
	d.rematches.Do(func(all *rematches) { offer = all.of(id, now) })
	if offer.by == "" {
		return d.toldOf(ctx, who, id, now)
	}
	return offer, nil
}

// again is the game m once more, with what is asked for changed, for me, who had
// side in it, and the opponent. Errors: *InvalidError, room.ErrAccountsOnly.
func (d *Desk) again(ctx context.Context, m lobby.Match, asked changes, side wire.Side, me, other person.Person) (_ lobby.Match, err error) {
	w := wish.Wish{Kind: wish.Rematch, Rated: m.Rated, FEN: m.FEN, Chat: m.Chat, Delay: m.Delay}
	w.Control, w.Side = asked.of(room.WireControl(m.Control), side)
	if m.Terms, err = w.Terms(); err != nil {
		return lobby.Match{}, err
	}
	for _, who := range []person.ID{me.ID, other.ID} {
		if _, err := d.record.For(ctx, who, m.Terms); err != nil {
			return lobby.Match{}, err
		}
	}
	m.How, m.Seats = "rematch", lobby.Seats(&me, w.Side, &other)
	return m, nil
}

// beginning is how a room's game began: by which terms.
func (d *Desk) beginning(ctx context.Context, id room.ID) (lobby.Match, error) {
	first, err := d.cfg.Journal.Load(ctx, id, room.Stream{Name: wire.GameStream}, 0, 1)
	if err != nil {
		return lobby.Match{}, fmt.Errorf("read how room %s began: %w", id, err)
	}
	for _, e := range first {
		body, err := e.Wire().Body()
		if err != nil {
			return lobby.Match{}, fmt.Errorf("read how room %s began: %w", id, err)
		}
		if start, ok := body.(wire.Start); ok {
			control, err := room.Control(start.Control)
			return lobby.Match{Terms: lobby.Terms{Control: control, Rated: start.Rated, FEN: start.FEN, Chat: start.Chat, Delay: start.Delay}, Level: start.Level}, err
		}
	}
	return lobby.Match{}, fmt.Errorf("read how room %s began: its log is empty", id)
}

// noticesRead is how many of a person's newest notices are looked through for an offer.
const noticesRead = 64

// toldOf is the offer for a room that who's notices tell of: after a restart it
// still stands on their page, and pressing Accept has to mean that.
func (d *Desk) toldOf(ctx context.Context, who person.ID, id room.ID, now time.Time) (rematch, error) {
	head, err := d.cfg.Notices.Head(ctx, who)
	if err != nil {
		return rematch{}, fmt.Errorf("look for an offer of a rematch: %w", err)
	}
	list, err := d.cfg.Notices.Load(ctx, who, head-min(head, noticesRead), noticesRead)
	if err != nil {
		return rematch{}, fmt.Errorf("look for an offer of a rematch: %w", err)
	}
	var told rematch
	for _, n := range list {
		at := time.UnixMilli(n.At)
		body, err := n.Event()
		if err != nil {
			return rematch{}, fmt.Errorf("look for an offer of a rematch: %w", err)
		}
		switch b := body.(type) {
		case wire.RematchOffered:
			if b.Room == string(id) && now.Sub(at) <= rematchLive {
				told = rematch{by: person.ID(b.From.ID), at: at, changes: changes{b.Control, b.Side}}
			}
		case wire.Seated:
			told.made = told.made || b.After == string(id) && now.Sub(at) <= rematchLive
		}
	}
	return told, nil
}

// offerRematch tells both players, so that every page of either shows it.
func (d *Desk) offerRematch(ctx context.Context, c *hall.Conn, id room.ID, opponent person.ID, asked changes, cause lobby.Command) (uint64, error) {
	if d.manners.Apart(string(c.Who.ID), string(opponent)) {
		return 0, lobby.ErrNobody
	}
	now, again := time.Now(), insist.Want{By: c.Who.ID, Of: string(id)}
	if !d.wants.May(again, now) {
		return 0, lobby.ErrTooSoon
	}
	body := wire.RematchOffered{Room: string(id), From: *lobby.Shown(&c.Who), Control: asked.control, Side: asked.side}
	n, err := d.cfg.Notices.Post(ctx, []lobby.Notice{lobby.NewNotice(c.Who.ID, now, body), lobby.NewNotice(opponent, now, body)}, cause)
	if err != nil {
		return 0, fmt.Errorf("offer a rematch: %w", err)
	}
	d.rematches.Do(func(all *rematches) { (*all)[id] = rematch{by: c.Who.ID, at: now, changes: asked} })
	d.wants.Again(again, now)
	d.poke(c.Who.ID, opponent)
	return n, nil
}

// known is a player under their present nick, or the one they last played with.
func (d *Desk) known(ctx context.Context, p wire.Person) person.Person {
	now, err := d.cfg.Persons.ByID(ctx, person.ID(p.ID))
	if err != nil || now.Nick == "" {
		return person.Person{ID: person.ID(p.ID), Nick: p.Nick}
	}
	return now
}

// rematches are the offers of now, by the room after whose game they are.
type rematches map[room.ID]rematch

// of is the offer that stands for a room, forgetting those that lapsed.
func (all rematches) of(id room.ID, now time.Time) rematch {
	for r, o := range all {
		if now.Sub(o.at) > rematchLive {
			delete(all, r)
		}
	}
	return all[id]
}

// wrongRematch judges a Rematch for itself, whichever game it follows.
func wrongRematch(cmd wire.Rematch) error {
	w := wish.Wish{Kind: wish.Rematch, Side: cmp.Or(cmd.Side, wire.Random), Changed: cmd.Offer != 0 && (cmd.Control != nil || cmd.Side != "")}
	if cmd.Control != nil {
		w.Control = *cmd.Control
	}
	_, err := w.Terms()
	return err
}
