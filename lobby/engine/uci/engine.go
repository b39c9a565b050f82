package uci

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"rookery/game"
)

// Limits of the talk with an engine.
const (
	maxLine    = 4 << 10 // bytes of a line of output
	maxAnswer  = 1 << 20 // bytes of output about one question
	maxLines   = 256     // of different moves that are asked for; no position has as many
	maxOptions = 256
)

// patience is how long an engine is waited for.
type patience struct {
	start  time.Duration // until its uciok and first readyok
	search time.Duration // that a search may take longer than it was given
	stop   time.Duration // until the bestmove of a search that is stopped
}

// usual is the patience with an engine whose priority is the lowest on a busy machine.
var usual = patience{start: 10 * time.Second, search: 3 * time.Second, stop: time.Second}

var (
	// ErrBroken means that an engine is of no use any more: it ended, hangs, or
	// breaks the protocol or the rules.
	ErrBroken = errors.New("the chess engine is broken")
	// ErrNoMoves means that there is no move to choose: the game has ended. No
	// engine was asked.
	ErrNoMoves = errors.New("there is no legal move")
)

// Config tells which engine to start, and how.
type Config struct {
	Path    string   // of the program
	Args    []string // for it; most engines want none
	Options []Option // set after the handshake, those that the engine has

	patience patience // zero is usual
}

// Option is a setting of an engine.
type Option struct{ Name, Value string }

// Question is a position to find a move for, and how.
type Question struct {
	FEN   string        // the start; empty is the usual one
	Moves []string      // played since, in UCI
	Skill int           // 0 to 20, of engines with a "Skill Level"; below 0 is full strength
	Lines int           // how many different moves are wanted, best first; at least one
	Depth int           // plies at most; 0 leaves it open
	Time  time.Duration // at most; it must be given
}

// Found is the answer. Lines holds what was said of each rank last, best first,
// legal moves only; it may be empty.
type Found struct {
	Best  string // in UCI
	Lines []Line
}

// engine is one process. One goroutine uses it at a time.
type engine struct {
	name    string
	options map[string]string // that it has, with what was set; "" if nothing was
	proc    *exec.Cmd
	in, out *os.File // where it reads, and where it writes
	lines   *bufio.Reader
	owes    bool // a bestmove
	torn    bool // a command was written in part
	limits  patience
}

// start starts an engine and waits for its handshake. Errors are ErrBroken, or of the start.
func start(ctx context.Context, cfg Config) (*engine, error) {
	e := &engine{options: make(map[string]string), limits: cmp.Or(cfg.patience, usual)}
	if err := e.launch(cfg); err != nil {
		return nil, fmt.Errorf("start the chess engine: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, e.limits.start)
	defer cancel()
	if err := e.within(ctx, func() error { return e.greet(cfg.Options) }); err != nil {
		e.kill()
		return nil, fmt.Errorf("greet the chess engine: %w", err)
	}
	humble(e.proc.Process.Pid) // once more, for the threads that it has by now
	return e, nil
}

// launch starts the process with two pipes and nothing else of ours.
func (e *engine) launch(cfg Config) error {
	theirIn, ourOut, err := os.Pipe()
	if err != nil {
		return err
	}
	ourIn, theirOut, err := os.Pipe()
	if err != nil {
		return errors.Join(err, theirIn.Close(), ourOut.Close())
	}
	e.proc = exec.Command(cfg.Path, cfg.Args...)
	e.proc.Env = []string{}
	e.proc.Dir = os.TempDir()
	e.proc.Stdin, e.proc.Stdout = theirIn, theirOut
	e.proc.SysProcAttr = apart()
	err = e.proc.Start()
	_, _ = theirIn.Close(), theirOut.Close()
	if err != nil {
		return errors.Join(err, ourIn.Close(), ourOut.Close())
	}
	humble(e.proc.Process.Pid)
	e.in, e.out, e.lines = ourOut, ourIn, bufio.NewReaderSize(ourIn, maxLine)
	return nil
}

// kill ends the process and everything that it started, and waits for it.
func (e *engine) kill() {
	slay(e.proc.Process)
	_, _ = e.in.Close(), e.out.Close()
	_ = e.proc.Wait() // how a killed process ended says nothing
}

// within runs f, whose reads and writes fail once ctx ends. The error is then ctx's.
func (e *engine) within(ctx context.Context, f func() error) error {
	if err := e.deadline(time.Time{}); err != nil {
		return fmt.Errorf("%w: %w", ErrBroken, err)
	}
	woken := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		_ = e.deadline(time.Unix(1, 0)) // what cannot be woken has been closed
		close(woken)
	})
	err := f()
	if !stop() {
		<-woken
	}
	if ctx.Err() != nil && errors.Is(err, os.ErrDeadlineExceeded) {
		return context.Cause(ctx)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrBroken, err)
	}
	return nil
}

func (e *engine) deadline(at time.Time) error {
	return errors.Join(e.in.SetWriteDeadline(at), e.out.SetReadDeadline(at))
}

// greet is the handshake, and sets the options that the engine has.
func (e *engine) greet(options []Option) error {
	if err := e.write("uci"); err != nil {
		return err
	}
	err := e.until(greeted, func(r report) {
		switch {
		case r.kind == named:
			e.name = r.text
		case r.kind == option && len(e.options) < maxOptions:
			e.options[r.text] = ""
		}
	})
	if err != nil {
		return err
	}
	for _, o := range options {
		if err := e.set(o.Name, o.Value); err != nil {
			return err
		}
	}
	return e.settle()
}

