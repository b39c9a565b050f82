package room_test

import (
	"errors"
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rookery/lobby/room"
	"rookery/lobby/wire"
)

// played is a room with a few moves and lines, whose log has eight events, and
// whose process has just ended. The sixth, a move, is number 4 of the game.
func played(t *testing.T) *table {
	t.Helper()
	tb := sitDown(t, 300, 3)
	w, b := tb.join(magpie), tb.join(jackdaw)
	tb.moves(w, b, "e2e4", "e7e5")
	w.do(wire.Say{Text: "a Vienna?", To: wire.ChatStream})
	b.do(wire.Say{Text: "we shall see", To: wire.ChatStream})
	tb.moves(w, b, "b1c3", "g8f6")
	b.do(wire.Say{Text: "there it is", To: wire.ChatStream})
	tb.stop()
	<-tb.ended
	return tb
}

// breaksAt makes the room panic whenever it replays the event at pos.
func (tb *table) breaksAt(pos uint64) {
	tb.cfg.Replaying = func(e room.Event) {
		if e.Pos == pos {
			panic("a stored event that breaks the room")
		}
	}
}

// log is everything that is stored of the room.
func (tb *table) log() []room.Event {
	tb.t.Helper()
	log, err := tb.store.Journal().Replay(tb.t.Context(), "r", 0, 1000)
	if err != nil {
		tb.t.Fatal(err)
	}
	return log
}

func TestARoomWhoseLogBreaksItIsAsItWasBeforeAndChangesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := played(t)
		before := tb.log()
		told := regexp.MustCompile(`"clock":\{[^}]*\}`).FindString(string(before[6].Body)) // by the last move
		tb.breaksAt(6)
		tb.open()
		if !tb.room.Quarantined() {
			t.Fatal("nobody noticed")
		}
		v, err := tb.room.Look(t.Context(), magpie)
		if err != nil || v.Role != wire.RoleWhite || v.Heads[wire.GameStream] != 5 || v.Heads[wire.ChatStream] != 3 {
			t.Errorf("it looks like %+v, %v", v, err)
		}
		if v.Readable == nil || v.Readable.N != 3 || !strings.Contains(string(v.Readable.Snapshot), `"uci":"e7e5"`) || strings.Contains(string(v.Readable.Snapshot), `b1c3`) {
			t.Errorf("it can be read up to %+v", v.Readable)
		}
		w := tb.resume(magpie, map[wire.Stream]uint64{"game": 5, "chat": 3, "whispers": 0})
		b := tb.resume(jackdaw, map[wire.Stream]uint64{"game": 5, "chat": 3, "whispers": 0})
		for _, cmd := range []wire.Command{
			wire.Move{Text: "d2d4", On: 5},
			wire.Resign{},
			wire.Abort{},
			wire.Offer{What: "draw", On: 5},
			wire.GiveTime{},
			wire.Sit{},
			wire.Claim{What: "gone_win", On: 5},
			wire.Say{Text: "hello?", To: wire.ChatStream},
			wire.Say{Text: "@jackdaw psst", To: wire.ChatStream},
			wire.Say{Text: "/clients", To: wire.ChatStream},
		} {
			if a := w.do(cmd); !errors.Is(a.Err, room.ErrQuarantined) {
				t.Errorf("%T: %v", cmd, a.Err)
			}
		}
		if got := b.told(); len(got) > 0 {
			t.Errorf("the opponent was told %q", got)
		}
		tb.room.Detach(b.m, true)
		time.Sleep(24 * time.Hour) // no flag falls, no clock goes on, nobody can claim
		tb.room.Heartbeat(w.m)
		synctest.Wait()
		if heard := w.heard(); !strings.Contains(heard, `{"t":"clock","d":{`+told+`}}`) || strings.Contains(heard, `"running"`) || strings.Contains(heard, `"claim"`) || !strings.Contains(heard, `"heads":{"chat":3,"game":5,`) {
			t.Errorf("it tells %s", heard)
		}
		if err := tb.room.Seal(t.Context()); err != nil {
			t.Errorf("seal: %v", err)
		}
		tb.stop()
		<-tb.ended
		if after := tb.log(); len(after) != len(before) {
			t.Errorf("%d events were stored", len(after)-len(before))
		}
	})
}

func TestARoomInQuarantineStopsWhenNobodyIsThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := played(t)
		tb.breaksAt(6)
		tb.open()
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		select {
		case err := <-tb.ended:
			if err != nil {
				t.Errorf("it ended with %v", err)
			}
		default:
			t.Error("it stays for ever")
		}
	})
}

func TestARoomThatIsOpenedToBeReadChangesNothingThoughItsLogIsWhole(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := played(t)
		tb.cfg.Quarantined = true
		tb.open()
		v, err := tb.room.Look(t.Context(), magpie)
		if err != nil || v.Readable == nil || v.Readable.N != 5 || v.Heads[wire.GameStream] != 5 {
			t.Errorf("it looks like %+v, %v", v, err)
		}
		time.Sleep(time.Hour)
		if n := len(tb.log()); n != 8 {
			t.Errorf("the log has %d events", n)
		}
	})
}

func TestARoomIsOpenedAgainOnceItsLogNoLongerBreaksIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := played(t)
		tb.breaksAt(6)
		tb.open()
		tb.cfg.Replaying = nil
		tb.restart(time.Second)
		w, b := tb.join(magpie), tb.join(jackdaw)
		time.Sleep(10 * time.Second)
		tb.moves(w, b, "f2f4")
	})
}

func TestALogWithAMoveThatCannotBeIsReadUpToIt(t *testing.T) {
	log := []room.Event(nil)
	synctest.Test(t, func(t *testing.T) { log = played(t).log() })
	log = slices.Clone(log)
	log[5].Body = []byte(strings.Replace(string(log[5].Body), `"b1c3"`, `"b1b8"`, 1))
	r, err := room.Open(t.Context(), room.Config{ID: "r", Journal: stored(t, log).Journal(), Log: slog.New(slog.DiscardHandler)})
	if err != nil || !r.Quarantined() {
		t.Errorf("opened with %v", err)
	}
}

func TestALogOfWhichNothingCanBeReplayedIsNotOpened(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := played(t)
		cfg := room.Config{ID: "r", Journal: tb.store.Journal(), Log: slog.New(slog.DiscardHandler)}
		cfg.Replaying = func(room.Event) { panic("whatever it is") }
		if _, err := room.Open(t.Context(), cfg); !errors.Is(err, room.ErrUnreadable) {
			t.Errorf("opened with %v", err)
		}
		cfg.ID, cfg.Replaying = "no such room", nil
		if _, err := room.Open(t.Context(), cfg); !errors.Is(err, room.ErrUnreadable) {
			t.Errorf("an empty log: %v", err)
		}
	})
}

func TestNobodyIsCreditedInQuarantineForWhatTheProcessStoodStill(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb, _, _, on := thinking(t, 4*time.Second)
		tb.stop()
		<-tb.ended
		before := len(tb.log())
		tb.cfg.Quarantined = true
		tb.open()
		white := tb.resume(magpie, map[wire.Stream]uint64{"game": on, "chat": 0, "whispers": 0})
		time.Sleep(3 * time.Second)
		if a := white.do(wire.Resign{}); !errors.Is(a.Err, room.ErrQuarantined) || len(tb.log()) != before {
			t.Errorf("resign: %v, and %d events more", a.Err, len(tb.log())-before)
		}
	})
}
