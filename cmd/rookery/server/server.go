// Package server is the whole server, wired: a store and a listener in, HTTP and
// sockets out. It knows no flag, no file and no kind of store, so that all of it
// also runs over a store and a network that a test has made.
//
// Decision: it shuts down from the inside out: unready and no new sockets, then
// the rooms seal themselves with their clocks stopped on disk, then everybody is
// sent away with a close code that says "come back", then the store closes. A
// player's clock therefore stops before the player is cut off. Rejected: the
// usual outside in, which would charge them for the seconds between.
package server

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"rookery/chat"
	"rookery/game"
	"rookery/lobby"
	"rookery/lobby/client"
	"rookery/lobby/desk"
	"rookery/lobby/engine"
	"rookery/lobby/engine/uci"
	"rookery/lobby/house"
	"rookery/lobby/person"
	"rookery/lobby/review"
	"rookery/lobby/room"
	"rookery/lobby/wire"
	"rookery/web"
	"rookery/web/auth"
	"rookery/web/ws"
)

const (
	shutdownGrace = 9 * time.Second         // for everybody to go as they should, and then
	shutdownLimit = 9500 * time.Millisecond // what still hangs is left behind
	httpGrace     = 2 * time.Second         // for requests that are being answered
	goodbyes      = 500 * time.Millisecond  // over which the sockets left are closed
)

// Store is where everything is kept: the ports of those that use it, and what
// the server itself asks of it.
type Store interface {
	Rooms() lobby.Rooms
	Seeks() lobby.Seeks
	Notices() lobby.Notices
	Blocks() lobby.Blocks
	Reports() lobby.Reports
	Ratings() lobby.Ratings
	History() lobby.History
	Hiding() lobby.Hiding
	Journal() room.Journal
	Pulse() room.Pulse
	Persons() person.Store
	Handovers() person.Handovers

	// Epoch is the random id of the data.
	Epoch() string
	// Ready reports nil only if the store takes commands.
	Ready(ctx context.Context) error
	// Fatal gives the error after which nothing can be promised any more.
	Fatal() <-chan error
	// Close stores what is waiting, and ends.
	Close() error
}

// Limits bound what people may send. What is zero is the default of CONTRACT
// section 6.
type Limits struct {
	Chat                  chat.Limits
	Play, Watch, Lobby    client.Budget
	PerAddress, PerPerson int // sockets, the latter in a room
}

// message is how many bytes a message of a client may have: a line, and what
// is around it.
func (l Limits) message() int { return cmp.Or(l.Chat, chat.DefaultLimits()).Bytes + 1<<10 }

// Config is what a server is made of. Every field but MetricsFrom,
// Limits, Filter, BannedNick and Engine is needed.
type Config struct {
	Store    Store        // Run closes it
	Listener net.Listener // Run closes it
	Site     auth.Site
	Metrics  *web.Metrics
	// MetricsFrom are the networks, beside this machine itself, that are shown them.
	MetricsFrom []netip.Prefix
	Openings    *game.Openings
	Limits      Limits
	// Filter refuses a text for its words, and BannedNick a nick. Nil: none.
	Filter     func(text string) (reason string)
	BannedNick func(nick string) bool
	Version    string // what the program was built from
	// Engine plays for the house and reviews; Run closes it. Nil: the house's small player plays.
	Engine *uci.Pool
	Log    *slog.Logger
}

// Server is all that runs, in the order in which it is made.
type Server struct {
	cfg       Config
	lobby     *desk.Desk
	desk      *review.Desk // nil without an engine
	reviews   sync.WaitGroup
	door      *client.Door
	sockets   *ws.Server
	http      *http.Server
	draining  atomic.Bool
	readiness readiness
	// stopServing answers whoever waits for something to happen.
	stopServing context.CancelFunc
}

// New makes everything above the store. It starts nothing.
func New(cfg Config) *Server {
	serving, stopServing := context.WithCancel(context.Background())
	s, store := &Server{cfg: cfg, stopServing: stopServing}, cfg.Store
	players := s.players()
	think := func(ctx context.Context, q house.Question) (string, error) {
		return players.Move(ctx, engine.Question(q))
	}
	s.lobby = desk.New(desk.Config{
		Rooms: store.Rooms(), Seeks: store.Seeks(), Notices: store.Notices(), Journal: store.Journal(), Persons: store.Persons(),
		Blocks: store.Blocks(), Reports: store.Reports(), Ratings: store.Ratings(), History: store.History(), Hiding: store.Hiding(),
		Talk:  room.Talk{Limits: cfg.Limits.Chat, Filter: cfg.Filter},
		Pulse: store.Pulse(), House: house.New(think, cfg.Log).Play,
		Exhibition: engine.Player{Random: rand.Uint64}.Move, // the show takes no engine from those who play
		Openings:   cfg.Openings, Log: cfg.Log,
	})
	s.door = client.NewDoor(client.Config{
		Lobby: s.lobby, Journal: store.Journal(), Notices: store.Notices(), Epoch: store.Epoch(), Version: cfg.Version, Build: web.Build(), Log: cfg.Log,
		HouseLevels: players.Levels(), Reviews: s.desk != nil,
		Limits: client.Limits{Message: cfg.Limits.message(), Play: cfg.Limits.Play, Watch: cfg.Limits.Watch, Lobby: cfg.Limits.Lobby},
	})
	s.sockets = ws.New(ws.Config{
		Enter: func(v client.Visit) ws.Session {
			return s.door.Enter(context.Background(), v) // a session ends with its socket, not with a signal
		},
		Origin:  cfg.Site.SameOrigin,
		Message: cfg.Limits.message(), PerAddress: cfg.Limits.PerAddress, PerIdentity: cfg.Limits.PerPerson,
	})
	cfg.Metrics.Gauge("sockets", "Open sockets.", s.sockets.Len)
	cfg.Metrics.Gauge("rooms", "Rooms that run.", s.lobby.Running)
	s.http = &http.Server{
		Handler: web.New(web.Config{
			Gate:        auth.Gate{Persons: store.Persons(), Handovers: store.Handovers(), Site: cfg.Site, Banned: cfg.BannedNick},
			Sockets:     s.sockets,
			Door:        s.door,
			Lobby:       s.lobby.Snapshot,
			Renamed:     s.lobby.Renamed,
			Room:        s.lobby.Room,
			Finished:    s.lobby.Finished,
			Game:        s.lobby.Game,
			Seeks:       s.lobby.OpenSeeks,
			Challenges:  s.lobby.ChallengesOf,
			Review:      s.review(),
			HouseLevels: players.Levels(),
			Openings:    cfg.Openings,
			Metrics:     cfg.Metrics,
			MetricsFrom: cfg.MetricsFrom,
			Ready:       s.ready,
			Serving:     serving,
			Log:         cfg.Log,
		}),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(cfg.Log.Handler(), slog.LevelDebug),
	}
	return s
}

