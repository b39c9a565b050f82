package ws_test

import (
	"fmt"
	"strings"
	"testing"

	"rookery/lobby/store/memory"
	"rookery/lobby/wire"
	"rookery/web/ws"
)

// TestACommandIsAnsweredOrEndsTheSocket holds the server to what wire's package
// comment says of frames that are WebSocket messages and no good commands.
func TestACommandIsAnsweredOrEndsTheSocket(t *testing.T) {
	c := openClub(t, ws.Config{PerIdentity: 1000})
	guest := c.guest()
	re := `{"re":"` + aCID + `",`
	no := func(code wire.Code) string { return re + `"no":{"code":"` + string(code) + `","text":"` }
	with := func(tag, body string) string { return command(aCID, tag, body) }
	say := func(text string) string { return with("say", `{"text":"`+text+`","to":"chat"}`) }
	deep := func(n int) string { return with("say", strings.Repeat("[", n-1)+strings.Repeat("]", n-1)) }
	lobby, room, watcher := "/lobby/socket", "", ""
	for _, tc := range []struct {
		says   string
		path   string // empty: the room's socket
		who    string // a token; empty: nobody in particular
		send   string
		code   wire.CloseCode // not 0: there is no answer
		answer string         // what it begins with
	}{
		{says: "no cid", send: `{"t":"ping","d":{}}`, code: wire.ClosePolicy},
		{says: "a null cid", send: `{"cid":null,"t":"ping","d":{}}`, code: wire.ClosePolicy},
		{says: "a cid that is a number", send: `{"cid":4,"t":"ping","d":{}}`, code: wire.ClosePolicy},
		{says: "an empty cid", send: command("", "ping", `{}`), code: wire.ClosePolicy},
		{says: "a cid in capitals", send: command(strings.ToUpper(aCID), "ping", `{}`), code: wire.ClosePolicy},
		{says: "a cid of version 7", send: command("018f2f6e-0000-7000-8000-000000000001", "ping", `{}`), code: wire.ClosePolicy},
		{says: "a cid of another variant", send: command("6f1c4b1e-6f0a-4c0e-ca53-2d1f7a3f0b11", "ping", `{}`), code: wire.ClosePolicy},
		{says: "a cid in braces", send: command("{"+aCID+"}", "ping", `{}`), code: wire.ClosePolicy},
		{says: "a cid and more", send: command(aCID+"0", "ping", `{}`), code: wire.ClosePolicy},
		{says: "no JSON", send: "e2e4", code: wire.ClosePolicy},
		{says: "half a command", send: aPing[:len(aPing)-1], code: wire.ClosePolicy},
		{says: "a list of commands", send: "[" + aPing + "]", code: wire.ClosePolicy},
		{says: "two commands in a message", send: aPing + aPing, code: wire.ClosePolicy},
		{says: "something after the command", send: aPing + "x", code: wire.ClosePolicy},
		{says: "a comment after the command", send: aPing + "// e4", code: wire.ClosePolicy},
		{says: "a comma too many", send: strings.Replace(aPing, `{}}`, `{},}`, 1), code: wire.ClosePolicy},
		{says: "single quotes", send: strings.ReplaceAll(aPing, `"`, `'`), code: wire.ClosePolicy},
		{says: "a byte order mark", send: "\ufeff" + aPing, code: wire.ClosePolicy},
		{says: "a NUL before the command", send: "\x00" + aPing, code: wire.ClosePolicy},
		{says: "a NUL in the text", send: say("a\x00b"), code: wire.ClosePolicy},
		{says: "a line break in the text", send: say("a\nb"), code: wire.ClosePolicy},
		{says: "the first half of a surrogate pair", send: say(`\ud83d`), code: wire.ClosePolicy},
		{says: "the second half of a surrogate pair", send: say(`\ude00`), code: wire.ClosePolicy},
		{says: "a surrogate pair the wrong way round", send: say(`\ude00\ud83d`), code: wire.ClosePolicy},
		{says: "an escape that is none", send: say(`\x41`), code: wire.ClosePolicy},
		{says: "a cid twice", send: `{"cid":"` + aCID + `",` + aPing[1:], code: wire.ClosePolicy},
		{says: "a tag twice", send: `{"t":"ping",` + aPing[1:], code: wire.ClosePolicy},
		{says: "a body twice", send: `{"d":{},` + aPing[1:], code: wire.ClosePolicy},
		{says: "a name twice in the body", send: with("move", `{"move":"e2e4","move":"e2e4","on":1}`), code: wire.ClosePolicy},
		{says: "a name twice, once with an escape", send: with("move", `{"move":"e2e4","mov\u0065":"e2e4","on":1}`), code: wire.ClosePolicy},
		{says: "a stranger in the envelope", send: `{"ply":1,` + aPing[1:], code: wire.ClosePolicy},
		{says: "the cid in capitals as a name", send: strings.Replace(aPing, "cid", "CID", 1), code: wire.ClosePolicy},
		{says: "nine levels", send: deep(9), code: wire.ClosePolicy},
		{says: "a number with a leading zero", send: with("move", `{"move":"e2e4","on":01}`), code: wire.ClosePolicy},
		{says: "a number that is none", send: with("move", `{"move":"e2e4","on":NaN}`), code: wire.ClosePolicy},

		{says: "eight levels", send: deep(8), answer: no(wire.BadMessage)},
		{says: "a number as a string", send: with("move", `{"move":"e2e4","on":"1"}`), answer: no(wire.BadMessage)},
		{says: "a string as a number", send: with("move", `{"move":4,"on":1}`), answer: no(wire.BadMessage)},
		{says: "half an event", send: with("move", `{"move":"e2e4","on":1.5}`), answer: no(wire.BadMessage)},
		{says: "an event before the first", send: with("move", `{"move":"e2e4","on":-1}`), answer: no(wire.BadMessage)},
		{says: "an event beyond 64 bits", send: with("move", `{"move":"e2e4","on":18446744073709551616}`), answer: no(wire.BadMessage)},
		{says: "a stranger in the body", send: with("move", `{"move":"e2e4","on":1,"ply":1}`), answer: no(wire.BadMessage)},
		{says: "a member that is missing", send: with("move", `{"move":"e2e4"}`), answer: no(wire.BadMessage)},
		{says: "a member that is null", send: with("move", `{"move":"e2e4","on":null}`), answer: no(wire.BadMessage)},
		{says: "a member in capitals", send: with("move", `{"Move":"e2e4","on":1}`), answer: no(wire.BadMessage)},
		{says: "a body that is a list", send: with("move", `["e2e4",1]`), answer: no(wire.BadMessage)},
		{says: "a body that is null", send: with("resign", `null`), answer: no(wire.BadMessage)},
		{says: "a word outside its list", send: with("offer", `{"what":"rook","on":1}`), answer: no(wire.BadMessage)},
		{says: "a command that nobody knows", send: with("castle", `{}`), answer: no(wire.UnknownCommand)},
		{says: "an event as a command", send: with("moved", `{}`), answer: no(wire.UnknownCommand)},
		{says: "a command in capitals", send: with("Ping", `{}`), answer: no(wire.UnknownCommand)},
		{says: "no tag", send: `{"cid":"` + aCID + `"}`, answer: no(wire.UnknownCommand)},
		{says: "no body where none is needed", send: `{"cid":"` + aCID + `","t":"ping"}`, answer: aPong},
		{says: "spaces and line breaks between the words", send: " {\n\"d\" : {} ,\t\"t\":\"ping\",\r\n\"cid\":\"" + aCID + "\"} ", answer: aPong},
		{says: "escapes in names and tags", send: strings.NewReplacer("cid", `\u0063id`, "ping", `p\u0069ng`).Replace(aPing), answer: aPong},

		{says: "an escaped NUL in a line", who: guest, send: say(`a\u0000b`), answer: no(wire.BadText)},
		{says: "a line with nothing in it", who: guest, send: say(`\u0020`), answer: no(wire.Empty)},
		{says: "a whisper to nobody", who: guest, send: say("@ghost boo"), answer: no(wire.NotHere)},
		{says: "a word after a slash that nobody knows", who: guest, send: say("/castle"), answer: no(wire.BadSlash)},
		{says: "a line of somebody without a nick", who: watcher, send: say("hello"), answer: no(wire.NeedNick)},
		{says: "a move of a spectator", who: guest, send: with("move", `{"move":"e2e4","on":1}`), answer: no(wire.NotSeated)},
		{says: "a seat that is taken", who: guest, send: with("sit", `{}`), answer: no(wire.SeatTaken)},
		{says: "older whispers of nobody in particular", path: room, send: with("history", `{"stream":"whispers","before":9}`), answer: no(wire.NeedNick)},
		{says: "older moves", who: guest, send: with("history", `{"stream":"game","before":9}`), answer: `{"re":"` + aCID + `","info":{"t":"page","d":{"stream":"game","events":[`},
		{says: "older lines of a stream that there is not", who: guest, send: with("history", `{"stream":"seats","before":9}`), answer: no(wire.BadMessage)},
		{says: "a move in the lobby", path: lobby, who: guest, send: with("move", `{"move":"e2e4","on":1}`), answer: no(wire.WrongPlace)},
		{says: "a line in the lobby", path: lobby, who: guest, send: say("hello"), answer: no(wire.WrongPlace)},
		{says: "older lines in the lobby", path: lobby, who: guest, send: with("history", `{"stream":"chat","before":9}`), answer: no(wire.WrongPlace)},
		{says: "a seek of nobody in particular", path: lobby, send: with("seek", `{"control":{"base":60,"inc":0},"side":"white"}`), answer: no(wire.NeedNick)},
		{says: "a pool that there is not", path: lobby, who: guest, send: with("search", `{"pool":"7 and 7"}`), answer: no(wire.BadPool)},
		{says: "a clock that nobody plays with", path: lobby, who: guest, send: with("seek", `{"control":{"base":1000000000,"inc":0},"side":"white"}`), answer: no(wire.Invalid)},
		{says: "a seek that there is not", path: lobby, who: guest, send: with("take", `{"seek":"none"}`), answer: no(wire.NoSeek)},
		{says: "a ping in the lobby", path: lobby, send: aPing, answer: aPong},
	} {
		t.Run(tc.says, func(t *testing.T) {
			path := tc.path
			if path == "" {
				path = c.place()
			}
			p := c.visit(path, tc.who)
			p.t = t
			send := strings.ReplaceAll(tc.send, aCID, aCID[:24]+newCID()[24:]) // one of its own, so that none is used twice
			e := exchange{says: tc.says, send: f(opText, send), code: tc.code}
			if tc.answer != "" {
				cid := send[strings.Index(send, aCID[:24]):][:36]
				e.texts, e.cid = []string{strings.ReplaceAll(tc.answer, aCID, cid)}, cid
			}
			p.check(e)
		})
	}
	c.undisturbed()
}

