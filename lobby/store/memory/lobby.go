package memory

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"

	"rookery/lobby"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

type rooms struct{ *Store }

func (s rooms) Make(ctx context.Context, r lobby.NewRoom) (uint64, error) {
	return write(ctx, s.Store, Make, func() (uint64, error) {
		if err := s.makable(r); err != nil {
			return 0, err
		}
		k := &kept{unlisted: r.Unlisted, heads: make(map[room.Stream]uint64)}
		if err := k.append(r.Events); err != nil {
			return 0, err
		}
		k.show(r.Summary)
		s.rooms[r.Summary.Room] = k
		s.made = append(s.made, k)
		s.endSeeks("taken", func(k lobby.Seek) bool { return k.ID == r.Seek })
		for _, who := range r.Withdraw {
			s.drop(who)
		}
		return s.tell(r.Notices, r.Command), nil
	})
}

// makable checks that nothing stored stands in r's way.
func (s *Store) makable(r lobby.NewRoom) error {
	if err := s.postable(r.Notices, r.Command); err != nil {
		return err
	}
	if r.Seek != "" {
		i := s.seekAt(r.Seek)
		if i < 0 || r.Chosen != "" && len(s.seeks[i].Ended(lobby.End{Of: r.Chosen})) == 0 {
			return lobby.ErrNoSeek
		}
	}
	if s.rooms[r.Summary.Room] != nil {
		return fmt.Errorf("room %s exists", r.Summary.Room)
	}
	return nil
}

// postable checks that c is new and that list holds a notice for its receipt.
func (s *Store) postable(list []lobby.Notice, c *lobby.Command) error {
	if c == nil {
		return nil
	}
	if err := s.seen(string(c.Actor), c.CID); err != nil {
		return err
	}
	if !slices.ContainsFunc(list, func(n lobby.Notice) bool { return n.Person == c.Actor }) {
		return errNoNotice
	}
	return nil
}

// tell stores notices and c's receipt, and gives the receipt's number.
func (s *Store) tell(list []lobby.Notice, c *lobby.Command) uint64 {
	var first uint64
	for _, n := range list {
		n = s.notify(n)
		if c != nil && first == 0 && n.Person == c.Actor {
			first = n.N
			s.commands[command{string(c.Actor), c.CID}] = room.Receipt{
				Actor: string(c.Actor), CID: c.CID, Hash: c.Hash, Stream: wire.NoticeStream, N: n.N,
			}
		}
	}
	return first
}

func (s *Store) notify(n lobby.Notice) lobby.Notice {
	n.Body = bytes.Clone(n.Body)
	n.N = uint64(len(s.notices[n.Person])) + 1
	s.notices[n.Person] = append(s.notices[n.Person], n)
	return n
}

func (s rooms) Room(ctx context.Context, id room.ID) (room.Summary, error) {
	return read(ctx, s.Store, Room, func() (room.Summary, error) {
		k := s.rooms[id]
		if k == nil {
			return room.Summary{}, lobby.ErrNoRoom
		}
		return clone(k.summary), nil
	})
}

func (s rooms) Unfinished(ctx context.Context) ([]room.Summary, error) {
	return read(ctx, s.Store, Unfinished, func() (list []room.Summary, err error) {
		for _, k := range s.made {
			if !k.summary.Over {
				list = append(list, clone(k.summary))
			}
		}
		return list, nil
	})
}

func (s rooms) Finished(ctx context.Context, limit int) ([]room.Summary, error) {
	return read(ctx, s.Store, Finished, func() (list []room.Summary, err error) {
		over := slices.Clone(s.made)
		slices.Reverse(over)
		over = slices.DeleteFunc(over, func(k *kept) bool { return k.unlisted || !k.summary.Over })
		slices.SortStableFunc(over, func(a, b *kept) int { return cmp.Compare(b.finished, a.finished) })
		for _, k := range over[:min(limit, len(over))] {
			list = append(list, clone(k.summary))
		}
		return list, nil
	})
}

func (s rooms) Unplayed(ctx context.Context, who person.ID) (int, error) {
	return read(ctx, s.Store, Unplayed, func() (n int, err error) {
		for _, k := range s.made {
			if k.seats(who) && k.summary.Game.Ply < 2 {
				n++
			}
		}
		return n, nil
	})
}

// seats reports whether who has a seat in the room, and the game no result.
func (k *kept) seats(who person.ID) bool {
	is := func(p *wire.Person) bool { return p != nil && p.ID == string(who) }
	return !k.summary.Over && (is(k.summary.Game.White) || is(k.summary.Game.Black))
}

type notices struct{ *Store }

func (s notices) Post(ctx context.Context, list []lobby.Notice, c *lobby.Command) (uint64, error) {
	return write(ctx, s.Store, Post, func() (uint64, error) {
		if err := s.postable(list, c); err != nil {
			return 0, err
		}
		return s.tell(list, c), nil
	})
}

func (s notices) Load(ctx context.Context, who person.ID, after uint64, limit int) ([]lobby.Notice, error) {
	return read(ctx, s.Store, LoadNotices, func() (page []lobby.Notice, err error) {
		for _, n := range s.notices[who] {
			if len(page) < limit && n.N > after {
				n.Body = bytes.Clone(n.Body)
				page = append(page, n)
			}
		}
		return page, nil
	})
}

func (s notices) Head(ctx context.Context, who person.ID) (uint64, error) {
	return read(ctx, s.Store, Head, func() (uint64, error) { return uint64(len(s.notices[who])), nil })
}
