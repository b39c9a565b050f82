package lobby

import (
	"context"
	"fmt"
	"maps"
	"time"

	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// HiddenTold is the notice that a store gives who with Hiding.Set, at at in ms since 1970.
func HiddenTold(who person.ID, on bool, at int64) Notice {
	return notice(who, time.UnixMilli(at), wire.Hidden{On: on})
}

// hideaway is who is in no list of people, as it is stored. now is replaced and
// never written to, so that whoever has it may read it. doubtful tells that the
// store may have another.
type hideaway struct {
	now      map[person.ID]bool
	doubtful bool
}

func newHideaway() hideaway { return hideaway{now: make(map[person.ID]bool)} }

// isHidden says whether somebody is in no list of people. Rooms ask it while they judge.
func (l *Lobby) isHidden(who string) (yes bool) {
	l.hidden.do(func(a *hideaway) { yes = a.now[person.ID(who)] })
	return yes
}

// hiddenNow is everybody who hides.
func (l *Lobby) hiddenNow() (now map[person.ID]bool) {
	l.hidden.do(func(a *hideaway) { now = a.now })
	return now
}

// Hidden says whether who hides. Errors are ErrClosing, or ctx's.
func (l *Lobby) Hidden(ctx context.Context, who person.ID) (bool, error) {
	if err := l.open(ctx); err != nil {
		return false, err
	}
	return l.isHidden(string(who)), nil
}

// readHidden reads who hides.
func (l *Lobby) readHidden(ctx context.Context) error {
	if l.cfg.Hiding == nil {
		return nil
	}
	list, err := l.cfg.Hiding.All(ctx)
	if err != nil {
		return fmt.Errorf("list who hides: %w", err)
	}
	all := make(map[person.ID]bool, len(list))
	for _, who := range list {
		all[who] = true
	}
	l.hidden.do(func(a *hideaway) { *a = hideaway{now: all} })
	return nil
}

// settleHidden reads who hides again if it is not known what is stored.
func (l *Lobby) settleHidden(ctx context.Context) error {
	var doubtful bool
	l.hidden.do(func(a *hideaway) { doubtful = a.doubtful })
	if !doubtful {
		return nil
	}
	done, err := l.turns.take(ctx, "hiding")
	if err != nil {
		return err
	}
	defer done()
	return l.readHidden(ctx)
}

// hide keeps somebody out of every list of people, or ends that.
func (l *Lobby) hide(ctx context.Context, c *Conn, cmd wire.Hide, cause Command) (uint64, error) {
	who := c.Who.ID
	done, err := l.turns.take(ctx, "hiding") // of all who do: it is one list
	if err != nil {
		return 0, err
	}
	defer done()
	switch {
	case l.cfg.Hiding == nil:
		return 0, ErrWrongPlace
	case l.isHidden(string(who)) == cmd.On:
		return 0, ErrNoChange
	}
	n, err := l.cfg.Hiding.Set(ctx, who, cmd.On, time.Now().UnixMilli(), cause)
	if err != nil {
		if !certain(err) {
			l.hidden.do(func(a *hideaway) { a.doubtful = true })
		}
		return 0, fmt.Errorf("store whether somebody hides: %w", err)
	}
	l.hidden.do(func(a *hideaway) {
		a.now = maps.Clone(a.now)
		if cmd.On {
			a.now[who] = true
		} else {
			delete(a.now, who)
		}
	})
	l.looksAnew(ctx, who)
	l.poke(who)
	l.changed.raise()
	return n.N, nil
}

// looksAnew has the rooms where who is see whether they hide.
func (l *Lobby) looksAnew(ctx context.Context, who person.ID) {
	rooms := make(map[room.ID]bool)
	l.hall.do(func(h *hall) {
		for _, c := range h.conns(who) {
			rooms[c.Room] = true
		}
	})
	delete(rooms, "")
	for id := range rooms {
		r, err := l.Open(ctx, id)
		if err == nil {
			err = r.LookAnew(ctx, string(who))
		}
		if err != nil { // whoever comes to the room when it runs again is seen as they are
			l.cfg.Log.Debug("a room was not told who hides", "room", id, "cause", err)
		}
	}
}
