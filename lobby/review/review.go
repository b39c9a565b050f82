package review

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"rookery/game"
	"rookery/lobby/engine/uci"
)

// Review is a whole game. Plies has the position before the first move, as ply 0,
// and those after each.
type Review struct {
	Plies   []Evaluation `json:"plies"`
	Turning []Turn       `json:"turning"`
}

// Progress is how many positions of a review are done, Of how many.
type Progress struct {
	Done int `json:"done"`
	Of   int `json:"of"`
}

// Asker is who asks for a review: By is what they are counted by, a person or where somebody
// comes from, and Own says that they played the game.
type Asker struct {
	By  string
	Own bool
}

// Game is a finished game. Its moves are known to be legal.
type Game struct {
	Room  string
	FEN   string // the start; empty is the usual one
	Moves []string
}

var (
	// ErrBusy means that too many games wait to be reviewed. Later there may be room.
	ErrBusy = errors.New("too many games wait to be reviewed")
	// ErrYours means that as many games as one may ask for at a time wait for the same asker.
	ErrYours = errors.New("too many games of one asker wait to be reviewed")
	// ErrShort means that the game has too few moves for anything to be said of it.
	ErrShort = errors.New("the game is too short to be reviewed")
	// ErrFailed means that the engine failed at a game. It is tried again after a while.
	ErrFailed = errors.New("the engine failed at this game")
)

const (
	perPosition = 100 * time.Millisecond
	kept        = 256         // reviews
	queue       = 64          // games that wait, of those who played them, and of others
	each        = 2           // games of one asker that are not done
	shortest    = 4           // plies from the usual position
	again       = time.Minute // after a failure
)

// Searcher asks an engine; a uci.Pool is one.
type Searcher interface {
	Search(ctx context.Context, rank uci.Rank, q uci.Question) (uci.Found, error)
}

// Desk is where games are reviewed. New makes one, Run works at it.
type Desk struct {
	engine Searcher
	log    *slog.Logger
	own    chan *file // of games whose players ask: they come first
	others chan *file

	mu    sync.Mutex // guards the rest, and what is in each file
	files []*file    // asked for last at the end
}

// file is one game at the desk.
type file struct {
	game     Game
	by       string // who asked first
	first    game.Side
	plies    []Evaluation
	review   *Review // nil until it is done
	failedAt time.Time
}

// New gives a desk.
func New(engine Searcher, log *slog.Logger) *Desk {
	return &Desk{engine: engine, log: log, own: make(chan *file, queue), others: make(chan *file, queue)}
}

