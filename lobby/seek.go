package lobby

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"rookery/lobby/pairing"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
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
func (l *Lobby) seek(ctx context.Context, c *Conn, cmd wire.Seek, cause Command, at time.Time) (uint64, error) {
	what := openSeek
	if cmd.To != "" {
		what = challenge
	}
	terms, err := wish{
		kind: what, control: cmd.Control, side: cmd.Side, rated: cmd.Rated, min: cmd.Min, max: cmd.Max,
		confirm: cmd.Confirm, fen: cmd.FEN, chat: cmd.Chat, delay: cmd.Delay,
	}.terms()
	if err != nil {
		return 0, err
	}
	to, err := l.challengeable(ctx, c.Who.ID, cmd.To)
	if err != nil {
		return 0, err
	}
	rating, err := l.ratingFor(ctx, c.Who.ID, terms)
	if err != nil {
		return 0, err
	}
	if err := l.mayPlay(ctx, c.Who.ID); err != nil {
		return 0, err
	}
	done, err := l.turns.take(ctx, "challenging "+string(to.ID)) // of all who do: its limit is one's own
	if err != nil {
		return 0, err
	}
	defer done()
	if err := l.mayOpen(ctx, c.Who.ID, to.ID); err != nil {
		return 0, err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return 0, fmt.Errorf("make a seek's id: %w", err)
	}
	s := Seek{
		ID: id.String(), By: c.Who, To: to, Terms: terms, Side: cmd.Side, Min: cmd.Min, Max: cmd.Max,
		Confirm: cmd.Confirm, Rating: rating, At: at.UnixMilli(),
	}
	n, err := l.cfg.Seeks.Open(ctx, s, cause)
	if err != nil {
		return 0, fmt.Errorf("open seek: %w", err)
	}
	l.standsWhileHere(c.Who.ID, s)
	l.seeksChanged(s.concerned()...)
	if to.ID != "" {
		l.hall.do(func(h *hall) { h.insists(wanted{c.Who.ID, string(to.ID)}, time.Now()) })
		l.challenged.raise()
	}
	return n, nil
}

// mayOpen refuses one seek too many of who's, or one challenge too many. Those with whom
// to has played lately have a place of their own among the challenges to to, of one each.
func (l *Lobby) mayOpen(ctx context.Context, who, to person.ID) error {
	open, err := l.cfg.Seeks.All(ctx)
	if err != nil {
		return fmt.Errorf("count seeks: %w", err)
	}
	own, received := 0, 0
	for _, s := range open {
		if s.By.ID == who && (s.To.ID != "") == (to != "") {
			own++
		}
		if to != "" && s.To.ID == to {
			received++
			if s.By.ID == who {
				return ErrChallenged
			}
		}
	}
	switch {
	case to == "" && own >= maxSeeks, to != "" && own >= maxChallenges:
		return ErrTooMany
	case to == "":
		return nil
	case received >= maxChallenged:
		if met, err := l.met(ctx, to, who); err != nil || !met {
			return cmp.Or(err, ErrCrowded)
		}
	}
	soon := false
	l.hall.do(func(h *hall) { soon = !h.mayInsist(wanted{who, string(to)}, time.Now()) })
	if soon {
		return ErrTooSoon
	}
	return nil
}

// withdraw takes a seek back, or an answer to one.
func (l *Lobby) withdraw(ctx context.Context, cmd wire.Withdraw, cause Command) (uint64, error) {
	s, err := l.openSeek(ctx, cmd.Seek)
	if err != nil {
		return 0, err
	}
	e := End{Why: "withdrawn"}
	if s.By.ID != cause.Actor {
		if _, answers := s.answer(cause.Actor); !answers {
			return 0, ErrNoSeek
		}
		e.Of = cause.Actor
	}
	return l.end(ctx, s, e, cause)
}

// take takes a seek: a room is made, or its seeker is asked.
func (l *Lobby) take(ctx context.Context, c *Conn, cmd wire.Take, cause Command) (uint64, error) {
	s, err := l.openSeek(ctx, cmd.Seek)
	switch {
	case err != nil:
		return 0, err
	case s.By.ID == c.Who.ID:
		return 0, ErrOwnSeek
	case s.To.ID != "" && s.To.ID != c.Who.ID, l.apart(string(s.By.ID), string(c.Who.ID)):
		return 0, ErrNoSeek // the same as if it were gone
	}
	rating, err := l.ratingFor(ctx, c.Who.ID, s.Terms)
	if err != nil {
		return 0, err
	}
	if !s.wants(rating) {
		return 0, ErrOutOfRange
	}
	if s.Confirm {
		if err := l.mayPlay(ctx, c.Who.ID); err != nil {
			return 0, err
		}
		return l.answer(ctx, c, s, rating, cause)
	}
	m := match{how: "seek", Terms: s.Terms, seats: seats(&s.By, s.Side, &c.Who), seek: s}
	if s.To.ID != "" {
		m.how, m.unlisted = "challenge", s.FEN != ""
	}
	n, err := l.seat(ctx, m, &cause)
	if unfit, is := errors.AsType[*unseatableError](err); is && unfit.who != c.Who.ID {
		if unfit.who != "" {
			l.gone(ctx, s, "")
		}
		return 0, ErrNoSeek
	}
	if err == nil {
		l.hall.do(func(h *hall) { h.wanted.Drop(wanted{s.By.ID, string(c.Who.ID)}) })
	}
	return n, err
}

