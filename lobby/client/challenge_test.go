package client

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"rookery/game"
	"rookery/lobby"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

func TestAChallengeIsShownToWhoComesLater(t *testing.T) {
	serve(t, func(sv *server) {
		owl := person.Person{ID: "01980000-0000-7000-8000-000000000009", Nick: "owl"}
		g := person.Guest{Person: owl, Skeleton: person.Skeleton(owl.Nick), TokenHash: [32]byte{9}}
		if err := sv.store.Persons().Create(t.Context(), g, time.Now()); err != nil {
			t.Fatal(err)
		}
		for i := range 3 * snapshotLines { // so many that the challenge is not among the newest
			if i == 0 {
				a := sv.visit(magpie, "").send("seek", wire.Seek{Control: wire.Control{Base: 300}, Side: wire.White, To: string(owl.ID)})
				if a.OK == 0 {
					t.Fatalf("challenge: %+v", a)
				}
				time.Sleep(time.Second)
			}
			sv.post(owl.ID, i)
		}
		late := strings.Join(sv.visit(owl, "").heard(), "\n")
		if want := `"challenges":[{"seek":"`; strings.Count(late, want) != 1 || strings.Contains(late, `"t":"challenged"`) {
			t.Errorf("who comes later is sent %.600s", late)
		}
	})
}

// post stores a notice of who's.
func (sv *server) post(who person.ID, i int) {
	sv.t.Helper()
	body := fmt.Appendf(nil, `{"room":"r%d","from":{"id":"m","nick":"magpie"}}`, i)
	c := lobby.Command{Actor: who, CID: wire.CID(sv.cid())}
	if _, err := sv.store.Notices().Post(sv.t.Context(), []lobby.Notice{{Person: who, Kind: "rematch_offered", Body: body}}, &c); err != nil {
		sv.t.Fatal(err)
	}
}

func TestAPairingReachesWhoseSocketDiedAtThatInstant(t *testing.T) {
	serve(t, func(sv *server) {
		a, b := sv.visit(magpie, ""), sv.visit(jackdaw, "")
		had := uint64(len(a.told()))
		a.send("search", wire.Search{Pool: "5+3"})
		a.mu.Lock()
		a.deaf = true // the socket is dead, and nobody knows
		a.mu.Unlock()
		b.send("search", wire.Search{Pool: "5+3"})
		a.s.Leave(false)
		back := sv.visit(magpie, "", Resume{Epoch: "e1", After: map[wire.Stream]uint64{wire.NoticeStream: had}})
		if got := back.told(); len(got) != 1 || got[0] != fmt.Sprintf("notices/%d seated", had+1) {
			t.Errorf("who comes back is told %v", got)
		}
		if got := b.told(); !slices.Equal(got, []string{"notices/1 seated"}) {
			t.Errorf("the other is told %v", got)
		}
	})
}

func TestWhatIsWrongIsListedByField(t *testing.T) {
	serve(t, func(sv *server) {
		p := sv.visit(magpie, "")
		p.send("seek", wire.Seek{Control: wire.Control{Base: -1}, Side: wire.White, Min: 5, Max: 9000, Delay: 61, FEN: "e4"})
		heard := p.heard()
		said := heard[len(heard)-1]
		for _, want := range []string{
			`"code":"invalid"`, `{"field":"control","text":"No game is played with this clock here."}`,
			`{"field":"min","text":"A rating is 100 to 4000."}`, `{"field":"max","text":"A rating is 100 to 4000."}`,
			`{"field":"fen","text":"An open game begins`, `{"field":"delay","text":"A delay is 0 to 60 seconds."}`,
		} {
			if !strings.Contains(said, want) {
				t.Errorf("%s is not in %s", want, said)
			}
		}
	})
}

func TestAGuestDoesNotSitDownWhereAnAccountIsNeeded(t *testing.T) {
	serve(t, func(sv *server) {
		if err := sv.store.Ratings().Rate(sv.t.Context(), magpie.ID, game.Blitz, 1500); err != nil { // who has an account
			t.Fatal(err)
		}
		hall := sv.visit(magpie, "")
		hall.send("link", wire.MakeLink{Control: wire.Control{Base: 300}, Side: wire.White, For: "accounts"})
		_, rest, _ := strings.Cut(strings.Join(hall.heard(), ""), `"seated"`)
		_, rest, _ = strings.Cut(rest, `"room":"`)
		id, _, _ := strings.Cut(rest, `"`)
		if a := sv.visit(jackdaw, room.ID(id)).send("sit", wire.Sit{}); a.No == nil || a.No.Code != string(wire.AccountsOnly) {
			t.Errorf("a guest is answered %+v", a)
		}
	})
}