func TestACidBelongsToOneCommand(t *testing.T) {
	c := openClub(t, ws.Config{})
	pal := c.visit(c.place(), c.guest()) // guest-4
	defer pal.leave()
	pal.ask("ping", `{}`)
	whisper := `{"text":"@guest-4 psst","to":"chat"}`
	for says, first := range map[string]string{
		"a command that was carried out": whisper,
		"a command that was refused":     `{"text":"@ghost psst","to":"chat"}`,
	} {
		t.Run(says, func(t *testing.T) {
			p := c.visit(c.place(), c.guest())
			p.t = t
			cid := newCID()
			again := func(tag, body string) string {
				p.send(f(opText, command(cid, tag, body)))
				h := p.until(cid)
				if h.code != 0 {
					return fmt.Sprint("closed with ", h.code)
				}
				return last(h.texts)
			}
			answer := again("say", first)
			if second := again("say", first); second != answer {
				t.Errorf("answered %s, and when sent again %s", answer, second)
			}
			if third := again("say", `{"text":"something else","to":"chat"}`); third != "closed with 1008" {
				t.Errorf("another command with that cid: %s", third)
			}
			p.goodbye()
		})
	}
}

func TestACommandBeforeTheGreetingIsAnsweredAfterIt(t *testing.T) {
	c := openClub(t, ws.Config{})
	for range 20 {
		p := c.visit(c.place(), c.guest())
		cid := newCID()
		p.send(f(opText, command(cid, "say", `{"text":"/help","to":"chat"}`)))
		h := p.until(cid)
		if h.code != 0 || !strings.HasPrefix(h.texts[0], `{"t":"hello"`) || !strings.Contains(last(h.texts), `"info":{"t":"help"`) {
			t.Fatalf("closed with %d after %q", h.code, h.texts)
		}
		p.leave()
	}
	c.undisturbed()
}

