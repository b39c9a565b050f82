package memory

import (
	"context"
	"fmt"
	"slices"
	"time"

	"rookery/lobby"
	"rookery/lobby/person"
)

type seeks struct{ *Store }

func (s seeks) Open(ctx context.Context, k lobby.Seek, c lobby.Command) (uint64, error) {
	return write(ctx, s.Store, Open, func() (uint64, error) {
		if err := s.postable(k.Opened(), &c); err != nil {
			return 0, err
		}
		if s.seekAt(k.ID) >= 0 {
			return 0, fmt.Errorf("seek %s exists", k.ID)
		}
		s.seeks = append(s.seeks, whole(k))
		return s.tell(k.Opened(), &c), nil
	})
}

func (s seeks) Answer(ctx context.Context, seek string, a lobby.Answer, c lobby.Command) (uint64, error) {
	return write(ctx, s.Store, Answer, func() (uint64, error) {
		if err := s.seen(string(c.Actor), c.CID); err != nil {
			return 0, err
		}
		i := s.seekAt(seek)
		if i < 0 {
			return 0, lobby.ErrNoSeek
		}
		k := &s.seeks[i]
		for _, old := range k.Answers {
			switch {
			case old.By.ID != a.By.ID:
			case old.TurnedDown:
				return 0, lobby.ErrNoSeek
			default:
				return 0, lobby.ErrNoChange
			}
		}
		if err := s.postable(k.Answered(a), &c); err != nil {
			return 0, err
		}
		k.Answers = append(k.Answers, a)
		return s.tell(k.Answered(a), &c), nil
	})
}

func (s seeks) Close(ctx context.Context, seek string, e lobby.End, c *lobby.Command) (uint64, error) {
	return write(ctx, s.Store, Close, func() (uint64, error) {
		if c != nil {
			if err := s.seen(string(c.Actor), c.CID); err != nil {
				return 0, err
			}
		}
		i := s.seekAt(seek)
		if i < 0 {
			return 0, lobby.ErrNoSeek
		}
		told := s.seeks[i].Ended(e)
		if len(told) == 0 || s.postable(told, c) != nil {
			return 0, lobby.ErrNoSeek
		}
		if e.Of != "" {
			s.seeks[i].Answers = unanswered(s.seeks[i].Answers, e)
		} else {
			s.seeks = slices.Delete(s.seeks, i, i+1)
		}
		return s.tell(told, c), nil
	})
}

func (s seeks) Drop(ctx context.Context, who person.ID) error {
	_, err := write(ctx, s.Store, Drop, func() (none struct{}, err error) {
		s.drop(who)
		return none, nil
	})
	return err
}

func (s seeks) All(ctx context.Context) ([]lobby.Seek, error) {
	return read(ctx, s.Store, All, func() ([]lobby.Seek, error) {
		list := slices.Clone(s.seeks)
		for i, k := range list {
			list[i] = whole(k)
		}
		return list, nil
	})
}

func (s seeks) One(ctx context.Context, id string) (lobby.Seek, error) {
	return read(ctx, s.Store, One, func() (lobby.Seek, error) {
		i := s.seekAt(id)
		if i < 0 {
			return lobby.Seek{}, lobby.ErrNoSeek
		}
		return whole(s.seeks[i]), nil
	})
}

func (s seeks) Of(ctx context.Context, who person.ID) ([]lobby.Seek, error) {
	return read(ctx, s.Store, SeeksOf, func() (list []lobby.Seek, err error) {
		for _, k := range s.seeks {
			if _, answers := k.Answer(who); answers || k.By.ID == who || k.To.ID == who {
				list = append(list, whole(k))
			}
		}
		return list, nil
	})
}

// seekAt is where a seek is, negative if it is not open.
func (s *Store) seekAt(id string) int {
	return slices.IndexFunc(s.seeks, func(k lobby.Seek) bool { return k.ID == id })
}

// drop ends the seeks and the answers of who.
func (s *Store) drop(who person.ID) {
	s.endSeeks("gone", func(k lobby.Seek) bool { return k.By.ID == who })
	e := lobby.End{Of: who, Why: "gone", At: time.Now().UnixMilli()}
	for i, k := range s.seeks {
		if told := k.Ended(e); len(told) > 0 {
			s.tell(told, nil)
			s.seeks[i].Answers = unanswered(k.Answers, e)
		}
	}
}

// endSeeks ends the seeks that f picks, with their notices.
func (s *Store) endSeeks(why string, f func(lobby.Seek) bool) {
	s.seeks = slices.DeleteFunc(s.seeks, func(k lobby.Seek) bool {
		if !f(k) {
			return false
		}
		s.tell(k.Ended(lobby.End{Why: why, At: time.Now().UnixMilli()}), nil)
		return true
	})
}

// unanswered are answers after e: who was turned down stays among them.
func unanswered(list []lobby.Answer, e lobby.End) []lobby.Answer {
	list = slices.Clone(list)
	i := slices.IndexFunc(list, func(a lobby.Answer) bool { return a.By.ID == e.Of })
	if e.Why == "turned_down" {
		list[i].TurnedDown = true
		return list
	}
	if len(list) == 1 {
		return nil // as one that nobody has answered
	}
	return slices.Delete(list, i, i+1)
}

// whole is k without memory shared with it.
func whole(k lobby.Seek) lobby.Seek {
	k.Answers = slices.Clone(k.Answers)
	return k
}
