package sqlite

import (
	"context"
	"errors"
	"fmt"
	"time"

	sqlite3 "modernc.org/sqlite/lib"

	"rookery/lobby/room"
)

// write queues f and waits until it is on disk, or certainly is not. When ctx
// ends first the outcome is unknown: f may still be stored.
func write[T any](ctx context.Context, s *Store, urgent bool, f func(*tx) (T, error)) (T, error) {
	type answer struct {
		v   T
		err error
	}
	var none, v T
	if ctx.Err() != nil {
		return none, context.Cause(ctx)
	}
	reply := make(chan answer, 1) // buffered: the writer never waits for an asker
	err := s.queue.put(job{
		do:   func(t *tx) (err error) { v, err = f(t); return err },
		done: func(err error) { reply <- answer{v, err} },
	}, urgent)
	if err != nil {
		return none, err
	}
	select {
	case a := <-reply:
		return settle(a.v, a.err)
	case <-ctx.Done():
		select {
		case a := <-reply: // stored just before ctx ended
			return settle(a.v, a.err)
		default:
			return none, context.Cause(ctx)
		}
	}
}

func settle[T any](v T, err error) (T, error) {
	if err != nil {
		var none T
		return none, err
	}
	return v, nil
}

// run is the writer: it commits whatever waits, as soon as the last commit is
// on disk. There is no linger timer; see doc.go.
func (s *Store) run() {
	defer close(s.stopped)
	var full time.Time
	for batch := s.queue.next(); batch != nil; batch = s.queue.next() {
		if err := s.usable(); err != nil {
			answer(batch, nil, err)
			continue
		}
		start := time.Now()
		errs := make([]error, len(batch))
		err := s.tx.commit(batch, errs)
		s.opt.Observe(len(batch), time.Since(start))
		if s.tx.lost(err) {
			err = s.stop(err)
		}
		full = s.tellFull(full, time.Now(), errors.Is(err, room.ErrFull) || errors.Is(errors.Join(errs...), room.ErrFull))
		answer(batch, errs, err)
	}
}

// answer tells every waiter its own error, or, if the batch failed, that: a
// conflict or a command seen before may be so because of an entry beside it
// that was not stored either.
func answer(batch []job, errs []error, all error) {
	for i, j := range batch {
		if all != nil {
			j.done(all)
		} else {
			j.done(errs[i])
		}
	}
}

// stop makes the store refuse everything, with an outcome that is unknown.
func (s *Store) stop(cause error) error {
	err := fmt.Errorf("the store has stopped, and what was being stored may or may not be there: %w", cause)
	s.broken.Store(&err)
	s.fatal <- err // buffered, and sent once: nothing is committed after it
	return err
}

// fullFor is how long the disk counts as full after it was found so: a small
// write may still find room where the next move does not.
const fullFor = 10 * time.Second

// tellFull logs when the disk became full, and when it is no more. It gives
// since when it was found full last; zero is not full.
func (s *Store) tellFull(last, now time.Time, is bool) time.Time {
	switch {
	case is && last.IsZero():
		s.opt.Log.Error("no space left: nothing more can be stored until there is")
		return now
	case is:
		return now
	case !last.IsZero() && now.Sub(last) >= fullFor:
		s.opt.Log.Info("there is space again")
		return time.Time{}
	}
	return last
}

// commit runs the batch in one transaction, a savepoint each, and gives each
// job's own error in errs. An error that it returns is everybody's: room.ErrFull
// or room.ErrBusy if certainly nothing was stored, a lost one if that is not known.
func (t *tx) commit(batch []job, errs []error) error {
	if _, err := t.exec("BEGIN IMMEDIATE"); err != nil {
		return t.abandon(err)
	}
	for i, j := range batch {
		own, all := t.attempt(j.do)
		if all != nil {
			return t.abandon(all)
		}
		errs[i] = own
	}
	room.Failpoint("commit")
	if err := t.durable(); err != nil {
		return t.abandon(err)
	}
	room.Failpoint("committed")
	return nil
}

// attempt runs do in a savepoint. own is do's error, and do is undone; all is
// an error that ends the whole transaction.
func (t *tx) attempt(do func(*tx) error) (own, all error) {
	if _, err := t.exec("SAVEPOINT entry"); err != nil {
		return nil, err
	}
	own = do(t)
	if own != nil {
		clear(t.keys) // some of them may be undone
		if t.lost(own) {
			return nil, own
		}
		if _, err := t.exec("ROLLBACK TO entry"); err != nil {
			return nil, own // a full disk may have ended the transaction
		}
	}
	_, all = t.exec("RELEASE entry")
	return t.verdict(own), all
}

// abandon rolls back after err, which may have done so already.
func (t *tx) abandon(err error) error {
	clear(t.keys)
	_, _ = t.exec("ROLLBACK") // if it is still open, the next BEGIN is what fails
	if v := t.verdict(err); errors.Is(v, room.ErrFull) || errors.Is(v, room.ErrBusy) {
		return v
	}
	return &lostError{err}
}

// verdict says what an error of SQLite means to those who write. Both answers
// mean that nothing was stored: a transaction that found no space for its log
// has not written the frame that would commit it.
func (e engine) verdict(err error) error {
	switch e.primary(err) {
	case sqlite3.SQLITE_FULL:
		return fmt.Errorf("%w: %w", room.ErrFull, err)
	case sqlite3.SQLITE_BUSY:
		return fmt.Errorf("%w: %w", room.ErrBusy, err)
	default:
		return err
	}
}

// lostError is an error after which it is not known what is stored.
type lostError struct{ cause error }

func (e *lostError) Error() string { return e.cause.Error() }
func (e *lostError) Unwrap() error { return e.cause }

// lost reports whether nothing can be promised after err: it came from a commit,
// or the disk or the file is bad.
func (e engine) lost(err error) bool {
	if _, ok := errors.AsType[*lostError](err); ok {
		return true
	}
	switch e.primary(err) {
	case sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CANTOPEN,
		sqlite3.SQLITE_READONLY, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_INTERNAL, sqlite3.SQLITE_MISUSE:
		return true
	}
	return false
}

// primary is SQLite's result code without its extension, 0 if err is not SQLite's.
func (e engine) primary(err error) int { return e.code(err) & 0xff }
