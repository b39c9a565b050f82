package host

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"rookery/chat"
	"rookery/chat/presence"
)

// number gives entries, each of another stream, their numbers.
func (r *Room) number(ctx context.Context, entries []Entry) error {
	for i, e := range entries {
		head, err := r.head(ctx, e.Stream)
		if err != nil {
			return err
		}
		entries[i].N = head + 1
	}
	return nil
}

// store appends a batch, and delivers it when it is durable. What the sender's
// line has counted for is undone if it is certainly not stored.
func (r *Room) store(ctx context.Context, b Batch, undo func()) (Answer, error) {
	first := b.Entries[0]
	b.Receipt.Stream, b.Receipt.N = first.Stream, first.N
	// What has been begun is finished: a sender who goes away makes nothing unknown.
	r.doubt = &doubt{b, undo} // nor does a History that panics
	err := r.cfg.History.Append(context.WithoutCancel(ctx), b)
	switch {
	case errors.Is(err, ErrNotStored):
		r.doubt = nil
		undo()
		return Answer{}, fmt.Errorf("append to the history: %w", err)
	case err != nil:
		return Answer{}, fmt.Errorf("%w: append to the history: %w", ErrUnknown, err)
	}
	r.doubt = nil
	r.deliver(b.Entries)
	r.look(b.Entries)
	return Answer{Stream: first.Stream, N: first.N}, nil
}

// head is the number of a stream's last entry.
func (r *Room) head(ctx context.Context, s Stream) (uint64, error) {
	if n, ok := r.heads.Get(s); ok {
		return n, nil
	}
	last, err := r.cfg.History.Before(ctx, s, math.MaxUint64, 1)
	if err != nil {
		return 0, fmt.Errorf("read the end of a stream: %w", err)
	}
	n := uint64(0)
	if len(last) > 0 {
		n = last[0].N
	}
	r.heads.Put(s, n)
	return n, nil
}

// settle reads again what an append left unknown: it delivers what is stored,
// and forgets the line if it is not. Until it succeeds the room does nothing else.
func (r *Room) settle(ctx context.Context) error {
	if r.doubt == nil {
		return nil
	}
	b := r.doubt.batch
	_, stored, err := r.cfg.History.Receipt(ctx, b.Receipt.Person, b.Receipt.CID)
	if err != nil {
		return fmt.Errorf("%w: look for the receipt of a command: %w", ErrUnknown, err)
	}
	for _, e := range b.Entries {
		if err := r.follow(ctx, e.Stream, e.N-1); err != nil {
			return fmt.Errorf("%w: %w", ErrUnknown, err)
		}
	}
	if !stored {
		r.doubt.undo()
	}
	r.doubt = nil
	r.look(b.Entries)
	return nil
}

// follow delivers what is stored of a stream after head, the number of the last
// entry that was delivered for certain. It is not asked of r.head, which may have
// forgotten it, and would take what is to be delivered for delivered.
func (r *Room) follow(ctx context.Context, s Stream, head uint64) error {
	for {
		more, err := r.cfg.History.Load(ctx, s, head, page)
		if err != nil {
			return fmt.Errorf("read a stream again: %w", err)
		}
		r.deliver(more)
		if len(more) < page {
			return nil
		}
		head = more[len(more)-1].N
	}
}

// deliver applies stored entries, and then offers them to the tabs: what an
// encoder or outbox that panics leaves out is sent when a tab resumes.
func (r *Room) deliver(entries []Entry) {
	for _, e := range entries {
		r.heads.Put(e.Stream, e.N)
		r.apply(e)
		if e.Kind == chat.Said || e.Kind == chat.Action {
			r.here.Show(e.By.ID)
		}
	}
	for _, e := range entries {
		r.offer(e)
	}
}

// look asks anew whether those who have another nick are hidden. It comes last:
// what the host's policy makes of it, nothing is left half done.
func (r *Room) look(entries []Entry) {
	for _, e := range entries {
		if m, here := r.here.ByID(e.By.ID); here && e.Act == Renamed {
			r.here.Look(m)
		}
	}
}

// offer offers an entry to the tabs that may see it, encoded once.
func (r *Room) offer(e Entry) {
	if e.Stream.Name == ActStream {
		return
	}
	to := presence.ToAll()
	if e.Stream.Name == WhisperStream {
		to = presence.ToPersons(e.Stream.Person)
	}
	var frame []byte
	for tab := range r.here.To(to) {
		if frame == nil {
			frame = r.cfg.Encode(e)
		}
		if !tab.offer(e, frame) {
			r.remove(tab)
		}
	}
}

// offer gives a tab the entry that follows the last one it was offered; one
// that it has been offered before is no mistake.
func (t *Tab) offer(e Entry, frame []byte) bool {
	at := &t.talk
	if e.Stream.Name == WhisperStream {
		at = &t.whispers
	}
	if e.N <= *at {
		return true
	}
	*at = e.N
	return t.out.Offer(frame, false)
}

// apply does what a stored entry says. It is all that the room knows of it, live
// and when it is read again.
func (r *Room) apply(e Entry) {
	switch {
	case e.Stream.Name == WhisperStream && e.Kind == chat.Whispered && e.To.ID == e.Stream.Person:
		r.talk.Heard(e.To, e.By)
	case e.Stream.Name == TalkStream && e.Act == Renamed:
		_, here := r.here.ByID(e.By.ID)
		if r.names.rename(e.By, here, r.now) {
			r.here.Rename(e.By)
		}
	case e.Stream.Name != ActStream:
	case e.Act == Blocked:
		r.block(e.By, e.To, true)
	case e.Act == Unblocked:
		r.block(e.By, e.To, false)
	case e.Act == Silenced:
		r.talk.Muted(e.To.ID, e.Until, e.Reason)
		r.names.mute(e.To, e.Until, r.now)
	case e.Act == Unmuted:
		r.talk.Muted(e.To.ID, time.Time{}, "")
		r.names.unmute(e.To.ID)
	}
}

// remove takes a tab out, and remembers the person whose last one it was.
func (r *Room) remove(tab *Tab) {
	m, _ := r.here.ByID(tab.person.ID)
	if r.here.Leave(tab) {
		r.names.leave(m, r.now)
	}
}
