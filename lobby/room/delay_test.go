package room_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-json-experiment/json"
	"pgregory.net/rapid"

	"rookery/lobby/room"
	"rookery/lobby/store/memory"
	"rookery/lobby/wire"
)

// late is a game that all but its players see so many seconds later.
func late(delay int) wire.Start {
	start := apart
	start.Delay = delay
	return start
}

// sitDownLate makes such a game.
func sitDownLate(t *testing.T, delay int, cfg room.Config) (tb *table, white, black *client) {
	t.Helper()
	tb = sitDownWith(t, late(delay), cfg)
	return tb, tb.player(magpie), tb.player(jackdaw)
}

func (tb *table) player(p wire.Person) *client {
	tb.t.Helper()
	return tb.resume(p, map[wire.Stream]uint64{"players": 0, "whispers": 0})
}

// watch has somebody watch who has all but the game, of which they have n events; 0: none.
func (tb *table) watch(p wire.Person, n uint64) *client {
	tb.t.Helper()
	v, err := tb.room.Look(tb.t.Context(), p)
	if err != nil {
		tb.t.Fatal(err)
	}
	if v.Heads[wire.GameStream] = n; n == 0 {
		delete(v.Heads, wire.GameStream)
	}
	return tb.resume(p, v.Heads)
}

// head is how much of the game is stored.
func (tb *table) head() uint64 { return uint64(len(tb.game())) }

func (tb *table) game() []room.Event {
	tb.t.Helper()
	log, err := tb.store.Journal().Load(tb.t.Context(), "r", room.Stream{Name: wire.GameStream}, 0, 1000)
	if err != nil {
		tb.t.Fatal(err)
	}
	return log
}

// knows is the newest event of the game that c was told of, which must be without
// a gap and without being told anything twice.
func (c *client) knows() (n uint64) {
	c.tb.t.Helper()
	for _, f := range c.all() {
		var e struct {
			S wire.Stream
			T string
			N uint64
			D wire.GameSnapshot
		}
		if json.Unmarshal([]byte(f), &e, json.MatchCaseInsensitiveNames(true)); e.S != wire.GameStream {
			continue
		}
		switch {
		case e.N == 0 && n == 0:
			n = e.D.N
		case e.N != n+1:
			c.tb.t.Errorf("after event %d came %s", n, f)
		default:
			n = e.N
		}
	}
	return n
}

func TestWhoWatchesIsToldEachMoveSoMuchLaterAndOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb, white, black := sitDownLate(t, 20, room.Config{})
		tab, bird, onlooker := tb.player(magpie), tb.join(chough), tb.join(wire.Person{})
		white.do(wire.Move{Text: "e2e4", On: 1})
		time.Sleep(7 * time.Second)
		black.do(wire.Move{Text: "e7e5", On: 2})
		for _, c := range []*client{white, black, tab} {
			if c.knows() != 3 {
				t.Errorf("%s knows %d events", c.m.Person.Nick, c.knows())
			}
		}
		for _, step := range []struct {
			wait time.Duration
			want uint64
		}{{0, 1}, {13*time.Second - 1, 1}, {1, 2}, {7*time.Second - 1, 2}, {1, 3}, {time.Minute, 3}} {
			time.Sleep(step.wait)
			synctest.Wait()
			for _, c := range []*client{bird, onlooker, tb.join(wire.Person{})} {
				if c.knows() != step.want {
					t.Errorf("%v after Black's move %q knows %d events, want %d", time.Now(), c.m.Person.Nick, c.knows(), step.want)
				}
			}
		}
		if a := tb.resume(wire.Person{}, map[wire.Stream]uint64{"game": 2, "chat": 0}); !slices.Equal(a.told(), []string{"game/3 moved"}) {
			t.Errorf("who comes back is told %v", a.told())
		}
	})
}

