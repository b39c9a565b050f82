package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// tx is the one connection that writes. Only the writer's goroutine uses it.
type tx struct {
	engine
	conn  *sql.Conn
	stmts map[string]*sql.Stmt // by their text, prepared when first used
	keys  map[string]int64     // who.key by who.id; forgotten whenever anything is undone
	boot  boot                 // read by all, and not changed once the store is open
	// durable ends the transaction; a test has it fail as a disk would.
	durable func() error
}

// maxKeys bounds what tx remembers, about 100 bytes each.
const maxKeys = 100_000

func newTx(conn *sql.Conn, e engine) *tx {
	t := &tx{engine: e, conn: conn, stmts: make(map[string]*sql.Stmt), keys: make(map[string]int64)}
	t.durable = func() error { _, err := t.exec("COMMIT"); return err }
	return t
}

func (t *tx) close() error {
	var errs []error
	for _, s := range t.stmts {
		errs = append(errs, s.Close())
	}
	return errors.Join(append(errs, t.conn.Close())...)
}

// A transaction is finished, not abandoned: whoever waits may go away, so no
// statement takes a waiter's context.

func (t *tx) stmt(query string) (*sql.Stmt, error) {
	if s := t.stmts[query]; s != nil {
		return s, nil
	}
	s, err := t.conn.PrepareContext(context.Background(), query)
	if err != nil {
		return nil, fmt.Errorf("prepare %q: %w", query, err)
	}
	t.stmts[query] = s
	return s, nil
}

// exec runs a statement and tells how many rows it changed.
func (t *tx) exec(query string, args ...any) (int64, error) {
	s, err := t.stmt(query)
	if err != nil {
		return 0, err
	}
	r, err := s.Exec(args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// get reads the first row into dest, or sql.ErrNoRows.
func (t *tx) get(query string, args []any, dest ...any) error {
	s, err := t.stmt(query)
	if err != nil {
		return err
	}
	return s.QueryRow(args...).Scan(dest...)
}

// every reads all rows, a few.
func every[T any](t *tx, scan func(func(...any) error) (T, error), query string, args ...any) ([]T, error) {
	s, err := t.stmt(query)
	if err != nil {
		return nil, err
	}
	r, err := s.Query(args...)
	if err != nil {
		return nil, err
	}
	return collect(r, scan)
}

// who gives the key of a public id, and a new id a key.
func (t *tx) who(id string) (int64, error) {
	if key, ok := t.keys[id]; ok {
		return key, nil
	}
	var key int64
	err := t.get(`SELECT key FROM who WHERE id = ?`, []any{id}, &key)
	if errors.Is(err, sql.ErrNoRows) {
		err = t.get(`INSERT INTO who (id) VALUES (?) RETURNING key`, []any{id}, &key)
	}
	if err != nil {
		return 0, fmt.Errorf("look up who %s is: %w", id, err)
	}
	if len(t.keys) >= maxKeys {
		clear(t.keys)
	}
	t.keys[id] = key
	return key, nil
}

// whoIf is who, or NULL for nobody.
func (t *tx) whoIf(id string) (sql.NullInt64, error) {
	if id == "" {
		return sql.NullInt64{}, nil
	}
	key, err := t.who(id)
	return sql.NullInt64{Int64: key, Valid: true}, err
}

// rows reads every row of a query on a reading connection.
func rows[T any](ctx context.Context, s *Store, scan func(func(...any) error) (T, error), query string, args ...any) ([]T, error) {
	if err := s.usable(); err != nil {
		return nil, err
	}
	r, err := s.reading.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	return collect(r, scan)
}

func collect[T any](r *sql.Rows, scan func(func(...any) error) (T, error)) ([]T, error) {
	defer r.Close()
	var list []T
	for r.Next() {
		v, err := scan(r.Scan)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, r.Err()
}
