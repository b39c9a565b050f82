package main

import (
	"reflect"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"rookery/lobby/wire"
)

// schemas are the JSON Schemas of the bodies and of what they are built from.
func (s source) schemas() object {
	all := s.enumSchemas()
	for _, t := range s.structs() {
		all = append(all, pair{t.Name(), s.structSchema(t)})
	}
	return append(all, pair{"Event", s.eventSchema()})
}

// enumSchemas are the cid, and the types that have few values.
func (s source) enumSchemas() object {
	all := object{{"CID", object{
		{"type", "string"},
		{"description", "The client's id of one command: a UUID version 4 in lower case."},
		{"pattern", "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"},
	}}}
	for _, name := range []string{"Stream", "Side", "Role"} {
		all = append(all, pair{name, object{
			{"type", "string"},
			{"description", s.types[name]},
			{"enum", s.values(name)},
		}})
	}
	return all
}

// structSchema closes commands to unknown members; what the server sends may
// gain members within the same version.
func (s source) structSchema(t reflect.Type) object {
	properties, required := object{}, []string{}
	for _, m := range s.members(t) {
		properties = append(properties, pair{m.name, memberSchema(m)})
		if !m.optional {
			required = append(required, m.name)
		}
	}
	schema := object{
		{"type", "object"},
		{"description", s.doc(t)},
		{"properties", properties},
		{"required", required},
	}
	if slices.ContainsFunc(s.registry.Commands, func(e wire.Entry) bool { return e.Type == t }) {
		schema = append(schema, pair{"additionalProperties", false})
	}
	return schema
}

// eventSchema is any event, as a page of history holds them.
func (s source) eventSchema() object {
	var cases []any
	for _, e := range s.registry.Events {
		cases = append(cases, ref("#/components/messages/"+s.eventKind(e)+e.Type.Name()+"/payload"))
	}
	return object{{"oneOf", cases}}
}

func memberSchema(m member) object {
	if len(m.enum) > 0 && m.typ.Kind() == reflect.Int {
		return object{{"type", "integer"}, {"enum", jsontext.Value("[" + strings.Join(m.enum, ",") + "]")}}
	}
	if len(m.enum) > 0 {
		return object{{"type", "string"}, {"enum", m.enum}}
	}
	schema := reference(m.typ)
	if m.doc != "" {
		schema = append(schema, pair{"description", m.doc})
	}
	return schema
}

// reference is the schema of a Go type: a $ref for what has a name of its own.
func reference(t reflect.Type) object {
	switch t.Kind() {
	case reflect.Pointer:
		return reference(t.Elem())
	case reflect.Slice:
		return object{{"type", "array"}, {"items", reference(t.Elem())}}
	case reflect.Map: // of streams, the only maps of the protocol
		return object{
			{"type", "object"},
			{"propertyNames", reference(t.Key())},
			{"additionalProperties", reference(t.Elem())},
		}
	case reflect.Struct:
		return ref("#/components/schemas/" + t.Name())
	case reflect.String:
		if named(t) {
			return ref("#/components/schemas/" + t.Name())
		}
		return object{{"type", "string"}}
	case reflect.Bool:
		return object{{"type", "boolean"}}
	case reflect.Float64:
		return object{{"type", "number"}}
	case reflect.Uint64:
		return object{{"type", "integer"}, {"minimum", 0}}
	default:
		return object{{"type", "integer"}}
	}
}

func ref(to string) object { return object{{"$ref", to}} }
