package lobby

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"rookery/lobby/person"
	"rookery/lobby/wire"
)

// Block says that one person has blocked another, who was then called as Whom says.
type Block struct {
	By   person.ID
	Whom person.Person
}

// Told is the notice that a store gives the blocker with a block or, if on is
// false, with its end, at at in ms since 1970.
func (b Block) Told(on bool, at int64) Notice {
	return notice(b.By, time.UnixMilli(at), wire.Blocked{Person: *shown(&b.Whom), On: on})
}

// maxBlocks is how many one person can block, so that the greeting, which lists
// them, stays small.
const maxBlocks = 200

// blocklist is whom everybody has blocked, as it is stored.
type blocklist struct {
	of       map[person.ID][]person.Person // oldest first
	doubtful map[person.ID]bool            // of whom the store may have another list
}

func (b *blocklist) has(by, whom person.ID) bool {
	return slices.ContainsFunc(b.of[by], func(p person.Person) bool { return p.ID == whom })
}

// set takes in what is stored now.
func (b *blocklist) set(by person.ID, list []Block) {
	delete(b.of, by)
	delete(b.doubtful, by)
	for _, k := range list {
		b.of[by] = append(b.of[by], k.Whom)
	}
}

// readBlocks reads all of them, before anybody is let in.
func (l *Lobby) readBlocks(ctx context.Context) error {
	if l.cfg.Blocks == nil {
		return nil
	}
	all, err := l.cfg.Blocks.All(ctx)
	if err != nil {
		return fmt.Errorf("list blocks: %w", err)
	}
	l.blocks.do(func(b *blocklist) {
		for _, k := range all {
			b.of[k.By] = append(b.of[k.By], k.Whom)
		}
	})
	return nil
}

// settleBlocks reads who's list again if it is not known what is stored.
func (l *Lobby) settleBlocks(ctx context.Context, who person.ID) error {
	var doubtful bool
	l.blocks.do(func(b *blocklist) { doubtful = b.doubtful[who] })
	if !doubtful {
		return nil
	}
	list, err := l.cfg.Blocks.Of(ctx, who)
	if err != nil {
		return fmt.Errorf("read the blocks of %s again: %w", who, err)
	}
	l.blocks.do(func(b *blocklist) { b.set(who, list) })
	return nil
}

// blocked says whether by has blocked whom. Rooms ask it while they judge.
func (l *Lobby) blocked(by, whom string) (yes bool) {
	l.blocks.do(func(b *blocklist) { yes = b.has(person.ID(by), person.ID(whom)) })
	return yes
}

// Blocked lists whom who has blocked, oldest first. Errors are ErrClosing, or the store's.
func (l *Lobby) Blocked(ctx context.Context, who person.ID) (list []person.Person, err error) {
	if err := l.open(ctx); err != nil {
		return nil, err
	}
	done, err := l.turns.take(ctx, "command "+string(who))
	if err != nil {
		return nil, err
	}
	defer done()
	if err := l.settleBlocks(ctx, who); err != nil {
		return nil, err
	}
	l.blocks.do(func(b *blocklist) { list = slices.Clone(b.of[who]) })
	return list, nil
}

// block blocks somebody, or ends that.
func (l *Lobby) block(ctx context.Context, c *Conn, cmd wire.Block, cause Command) (uint64, error) {
	if l.cfg.Blocks == nil {
		return 0, ErrWrongPlace
	}
	who, whom := c.Who.ID, person.ID(cmd.Person)
	var list []person.Person
	l.blocks.do(func(b *blocklist) { list = slices.Clone(b.of[who]) })
	i := slices.IndexFunc(list, func(p person.Person) bool { return p.ID == whom })
	switch {
	case whom == who:
		return 0, ErrYourself
	case cmd.On == (i >= 0):
		return 0, ErrNoChange
	case cmd.On && len(list) >= maxBlocks:
		return 0, ErrTooMany
	}
	b := Block{By: who}
	if cmd.On {
		known, err := l.cfg.Persons.ByID(ctx, whom)
		if errors.Is(err, person.ErrUnknown) {
			return 0, ErrNobody
		}
		if err != nil {
			return 0, fmt.Errorf("find who is to be blocked: %w", err)
		}
		b.Whom = known
	} else {
		b.Whom = list[i]
	}
	done, err := l.settling(ctx, who)
	if err != nil {
		return 0, err
	}
	defer done()
	n, err := l.cfg.Blocks.Set(ctx, b, cmd.On, time.Now().UnixMilli(), cause)
	if err != nil {
		l.doubt(who, err)
		return 0, fmt.Errorf("store a block: %w", err)
	}
	l.blocks.do(func(all *blocklist) {
		if cmd.On {
			all.of[who] = append(all.of[who], b.Whom)
		} else {
			all.of[who] = slices.Delete(list, i, i+1)
		}
	})
	l.poke(who)
	return n.N, nil
}

// doubt has who's list read again, unless err means that nothing was stored.
func (l *Lobby) doubt(who person.ID, err error) {
	if certain(err) {
		return
	}
	l.blocks.do(func(b *blocklist) { b.doubtful[who] = true })
}
