package client

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"rookery/game"
	"rookery/lobby"
	"rookery/lobby/desk"
	"rookery/lobby/hall"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/store/memory"
	"rookery/lobby/wire"
)

const (
	openedSeek = "01980000-0000-7000-8000-000000000001"
	challenged = "01980000-0000-7000-8000-000000000002"
	askedFor   = "01980000-0000-7000-8000-000000000003"
)

// FuzzNothingIsMadeWithoutAnOk has jackdaw, who has a seek, one with confirm, and has
// challenged magpie, stand by while magpie asks the lobby for anything.
func FuzzNothingIsMadeWithoutAnOk(f *testing.F) {
	goldens, err := filepath.Glob("../../testdata/wire/command.*.json")
	if err != nil || len(goldens) == 0 {
		f.Fatal("there are no golden commands: ", err)
	}
	for _, g := range goldens {
		text, err := os.ReadFile(g)
		if err != nil {
			f.Fatal(err)
		}
		var frame struct {
			T string         `json:"t"`
			D jsontext.Value `json:"d"`
		}
		if err := json.Unmarshal(text, &frame); err != nil {
			f.Fatal(err)
		}
		f.Add(frame.T, string(frame.D))
	}
	for _, seed := range [][2]string{
		{"take", `{"seek":"` + openedSeek + `"}`},
		{"take", `{"seek":"` + askedFor + `"}`},
		{"take", `{"seek":"` + challenged + `"}`},
		{"decline_seek", `{"seek":"` + challenged + `","reason":"later"}`},
		{"choose", `{"seek":"` + askedFor + `","person":"m"}`},
		{"seek", `{"control":{"base":300,"inc":3},"side":"white","to":"jackdaw"}`},
		{"seek", `{"control":{"base":300,"inc":3},"side":"random","confirm":true,"min":100,"max":4000,"delay":60}`},
		{"link", `{"control":{"base":0,"inc":0},"side":"black","for":"guests","chat":"separate"}`},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, tag, body string) {
		quoted, _ := json.Marshal(tag, jsontext.AllowInvalidUTF8(true))
		req, err := wire.Decode([]byte(`{"cid":"00000000-0000-4000-8000-000000000001","t":`+string(quoted)+`,"d":`+body+`}`), wire.MaxMessage)
		if err != nil || !OfLobby(req.Cmd) {
			return // refused before the lobby sees it
		}
		l, store := standing(t)
		before := made(t, store)
		o, err := l.Do(t.Context(), &hall.Conn{Who: magpie}, req, time.Now())
		after := made(t, store)
		v := judge(err)
		switch {
		case err == nil && o.Info == nil && (o.N == 0 || after == before):
			t.Errorf("%s %s is ok as notice %d, and made %s of %s", tag, body, o.N, after, before)
		case err == nil:
		case v.code == "" || v.wait == 0 && !strings.HasSuffix(v.text, "."):
			t.Errorf("%s %s is answered %+v: %v", tag, body, v, err)
		case after != before:
			t.Errorf("%s %s is refused as %s, and made %s of %s", tag, body, v.code, after, before)
		case (v.code == wire.Invalid) != (len(v.fields) > 0):
			t.Errorf("%s %s is refused as %s with %+v", tag, body, v.code, v.fields)
		}
	})
}

// standing is a lobby that runs.
func standing(t *testing.T) (*desk.Desk, *memory.Store) {
	t.Helper()
	store := memory.New()
	for i, p := range []person.Person{magpie, jackdaw} {
		g := person.Guest{Person: p, Skeleton: person.Skeleton(p.Nick), TokenHash: [32]byte{byte(i + 1)}}
		if err := store.Persons().Create(t.Context(), g, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	for i, k := range []lobby.Seek{{ID: openedSeek}, {ID: challenged, To: magpie}, {ID: askedFor, Confirm: true}} {
		k.By, k.Side, k.Terms, k.At = jackdaw, wire.Random, lobby.Terms{Control: game.Control{Base: time.Minute}}, time.Now().UnixMilli()
		c := lobby.Command{Actor: jackdaw.ID, CID: wire.CID(fmt.Sprintf("00000000-0000-4000-9000-%012d", i))}
		if _, err := store.Seeks().Open(t.Context(), k, c); err != nil {
			t.Fatal(err)
		}
	}
	l := desk.New(desk.Config{
		Rooms: store.Rooms(), Seeks: store.Seeks(), Notices: store.Notices(), Blocks: store.Blocks(), Reports: store.Reports(),
		Ratings: store.Ratings(), Hiding: store.Hiding(), Journal: store.Journal(), Persons: store.Persons(), Log: slog.New(slog.DiscardHandler),
		House: func(context.Context, *room.Room, wire.Person, wire.Side) error { return nil },
	})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- l.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		<-ended
	})
	for _, who := range []person.Person{magpie, jackdaw} {
		if err := l.Arrive(t.Context(), &hall.Conn{Who: who}); err != nil {
			t.Fatal(err)
		}
	}
	return l, store
}

// made is all that a command of the lobby can make.
func made(t *testing.T, store *memory.Store) string {
	t.Helper()
	rooms, err := store.Rooms().Unfinished(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	seeks, err := store.Seeks().All(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	all := fmt.Sprint(len(rooms), seeks)
	for _, who := range []person.Person{magpie, jackdaw} {
		head, err := store.Notices().Head(context.Background(), who.ID)
		if err != nil {
			t.Fatal(err)
		}
		all += fmt.Sprint(" ", head)
	}
	return all
}
