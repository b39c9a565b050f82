package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"rookery/lobby"
	"rookery/lobby/hall"
	"rookery/lobby/insist"
	"rookery/lobby/person"
	"rookery/lobby/rematch"
	"rookery/lobby/room"
	"rookery/lobby/wire"
	"rookery/lobby/wish"
)

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
	offer, err := d.offered(ctx, c.Who.ID, person.ID(opponent.ID), id)
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
	d.offers.Set(id, rematch.Offer{By: c.Who.ID, At: time.Now(), Made: true})
	return n, nil
}

// declineRematch declines the opponent's offer, or withdraws one's own.
func (d *Desk) declineRematch(ctx context.Context, cmd wire.DeclineRematch, cause lobby.Command) (uint64, error) {
	id, err := lobby.RoomID(cmd.Room)
	if err != nil {
		return 0, err
	}
	done, err := d.turns.Take(ctx, "rematch "+cmd.Room)
	if err != nil {
		return 0, err
	}
	defer done()
	who := cause.Actor
	_, opponent, err := d.playedIn(ctx, who, id)
	if err != nil {
		return 0, err
	}
	offer, err := d.offered(ctx, who, person.ID(opponent.ID), id)
	if err != nil {
		return 0, err
	}
	if named, err := d.names(ctx, who, cmd.Offer, cmd.Room, offer); err != nil || !offer.Stands() || !named {
		return 0, cmp.Or(err, lobby.ErrStale)
	}
	why := "withdrawn"
	if offer.By != who {
		why = "declined"
	}
	now := time.Now()
	n, err := d.cfg.Notices.Post(ctx, offer.Closed(id, why, now), &cause)
	if err != nil {
		return 0, fmt.Errorf("end an offer of a rematch: %w", err)
	}
	d.offers.End(func(at room.ID, _ rematch.Offer) bool { return at == id })
	if why == "declined" {
		d.wants.Rebuffed(insist.Want{By: offer.By, Of: string(id)}, now)
	}
	d.poke(offer.By, offer.To)
	return n, nil
}

// endOffers ends the offers that f picks: who made them has gone, or one of the two plays elsewhere.
func (d *Desk) endOffers(ctx context.Context, f func(room.ID, rematch.Offer) bool) {
	for id, o := range d.offers.End(f) {
		if _, err := d.cfg.Notices.Post(ctx, o.Closed(id, "gone", time.Now()), nil); err != nil {
			d.cfg.Log.Warn("the end of an offer was not told", "room", id, "cause", err)
		}
		d.poke(o.By, o.To)
	}
}

// of are the offers that these people made or were made, but for those after a room's game.
func of(who []person.ID, but room.ID) func(room.ID, rematch.Offer) bool {
	return func(id room.ID, o rematch.Offer) bool {
		return id != but && (slices.Contains(who, o.By) || slices.Contains(who, o.To))
	}
}

// answered is what who, who had side in a game with control, asks for with cmd, and
// whether it is what the opponent has offered.
func (d *Desk) answered(ctx context.Context, who person.ID, cmd wire.Rematch, offer rematch.Offer, control wire.Control, side wire.Side) (asked rematch.Changes, accepts bool, err error) {
	asked = rematch.Changes{Control: cmd.Control, Side: cmd.Side}
	if offer.Over {
		offer = rematch.Offer{} // another can be made
	}
	theirs := offer.By != "" && offer.By != who
	switch {
	case offer.Made:
		return asked, false, lobby.ErrOffered
	case cmd.Offer != 0:
		if named, err := d.names(ctx, who, cmd.Offer, cmd.Room, offer); err != nil || !theirs || !named {
			return asked, false, cmp.Or(err, lobby.ErrStale)
		}
		return rematch.Changes{Control: offer.Control, Side: lobby.Opposite(offer.Side)}, true, nil
	case theirs:
		return asked, rematch.Meet(asked, offer.Changes, control, side), nil
	case offer.By == who && rematch.Meet(asked, rematch.Changes{Control: offer.Control, Side: lobby.Opposite(cmp.Or(offer.Side, lobby.Opposite(side)))}, control, side):
		return asked, false, lobby.ErrOffered
	}
	return asked, false, nil
}