// gone ends a seek, or of's answer to it, of which nothing can come any more.
func (l *Lobby) gone(ctx context.Context, s Seek, of person.ID) {
	_, err := l.cfg.Seeks.Close(ctx, s.ID, End{Of: of, Why: "gone", At: time.Now().UnixMilli()}, nil)
	if err != nil && !errors.Is(err, ErrNoSeek) {
		l.cfg.Log.Warn("a seek that cannot be played was not ended", "seek", s.ID, "cause", err)
	}
	l.seeksChanged(s.concerned()...)
}

// wants reports whether a rating, 0 for none, is within the seek's bounds.
func (s Seek) wants(rating int) bool {
	if rating == 0 {
		rating = pairing.Unrated
	}
	return (s.Min == 0 || rating >= s.Min) && (s.Max == 0 || rating <= s.Max)
}

// answer asks the seeker whether c's person may take s.
func (l *Lobby) answer(ctx context.Context, c *Conn, s Seek, rating int, cause Command) (uint64, error) {
	open, err := l.cfg.Seeks.All(ctx)
	if err != nil {
		return 0, fmt.Errorf("count answers: %w", err)
	}
	own := 0
	for _, other := range open {
		if _, answers := other.answer(c.Who.ID); answers {
			own++
		}
	}
	switch {
	case own >= maxAnswers:
		return 0, ErrTooMany
	case len(s.Answers) >= maxAnswered:
		return 0, ErrCrowded
	}
	a := Answer{By: c.Who, Rating: rating, At: time.Now().UnixMilli()}
	n, err := l.cfg.Seeks.Answer(ctx, s.ID, a, cause)
	if err != nil {
		return 0, fmt.Errorf("answer seek: %w", err)
	}
	s.Answers = append(s.Answers, a)
	l.standsWhileHere(c.Who.ID, s)
	l.seeksChanged(c.Who.ID, s.By.ID)
	return n, nil
}

// choose makes the room of a seek with one of those who answered it.
func (l *Lobby) choose(ctx context.Context, c *Conn, cmd wire.Choose, cause Command) (uint64, error) {
	s, err := l.openSeek(ctx, cmd.Seek)
	if err != nil {
		return 0, err
	}
	a, answers := s.answer(person.ID(cmd.Person))
	if s.By.ID != c.Who.ID || !answers {
		return 0, ErrNoSeek
	}
	n, err := l.seat(ctx, match{how: "seek", Terms: s.Terms, seats: seats(&c.Who, s.Side, &a.By), seek: s, chosen: a.By.ID}, &cause)
	if unfit, is := errors.AsType[*unseatableError](err); is && unfit.who != c.Who.ID {
		l.gone(ctx, s, a.By.ID)
		return 0, ErrNoSeek
	}
	return n, err
}

// decline declines a challenge, or turns down who answered one's own seek.
func (l *Lobby) decline(ctx context.Context, c *Conn, cmd wire.DeclineSeek, cause Command) (uint64, error) {
	if err := wrongReason(cmd.Reason); err != nil {
		return 0, err
	}
	s, err := l.openSeek(ctx, cmd.Seek)
	if err != nil {
		return 0, err
	}
	e := End{Why: "declined", Reason: cmd.Reason, By: &c.Who}
	switch {
	case cmd.Person == "" && s.To.ID == c.Who.ID:
	case cmd.Person != "" && s.By.ID == c.Who.ID:
		e.Of, e.Why = person.ID(cmd.Person), "turned_down"
	default:
		return 0, ErrNoSeek
	}
	n, err := l.end(ctx, s, e, cause)
	if err == nil && e.Of == "" {
		l.hall.do(func(h *hall) { h.rebuffed(wanted{s.By.ID, string(c.Who.ID)}, time.Now()) })
	}
	return n, err
}

// end ends a seek or an answer because of a command.
func (l *Lobby) end(ctx context.Context, s Seek, e End, cause Command) (uint64, error) {
	e.At = time.Now().UnixMilli()
	n, err := l.cfg.Seeks.Close(ctx, s.ID, e, &cause)
	if err != nil {
		return 0, fmt.Errorf("close seek: %w", err)
	}
	l.seeksChanged(s.concerned()...)
	return n, nil
}

