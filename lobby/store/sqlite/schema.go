package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"time"

	"github.com/pressly/goose/v3"

	"rookery/game"
	"rookery/lobby/person"
)

//go:embed migrations/*.sql
var migrations embed.FS

// schema is what brings db's schema from any version to any later one.
func schema(db *sql.DB) (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, db, files, goose.WithDisableGlobalRegistry(true),
		goose.WithGoMigrations(
			goose.NewGoMigration(2, &goose.GoFunc{RunTx: controlAsText}, nil),
			goose.NewGoMigration(5, &goose.GoFunc{RunTx: nicksWithoutHyphens}, nil),
		))
	if err != nil {
		return nil, fmt.Errorf("read the migrations: %w", err)
	}
	return p, nil
}

// migrate brings the schema up to date, and refuses one from the future.
func migrate(ctx context.Context, db *sql.DB) error {
	p, err := schema(db)
	if err != nil {
		return err
	}
	have, know, err := p.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read the schema's version: %w", err)
	}
	if have > know {
		return fmt.Errorf("it was written by a newer Rookery (schema %d; this one knows %d): use that one, or a backup", have, know)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate from schema %d to %d: %w", have, know, err)
	}
	return nil
}

// controlAsText is migration 2. A seek's control, which was a base and an
// increment in seconds, becomes the text of any control. It is written in Go
// because the text is the game's: SQLite would give ten seconds as
// 0.166666666666667 minutes, which is the text of no control.
func controlAsText(ctx context.Context, tx *sql.Tx) error {
	if _, err := tx.ExecContext(ctx, `ALTER TABLE seek ADD COLUMN control TEXT NOT NULL DEFAULT 'unlimited'`); err != nil {
		return err
	}
	old, err := tx.QueryContext(ctx, `SELECT DISTINCT base, inc FROM seek`)
	if err != nil {
		return err
	}
	defer old.Close()
	var all [][2]int64 // base and increment in seconds
	for old.Next() {
		var c [2]int64
		if err := old.Scan(&c[0], &c[1]); err != nil {
			return err
		}
		all = append(all, c)
	}
	if err := old.Err(); err != nil {
		return err
	}
	for _, c := range all {
		text := game.Control{Base: time.Duration(c[0]) * time.Second, Inc: time.Duration(c[1]) * time.Second}.String()
		if _, err := tx.ExecContext(ctx, `UPDATE seek SET control = ? WHERE base = ? AND inc = ?`, text, c[0], c[1]); err != nil {
			return err
		}
	}
	for _, column := range []string{"base", "inc"} {
		if _, err := tx.ExecContext(ctx, `ALTER TABLE seek DROP COLUMN `+column); err != nil {
			return err
		}
	}
	return nil
}

// nicksWithoutHyphens is migration 5. Until then bob_ was another nick than bob:
// the skeletons of nicks become what person.Skeleton gives now. Of two in use
// that are now the same nick both stay valid. The one that was first has the
// skeleton, and the other keeps its old one, which no new nick can have.
func nicksWithoutHyphens(ctx context.Context, tx *sql.Tx) error {
	named, err := tx.QueryContext(ctx, `SELECT key, nick FROM person WHERE skeleton LIKE '%-%' OR skeleton LIKE '%\_%' ESCAPE '\' ORDER BY key`)
	if err != nil {
		return err
	}
	defer named.Close()
	type holder struct {
		key  int64
		nick string
	}
	var all []holder
	for named.Next() {
		var h holder
		if err := named.Scan(&h.key, &h.nick); err != nil {
			return err
		}
		all = append(all, h)
	}
	if err := named.Err(); err != nil {
		return err
	}
	for _, h := range all {
		if _, err := tx.ExecContext(ctx, `UPDATE OR IGNORE person SET skeleton = ? WHERE key = ?`, person.Skeleton(h.nick), h.key); err != nil {
			return err
		}
	}
	return nil
}
