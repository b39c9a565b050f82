package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"go/doc/comment"
	"html"
	"html/template"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"rookery/lobby"
	"rookery/lobby/desk"
	"rookery/lobby/wire"
	"rookery/web"
	"rookery/web/ws"
)

//go:embed page.tmpl
var pageTemplate string

// page renders what both documents say as one page to be read: no script, no
// style of its own, and nothing that the documents do not have.
func page(s source) ([]byte, error) {
	t, err := template.New("page").Funcs(template.FuncMap{"said": said}).Parse(pageTemplate)
	if err != nil {
		return nil, fmt.Errorf("read the template: %w", err)
	}
	var out bytes.Buffer
	err = t.Execute(&out, map[string]any{
		"Subprotocol": wire.Subprotocol,
		"HTTPProse":   paragraphs(httpProse),
		"Parts":       s.pageParts(),
		"Prose":       s.pageProse(),
		"Groups":      s.pageGroups(),
		"Types":       s.pageTypes(),
		"Enums":       []string{"Stream", "Side", "Role"},
		"Values":      func(name string) string { return strings.Join(s.values(name), ", ") },
		"Limits":      limits(),
		"No":          coded(s.consts["Code"]),
		"Wait":        coded(s.consts["WaitCode"]),
		"Close":       closings(),
		"Example":     func(key string) string { return shownJSON(s.examples[key]) },
	})
	return out.Bytes(), err
}

// limits are the bounds that programs meet.
func limits() []lobby.Limit {
	return append(desk.Limits(),
		lobby.Limit{Of: "requests of one person that wait for notices", Most: fmt.Sprint(web.MaxWaiting)},
		lobby.Limit{Of: "sockets of one person in one room, or in the lobby; a newer one closes the oldest", Most: fmt.Sprint(ws.PerIdentity)},
		lobby.Limit{Of: "sockets from one address", Most: fmt.Sprintf("%d, unless the operator says otherwise", ws.PerAddress)},
	)
}

// pageProse is the protocol's own text, one level below the page's headings.
func (s source) pageProse() template.HTML {
	pr := comment.Printer{HeadingLevel: 3, HeadingID: func(h *comment.Heading) string { return h.DefaultID() }}
	// Its first paragraph says what the package is.
	text := pr.HTML(&comment.Doc{Content: s.told.Content[1:]})
	text = []byte(strings.ReplaceAll(string(text), "<pre>", `<pre tabindex="0">`)) // so that a keyboard can scroll it
	return template.HTML(text)                                                     // our own comments, escaped by the printer
}

func paragraphs(text string) []template.HTML {
	var all []template.HTML
	for p := range strings.SplitSeq(text, "\n\n") {
		all = append(all, prose(p))
	}
	return all
}

var backquoted = regexp.MustCompile("`([^`]+)`")

// prose is a sentence of ours as HTML; `names` are code.
func prose(text string) template.HTML {
	return template.HTML(backquoted.ReplaceAllString(html.EscapeString(text), "<code>$1</code>")) // escaped
}

// shownJSON is a frame on as few lines as can be read.
func shownJSON(v jsontext.Value) string {
	v = v.Clone()
	if err := v.Compact(); err != nil || len(v) <= 60 {
		return string(v)
	}
	_ = v.Indent(jsontext.WithIndent("  ")) // it was valid a line ago
	return string(v)
}

// A part of the HTTP API, its routes, and what these carry.
type (
	pagePart struct {
		Name   string
		Says   string
		Routes []pageRoute
	}
	pageRoute struct {
		ID, Method, Path string
		Does, Asks       template.HTML // the route; what its body asks for
		Who              string
		Takes            []pageMember
		Body             string // an example of it
		Answers          []pageAnswer
		Gives            string // an example of what it gives
		Refusals         []web.Refusal
	}
	pageAnswer struct {
		Status int
		Says   string
		Type   template.HTML
	}
	pageMember struct {
		Name     string
		Type     template.HTML
		Optional bool
		Doc      template.HTML
	}
)

