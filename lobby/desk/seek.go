package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"rookery/lobby"
	"rookery/lobby/hall"
	"rookery/lobby/insist"
	"rookery/lobby/person"
	"rookery/lobby/wire"
	"rookery/lobby/wish"
)

// Bounds of what is open at once.
const (
	maxSeeks      = 5  // of one identity, open to everybody (CONTRACT section 6)
	maxChallenges = 5  // of one identity
	maxChallenged = 20 // challenges to one person
	maxAnswers    = 5  // of one identity, to seeks whose seekers choose
	maxAnswered   = 50 // answers to one seek, with those turned down
)

// seek opens a game to everybody, or challenges one person.
func (d *Desk) seek(ctx context.Context, c *hall.Conn, cmd wire.Seek, cause lobby.Command) (uint64, error) {
	what := wish.Seek
	if cmd.To != "" {
		what = wish.Challenge
	}
	terms, err := wish.Wish{
		Kind: what, Control: cmd.Control, Side: cmd.Side, Rated: cmd.Rated, Min: cmd.Min, Max: cmd.Max,
		Confirm: cmd.Confirm, FEN: cmd.FEN, Chat: cmd.Chat, Delay: cmd.Delay,
	}.Terms()
	if err != nil {
		return 0, err
	}
	to, err := d.challengeable(ctx, c.Who.ID, cmd.To)
	if err != nil {
		return 0, err
	}
	rating, err := d.record.For(ctx, c.Who.ID, terms)
	if err != nil {
		return 0, err
	}
	if err := d.mayPlay(ctx, c.Who.ID); err != nil {
		return 0, err
	}
	if to.ID != "" {
		done, err := d.turns.Take(ctx, "challenging "+string(to.ID))
		if err != nil {
			return 0, err
		}
		defer done()
	}
	done, err := d.unseated(ctx, cause)
	if err != nil {
		return 0, err
	}
	defer done()
	if err := d.mayOpen(ctx, c.Who.ID, to.ID); err != nil {
		return 0, err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return 0, fmt.Errorf("make a seek's id: %w", err)
	}
	s := lobby.Seek{
		ID: id.String(), By: c.Who, To: to, Terms: terms, Side: cmd.Side, Min: cmd.Min, Max: cmd.Max,
		Confirm: cmd.Confirm, Rating: rating, At: cause.At.UnixMilli(),
	}
	n, err := d.cfg.Seeks.Open(ctx, s, cause)
	if err != nil {
		return 0, fmt.Errorf("open seek: %w", err)
	}
	d.standsWhileHere(c.Who.ID, s)
	d.seeksChanged(s.Concerned()...)
	if to.ID != "" {
		d.wants.Again(insist.Want{By: c.Who.ID, Of: string(to.ID)}, time.Now())
		d.challenged.Raise()
	}
	return n, nil
}

// mayOpen refuses one seek too many of who's, or one challenge too many. Those with whom
// to has played lately have a place of their own among the challenges to to, of one each.
func (d *Desk) mayOpen(ctx context.Context, who, to person.ID) error {
	mine, err := d.cfg.Seeks.Of(ctx, who)
	if err != nil {
		return fmt.Errorf("count seeks: %w", err)
	}
	own, received := 0, 0
	for _, s := range mine {
		switch {
		case s.By.ID != who || (s.To.ID != "") != (to != ""):
		case to != "" && s.To.ID == to:
			return lobby.ErrChallenged
		default:
			own++
		}
	}
	if to != "" {
		theirs, err := d.cfg.Seeks.Of(ctx, to)
		if err != nil {
			return fmt.Errorf("count challenges: %w", err)
		}
		for _, s := range theirs {
			if s.To.ID == to {
				received++
			}
		}
	}
	switch {
	case to == "" && own >= maxSeeks, to != "" && own >= maxChallenges:
		return lobby.ErrTooMany
	case to == "":
		return nil
	case received >= maxChallenged:
		if met, err := d.record.Met(ctx, to, who); err != nil || !met {
			return cmp.Or(err, lobby.ErrCrowded)
		}
	}
	if !d.wants.May(insist.Want{By: who, Of: string(to)}, time.Now()) {
		return lobby.ErrTooSoon
	}
	return nil
}

