package room_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rookery/game"
	"rookery/lobby/room"
	"rookery/lobby/store/memory"
	"rookery/lobby/wire"
)

func TestEveryoneIsToldAMoveBeforeItsPlayerIsAnswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := sitDown(t, 180, 0)
		white, black, watcher := tb.join(magpie), tb.join(jackdaw), tb.join(wire.Person{})
		var before []string
		white.m.Answer = func(room.Answer) { before = watcher.told() }
		_ = tb.room.Post(room.Command{From: white.m, Received: time.Now(), Req: wire.Request{CID: "x", Cmd: wire.Move{Text: "e2e4", On: 1}}})
		synctest.Wait()
		want := []string{"game/2 moved"}
		for _, got := range [][]string{before, white.told(), black.told(), watcher.told()} {
			if !slices.Equal(got, want) {
				t.Errorf("told %v, want %v", got, want)
			}
		}
	})
}

func TestARefusedCommandChangesNothing(t *testing.T) {
	for _, tc := range []struct {
		says string
		who  wire.Person
		cmd  wire.Command
		want error
	}{
		{"an illegal move", magpie, wire.Move{Text: "e2e5", On: 1}, game.ErrIllegal},
		{"a move out of turn", jackdaw, wire.Move{Text: "e7e5", On: 1}, game.ErrTurn},
		{"a move by a spectator", chough, wire.Move{Text: "e2e4", On: 1}, room.ErrNotSeated},
		{"a move by nobody in particular", wire.Person{}, wire.Move{Text: "e2e4", On: 1}, room.ErrNeedNick},
		{"talk by nobody in particular", wire.Person{}, wire.Say{Text: "hello", To: "chat"}, room.ErrNeedNick},
		{"a move for another position", magpie, wire.Move{Text: "e2e4", On: 7}, game.ErrStale},
		{"a draw that nobody offered", magpie, wire.Accept{Offer: 1}, game.ErrStale},
		{"a claim of nothing", magpie, wire.Claim{What: "draw", On: 1}, game.ErrNoClaim},
		{"a claim against somebody who is here", magpie, wire.Claim{What: "gone_win", On: 1}, game.ErrNoClaim},
		{"a seat where none is free", chough, wire.Sit{}, room.ErrSeatTaken},
		{"a lobby's command", magpie, wire.Search{Pool: "5+3"}, room.ErrWrongPlace},
	} {
		t.Run(tc.says, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tb := sitDown(t, 180, 0)
				_, black := tb.join(magpie), tb.join(jackdaw)
				before := tb.snapshot()
				c := tb.join(tc.who)
				if a := c.do(tc.cmd); !errors.Is(a.Err, tc.want) {
					t.Errorf("answer %v, want %v", a.Err, tc.want)
				}
				if after := tb.snapshot(); after.N != before.N || after.FEN != before.FEN {
					t.Errorf("the game went from %v to %v", before, after)
				}
				if told := black.told(); len(told) > 0 {
					t.Errorf("the others noticed: %v", told)
				}
			})
		})
	}
}

func TestAFlagFallsWithoutAnyTraffic(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := sitDown(t, 180, 0)
		white, black := tb.join(magpie), tb.join(jackdaw)
		tb.moves(white, black, "e2e4", "e7e5")
		n := len(white.told())
		time.Sleep(3*time.Minute + 30*time.Millisecond - time.Nanosecond)
		synctest.Wait()
		if told := white.told(); len(told) != n {
			t.Fatalf("the flag fell early: %v", told)
		}
		time.Sleep(time.Nanosecond)
		synctest.Wait()
		if end := tb.snapshot().Ended; end == nil || end.Reason != "flag" || end.Result != "0-1" {
			t.Fatalf("ended %+v, want black's win on time", end)
		}
		if a := white.do(wire.Resign{}); !errors.Is(a.Err, game.ErrOver) {
			t.Errorf("a second result: %v", a.Err)
		}
	})
}

