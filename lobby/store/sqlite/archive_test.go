package sqlite

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"rookery/lobby/room"
)

// archived opens an archive that ends with the test.
func archived(t *testing.T, path string) *Archive {
	t.Helper()
	a, err := OpenArchive(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

func headsOf(t *testing.T, a *Archive) (list []Head) {
	t.Helper()
	for h, err := range a.Rooms(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, h)
	}
	return list
}

func eventsOf(t *testing.T, a *Archive, id room.ID) (list []room.Event) {
	t.Helper()
	for e, err := range a.Events(t.Context(), id) {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, e)
	}
	return list
}

func TestAnArchiveReadsWhatAServerIsWriting(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	defer s.Close()
	ids := makeRooms(t, s, archivePage+1)
	for i := range uint64(archivePage) {
		if err := s.Journal().Append(t.Context(), move(ids[0], i+2)); err != nil {
			t.Fatal(err)
		}
	}
	for i, path := range []string{dir, filepath.Join(dir, fileName)} {
		a := archived(t, path)
		heads := headsOf(t, a)
		if len(heads) != len(ids) || heads[0].Room != ids[0] || heads[0].Pos != archivePage+1 || heads[2].Pos != 1 {
			t.Fatalf("%d rooms, first %+v", len(heads), heads[:3])
		}
		want, err := s.Journal().Replay(t.Context(), ids[0], 0, 2*archivePage)
		if got := eventsOf(t, a, ids[0]); err != nil || len(got) != archivePage+1 || !reflect.DeepEqual(got, want) {
			t.Errorf("%d events of %d, %v", len(got), len(want), err)
		}
		if err := s.Journal().Append(t.Context(), move(ids[1], uint64(i)+2)); err != nil {
			t.Errorf("the server cannot write: %v", err)
		}
		if got := eventsOf(t, a, ids[1]); len(got) != i+2 {
			t.Errorf("what was written since is not read: %d events", len(got))
		}
	}
}

func TestAnArchiveTakesNoLockAndChangesNothing(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	ids := makeRooms(t, s, 2)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, fileName)
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	a := archived(t, dir)
	if got := headsOf(t, a); len(got) != 2 {
		t.Errorf("rooms are %v", got)
	}
	if _, err := a.store.reading.ExecContext(t.Context(), `DELETE FROM room`); err == nil {
		t.Error("it can be written to")
	}
	after, err := os.ReadFile(file)
	if err != nil || string(after) != string(before) {
		t.Errorf("the file has changed, %v", err)
	}
	again := open(t, dir) // a server may begin meanwhile
	defer again.Close()
	if err := again.Journal().Append(t.Context(), move(ids[0], 2)); err != nil {
		t.Error(err)
	}
	if got := headsOf(t, a); len(got) != 2 || got[0].Pos != 2 {
		t.Errorf("rooms are %v", got)
	}
}

func TestWhatIsNoDataOfThisRookeryIsNotReadAndNotMade(t *testing.T) {
	dir := t.TempDir()
	if _, err := OpenArchive(t.Context(), dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("an empty directory: %v", err)
	}
	if list, _ := os.ReadDir(dir); len(list) > 0 {
		t.Errorf("it made %v", list)
	}
	if _, err := OpenArchive(t.Context(), filepath.Join(dir, "nowhere")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("nothing: %v", err)
	}
	if err := open(t, dir).Close(); err != nil {
		t.Fatal(err)
	}
	for statement, want := range map[string]string{
		`INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)`: "newer Rookery (schema 99",
		`DELETE FROM goose_db_version WHERE version_id > 1`:                    "older Rookery (schema 1",
		`DROP TABLE goose_db_version`:                                          "read the schema's version",
	} {
		copied := t.TempDir()
		if err := os.CopyFS(copied, os.DirFS(dir)); err != nil {
			t.Fatal(err)
		}
		outside(t, copied, statement)
		if _, err := OpenArchive(t.Context(), copied); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", statement, err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "text"), []byte("1. e4 *"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenArchive(t.Context(), filepath.Join(dir, "text")); err == nil || !strings.Contains(err.Error(), "not a database") {
		t.Errorf("a text: %v", err)
	}
}
