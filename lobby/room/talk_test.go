package room_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rookery/lobby/room"
	"rookery/lobby/wire"
)

func TestWhatBecomesOfEachThingThatCanBeTyped(t *testing.T) {
	for _, tt := range []struct {
		says, typed string
		event       string // what the typist is told, by its type
		part        string // of it
		info        wire.Info
		lobby       wire.Command
		code        string
	}{
		{says: "a line", typed: "hello", event: "line", part: `"kind":"said"`},
		{says: "an action", typed: "/me nods", event: "line", part: `"kind":"action"`},
		{says: "a whisper", typed: "@jackdaw psst", event: "whispered", part: `"text":"psst"`},
		{says: "a mute", typed: "/mute chough 5 enough", event: "muted", part: `"ply":2`},
		{says: "its end", typed: "/unmute chough", event: "unmuted", part: `"ply":2`},
		{says: "a block", typed: "/block chough", lobby: wire.Block{Person: chough.ID, On: true}},
		{says: "the end of a block", typed: "/unblock chough", code: "no_change"},
		{says: "a new nick", typed: "/nick crow", code: "not_allowed"},
		{says: "a question about the language", typed: "/help", info: wire.Help{}},
		{says: "a question about who is here", typed: "/clients", info: wire.Clients{}},
		{says: "an empty view", typed: "/clear", info: wire.Clear{}},
		{says: "no command", typed: "/dance", code: "bad_slash"},
	} {
		t.Run(tt.says, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tb := sitDownWith(t, oneMinute(), room.Config{Blocked: func(string, string) bool { return false }})
				white, black := tb.join(magpie), tb.join(jackdaw)
				tb.join(chough)
				tb.moves(white, black, "e2e4", "e7e5")
				if tt.event == "unmuted" {
					white.do(wire.Say{Text: "/mute chough 5 enough", To: "chat"})
				}
				time.Sleep(time.Second)
				before := len(white.told())
				a := white.do(wire.Say{Text: tt.typed, To: "chat"})
				events := white.told()[before:]
				var no *room.TalkRefused
				switch {
				case tt.code != "":
					if !errors.As(a.Err, &no) || no.Code != tt.code || len(events) > 0 {
						t.Errorf("refused with %v, told %v; want %s", a.Err, events, tt.code)
					}
				case tt.event != "":
					if a.Err != nil || len(events) != 1 || !strings.HasSuffix(events[0], " "+tt.event) || !strings.Contains(white.heard(), tt.part) {
						t.Errorf("answered %+v, told %v in %s", a, events, white.heard())
					}
				default:
					if a.Err != nil || fmt.Sprintf("%T", a.Info) != fmt.Sprintf("%T", tt.info) || a.Lobby != tt.lobby || len(events) > 0 {
						t.Errorf("answered %+v, told %v", a, events)
					}
				}
			})
		})
	}
}