// withdraw takes a seek back, or an answer to one.
func (d *Desk) withdraw(ctx context.Context, cmd wire.Withdraw, cause lobby.Command) (uint64, error) {
	s, err := d.openSeek(ctx, cmd.Seek)
	if err != nil {
		return 0, err
	}
	e := lobby.End{Why: "withdrawn"}
	if s.By.ID != cause.Actor {
		if _, answers := s.Answer(cause.Actor); !answers {
			return 0, lobby.ErrNoSeek
		}
		e.Of = cause.Actor
	}
	return d.end(ctx, s, e, cause)
}

// take takes a seek: a room is made, or its seeker is asked.
func (d *Desk) take(ctx context.Context, c *hall.Conn, cmd wire.Take, cause lobby.Command) (uint64, error) {
	s, err := d.openSeek(ctx, cmd.Seek)
	switch {
	case err != nil:
		return 0, err
	case s.By.ID == c.Who.ID:
		return 0, lobby.ErrOwnSeek
	case s.To.ID != "" && s.To.ID != c.Who.ID, d.manners.Apart(string(s.By.ID), string(c.Who.ID)):
		return 0, lobby.ErrNoSeek // the same as if it were gone
	}
	rating, err := d.record.For(ctx, c.Who.ID, s.Terms)
	if err != nil {
		return 0, err
	}
	if !s.Wants(rating) {
		return 0, lobby.ErrOutOfRange
	}
	if s.Confirm {
		return d.answer(ctx, c, s.ID, rating, cause)
	}
	m := lobby.Match{How: "seek", Terms: s.Terms, Seats: lobby.Seats(&s.By, s.Side, &c.Who), Seek: s}
	if s.To.ID != "" {
		m.How, m.Unlisted = "challenge", s.FEN != ""
	}
	n, err := d.seat(ctx, m, &cause)
	if unfit, is := errors.AsType[*unseatableError](err); is && unfit.who != c.Who.ID {
		if unfit.who != "" {
			d.gone(ctx, s, "")
		}
		return 0, lobby.ErrNoSeek
	}
	if err == nil {
		d.wants.Granted(insist.Want{By: s.By.ID, Of: string(c.Who.ID)})
	}
	return n, err
}

// gone ends a seek, or of's answer to it, of which nothing can come any more.
func (d *Desk) gone(ctx context.Context, s lobby.Seek, of person.ID) {
	_, err := d.cfg.Seeks.Close(ctx, s.ID, lobby.End{Of: of, Why: "gone", At: time.Now().UnixMilli()}, nil)
	if err != nil && !errors.Is(err, lobby.ErrNoSeek) {
		d.cfg.Log.Warn("a seek that cannot be played was not ended", "seek", s.ID, "cause", err)
	}
	d.seeksChanged(s.Concerned()...)
}

// answer asks the seeker whether c's person may take a seek.
func (d *Desk) answer(ctx context.Context, c *hall.Conn, id string, rating int, cause lobby.Command) (uint64, error) {
	if err := d.mayPlay(ctx, c.Who.ID); err != nil {
		return 0, err
	}
	answering, err := d.turns.Take(ctx, "answering "+id)
	if err != nil {
		return 0, err
	}
	defer answering()
	done, err := d.unseated(ctx, cause)
	if err != nil {
		return 0, err
	}
	defer done()
	s, err := d.openSeek(ctx, id) // as it is, with all who have answered
	if err != nil {
		return 0, err
	}
	mine, err := d.cfg.Seeks.Of(ctx, c.Who.ID)
	if err != nil {
		return 0, fmt.Errorf("count answers: %w", err)
	}
	own := 0
	for _, other := range mine {
		if _, answers := other.Answer(c.Who.ID); answers {
			own++
		}
	}
	switch {
	case own >= maxAnswers:
		return 0, lobby.ErrTooMany
	case len(s.Answers) >= maxAnswered:
		return 0, lobby.ErrCrowded
	}
	a := lobby.Answer{By: c.Who, Rating: rating, At: time.Now().UnixMilli()}
	n, err := d.cfg.Seeks.Answer(ctx, s.ID, a, cause)
	if err != nil {
		return 0, fmt.Errorf("answer seek: %w", err)
	}
	s.Answers = append(s.Answers, a)
	d.standsWhileHere(c.Who.ID, s)
	d.seeksChanged(c.Who.ID, s.By.ID)
	return n, nil
}

