package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/go-json-experiment/json"

	"rookery/lobby"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

type rooms struct{ *Store }

func (s rooms) Make(ctx context.Context, r lobby.NewRoom) (uint64, error) {
	n, err := write(ctx, s.Store, false, func(t *tx) (uint64, error) { return t.makeRoom(r) })
	if err != nil {
		return 0, fmt.Errorf("make room %s: %w", r.Summary.Room, err)
	}
	return n, nil
}

func (t *tx) makeRoom(r lobby.NewRoom) (uint64, error) {
	if err := t.fresh(r.Command); err != nil {
		return 0, err
	}
	if r.Seek != "" {
		if err := t.takeSeek(r.Seek, r.Chosen); err != nil {
			return 0, err
		}
	}
	for _, who := range r.Withdraw {
		if err := t.drop(who); err != nil {
			return 0, err
		}
	}
	var key int64
	err := t.get(`INSERT INTO room (id, pos, unlisted, ply, summary) VALUES (?, ?, ?, 0, '') RETURNING key`,
		[]any{string(r.Summary.Room), len(r.Events), r.Unlisted}, &key)
	if err != nil {
		return 0, fmt.Errorf("store the room: %w", err)
	}
	if err := t.events(key, 0, r.Events); err != nil {
		return 0, err
	}
	if err := t.show(key, r.Summary, newest(r.Events)); err != nil {
		return 0, err
	}
	return t.tell(r.Notices, r.Command)
}

// show stores the room as lists show it; at dates a result, if there is one now.
func (t *tx) show(key int64, sum room.Summary, at int64) error {
	white, err := t.seat(sum.Game.White)
	if err != nil {
		return err
	}
	black, err := t.seat(sum.Game.Black)
	if err != nil {
		return err
	}
	text, err := json.Marshal(sum.Game)
	if err != nil {
		return fmt.Errorf("encode the summary: %w", err)
	}
	_, err = t.exec(`UPDATE room SET white = ?, black = ?, ply = ?, summary = ?,
		finished = CASE WHEN ? THEN coalesce(finished, ?) END WHERE key = ?`,
		white, black, sum.Game.Ply, string(text), sum.Over, at, key)
	if err != nil {
		return fmt.Errorf("store the summary: %w", err)
	}
	return nil
}

func (t *tx) seat(p *wire.Person) (sql.NullInt64, error) {
	if p == nil {
		return sql.NullInt64{}, nil
	}
	return t.whoIf(p.ID)
}

func (s rooms) Room(ctx context.Context, id room.ID) (room.Summary, error) {
	list, err := rows(ctx, s.Store, summary, selectSummary+` WHERE id = ?`, string(id))
	if err != nil {
		return room.Summary{}, fmt.Errorf("read room %s: %w", id, err)
	}
	if len(list) == 0 {
		return room.Summary{}, lobby.ErrNoRoom
	}
	return list[0], nil
}

func (s rooms) Unfinished(ctx context.Context) ([]room.Summary, error) {
	list, err := rows(ctx, s.Store, s.listed, selectSummary+` WHERE finished IS NULL ORDER BY key`)
	if err != nil {
		return nil, fmt.Errorf("list unfinished rooms: %w", err)
	}
	return slices.Concat(list...), nil
}

func (s rooms) Finished(ctx context.Context, limit int) ([]room.Summary, error) {
	list, err := rows(ctx, s.Store, s.listed,
		selectSummary+` WHERE finished IS NOT NULL AND unlisted = 0 ORDER BY finished DESC, key DESC LIMIT ?`, max(limit, 0))
	if err != nil {
		return nil, fmt.Errorf("list finished rooms: %w", err)
	}
	return slices.Concat(list...), nil
}

const selectSummary = `SELECT id, summary, finished IS NOT NULL FROM room`

func summary(scan func(...any) error) (s room.Summary, err error) {
	var text []byte
	if err := scan(&s.Room, &text, &s.Over); err != nil {
		return s, err
	}
	if err := json.Unmarshal(text, &s.Game); err != nil {
		return s, fmt.Errorf("decode the summary of %s: %w: %w", s.Room, room.ErrUnreadable, err)
	}
	return s, nil
}