func TestAMoveIsJudgedByItsStampNotByWhenItIsTakenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := sitDown(t, 60, 0)
		white, black := tb.join(magpie), tb.join(jackdaw)
		tb.moves(white, black, "e2e4", "e7e5")
		on := tb.on()
		time.Sleep(time.Minute)
		stamp := time.Now() // the last millisecond
		time.Sleep(25 * time.Millisecond)
		if a := white.doAs(wire.Move{Text: "g1f3", On: on}, "late", stamp); a.Err != nil {
			t.Fatalf("a move in time was refused: %v", a.Err)
		}
		if left := tb.snapshot().Clock.White; left != 0 {
			t.Errorf("white has %d ms left, want 0", left)
		}
	})
}

func TestTheTimeToStoreAMoveIsNobodys(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := sitDown(t, 60, 0)
		white, black := tb.join(magpie), tb.join(jackdaw)
		tb.moves(white, black, "e2e4", "e7e5")
		on := tb.on()
		tb.store.Break(memory.Fault{Before: func(op memory.Op) error { time.Sleep(5 * time.Second); return nil }})
		_ = white.doAs(wire.Move{Text: "g1f3", On: on}, "slow", time.Now())
		time.Sleep(5 * time.Second)
		synctest.Wait()
		tb.store.Break(memory.Fault{})
		if c := tb.snapshot().Clock; c.White != 60000 || c.Black != 60000 {
			t.Errorf("clocks %+v, want a minute each", c)
		}
	})
}

func TestAWhisperReachesTwoAndNobodyElse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := sitDown(t, 180, 0)
		white, black, tab := tb.join(magpie), tb.join(jackdaw), tb.join(jackdaw)
		other, watcher := tb.join(chough), tb.join(wire.Person{})
		if a := white.do(wire.Say{Text: "@Jackdaw xyzzy", To: "chat"}); a.Err != nil || a.Stream != wire.WhisperStream || a.N != 1 {
			t.Fatalf("answer %+v", a)
		}
		late := tb.join(chough)
		for _, c := range []*client{white, black, tab} {
			if n := strings.Count(c.heard(), "xyzzy"); n != 1 {
				t.Errorf("%s heard it %d times", c.m.Person.Nick, n)
			}
		}
		for _, c := range []*client{other, watcher, late} {
			if strings.Contains(c.heard(), "xyzzy") {
				t.Errorf("%q heard it", c.m.Person.Nick)
			}
		}
		var refused *room.TalkRefused
		if a := white.do(wire.Say{Text: "@jackdow psst", To: "chat"}); !errors.As(a.Err, &refused) || refused.Code != "not_here" {
			t.Errorf("a whisper to nobody: %v", a.Err)
		}
	})
}

func TestALineSentAgainIsOneLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := sitDown(t, 180, 0)
		white, black := tb.join(magpie), tb.join(jackdaw)
		first := white.doAs(wire.Say{Text: "good luck", To: "chat"}, "same", time.Now())
		_ = white.do(wire.Say{Text: "and have fun", To: "chat"})
		again := white.doAs(wire.Say{Text: "good luck", To: "chat"}, "same", time.Now())
		if again.Err != nil || again.N != first.N {
			t.Errorf("first %+v, again %+v", first, again)
		}
		if told := black.told(); len(told) != 2 {
			t.Errorf("black was told %v", told)
		}
	})
}

func TestANoIsForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := sitDown(t, 180, 0)
		white, black := tb.join(magpie), tb.join(jackdaw)
		early := black.doAs(wire.Move{Text: "e7e5", On: 2}, "dead", time.Now())
		tb.moves(white, black, "e2e4")
		again := black.doAs(wire.Move{Text: "e7e5", On: 2}, "dead", time.Now())
		if early.Err == nil || again.Err == nil {
			t.Errorf("first %v, again %v: want no twice", early.Err, again.Err)
		}
	})
}

