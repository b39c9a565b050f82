package sqlite

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"rookery/game"
	"rookery/lobby"
	"rookery/lobby/person"
)

type seeks struct{ *Store }

func (s seeks) Open(ctx context.Context, k lobby.Seek, c lobby.Command) (uint64, error) {
	n, err := write(ctx, s.Store, false, func(t *tx) (uint64, error) {
		if err := t.fresh(&c); err != nil {
			return 0, err
		}
		if err := t.openSeek(k); err != nil {
			return 0, err
		}
		return t.tell(k.Opened(), &c)
	})
	if err != nil {
		return 0, fmt.Errorf("open seek %s: %w", k.ID, err)
	}
	return n, nil
}

func (t *tx) openSeek(k lobby.Seek) error {
	seeker, err := t.who(string(k.By.ID))
	if err != nil {
		return err
	}
	whom, err := t.whoIf(string(k.To.ID))
	if err != nil {
		return err
	}
	_, err = t.exec(`INSERT INTO seek
		(id, seeker, nick, whom, whom_nick, control, side, rated, low, high, confirm, rating, fen, chat, delay, at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		k.ID, seeker, k.By.Nick, whom, k.To.Nick, k.Control.String(), string(k.Side), k.Rated, k.Min, k.Max,
		k.Confirm, k.Rating, k.FEN, k.Chat, k.Delay, k.At)
	if err != nil {
		return fmt.Errorf("store the seek: %w", err)
	}
	return nil
}

func (s seeks) Answer(ctx context.Context, seek string, a lobby.Answer, c lobby.Command) (uint64, error) {
	n, err := write(ctx, s.Store, false, func(t *tx) (uint64, error) {
		if err := t.fresh(&c); err != nil {
			return 0, err
		}
		return t.answer(seek, a, c)
	})
	if err != nil {
		return 0, fmt.Errorf("answer seek %s: %w", seek, err)
	}
	return n, nil
}

func (t *tx) answer(seek string, a lobby.Answer, c lobby.Command) (uint64, error) {
	found, err := t.seeks(`s.id = ?`, seek)
	if err != nil {
		return 0, err
	}
	if len(found) == 0 {
		return 0, lobby.ErrNoSeek
	}
	k := found[0]
	if i := slices.IndexFunc(k.Answers, func(old lobby.Answer) bool { return old.By.ID == a.By.ID }); i >= 0 {
		if k.Answers[i].TurnedDown {
			return 0, lobby.ErrNoSeek
		}
		return 0, lobby.ErrNoChange
	}
	who, err := t.who(string(a.By.ID))
	if err != nil {
		return 0, err
	}
	_, err = t.exec(`INSERT INTO answer (seek, who, nick, rating, at, turned_down) VALUES (?, ?, ?, ?, ?, 0)`,
		k.key, who, a.By.Nick, a.Rating, a.At)
	if err != nil {
		return 0, fmt.Errorf("store the answer: %w", err)
	}
	return t.tell(k.Answered(a), &c)
}

func (s seeks) Close(ctx context.Context, seek string, e lobby.End, c *lobby.Command) (uint64, error) {
	n, err := write(ctx, s.Store, false, func(t *tx) (uint64, error) {
		if err := t.fresh(c); err != nil {
			return 0, err
		}
		found, err := t.seeks(`s.id = ?`, seek)
		if err != nil {
			return 0, err
		}
		if len(found) == 0 {
			return 0, lobby.ErrNoSeek
		}
		return t.end(found[0], e, c)
	})
	if err != nil {
		return 0, fmt.Errorf("close seek %s: %w", seek, err)
	}
	return n, nil
}

// end ends a seek or an answer to it.
func (t *tx) end(k stored, e lobby.End, c *lobby.Command) (uint64, error) {
	told := k.Ended(e)
	if len(told) == 0 || c != nil && !slices.ContainsFunc(told, func(n lobby.Notice) bool { return n.Person == c.Actor }) {
		return 0, lobby.ErrNoSeek
	}
	if err := t.remove(k, e); err != nil {
		return 0, err
	}
	return t.tell(told, c)
}

// remove forgets what e ends. Who was turned down is remembered as long as the seek.
func (t *tx) remove(k stored, e lobby.End) error {
	if e.Of == "" {
		if _, err := t.exec(`DELETE FROM answer WHERE seek = ?`, k.key); err != nil {
			return fmt.Errorf("end the answers: %w", err)
		}
		if _, err := t.exec(`DELETE FROM seek WHERE key = ?`, k.key); err != nil {
			return fmt.Errorf("end the seek: %w", err)
		}
		return nil
	}
	which := `DELETE FROM answer WHERE seek = ? AND who = (SELECT key FROM who WHERE id = ?)`
	if e.Why == "turned_down" {
		which = `UPDATE answer SET turned_down = 1 WHERE seek = ? AND who = (SELECT key FROM who WHERE id = ?)`
	}
	if _, err := t.exec(which, k.key, string(e.Of)); err != nil {
		return fmt.Errorf("end an answer: %w", err)
	}
	return nil
}

func (s seeks) Drop(ctx context.Context, who person.ID) error {
	_, err := write(ctx, s.Store, false, func(t *tx) (none struct{}, err error) { return none, t.drop(who) })
	if err != nil {
		return fmt.Errorf("drop the seeks of %s: %w", who, err)
	}
	return nil
}

// drop ends the seeks and the answers of who.
func (t *tx) drop(who person.ID) error {
	now := time.Now().UnixMilli()
	for _, what := range []struct {
		which string
		of    person.ID
	}{
		{`s.seeker = (SELECT key FROM who WHERE id = ?)`, ""},
		{`s.key IN (SELECT seek FROM answer WHERE who = (SELECT key FROM who WHERE id = ?) AND turned_down = 0)`, who},
	} {
		found, err := t.seeks(what.which, string(who))
		if err != nil {
			return err
		}
		for _, k := range found {
			if _, err := t.end(k, lobby.End{Of: what.of, Why: "gone", At: now}, nil); err != nil {
				return err
			}
		}
	}
	return nil
}

// takeSeek ends a seek that a room is made for. chosen, if anybody, must answer it still.
func (t *tx) takeSeek(id string, chosen person.ID) error {
	found, err := t.seeks(`s.id = ?`, id)
	if err != nil {
		return err
	}
	if len(found) == 0 || chosen != "" && len(found[0].Ended(lobby.End{Of: chosen})) == 0 {
		return lobby.ErrNoSeek
	}
	_, err = t.end(found[0], lobby.End{Why: "taken", At: time.Now().UnixMilli()}, nil)
	return err
}

// All skips a seek whose control this Rookery cannot read, and logs it: one row
// must not keep the server from starting.
func (s seeks) All(ctx context.Context) ([]lobby.Seek, error) { return s.list(ctx, "") }

func (s seeks) One(ctx context.Context, id string) (lobby.Seek, error) {
	list, err := s.list(ctx, ` WHERE s.id = ?`, id)
	if err != nil || len(list) == 0 {
		return lobby.Seek{}, cmp.Or(err, lobby.ErrNoSeek)
	}
	return list[0], nil
}

func (s seeks) Of(ctx context.Context, who person.ID) ([]lobby.Seek, error) {
	return s.list(ctx, ` WHERE s.key IN (WITH me(key) AS (SELECT key FROM who WHERE id = ?)
		SELECT key FROM seek WHERE seeker = (SELECT key FROM me)
		UNION SELECT key FROM seek WHERE whom = (SELECT key FROM me)
		UNION SELECT seek FROM answer WHERE who = (SELECT key FROM me) AND turned_down = 0)`, string(who))
}

// list reads the seeks that which picks.
func (s seeks) list(ctx context.Context, which string, args ...any) ([]lobby.Seek, error) {
	found, err := rows(ctx, s.Store, seek, selectSeeks+which+orderSeeks, args...)
	if err != nil {
		return nil, fmt.Errorf("list seeks: %w", err)
	}
	list := make([]lobby.Seek, 0, len(found))
	for _, k := range folded(found) {
		if k.unread != nil {
			s.opt.Log.Error("a stored seek cannot be read and is not shown", "seek", k.ID, "cause", k.unread)
			continue
		}
		list = append(list, k.Seek)
	}
	return list, nil
}

// seeks reads the seeks that which picks, oldest first.
func (t *tx) seeks(which string, arg any) ([]stored, error) {
	found, err := every(t, seek, selectSeeks+` WHERE `+which+orderSeeks, arg)
	if err != nil {
		return nil, fmt.Errorf("read seeks: %w", err)
	}
	return folded(found), nil
}

// stored is a seek in its row; unread says why its control cannot be read.
type stored struct {
	lobby.Seek
	key    int64
	unread error
}

// A seek and its answers are read by one statement, a row for each answer, so that
// they are of one moment.
const (
	selectSeeks = `SELECT s.key, s.id, w.id, s.nick, coalesce(t.id, ''), s.whom_nick, s.control, s.side,
	s.rated, s.low, s.high, s.confirm, s.rating, s.fen, s.chat, s.delay, s.at,
	coalesce(b.id, ''), coalesce(a.nick, ''), coalesce(a.rating, 0), coalesce(a.at, 0), coalesce(a.turned_down, 0)
	FROM seek s JOIN who w ON w.key = s.seeker LEFT JOIN who t ON t.key = s.whom
	LEFT JOIN answer a ON a.seek = s.key LEFT JOIN who b ON b.key = a.who`
	orderSeeks = ` ORDER BY s.key, a.at, a.who`
)

// seek reads a row: a seek with one of its answers, if it has any.
func seek(scan func(...any) error) (k stored, err error) {
	var (
		control string
		a       lobby.Answer
	)
	err = scan(&k.key, &k.ID, &k.By.ID, &k.By.Nick, &k.To.ID, &k.To.Nick, &control, &k.Side,
		&k.Rated, &k.Min, &k.Max, &k.Confirm, &k.Rating, &k.FEN, &k.Chat, &k.Delay, &k.At,
		&a.By.ID, &a.By.Nick, &a.Rating, &a.At, &a.TurnedDown)
	if err != nil {
		return k, err
	}
	k.Control, k.unread = game.ParseControl(control)
	if a.By.ID != "" {
		k.Answers = []lobby.Answer{a}
	}
	return k, nil
}

// folded makes the rows of one seek one.
func folded(rows []stored) (list []stored) {
	for _, k := range rows {
		if last := len(list) - 1; last >= 0 && list[last].key == k.key {
			list[last].Answers = append(list[last].Answers, k.Answers...)
		} else {
			list = append(list, k)
		}
	}
	return list
}
