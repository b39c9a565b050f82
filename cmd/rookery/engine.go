package main

import (
	"context"
	"fmt"
	"log/slog"
	"os/exec"
	"time"

	"rookery/lobby/engine"
	"rookery/lobby/engine/uci"
)

const (
	mostEngines = 64
	engineIdle  = 5 * time.Minute // after which a process that nobody needs ends
)

// openEngines is what plays for the house; nil if it is its small player. An
// engine that was named has to be one. One that was found is not started before
// somebody needs it.
func openEngines(ctx context.Context, cfg config, log *slog.Logger) (*uci.Pool, error) {
	if cfg.Engines < 1 || cfg.Engines > mostEngines {
		return nil, fmt.Errorf("--engines is 1 to %d, not %d", mostEngines, cfg.Engines)
	}
	path, err := findEngine(cfg.Engine, exec.LookPath)
	if err != nil {
		return nil, err
	}
	if path == "" {
		log.Info("no chess engine: the house plays by itself, and no game is reviewed", "levels", engine.SmallLevels)
		return nil, nil
	}
	pool := uci.NewPool(uci.Config{Path: path, Options: engine.Options()}, cfg.Engines, engineIdle, log)
	name := ""
	if cfg.Engine != "" {
		if name, err = pool.Name(ctx); err != nil {
			pool.Close()
			return nil, fmt.Errorf("%s does not speak UCI: %w", path, err)
		}
	}
	log.Info("chess engine", "path", path, "name", name, "processes", cfg.Engines, "levels", engine.Levels)
	return pool, nil
}

// findEngine is the program of an engine: the one named, or stockfish, also where
// Debian puts games; empty for none. look is exec.LookPath.
func findEngine(named string, look func(string) (string, error)) (string, error) {
	switch named {
	case "none":
		return "", nil
	case "":
		for _, name := range []string{"stockfish", "/usr/games/stockfish"} {
			if path, err := look(name); err == nil {
				return path, nil
			}
		}
		return "", nil
	}
	path, err := look(named)
	if err != nil {
		return "", fmt.Errorf("find the chess engine: %w", err)
	}
	return path, nil
}