// listed is a room for a list, from which one is left out, and logged, whose
// summary cannot be read: one row must not keep the server from starting.
func (s rooms) listed(scan func(...any) error) ([]room.Summary, error) {
	sum, err := summary(scan)
	if errors.Is(err, room.ErrUnreadable) {
		s.opt.Log.Error("a stored room cannot be read and is not listed", "room", sum.Room, "cause", err)
		return nil, nil
	}
	return []room.Summary{sum}, err
}

func (s rooms) Unplayed(ctx context.Context, who person.ID) (int, error) {
	list, err := rows(ctx, s.Store, number[int], `SELECT count(*) FROM room WHERE finished IS NULL AND ply < 2
		AND (white = (SELECT key FROM who WHERE id = ?1) OR black = (SELECT key FROM who WHERE id = ?1))`, string(who))
	if err != nil {
		return 0, fmt.Errorf("count unplayed rooms: %w", err)
	}
	return list[0], nil
}

func number[T int | uint64](scan func(...any) error) (n T, err error) {
	err = scan(&n)
	return n, err
}

type notices struct{ *Store }

func (s notices) Post(ctx context.Context, list []lobby.Notice, c *lobby.Command) (uint64, error) {
	n, err := write(ctx, s.Store, false, func(t *tx) (uint64, error) {
		if err := t.fresh(c); err != nil {
			return 0, err
		}
		return t.tell(list, c)
	})
	if err != nil {
		return 0, fmt.Errorf("post notices: %w", err)
	}
	return n, nil
}

// fresh is the *room.SeenError of a command that is stored already.
func (t *tx) fresh(c *lobby.Command) error {
	if c == nil {
		return nil
	}
	return t.seen(string(c.Actor), c.CID)
}

// tell stores notices and c's receipt, and gives the receipt's number.
func (t *tx) tell(list []lobby.Notice, c *lobby.Command) (uint64, error) {
	var first uint64
	for _, n := range list {
		num, err := t.notify(n)
		if err != nil {
			return 0, err
		}
		if c != nil && first == 0 && n.Person == c.Actor {
			first = num
		}
	}
	if c == nil {
		return 0, nil
	}
	if first == 0 {
		return 0, errors.New("a command without a notice to its actor")
	}
	return first, t.receipt(sql.NullInt64{}, room.Receipt{
		Actor: string(c.Actor), CID: c.CID, Hash: c.Hash, Stream: wire.NoticeStream, N: first,
	})
}

func (t *tx) notify(n lobby.Notice) (num uint64, err error) {
	who, err := t.who(string(n.Person))
	if err != nil {
		return 0, err
	}
	err = t.get(`INSERT INTO notice (person, n, kind, at, body)
		VALUES (?1, 1 + coalesce((SELECT max(n) FROM notice WHERE person = ?1), 0), ?2, ?3, ?4) RETURNING n`,
		[]any{who, n.Kind, n.At, bytesOf(n.Body)}, &num)
	if err != nil {
		return 0, fmt.Errorf("store a notice: %w", err)
	}
	return num, nil
}

func (s notices) Load(ctx context.Context, who person.ID, after uint64, limit int) ([]lobby.Notice, error) {
	list, err := rows(ctx, s.Store, func(scan func(...any) error) (lobby.Notice, error) {
		n := lobby.Notice{Person: who}
		err := scan(&n.N, &n.Kind, &n.At, &n.Body)
		return n, err
	}, `SELECT n, kind, at, body FROM notice WHERE person = (SELECT key FROM who WHERE id = ?) AND n > ? ORDER BY n LIMIT ?`,
		string(who), integer(after), max(limit, 0))
	if err != nil {
		return nil, fmt.Errorf("load notices: %w", err)
	}
	return list, nil
}

func (s notices) Head(ctx context.Context, who person.ID) (uint64, error) {
	list, err := rows(ctx, s.Store, number[uint64],
		`SELECT coalesce(max(n), 0) FROM notice WHERE person = (SELECT key FROM who WHERE id = ?)`, string(who))
	if err != nil {
		return 0, fmt.Errorf("read the head of notices: %w", err)
	}
	return list[0], nil
}