// openSeek reads one seek, or ErrNoSeek.
func (l *Lobby) openSeek(ctx context.Context, id string) (Seek, error) {
	if !canonical(id) {
		return Seek{}, ErrNoSeek
	}
	open, err := l.cfg.Seeks.All(ctx)
	if err != nil {
		return Seek{}, fmt.Errorf("find seek: %w", err)
	}
	i := slices.IndexFunc(open, func(s Seek) bool { return s.ID == id })
	if i < 0 {
		return Seek{}, ErrNoSeek
	}
	return open[i], nil
}

// concerned lists those who have a notice of s; nobody if it is no seek.
func (s Seek) concerned() (list []person.ID) {
	for _, p := range []person.ID{s.By.ID, s.To.ID} {
		if p != "" {
			list = append(list, p)
		}
	}
	for _, a := range s.Answers {
		list = append(list, a.By.ID)
	}
	return list
}

// affected lists who is told of something between two readings of the seeks: those
// whom a seek concerned that is gone, or of which an answer is.
func affected(before, after []Seek) (list []person.ID) {
	now := make(map[string]Seek, len(after))
	for _, s := range after {
		now[s.ID] = s
	}
	for _, s := range before {
		left, open := now[s.ID]
		if !open {
			list = append(list, s.concerned()...)
			continue
		}
		for _, a := range s.Answers {
			if _, answers := left.answer(a.By.ID); !answers {
				list = append(list, s.By.ID, a.By.ID)
			}
		}
	}
	return list
}

// stands reports whether who has something among the seeks that ends when they go.
func stands(seeks []Seek, who person.ID) bool {
	return slices.ContainsFunc(seeks, func(s Seek) bool {
		_, answers := s.answer(who)
		return s.By.ID == who || answers
	})
}

// standsWhileHere sees to it that s, which who has just opened or answered, ends when
// they are gone, as they may be already, and that whom it concerns is told when it ends.
func (l *Lobby) standsWhileHere(who person.ID, s Seek) {
	l.hall.do(func(h *hall) {
		h.fresh = append(h.fresh, s)
		h.seekEnds(who, time.Now().Add(seekGrace))
	})
	l.departed.raise()
}

// seeksChanged tells the pages of these persons, and the lobby.
func (l *Lobby) seeksChanged(who ...person.ID) {
	l.hall.do(func(h *hall) { h.seeksStale = true })
	l.poke(who...)
	l.changed.raise()
}

// OpenSeeks are those of the seeks open to everybody that are younger than the one with
// the id after, at most limit, oldest first.
func (l *Lobby) OpenSeeks(ctx context.Context, after string, limit int) ([]wire.OpenSeek, error) {
	all, err := l.cfg.Seeks.All(ctx)
	if err != nil {
		return nil, fmt.Errorf("list seeks: %w", err)
	}
	all = slices.DeleteFunc(all, func(s Seek) bool { return s.To.ID != "" || s.ID <= after }) // UUIDs of version 7 are in order
	return openSeeks(all[:min(limit, len(all))]), nil
}

// openSeeks are seeks as the lobby shows them.
func openSeeks(seeks []Seek) []wire.OpenSeek {
	var list []wire.OpenSeek
	for _, s := range seeks {
		list = append(list, wire.OpenSeek{
			ID: s.ID, By: *shown(&s.By), Control: room.WireControl(s.Control), Side: s.Side, Rating: s.Rating, Rated: s.Rated,
			Min: s.Min, Max: s.Max, Confirm: s.Confirm, Chat: s.Chat, Delay: s.Delay,
		})
	}
	return list
}

// fair picks n of the seeks that are open to everybody, and keeps their order. Everybody's oldest
// comes before anybody's second; of those for whom there is no place for all, half
// are the oldest and half the newest, so that nobody's are kept out of view for long.
func fair(seeks []Seek, n int) []Seek {
	var rounds [][]int // the indexes of everybody's oldest, then second, …
	own := make(map[person.ID]int)
	for i, s := range seeks {
		if s.To.ID != "" {
			continue
		}
		k := own[s.By.ID]
		own[s.By.ID]++
		if k == len(rounds) {
			rounds = append(rounds, nil)
		}
		rounds[k] = append(rounds[k], i)
	}
	var picked []int
	for _, round := range rounds {
		if room := n - len(picked); len(round) > room {
			round = slices.Concat(round[:room/2], round[len(round)-(room-room/2):])
		}
		picked = append(picked, round...)
	}
	slices.Sort(picked)
	list := make([]Seek, len(picked))
	for i, k := range picked {
		list[i] = seeks[k]
	}
	return list
}
