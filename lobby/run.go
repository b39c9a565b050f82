package lobby

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"rookery/lobby/room"
)

const (
	sealGrace     = 5 * time.Second  // for all rooms to stop their clocks durably
	returnGrace   = 15 * time.Second // after a restart, for seekers to come back
	openAtOnce    = 16               // rooms whose logs are read at the same time
	finishedShown = 10
)

// Run opens every unfinished room again and serves until ctx ends; then it
// seals the rooms and waits for them. ErrUnsealed means that some could not store
// that their clocks stand still. It is called once.
func (l *Lobby) Run(ctx context.Context) error {
	life, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	l.life = life
	unfinished, err := l.load(ctx)
	if err != nil {
		return err
	}
	close(l.up)
	var own sync.WaitGroup
	own.Go(func() { l.stalls.Run(life) })
	own.Go(func() { l.cry(ctx) })
	own.Go(func() { l.seeOff(ctx) })
	own.Go(func() { l.pairLater(ctx) })
	own.Go(func() { l.exhibit(ctx) })
	own.Go(func() { l.lapse(ctx) })
	own.Go(func() { l.reopen(ctx, unfinished) })
	<-ctx.Done()
	grace, cancel := context.WithTimeout(life, sealGrace)
	defer cancel()
	err = l.close(grace, end)
	own.Wait()
	return err
}

// load reads what the lobby shows, and makes sure that the house exists.
func (l *Lobby) load(ctx context.Context) ([]room.Summary, error) {
	if err := l.hireHouse(ctx); err != nil {
		return nil, err
	}
	unfinished, err := l.cfg.Rooms.Unfinished(ctx)
	if err != nil {
		return nil, fmt.Errorf("list unfinished rooms: %w", err)
	}
	finished, err := l.cfg.Rooms.Finished(ctx, finishedShown)
	if err != nil {
		return nil, fmt.Errorf("list finished rooms: %w", err)
	}
	if err := l.readBlocks(ctx); err != nil {
		return nil, err
	}
	if err := l.readHidden(ctx); err != nil {
		return nil, err
	}
	seeks, err := l.cfg.Seeks.All(ctx)
	if err != nil {
		return nil, fmt.Errorf("list seeks: %w", err)
	}
	now, going := time.Now(), l.allSeen(ctx, unfinished)
	finished = slices.DeleteFunc(l.allSeen(ctx, finished), func(s room.Summary) bool {
		if !s.Over { // to whoever does not play; the room is opened so that it shows its end
			unfinished, going = append(unfinished, s), append(going, s)
		}
		return !s.Over
	})
	for _, s := range going {
		l.announceLater(ctx, s)
	}
	l.hall.do(func(h *hall) {
		for _, s := range finished {
			h.finished = append(h.finished, s.Game)
		}
		for _, s := range going {
			h.roomChanged(unwatched(s), now)
		}
		h.seeks = seeks
		for _, s := range seeks {
			h.seekEnds(s.By.ID, now.Add(returnGrace))
			for _, a := range s.Answers {
				h.seekEnds(a.By.ID, now.Add(returnGrace))
			}
		}
	})
	l.departed.raise()
	return unfinished, nil
}

// unwatched is a stored summary of a room that starts: those who watched it
// have gone.
func unwatched(s room.Summary) room.Summary {
	s.Game.Watching = 0
	return s
}

// reopen starts the rooms that the last process left, so that their windows
// and recoveries run whether or not anybody comes.
func (l *Lobby) reopen(ctx context.Context, list []room.Summary) {
	var all sync.WaitGroup
	slots := make(chan struct{}, openAtOnce)
	for _, s := range list {
		slots <- struct{}{}
		all.Go(func() {
			defer func() { <-slots }()
			_, _ = l.Open(ctx, s.Room) // its host logs what goes wrong
		})
	}
	all.Wait()
}