// set sets an option, if the engine has it and it is not set so already.
func (e *engine) set(name, value string) error {
	if was, has := e.options[name]; !has || was == value {
		return nil
	}
	e.options[name] = value
	return e.write("setoption name " + name + " value " + value)
}

// settle waits until the engine has done everything that it was told.
func (e *engine) settle() error {
	if err := e.write("isready"); err != nil {
		return err
	}
	return e.until(ready, func(report) {})
}

func (e *engine) write(line string) error {
	_, err := e.in.WriteString(line + "\n")
	e.torn = e.torn || err != nil
	return err
}

// until tells hear everything that the engine says, up to and with the first of kind k.
func (e *engine) until(k kind, hear func(report)) error {
	for heard := 0; ; {
		line, err := e.lines.ReadSlice('\n')
		heard += len(line)
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			return errors.New("it writes a line without an end")
		case err != nil:
			return err
		case heard > maxAnswer:
			return errors.New("it writes without an end")
		}
		r := read(string(line))
		hear(r)
		if r.kind == k {
			return nil
		}
	}
}

// position is what is asked about, replayed by our own rules: an engine is sent
// nothing that is not chess.
func (q Question) position() (game.Position, string, error) {
	pos, err := game.ParsePosition(q.FEN)
	if err != nil {
		return pos, "", fmt.Errorf("read the position: %w", err)
	}
	var line strings.Builder
	line.WriteString("position fen " + pos.FEN())
	for i, uci := range q.Moves {
		if pos, err = pos.Play(uci); err != nil {
			return pos, "", fmt.Errorf("replay move %d: %w", i+1, err)
		}
		if i == 0 {
			line.WriteString(" moves")
		}
		line.WriteString(" " + uci)
	}
	if len(pos.Choices()) == 0 {
		return pos, "", ErrNoMoves
	}
	return pos, line.String(), nil
}

// search asks the engine q, which line puts to it. Errors: ErrBroken, or ctx's,
// after which halt tells whether the engine can go on.
func (e *engine) search(ctx context.Context, q Question, pos game.Position, line string) (Found, error) {
	patience, cancel := context.WithTimeoutCause(ctx, q.Time+e.limits.search, errSlow)
	defer cancel()
	var found Found
	err := e.within(patience, func() (err error) {
		found, err = e.ask(q, line)
		return err
	})
	if errors.Is(err, errSlow) {
		err = fmt.Errorf("%w: %w", ErrBroken, err)
	}
	if err != nil {
		return Found{}, err
	}
	return legal(found, pos)
}

// errSlow says that a search was not over when it should have been.
var errSlow = errors.New("it does not answer in time")

// ask puts one question and reads the answer.
func (e *engine) ask(q Question, line string) (found Found, err error) {
	if err := e.prepare(q); err != nil {
		return found, err
	}
	going := "go movetime " + strconv.FormatInt(max(1, q.Time.Milliseconds()), 10)
	if q.Depth > 0 {
		going += " depth " + strconv.Itoa(q.Depth)
	}
	e.owes = true
	if err := e.write(line + "\n" + going); err != nil {
		return found, err
	}
	var said [maxLines]Line
	err = e.until(chosen, func(r report) {
		switch {
		case r.kind == thinking && !r.bound:
			said[r.line.Rank-1] = r.line
		case r.kind == chosen:
			found.Best = r.text
		}
	})
	e.owes = err != nil
	for _, l := range said[:min(max(q.Lines, 1), maxLines)] {
		if l.Rank > 0 {
			found.Lines = append(found.Lines, l)
		}
	}
	return found, err
}

// prepare sets what q asks for and leaves all that was before behind.
func (e *engine) prepare(q Question) error {
	skill := q.Skill
	if skill < 0 {
		skill = 20
	}
	for _, o := range []Option{
		{"Skill Level", strconv.Itoa(min(skill, 20))},
		{"MultiPV", strconv.Itoa(min(max(q.Lines, 1), maxLines))},
	} {
		if err := e.set(o.Name, o.Value); err != nil {
			return err
		}
	}
	return e.settle()
}

// legal is found without what cannot be played in pos. An illegal best move breaks the engine.
func legal(found Found, pos game.Position) (Found, error) {
	can := make(map[string]bool)
	for _, c := range pos.Choices() {
		can[c.UCI()] = true
	}
	if !can[found.Best] {
		return Found{}, fmt.Errorf("%w: it plays what is not legal", ErrBroken)
	}
	kept := found.Lines[:0]
	for _, l := range found.Lines {
		if can[l.Move] {
			kept = append(kept, l)
		}
	}
	found.Lines = kept
	return found, nil
}

// halt ends a search that was given up and reports whether the engine can go on.
func (e *engine) halt() bool {
	if e.torn {
		return false
	}
	ctx, cancel := context.WithTimeout(context.Background(), e.limits.stop)
	defer cancel()
	return e.within(ctx, func() error {
		if err := e.write("stop"); err != nil || !e.owes {
			return err
		}
		err := e.until(chosen, func(report) {})
		e.owes = err != nil
		return err
	}) == nil
}

// quit asks the engine to end, and ends it.
func (e *engine) quit() {
	_ = e.in.SetWriteDeadline(time.Now().Add(e.limits.stop))
	_ = e.write("quit") // it is killed all the same
	e.kill()
}
