package main

import (
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"rookery/lobby/client"
	"rookery/lobby/wire"
	"rookery/web"
)

// openAPI renders the routes of the server as an OpenAPI 3.1 document.
func openAPI(s source) ([]byte, error) {
	s.registry.Infos = slices.DeleteFunc(slices.Clone(s.registry.Infos), func(e wire.Entry) bool { return !slices.Contains(lobbyInfos, e.Tag) })
	text, err := json.Marshal(object{
		{"openapi", "3.1.0"},
		{"info", object{
			{"title", "Rookery"},
			{"version", strings.TrimPrefix(wire.Subprotocol, "rookery.v")},
			{"description", httpProse},
			{"license", object{{"name", "MIT"}, {"identifier", "MIT"}}},
		}},
		{"servers", []any{object{{"url", "/"}, {"description", "The server that this document comes from."}}}},
		{"tags", tags()},
		{"paths", s.paths()},
		{"components", object{
			{"securitySchemes", object{
				{"token", object{{"type", "http"}, {"scheme", "bearer"}, {"description", "What POST /api/me gives who asks for a token. For programs."}}},
				{"cookie", object{{"type", "apiKey"}, {"in", "cookie"}, {"name", "__Host-rookery"}, {"description", "A browser's; its name is rookery where the server is reached by plain http."}}},
			}},
			{"schemas", s.httpSchemas()},
		}},
	}, jsontext.WithIndent("  "))
	return append(text, '\n'), err
}

// lobbyInfos are the answers to questions that the lobby is asked; the others are a room's.
var lobbyInfos = []string{"pong", "searching", "following"}

// httpProse is what holds for every route.
const httpProse = `Reading needs no identity. Acting needs one: POST /api/me with a nick and "token": true gives a program its secret, which it sends as "Authorization: Bearer TOKEN" from then on; browsers have a cookie instead. A request that changes something and has an Origin must come from this site's own pages.

Bodies are JSON objects. A field that is unknown, missing, null, doubled or of the wrong kind is refused with 422, and all of them are listed at once. Every refusal is a Problem: a stable code and a sentence. Answers may gain fields within the same version.

The sockets, /lobby/socket and /rooms/{id}/socket, are told of in /api/asyncapi.json; what the lobby's socket takes, POST /api/commands takes as well, but for history.`

var partSays = []struct {
	part web.Part
	says string
}{
	{web.PartPeople, "Who one is, and who is here."},
	{web.PartLobby, "Finding a game."},
	{web.PartRooms, "Games that go on, and games that are over."},
	{web.PartSockets, "WebSockets; what goes over them is in the AsyncAPI document."},
	{web.PartPages, "For browsers."},
	{web.PartOperator, "For whoever runs the server."},
}

func tags() []any {
	var all []any
	for _, p := range partSays {
		all = append(all, object{{"name", p.part}, {"description", p.says}})
	}
	return all
}

// documented is a route's path as OpenAPI writes it: there, a pattern for all that
// lies below has a parameter.
func documented(path string) string {
	if path == "/{$}" {
		return "/"
	}
	if strings.HasSuffix(path, "/") {
		return path + "{rest}"
	}
	return path
}

// paths groups the routes by their address, in the order of the table.
func (s source) paths() object {
	var all object
	for _, r := range web.Routes() {
		path := documented(r.Path)
		operation := pair{strings.ToLower(r.Method), s.operation(r)}
		if i := slices.IndexFunc(all, func(p pair) bool { return p.name == path }); i >= 0 {
			all[i].value = append(all[i].value.(object), operation)
		} else {
			all = append(all, pair{path, object{operation}})
		}
	}
	return all
}

func (s source) operation(r web.Route) object {
	o := object{{"operationId", r.Name}, {"tags", []web.Part{r.Part}}, {"summary", r.Does}}
	switch r.Who {
	case web.Needed:
		o = append(o, pair{"security", []any{object{{"token", []any{}}}, object{{"cookie", []any{}}}}})
	case web.Asked:
		o = append(o, pair{"security", []any{object{}, object{{"token", []any{}}}, object{{"cookie", []any{}}}}})
	}
	var parameters []any
	fields := web.FieldsOf(r.Takes)
	for _, f := range fields {
		if f.In != "body" {
			parameters = append(parameters, object{{"name", f.Name}, {"in", f.In}, {"required", !f.Optional}, {"schema", fieldSchema(f)}})
		}
	}
	if strings.HasSuffix(documented(r.Path), "{rest}") {
		parameters = append(parameters, object{{"name", "rest"}, {"in", "path"}, {"required", true}, {"description", "Any path, with its slashes."}, {"schema", object{{"type", "string"}}}})
	}
	if parameters != nil {
		o = append(o, pair{"parameters", parameters})
	}
	var body object
	switch {
	case r.Name == "command":
		body = ref("#/components/schemas/LobbyCommand")
	case slices.ContainsFunc(fields, func(f web.Field) bool { return f.In == "body" }):
		body = ref("#/components/schemas/" + r.Takes.Name())
	}
	if body != nil {
		o = append(o, pair{"requestBody", object{{"required", true}, {"content", s.content("application/json", body)}}})
	}
	return append(o, pair{"responses", s.responses(r)})
}

// fieldSchema is the schema of what stands in an address.
func fieldSchema(f web.Field) object {
	schema := reference(f.Type)
	if f.Type.Kind() == reflect.Int {
		schema = append(schema, pair{"minimum", f.Min})
		if f.Max > 0 {
			schema = append(schema, pair{"maximum", f.Max})
		}
	}
	return schema
}

