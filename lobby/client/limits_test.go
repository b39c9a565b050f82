package client

import (
	"fmt"
	"net/netip"
	"testing"
	"time"

	"rookery/lobby/person"
	"rookery/lobby/wire"
)

// asks asks n questions at once, and reports how many were judged.
func (p *page) asks(n int) (judged int) {
	for range n {
		if a := p.send("history", wire.History{Stream: "chat", Before: 1}); a.Info != nil {
			judged++
		}
	}
	return judged
}

func TestComingInAnewRenewsNoBudget(t *testing.T) {
	serve(t, func(sv *server) {
		id := sv.game()
		p := sv.visit(chough, id)
		if n := p.asks(60); n != 50 {
			t.Errorf("%d of 60 were judged", n)
		}
		for range 5 {
			p.s.Leave(false)
			p = sv.visit(chough, id)
			if n := p.asks(5); n != 0 {
				t.Errorf("after coming in anew %d more", n)
			}
		}
		time.Sleep(2 * time.Second)
		if n := p.asks(10); n != 5 {
			t.Errorf("two seconds later %d", n)
		}
	})
}

func TestTwoTabsOfAPersonShareTheirBudgetAndTwoPersonsDoNot(t *testing.T) {
	serve(t, func(sv *server) {
		id := sv.game()
		one, two, other := sv.visit(magpie, id), sv.visit(magpie, id), sv.visit(jackdaw, id)
		if a, b, c := one.asks(70), two.asks(40), other.asks(110); a != 70 || b != 30 || c != 100 {
			t.Errorf("one tab was judged %d times, the other %d, somebody else at the same address %d", a, b, c)
		}
		if a := sv.visit(magpie, "").send("stop", wire.Stop{}); a.Info == nil {
			t.Errorf("the lobby, which has a budget of its own, answers %+v", a)
		}
	})
}

func TestThoseWithoutANickAreCountedByWhereTheyComeFrom(t *testing.T) {
	serve(t, func(sv *server) {
		id := sv.game()
		sv.net = netip.MustParsePrefix("192.0.2.1/32")
		one, two := sv.visit(nobody, id), sv.visit(nobody, id)
		sv.net = netip.MustParsePrefix("192.0.2.2/32")
		other := sv.visit(nobody, id)
		if a, b, c := one.asks(30), two.asks(30), other.asks(30); a != 30 || b != 20 || c != 30 {
			t.Errorf("judged were %d and %d from one address, and %d from another", a, b, c)
		}
		sv.net = netip.MustParsePrefix("192.0.2.1/32")
		for range 100 { // a class that watches, each of them pinging at once
			if a := sv.visit(nobody, id).send("ping", wire.Ping{}); a.Info == nil {
				t.Fatalf("a ping: %+v", a)
			}
		}
		if n := sv.visit(chough, id).asks(40); n != 40 {
			t.Errorf("somebody with a nick at the same address was judged %d times", n)
		}
	})
}

func TestWhoWaitsAsToldIsNotClosedForWhatANeighbourSpends(t *testing.T) {
	serve(t, func(sv *server) {
		id := sv.game()
		sv.net = netip.MustParsePrefix("192.0.2.1/32")
		flood, calm := sv.visit(nobody, id), sv.visit(nobody, id)
		closed := 0
		for range 300 {
			if flood.asks(6); flood.closed() != 0 {
				flood, closed = sv.visit(nobody, id), closed+1
			}
			wait := 400 * time.Millisecond
			if a := calm.send("history", wire.History{Stream: "chat", Before: 1}); a.Wait > 0 {
				wait = time.Duration(a.Wait) * time.Millisecond
			}
			if code := calm.closed(); code != 0 {
				t.Fatalf("closed with %d", code)
			}
			time.Sleep(wait)
		}
		if closed == 0 {
			t.Error("the neighbour, who does not listen, was never closed")
		}
	})
}

func TestWhoHasTheWholeBudgetAgainIsForgotten(t *testing.T) {
	as := newAccounts()
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	watch := Limits{}.orDefault().Watch
	for i := range 10_000 {
		as.spend(account{person: person.ID(fmt.Sprint(i)), budget: watch}, now.Add(time.Duration(i)*time.Millisecond))
	}
	busy := account{person: "m", budget: watch}
	for range watch.Commands {
		as.spend(busy, now.Add(sweepEvery-time.Second))
	}
	as.spend(account{person: "c", budget: watch}, now.Add(sweepEvery))
	if len(as.spent) != 2 || as.spend(busy, now.Add(sweepEvery)) != 0 || as.spend(busy, now.Add(sweepEvery)) != 0 || as.spend(busy, now.Add(sweepEvery)) == 0 {
		t.Errorf("%d are remembered, or one is forgotten who has spent nearly all", len(as.spent))
	}
}

func TestTheLobbysBudgetIsOneWhereverItsCommandsAreGiven(t *testing.T) {
	serve(t, func(sv *server) {
		pages := []*page{sv.visit(magpie, sv.game()), sv.visit(magpie, sv.game()), sv.visit(magpie, "")}
		time.Sleep(time.Minute)
		judged := 0
		for i := range 40 {
			if a := pages[i%len(pages)].send("stop", wire.Stop{}); a.Info != nil {
				judged++
			}
		}
		if judged != 30 {
			t.Errorf("%d of 40 were judged", judged)
		}
	})
}
