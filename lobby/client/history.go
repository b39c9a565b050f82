package client

import (
	"maps"
	"slices"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"rookery/lobby"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// How much of the past is sent (CONTRACT section 1).
const (
	maxMissed     = 1000     // events behind; beyond it a stream begins with its snapshot
	snapshotLines = 200      // newest events of a snapshot, or …
	pageBytes     = 64 << 10 // … as many as fit here; history is queued in such pages
	pageEvents    = 256      // events read from the journal at a time
	pagedBack     = 50       // events of a History page
)

// missed sends what the client has missed of its room's streams and returns the
// numbers it then has. The game stream is left out if it begins with a snapshot.
func (s *Session) missed(view room.View) (map[wire.Stream]uint64, error) {
	has := make(map[wire.Stream]uint64)
	for _, name := range view.Streams {
		head := view.Heads[name]
		after, known := s.visit.Resume.After[name]
		known = known && after <= head
		if name == wire.GameStream && !known {
			if view.Readable == nil {
				continue // the room sends the snapshot as it attaches the client
			}
			s.out.Offer(view.Readable.Snapshot, false)
			after = view.Readable.N
		}
		if name != wire.GameStream && (!known || head-after > maxMissed) {
			var err error
			if after, err = s.begin(name, head); err != nil {
				return nil, err
			}
		}
		has[name] = after
	}
	return has, s.readOn(has, view.Heads)
}

// begin sends a stream's snapshot: what follows it are the newest events, and
// the number before the first of them is returned.
func (s *Session) begin(name wire.Stream, head uint64) (uint64, error) {
	after := head - min(head, snapshotLines)
	events, err := s.load(name, after, int(head-after))
	if err != nil {
		return 0, err
	}
	size := 0
	for i := len(events) - 1; i >= 0; i-- {
		if size += len(events[i].Frame()); size > pageBytes {
			after = events[i].N
			break
		}
	}
	snapshot := wire.StreamSnapshot{First: after + 1, Head: head}
	if name == wire.NoticeStream {
		snapshot.Challenges = s.door.cfg.Lobby.Challenges(s.visit.Who.ID)
		snapshot.Games = s.door.cfg.Lobby.Own(s.visit.Who.ID)
	}
	s.out.Offer(wire.EncodeNews(name, snapshot), false)
	return after, nil
}

// readOn sends each stream from the numbers in has up to heads, page by page as
// the client takes them, and moves has on.
func (s *Session) readOn(has, heads map[wire.Stream]uint64) error {
	for _, name := range slices.Sorted(maps.Keys(has)) { // in an order that tells nothing
		for has[name] < heads[name] {
			events, err := s.load(name, has[name], int(min(heads[name]-has[name], pageEvents)))
			if err != nil {
				return err
			}
			if len(events) == 0 {
				break // the room is ahead of a reader of the journal: attaching tells
			}
			s.sendPaced(events)
			has[name] = events[len(events)-1].N
		}
	}
	return s.ctx.Err()
}

// sendPaced queues events, never more than a page before the client took the last one.
func (s *Session) sendPaced(events []wire.Event) {
	size := 0
	for _, e := range events {
		f := e.Frame()
		if size += len(f); size > pageBytes {
			s.out.empty(s.ctx)
			size = len(f)
		}
		s.out.Offer(f, false)
	}
	s.out.empty(s.ctx)
}

// load reads events of one of the client's streams from the record.
func (s *Session) load(name wire.Stream, after uint64, limit int) ([]wire.Event, error) {
	if name == wire.NoticeStream {
		notices, err := s.door.cfg.Notices.Load(s.ctx, s.visit.Who.ID, after, limit)
		return mapped(notices, func(n lobby.Notice) wire.Event { return readable(noticeEvent(n)) }), err
	}
	stream := room.Stream{Name: name}
	if name == wire.WhisperStream {
		stream.Person = string(s.visit.Who.ID)
	}
	events, err := s.door.cfg.Journal.Load(s.ctx, s.visit.Room, stream, after, limit)
	return mapped(events, func(e room.Event) wire.Event { return readable(e.Wire()) }), err
}

// readable is e, without its body if that is not what was ever stored: a disk may
// give back anything, and who reads on must not be shut out by it.
func readable(e wire.Event) wire.Event {
	if body := jsontext.Value(e.D); !body.IsValid() || body.Kind() != '{' {
		e.D = []byte("{}")
	}
	return e
}

func mapped[A, B any](in []A, f func(A) B) []B {
	out := make([]B, len(in))
	for i, v := range in {
		out[i] = f(v)
	}
	return out
}

func noticeEvent(n lobby.Notice) wire.Event {
	return wire.Event{S: wire.NoticeStream, N: n.N, T: n.Kind, At: n.At, D: n.Body}
}

// missedNotices sends what the client has missed of its own stream.
func (s *Session) missedNotices() error {
	if s.visit.Who.ID == "" {
		return nil
	}
	asOf := time.Now()
	head, err := s.door.cfg.Notices.Head(s.ctx, s.visit.Who.ID)
	if err != nil {
		return err
	}
	after, known := s.visit.Resume.After[wire.NoticeStream]
	if known && after == head {
		s.door.cfg.Lobby.Knows(s.visit.Who.ID, asOf)
	}
	if !known || after > head || head-after > maxMissed {
		if after, err = s.begin(wire.NoticeStream, head); err != nil {
			return err
		}
	}
	s.mu.Lock()
	s.notices = after
	s.mu.Unlock()
	return s.sendNotices()
}

// sendNotices sends the notices after the last one sent. It runs as an errand only.
func (s *Session) sendNotices() error {
	if s.visit.Who.ID == "" {
		return nil
	}
	for {
		s.mu.Lock()
		after := s.notices
		s.mu.Unlock()
		events, err := s.load(wire.NoticeStream, after, pageEvents)
		if err != nil || len(events) == 0 {
			return err
		}
		s.sendPaced(events)
		s.mu.Lock()
		s.notices = events[len(events)-1].N
		s.mu.Unlock()
	}
}

// pages tells up to which number the client can read a stream of its room now.
func (s *Session) pages(name wire.Stream) (uint64, error) {
	s.mu.Lock()
	r, m := s.room, s.member
	s.mu.Unlock()
	if r == nil {
		return 0, room.ErrClosed
	}
	view, err := r.Look(s.ctx, m.Person)
	if err == nil && !slices.Contains(view.Streams, name) {
		err = room.ErrWrongPlace
	}
	return view.Heads[name], err
}

// history answers a request for older events of a stream.
func (s *Session) history(req wire.Request, h wire.History) {
	mine := h.Stream == wire.NoticeStream || h.Stream == wire.WhisperStream
	switch {
	case mine && s.visit.Who.ID == "":
		s.answer(room.Answer{Req: req, Err: room.ErrNeedNick})
		return
	case h.Stream != wire.NoticeStream && s.visit.Room == "":
		s.answer(room.Answer{Req: req, Err: room.ErrWrongPlace})
		return
	}
	if h.Stream != wire.NoticeStream {
		head, err := s.pages(h.Stream)
		if err != nil {
			s.answer(room.Answer{Req: req, Err: err})
			return
		}
		h.Before = min(h.Before, head+1)
	}
	page := wire.Page{Stream: h.Stream, Events: []wire.Event{}}
	if h.Before > 1 {
		last := h.Before - 1
		after := last - min(last, pagedBack)
		events, err := s.load(h.Stream, after, int(last-after))
		if err != nil {
			s.answer(room.Answer{Req: req, Err: err})
			return
		}
		size := 0
		for i := len(events) - 1; i >= 0; i-- {
			if size += len(events[i].Frame()); size > pageBytes {
				events = events[i+1:]
				break
			}
		}
		page.Events = events
		page.More = len(events) > 0 && events[0].N > 1
	}
	s.out.empty(s.ctx) // one page at a time, as the client takes them
	s.answer(room.Answer{Req: req, Info: page})
}
