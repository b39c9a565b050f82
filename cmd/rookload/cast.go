package main

import (
	"bytes"
	"context"
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-json-experiment/json"

	"rookery/cmd/rookload/checker"
	"rookery/lobby/wire"
)

// cast is everybody who plays and watches, and what they share.
type cast struct {
	house
	url     string
	secret  string // how every whispered mark begins
	checker *checker.Checker
	closing atomic.Bool // games are to be ended, and no more begun
	marks   atomic.Uint64
	count   counts

	loaded   time.Duration // for how long play began games
	replayed int           // games under chess.js

	mu    sync.Mutex          // guards what follows; nothing is called under it
	known string              // the epoch
	rooms map[string][]person // who was ever in each
}

func newCast(url string, h house) *cast {
	secret := fmt.Sprintf("hush-%016x-", rand.Uint64()) // nobody could have it but by a whisper
	return &cast{house: h, url: url, secret: secret, checker: checker.New(secret), rooms: make(map[string][]person)}
}

// random is the chance of one of the cast, as the seed has it.
func (c *cast) random(name string) *rand.Rand {
	h := fnv.New64a()
	_, _ = io.WriteString(h, name) // never fails
	return rand.New(rand.NewPCG(c.Seed, h.Sum64()))
}

// mark is a text that nobody else says.
func (c *cast) mark(before string) string {
	return before + strconv.FormatUint(c.marks.Add(1), 10) + "."
}

// plain are letters of which no two look alike, so that no nick is refused for another.
const plain = "abcdefghkpqstuxyz"

func newNick(n int) string {
	nick := make([]byte, 0, 12)
	for range 7 {
		nick = append(nick, plain[rand.IntN(len(plain))])
	}
	for ; n > 0; n /= len(plain) {
		nick = append(nick, plain[n%len(plain)])
	}
	return string(nick)
}

// arrive makes guests of n persons.
func (c *cast) arrive(ctx context.Context, n int) ([]person, error) {
	var all []person
	for i := range n {
		ask, err := json.Marshal(map[string]any{"nick": newNick(i), "token": true})
		if err != nil {
			return nil, err
		}
		body, err := c.call(ctx, http.MethodPost, "/api/me", ask)
		if err != nil {
			return nil, err
		}
		var me struct {
			ID    string `json:"id"`
			Nick  string `json:"nick"`
			Token string `json:"token"`
		}
		if err := json.Unmarshal(body, &me); err != nil {
			return nil, fmt.Errorf("become a guest: %w", err)
		}
		all = append(all, person{me.ID, me.Nick, me.Token})
	}
	return all, nil
}

// call makes an HTTP request, and lets the checker read the answer.
func (c *cast) call(ctx context.Context, method, path string, body []byte) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, c.url+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", method, path, err)
	}
	c.checker.Text(path, text)
	if wait, err := strconv.Atoi(res.Header.Get("Retry-After")); err == nil && res.StatusCode == http.StatusTooManyRequests {
		select {
		case <-time.After(time.Duration(wait) * time.Second):
			return c.call(ctx, method, path, body)
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s %s: %s", method, path, res.Status)
	}
	return text, nil
}

// begin brings everybody in and starts the games. end ends them all, and waits so
// long for it; what has no end by then is left, which is a violation unless
// nobody cares any more (0).
func (c *cast) begin(ctx context.Context) (everybody []person, end func(time.Duration), err error) {
	nameless := c.Spectators / 4
	if everybody, err = c.arrive(ctx, 2*c.Games+c.Spectators-nameless); err != nil {
		return nil, nil, err
	}
	watchers := slices.Concat(everybody[2*c.Games:], make([]person, nameless))
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		c.tables(ctx, everybody[:2*c.Games], watchers)
	}()
	return everybody, func(wait time.Duration) {
		c.closing.Store(true)
		if wait > 0 {
			select {
			case <-done:
			case <-time.After(wait):
				c.checker.Note(checker.Broken, "after %s not every game has ended, or not every command is answered", wait)
			}
		}
		cancel()
		<-done
	}, nil
}

// tables seats pairs of players, with spectators spread over them, and plays one
// game after another at each until the cast is closing. It returns when all are over.
func (c *cast) tables(ctx context.Context, players, watchers []person) {
	var all sync.WaitGroup
	for i := range c.Games {
		tb := &table{cast: c, name: fmt.Sprintf("table %d", i), host: players[2*i], guest: players[2*i+1]}
		tb.rng = c.random(tb.name)
		for k := i; k < len(watchers); k += c.Games {
			tb.watchers = append(tb.watchers, watchers[k])
		}
		all.Go(func() { tb.run(ctx) })
	}
	all.Wait()
}

// table is where two play, and some watch.
type table struct {
	cast        *cast
	name        string
	host, guest person
	watchers    []person
	rng         *rand.Rand
	games       int
}

// controls are what games are played with. The short ones end by flag.
var controls = []wire.Control{
	{Base: 300, Inc: 2}, {Base: 300}, {Base: 60, Inc: 1}, {Base: 3}, {Base: 60, Inc: 2, Mode: "delay"}, {Base: 60, Inc: 2, Mode: "bronstein"},
}

