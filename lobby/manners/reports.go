package manners

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"rookery/chat"
	"rookery/lobby"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// Limits of reports: their evidence is stored, and somebody has to read them.
const (
	maxReports = 20 // of one person …
	reportsIn  = 24 * time.Hour
	beside     = 5 // lines of evidence on either side
)

// Report shows a line that who could read to the operator. The reason is text as
// any line is, and may be left out; *room.TalkRefused says what is wrong with it.
func (m *Manners) Report(ctx context.Context, who person.Person, cmd wire.Report, cause lobby.Command) (uint64, error) {
	if m.cfg.Reports == nil {
		return 0, lobby.ErrWrongPlace
	}
	id, err := lobby.RoomID(cmd.Room)
	if err != nil {
		return 0, err
	}
	reason, no, bad := cmp.Or(m.cfg.Reason, chat.DefaultLimits()).Fit(cmd.Reason)
	if bad && no.Code != chat.Empty {
		return 0, &room.TalkRefused{Code: string(no.Code), Text: no.Text}
	} else if bad { // it may be left out
		reason = ""
	}
	r, err := m.cfg.Open(ctx, id)
	if errors.Is(err, lobby.ErrQuarantine) {
		return 0, lobby.ErrNoRoom
	}
	if err != nil {
		return 0, fmt.Errorf("find room %s: %w", id, err)
	}
	view, err := r.Look(ctx, *lobby.Shown(&who))
	if err != nil {
		return 0, fmt.Errorf("ask what can be read in room %s: %w", id, err)
	}
	if !slices.Contains(view.Streams, cmd.Stream) || cmd.N > view.Heads[cmd.Stream] {
		return 0, lobby.ErrNoLine
	}
	evidence, err := m.evidence(ctx, who.ID, id, cmd.Stream, cmd.N)
	if err != nil {
		return 0, err
	}
	now := time.Now()
	filed, err := m.cfg.Reports.Count(ctx, who.ID, now.Add(-reportsIn).UnixMilli())
	switch {
	case err != nil:
		return 0, fmt.Errorf("count reports: %w", err)
	case filed >= maxReports:
		return 0, lobby.ErrTooMany
	}
	told := lobby.Report{By: who, Room: id, Stream: cmd.Stream, Line: cmd.N, Reason: reason, At: now.UnixMilli(), Evidence: evidence}
	n, err := m.cfg.Reports.File(ctx, told, cause)
	if err != nil {
		return 0, fmt.Errorf("file a report: %w", err)
	}
	m.cfg.Log.Info("a line was reported; the command reports shows it", "room", id)
	return n.N, nil
}

// evidence is event n of a stream that who can read, and the lines around it. Of
// whispers it is those between the same two: what others whispered to who is
// theirs. ErrNoLine if there is none, or it is who's own.
func (m *Manners) evidence(ctx context.Context, who person.ID, id room.ID, stream wire.Stream, n uint64) ([]wire.Event, error) {
	st := room.Stream{Name: stream}
	around := uint64(beside)
	if stream == wire.WhisperStream {
		st.Person, around = string(who), 10*beside // most may be others'
	}
	first := n - min(n, around+1)
	list, err := m.cfg.Journal.Load(ctx, id, st, first, int(2*around+1))
	if err != nil {
		return nil, fmt.Errorf("read the lines around a report: %w", err)
	}
	i := slices.IndexFunc(list, func(e room.Event) bool { return e.N == n })
	switch {
	case n == 0 || i < 0:
		return nil, lobby.ErrNoLine
	case list[i].By == string(who):
		return nil, lobby.ErrYourself
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