// content is a body of that kind; JSON has its schema and, if there is one, an example.
func (s source) content(media string, schema object) object {
	if schema == nil {
		return object{{media, object{}}}
	}
	inside := object{{"schema", schema}}
	name := strings.TrimPrefix(schema[0].value.(string), "#/components/schemas/")
	if e, ok := s.examples[name]; ok {
		inside = append(inside, pair{"example", e})
	}
	return object{{media, inside}}
}

// response is one status of a route, with all that it may mean.
type response struct {
	status int
	says   []string
	media  string
	schema object
}

// responses are what a route answers, by status. An answer of a command shares its
// statuses with refusals of the request, and has a schema for either.
func (s source) responses(r web.Route) object {
	var all []response
	add := func(status int, says, media string, schema object) {
		i := slices.IndexFunc(all, func(other response) bool { return other.status == status })
		if i < 0 {
			all = append(all, response{status, []string{says}, media, schema})
			return
		}
		all[i].says = append(all[i].says, says)
		if !reflect.DeepEqual(all[i].schema, schema) {
			all[i].schema = object{{"$ref", "#/components/schemas/ProblemOrAnswer"}}
		}
	}
	for _, a := range r.Gives {
		switch {
		case a.Frame:
			add(a.Status, a.Says, a.Media, ref("#/components/schemas/Answer"))
		case a.Type != nil:
			add(a.Status, a.Says, a.Media, ref("#/components/schemas/"+a.Type.Name()))
		default:
			add(a.Status, a.Says, a.Media, nil)
		}
		if strings.Contains(a.Says, "with 404") {
			add(http.StatusNotFound, "The page, which says that there is nothing here.", a.Media, nil)
		}
	}
	if r.Name == "command" {
		for _, c := range slices.Concat(s.consts["Code"], s.consts["WaitCode"]) {
			add(web.StatusOf(wire.Code(c.value)), c.value+": "+c.doc+".", "application/json", ref("#/components/schemas/Answer"))
		}
	}
	for _, no := range r.Refusals() {
		add(no.Status, string(no.Code)+": "+no.Text, "application/json", ref("#/components/schemas/Problem"))
	}
	slices.SortStableFunc(all, func(a, b response) int { return a.status - b.status })
	var o object
	for _, a := range all {
		slices.Sort(a.says[min(1, len(a.says)):])
		one := object{{"description", strings.Join(slices.Compact(a.says), "\n")}}
		if a.media != "" {
			one = append(one, pair{"content", s.content(a.media, a.schema)})
		}
		o = append(o, pair{fmt.Sprint(a.status), one})
	}
	return o
}

// httpSchemas are those of the routes' bodies, of the lobby's commands and their
// answers, and of all that these are made of.
func (s source) httpSchemas() object {
	var roots []reflect.Type
	for _, r := range web.Routes() {
		if slices.ContainsFunc(web.FieldsOf(r.Takes), func(f web.Field) bool { return f.In == "body" }) {
			roots = append(roots, r.Takes)
		}
		for _, a := range r.Gives {
			if a.Type != nil {
				roots = append(roots, a.Type)
			}
		}
	}
	roots = append(roots, reflect.TypeFor[web.Problem]())
	for _, e := range slices.Concat(s.lobbyCommands(), s.registry.Infos) {
		roots = append(roots, e.Type)
	}
	var notices []any
	for _, e := range s.registry.Events {
		if e.Stream == wire.NoticeStream {
			roots = append(roots, e.Type)
			notices = append(notices, s.message("", e, false, s.eventMembers(e), "s", "n", "t", "at", "d").body[2].value)
		}
	}
	all := s.enumSchemas()
	for _, t := range madeOf(roots) {
		all = append(all, pair{t.Name(), s.structSchema(t)})
	}
	all = append(all, pair{"Event", object{{"description", "One of one's notices."}, {"oneOf", notices}}})
	return append(all, s.commandSchemas()...)
}

// lobbyCommands are those that need no room.
func (s source) lobbyCommands() []wire.Entry {
	var all []wire.Entry
	for _, e := range s.registry.Commands {
		cmd := reflect.Zero(e.Type).Interface().(wire.Command)
		if _, ping := cmd.(wire.Ping); ping || client.OfLobby(cmd) {
			all = append(all, e)
		}
	}
	return all
}

// commandSchemas are the frames of POST /api/commands and its answers.
func (s source) commandSchemas() object {
	var commands, answers, all []any
	for _, e := range s.lobbyCommands() {
		commands = append(commands, s.message("", e, true, commandMembers(e), "cid", "t").body[2].value)
	}
	named := object{}
	for _, m := range s.answerMessages() {
		name := strings.ToUpper(m.key[:1]) + m.key[1:]
		named = append(named, pair{name, append(object{{"description", m.body[1].value}}, m.body[2].value.(object)...)})
		answers = append(answers, ref("#/components/schemas/"+name))
	}
	all = append(append(all, answers...), ref("#/components/schemas/Problem"))
	return append(named,
		pair{"LobbyCommand", object{{"description", "A command of the lobby. What each does is told in the AsyncAPI document."}, {"oneOf", commands}}},
		pair{"Answer", object{{"description", "The answer to a command."}, {"oneOf", answers}}},
		pair{"ProblemOrAnswer", object{{"description", "The command's answer or, if it could not be put to the lobby, a Problem."}, {"oneOf", all}}},
	)
}
