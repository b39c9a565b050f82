package client

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/store/memory"
	"rookery/lobby/wire"
)

// types sends a line as somebody types it.
func (p *page) types(text string) answer {
	p.sv.t.Helper()
	return p.send("say", wire.Say{Text: text, To: wire.ChatStream})
}

// refused checks the code of a "no", and gives its text.
func (p *page) refused(a answer, want wire.Code) string {
	p.sv.t.Helper()
	if a.No == nil || a.No.Code != string(want) {
		p.sv.t.Fatalf("answered %+v (no: %+v), want %s", a, a.No, want)
	}
	return a.No.Text
}

// ok checks that a command is an event of stream s.
func (p *page) ok(a answer, s wire.Stream) answer {
	p.sv.t.Helper()
	if a.OK == 0 || a.S != s {
		p.sv.t.Fatalf("answered %+v (no: %+v), want an event of %s", a, a.No, s)
	}
	return a
}

func (p *page) has(part string) bool { return strings.Contains(strings.Join(p.heard(), "\n"), part) }

func TestWhoIsBlockedCannotWhisperAndCannotTellWhy(t *testing.T) {
	serve(t, func(sv *server) {
		id := sv.game()
		white, bird := sv.visit(magpie, id), sv.visit(chough, id)
		n := white.ok(white.types("/block chough"), wire.NoticeStream).OK
		told := fmt.Sprintf(`"s":"notices","n":%d,"t":"blocked"`, n)
		if !white.has(told) || !white.has(`"d":{"person":{"id":"c","nick":"chough"},"on":true}`) || bird.has("blocked") {
			t.Errorf("white heard %v\nchough heard %v", white.heard(), bird.heard())
		}
		blocking := bird.refused(bird.types("@magpie psst"), wire.NotHere)
		nobody := bird.refused(bird.types("@magpif psst"), wire.NotHere)
		if strings.ReplaceAll(nobody, "magpif", "magpie") != blocking {
			t.Errorf("one who blocks: %q, nobody: %q", blocking, nobody)
		}
		white.refused(white.types("/block chough"), wire.NoChange)
		white.ok(white.types("@chough I can still whisper to you"), wire.WhisperStream)
		bird.refused(bird.types("/reply so can I"), wire.NotHere)

		white.s.Leave(true) // a player who is away blocks all the same
		synctest.Wait()
		bird.refused(bird.types("@magpie are you gone"), wire.NotHere)
		white = sv.visit(magpie, id)
		if hello := white.heard()[0]; !strings.Contains(hello, `"blocked":[{"id":"c","nick":"chough"}]`) {
			t.Errorf("greeted with %s", hello)
		}
		white.ok(white.types("/unblock chough"), wire.NoticeStream)
		time.Sleep(10 * time.Second)
		bird.ok(bird.types("@magpie hello again"), wire.WhisperStream)
	})
}

func TestBlocksAreMadeByMenuTooAndOutlastTheServer(t *testing.T) {
	serve(t, func(sv *server) {
		hall := sv.visit(magpie, "")
		hall.ok(hall.send("block", wire.Block{Person: "c", On: true}), wire.NoticeStream)
		hall.refused(hall.send("block", wire.Block{Person: "c", On: true}), wire.NoChange)
		hall.refused(hall.send("block", wire.Block{Person: "m", On: true}), wire.Yourself)
		hall.refused(hall.send("block", wire.Block{Person: "nobody", On: true}), wire.NotHere)
		hall.refused(hall.send("block", wire.Block{Person: "j", On: false}), wire.NoChange)
		hall.ok(hall.send("seek", wire.Seek{Control: wire.Control{Base: 300}, Side: wire.White}), wire.NoticeStream)
		time.Sleep(time.Second)
		bird := sv.visit(chough, "")
		bird.refused(bird.send("take", wire.Take{Seek: sv.lobby.Snapshot().Seeks[0].ID}), wire.NoSeek)
		for _, p := range []*page{hall, bird} {
			if a := p.send("search", wire.Search{Pool: "5+3"}); a.Info == nil || a.Info.D["pool"] != "5+3" {
				t.Errorf("two of whom one has blocked the other were paired: %+v", a)
			}
		}
		list, err := sv.store.Blocks().All(t.Context())
		if err != nil || len(list) != 1 {
			t.Errorf("stored: %v, %v", list, err)
		}
	})
}

