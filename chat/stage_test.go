package chat_test

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"rookery/chat"
	"rookery/chat/nick"
)

// stage is a room in which a transcript is played, and its host.
type stage struct {
	crowd  crowd
	rules  chat.Policy
	talk   *chat.Talk
	now    time.Time
	undo   func()
	blocks map[[2]string]bool // by id: who has blocked whom
	hidden map[string]bool    // by nick
}

func newStage() *stage {
	return &stage{
		crowd: crowd{members: []chat.Member{
			member("bobby", "white", true), member("jackdaw", "black", true), member("wren", "spectator", true),
		}},
		talk:   chat.NewTalk(chat.DefaultLimits()),
		now:    time.Date(2026, 1, 2, 20, 0, 0, 0, time.UTC),
		blocks: make(map[[2]string]bool),
		hidden: make(map[string]bool),
	}
}

// directives are the lines that say how the house is run.
var directives = map[string]func(s *stage){
	"blocks are kept": func(s *stage) {
		s.rules.Blocked = func(by, whom string) bool { return s.blocks[[2]string{by, whom}] }
	},
	"players whisper to each other only": func(s *stage) {
		s.rules.MayWhisper = func(from, to chat.Member) string {
			if (from.Role == "spectator") == (to.Role == "spectator") {
				return ""
			}
			return "Not sent: while the game runs, players and spectators do not whisper to each other."
		}
	},
	"nothing is kept": func(s *stage) {
		s.rules.Keeps = func(chat.Member) bool { return false }
	},
	"nicks can be changed": func(s *stage) {
		rules := nick.ASCII(nick.House()...)
		s.rules.MayRename = func(who chat.Person, to string) string {
			if to == "" {
				return ""
			}
			if _, err := rules.Prepare(to); err != nil {
				return "Nothing was changed: " + err.Error() + "."
			}
			for _, m := range s.crowd.members {
				if m.ID != who.ID && nick.Skeleton(m.Nick) == nick.Skeleton(to) {
					return "Nothing was changed: " + nick.ErrTaken.Error() + "."
				}
			}
			return ""
		}
	},
	"players keep their nicks": func(s *stage) {
		s.rules.MayRename = func(chat.Person, string) string { return "A player's nick stays until the game has a result." }
	},
	"moderators mute": func(s *stage) {
		s.rules.MayMute = func(by, whom chat.Member) string {
			switch {
			case by.Role != "moderator":
				return "Only moderators may do that."
			case whom.Role == "moderator":
				return "Moderators are not muted."
			}
			return ""
		}
	},
	"links are shown": func(s *stage) {
		s.rules.MayLink = func(p chat.Person) bool { return p.Nick != "wren" } // a guest
	},
	"seat links are secret": func(s *stage) {
		s.rules.Scrub = func(text string) string {
			before, after, found := strings.Cut(text, "https://chess.example/seat/")
			if !found {
				return text
			}
			_, rest, _ := strings.Cut(after, " ")
			return before + "[a secret link] " + rest
		}
	},
	"darn is filtered": func(s *stage) {
		s.rules.Filter = func(text string) string {
			if strings.Contains(text, "darn") {
				return "Not sent: mind your words."
			}
			return ""
		}
	},
}

// step plays one line and tells what is seen.
func (s *stage) step(line string) ([]string, error) {
	if directive, ok := directives[line]; ok {
		directive(s)
		return nil, nil
	}
	words := strings.Fields(line)
	switch {
	case line == "", strings.HasPrefix(line, "#"):
		return nil, nil
	case line == "not stored":
		s.undo()
		return nil, nil
	case strings.HasPrefix(line, "+"):
		d, err := time.ParseDuration(line[1:])
		s.now = s.now.Add(d)
		return nil, err
	case words[0] == "here":
		return nil, s.gather(line[len("here "):])
	case len(words) == 3 && words[1] == "is" && words[2] == "hidden":
		s.hidden[words[0]] = true
		s.rules.Hidden = func(m chat.Member) bool { return s.hidden[m.Nick] }
		return nil, nil
	case len(words) == 3 && words[1] == "blocks":
		s.blocks[[2]string{person(words[0]).ID, person(words[2]).ID}] = true
		return nil, nil
	}
	return s.typed(line)
}

