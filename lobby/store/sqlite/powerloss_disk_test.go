package sqlite

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"syscall"

	"github.com/ncruces/go-sqlite3"
)

// call is what SQLite asks of a disk.
type call string

const (
	opens     call = "open"
	removes   call = "delete"
	reads     call = "read"
	writes    call = "write"
	truncates call = "truncate"
	syncs     call = "sync"
	settles   call = "directory sync"
)

// op is one change of a disk.
type op struct {
	call
	name string // whose entry in the directory it changes
	file int    // which file it changes, by its number
	off  int64
	data []byte
}

// disk is what SQLite has below it instead of a file system: it keeps what was
// synced, and may lose or tear everything else when its power is cut. It
// promises no more than POSIX does, and is used as SQLite's own VFS for Unix
// uses a file system: the directory is synced with the first sync of a log or a
// journal, a removal waits for that, a write that finds no space is SQLITE_FULL,
// and what lies beside the bytes of a write is not harmed by it
// (POWERSAFE_OVERWRITE).
type disk struct {
	mu      sync.Mutex        // guards all below and the locks of handles
	files   []*file           // every file there ever was, by its number
	names   map[string]*entry // without the directory, of which there is one
	handles map[*handle]bool  // those that are open
	log     []op              // everything that changed it
	calls   map[call]int
	fault   fault
	unsafe  bool // a sync failed that had something of the log to sync
	off     bool // nothing works any more
}

// fault is what goes wrong: the calls of a kind from number first on, of which there are n.
type fault struct {
	call
	first, n int
	full     bool       // there is no space; otherwise it is an I/O error
	fate     *rand.Rand // decides what a sync that fails has reached
}

func (f fault) String() string {
	what := "EIO"
	if f.full {
		what = "ENOSPC"
	}
	return fmt.Sprintf("%s at %s %d, %d times", what, f.call, f.first, f.n)
}

// file is a file with or without a name.
type file struct {
	seen    []byte   // what a reader sees
	kept    []byte   // what would be there after a power cut, if nothing of pending is
	pending []change // what was done since the last sync
}

// change is a write, or a truncation if there is no data.
type change struct {
	off  int64
	data []byte
}

// entry is a name in the directory: the number of its file, or none.
type entry struct {
	seen, kept int
	pending    []int // what it was since the directory was synced last
}

const none = -1

func newDisk() *disk {
	return &disk{names: make(map[string]*entry), handles: make(map[*handle]bool), calls: make(map[call]int)}
}

// do changes the disk. d.mu is held.
func (d *disk) do(o op) {
	d.log = append(d.log, o)
	switch o.call {
	case opens:
		d.files = append(d.files, &file{})
		d.point(o.name, len(d.files)-1)
	case removes:
		d.point(o.name, none)
	case writes, truncates:
		d.files[o.file].change(change{o.off, o.data})
	case syncs:
		d.files[o.file].sync()
	case settles:
		for _, n := range d.names {
			n.kept, n.pending = n.seen, nil
		}
	}
}

func (d *disk) point(at string, to int) {
	n := d.names[at]
	if n == nil {
		n = &entry{kept: none}
		d.names[at] = n
	}
	n.seen = to
	n.pending = append(n.pending, to)
}

func (f *file) change(c change) {
	f.seen = c.on(f.seen)
	f.pending = append(f.pending, c)
}

func (f *file) sync() {
	for _, c := range f.pending {
		f.kept = c.on(f.kept)
	}
	f.pending = nil
}

func (c change) on(b []byte) []byte {
	if c.data == nil {
		return sized(b, c.off)
	}
	b = sized(b, max(int64(len(b)), c.off+int64(len(c.data))))
	copy(b[c.off:], c.data)
	return b
}

func sized(b []byte, n int64) []byte {
	if n <= int64(len(b)) {
		return b[:n]
	}
	return append(b, make([]byte, n-int64(len(b)))...)
}

