package lobby

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// houseID is the person who sits in the house's seat.
const houseID person.ID = "01980000-0000-7000-8000-686f75736521"

// house is that person. The nick is reserved, so that nobody else gets it.
var house = person.Person{ID: houseID, Nick: "house"}

const (
	maxThoughts = 2                      // moves that the house thinks about at the same time
	houseRetry  = 500 * time.Millisecond // after the room or the player would not
	leastPause  = 300 * time.Millisecond // of a natural reply …
	mostPause   = 900 * time.Millisecond // … and the longest, unless the clock is short
)

// errStopped ends the house's part in a room that has stopped, or in a game that is over.
var errStopped = errors.New("the house has nothing more to do here")

// houseSide is the house's side in a game it sits in.
func houseSide(g wire.LiveGame) (wire.Side, bool) {
	switch {
	case sits(g.White, houseID):
		return wire.White, true
	case sits(g.Black, houseID):
		return wire.Black, true
	default:
		return "", false
	}
}

// sitting is the house in one room.
type sitting struct {
	room    *room.Room
	member  *room.Member
	ears    *ears
	answers chan room.Answer
	ended   chan struct{} // closed when the room has stopped
	game    following
	on      uint64    // the position that was thought about last …
	due     time.Time // … and when a reply to it looks natural
}

// playAsHouse plays the house's part in r until the game is over or the room stops.
func (l *Lobby) playAsHouse(r *room.Room, id room.ID, side wire.Side) {
	s := &sitting{
		room: r, ears: &ears{news: newSignal()},
		answers: make(chan room.Answer, 1), // one command at a time
		ended:   make(chan struct{}),
		game:    following{side: side},
	}
	s.member = &room.Member{
		Person: *shown(&house), Out: s.ears,
		Answer: func(a room.Answer) { s.answers <- a },
		Ended:  func(error) { close(s.ended) },
	}
	err := safely(func() error { return l.sit(s) })
	if !errors.Is(err, errStopped) && !errors.Is(err, room.ErrClosed) && l.life.Err() == nil {
		l.cfg.Log.Error("the house left its seat", "room", id, "cause", err)
	}
}

// sit attaches the house and answers whatever happens.
func (l *Lobby) sit(s *sitting) error {
	if err := s.attach(l.life); err != nil {
		return err
	}
	defer s.room.Detach(s.member)
	var last string // trouble, logged once while it lasts
	for {
		if err := s.listen(); err != nil {
			return err
		}
		cmd, err := l.houseReply(s)
		if err == nil && cmd == nil {
			err = s.wait(s.ears.news, nil)
		} else if err == nil {
			err = s.send(cmd)
		}
		if errors.Is(err, errStopped) {
			return err
		}
		if err != nil { // busy, or overtaken by events: look again
			if last != err.Error() {
				last = err.Error()
				l.cfg.Log.Warn("the house tries again", "cause", err)
			}
			if err := s.wait(nil, time.After(houseRetry)); err != nil {
				return err
			}
		}
	}
}

// attach makes the house a member that follows the game from its snapshot on
// and has no ear for talk.
func (s *sitting) attach(ctx context.Context) error {
	from := make(map[wire.Stream]uint64)
	for {
		heads, ok, err := s.room.Attach(ctx, s.member, from)
		if err != nil {
			return fmt.Errorf("seat the house: %w", err)
		}
		if ok {
			return nil
		}
		delete(heads, wire.GameStream)
		from = heads
	}
}

// listen takes in what was heard since the last time.
func (s *sitting) listen() error {
	for _, frame := range s.ears.take() {
		if err := s.game.hear(frame); err != nil {
			return err
		}
	}
	if s.game.over {
		return errStopped
	}
	return nil
}

// wait waits for something; errStopped if the room stops first.
func (s *sitting) wait(news signal, later <-chan time.Time) error {
	select {
	case <-news:
		return nil
	case <-later:
		return nil
	case <-s.ended:
		return errStopped
	}
}

// send posts a command as any client would, and waits for its answer.
func (s *sitting) send(cmd wire.Command) error {
	req := wire.Request{CID: wire.CID(uuid.NewString()), Cmd: cmd} // never sent again, so its hash does not matter
	if err := s.room.Post(room.Command{From: s.member, Req: req, Received: time.Now()}); err != nil {
		return err
	}
	select {
	case a := <-s.answers:
		return a.Err
	case <-s.ended:
		return errStopped
	}
}

// houseReply is what the house does now; nil is nothing.
func (l *Lobby) houseReply(s *sitting) (wire.Command, error) {
	if o := s.game.offer; o != nil && o.By != string(houseID) {
		if o.What == "takeback" {
			return wire.Accept{Offer: o.N}, nil
		}
		return wire.Decline{Offer: o.N}, nil
	}
	if !s.game.toMove() {
		return nil, nil
	}
	on := s.game.on
	uci, err := l.think(s)
	if err != nil || uci == "" {
		return nil, err
	}
	return wire.Move{UCI: uci, On: on}, nil
}

