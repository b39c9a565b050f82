package sqlite

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"rookery/lobby"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

type journal struct{ *Store }

func (s journal) Append(ctx context.Context, e room.Entry) error {
	began := time.Now()
	_, err := write(ctx, s.Store, e.Urgent, func(t *tx) (none struct{}, err error) { return none, t.append(e) })
	if e.Urgent { // talk, and whispers above all, must not show in anybody's clock
		s.outages.Append(began, err)
	}
	if err != nil {
		return fmt.Errorf("append to room %s: %w", e.Room, err)
	}
	return nil
}

func (t *tx) append(e room.Entry) error {
	if twice(e.Receipts) {
		return room.ErrTwice
	}
	for _, r := range e.Receipts {
		if err := t.seen(r.Actor, r.CID); err != nil {
			return err
		}
	}
	var key int64
	err := t.get(`UPDATE room SET pos = ?1, boot = ?2, turned = CASE WHEN ?3 OR boot IS NOT ?2 THEN ?4 ELSE turned END
		WHERE id = ?5 AND pos = ?6 RETURNING key`,
		[]any{
			integer(e.Prev) + int64(len(e.Events)), t.boot.id, e.Turned, t.boot.since(time.Now()),
			string(e.Room), integer(e.Prev),
		}, &key)
	if errors.Is(err, sql.ErrNoRows) {
		return room.ErrConflict
	}
	if err != nil {
		return fmt.Errorf("move the fence: %w", err)
	}
	if err := t.events(key, e.Prev, e.Events); err != nil {
		return err
	}
	for _, r := range e.Receipts {
		if err := t.receipt(sql.NullInt64{Int64: key, Valid: true}, r); err != nil {
			return err
		}
	}
	if e.Summary != nil {
		if err := t.show(key, *e.Summary, newest(e.Events)); err != nil {
			return err
		}
	}
	who, told := lobby.Filled(e)
	for _, id := range who {
		if err := t.drop(id); err != nil {
			return err
		}
	}
	_, err = t.tell(told, nil)
	return err
}

// twice reports whether a command is there more than once.
func twice(list []room.Receipt) bool {
	type command struct {
		actor string
		cid   wire.CID
	}
	found := make(map[command]bool, len(list))
	for _, r := range list {
		found[command{r.Actor, r.CID}] = true
	}
	return len(found) < len(list)
}

// seen is the *room.SeenError of a command that is stored already.
func (t *tx) seen(actor string, cid wire.CID) error {
	who, err := t.who(actor)
	if err != nil {
		return err
	}
	packed, err := pack(cid)
	if err != nil {
		return err
	}
	r := room.Receipt{Actor: actor, CID: cid}
	var stream int64
	var hash []byte
	err = t.get(`SELECT hash, stream, n FROM command WHERE actor = ? AND cid = ?`, []any{who, packed}, &hash, &stream, &r.N)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look up a command: %w", err)
	}
	r.Hash, r.Stream = [16]byte(hash), name(stream)
	return &room.SeenError{Receipt: r}
}

// events stores what follows position prev of a room.
func (t *tx) events(key int64, prev uint64, list []room.Event) error {
	for i, e := range list {
		if e.Pos != prev+uint64(i)+1 {
			return fmt.Errorf("event %s/%d has position %d after %d", e.Stream.Name, e.N, e.Pos, prev+uint64(i))
		}
		stream, err := t.stream(e.Stream.Name, e.Stream.Person)
		if err != nil {
			return err
		}
		by, err := t.whoIf(e.By)
		if err != nil {
			return err
		}
		// An event that would leave a gap in its stream inserts no row.
		n, err := t.exec(`INSERT INTO event (room, stream, n, pos, actor, kind, at, body) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8
			WHERE ?3 = 1 + coalesce((SELECT max(n) FROM event WHERE room = ?1 AND stream = ?2), 0)`,
			key, stream, integer(e.N), integer(e.Pos), by, e.Kind, e.At, bytesOf(e.Body))
		if err != nil {
			return fmt.Errorf("store event %s/%d: %w", e.Stream.Name, e.N, err)
		}
		if n == 0 {
			return fmt.Errorf("event %s/%d leaves a gap", e.Stream.Name, e.N)
		}
	}
	return nil
}

func (t *tx) receipt(in sql.NullInt64, r room.Receipt) error {
	who, err := t.who(r.Actor)
	if err != nil {
		return err
	}
	cid, err := pack(r.CID)
	if err != nil {
		return err
	}
	stream, err := t.stream(r.Stream, r.Actor)
	if err != nil {
		return err
	}
	_, err = t.exec(`INSERT INTO command (actor, cid, hash, room, stream, n) VALUES (?, ?, ?, ?, ?, ?)`,
		who, cid, r.Hash[:], in, stream, integer(r.N))
	if err != nil {
		return fmt.Errorf("store the receipt of %s: %w", r.CID, err)
	}
	return nil
}