// TestABlockThatWasTypedHappensOnce sends the line again from elsewhere, after
// whoever it is about has left and the room would not know whom it means.
func TestABlockThatWasTypedHappensOnce(t *testing.T) {
	line := wire.Say{Text: "/block chough", To: wire.ChatStream}
	t.Run("the answer was lost", func(t *testing.T) {
		serve(t, func(sv *server) {
			id, cid := sv.game(), sv.cid()
			bird := sv.visit(chough, id)
			first := sv.visit(magpie, id).sendAs(cid, "say", line)
			bird.s.Leave(true)
			again := sv.visit(magpie, id)
			if got := again.sendAs(cid, "say", line); first.OK == 0 || got != first {
				t.Errorf("first %+v, again %+v", first, got)
			}
			sv.blockedOnce(magpie)
		})
	})
	t.Run("it is still being stored", func(t *testing.T) {
		serve(t, func(sv *server) {
			id, cid := sv.game(), sv.cid()
			bird, white, other := sv.visit(chough, id), sv.visit(magpie, id), sv.visit(magpie, id)
			disk := make(chan struct{})
			sv.store.Break(memory.Fault{Before: func(op memory.Op) error {
				if op == memory.Set {
					<-disk
				}
				return nil
			}})
			if got := white.sendAs(cid, "say", line); got.Re != "" {
				t.Fatalf("answered before it was stored: %+v", got)
			}
			bird.s.Leave(true)
			white.s.Leave(false)
			if got := other.sendAs(cid, "say", line); got.Re != "" {
				t.Fatalf("answered while it was being stored: %+v %+v", got, got.No)
			}
			close(disk)
			if !other.has(fmt.Sprintf(`{"re":%q,"s":"notices","ok":`, cid)) {
				t.Errorf("heard %v", other.heard())
			}
			sv.blockedOnce(magpie)
		})
	})
	t.Run("nobody knows whether it is stored", func(t *testing.T) {
		for stored, op := range map[bool]memory.Fault{
			true:  {After: fails(memory.Set)},
			false: {Before: fails(memory.Set)},
		} {
			serve(t, func(sv *server) {
				id, cid := sv.game(), sv.cid()
				sv.visit(chough, id)
				white := sv.visit(magpie, id)
				sv.store.Break(op)
				if got := white.sendAs(cid, "say", line); got.Re != "" || white.closed() != wire.CloseUnknown {
					t.Fatalf("answered %+v, closed with %d", got, white.closed())
				}
				sv.store.Break(memory.Fault{})
				white = sv.visit(magpie, id)
				if got := strings.Contains(white.heard()[0], `"blocked":[{"id":"c"`); got != stored {
					t.Errorf("stored %t, greeted with %s", stored, white.heard()[0])
				}
				white.ok(white.sendAs(cid, "say", line), wire.NoticeStream)
				sv.blockedOnce(magpie)
			})
		}
	})
	t.Run("the room is opened again, and nobody is there", func(t *testing.T) {
		serve(t, func(sv *server) {
			id, cid := sv.game(), sv.cid()
			bird := sv.visit(chough, id)
			white := sv.visit(magpie, id)
			first := white.sendAs(cid, "say", line)
			white.send("resign", wire.Resign{})
			bird.s.Leave(true)
			white.s.Leave(true)
			time.Sleep(5 * time.Minute)
			synctest.Wait()
			if sv.lobby.Running() != 0 {
				t.Fatal("the room still runs")
			}
			if got := sv.visit(magpie, id).sendAs(cid, "say", line); got.OK != first.OK || got.S != first.S || got.OK == 0 {
				t.Errorf("first %+v, again %+v", first, got)
			}
			sv.blockedOnce(magpie)
		})
	})
}

func fails(which memory.Op) func(memory.Op) error {
	return func(op memory.Op) error {
		if op == which {
			return errors.New("the disk is on fire")
		}
		return nil
	}
}

// blockedOnce checks that who was told of exactly one block.
func (sv *server) blockedOnce(who person.Person) {
	sv.t.Helper()
	list, err := sv.store.Notices().Load(sv.t.Context(), who.ID, 0, 100)
	if err != nil {
		sv.t.Fatal(err)
	}
	n := 0
	for _, notice := range list {
		if notice.Kind == "blocked" {
			n++
		}
	}
	if n != 1 {
		sv.t.Errorf("%d blocks are stored", n)
	}
}

