package memory

import (
	"context"
	"fmt"
	"time"

	"rookery/lobby/person"
)

type handovers struct{ *Store }

func (s handovers) Offer(ctx context.Context, h person.Handover) error {
	_, err := write(ctx, s.Store, OfferHandover, func() (none struct{}, err error) {
		p := s.persons[h.Person]
		if p == nil {
			return none, person.ErrUnknown
		}
		p.handover = &h
		return none, nil
	})
	return err
}

func (s handovers) Open(ctx context.Context, who person.ID, now time.Time) (bool, error) {
	return read(ctx, s.Store, OpenHandover, func() (bool, error) {
		p := s.persons[who]
		return p != nil && p.handover != nil && now.Before(p.handover.Until), nil
	})
}

func (s handovers) Redeem(ctx context.Context, code, token [32]byte, now time.Time) (who person.Person, room string, err error) {
	_, err = write(ctx, s.Store, Redeem, func() (none struct{}, err error) {
		for _, p := range s.persons {
			if p.holds(token) {
				return none, fmt.Errorf("person %s has this secret", p.ID)
			}
		}
		for _, p := range s.persons {
			h := p.handover
			if h == nil || h.Code != code || !now.Before(h.Until) {
				continue
			}
			p.handover = nil
			p.devices = append(p.devices, token)
			p.devices = p.devices[max(0, len(p.devices)-person.MaxDevices):]
			who, room = p.Person, h.Room
			return none, nil
		}
		return none, person.ErrCode
	})
	return who, room, err
}
