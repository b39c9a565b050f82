package web_test

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/go-json-experiment/json"

	"rookery/lobby"
	"rookery/lobby/client"
	"rookery/lobby/person"
	"rookery/lobby/room"
	"rookery/lobby/store/memory"
	"rookery/lobby/wire"
	"rookery/web"
	"rookery/web/auth"
	"rookery/web/ws"
)

// built is what Vite leaves behind.
var built = fstest.MapFS{
	".keep":                {},
	"index.html":           {Data: []byte("<!doctype html><title>Rookery</title>")},
	"favicon.svg":          {Data: []byte("<svg/>")},
	"room.html":            {Data: []byte("<!doctype html><title>A room</title>")},
	"embed.html":           {Data: []byte("<!doctype html><title>A game</title>")},
	"assets/main-1a2b3.js": {Data: []byte("export {}")},
}

type site struct {
	t       *testing.T
	url     string
	ready   error
	store   *memory.Store
	rooms   int // how often the store was asked for a room
	renamed []person.ID
	panic   bool
}

// open serves the pages over an empty store, as configured otherwise by more.
func open(t *testing.T, pages fs.FS, more ...func(*web.Config)) *site {
	t.Helper()
	store := memory.New()
	s := &site{t: t, store: store}
	log := slog.New(slog.DiscardHandler)
	var at auth.Site
	cfg := web.Config{
		Gate: auth.Gate{Persons: store.Persons(), Handovers: store.Handovers(), Site: at},
		Sockets: ws.New(ws.Config{
			Origin: at.SameOrigin,
			Enter:  func(client.Visit) ws.Session { panic("nobody enters in these tests") },
		}),
		Lobby: func() wire.Lobby {
			if s.panic {
				panic("a line that somebody said")
			}
			return wire.Lobby{Pools: []wire.Pool{{Pool: "5+3"}}}
		},
		Renamed: func(_ context.Context, who person.ID) error { s.renamed = append(s.renamed, who); return nil },
		Room: func(ctx context.Context, id room.ID) (room.Summary, error) {
			s.rooms++
			return store.Rooms().Room(ctx, id)
		},
		Finished: store.Rooms().Finished,
		Game: func(ctx context.Context, id room.ID) (room.Played, error) {
			return room.ReadGame(ctx, store.Journal(), id, time.Now())
		},
		Serving: t.Context(),
		Metrics: web.NewMetrics(),
		Ready:   func() error { return s.ready },
		Log:     log,
		Pages:   pages,
	}
	for _, f := range more {
		f(&cfg)
	}
	srv := httptest.NewServer(web.New(cfg))
	t.Cleanup(srv.Close)
	s.url = srv.URL
	return s
}

