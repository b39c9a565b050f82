package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"rookery/cmd/rookery/server"
	"rookery/game"
	"rookery/lobby/store/sqlite"
	"rookery/web"
)

// published is the document as a client reads it.
type published struct {
	OpenAPI string
	Paths   map[string]map[string]operation
	whole   any
}

type operation struct {
	OperationID string `json:"operationId"`
	Responses   map[string]struct {
		Content map[string]struct {
			Schema any `json:"schema"`
		} `json:"content"`
	} `json:"responses"`
}

func publish(t *testing.T) published {
	t.Helper()
	text, err := openAPI(read(t))
	if err != nil {
		t.Fatal(err)
	}
	var p published
	if err := json.Unmarshal(text, &p, json.MatchCaseInsensitiveNames(true)); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &p.whole); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestEveryRouteIsInTheDocumentAndNothingElse(t *testing.T) {
	p, routes := publish(t), make(map[string]bool)
	if p.OpenAPI != "3.1.0" {
		t.Errorf("the document says that it is %q", p.OpenAPI)
	}
	names := make(map[string]bool)
	for _, r := range web.Routes() {
		method, path := strings.ToLower(r.Method), documented(r.Path)
		routes[method+" "+path] = true
		o, ok := p.Paths[path][method]
		if !ok || o.OperationID != r.Name || names[r.Name] {
			t.Errorf("%s %s is documented as %q", r.Method, r.Path, o.OperationID)
		}
		names[r.Name] = true
	}
	for path, methods := range p.Paths {
		for method := range methods {
			if !routes[method+" "+path] {
				t.Errorf("the document has %s %s, the server does not", method, path)
			}
		}
	}
}

func TestTheExamplesOfTheDocumentFitIt(t *testing.T) {
	p, s := publish(t), read(t)
	v := validator{p.whole}
	for name := range resolve(p.whole, "#/components/schemas").(map[string]any) {
		raw, ok := s.examples[name]
		if !ok {
			continue
		}
		var example any
		if err := json.Unmarshal(raw, &example); err != nil {
			t.Fatal(err)
		}
		for _, complaint := range v.check(resolve(p.whole, "#/components/schemas/"+name), example, "") {
			t.Errorf("the example of %s: %s", name, complaint)
		}
	}
}

// serve runs the whole server until the test ends, and gives its address.
func serve(t *testing.T) string {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	store, err := sqlite.Open(t.Context(), t.TempDir(), sqlite.Options{Log: log})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	openings, err := game.NewOpenings()
	if err != nil {
		t.Fatal(err)
	}
	s := server.New(server.Config{Store: store, Listener: listener, Metrics: web.NewMetrics(), Openings: openings, Version: "test", Log: log})
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx, func() {}) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("the server ended with %v", err)
		}
	})
	return "http://" + listener.Addr().String()
}

// asker asks the server and holds each answer against the document.
type asker struct {
	*testing.T
	url  string
	doc  published
	seen map[string][]string // statuses by operation
}

// ask sends a request to an address of the route with that name; each of more is a
// header as "Name: value". The answer must have the status and be as documented.
func (a *asker) ask(says, name, address, body string, status int, more ...string) map[string]any {
	a.Helper()
	routes := web.Routes()
	r := routes[slices.IndexFunc(routes, func(r web.Route) bool { return r.Name == name })]
	req, err := http.NewRequest(r.Method, a.url+address, strings.NewReader(body))
	if err != nil {
		a.Fatal(err)
	}
	for _, h := range more {
		key, value, _ := strings.Cut(h, ": ")
		req.Header.Add(key, value)
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		a.Fatal(err)
	}
	var got []byte
	if res.StatusCode != http.StatusSwitchingProtocols {
		got, err = io.ReadAll(res.Body)
	}
	if err = cmpErr(err, res.Body.Close()); err != nil {
		a.Fatal(err)
	}
	if res.StatusCode != status {
		a.Errorf("%s: status %d, want %d: %.300s", says, res.StatusCode, status, got)
	}
	told := fmt.Sprint(res.StatusCode)
	a.seen[name] = append(a.seen[name], told)
	answer, ok := a.doc.Paths[documented(r.Path)][strings.ToLower(r.Method)].Responses[told]
	if !ok {
		a.Errorf("%s: %s is not documented to answer %s", says, name, told)
		return nil
	}
	media, _, _ := strings.Cut(res.Header.Get("Content-Type"), ";")
	content, ok := answer.Content[media]
	if !ok && len(answer.Content) > 0 && answer.Content["*/*"].Schema == nil && len(answer.Content) != 1 {
		a.Errorf("%s: %s is not documented to answer with %q", says, name, media)
	}
	if content.Schema == nil {
		return nil
	}
	var value any
	if err := json.Unmarshal(got, &value); err != nil {
		a.Fatalf("%s: %s: %v", says, got, err)
	}
	for _, complaint := range (validator{a.doc.whole}).check(content.Schema, value, "") {
		a.Errorf("%s: %s\nin %.300s", says, complaint, bytes.TrimSpace(got))
	}
	return value.(map[string]any)
}

