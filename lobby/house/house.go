package house

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"rookery/lobby/room"
	"rookery/lobby/wire"
)

const (
	maxThoughts = 2                      // moves that the house thinks about at the same time
	retry       = 500 * time.Millisecond // after the room or the player would not
)

// Think finds a move in UCI for the position after moves (UCI) from fen (empty:
// the usual start). It must be safe for as many callers as think at a time.
type Think func(ctx context.Context, fen string, moves []string) (string, error)

// House plays any number of games at once, and thinks about a few of them.
type House struct {
	think    Think
	log      *slog.Logger
	thoughts chan struct{} // one for each move that it thinks about now
}

// New gives a house that finds its moves by think and tells log what hinders it.
func New(think Think, log *slog.Logger) *House {
	return &House{think: think, log: log, thoughts: make(chan struct{}, maxThoughts)}
}

// errStopped ends the house's part in a room that has stopped, or in a game that is over.
var errStopped = errors.New("the house has nothing more to do here")

// sitting is the house in one room.
type sitting struct {
	*House
	room    *room.Room
	member  *room.Member
	ears    *ears
	answers chan room.Answer
	ended   chan struct{} // closed when the room has stopped
	game    following
	on      uint64    // the position that was thought about last …
	due     time.Time // … and when a reply to it looks natural
}

// Play plays side's part in r as who until the game is over or the room has
// stopped, which is no error, or ctx ends.
func (h *House) Play(ctx context.Context, r *room.Room, who wire.Person, side wire.Side) error {
	s := &sitting{
		House: h, room: r, ears: newEars(),
		answers: make(chan room.Answer, 1), // one command at a time
		ended:   make(chan struct{}),
		game:    following{who: who.ID, side: side},
	}
	s.member = &room.Member{
		Person: who, Out: s.ears,
		Answer: func(a room.Answer) { s.answers <- a },
		Ended:  func(error) { close(s.ended) },
	}
	err := s.sit(ctx)
	if errors.Is(err, errStopped) || errors.Is(err, room.ErrClosed) {
		return nil
	}
	return err
}

// sit attaches the house and answers whatever happens.
func (s *sitting) sit(ctx context.Context) error {
	if err := s.attach(ctx); err != nil {
		return err
	}
	defer s.room.Detach(s.member, false)
	var last string // trouble, logged once while it lasts
	for {
		if err := s.listen(); err != nil {
			return err
		}
		cmd, err := s.reply(ctx)
		if err == nil && cmd == nil {
			err = s.wait(ctx, s.ears.news, nil)
		} else if err == nil {
			err = s.send(ctx, cmd)
		}
		if errors.Is(err, errStopped) || ctx.Err() != nil {
			return err
		}
		if err != nil { // busy, or overtaken by events: look again
			if last != err.Error() {
				last = err.Error()
				s.log.Warn("the house tries again", "cause", err)
			}
			if err := s.wait(ctx, nil, time.After(retry)); err != nil {
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
func (s *sitting) wait(ctx context.Context, news <-chan struct{}, later <-chan time.Time) error {
	select {
	case <-news:
		return nil
	case <-later:
		return nil
	case <-s.ended:
		return errStopped
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// send posts a command as any client would, and waits for its answer.
func (s *sitting) send(ctx context.Context, cmd wire.Command) error {
	req := wire.Request{CID: wire.CID(uuid.NewString()), Cmd: cmd} // never sent again, so its hash does not matter
	if err := s.room.Post(room.Command{From: s.member, Req: req, Received: time.Now()}); err != nil {
		return err
	}
	select {
	case a := <-s.answers:
		return a.Err
	case <-s.ended:
		return errStopped
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// reply is what the house does now; nil is nothing.
func (s *sitting) reply(ctx context.Context) (wire.Command, error) {
	if o := s.game.offer; o != nil && o.By != s.game.who {
		if o.What == "takeback" {
			return wire.Accept{Offer: o.N}, nil
		}
		return wire.Decline{Offer: o.N}, nil
	}
	if !s.game.toMove() {
		return nil, nil
	}
	on := s.game.on
	uci, err := s.choose(ctx)
	if err != nil || uci == "" {
		return nil, err
	}
	return wire.Move{Text: uci, On: on}, nil
}

// choose finds a move and takes a natural time over it. It gives "" when
// something happened meanwhile that may change its mind.
func (s *sitting) choose(ctx context.Context) (string, error) {
	if s.on != s.game.on {
		s.on, s.due = s.game.on, time.Now().Add(s.game.pause())
	}
	select {
	case s.thoughts <- struct{}{}:
	case <-s.ears.news:
		s.ears.raise()
		return "", nil
	case <-s.ended:
		return "", errStopped
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
	uci, err := s.ponder(ctx)
	<-s.thoughts
	if err != nil || uci == "" {
		return "", err
	}
	pause := time.NewTimer(time.Until(s.due))
	defer pause.Stop()
	select {
	case <-pause.C:
		return uci, nil
	case <-s.ears.news:
		s.ears.raise()
		return "", nil
	case <-s.ended:
		return "", errStopped
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
}

// ponder thinks until a move is found, or something happens that may change
// the house's mind: then it gives "".
func (s *sitting) ponder(ctx context.Context) (string, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type thought struct {
		uci string
		err error
	}
	done := make(chan thought, 1)
	go func() {
		uci, err := s.safely(ctx)
		done <- thought{uci, err}
	}()
	var t thought
	select {
	case t = <-done:
	case <-s.ears.news:
		cancel()
		<-done
		s.ears.raise()
		return "", nil
	case <-s.ended:
		cancel()
		<-done
		return "", errStopped
	}
	if t.err != nil {
		return "", fmt.Errorf("think about a move: %w", t.err)
	}
	return t.uci, nil
}

// safely thinks, and turns a panic into an error: it would end every game on
// the server. Of its value there is only the type, which quotes nobody.
func (s *sitting) safely(ctx context.Context) (uci string, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic of type %T", v)
		}
	}()
	return s.think(ctx, s.game.start, s.game.moves)
}
