package lobby

import (
	"context"
	"fmt"
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
	sum, err := l.cfg.Rooms.Room(ctx, id)
	if err != nil {
		return 0, fmt.Errorf("read room %s: %w", id, err)
	}
	white, black := sum.Game.White, sum.Game.Black
	me, opponent := white, black
	if black != nil && black.ID == string(c.Who.ID) {
		me, opponent = black, white
	}
	switch {
	case me == nil || me.ID != string(c.Who.ID):
		return 0, ErrNotYourRoom
	case !sum.Over || opponent == nil:
		return 0, ErrNotOver
	}
	now := time.Now()
	var offer rematch
	l.hall.do(func(h *hall) { offer = h.rematchOf(id, now) })
	if offer.by == "" {
		if offer, err = l.toldOf(ctx, c.Who.ID, id, now); err != nil {
			return 0, err
		}
	}
	switch {
	case offer.made, offer.by == c.Who.ID:
		return 0, ErrOffered
	case offer.by == "" && opponent.ID != string(houseID):
		return l.offerRematch(ctx, c, id, person.ID(opponent.ID), cause)
	}
	if err := l.mayPlay(ctx, c.Who.ID); err != nil {
		return 0, err
	}
	began, err := l.beginning(ctx, id)
	if err != nil {
		return 0, err
	}
	other := l.known(ctx, *opponent)
	swapped := [2]*person.Person{&c.Who, &other}
	if me == white {
		swapped = [2]*person.Person{&other, &c.Who}
	}
	n, err := l.seat(ctx, match{how: "rematch", control: began.control, fen: began.fen, chat: began.chat, seats: swapped, unlisted: !listed(id), level: began.level}, &cause)
	if err != nil {
		return 0, err
	}
	l.hall.do(func(h *hall) { h.rematches[id] = rematch{by: c.Who.ID, at: now, made: true} })
	return n, nil
}

// beginning is how a room's game began: with which clocks and chat, and from where.
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
			return match{control: control, fen: start.FEN, chat: start.Chat, level: start.Level}, err
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
				told = rematch{by: person.ID(b.From.ID), at: at}
			}
		case wire.Seated:
			told.made = told.made || told.by != "" && b.How == "rematch"
		}
	}
	return told, nil
}

// offerRematch tells both players, so that every page of either shows it.
func (l *Lobby) offerRematch(ctx context.Context, c *Conn, id room.ID, opponent person.ID, cause Command) (uint64, error) {
	now := time.Now()
	body := wire.RematchOffered{Room: string(id), From: *shown(&c.Who)}
	n, err := l.cfg.Notices.Post(ctx, []Notice{notice(c.Who.ID, now, body), notice(opponent, now, body)}, cause)
	if err != nil {
		return 0, fmt.Errorf("offer a rematch: %w", err)
	}
	l.hall.do(func(h *hall) { h.rematches[id] = rematch{by: c.Who.ID, at: now} })
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
