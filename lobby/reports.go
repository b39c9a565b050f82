package lobby

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"rookery/chat"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// Report is a line that somebody showed to the operator. Evidence are events of
// its stream around it, and it. N is given by the store, and counts from 1.
type Report struct {
	N        uint64
	By       person.Person
	Room     room.ID
	Stream   wire.Stream // ChatStream, PlayersStream, or By's WhisperStream
	Line     uint64      // its number there
	Reason   string      // as By typed it
	At       int64       // ms since 1970
	Evidence []wire.Event
}

// Told is the notice that a store gives the reporter with a report.
func (r Report) Told() Notice {
	return notice(r.By.ID, time.UnixMilli(r.At), wire.Reported{Room: string(r.Room), Stream: r.Stream, N: r.Line})
}

// Limits of reports: their evidence is stored, and somebody has to read them.
const (
	maxReports = 20 // of one person …
	reportsIn  = 24 * time.Hour
	beside     = 5 // lines of evidence on either side
)

// report shows a line that who could read to the operator. The reason is text as
// any line is, and may be left out; *room.TalkRefused says what is wrong with it.
func (l *Lobby) report(ctx context.Context, c *Conn, cmd wire.Report, cause Command) (uint64, error) {
	if l.cfg.Reports == nil {
		return 0, ErrWrongPlace
	}
	id, err := RoomID(cmd.Room)
	if err != nil {
		return 0, err
	}
	reason, no, bad := cmp.Or(l.cfg.Talk.Limits, chat.DefaultLimits()).Fit(cmd.Reason)
	if bad && no.Code != chat.Empty {
		return 0, &room.TalkRefused{Code: string(no.Code), Text: no.Text}
	} else if bad { // it may be left out
		reason = ""
	}
	r, err := l.Open(ctx, id)
	if errors.Is(err, ErrQuarantine) {
		return 0, ErrNoRoom
	}
	if err != nil {
		return 0, fmt.Errorf("find room %s: %w", id, err)
	}
	view, err := r.Look(ctx, *shown(&c.Who))
	if err != nil {
		return 0, fmt.Errorf("ask what can be read in room %s: %w", id, err)
	}
	if !slices.Contains(view.Streams, cmd.Stream) || cmd.N > view.Heads[cmd.Stream] {
		return 0, ErrNoLine
	}
	evidence, err := l.evidence(ctx, c.Who.ID, id, cmd.Stream, cmd.N)
	if err != nil {
		return 0, err
	}
	now := time.Now()
	filed, err := l.cfg.Reports.Count(ctx, c.Who.ID, now.Add(-reportsIn).UnixMilli())
	switch {
	case err != nil:
		return 0, fmt.Errorf("count reports: %w", err)
	case filed >= maxReports:
		return 0, ErrTooMany
	}
	told := Report{By: c.Who, Room: id, Stream: cmd.Stream, Line: cmd.N, Reason: reason, At: now.UnixMilli(), Evidence: evidence}
	n, err := l.cfg.Reports.File(ctx, told, cause)
	if err != nil {
		return 0, fmt.Errorf("file a report: %w", err)
	}
	l.cfg.Log.Info("a line was reported; the command reports shows it", "room", id)
	l.poke(c.Who.ID)
	return n.N, nil
}

// evidence is event n of a stream that who can read, and the lines around it. Of
// whispers it is those between the same two: what others whispered to who is
// theirs. ErrNoLine if there is none, or it is who's own.
func (l *Lobby) evidence(ctx context.Context, who person.ID, id room.ID, stream wire.Stream, n uint64) ([]wire.Event, error) {
	st := room.Stream{Name: stream}
	around := uint64(beside)
	if stream == wire.WhisperStream {
		st.Person, around = string(who), 10*beside // most may be others'
	}
	first := n - min(n, around+1)
	list, err := l.cfg.Journal.Load(ctx, id, st, first, int(2*around+1))
	if err != nil {
		return nil, fmt.Errorf("read the lines around a report: %w", err)
	}
	i := slices.IndexFunc(list, func(e room.Event) bool { return e.N == n })
	switch {
	case n == 0 || i < 0:
		return nil, ErrNoLine
	case list[i].By == string(who):
		return nil, ErrYourself
	}
	if stream == wire.WhisperStream {
		with := other(list[i], who)
		list = slices.DeleteFunc(list, func(e room.Event) bool { return other(e, who) != with })
		i = slices.IndexFunc(list, func(e room.Event) bool { return e.N == n })
	}
	var lines []wire.Event
	for _, e := range list[max(i-beside, 0):min(i+beside+1, len(list))] {
		lines = append(lines, e.Wire())
	}
	return lines, nil
}

// other is whom who whispered with.
func other(e room.Event, who person.ID) string {
	body, _ := e.Wire().Body() // what cannot be read is nobody's
	w, _ := body.(wire.Whispered)
	if w.From.ID == string(who) {
		return w.To.ID
	}
	return w.From.ID
}
