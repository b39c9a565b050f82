package sqlite

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/gofrs/flock"
	"modernc.org/sqlite" // and the driver named "sqlite"
)

// engine is SQLite as database/sql reaches it. There is one, modernc; the proof
// of what a power cut leaves brings another, whose disk it can cut.
type engine struct {
	driver  string          // its name in database/sql
	query   url.Values      // what the address says beside the pragmas
	pragmas []pragma        // set on every connection
	code    func(error) int // SQLite's result code in an error, 0 if there is none
	log     func(file string) (logFile, error)
}

var modernc = engine{
	driver: "sqlite", pragmas: pragmas,
	code: func(err error) int {
		if e, ok := errors.AsType[*sqlite.Error](err); ok {
			return e.Code()
		}
		return 0
	},
	log: func(file string) (logFile, error) { return os.OpenFile(file, os.O_RDWR, 0) },
}

// pragma is a setting: how it is set, and how it then reads.
type pragma struct{ name, set, want string }

// pragmas are set on every connection. SQLite ignores what it does not
// understand, so what matters is verified afterwards.
var pragmas = []pragma{
	{"busy_timeout", "2000", "2000"}, // ms; another program may look into the file
	{"journal_mode", "wal", "wal"},
	{"synchronous", "full", "2"},
	{"fullfsync", "1", "1"}, // macOS: fsync alone does not reach the platter
	{"checkpoint_fullfsync", "1", "1"},
	{"foreign_keys", "1", "1"},
	{"journal_size_limit", "67108864", "67108864"},
}

// fileName is the database's, in the directory of the data.
const fileName = "rookery.db"

func (s *Store) open(ctx context.Context, dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	lock := flock.New(filepath.Join(dir, "rookery.lock"))
	if got, err := lock.TryLock(); err != nil {
		return fmt.Errorf("lock: %w", err)
	} else if !got {
		return errors.New("another Rookery is using it; one process at a time may")
	}
	s.lock = lock
	file, err := filepath.Abs(filepath.Join(dir, fileName))
	if err != nil {
		return err
	}
	if err := s.opt.engine.renew(file); err != nil {
		return err
	}
	if s.writing, err = s.opt.engine.connect(ctx, file, 1); err != nil {
		return err
	}
	if err := migrate(ctx, s.writing); err != nil {
		return err
	}
	if s.reading, err = s.opt.engine.connect(ctx, file, max(4, runtime.NumCPU()), "query_only(1)"); err != nil {
		return err
	}
	conn, err := s.writing.Conn(ctx)
	if err != nil {
		return err
	}
	s.tx = newTx(conn, *s.opt.engine)
	if err := nameOnDisk(dir, syncDirectory); err != nil {
		return err
	}
	return s.begin()
}

// connect opens the file with up to n connections and verifies their settings.
func (e engine) connect(ctx context.Context, file string, n int, more ...string) (*sql.DB, error) {
	var set []string
	for _, p := range e.pragmas {
		set = append(set, fmt.Sprintf("%s(%s)", p.name, p.set))
	}
	query := url.Values{"_pragma": append(set, more...)}
	maps.Copy(query, e.query)
	db, err := sql.Open(e.driver, address(file, query))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(n)
	db.SetMaxIdleConns(n)
	for _, p := range e.pragmas {
		var got string
		if err := db.QueryRowContext(ctx, "PRAGMA "+p.name).Scan(&got); err != nil {
			return nil, errors.Join(fmt.Errorf("read %s: %w", p.name, err), db.Close())
		}
		if got != p.want {
			return nil, errors.Join(fmt.Errorf("%s is %s, not %s: durability cannot be promised here", p.name, got, p.want), db.Close())
		}
	}
	return db, nil
}

// address is how the driver is told of a file.
func address(file string, query url.Values) string {
	slashed := filepath.ToSlash(file)
	if !strings.HasPrefix(slashed, "/") {
		slashed = "/" + slashed // C:/… is /C:/… in a URL
	}
	return (&url.URL{Scheme: "file", Path: slashed, RawQuery: query.Encode()}).String()
}

// begin is what every opening writes.
func (s *Store) begin() error {
	if _, err := s.tx.exec(`INSERT INTO meta (name, value) VALUES ('epoch', ?) ON CONFLICT DO NOTHING`, rand.Text()); err != nil {
		return fmt.Errorf("give the data an epoch: %w", err)
	}
	if err := s.tx.get(`SELECT value FROM meta WHERE name = 'epoch'`, nil, &s.epoch); err != nil {
		return fmt.Errorf("read the epoch: %w", err)
	}
	if err := s.tx.begin(time.Now()); err != nil {
		return err
	}
	if _, err := s.tx.exec(`UPDATE person SET here = 0, seen = ? WHERE here = 1`, time.Now().UnixMilli()); err != nil {
		return fmt.Errorf("see off those who were here: %w", err)
	}
	return nil
}
