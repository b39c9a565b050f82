package host

import (
	"context"
	"crypto/sha256"
	"fmt"
	"math"
	"time"

	"rookery/chat"
	"rookery/chat/nick"
	"rookery/chat/presence"
	"rookery/chat/recent"
)

// Config is what a Room is made of. History and Encode are needed; the zero
// value of everything else is a choice too.
type Config struct {
	History History
	// Encode gives the frame of some news. It is called once for each, however
	// many tabs the frame is for, except while somebody resumes.
	Encode func(News) []byte
	// Limits are DefaultLimits if they are zero.
	Limits chat.Limits
	// Policy, where it says nothing of Blocked, has the room keep the blocks
	// itself; and its MayRename needs to judge neither form nor likeness. When what
	// Hidden says of somebody has changed, Room.Look is called.
	Policy chat.Policy
	// Names are nick.ASCII with the words of nick.House if they are zero.
	Names nick.Rules
	// Registered gives the person whom a nick, or one that looks like it,
	// belongs to though they may not be here: those of people whom Policy.Hidden
	// hides should, or "taken" says that they are here. Nil: nobody.
	Registered func(nick string) (person string, ok bool)
	// Anchor is where the host is: the ply of a game, the slide of a talk. Nil: 0.
	Anchor func() int
	// Hold is how long a nick is kept for a person whose last tab has gone. 0: ten
	// minutes; negative: not at all.
	Hold time.Duration
}

// Room is a chat that stands alone: it decides with a Talk, stores in a
// History, and only then delivers and answers. It is safe for many goroutines,
// of which one at a time has the turn.
type Room struct {
	cfg    Config
	rules  chat.Policy
	turn   chan struct{} // holds one token, whose holder owns what follows
	talk   *chat.Talk
	here   *presence.People[*Tab]
	names  *names
	heads  recent.Map[Stream, uint64]             // the last number of each stream
	no     recent.Shares[string, string, refused] // those that are final, by person and cid
	blocks map[string]map[string]chat.Person      // who has blocked whom
	doubt  *doubt                                 // an append of which nothing is known
	now    time.Time                              // as the holder of the turn was told
	stamp  time.Time                              // of the last entry; none is before
}

// Tab is one connection to a Room.
type Tab struct {
	person   chat.Person
	out      Outbox
	talk     uint64 // the last number offered of TalkStream
	whispers uint64 // and of WhisperStream
}

// Person is whose tab it is, by the nick that they came with; the zero Person
// if they have none.
func (t *Tab) Person() chat.Person { return t.person }

// doubt is a batch of which it is not known whether it is stored.
type doubt struct {
	batch Batch
	undo  func()
}

// The sizes of what a room remembers. What it forgets it reads again, but for
// refusals, which are then judged anew, and people who have left. No one person
// makes the room forget another's refusals.
const (
	keptRefusals      = 1000 // of one person
	keptRefusalsInAll = 20_000
	keptHeads         = 4096
)

// longestCID is the most bytes of a command's id.
const longestCID = 64

// page is how many entries History gives a reader at once.
const page = 50

// readAtOnce is how many entries a room reads of a stream for itself.
const readAtOnce = 1000

// Open gives the room whose events are in cfg.History.
func Open(ctx context.Context, cfg Config) (*Room, error) {
	if cfg.Limits == (chat.Limits{}) {
		cfg.Limits = chat.DefaultLimits()
	}
	if cfg.Hold == 0 {
		cfg.Hold = defaultHold
	}
	r := &Room{
		cfg: cfg, turn: make(chan struct{}, 1), talk: chat.NewTalk(cfg.Limits),
		here: presence.New[*Tab](cfg.Policy.Hidden), names: newNames(cfg.Hold), heads: recent.New[Stream, uint64](keptHeads),
		no: recent.Shares[string, string, refused]{Each: keptRefusals, All: keptRefusalsInAll}, blocks: make(map[string]map[string]chat.Person),
	}
	r.rules = r.policy()
	last, err := cfg.History.Before(ctx, Stream{Name: TalkStream}, math.MaxUint64, 1)
	if err != nil {
		return nil, fmt.Errorf("read the last line of the room: %w", err)
	}
	for after := uint64(0); ; {
		acts, err := cfg.History.Load(ctx, Stream{Name: ActStream}, after, readAtOnce)
		if err != nil {
			return nil, fmt.Errorf("read the acts of the room: %w", err)
		}
		for _, e := range acts {
			r.now, r.stamp = e.At, e.At
			r.apply(e)
			after = e.N
		}
		if len(acts) < readAtOnce {
			break
		}
	}
	for _, e := range last {
		r.stamp = later(r.stamp, e.At)
	}
	r.turn <- struct{}{}
	return r, nil
}