// beginnings are where some games by link begin: near promotions, mates, stalemates
// and positions in which nobody can win.
var beginnings = []string{
	"8/P6k/8/8/8/8/p6K/8 w - - 0 1", "7k/8/5K2/6Q1/8/8/8/8 b - - 3 60", "8/8/8/3k4/8/3K4/4P3/8 w - - 0 1",
	"r3k2r/ppp1qppp/8/3pP3/8/8/PPPQ1PPP/R3K2R w KQkq d6 0 12", "4k3/8/8/8/8/8/8/R3K2R w KQ - 90 100",
}

func (tb *table) run(ctx context.Context) {
	next := ""
	for !tb.cast.closing.Load() && ctx.Err() == nil {
		room := next
		if room == "" {
			var err error
			if room, err = tb.arrange(ctx); err != nil {
				if ctx.Err() == nil {
					tb.cast.checker.Note(checker.Broken, "%s: no game could be made: %v", tb.name, err)
				}
				return
			}
		}
		tb.games++
		next = tb.game(ctx, room)
	}
}

func (tb *table) tab(who person, room, role string, mind func(*tab) time.Duration) *tab {
	return tb.cast.tab(who, room, fmt.Sprintf("%s game %d %s", tb.name, tb.games, role), mind)
}

// arrange makes a game, by link or by a seek that the guest takes, and gives its room.
func (tb *table) arrange(ctx context.Context) (string, error) {
	ctx, cancel := context.WithCancel(ctx)
	var tabs sync.WaitGroup
	defer tabs.Wait()
	defer cancel()
	host, guest := tb.tab(tb.host, "", "host in the lobby", nil), tb.tab(tb.guest, "", "guest in the lobby", nil)
	for _, t := range []*tab{host, guest} {
		defer close(t.leaving)
		tabs.Go(func() { t.run(ctx) })
	}
	control := controls[tb.rng.IntN(len(controls))]
	if tb.rng.IntN(3) == 0 {
		if room, err := tb.seek(ctx, host, guest, control); err != nil || room != "" {
			return room, err
		}
	}
	fen := ""
	if tb.rng.IntN(3) == 0 {
		fen = beginnings[tb.rng.IntN(len(beginnings))]
	}
	r, err := host.do(ctx, wire.MakeLink{Control: control, Side: wire.Random, FEN: fen})
	if err != nil {
		return "", err
	}
	return seated(r)
}

// seated is the room that an ok of the lobby seated somebody in.
func seated(r reply) (string, error) {
	if r.answer.OK == 0 {
		return "", fmt.Errorf("refused: %s", r.answer.Raw)
	}
	b, err := checker.Body[wire.Seated](r.notice.D)
	if err != nil || b.Room == "" {
		return "", fmt.Errorf("%s names %s", r.answer.Raw, r.notice.Raw)
	}
	return b.Room, nil
}

// seek opens a game to all, and has the guest take it; no room if it had closed meanwhile.
func (tb *table) seek(ctx context.Context, host, guest *tab, control wire.Control) (string, error) {
	r, err := host.do(ctx, wire.Seek{Control: control, Side: wire.Random})
	if err != nil {
		return "", err
	}
	opened, err := checker.Body[wire.SeekOpened](r.notice.D)
	if err != nil || opened.Seek == "" {
		return "", fmt.Errorf("%s names %s", r.answer.Raw, r.notice.Raw)
	}
	r, err = guest.do(ctx, wire.Take{Seek: opened.Seek})
	if err != nil || r.answer.No != nil {
		return "", err
	}
	return seated(r)
}

// game plays and watches one game to its end, and gives the room of the next if
// a rematch was agreed.
func (tb *table) game(ctx context.Context, room string) string {
	c := tb.cast
	everybody := append([]person{tb.host, tb.guest}, tb.watchers...)
	c.mu.Lock()
	c.rooms[room] = everybody
	c.mu.Unlock()
	var tabs sync.WaitGroup
	defer tabs.Wait()
	open := func(who person, role string, mind func([]string) func(*tab) time.Duration) *tab {
		var others []string
		for _, p := range everybody {
			if p.nick != "" && p.nick != who.nick {
				others = append(others, p.nick)
			}
		}
		t := tb.tab(who, room, role, mind(others))
		tabs.Go(func() { t.run(ctx) })
		return t
	}
	host, guest := open(tb.host, "host", player), open(tb.guest, "guest", player)
	others := []*tab{host, guest}
	if tb.rng.IntN(4) == 0 {
		others = append(others, open(tb.host, "second", player)) // both of one's tabs may act
	}
	for i, p := range tb.watchers {
		others = append(others, open(p, fmt.Sprintf("watcher %d", i), spectator))
	}
	defer func() {
		for _, t := range others {
			close(t.leaving)
		}
	}()
	for _, t := range []*tab{host, guest} {
		select {
		case <-t.over:
		case <-ctx.Done():
			return ""
		}
	}
	if c.closing.Load() || tb.rng.IntN(2) == 0 {
		return ""
	}
	return tb.rematch(ctx, room, host, guest)
}

// rematch has both ask for one, over the room's sockets.
func (tb *table) rematch(ctx context.Context, room string, host, guest *tab) string {
	for _, t := range []*tab{host, guest} {
		r, err := t.do(ctx, wire.Rematch{Room: room})
		if err != nil || r.answer.OK == 0 {
			return ""
		}
		if next, err := seated(r); err == nil {
			return next
		}
	}
	return ""
}

// patience is how long the cast waits for what must happen.
const patience = 30 * time.Second
