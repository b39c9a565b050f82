package sqlite

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"path/filepath"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/vfs"
)

// Open implements vfs.VFS.
func (d *disk) Open(at string, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	h := &handle{disk: d, file: none, scratch: &file{}}
	if at == "" { // SQLite's own scratch paper, which no power cut can matter to
		return h, flags, nil
	}
	if err := d.fails(opens); err != nil {
		return nil, flags, err
	}
	base := filepath.Base(at)
	n := d.names[base]
	if n == nil || n.seen == none {
		if flags&vfs.OPEN_CREATE == 0 {
			return nil, flags, sqlite3.CANTOPEN
		}
		d.do(op{call: opens, name: base})
		n = d.names[base]
	}
	const journals = vfs.OPEN_WAL | vfs.OPEN_MAIN_JOURNAL | vfs.OPEN_SUPER_JOURNAL
	h.file, h.scratch = n.seen, nil
	h.journal = flags&journals != 0
	h.unsettled = h.journal && flags&vfs.OPEN_CREATE != 0
	h.shm = vfs.NewSharedMemory(at+"-shm", flags)
	d.handles[h] = true
	return h, flags, nil
}

// openLog gives the log to who has it without SQLite.
func (d *disk) openLog(at string) (logFile, error) {
	f, _, err := d.Open(at, vfs.OPEN_READWRITE|vfs.OPEN_WAL)
	if errors.Is(err, sqlite3.CANTOPEN) {
		return nil, fs.ErrNotExist
	}
	if err != nil {
		return nil, err
	}
	return plain{f}, nil
}

// plain is a file whose sync has no flags.
type plain struct{ vfs.File }

func (f plain) Sync() error { return f.File.Sync(vfs.SYNC_NORMAL) }

// Delete implements vfs.VFS.
func (d *disk) Delete(at string, settle bool) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.fails(removes); err != nil {
		return err
	}
	base := filepath.Base(at)
	if n := d.names[base]; n == nil || n.seen == none {
		return sqlite3.IOERR_DELETE_NOENT
	}
	d.do(op{call: removes, name: base})
	if settle {
		d.do(op{call: settles})
	}
	return nil
}

// Access implements vfs.VFS. As SQLite's own does, it takes an empty file for none.
func (d *disk) Access(at string, flags vfs.AccessFlag) (bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	n := d.names[filepath.Base(at)]
	return n != nil && n.seen != none && (flags != vfs.ACCESS_EXISTS || len(d.files[n.seen].seen) > 0), nil
}

// FullPathname implements vfs.VFS.
func (d *disk) FullPathname(at string) (string, error) { return at, nil }

// handle is a file that is open.
type handle struct {
	disk      *disk
	file      int
	scratch   *file // instead of file, for what has no name
	journal   bool  // it is the log, or the journal that there is before it
	unsettled bool  // the directory is to be synced with the file
	lock      vfs.LockLevel
	shm       vfs.SharedMemory
}

func (h *handle) content() *file {
	if h.scratch != nil {
		return h.scratch
	}
	return h.disk.files[h.file]
}

// change does o to the file, half of it if the disk fails in it.
func (h *handle) change(o op) error {
	h.disk.mu.Lock()
	defer h.disk.mu.Unlock()
	if h.scratch != nil {
		h.scratch.seen = change{o.off, o.data}.on(h.scratch.seen)
		return nil
	}
	o.file = h.file
	err := h.disk.fails(o.call)
	if err == nil {
		h.disk.do(o)
	} else if half := len(o.data) / 2; half > 0 && !h.disk.off {
		o.data = o.data[:half]
		h.disk.do(o)
	}
	return err
}

// WriteAt implements vfs.File.
func (h *handle) WriteAt(b []byte, off int64) (int, error) {
	if err := h.change(op{call: writes, off: off, data: bytes.Clone(b)}); err != nil {
		return 0, err
	}
	return len(b), nil
}

