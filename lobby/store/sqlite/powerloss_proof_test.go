package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/url"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"

	"github.com/ncruces/go-sqlite3"
	_ "github.com/ncruces/go-sqlite3/driver" // the driver named "sqlite3"
	"github.com/ncruces/go-sqlite3/vfs"
)

// proof is how much is to be proved, and what was.
type proof struct {
	*testing.T
	full bool
	seed uint64
	fate *rand.Rand

	mu                           sync.Mutex // guards the three below
	faults, operations, breaches int
}

func prove(t *testing.T) *proof {
	t.Helper()
	if !vfs.SupportsSharedMemory {
		t.Skip("SQLite in Go has no shared memory here")
	}
	p := &proof{T: t, full: os.Getenv("PROVE_FULL") != "", seed: 1}
	if text := os.Getenv("SEED"); text != "" {
		n, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			t.Fatalf("SEED: %v", err)
		}
		p.seed = n
	}
	p.fate = rand.New(rand.NewPCG(p.seed, 2))
	return p
}

// of is full if everything is to be proved, and else quick.
func (p *proof) of(quick, full int) int {
	if p.full {
		return full
	}
	return max(1, quick/quickShare)
}

// breach is a promise that was not kept.
func (p *proof) breach(format string, args ...any) {
	p.Helper()
	p.mu.Lock()
	p.breaches++
	p.mu.Unlock()
	full := ""
	if p.full {
		full = " PROVE_FULL=1"
	}
	p.Errorf("%s\nagain: SEED=%d%s go test -run '^%s$' ./lobby/store/sqlite", fmt.Sprintf(format, args...), p.seed, full, p.Name())
}

func (p *proof) count(faults, operations int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults += faults
	p.operations += operations
}

// report says what was done, for people and, as attributes of the test, for a table.
func (p *proof) report() {
	p.Logf("seed %d: %d faults, %d operations, %d violations", p.seed, p.faults, p.operations, p.breaches)
	p.Attr("seed", fmt.Sprint(p.seed))
	p.Attr("faults", fmt.Sprint(p.faults))
	p.Attr("operations", fmt.Sprint(p.operations))
	p.Attr("violations", fmt.Sprint(p.breaches))
}

// machine is where the store runs: one disk at a time.
type machine struct {
	dir      string // of the lock and the index of the log, which need a file system; what counts is on the disk
	settings []pragma
	trusting bool // it takes the log of the last process as it is
}

// newMachine has the store's own settings, but for those that are given.
func newMachine(t *testing.T, other ...pragma) *machine {
	m := &machine{dir: t.TempDir(), settings: slices.Clone(pragmas)}
	for _, o := range other {
		m.settings = slices.DeleteFunc(m.settings, func(p pragma) bool { return p.name == o.name })
		m.settings = append(m.settings, o)
	}
	t.Cleanup(func() { vfs.Unregister(m.dir) })
	return m
}

// start opens the store on d.
func (m *machine) start(d *disk) (*Store, error) {
	vfs.Register(m.dir, d)
	log := d.openLog
	if m.trusting {
		log = func(string) (logFile, error) { return nil, fs.ErrNotExist }
	}
	return Open(context.Background(), m.dir, Options{engine: &engine{
		driver: "sqlite3", query: url.Values{"vfs": {m.dir}}, pragmas: m.settings,
		code: func(err error) int {
			code, _ := errors.AsType[sqlite3.ErrorCode](err)
			return int(code)
		},
		log: log,
	}})
}