func TestTheSeventeenthCommandInFlightWaits(t *testing.T) {
	c := openClub(t, ws.Config{})
	p := c.visit(c.place(), c.guest())
	p.ask("ping", `{}`)
	stored := make(chan struct{})
	c.store.Break(memory.Fault{Before: func(op memory.Op) error {
		if op == memory.Append {
			<-stored
		}
		return nil
	}})
	var list []string
	for i := range 17 {
		list = append(list, newCID())
		p.send(f(opText, command(list[i], "say", fmt.Sprintf(`{"text":"@guest-1 line %d","to":"chat"}`, i))))
	}
	h := p.until(list[16])
	if n := len(answers(h.texts)); h.code != 0 || n != 1 || !strings.HasPrefix(last(h.texts), `{"re":"`+list[16]+`","wait":250,"code":"busy"}`) {
		t.Errorf("closed with %d after %q", h.code, h.texts)
	}
	close(stored)
	c.store.Break(memory.Fault{})
	if h := p.until(list[15]); h.code != 0 || len(answers(h.texts)) != 16 {
		t.Errorf("closed with %d after %q", h.code, h.texts)
	}
	p.leave()
}

func TestAFloodIsToldToWaitAndThenEnds(t *testing.T) {
	c := openClub(t, ws.Config{})
	for _, tc := range []struct {
		says, path, command string
		heard               int // before the first wait
	}{
		{"pings", c.place(), aPing, 20},
		{"commands of a spectator", c.place(), command(aCID, "history", `{"stream":"chat","before":1}`), 50},
		{"commands in the lobby", "/lobby/socket", command(aCID, "stop", `{}`), 30},
		{"commands that are none", c.place(), command(aCID, "castle", `{}`), 50},
	} {
		t.Run(tc.says, func(t *testing.T) {
			p := c.visit(tc.path, c.guest()) // a budget is a person's, whoever else is at this address
			p.t = t
			p.ask("history", `{"stream":"chat","before":1}`) // let in, and known as a spectator
			heard, waits := 0, 0
			for {
				p.send(f(opText, tc.command))
				h := p.until(aCID)
				if h.code != 0 {
					if h.code != wire.ClosePolicy {
						t.Errorf("closed with %d", h.code)
					}
					break
				}
				if strings.Contains(last(h.texts), `"code":"rate_limited"`) {
					waits++
				} else {
					heard++
				}
			}
			p.goodbye()
			if heard < tc.heard-1 || heard > tc.heard+25 || waits < 50 {
				t.Errorf("%d were heard, %d told to wait", heard, waits)
			}
		})
	}
	c.undisturbed()
}

func TestANewSocketRenewsNoBudget(t *testing.T) {
	c := openClub(t, ws.Config{})
	question := command(aCID, "history", `{"stream":"chat","before":1}`)
	for says, token := range map[string]string{"of a person": c.guest(), "of an address": ""} {
		t.Run(says, func(t *testing.T) {
			first := c.visit(c.place(), token)
			for range 55 {
				first.send(f(opText, question))
				if h := first.until(aCID); h.code != 0 {
					t.Fatalf("closed with %d", h.code)
				}
			}
			first.leave()
			again, other := c.visit(c.place(), token), c.visit(c.place(), c.guest())
			if told := again.ask("history", `{"stream":"chat","before":1}`); !strings.Contains(last(told), `"code":"rate_limited"`) {
				t.Errorf("on another socket the answer is %q", last(told))
			}
			if told := other.ask("history", `{"stream":"chat","before":1}`); strings.Contains(last(told), "rate_limited") {
				t.Errorf("somebody else is told %q", last(told))
			}
			again.leave()
			other.leave()
		})
	}
	c.undisturbed()
}
