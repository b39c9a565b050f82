package host

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"rookery/chat"
	"rookery/chat/presence"
)

// The most that a tab is sent of a stream when it comes.
const (
	snapshotLines = 200      // of a stream that it does not resume
	resumedLines  = 1000     // of one that it does; who is further behind gets a snapshot
	backlog       = 64 << 10 // bytes of frames, in either case
)

// Visit is a tab that wants to come in. Epoch is that of the History that Talk
// and Whispers, the last numbers it holds of the streams, belong to; a tab that
// holds nothing has none. Person.ID is empty for those who only watch.
type Visit struct {
	Person         chat.Person
	Role           string
	Out            Outbox
	Epoch          string
	Talk, Whispers uint64
}

// Epoch is that of the History.
func (r *Room) Epoch() string { return r.cfg.History.Epoch() }

// Join brings a tab in. It is offered what it has missed of its streams or, if
// it resumes nothing or is too far behind, a Snapshot and the entries that this
// announces; then who is here, and then everything as it happens, without a gap
// and without doubles. Errors: those of nick.Rules and nick.ErrTaken; any other
// says that it can be tried again.
func (r *Room) Join(ctx context.Context, v Visit, now time.Time) (*Tab, error) {
	tab := &Tab{person: v.Person, out: v.Out}
	here, err := r.admit(ctx, tab, now)
	if err != nil {
		return nil, err
	}
	resume := v.Epoch == r.Epoch()
	tab.talk, tab.whispers = v.Talk, v.Whispers
	if err := r.catchUp(ctx, tab, Stream{Name: TalkStream}, resume); err != nil {
		return nil, err
	}
	var heard []Entry
	if mine := (Stream{WhisperStream, tab.person.ID}); mine.Person != "" {
		if err := r.catchUp(ctx, tab, mine, resume); err != nil {
			return nil, err
		}
		if !here {
			if heard, err = r.heard(ctx, mine); err != nil {
				return nil, err
			}
		}
	}
	if err := r.attach(ctx, tab, v, heard, now); err != nil {
		return nil, err
	}
	return tab, nil
}

// admit sees whether a tab's person may be called so, and says whether they are
// here. Nobody's history is read before.
func (r *Room) admit(ctx context.Context, tab *Tab, now time.Time) (here bool, err error) {
	if err := r.take(ctx, now); err != nil {
		return false, err
	}
	defer r.give()
	err = r.name(tab)
	_, here = r.here.ByID(tab.person.ID)
	return here, err
}

// name gives a tab the nick that its person has here already, or the one it asks for.
func (r *Room) name(tab *Tab) (err error) {
	if tab.person.ID == "" {
		tab.person = chat.Person{}
		return nil
	}
	tab.person, err = r.called(tab.person)
	return err
}

// catchUp offers a tab what is stored of a stream by now. It does not need the turn.
func (r *Room) catchUp(ctx context.Context, tab *Tab, s Stream, resume bool) error {
	at := &tab.talk
	if s.Name == WhisperStream {
		at = &tab.whispers
	}
	last, err := r.cfg.History.Before(ctx, s, math.MaxUint64, snapshotLines)
	if err != nil {
		return fmt.Errorf("read the end of a stream: %w", err)
	}
	head := uint64(0)
	if len(last) > 0 {
		head = last[len(last)-1].N
	}
	if resume && *at <= head && head-*at <= resumedLines {
		missed, err := r.cfg.History.Load(ctx, s, *at, resumedLines)
		if err != nil {
			return fmt.Errorf("read what a tab has missed: %w", err)
		}
		if frames := r.fitting(missed); len(frames) == len(missed) {
			return tab.offerAll(at, missed, frames)
		}
	}
	frames := r.fitting(last)
	last = last[len(last)-len(frames):]
	*at = head - uint64(len(last))
	if !tab.out.Offer(r.cfg.Encode(Snapshot{Stream: s, First: *at + 1, Head: head}), false) {
		return errFull
	}
	return tab.offerAll(at, last, frames)
}

var errFull = errors.New("a tab's outbox is full")

// fitting encodes as many of the last entries as fit into a backlog.
func (r *Room) fitting(entries []Entry) [][]byte {
	var frames [][]byte
	size := 0
	for _, e := range slices.Backward(entries) {
		f := r.cfg.Encode(e)
		if size += len(f); size > backlog {
			break
		}
		frames = append(frames, f)
	}
	slices.Reverse(frames)
	return frames
}