var identities = map[web.Identity]string{
	web.Anybody: "Anybody may ask.", web.Asked: "Anybody may ask; with a token or a cookie the answer is for that person.", web.Needed: "Needs a token or a cookie.",
}

func (s source) pageParts() []pagePart {
	var all []pagePart
	for _, p := range partSays {
		part := pagePart{Name: string(p.part), Says: p.says}
		for _, r := range web.Routes() {
			if r.Part == p.part {
				part.Routes = append(part.Routes, s.pageRoute(r))
			}
		}
		all = append(all, part)
	}
	return all
}

func (s source) pageRoute(r web.Route) pageRoute {
	to := pageRoute{ID: "http-" + r.Name, Method: r.Method, Path: documented(r.Path), Does: prose(r.Does), Who: identities[r.Who]}
	inBody := false
	for _, f := range web.FieldsOf(r.Takes) {
		m := pageMember{Name: f.Name, Type: typeText(f.Type, nil), Optional: f.Optional, Doc: template.HTML("in the " + map[string]string{"path": "path", "query": "query", "body": "body"}[f.In])}
		if f.Max > 0 {
			m.Doc += template.HTML(fmt.Sprintf(", %d to %d", f.Min, f.Max))
		}
		inBody = inBody || f.In == "body"
		to.Takes = append(to.Takes, m)
	}
	if inBody {
		to.Asks = prose(s.doc(r.Takes))
		to.Body = shownJSON(s.examples[r.Takes.Name()])
	}
	for _, a := range r.Gives {
		one := pageAnswer{Status: a.Status, Says: a.Says, Type: template.HTML(html.EscapeString(a.Media))}
		switch {
		case a.Frame:
			one.Type = `<a href="#answers">an answer</a>`
			to.Body, to.Gives = shownJSON(s.examples["LobbyCommand"]), shownJSON(s.examples["Answer"])
		case a.Type != nil:
			one.Type = typeText(a.Type, nil)
			to.Gives = shownJSON(s.examples[a.Type.Name()])
		}
		to.Answers = append(to.Answers, one)
	}
	for _, no := range r.Refusals() {
		if no.Status != http.StatusInternalServerError || no.Code != "internal" {
			to.Refusals = append(to.Refusals, no)
		}
	}
	slices.SortStableFunc(to.Refusals, func(a, b web.Refusal) int { return a.Status - b.Status })
	return to
}

// Messages of one kind, as the page lists them.
type (
	pageGroup struct {
		ID, Name, Says string
		Messages       []pageMessage
	}
	pageMessage struct {
		ID, Tag string
		Stream  wire.Stream
		Doc     template.HTML
		Members []pageMember
		Example string
	}
)

func (s source) pageGroups() []pageGroup {
	group := func(id, name, says, kind string, entries []wire.Entry) pageGroup {
		g := pageGroup{ID: id, Name: name, Says: says}
		for _, e := range entries {
			key := kind + e.Type.Name()
			if kind == "event" {
				key = s.eventKind(e) + e.Type.Name()
			}
			g.Messages = append(g.Messages, pageMessage{
				ID: key, Tag: e.Tag, Stream: e.Stream, Doc: prose(s.doc(e.Type)), Members: s.pageMembers(e.Type), Example: shownJSON(s.examples[key]),
			})
		}
		return g
	}
	ofLobby := s.lobbyCommands()
	ofRoom := slices.DeleteFunc(slices.Clone(s.registry.Commands), func(e wire.Entry) bool { return slices.Contains(ofLobby, e) })
	return []pageGroup{
		group("room-commands", "Commands to a room", "They are sent over the room's own socket.", "command", ofRoom),
		group("lobby-commands", "Commands to the lobby", "Every socket takes them, and POST /api/commands does.", "command", ofLobby),
		group("events", "Events", "They are durable, and numbered in their stream.", "event", s.registry.Events),
		group("news", "Greeting, snapshots and ephemera", "They have no number; the newest replaces the older ones.", "news", s.registry.News),
		group("infos", "Answers to questions", "They come inside an info.", "info", s.registry.Infos),
	}
}

