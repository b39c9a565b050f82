package client

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rookery/lobby/person"
	"rookery/lobby/wire"
)

var cuckoo = person.Person{ID: "u", Nick: "cuckoo"}

// names says whether anything that a page was sent after its first before frames has
// a part of who's name, or their id.
func (p *page) names(who person.Person, before int) (frames []string) {
	for _, f := range p.heard()[before:] {
		if strings.Contains(f, who.Nick) || strings.Contains(f, fmt.Sprintf("%q", who.ID)) {
			frames = append(frames, f)
		}
	}
	return frames
}

// spied is a room that chough, who hides, watches with others.
type spied struct {
	*server
	white, other, bird *page
}

// exits is where those who watch a room, or are in the lobby, are named.
var exits = []struct {
	name string
	ask  func(sv spied) // and whatever it is answered must not name chough
}{
	{"the lobby's list of people", func(sv spied) {
		p := sv.visit(cuckoo, "")
		time.Sleep(time.Second)
		if len(p.names(chough, 0)) > 0 || !p.has(`"here":4`) {
			sv.t.Errorf("in the lobby: %v", p.heard())
		}
	}},
	{"the list over HTTP", func(sv spied) {
		v := sv.lobby.Snapshot()
		if text := fmt.Sprint(v); strings.Contains(text, "chough") || v.Here != 3 {
			sv.t.Errorf("%+v", v)
		}
	}},
	{"the audience, for one who comes", func(sv spied) {
		p := sv.visit(nobody, sv.white.s.visit.Room)
		if len(p.names(chough, 0)) > 0 || !p.has(`"watching":2`) {
			sv.t.Errorf("who comes is told %v", p.heard())
		}
	}},
	{"the audience, for those who are here", func(sv spied) {
		p := sv.visit(cuckoo, sv.white.s.visit.Room)
		time.Sleep(2 * time.Second)
		p.s.Leave(true)
		time.Sleep(2 * time.Second)
	}},
	{"joins and leaves", func(sv spied) {
		sv.bird.s.Leave(true)
		time.Sleep(2 * time.Second)
		sv.visit(chough, sv.white.s.visit.Room)
		time.Sleep(2 * time.Second)
	}},
	{"another tab, and looking elsewhere", func(sv spied) {
		sv.bird.send("away", wire.Away{Away: true})
		time.Sleep(time.Minute)
		sv.visit(chough, sv.white.s.visit.Room).send("away", wire.Away{Away: true})
		time.Sleep(time.Minute)
	}},
	{"/clients", func(sv spied) {
		if a := sv.white.types("/clients"); a.Info == nil || len(a.Info.D["people"].([]any)) != 2 {
			sv.t.Errorf("answered %+v", a)
		}
	}},
	{"completions", func(sv spied) {
		for _, text := range []string{"@", "@ch", "/whisper c", "/block ch", "/mute ch", "/unmute ch"} {
			if a := sv.white.send("complete", wire.Complete{Text: text}); a.Info == nil {
				sv.t.Errorf("%q: answered %+v", text, a)
			}
		}
	}},
	{"whispers and commands to a name", func(sv spied) {
		for _, text := range []string{"@NAME hello", "/whisper NAME hello", "/block NAME", "/mute NAME 5 heckling", "/unmute NAME"} {
			hidden := sv.white.types(strings.ReplaceAll(text, "NAME", "chough"))
			time.Sleep(10 * time.Second)
			never := sv.white.types(strings.ReplaceAll(text, "NAME", "chougx"))
			time.Sleep(10 * time.Second)
			if hidden.No == nil || never.No == nil || hidden.No.Code != never.No.Code ||
				strings.ReplaceAll(hidden.No.Text, "chough", "chougx") != never.No.Text {
				sv.t.Errorf("%s: %+v, of nobody: %+v", text, hidden.No, never.No)
			}
		}
		sv.white.forget()
	}},
	{"whispers to one who has left", func(sv spied) {
		sv.bird.s.Leave(true)
		synctest.Wait()
		if got := sv.white.refused(sv.white.types("@chough come back"), wire.NotHere); strings.Contains(got, "left") {
			sv.t.Errorf("refused with %q", got)
		}
		sv.white.forget()
	}},
}

// forget drops what quotes the page itself.
func (p *page) forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.frames = nil
}

func TestWhoHidesIsNamedAtNoExit(t *testing.T) {
	for _, exit := range exits {
		t.Run(exit.name, func(t *testing.T) {
			serve(t, func(sv *server) {
				sv.create(cuckoo)
				id := sv.game()
				hall := sv.visit(chough, "")
				hall.ok(hall.send("hide", wire.Hide{On: true}), wire.NoticeStream)
				hall.s.Leave(true)
				s := spied{server: sv, white: sv.visit(magpie, id), other: sv.visit(jackdaw, id), bird: sv.visit(chough, id)}
				time.Sleep(2 * time.Second)
				exit.ask(s)
				for who, p := range map[string]*page{"white": s.white, "black": s.other} {
					if got := p.names(chough, 0); len(got) > 0 {
						t.Errorf("%s is told %v", who, got)
					}
				}
			})
		})
	}
}