// typed plays "nick: text" or "nick completes: text".
func (s *stage) typed(line string) ([]string, error) {
	who, text, ok := strings.Cut(line, ": ")
	who, completes := strings.CutSuffix(who, " completes")
	from, known := s.crowd.Find(who)
	if !ok || !known {
		return nil, errors.New("not understood, or nobody of that name is on the stage")
	}
	if strings.HasPrefix(text, `"`) {
		var err error
		if text, err = strconv.Unquote(text); err != nil {
			return nil, err
		}
	}
	if completes {
		lines := []string{who + " only:"}
		for _, c := range chat.Completions(from.Person, text, s.crowd, s.rules) {
			lines = append(lines, strings.TrimRight(fmt.Sprintf("  %q: %s  %s", c.Text, c.Shows, c.Does), " "))
		}
		return lines, nil
	}
	out := s.talk.Decide(from.Person, text, s.crowd, s.rules, s.now)
	s.undo = s.talk.Spoke(from.Person, out, s.now)
	s.apply(from.Person, out)
	return s.seen(from.Nick, out), nil
}

// apply is what a host does with what it has stored.
func (s *stage) apply(from chat.Person, out chat.Outcome) {
	switch o := out.(type) {
	case chat.Whisper:
		s.talk.Heard(o.To, from)
	case chat.Block:
		s.blocks[[2]string{from.ID, o.Whom.ID}] = o.On
	case chat.Mute:
		s.talk.Muted(o.Whom.ID, o.Until, o.Reason)
	case chat.Rename:
		for i, m := range s.crowd.members {
			if m.ID == from.ID {
				s.crowd.members[i].Nick = o.Nick
			}
		}
	}
}

// gather reads "bobby white, jackdaw black gone, wren spectator away, 2 unnamed".
func (s *stage) gather(people string) error {
	s.crowd = crowd{}
	for one := range strings.SplitSeq(people, ", ") {
		word := strings.Fields(one)
		switch {
		case len(word) < 2:
			return errors.New("who does what?")
		case word[1] == "unnamed":
			n, err := strconv.Atoi(word[0])
			if err != nil {
				return err
			}
			s.crowd.unnamed = n
		default:
			m := member(word[0], word[1], word[len(word)-1] != "gone")
			m.Away = word[len(word)-1] == "away"
			s.crowd.members = append(s.crowd.members, m)
		}
	}
	return nil
}

func (s *stage) seen(from string, out chat.Outcome) []string {
	switch o := out.(type) {
	case chat.Line:
		how := map[chat.Kind]string{chat.Said: "%s says %q", chat.Action: "✶ %s %q"}[o.Kind]
		return []string{"everybody: " + fmt.Sprintf(how, from, o.Text) + linked(o.Text, o.Links)}
	case chat.Whisper:
		kept := map[bool]string{true: ", kept"}[o.Kept]
		return []string{fmt.Sprintf("%s and %s%s: %s whispers %q%s", from, o.To.Nick, kept, from, o.Text, linked(o.Text, o.Links))}
	case chat.Rename:
		return []string{fmt.Sprintf("everybody: %s is now called %s", from, o.Nick)}
	case chat.Block:
		return []string{fmt.Sprintf("%s only: %s is %s", from, o.Whom.Nick, map[bool]string{true: "blocked", false: "heard again"}[o.On])}
	case chat.Mute:
		if o.Until.IsZero() {
			return []string{fmt.Sprintf("%s and %s: %s may speak again", from, o.Whom.Nick, o.Whom.Nick)}
		}
		return []string{fmt.Sprintf("%s and %s: %s is muted for %v: %s", from, o.Whom.Nick, o.Whom.Nick, o.Until.Sub(s.now), o.Reason)}
	case chat.Clear:
		return []string{from + " only: an empty view"}
	case chat.Help:
		lines := []string{from + " only:"}
		for _, u := range o.Commands {
			lines = append(lines, fmt.Sprintf("  %s: %s", u.Usage, u.Does))
		}
		return lines
	case chat.Clients:
		lines := []string{fmt.Sprintf("%s only: %d here without a nick, and", from, o.Unnamed)}
		for _, m := range o.People {
			lines = append(lines, fmt.Sprintf("  %s, %s%s", m.Nick, m.Role, where(m)))
		}
		return lines
	case chat.Refusal:
		wait := ""
		if o.Wait > 0 {
			wait = fmt.Sprintf(" (%v)", o.Wait)
		}
		return []string{fmt.Sprintf("%s only: %s%s: %s", from, o.Code, wait, o.Text)}
	}
	panic(fmt.Sprintf("an outcome that nobody knows: %T", out))
}

func where(m chat.Member) string {
	switch {
	case !m.Here:
		return ", not here"
	case m.Away:
		return ", away"
	}
	return ""
}

// linked is what a browser would make links of.
func linked(text string, links []chat.Span) string {
	units, shown := utf16.Encode([]rune(text)), ""
	for _, l := range links {
		shown += " with a link to " + string(utf16.Decode(units[l.From:l.To]))
	}
	return shown
}
