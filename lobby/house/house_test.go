package house

import (
	"context"
	"testing"
	"time"

	"rookery/lobby/wire"
)

func TestTheHouseAnswersAMoveAfterAPause(t *testing.T) {
	with(t, byHeart, func(c *club) {
		b := c.plays(wire.White, "5+3", "")
		b.moves("e2e4")
		after(250 * time.Millisecond)
		if ply := b.shows().Ply; ply != 1 {
			t.Errorf("the house has moved after 250 ms, as no person does (ply %d)", ply)
		}
		after(time.Second)
		if g := b.shows(); g.Ply != 2 || g.Last != "e7e5" {
			t.Errorf("the game stands at %+v", g)
		}
	})
}

func TestTheHouseBegins(t *testing.T) {
	with(t, byHeart, func(c *club) {
		b := c.plays(wire.Black, "5+3", "")
		after(time.Second)
		if g := b.shows(); g.Last != "e2e4" {
			t.Errorf("the game stands at %+v", g)
		}
	})
}

func TestTheHouseLeavesWhenTheGameIsOver(t *testing.T) {
	with(t, byHeart, func(c *club) {
		b := c.plays(wire.White, "5+3", "")
		b.moves("f3")
		after(time.Second)
		b.moves("g4")
		after(time.Second)
		select {
		case err := <-b.left:
			if err != nil || b.shows().Ended == nil {
				t.Errorf("it left with %v; the game stands at %+v", err, b.shows())
			}
		default:
			t.Error("it stays at the board")
		}
	})
}

func TestTheHouseDeclinesADrawAndAllowsATakeback(t *testing.T) {
	with(t, byHeart, func(c *club) {
		b := c.plays(wire.White, "5+3", "")
		b.moves("e2e4")
		after(time.Second)
		b.moves("g1f3")
		after(time.Second)
		for _, what := range []string{"draw", "takeback"} {
			b.offers(what)
			after(time.Second)
		}
		if got := b.log(); got != "start moved moved moved moved offered declined offered taken_back" {
			t.Errorf("the log is %s", got)
		}
		b.moves("b1c3")
		after(time.Second)
		if g := b.shows(); g.Ply != 4 || g.Last != "b8c6" {
			t.Errorf("the game goes on at %+v", g)
		}
	})
}

func TestTheHouseDropsAThoughtThatATakebackMadeVain(t *testing.T) {
	stuck := func(ctx context.Context, fen string, moves []string) (string, error) {
		if len(moves) == 3 { // the third ply gives it much to think about
			<-ctx.Done()
			return "", ctx.Err()
		}
		return byHeart(ctx, fen, moves)
	}
	with(t, stuck, func(c *club) {
		b := c.plays(wire.White, "5+3", "")
		b.moves("e2e4")
		after(time.Second)
		b.moves("g1f3")
		after(3 * time.Second)
		b.offers("takeback")
		after(time.Second)
		if g := b.shows(); g.Ply != 2 {
			t.Errorf("the game stands at %+v", g)
		}
	})
}

func TestTheHouseHearsATakebackWhileItPauses(t *testing.T) {
	with(t, byHeart, func(c *club) {
		b := c.plays(wire.White, "5+3", "")
		b.moves("e2e4")
		after(250 * time.Millisecond) // it knows its move, and waits as a person would
		b.offers("takeback")
		after(time.Second)
		if got := b.log(); got != "start moved offered taken_back" {
			t.Fatalf("the log is %s", got)
		}
		b.moves("d2d4")
		after(time.Second)
		if g := b.shows(); g.Last != "d7d5" {
			t.Errorf("the game goes on at %+v", g)
		}
	})
}

func TestAnOfferDoesNotMakeTheHouseSlower(t *testing.T) {
	with(t, byHeart, func(c *club) {
		b := c.plays(wire.White, "5+3", "")
		b.moves("e2e4")
		after(time.Second)
		b.moves("g1f3")
		after(250 * time.Millisecond)
		b.offers("draw")
		after(650 * time.Millisecond) // 0.9 s after the move
		if got := b.log(); got != "start moved moved moved offered declined moved" {
			t.Errorf("the log is %s", got)
		}
	})
}

func TestAThoughtThatPanicsTakesNobodyWithIt(t *testing.T) {
	broken := true
	faulty := func(ctx context.Context, fen string, moves []string) (string, error) {
		if broken {
			broken = false
			panic("a fault of the player")
		}
		return byHeart(ctx, fen, moves)
	}
	with(t, faulty, func(c *club) {
		b := c.plays(wire.White, "5+3", "")
		b.moves("e2e4")
		after(3 * time.Second)
		if g := b.shows(); g.Ply != 2 {
			t.Errorf("the game stands at %+v", g)
		}
	})
}

// The house must not be flagged, nor spend what it would miss.
func TestTheHousePlaysWithEveryClock(t *testing.T) {
	for _, c := range []struct {
		control string
		least   time.Duration // that the clock shows after ten moves
	}{
		{"unlimited", 0},
		{"5+3", 300 * time.Second},
		{"1/0.05+1:0.05+1", 3 * time.Second},
		{"0+1", 3 * time.Second},
		{"0d2", 2 * time.Second},
		{"0.05d1", 3 * time.Second},
		{"0.05b1", 2500 * time.Millisecond},
		{"4/0.05+0:4/0.05+0:0.05+0", 6 * time.Second},
		{"4/0.05d1:0.05d1", 6 * time.Second},
	} {
		t.Run(c.control, func(t *testing.T) {
			with(t, anyReply, func(club *club) {
				b := club.plays(wire.White, c.control, "4k2r/5q1p/8/8/8/8/8/K7 w k - 0 1")
				shuffles(b, 10)
				g := b.shows()
				if g.Ended != nil && g.Ended.Reason != "checkmate" {
					t.Errorf("it ended so: %+v", *g.Ended)
				}
				t.Log(g.Ply, "plies, then the clocks show", g.Clock)
				if got := time.Duration(g.Clock.Black) * time.Millisecond; got < c.least {
					t.Errorf("the house has %v left", got)
				}
			})
		})
	}
}

// shuffles has ada make some legal move at once, up to n times.
func shuffles(b *board, n int) {
	b.c.t.Helper()
	for i := range n {
		uci, err := anyReply(b.c.ctx, b.shows().FEN, nil)
		if err != nil {
			b.c.t.Fatal(err)
		}
		b.moves(uci)
		for wait := 0; b.shows().Ply != 2*i+2 && b.shows().Ended == nil; wait++ {
			if wait > 100 {
				b.c.t.Fatalf("no reply to move %d in a second", i+1)
			}
			after(10 * time.Millisecond)
		}
		if b.shows().Ended != nil {
			return
		}
	}
}