func TestAnUnknownOutcomeIsNeitherYesNorNo(t *testing.T) {
	for _, tc := range []struct {
		says   string
		fault  memory.Fault
		stored uint64
	}{
		{"it was not stored", memory.Fault{Before: failAppend}, 1},
		{"it was stored", memory.Fault{After: failAppend}, 2},
	} {
		t.Run(tc.says, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tb := sitDown(t, 180, 0)
				white, black := tb.join(magpie), tb.join(jackdaw)
				tb.store.Break(tc.fault)
				if a := white.do(wire.Move{Text: "e2e4", On: 1}); !errors.Is(a.Err, errSilence) {
					t.Errorf("answered %+v", a)
				}
				if err := <-tb.ended; err == nil {
					t.Error("the room went on")
				}
				if told := black.told(); len(told) > 0 || !black.ended {
					t.Errorf("black was told %v, dismissed %v", told, black.ended)
				}
				tb.store.Break(memory.Fault{})
				tb.open()
				if n := tb.snapshot().N; n != tc.stored {
					t.Errorf("the game has %d events, want %d", n, tc.stored)
				}
			})
		})
	}
}

var errDisk = errors.New("the disk did not answer")

func failAppend(op memory.Op) error {
	if op == memory.Append {
		return errDisk
	}
	return nil
}

func TestAFullDiskStopsTheClocksAndCostsNobodyTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := sitDown(t, 60, 0)
		white, black := tb.join(magpie), tb.join(jackdaw)
		tb.moves(white, black, "e2e4", "e7e5")
		on := tb.on()
		tb.store.Break(memory.Fault{Before: func(op memory.Op) error {
			if op == memory.Append {
				return room.ErrFull
			}
			return nil
		}})
		time.Sleep(10 * time.Second)
		if a := white.do(wire.Move{Text: "g1f3", On: on}); !errors.Is(a.Err, room.ErrFull) {
			t.Fatalf("answer %v", a.Err)
		}
		time.Sleep(5 * time.Minute)
		tb.store.Break(memory.Fault{})
		time.Sleep(2 * time.Second)
		synctest.Wait()
		s := tb.snapshot()
		if s.Ended != nil || s.Stopped != "storage" || s.Clock.White != 50_000 {
			t.Fatalf("after the outage: ended %v, stopped %q, clock %+v", s.Ended, s.Stopped, s.Clock)
		}
		tb.moves(white, black, "g1f3")
	})
}

func TestARestartStopsTheClocksUntilThePlayersAreBack(t *testing.T) {
	play := func(t *testing.T) *table {
		tb := sitDown(t, 60, 0)
		white, black := tb.join(magpie), tb.join(jackdaw)
		tb.moves(white, black, "e2e4", "e7e5")
		time.Sleep(10 * time.Second)
		tb.restart(time.Hour)
		return tb
	}
	t.Run("nobody is charged for it", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			tb := play(t)
			if s := tb.snapshot(); s.Stopped != "restart" || s.Clock.White != 60_000 || s.Ended != nil {
				t.Errorf("stopped %q, clock %+v, ended %v", s.Stopped, s.Clock, s.Ended)
			}
		})
	})
	t.Run("a move sets them going", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			tb := play(t)
			white, black := tb.join(magpie), tb.join(jackdaw)
			tb.moves(white, black, "g1f3")
			time.Sleep(time.Second)
			if c := news[wire.Ticking](tb, tb.join(chough), "clock"); c.Running != wire.Black || c.Clock.Black != 59_000 {
				t.Errorf("clocks %+v", c)
			}
		})
	})
	t.Run("they go on 5 s after the side to move is back", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			tb := play(t)
			tb.join(magpie)
			time.Sleep(5*time.Second - time.Millisecond)
			synctest.Wait()
			if s := tb.snapshot(); s.Stopped == "" {
				t.Error("too early")
			}
			time.Sleep(2 * time.Millisecond)
			synctest.Wait()
			if s := tb.snapshot(); s.Stopped != "" {
				t.Error("they stand still")
			}
		})
	})
	t.Run("or 30 s after its opponent is", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			tb := play(t)
			tb.join(jackdaw)
			time.Sleep(30*time.Second + time.Millisecond)
			synctest.Wait()
			if s := tb.snapshot(); s.Stopped != "" {
				t.Error("they stand still")
			}
		})
	})
	t.Run("and a game to which nobody returns has no result", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			tb := play(t)
			time.Sleep(10*time.Minute + time.Millisecond)
			synctest.Wait()
			if s := tb.snapshot(); s.Ended == nil || s.Ended.Result != "*" {
				t.Errorf("ended %+v", s.Ended)
			}
		})
	})
}