// policy is the host's, with what the room does itself.
func (r *Room) policy() chat.Policy {
	p := r.cfg.Policy
	if p.Blocked == nil {
		p.Blocked = func(by, whom string) bool {
			_, blocked := r.blocks[by][whom]
			return blocked
		}
	}
	if host := p.Hidden; host != nil {
		p.Hidden = func(m chat.Member) bool { return !r.here.Shown(m.ID) && host(m) }
	}
	if host := p.MayRename; host != nil {
		p.MayRename = func(who chat.Person, to string) string {
			if reason := host(who, to); reason != "" || to == "" {
				return reason
			}
			if _, err := r.mayBe(who.ID, to); err != nil {
				return "Nothing was changed: " + err.Error() + "."
			}
			return ""
		}
	}
	return p
}

// called gives a person the nick that they have here or, if they are not here,
// may have: while it is kept for them, and while they are muted, the one that they had.
func (r *Room) called(p chat.Person) (_ chat.Person, err error) {
	if m, here := r.here.ByID(p.ID); here {
		return m.Person, nil
	}
	for _, wish := range r.names.wishes(p, r.now) {
		if p.Nick, err = r.mayBe(p.ID, wish); err == nil {
			break
		}
	}
	return p, err
}

// mayBe says whether a person may be called what they ask for, and gives it as it is shown.
func (r *Room) mayBe(person, asked string) (string, error) {
	name, err := r.cfg.Names.Prepare(asked)
	if err != nil {
		return "", err
	}
	if !r.names.free(person, name, r.now) {
		return "", nick.ErrTaken
	}
	if r.cfg.Registered != nil {
		if owner, ok := r.cfg.Registered(name); ok && owner != person {
			return "", nick.ErrTaken
		}
	}
	return name, nil
}

