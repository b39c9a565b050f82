package room

import (
	"cmp"
	"context"
	"errors"
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
	room  *Room
	ctx   context.Context // never cancelled: a command once taken up is finished
	game  *game.State
	start wire.Start // with the seats as they are filled
	live  wire.LiveGame
	born  time.Time     // when event 1 was made
	since time.Time     // when this process opened the room
	ahead time.Duration // of the wall clock, which was set back since the log's newest event
	talk  *chat.Talk
	rules chat.Policy
	crowd *crowd

	pos      uint64     // of the newest event, over all streams
	beyond   uint64     // the newest event of the game that is stored and cannot be replayed; 0: none
	rested   wire.Clock // in quarantine: the clocks as the log last tells them
	chatHead uint64
	playHead uint64                  // of the players' own lines
	opening  map[unfollowed]struct{} // streams that members may read by now and do not follow yet
	whispers map[string]uint64       // heads of the persons' whisper streams
	tail     tail
	refused  Refused
	handed   handed

	snapshotAt uint64 // the event up to which snapshotIs is true
	snapshotIs []byte

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
		whispers: make(map[string]uint64), opening: make(map[unfollowed]struct{}), since: time.Now(),
	}
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
	s.tail.add(told{e.Stream, e.N, w.Frame()})
	return nil
}

