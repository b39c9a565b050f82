package lobby

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"rookery/game"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// Config is what a lobby needs.
type Config struct {
	Rooms   Rooms
	Seeks   Seeks
	Notices Notices
	Blocks  Blocks  // nil: nobody can block anybody
	Reports Reports // nil: nothing can be reported
	Ratings Ratings // nil: nobody has one
	History History // nil: nobody has played
	Hiding  Hiding  // nil: nobody can hide
	Journal room.Journal
	Pulse   room.Pulse // signs of life; nil leaves none
	Persons person.Store
	House   House
	// Exhibition plays both sides where nobody else plays; nil: nobody does.
	Exhibition Think
	Talk       room.Talk // in all rooms
	// Openings names how the games began; nil names none.
	Openings *game.Openings
	Log      *slog.Logger
}

// Lobby matches people into rooms and knows which rooms run here.
type Lobby struct {
	cfg        Config
	hall       guarded[hall]
	rooms      guarded[directory]
	blocks     guarded[blocklist]
	hidden     guarded[hideaway]
	turns      turns
	stalls     *room.Stalls
	changed    signal          // something that the lobby shows has changed
	challenged signal          // lapse has something to wait for
	departed   signal          // seeOff has something to do
	pooled     signal          // pairLater has
	stage      signal          // somebody came to look or went, or the first game began or the last ended
	up         chan struct{}   // closed once Run has read what it needs
	life       context.Context // of the rooms; set before up is closed
	hosts      sync.WaitGroup  // the goroutines of the rooms, and of the house in them
}

// New gives a lobby; Run makes it live.
func New(cfg Config) *Lobby {
	return &Lobby{
		cfg:        cfg,
		hall:       guarded[hall]{v: newHall()},
		rooms:      guarded[directory]{v: newDirectory()},
		blocks:     guarded[blocklist]{v: blocklist{of: make(map[person.ID][]person.Person), doubtful: make(map[person.ID]bool)}},
		hidden:     guarded[hideaway]{v: newHideaway()},
		stalls:     room.NewStalls(cfg.Pulse),
		changed:    newSignal(),
		departed:   newSignal(),
		challenged: newSignal(),
		pooled:     newSignal(),
		stage:      newSignal(),
		up:         make(chan struct{}),
	}
}

// Conn is one connected client as the lobby sees it.
type Conn struct {
	Who  person.Person // zero for those who only watch
	Room room.ID       // where the client is; empty in the lobby
	Out  room.Outbox   // takes lobby frames; nil outside the lobby
	Tell room.Outbox   // takes what is told to this connection alone, wherever it is; nil if nothing is
	// Poke is called when Who has a new notice. It must not block.
	Poke func()
	// Renew is called when Who has another nick: the client has to come in anew,
	// because a connection's identity never changes. It must not block.
	Renew func()

	follows map[person.ID]bool // whom; the lobby's own, reached with its hall
}

// Outcome is a command's good end: notice N of the person, or Info.
type Outcome struct {
	N    uint64
	Info wire.Info
}

// Do carries out a lobby command (Search, Stop, Seek, Withdraw, Take, Choose, DeclineSeek, MakeLink,
// PlayHouse, Rematch, Follow, Hide, Block, Report) of c and returns when it is durable. A command that was
// carried out before has the same outcome again. The refusals of this package,
// and room.ErrReused for a cid that was used for something else, mean that
// nothing happened; room.ErrBusy, room.ErrFull and ErrClosing mean not judged;
// any other error leaves the outcome unknown.
func (l *Lobby) Do(ctx context.Context, c *Conn, req wire.Request, at time.Time) (Outcome, error) {
	who := c.Who.ID
	if err := l.open(ctx); err != nil {
		return Outcome{}, err
	}
	if f, ok := req.Cmd.(wire.Follow); ok { // it is reading, and stores nothing
		return l.follow(c, f)
	}
	if who == "" || c.Who.Nick == "" {
		return Outcome{}, ErrNeedNick
	}
	done, err := l.turns.take(ctx, "command "+string(who))
	if err != nil {
		return Outcome{}, err
	}
	defer done()
	if ctx.Err() != nil { // who asked has gone, and may have been told "no" on another way
		return Outcome{}, context.Cause(ctx)
	}
	ctx = context.WithoutCancel(ctx) // a command once taken up is finished, not abandoned
	if err := errors.Join(l.settleBlocks(ctx, who), l.settleHidden(ctx)); err != nil {
		return Outcome{}, err
	}
	if r, ok, err := l.cfg.Journal.Find(ctx, string(who), req.CID); err != nil {
		return Outcome{}, fmt.Errorf("look for command %s: %w", req.CID, err)
	} else if ok {
		return again(r, req)
	}
	l.hall.do(func(h *hall) { err = h.refused.Find(string(who), req) })
	if err != nil {
		return Outcome{}, err
	}
	o, err := l.act(ctx, c, req, at)
	if final(err) {
		l.hall.do(func(h *hall) { h.refused.Add(string(who), req, err) })
	}
	return o, err
}

