package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"rookery/cmd/rookload/checker"
	"rookery/lobby/wire"
)

// resumeEverywhere comes back to every room after every number of its streams, as
// each of those who were there and as nobody, in turn. Whoever comes back is sent
// just what is behind these numbers; the checker compares what it is.
func (c *cast) resumeEverywhere(ctx context.Context) error {
	for _, room := range slices.Sorted(maps.Keys(c.rooms)) {
		people := append([]person{{}}, c.rooms[room]...)
		heads := make([]map[wire.Stream]uint64, len(people))
		most := uint64(0)
		for i, who := range people {
			streams := []wire.Stream{wire.GameStream, wire.ChatStream}
			if who.id != "" {
				streams = append(streams, wire.WhisperStream, wire.NoticeStream)
			}
			after := make(map[wire.Stream]uint64)
			for _, s := range streams {
				after[s] = 0
			}
			r, err := c.resume(ctx, who, room, after)
			if err != nil {
				return err
			}
			r.close()
			for _, s := range streams {
				after[s] = r.heads[s]
				most = max(most, r.heads[s])
			}
			heads[i] = after
		}
		for n := range most + 1 {
			i := int(n) % len(people)
			if err := c.resumeAfter(ctx, room, people[i], heads[i], n); err != nil {
				return err
			}
		}
	}
	return nil
}

// resumeAfter comes back after event n of each stream, or its last.
func (c *cast) resumeAfter(ctx context.Context, room string, who person, heads map[wire.Stream]uint64, n uint64) error {
	after, missing := make(map[wire.Stream]uint64), 0
	for s, head := range heads {
		after[s] = min(n, head)
		missing += int(head - after[s])
	}
	r, err := c.resume(ctx, who, room, after)
	if err != nil {
		return err
	}
	r.close()
	time.Sleep(time.Millisecond) // for the server to see it
	if r.came != missing || len(r.first) > 0 {
		c.checker.Note(checker.Gap, "%s came back to %s after %v of %v, and was sent %d events and %d snapshots", who.nick, room, after, heads, r.came, len(r.first))
	}
	c.count.took("resumed from some number")
	return nil
}

// The crowd in which one reads too slowly.
const (
	crowded = 40
	atOnce  = 5 // lines that one may say
	notRead = 4 * time.Second
)

// crowd has many whisper so much to one that it is too slow for them, and is sent
// away to come back.
func (w *world) crowd(ctx context.Context) error {
	if w.rng.IntN(4) > 0 {
		return nil
	}
	c := w.cast
	people, err := c.arrive(ctx, crowded+2)
	if err != nil {
		return err
	}
	tb := &table{cast: c, name: "the crowded table", host: people[0], guest: people[1], rng: c.random("the crowded table")}
	room, err := tb.make(ctx, wish{control: wire.Control{Base: 300}})
	if err != nil {
		return err
	}
	c.rooms[room] = people
	at := time.Now().Add(3 * time.Second)
	stop, cancel := context.WithCancel(ctx)
	defer cancel()
	var tabs sync.WaitGroup
	deaf := tb.tab(people[0], room, "who does not read", func(t *tab) time.Duration {
		if wait := time.Until(at); wait > 0 {
			return wait
		}
		if t.visits == 1 {
			in := t.conn.NetConn().(*conn).in
			in.do(func() { in.held = at.Add(notRead) })
		}
		return time.Hour
	})
	all := []*tab{deaf}
	for i, who := range people[1:] {
		line := "@" + people[0].nick + " "
		all = append(all, tb.tab(who, room, fmt.Sprintf("whisperer %d", i), func(t *tab) time.Duration {
			if wait := time.Until(at.Add(time.Millisecond)); wait > 0 {
				return wait
			}
			for range atOnce + i%2 { // every second one is told to wait
				t.ask(wire.Say{Text: line + c.mark(c.secret) + strings.Repeat("q\u0331\u0302", 460), To: wire.ChatStream})
			}
			return time.Hour
		}))
	}
	for _, t := range all {
		tabs.Go(func() { t.run(stop) })
	}
	time.Sleep(3*time.Second + 2*notRead)
	host := tb.tab(people[0], room, "who ends it", nil)
	tabs.Go(func() { host.run(stop) })
	_, err = host.do(ctx, wire.Abort{})
	for _, t := range append(all, host) {
		close(t.leaving)
	}
	tabs.Wait()
	return err
}
