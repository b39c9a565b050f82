package sqlite

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json"

	"rookery/lobby"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/store/storetest"
	"rookery/lobby/wire"
)

// dump is all that a store gives to whoever reads it: rooms with their events,
// stream by stream and as a whole, lists, seeks, notices, persons, and the
// receipt of every command that the script has.
func (s *script) dump(ctx context.Context, st storetest.Stores) (string, error) {
	var b strings.Builder
	var errs []error
	line := func(err error, what ...any) {
		errs = append(errs, err)
		fmt.Fprintln(&b, what...)
	}
	for _, t := range s.tables {
		sum, err := st.Rooms.Room(ctx, t.id)
		if errors.Is(err, lobby.ErrNoRoom) {
			continue
		}
		text, bad := json.Marshal(sum, json.Deterministic(true))
		line(errors.Join(err, bad), "room", string(text))
		events, err := st.Journal.Replay(ctx, t.id, 0, 1<<20)
		for _, e := range events {
			line(err, fmt.Sprintf("%d %s/%s %d %s %s %d %s", e.Pos, e.Stream.Name, e.Stream.Person, e.N, e.Kind, e.By, e.At, e.Body))
		}
		streams := []room.Stream{{Name: wire.GameStream}, {Name: wire.ChatStream}}
		for _, g := range s.guests {
			streams = append(streams, room.Stream{Name: wire.WhisperStream, Person: string(g.ID)})
		}
		for _, name := range streams {
			list, err := st.Journal.Load(ctx, t.id, name, 0, 1<<20)
			line(err, name, len(list))
			for i, e := range list {
				if e.N != uint64(i)+1 {
					line(nil, "GAP at", e.N)
				}
			}
		}
	}
	for _, list := range []func() ([]room.Summary, error){
		func() ([]room.Summary, error) { return st.Rooms.Unfinished(ctx) },
		func() ([]room.Summary, error) { return st.Rooms.Finished(ctx, 1000) },
	} {
		rooms, err := list()
		line(err, "rooms", len(rooms))
		for _, r := range rooms {
			line(nil, r.Room, r.Over, r.Game.Ply)
		}
	}
	seeks, err := st.Seeks.All(ctx)
	line(err, "seeks", seeks)
	for _, g := range s.guests {
		p, err := st.Persons.ByID(ctx, g.ID)
		if errors.Is(err, person.ErrUnknown) {
			err = nil
		}
		line(err, "person", p)
		list, err := st.Notices.Load(ctx, g.ID, 0, 1<<20)
		line(err, "notices", len(list))
		for _, n := range list {
			if n.Kind == "seek_closed" {
				n.At = 0 // the store's own time
			}
			line(nil, n.N, n.Kind, n.At, string(n.Body))
		}
	}
	for _, r := range s.receipts {
		if got, ok, err := st.Journal.Find(ctx, r.Actor, r.CID); ok || err != nil {
			line(err, "command", got)
		}
	}
	return b.String(), errors.Join(errs...)
}
