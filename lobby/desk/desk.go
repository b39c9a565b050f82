package desk

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"rookery/game"
	"rookery/lobby"
	"rookery/lobby/exhibition"
	"rookery/lobby/guard"
	"rookery/lobby/hall"
	"rookery/lobby/insist"
	"rookery/lobby/manners"
	"rookery/lobby/person"
	"rookery/lobby/record"
	"rookery/lobby/rematch"
	"rookery/lobby/room"
	"rookery/lobby/rooms"
	"rookery/lobby/wire"
)

// Config is what a desk needs.
type Config struct {
	Rooms   lobby.Rooms
	Seeks   lobby.Seeks
	Notices lobby.Notices
	Blocks  lobby.Blocks  // nil: nobody can block anybody
	Reports lobby.Reports // nil: nothing can be reported
	Ratings lobby.Ratings // nil: nobody has one
	History lobby.History // nil: nobody has played
	Hiding  lobby.Hiding  // nil: nobody can hide
	Journal room.Journal
	Pulse   room.Pulse // signs of life; nil leaves none
	Persons person.Store
	House   House
	// Exhibition plays both sides where nobody else plays; nil: nobody does.
	Exhibition exhibition.Think
	Talk       room.Talk // in all rooms
	// Openings names how the games began; nil names none.
	Openings *game.Openings
	Log      *slog.Logger
}

// Desk carries out what people ask of the lobby, and keeps what they are shown up to date.
type Desk struct {
	cfg        Config
	hall       hall.Hall
	rooms      *rooms.Directory
	refused    *guard.Value[room.Refused] // commands, by person
	asked      insist.Asked
	offers     rematch.Offers
	wants      insist.Wants
	manners    *manners.Manners
	record     record.Record
	turns      guard.Turns
	telling    sync.Mutex      // one at a time tells who plays what; nothing that blocks is called under it
	changed    guard.Signal    // something that the lobby shows has changed
	challenged guard.Signal    // lapse has something to wait for
	departed   guard.Signal    // seeOff has something to do
	pooled     guard.Signal    // pairLater has
	stage      guard.Signal    // somebody came to look or went, or the first game began or the last ended
	life       context.Context // of the rooms; set before they begin
}

// New gives a desk; Run makes it live.
func New(cfg Config) *Desk {
	d := &Desk{
		cfg:        cfg,
		hall:       hall.New(),
		record:     record.Record{Rated: cfg.Ratings, Games: cfg.History},
		refused:    guard.New(room.Refused{}),
		asked:      insist.NewAsked(),
		offers:     rematch.New(),
		wants:      insist.New(),
		changed:    guard.NewSignal(),
		departed:   guard.NewSignal(),
		challenged: guard.NewSignal(),
		pooled:     guard.NewSignal(),
		stage:      guard.NewSignal(),
	}
	d.manners = manners.New(manners.Config{
		Blocks: cfg.Blocks, Hiding: cfg.Hiding, Reports: cfg.Reports, Persons: cfg.Persons, Journal: cfg.Journal,
		Reason: cfg.Talk.Limits, Log: cfg.Log, Open: d.Open,
	})
	d.rooms = rooms.New(rooms.Config{
		Rooms: cfg.Rooms, Journal: cfg.Journal, Log: cfg.Log, Pulse: cfg.Pulse,
		Room: d.opening, Opened: d.playAsHouse, Withdrawn: d.withdrawn,
	})
	return d
}

// Outcome is a command's good end: notice N of the person, or Info.
type Outcome struct {
	N    uint64
	Info wire.Info
}

// Do carries out a lobby command (Search, Stop, Seek, Withdraw, Take, Choose, DeclineSeek, MakeLink,
// PlayHouse, Rematch, DeclineRematch, Follow, Hide, Block, Report) of c and returns when it is durable. A command that was
// carried out before has the same outcome again. The refusals of this package,
// and room.ErrReused for a cid that was used for something else, mean that
// nothing happened; room.ErrBusy, room.ErrFull and ErrClosing mean not judged;
// any other error leaves the outcome unknown.
func (d *Desk) Do(ctx context.Context, c *hall.Conn, req wire.Request, at time.Time) (Outcome, error) {
	who := c.Who.ID
	if err := d.rooms.Up(ctx); err != nil {
		return Outcome{}, err
	}
	if f, ok := req.Cmd.(wire.Follow); ok { // it is reading, and stores nothing
		return d.follow(c, f)
	}
	if who == "" || c.Who.Nick == "" {
		return Outcome{}, lobby.ErrNeedNick
	}
	done, err := d.turns.Take(ctx, "command "+string(who))
	if err != nil {
		return Outcome{}, err
	}
	defer done()
	if ctx.Err() != nil { // who asked has gone, and may have been told "no" on another way
		return Outcome{}, context.Cause(ctx)
	}
	ctx = context.WithoutCancel(ctx) // a command once taken up is finished, not abandoned
	if err := d.manners.Settle(ctx, who); err != nil {
		return Outcome{}, err
	}
	if r, ok, err := d.cfg.Journal.Find(ctx, string(who), req.CID); err != nil {
		return Outcome{}, fmt.Errorf("look for command %s: %w", req.CID, err)
	} else if ok {
		return again(r, req)
	}
	d.refused.Do(func(r *room.Refused) { err = r.Find(string(who), req) })
	if err != nil {
		return Outcome{}, err
	}
	at = d.asked.First(who, string(req.CID), at)
	o, err := d.act(ctx, c, req, at)
	switch {
	case final(err):
		d.refused.Do(func(r *room.Refused) { r.Add(string(who), req, err) })
	case err != nil:
		d.asked.Open(who, string(req.CID), at)
	}
	return o, err
}

