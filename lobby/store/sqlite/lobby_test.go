package sqlite

import (
	"bytes"
	"errors"
	"log/slog"
	"reflect"
	"strings"
	"testing"

	"rookery/game"
	"rookery/lobby"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

func TestASeekThatCannotBeReadHidesNoOther(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	var want []lobby.Seek
	for i, id := range []string{"first", "second", "third"} {
		k := lobby.Seek{
			ID: id, By: person.Person{ID: "m", Nick: "magpie"}, Side: wire.White, At: int64(i),
			Terms: lobby.Terms{Control: game.Control{Base: 300e9, Inc: 3e9}},
		}
		want = append(want, k)
		cid := wire.CID("00000000-0000-4000-8000-00000000000" + string(rune('0'+i)))
		if _, err := s.Seeks().Open(t.Context(), k, lobby.Command{Actor: "m", CID: cid}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	outside(t, dir, `UPDATE seek SET control = '5 minutes, please' WHERE id = 'second'`)

	var log bytes.Buffer
	s, err := Open(t.Context(), dir, Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	got, err := s.Seeks().All(t.Context())
	if err != nil || !reflect.DeepEqual(got, []lobby.Seek{want[0], want[2]}) {
		t.Errorf("the seeks are %+v, %v", got, err)
	}
	if said := log.String(); strings.Count(said, "\n") != 1 || !strings.Contains(said, "seek=second") || strings.Contains(said, "please") {
		t.Errorf("the log says %s", said)
	}
}

func TestARoomWhoseSummaryCannotBeReadHidesNoOther(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	for _, id := range []room.ID{"r1", "r2", "r3", "r4"} {
		if _, err := s.Rooms().Make(t.Context(), lobby.NewRoom{Summary: summaryOf(id, 0)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	outside(t, dir, `UPDATE room SET finished = key WHERE id IN ('r3', 'r4')`)
	outside(t, dir, `UPDATE room SET summary = '{"white":"a secret' WHERE id IN ('r1', 'r3')`)

	var log bytes.Buffer
	s, err := Open(t.Context(), dir, Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for id, list := range map[room.ID]func() ([]room.Summary, error){
		"r2": func() ([]room.Summary, error) { return s.Rooms().Unfinished(t.Context()) },
		"r4": func() ([]room.Summary, error) { return s.Rooms().Finished(t.Context(), 10) },
	} {
		if got, err := list(); err != nil || len(got) != 1 || got[0].Room != id {
			t.Errorf("the list is %+v, %v, not %s", got, err, id)
		}
	}
	if said := log.String(); strings.Count(said, "\n") != 2 || !strings.Contains(said, "room=r1") || !strings.Contains(said, "room=r3") || strings.Contains(said, "secret") {
		t.Errorf("the log says %s", said)
	}
	if _, err := s.Rooms().Room(t.Context(), "r1"); !errors.Is(err, room.ErrUnreadable) {
		t.Errorf("it is read with %v", err)
	}
}