func TestHidingBeginsAndEndsAtOnceAndIsOnesOwnAffair(t *testing.T) {
	serve(t, func(sv *server) {
		id := sv.game()
		white, bird := sv.visit(magpie, id), sv.visit(chough, id)
		time.Sleep(2 * time.Second)
		if !white.has(`"spectators":[{"id":"c","nick":"chough"}]`) {
			t.Fatalf("white is told %v", white.heard())
		}
		white.forget()
		bird.ok(bird.send("hide", wire.Hide{On: true}), wire.NoticeStream)
		bird.refused(bird.send("hide", wire.Hide{On: true}), wire.NoChange)
		time.Sleep(2 * time.Second)
		if !white.has(`"spectators":[],"watching":1,"left":["chough"]`) || !bird.has(`"t":"hidden"`) || white.has(`"t":"hidden"`) {
			t.Errorf("chough hides, and white is told %v", white.heard())
		}
		bird.ok(bird.types("it was me"), wire.ChatStream) // what one says in public has one's name
		if !white.has(`"name":"chough"`) {
			t.Errorf("chough speaks, and white is told %v", white.heard())
		}
		if again := sv.visit(chough, ""); !strings.Contains(again.heard()[0], `"hidden":true`) {
			t.Errorf("greeted with %s", again.heard()[0])
		}
		bird.s.Leave(true)
		time.Sleep(2 * time.Second)
		bird = sv.visit(chough, id)
		time.Sleep(2 * time.Second)
		white.forget()
		bird.ok(bird.send("hide", wire.Hide{}), wire.NoticeStream)
		time.Sleep(2 * time.Second)
		if !white.has(`"joined":["chough"]`) {
			t.Errorf("chough shows, and white is told %v", white.heard())
		}
	})
}

func TestAHecklerWhoHidesIsSeenFromTheirFirstLineUntilTheyLeave(t *testing.T) {
	serve(t, func(sv *server) {
		id := sv.game()
		white, bird := sv.visit(magpie, id), sv.visit(chough, id)
		bird.ok(bird.send("hide", wire.Hide{On: true}), wire.NoticeStream)
		time.Sleep(2 * time.Second)
		for _, text := range []string{"@chough who?", "/mute chough 5 heckling", "/block chough"} {
			white.refused(white.types(text), wire.NotHere)
			time.Sleep(5 * time.Second)
		}
		bird.ok(bird.types("what a blunder"), wire.ChatStream)
		time.Sleep(2 * time.Second)
		if !white.has(`"joined":["chough"]`) {
			t.Errorf("chough speaks, and white is told %v", white.heard())
		}
		white.ok(white.types("@chough who?"), wire.WhisperStream)
		white.ok(white.types("/mute chough 5 heckling"), wire.ChatStream)
		bird.refused(bird.types("and another"), "muted")
		time.Sleep(5 * time.Second)
		white.ok(white.types("/block chough"), wire.NoticeStream)
		bird.s.Leave(true)
		time.Sleep(2 * time.Second)
		sv.visit(chough, id)
		white.refused(white.types("/unmute chough"), wire.NotHere)
	})
}

func TestAWatcherWhoHidesIsCountedAsTheyComeAndGo(t *testing.T) {
	serve(t, func(sv *server) {
		id := sv.game()
		white, hall := sv.visit(magpie, id), sv.visit(chough, "")
		hall.ok(hall.send("hide", wire.Hide{On: true}), wire.NoticeStream)
		time.Sleep(2 * time.Second)
		white.forget()
		bird := sv.visit(chough, id)
		time.Sleep(2 * time.Second)
		if !white.has(`"watching":1`) || len(white.names(chough, 0)) > 0 {
			t.Errorf("chough comes, and white is told %v", white.heard())
		}
		white.forget()
		bird.s.Leave(true)
		time.Sleep(2 * time.Second)
		if !white.has(`"watching":0`) || len(white.names(chough, 0)) > 0 {
			t.Errorf("chough goes, and white is told %v", white.heard())
		}
	})
}

func TestWhoPlaysIsSeenHoweverHidden(t *testing.T) {
	serve(t, func(sv *server) {
		id := sv.game()
		white, black, bird := sv.visit(magpie, id), sv.visit(jackdaw, id), sv.visit(chough, id)
		black.ok(black.send("hide", wire.Hide{On: true}), wire.NoticeStream)
		time.Sleep(2 * time.Second)
		white.ok(white.types("@jackdaw good luck"), wire.WhisperStream)
		if a := bird.types("/clients"); len(a.Info.D["people"].([]any)) != 3 {
			t.Errorf("answered %+v", a.Info)
		}
		if v := sv.lobby.Snapshot(); len(v.Games) != 1 || v.Games[0].Black.Nick != "jackdaw" || v.Here != 3 {
			t.Errorf("the lobby shows %+v", v)
		}
		if v := sv.lobby.Snapshot(); strings.Contains(fmt.Sprint(v.People), "jackdaw") {
			t.Errorf("the lobby lists %+v", v.People)
		}
	})
}

// create stores a person.
func (sv *server) create(p person.Person) {
	sv.t.Helper()
	g := person.Guest{Person: p, Skeleton: person.Skeleton(p.Nick), TokenHash: [32]byte{9}}
	if err := sv.store.Persons().Create(sv.t.Context(), g, time.Now()); err != nil {
		sv.t.Fatal(err)
	}
}
