package web_test

import (
	"strings"
	"testing"

	"rookery/lobby"
	"rookery/lobby/room"
	"rookery/lobby/wire"
	"rookery/web"
	"rookery/web/auth"
)

func TestALinkToARoomSaysWhoPlaysWhatAndHowItStands(t *testing.T) {
	site, err := auth.NewSite([]string{"https://chess.example"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	s := open(t, built, func(cfg *web.Config) { cfg.Gate.Site = site })
	ann, bob := &wire.Person{ID: "a", Nick: "ann"}, &wire.Person{ID: "b", Nick: "bob"}
	blitz := wire.Control{Base: 300, Inc: 3}
	for _, c := range []struct {
		name string
		id   room.ID
		game wire.LiveGame
		want []string
	}{
		{"a game that goes on", "0198f7a2-6c1d-7e9b-8a55-3c2f1b0e9d41", wire.LiveGame{White: ann, Black: bob, Control: blitz, Rated: true}, []string{
			"<title>ann against bob · Rookery</title>", `content="Blitz 5+3, rated. Watch it live, and talk."`,
			`<meta property="og:title" content="ann against bob · Rookery" />`,
			`<meta property="og:url" content="https://chess.example/rooms/0198f7a2-6c1d-7e9b-8a55-3c2f1b0e9d41" />`,
			`<meta property="og:image" content="https://chess.example/preview.png" />`,
			`<meta name="robots" content="noindex" />`,
		}},
		{"a game that is over", "0198f7a2-6c1d-7e9b-8a55-3c2f1b0e9d42", wire.LiveGame{White: ann, Black: bob, Control: blitz, Ended: &wire.Ended{Result: "0-1", Reason: "flag"}}, []string{
			`content="Blitz 5+3, casual. Black won. Play it through, and read the talk."`,
		}},
		{"a seat that waits, without a clock", "0198f7a2-6c1d-7e9b-8a55-3c2f1b0e9d43", wire.LiveGame{Black: bob}, []string{
			"<title>bob and a free seat · Rookery</title>", `content="No clock, casual. One seat is free."`,
		}},
		{"a game that is shown later", "0198f7a2-6c1d-7e9b-8a55-3c2f1b0e9d44", wire.LiveGame{White: ann, Black: bob, Control: blitz, Delay: 60}, []string{
			`content="Blitz 5+3, casual. Watch it live, and talk. Shown 60 s late."`,
		}},
		{"a name that nobody may have", "0198f7a2-6c1d-7e9b-8a55-3c2f1b0e9d45", wire.LiveGame{White: &wire.Person{ID: "x", Nick: `"><b>`}, Black: bob, Control: blitz}, []string{
			"<title>&#34;&gt;&lt;b&gt; against bob · Rookery</title>",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.game.Room = string(c.id)
			if _, err := s.store.Rooms().Make(t.Context(), lobby.NewRoom{Summary: room.Summary{Room: c.id, Game: c.game}, Unlisted: true}); err != nil {
				t.Fatal(err)
			}
			res, body := s.ask("GET", "/rooms/"+string(c.id), "")
			for _, part := range c.want {
				if !strings.Contains(body, part) {
					t.Errorf("%s is not in %s", part, body)
				}
			}
			if csp := res.Header.Get("Content-Security-Policy"); res.StatusCode != 200 || !strings.Contains(csp, "require-trusted-types-for 'script'") || strings.Contains(csp, "unsafe") {
				t.Errorf("status %d, policy %q", res.StatusCode, csp)
			}
		})
	}
}

func TestTheLobbyHasAPreviewAndWhatIsNotThereHasNone(t *testing.T) {
	s := open(t, built)
	if _, body := s.ask("GET", "/", ""); !strings.Contains(body, `<meta property="og:url" content="`+s.url+`/" />`) || strings.Contains(body, "noindex") {
		t.Errorf("the lobby's head is %s", body)
	}
	for _, path := range []string{"/rooms/0198f7a2-6c1d-7e9b-8a55-3c2f1b0e9d49", "/about"} {
		if res, body := s.ask("GET", path, ""); res.StatusCode != 404 || strings.Contains(body, "og:") || !strings.Contains(body, "noindex") {
			t.Errorf("%s: status %d, %s", path, res.StatusCode, body)
		}
	}
}

func TestWhatProgrammersReadIsSentInFewerBytes(t *testing.T) {
	s := open(t, built)
	for _, path := range []string{"/", "/api", "/api/openapi.json", "/api/asyncapi.json", "/api/reference.css"} {
		res, small := s.ask("GET", path, "", "Accept-Encoding: gzip, br")
		plain, whole := s.ask("GET", path, "")
		if res.Header.Get("Content-Encoding") != "gzip" || res.Header.Get("Vary") != "Accept-Encoding" || plain.Header.Get("Vary") != "Accept-Encoding" || path != "/" && len(small) > len(whole)/2 {
			t.Errorf("%s: %d bytes of %d, headers %v", path, len(small), len(whole), res.Header)
		}
	}
}
