package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/gorilla/websocket"

	"rookery/cmd/rookload/checker"
	"rookery/lobby/wire"
)

// How a client behaves (the protocol's text, "Commands and answers" and "Liveness").
const (
	unheard   = 2500 * time.Millisecond // without an answer, until a command is sent again
	silence   = 15 * time.Second        // until a connection counts as dead
	writeWait = 5 * time.Second
	comeBack  = 200 * time.Millisecond // at most, at random, until a lost connection is opened again
	mostAsked = 12                     // commands without an answer; the server takes 16
)

// person is one of the cast. Without a token it is nobody, who only watches.
type person struct{ id, nick, token string }

// tab is one client in one place, as a page in a browser is: it stays there
// through every loss of its connection until it is told to leave. All of it
// belongs to the goroutine of run, but for the channels.
type tab struct {
	cast    *cast
	who     person
	room    string // empty: the lobby
	rng     *rand.Rand
	mind    func(*tab) time.Duration // what it does now, and when it looks again; nil for none
	opened  func(*websocket.Conn)    // is shown each connection before it is read; nil for nobody
	saw     func(checker.Frame)      // is shown each frame as it comes; nil for nobody
	orders  chan *order
	leaving chan struct{}
	over    chan struct{} // closed when the game has its result

	conn    *websocket.Conn
	visit   int
	visits  int // so far
	epoch   string
	pos     map[wire.Stream]uint64
	pending []*order
	board   board
	notices map[uint64]checker.Frame
	forgets bool      // it will resume from an older place than it had
	strange bool      // it will come as one who was never here
	away    time.Time // it does not come before
	missed  int       // events that came on this connection before it was let in
	live    bool      // it has been let in
}

// order is a command until it is answered.
type order struct {
	cid   wire.CID
	cmd   wire.Command
	frame []byte
	sent  time.Time // first
	again time.Time // when it is sent again
	times int
	reply chan reply // buffered; nil if nobody waits

	visit   int   // on which it was sent first
	life    int64 // of the server, then
	doubted bool  // the server has said that it does not know the outcome
}

// reply is an answer, with the notice that an ok of the lobby names.
type reply struct{ answer, notice checker.Frame }

func (c *cast) tab(who person, room, name string, mind func(*tab) time.Duration) *tab {
	return &tab{
		cast: c, who: who, room: room, mind: mind, rng: c.random(name),
		orders: make(chan *order), leaving: make(chan struct{}), over: make(chan struct{}),
		pos: make(map[wire.Stream]uint64), notices: make(map[uint64]checker.Frame),
	}
}

// run stays until leaving is closed and everything is answered, or ctx ends.
func (t *tab) run(ctx context.Context) {
	for ctx.Err() == nil && !t.done() {
		if err := t.open(ctx); err == nil {
			t.serve(ctx)
		}
		select {
		case <-time.After(max(t.upTo(comeBack), time.Until(t.away))):
		case <-ctx.Done():
		}
	}
}

func (t *tab) done() bool { return t.left() && len(t.pending) == 0 }

func (t *tab) left() bool {
	select {
	case <-t.leaving:
		return true
	default:
		return false
	}
}

// do gives a command and waits for its answer, however often the server dies meanwhile.
func (t *tab) do(ctx context.Context, cmd wire.Command) (reply, error) {
	o := &order{cmd: cmd, reply: make(chan reply, 1)}
	select {
	case t.orders <- o:
	case <-ctx.Done():
		return reply{}, context.Cause(ctx)
	}
	select {
	case r := <-o.reply:
		return r, nil
	case <-ctx.Done():
		return reply{}, context.Cause(ctx)
	}
}

