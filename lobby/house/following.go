package house

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"github.com/go-json-experiment/json"

	"rookery/game"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// ears is the house's outbox. It keeps the frames of the game and drops the rest.
type ears struct {
	mu     sync.Mutex // guards frames
	frames [][]byte
	news   chan struct{} // somebody said something; holds one
}

func newEars() *ears { return &ears{news: make(chan struct{}, 1)} }

// gameFrames begin like this, snapshots and events alike.
var gameFrames = []byte(`{"s":"` + string(wire.GameStream) + `"`)

// Offer is part of room.Outbox.
func (e *ears) Offer(frame []byte, _ bool) bool {
	if bytes.HasPrefix(frame, gameFrames) {
		e.mu.Lock()
		e.frames = append(e.frames, frame)
		e.mu.Unlock()
		e.raise()
	}
	return true
}

func (e *ears) raise() {
	select {
	case e.news <- struct{}{}:
	default:
	}
}

func (e *ears) take() (frames [][]byte) {
	e.mu.Lock()
	defer e.mu.Unlock()
	frames, e.frames = e.frames, nil
	return frames
}

// following is a game as a client knows it from its frames.
type following struct {
	who     string // the house's id
	side    wire.Side
	control game.Control
	level   int
	start   string   // FEN; empty for the usual start position
	moves   []string // UCI
	fen     string
	on      uint64 // the event that made the position
	clock   wire.Clock
	offer   *wire.OpenOffer
	over    bool
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
		return f.begin(s)
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
	case wire.TimeCredited:
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

func (f *following) begin(s wire.GameSnapshot) error {
	control, err := room.Control(s.Start.Control)
	if err != nil {
		return fmt.Errorf("read the clocks of the game: %w", err)
	}
	f.control, f.level, f.start, f.over = control, s.Start.Level, s.Start.FEN, s.Ended != nil
	f.fen, f.on, f.clock, f.offer = s.FEN, s.On, s.Clock, s.Offer
	f.moves = nil
	for _, m := range s.Moves {
		f.moves = append(f.moves, m.UCI)
	}
	return nil
}

func (f *following) toMove() bool {
	fields := strings.Fields(f.fen)
	return len(fields) > 1 && (fields[1] == "w") == (f.side == wire.White)
}

// A natural reply takes at least this long, and at most that long, unless the clock is short.
const (
	leastPause = 300 * time.Millisecond
	mostPause  = 900 * time.Millisecond
)

// pause is how long the reply to the present position takes at least.
func (f *following) pause() time.Duration {
	d := leastPause + rand.N(mostPause-leastPause)
	if f.control.Unlimited() {
		return d
	}
	return min(d, f.spare())
}

// question is the present position to a player.
func (f *following) question() Question {
	q := Question{Level: f.level, FEN: f.start, Moves: f.moves}
	if !f.control.Unlimited() {
		q.Spare = max(f.spare(), 1)
	}
	return q
}

// spare is what may be spent on the present move and never be missed: what the
// control gives for it anyway, and a fortieth of what is left. A delay is there
// before the clock runs; an increment comes only after the move, and so no more
// than a quarter of what is left counts.
func (f *following) spare() time.Duration {
	left := time.Duration(f.clock.White) * time.Millisecond
	if f.side == wire.Black {
		left = time.Duration(f.clock.Black) * time.Millisecond
	}
	free, _ := f.control.Brings(len(f.moves) / 2)
	if f.control.Mode != game.Delay {
		free = min(free, left/4)
	}
	return free + left/40
}