func TestThePlayersMuteThoseWhoWatch(t *testing.T) {
	serve(t, func(sv *server) {
		id := sv.game()
		white, bird := sv.visit(magpie, id), sv.visit(chough, id)
		bird.refused(bird.types("/mute magpie 5 nobody asked"), wire.NotAllowed)
		white.refused(white.types("/mute jackdaw 5 psst"), wire.NotAllowed)
		white.refused(white.types("/mute chough 61 longer than an hour"), wire.BadSlash)
		white.refused(white.types("/unmute chough"), wire.NoChange)
		white.ok(white.types("/mute chough 10 one line is enough"), wire.ChatStream)
		if !bird.has(`"t":"muted","by":"m"`) || !bird.has(`"whom":{"id":"c","nick":"chough"}`) || !bird.has(`"reason":"one line is enough"`) {
			t.Errorf("chough was told %v", bird.heard())
		}
		for _, text := range []string{"but", "/me protests", "@jackdaw help me", "/reply please"} {
			a := bird.types(text)
			if text == "/reply please" {
				bird.refused(a, wire.NoReply)
				continue
			}
			if why := bird.refused(a, wire.Silenced); !strings.Contains(why, "one line is enough") || !strings.Contains(why, "10 minutes") {
				t.Errorf("%s: %q", text, why)
			}
		}
		if a := bird.types("/help"); a.Info == nil {
			t.Errorf("who is muted may still ask: %+v", a)
		}
		white.send("resign", wire.Resign{})
		white.s.Leave(true)
		bird.s.Leave(true)
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		if sv.lobby.Running() != 0 {
			t.Fatal("the room still runs")
		}
		bird = sv.visit(chough, id) // the room is opened again, from its log
		if why := bird.refused(bird.types("still?"), wire.Silenced); !strings.Contains(why, "5 minutes") {
			t.Errorf("after five minutes: %q", why)
		}
		time.Sleep(5 * time.Minute)
		bird.ok(bird.types("thank you"), wire.ChatStream)
		white = sv.visit(magpie, id)
		white.ok(white.types("/mute chough 1 again"), wire.ChatStream)
		white.ok(white.types("/unmute chough"), wire.ChatStream)
		if !bird.has(`"t":"unmuted"`) {
			t.Error("it was not told that the mute is over")
		}
		bird.ok(bird.types("thank you again"), wire.ChatStream)
	})
}

func TestWhispersAreKeptForThePlayersAlone(t *testing.T) {
	serve(t, func(sv *server) {
		id := sv.game()
		white, bird := sv.visit(magpie, id), sv.visit(chough, id)
		bird.ok(bird.types("@jackdaw good luck"), wire.WhisperStream)
		if !bird.has(`"kept":true`) {
			t.Error("chough was not told that it is kept")
		}
		black := sv.visit(jackdaw, id)
		if !black.has("good luck") {
			t.Error("jackdaw did not find it")
		}
		black.ok(black.types("/reply thank you"), wire.WhisperStream)
		if !bird.has("thank you") || white.has("thank you") {
			t.Error("the reply did not go to whom it was for")
		}
		bird.s.Leave(true)
		synctest.Wait()
		why := white.refused(white.types("@chough come back"), wire.Absent)
		if !strings.Contains(why, "chough") {
			t.Errorf("refused with %q", why)
		}
		black.refused(black.types("/reply where are you"), wire.Absent)
		white.refused(white.types("@ostrich hello"), wire.NotHere)
		white.refused(white.types("/reply hello"), wire.NoReply)
		white.refused(white.types("@magpie hello"), wire.Yourself)
	})
}

