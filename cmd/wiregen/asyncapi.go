package main

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"rookery/lobby/wire"
)

// object is a JSON object that keeps its members in order.
type object []pair

type pair struct {
	name  string
	value any
}

// MarshalJSONTo writes the members in their order.
func (o object) MarshalJSONTo(enc *jsontext.Encoder) error {
	if err := enc.WriteToken(jsontext.BeginObject); err != nil {
		return err
	}
	for _, p := range o {
		if err := enc.WriteToken(jsontext.String(p.name)); err != nil {
			return err
		}
		if err := json.MarshalEncode(enc, p.value); err != nil {
			return fmt.Errorf("member %s: %w", p.name, err)
		}
	}
	return enc.WriteToken(jsontext.EndObject)
}

// asyncAPI renders the protocol as an AsyncAPI 3.0 document.
func asyncAPI(s source) ([]byte, error) {
	messages := s.messages()
	text, err := json.Marshal(object{
		{"asyncapi", "3.0.0"},
		{"info", object{
			{"title", "Rookery"},
			{"version", strings.TrimPrefix(wire.Subprotocol, "rookery.v")},
			{"description", s.prose},
			{"license", object{{"name", "MIT"}}},
		}},
		{"defaultContentType", "application/json"},
		{"servers", object{{"rookery", object{
			{"host", "localhost:8080"},
			{"protocol", "ws"},
			{"description", "Any Rookery server; wss where the page is https."},
		}}}},
		{"channels", s.channels(messages)},
		{"operations", operations(messages)},
		{"components", object{
			{"messages", components(messages)},
			{"schemas", s.schemas()},
		}},
		{"x-close-codes", closeCodes()},
		{"x-no-codes", s.codes("Code")},
		{"x-wait-codes", s.codes("WaitCode")},
	}, jsontext.WithIndent("  "))
	return append(text, '\n'), err
}

// message is one message of the document, under the key that refers to it.
type message struct {
	key        string
	fromClient bool
	answer     bool
	body       object
}

// messages lists all frames: commands, events, news, answers.
func (s source) messages() []message {
	var all []message
	for _, e := range s.registry.Commands {
		all = append(all, s.message("command", e, true, commandMembers(e), "cid", "t"))
	}
	for _, e := range s.registry.Events {
		all = append(all, s.message(s.eventKind(e), e, false, s.eventMembers(e), "s", "n", "t", "at", "d"))
	}
	for _, e := range s.registry.News {
		members, required := object{{"t", object{{"const", e.Tag}}}, {"d", reference(e.Type)}}, []string{"t", "d"}
		if streams := snapshotOf(s, e.Type); streams != nil {
			members, required = append(object{{"s", object{{"enum", streams}}}}, members...), append([]string{"s"}, required...)
		}
		all = append(all, s.message("news", e, false, members, required...))
	}
	return append(all, s.answerMessages()...)
}

// commandMembers are those of a command's frame.
func commandMembers(e wire.Entry) object {
	return object{
		{"cid", object{{"$ref", "#/components/schemas/CID"}}},
		{"t", object{{"const", e.Tag}}},
		{"d", reference(e.Type)},
	}
}

// eventMembers are those of an event's frame.
func (s source) eventMembers(e wire.Entry) object {
	return object{
		{"s", object{{"const", e.Stream}}},
		{"n", object{{"type", "integer"}, {"minimum", 1}, {"description", "Its number in the stream."}}},
		{"t", object{{"const", e.Tag}}},
		{"by", object{{"type", "string"}, {"description", "The id of the person who caused it; absent if nobody did."}}},
		{"at", object{{"type", "integer"}, {"description", "Wall time in ms since 1970."}}},
		{"d", reference(e.Type)},
	}
}

// eventKind is how the key of an event begins: the same in another stream is another message.
func (s source) eventKind(e wire.Entry) string {
	first := slices.IndexFunc(s.registry.Events, func(other wire.Entry) bool { return other.Type == e.Type })
	if s.registry.Events[first] == e {
		return "event"
	}
	return "event" + string(e.Stream)
}

// snapshotOf names the streams that a snapshot of type t may stand for.
func snapshotOf(s source, t reflect.Type) []string {
	switch t {
	case reflect.TypeFor[wire.GameSnapshot]():
		return []string{string(wire.GameStream)}
	case reflect.TypeFor[wire.StreamSnapshot]():
		var others []string
		for _, v := range s.values("Stream") {
			if v != string(wire.GameStream) {
				others = append(others, v)
			}
		}
		return others
	}
	return nil
}

func (s source) message(kind string, e wire.Entry, fromClient bool, members object, required ...string) message {
	payload := object{{"type", "object"}, {"properties", members}, {"required", required}}
	if fromClient {
		payload = append(payload, pair{"additionalProperties", false})
	}
	m := message{
		key:        kind + e.Type.Name(),
		fromClient: fromClient,
		body: object{
			{"name", e.Tag},
			{"summary", s.doc(e.Type)},
			{"payload", payload},
		},
	}
	return s.shown(m, m.key)
}

// shown is m with the golden frames of these keys as its examples.
func (s source) shown(m message, keys ...string) message {
	var examples []any
	for _, key := range keys {
		if frame, ok := s.examples[key]; ok {
			examples = append(examples, object{{"payload", frame}})
		}
	}
	if examples != nil {
		m.body = append(m.body, pair{"examples", examples})
	}
	return m
}

