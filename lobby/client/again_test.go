package client

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rookery/lobby"
	"rookery/lobby/room"
	"rookery/lobby/wire"
)

func TestACommandOfOneRoomIsNotAnsweredInAnother(t *testing.T) {
	serve(t, func(sv *server) {
		here, there := sv.visit(magpie, sv.game()), sv.visit(magpie, sv.game())
		cid, say := sv.cid(), wire.Say{Text: "good luck", To: wire.ChatStream}
		here.ok(here.sendAs(cid, "say", say), wire.ChatStream)
		here.ok(here.sendAs(cid, "say", say), wire.ChatStream)
		if a := there.sendAs(cid, "say", say); a.Re != "" || there.closed() != wire.ClosePolicy {
			t.Errorf("answered %+v, closed with %d", a, there.closed())
		}
	})
}

func TestAnEventThatTheDiskGaveBackOtherwiseShutsNobodyOut(t *testing.T) {
	serve(t, func(sv *server) {
		id := sv.game()
		_, _, body := wire.EncodeBody(wire.Line{Name: "magpie", Kind: "said", Text: "hello"})
		odd := []byte("\x00\x00 no JSON")
		heads, err := sv.store.Journal().Replay(t.Context(), id, 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		pos := uint64(len(heads))
		err = sv.store.Journal().Append(t.Context(), room.Entry{Room: id, Prev: pos, Events: []room.Event{
			{Stream: room.Stream{Name: wire.ChatStream}, N: 1, Pos: pos + 1, Kind: "line", By: string(magpie.ID), Body: odd},
			{Stream: room.Stream{Name: wire.ChatStream}, N: 2, Pos: pos + 2, Kind: "line", By: string(magpie.ID), Body: body},
		}})
		if err != nil {
			t.Fatal(err)
		}
		_, err = sv.store.Notices().Post(t.Context(), []lobby.Notice{{Person: chough.ID, Kind: "seated", Body: odd}}, &lobby.Command{Actor: chough.ID, CID: wire.CID(sv.cid())})
		if err != nil {
			t.Fatal(err)
		}
		sv.visit(jackdaw, id).types("hello?") // the room learns that its log has gone on
		time.Sleep(time.Minute)
		synctest.Wait()
		p := sv.visit(chough, id)
		if p.closed() != 0 || !p.has(`"quarantined":true`) {
			t.Errorf("closed with %d, told %v", p.closed(), p.heard())
		}
		told := p.told()
		for _, want := range []string{"chat/1 line", "chat/2 line", "notices/1 seated"} {
			if !slices.Contains(told, want) {
				t.Errorf("told %v without %s", told, want)
			}
		}
		if all := strings.Join(p.heard(), ""); strings.Contains(all, "no JSON") {
			t.Errorf("told %s", all)
		}
		hall := sv.visit(chough, "")
		if hall.closed() != 0 || !slices.Contains(hall.told(), "notices/1 seated") {
			t.Errorf("in the lobby closed with %d, told %v", hall.closed(), hall.told())
		}
	})
}