func TestWhatElseCanBeTyped(t *testing.T) {
	serve(t, func(sv *server) {
		id := sv.game()
		white, bird := sv.visit(magpie, id), sv.visit(chough, id)
		bird.ok(bird.types("/me nods"), wire.ChatStream)
		if !white.has(`"kind":"action","text":"nods"`) {
			t.Errorf("white heard %v", white.heard())
		}
		if a := bird.types("/clear"); a.Info == nil || a.Info.T != "clear" {
			t.Errorf("/clear: %+v", a)
		}
		if why := bird.refused(bird.types("/nick crow"), wire.NotAllowed); !strings.Contains(why, "lobby") {
			t.Errorf("/nick: %q", why)
		}
		if why := bird.refused(bird.types("/blok magpie"), wire.BadSlash); !strings.Contains(why, "/block") {
			t.Errorf("a slip: %q", why)
		}
		if why := bird.refused(bird.types("@magpi hello"), wire.NotHere); !strings.Contains(why, "magpie") {
			t.Errorf("a slip: %q", why)
		}
		help := func(p *page) string { return fmt.Sprint(p.types("/help").Info) }
		if h := help(bird); !strings.Contains(h, "/block nick") || strings.Contains(h, "/mute") || strings.Contains(h, "/nick") {
			t.Errorf("a spectator's help: %s", h)
		}
		if h := help(white); !strings.Contains(h, "/mute nick minutes reason") {
			t.Errorf("a player's help: %s", h)
		}
		bird.ok(bird.types("see https://example.org and /rooms/6f1c4b1e-6f0a-4c0e-9a53-2d1f7a3f0b11"), wire.ChatStream)
		if white.has(`"links"`) || white.has("6f1c4b1e") || !white.has("see https://example.org and /rooms/…") {
			t.Errorf("a guest's link: %v", white.heard())
		}
	})
}

func TestTalkHasLimitsAndSaysForHowLong(t *testing.T) {
	serve(t, func(sv *server) {
		id := sv.game()
		white, bird := sv.visit(magpie, id), sv.visit(chough, id)
		bird.ok(bird.types("hello"), wire.ChatStream)
		bird.refused(bird.types("hello"), wire.Repeated)
		bird.refused(bird.types(strings.Repeat("ñ", 501)), wire.TooLong)
		for i := range 4 {
			bird.ok(bird.types(fmt.Sprint("line ", i)), wire.ChatStream)
		}
		cid := sv.cid()
		six := wire.Say{Text: "one line too many", To: wire.ChatStream}
		a := bird.sendAs(cid, "say", six)
		if a.Code != string(wire.RateLimited) || a.Wait < 4000 || a.Wait > 5000 {
			t.Fatalf("the sixth line: %+v", a)
		}
		time.Sleep(time.Duration(a.Wait) * time.Millisecond)
		bird.ok(bird.sendAs(cid, "say", six), wire.ChatStream)
		white.ok(white.types("👩‍👩‍👧 have their own limits"), wire.ChatStream)
	})
}

func TestWhoLooksElsewhereIsShownSo(t *testing.T) {
	serve(t, func(sv *server) {
		id := sv.game()
		white, bird, tab := sv.visit(magpie, id), sv.visit(chough, id), sv.visit(chough, id)
		time.Sleep(2 * time.Second)
		if a := bird.send("away", wire.Away{Away: true}); a.Info == nil || a.Info.T != "looks" || a.Info.D["away"] != true {
			t.Fatalf("answered %+v", a)
		}
		time.Sleep(2 * time.Second)
		const away = `{"id":"c","nick":"chough","away":true}`
		if white.has(away) {
			t.Error("one of two tabs is away, and so is chough")
		}
		tab.send("away", wire.Away{Away: true})
		time.Sleep(2 * time.Second)
		if !white.has(away) {
			t.Errorf("white heard %v", white.heard())
		}
		if c := fmt.Sprint(white.types("/clients").Info); !strings.Contains(c, "away:true") {
			t.Errorf("/clients: %s", c)
		}
		white.send("away", wire.Away{Away: true})
		time.Sleep(2 * time.Second)
		if !bird.has(`"white":{"person":{"id":"m","nick":"magpie"},"here":true,"away":true}`) {
			t.Errorf("chough heard %v", bird.heard())
		}
		white.send("away", wire.Away{Away: false})
		if c := fmt.Sprint(bird.types("/clients").Info); strings.Count(c, "away:true") != 1 {
			t.Errorf("/clients: %s", c)
		}
		onlooker, hall := sv.visit(nobody, id), sv.visit(magpie, "")
		onlooker.refused(onlooker.send("away", wire.Away{Away: true}), wire.NeedNick)
		hall.refused(hall.send("away", wire.Away{Away: true}), wire.WrongPlace)
		hall.refused(hall.send("complete", wire.Complete{Text: "@"}), wire.WrongPlace)
	})
}