func TestAGameWithoutFirstMovesIsAbortedAndNobodyLoses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := sitDown(t, 180, 0)
		tb.join(magpie)
		time.Sleep(25*time.Second + time.Millisecond)
		synctest.Wait()
		if end := tb.snapshot().Ended; end == nil || end.Reason != "no_first_move" || end.Result != "*" {
			t.Errorf("ended %+v", end)
		}
	})
}

func TestTheFreeSeatOfALinkGameIsTakenOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := sitDownTo(t, wire.Start{White: &magpie, How: "link", Control: wire.Control{Base: 180}, Clock: wire.Clock{White: 180_000, Black: 180_000}})
		white, black, late := tb.join(magpie), tb.join(jackdaw), tb.join(chough)
		if a := white.do(wire.Move{Text: "e2e4", On: 1}); !errors.Is(a.Err, game.ErrNotStarted) {
			t.Errorf("a move against nobody: %v", a.Err)
		}
		if a := white.do(wire.Sit{}); !errors.Is(a.Err, room.ErrSeatTaken) {
			t.Errorf("both seats for one: %v", a.Err)
		}
		if a := black.do(wire.Sit{}); a.Err != nil || a.N != 2 {
			t.Fatalf("sit: %+v", a)
		}
		if a := late.do(wire.Sit{}); !errors.Is(a.Err, room.ErrSeatTaken) {
			t.Errorf("a third player: %v", a.Err)
		}
		tb.moves(white, black, "e2e4", "e7e5")
		tb.restart(time.Second)
		if s := tb.snapshot(); s.Start.Black == nil || *s.Start.Black != jackdaw {
			t.Errorf("after a restart black is %v", s.Start.Black)
		}
	})
}

func TestAnOpponentWhoIsGoneCanBeClaimedAgainst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := sitDown(t, 180, 0)
		white, black := tb.join(magpie), tb.join(jackdaw)
		tb.moves(white, black, "e2e4", "e7e5", "g1f3")
		on := tb.on()
		tb.room.Detach(black.m, false)
		time.Sleep(time.Second) // frames about who is here are a second apart
		synctest.Wait()
		seat := news[wire.Audience](tb, white, "audience").Black
		if seat.Here || seat.Claim == nil || *seat.Claim < 28_000 || *seat.Claim > 30_000 {
			t.Fatalf("black's seat %+v", seat)
		}
		if a := white.do(wire.Claim{What: "gone_win", On: on}); !errors.Is(a.Err, game.ErrNoClaim) {
			t.Errorf("too early: %v", a.Err)
		}
		time.Sleep(29 * time.Second)
		if a := white.do(wire.Claim{What: "gone_win", On: on}); a.Err != nil {
			t.Errorf("claim: %v", a.Err)
		}
		if end := tb.snapshot().Ended; end == nil || end.Result != "1-0" || end.Reason != "abandonment" {
			t.Errorf("ended %+v", end)
		}
	})
}

func TestOffersAreAnsweredAndAMoveDeclines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := sitDown(t, 180, 0)
		white, black := tb.join(magpie), tb.join(jackdaw)
		tb.moves(white, black, "e2e4", "e7e5")
		offer := white.do(wire.Offer{What: "draw", On: tb.on()})
		tb.moves(white, black, "g1f3", "b8c6")
		if a := black.do(wire.Accept{Offer: offer.N}); a.Err == nil {
			t.Error("an offer outlived a move")
		}
		back := black.do(wire.Offer{What: "takeback", On: tb.on()})
		if a := white.do(wire.Accept{Offer: back.N}); a.Err != nil {
			t.Fatalf("takeback: %v", a.Err)
		}
		if s := tb.snapshot(); len(s.Moves) != 3 {
			t.Errorf("after the takeback %d moves stand", len(s.Moves))
		}
		tb.restart(time.Second)
		if s := tb.snapshot(); len(s.Moves) != 3 {
			t.Errorf("after a restart %d moves stand", len(s.Moves))
		}
	})
}

