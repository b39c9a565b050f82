package chat

import (
	"fmt"
	"strconv"
	"time"
)

// longestMute is the most that one /mute silences somebody for: a week.
const longestMute = 7 * 24 * time.Hour

// silenced is how long somebody must not speak, and why.
type silenced struct {
	until  time.Time
	reason string
}

// Muted records that the person must not speak until until, for reason; a zero
// until lets them speak again. The host calls it when a Mute is stored, and for
// those that it reads again; what has expired is harmless.
func (t *Talk) Muted(id string, until time.Time, reason string) {
	if until.IsZero() {
		delete(t.mutes, id)
		return
	}
	t.mutes[id] = silenced{until, reason}
}

// silencedAt gives the mute that holds for a person at now.
func (t *Talk) silencedAt(id string, now time.Time) (silenced, bool) {
	m, ok := t.mutes[id]
	return m, ok && now.Before(m.until)
}

// mutedNow refuses what a muted person says.
func (t *Talk) mutedNow(id string, now time.Time) (Refusal, bool) {
	m, ok := t.silencedAt(id, now)
	if !ok {
		return Refusal{}, false
	}
	text := fmt.Sprintf("Not sent: you are muted for another %s. The reason given: %s", remaining(m.until.Sub(now)), m.reason)
	return Refusal{Code: Muted, Text: text, Until: m.until}, true
}

// remaining is d for a reader, never shorter than it is.
func remaining(d time.Duration) string {
	for _, unit := range []struct {
		name string
		size time.Duration
	}{{"second", time.Second}, {"minute", time.Minute}, {"hour", time.Hour}, {"day", 24 * time.Hour}} {
		n := (d + unit.size - 1) / unit.size
		switch {
		case n == 1:
			return "1 " + unit.name
		case unit.name == "day", unit.name == "hour" && n < 48, unit.name != "hour" && n < 120:
			return fmt.Sprintf("%d %ss", n, unit.name)
		}
	}
	return ""
}

// readMute reads "nick minutes reason". A moderator, whom the policy trusts,
// reaches whom they see, also one who has blocked the moderator.
func (h hearing) readMute(req request) Outcome {
	whom, nick, rest, found := h.addressee(req)
	number, reason := cut(rest)
	minutes, err := strconv.Atoi(number)
	until := time.Duration(minutes) * time.Minute
	switch {
	case nick == "", number == "", reason == "", err != nil:
		return changed(req)
	case minutes < 1, minutes > int(longestMute/time.Minute):
		return Refusal{Code: BadSlash, Text: fmt.Sprintf("Nothing was changed. A mute lasts from 1 to %d minutes.", longestMute/time.Minute)}
	case !found:
		return h.nobody(nick, req.whom)
	}
	if no, bad := h.mayMute(whom); bad {
		return no
	}
	reason, no, bad := h.fit(reason)
	if bad {
		return no
	}
	return Mute{Whom: whom.Person, Until: h.now.Add(until), Reason: reason}
}

func (h hearing) readUnmute(req request) Outcome {
	whom, nick, rest, found := h.addressee(req)
	switch {
	case nick == "", rest != "":
		return changed(req)
	case !found:
		return h.nobody(nick, req.whom)
	}
	if no, bad := h.mayMute(whom); bad {
		return no
	}
	if _, muted := h.talk.silencedAt(whom.ID, h.now); !muted {
		return Refusal{Code: NoChange, Text: fmt.Sprintf("%s is not muted.", whom.Nick)}
	}
	return Mute{Whom: whom.Person}
}

func (h hearing) mayMute(whom Member) (Refusal, bool) {
	if whom.ID == h.from.ID {
		return Refusal{Code: Yourself, Text: "Nothing was changed: that is you."}, true
	}
	if reason := h.rules.MayMute(h.from, whom); reason != "" {
		return Refusal{Code: NotAllowed, Text: reason}, true
	}
	return Refusal{}, false
}
