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

const retry = 500 * time.Millisecond // after the room or the player would not

// Question is what the house thinks about.
type Question struct {
	Level int           // how strong it is to play, from 1; 0 if nobody said
	FEN   string        // the start; empty is the usual one
	Moves []string      // played since, in UCI
	Spare time.Duration // what its clock can spare for the move; 0 is as much as it likes
}

// Think finds a move, in UCI. It is called for as many games at once as the
// house plays, and sees to it itself that they do not take all there is.
type Think func(ctx context.Context, q Question) (string, error)

// House plays any number of games at once.
type House struct {
	think Think
	log   *slog.Logger
}

// New gives a house that finds its moves by think and tells log what hinders it.
func New(think Think, log *slog.Logger) *House { return &House{think: think, log: log} }

var (
	// errStopped ends the house's part in a room that has stopped, or in a game that is over.
	errStopped = errors.New("the house has nothing more to do here")
	// errNews ends whatever it was about to do when something happens in the game.
	errNews = errors.New("something happened that may change the house's mind")
)

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
		err := s.act(ctx)
		if err != nil && !errors.Is(err, errNews) && !errors.Is(err, errStopped) && ctx.Err() == nil {
			if last != err.Error() { // busy, or overtaken by events: look again
				last = err.Error()
				s.log.Warn("the house tries again", "cause", err)
			}
			_, err = wait(ctx, s, time.After(retry))
		}
		if err != nil && !errors.Is(err, errNews) {
			return err
		}
	}
}

// act does what is to be done now, if only to wait.
func (s *sitting) act(ctx context.Context) error {
	cmd, err := s.reply(ctx)
	switch {
	case err != nil:
		return err
	case cmd == nil:
		_, err = wait[struct{}](ctx, s, nil) // for news
		return err
	}
	return s.send(ctx, cmd)
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

// wait gives what comes from awaited. Errors: errNews if something happens in
// the game first, errStopped if the room stops.
func wait[T any](ctx context.Context, s *sitting, awaited <-chan T) (came T, err error) {
	select {
	case came = <-awaited:
	case <-s.ears.news:
		err = errNews
	case <-s.ended:
		err = errStopped
	case <-ctx.Done():
		err = context.Cause(ctx)
	}
	return came, err
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
	if err != nil {
		return nil, err
	}
	return wire.Move{Text: uci, On: on}, nil
}

// choose finds a move and takes a natural time over it.
func (s *sitting) choose(ctx context.Context) (string, error) {
	if s.on != s.game.on {
		s.on, s.due = s.game.on, time.Now().Add(s.game.pause())
	}
	uci, err := s.ponder(ctx)
	if err != nil {
		return "", err
	}
	pause := time.NewTimer(time.Until(s.due))
	defer pause.Stop()
	_, err = wait(ctx, s, pause.C)
	return uci, err
}

// ponder thinks until a move is found, or gives up as wait does.
func (s *sitting) ponder(ctx context.Context) (string, error) {
	thinking, cancel := context.WithCancel(ctx)
	defer cancel()
	type thought struct {
		uci string
		err error
	}
	done := make(chan thought, 1)
	go func() {
		uci, err := s.safely(thinking)
		done <- thought{uci, err}
	}()
	t, err := wait(ctx, s, done)
	if err != nil {
		cancel()
		<-done
		return "", err
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
	return s.think(ctx, s.game.question())
}