// Knows takes in that who has asked for what follows the notice that was their newest at asOf:
// they have read it.
func (d *Desk) Knows(who person.ID, asOf time.Time) { d.hall.Knows(who, asOf, time.Now()) }

// Stored looks a person's command up once nothing of theirs is under way here:
// whoever says "no" to a command that may also have come as the lobby's must know.
func (d *Desk) Stored(ctx context.Context, who person.ID, cid wire.CID) (room.Receipt, bool, error) {
	done, err := d.turns.Take(ctx, "command "+string(who))
	if err != nil {
		return room.Receipt{}, false, err
	}
	defer done()
	r, ok, err := d.cfg.Journal.Find(ctx, string(who), cid)
	if err != nil {
		return r, false, fmt.Errorf("look for command %s: %w", cid, err)
	}
	return r, ok, nil
}

// act carries out a command that was neither carried out nor refused before.
func (d *Desk) act(ctx context.Context, c *hall.Conn, req wire.Request, at time.Time) (Outcome, error) {
	who := c.Who.ID
	cause := lobby.Command{Actor: who, CID: req.CID, Hash: req.Hash, At: at}
	var (
		n   uint64
		err error
	)
	switch cmd := req.Cmd.(type) {
	case wire.Search:
		return d.search(ctx, c, cmd, req.CID, at)
	case wire.Stop:
		return d.stop(c)
	case wire.Seek:
		n, err = d.seek(ctx, c, cmd, cause)
	case wire.Withdraw:
		n, err = d.withdraw(ctx, cmd, cause)
	case wire.Take:
		n, err = d.take(ctx, c, cmd, cause)
	case wire.Choose:
		n, err = d.choose(ctx, c, cmd, cause)
	case wire.DeclineSeek:
		n, err = d.decline(ctx, c, cmd, cause)
	case wire.MakeLink:
		n, err = d.makeLink(ctx, c, cmd, cause)
	case wire.PlayHouse:
		n, err = d.playHouse(ctx, c, cmd, cause)
	case wire.Rematch:
		n, err = d.rematch(ctx, c, cmd, cause)
	case wire.DeclineRematch:
		n, err = d.declineRematch(ctx, cmd, cause)
	case wire.Hide:
		if n, err = d.manners.Hide(ctx, c.Who, cmd, cause); err == nil {
			d.looksAnew(ctx, who)
			d.poke(who)
			d.changed.Raise()
		}
	case wire.Block:
		if n, err = d.manners.Block(ctx, c.Who, cmd, cause); err == nil {
			d.poke(who)
		}
	case wire.Report:
		if n, err = d.manners.Report(ctx, c.Who, cmd, cause); err == nil {
			d.poke(who)
		}
	default:
		err = lobby.ErrWrongPlace
	}
	if seen, ok := errors.AsType[*room.SeenError](err); ok {
		return again(seen.Receipt, req)
	}
	return Outcome{N: n}, err
}

// final tells a refusal, which is for ever, from what was not judged.
func final(err error) bool {
	refusals := []error{
		lobby.ErrNoRoom, lobby.ErrNoSeek, lobby.ErrInvalid, lobby.ErrOutOfRange, lobby.ErrChallenged, lobby.ErrCrowded, lobby.ErrStale, lobby.ErrTooSoon, lobby.ErrOccupied, lobby.ErrSeated, room.ErrAccountsOnly, room.ErrGuestsOnly, lobby.ErrBadPool, lobby.ErrTooMany, lobby.ErrOwnSeek, lobby.ErrNotYourRoom, lobby.ErrNotOver, lobby.ErrOffered, lobby.ErrWrongPlace,
		lobby.ErrNobody, lobby.ErrYourself, lobby.ErrNoChange, lobby.ErrNoLine, lobby.ErrReported,
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