func TestWhoComesBackAtAnyNumberGetsExactlyWhatIsMissing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := sitDown(t, 180, 0)
		white, black, watcher := tb.join(magpie), tb.join(jackdaw), tb.join(chough)
		tb.moves(white, black, "e2e4", "e7e5", "g1f3")
		for i := range 3 {
			_ = white.do(wire.Say{Text: fmt.Sprintf("line %d", i), To: "chat"})
		}
		all := watcher.told()
		for from := range uint64(5) {
			c := tb.resume(chough, map[wire.Stream]uint64{"game": from, "chat": min(from, 3), "whispers": 0})
			var want []string
			for _, e := range all {
				var n uint64
				var stream string
				_, _ = fmt.Sscanf(strings.Replace(e, "/", " ", 1), "%s %d", &stream, &n)
				if (stream == "game" && n > from) || (stream == "chat" && n > min(from, 3)) {
					want = append(want, e)
				}
			}
			if from == 0 {
				want = append([]string{"game/1 start"}, want...)
			}
			if got := c.told(); !slices.Equal(got, want) {
				t.Errorf("from %d: told %v, want %v", from, got, want)
			}
		}
	})
}

func TestWhoIsFarBehindIsSentToTheJournal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := sitDown(t, 180, 0)
		white := tb.join(magpie)
		for i := range 70 {
			time.Sleep(3 * time.Second)
			if i == 0 {
				tb.moves(white, tb.join(jackdaw), "e2e4", "e7e5", "g1f3")
			}
			if a := white.do(wire.Say{Text: fmt.Sprintf("line %d", i), To: "chat"}); a.Err != nil {
				t.Fatalf("line %d: %v", i, a.Err)
			}
		}
		c := &client{tb: tb}
		m := &room.Member{Person: chough, Out: c, Answer: func(room.Answer) {}}
		heads, ok, err := tb.room.Attach(t.Context(), m, map[wire.Stream]uint64{"game": 1, "chat": 0, "whispers": 0})
		if ok || err != nil || heads["chat"] != 70 || len(c.all()) != 0 {
			t.Errorf("heads %v, ok %v, err %v, frames %d", heads, ok, err, len(c.all()))
		}
	})
}

func TestComingsAndGoingsAreToldAtMostOnceASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := sitDown(t, 180, 0)
		white := tb.join(magpie)
		count := func() int { return strings.Count(white.heard(), `"audience"`) }
		before := count()
		for i := range 200 {
			tb.join(wire.Person{ID: fmt.Sprint("p", i), Nick: fmt.Sprint("p", i)})
		}
		time.Sleep(3 * time.Second)
		synctest.Wait()
		if n := count() - before; n < 1 || n > 3 {
			t.Errorf("%d frames for 200 who came at once", n)
		}
		a := news[wire.Audience](tb, white, "audience")
		if a.Watching != 200 || len(a.Spectators) != 20 {
			t.Errorf("watching %d, named %d", a.Watching, len(a.Spectators))
		}
	})
}

func TestOnePersonWithThreeTabsComesAndGoesOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := sitDown(t, 180, 0)
		white := tb.join(magpie)
		time.Sleep(2 * time.Second)
		tabs := []*client{tb.join(chough), tb.join(chough), tb.join(chough)}
		time.Sleep(2 * time.Second)
		for _, c := range tabs {
			tb.room.Detach(c.m, false)
			time.Sleep(2 * time.Second)
		}
		synctest.Wait()
		heard := white.heard()
		if in, out := strings.Count(heard, `"joined":["chough"]`), strings.Count(heard, `"left":["chough"]`); in != 1 || out != 1 {
			t.Errorf("told %d times in and %d times out", in, out)
		}
	})
}

