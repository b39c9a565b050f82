package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"rookery/game"
	"rookery/lobby"
	"rookery/lobby/client"
	"rookery/lobby/engine"
	"rookery/lobby/house"
	"rookery/lobby/store/sqlite"
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

// program is all that runs, in the order in which it is made.
type program struct {
	log       *slog.Logger
	listener  net.Listener
	store     *sqlite.Store
	lobby     *lobby.Lobby
	door      *client.Door
	sockets   *ws.Server
	http      *http.Server
	draining  atomic.Bool
	readiness readiness
}

// serve runs the server until ctx ends or something breaks.
func serve(ctx context.Context, cfg config, out io.Writer) error {
	p := &program{log: slog.New(slog.NewTextHandler(out, &slog.HandlerOptions{Level: cfg.LogLevel}))}
	site, err := auth.NewSite(cfg.PublicURL, cfg.TrustedProxy)
	if err != nil {
		return err
	}
	if p.listener, err = net.Listen("tcp", cfg.Listen); err != nil {
		return fmt.Errorf("open the door: %w", err)
	}
	defer p.listener.Close() // the HTTP server closes it first, if it came that far
	metrics := web.NewMetrics()
	p.store, err = sqlite.Open(ctx, cfg.Data, sqlite.Options{Log: p.log, Observe: metrics.Commit})
	if err != nil {
		return err
	}
	openings, err := game.NewOpenings()
	if err != nil {
		return errors.Join(err, p.store.Close())
	}
	p.wire(site, metrics, openings)
	return p.run(ctx, func() { announce(out, p.listener.Addr(), cfg) })
}

// wire makes everything above the store.
func (p *program) wire(site auth.Site, metrics *web.Metrics, openings *game.Openings) {
	s := p.store
	p.lobby = lobby.New(lobby.Config{
		Rooms: s.Rooms(), Seeks: s.Seeks(), Notices: s.Notices(), Journal: s.Journal(), Persons: s.Persons(),
		House: house.New(engine.Player{Random: rand.Uint64}.Move, p.log).Play, Openings: openings, Log: p.log,
	})
	p.door = client.NewDoor(client.Config{
		Lobby: p.lobby, Journal: s.Journal(), Notices: s.Notices(), Epoch: s.Epoch(), Version: version(), Log: p.log,
	})
	p.sockets = ws.New(ws.Config{
		Enter: func(v client.Visit) ws.Session {
			return p.door.Enter(context.Background(), v) // a session ends with its socket, not with a signal
		},
		Origin: site.SameOrigin,
	})
	metrics.Gauge("sockets", "Open sockets.", p.sockets.Len)
	metrics.Gauge("rooms", "Rooms that run.", p.lobby.Running)
	p.http = &http.Server{
		Handler: web.New(web.Config{
			Gate:     auth.Gate{Persons: s.Persons(), Site: site},
			Sockets:  p.sockets,
			Lobby:    p.lobby.Snapshot,
			Renamed:  p.lobby.Renamed,
			Room:     s.Rooms().Room,
			Journal:  s.Journal(),
			Openings: openings,
			Metrics:  metrics,
			Ready:    p.ready,
			Log:      p.log,
		}),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(p.log.Handler(), slog.LevelDebug),
	}
}

// run serves until ctx ends or a part fails, and then shuts down, the store too.
func (p *program) run(ctx context.Context, announce func()) error {
	lobbyCtx, stopLobby := context.WithCancel(context.WithoutCancel(ctx))
	defer stopLobby()
	lobbyDone, httpDone := make(chan error, 1), make(chan error, 1)
	go func() { lobbyDone <- p.lobby.Run(lobbyCtx) }()
	go func() { httpDone <- p.http.Serve(p.listener) }()
	announce()

	var cause error
	select {
	case <-ctx.Done():
		p.log.Info("stopping")
	case err := <-p.store.Fatal():
		cause = fmt.Errorf("the disk failed, and what is on it is known only after a restart: %w", err)
	case err := <-httpDone:
		cause = fmt.Errorf("serve HTTP: %w", err)
		httpDone <- nil
	case err := <-lobbyDone:
		cause = fmt.Errorf("run the lobby: %w", err)
		lobbyDone <- nil
	}
	stopped := within(shutdownLimit, func() error { return p.shutdown(stopLobby, lobbyDone, httpDone) })
	return errors.Join(cause, stopped)
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

// shutdown ends what serve and run began, the store last, and waits for it.
func (p *program) shutdown(stopLobby func(), lobbyDone, httpDone <-chan error) error {
	ctx, cancel := context.WithTimeout(context.Background(), shutdownGrace)
	defer cancel()
	p.draining.Store(true)
	p.sockets.Drain()
	stopLobby()
	var errs []error
	if err := <-lobbyDone; !errors.Is(err, context.Canceled) { // it had not even begun
		errs = append(errs, err)
	}
	errs = append(errs, p.sockets.Close(ctx, wire.CloseRestart, goodbyes))
	p.door.Wait()
	httpCtx, cancelHTTP := context.WithTimeout(ctx, httpGrace)
	defer cancelHTTP()
	if p.http.Shutdown(httpCtx) != nil {
		errs = append(errs, p.http.Close()) // a visitor who is slow does not make the stop a failure
	}
	if err := <-httpDone; !errors.Is(err, http.ErrServerClosed) {
		errs = append(errs, err)
	}
	return errors.Join(append(errs, p.store.Close())...)
}
