package main

import (
	"bytes"
	"context"
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-json-experiment/json"

	"rookery/cmd/rookload/checker"
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

	web     *http.Client
	through func(ctx context.Context, network, addr string) (net.Conn, error) // makes the connections of sockets; nil: as usual

	loaded   time.Duration // for how long play began games
	replayed int           // games under chess.js

	mu    sync.Mutex          // guards what follows; nothing is called under it
	known string              // the epoch
	rooms map[string][]person // who was ever in each
}

func newCast(url string, h house) *cast {
	secret := fmt.Sprintf("hush-%016x-", rand.Uint64()) // nobody could have it but by a whisper
	return &cast{house: h, url: url, secret: secret, checker: checker.New(secret), web: http.DefaultClient, rooms: make(map[string][]person)}
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
	res, err := c.web.Do(req)
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

// patience is how long the cast waits for what must happen.
const patience = 30 * time.Second