func TestASealedRoomKeepsItsClocksAndJudgesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := sitDown(t, 60, 0)
		white, black := tb.join(magpie), tb.join(jackdaw)
		tb.moves(white, black, "e2e4", "e7e5")
		time.Sleep(10 * time.Second)
		if err := tb.room.Seal(context.Background()); err != nil {
			t.Fatal(err)
		}
		if a := white.do(wire.Resign{}); !errors.Is(a.Err, room.ErrDraining) {
			t.Errorf("answer %v", a.Err)
		}
		tb.restart(time.Hour)
		if s := tb.snapshot(); s.Stopped != "drain" || s.Clock.White != 50_000 {
			t.Errorf("stopped %q, clock %+v", s.Stopped, s.Clock)
		}
	})
}

func TestAFinishedRoomWithoutAnybodyStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := sitDown(t, 60, 0)
		white := tb.join(magpie)
		if a := white.do(wire.Abort{}); a.Err != nil {
			t.Fatal(a.Err)
		}
		tb.room.Detach(white.m, false)
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		select {
		case err := <-tb.ended:
			if err != nil {
				t.Error(err)
			}
		default:
			t.Error("it still runs")
		}
	})
}

func TestSpectatorsTalkNeverDelaysAMove(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := sitDown(t, 180, 0)
		white := tb.join(magpie)
		tb.store.Break(memory.Fault{Before: func(memory.Op) error { time.Sleep(10 * time.Millisecond); return nil }})
		var talkers []*client
		for i := range 100 {
			talkers = append(talkers, tb.join(wire.Person{ID: fmt.Sprint("p", i), Nick: fmt.Sprint("p", i)}))
		}
		for i, c := range talkers {
			_ = tb.room.Post(room.Command{From: c.m, Received: time.Now(), Req: wire.Request{CID: wire.CID(fmt.Sprint("t", i)), Cmd: wire.Say{Text: "hello", To: "chat"}}})
		}
		_ = tb.room.Post(room.Command{From: white.m, Received: time.Now(), Req: wire.Request{CID: "move", Cmd: wire.Move{Text: "e2e4", On: 1}}})
		time.Sleep(25 * time.Millisecond) // two appends
		synctest.Wait()
		if len(white.answers) != 1 || white.answers[0].Err != nil {
			t.Errorf("after two appends the move has no answer: %v", white.answers)
		}
		time.Sleep(time.Second)
	})
}

func TestANickGivenUpIsNobodysInTheRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := sitDown(t, 180, 0)
		white := tb.join(magpie)
		old := tb.join(chough)
		renamed := tb.join(wire.Person{ID: chough.ID, Nick: "crow"})
		for _, nick := range []string{"chough", "crow", "chough"} {
			a := white.do(wire.Say{Text: "@" + nick + " hello", To: "chat"})
			if here := nick == "crow"; (a.Err == nil) != here {
				t.Errorf("a whisper to %s: %v", nick, a.Err)
			}
		}
		tb.room.Detach(old.m, false)
		tb.room.Detach(renamed.m, false)
		synctest.Wait()
		var refused *room.TalkRefused
		for nick, want := range map[string]string{"chough": "not_here", "crow": "absent"} {
			if a := white.do(wire.Say{Text: "@" + nick + " hello", To: "chat"}); !errors.As(a.Err, &refused) || refused.Code != want {
				t.Errorf("a whisper to %s, who has gone: %v, want %s", nick, a.Err, want)
			}
		}
	})
}

func TestAPlayersNickBesideTheBoardIsThePlayers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := sitDown(t, 180, 0)
		white := tb.join(magpie)
		imitator := tb.join(wire.Person{ID: "x", Nick: "Jackdaw"})
		if a := white.do(wire.Say{Text: "@jackdaw xyzzy", To: "chat"}); a.Err != nil {
			t.Fatal(a.Err)
		}
		if strings.Contains(imitator.heard(), "xyzzy") {
			t.Error("somebody else of that name heard it")
		}
	})
}