// Review is the review of g, if it is done; otherwise nil and how far it is, and
// it is made for who asks. Errors: ErrShort, ErrYours, ErrBusy, ErrFailed.
func (d *Desk) Review(g Game, who Asker) (*Review, Progress, error) {
	if g.FEN == "" && len(g.Moves) < shortest {
		return nil, Progress{}, ErrShort
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	of := len(g.Moves) + 1
	if i := slices.IndexFunc(d.files, func(f *file) bool { return f.game.Room == g.Room }); i >= 0 {
		f := d.files[i]
		d.files = append(slices.Delete(d.files, i, i+1), f)
		switch {
		case f.failedAt.IsZero():
			return f.review, Progress{Done: len(f.plies), Of: of}, nil
		case time.Since(f.failedAt) < again:
			return nil, Progress{}, ErrFailed
		}
		d.files = d.files[:len(d.files)-1]
	}
	if d.unfinished(who.By) >= each {
		return nil, Progress{}, ErrYours
	}
	f := &file{game: g, by: who.By}
	work := d.others
	if who.Own {
		work = d.own
	}
	select {
	case work <- f:
	default:
		return nil, Progress{}, ErrBusy
	}
	d.files = append(d.files, f)
	d.forget()
	return nil, Progress{Of: of}, nil
}

// unfinished is how many games wait for by, or are being looked at. The lock is held.
func (d *Desk) unfinished(by string) (n int) {
	for _, f := range d.files {
		if f.by == by && f.review == nil && f.failedAt.IsZero() {
			n++
		}
	}
	return n
}

// forget lets the review go that nobody has asked for for longest, if there are
// too many. Those that are being made stay. The lock is held.
func (d *Desk) forget() {
	if len(d.files) <= kept {
		return
	}
	done := func(f *file) bool { return f.review != nil || !f.failedAt.IsZero() }
	if i := slices.IndexFunc(d.files, done); i >= 0 {
		d.files = slices.Delete(d.files, i, i+1)
	}
}

// Run reviews one game after the other until ctx ends.
func (d *Desk) Run(ctx context.Context) {
	for {
		f := d.next(ctx)
		if f == nil {
			return
		}
		err := d.safely(ctx, f)
		if err != nil && ctx.Err() == nil {
			d.log.Warn("a game could not be reviewed", "room", f.game.Room, "cause", err)
		}
		d.finish(f, err)
	}
}

// next waits for a game to review; nil once ctx has ended.
func (d *Desk) next(ctx context.Context) *file {
	select {
	case f := <-d.own:
		return f
	default:
	}
	select {
	case f := <-d.own:
		return f
	case f := <-d.others:
		return f
	case <-ctx.Done():
		return nil
	}
}

// finish closes a file whose review ended with err.
func (d *Desk) finish(f *file, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err == nil {
		f.review = &Review{Plies: f.plies, Turning: TurningPoints(f.plies, f.first)}
		return
	}
	f.plies, f.failedAt = nil, time.Now()
}

// safely is review with a panic as an error, of whose value there is only the type.
func (d *Desk) safely(ctx context.Context, f *file) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic of type %T", v)
		}
	}()
	return d.review(ctx, f)
}

// review evaluates each position of a game.
func (d *Desk) review(ctx context.Context, f *file) error {
	pos, err := game.ParsePosition(f.game.FEN)
	if err != nil {
		return fmt.Errorf("read the position: %w", err)
	}
	f.first = pos.Turn()
	for ply := 0; ; ply++ {
		e, err := d.evaluate(ctx, f.game, pos, ply)
		if err != nil {
			return fmt.Errorf("look at ply %d: %w", ply, err)
		}
		d.mu.Lock()
		f.plies = append(f.plies, e)
		d.mu.Unlock()
		if ply == len(f.game.Moves) {
			return nil
		}
		if pos, err = pos.Play(f.game.Moves[ply]); err != nil {
			return fmt.Errorf("replay move %d: %w", ply+1, err)
		}
	}
}

// evaluate looks at pos, which is that after ply plies of g. Positions in which
// the game is over are the rules' to judge.
func (d *Desk) evaluate(ctx context.Context, g Game, pos game.Position, ply int) (Evaluation, error) {
	if pos.Mate() {
		mate, win := 0, 0.0
		if pos.Turn() == game.Black {
			win = 100
		}
		return Evaluation{Ply: ply, Mate: &mate, Win: win}, nil
	}
	if len(pos.Choices()) == 0 || pos.Dead() {
		return Evaluation{Ply: ply, CP: new(int), Win: 50}, nil
	}
	found, err := d.engine.Search(ctx, uci.Review, uci.Question{FEN: g.FEN, Moves: g.Moves[:ply], Skill: -1, Lines: 1, Time: perPosition})
	if err != nil {
		return Evaluation{}, err
	}
	if len(found.Lines) == 0 {
		return Evaluation{}, errors.New("it tells no score")
	}
	return seen(ply, pos.Turn(), found), nil
}

// seen is what an engine found, for the side to move, from White's side.
func seen(ply int, turn game.Side, found uci.Found) Evaluation {
	e, sign, score := Evaluation{Ply: ply, Best: found.Best}, 1, found.Lines[0].Score
	if turn == game.Black {
		sign = -1
	}
	if !score.Mate {
		cp := sign * score.Centipawns
		e.CP, e.Win = &cp, chances(cp)
		return e
	}
	mate := sign * score.Moves
	if mate > 0 {
		e.Win = 100
	}
	e.Mate = &mate
	return e
}
