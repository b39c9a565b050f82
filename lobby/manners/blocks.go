package manners

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"rookery/lobby"
	"rookery/lobby/person"
	"rookery/lobby/wire"
)

// maxBlocks is how many one person can block, so that the greeting, which lists
// them, stays small.
const maxBlocks = 200

// readBlocks reads all of them, before anybody is let in.
func (m *Manners) readBlocks(ctx context.Context) error {
	if m.cfg.Blocks == nil {
		return nil
	}
	all, err := m.cfg.Blocks.All(ctx)
	if err != nil {
		return fmt.Errorf("list blocks: %w", err)
	}
	of := make(map[person.ID][]person.Person)
	for _, b := range all {
		of[b.By] = append(of[b.By], b.Whom)
	}
	for who, list := range of {
		m.blocks.set(who, list)
	}
	return nil
}

// settleBlocks reads who's list again if it is not known what is stored.
func (m *Manners) settleBlocks(ctx context.Context, who person.ID) error {
	return m.blocks.settle(who, func() (whom []person.Person, err error) {
		list, err := m.cfg.Blocks.Of(ctx, who)
		if err != nil {
			return nil, fmt.Errorf("read the blocks of %s again: %w", who, err)
		}
		for _, b := range list {
			whom = append(whom, b.Whom)
		}
		return whom, nil
	})
}

// Blocks says whether by has blocked whom. Rooms ask it while they judge.
func (m *Manners) Blocks(by, whom string) bool {
	return slices.ContainsFunc(m.blocks.get(person.ID(by)), func(p person.Person) bool { return string(p.ID) == whom })
}

// BlockedBy gives the ids of those whom by has blocked, as it is stored now.
func (m *Manners) BlockedBy(by string) iter.Seq[string] {
	list := m.blocks.get(person.ID(by))
	return func(yield func(string) bool) {
		for _, p := range list {
			if !yield(string(p.ID)) {
				return
			}
		}
	}
}

// Block blocks somebody, or ends that.
func (m *Manners) Block(ctx context.Context, who person.Person, cmd wire.Block, cause lobby.Command) (uint64, error) {
	if m.cfg.Blocks == nil {
		return 0, lobby.ErrWrongPlace
	}
	by, whom := who.ID, person.ID(cmd.Person)
	list := slices.Clone(m.blocks.get(by)) // of which one more, or less, is the next one
	i := slices.IndexFunc(list, func(p person.Person) bool { return p.ID == whom })
	switch {
	case whom == by:
		return 0, lobby.ErrYourself
	case cmd.On == (i >= 0):
		return 0, lobby.ErrNoChange
	case cmd.On && len(list) >= maxBlocks:
		return 0, lobby.ErrTooMany
	}
	b := lobby.Block{By: by}
	if cmd.On {
		known, err := m.cfg.Persons.ByID(ctx, whom)
		if errors.Is(err, person.ErrUnknown) {
			return 0, lobby.ErrNobody
		}
		if err != nil {
			return 0, fmt.Errorf("find who is to be blocked: %w", err)
		}
		b.Whom = known
	} else {
		b.Whom = list[i]
	}
	done, err := m.Settling(ctx, by)
	if err != nil {
		return 0, err
	}
	defer done()
	n, err := m.cfg.Blocks.Set(ctx, b, cmd.On, time.Now().UnixMilli(), cause)
	if err != nil {
		m.blocks.doubt(by, err)
		return 0, fmt.Errorf("store a block: %w", err)
	}
	if cmd.On {
		list = append(list, b.Whom)
	} else {
		list = slices.Delete(list, i, i+1)
	}
	m.blocks.set(by, list)
	return n.N, nil
}

// Blocked lists whom who has blocked, oldest first.
func (m *Manners) Blocked(ctx context.Context, who person.ID) ([]person.Person, error) {
	if err := m.settleBlocks(ctx, who); err != nil {
		return nil, err
	}
	return slices.Clone(m.blocks.get(who)), nil
}