func (s source) answerMessages() []message {
	var infoKeys []string
	re := pair{"re", object{{"$ref", "#/components/schemas/CID"}}}
	answer := func(key, summary string, members object, required ...string) message {
		m := message{key: key, answer: true, body: object{
			{"name", key},
			{"summary", summary},
			{"payload", object{
				{"type", "object"},
				{"properties", append(object{re}, members...)},
				{"required", append([]string{"re"}, required...)},
			}},
		}}
		if key == "answerInfo" {
			return s.shown(m, infoKeys...)
		}
		return s.shown(m, key)
	}
	var infos []any
	for _, e := range s.registry.Infos {
		infoKeys = append(infoKeys, "info"+e.Type.Name())
		infos = append(infos, object{
			{"type", "object"},
			{"properties", object{{"t", object{{"const", e.Tag}}}, {"d", reference(e.Type)}}},
			{"required", []string{"t", "d"}},
		})
	}
	return []message{
		answer("answerOk", "The command is durable: it is event ok of stream s, whose frame came before.", object{
			{"s", reference(reflect.TypeFor[wire.Stream]())},
			{"ok", object{{"type", "integer"}, {"minimum", 1}}},
		}, "s", "ok"),
		answer("answerInfo", "The command was a question; nothing was stored.", object{
			{"info", object{{"oneOf", infos}}},
		}, "info"),
		answer("answerNo", "The command certainly had no effect, ever; another try needs another cid.", object{
			{"no", object{
				{"type", "object"},
				{"properties", object{
					{"code", object{{"type", "string"}, {"enum", s.values("Code")}}},
					{"text", object{{"type", "string"}, {"description", "Why, in a sentence for the user."}}},
					{"fields", object{
						{"type", "array"},
						{"description", "What is wrong with each member of the command, if that is why."},
						{"items", object{
							{"type", "object"},
							{"properties", object{{"field", object{{"type", "string"}}}, {"text", object{{"type", "string"}}}}},
							{"required", []string{"field", "text"}},
						}},
					}},
				}},
				{"required", []string{"code", "text"}},
			}},
		}, "no"),
		answer("answerWait", "The command was not judged: send the same cid again after wait ms.", object{
			{"wait", object{{"type", "integer"}, {"minimum", 0}}},
			{"code", object{{"type", "string"}, {"enum", s.values("WaitCode")}}},
		}, "wait", "code"),
	}
}

// channels are the two sockets. Both may carry every message; the prose says
// which commands speak to a room.
func (s source) channels(messages []message) object {
	refs := object{}
	for _, m := range messages {
		refs = append(refs, pair{m.key, ref("#/components/messages/" + m.key)})
	}
	resume := object{{"epoch", object{{"type", "string"}, {"description", "The epoch of the hello that the numbers belong to."}}}}
	for _, v := range s.values("Stream") {
		resume = append(resume, pair{v, object{
			{"type", "integer"},
			{"minimum", 0},
			{"description", "The newest event of the stream " + v + " that the client has."},
		}})
	}
	bindings := object{{"ws", object{
		{"method", "GET"},
		{"query", object{{"type", "object"}, {"properties", resume}}},
		{"headers", object{
			{"type", "object"},
			{"properties", object{
				{"Sec-WebSocket-Protocol", object{{"type", "string"}, {"const", wire.Subprotocol}}},
				{"Authorization", object{{"type", "string"}, {"description", "Bearer and a token, for programs; browsers send their session cookie."}}},
			}},
			{"required", []string{"Sec-WebSocket-Protocol"}},
		}},
		{"bindingVersion", "0.1.0"},
	}}}
	return object{
		{"room", object{
			{"address", "/rooms/{id}/socket"},
			{"description", "One room: its game, its chat, one's whispers there and one's notices."},
			{"parameters", object{{"id", object{{"description", "The room's id, as its address has it."}}}}},
			{"messages", refs},
			{"bindings", bindings},
		}},
		{"lobby", object{
			{"address", "/lobby/socket"},
			{"description", "The lobby: open seeks, pools, live games, and one's notices."},
			{"messages", refs},
			{"bindings", bindings},
		}},
	}
}

// operations are told from the server's side, as AsyncAPI asks.
func operations(messages []message) object {
	var all object
	for _, channel := range []string{"room", "lobby"} {
		at := func(wanted func(message) bool) []any {
			var refs []any
			for _, m := range messages {
				if wanted(m) {
					refs = append(refs, ref("#/channels/"+channel+"/messages/"+m.key))
				}
			}
			return refs
		}
		all = append(all,
			pair{channel + "Command", object{
				{"action", "receive"},
				{"channel", ref("#/channels/" + channel)},
				{"summary", "A client's command and its answer."},
				{"messages", at(func(m message) bool { return m.fromClient })},
				{"reply", object{
					{"channel", ref("#/channels/" + channel)},
					{"messages", at(func(m message) bool { return m.answer })},
				}},
			}},
			pair{channel + "Frames", object{
				{"action", "send"},
				{"channel", ref("#/channels/" + channel)},
				{"summary", "Events, snapshots and ephemera."},
				{"messages", at(func(m message) bool { return !m.fromClient && !m.answer })},
			}},
		)
	}
	return all
}

func components(messages []message) object {
	var all object
	for _, m := range messages {
		all = append(all, pair{m.key, m.body})
	}
	return all
}

func closeCodes() object {
	var all object
	for _, c := range wire.CloseCodes() {
		all = append(all, pair{fmt.Sprint(int(c)), object{{"text", wire.CloseText(c)}, {"reconnect", !c.Final()}}})
	}
	return all
}

func (s source) codes(typeName string) object {
	var all object
	for _, c := range s.consts[typeName] {
		all = append(all, pair{c.value, c.doc})
	}
	return all
}