// names reports whether the n-th notice of who tells of an offer after a room.
func (d *Desk) names(ctx context.Context, who person.ID, n uint64, id string, offer rematch.Offer) (bool, error) {
	list, err := d.cfg.Notices.Load(ctx, who, n-1, 1)
	if err != nil {
		return false, fmt.Errorf("read the offer of a rematch: %w", err)
	}
	if len(list) == 0 || list[0].N != n {
		return false, nil
	}
	return offer.IsToldBy(list[0], room.ID(id))
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

// offered is the newest offer for a room in which who played against other; the zero one if there is none.
func (d *Desk) offered(ctx context.Context, who, other person.ID, id room.ID) (offer rematch.Offer, err error) {
	now := time.Now()
	if offer = d.offers.Of(id, now); offer.By != "" {
		return offer, nil
	}
	if offer, err = d.toldOf(ctx, who, other, id, now); err == nil && offer.Stands() {
		d.offers.Set(id, offer)
		d.hall.SeekEnds(offer.By, now.Add(hall.Grace)) // unless they come back
		d.departed.Raise()
	}
	return offer, err
}

// again is the game m once more, with what is asked for changed, for me, who had
// side in it, and the opponent. Errors: *InvalidError, room.ErrAccountsOnly.
func (d *Desk) again(ctx context.Context, m lobby.Match, asked rematch.Changes, side wire.Side, me, other person.Person) (_ lobby.Match, err error) {
	w := wish.Wish{Kind: wish.Rematch, Rated: m.Rated, FEN: m.FEN, Chat: m.Chat, Delay: m.Delay}
	w.Control, w.Side = asked.Of(room.WireControl(m.Control), side)
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
// still stands on their page, and pressing Accept has to mean that. Those of other tell
// whether they have begun another game meanwhile.
func (d *Desk) toldOf(ctx context.Context, who, other person.ID, id room.ID, now time.Time) (rematch.Offer, error) {
	list, err := d.newest(ctx, who)
	if err != nil {
		return rematch.Offer{}, err
	}
	offer, err := rematch.Told(list, id, now)
	if err != nil || !offer.Stands() {
		return offer, err
	}
	if offer.To = other; offer.By == other {
		offer.To = who
	}
	if list, err = d.newest(ctx, other); err != nil {
		return rematch.Offer{}, err
	}
	offer.Over, err = offer.SeatedSince(list, id)
	return offer, err
}

// newest are who's newest notices, oldest first.
func (d *Desk) newest(ctx context.Context, who person.ID) ([]lobby.Notice, error) {
	head, err := d.cfg.Notices.Head(ctx, who)
	if err != nil {
		return nil, fmt.Errorf("look for an offer of a rematch: %w", err)
	}
	list, err := d.cfg.Notices.Load(ctx, who, head-min(head, noticesRead), noticesRead)
	if err != nil {
		return nil, fmt.Errorf("look for an offer of a rematch: %w", err)
	}
	return list, nil
}

// offerRematch tells both players, so that every page of either shows it.
func (d *Desk) offerRematch(ctx context.Context, c *hall.Conn, id room.ID, opponent person.ID, asked rematch.Changes, cause lobby.Command) (uint64, error) {
	if d.manners.Apart(string(c.Who.ID), string(opponent)) {
		return 0, lobby.ErrNobody
	}
	done, err := d.unseated(ctx, cause)
	if err != nil {
		return 0, err
	}
	defer done()
	now, again := time.Now(), insist.Want{By: c.Who.ID, Of: string(id)}
	if !d.wants.May(again, now) {
		return 0, lobby.ErrTooSoon
	}
	body := wire.RematchOffered{Room: string(id), From: *lobby.Shown(&c.Who), Control: asked.Control, Side: asked.Side}
	n, err := d.cfg.Notices.Post(ctx, []lobby.Notice{lobby.NewNotice(c.Who.ID, now, body), lobby.NewNotice(opponent, now, body)}, &cause)
	if err != nil {
		return 0, fmt.Errorf("offer a rematch: %w", err)
	}
	d.offers.Set(id, rematch.Offer{By: c.Who.ID, To: opponent, At: now, Changes: asked})
	d.hall.SeekEnds(c.Who.ID, now.Add(hall.Grace)) // if they are gone already
	d.departed.Raise()
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

// wrongRematch judges a Rematch for itself, whichever game it follows.
func wrongRematch(cmd wire.Rematch) error {
	w := wish.Wish{Kind: wish.Rematch, Side: cmp.Or(cmd.Side, wire.Random), Changed: cmd.Offer != 0 && (cmd.Control != nil || cmd.Side != "")}
	if cmd.Control != nil {
		w.Control = *cmd.Control
	}
	_, err := w.Terms()
	return err
}