// Stored looks a person's command up once nothing of theirs is under way here:
// whoever says "no" to a command that may also have come as the lobby's must know.
func (l *Lobby) Stored(ctx context.Context, who person.ID, cid wire.CID) (room.Receipt, bool, error) {
	done, err := l.turns.take(ctx, "command "+string(who))
	if err != nil {
		return room.Receipt{}, false, err
	}
	defer done()
	r, ok, err := l.cfg.Journal.Find(ctx, string(who), cid)
	if err != nil {
		return r, false, fmt.Errorf("look for command %s: %w", cid, err)
	}
	return r, ok, nil
}

// act carries out a command that was neither carried out nor refused before.
func (l *Lobby) act(ctx context.Context, c *Conn, req wire.Request, at time.Time) (Outcome, error) {
	cause := Command{Actor: c.Who.ID, CID: req.CID, Hash: req.Hash}
	var (
		n   uint64
		err error
	)
	switch cmd := req.Cmd.(type) {
	case wire.Search:
		return l.search(ctx, c, cmd, req.CID)
	case wire.Stop:
		return l.stop(c)
	case wire.Seek:
		n, err = l.seek(ctx, c, cmd, cause, at)
	case wire.Withdraw:
		n, err = l.withdraw(ctx, cmd, cause)
	case wire.Take:
		n, err = l.take(ctx, c, cmd, cause)
	case wire.Choose:
		n, err = l.choose(ctx, c, cmd, cause)
	case wire.DeclineSeek:
		n, err = l.decline(ctx, c, cmd, cause)
	case wire.MakeLink:
		n, err = l.makeLink(ctx, c, cmd, cause)
	case wire.PlayHouse:
		n, err = l.playHouse(ctx, c, cmd, cause)
	case wire.Rematch:
		n, err = l.rematch(ctx, c, cmd, cause)
	case wire.Hide:
		n, err = l.hide(ctx, c, cmd, cause)
	case wire.Block:
		n, err = l.block(ctx, c, cmd, cause)
	case wire.Report:
		n, err = l.report(ctx, c, cmd, cause)
	default:
		err = ErrWrongPlace
	}
	if seen, ok := errors.AsType[*room.SeenError](err); ok {
		return again(seen.Receipt, req)
	}
	return Outcome{N: n}, err
}

// final tells a refusal, which is for ever, from what was not judged.
func final(err error) bool {
	refusals := []error{
		ErrNoRoom, ErrNoSeek, ErrInvalid, ErrOutOfRange, ErrChallenged, ErrCrowded, ErrStale, ErrTooSoon, ErrOccupied, room.ErrAccountsOnly, room.ErrGuestsOnly, ErrBadPool, ErrTooMany, ErrOwnSeek, ErrNotYourRoom, ErrNotOver, ErrOffered, ErrWrongPlace,
		ErrNobody, ErrYourself, ErrNoChange, ErrNoLine, ErrReported,
	}
	_, words := errors.AsType[*room.TalkRefused](err)
	return words || slices.ContainsFunc(refusals, func(no error) bool { return errors.Is(err, no) })
}

// again is the outcome of a command that was carried out before.
func again(r room.Receipt, req wire.Request) (Outcome, error) {
	if r.Hash != req.Hash {
		return Outcome{}, room.ErrReused
	}
	return Outcome{N: r.N}, nil
}