// loss is how much of what was not synced a power cut takes.
type loss int

const (
	everything loss = iota
	something       // each change survives or not
	torn            // each sector of each write does
	nothing         // as if the process had been killed
	losses
)

func (l loss) String() string { return [...]string{"everything", "something", "torn", "nothing"}[l] }

// cut gives the disk as it is found when the power is back.
func (d *disk) cut(l loss, fate *rand.Rand) *disk {
	d.mu.Lock()
	defer d.mu.Unlock()
	found := newDisk()
	for _, at := range slices.Sorted(maps.Keys(d.names)) {
		n := d.names[at]
		is := n.kept
		switch came := len(n.pending); {
		case l == nothing:
			is = n.seen
		case l != everything && came > 0: // one entry changes in order; two need not
			if i := fate.IntN(came + 1); i > 0 {
				is = n.pending[i-1]
			}
		}
		if is == none {
			continue
		}
		b := d.files[is].after(l, fate)
		found.files = append(found.files, &file{seen: b, kept: slices.Clone(b)})
		found.names[at] = &entry{seen: len(found.files) - 1, kept: len(found.files) - 1}
	}
	return found
}

// killed gives the disk as the next process finds it, if this one ends here: what
// was not synced can be read, and a power cut can still take it.
func (d *disk) killed() *disk {
	next := d.copied()
	d.mu.Lock()
	defer d.mu.Unlock()
	next.calls, next.fault = d.calls, d.fault
	d.off = true
	return next
}

// copied gives a disk on which all is as it is here.
func (d *disk) copied() *disk {
	d.mu.Lock()
	defer d.mu.Unlock()
	c := newDisk()
	for _, f := range d.files {
		c.files = append(c.files, &file{slices.Clone(f.seen), slices.Clone(f.kept), slices.Clone(f.pending)})
	}
	for at, n := range d.names {
		c.names[at] = &entry{n.seen, n.kept, slices.Clone(n.pending)}
	}
	return c
}

// done tells how many operations there were.
func (d *disk) done() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.log)
}

// after gives what is in the file after a power cut.
func (f *file) after(l loss, fate *rand.Rand) []byte {
	b := slices.Clone(f.kept)
	odds := fate.Float64()
	for _, c := range f.pending {
		switch {
		case l == everything:
		case l == nothing:
			b = c.on(b)
		case l == torn && c.data != nil:
			b = c.tear(b, odds, fate)
		case fate.Float64() < odds:
			b = c.on(b)
		}
	}
	return b
}

// sector is what a disk writes whole or not at all, in bytes.
const sector = 512

// tear makes those sectors of a write that fate picks. The file may have grown
// by the write all the same.
func (c change) tear(b []byte, odds float64, fate *rand.Rand) []byte {
	if end := c.off + int64(len(c.data)); fate.IntN(2) == 0 {
		b = sized(b, max(end, int64(len(b))))
	}
	for from, to := int64(0), int64(0); from < int64(len(c.data)); from = to {
		to = min(int64(len(c.data)), ((c.off+from)/sector+1)*sector-c.off)
		if fate.Float64() < odds {
			b = change{c.off + from, c.data[from:to]}.on(b)
		}
	}
	return b
}

// past reports whether nothing goes wrong any more.
func (d *disk) past() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.calls[d.fault.call] >= d.fault.first+d.fault.n-1
}

// fails counts a call and gives the error that it has to fail with. d.mu is held.
func (d *disk) fails(c call) error {
	if d.off {
		return syscall.EIO
	}
	d.calls[c]++
	n, f := d.calls[c], d.fault
	switch {
	case c != f.call || n < f.first || n >= f.first+f.n:
		return nil
	case f.full && c == writes:
		return sqlite3.FULL // what SQLite makes of ENOSPC there
	case f.full:
		return syscall.ENOSPC
	}
	return syscall.EIO
}