// apply is the only way in which an event changes the state, live and on replay.
func (s *state) apply(d draft) error {
	switch d.stream.Name {
	case wire.GameStream:
		if err := s.applyGame(d); err != nil {
			return err
		}
		s.live = project(s.live, d.body)
	case wire.ChatStream:
		s.chatHead++
	case wire.PlayersStream:
		s.playHead++
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
	if start, ok := d.body.(wire.Start); ok {
		return s.begin(start, d.at)
	}
	if s.game == nil {
		return errors.New("comes before the start")
	}
	switch b := d.body.(type) {
	case wire.Sat:
		s.take(b, d.at)
	case wire.TimeCredited:
		s.turned = d.at
	}
	e := d.game
	if e == nil {
		var err error
		if e, err = gameEvent(d.body); err != nil {
			return err
		}
	}
	side, _ := s.side(d.by)
	return s.game.Replay(side, e, d.at)
}

// begin is event 1.
func (s *state) begin(start wire.Start, at time.Time) error {
	if s.game != nil {
		return errors.New("starts a game that has started")
	}
	g, err := startGame(start, at)
	if err != nil {
		return err
	}
	s.game, s.start, s.born = g, start, at
	s.live = Shown(s.room.cfg.ID, start, g.FEN())
	for i, p := range []*wire.Person{start.White, start.Black} {
		if p != nil {
			s.crowd.sit(i, *p, at)
		}
	}
	return nil
}

// startGame is a game after its event 1.
func startGame(start wire.Start, at time.Time) (*game.State, error) {
	control, err := Control(start.Control)
	if err != nil {
		return nil, err
	}
	g, err := game.New(game.Setup{
		Control: control, FEN: start.FEN, Rated: start.Rated,
		Link: start.White == nil || start.Black == nil,
	})
	if err != nil {
		return nil, err
	}
	return g, g.Replay(game.White, game.Started{}, at)
}

// take fills a seat.
func (s *state) take(sat wire.Sat, at time.Time) {
	s.start = seated(s.start, sat)
	s.crowd.sit(int(gameSide(sat.Side)), sat.Person, at)
	s.publishSeats()
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

// steady is t as this room reckons: wall time when the room was opened and
// monotonic time since, so that a wall clock which is set moves no flag; and
// never before what the log says it was, so that its stamps do not go back.
func (s *state) steady(t time.Time) time.Time { return s.since.Add(t.Sub(s.since) + s.ahead) }

func (s *state) now() time.Time { return s.steady(time.Now()) }

// side is the side that a person plays, if they do.
func (s *state) side(person string) (game.Side, bool) { return playing(s.start, person) }

func (s *state) head(st Stream) uint64 {
	switch st.Name {
	case wire.GameStream:
		if s.game == nil {
			return 0
		}
		return max(s.game.N(), s.beyond)
	case wire.ChatStream:
		return s.chatHead
	case wire.PlayersStream:
		return s.playHead
	default:
		return s.whispers[st.Person]
	}
}

// view is what p is entitled to, and where it stands.
func (s *state) view(p wire.Person) View {
	v := View{Role: s.crowd.role(p.ID), Heads: make(map[wire.Stream]uint64), Vacant: s.start.White == nil || s.start.Black == nil, Start: s.start}
	for _, name := range []wire.Stream{wire.GameStream, wire.ChatStream, wire.PlayersStream, wire.WhisperStream} {
		if s.mayRead(p.ID, name) {
			v.Streams = append(v.Streams, name)
			v.Heads[name] = s.head(Stream{name, p.ID})
		}
	}
	return v
}

// attach makes m a member, or reports false if the room has forgotten frames that m misses.
func (s *state) attach(m *Member, from map[wire.Stream]uint64) bool {
	v := s.view(m.Person)
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
		m.Out.Offer(s.snapshotFrame(), false)
	}
	for _, f := range frames {
		m.Out.Offer(f, false)
	}
	now := s.now()
	s.crowd.add(m, now)
	s.stake()
	s.idle = time.Time{}
	if !s.announce(now) { // the others hear of it a little later, if they do; the newcomer at once
		m.Out.Offer(wire.EncodeNews("", s.audience(now)), true)
	}
	m.Out.Offer(wire.EncodeNews("", s.ticking(now)), true)
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
	m.Out.Offer(wire.EncodeNews("", s.ticking(s.now())), true)
}

// snapshotFrame is the game's snapshot, made once for each event however many
// come to look: working out the SAN of a long game takes milliseconds.
func (s *state) snapshotFrame() []byte {
	if s.snapshotAt != s.game.N() {
		s.snapshotAt, s.snapshotIs = s.game.N(), wire.EncodeNews(wire.GameStream, s.snapshot())
	}
	return s.snapshotIs
}

// snapshot is the whole game as it stands.
func (s *state) snapshot() wire.GameSnapshot {
	snap := wire.GameSnapshot{
		N: s.game.N(), On: s.game.On(), Start: s.start, Moves: []wire.PastMove{},
		FEN: s.game.FEN(), Clock: s.live.Clock, Stopped: s.game.Stopped(), Ended: s.live.Ended,
	}
	named := s.openings()
	for i, m := range s.game.Moves() {
		past := wire.PastMove{UCI: m.UCI, SAN: m.SAN, Clock: clock(m.Clocks)}
		if i < len(named) {
			past.Opening = opening(named[i])
		}
		snap.Moves = append(snap.Moves, past)
	}
	if n, by, what, ok := s.game.OpenOffer(); ok {
		snap.Offer = &wire.OpenOffer{N: n, By: s.player(by).ID, What: string(what)}
	}
	return snap
}

// ticking is how the clocks stand at now.
func (s *state) ticking(now time.Time) wire.Ticking {
	if s.room.readOnly {
		return wire.Ticking{Clock: s.rested}
	}
	if !s.halt.at.IsZero() {
		return wire.Ticking{Clock: clock(s.game.Clocks(s.halt.at))}
	}
	t := wire.Ticking{Clock: clock(s.game.Clocks(now))}
	if side, ok := s.game.Running(); ok {
		t.Running, t.Delay = wireSide(side), s.game.Delay(now).Milliseconds()
	}
	if by, ok := s.firstMoveBy(now); ok {
		t.Window = max(by.Sub(now).Milliseconds(), 1)
	}
	return t
}

// player is who sits on side; zero while the seat is free.
func (s *state) player(side game.Side) wire.Person {
	if p := s.crowd.seats[side]; p != nil {
		return *p
	}
	return wire.Person{}
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