// players is who plays for the house. With an engine, there is also a desk for reviews.
func (s *Server) players() *engine.Ladder {
	if s.cfg.Engine == nil {
		return engine.NewLadder(nil, rand.Uint64, s.cfg.Log)
	}
	s.desk = review.New(s.cfg.Engine, s.cfg.Log)
	s.cfg.Metrics.Gauge("engines", "Chess engines that run.", s.cfg.Engine.Running)
	return engine.NewLadder(s.cfg.Engine, rand.Uint64, s.cfg.Log)
}

// review is the desk's, or nil.
func (s *Server) review() func(review.Game, review.Asker) (*review.Review, review.Progress, error) {
	if s.desk == nil {
		return nil
	}
	return s.desk.Review
}

// Run serves until ctx ends or a part fails, and then shuts down, the store too.
// Once everything runs it calls announce. It is called once.
func (s *Server) Run(ctx context.Context, announce func()) error {
	lobbyCtx, stopLobby := context.WithCancel(context.WithoutCancel(ctx))
	defer stopLobby()
	lobbyDone, httpDone := make(chan error, 1), make(chan error, 1)
	go func() { lobbyDone <- s.lobby.Run(lobbyCtx) }()
	s.work(lobbyCtx)
	go func() { httpDone <- s.http.Serve(s.cfg.Listener) }()
	announce()

	var cause error
	select {
	case <-ctx.Done():
		s.cfg.Log.Info("stopping")
	case err := <-s.cfg.Store.Fatal():
		cause = fmt.Errorf("the disk failed, and what is on it is known only after a restart: %w", err)
	case err := <-httpDone:
		cause = fmt.Errorf("serve HTTP: %w", err)
		httpDone <- nil
	case err := <-lobbyDone:
		cause = fmt.Errorf("run the lobby: %w", err)
		lobbyDone <- nil
	}
	stopped := within(shutdownLimit, func() error { return s.shutdown(stopLobby, lobbyDone, httpDone) })
	return errors.Join(cause, stopped)
}

// work reviews games until ctx ends.
func (s *Server) work(ctx context.Context) {
	if s.desk != nil {
		s.reviews.Go(func() { s.desk.Run(ctx) })
	}
}

// rest waits for the review that was being made, and ends the engines.
func (s *Server) rest() {
	s.reviews.Wait()
	if s.cfg.Engine != nil {
		s.cfg.Engine.Close()
	}
}

// errHangs means that the process should be ended with some of it still
// running. What was acknowledged is on disk all the same.
var errHangs = errors.New("something did not stop in time and was left behind; the next start recovers as from a crash")

// within gives f's error, or errHangs when f has not returned after limit.
func within(limit time.Duration, f func() error) error {
	done := make(chan error, 1)
	go func() { done <- f() }()
	select {
	case err := <-done:
		return err
	case <-time.After(limit):
		return errHangs
	}
}

// shutdown ends what Run began, the store last, and waits for it.
func (s *Server) shutdown(stopLobby func(), lobbyDone, httpDone <-chan error) error {
	ctx, cancel := context.WithTimeout(context.Background(), shutdownGrace)
	defer cancel()
	s.draining.Store(true)
	s.stopServing()
	s.sockets.Drain()
	stopLobby()
	var errs []error
	if err := <-lobbyDone; !errors.Is(err, context.Canceled) { // it had not even begun
		errs = append(errs, err)
	}
	errs = append(errs, s.sockets.Close(ctx, wire.CloseRestart, goodbyes))
	s.door.Wait()
	s.rest()
	httpCtx, cancelHTTP := context.WithTimeout(ctx, httpGrace)
	defer cancelHTTP()
	if s.http.Shutdown(httpCtx) != nil {
		errs = append(errs, s.http.Close()) // a visitor who is slow does not make the stop a failure
	}
	if err := <-httpDone; !errors.Is(err, http.ErrServerClosed) {
		errs = append(errs, err)
	}
	return errors.Join(append(errs, s.cfg.Store.Close())...)
}