func TestTheClocksThatWatchersSeeAreThoseOfTheirGame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb, white, black := sitDownLate(t, 30, room.Config{})
		bird := tb.join(chough)
		white.do(wire.Move{Text: "e2e4", On: 1})
		black.do(wire.Move{Text: "e7e5", On: 2}) // White's clock runs from here
		time.Sleep(10 * time.Second)
		white.do(wire.Move{Text: "g1f3", On: 3}) // and Black's from here
		for _, step := range []struct {
			wait         time.Duration
			players, all string
		}{
			{4 * time.Second, `{"clock":{"white":290000,"black":296000},"running":"black"`, `{"clock":{"white":300000,"black":300000},"window":`},
			{17 * time.Second, `{"clock":{"white":290000,"black":279000},"running":"black"`, `{"clock":{"white":299000,"black":300000},"running":"white"`},
			{20 * time.Second, `{"clock":{"white":290000,"black":259000},"running":"black"`, `{"clock":{"white":290000,"black":289000},"running":"black"`},
		} {
			time.Sleep(step.wait)
			for c, want := range map[*client]string{white: step.players, bird: step.all} {
				tb.room.Heartbeat(c.m)
				synctest.Wait()
				all := c.all()
				stamp := fmt.Sprintf(`"at":%d`, time.Now().UnixMilli()) // what is shown later is told now
				if last := all[len(all)-1]; !strings.Contains(last, want) || !strings.Contains(last, stamp) {
					t.Errorf("%s sees %s, want %s, %s", c.m.Person.Nick, last, want, stamp)
				}
			}
		}
		if heads := bird.heard(); !strings.Contains(heads, `"game":1`) || strings.Contains(heads, `"players":`) {
			t.Errorf("the heads told are %s", heads)
		}
	})
}

func TestTheListsAreToldWhatAllMaySee(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var told atomic.Value
		changed := func(s room.Summary) { told.Store(fmt.Sprintf("%d plies, over %v", s.Game.Ply, s.Over)) }
		tb, white, black := sitDownLate(t, 10, room.Config{Changed: changed})
		white.do(wire.Move{Text: "e2e4", On: 1})
		black.do(wire.Move{Text: "e7e5", On: 2})
		time.Sleep(5 * time.Second)
		black.do(wire.Resign{})
		tb.room.Detach(white.m, true)
		tb.room.Detach(black.m, true)
		time.Sleep(5*time.Second - 1)
		synctest.Wait()
		if last := told.Load(); last != "0 plies, over false" {
			t.Errorf("told %v", last)
		}
		if sum, err := tb.store.Rooms().Room(t.Context(), "r"); err != nil || !sum.Over {
			t.Errorf("stored %+v, %v", sum, err)
		}
		time.Sleep(time.Nanosecond)
		synctest.Wait()
		if last := told.Load(); last != "2 plies, over false" {
			t.Errorf("told %v", last)
		}
		time.Sleep(5 * time.Second) // nobody is here, and the room goes on until all is told
		synctest.Wait()
		if last := told.Load(); last != "2 plies, over true" {
			t.Errorf("told %v", last)
		}
		time.Sleep(2 * time.Minute)
		select {
		case err := <-tb.ended:
			if err != nil {
				t.Error(err)
			}
		default:
			t.Error("the room goes on for nobody")
		}
	})
}

// TestPlayersTalkApartUntilAllKnowTheResult also says the last lines in the very
// instant at which it is known.
func TestPlayersTalkApartUntilAllKnowTheResult(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb, white, black := sitDownLate(t, 10, room.Config{})
		bird := tb.join(chough)
		white.do(wire.Move{Text: "e2e4", On: 1})
		black.do(wire.Resign{})
		if a := black.do(wire.Abort{}); a.Err != nil {
			t.Fatal(a.Err)
		}
		bird.do(wire.Say{Text: "who is winning?", To: "chat"})
		if all := bird.heard(); !strings.Contains(all, `"text":"who is winning?","ply":0`) {
			t.Errorf("a spectator's line tells how far the game is: %s", all)
		}
		for _, step := range []struct {
			wait time.Duration
			to   wire.Stream
			ok   bool
		}{
			{0, "players", true},
			{0, "chat", false},
			{5 * time.Second, "players", true},
			{5*time.Second - 1, "players", true},
			{0, "chat", false},
			{1, "players", false},
			{0, "chat", true},
		} {
			time.Sleep(step.wait)
			a := white.do(wire.Say{Text: fmt.Sprint("line at ", time.Now().UnixNano(), step.to), To: step.to})
			var refused *room.TalkRefused
			if (a.Err == nil) != step.ok || !step.ok && (!errors.As(a.Err, &refused) || refused.Code != "stream_closed") {
				t.Errorf("%v later, for %s: %v", step.wait, step.to, a.Err)
			}
		}
		var refused *room.TalkRefused
		if a := bird.do(wire.Say{Text: "@magpie well played", To: "chat"}); errors.As(a.Err, &refused) {
			t.Errorf("a whisper, now that all know: %v", a.Err)
		}
		// What the players said apart follows as late as the moves did.
		lines := func() (n uint64) {
			v, err := tb.room.Look(t.Context(), chough)
			if err != nil {
				t.Fatal(err)
			}
			return v.Heads[wire.PlayersStream]
		}
		if n := lines(); n != 1 {
			t.Errorf("%d lines of the players' are shown, want 1", n)
		}
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if n := lines(); n != 3 {
			t.Errorf("%d lines of the players' are shown, want 3", n)
		}
	})
}