func TestACommandSentAgainWhileItIsStoredIsOneCommand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := sitDown(t, 180, 0)
		white, black := tb.join(magpie), tb.join(jackdaw)
		tb.store.Break(memory.Fault{Before: func(memory.Op) error { time.Sleep(time.Second); return nil }})
		post := func(cid, text string) {
			if err := tb.room.Post(room.Command{From: white.m, Received: time.Now(), Req: wire.Request{CID: wire.CID(cid), Cmd: wire.Say{Text: text, To: "chat"}}}); err != nil {
				t.Fatal(err)
			}
		}
		post("first", "one")
		synctest.Wait() // it is being stored; the others wait and are taken up together
		post("again", "a")
		post("other", "b")
		post("again", "a")
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if told := black.told(); len(told) != 3 {
			t.Errorf("black was told %v", told)
		}
		var numbers []uint64
		for _, a := range white.answers {
			numbers = append(numbers, a.N)
		}
		if !slices.Equal(numbers, []uint64{1, 2, 3, 2}) {
			t.Errorf("answered with %v", numbers)
		}
		if white.ended {
			t.Error("the room ended")
		}
	})
}

// busy makes the first n appends fail as a store that has too much to do.
func (tb *table) busy(n int) {
	tb.store.Break(memory.Fault{Before: func(op memory.Op) error {
		if op == memory.Append && n > 0 {
			n--
			return room.ErrBusy
		}
		return nil
	}})
}

func TestARestartUnderLoadFlagsNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := sitDown(t, 60, 0)
		white, black := tb.join(magpie), tb.join(jackdaw)
		tb.moves(white, black, "e2e4", "e7e5")
		tb.busy(3)
		tb.restart(0)
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		if s := tb.snapshot(); s.Ended != nil || s.Stopped != "restart" || s.Clock.White != 60_000 {
			t.Errorf("ended %v, stopped %q, clock %+v", s.Ended, s.Stopped, s.Clock)
		}
	})
}

func TestARoomThatCannotBeSealedSaysSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := sitDown(t, 60, 0)
		white, black := tb.join(magpie), tb.join(jackdaw)
		tb.moves(white, black, "e2e4", "e7e5")
		tb.busy(1)
		if err := tb.room.Seal(t.Context()); !errors.Is(err, room.ErrBusy) {
			t.Errorf("sealed with %v", err)
		}
	})
}

func TestABusyStoreCostsTheMoverNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := sitDown(t, 60, 0)
		white, black := tb.join(magpie), tb.join(jackdaw)
		tb.moves(white, black, "e2e4", "e7e5")
		on := tb.on()
		time.Sleep(10 * time.Second)
		tb.busy(3)
		if a := white.do(wire.Move{Text: "g1f3", On: on}); !errors.Is(a.Err, room.ErrBusy) {
			t.Fatalf("answer %v", a.Err)
		}
		if c := news[wire.Ticking](tb, black, "clock"); c.Running != "" || c.Clock.White != 50_000 {
			t.Errorf("black is told %+v", c)
		}
		time.Sleep(4 * time.Second)
		synctest.Wait()
		tb.moves(white, black, "g1f3")
		if c := tb.snapshot().Clock; c.White != 50_000 {
			t.Errorf("white has %d ms", c.White)
		}
	})
}

func TestAGameWithoutClocksRestsWhileNobodyIsThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := sitDown(t, 0, 0)
		white, black := tb.join(magpie), tb.join(jackdaw)
		tb.moves(white, black, "e2e4", "e7e5")
		tb.room.Detach(white.m, false)
		tb.room.Detach(black.m, false)
		time.Sleep(2 * time.Minute)
		if err := <-tb.ended; err != nil {
			t.Error(err)
		}
		tb.open()
		tb.moves(tb.join(magpie), tb.join(jackdaw), "g1f3")
	})
}

func TestANewcomerIsToldOfComingsOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := sitDown(t, 180, 0)
		tb.join(magpie)
		tb.join(jackdaw)
		late := tb.join(chough)
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if n := strings.Count(late.heard(), `"joined"`); n != 1 {
			t.Errorf("told %d times: %s", n, late.heard())
		}
	})
}