// The numbers of streams. Whispers are numbered by whose they are: -k is who k's.
const (
	gameStream    = 0
	chatStream    = 1
	noticeStream  = 2
	playersStream = 3
)

func (t *tx) stream(s wire.Stream, person string) (int64, error) {
	switch s {
	case wire.GameStream:
		return gameStream, nil
	case wire.ChatStream:
		return chatStream, nil
	case wire.NoticeStream:
		return noticeStream, nil
	case wire.PlayersStream:
		return playersStream, nil
	case wire.WhisperStream:
		key, err := t.who(person)
		return -key, err
	}
	return 0, fmt.Errorf("a stream %q is not known", s)
}

func name(stream int64) wire.Stream {
	switch stream {
	case gameStream:
		return wire.GameStream
	case chatStream:
		return wire.ChatStream
	case noticeStream:
		return wire.NoticeStream
	case playersStream:
		return wire.PlayersStream
	}
	return wire.WhisperStream
}

func (s journal) Load(ctx context.Context, id room.ID, st room.Stream, after uint64, limit int) ([]room.Event, error) {
	list, err := rows(ctx, s.Store, event, selectEvent+`
		WHERE e.room = (SELECT key FROM room WHERE id = ?)
		AND e.stream = CASE ? WHEN 'game' THEN 0 WHEN 'chat' THEN 1 WHEN 'players' THEN 3 WHEN 'whispers' THEN (SELECT -key FROM who WHERE id = ?) END
		AND e.n > ? ORDER BY e.n LIMIT ?`, string(id), string(st.Name), st.Person, integer(after), max(limit, 0))
	if err != nil {
		return nil, fmt.Errorf("load %s of room %s: %w", st.Name, id, err)
	}
	return list, nil
}

func (s journal) Replay(ctx context.Context, id room.ID, after uint64, limit int) ([]room.Event, error) {
	list, err := rows(ctx, s.Store, event, selectEvent+`
		WHERE e.room = (SELECT key FROM room WHERE id = ?) AND e.pos > ? ORDER BY e.pos LIMIT ?`,
		string(id), integer(after), max(limit, 0))
	if err != nil {
		return nil, fmt.Errorf("replay room %s: %w", id, err)
	}
	return list, nil
}

const selectEvent = `SELECT e.stream, coalesce(w.id, ''), e.n, e.pos, coalesce(a.id, ''), e.kind, e.at, e.body
	FROM event e LEFT JOIN who w ON w.key = -e.stream LEFT JOIN who a ON a.key = e.actor`

func event(scan func(...any) error) (e room.Event, err error) {
	var stream int64
	err = scan(&stream, &e.Stream.Person, &e.N, &e.Pos, &e.By, &e.Kind, &e.At, &e.Body)
	e.Stream.Name = name(stream)
	return e, err
}

func (s journal) Find(ctx context.Context, actor string, cid wire.CID) (room.Receipt, bool, error) {
	packed, err := pack(cid)
	if err != nil {
		return room.Receipt{}, false, err
	}
	list, err := rows(ctx, s.Store, func(scan func(...any) error) (room.Receipt, error) {
		r := room.Receipt{Actor: actor, CID: cid}
		var stream int64
		var hash []byte
		if err := scan(&hash, &stream, &r.N); err != nil {
			return r, err
		}
		r.Hash, r.Stream = [16]byte(hash), name(stream)
		return r, nil
	}, `SELECT hash, stream, n FROM command WHERE actor = (SELECT key FROM who WHERE id = ?) AND cid = ?`, actor, packed)
	if err != nil {
		return room.Receipt{}, false, fmt.Errorf("look up command %s: %w", cid, err)
	}
	if len(list) == 0 {
		return room.Receipt{}, false, nil
	}
	return list[0], true, nil
}

// pack gives a cid's 16 bytes: a third of the size, in a table with a row a command.
func pack(cid wire.CID) ([]byte, error) {
	b, err := hex.DecodeString(strings.ReplaceAll(string(cid), "-", ""))
	if err != nil || len(b) != 16 {
		return nil, fmt.Errorf("cid %q is not a UUID", cid)
	}
	return b, nil
}

// integer is n as SQLite can hold it. A client may name any position; beyond
// the largest there is nothing.
func integer(n uint64) int64 { return int64(min(n, math.MaxInt64)) }

// bytesOf is b as a blob: the driver takes nil for NULL.
func bytesOf(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// newest is the time of the last of events, which a result is dated by.
func newest(events []room.Event) int64 {
	if len(events) == 0 {
		return 0
	}
	return events[len(events)-1].At
}