func TestHowALineMayGoOn(t *testing.T) {
	serve(t, func(sv *server) {
		id := sv.game()
		white, bird := sv.visit(magpie, id), sv.visit(chough, id)
		ways := func(p *page, text string) string {
			return fmt.Sprint(p.send("complete", wire.Complete{Text: text}).Info)
		}
		if w := ways(white, "@ch"); !strings.Contains(w, "text:@chough ") {
			t.Errorf("@ch: %s", w)
		}
		if w := ways(white, "/mu"); !strings.Contains(w, "text:/mute ") {
			t.Errorf("a player's /mu: %s", w)
		}
		if w := ways(bird, "/mu"); strings.Contains(w, "mute") {
			t.Errorf("a spectator's /mu: %s", w)
		}
		white.types("/block chough")
		if w := ways(bird, "@m"); strings.Contains(w, "magpie") {
			t.Errorf("who has blocked chough is offered to it: %s", w)
		}
	})
}

func TestALineIsShownToTheOperatorWithWhatStandsAroundIt(t *testing.T) {
	serve(t, func(sv *server) {
		id := sv.game()
		white, black, bird := sv.visit(magpie, id), sv.visit(jackdaw, id), sv.visit(chough, id)
		for i := range 9 {
			time.Sleep(6 * time.Second)
			bird.ok(bird.types(fmt.Sprint("you play like a duck ", i)), wire.ChatStream)
		}
		cid := sv.cid()
		said := wire.Report{Room: string(id), Stream: wire.ChatStream, N: 8, Reason: " rude "}
		first := white.ok(white.sendAs(cid, "report", said), wire.NoticeStream)
		if !white.has(`"t":"reported"`) || bird.has("report") {
			t.Errorf("white heard %v", white.heard())
		}
		if again := sv.visit(magpie, id).sendAs(cid, "report", said); again != first {
			t.Errorf("first %+v, again %+v", first, again)
		}
		white.refused(white.send("report", said), wire.NoChange)
		bird.refused(bird.send("report", said), wire.Yourself)
		said.N = 10
		white.refused(white.send("report", said), wire.NoLine)
		said.N = 0
		white.refused(white.send("report", said), wire.NoLine)
		said.N, said.Reason = 3, strings.Repeat("x", 501)
		white.refused(white.send("report", said), wire.TooLong)
		said.Room = "nowhere"
		white.refused(white.send("report", said), wire.NoRoom)

		bird.ok(bird.types("@magpie quack"), wire.WhisperStream)
		black.ok(black.types("@magpie our secret"), wire.WhisperStream)
		time.Sleep(6 * time.Second)
		bird.ok(bird.types("@magpie quack quack"), wire.WhisperStream)
		whisper := wire.Report{Room: string(id), Stream: wire.WhisperStream, N: 3}
		black.refused(black.send("report", whisper), wire.NoLine)
		white.ok(white.send("report", whisper), wire.NoticeStream)

		list, err := sv.store.Reports().Load(t.Context(), 0, 10)
		if err != nil || len(list) != 2 {
			t.Fatalf("stored: %v, %v", list, err)
		}
		if r := list[0]; len(r.Evidence) != 7 || r.Evidence[0].N != 3 || r.Reason != "rude" || r.By != magpie || r.Room != id {
			t.Errorf("the first report: %+v", r)
		}
		if r := list[1].Evidence[0].D.String() + list[1].Evidence[1].D.String(); len(list[1].Evidence) != 2 || strings.Contains(r, "secret") || !strings.Contains(r, "quack quack") {
			t.Errorf("the evidence of a whisper: %s", r)
		}
	})
}

func TestALineIsReportedFromTheLobbyToo(t *testing.T) {
	serve(t, func(sv *server) {
		id := sv.game()
		bird := sv.visit(chough, id)
		bird.ok(bird.types("you play like a duck"), wire.ChatStream)
		hall := sv.visit(magpie, "")
		said := wire.Report{Room: string(id), Stream: wire.ChatStream, N: 1, Reason: "rude"}
		hall.ok(hall.send("report", said), wire.NoticeStream)
		if list, err := sv.store.Reports().Load(t.Context(), 0, 10); err != nil || len(list) != 1 || list[0].By.ID != magpie.ID || list[0].Room != id {
			t.Errorf("reported %+v, %v", list, err)
		}
		hall.refused(hall.send("report", wire.Report{Room: "no room", Stream: wire.ChatStream, N: 1}), wire.NoRoom)
	})
}

