package manners

import (
	"context"
	"errors"
	"log/slog"
	"slices"

	"rookery/chat"
	"rookery/lobby"
	"rookery/lobby/guard"
	"rookery/lobby/person"
	"rookery/lobby/room"
)

// Config is what manners need. What is nil cannot be done.
type Config struct {
	Blocks  lobby.Blocks
	Hiding  lobby.Hiding
	Reports lobby.Reports
	Persons person.Store
	Journal room.Journal
	Reason  chat.Limits // of a report's text; the zero ones are those of any line
	Log     *slog.Logger
	// Open gives a running room.
	Open func(context.Context, room.ID) (*room.Room, error)
}

// Manners is whom people have blocked and who hides, and carries out what they do about it.
type Manners struct {
	cfg    Config
	blocks roll[person.ID, []person.Person]    // whom they have blocked, oldest first
	hidden roll[everybody, map[person.ID]bool] // who is in no list of people
	turns  guard.Turns
}

// New gives manners of which Load reads what is stored.
func New(cfg Config) *Manners {
	return &Manners{cfg: cfg, blocks: newRoll[person.ID, []person.Person](), hidden: newRoll[everybody, map[person.ID]bool]()}
}

// Load reads what is stored, before anybody is let in.
func (m *Manners) Load(ctx context.Context) error {
	if err := m.readBlocks(ctx); err != nil {
		return err
	}
	hidden, err := m.readHidden(ctx)
	if err != nil {
		return err
	}
	m.hidden.set(everybody{}, hidden)
	return nil
}

// Settle reads again what of who's it is not known to be stored. They do nothing meanwhile.
func (m *Manners) Settle(ctx context.Context, who person.ID) error {
	return errors.Join(m.settleBlocks(ctx, who), m.settleHidden(ctx))
}

// Apart reports whether one of two people has blocked the other.
func (m *Manners) Apart(a, b string) bool { return m.Blocks(a, b) || m.Blocks(b, a) }

// Settling takes the turn of each of these people: while one has it, nobody else makes
// a room for them, and they block nobody. It is the last of the turns that anybody takes.
func (m *Manners) Settling(ctx context.Context, who ...person.ID) (done func(), err error) {
	var held []func()
	done = func() {
		for _, d := range held {
			d()
		}
	}
	for _, id := range slices.Sorted(slices.Values(who)) { // in one order, so that no two wait for each other
		d, err := m.turns.Take(ctx, "settling "+string(id))
		if err != nil {
			done()
			return nil, err
		}
		held = append(held, d)
	}
	return done, nil
}