func (t *Tab) offerAll(at *uint64, entries []Entry, frames [][]byte) error {
	for i, e := range entries {
		*at = e.N
		if !t.out.Offer(frames[i], false) {
			return errFull
		}
	}
	return nil
}

// heard gives the last whisper that came to somebody, however many of their own
// they have sent since. It does not need the turn.
func (r *Room) heard(ctx context.Context, mine Stream) ([]Entry, error) {
	for before, most := uint64(math.MaxUint64), page; ; most = readAtOnce {
		entries, err := r.cfg.History.Before(ctx, mine, before, most)
		if err != nil {
			return nil, fmt.Errorf("read the last whispers: %w", err)
		}
		for i, e := range slices.Backward(entries) {
			if e.Kind == chat.Whispered && e.To.ID == mine.Person {
				return entries[i : i+1], nil
			}
		}
		if len(entries) < most {
			return nil, nil
		}
		before = entries[0].N
	}
}

// attach brings in a tab that is at most a few entries behind: from here on it
// gets what happens. Whoever is told that it failed is not in the room.
func (r *Room) attach(ctx context.Context, tab *Tab, v Visit, heard []Entry, now time.Time) error {
	if err := r.take(ctx, now); err != nil {
		return err
	}
	defer r.give()
	if err := r.name(tab); err != nil {
		return err
	}
	if err := r.catchUp(ctx, tab, Stream{Name: TalkStream}, true); err != nil {
		return err
	}
	if tab.person.ID != "" {
		mine := Stream{WhisperStream, tab.person.ID}
		if err := r.catchUp(ctx, tab, mine, true); err != nil {
			return err
		}
		last, err := r.cfg.History.Before(ctx, mine, math.MaxUint64, page) // some may have come since
		if err != nil {
			return fmt.Errorf("read the last whispers: %w", err)
		}
		heard = append(heard, last...)
	}
	in := false
	defer func() {
		if !in { // an encoder or an outbox has panicked
			r.remove(tab)
		}
	}()
	if r.here.Join(tab, chat.Member{Person: tab.person, Role: v.Role}) {
		r.names.come(tab.person, v.Person.Nick, r.now)
		for _, e := range heard { // to reply to
			r.apply(e)
		}
	}
	tab.out.Offer(r.cfg.Encode(Presence{r.here.Now()}), true)
	r.announce()
	in = true
	return nil
}

// Leave takes a tab out, if it is still in.
func (r *Room) Leave(tab *Tab, now time.Time) {
	<-r.turn
	defer r.give()
	r.now = now
	r.remove(tab)
	r.announce()
}

// Away records that a tab looks elsewhere or, if away is false, is back.
func (r *Room) Away(tab *Tab, away bool, now time.Time) {
	<-r.turn
	defer r.give()
	r.now = now
	r.here.Away(tab, away)
	r.announce()
}

// Look has the host's policy asked anew whether somebody who is here is hidden, and
// gives them a role: a host whose people can hide, or become moderators, calls it when
// they do. The others are told at the next Tick, and of who hides that they have left.
func (r *Room) Look(person, role string, now time.Time) {
	<-r.turn
	defer r.give()
	r.now = now
	if m, here := r.here.ByID(person); here {
		m.Role = role
		r.here.Look(m)
	}
}

// Tick does what is due at now: it tells everybody who is here, if that has
// changed, and reads again what an append left unknown. The host calls it once
// a second; errors are those of the History.
func (r *Room) Tick(ctx context.Context, now time.Time) error {
	if err := r.take(ctx, now); err != nil {
		return err
	}
	defer r.give()
	r.announce()
	return nil
}

func (r *Room) announce() {
	if h, due := r.here.Announce(r.now); due {
		r.send(presence.ToAll(), r.cfg.Encode(Presence{h}))
	}
}

// Send offers an ephemeral frame of the host's own: to all, that a talk begins; to
// all but the sender, that they are typing; to persons, that somebody calls them.
func (r *Room) Send(d presence.Delivery, frame []byte) {
	<-r.turn
	defer r.give()
	r.send(d, frame)
}

func (r *Room) send(d presence.Delivery, frame []byte) {
	for tab := range r.here.To(d) {
		if !tab.out.Offer(frame, true) {
			r.remove(tab)
		}
	}
}
