// Command rookery is a live chess server: lobby, rooms, chat and pages in one
// process over one SQLite file.
//
// Decision: it shuts down from the inside out: unready and no new sockets, then
// the rooms seal themselves with their clocks stopped on disk, then everybody is
// sent away with a close code that says "come back", then the store closes. A
// player's clock therefore stops before the player is cut off. Rejected: the
// usual outside in, which would charge them for the seconds between.
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
	if err := run(ctx, os.Args[1:], os.Getenv, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "rookery:", err)
		os.Exit(1)
	}
}

// run is the program. It serves until ctx ends.
func run(ctx context.Context, args []string, getenv func(string) string, stderr io.Writer) error {
	cfg, err := configure(args, getenv, stderr)
	if errors.Is(err, errAnswered) {
		return nil
	}
	if err != nil {
		return err
	}
	return serve(ctx, cfg, &lockedWriter{w: stderr})
}
