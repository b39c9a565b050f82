package room

import (
	"context"
	"maps"

	"rookery/chat"
	"rookery/lobby/wire"
)

// Where the chat is separate (CONTRACT section 2), the players talk in a stream of
// their own until the result, and can neither read nor be whispered what those who
// watch say: nobody is helped. Then all talk together, and all can read everything.

// apart reports whether the players talk in a stream of their own now: until
// everybody knows the result.
func (s *state) apart() bool { return s.separate() && s.shown.live.Ended == nil }

// mayRead reports whether a person ("": anybody) may read a stream, of the
// whispers their own.
func (s *state) mayRead(person string, name wire.Stream) bool {
	_, plays := s.crowd.seat(person)
	switch name {
	case wire.ChatStream:
		return !(plays && s.apart())
	case wire.PlayersStream:
		return s.separate() && (plays || !s.apart())
	case wire.WhisperStream:
		return person != ""
	}
	return true
}

// talksIn is the stream of a person's lines.
func (s *state) talksIn(person string) wire.Stream {
	if _, plays := s.crowd.seat(person); plays && s.apart() {
		return wire.PlayersStream
	}
	return wire.ChatStream
}

// closed refuses a line for a stream that its sender does not talk in.
func closed(to wire.Stream) chat.Refusal {
	text := "Not sent: the players' own chat is closed. Everybody talks together now."
	if to == wire.PlayersStream {
		text = "Not sent: while this game goes on, the players talk among themselves."
	}
	return chat.Refusal{Code: streamClosed, Text: text}
}

// streamClosed is beside chat's own codes, which know of one stream only.
const streamClosed chat.Code = "stream_closed"

func (s *state) mayWhisper(from, to chat.Member) string {
	_, one := s.crowd.seat(from.ID)
	_, other := s.crowd.seat(to.ID)
	if one == other || !s.apart() {
		return ""
	}
	return "Not sent: while this game goes on, the players whisper to each other only, and those who watch among themselves."
}

// unfollowed is a stream that a member may read by now and does not follow yet: what is
// told in it meanwhile is in what the member reads first.
type unfollowed struct {
	m    *Member
	name wire.Stream
}

func (s *state) follows(m *Member, name wire.Stream) bool {
	_, waits := s.opening[unfollowed{m, name}]
	return !waits
}

func (s *state) forgetOpening(m *Member) {
	maps.DeleteFunc(s.opening, func(o unfollowed, _ struct{}) bool { return o.m == m })
}

// openTalk opens to those who are here what body lets them read.
func (s *state) openTalk(body wire.EventBody) {
	if !s.separate() {
		return
	}
	switch b := body.(type) {
	case wire.Sat:
		for m := range s.crowd.membersOf(b.Person.ID) {
			s.open(m, wire.PlayersStream)
		}
	case wire.Ended:
		for m := range s.crowd.members() {
			if _, plays := s.crowd.seat(m.Person.ID); plays {
				s.open(m, wire.ChatStream)
			} else {
				s.open(m, wire.PlayersStream)
			}
		}
	}
}

func (s *state) open(m *Member, name wire.Stream) {
	s.opening[unfollowed{m, name}] = struct{}{}
	if m.Opened != nil {
		m.Opened(name)
	}
}

// Follow has m, to whom a stream was opened and who has read it up to number after,
// be told what comes next. It reports false, and the newest number, if that is further
// ahead than the room remembers: read the journal up to there and follow again.
func (r *Room) Follow(ctx context.Context, m *Member, name wire.Stream, after uint64) (uint64, bool, error) {
	type answer struct {
		head uint64
		ok   bool
	}
	a, err := ask(ctx, r, func(s *state) answer {
		head := s.headOf(s.faceOf(m.Person.ID), Stream{Name: name})
		if s.follows(m, name) || !s.mayRead(m.Person.ID, name) {
			return answer{head, true} // it has left, or may not any more
		}
		frames, ok := s.tail.after(map[wire.Stream]uint64{name: after}, map[wire.Stream]uint64{name: head})
		if !ok {
			return answer{head, false}
		}
		for _, f := range frames {
			m.Out.Offer(f, false)
		}
		delete(s.opening, unfollowed{m, name})
		return answer{head, true}
	})
	return a.head, a.ok, err
}
