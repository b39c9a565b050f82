package room

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"

	"rookery/chat"
	"rookery/lobby/wire"
)

// LongestMute is the most for which a player may silence a spectator.
const LongestMute = time.Hour

// judgeTalk is chat's decision, addressed.
func (s *state) judgeTalk(d *decision, who wire.Person, say wire.Say) {
	if d.lobby, d.err = s.handed.find(who.ID, d.cmd.Req); d.lobby != nil || d.err != nil {
		return
	}
	from, at := chat.Person(who), d.cmd.Received
	out, to := s.talk.Decide(from, say.Text, s.crowd, s.rules, at), s.talksIn(who.ID)
	switch o := out.(type) {
	case chat.Mute:
		if no, bad := tooLong(o, at); bad {
			out = no
		}
	case chat.Line:
		if say.To != to {
			out = closed(to)
		}
	}
	d.undo = s.talk.Spoke(from, out, at)
	ply := s.faceOf(who.ID).game.Ply()
	told := func(body wire.EventBody, to ...Stream) {
		for _, st := range to {
			d.drafts = append(d.drafts, draft{stream: st, by: who.ID, at: at, body: body})
		}
	}
	switch o := out.(type) {
	case chat.Line:
		told(wire.Line{Name: who.Nick, Kind: string(o.Kind), Text: o.Text, Links: spans(o.Links), Ply: ply}, Stream{Name: to})
	case chat.Whisper:
		told(wire.Whispered{
			From: who, To: wire.Person(o.To), Text: o.Text, Links: spans(o.Links), Kept: o.Kept, Ply: ply,
		}, Stream{wire.WhisperStream, who.ID}, Stream{wire.WhisperStream, o.To.ID})
	case chat.Mute:
		whom, all := wire.Person(o.Whom), Stream{Name: wire.ChatStream}
		if o.Until.IsZero() {
			told(wire.Unmuted{Whom: whom, Ply: s.game.Ply()}, all)
		} else {
			told(wire.Muted{Whom: whom, Until: o.Until.UnixMilli(), Reason: o.Reason, Ply: s.game.Ply()}, all)
		}
	case chat.Block:
		d.lobby = wire.Block{Person: o.Whom.ID, On: o.On}
	case chat.Help:
		d.info = helped(o)
	case chat.Clients:
		d.info = listed(o)
	case chat.Clear:
		d.info = wire.Clear{}
	case chat.Rename: // the policy refuses it before
		d.err = &TalkRefused{Code: string(chat.NotAllowed), Text: noRename}
	case chat.Refusal:
		d.err = &TalkRefused{Code: string(o.Code), Text: o.Text, Wait: o.Wait}
	default:
		panic(fmt.Sprintf("a room does not know what %T is", o))
	}
}

// noRename answers /nick.
const noRename = "Nothing was changed: your name is changed in the lobby, between games."

func helped(o chat.Help) wire.Help {
	h := wire.Help{Commands: []wire.HelpLine{}}
	for _, u := range o.Commands {
		h.Commands = append(h.Commands, wire.HelpLine(u))
	}
	return h
}

func listed(o chat.Clients) wire.Clients {
	c := wire.Clients{People: []wire.Client{}, More: o.More, Unnamed: o.Unnamed}
	for _, m := range o.People {
		c.People = append(c.People, wire.Client{Nick: m.Nick, Role: wire.Role(m.Role), Here: m.Here, Away: m.Away})
	}
	return c
}

// policy is what chat asks of a room.
func (s *state) policy() chat.Policy {
	return chat.Policy{
		MayWhisper: s.mayWhisper,
		Keeps:      func(to chat.Member) bool { _, seated := s.crowd.seat(to.ID); return seated },
		Blocked:    s.room.cfg.Blocked,
		Hidden:     s.crowd.hides,
		MayRename:  func(chat.Person, string) string { return noRename },
		MayMute:    s.mayMute,
		MayLink:    func(p chat.Person) bool { return s.room.cfg.MayLink != nil && s.room.cfg.MayLink(p.ID) },
		Scrub:      func(text string) string { return scrub(text, s.room.cfg.ID) },
		Filter:     s.room.cfg.Talk.Filter,
	}
}

// mayMute lets the players silence those who watch, and nobody a player: who
// sits at a board has its clock running.
func (s *state) mayMute(by, whom chat.Member) string {
	if _, plays := s.crowd.seat(by.ID); !plays {
		return "Nothing was changed: only the two players mute people here. You can /block them."
	}
	if s.apart() {
		return "Nothing was changed: you do not hear those who watch until the game is over."
	}
	if _, plays := s.crowd.seat(whom.ID); plays {
		return "Nothing was changed: a player cannot be muted. You can /block them."
	}
	return ""
}

// tooLong refuses a mute that outlasts what a room allows.
func tooLong(m chat.Mute, now time.Time) (chat.Refusal, bool) {
	return chat.Refusal{Code: chat.BadSlash, Text: "Nothing was changed. A mute lasts from 1 to 60 minutes here."},
		m.Until.Sub(now) > LongestMute
}

// key is the id of an unlisted room, a UUID of version 4: whoever has it may sit down.
var key = regexp.MustCompile(`(?i)[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}`)

// scrub takes the addresses of other unlisted rooms out of a text. This room's
// own is known to all who read it.
func scrub(text string, own ID) string {
	return key.ReplaceAllStringFunc(text, func(id string) string {
		if strings.EqualFold(id, string(own)) {
			return id
		}
		return "…"
	})
}

// spans are parts of a text as clients know them; nil for none.
func spans(list []chat.Span) (all []wire.Span) {
	for _, l := range list {
		all = append(all, wire.Span(l))
	}
	return all
}

// Away records that m's page is not looked at or, if away is false, that it is again.
func (r *Room) Away(ctx context.Context, m *Member, away bool) error {
	_, err := ask(ctx, r, func(s *state) struct{} {
		s.crowd.people.Away(m, away)
		s.announce(s.now())
		return struct{}{}
	})
	return err
}

// LookAnew takes in that a person who may be here hides by now, or not any more.
func (r *Room) LookAnew(ctx context.Context, person string) error {
	_, err := ask(ctx, r, func(s *state) struct{} {
		s.crowd.lookAnew(person)
		s.announce(s.now())
		return struct{}{}
	})
	return err
}

// Complete lists how text, which m typed up to the cursor, may go on.
func (r *Room) Complete(ctx context.Context, m *Member, text string) (wire.Completions, error) {
	return ask(ctx, r, func(s *state) wire.Completions {
		c := wire.Completions{List: []wire.Completion{}}
		for _, way := range chat.Completions(chat.Person(m.Person), text, s.crowd, s.rules) {
			c.List = append(c.List, wire.Completion(way))
		}
		return c
	})
}
