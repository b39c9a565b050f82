package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"rookery/lobby"
	"rookery/lobby/store/sqlite"
	"rookery/lobby/wire"
)

// reports prints what people have reported in a server's data, oldest first: who,
// why, and the lines around it, of which the reported one has a sign. What somebody
// typed is printed in quotes, so that it can neither pass for anything else here
// nor be an order to a terminal.
func reports(ctx context.Context, path string, stdout io.Writer) error {
	out := bufio.NewWriter(stdout)
	err := printReports(ctx, path, out)
	if ctx.Err() != nil {
		err = errGivenUp
	}
	if err := errors.Join(err, out.Flush()); err != nil {
		return fmt.Errorf("reports: %w", err)
	}
	return nil
}

func printReports(ctx context.Context, path string, out io.Writer) error {
	archive, err := sqlite.OpenArchive(ctx, path)
	if err != nil {
		return err
	}
	defer archive.Close() // nothing was written
	n := 0
	for r, err := range archive.Reports(ctx) {
		if err != nil {
			return err
		}
		printReport(out, r)
		n++
	}
	fmt.Fprintln(out, counted(n, "report"))
	return nil
}

func printReport(out io.Writer, r lobby.Report) {
	fmt.Fprintf(out, "report %d, %s: %s (%s) reports event %d of %s in room %s: %q\n",
		r.N, stamp(r.At), name(r.By.Nick), r.By.ID, r.Line, r.Stream, r.Room, r.Reason)
	for _, e := range r.Evidence {
		sign := " "
		if e.N == r.Line {
			sign = ">"
		}
		fmt.Fprintf(out, "%s %5d  %s  %s\n", sign, e.N, stamp(e.At), told(e))
	}
	fmt.Fprintln(out)
}

// told is what an event of the talk says, with the ids of those who are in it.
func told(e wire.Event) string {
	body, err := e.Body()
	if err != nil {
		return fmt.Sprintf("(unreadable: %s)", name(e.T))
	}
	who := func(p wire.Person) string { return fmt.Sprintf("%s (%s)", name(p.Nick), p.ID) }
	switch b := body.(type) {
	case wire.Line:
		return fmt.Sprintf("%s (%s) %s: %q", name(b.Name), e.By, b.Kind, b.Text)
	case wire.Whispered:
		return fmt.Sprintf("%s whispered to %s: %q", who(b.From), who(b.To), b.Text)
	case wire.Muted:
		return fmt.Sprintf("%s muted %s until %s: %q", e.By, who(b.Whom), stamp(b.Until), b.Reason)
	case wire.Unmuted:
		return fmt.Sprintf("%s unmuted %s", e.By, who(b.Whom))
	default:
		return e.T
	}
}

func stamp(ms int64) string { return time.UnixMilli(ms).UTC().Format(time.DateTime) + " UTC" }
