package chat

import (
	"fmt"
	"math"
	"time"

	"rookery/chat/recent"
)

// memory is how long after a person's last line what and how fast they spoke
// is kept: long enough to stop an echo, short enough that "no" can be answered
// to the same question again.
const memory = time.Minute

// heardFrom is for how many persons at least the last whisperer is remembered.
const heardFrom = 4096

// Talk remembers how fast and what each person spoke lately, who whispered to
// them last, and who is muted. It is owned by one goroutine. It holds the last
// line of everybody who spoke in the last minute, and of no more than as many
// others; the last mute of everybody who was ever muted; and some 4,096 whisperers.
type Talk struct {
	limits  Limits
	pasts   map[string]past // by Person.ID
	full    int             // sweep when pasts has grown to this
	mutes   map[string]silenced
	replies recent.Map[string, Person] // who whispered last, by whom they whispered to
}

// past is how a person spoke lately. It is never modified: a new line makes a new one.
type past struct {
	pace pace
	line spoken    // the last that was talk
	said time.Time // when that was
}

// spoken is what two lines have in common of which the second is an echo; text
// is as heard makes it.
type spoken struct {
	kind     Kind
	to, text string
}

// minSweep is how many persons are remembered without a look at who could be forgotten.
const minSweep = 64

// NewTalk gives the memory of a room in which nobody has spoken.
func NewTalk(l Limits) *Talk {
	return &Talk{
		limits: l, pasts: make(map[string]past), full: minSweep,
		mutes: make(map[string]silenced), replies: recent.New[string, Person](heardFrom),
	}
}

// Decide judges text typed by from at now, under the host's rules. It changes
// nothing: what is going to be stored is told to Spoke.
func (t *Talk) Decide(from Person, text string, crowd Crowd, rules Policy, now time.Time) Outcome {
	sender, known := crowd.ByID(from.ID)
	if !known {
		sender = Member{Here: true}
	}
	sender.Person = from
	out := hearing{t, sender, crowd, rules, now}.read(text)
	if no, muted := t.mutedNow(from.ID, now); muted && isHeard(out) {
		return no
	}
	if line, ok := counts(out); ok {
		if no, refused := t.tooMuch(from, line, now); refused {
			return no
		}
	}
	return out
}

// Spoke records that out, of from, was accepted at now, so that whatever is
// decided next counts it; what is not stored is not counted. Call it
// right after Decide, so that lines decided before they are stored together
// see each other. If the line is not stored after all, call undo; undo several
// in reverse order.
func (t *Talk) Spoke(from Person, out Outcome, now time.Time) (undo func()) {
	line, ok := counts(out)
	if !ok {
		return func() {}
	}
	before, known := t.pasts[from.ID]
	t.pasts[from.ID] = before.and(line, now, t.limits)
	if len(t.pasts) >= t.full {
		t.forget(now)
	}
	return func() {
		if known {
			t.pasts[from.ID] = before
		} else {
			delete(t.pasts, from.ID)
		}
	}
}

// Heard records that from whispered to to, who can then /reply. The host calls
// it when the whisper is stored, and for those that it reads again, in their order.
func (t *Talk) Heard(to, from Person) { t.replies.Put(to.ID, from) }

// counts gives out as an echo of it would be recognised, if it counts against
// the limits: everything that is stored does. What is no line has no kind and no echo.
func counts(out Outcome) (spoken, bool) {
	switch o := out.(type) {
	case Line:
		return spoken{kind: o.Kind, text: heard(o.Text)}, true
	case Whisper:
		return spoken{kind: Whispered, to: o.To.ID, text: heard(o.Text)}, true
	case Rename, Block, Mute:
		return spoken{}, true
	}
	return spoken{}, false
}

// isHeard says whether others would read what the sender of out has made up.
func isHeard(out Outcome) bool {
	switch out.(type) {
	case Line, Whisper, Rename:
		return true
	}
	return false
}

// tooMuch refuses line as an echo of from's last one or as one too many.
func (t *Talk) tooMuch(from Person, line spoken, now time.Time) (Refusal, bool) {
	p := t.pasts[from.ID]
	if line.kind != "" && line == p.line && now.Sub(p.said).Abs() < memory {
		return Refusal{Code: Repeated, Text: "Not sent: your last line was the same."}, true
	}
	if wait := p.pace.wait(now, t.limits); wait > 0 {
		text := fmt.Sprintf("A little slower: you can write again in %.0f s.", math.Ceil(wait.Seconds()))
		return Refusal{Code: SlowDown, Text: text, Wait: wait}, true
	}
	return Refusal{}, false
}

// forget drops whoever has been silent for so long that they do not matter.
func (t *Talk) forget(now time.Time) {
	for id, p := range t.pasts {
		if p.pace.last().Sub(now).Abs() >= max(memory, t.limits.longest()) {
			delete(t.pasts, id)
		}
	}
	t.full = max(minSweep, 2*len(t.pasts))
}

// and is p after one line more.
func (p past) and(line spoken, now time.Time, l Limits) past {
	p.pace = p.pace.and(now, l)
	if line.kind != "" {
		p.line, p.said = line, now
	}
	return p
}
