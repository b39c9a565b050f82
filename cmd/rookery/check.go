package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode"

	"rookery/game/pgn"
	"rookery/lobby/room"
	"rookery/lobby/store/sqlite"
)

// errFaults is the answer of a check that found something wrong and told it.
var errFaults = errors.New("something is wrong")

// check plays every game of a PGN file or of a server's data anew, and prints what
// is wrong, a line each, and at last how many games there were. A name is
// printed as the file has it, but never what would not stay on its line.
func check(ctx context.Context, path string, out io.Writer) error {
	r := report{out: bufio.NewWriter(out)}
	err := checkPath(ctx, path, &r)
	switch {
	case ctx.Err() != nil:
		err = errGivenUp
	case err == nil:
		fmt.Fprintf(r.out, "%s, %d with faults\n", counted(r.games, "game"), r.faulty)
	}
	if err := errors.Join(err, r.out.Flush()); err != nil {
		return fmt.Errorf("check: %w", err)
	}
	if r.faulty > 0 {
		return errFaults
	}
	return nil
}

// sqliteMagic is how a database file begins.
const sqliteMagic = "SQLite format 3\x00"

func checkPath(ctx context.Context, path string, r *report) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	in := bufio.NewReader(file)
	if !info.IsDir() {
		if start, _ := in.Peek(len(sqliteMagic)); string(start) != sqliteMagic { // an error comes again
			return checkPGN(ctx, path, in, r)
		}
	}
	return checkData(ctx, path, r)
}

// report counts games and prints faults.
type report struct {
	out           *bufio.Writer
	games, faulty int
}

// game counts a game with these faults.
func (r *report) game(faults []string) {
	r.games++
	if len(faults) > 0 {
		r.faulty++
	}
	for _, f := range faults {
		fmt.Fprintln(r.out, f) // the first error stays in out for Flush
	}
}

// checkPGN checks a file of games.
func checkPGN(ctx context.Context, path string, in io.Reader, r *report) error {
	games := pgn.NewReader(in)
	for {
		if ctx.Err() != nil {
			return errGivenUp
		}
		g, err := games.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		fault, unreadable := errors.AsType[*pgn.Fault](err)
		if err != nil && !unreadable {
			return err
		}
		faults := []*pgn.Fault{fault}
		if !unreadable {
			faults = pgn.Faults(g)
		}
		lines := make([]string, len(faults))
		for i, f := range faults {
			lines[i] = fmt.Sprintf("%s:%d: game %d (%s - %s)%s: %v", path, f.Line, g.Number, name(g.Tag("White")), name(g.Tag("Black")), atPly(f.Ply), f.Err)
		}
		r.game(lines)
	}
}

func atPly(ply int) string {
	if ply == 0 {
		return ""
	}
	return fmt.Sprintf(", ply %d", ply)
}

// longestName is how many characters of a name are printed.
const longestName = 30

// name is a player's, fit for a line.
func name(s string) string {
	runes := []rune(strings.Map(onLine, s))
	switch {
	case len(runes) == 0:
		return "?"
	case len(runes) > longestName:
		return string(runes[:longestName]) + "…"
	}
	return string(runes)
}

// onLine is r, or a sign for what a terminal would take as an order.
func onLine(r rune) rune {
	if !unicode.IsPrint(r) {
		return '\uFFFD'
	}
	return r
}

// checkData checks every room's log.
func checkData(ctx context.Context, path string, r *report) error {
	archive, err := sqlite.OpenArchive(ctx, path)
	if err != nil {
		return err
	}
	defer archive.Close() // nothing was written
	for head, err := range archive.Rooms(ctx) {
		if err != nil {
			return err
		}
		faults, err := checkRoom(ctx, archive, head)
		if err != nil {
			return err
		}
		r.game(faults)
	}
	return nil
}

// mostFaults is how many faults of one room are printed.
const mostFaults = 20

// checkRoom says what is wrong with one room's log.
func checkRoom(ctx context.Context, archive *sqlite.Archive, head sqlite.Head) ([]string, error) {
	var (
		audit  room.Audit
		faults []string
	)
	for e, err := range archive.Events(ctx, head.Room) {
		if err != nil {
			return nil, err
		}
		for _, f := range audit.Add(e) {
			faults = append(faults, fmt.Sprintf("room %s: event %d of %s: %v", head.Room, e.N, e.Stream.Name, f))
		}
		if e.Pos == head.Pos {
			if err := cmp.Or(head.Unread, audit.Shows(head.Summary)); err != nil {
				faults = append(faults, fmt.Sprintf("room %s: %v", head.Room, err))
			}
		}
		if len(faults) >= mostFaults {
			return append(faults, fmt.Sprintf("room %s: and perhaps more", head.Room)), nil
		}
	}
	if err := audit.End(head.Pos); err != nil {
		faults = append(faults, fmt.Sprintf("room %s: %v", head.Room, err))
	}
	return faults, nil
}

// counted is n of something, in words.
func counted(n int, of string) string {
	if n == 1 {
		return "1 " + of
	}
	return fmt.Sprintf("%d %ss", n, of)
}
