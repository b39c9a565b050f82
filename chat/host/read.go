package host

import (
	"context"
	"fmt"
	"iter"
	"math"
	"slices"

	"rookery/chat"
)

// Page gives the 50 entries before number before, or the last ones if that is
// 0, of TalkStream or of the reader's own WhisperStream. ErrNoStream if there is
// no such stream for them.
func (r *Room) Page(ctx context.Context, reader chat.Person, name string, before uint64) ([]Entry, error) {
	s, err := readable(reader, name)
	if err != nil {
		return nil, err
	}
	if before == 0 {
		before = math.MaxUint64
	}
	entries, err := r.cfg.History.Before(ctx, s, before, page)
	if err != nil {
		return nil, fmt.Errorf("read a page of the history: %w", err)
	}
	return entries, nil
}

// Report is an entry that somebody complains of, as the operator is to see it:
// with up to ten entries before and ten after it, all of which By can read. Of
// whispers it is those between the same two: what others whispered to By is theirs.
type Report struct {
	By      chat.Person
	Reason  string // as By gives it; it may be empty
	Entry   Entry
	Context []Entry // Entry among them, in order
}

// reported is how many entries on either side of it explain one.
const reported = 10

// Refused is an error that says what is wrong with the reason of a report.
type Refused struct{ chat.Refusal }

func (r Refused) Error() string { return string(r.Code) }

// Report gives entry n of TalkStream or of the reader's own WhisperStream with
// what was said around it, for the host to pass on. Errors: ErrNoStream, ErrNoLine,
// ErrNobody; ErrYourself if it is their own; Refused if reason is unfit for a line.
func (r *Room) Report(ctx context.Context, by chat.Person, name string, n uint64, reason string) (Report, error) {
	if by.ID == "" || by.Nick == "" {
		return Report{}, ErrNobody
	}
	s, err := readable(by, name)
	if err != nil {
		return Report{}, err
	}
	if n == 0 {
		return Report{}, ErrNoLine
	}
	reason, no, bad := r.cfg.Limits.Fit(reason)
	if bad && no.Code != chat.Empty {
		return Report{}, Refused{no}
	}
	width := uint64(reported)
	if name == WhisperStream {
		width *= 10 // most may be others'
	}
	first := n - min(n, width+1)
	around, err := r.cfg.History.Load(ctx, s, first, int(n-first+width))
	if err != nil {
		return Report{}, fmt.Errorf("read what is reported: %w", err)
	}
	i := slices.IndexFunc(around, func(e Entry) bool { return e.N == n })
	switch {
	case i < 0:
		return Report{}, ErrNoLine
	case around[i].By.ID == by.ID:
		return Report{}, ErrYourself
	}
	if name == WhisperStream {
		with := around[i].By.ID
		around = slices.DeleteFunc(around, func(e Entry) bool {
			return e.N != n && (e.Kind != chat.Whispered || e.By.ID != with && e.To.ID != with)
		})
		i = slices.IndexFunc(around, func(e Entry) bool { return e.N == n })
	}
	return Report{By: by, Reason: reason, Entry: around[i], Context: around[max(i-reported, 0):min(i+reported+1, len(around))]}, nil
}

// readable is the stream of a name, if the reader may read it.
func readable(reader chat.Person, name string) (Stream, error) {
	switch {
	case name == TalkStream:
		return Stream{Name: name}, nil
	case name == WhisperStream && reader.ID != "":
		return Stream{name, reader.ID}, nil
	}
	return Stream{}, ErrNoStream
}

// Blocks gives whom a person has blocked in this room, by their nicks: a client
// keeps their lines from view. It is what was typed here, whatever
// Config.Policy says of Blocked.
func (r *Room) Blocks(by chat.Person) []chat.Person {
	<-r.turn
	defer r.give()
	return r.blocked(by.ID)
}

// Completions are those of the package, among the people of the room.
func (r *Room) Completions(from chat.Person, text string) []chat.Completion {
	<-r.turn
	defer r.give()
	return chat.Completions(from, text, everyone{r}, r.rules)
}

// everyone is the crowd of a room: those here and, to be found by their nick
// alone, those who have left.
type everyone struct{ r *Room }

func (e everyone) Find(nick string) (chat.Member, bool) {
	if m, ok := e.r.here.Find(nick); ok {
		return m, true
	}
	return e.r.names.byNick(nick)
}

func (e everyone) ByID(id string) (chat.Member, bool) {
	if m, ok := e.r.here.ByID(id); ok {
		return m, true
	}
	return e.r.names.left.Get(id)
}

func (e everyone) All() iter.Seq[chat.Member] { return e.r.here.All() }
func (e everyone) Unnamed() int               { return e.r.here.Unnamed() }
