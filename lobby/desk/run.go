package desk

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"rookery/lobby/hall"
	"rookery/lobby/room"
)

const (
	sealGrace   = 5 * time.Second  // for all rooms to stop their clocks durably
	returnGrace = 15 * time.Second // after a restart, for seekers to come back
	openAtOnce  = 16               // rooms whose logs are read at the same time
)

// Run opens every unfinished room again and serves until ctx ends; then it
// seals the rooms and waits for them. ErrUnsealed means that some could not store
// that their clocks stand still. It is called once.
func (d *Desk) Run(ctx context.Context) error {
	life, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	d.life = life
	unfinished, err := d.load(ctx)
	if err != nil {
		return err
	}
	d.rooms.Begin(life)
	var own sync.WaitGroup
	own.Go(func() { d.cry(ctx) })
	own.Go(func() { d.seeOff(ctx) })
	own.Go(func() { d.pairLater(ctx) })
	if d.cfg.Exhibition != nil {
		own.Go(func() { d.theHouseShow().Run(ctx) })
	}
	own.Go(func() { d.lapse(ctx) })
	own.Go(func() { d.reopen(ctx, unfinished) })
	<-ctx.Done()
	grace, cancel := context.WithTimeout(life, sealGrace)
	defer cancel()
	err = d.rooms.End(grace, end)
	own.Wait()
	return err
}

// load reads what the lobby shows, and makes sure that the house exists.
func (d *Desk) load(ctx context.Context) ([]room.Summary, error) {
	if err := d.hireHouse(ctx); err != nil {
		return nil, err
	}
	unfinished, err := d.cfg.Rooms.Unfinished(ctx)
	if err != nil {
		return nil, fmt.Errorf("list unfinished rooms: %w", err)
	}
	finished, err := d.cfg.Rooms.Finished(ctx, hall.FinishedShown)
	if err != nil {
		return nil, fmt.Errorf("list finished rooms: %w", err)
	}
	if err := d.manners.Load(ctx); err != nil {
		return nil, err
	}
	seeks, err := d.cfg.Seeks.All(ctx)
	if err != nil {
		return nil, fmt.Errorf("list seeks: %w", err)
	}
	now, going := time.Now(), d.rooms.AllSeen(ctx, unfinished)
	finished = slices.DeleteFunc(d.rooms.AllSeen(ctx, finished), func(s room.Summary) bool {
		if !s.Over { // to whoever does not play; the room is opened so that it shows its end
			unfinished, going = append(unfinished, s), append(going, s)
		}
		return !s.Over
	})
	for _, s := range going {
		d.announceLater(ctx, s)
	}
	d.hall.Load(finished, going, seeks, now, now.Add(returnGrace))
	d.departed.Raise()
	return unfinished, nil
}

// reopen starts the rooms that the last process left, so that their windows
// and recoveries run whether or not anybody comes.
func (d *Desk) reopen(ctx context.Context, list []room.Summary) {
	var all sync.WaitGroup
	slots := make(chan struct{}, openAtOnce)
	for _, s := range list {
		slots <- struct{}{}
		all.Go(func() {
			defer func() { <-slots }()
			_, _ = d.Open(ctx, s.Room) // its host logs what goes wrong
		})
	}
	all.Wait()
}
