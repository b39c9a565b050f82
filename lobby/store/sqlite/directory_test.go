package sqlite

import (
	"errors"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
)

func TestEveryDirectoryThatNamesTheDataIsSynced(t *testing.T) {
	root := t.TempDir()
	var synced []string
	if err := nameOnDisk(filepath.Join(root, "club", "data"), func(dir string) error {
		synced = append(synced, dir)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	want := []string{filepath.Join(root, "club", "data"), filepath.Join(root, "club"), root, filepath.Dir(root)}
	if len(synced) < 4 || !slices.Equal(synced[:4], want) || filepath.Dir(synced[len(synced)-1]) != synced[len(synced)-1] {
		t.Errorf("synced were %q", synced)
	}
}

func TestADirectoryThatTheDiskDidNotTakeIsAnError(t *testing.T) {
	if err := nameOnDisk(t.TempDir(), func(string) error { return syscall.EIO }); !errors.Is(err, syscall.EIO) {
		t.Errorf("it gave %v", err)
	}
	for _, dir := range []string{t.TempDir(), "/proc", filepath.Join(t.TempDir(), "not there")} { // one that can be synced, and two that cannot
		if err := syncDirectory(dir); err != nil {
			t.Errorf("%s: %v", dir, err)
		}
	}
}