// ask sends a request; each of more is a header as "Name: value".
func (s *site) ask(method, path, body string, more ...string) (*http.Response, string) {
	s.t.Helper()
	req, err := http.NewRequest(method, s.url+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	for _, h := range more {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Add(name, value)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	got, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return res, string(got)
}

func code(t *testing.T, body string) string {
	t.Helper()
	var p struct {
		Code string `json:"code"`
		Text string `json:"text"`
	}
	if err := json.Unmarshal([]byte(body), &p); err != nil || p.Text == "" {
		t.Fatalf("%q is no problem in words: %v", body, err)
	}
	return p.Code
}

// The whole of both content policies, as they are spelled: what comes to be allowed is in a test before.
const (
	wholePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
		"font-src 'none'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
		"require-trusted-types-for 'script'; trusted-types svelte-trusted-html"
	framedPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
		"font-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors *; require-trusted-types-for 'script'; trusted-types 'none'; " +
		"sandbox allow-scripts allow-popups allow-popups-to-escape-sandbox"
)

func TestEveryAddressAnswersAsItShould(t *testing.T) {
	s := open(t, built)
	page, none := "text/html; charset=utf-8", "no-store"
	for _, c := range []struct {
		name, method, path string
		status             int
		kind, cache        string
	}{
		{"the lobby's page", "GET", "/", 200, page, none},
		{"the page by its file's name", "GET", "/index.html", 200, page, none},
		{"a room that does not exist", "GET", "/rooms/nowhere", 404, page, none},
		{"an address that nobody knows", "GET", "/about/us", 404, page, none},
		{"a hashed file", "GET", "/assets/main-1a2b3.js", 200, "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"},
		{"a hashed file of an older build", "GET", "/assets/main-00000.js", 404, "application/json", none},
		{"a file with a fixed name", "GET", "/favicon.svg", 200, "image/svg+xml", "no-cache"},
		{"a hidden file", "GET", "/.keep", 404, page, none},
		{"a folder", "GET", "/assets", 404, page, none},
		{"the page that other sites frame, by its file's name", "GET", "/embed.html", 404, page, none},
		{"a room's page, by its file's name", "GET", "/room.html", 404, page, none},
		{"where a handover leads", "GET", "/continue", 200, page, none},
		{"the sockets' description", "GET", "/api/asyncapi.json", 200, "application/json", "no-cache"},
		{"the API's description", "GET", "/api/openapi.json", 200, "application/json", "no-cache"},
		{"both, to be read", "GET", "/api", 200, page, "no-cache"},
		{"how that looks", "GET", "/api/reference.css", 200, "text/css; charset=utf-8", "no-cache"},
		{"the games as data", "GET", "/api/games", 200, "application/json", none},
		{"the lobby as data", "GET", "/api/lobby", 200, "application/json", none},
		{"a room as data that does not exist", "GET", "/api/rooms/nowhere", 404, "application/json", none},
		{"the PGN of no room", "GET", "/rooms/nowhere/game.pgn", 404, "application/json", none},
		{"an API that nobody knows", "GET", "/api/fame", 404, "application/json", none},
		{"nobody", "GET", "/api/me", 204, "", none},
		{"a method that nobody knows", "DELETE", "/api/me", 405, "text/plain; charset=utf-8", ""},
		{"life", "GET", "/healthz", 200, "text/plain; charset=utf-8", none},
		{"readiness", "GET", "/readyz", 200, "text/plain; charset=utf-8", none},
	} {
		t.Run(c.name, func(t *testing.T) {
			res, body := s.ask(c.method, c.path, "")
			if res.StatusCode != c.status || res.Header.Get("Content-Type") != c.kind || res.Header.Get("Cache-Control") != c.cache {
				t.Errorf("status %d, type %q, cache %q: %.200s", res.StatusCode, res.Header.Get("Content-Type"), res.Header.Get("Cache-Control"), body)
			}
			if csp := res.Header.Get("Content-Security-Policy"); csp != wholePolicy {
				t.Errorf("the policy is %q", csp)
			}
			if res.Header.Get("X-Content-Type-Options") != "nosniff" || res.Header.Get("Referrer-Policy") == "" {
				t.Errorf("headers %v", res.Header)
			}
		})
	}
}

func TestASlashBehindARoomLeadsToTheRoom(t *testing.T) {
	s := open(t, built)
	for path, want := range map[string]string{
		"/rooms/nowhere/":          "/rooms/nowhere",
		"/rooms/a%2F%2Fevil.test/": "/rooms/a%2F%2Fevil.test",
		"/rooms/nowhere/?ply=3":    "/rooms/nowhere?ply=3",
		"/rooms/":                  "/rooms",
	} {
		if res, _ := s.ask("GET", path, ""); res.Request.URL.RequestURI() != want || res.StatusCode != 404 {
			t.Errorf("%s led to %s, with %d; want %s", path, res.Request.URL, res.StatusCode, want)
		}
	}
}

func TestTheBoardForOtherSitesMayBeFramedAndCanDoNothingElse(t *testing.T) {
	s := open(t, built)
	const id = "0198f7a2-6c1d-7e9b-8a55-3c2f1b0e9d44"
	if _, err := s.store.Rooms().Make(t.Context(), lobby.NewRoom{Summary: room.Summary{Room: id, Game: wire.LiveGame{Room: id}}, Unlisted: true}); err != nil {
		t.Fatal(err)
	}
	for path, status := range map[string]int{"/embed/" + id: 200, "/embed/" + id + "?side=black": 200, "/embed/0198f7a2-6c1d-7e9b-8a55-000000000000": 404, "/embed/nowhere": 404} {
		res, body := s.ask("GET", path, "")
		csp := res.Header.Get("Content-Security-Policy")
		if res.StatusCode != status || !strings.Contains(body, "A game") || csp != framedPolicy {
			t.Errorf("%s: status %d, policy %q: %s", path, res.StatusCode, csp, body)
		}
		if len(res.Cookies()) > 0 || res.Header.Get("Set-Cookie") != "" {
			t.Errorf("%s sets a cookie", path)
		}
	}
	for path, want := range map[string]string{"/assets/main-1a2b3.js": "*", "/favicon.svg": "", "/api/lobby": "", "/": ""} {
		if res, _ := s.ask("GET", path, ""); res.Header.Get("Access-Control-Allow-Origin") != want {
			t.Errorf("%s may be read by pages of %q", path, res.Header.Get("Access-Control-Allow-Origin"))
		}
	}
}

// become makes a guest of a program.
func (s *site) become(nick string) (me struct{ Token string }) {
	s.t.Helper()
	_, body := s.ask("POST", "/api/me", `{"nick":"`+nick+`","token":true}`)
	if err := json.Unmarshal([]byte(body), &me, json.MatchCaseInsensitiveNames(true)); err != nil {
		s.t.Fatal(err)
	}
	return me
}

func TestOneAddressAsksForOnlySoManyCodes(t *testing.T) {
	s := open(t, built)
	mine := "Authorization: Bearer " + s.become("mia").Token
	for range 60 {
		if res, body := s.ask("POST", "/api/me/handover", `{}`, mine); res.StatusCode != 200 {
			t.Fatalf("status %d, %s", res.StatusCode, body)
		}
	}
	res, body := s.ask("POST", "/api/me/handover", `{}`, mine)
	if res.StatusCode != 429 || code(t, body) != "rate_limited" || res.Header.Get("Retry-After") == "" {
		t.Errorf("the sixty-first is answered %d, %s", res.StatusCode, body)
	}
}

// TestWrongCodesOfANeighbourKeepNobodyOut: a code cannot be guessed, and many people have one address.
func TestWrongCodesOfANeighbourKeepNobodyOut(t *testing.T) {
	s := open(t, built)
	for range 70 {
		if res, body := s.ask("POST", "/api/me/continue", `{"code":"guessed"}`); res.StatusCode != 403 {
			t.Fatalf("status %d, %s", res.StatusCode, body)
		}
	}
	var shown struct{ Code string }
	_, body := s.ask("POST", "/api/me/handover", `{}`, "Authorization: Bearer "+s.become("mia").Token)
	if err := json.Unmarshal([]byte(body), &shown, json.MatchCaseInsensitiveNames(true)); err != nil {
		t.Fatal(err)
	}
	if res, body := s.ask("POST", "/api/me/continue", `{"code":"`+shown.Code+`"}`); res.StatusCode != 200 {
		t.Errorf("the right one is answered %d, %s", res.StatusCode, body)
	}
}

func TestWhoChangesTheirNameAllTheTimeIsToldToWait(t *testing.T) {
	s := open(t, built)
	mine := "Authorization: Bearer " + s.become("mia").Token
	name := func(n string) int {
		res, _ := s.ask("POST", "/api/me", `{"nick":"`+n+`"}`, mine)
		return res.StatusCode
	}
	for i := range 10 {
		if status := name(fmt.Sprint("mia", i)); status != 200 {
			t.Fatalf("the name %d is answered %d", i, status)
		}
	}
	if status := name("mia10"); status != 429 {
		t.Errorf("the eleventh name at once is answered %d", status)
	}
	if status := name("mia9"); status != 200 {
		t.Errorf("the name that one has is answered %d", status)
	}
	if res, _ := s.ask("POST", "/api/me", `{"nick":"tim"}`, "Authorization: Bearer "+s.become("leo").Token); res.StatusCode != 200 {
		t.Errorf("somebody else’s name is answered %d", res.StatusCode)
	}
}

func TestABuildWithoutTheClientSaysHowToBuildIt(t *testing.T) {
	res, body := open(t, fstest.MapFS{".keep": {}}).ask("GET", "/", "")
	if res.StatusCode != 200 || !strings.Contains(body, "make run") {
		t.Errorf("status %d: %s", res.StatusCode, body)
	}
}

func TestAVisitorTakesANickAndLaterAnother(t *testing.T) {
	s := open(t, built)
	res, body := s.ask("POST", "/api/me", `{"nick":"mia"}`, "Origin: "+s.url)
	if res.StatusCode != 200 || strings.Contains(body, "token") {
		t.Fatalf("status %d: %s", res.StatusCode, body)
	}
	cookie := res.Cookies()[0]
	if cookie.Name != "rookery" || !cookie.HttpOnly || cookie.Secure {
		t.Errorf("cookie %+v", cookie)
	}
	mine := "Cookie: rookery=" + cookie.Value
	if _, body := s.ask("GET", "/api/me", "", mine); !strings.Contains(body, `"nick":"mia"`) {
		t.Errorf("I am %s", body)
	}
	res, body = s.ask("POST", "/api/me", `{"nick":"mia2"}`, mine, "Origin: "+s.url)
	if res.StatusCode != 200 || !strings.Contains(body, `"nick":"mia2"`) || len(res.Cookies()) > 0 {
		t.Errorf("renamed: status %d, %s, cookies %v", res.StatusCode, body, res.Cookies())
	}
	s.ask("POST", "/api/me", `{"nick":"mia2"}`, mine, "Origin: "+s.url)
	if len(s.renamed) != 1 || !strings.Contains(body, string(s.renamed[0])) {
		t.Errorf("renamed are %v, which was done once", s.renamed)
	}
}

func TestAProgramGetsATokenInsteadOfACookie(t *testing.T) {
	s := open(t, built)
	res, body := s.ask("POST", "/api/me", `{"nick":"robin","token":true}`)
	var me struct{ ID, Nick, Token string }
	if err := json.Unmarshal([]byte(body), &me, json.MatchCaseInsensitiveNames(true)); err != nil || me.Token == "" || len(res.Cookies()) > 0 {
		t.Fatalf("%s, cookies %v", body, res.Cookies())
	}
	if _, body := s.ask("GET", "/api/me", "", "Authorization: Bearer "+me.Token); !strings.Contains(body, me.ID) {
		t.Errorf("I am %s", body)
	}
}

func TestABadRequestForANickIsRefusedInWords(t *testing.T) {
	s := open(t, built)
	s.ask("POST", "/api/me", `{"nick":"mia"}`)
	for _, c := range []struct {
		name, body string
		headers    []string
		status     int
		code       string
	}{
		{"a nick that is taken", `{"nick":"Mia"}`, nil, 409, "taken"},
		{"a nick too short", `{"nick":"m"}`, nil, 422, "nick_form"},
		{"a nick with a blank", `{"nick":"m a"}`, nil, 422, "nick_form"},
		{"a reserved nick", `{"nick":"house"}`, nil, 422, "reserved"},
		{"no nick", `{}`, nil, 422, "invalid"},
		{"no JSON", `nick=mia`, nil, 400, "bad_message"},
		{"an unknown field", `{"nick":"tom","admin":true}`, nil, 422, "invalid"},
		{"a field twice", `{"nick":"tom","nick":"kim"}`, nil, 400, "bad_message"},
		{"something after it", `{"nick":"tom"}{}`, nil, 400, "bad_message"},
		{"nothing", ``, nil, 400, "bad_message"},
		{"2 KB", `{"nick":"` + strings.Repeat("x", 2000) + `"}`, nil, 413, "too_long"},
		{"a page of another site", `{"nick":"tom"}`, []string{"Origin: https://evil.example"}, 403, "foreign_origin"},
		{"a sandboxed page", `{"nick":"tom"}`, []string{"Origin: null"}, 403, "foreign_origin"},
		{"a token of nobody", `{"nick":"tom"}`, []string{"Authorization: Bearer x"}, 401, "bad_token"},
	} {
		t.Run(c.name, func(t *testing.T) {
			res, body := s.ask("POST", "/api/me", c.body, c.headers...)
			if res.StatusCode != c.status || code(t, body) != c.code || len(res.Cookies()) > 0 {
				t.Errorf("status %d: %s, want %d %s", res.StatusCode, body, c.status, c.code)
			}
		})
	}
}

func TestOneAddressMakesOnlySoManyGuests(t *testing.T) {
	s := open(t, built, func(cfg *web.Config) { cfg.Guests, cfg.GuestEvery = 2, time.Hour })
	_, body := s.ask("POST", "/api/me", `{"nick":"mia","token":true}`)
	var mia struct{ Token string }
	if err := json.Unmarshal([]byte(body), &mia, json.MatchCaseInsensitiveNames(true)); err != nil {
		t.Fatal(err)
	}
	s.ask("POST", "/api/me", `{"nick":"kim"}`)
	res, body := s.ask("POST", "/api/me", `{"nick":"tom"}`, "X-Forwarded-For: 192.0.2.1")
	if res.StatusCode != 429 || code(t, body) != "rate_limited" || res.Header.Get("Retry-After") != "3600" {
		t.Errorf("status %d, retry after %q: %s", res.StatusCode, res.Header.Get("Retry-After"), body)
	}
	if res, body := s.ask("POST", "/api/me", `{"nick":"mila"}`, "Authorization: Bearer "+mia.Token); res.StatusCode != 200 {
		t.Errorf("a guest who is known already may still be called otherwise: status %d, %s", res.StatusCode, body)
	}
}

func TestAPlayersNickStays(t *testing.T) {
	s := open(t, built)
	_, body := s.ask("POST", "/api/me", `{"nick":"mia","token":true}`)
	var mia struct{ ID, Nick, Token string }
	if err := json.Unmarshal([]byte(body), &mia, json.MatchCaseInsensitiveNames(true)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.store.Rooms().Make(t.Context(), lobby.NewRoom{Summary: room.Summary{
		Room: "r", Game: wire.LiveGame{White: &wire.Person{ID: mia.ID, Nick: mia.Nick}},
	}}); err != nil {
		t.Fatal(err)
	}
	res, body := s.ask("POST", "/api/me", `{"nick":"kim"}`, "Authorization: Bearer "+mia.Token)
	if res.StatusCode != 409 || code(t, body) != "seated" {
		t.Errorf("status %d: %s", res.StatusCode, body)
	}
}

func TestTheStoreIsNotAskedForWhatIsNoRoomsId(t *testing.T) {
	s := open(t, built)
	for _, path := range []string{"/rooms/%s", "/rooms/%s/game.pgn", "/api/rooms/%s"} {
		for id, want := range map[string]int{"nowhere": 0, "a%0Aforged%20line": 0, "0198f7a2-6c1d-7e9b-8a55-3c2f1b0e9d44": 1} {
			s.rooms = 0
			if res, _ := s.ask("GET", fmt.Sprintf(path, id), ""); res.StatusCode != 404 || s.rooms != want {
				t.Errorf("%s of %s: status %d, the store was asked %d times", path, id, res.StatusCode, s.rooms)
			}
		}
	}
}

func TestASocketIsRefusedBeforeTheUpgrade(t *testing.T) {
	s := open(t, built)
	upgrade := []string{"Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="}
	mine := append(upgrade, "Origin: "+s.url)
	for _, c := range []struct {
		name    string
		query   string
		headers []string
		status  int
		code    string
	}{
		{"a foreign page", "", append(upgrade, "Origin: https://evil.example", "Sec-WebSocket-Protocol: "+wire.Subprotocol), 403, "foreign_origin"},
		{"a token of nobody", "", append(upgrade, "Authorization: Bearer x"), 401, "bad_token"},
		{"no subprotocol", "", mine, 400, "subprotocol"},
		{"a bad position", "?game=x", append(mine, "Sec-WebSocket-Protocol: "+wire.Subprotocol), 400, "bad_message"},
		{"no upgrade at all", "", []string{"Origin: " + s.url}, 400, "handshake"},
	} {
		for _, path := range []string{"/lobby/socket", "/rooms/r1/socket"} {
			t.Run(c.name+" at "+path, func(t *testing.T) {
				res, body := s.ask("GET", path+c.query, "", c.headers...)
				if res.StatusCode != c.status || code(t, body) != c.code {
					t.Errorf("status %d: %s", res.StatusCode, body)
				}
			})
		}
	}
}

func TestTheMetricsAreForThisMachineAndWhomItNames(t *testing.T) {
	proxied, err := auth.NewSite(nil, []string{"127.0.0.0/8"})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name    string
		site    auth.Site
		from    string
		headers []string
		shown   bool
	}{
		{"this machine", auth.Site{}, "", nil, true},
		{"a proxy on this machine that nobody declared", auth.Site{}, "", []string{"X-Forwarded-For: 192.0.2.7"}, false},
		{"a proxy on this machine for a stranger", proxied, "", []string{"X-Forwarded-For: 192.0.2.7"}, false},
		{"a stranger who says that they are this machine", proxied, "", []string{"X-Forwarded-For: 127.0.0.1, 192.0.2.7"}, false},
		{"somebody who says that a proxy says that they are this machine", auth.Site{}, "", []string{"X-Forwarded-For: 127.0.0.1"}, false},
		{"a network that is named", proxied, "192.0.2.0/24", []string{"X-Forwarded-For: 192.0.2.7"}, true},
		{"a network that is named, by nobody who is trusted", auth.Site{}, "192.0.2.0/24", []string{"X-Forwarded-For: 192.0.2.7"}, false},
		{"another network", proxied, "192.0.2.0/24", []string{"X-Forwarded-For: 192.0.3.7"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := open(t, built, func(cfg *web.Config) {
				cfg.Gate.Site = c.site
				if c.from != "" {
					cfg.MetricsFrom = []netip.Prefix{netip.MustParsePrefix(c.from)}
				}
			})
			res, body := s.ask("GET", "/metrics", "", c.headers...)
			if shown := res.StatusCode == 200 && strings.Contains(body, "rookery_commit_seconds"); shown != c.shown || !shown && (res.StatusCode != 404 || strings.Contains(body, "rookery")) {
				t.Errorf("status %d, %.100s", res.StatusCode, body)
			}
		})
	}
}

func TestAServerThatCannotTakeVisitorsIsNotReady(t *testing.T) {
	s := open(t, built)
	s.ready = fmt.Errorf("commit to /some/file: %w", room.ErrFull)
	if res, body := s.ask("GET", "/readyz", ""); res.StatusCode != 503 || body != "not ready\n" {
		t.Errorf("status %d: %s", res.StatusCode, body)
	}
	if res, _ := s.ask("GET", "/healthz", ""); res.StatusCode != 200 {
		t.Errorf("but it lives: status %d", res.StatusCode)
	}
}

func TestAPanicIsAnAnswerAndNotTheEnd(t *testing.T) {
	s := open(t, built)
	s.panic = true
	if res, body := s.ask("GET", "/api/lobby", ""); res.StatusCode != 500 || strings.Contains(body, "somebody said") {
		t.Errorf("status %d: %s", res.StatusCode, body)
	}
	s.panic = false
	if res, _ := s.ask("GET", "/api/lobby", ""); res.StatusCode != 200 {
		t.Errorf("afterwards status %d", res.StatusCode)
	}
}