func TestWhoTakesTheFreeSeatSeesTheGameAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := late(30)
		start.Black = nil
		tb := sitDownTo(t, start)
		white, bird, tab := tb.player(magpie), tb.join(chough), tb.join(chough)
		onlooker := tb.join(wire.Person{})
		if a := bird.do(wire.Sit{}); a.Err != nil {
			t.Fatal(a.Err)
		}
		white.do(wire.Move{Text: "e2e4", On: 1})
		for c, want := range map[*client]uint64{white: 3, bird: 3, tab: 3, onlooker: 2} {
			if c.knows() != want {
				t.Errorf("%q knows %d events, want %d", c.m.Person.Nick, c.knows(), want)
			}
		}
		if v, err := tb.room.Look(t.Context(), chough); err != nil || v.Heads[wire.GameStream] != 3 {
			t.Errorf("it looks like %+v, %v", v, err)
		}
	})
}

func TestAnOutageLosesNothingThatWaitsToBeShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb, white, black := sitDownLate(t, 10, room.Config{})
		bird := tb.join(chough)
		white.do(wire.Move{Text: "e2e4", On: 1})
		black.do(wire.Move{Text: "e7e5", On: 2})
		time.Sleep(5 * time.Second)
		tb.store.Break(fullFor(memory.Append))
		_ = white.do(wire.Move{Text: "g1f3", On: 3})
		before := len(bird.all())
		time.Sleep(5*time.Second - 1)
		synctest.Wait()
		if after := bird.all()[before:]; len(after) > 0 {
			t.Errorf("that nothing can be stored shows by %q", after)
		}
		time.Sleep(time.Nanosecond)
		synctest.Wait()
		if bird.knows() != 3 {
			t.Errorf("in the outage the bird knows %d events", bird.knows())
		}
		time.Sleep(20 * time.Second)
		tb.store.Break(memory.Fault{})
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if bird.knows() != tb.head() || !strings.Contains(bird.heard(), `"why":"storage"`) {
			t.Errorf("after the outage the bird knows %d events of %d", bird.knows(), tb.head())
		}
	})
}

func TestARoomInQuarantineShowsItsLogAsLateAsItWouldHave(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb, white, black := sitDownLate(t, 20, room.Config{})
		white.do(wire.Move{Text: "e2e4", On: 1})
		black.do(wire.Move{Text: "e7e5", On: 2})
		time.Sleep(10 * time.Second)
		white.do(wire.Move{Text: "b1c3", On: 3})
		time.Sleep(5 * time.Second)
		black.do(wire.Move{Text: "g8f6", On: 4})
		tb.stop()
		<-tb.ended
		tb.breaksAt(4)
		tb.open()
		for _, step := range []struct {
			wait  time.Duration
			n, of uint64 // the snapshot covers n events
		}{{0, 1, 1}, {5 * time.Second, 3, 3}, {10 * time.Second, 3, 4}, {5 * time.Second, 3, 5}} {
			time.Sleep(step.wait)
			synctest.Wait()
			v, err := tb.room.Look(t.Context(), chough)
			if err != nil || v.Readable == nil || v.Readable.N != step.n || v.Heads[wire.GameStream] != step.of {
				t.Errorf("after %v it looks like %+v, %+v, %v; want %d of %d", step.wait, v.Heads, v.Readable, err, step.n, step.of)
			}
		}
		if v, err := tb.room.Look(t.Context(), magpie); err != nil || v.Heads[wire.GameStream] != 5 {
			t.Errorf("to a player it looks like %+v, %v", v, err)
		}
	})
}

func TestAWallClockThatIsSetShowsNothingEarly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb, white, black := sitDownLate(t, 20, room.Config{})
		white.do(wire.Move{Text: "e2e4", On: 1})
		black.do(wire.Move{Text: "e7e5", On: 2})
		made := tb.room.Now()
		for at, want := range map[time.Duration]uint64{-time.Hour: 1, 0: 1, 20*time.Second - time.Millisecond: 1, 20 * time.Second: 3} {
			p, err := room.ReadGame(t.Context(), tb.store.Journal(), "r", made.Add(at))
			if err != nil || p.Game.N() != want || p.Live.Delay != 20 {
				t.Errorf("%v after the moves the log shows %+v, %v; want %d events", at, p.Live, err, want)
			}
		}
	})
}