func TestTheReasonOfAReportIsTextAsALineIs(t *testing.T) {
	const family = "\U0001F468\u200d\U0001F469\u200d\U0001F467" // one character of five runes and 18 bytes
	for says, tt := range map[string]struct {
		reason, stored string
		code           wire.Code
	}{
		"none":                          {"", "", ""},
		"what nobody sees":              {" \u200b ", "", ""},
		"a sentence":                    {"  they were rude ", "they were rude", ""},
		"marks that compose":            {"gru\u0308n", "gr\u00fcn", ""},
		"some characters of many runes": {strings.Repeat(family, 101), strings.Repeat(family, 101), ""}, // 505 runes
		"500 characters":                {strings.Repeat("x", 500), strings.Repeat("x", 500), ""},
		"one too many":                  {strings.Repeat("x", 501), "", wire.TooLong},
		"too many bytes":                {strings.Repeat("z\u0301\u0302\u0303\u0304", 400), "", wire.TooLong}, // of 400 characters
		"a line break":                  {"rude\nvery", "", wire.BadText},
		"a control":                     {"rude\x1b[2J", "", wire.BadText},
		"a turn of direction":           {"rude \u202e", "", wire.BadText},
		"a stack of marks":              {"z" + strings.Repeat("\u0336", 5), "", wire.BadText},
	} {
		t.Run(says, func(t *testing.T) {
			serve(t, func(sv *server) {
				id := sv.game()
				white, bird := sv.visit(magpie, id), sv.visit(chough, id)
				bird.ok(bird.types("you play like a duck"), wire.ChatStream)
				cid, said := sv.cid(), wire.Report{Room: string(id), Stream: wire.ChatStream, N: 1, Reason: tt.reason}
				a := white.sendAs(cid, "report", said)
				list, err := sv.store.Reports().Load(t.Context(), 0, 10)
				if err != nil {
					t.Fatal(err)
				}
				if tt.code != "" {
					text := white.refused(a, tt.code)
					if again := white.refused(white.sendAs(cid, "report", said), tt.code); again != text || len(list) > 0 {
						t.Errorf("refused with %q, again %q; stored: %+v", text, again, list)
					}
					return
				}
				if white.ok(a, wire.NoticeStream); len(list) != 1 || list[0].Reason != tt.stored {
					t.Errorf("stored: %+v", list)
				}
			})
		})
	}
}

func TestNobodyReportsWithoutEnd(t *testing.T) {
	serve(t, func(sv *server) {
		id := sv.game()
		white, bird := sv.visit(magpie, id), sv.visit(chough, id)
		for i := range uint64(21) {
			time.Sleep(6 * time.Second)
			bird.ok(bird.types(fmt.Sprint("quack ", i)), wire.ChatStream)
			a := white.send("report", wire.Report{Room: string(id), Stream: wire.ChatStream, N: i + 1})
			if i < 20 {
				white.ok(a, wire.NoticeStream)
			} else {
				white.refused(a, wire.TooMany)
			}
		}
		time.Sleep(24 * time.Hour)
		white.ok(sv.visit(magpie, "").send("report", wire.Report{Room: string(id), Stream: wire.ChatStream, N: 21}), wire.NoticeStream)
	})
}

// TestALineThatIsTheLobbysIsNotJudgedWhileTheStoreIsFull keeps the rule of every
// command: what was not judged can be sent again.
func TestALineThatIsTheLobbysIsNotJudgedWhileTheStoreIsFull(t *testing.T) {
	serve(t, func(sv *server) {
		id, cid := sv.game(), sv.cid()
		white := sv.visit(magpie, id)
		sv.visit(chough, id)
		sv.store.Break(memory.Fault{Before: func(op memory.Op) error {
			if op == memory.Set {
				return room.ErrFull
			}
			return nil
		}})
		line := wire.Say{Text: "/block chough", To: wire.ChatStream}
		if a := white.sendAs(cid, "say", line); a.Wait == 0 || a.Code != string(wire.StorageFull) {
			t.Fatalf("answered %+v", a)
		}
		sv.store.Break(memory.Fault{})
		white.ok(white.sendAs(cid, "say", line), wire.NoticeStream)
		sv.blockedOnce(magpie)
	})
}