// take waits for the turn, and settles what an append left open. The turn is
// given back with give; if take fails, or a port panics in it, it has been.
func (r *Room) take(ctx context.Context, now time.Time) error {
	select {
	case <-r.turn:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	settled := false
	defer func() {
		if !settled {
			r.give()
		}
	}()
	r.now = now
	if err := r.settle(ctx); err != nil {
		return err
	}
	settled = true
	return nil
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func (r *Room) give() { r.turn <- struct{}{} }

// Say is a line typed by a person, who need not be in the room, as command cid.
// It returns when what it comes to is durable and delivered. ErrNobody, ErrNoCID,
// ErrReused, and the errors of nick.Rules and nick.ErrTaken are the sender's
// fault. ErrNotStored means that the same command may be sent again later. Of
// any other error, ErrUnknown among them, nothing is known, and nothing should be
// answered: the same command can be sent again until there is an answer, and
// takes effect once.
func (r *Room) Say(ctx context.Context, by chat.Person, cid, text string, now time.Time) (Answer, error) {
	switch {
	case by.ID == "" || by.Nick == "":
		return Answer{}, ErrNobody
	case cid == "" || len(cid) > longestCID:
		return Answer{}, ErrNoCID
	}
	if err := r.take(ctx, now); err != nil {
		return Answer{}, err
	}
	defer r.give()
	t, sum := ticket{by.ID, cid}, sha256.Sum256([]byte(text))
	if a, known, err := r.answered(ctx, t, sum); known || err != nil {
		return a, err
	}
	by, err := r.called(by)
	if err != nil {
		return Answer{}, err
	}
	out := r.decide(by, text)
	entries := r.entries(by, out)
	if entries == nil {
		return r.unstored(t, sum, out), nil
	}
	if err := r.number(ctx, entries); err != nil {
		return Answer{}, err
	}
	receipt := Receipt{Person: by.ID, CID: cid, Sum: sum}
	a, err := r.store(ctx, Batch{entries, receipt}, r.talk.Spoke(by, out, r.now))
	if err == nil {
		a.Outcome = out
	}
	return a, err
}

// Notify stores a notice of the host's own for everybody, as its command cid.
// Errors are those of Say.
func (r *Room) Notify(ctx context.Context, cid, text string, now time.Time) (Answer, error) {
	if cid == "" || len(cid) > longestCID {
		return Answer{}, ErrNoCID
	}
	if err := r.take(ctx, now); err != nil {
		return Answer{}, err
	}
	defer r.give()
	t, sum := ticket{"", cid}, sha256.Sum256([]byte(text))
	if a, known, err := r.answered(ctx, t, sum); known || err != nil {
		return a, err
	}
	entries := []Entry{r.entry(Stream{Name: TalkStream}, Entry{Kind: chat.Notice, Text: text})}
	if err := r.number(ctx, entries); err != nil {
		return Answer{}, err
	}
	return r.store(ctx, Batch{entries, Receipt{CID: cid, Sum: sum}}, func() {})
}

// entries are what is stored of an outcome: at most one in each stream, and the
// one that the sender is answered with first. None for what is not stored.
func (r *Room) entries(by chat.Person, out chat.Outcome) []Entry {
	mine := Stream{WhisperStream, by.ID}
	switch o := out.(type) {
	case chat.Line:
		return []Entry{r.entry(Stream{Name: TalkStream}, Entry{Kind: o.Kind, By: by, Text: o.Text, Links: o.Links})}
	case chat.Whisper:
		e := Entry{Kind: chat.Whispered, By: by, To: o.To, Text: o.Text, Links: o.Links}
		return []Entry{r.entry(mine, e), r.entry(Stream{WhisperStream, o.To.ID}, e)}
	case chat.Rename:
		name, _ := r.cfg.Names.Prepare(o.Nick) // the policy has seen that it can be
		return []Entry{r.entry(Stream{Name: TalkStream}, Entry{
			Kind: chat.Notice, Act: Renamed, By: chat.Person{ID: by.ID, Nick: name}, To: by, Text: fmt.Sprintf("%s is now called %s.", by.Nick, name),
		})}
	case chat.Block:
		e := Entry{Kind: chat.Notice, Act: Unblocked, By: by, To: o.Whom, Text: fmt.Sprintf("You hear %s again.", o.Whom.Nick)}
		if o.On {
			e.Act, e.Text = Blocked, fmt.Sprintf("You have blocked %s, who is not told.", o.Whom.Nick)
		}
		return []Entry{r.entry(mine, e), r.entry(Stream{Name: ActStream}, e)}
	case chat.Mute:
		return r.muteEntries(mine, by, o)
	}
	return nil
}

// muteEntries are the moderator's notice, that of whom it is about, who is not
// told which moderator it was, and the act.
func (r *Room) muteEntries(mine Stream, by chat.Person, m chat.Mute) []Entry {
	e := Entry{Kind: chat.Notice, Act: Unmuted, By: by, To: m.Whom}
	byText, toText := fmt.Sprintf("%s may speak again.", m.Whom.Nick), "You may speak again."
	if !m.Until.IsZero() {
		e.Act, e.Until, e.Reason = Silenced, m.Until, m.Reason
		length := minutes(m.Until.Sub(r.now))
		byText = fmt.Sprintf("%s is muted for %s. The reason given: %s", m.Whom.Nick, length, m.Reason)
		toText = fmt.Sprintf("You are muted for %s. The reason given: %s", length, m.Reason)
	}
	own, theirs, act := e, e, e
	own.Text, act.Text = byText, byText
	theirs.By, theirs.Text = chat.Person{}, toText
	return []Entry{r.entry(mine, own), r.entry(Stream{WhisperStream, m.Whom.ID}, theirs), r.entry(Stream{Name: ActStream}, act)}
}

func minutes(d time.Duration) string {
	if d == time.Minute {
		return "1 minute"
	}
	return fmt.Sprintf("%d minutes", d/time.Minute)
}

// entry is e in a stream, now and where the host is. It has no number yet.
func (r *Room) entry(s Stream, e Entry) Entry {
	r.stamp = later(r.stamp, r.now.Truncate(time.Millisecond).UTC())
	e.Stream, e.At = s, r.stamp
	if r.cfg.Anchor != nil {
		e.Anchor = r.cfg.Anchor()
	}
	return e
}