// TestWhoWatchesHasAtEveryInstantWhatWasSoLongAgo plays at random, with people who come, go,
// and come back to where they were, and with servers that die.
func TestWhoWatchesHasAtEveryInstantWhatWasSoLongAgo(t *testing.T) {
	shuffle := [2][]string{{"g1f3", "f3g1"}, {"g8f6", "f6g8"}}
	rapid.Check(t, func(r *rapid.T) {
		delay := rapid.IntRange(1, 60).Draw(r, "delay")
		steps := rapid.SliceOfN(rapid.SampledFrom([]string{
			"move", "move", "move", "move", "say", "confide", "come", "leave", "back", "give time", "takeback", "agree", "restart", "outage", "resign",
		}), 1, 40).Draw(r, "steps")
		waits := rapid.SliceOfN(rapid.IntRange(0, 14_000), len(steps), len(steps)).Draw(r, "waits")
		var wrong string
		synctest.Test(t, func(t *testing.T) {
			tb, white, black := sitDownLate(t, delay, room.Config{})
			birds := []*client{tb.join(wire.Person{}), tb.join(chough)}
			plies, on, offer := 0, uint64(1), uint64(0)
			check := func(step string) {
				synctest.Wait()
				var want uint64
				for _, e := range tb.game() {
					if e.N == 1 || e.At+int64(delay)*1000 <= tb.room.Now().UnixMilli() {
						want = e.N
					}
				}
				p, err := room.ReadGame(t.Context(), tb.store.Journal(), "r", tb.room.Now())
				if err != nil || p.Game.N() != want {
					wrong = fmt.Sprintf("after %s the log shows %d events, %v; want %d", step, p.Game.N(), err, want)
				}
				for _, b := range birds {
					if n := b.knows(); n != want {
						wrong = fmt.Sprintf("after %s %q knows %d events, want %d of %d", step, b.m.Person.Nick, n, want, tb.head())
					}
				}
				for _, c := range []*client{white, black} {
					if n := c.knows(); n != tb.head() {
						wrong = fmt.Sprintf("after %s %s knows %d events of %d", step, c.m.Person.Nick, n, tb.head())
					}
				}
			}
			for i, step := range steps {
				movers := [2]*client{white, black}
				switch step {
				case "move":
					side := movers[plies%2]
					if a := side.do(wire.Move{Text: shuffle[plies%2][plies/2%2], On: on}); a.Err == nil {
						plies, on = plies+1, a.N
					}
				case "say":
					birds[len(birds)-1].do(wire.Say{Text: fmt.Sprint("line ", i), To: "chat"})
				case "confide":
					white.do(wire.Say{Text: fmt.Sprint("line ", i), To: "players"})
				case "give time":
					black.do(wire.GiveTime{})
				case "takeback":
					if a := movers[(plies+1)%2].do(wire.Offer{What: "takeback", On: on}); a.Err == nil {
						offer = a.N
					}
				case "agree":
					if a := movers[plies%2].do(wire.Accept{Offer: offer}); a.Err == nil {
						plies, on = plies-1, a.N
					}
				case "come":
					birds = append(birds, tb.watch(wire.Person{}, 0))
				case "leave":
					tb.room.Detach(birds[0].m, true)
					birds = append(birds[1:], tb.watch(wire.Person{}, 0))
				case "back": // from where it was, and from where nobody can have been
					for _, n := range []uint64{1, birds[0].knows(), tb.head(), tb.head() + 1} {
						b := tb.watch(wire.Person{}, n)
						if told := b.heard(); n > 1 && n <= tb.head() && strings.Contains(told, `"t":"snapshot"`) != (n > birds[0].knows()) {
							wrong = fmt.Sprintf("who comes back at %d, with %d shown, hears %s", n, birds[0].knows(), told)
						}
						tb.room.Detach(b.m, false)
					}
				case "restart":
					tb.restart(time.Second)
					white, black = tb.watch(magpie, 0), tb.watch(jackdaw, 0)
					birds = []*client{tb.watch(wire.Person{}, 0), tb.watch(chough, 0)}
				case "outage":
					tb.store.Break(fullFor(memory.Append))
					time.Sleep(time.Duration(waits[i]) * time.Millisecond)
					check(step)
					tb.store.Break(memory.Fault{})
				case "resign":
					if i > len(steps)/2 {
						black.do(wire.Resign{})
					}
				}
				check(step)
				time.Sleep(time.Duration(waits[i]) * time.Millisecond)
				check(fmt.Sprint(step, " and a while"))
				if wrong != "" {
					return
				}
			}
		})
		if wrong != "" {
			r.Fatal(wrong)
		}
	})
}