// choose makes the room of a seek with one of those who answered it.
func (d *Desk) choose(ctx context.Context, c *hall.Conn, cmd wire.Choose, cause lobby.Command) (uint64, error) {
	s, err := d.openSeek(ctx, cmd.Seek)
	if err != nil {
		return 0, err
	}
	a, answers := s.Answer(person.ID(cmd.Person))
	if s.By.ID != c.Who.ID || !answers {
		return 0, lobby.ErrNoSeek
	}
	n, err := d.seat(ctx, lobby.Match{How: "seek", Terms: s.Terms, Seats: lobby.Seats(&c.Who, s.Side, &a.By), Seek: s, Chosen: a.By.ID}, &cause)
	if unfit, is := errors.AsType[*unseatableError](err); is && unfit.who != c.Who.ID {
		d.gone(ctx, s, a.By.ID)
		return 0, lobby.ErrNoSeek
	}
	return n, err
}

// decline declines a challenge, or turns down who answered one's own seek.
func (d *Desk) decline(ctx context.Context, c *hall.Conn, cmd wire.DeclineSeek, cause lobby.Command) (uint64, error) {
	if err := wish.Declines(cmd.Reason); err != nil {
		return 0, err
	}
	s, err := d.openSeek(ctx, cmd.Seek)
	if err != nil {
		return 0, err
	}
	e := lobby.End{Why: "declined", Reason: cmd.Reason, By: &c.Who}
	switch {
	case cmd.Person == "" && s.To.ID == c.Who.ID:
	case cmd.Person != "" && s.By.ID == c.Who.ID:
		e.Of, e.Why = person.ID(cmd.Person), "turned_down"
	default:
		return 0, lobby.ErrNoSeek
	}
	n, err := d.end(ctx, s, e, cause)
	if err == nil && e.Of == "" {
		d.wants.Rebuffed(insist.Want{By: s.By.ID, Of: string(c.Who.ID)}, time.Now())
	}
	return n, err
}

// end ends a seek or an answer because of a command.
func (d *Desk) end(ctx context.Context, s lobby.Seek, e lobby.End, cause lobby.Command) (uint64, error) {
	e.At = time.Now().UnixMilli()
	n, err := d.cfg.Seeks.Close(ctx, s.ID, e, &cause)
	if err != nil {
		return 0, fmt.Errorf("close seek: %w", err)
	}
	d.seeksChanged(s.Concerned()...)
	return n, nil
}

// openSeek reads one seek, or ErrNoSeek.
func (d *Desk) openSeek(ctx context.Context, id string) (lobby.Seek, error) {
	if !lobby.Canonical(id) {
		return lobby.Seek{}, lobby.ErrNoSeek
	}
	s, err := d.cfg.Seeks.One(ctx, id)
	if err != nil {
		return lobby.Seek{}, fmt.Errorf("find seek: %w", err)
	}
	return s, nil
}

// standsWhileHere sees to it that s, which who has just opened or answered, ends when
// they are gone, as they may be already, and that whom it concerns is told when it ends.
func (d *Desk) standsWhileHere(who person.ID, s lobby.Seek) {
	d.hall.SeekOpened(who, s, time.Now())
	d.departed.Raise()
}

// seeksChanged tells the pages of these persons, and the lobby.
func (d *Desk) seeksChanged(who ...person.ID) {
	d.hall.SeeksChanged()
	d.poke(who...)
	d.changed.Raise()
}

// OpenSeeks are those of the seeks open to everybody that are younger than the one with
// the id after, at most limit, oldest first.
func (d *Desk) OpenSeeks(ctx context.Context, after string, limit int) ([]wire.OpenSeek, error) {
	if err := d.readSeeks(ctx); err != nil {
		return nil, fmt.Errorf("list seeks: %w", err)
	}
	all := slices.DeleteFunc(slices.Clone(d.hall.Seeks()), func(s lobby.Seek) bool { return s.To.ID != "" || s.ID <= after }) // UUIDs of version 7 are in order
	return lobby.OpenSeeks(all[:min(limit, len(all))]), nil
}
