package room

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"rookery/chat"
	"rookery/game"
	"rookery/lobby/wire"
)

// state is all that a room is. Only the goroutine of Run reaches it.
type state struct {
	face            // the game as it is
	shown  *face    // … and as all but the players see it: the same, unless there is a delay
	hidden []hidden // what is in the one and not yet in the other, in the room's order
	room   *Room
	ctx    context.Context // never cancelled: a command once taken up is finished
	reckoning
	talk  *chat.Talk
	rules chat.Policy
	crowd *crowd

	pos      uint64 // of the newest event, over all streams
	chatHead uint64
	opening  map[unfollowed]struct{} // streams that members may read by now and do not follow yet
	whispers map[string]uint64       // heads of the persons' whisper streams
	tail     tail
	refused  Refused
	handed   handed

	held     []Command     // taken from a queue, left for the next append
	stopped  time.Time     // since when clocks that stand still wait for the players; zero otherwise
	halt     halt          // clocks that stand still because nothing can be stored
	turned   time.Time     // since when the running clock runs, as far as stalls were credited
	thought  time.Duration // what the last process saw of the turn that it did not see the end of
	staked   stakes        // what Stalls counts of this room
	proving  *game.Flag    // the flag that fell, while it is worked out whether it can be won
	provedAt time.Time     // the stamp with which it fell
	retryAt  time.Time     // when to try again what could not be stored
	unheard  time.Time     // when a player's command came last that could not be stored
	idle     time.Time     // since when nobody is here
	draining bool
	failed   error // what ended the room while it answered an ask
}

// replayPage is how many events are read at a time when a room is opened.
const replayPage = 512

// newState is a room before its first event.
func newState(r *Room) *state {
	s := &state{
		room: r, talk: chat.NewTalk(cmp.Or(r.cfg.Talk.Limits, chat.DefaultLimits())), crowd: newCrowd(r.cfg.Hidden), handed: newHanded(),
		whispers: make(map[string]uint64), opening: make(map[unfollowed]struct{}), reckoning: reckoning{since: time.Now()},
	}
	s.face.room = r.cfg.ID
	s.shown = &s.face
	s.rules = s.policy()
	return s
}

// replay applies one stored event.
func (s *state) replay(e Event) error {
	if e.Pos != s.pos+1 {
		return fmt.Errorf("follows position %d", s.pos)
	}
	w := e.Wire()
	body, err := w.Body()
	if err != nil {
		return err
	}
	if want := s.head(e.Stream) + 1; e.N != want {
		return fmt.Errorf("is number %d of %s, not %d", e.N, e.Stream.Name, want)
	}
	if err := s.apply(draft{stream: e.Stream, by: e.By, at: time.UnixMilli(e.At), body: body}); err != nil {
		return err
	}
	s.ahead = max(s.ahead, time.UnixMilli(e.At).Sub(s.since))
	if setsClocks(body) {
		s.turned = time.UnixMilli(e.At)
	}
	frame := w.Frame()
	s.tail.add(told{e.Stream, e.N, frame})
	if !s.hides(e.Stream.Name) {
		return nil
	}
	s.hidden = append(s.hidden, hidden{event: e, body: body, frame: frame})
	_, err = s.reveal(s.now())
	return err
}

// apply is the only way in which an event changes the state, live and on replay.
func (s *state) apply(d draft) error {
	switch d.stream.Name {
	case wire.GameStream:
		if err := s.applyGame(d); err != nil {
			return err
		}
	case wire.ChatStream:
		s.chatHead++
	case wire.PlayersStream:
		s.said++
	case wire.WhisperStream:
		s.whispers[d.stream.Person]++
	}
	s.heed(d)
	s.pos++
	return nil
}

// heed tells chat of what later talk is judged by.
func (s *state) heed(d draft) {
	switch b := d.body.(type) {
	case wire.Line:
		s.crowd.people.Show(d.by)
	case wire.Muted:
		s.talk.Muted(b.Whom.ID, time.UnixMilli(b.Until), b.Reason)
	case wire.Unmuted:
		s.talk.Muted(b.Whom.ID, time.Time{}, "")
	case wire.Whispered:
		if d.stream.Person == b.To.ID {
			s.talk.Heard(chat.Person(b.To), chat.Person(b.From))
		}
	}
}

func (s *state) applyGame(d draft) error {
	if err := s.happen(d.by, d.body, d.game, d.at); err != nil {
		return err
	}
	switch b := d.body.(type) {
	case wire.Start:
		if s.delay() > 0 {
			s.shown = &face{room: s.face.room}
		}
		for i, p := range []*wire.Person{b.White, b.Black} {
			if p != nil {
				s.crowd.sit(i, *p, d.at)
			}
		}
	case wire.Sat:
		s.crowd.sit(int(gameSide(b.Side)), b.Person, d.at)
		s.publishSeats()
	case wire.TimeCredited:
		s.turned = d.at
	}
	return nil
}

