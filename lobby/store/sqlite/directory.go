package sqlite

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// nameOnDisk puts the names of the data's files on the disk, and those of its
// directory and of all above it, any of which may just have been made: what is
// synced in a file that no directory names is lost with the power. SQLite syncs
// the directory of its log, and no other.
func nameOnDisk(dir string, sync func(dir string) error) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	for below := ""; below != dir; dir, below = filepath.Dir(dir), dir {
		if err := sync(dir); err != nil {
			return fmt.Errorf("sync the directory %s: %w", dir, err)
		}
	}
	return nil
}

// syncDirectory syncs one directory. Not every system can, nor lets everybody,
// and there is nothing better to do then: only a disk that failed is an error.
func syncDirectory(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return nil
	}
	defer d.Close() // nothing was written through it
	if err := d.Sync(); errors.Is(err, syscall.EIO) || errors.Is(err, syscall.ENOSPC) {
		return err
	}
	return nil
}
