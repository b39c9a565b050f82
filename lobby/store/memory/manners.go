package memory

import (
	"context"
	"slices"

	"rookery/lobby"
	"rookery/lobby/person"
	"rookery/lobby/wire"
)

type blocks struct{ *Store }

func (s blocks) Set(ctx context.Context, b lobby.Block, on bool, at int64, c lobby.Command) (lobby.Notice, error) {
	return write(ctx, s.Store, Set, func() (lobby.Notice, error) {
		n := b.Told(on, at)
		if err := s.postable([]lobby.Notice{n}, &c); err != nil {
			return lobby.Notice{}, err
		}
		same := func(o lobby.Block) bool { return o.By == b.By && o.Whom.ID == b.Whom.ID }
		i := slices.IndexFunc(s.blocks, same)
		switch {
		case on && i >= 0:
			s.blocks[i].Whom = b.Whom
		case on:
			s.blocks = append(s.blocks, b)
		case i >= 0:
			s.blocks = slices.Delete(s.blocks, i, i+1)
		}
		n.N = s.tell([]lobby.Notice{n}, &c)
		return n, nil
	})
}

func (s blocks) All(ctx context.Context) ([]lobby.Block, error) {
	return read(ctx, s.Store, AllBlocks, func() ([]lobby.Block, error) { return slices.Clone(s.blocks), nil })
}

func (s blocks) Of(ctx context.Context, who person.ID) ([]lobby.Block, error) {
	return read(ctx, s.Store, BlocksOf, func() (list []lobby.Block, err error) {
		for _, b := range s.blocks {
			if b.By == who {
				list = append(list, b)
			}
		}
		return list, nil
	})
}

type reports struct{ *Store }

func (s reports) File(ctx context.Context, r lobby.Report, c lobby.Command) (lobby.Notice, error) {
	return write(ctx, s.Store, File, func() (lobby.Notice, error) {
		n := r.Told()
		if err := s.postable([]lobby.Notice{n}, &c); err != nil {
			return lobby.Notice{}, err
		}
		same := func(o lobby.Report) bool {
			return o.By.ID == r.By.ID && o.Room == r.Room && o.Stream == r.Stream && o.Line == r.Line
		}
		if slices.ContainsFunc(s.reports, same) {
			return lobby.Notice{}, lobby.ErrReported
		}
		r.N = uint64(len(s.reports)) + 1
		r.Evidence = copies(r.Evidence)
		s.reports = append(s.reports, r)
		n.N = s.tell([]lobby.Notice{n}, &c)
		return n, nil
	})
}

func (s reports) Count(ctx context.Context, who person.ID, since int64) (int, error) {
	return read(ctx, s.Store, Count, func() (n int, err error) {
		for _, r := range s.reports {
			if r.By.ID == who && r.At >= since {
				n++
			}
		}
		return n, nil
	})
}

func (s reports) Load(ctx context.Context, after uint64, limit int) ([]lobby.Report, error) {
	return read(ctx, s.Store, LoadReports, func() (page []lobby.Report, err error) {
		for _, r := range s.reports {
			if len(page) < limit && r.N > after {
				r.Evidence = copies(r.Evidence)
				page = append(page, r)
			}
		}
		return page, nil
	})
}

func copies(list []wire.Event) []wire.Event {
	list = slices.Clone(list)
	for i := range list {
		list[i].D = slices.Clone(list[i].D)
	}
	return list
}