func (s *state) publishSeats() {
	var seats [2]string
	for i, p := range s.crowd.seats {
		if p != nil {
			seats[i] = p.ID
		} else {
			seats[i] = "-" // nobody's id
		}
	}
	s.room.seated.Store(&seats)
}

// reckoning is how a room reckons time: wall time when it was opened and
// monotonic time since, so that a wall clock which is set moves no flag; and
// never before what the log says it was, so that its stamps do not go back.
type reckoning struct {
	since time.Time     // when this process opened the room
	ahead time.Duration // of the wall clock, which was set back since the log's newest event
}

// steady is t, which the process's clocks show, as the room reckons.
func (r reckoning) steady(t time.Time) time.Time { return r.since.Add(t.Sub(r.since) + r.ahead) }

func (s *state) now() time.Time { return s.steady(time.Now()) }

// side is the side that a person plays, if they do.
func (s *state) side(person string) (game.Side, bool) { return playing(s.start, person) }

// head is the number of a stream's newest event.
func (s *state) head(st Stream) uint64 { return s.headOf(&s.face, st) }

// headOf is head, of the game and the players' own lines as f shows them.
func (s *state) headOf(f *face, st Stream) uint64 {
	switch st.Name {
	case wire.GameStream:
		return f.head()
	case wire.ChatStream:
		return s.chatHead
	case wire.PlayersStream:
		return f.said
	default:
		return s.whispers[st.Person]
	}
}

// view is what p is entitled to, and where it stands.
func (s *state) view(p wire.Person) View {
	f := s.faceOf(p.ID)
	v := View{
		Role: s.crowd.role(p.ID), Heads: make(map[wire.Stream]uint64),
		Vacant: f.start.White == nil || f.start.Black == nil, Start: f.start,
	}
	for _, name := range []wire.Stream{wire.GameStream, wire.ChatStream, wire.PlayersStream, wire.WhisperStream} {
		if s.mayRead(p.ID, name) {
			v.Streams = append(v.Streams, name)
			v.Heads[name] = s.headOf(f, Stream{name, p.ID})
		}
	}
	if s.room.readOnly {
		v.Readable = &Readable{f.snapshotFrame(s.room.cfg.Openings), f.game.N()}
	}
	return v
}

// attach makes m a member, or reports false if the room has forgotten frames that m misses.
func (s *state) attach(m *Member, from map[wire.Stream]uint64) bool {
	v, f := s.view(m.Person), s.faceOf(m.Person.ID)
	wanted := make(map[wire.Stream]uint64)
	for _, name := range v.Streams {
		if n, ok := from[name]; ok && n <= v.Heads[name] {
			wanted[name] = n
		} else if name != wire.GameStream {
			return false // the caller sends what these begin with
		}
	}
	frames, ok := s.tail.after(wanted, v.Heads)
	if !ok {
		return false
	}
	if _, resumed := wanted[wire.GameStream]; !resumed {
		m.Out.Offer(f.snapshotFrame(s.room.cfg.Openings), false)
	}
	for _, f := range frames {
		m.Out.Offer(f, false)
	}
	now := s.now()
	s.crowd.add(m, now)
	s.stake()
	s.idle = time.Time{}
	if !s.announce(now) { // the others hear of it a little later, if they do; the newcomer at once
		a := s.audience(now)
		if f != &s.face {
			a = unclaimed(a)
		}
		m.Out.Offer(wire.EncodeNews("", a), true)
	}
	m.Out.Offer(wire.EncodeNews("", s.ticking(f, now)), true)
	return true
}

func (s *state) detach(m *Member, closed bool) {
	now := s.now()
	s.crowd.remove(m, closed, now)
	s.forgetOpening(m)
	s.stake()
	if len(s.crowd.tabs) == 0 {
		s.idle = now
	}
	s.announce(now)
}

func (s *state) heartbeat(m *Member) {
	if _, here := s.crowd.tabs[m]; !here {
		return
	}
	heads := s.view(m.Person).Heads
	maps.DeleteFunc(heads, func(name wire.Stream, _ uint64) bool { return !s.follows(m, name) })
	m.Out.Offer(wire.EncodeNews("", wire.Heads{Heads: heads}), true)
	m.Out.Offer(wire.EncodeNews("", s.ticking(s.faceOf(m.Person.ID), s.now())), true)
}

// dismiss tells everybody that the room has stopped. Commands still queued are
// not judged.
func (s *state) dismiss(err error) {
	for _, c := range s.held {
		c.From.Answer(Answer{Req: c.Req, Err: ErrClosed})
	}
	for {
		select {
		case c := <-s.room.seats:
			c.From.Answer(Answer{Req: c.Req, Err: ErrClosed})
		case c := <-s.room.audience:
			c.From.Answer(Answer{Req: c.Req, Err: ErrClosed})
		default:
			for _, m := range slices.Collect(s.crowd.members()) {
				if m.Ended != nil {
					m.Ended(err)
				}
			}
			return
		}
	}
}