// open connects and resumes where the tab was, and sends again what was not answered.
func (t *tab) open(ctx context.Context) error {
	path := "/lobby/socket"
	if t.room != "" {
		path = "/rooms/" + t.room + "/socket"
	}
	for _, s := range slices.Sorted(maps.Keys(t.pos)) {
		if t.forgets && s != wire.NoticeStream {
			t.pos[s] = t.rng.Uint64N(t.pos[s] + 1)
		}
	}
	if t.strange {
		t.epoch, t.pos, t.board = "", make(map[wire.Stream]uint64), board{}
	}
	t.forgets, t.strange = false, false
	t.missed, t.live = 0, false
	conn, err := t.cast.dial(ctx, t.who, path, t.epoch, t.pos)
	if err != nil {
		return err
	}
	if t.opened != nil {
		t.opened(conn)
	}
	after := t.pos
	if t.epoch == "" {
		after = nil
	}
	t.visits++
	t.conn, t.visit = conn, t.cast.checker.Open(checker.Visit{Person: t.who.id, Room: t.room, After: after})
	for _, o := range t.pending {
		t.write(o)
	}
	return nil
}

// dial opens a socket at path.
func (c *cast) dial(ctx context.Context, who person, path, epoch string, pos map[wire.Stream]uint64) (*websocket.Conn, error) {
	header := http.Header{"Origin": {c.url}}
	if who.token != "" {
		header.Set("Authorization", "Bearer "+who.token)
	}
	if epoch != "" {
		q := url.Values{"epoch": {epoch}}
		for s, n := range pos {
			q.Set(string(s), strconv.FormatUint(n, 10))
		}
		path += "?" + q.Encode()
	}
	d := websocket.Dialer{NetDialContext: c.through, Subprotocols: []string{wire.Subprotocol}, HandshakeTimeout: silence}
	conn, res, err := d.DialContext(ctx, "ws"+strings.TrimPrefix(c.url, "http")+path, header)
	if res != nil && errors.Is(err, websocket.ErrBadHandshake) && res.StatusCode < http.StatusInternalServerError {
		c.checker.Note(checker.Closed, "%s could not open %s: %s", who.nick, path, res.Status)
	}
	return conn, err
}

// serve takes frames and does what it has a mind to until the connection ends.
func (t *tab) serve(ctx context.Context) {
	frames, ended := make(chan []byte, 16), make(chan error, 1)
	go receive(t.conn, frames, ended)
	timer := time.NewTimer(0)
	defer timer.Stop()
	stop := ctx.Done()
	for {
		select {
		case raw, ok := <-frames:
			if !ok {
				t.ended(<-ended)
				return
			}
			t.take(raw)
		case o := <-t.orders:
			t.give(o)
		case <-timer.C:
			timer.Reset(t.tick())
		case <-stop:
			t.hangUp()
			stop = nil // what had come is still taken
		}
		if t.done() {
			t.hangUp()
		}
	}
}

// receive reads until the connection ends, and says why it did.
func receive(conn *websocket.Conn, frames chan<- []byte, ended chan<- error) {
	defer close(frames)
	for {
		_ = conn.SetReadDeadline(time.Now().Add(silence))
		_, raw, err := conn.ReadMessage()
		if err != nil {
			_ = conn.Close()
			ended <- err
			return
		}
		frames <- raw
	}
}

// hangUp cuts the connection; what had come is still taken.
func (t *tab) hangUp() { _ = t.conn.Close() }

func (t *tab) ended(err error) {
	code := 0
	if ce, ok := errors.AsType[*websocket.CloseError](err); ok {
		code = ce.Code
	}
	t.cast.checker.Close(t.visit, wire.CloseCode(code))
	t.cast.count.took(fmt.Sprintf("closed %d", code))
	for _, o := range t.pending {
		o.doubted = o.doubted || code == int(wire.CloseUnknown)
	}
}

// tick sends again what is due, and lets the mind act.
func (t *tab) tick() time.Duration {
	now := time.Now()
	for _, o := range t.pending {
		if now.After(o.again) {
			t.write(o)
		}
	}
	if t.mind == nil || t.left() || t.epoch == "" {
		return 20 * time.Millisecond
	}
	return t.mind(t)
}

// give takes up a new command.
func (t *tab) give(o *order) {
	if o.cid == "" { // otherwise another tab of the same person gives it too
		o.cid = newCID(t.rng)
	}
	d, err := json.Marshal(o.cmd)
	if err != nil {
		panic(fmt.Sprintf("encode %T: %v", o.cmd, err)) // the wire's own
	}
	o.frame = fmt.Appendf(nil, `{"cid":%q,"t":%q,"d":%s}`, o.cid, tags[fmt.Sprintf("%T", o.cmd)], d)
	t.pending = append(t.pending, o)
	t.write(o)
}

