package manners

import (
	"context"
	"fmt"
	"maps"
	"time"

	"rookery/lobby"
	"rookery/lobby/person"
	"rookery/lobby/wire"
)

// everybody is the one key of who hides: that is one list.
type everybody struct{}

// Hides says whether somebody is in no list of people. Rooms ask it while they judge.
func (m *Manners) Hides(who string) bool { return m.Hidden()[person.ID(who)] }

// Hidden is everybody who hides.
func (m *Manners) Hidden() map[person.ID]bool { return m.hidden.get(everybody{}) }

// readHidden reads who hides, nobody if nobody can.
func (m *Manners) readHidden(ctx context.Context) (map[person.ID]bool, error) {
	all := make(map[person.ID]bool)
	if m.cfg.Hiding == nil {
		return all, nil
	}
	list, err := m.cfg.Hiding.All(ctx)
	if err != nil {
		return nil, fmt.Errorf("list who hides: %w", err)
	}
	for _, who := range list {
		all[who] = true
	}
	return all, nil
}

// settleHidden reads who hides again if it is not known what is stored.
func (m *Manners) settleHidden(ctx context.Context) error {
	if !m.hidden.doubts(everybody{}) {
		return nil
	}
	done, err := m.turns.Take(ctx, "hiding")
	if err != nil {
		return err
	}
	defer done()
	return m.hidden.settle(everybody{}, func() (map[person.ID]bool, error) { return m.readHidden(ctx) })
}

// Hide keeps somebody out of every list of people, or ends that.
func (m *Manners) Hide(ctx context.Context, who person.Person, cmd wire.Hide, cause lobby.Command) (uint64, error) {
	me := who.ID
	done, err := m.turns.Take(ctx, "hiding") // of all who do: it is one list
	if err != nil {
		return 0, err
	}
	defer done()
	switch {
	case m.cfg.Hiding == nil:
		return 0, lobby.ErrWrongPlace
	case m.Hides(string(me)) == cmd.On:
		return 0, lobby.ErrNoChange
	}
	n, err := m.cfg.Hiding.Set(ctx, me, cmd.On, time.Now().UnixMilli(), cause)
	if err != nil {
		m.hidden.doubt(everybody{}, err)
		return 0, fmt.Errorf("store whether somebody hides: %w", err)
	}
	now := maps.Clone(m.Hidden())
	if cmd.On {
		now[me] = true
	} else {
		delete(now, me)
	}
	m.hidden.set(everybody{}, now)
	return n.N, nil
}
