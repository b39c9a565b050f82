package client

import (
	"context"
	"errors"
	"log/slog"
	"net/netip"
	"sync"
	"time"

	"rookery/lobby"
	"rookery/lobby/desk"
	"rookery/lobby/hall"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// Config is what every session shares.
type Config struct {
	Lobby   *desk.Desk
	Journal room.Journal
	Notices lobby.Notices
	Epoch   string // random id in the data
	Version string // of the server, shown in hello
	Build   string // of the browser client that the server brings, shown in hello
	Limits  Limits
	Log     *slog.Logger
	// HouseLevels is how many levels the house plays at, and Reviews whether
	// finished games are reviewed; hello tells of both.
	HouseLevels int
	Reviews     bool
}

// Door lets clients in. Wait waits for everything its sessions do.
type Door struct {
	cfg      Config
	accounts *accounts
	wg       sync.WaitGroup
}

// NewDoor gives a door.
func NewDoor(cfg Config) *Door {
	cfg.Limits = cfg.Limits.orDefault()
	return &Door{cfg: cfg, accounts: newAccounts()}
}

// Wait returns when no session has anything left to do. All sessions must have ended.
func (d *Door) Wait() { d.wg.Wait() }

// Visit is a client at the door.
type Visit struct {
	Who    person.Person // zero, or without a nick: watches only
	Net    netip.Prefix  // where it comes from, as far as those without a nick are told apart
	Room   room.ID       // empty: the lobby
	Resume Resume
	// Wake is called when the outbox has something for the writer and had
	// nothing before, or was closed. It must not block, and may be called from any goroutine.
	Wake func()
}

// named is v, of nobody if they have no nick: that is what taking part needs.
func (v Visit) named() Visit {
	if v.Who.Nick == "" {
		v.Who = person.Person{}
	}
	return v
}

// Resume is where a client left off: the epoch it knows and the last number of each stream.
type Resume struct {
	Epoch string
	After map[wire.Stream]uint64
}

// Enter starts a session, which lasts until Leave or Close. It never blocks:
// what goes wrong later closes the outbox with a wire.CloseCode (CloseNoRoom
// for a room that does not exist).
func (d *Door) Enter(ctx context.Context, v Visit) *Session {
	v = v.named()
	if v.Resume.Epoch != d.cfg.Epoch {
		v.Resume.After = nil
	}
	role := wire.RoleLobby
	if v.Room != "" {
		role = wire.RoleSpectator // until the room has said who it is
	}
	s := &Session{door: d, visit: v, out: &outbox{wake: v.Wake}, role: role}
	s.ctx, s.stop = context.WithCancel(context.WithoutCancel(ctx))
	s.errand(func() {
		defer s.depart()
		if err := s.admit(); err != nil && s.ctx.Err() == nil {
			s.turnAway(err)
		}
	})
	return s
}

// turnAway ends a session that could not be let in.
func (s *Session) turnAway(err error) {
	switch {
	case errors.Is(err, lobby.ErrNoRoom):
		s.Close(wire.CloseNoRoom)
	case errors.Is(err, lobby.ErrQuarantine):
		s.Close(wire.CloseQuarantine)
	case errors.Is(err, room.ErrClosed):
		s.Close(wire.CloseMoved)
	case errors.Is(err, lobby.ErrClosing):
		s.Close(wire.CloseRestart)
	default:
		s.door.cfg.Log.Error("a client could not be let in", "room", s.visit.Room, "cause", err)
		s.Close(wire.CloseUnknown)
	}
}

// you is the visitor as the wire shows it; nil for nobody.
func (s *Session) you() *wire.Person {
	if s.visit.Who.ID == "" {
		return nil
	}
	return &wire.Person{ID: string(s.visit.Who.ID), Nick: s.visit.Who.Nick}
}

// admit greets the client, sends what it missed, and makes it present.
func (s *Session) admit() error {
	if s.visit.Room == "" {
		return s.admitToLobby()
	}
	r, err := s.door.cfg.Lobby.Open(s.ctx, s.visit.Room)
	if err != nil {
		return err
	}
	m := &room.Member{Out: s.out, Answer: s.answer, Lag: s.trips.smallest, Opened: s.opened, Ended: s.roomEnded}
	if you := s.you(); you != nil {
		m.Person = *you
	}
	view, err := r.Look(s.ctx, m.Person)
	if err != nil {
		return err
	}
	if view.Vacant {
		if m.Standing, err = s.door.cfg.Lobby.Standing(s.ctx, s.visit.Who.ID, view.Start); err != nil {
			return err
		}
	}
	if err := s.greet(view); err != nil {
		return err
	}
	s.found(r, m, view.Role)
	after, err := s.missed(view)
	if err != nil {
		return err
	}
	if err := s.attach(r, m, after); err != nil {
		return err
	}
	return s.present()
}

func (s *Session) admitToLobby() error {
	if err := s.greet(room.View{Role: wire.RoleLobby}); err != nil {
		return err
	}
	return s.present()
}

func (s *Session) greet(v room.View) error {
	h := wire.Hello{
		Epoch: s.door.cfg.Epoch, You: s.you(), Role: v.Role, Room: string(s.visit.Room),
		Streams: append([]wire.Stream{}, v.Streams...), Version: s.door.cfg.Version, Build: s.door.cfg.Build,
		Quarantined: v.Readable != nil,
		HouseLevels: s.door.cfg.HouseLevels, Reviews: s.door.cfg.Reviews, At: time.Now().UnixMilli(),
	}
	if most := s.door.cfg.Limits.Message; most != wire.MaxMessage {
		h.MaxMessage = most
	}
	if h.You != nil {
		h.Streams = append(h.Streams, wire.NoticeStream)
		blocked, err := s.door.cfg.Lobby.Blocked(s.ctx, s.visit.Who.ID)
		if err != nil {
			return err
		}
		for _, p := range blocked {
			h.Blocked = append(h.Blocked, wire.Person{ID: string(p.ID), Nick: p.Nick})
		}
		if h.Hidden, err = s.door.cfg.Lobby.Hidden(s.ctx, s.visit.Who.ID); err != nil {
			return err
		}
		if v.Role == wire.RoleLobby {
			if h.Ratings, err = s.door.cfg.Lobby.RatingsOf(s.ctx, s.visit.Who.ID); err != nil {
				return err
			}
		}
	}
	s.out.Offer(wire.EncodeNews("", h), false)
	return nil
}

// present makes the client known to the lobby, sends its notices, and lets answers through.
func (s *Session) present() error {
	c := &hall.Conn{Who: s.visit.Who, Room: s.visit.Room, Tell: s.out, Poke: s.poke, Renew: func() { s.Close(wire.CloseMoved) }}
	if s.visit.Room == "" {
		c.Out = s.out
	}
	s.mu.Lock()
	s.conn = c
	s.mu.Unlock()
	if err := s.missedNotices(); err != nil {
		return err
	}
	if err := s.door.cfg.Lobby.Arrive(s.ctx, c); err != nil {
		return err
	}
	if err := s.sendNotices(); err != nil { // those posted while it arrived
		return err
	}
	s.catchUp()
	return nil
}

// attach makes the client a member of its room as soon as it is close enough to the head.
func (s *Session) attach(r *room.Room, m *room.Member, after map[wire.Stream]uint64) error {
	for {
		heads, ok, err := r.Attach(s.ctx, m, after)
		if err != nil || ok {
			return err
		}
		for name, head := range heads { // what was opened meanwhile
			if _, known := after[name]; !known && name != wire.GameStream {
				if after[name], err = s.begin(name, head); err != nil {
					return err
				}
			}
		}
		if err := s.readOn(after, heads); err != nil {
			return err
		}
	}
}

// opened begins a stream that the client may read from now on. Answers wait until
// it is read: one of them may name an event of it. It is called on the room's goroutine.
func (s *Session) opened(name wire.Stream) {
	s.mu.Lock()
	s.attached = false
	s.openings++
	s.mu.Unlock()
	s.errand(func() {
		if err := s.follow(name); err != nil && s.ctx.Err() == nil {
			s.turnAway(err)
			return
		}
		s.mu.Lock()
		s.openings--
		s.mu.Unlock()
		s.catchUp()
	})
}

// follow sends a newly opened stream from its snapshot on.
func (s *Session) follow(name wire.Stream) error {
	s.mu.Lock()
	r, m := s.room, s.member
	s.mu.Unlock()
	view, err := r.Look(s.ctx, m.Person)
	if err != nil {
		return err
	}
	has := make(map[wire.Stream]uint64)
	if has[name], err = s.begin(name, view.Heads[name]); err != nil {
		return err
	}
	for head, ok := view.Heads[name], false; !ok; {
		if err := s.readOn(has, map[wire.Stream]uint64{name: head}); err != nil {
			return err
		}
		if head, ok, err = r.Follow(s.ctx, m, name, has[name]); err != nil {
			return err
		}
	}
	return nil
}

// roomEnded follows a room that has stopped; the client comes back and resumes.
func (s *Session) roomEnded(err error) {
	switch {
	case err == nil, errors.Is(err, room.ErrConflict):
		s.Close(wire.CloseMoved)
	case errors.Is(err, context.Canceled): // the server goes down
		s.Close(wire.CloseRestart)
	default:
		s.Close(wire.CloseUnknown)
	}
}

// poke looks for new notices, soon.
func (s *Session) poke() {
	s.mu.Lock()
	first := !s.poked
	s.poked = true
	s.mu.Unlock()
	if !first {
		return
	}
	s.errand(func() {
		s.mu.Lock()
		s.poked = false
		s.mu.Unlock()
		if err := s.sendNotices(); err != nil && s.ctx.Err() == nil {
			s.door.cfg.Log.Error("notices could not be read", "cause", err)
			s.Close(wire.CloseUnknown)
		}
	})
}

const busyWait = 250 * time.Millisecond // a full queue is empty again long before