func (s source) pageTypes() []pageMessage {
	var all []pageMessage
	body := func(t reflect.Type) bool {
		for _, e := range slices.Concat(s.registry.Commands, s.registry.Events, s.registry.News, s.registry.Infos) {
			if e.Type == t && e.Type != reflect.TypeFor[wire.Lobby]() {
				return true
			}
		}
		return false
	}
	var roots []reflect.Type
	for _, r := range web.Routes() {
		for _, a := range r.Gives {
			if a.Type != nil {
				roots = append(roots, a.Type)
			}
		}
	}
	for _, t := range madeOf(slices.Concat(roots, []reflect.Type{reflect.TypeFor[web.Problem]()}, s.structs())) {
		if !body(t) {
			all = append(all, pageMessage{ID: "type-" + t.Name(), Tag: t.Name(), Doc: prose(s.doc(t)), Members: s.pageMembers(t)})
		}
	}
	slices.SortFunc(all, func(a, b pageMessage) int { return strings.Compare(a.Tag, b.Tag) })
	return all
}

func (s source) pageMembers(t reflect.Type) []pageMember {
	var all []pageMember
	for _, m := range s.members(t) {
		all = append(all, pageMember{Name: m.name, Type: typeText(m.typ, m.enum), Optional: m.optional, Doc: prose(m.doc)})
	}
	return all
}

// said reports whether any of the members has a comment of its own.
func said(members []pageMember) bool {
	return slices.ContainsFunc(members, func(m pageMember) bool { return m.Doc != "" })
}

// typeText says in words what a member is, with a link to a type that has a name.
func typeText(t reflect.Type, enum []string) template.HTML {
	if len(enum) > 0 {
		return template.HTML("<code>" + strings.Join(enum, "</code> or <code>") + "</code>") // our own struct tags
	}
	switch t.Kind() {
	case reflect.Pointer:
		return typeText(t.Elem(), nil)
	case reflect.Slice:
		return "list of " + typeText(t.Elem(), nil)
	case reflect.Map:
		return "object: " + typeText(t.Elem(), nil) + " by " + typeText(t.Key(), nil)
	case reflect.Bool:
		return "true or false"
	case reflect.Float64:
		return "number"
	case reflect.String:
		if named(t) {
			return linked(t)
		}
		return "text"
	case reflect.Struct:
		if t == eventType {
			return `<a href="#events">event</a>`
		}
		return linked(t)
	default:
		return "whole number"
	}
}

// linked is a link to where the type stands: with its message, or among the types.
func linked(t reflect.Type) template.HTML {
	id := "type-" + t.Name()
	for kind, entries := range map[string][]wire.Entry{"event": wire.Messages().Events, "info": wire.Messages().Infos} {
		if slices.ContainsFunc(entries, func(e wire.Entry) bool { return e.Type == t }) {
			id = kind + t.Name()
		}
	}
	return template.HTML(`<a href="#` + id + `">` + t.Name() + `</a>`) // a name of ours
}

// pageCode is a code of an answer, and the status that it comes with over HTTP.
type pageCode struct {
	Value, Doc string
	Status     int
}

func coded(choices []choice) []pageCode {
	var all []pageCode
	for _, c := range choices {
		all = append(all, pageCode{c.value, c.doc, web.StatusOf(wire.Code(c.value))})
	}
	return all
}

type closing struct {
	Code      int
	Text      string
	Reconnect bool
}

func closings() []closing {
	var all []closing
	for _, c := range wire.CloseCodes() {
		all = append(all, closing{int(c), wire.CloseText(c), !c.Final()})
	}
	return all
}