// ask gives a command whose answer nobody waits for.
func (t *tab) ask(cmd wire.Command) *order {
	o := &order{cmd: cmd}
	t.give(o)
	return o
}

func (t *tab) write(o *order) {
	now := time.Now()
	if o.times++; o.times == 1 {
		o.sent, o.visit, o.life = now, t.visit, t.cast.count.life.Load()
	} else {
		t.cast.count.resends.Add(1)
	}
	o.again = now.Add(unheard)
	if err := t.cast.checker.Sent(t.visit, o.frame); err != nil {
		panic(err)
	}
	_ = t.conn.SetWriteDeadline(now.Add(writeWait))
	_ = t.conn.WriteMessage(websocket.TextMessage, o.frame) // if it is lost, so is the connection
}

// take is one frame of the server's.
func (t *tab) take(raw []byte) {
	f, err := checker.Read(raw)
	if err != nil {
		t.cast.checker.Note(checker.Broken, "%s was sent %.200s", t.who.nick, raw)
		return
	}
	t.cast.checker.Got(t.visit, f)
	if t.saw != nil {
		t.saw(f)
	}
	switch {
	case f.Re != "":
		t.answered(f)
	case f.N > 0:
		t.event(f)
	case f.T == "hello":
		h, _ := checker.Body[wire.Hello](f.D) // the checker has read it
		t.epoch = h.Epoch
	case f.T == "snapshot" && f.S == wire.GameStream:
		snap, _ := checker.Body[wire.GameSnapshot](f.D)
		t.pos[f.S], t.board = snap.N, boardOf(snap)
		if t.visits > 1 {
			t.cast.count.took("came back and was given a snapshot")
		}
		t.sawEnd()
	case f.T == "snapshot":
		snap, _ := checker.Body[wire.StreamSnapshot](f.D)
		t.pos[f.S] = snap.First - 1
	case f.T == "clock": // comes last when a client is let in
		ticking, _ := checker.Body[wire.Ticking](f.D)
		t.board.ticks(ticking, time.Now())
		if !t.live && t.visits > 1 && t.missed > 0 {
			t.cast.count.took("came back and was given what it had missed")
		}
		t.live = true
	}
}

func (t *tab) event(f checker.Frame) {
	t.pos[f.S] = f.N
	t.missed++
	switch f.S {
	case wire.GameStream:
		e, _ := f.Event()
		t.board.apply(e)
		t.sawEnd()
	case wire.NoticeStream:
		t.notices[f.N] = f
	}
}

func (t *tab) sawEnd() {
	if t.board.ended {
		select {
		case <-t.over:
		default:
			close(t.over)
		}
	}
}

func (t *tab) answered(f checker.Frame) {
	i := slices.IndexFunc(t.pending, func(o *order) bool { return o.cid == f.Re })
	if i < 0 {
		t.cast.count.took("answered again") // to something sent twice
		return
	}
	o := t.pending[i]
	t.cast.count.answered(o, f, t.visit)
	if f.Wait > 0 {
		o.again = time.Now().Add(time.Duration(f.Wait) * time.Millisecond)
		return
	}
	t.pending = slices.Delete(t.pending, i, i+1)
	if _, move := o.cmd.(wire.Move); move && f.OK > 0 {
		t.cast.count.move(time.Since(o.sent), o.times == 1)
	}
	if o.reply != nil {
		o.reply <- reply{f, t.notices[f.OK]}
	}
}

// newCID is a UUID of version 4, at random as the seed has it.
func newCID(rng *rand.Rand) wire.CID {
	hi, lo := rng.Uint64(), rng.Uint64()
	hi = hi&^0xf000 | 0x4000
	lo = lo&^(3<<62) | 2<<62
	return wire.CID(fmt.Sprintf("%08x-%04x-%04x-%04x-%012x", hi>>32, hi>>16&0xffff, hi&0xffff, lo>>48, lo&(1<<48-1)))
}

// tags are the commands' names on the wire, by their types here.
var tags = func() map[string]string {
	m := make(map[string]string)
	for _, e := range wire.Messages().Commands {
		m[e.Type.String()] = e.Tag
	}
	return m
}()
