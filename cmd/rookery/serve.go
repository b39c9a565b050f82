package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"

	"rookery/cmd/rookery/server"
	"rookery/game"
	"rookery/lobby/store/sqlite"
	"rookery/web"
	"rookery/web/auth"
)

// serve runs the server until ctx ends or something breaks.
func serve(ctx context.Context, cfg config, out io.Writer) error {
	log := slog.New(slog.NewTextHandler(out, &slog.HandlerOptions{Level: cfg.LogLevel}))
	site, err := auth.NewSite(cfg.PublicURL, cfg.TrustedProxy)
	if err != nil {
		return err
	}
	metricsFrom, err := auth.Networks(cfg.MetricsFrom)
	if err != nil {
		return fmt.Errorf("read who may see the metrics: %w", err)
	}
	words, err := readBanned(cfg.BannedWords)
	if err != nil {
		return err
	}
	engines, err := openEngines(ctx, cfg, log)
	if err != nil {
		return err
	}
	if engines != nil {
		defer engines.Close() // the server closes it first, if it came that far
	}
	listener, err := net.Listen("tcp", cfg.Listen)
	if err != nil {
		return fmt.Errorf("open the door: %w", err)
	}
	defer listener.Close() // the HTTP server closes it first, if it came that far
	metrics := web.NewMetrics()
	store, err := sqlite.Open(ctx, cfg.Data, sqlite.Options{Log: log, Observe: metrics.Commit})
	if err != nil {
		return err
	}
	openings, err := game.NewOpenings()
	if err != nil {
		return errors.Join(err, store.Close())
	}
	s := server.New(server.Config{
		Store: store, Listener: listener, Site: site.Beside(neighbour(listener.Addr())), Metrics: metrics, MetricsFrom: metricsFrom, Openings: openings, Version: version(), Log: log,
		Limits: cfg.Limits.server(), Filter: words.filter, BannedNick: words.inNick, Engine: engines,
	})
	return s.Run(ctx, func() { announce(out, listener.Addr(), cfg) })
}