// think finds a move and takes a natural time over it. It gives "" when
// something happened meanwhile that may change its mind.
func (l *Lobby) think(s *sitting) (string, error) {
	if s.on != s.game.on {
		s.on, s.due = s.game.on, time.Now().Add(s.game.pause())
	}
	select {
	case l.thoughts <- struct{}{}:
	case <-s.ears.news:
		s.ears.news.raise()
		return "", nil
	case <-s.ended:
		return "", errStopped
	}
	ctx, cancel := context.WithCancel(l.life)
	defer cancel()
	type thought struct {
		uci string
		err error
	}
	done := make(chan thought, 1)
	go func() {
		defer func() { <-l.thoughts }()
		var t thought
		t.err = safely(func() (err error) {
			t.uci, err = l.cfg.House(ctx, s.game.start, s.game.moves)
			return err
		})
		done <- t
	}()
	var t thought
	select {
	case t = <-done:
	case <-s.ears.news:
		cancel()
		<-done
		s.ears.news.raise()
		return "", nil
	case <-s.ended:
		cancel()
		<-done
		return "", errStopped
	}
	if t.err != nil {
		return "", fmt.Errorf("think about a move: %w", t.err)
	}
	select {
	case <-time.After(time.Until(s.due)):
		return t.uci, nil
	case <-s.ears.news:
		s.ears.news.raise()
		return "", nil
	case <-s.ended:
		return "", errStopped
	}
}

// ears is the house's outbox. It keeps the frames of the game and drops the rest.
type ears struct {
	frames guarded[[][]byte]
	news   signal
}

// gameFrames begin like this, snapshots and events alike.
var gameFrames = []byte(`{"s":"` + string(wire.GameStream) + `"`)

// Offer is part of room.Outbox.
func (e *ears) Offer(frame []byte, _ bool) bool {
	if bytes.HasPrefix(frame, gameFrames) {
		e.frames.do(func(f *[][]byte) { *f = append(*f, frame) })
		e.news.raise()
	}
	return true
}

func (e *ears) take() (frames [][]byte) {
	e.frames.do(func(f *[][]byte) { frames, *f = *f, nil })
	return frames
}

// following is a game as a client knows it from its frames.
type following struct {
	side  wire.Side
	start string   // FEN; empty for the usual start position
	moves []string // UCI
	fen   string
	on    uint64 // the event that made the position
	clock wire.Clock
	timed bool
	offer *wire.OpenOffer
	over  bool
}

// hear takes one frame of the game in.
func (f *following) hear(frame []byte) error {
	var e wire.Event
	if err := json.Unmarshal(frame, &e); err != nil {
		return fmt.Errorf("read a frame of the game: %w", err)
	}
	if e.N == 0 { // only snapshots have no number
		var s wire.GameSnapshot
		if err := json.Unmarshal(e.D, &s); err != nil {
			return fmt.Errorf("read a snapshot of the game: %w", err)
		}
		f.begin(s)
		return nil
	}
	body, err := e.Body()
	if err != nil {
		return err
	}
	switch b := body.(type) {
	case wire.Moved:
		f.moves, f.fen, f.on, f.clock, f.offer = append(f.moves, b.UCI), b.FEN, e.N, b.Clock, nil
	case wire.TakenBack:
		f.moves, f.fen, f.on, f.clock, f.offer = f.moves[:min(b.Ply, len(f.moves))], b.FEN, e.N, b.Clock, nil
	case wire.TimeGiven:
		f.clock = b.Clock
	case wire.Offered:
		f.offer = &wire.OpenOffer{N: e.N, By: e.By, What: b.What}
	case wire.Declined:
		f.offer = nil
	case wire.Ended:
		f.over = true
	}
	return nil
}

func (f *following) begin(s wire.GameSnapshot) {
	f.start, f.fen, f.on, f.clock, f.offer = s.Start.FEN, s.FEN, s.On, s.Clock, s.Offer
	f.timed, f.over = s.Start.Control != wire.Control{}, s.Ended != nil
	f.moves = nil
	for _, m := range s.Moves {
		f.moves = append(f.moves, m.UCI)
	}
}

func (f *following) toMove() bool {
	fields := strings.Fields(f.fen)
	return len(fields) > 1 && (fields[1] == "w") == (f.side == wire.White)
}

// pause is how long a reply takes at least: as a person's would, but never a
// noticeable part of what is left on the clock.
func (f *following) pause() time.Duration {
	d := leastPause + rand.N(mostPause-leastPause)
	if !f.timed {
		return d
	}
	left := f.clock.White
	if f.side == wire.Black {
		left = f.clock.Black
	}
	return min(d, time.Duration(left)*time.Millisecond/40)
}