func cmpErr(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// TestEveryAnswerIsAsDocumented asks the whole server for everything, in good ways
// and bad, and holds what it says against the published schemas.
func TestEveryAnswerIsAsDocumented(t *testing.T) {
	a := &asker{T: t, url: serve(t), doc: publish(t), seen: make(map[string][]string)}
	t.Cleanup(http.DefaultTransport.(*http.Transport).CloseIdleConnections)
	const (
		foreign = "Origin: https://evil.example"
		bad     = "Authorization: Bearer of-nobody"
		nowhere = "0198f7a2-6c1d-7e9b-8a55-3c2f1b0e9d44"
	)
	upgrade := []string{"Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Protocol: rookery.v1"}
	cids := 0
	command := func(t, d string) string {
		cids++
		return fmt.Sprintf(`{"cid":"6f1c4b1e-6f0a-4c0e-9a53-%012d","t":%q,"d":%s}`, cids, t, d)
	}

	a.ask("nobody", "me", "/api/me", "", 204)
	a.ask("a token of nobody", "me", "/api/me", "", 401, bad)
	mine := "Authorization: Bearer " + a.ask("a newcomer", "becomeSomebody", "/api/me", `{"nick":"mia","token":true}`, 200)["token"].(string)
	a.ask("oneself", "me", "/api/me", "", 200, mine)
	a.ask("a name that is taken", "becomeSomebody", "/api/me", `{"nick":"mia"}`, 409)
	a.ask("a name that may not be", "becomeSomebody", "/api/me", `{"nick":"m"}`, 422)
	a.ask("all that is wrong", "becomeSomebody", "/api/me", `{"nick":7,"colour":1,"token":null}`, 422)
	a.ask("no JSON", "becomeSomebody", "/api/me", `nick=mia`, 400)
	a.ask("too much", "becomeSomebody", "/api/me", `{"nick":"`+strings.Repeat("x", 2000)+`"}`, 413)
	a.ask("a page of another site", "becomeSomebody", "/api/me", `{"nick":"tom"}`, 403, foreign)
	a.ask("a token of nobody", "becomeSomebody", "/api/me", `{"nick":"tom"}`, 401, bad)

	handover := a.ask("for the phone", "handOver", "/api/me/handover", `{"room":"`+nowhere+`"}`, 200, mine)
	a.ask("nobody's phone", "handOver", "/api/me/handover", `{}`, 401)
	a.ask("no room", "handOver", "/api/me/handover", `{"room":"mine"}`, 422, mine)
	a.ask("no object", "handOver", "/api/me/handover", `[]`, 400, mine)
	a.ask("too much", "handOver", "/api/me/handover", `{"room":"`+strings.Repeat("x", 2000)+`"}`, 413, mine)
	a.ask("a page of another site", "handOver", "/api/me/handover", `{}`, 403, mine, foreign)
	a.ask("still open", "handover", "/api/me/handover", "", 200, mine)
	a.ask("nobody's code", "handover", "/api/me/handover", "", 401)
	with := `{"code":"` + handover["code"].(string) + `","token":true}`
	a.ask("on the phone", "continueHere", "/api/me/continue", with, 200)
	a.ask("once more", "continueHere", "/api/me/continue", with, 403)
	a.ask("without a code", "continueHere", "/api/me/continue", `{}`, 422)
	a.ask("no JSON", "continueHere", "/api/me/continue", ``, 400)
	a.ask("too much", "continueHere", "/api/me/continue", `{"code":"`+strings.Repeat("x", 2000)+`"}`, 413)

	house := command("house", `{"control":{"base":300,"inc":3},"side":"white"}`)
	a.ask("a game against the house", "command", "/api/commands", house, 200, mine)
	a.ask("sent again", "command", "/api/commands", house, 200, mine)
	a.ask("its cid for something else", "command", "/api/commands", strings.Replace(house, "white", "black", 1), 409, mine)
	a.ask("a seek", "command", "/api/commands", command("seek", `{"control":{"base":300,"inc":3},"side":"random"}`), 200, mine)
	a.ask("a question", "command", "/api/commands", command("ping", `{}`), 200)
	a.ask("by nobody", "command", "/api/commands", command("stop", `{}`), 401)
	a.ask("for a room", "command", "/api/commands", command("resign", `{}`), 400, mine)
	a.ask("that nobody knows", "command", "/api/commands", command("fly", `{}`), 400, mine)
	a.ask("without a clock", "command", "/api/commands", command("search", `{"pool":"-"}`), 422, mine)
	a.ask("of a seek that is gone", "command", "/api/commands", command("take", `{"seek":"`+nowhere+`"}`), 404, mine)
	a.ask("of a game that goes on", "command", "/api/commands", command("rematch", `{"room":"`+nowhere+`"}`), 404, mine)
	a.ask("no frame", "command", "/api/commands", `{"t":"stop"}`, 400, mine)
	a.ask("too much", "command", "/api/commands", strings.Repeat(" ", 20_000), 413, mine)
	a.ask("a page of another site", "command", "/api/commands", command("stop", `{}`), 403, mine, foreign)

	tom := a.ask("somebody else", "becomeSomebody", "/api/me", `{"nick":"tom","token":true}`, 200)
	a.ask("a challenge", "command", "/api/commands", command("seek", `{"control":{"base":300,"inc":3},"side":"white","to":"`+tom["id"].(string)+`"}`), 200, mine)
	for _, who := range []string{mine, "Authorization: Bearer " + tom["token"].(string)} {
		if list := a.ask("the challenges", "challenges", "/api/me/challenges", "", 200, who)["challenges"].([]any); len(list) != 1 {
			t.Errorf("there are %d challenges", len(list))
		}
	}
	a.ask("nobody's", "challenges", "/api/me/challenges", "", 401)

	notices := a.ask("what happened", "notices", "/api/me/notices", "", 200, mine)
	first := notices["events"].([]any)[0].(map[string]any)
	room := first["d"].(map[string]any)["room"].(string)
	a.ask("what happened since", "notices", "/api/me/notices?after=1&limit=1&wait=1", "", 200, mine)
	a.ask("a look with everything wrong", "notices", "/api/me/notices?after=-1&limit=x&wait=99&from=me", "", 422, mine)
	a.ask("nobody's", "notices", "/api/me/notices", "", 401)

	for name, path := range map[string]string{
		"people": "/api/people", "lobby": "/api/lobby", "seeks": "/api/seeks", "pools": "/api/pools", "games": "/api/games",
		"house": "/api/house", "finished": "/api/games/finished", "room": "/api/rooms/" + room, "pgn": "/rooms/" + room + "/game.pgn",
		"embed": "/embed/" + room, "front": "/", "roomPage": "/rooms/" + room, "continuePage": "/continue",
		"reference": "/api", "referenceStyle": "/api/reference.css", "openAPI": "/api/openapi.json", "asyncAPI": "/api/asyncapi.json",
		"healthy": "/healthz", "ready": "/readyz", "metrics": "/metrics",
	} {
		a.ask(name, name, path, "", 200)
	}
	a.ask("an empty list", "finished", "/api/games/finished?limit=0", "", 422)
	a.ask("no seeks at all", "seeks", "/api/seeks?limit=0", "", 422)
	for name, path := range map[string]string{
		"room": "/api/rooms/" + nowhere, "pgn": "/rooms/" + nowhere + "/game.pgn", "review": "/api/rooms/" + nowhere + "/review", "embed": "/embed/" + nowhere, "roomPage": "/rooms/" + nowhere,
		"file": "/assets/gone.js", "noSuchAPI": "/api/fame/and/fortune",
	} {
		a.ask("nothing", name, path, "", 404)
	}
	a.ask("a review for nobody's token", "review", "/api/rooms/"+room+"/review", "", 401, bad)
	a.ask("the metrics, by a stranger", "metrics", "/metrics", "", 404, "X-Forwarded-For: 192.0.2.7")
	for name, path := range map[string]string{"roomSocket": "/rooms/" + room + "/socket", "lobbySocket": "/lobby/socket", "embedSocket": "/embed/" + room + "/socket"} {
		a.ask("a socket", name, path, "", 101, append(upgrade, "Origin: "+a.url)...)
		a.ask("no handshake", name, path, "", 400, "Origin: "+a.url)
		if name != "embedSocket" {
			a.ask("a socket for a foreign page", name, path, "", 403, append(upgrade, foreign)...)
			a.ask("a socket for nobody's token", name, path, "", 401, append(upgrade, bad)...)
		}
	}
	a.ask("a board for a foreign page", "embedSocket", "/embed/"+room+"/socket", "", 101, append(upgrade, "Origin: null")...)
	a.complete()
}

// unasked are statuses that need a flood or a fault; of some routes also what needs
// the built client, or an engine.
var (
	unasked = []string{"429", "500", "503"}
	without = map[string][]string{"file": {"200"}, "review": {"200", "202", "409"}}
)

func (a *asker) complete() {
	a.Helper()
	for path, methods := range a.doc.Paths {
		for method, o := range methods {
			for status := range o.Responses {
				if !slices.Contains(a.seen[o.OperationID], status) && !slices.Contains(unasked, status) && !slices.Contains(without[o.OperationID], status) {
					a.Errorf("%s %s is documented to answer %s, which nothing has brought about", method, path, status)
				}
			}
		}
	}
}
