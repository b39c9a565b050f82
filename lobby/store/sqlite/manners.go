package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/go-json-experiment/json"

	"rookery/lobby"
	"rookery/lobby/person"
	"rookery/lobby/room"
)

type blocks struct{ *Store }

func (s blocks) Set(ctx context.Context, b lobby.Block, on bool, at int64, c lobby.Command) (lobby.Notice, error) {
	n, err := write(ctx, s.Store, false, func(t *tx) (lobby.Notice, error) {
		n := b.Told(on, at)
		err := t.block(b, on, at, c)
		if err == nil {
			n.N, err = t.tell([]lobby.Notice{n}, &c)
		}
		return n, err
	})
	if err != nil {
		return n, fmt.Errorf("set a block of %s: %w", b.By, err)
	}
	return n, nil
}

func (t *tx) block(b lobby.Block, on bool, at int64, c lobby.Command) error {
	if err := t.fresh(&c); err != nil {
		return err
	}
	by, err := t.who(string(b.By))
	if err != nil {
		return err
	}
	whom, err := t.who(string(b.Whom.ID))
	if err != nil {
		return err
	}
	if !on {
		_, err = t.exec(`DELETE FROM block WHERE blocker = ? AND whom = ?`, by, whom)
		return err
	}
	_, err = t.exec(`INSERT INTO block (blocker, whom, nick, at) VALUES (?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET nick = excluded.nick`, by, whom, b.Whom.Nick, at)
	return err
}

const selectBlocks = `SELECT a.id, b.id, k.nick FROM block k JOIN who a ON a.key = k.blocker JOIN who b ON b.key = k.whom`

func blocked(scan func(...any) error) (b lobby.Block, err error) {
	err = scan(&b.By, &b.Whom.ID, &b.Whom.Nick)
	return b, err
}

func (s blocks) All(ctx context.Context) ([]lobby.Block, error) {
	list, err := rows(ctx, s.Store, blocked, selectBlocks+` ORDER BY k.at, k.whom`)
	if err != nil {
		return nil, fmt.Errorf("list the blocks: %w", err)
	}
	return list, nil
}

func (s blocks) Of(ctx context.Context, who person.ID) ([]lobby.Block, error) {
	list, err := rows(ctx, s.Store, blocked, selectBlocks+` WHERE a.id = ? ORDER BY k.at, k.whom`, string(who))
	if err != nil {
		return nil, fmt.Errorf("list the blocks of %s: %w", who, err)
	}
	return list, nil
}

type reports struct{ *Store }

func (s reports) File(ctx context.Context, r lobby.Report, c lobby.Command) (lobby.Notice, error) {
	n, err := write(ctx, s.Store, false, func(t *tx) (lobby.Notice, error) {
		n := r.Told()
		err := t.report(r, c)
		if err == nil {
			n.N, err = t.tell([]lobby.Notice{n}, &c)
		}
		return n, err
	})
	if err != nil {
		return n, fmt.Errorf("file a report of %s: %w", r.By.ID, err)
	}
	return n, nil
}

func (t *tx) report(r lobby.Report, c lobby.Command) error {
	if err := t.fresh(&c); err != nil {
		return err
	}
	by, err := t.who(string(r.By.ID))
	if err != nil {
		return err
	}
	var in int64
	err = t.get(`SELECT key FROM room WHERE id = ?`, []any{string(r.Room)}, &in)
	if errors.Is(err, sql.ErrNoRows) {
		return lobby.ErrNoRoom
	}
	if err != nil {
		return fmt.Errorf("find the room: %w", err)
	}
	stream, err := t.stream(r.Stream, string(r.By.ID))
	if err != nil {
		return err
	}
	evidence, err := json.Marshal(r.Evidence)
	if err != nil {
		return fmt.Errorf("encode the evidence: %w", err)
	}
	stored, err := t.exec(`INSERT INTO report (reporter, nick, room, stream, line, reason, at, evidence)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		by, r.By.Nick, in, stream, integer(r.Line), r.Reason, r.At, string(evidence))
	if err == nil && stored == 0 {
		return lobby.ErrReported
	}
	return err
}

func (s reports) Count(ctx context.Context, who person.ID, since int64) (int, error) {
	list, err := rows(ctx, s.Store, number[int],
		`SELECT count(*) FROM report WHERE reporter = (SELECT key FROM who WHERE id = ?) AND at >= ?`, string(who), since)
	if err != nil {
		return 0, fmt.Errorf("count the reports of %s: %w", who, err)
	}
	return list[0], nil
}

func (s reports) Load(ctx context.Context, after uint64, limit int) ([]lobby.Report, error) {
	list, err := rows(ctx, s.Store, func(scan func(...any) error) (r lobby.Report, err error) {
		var stream int64
		var id string
		var evidence []byte
		if err := scan(&r.N, &r.By.ID, &r.By.Nick, &id, &stream, &r.Line, &r.Reason, &r.At, &evidence); err != nil {
			return r, err
		}
		r.Room, r.Stream = room.ID(id), name(stream)
		if err := json.Unmarshal(evidence, &r.Evidence); err != nil {
			return r, fmt.Errorf("decode the evidence of report %d: %w", r.N, err)
		}
		return r, nil
	}, `SELECT p.key, w.id, p.nick, r.id, p.stream, p.line, p.reason, p.at, p.evidence
		FROM report p JOIN who w ON w.key = p.reporter JOIN room r ON r.key = p.room
		WHERE p.key > ? ORDER BY p.key LIMIT ?`, integer(after), max(limit, 0))
	if err != nil {
		return nil, fmt.Errorf("load reports: %w", err)
	}
	return list, nil
}
