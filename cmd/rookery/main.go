// Command rookery is a live chess server: lobby, rooms, chat and pages in one
// process over one SQLite file. It also checks games, of a server's data and of
// PGN files, shows what people have reported, and counts the moves of a position.
//
// Decision: check reads a server's data without its lock and without migrating
// it, so that it can be run on a server that is in trouble, or at work. It
// refuses a schema that is not its own. Rejected: checking through the running
// server, whose own reading of the log is what is in doubt.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends it at once
	err := run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr)
	if err == nil {
		return
	}
	if !errors.Is(err, errFaults) { // which have been told
		fmt.Fprintln(os.Stderr, "rookery:", err)
	}
	os.Exit(1)
}

// run is the program: what was asked for goes to stdout, what happens to stderr.
// A server runs until ctx ends; errFaults is the answer of a check that found some.
func run(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) error {
	ask, err := configure(args, getenv, stdout)
	if errors.Is(err, errAnswered) {
		return nil
	}
	if err != nil {
		return err
	}
	switch ask.command {
	case "check":
		return check(ctx, ask.Check.Path, stdout)
	case "reports":
		return reports(ctx, ask.Reports.Path, stdout)
	case "perft":
		return perft(ctx, ask.Perft.FEN, ask.Perft.Depth, stdout)
	default:
		return serve(ctx, ask.Serve, &lockedWriter{w: stderr})
	}
}
