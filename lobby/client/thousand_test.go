package client

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"rookery/lobby"
	"rookery/lobby/person"
	"rookery/lobby/wire"
)

// lines has magpie say so many lines to all, and whisper as many to jackdaw.
func (sv *server) lines(p *page, n int) {
	sv.t.Helper()
	for i := range n {
		for _, text := range []string{fmt.Sprint("line ", i), fmt.Sprint("@jackdaw whisper ", i)} {
			time.Sleep(2 * time.Second) // as fast as one may
			if got := p.send("say", wire.Say{Text: text, To: "chat"}); got.OK == 0 {
				sv.t.Fatalf("%s: %+v", text, got)
			}
		}
	}
}

// Of a stream that one is at most a thousand events behind, exactly these come;
// further behind it begins with its snapshot, and the rest is paged.
func TestWhoIsAThousandLinesBehindIsSentThemAndNoMore(t *testing.T) {
	serve(t, func(sv *server) {
		id := sv.gameOf(wire.Control{}) // which has no clock
		white, black := sv.visit(magpie, id), sv.visit(jackdaw, id)
		if got := black.send("sit", wire.Sit{}); got.OK == 0 {
			t.Fatalf("a seat: %+v", got)
		}
		white.send("move", wire.Move{Text: "e2e4", On: 2})
		black.send("move", wire.Move{Text: "e7e5", On: 3})
		const head = 1001
		sv.lines(white, head)
		notices, err := sv.store.Notices().Head(t.Context(), jackdaw.ID)
		if err != nil {
			t.Fatal(err)
		}
		for n := notices; n < head; n++ {
			if _, err := sv.store.Notices().Post(t.Context(), []lobby.Notice{{Person: jackdaw.ID, Kind: "seek_closed", At: 1, Body: []byte(`{"seek":"s","why":"gone"}`)}},
				&lobby.Command{Actor: person.ID(jackdaw.ID), CID: wire.CID(fmt.Sprintf("00000000-0000-4000-9000-%012d", n))}); err != nil {
				t.Fatal(err)
			}
		}
		black.s.Leave(false)
		for _, tc := range []struct {
			after, first uint64
			snapshot     bool
		}{
			{1, 2, false},
			{0, head - snapshotLines + 1, true},
		} {
			p := sv.visit(jackdaw, id, Resume{Epoch: "e1", After: map[wire.Stream]uint64{"game": 5, "chat": tc.after, "whispers": tc.after, "notices": tc.after}})
			heard := strings.Join(p.heard(), "\n")
			for _, s := range []string{"chat", "whispers", "notices"} {
				var told []string
				for _, e := range p.told() {
					if strings.HasPrefix(e, s+"/") {
						told = append(told, strings.Fields(e)[0])
					}
				}
				var want []string
				for n := tc.first; n <= head; n++ {
					want = append(want, fmt.Sprintf("%s/%d", s, n))
				}
				if !slices.Equal(told, want) {
					t.Errorf("after %d of %d, %s: %d events, from %v", tc.after, head, s, len(told), told[:min(len(told), 1)])
				}
				if got := strings.Contains(heard, `{"s":"`+s+`","t":"snapshot"`); got != tc.snapshot {
					t.Errorf("after %d of %d, %s: a snapshot is %v", tc.after, head, s, got)
				}
			}
			p.s.Leave(false)
		}
	})
}
