package sqlite

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
)

// logFile is the log of the database as renew needs it; *os.File is one.
type logFile interface {
	io.ReaderAt
	io.WriterAt
	io.Closer
	Sync() error
}

// renew writes the log again, each byte as it is, and syncs it. After an fsync
// that failed, what it could not write can still be read, and no later fsync
// tries it again: SQLite would find that commit whole, more would be
// acknowledged behind it, and a power cut would take all of that and the file's
// order with it. Now the log is on the disk as it is read. Whoever is
// interrupted here has changed nothing.
func (e engine) renew(database string) (err error) {
	f, err := e.log(database + "-wal")
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("open the log: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	page := make([]byte, 1<<20)
	for off := int64(0); ; {
		n, end := f.ReadAt(page, off)
		if _, err := f.WriteAt(page[:n], off); err != nil {
			return fmt.Errorf("write the log again: %w", err)
		}
		off += int64(n)
		switch {
		case errors.Is(end, io.EOF):
			if err := f.Sync(); err != nil {
				return fmt.Errorf("sync the log: %w", err)
			}
			return nil
		case end != nil:
			return fmt.Errorf("read the log: %w", end)
		}
	}
}