// Truncate implements vfs.File.
func (h *handle) Truncate(size int64) error { return h.change(op{call: truncates, off: size}) }

// Sync implements vfs.File. When it fails, fate has decided what reached the
// disk, and no later sync tries the rest again: that is how Linux does it.
func (h *handle) Sync(vfs.SyncFlag) error {
	d := h.disk
	d.mu.Lock()
	defer d.mu.Unlock()
	if h.scratch != nil {
		return nil
	}
	if err := d.fails(syncs); err != nil {
		if f := h.content(); !d.off {
			d.unsafe = d.unsafe || h.unsettled || h.journal && len(f.pending) > 0
			f.kept, f.pending = f.after(torn, d.fault.fate), nil
		}
		return err
	}
	d.do(op{call: syncs, file: h.file})
	if h.unsettled {
		h.unsettled = false
		d.do(op{call: settles})
	}
	return nil
}

// ReadAt implements vfs.File.
func (h *handle) ReadAt(b []byte, off int64) (int, error) {
	h.disk.mu.Lock()
	defer h.disk.mu.Unlock()
	if h.scratch == nil {
		if err := h.disk.fails(reads); err != nil {
			return 0, err
		}
	}
	n := 0
	if seen := h.content().seen; off < int64(len(seen)) {
		n = copy(b, seen[off:])
	}
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

// Size implements vfs.File.
func (h *handle) Size() (int64, error) {
	h.disk.mu.Lock()
	defer h.disk.mu.Unlock()
	return int64(len(h.content().seen)), nil
}

// others is the highest lock that others have on the same file.
func (h *handle) others() (highest vfs.LockLevel) {
	for o := range h.disk.handles {
		if o != h && o.file == h.file {
			highest = max(highest, o.lock)
		}
	}
	return highest
}

// Lock implements vfs.File. https://sqlite.org/lockingv3.html
func (h *handle) Lock(want vfs.LockLevel) error {
	h.disk.mu.Lock()
	defer h.disk.mu.Unlock()
	if h.lock >= want {
		return nil
	}
	others := h.others()
	switch want {
	case vfs.LOCK_SHARED:
		if others >= vfs.LOCK_PENDING {
			return sqlite3.BUSY
		}
	default:
		if others >= vfs.LOCK_RESERVED {
			return sqlite3.BUSY
		}
		if want == vfs.LOCK_EXCLUSIVE && others >= vfs.LOCK_SHARED {
			h.lock = vfs.LOCK_PENDING
			return sqlite3.BUSY
		}
	}
	h.lock = want
	return nil
}

// Unlock implements vfs.File.
func (h *handle) Unlock(to vfs.LockLevel) error {
	h.disk.mu.Lock()
	defer h.disk.mu.Unlock()
	h.lock = min(h.lock, to)
	return nil
}

// CheckReservedLock implements vfs.File.
func (h *handle) CheckReservedLock() (bool, error) {
	h.disk.mu.Lock()
	defer h.disk.mu.Unlock()
	return max(h.lock, h.others()) >= vfs.LOCK_RESERVED, nil
}

// Close implements vfs.File.
func (h *handle) Close() error {
	if h.shm != nil {
		_ = h.shm.Close() // SQLite has unmapped it
	}
	h.disk.mu.Lock()
	defer h.disk.mu.Unlock()
	delete(h.disk.handles, h)
	return nil
}

// SectorSize and DeviceCharacteristics are those of SQLite's own VFS for Unix.
func (h *handle) SectorSize() int { return 4096 }

// DeviceCharacteristics implements vfs.File.
func (h *handle) DeviceCharacteristics() vfs.DeviceCharacteristic {
	return vfs.IOCAP_POWERSAFE_OVERWRITE | vfs.IOCAP_SUBPAGE_READ
}

// SharedMemory implements vfs.FileSharedMemory: the index of the log, which is
// never on the disk. SQLite makes it anew whenever the last process has ended.
func (h *handle) SharedMemory() vfs.SharedMemory { return h.shm }
