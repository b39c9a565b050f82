package client

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rookery/lobby/room"
	"rookery/lobby/store/memory"
)

// marked is in every text that is typed here, and must not be logged.
const marked = "hushhush"

// TestNothingThatIsTypedIsLoggedHoweverItEnds has each operation of the store fail
// in each way under everything that has a text of the client's in it.
func TestNothingThatIsTypedIsLoggedHoweverItEnds(t *testing.T) {
	frames := []struct{ tag, d string }{
		{"say", `{"text":"MARK","to":"chat"}`},
		{"say", `{"text":"/me MARK","to":"chat"}`},
		{"say", `{"text":"@chough MARK","to":"chat"}`},
		{"say", `{"text":"/mute chough 5 MARK","to":"chat"}`},
		{"say", `{"text":"/block MARK","to":"chat"}`},
		{"say", `{"text":"/block chough","to":"chat"}`},
		{"say", `{"text":"/MARK","to":"chat"}`},
		{"say", `{"text":"MARK","to":"MARK"}`},
		{"move", `{"move":"e4","on":1}`},
		{"move", `{"move":"MARK","on":1}`},
		{"claim", `{"what":"draw","on":1,"move":"MARK"}`},
		{"offer", `{"what":"MARK","on":1}`},
		{"complete", `{"text":"@MARK"}`},
		{"history", `{"stream":"chat","before":9}`},
		{"history", `{"stream":"MARK","before":9}`},
		{"report", `{"room":"ROOM","stream":"chat","n":1,"reason":"MARK"}`},
		{"report", `{"room":"MARK","stream":"chat","n":1,"reason":"MARK"}`},
		{"block", `{"person":"MARK","on":true}`},
		{"search", `{"pool":"MARK"}`},
		{"take", `{"seek":"MARK"}`},
		{"rematch", `{"room":"MARK"}`},
		{"link", `{"control":{"base":300,"inc":0},"side":"white","fen":"MARK"}`},
		{"link", `{"control":{"base":300,"inc":0},"side":"white"}`},
		{"MARK", `{"MARK":"MARK"}`},
	}
	broken := errors.New("the disk is on fire")
	ways := map[string]func(memory.Op) memory.Fault{
		"nothing fails": func(memory.Op) memory.Fault { return memory.Fault{} },
		"before it":     func(op memory.Op) memory.Fault { return memory.Fault{Before: on(op, func() error { return broken })} },
		"after it":      func(op memory.Op) memory.Fault { return memory.Fault{After: on(op, func() error { return broken })} },
		"it is full": func(op memory.Op) memory.Fault {
			return memory.Fault{Before: on(op, func() error { return room.ErrFull })}
		},
		"it breaks down": func(op memory.Op) memory.Fault { return memory.Fault{Before: on(op, func() error { panic(marked) })} },
	}
	unknown := make(map[string]bool) // commands whose outcome nobody knew
	for way, fault := range ways {
		for _, op := range []memory.Op{memory.Append, memory.Load, memory.Find, memory.Make, memory.Set, memory.File, memory.Count, memory.Head, memory.LoadNotices} {
			serve(t, func(sv *server) {
				id := sv.game()
				white, bird := sv.visit(magpie, id), sv.visit(chough, id)
				bird.types("you play like a duck")
				for _, f := range frames {
					sv.store.Break(fault(op))
					white.shout(f.tag, strings.NewReplacer("MARK", marked, "ROOM", string(id)).Replace(f.d))
					time.Sleep(10 * time.Second) // nobody is told to be slower
					synctest.Wait()
					sv.store.Break(memory.Fault{})
					if white.closed() != 0 {
						white = sv.visit(magpie, id)
					}
					if bird.closed() != 0 {
						bird = sv.visit(chough, id)
					}
				}
				for line := range strings.Lines(sv.log.String()) {
					if strings.Contains(line, marked) {
						t.Errorf("%s, %s: logged %s", op, way, line)
					}
				}
				for _, m := range regexp.MustCompile(`not known" command=(\w+)`).FindAllStringSubmatch(sv.log.String(), -1) {
					unknown[m[1]] = true
				}
			})
		}
	}
	if got := fmt.Sprint(slices.Sorted(maps.Keys(unknown))); got != "[block claim history link move rematch report say search take]" {
		t.Errorf("the outcome was not known of %s", got)
	}
}

// on has one operation do as f does.
func on(op memory.Op, f func() error) func(memory.Op) error {
	return func(asked memory.Op) error {
		if asked == op {
			return f()
		}
		return nil
	}
}
