package memory

import (
	"context"
	"fmt"
	"slices"
	"time"

	"rookery/lobby/person"
)

// guest is one person. A nick that was given up is empty, as is its skeleton.
type guest struct {
	person.Guest
	here     bool
	seen     time.Time
	devices  [][32]byte // hashes of the secrets that handovers led to, oldest first
	handover *person.Handover
}

// holds reports whether the secret with this hash is one of p's.
func (p *guest) holds(token [32]byte) bool {
	return p.TokenHash == token || slices.Contains(p.devices, token)
}

type persons struct{ *Store }

func (s persons) Create(ctx context.Context, g person.Guest, now time.Time) error {
	_, err := write(ctx, s.Store, Create, func() (none struct{}, err error) {
		for _, p := range s.persons {
			if p.ID == g.ID || p.holds(g.TokenHash) {
				return none, fmt.Errorf("person %s exists", g.ID)
			}
		}
		if err := s.free(g.ID, g.Skeleton, now); err != nil {
			return none, err
		}
		s.persons[g.ID] = &guest{Guest: g, seen: now}
		return none, nil
	})
	return err
}

func (s persons) Rename(ctx context.Context, who person.ID, nick, skeleton string, now time.Time) error {
	_, err := write(ctx, s.Store, Rename, func() (none struct{}, err error) {
		p := s.persons[who]
		if p == nil {
			return none, person.ErrUnknown
		}
		if s.seated(who) {
			return none, person.ErrSeated
		}
		if err := s.free(who, skeleton, now); err != nil {
			return none, err
		}
		p.Nick, p.Skeleton, p.seen = nick, skeleton, now
		return none, nil
	})
	return err
}

// free takes the nick with this skeleton from whoever has it but no longer
// holds it, so that who may have it.
func (s *Store) free(who person.ID, skeleton string, now time.Time) error {
	for _, p := range s.persons {
		if p.Skeleton != skeleton || p.ID == who || skeleton == "" {
			continue
		}
		if p.here || s.seated(p.ID) || now.Sub(p.seen) < person.Grace {
			return person.ErrTaken
		}
		p.Nick, p.Skeleton = "", ""
	}
	return nil
}

// seated reports whether who sits in a room whose game has no result.
func (s *Store) seated(who person.ID) bool {
	return slices.ContainsFunc(s.made, func(k *kept) bool { return k.seats(who) })
}

func (s persons) ByToken(ctx context.Context, hash [32]byte) (person.Person, error) {
	return s.find(ctx, ByToken, func(p *guest) bool { return p.holds(hash) })
}

func (s persons) ByID(ctx context.Context, id person.ID) (person.Person, error) {
	return s.find(ctx, ByID, func(p *guest) bool { return p.ID == id })
}

func (s persons) find(ctx context.Context, op Op, is func(*guest) bool) (person.Person, error) {
	return read(ctx, s.Store, op, func() (person.Person, error) {
		for _, p := range s.persons {
			if is(p) {
				return p.Person, nil
			}
		}
		return person.Person{}, person.ErrUnknown
	})
}

func (s persons) Present(ctx context.Context, who person.ID, here bool, now time.Time) error {
	_, err := write(ctx, s.Store, Present, func() (none struct{}, err error) {
		p := s.persons[who]
		if p == nil {
			return none, person.ErrUnknown
		}
		p.here, p.seen = here, now
		return none, nil
	})
	return err
}
